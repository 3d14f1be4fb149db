"""Board data for a test: records entered as the board enters them, and the Chair's agreement to give them."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from starlette.testclient import TestClient

from app.domain.board_data import SHAREABLE
from app.domain.caller import SYSTEM, Role
from app.domain.identifiers import new_id
from app.repositories import cases
from app.services.board_record import enter
from app.services.unit_of_work import unit_of_work
from tests.parts.board_room import BoardRoom
from tests.parts.service import RunningService

ROOT = "/api/v1/board-decisions"
SHARES = "/api/v1/share-requests"
TODAY, LATER = date(2026, 11, 22), date(2027, 5, 31)
FIELDS: Mapping[str, Mapping[str, Any]] = {
    "recommendation": {
        "recommendation_kind": "wellbeing",
        "text": "See the nurse weekly.",
        "owners": ["Ada"],
    },
    "decision": {"outcome": "accepted", "reason": "As advised.", "is_departure": False, "to_prison": "SDI"},
    "action": {"text": "=call the team", "owner": "Ada", "due_on": "2026-12-01", "state": "open"},
}


def entered(
    service: RunningService, case_id: str, kind: Any = "action", change: str = "made", **fields: Any
) -> str:
    """One record of the feed, in a transaction of its own; answers the id of its subject."""
    subject = str(fields.pop("subject_id", None) or new_id())
    with unit_of_work(service.service.api.state.database, SYSTEM, service.clock()) as work:
        case = cases.find_case(work.connection, case_id, TODAY, lock=True)
        assert case is not None
        stated = {**FIELDS[kind], **fields}
        enter(work, kind=kind, change=change, subject_id=subject, case=case, fields=stated)
        work.record("TEST_ENTERED", case_id=case_id)
    return subject


def share_body(**changes: Any) -> dict[str, Any]:
    """A request for a standing agreement on board data."""
    return {
        "what": "board_data",
        "about": "All that the board did",
        "is_standing": True,
        "recipient_kind": "role",
        "recipient": "REGIONAL_DIRECTOR",
        "purpose": "decision_making",
        "reason": "Regions prepare for women who come home.",
        "fields": list(SHAREABLE),
        "from_on": TODAY.isoformat(),
        "until_on": LATER.isoformat(),
    } | changes


def client_id_of(client: TestClient) -> str:
    """The id under which a test's system is registered."""
    part = client.headers["Authorization"].split(".")[1]
    claims: dict[str, Any] = json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return str(claims["client_id"])


def agreed(service: RunningService, **changes: Any) -> dict[str, Any]:
    """An agreement of the Chair."""
    room = BoardRoom(service)
    asked = room.signed(Role.PANEL_SECRETARIAT).post(SHARES, json=share_body(**changes))
    assert asked.status_code == 201, asked.text
    approved = room.signed(Role.PANEL_CHAIR).post(f"{SHARES}/{asked.json()['id']}/approve", json={})
    assert approved.status_code == 200, approved.text
    found: dict[str, Any] = approved.json()
    return found


def reader(service: RunningService, *, fields: Sequence[str] = SHAREABLE, **scope: Any) -> TestClient:
    """A system that may read board data in these fields."""
    client = service.system(Role.BOARD_RO, **scope)
    agreed(service, recipient_kind="client", recipient=client_id_of(client), fields=list(fields))
    return client


def pulled(client: TestClient, *, limit: int = 1000, **asked: Any) -> list[dict[str, Any]]:
    """Every record, page by page."""
    found: list[dict[str, Any]] = []
    after: str | None = None
    while True:
        answer = client.get(ROOT, params={"limit": limit, **asked, **({"after": after} if after else {})})
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += page["items"]
        after = page["next"]
        if after is None:
            return found
