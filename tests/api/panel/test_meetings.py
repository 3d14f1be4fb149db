"""Meetings over the API: scheduled, chaired, opened, closed; who comes; months without a board."""

from typing import Any

import pytest

from app.domain.caller import Role
from tests.api.panel.test_panel_members import AGREEMENTS, agreement_body, entries, kept_organisation
from tests.parts.meetings import (
    MEETINGS,
    board,
    on_agenda,
    opened_board,
    seated,
    secretary,
    sign,
    signed_in,
    statement_in_force,
    take_seat,
    woman,
)
from tests.parts.panel_entries import entered
from tests.parts.service import RunningService


@pytest.fixture
def service(sqlite_service: RunningService) -> RunningService:
    """One engine, where no test says otherwise: the rules do not come from the database."""
    return sqlite_service


def code_of(answer: Any) -> str:
    """The code of a refusal, or of its first field."""
    found = answer.json()
    return str(found["errors"][0]["code"] if found.get("errors") else found["errorCode"])


def person_on(people: Any, **like: Any) -> dict[str, Any]:
    """The one on a list of whom all of this is so."""
    found = [each for each in people.json()["items"] if like.items() <= each.items()]
    assert len(found) == 1, people.text
    return dict(found[0])


def test_w35_a_month_without_a_board_is_flagged(service: RunningService) -> None:
    clerk = secretary(service)
    board(clerk, held_on="2026-09-10")
    board(clerk, held_on="2026-11-10", area="north")
    gone = board(clerk, held_on="2026-10-08")
    assert clerk.post(f"{MEETINGS}/{gone['id']}/cancel", json={"reason": "Fire."}).status_code == 200
    found = clerk.get("/api/v1/meeting-months", params={"from": "2026-09-01", "count": 3}).json()
    assert found["reading"] == "overall"
    assert [(month["month"], month["flagged"]) for month in found["items"]] == [
        ("2026-09-01", False),
        ("2026-10-01", True),
        ("2026-11-01", False),
    ]
    assert found["items"][2]["areas"] == ["north"]
    assert found["items"][2]["without"] == ["midlands", "south"]


def test_w35_a_boards_venue_is_that_of_its_area(service: RunningService) -> None:
    clerk = secretary(service)
    venues = {area: board(clerk, area=area)["venue"] for area in ("north", "midlands", "south")}
    assert venues == {"north": "Leeds", "midlands": "Stafford", "south": "London"}
    body = {"kind": "board", "held_on": "2026-11-22", "mode": "in_person"}
    assert code_of(clerk.post(MEETINGS, json=body)) == "missing"
    assert code_of(clerk.post(MEETINGS, json=body | {"area": "north"})) == "board_stands"


def test_w36_a_meeting_held_remotely_alone_needs_a_reason(service: RunningService) -> None:
    clerk = secretary(service)
    body = {"kind": "board", "held_on": "2026-11-22", "area": "south", "mode": "virtual"}
    refused = clerk.post(MEETINGS, json=body)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, "mode_reason")
    assert board(clerk, area="south", mode="virtual", mode_reason="Floods.")["mode_reason"] == "Floods."
    assert board(clerk, area="north", mode="mixed")["mode_reason"] is None


def test_w38_a_meeting_is_not_opened_without_a_valid_chair(service: RunningService) -> None:
    clerk = secretary(service)
    head = service.register_person(Role.PANEL_CHAIR, everywhere=True)
    manager = service.register_person(Role.PANEL_MEMBER, everywhere=True)
    meeting = board(clerk)
    path = f"{MEETINGS}/{meeting['id']}"
    assert code_of(clerk.post(f"{path}/open")) == "no_valid_chair"
    chair: dict[str, Any] = {"chair": head, "chair_basis": "post_holder"}
    assert code_of(clerk.patch(path, json=chair, headers={"If-Match": '"1"'})) == "not_post_holder"
    take_seat(service, "head_of_womens_team", head)
    chair = {"chair": manager, "chair_basis": "nominated", "chair_nominated_by": manager}
    nominated = chair | {"chair_nominated_on": "2026-11-20"}
    assert code_of(clerk.patch(path, json=nominated, headers={"If-Match": '"1"'})) == "not_post_holder"
    nominated |= {"chair_nominated_by": head}
    late = nominated | {"chair_nominated_on": "2026-11-23"}
    assert clerk.patch(path, json=late, headers={"If-Match": '"1"'}).status_code == 400
    changed = clerk.patch(path, json=nominated, headers={"If-Match": '"1"'})
    assert changed.status_code == 200, changed.text
    assert (changed.json()["chair_is_valid"], changed.json()["chair_basis"]) == (True, "nominated")
    opened = clerk.post(f"{path}/open")
    assert (opened.status_code, opened.json()["state"]) == (200, "open")
    assert code_of(clerk.post(f"{path}/open")) == "already_open"


def test_a_meeting_of_a_later_day_is_not_opened(service: RunningService) -> None:
    clerk, later = secretary(service), "2026-11-23"
    assert code_of(clerk.post(f"{MEETINGS}/{board(clerk, held_on=later)['id']}/open")) == "not_yet"


def test_w37_a_multi_disciplinary_meeting_needs_the_womens_team(service: RunningService) -> None:
    clerk = secretary(service)
    _, username = seated(service, "case_manager")
    head = service.register_person(Role.PANEL_CHAIR, everywhere=True)
    take_seat(service, "head_of_womens_team", head)
    case = woman(service)
    entered(service, case["id"])
    changes = {"kind": "multi_disciplinary", "area": None, "venue": "Foston Hall"}
    meeting = board(clerk, chair=head, chair_basis="post_holder", **changes)
    path = f"{MEETINGS}/{meeting['id']}"
    on_agenda(clerk, meeting["id"], case["id"])
    clerk.post(f"{path}/open")
    assert code_of(clerk.post(f"{path}/close")) == "womens_team_absent"
    member = person_on(clerk.get(f"{path}/attendance"), username=username)
    came = clerk.patch(
        f"{path}/attendance/{member['id']}", json={"attended": True}, headers={"If-Match": '"1"'}
    )
    assert came.status_code == 200, came.text
    assert clerk.post(f"{path}/close").json()["state"] == "closed"
    assert (
        code_of(clerk.patch(path, json={"starts_at": "11:00"}, headers={"If-Match": "*"})) == "meeting_over"
    )


def test_w37_a_meeting_on_no_caseload_case_closes_without_them(service: RunningService) -> None:
    clerk = secretary(service)
    meeting = opened_board(service, clerk, kind="multi_disciplinary", area=None, venue="Foston Hall")
    assert clerk.post(f"{MEETINGS}/{meeting['id']}/close").status_code == 200


def test_w31_a_delegate_comes_for_a_member_and_has_to_sign(service: RunningService) -> None:
    clerk = secretary(service)
    _, member_name = seated(service, "lead_psychologist")
    delegate_name = service.register_person(Role.PANEL_MEMBER, everywhere=True)
    meeting = opened_board(service, clerk)
    path = f"{MEETINGS}/{meeting['id']}/attendance"
    member = person_on(clerk.get(path), username=member_name)
    body = {"part": "delegate", "username": delegate_name, "delegate_for": member["id"], "mode": "virtual"}
    people = clerk.post(path, json=body)
    assert people.status_code == 201, people.text
    assert person_on(people, id=member["id"])["has_apologised"] is True
    delegate = person_on(people, username=delegate_name)
    assert (delegate["seat"], delegate["must_sign"], delegate["has_signed"]) == (
        "lead_psychologist",
        True,
        False,
    )
    came: dict[str, Any] = {"json": {"attended": True}, "headers": {"If-Match": '"1"'}}
    refused = clerk.patch(f"{path}/{delegate['id']}", **came)
    assert code_of(refused) == "confidentiality_statement_needed"
    sign(signed_in(service, delegate_name), statement_in_force(service))
    present = clerk.patch(f"{path}/{delegate['id']}", **came)
    assert person_on(present, username=delegate_name)["attended"] is True


def test_w30_a_prisons_representative_has_to_sign(service: RunningService) -> None:
    clerk = secretary(service)
    officer = service.register_person(Role.OMU_MANAGER, prisons=("PFI",))
    meeting = opened_board(service, clerk)
    path = f"{MEETINGS}/{meeting['id']}/attendance"
    people = clerk.post(path, json={"part": "establishment", "username": officer, "prison_code": "PFI"})
    person = person_on(people, username=officer)
    came: dict[str, Any] = {"json": {"attended": True}, "headers": {"If-Match": '"1"'}}
    assert code_of(clerk.patch(f"{path}/{person['id']}", **came)) == "confidentiality_statement_needed"
    sign(signed_in(service, officer), statement_in_force(service))
    assert clerk.patch(f"{path}/{person['id']}", **came).status_code == 200


def test_w32_kinds_for_youth_custody_are_for_transitions_alone(service: RunningService) -> None:
    clerk = secretary(service)
    meeting, case = board(clerk)["id"], woman(service)["id"]
    item = on_agenda(clerk, meeting, case)["id"]
    path, organisation = f"{MEETINGS}/{meeting}/attendance", kept_organisation(clerk, is_external=False)
    for kind in ("youth_custody_service", "youth_offending_team", "secure_childrens_home"):
        body = {"part": "invitee", "kind": kind, "name": "Aster Pike", "organisation_id": organisation}
        assert code_of(clerk.post(path, json=body)) == "ycs_transition_only"
        assert code_of(clerk.post(path, json=body | {"item_id": item})) == "ycs_transition_only"
    entered(service, case, ycs_transition=True)
    other = board(clerk, area="north")["id"]
    item = on_agenda(clerk, other, case)["id"]
    body = body | {"item_id": item}
    assert clerk.post(f"{MEETINGS}/{other}/attendance", json=body).status_code == 201


def test_w39_an_organisation_without_an_agreement_needs_an_override(service: RunningService) -> None:
    clerk = secretary(service)
    meeting, organisation = board(clerk)["id"], kept_organisation(clerk)
    path = f"{MEETINGS}/{meeting}/attendance"
    body = {"part": "invitee", "kind": "chaplaincy", "name": "Aster Pike", "organisation_id": organisation}
    refused = clerk.post(path, json=body)
    assert (refused.status_code, refused.json()["errorCode"]) == (409, "no_live_agreement")
    kept = clerk.post(path, json=body | {"override_reason": "She asked for her."})
    assert person_on(kept, name="Aster Pike")["warning"] == "no_live_agreement"
    entry = entries(service, "SHARING_OVERRIDE")[0]
    assert entry["details"]["why"] == "She asked for her."

    agreement = agreement_body(organisation, review_on="2026-11-01")
    assert clerk.post(AGREEMENTS, json=agreement).status_code == 201
    second = clerk.post(path, json=body | {"name": "Bryn Pike"})
    assert second.status_code == 201, second.text
    assert person_on(second, name="Bryn Pike")["warning"] == "agreement_past_review"
    assert person_on(second, name="Aster Pike")["warning_now"] == "agreement_past_review"
    assert code_of(clerk.post(path, json=body | {"name": "bryn pike"})) == "named_already"


def test_b22_a_case_conference_asks_services_in_one_step(service: RunningService) -> None:
    clerk, organisation = secretary(service), ""
    organisation = kept_organisation(clerk)
    case = woman(service)["id"]
    head = service.register_person(Role.PANEL_CHAIR, everywhere=True)
    take_seat(service, "head_of_womens_team", head)
    changes = {"kind": "case_conference", "area": None, "venue": "Swansea"}
    meeting = board(clerk, chair=head, chair_basis="post_holder", **changes)
    item = on_agenda(clerk, meeting["id"], case)["id"]
    path = f"/api/v1/agenda-items/{item}/services"
    asked = {"organisation_id": organisation, "service": "Housing", "need": "A home to go to."}
    assert code_of(clerk.post(path, json={"services": [asked]})) == "not_open"
    clerk.post(f"{MEETINGS}/{meeting['id']}/open")
    wrong = {**asked, "organisation_id": case}
    assert clerk.post(path, json={"services": [asked, wrong]}).status_code == 400
    made = clerk.post(path, json={"services": [asked, {**asked, "service": "Counselling"}]})
    assert made.status_code == 201, made.text
    assert [each["service"] for each in made.json()["services"]] == ["Housing", "Counselling"]
    assert len(entries(service, "SERVICE_ASKED_FOR")) == 2
    one = opened_board_item(service, clerk)
    assert code_of(clerk.post(f"/api/v1/agenda-items/{one}/services", json={"services": [asked]})) == (
        "not_a_conference"
    )


def opened_board_item(service: RunningService, clerk: Any) -> str:
    """An item of a board that is not open yet."""
    return str(on_agenda(clerk, board(clerk)["id"], woman(service)["id"])["id"])


def test_two_changes_of_one_meeting_do_not_overwrite_each_other(service: RunningService) -> None:
    clerk = secretary(service)
    path = f"{MEETINGS}/{board(clerk)['id']}"
    assert clerk.patch(path, json={"starts_at": "11:00"}).status_code == 428
    assert clerk.patch(path, json={"starts_at": "11:00"}, headers={"If-Match": '"1"'}).status_code == 200
    assert clerk.patch(path, json={"starts_at": "12:00"}, headers={"If-Match": '"1"'}).status_code == 412


def test_meetings_are_listed_page_by_page_and_as_a_file(service: RunningService) -> None:
    clerk = secretary(service)
    days = [f"2026-11-{day:02}" for day in range(10, 15)]
    for day in days:
        board(clerk, held_on=day)
    first = clerk.get(MEETINGS, params={"size": 2}).json()
    assert [each["held_on"] for each in first["items"]] == days[:-3:-1]
    assert first["total"] == 5
    second = clerk.get(MEETINGS, params={"size": 2, "next": first["next"]}).json()
    assert [each["held_on"] for each in second["items"]] == days[2:0:-1]
    north = clerk.get(MEETINGS, params={"area": "north"}).json()
    assert north["items"] == []
    lines = clerk.get(MEETINGS, params={"format": "csv"}).text.splitlines()
    assert len(lines) == 6
    assert "OFFICIAL: SENSITIVE" in lines[0] + lines[1]
