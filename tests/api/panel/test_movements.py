"""Moves over the API: what a proposal must say, the prisons side by side, and the director's decision."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.caller import Role
from app.models.audit import AuditEntry, DomainEvent
from app.models.board_data import BoardRecord
from app.models.movements import PlacementDecision
from tests.parts.board_room import table
from tests.parts.moves import FACTORS, MovesDesk
from tests.parts.service import RunningService, opened, told

STAR = {"If-Match": "*"}


@pytest.fixture
def desk(sqlite_service: RunningService) -> MovesDesk:
    return MovesDesk(sqlite_service)


def faults(answer: Any) -> dict[str, str]:
    return {error["field"]: error["code"] for error in answer.json()["errors"]}


def rows(desk: MovesDesk, model: Any, *conditions: Any) -> list[Any]:
    with desk.room.database.read() as connection:
        return list(connection.execute(sa.select(table(model)).where(*conditions)).mappings())


# Proposing


def test_a_move_is_proposed_for_women_on_the_caseload_alone(desk: MovesDesk) -> None:
    case = str(opened(desk.clerk)["id"])
    answer = desk.propose(case)
    assert (answer.status_code, answer.json()["errorCode"]) == (409, "not_on_caseload")
    found = desk.drafted(desk.woman())
    assert (found["status"], found["from_prison"], found["prison_code"]) == ("draft", "FHI", "STI")


@pytest.mark.parametrize("missing", sorted(FACTORS))
def test_w25_all_four_factors_and_caring_duties_must_be_filled(desk: MovesDesk, missing: str) -> None:
    proposal = desk.drafted(desk.woman(), **{missing: None})
    answer = desk.submit(proposal)
    assert (answer.status_code, faults(answer)) == (400, {missing: "missing"})
    path = f"/api/v1/movement-proposals/{proposal['id']}"
    assert (
        desk.secretary.patch(path, json={missing: "Now it is said."}, headers={"If-Match": '"1"'}).status_code
        == 200
    )
    assert desk.submit(proposal).json()["status"] == "submitted"


def test_w03_without_a_home_area_nothing_is_submitted_unless_the_reason_is_recorded(desk: MovesDesk) -> None:
    proposal = desk.drafted(desk.woman(home_area=None, home_region=None))
    answer = desk.submit(proposal)
    assert (answer.status_code, faults(answer)) == (400, {"home_unknown_reason": "home_area_missing"})
    path = f"/api/v1/movement-proposals/{proposal['id']}"
    reason = {"home_unknown_reason": "She has had no address since 2024."}
    assert desk.secretary.patch(path, json=reason, headers=STAR).status_code == 200
    found = desk.submit(proposal).json()
    assert (found["status"], found["home_area"]) == ("submitted", None)
    assert {option["miles"] for option in found["prisons"]} == {None}


def test_w03_the_twelve_prisons_stand_side_by_side_the_nearest_to_home_first(desk: MovesDesk) -> None:
    found = desk.drafted(desk.woman())
    codes = [option["prison"]["code"] for option in found["prisons"]]
    assert sorted(codes) == sorted(
        ["AGI", "BZI", "DHI", "DWI", "ESI", "EWI", "FHI", "LNI", "NHI", "PFI", "SDI", "STI"]
    )
    miles = [option["miles"] for option in found["prisons"]]
    assert (codes[0], miles[0]) == ("STI", 10)
    assert miles == sorted(miles)
    marked = {
        mark: [o["prison"]["code"] for o in found["prisons"] if o[mark]] for mark in ("is_now", "is_proposed")
    }
    assert marked == {"is_now": ["FHI"], "is_proposed": ["STI"]}
    assert {o["prison"]["code"]: o["remarks"] for o in found["prisons"]}["AGI"] == ["open_prison"]


def test_the_home_area_stands_as_it_was_when_the_move_was_proposed(desk: MovesDesk) -> None:
    case = desk.woman()
    proposal = desk.submitted(case)
    body = {"home_area": "Leeds", "home_region": "yorkshire_and_the_humber"}
    moved = desk.clerk.patch(f"/api/v1/cases/{case}", json=body, headers=STAR)
    assert moved.status_code == 200, moved.text
    assert desk.read(proposal["id"])["home_area"] == "Salford"


def test_w04_a_proposal_says_which_interventions_she_needs_and_which_the_prison_offers(
    desk: MovesDesk,
) -> None:
    admin = desk.service.person(Role.ADMIN, everywhere=True)
    codes = [
        admin.post("/api/v1/interventions", json={"name": name}).json()["code"]
        for name in ("Substance use programme", "Trauma group")
    ]
    assert codes == ["substance_use_programme", "trauma_group"]
    again = admin.post("/api/v1/interventions", json={"name": "Trauma  group"})
    assert (again.status_code, again.json()["errorCode"]) == (409, "already_listed")
    offer = {
        "holds_restricted_status": False,
        "mother_and_baby_unit": True,
        "interventions": ["trauma_group"],
        "source": "The prison, by telephone",
    }
    path = "/api/v1/prison-offers/STI"
    assert admin.put(path, json=offer).status_code == 428
    for never in ('W/"0"', '"x"', '"0", "3"'):
        assert admin.put(path, json=offer, headers={"If-Match": never}).status_code == 412
    kept = admin.put(path, json=offer, headers={"If-Match": admin.get(path).headers["etag"]})
    assert (kept.status_code, kept.json()["version"]) == (200, 2)
    assert admin.put(path, json=offer, headers={"If-Match": '"1"'}).status_code == 412
    unlisted = admin.put(path, json={**offer, "interventions": ["nothing"]}, headers=STAR)
    assert faults(unlisted) == {"interventions[0]": "unknown_intervention"}
    found = desk.drafted(desk.woman(), interventions_needed=codes)
    options = {option["prison"]["code"]: option for option in found["prisons"]}
    assert (options["STI"]["offered"], options["STI"]["lacking"]) == (
        ["trauma_group"],
        ["substance_use_programme"],
    )
    assert options["STI"]["remarks"] == ["lacks_interventions"]
    assert (options["FHI"]["interventions_known"], options["FHI"]["remarks"]) == (
        False,
        ["interventions_not_known"],
    )
    assert desk.secretary.post("/api/v1/interventions", json={"name": "x"}).status_code == 403


def test_p17_a_proposal_shows_her_caring_duties(desk: MovesDesk) -> None:
    case = desk.woman()
    officer = desk.service.person(Role.OMU_MANAGER, prisons=["FHI"])
    caring = {"has_responsibilities": True, "children": 2, "contact": "Weekly, by video", "details": None}
    kept = officer.put(f"/api/v1/cases/{case}/record/caring", json=caring, headers=STAR)
    assert kept.status_code == 200, kept.text
    found = desk.drafted(case)
    assert found["caring_recorded"]["children"] == 2
    assert found["caring_duties"] == FACTORS["caring_duties"]


def test_a_woman_under_restricted_status_moves_only_where_it_is_held(desk: MovesDesk) -> None:
    case = desk.woman(is_restricted=True)
    refused = desk.submit(desk.drafted(case))
    assert (refused.status_code, refused.json()["errorCode"]) == (409, "not_for_restricted_status")
    found = desk.drafted(case, prison="NHI")
    barred = {option["prison"]["code"] for option in found["prisons"] if option["is_barred"]}
    assert barred == {"AGI", "DHI", "DWI", "ESI", "EWI", "FHI", "PFI", "SDI", "STI"}
    assert desk.submit(found).status_code == 200


def test_a_proposal_names_a_prison_of_the_womens_estate_other_than_hers(desk: MovesDesk) -> None:
    case = desk.woman()
    assert faults(desk.propose(case, prison="LEI")) == {"prison": "unknown_prison"}
    assert faults(desk.submit(desk.drafted(case, prison="FHI"))) == {"prison": "already_there"}
    assert faults(desk.submit(desk.drafted(case, prison=None))) == {"prison": "missing"}


def test_a_submitted_proposal_does_not_change_and_can_be_withdrawn(desk: MovesDesk) -> None:
    proposal = desk.submitted(desk.woman())
    path = f"/api/v1/movement-proposals/{proposal['id']}"
    answer = desk.secretary.patch(path, json={"her_views": "x"}, headers=STAR)
    assert (answer.status_code, answer.json()["errorCode"]) == (409, "not_a_draft")
    gone = desk.secretary.post(f"{path}/withdraw", json={"reason": "She is to be released."})
    assert (gone.status_code, gone.json()["status"]) == (200, "withdrawn")
    late = desk.decide(proposal["id"])
    assert (late.status_code, late.json()["errorCode"]) == (409, "proposal_over")


def test_the_list_is_narrowed_by_where_a_proposal_stands(desk: MovesDesk) -> None:
    first, second, third = (desk.woman() for _ in range(3))
    draft = desk.drafted(first)["id"]
    waiting, decided = desk.submitted(second)["id"], desk.submitted(third)["id"]
    assert desk.decide(decided).status_code == 201

    def listed(**params: str) -> list[str]:
        answer = desk.secretary.get("/api/v1/movement-proposals", params=params)
        assert answer.status_code == 200, answer.text
        return [item["id"] for item in answer.json()["items"]]

    assert listed() == [decided, waiting, draft]
    assert listed(status="draft") == [draft]
    assert listed(status="submitted") == [waiting]
    assert listed(status="decided") == [decided]
    assert listed(status="carried_out") == []
    assert listed(case=second) == [waiting]
    page = desk.secretary.get("/api/v1/movement-proposals", params={"size": 2}).json()
    assert [item["id"] for item in page["items"]] == [decided, waiting]
    assert listed(next=page["next"]) == [draft]
    told(desk.clerk, third, {"type": "prison_transfer", "date": "2026-11-22", "to_prison": "STI"})
    assert listed(status="carried_out") == [decided]
    file = desk.secretary.get("/api/v1/movement-proposals", params={"format": "csv"}).text
    assert file.count("OFFICIAL: SENSITIVE") == 3


# Deciding


def test_w16_only_the_director_makes_a_placement_decision_final(desk: MovesDesk) -> None:
    proposal = desk.submitted(desk.woman())["id"]
    chair = desk.room.signed(Role.PANEL_CHAIR)
    for person in (desk.secretary, chair):
        answer = desk.decide(proposal, by=person)
        assert (answer.status_code, answer.json()["errorCode"]) == (403, "only_group_director")
    prepared = desk.decide(proposal, by=desk.secretary, final=False)
    assert (prepared.status_code, prepared.json()["is_final"]) == (201, False)
    assert desk.read(proposal)["status"] == "decision_prepared"
    path = f"/api/v1/placement-decisions/{prepared.json()['id']}/final"
    assert chair.post(path).json()["errorCode"] == "only_group_director"
    officer = desk.service.person(Role.OMU_MANAGER, prisons=["FHI"])
    assert officer.post(path).status_code == 403
    final = desk.director.post(path, headers={"If-Match": prepared.headers["etag"]})
    assert (final.status_code, final.json()["is_final"]) == (200, True)
    assert desk.read(proposal)["status"] == "decided"
    assert desk.director.post(path).status_code == 409


def test_w16_a_named_delegate_decides_on_the_days_of_the_delegation(desk: MovesDesk) -> None:
    username = desk.service.register_person(Role.PANEL_CHAIR, everywhere=True)
    desk.room.sign(username)
    chair = desk.service.anonymous()
    secret = desk.service.session_of(username)
    token = chair.post("/api/v1/sessions/current/token", json={"secret": secret}).json()["token"]
    chair.headers["Authorization"] = f"Bearer {token}"
    days = {"first_day": "2026-11-22", "last_day": "2026-11-22", "reason": "On leave."}
    body = {"username": username, **days}
    assert chair.post("/api/v1/decision-delegations", json=body).status_code == 403
    named = desk.director.post("/api/v1/decision-delegations", json=body)
    assert (named.status_code, named.json()["holds_today"]) == (201, True)
    first, second = desk.submitted(desk.woman())["id"], desk.submitted(desk.woman())["id"]
    made = desk.decide(first, by=chair)
    assert (made.status_code, made.json()["is_final"], made.json()["as_delegate"]) == (201, True, True)
    path = f"/api/v1/decision-delegations/{named.json()['id']}"
    assert desk.director.delete(path, headers=STAR).json()["holds_today"] is False
    assert desk.decide(second, by=chair).json()["errorCode"] == "only_group_director"


def test_a_delegation_names_somebody_of_the_panel_and_days_to_come(desk: MovesDesk) -> None:
    officer = desk.service.register_person(Role.OMU_OFFICER, prisons=["FHI"])
    body = {"username": officer, "first_day": "2026-11-21", "last_day": "2026-11-20", "reason": "x"}
    answer = desk.director.post("/api/v1/decision-delegations", json=body)
    assert faults(answer) == {
        "first_day": "date_in_past",
        "last_day": "ends_before_start",
        "username": "not_of_the_panel",
    }


def test_w17_a_decision_that_departs_from_the_advice_needs_a_reason(desk: MovesDesk) -> None:
    case = desk.woman()
    proposal, advice = desk.submitted(case)["id"], desk.advised(case)
    assert desk.set_advice(proposal, advice, "NHI").status_code == 200
    path = f"/api/v1/recommendations/{advice}/decision"
    body = {"prison": "STI", "weighed_most": "closeness_to_home", "final": True}
    refused = desk.director.post(path, json=body)
    assert faults(refused) == {"departure_reason": "departure_reason_missing"}
    untrue = desk.director.post(path, json={**body, "follows_advice": True})
    assert faults(untrue) == {"follows_advice": "advice_says_otherwise"}
    made = desk.director.post(path, json={**body, "departure_reason": "Her mother is ill."})
    assert made.status_code == 201, made.text
    found = made.json()
    assert (found["follows_advice"], found["advised_prison"], found["proposal_id"]) == (
        False,
        "NHI",
        proposal,
    )
    assert desk.read(proposal)["status"] == "decided"
    again = desk.decide(proposal)
    assert (again.status_code, again.json()["errorCode"]) == (409, "proposal_over")


def test_w17_advice_that_is_followed_needs_no_reason(desk: MovesDesk) -> None:
    case = desk.woman()
    proposal, advice = desk.submitted(case)["id"], desk.advised(case)
    desk.set_advice(proposal, advice, "FHI")
    stays = desk.decide(proposal, prison="FHI")
    assert (stays.status_code, stays.json()["follows_advice"], stays.json()["transfer_is_next"]) == (
        201,
        True,
        False,
    )


def test_w17_on_advice_that_is_about_no_move_the_director_says_whether_it_is_followed(
    desk: MovesDesk,
) -> None:
    advice = desk.advised(desk.woman(), "wellbeing")
    path = f"/api/v1/recommendations/{advice}/decision"
    assert faults(desk.director.post(path, json={"final": True})) == {"follows_advice": "missing"}
    departs = {"final": True, "follows_advice": False}
    assert faults(desk.director.post(path, json=departs)) == {"departure_reason": "departure_reason_missing"}
    moved = {**departs, "departure_reason": "x", "prison": "STI"}
    assert faults(desk.director.post(path, json=moved)) == {"prison": "not_wanted"}
    made = desk.director.post(path, json={**departs, "departure_reason": "There is no place before June."})
    assert (made.status_code, made.json()["follows_advice"]) == (201, False)
    again = desk.director.post(path, json={"final": True, "follows_advice": True})
    assert (again.status_code, again.json()["errorCode"]) == (409, "already_decided")


def test_w25_the_decision_says_what_weighed_most(desk: MovesDesk) -> None:
    proposal = desk.submitted(desk.woman())["id"]
    assert faults(desk.decide(proposal, weighed_most=None)) == {"weighed_most": "missing"}
    assert faults(desk.decide(proposal, prison=None)) == {"prison": "missing"}
    assert desk.decide(proposal).json()["weighed_most"] == "closeness_to_home"


def test_a_prepared_decision_is_refused_when_the_advice_has_changed_since(desk: MovesDesk) -> None:
    case = desk.woman()
    proposal, advice = desk.submitted(case)["id"], desk.advised(case)
    prepared = desk.decide(proposal, by=desk.secretary, final=False).json()["id"]
    desk.set_advice(proposal, advice, "NHI")
    answer = desk.director.post(f"/api/v1/placement-decisions/{prepared}/final")
    assert faults(answer) == {"departure_reason": "departure_reason_missing"}


def test_a_decision_leaves_its_audit_its_event_and_its_board_data(desk: MovesDesk) -> None:
    case = desk.woman()
    proposal = desk.submitted(case)["id"]
    prepared = desk.decide(proposal, by=desk.secretary, final=False).json()["id"]
    assert rows(desk, BoardRecord) == []
    desk.director.post(f"/api/v1/placement-decisions/{prepared}/final")
    (entered,) = rows(desk, BoardRecord)
    assert (entered["kind"], entered["subject_id"], entered["fields"]["to_prison"]) == (
        "decision",
        prepared,
        "STI",
    )
    (event,) = rows(desk, DomainEvent, table(DomainEvent).c.type == "throughcare.placement.decided")
    assert event["details"] == {"decisionId": prepared, "toPrison": "STI", "outcome": "as_advised"}
    kept = [row["what"] for row in rows(desk, AuditEntry, table(AuditEntry).c.case_id == case)]
    assert kept.count("PLACEMENT_DECISION_PREPARED") == kept.count("PLACEMENT_DECIDED") == 1


def test_the_transfer_follows_as_a_fact_of_the_case(desk: MovesDesk) -> None:
    case = desk.woman()
    decision = desk.decide(desk.submitted(case)["id"]).json()
    assert decision["transfer_is_next"] is True
    told(desk.clerk, case, {"type": "prison_transfer", "date": "2026-11-22", "to_prison": "STI"})
    found = desk.secretary.get(f"/api/v1/placement-decisions/{decision['id']}").json()
    assert (found["transfer_is_next"], found["moved_on"]) == (False, "2026-11-22")
    assert desk.read(decision["proposal_id"])["status"] == "carried_out"


# Who sees what


def test_without_a_signature_the_panel_sees_no_move_and_the_refusal_is_kept(desk: MovesDesk) -> None:
    proposal = desk.submitted(desk.woman())["id"]
    for role in (Role.PANEL_MEMBER, Role.GROUP_DIRECTOR, Role.PANEL_SECRETARIAT):
        unsigned = desk.service.person(role, everywhere=True)
        for path in ("", f"/{proposal}"):
            answer = unsigned.get(f"/api/v1/movement-proposals{path}")
            assert (answer.status_code, answer.json()["errorCode"]) == (
                403,
                "confidentiality_statement_needed",
            )
    assert len(rows(desk, AuditEntry, table(AuditEntry).c.what == "REFUSED")) == 6


def test_the_high_security_seat_sees_moves_of_restricted_status_alone(desk: MovesDesk) -> None:
    plain = desk.drafted(desk.woman())["id"]
    restricted = desk.drafted(desk.woman(is_restricted=True), prison="NHI")["id"]
    seat = desk.room.signed(Role.PANEL_MEMBER, seat="long_term_high_security")
    listed = seat.get("/api/v1/movement-proposals").json()["items"]
    assert [item["id"] for item in listed] == [restricted]
    assert seat.get(f"/api/v1/movement-proposals/{plain}").status_code == 404
    assert desk.read(restricted, by=seat)["id"] == restricted


def test_staff_see_the_moves_of_their_own_cases(desk: MovesDesk) -> None:
    proposal = desk.submitted(desk.woman())["id"]
    here = desk.service.person(Role.OMU_OFFICER, prisons=["FHI"])
    elsewhere = desk.service.person(Role.OMU_OFFICER, prisons=["DWI"])
    assert desk.read(proposal, by=here)["id"] == proposal
    assert elsewhere.get(f"/api/v1/movement-proposals/{proposal}").status_code == 404
    assert elsewhere.get("/api/v1/movement-proposals").json()["items"] == []
    assert (
        elsewhere.post(f"/api/v1/movement-proposals/{proposal}/withdraw", json={"reason": "x"}).status_code
        == 404
    )


# Both engines: locks, and conditions that each writes in its own way


def test_of_two_who_decide_at_once_one_is_kept_and_the_other_is_told(service: RunningService) -> None:
    desk = MovesDesk(service)
    proposal, advice = desk.submitted(desk.woman())["id"], desk.advised(desk.woman())
    ways: list[tuple[str, dict[str, Any]]] = [
        (f"/api/v1/movement-proposals/{proposal}/decision", {}),
        (f"/api/v1/recommendations/{advice}/decision", {"follows_advice": True}),
    ]
    for path, more in ways:
        body = {"prison": "STI", "weighed_most": "her_interests", "final": True, **more}
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda _, p=path, b=body: desk.director.post(p, json=b), range(4)))
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409], path
    kept = rows(desk, PlacementDecision, table(PlacementDecision).c.superseded_at.is_(None))
    assert len(kept) == 2


def test_lists_and_cursors_mean_the_same_on_both_engines(service: RunningService) -> None:
    desk = MovesDesk(service)
    first, second = desk.woman(), desk.woman(is_restricted=True)
    draft, decided = desk.drafted(first)["id"], desk.submitted(second, prison="NHI")["id"]
    assert desk.decide(decided, prison="NHI").status_code == 201
    told(desk.clerk, second, {"type": "prison_transfer", "date": "2026-11-22", "to_prison": "NHI"})
    item = desk.room.item(desk.room.meeting(), second, is_restricted=True)
    for day in ("2026-12-02", "2026-12-01"):
        body = {"text": "Words.", "aim": "progress", "due_on": day, "owner_role": "lead"}
        assert desk.secretary.post(f"/api/v1/agenda-items/{item}/actions", json=body).status_code == 201
    seat = desk.room.signed(Role.PANEL_MEMBER, seat="long_term_high_security")
    for path, mine in (("movement-proposals", 1), ("actions", 2)):
        for who, expected in ((desk.secretary, 2), (seat, mine)):
            whole = who.get(f"/api/v1/{path}").json()
            assert (path, len(whole["items"]), whole["total"]) == (path, expected, expected)
            page = who.get(f"/api/v1/{path}", params={"size": 1}).json()
            found = [page["items"][0]["id"]]
            while page["next"]:
                page = who.get(f"/api/v1/{path}", params={"size": 1, "next": page["next"]}).json()
                found.append(page["items"][0]["id"])
            assert found == [each["id"] for each in whole["items"]]
    carried = desk.secretary.get("/api/v1/movement-proposals", params={"status": "carried_out"}).json()
    assert [each["id"] for each in carried["items"]] == [decided]
    assert draft in {each["id"] for each in desk.secretary.get("/api/v1/movement-proposals").json()["items"]}
    for asked in ({"mine": "true"}, {"before_meeting": "next"}, {"overdue": "true"}, {"case": second}):
        assert desk.secretary.get("/api/v1/actions", params=asked).status_code == 200
    assert desk.secretary.get("/api/v1/undecided-advice").json()["items"] == []


@pytest.mark.parametrize("names_it", [True, False])
def test_w33_a_final_decision_as_advised_confirms_what_the_meeting_decided(
    desk: MovesDesk, names_it: bool
) -> None:
    case = desk.woman()
    proposal, advice = desk.submitted(case)["id"], desk.advised(case)
    assert desk.set_advice(proposal, advice, "STI").status_code == 200
    path = desk.decided_in_meeting(advice, names_it=names_it)
    prepared = desk.decide(proposal, desk.secretary, final=False)
    assert prepared.status_code in {200, 201}, prepared.text
    assert desk.secretary.get(path).json()["state"] == "provisional"
    final = desk.decide(proposal)
    assert final.status_code in {200, 201}, final.text
    decision = desk.read(proposal)["decision"]
    stands = desk.secretary.get(path).json()
    assert (stands["state"], stands["placement_decision_id"]) == ("confirmed", decision["id"])
    assert stands["confirmed_on"] == "2026-11-22"
    [linked] = decision["decided_in_meeting"]
    assert (linked["text"], linked["decided_by"]) == ("She goes to Styal.", "Perpetua Birchcombe")
    unsigned = desk.service.person(Role.OMU_OFFICER, prisons=["FHI"])
    assert desk.read(proposal, unsigned)["decision"]["decided_in_meeting"] == []


def test_a_final_decision_against_the_advice_leaves_what_the_meeting_decided_to_wait(desk: MovesDesk) -> None:
    case = desk.woman()
    proposal, advice = desk.submitted(case)["id"], desk.advised(case)
    assert desk.set_advice(proposal, advice, "NHI").status_code == 200
    path = desk.decided_in_meeting(advice)
    assert desk.decide(proposal, departure_reason="Her mother is ill.").status_code in {200, 201}
    stands = desk.secretary.get(path).json()
    assert (stands["state"], stands["placement_decision_id"]) == ("provisional", None)
    assert desk.read(proposal)["decision"]["decided_in_meeting"] == []
