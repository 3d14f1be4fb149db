"""Actions over the API: given at an item, owned through a handover, followed up, and listed before a meeting."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from app.domain.caller import Role
from app.models.board_data import BoardRecord
from app.repositories.identity import register
from tests.parts.board_room import table
from tests.parts.moves import MovesDesk
from tests.parts.service import RunningService
from tests.parts.workforce import Workforce

STAR = {"If-Match": "*"}
LONG = {"start_date": "2025-01-13", "sentence_type": "SDS", "length_months": 72, "release_date": "2028-01-13"}
"""Handed over on 13 July 2027, six months before release."""


@pytest.fixture
def desk(sqlite_service: RunningService) -> MovesDesk:
    return MovesDesk(sqlite_service)


def give(desk: MovesDesk, item: str, by: TestClient | None = None, **changes: Any) -> Any:
    body = {
        "text": "Arrange a family visit.",
        "aim": "wellbeing",
        "due_on": "2026-12-01",
        "owner_role": "lead",
        **changes,
    }
    if {"owner_staff", "owner_name"} & set(changes):
        body.pop("owner_role")
    return (by or desk.secretary).post(f"/api/v1/agenda-items/{item}/actions", json=body)


def given(desk: MovesDesk, item: str, **changes: Any) -> dict[str, Any]:
    answer = give(desk, item, **changes)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def follow(by: TestClient, action: str, headers: dict[str, str] = STAR, **body: Any) -> Any:
    whole = {"update": "It goes well.", **body}
    return by.patch(f"/api/v1/actions/{action}", json=whole, headers=headers)


def listed(by: TestClient, **params: Any) -> list[str]:
    answer = by.get("/api/v1/actions", params=params)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


def faults(answer: Any) -> dict[str, str]:
    return {error["field"]: error["code"] for error in answer.json()["errors"]}


@pytest.fixture
def case(desk: MovesDesk) -> str:
    return desk.woman()


@pytest.fixture
def item(desk: MovesDesk, case: str) -> str:
    return desk.room.item(desk.room.meeting(), case)


def allocated(desk: MovesDesk, case: str, role: str, staff_id: str) -> None:
    """This person holds the role from now on."""
    here = {"prisons": ["FHI"], "regions": ["greater_manchester", "east_midlands"]}
    by = desk.service.person(Role.OMU_MANAGER, Role.COMMUNITY_SENIOR, **here)
    body = {"staff_id": staff_id, "override_reasons": ["no_staff"]}
    answer = by.put(f"/api/v1/cases/{case}/allocations/{role}", json=body, headers=STAR)
    assert answer.status_code in {200, 201}, answer.text


def signed_in(desk: MovesDesk, staff_id: str) -> TestClient:
    with desk.room.database.read() as connection:
        person = register.staff_by_id(connection, staff_id)
    assert person is not None
    client, secret = desk.service.anonymous(), desk.service.session_of(person["username"])
    token = client.post("/api/v1/sessions/current/token", json={"secret": secret}).json()["token"]
    client.headers["Authorization"] = f"Bearer {token}"
    return client


# Giving


def test_w08_an_action_is_tied_to_one_of_the_five_aims(desk: MovesDesk, item: str) -> None:
    assert given(desk, item)["aim"] == "wellbeing"
    assert give(desk, item, aim="anything").status_code == 400
    assert give(desk, item, aim=None).status_code == 400


def test_an_action_has_exactly_one_owner_and_a_day_to_come(desk: MovesDesk, item: str) -> None:
    two = {"owner_name": "Perpetua Birchcombe", "owner_staff": "0197a000-0000-7000-8000-000000000001"}
    assert faults(give(desk, item, **two)) == {"owner_name": "one_owner"}
    nobody = {"owner_staff": "0197a000-0000-7000-8000-000000000001"}
    assert faults(give(desk, item, **nobody)) == {"owner_staff": "unknown_person"}
    assert faults(give(desk, item, due_on="2026-11-21")) == {"due_on": "date_in_past"}
    named = given(desk, item, owner_name="Perpetua Birchcombe", due_on="2026-11-22")
    assert (named["owner"], named["owner_role"], named["is_overdue"]) == ("Perpetua Birchcombe", None, False)


def test_an_action_names_advice_of_the_same_case_alone(desk: MovesDesk, case: str, item: str) -> None:
    mine, other = desk.advised(case), desk.advised(desk.woman())
    assert given(desk, item, recommendation=mine)["recommendation_id"] == mine
    assert faults(give(desk, item, recommendation=other)) == {"recommendation": "unknown_recommendation"}


def test_only_the_secretariat_and_the_chair_give_actions(desk: MovesDesk, item: str) -> None:
    chair = desk.room.signed(Role.PANEL_CHAIR)
    assert give(desk, item, by=chair).status_code == 201
    for role in (Role.PANEL_MEMBER, Role.GROUP_DIRECTOR, Role.OMU_MANAGER):
        assert give(desk, item, by=desk.room.signed(role)).status_code == 403
    unsigned = desk.service.person(Role.PANEL_SECRETARIAT, everywhere=True)
    assert give(desk, item, by=unsigned).json()["errorCode"] == "confidentiality_statement_needed"


# Owning


def test_w27_an_open_action_goes_over_to_the_new_owner_with_the_handover(desk: MovesDesk) -> None:
    """Without any fact or write: on the day of the handover the lead is another, and so is the owner."""
    people = Workforce(desk.service)
    inside = people.at_prison()
    username = desk.service.register_person(Role.COMMUNITY_MANAGER, regions=["east_midlands"])
    outside = people.id_of(username)
    people.change(outside, {"team": people.team(), "duties": ["community_offender_manager"]})
    case = desk.woman(home_region="east_midlands", sentence=LONG)
    for role, holder in (("seconded_probation_officer", inside), ("community_offender_manager", outside)):
        allocated(desk, case, role, holder)
    action = given(desk, desk.room.item(desk.room.meeting(), case))["id"]
    before, turn = date(2027, 7, 12), date(2027, 7, 13)
    for day, owner, other in ((before, inside, outside), (turn, outside, inside)):
        desk.service.clock.turn_to(day)
        assert listed(signed_in(desk, owner), mine="true") == [action], day
        assert listed(signed_in(desk, other), mine="true") == [], day


def test_an_action_given_to_whoever_holds_a_role_belongs_to_the_role(desk: MovesDesk) -> None:
    people = Workforce(desk.service)
    first, second = people.at_prison("key_worker"), people.at_prison("key_worker")
    case = desk.woman()
    allocated(desk, case, "key_worker", first)
    action = given(desk, desk.room.item(desk.room.meeting(), case), owner_staff=first)
    assert action["owner_role"] == "key_worker"
    allocated(desk, case, "key_worker", second)
    now = desk.secretary.get(f"/api/v1/actions/{action['id']}").json()
    assert (now["held_role"], now["was_carried"]) == ("key_worker", False)
    assert listed(signed_in(desk, second), mine="true") == [action["id"]]
    assert listed(signed_in(desk, first), mine="true") == []


def test_where_nobody_holds_the_role_any_more_whoever_leads_the_case_owns_the_action(
    desk: MovesDesk,
) -> None:
    people = Workforce(desk.service)
    lead = people.at_prison()
    case = desk.woman(sentence=LONG)
    allocated(desk, case, "seconded_probation_officer", lead)
    action = given(desk, desk.room.item(desk.room.meeting(), case), owner_role="key_worker")
    assert (action["held_role"], action["was_carried"]) == ("seconded_probation_officer", True)


# Following up


def test_w34_an_owner_says_how_it_goes_and_closes_it(desk: MovesDesk, case: str, item: str) -> None:
    action = given(desk, item)["id"]
    officer = desk.service.person(Role.OMU_OFFICER, prisons=["FHI"])
    assert officer.patch(f"/api/v1/actions/{action}", json={"update": "x"}).status_code == 428
    said = follow(officer, action, {"If-Match": '"1"'})
    assert (said.status_code, said.json()["heard_on"], said.headers["etag"]) == (200, "2026-11-22", '"2"')
    assert follow(officer, action, {"If-Match": '"1"'}).status_code == 412
    assert officer.patch(f"/api/v1/actions/{action}", json={"state": "done"}, headers=STAR).status_code == 400
    done = follow(officer, action, update="The visit took place.", state="done").json()
    assert (done["state"], done["closed_on"]) == ("done", "2026-11-22")
    assert [each["text"] for each in done["updates"]] == ["The visit took place.", "It goes well."]
    assert faults(follow(officer, action)) == {"state": "action_is_over"}
    assert listed(officer) == []
    assert listed(officer, case=case) == listed(officer, state="done") == [action]


def test_only_the_secretariat_and_the_chair_move_an_action(desk: MovesDesk, item: str) -> None:
    action = given(desk, item)["id"]
    officer = desk.service.person(Role.OMU_OFFICER, prisons=["FHI"])
    moves: list[dict[str, Any]] = [{"due_on": "2026-12-24"}, {"owner_name": "Somebody"}, {"state": "dropped"}]
    for change in moves:
        answer = follow(officer, action, **change)
        assert (answer.status_code, answer.json()["errorCode"]) == (403, "only_keepers")
    moved = follow(desk.secretary, action, due_on="2026-12-24", owner_name="Perpetua Birchcombe").json()
    assert (moved["due_on"], moved["owner"], moved["owner_role"]) == (
        "2026-12-24",
        "Perpetua Birchcombe",
        None,
    )
    assert moved["updates"][0]["changed"]["due_on"] == {"old": "2026-12-01", "new": "2026-12-24"}
    follow(desk.secretary, action, state="dropped")
    assert follow(officer, action, state="open").json()["errorCode"] == "only_keepers"
    assert follow(desk.secretary, action, state="open").json()["state"] == "open"


def test_an_action_is_overdue_from_the_day_after(desk: MovesDesk, item: str) -> None:
    action = given(desk, item, due_on="2026-11-23")["id"]
    for day, overdue in ((23, []), (24, [action])):
        desk.service.clock.turn_to(date(2026, 11, day))
        secretary = desk.room.signed(Role.PANEL_SECRETARIAT)
        assert listed(secretary, overdue="true") == overdue


# Before a meeting


def test_w34_before_a_meeting_the_actions_without_word_since_the_last_one_are_listed(desk: MovesDesk) -> None:
    last, coming = date(2026, 11, 24), date(2026, 12, 22)
    meeting = desk.room.meeting(held_on=last)
    silent, heard, late = (
        given(desk, item)["id"] for item in desk.room.items(meeting, 3, home_region="wales")
    )
    follow(desk.secretary, late)
    desk.service.clock.turn_to(last)
    secretary = desk.room.signed(Role.PANEL_SECRETARIAT)
    assert follow(secretary, heard).status_code == 200
    desk.service.clock.turn_to(date(2026, 11, 30))
    secretary = desk.room.signed(Role.PANEL_SECRETARIAT)
    after = secretary.post(
        f"/api/v1/agenda-items/{desk.room.items(meeting, 1)[0]}/actions",
        json={"text": "New.", "aim": "progress", "due_on": "2026-12-24", "owner_role": "lead"},
    )
    assert after.status_code == 201, after.text
    following = desk.room.meeting(held_on=coming, opened_at=None)
    found = secretary.get("/api/v1/actions", params={"before_meeting": following}).json()
    assert found["silent_since"] == "2026-11-24"
    assert {each["id"] for each in found["items"]} == {silent, late}
    assert all(each["is_silent"] for each in found["items"])
    assert set(listed(secretary, before_meeting="next")) == {silent, late}
    assert listed(secretary, before_meeting=meeting) == []
    unknown = secretary.get(
        "/api/v1/actions", params={"before_meeting": "0197a000-0000-7000-8000-000000000001"}
    )
    assert unknown.status_code == 404


# Who sees what, and what is told


def test_the_list_shows_each_their_own_cases_and_the_seat_restricted_items(desk: MovesDesk) -> None:
    meeting = desk.room.meeting()
    plain = given(desk, desk.room.item(meeting, desk.woman(), 1))["id"]
    restricted = given(desk, desk.room.item(meeting, desk.woman(), 2, is_restricted=True))["id"]
    seat = desk.room.signed(Role.PANEL_MEMBER, seat="long_term_high_security")
    assert listed(seat) == [restricted]
    assert seat.get(f"/api/v1/actions/{plain}").status_code == 404
    assert follow(seat, plain).status_code == 404
    elsewhere = desk.service.person(Role.OMU_OFFICER, prisons=["DWI"])
    assert listed(elsewhere) == []
    assert follow(elsewhere, plain).status_code == 404
    unsigned = desk.service.person(Role.PANEL_MEMBER, everywhere=True)
    assert unsigned.get("/api/v1/actions").json()["errorCode"] == "confidentiality_statement_needed"
    assert desk.clerk.get("/api/v1/actions").status_code == 403


def test_every_change_of_an_action_is_board_data(desk: MovesDesk, item: str) -> None:
    action = given(desk, item)["id"]
    follow(desk.secretary, action)
    follow(desk.secretary, action, state="done", update="Done.")
    with desk.room.database.read() as connection:
        records = table(BoardRecord)
        entered = connection.execute(
            sa.select(records.c.change, records.c.fields).where(records.c.subject_id == action)
        ).all()
    assert [change for change, _ in entered] == ["made", "changed", "closed"]
    assert [fields["state"] for _, fields in entered] == ["open", "open", "done"]


def test_the_list_goes_on_page_by_page_and_comes_as_a_file(desk: MovesDesk) -> None:
    items = desk.room.items(desk.room.meeting(), 3)
    made = [
        given(desk, item, due_on=f"2026-12-0{day}")["id"] for item, day in zip(items, (3, 1, 2), strict=True)
    ]
    page = desk.secretary.get("/api/v1/actions", params={"size": 2}).json()
    assert [each["id"] for each in page["items"]] == [made[1], made[2]]
    assert listed(desk.secretary, next=page["next"]) == [made[0]]
    file = desk.secretary.get("/api/v1/actions", headers={"Accept": "text/csv"})
    assert file.text.count("OFFICIAL: SENSITIVE") == 3
