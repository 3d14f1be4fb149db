"""Meetings of the panel for tests: people who have signed, a board, cases on its agenda."""

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from starlette.testclient import TestClient

from app.domain.caller import SYSTEM, Role
from app.domain.identifiers import new_id
from app.repositories import panel_members
from app.repositories.identity import register
from app.repositories.panel_care import RESTRICTED
from app.services.unit_of_work import unit_of_work
from tests.parts.service import RunningService, opened

TODAY = date(2026, 11, 22)
MEETINGS = "/api/v1/meetings"
IN_FORCE_FROM = date(2026, 1, 1)


def statement_in_force(service: RunningService) -> str:
    """The id of the statement that is in force from the beginning of the year; made where there is none."""
    database = service.service.api.state.database
    with database.read() as connection:
        found = panel_members.version_in_force(connection, TODAY)
    if found:
        return str(found["id"])
    row = {
        "id": new_id(),
        "number": 1,
        "title": "Confidentiality statement",
        "text": "I keep what I hear at the panel to those who need to know it.",
        "in_force_from": IN_FORCE_FROM,
        "recorded_at": datetime(2026, 1, 1, tzinfo=UTC),
        "recorded_by": "test",
    }
    with unit_of_work(database, SYSTEM, service.clock()) as work:
        panel_members.add(work.connection, panel_members.VERSIONS, [row])
        work.record("MADE_FOR_A_TEST")
    return str(row["id"])


def signer(service: RunningService, *roles: Role, **scope: Any) -> TestClient:
    """A person with these roles (everywhere, unless told) who has signed the statement in force."""
    client = service.person(*roles, **(scope or {"everywhere": True}))
    sign(client, statement_in_force(service))
    return client


def sign(client: TestClient, statement: str) -> None:
    """Sign a wording as whoever holds the client's token."""
    answer = client.post(f"/api/v1/confidentiality-statements/{statement}/sign")
    assert answer.status_code == 201, answer.text


def secretary(service: RunningService) -> TestClient:
    """A secretary who has signed."""
    return signer(service, Role.PANEL_SECRETARIAT)


def seated(service: RunningService, seat: str, *roles: Role, **term: Any) -> tuple[TestClient, str]:
    """A person who has signed and holds a seat of the board; answers their client and their username."""
    username = service.register_person(*(roles or (Role.PANEL_MEMBER,)), everywhere=True)
    client = signed_in(service, username)
    sign(client, statement_in_force(service))
    take_seat(service, seat, username, **term)
    return client, username


def signed_in(service: RunningService, username: str) -> TestClient:
    """A client with a token of this person."""
    client = service.anonymous()
    exchanged = client.post("/api/v1/sessions/current/token", json={"secret": service.session_of(username)})
    client.headers["Authorization"] = f"Bearer {exchanged.json()['token']}"
    return client


def take_seat(service: RunningService, seat: str, username: str, **term: Any) -> str:
    """Seat a person from the beginning of the year; answers the id of the term."""
    database = service.service.api.state.database
    with unit_of_work(database, SYSTEM, service.clock()) as work:
        person = register.staff_named(work.connection, username)
        assert person is not None
        row = {
            "id": new_id(),
            "version": 1,
            "seat": seat,
            "staff_id": person["id"],
            "delegate_of": None,
            "starts_on": IN_FORCE_FROM,
            "ends_on": None,
            "recorded_at": service.clock(),
            "recorded_by": "test",
        } | term
        panel_members.add(work.connection, panel_members.SEATS, [row])
        work.record("MADE_FOR_A_TEST")
    return str(row["id"])


def board(client: TestClient, **changes: Any) -> dict[str, Any]:
    """A board of the Midlands on the test's day."""
    body = {"kind": "board", "held_on": TODAY.isoformat(), "area": "midlands", "mode": "in_person"} | changes
    answer = client.post(MEETINGS, json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def opened_board(service: RunningService, client: TestClient, **changes: Any) -> dict[str, Any]:
    """A board of today that is open, chaired by the Head of Women's Team."""
    username = service.register_person(Role.PANEL_CHAIR, everywhere=True)
    take_seat(service, "head_of_womens_team", username)
    meeting = board(client, chair=username, chair_basis="post_holder", **changes)
    answer = client.post(f"{MEETINGS}/{meeting['id']}/open")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def on_agenda(client: TestClient, meeting: str, case: str, **changes: Any) -> dict[str, Any]:
    """An item about a case."""
    answer = client.post(f"{MEETINGS}/{meeting}/agenda", json={"case": case, "kind": "review"} | changes)
    assert answer.status_code == 201, answer.text
    item: dict[str, Any] = answer.json()
    return item


def published(client: TestClient, meeting: str) -> dict[str, Any]:
    """The agenda after it was published."""
    answer = client.post(f"{MEETINGS}/{meeting}/agenda/publish")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def restricted(service: RunningService, case_id: str, since: date = IN_FORCE_FROM) -> None:
    """Put somebody under Restricted Status."""
    row = {
        "id": new_id(),
        "case_id": case_id,
        "version": 1,
        "from_on": since,
        "decided_by": "A category A review board",
        "reason": "Invented for a test.",
        "next_review_on": date(2027, 1, 1),
        "to_on": None,
        "ended_by": None,
        "end_reason": None,
        "recorded_at": service.clock(),
        "recorded_by": "test",
    }
    with service.service.api.state.database.write() as connection:
        connection.execute(sa.insert(RESTRICTED), [row])


def woman(service: RunningService, **changes: Any) -> dict[str, Any]:
    """A case at Foston Hall."""
    return opened(service.system(Role.RW), **changes)
