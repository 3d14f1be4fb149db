"""All SQL, a module an aggregate, and no rules."""
