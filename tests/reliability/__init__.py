"""What holds when things go wrong: faults, loads and hostile callers."""
