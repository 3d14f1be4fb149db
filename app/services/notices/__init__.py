"""Notices: what other use cases tell people in their own transaction, and how it reaches them."""

from app.services.notices.telling import tell_people

__all__ = ["tell_people"]
