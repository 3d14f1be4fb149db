"""The staff pages: everything they show came through the API, with the signed-in person's own token."""
