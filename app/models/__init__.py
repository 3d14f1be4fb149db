"""Tables, one file an aggregate; they hold data and know no rules."""

from app.models import audit, cases, identity, imports, key_stages, parole, people, places, policies, work

__all__ = [
    "audit",
    "cases",
    "identity",
    "imports",
    "key_stages",
    "parole",
    "people",
    "places",
    "policies",
    "work",
]
