"""A board in session for a test: who has signed, a meeting that was opened, its items and who came."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import sqlalchemy as sa
from starlette.testclient import TestClient

from app.domain.caller import Role
from app.domain.identifiers import new_id
from app.models.meetings import AgendaItem, Meeting, MeetingPerson
from app.models.panel_members import ConfidentialitySignature, ConfidentialityVersion, PanelSeat
from app.repositories.names import STAFF
from app.web import cookies
from tests.parts.pages import Browser
from tests.parts.service import RunningService, opened

LONG_AGO, MADE = date(2026, 1, 5), datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
BY = {"recorded_at": MADE, "recorded_by": "throughcare"}
ADDED = {"added_at": MADE, "added_by": "throughcare"}
numbers = count(1)


def table(model: Any) -> sa.Table:
    found: sa.Table = model.__table__
    return found


@dataclass
class BoardRoom:
    """Puts meetings straight into the record, as they stand once they were opened."""

    service: RunningService
    statement: str = field(init=False)

    def __post_init__(self) -> None:
        with self.database.read() as connection:
            found = connection.execute(sa.select(table(ConfidentialityVersion).c.id)).scalars().first()
        self.statement = found or self._put(
            ConfidentialityVersion, number=1, title="Statement", text="Words.", in_force_from=LONG_AGO, **BY
        )

    @property
    def database(self) -> Any:
        return self.service.service.api.state.database

    def signed(self, *roles: Role, seat: str | None = None, **scope: Any) -> TestClient:
        """A person of these roles who has signed the statement in force, with a seat if one is named."""
        username = self.service.register_person(*roles, **(scope or {"everywhere": True}))
        self.sign(username, seat)
        client, secret = self.service.anonymous(), self.service.session_of(username)
        token = client.post("/api/v1/sessions/current/token", json={"secret": secret}).json()["token"]
        client.headers["Authorization"] = f"Bearer {token}"
        return client

    def browser(self, *roles: Role, **scope: Any) -> Browser:
        """A browser of a person who has signed."""
        username = self.service.register_person(*roles, **(scope or {"everywhere": True}))
        self.sign(username)
        found = Browser(self.service.anonymous())
        name = self.service.service.pages.state.cookies.full_name(cookies.SESSION)
        found.client.cookies.set(name, self.service.session_of(username))
        return found

    def sign(self, username: str, seat: str | None = None) -> str:
        """That a registered person signed."""
        with self.database.read() as connection:
            wanted = sa.select(STAFF.c.id).where(STAFF.c.username == username)
            staff_id: str = connection.execute(wanted).scalar_one()
        signature = {
            "version_id": self.statement,
            "staff_id": staff_id,
            "signed_on": LONG_AGO,
            "how": "online",
        }
        self._put(ConfidentialitySignature, **signature, **BY)
        if seat:
            self._put(PanelSeat, seat=seat, staff_id=staff_id, starts_on=LONG_AGO, **BY)
        return staff_id

    def meeting(
        self, *, held_on: date = date(2026, 11, 20), opened_at: datetime | None = NOW, **changes: Any
    ) -> str:
        """A board of the north that was opened."""
        values = {
            "kind": "board", "held_on": held_on, "starts_at": "10:00", "area": "north", "venue": "Leeds",
            "mode": "in_person", "created_at": MADE, "created_by": "throughcare", "agenda_edition": 1,
            "agenda_published_at": MADE, "opened_at": opened_at, **changes,
        }  # fmt: skip
        return self._put(Meeting, **values)

    def close(self, meeting: str) -> None:
        """The meeting is over."""
        meetings = table(Meeting)
        with self.database.write() as connection:
            connection.execute(sa.update(meetings).where(meetings.c.id == meeting).values(closed_at=NOW))

    def item(self, meeting: str, case: str, position: int = 1, *, is_restricted: bool = False) -> str:
        """A case on the agenda."""
        what = {
            "kind": "review",
            "is_restricted": is_restricted,
            "is_ycs_transition": False,
            "is_welsh": False,
        }
        return self._put(AgendaItem, meeting_id=meeting, case_id=case, position=position, **what, **ADDED)

    def items(self, meeting: str, number: int, **changes: Any) -> list[str]:
        """So many cases on the agenda, at Foston Hall."""
        clerk = self.service.system(Role.RW)
        cases = [opened(clerk, last_name=f"Alder{place}", **changes)["id"] for place in range(1, number + 1)]
        return [self.item(meeting, case, place) for place, case in enumerate(cases, start=1)]

    def attendee(
        self, meeting: str, *, has_authority: bool = True, attended: bool | None = True, **changes: Any
    ) -> str:
        """Somebody who came."""
        name = f"Attendee {next(numbers)}"
        values = {"part": "member", "seat": "case_manager", "name": name, "name_key": name.lower(), **changes}
        return self._put(
            MeetingPerson,
            meeting_id=meeting,
            attended=attended,
            has_authority=has_authority,
            **values,
            **ADDED,
        )

    def _put(self, model: Any, **values: Any) -> str:
        row = {"id": new_id(), **values}
        if "version" in table(model).c:
            row.setdefault("version", 1)
        if model is MeetingPerson:
            row.setdefault("has_apologised", False)
        if "is_active" in table(model).c:
            row.setdefault("is_active", True)
        with self.database.write() as connection:
            connection.execute(sa.insert(table(model)).values(**row))
        return str(row["id"])


ADVICE = {
    "kind": "wellbeing",
    "text": "Offer a place on the therapeutic unit.",
    "evidence": "The formulation of March.",
    "owners": [{"part": "psychologist", "name": "Perpetua Birchcombe"}],
}


def line(client: TestClient, item: str, part: str, text: str = "Invented words.") -> None:
    """A responsibility line that was typed."""
    path = f"/api/v1/agenda-items/{item}/responsibilities/{part}"
    answer = client.put(path, json={"text": text}, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text


def both_lines(client: TestClient, item: str) -> None:
    """The lines without which minutes are not published."""
    for part in ("prison_offender_manager", "community_offender_manager"):
        line(client, item, part)


def said(client: TestClient, item: str, text: str = "Much was said.") -> None:
    """A discussion that was typed."""
    answer = client.put(
        f"/api/v1/agenda-items/{item}/discussion", json={"text": text}, headers={"If-Match": "*"}
    )
    assert answer.status_code == 200, answer.text
