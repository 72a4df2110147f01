"""Plain JSON Schemas from elsewhere, drawn and judged as they are: their questions grow with the answers."""
