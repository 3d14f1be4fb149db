"""Handovers: the row of each case on its way, lists of them, their records, what the calendar brings, summaries."""
