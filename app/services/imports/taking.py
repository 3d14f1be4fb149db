"""What every row shares while it is taken: whose it is, what was said before, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.domain.caller import Caller
from app.domain.imported import RowRefused
from app.domain.refusals import FieldError
from app.services.imports.casebook import Casebook, Entry

CREATED, CHANGED, UNCHANGED, REJECTED, MISSING = "created", "changed", "unchanged", "rejected", "missing"
OUTCOMES = (CREATED, CHANGED, UNCHANGED, REJECTED, MISSING)

_OLDER = "A file of a later day has been taken about this person. This one was not applied."
_OUTSIDE = "The prison is not one of yours. Leave the row out, or have it imported where she is."


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row, and the reasons where something of it was not taken."""

    outcome: str
    case_id: str | None = None
    reasons: tuple[FieldError, ...] = ()


@dataclass(slots=True)
class Said:
    """What a source last said about a person; `is_new` where this batch has changed it."""

    case_id: str
    file_date: date
    fields: Mapping[str, Any]
    prison_code: str | None = None
    is_new: bool = False


@dataclass(slots=True)
class Batch:
    """Everything that the rows of a batch are taken with."""

    book: Casebook
    caller: Caller
    source: str
    file_date: date
    said: dict[str, Said] = field(default_factory=dict)
    repeated: set[str] = field(default_factory=set)
    reviews: dict[str, list[Mapping[str, Any]]] | None = None
    described: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    def last_said(self, reference: str) -> Said | None:
        """What was last said, refusing a file that is older than that."""
        said = self.said.get(reference)
        if said and said.file_date > self.file_date:
            raise RowRefused(FieldError("", "older_file", _OLDER))
        return said

    def keep_said(self, reference: str, entry: Entry, fields: Mapping[str, Any], prison: str | None) -> None:
        """Remember what was said; the same again is only counted as seen."""
        before = self.said.get(reference)
        if before and before.fields == fields and before.case_id == entry.id:
            self.repeated.add(reference)
            return
        self.said[reference] = Said(entry.id, self.file_date, fields, prison, is_new=True)

    def check_scope(self, field_name: str, prison: str | None, entry: Entry | None) -> None:
        """A row of a prison outside the uploader's scope is refused, unless the case is in it."""
        scope = self.caller.scope
        if scope.covers(prison=prison, region=None):
            return
        if entry and scope.covers(prison=entry.row["prison_code"], region=entry.row["home_region"]):
            return
        raise RowRefused(FieldError(field_name, "outside_your_scope", _OUTSIDE))

    def check_prison(self, field_name: str, code: str | None) -> None:
        """A prison must be in the register, and one that the service serves."""
        if code is None:
            return
        prison = self.book.reference.prisons.get(code)
        if prison is None:
            message = "There is no prison of this code. GET /prisons lists them."
            raise RowRefused(FieldError(field_name, "unknown_prison", message))
        if not prison["in_scope"]:
            message = "This establishment is outside the service: it holds people under 18."
            raise RowRefused(FieldError(field_name, "prison_out_of_scope", message))
