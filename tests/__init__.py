"""The tests, laid out like the house itself."""
