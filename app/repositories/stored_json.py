"""How a JSON column writes what a row holds: days and instants as the API writes them."""

import json
from datetime import date
from typing import Any


def written(value: Any) -> str:
    """The value as JSON text; any value in it that JSON has no form for is a TypeError."""
    return json.dumps(value, default=plain)


def plain(value: Any) -> str:
    """A day as YYYY-MM-DD, an instant in ISO 8601."""
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value))
