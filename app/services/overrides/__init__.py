"""A manager's decision about who owns a case: weighed, made, shown and ended."""
