"""Staff pages: they call the API through one client and render templates."""
