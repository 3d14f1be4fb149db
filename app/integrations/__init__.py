"""What speaks to the outside: identity providers, message topics, mail."""
