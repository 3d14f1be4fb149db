"""One transaction of a use case: its rows, its audit entries and its domain events, or nothing."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.identifiers import new_id
from app.repositories import audit
from app.repositories.database import Database

LONDON = ZoneInfo("Europe/London")


class NothingSaid(AssertionError):
    """A use case wrote rows and left no audit entry: a fault of ours, so nothing is kept."""


@dataclass(slots=True)
class UnitOfWork:
    """What a use case writes through. Nothing is kept unless `record` was called at least once."""

    connection: Connection
    caller: Caller
    moment: datetime
    request_id: str | None = None
    entries: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def today(self) -> date:
        """The Europe/London day of the request's one moment."""
        return self.moment.astimezone(LONDON).date()

    def record(
        self,
        what: str,
        *,
        case_id: str | None = None,
        subject: tuple[str, str] | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        """Add an audit entry. `what` is a stable upper-case code; `details` holds `old`, `new` and `why`."""
        self.entries.append(
            audit.entry(self.caller, self.moment, self.request_id, what, case_id, subject, details)
        )

    def tell(
        self,
        event_type: str,
        *,
        case_id: str | None = None,
        prison_number: str | None = None,
        crn: str | None = None,
        details: Mapping[str, Any] | None = None,
    ) -> None:
        """Add a domain event for other systems: ids and codes only, no names and no free text."""
        self.events.append(
            {
                "id": new_id(),
                "type": event_type,
                "occurred_at": self.moment,
                "case_id": case_id,
                "prison_number": prison_number,
                "crn": crn,
                "details": dict(details or {}),
            }
        )

    def finish(self) -> None:
        """Write the entries and events; called once, just before the commit."""
        if not self.entries:
            raise NothingSaid("a unit of work ends with an audit entry")
        audit.keep(self.connection, self.entries, self.events)
        self.entries, self.events = [], []


@contextmanager
def unit_of_work(
    database: Database,
    caller: Caller,
    moment: datetime,
    *,
    request_id: str | None = None,
    patient: bool = False,
) -> Iterator[UnitOfWork]:
    """Open a transaction for one use case; it commits as the block ends, before anything is answered."""
    with database.write(patient=patient) as connection:
        work = UnitOfWork(connection, caller, moment, request_id)
        yield work
        work.finish()
