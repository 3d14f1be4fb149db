"""Measures the service: each figure is a ratio to a floor, taken in turns on one machine."""
