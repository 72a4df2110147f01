"""What can be asked from a terminal; each command is one module with `add` (its options) and `run`."""
