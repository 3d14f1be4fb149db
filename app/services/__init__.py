"""The use cases: may you, gather, decide, keep, say."""
