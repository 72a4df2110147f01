"""Plain JSON Schemas of any draft made into forms of ours, with every change told."""
