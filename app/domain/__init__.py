"""The rules: pure functions over frozen dataclasses, with no clock, no I/O and no framework."""
