"""What every request passes before a route: limits, deadlines, identifiers and headers."""
