"""What the tests bring with them: a PostgreSQL, a Chromium."""
