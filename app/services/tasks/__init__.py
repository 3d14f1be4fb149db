"""Tasks: what other use cases open and close in their own transaction, and how staff find and finish them."""

from app.services.tasks.causes import close_because, open_tasks

__all__ = ["close_because", "open_tasks"]
