"""An invented organisation with invented clients, written by the acts and never by hand."""
