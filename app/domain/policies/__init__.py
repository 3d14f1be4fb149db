"""One module a policy: its rules in order, each with its paragraph, and its settings."""
