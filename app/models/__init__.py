"""Tables, one file an aggregate; they hold data and know no rules."""

from app.models import audit, cases, identity, places, policies

__all__ = ["audit", "cases", "identity", "places", "policies"]
