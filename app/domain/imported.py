"""What an imported row comes down to: facts to tell, and what was left out or refused, by field and code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.domain.event_fields import read_fields
from app.domain.refusals import FieldError


@dataclass(frozen=True, slots=True)
class ToldFact:
    """A fact that a row tells. `fields` has dates as dates; `derived` names those that were worked out."""

    type: str
    date: date
    fields: Mapping[str, Any] = field(default_factory=dict)
    derived: tuple[str, ...] = ()


def told(event_type: str, day: date, fields: Mapping[str, Any], *derived: str) -> ToldFact:
    """A fact whose fields have been checked by the one table that every fact is checked by."""
    return ToldFact(event_type, day, read_fields(event_type, fields, strict=True), derived)


class RowRefused(Exception):
    """A row that is not taken. `errors` names each field, a stable code, and how to mend it."""

    def __init__(self, *errors: FieldError) -> None:
        super().__init__(", ".join(f"{error.field}: {error.code}" for error in errors))
        self.errors = errors
