"""Actions of the panel: given at a meeting, followed by their owners, listed before the next meeting."""
