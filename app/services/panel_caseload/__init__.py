"""The panel's caseload: coming on it, what is kept of her while she is, stepping down and leaving."""
