"""Who is told of the panel's work: the Chair of requests to share, owners of actions; in the service and by mail."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from app.domain.caller import Role
from app.models.identity import Staff
from app.models.work import Mail
from app.services.notices.digests import make_digests
from tests.api.panel.test_actions import allocated
from tests.api.panel.test_actions import signed_in as of_staff
from tests.parts.board_feed import share_body
from tests.parts.board_room import BoardRoom, table
from tests.parts.meetings import signed_in
from tests.parts.moves import MovesDesk
from tests.parts.service import RunningService
from tests.parts.workforce import SECONDED, Workforce

STAR = {"If-Match": "*"}


@pytest.fixture
def desk(sqlite_service: RunningService) -> MovesDesk:
    return MovesDesk(sqlite_service)


def told(client: TestClient, kind: str) -> list[dict[str, Any]]:
    """The notices of a kind that somebody reads."""
    found = client.get("/api/v1/notices").json()["items"]
    return [notice for notice in found if notice["kind"] == kind]


def mailed(service: RunningService, client_of: str) -> str:
    """The message that the worker makes for a person, with an address, once notices were gathered."""
    api = service.service.api.state
    staff = table(Staff)
    with api.database.write() as connection:
        theirs = staff.c.username == client_of
        connection.execute(sa.update(staff).where(theirs).values(email="somebody@example.invalid"))
    settings = api.settings.model_copy(update={"public_url": "https://throughcare.example"})
    assert make_digests(api.database, settings, service.clock() + timedelta(hours=1)) == 1
    with api.database.read() as connection:
        row = connection.execute(sa.select(table(Mail))).mappings().one()
    return f"{row['subject']}\n{row['text']}"


def action(desk: MovesDesk, case: str, **owner: str) -> dict[str, Any]:
    """An action that was given at an item about the case."""
    item = desk.room.item(desk.room.meeting(), case)
    body = {"text": "Arrange a family visit.", "aim": "wellbeing", "due_on": "2026-12-01", **owner}
    answer = desk.secretary.post(f"/api/v1/agenda-items/{item}/actions", json=body)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_whoever_chairs_is_told_that_a_request_to_share_waits(sqlite_service: RunningService) -> None:
    room = BoardRoom(sqlite_service)
    username = sqlite_service.register_person(Role.PANEL_CHAIR, everywhere=True)
    room.sign(username)
    chair, secretary = signed_in(sqlite_service, username), room.signed(Role.PANEL_SECRETARIAT)
    asked = secretary.post("/api/v1/share-requests", json=share_body(reason="Invented words of a reason."))
    assert asked.status_code == 201, asked.text
    (notice,) = told(chair, "panel_share_waiting")
    assert notice["path"] == f"/panel/share-requests/{asked.json()['id']}"
    assert notice["case"] is None
    assert told(secretary, "panel_share_waiting") == []
    message = mailed(sqlite_service, username)
    assert "A request to share what the panel holds waits for you" in message
    assert f"https://throughcare.example{notice['path']}" in message
    assert "Invented words" not in message


def test_the_owner_of_an_action_is_told_once_and_the_next_owner_when_it_moves(desk: MovesDesk) -> None:
    first, second = (desk.service.register_person(Role.OMU_OFFICER, prisons=["FHI"]) for _ in range(2))
    one, other = (signed_in(desk.service, username) for username in (first, second))
    ids = {name: desk.room.sign(name) for name in (first, second)}
    given = action(desk, desk.woman(last_name="Hawthorn"), owner_staff=ids[first])
    (notice,) = told(one, "panel_action_given")
    assert notice["path"] == f"/panel/actions/{given['id']}"
    assert told(other, "panel_action_given") == []
    path = f"/api/v1/actions/{given['id']}"
    assert desk.secretary.patch(path, json={"update": "Begun."}, headers=STAR).status_code == 200
    assert len(told(one, "panel_action_given")) == 1
    moved = {"update": "She is away.", "owner_staff": ids[second]}
    assert desk.secretary.patch(path, json=moved, headers=STAR).status_code == 200
    assert [each["path"] for each in told(other, "panel_action_given")] == [notice["path"]]
    message = mailed(desk.service, second)
    assert "An action of the panel was given to you, due 1 December 2026" in message
    assert "Hawthorn" not in message
    assert "family visit" not in message


def test_an_owner_by_name_alone_has_nobody_to_tell(desk: MovesDesk) -> None:
    action(desk, desk.woman(), owner_name="Ash Alder")
    assert told(desk.secretary, "panel_action_given") == []


def test_whoever_holds_the_role_is_told(desk: MovesDesk) -> None:
    case, staff_id = desk.woman(), Workforce(desk.service).at_prison(SECONDED)
    allocated(desk, case, SECONDED, staff_id)
    given = action(desk, case, owner_role=SECONDED)
    (notice,) = told(of_staff(desk, staff_id), "panel_action_given")
    assert notice["path"] == f"/panel/actions/{given['id']}"
