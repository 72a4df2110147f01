"""Suprovid: a case file for small organisations, whose forms and rules are data."""
