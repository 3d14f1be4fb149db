"""The rules of ownership, held to their definition."""
