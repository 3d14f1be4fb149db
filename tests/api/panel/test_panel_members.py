"""Seats, statements of confidentiality and sharing agreements: who sits, who has signed, what an agreement warns of."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.domain.caller import Role
from app.repositories.audit import ENTRIES
from tests.parts.meetings import (
    MEETINGS,
    board,
    on_agenda,
    published,
    restricted,
    seated,
    secretary,
    sign,
    signed_in,
    signer,
    statement_in_force,
    take_seat,
    woman,
)
from tests.parts.service import RunningService

SEATS, STATEMENTS = "/api/v1/panel-seats", "/api/v1/confidentiality-statements"
ORGANISATIONS, AGREEMENTS = "/api/v1/panel-organisations", "/api/v1/sharing-agreements"


def entries(service: RunningService, what: str) -> list[dict[str, Any]]:
    """Audit entries of a kind."""
    with service.service.api.state.database.read() as connection:
        rows = connection.execute(sa.select(ENTRIES).where(ENTRIES.c.what == what).order_by(ENTRIES.c.id))
        return [dict(row) for row in rows.mappings()]


def test_w29_the_high_security_seat_sees_restricted_items_alone(service: RunningService) -> None:
    clerk = secretary(service)
    member, _ = seated(service, "lead_psychologist")
    outsider, _ = seated(service, "long_term_high_security")
    meeting = board(clerk)["id"]
    women = [woman(service) for _ in range(6)]
    restricted(service, women[2]["id"])
    items = [on_agenda(clerk, meeting, each["id"]) for each in women]
    assert [item["is_restricted"] for item in items] == [False, False, True, False, False, False]
    published(clerk, meeting)

    seen = member.get(f"{MEETINGS}/{meeting}/agenda").json()
    assert [item["id"] for item in seen["items"]] == [item["id"] for item in items]
    narrow = outsider.get(f"{MEETINGS}/{meeting}/agenda").json()
    assert narrow["restricted_only"] is True
    assert [item["id"] for item in narrow["items"]] == [items[2]["id"]]
    assert outsider.get(f"/api/v1/agenda-items/{items[2]['id']}").status_code == 200
    assert outsider.get(f"/api/v1/agenda-items/{items[0]['id']}").status_code == 404


def test_w29_seats_have_terms_delegates_and_gaps(sqlite_service: RunningService) -> None:
    service = sqlite_service
    clerk = secretary(service)
    head = service.register_person(Role.PANEL_CHAIR, everywhere=True)
    other = service.register_person(Role.PANEL_MEMBER, everywhere=True)
    body = {"seat": "head_of_womens_team", "username": head, "starts_on": "2026-11-01"}
    made = clerk.post(SEATS, json=body)
    assert made.status_code == 201, made.text
    assert clerk.post(SEATS, json=body | {"username": other}).json()["errorCode"] == "seat_taken"
    stand_in = body | {"username": other, "delegate_of": made.json()["id"]}
    assert clerk.post(SEATS, json=stand_in).status_code == 201
    found = clerk.get(SEATS).json()
    assert len(found["items"]) == 2
    assert "head_of_womens_team" not in found["vacant"]
    assert "lead_psychologist" in found["vacant"]

    path = f"{SEATS}/{made.json()['id']}"
    ended = clerk.patch(path, json={"ends_on": "2026-11-22"}, headers={"If-Match": '"1"'})
    assert ended.status_code == 200, ended.text
    assert "head_of_womens_team" in clerk.get(SEATS).json()["vacant"]
    assert clerk.get(SEATS, params={"past": True}).json()["items"][1]["ends_on"] == "2026-11-22"


def test_a_member_whose_seat_has_ended_sees_nothing_more(sqlite_service: RunningService) -> None:
    service = sqlite_service
    clerk = secretary(service)
    member, _ = seated(service, "long_term_high_security", ends_on=date(2026, 11, 22))
    meeting = board(clerk)["id"]
    refused = member.get(f"{MEETINGS}/{meeting}/agenda")
    assert (refused.status_code, refused.json()["errorCode"]) == (403, "no_live_seat")


def test_w30_nobody_sees_an_agenda_without_a_signed_statement(service: RunningService) -> None:
    clerk = secretary(service)
    meeting = board(clerk)["id"]
    item = on_agenda(clerk, meeting, woman(service)["id"])["id"]
    published(clerk, meeting)
    for role in (Role.PANEL_MEMBER, Role.PANEL_CHAIR, Role.PANEL_SECRETARIAT, Role.GROUP_DIRECTOR):
        unsigned = service.person(role, everywhere=True)
        for path in (f"{MEETINGS}/{meeting}/agenda", f"/api/v1/agenda-items/{item}"):
            refused = unsigned.get(path)
            code = refused.json()["errorCode"]
            assert (refused.status_code, code) == (403, "confidentiality_statement_needed"), role
        sign(unsigned, statement_in_force(service))
        assert len(unsigned.get(f"{MEETINGS}/{meeting}/agenda").json()["items"]) == 1


def test_w30_a_new_wording_has_to_be_signed_again(sqlite_service: RunningService) -> None:
    service = sqlite_service
    clerk = secretary(service)
    meeting = board(clerk)["id"]
    body = {"title": "Second statement", "text": "I tell nobody.", "in_force_from": "2026-11-23"}
    assert clerk.post(STATEMENTS, json=body).status_code == 201
    assert clerk.get(f"{MEETINGS}/{meeting}/agenda").status_code == 200
    service.clock.turn_to(date(2026, 11, 23))
    clerk = signed_in(service, _username_of(service, clerk))
    assert clerk.get(f"{MEETINGS}/{meeting}/agenda").status_code == 403
    found = clerk.get(STATEMENTS).json()
    assert found["has_signed"] is False
    first, second = found["items"][1]["id"], found["items"][0]["id"]
    assert clerk.post(f"{STATEMENTS}/{first}/sign").json()["errorCode"] == "statement_replaced"
    sign(clerk, second)
    assert clerk.get(f"{MEETINGS}/{meeting}/agenda").status_code == 200
    assert clerk.post(f"{STATEMENTS}/{second}/sign").json()["errorCode"] == "already_signed"


def test_w30_a_signature_on_paper_counts_and_can_be_ended(sqlite_service: RunningService) -> None:
    service = sqlite_service
    clerk, statement = secretary(service), statement_in_force(service)
    username = service.register_person(Role.PANEL_MEMBER, everywhere=True)
    member, meeting = signed_in(service, username), board(clerk)["id"]
    path = f"{STATEMENTS}/{statement}/signatures"
    later = clerk.post(path, json={"username": username, "signed_on": "2026-11-23"})
    assert later.json()["errors"][0]["code"] == "date_in_future"
    kept = clerk.post(path, json={"username": username, "signed_on": "2026-11-20"})
    assert kept.status_code == 201, kept.text
    assert member.get(f"{MEETINGS}/{meeting}/agenda").status_code == 200
    mine = next(each for each in kept.json()["items"] if each["username"] == username)
    ended = clerk.post(f"/api/v1/confidentiality-signatures/{mine['id']}/end", json={"reason": "Left."})
    assert ended.status_code == 200
    assert member.get(f"{MEETINGS}/{meeting}/agenda").status_code == 403
    assert entries(service, "CONFIDENTIALITY_SIGNATURE_ENDED")[0]["details"]["why"] == "Left."


def test_w41_what_is_refused_of_the_board_is_kept(sqlite_service: RunningService) -> None:
    service = sqlite_service
    clerk = secretary(service)
    meeting, case = board(clerk)["id"], woman(service)
    item = on_agenda(clerk, meeting, case["id"])["id"]
    published(clerk, meeting)
    unsigned = service.person(Role.PANEL_MEMBER, everywhere=True)
    elsewhere = signer(service, Role.PANEL_MEMBER, prisons=("SDI",))
    assert unsigned.get(f"/api/v1/agenda-items/{item}").status_code == 403
    assert elsewhere.get(f"/api/v1/agenda-items/{item}").status_code == 404
    assert elsewhere.get(f"{MEETINGS}/{meeting}/agenda").json()["items"] == []
    found = entries(service, "REFUSED")
    assert [(each["subject_id"], each["details"]["why"]) for each in found] == [
        (item, "not_signed"),
        (item, "out_of_sight"),
    ]
    assert found[1]["case_id"] == case["id"]
    reads = [each for each in entries(service, "CASE_READ") if each["details"]["part"] == "agenda_item"]
    assert reads == []
    clerk.get(f"/api/v1/agenda-items/{item}")
    assert entries(service, "CASE_READ")[-1]["case_id"] == case["id"]


def test_w02_a_meeting_shows_which_terms_apply_on_its_day(sqlite_service: RunningService) -> None:
    clerk = secretary(sqlite_service)
    for edition, day in (("1", "2026-01-01"), ("2", "2026-12-01")):
        body = {"title": "Terms of Reference", "edition": edition, "in_force_from": day}
        assert clerk.post("/api/v1/panel-terms", json=body).status_code == 201
    first, later = board(clerk), board(clerk, held_on="2026-12-10")
    assert (first["terms"]["edition"], later["terms"]["edition"]) == ("1", "2")
    found = clerk.get("/api/v1/panel-terms").json()["items"]
    assert [(each["edition"], each["in_force_to"], each["applies"]) for each in found] == [
        ("2", None, False),
        ("1", "2026-11-30", True),
    ]
    path = f"/api/v1/panel-terms/{found[0]['id']}"
    changed = clerk.patch(path, json={"next_review_on": "2027-12-01"}, headers={"If-Match": '"1"'})
    assert changed.json()["next_review_on"] == "2027-12-01"


def test_b31_an_agreement_past_its_review_date_warns_and_binds(sqlite_service: RunningService) -> None:
    clerk = secretary(sqlite_service)
    organisation = kept_organisation(clerk)
    body = agreement_body(organisation, review_on="2026-11-21")
    made = clerk.post(AGREEMENTS, json=body)
    assert made.status_code == 201, made.text
    assert made.json()["state"] == "past_review"
    assert clerk.get(f"{ORGANISATIONS}/{organisation}").json()["warning"] == "agreement_past_review"
    path, version = f"{AGREEMENTS}/{made.json()['id']}", {"If-Match": '"1"'}
    assert clerk.patch(path, json={"review_on": "2027-11-21"}, headers=version).json()["state"] == "live"
    assert clerk.get(f"{ORGANISATIONS}/{organisation}").json()["warning"] is None
    assert clerk.patch(path, json={"purpose": "Other."}, headers=version).status_code == 412
    ended = clerk.patch(path, json={"ends_on": "2026-11-22"}, headers={"If-Match": '"2"'})
    assert ended.json()["state"] == "ended"
    assert clerk.get(f"{ORGANISATIONS}/{organisation}").json()["warning"] == "no_live_agreement"


def test_organisations_are_found_by_sector(sqlite_service: RunningService) -> None:
    clerk = secretary(sqlite_service)
    kept_organisation(clerk, name="Harbour House", sector="voluntary")
    kept_organisation(clerk, name="Cardiff Health", sector="devolved")
    found = clerk.get(ORGANISATIONS, params={"sector": "devolved"}).json()["items"]
    assert [each["name"] for each in found] == ["Cardiff Health"]
    twice = clerk.post(
        ORGANISATIONS, json={"name": "HARBOUR house", "sector": "voluntary", "is_external": True}
    )
    assert twice.json()["errorCode"] == "name_taken"


def kept_organisation(clerk: Any, **changes: Any) -> str:
    """The id of an organisation outside HMPPS."""
    body = {"name": "Harbour House", "sector": "voluntary", "is_external": True} | changes
    answer = clerk.post(ORGANISATIONS, json=body)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def agreement_body(organisation: str, **changes: Any) -> dict[str, Any]:
    """An agreement of one party that is in force."""
    return {
        "title": "Protocol",
        "kind": "information_sharing_protocol",
        "purpose": "Care of women on the caseload.",
        "starts_on": "2026-01-01",
        "review_on": "2027-01-01",
        "parties": [organisation],
    } | changes


def _username_of(service: RunningService, client: Any) -> str:
    """Whose client it is, from the newest entry that it left."""
    client.post(STATEMENTS, json={})
    found = entries(service, "CONFIDENTIALITY_VERSION_PUBLISHED")
    return str(found[-1]["who"])


def test_two_cannot_hold_a_seat_of_one_by_another_way(sqlite_service: RunningService) -> None:
    service = sqlite_service
    clerk = secretary(service)
    first = service.register_person(Role.PANEL_MEMBER, everywhere=True)
    second = service.register_person(Role.PANEL_MEMBER, everywhere=True)
    take_seat(service, "lead_psychologist", first, ends_on=date(2026, 11, 10))
    body = {"seat": "lead_psychologist", "username": second, "starts_on": "2026-11-10"}
    assert clerk.post(SEATS, json=body).status_code == 201
    past = clerk.get(SEATS, params={"past": True}).json()["items"]
    ended = next(each for each in past if each["username"] == first)
    answer = clerk.patch(f"{SEATS}/{ended['id']}", json={"ends_on": None}, headers={"If-Match": '"1"'})
    assert answer.json()["errorCode"] == "seat_taken"
