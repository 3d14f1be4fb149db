"""Referrals over the API: what they must say, who may be referred, and each step and amendment kept."""

from datetime import date
from typing import Any

import pytest

from app.api.access import READ_REFERRALS, REFER
from app.domain.caller import Role
from app.domain.referrals import SEE_UNSENT
from app.repositories.referrals import accepted_waiting
from tests.parts.referrals import COMPLETE, ON_REMAND, PATH, Desk, codes, referral_body
from tests.parts.service import RunningService, opened, told


@pytest.fixture
def desk(sqlite_service: RunningService) -> Desk:
    return Desk(sqlite_service)


def test_w01_a_referral_has_her_own_views_and_a_purpose_for_what_is_kept_of_her_identity(desk: Desk) -> None:
    draft = desk.drafted(diversity_needs="She keeps Ramadan.")
    refused = desk.officer.post(f"{PATH}/{draft['id']}/submit")
    assert refused.status_code == 400
    assert codes(refused) == {("diversity_purpose", "purpose_missing")}
    said = patched(desk, draft, diversity_purpose="So that meals are kept for her.")
    assert desk.step(desk.officer, said["id"], "submit")["her_views"] == "One person to talk to."


def test_w06_a_referral_keeps_the_terms_and_the_former_name_finds_the_panel(desk: Desk) -> None:
    sent = desk.sent()
    assert sent["terms"].startswith("WECASP")
    found = desk.secretary.get(PATH, params={"q": "PSI 23/2015"}).json()
    assert "Centralised Case Supervision System" in found["formerly"]
    assert [each["id"] for each in found["items"]] == [sent["id"]]
    assert desk.secretary.get(PATH, params={"q": "Nobody"}).json()["items"] == []


@pytest.mark.parametrize("left_out", ["not_progressing", "sentence_objectives"])
def test_w07_a_referral_without_objectives_or_lack_of_progress_is_refused(desk: Desk, left_out: str) -> None:
    draft = desk.drafted(**{left_out: None})
    refused = desk.officer.post(f"{PATH}/{draft['id']}/submit")
    assert refused.status_code == 400
    assert codes(refused) == {(left_out, f"{left_out}_missing")}
    assert desk.officer.get(f"{PATH}/{draft['id']}").json()["status"] == "draft"


def test_w09_a_referral_needs_an_approach_with_its_date_and_result(desk: Desk) -> None:
    none = desk.drafted(approaches=[])
    refused = desk.officer.post(f"{PATH}/{none['id']}/submit")
    assert codes(refused) == {("approaches", "approach_missing")}
    half = patched(desk, none, approaches=[{"what": "Weekly key work"}])
    refused = desk.officer.post(f"{PATH}/{half['id']}/submit")
    assert codes(refused) == {
        ("approaches[0].started_on", "started_on_missing"),
        ("approaches[0].result", "result_missing"),
    }


def test_w11_sentence_length_and_recall_are_no_bar(desk: Desk) -> None:
    short = {"start_date": "2026-10-26", "sentence_type": "SDS", "length_months": 2}
    case = desk.case(sentence={**short, "release_date": "2026-11-25"})
    assert desk.in_triage(case)["status"] == "in_triage"
    released = {"start_date": "2024-01-15", "sentence_type": "SDS", "length_months": 48}
    recalled = desk.case(sentence={**released, "release_date": "2026-01-15"})
    told(desk.officer, recalled, {"type": "released", "date": "2026-01-15"})
    told(
        desk.officer,
        recalled,
        {"type": "recalled", "date": "2026-06-01", "recall_type": "standard", "to_prison": "FHI"},
    )
    assert desk.in_triage(recalled)["status"] == "in_triage"


@pytest.mark.parametrize("kind", ["panel", "welsh_resettlement", "pre_sentence_support"])
def test_w11_p06_a_referral_from_a_mens_prison_is_refused_with_the_reason(desk: Desk, kind: str) -> None:
    case = desk.case(prison="NMI")
    refused = desk.officer.post(PATH, json=referral_body(case, kind=kind, routes=[]))
    assert refused.status_code == 409
    assert refused.json()["errorCode"] == "not_in_womens_estate"
    assert "women" in refused.json()["detail"]


def test_w11_a_woman_who_has_been_released_is_refused_and_one_who_moved_cannot_be_accepted(
    desk: Desk,
) -> None:
    case = desk.case()
    waiting = desk.in_triage(case)
    told(desk.officer, case, {"type": "released", "date": "2026-11-20"})
    refused = desk.officer.post(PATH, json=referral_body(case))
    assert (refused.status_code, refused.json()["errorCode"]) == (409, "not_in_womens_estate")
    answer = desk.secretary.post(f"{PATH}/{waiting['id']}/accept", json={})
    assert (answer.status_code, answer.json()["errorCode"]) == (409, "not_in_womens_estate")
    declined = desk.step(desk.secretary, waiting["id"], "decline", {"reason": "She was released."})
    assert declined["status"] == "declined"


def test_w14_a_screened_in_woman_is_referred_and_remains_screened_in(desk: Desk) -> None:
    accepted = desk.accepted(wopd_status="screened_in", wopd_services="Primrose, since May.")
    assert (accepted["wopd_status"], accepted["wopd_services"]) == ("screened_in", "Primrose, since May.")


def test_w24_a_referral_can_ask_for_support_of_staff_only(desk: Desk) -> None:
    case = desk.case()
    body = {"case": case, "staff_support_only": True, "staff_support_for": "Night staff of house 4"}
    draft = desk.officer.post(PATH, json=body).json()
    refused = desk.officer.post(f"{PATH}/{draft['id']}/submit")
    assert codes(refused) == {("staff_support_asked", "staff_support_asked_missing")}
    patched(desk, draft, staff_support_asked="Supervision after the last incident.")
    desk.step(desk.officer, draft["id"], "submit")
    desk.step(desk.secretary, draft["id"], "triage", {})
    accepted = desk.step(desk.secretary, draft["id"], "accept", {})
    assert (accepted["status"], accepted["routes"]) == ("accepted", [])
    found = desk.secretary.get("/api/v1/caseload").json()["items"]
    assert case not in [each["case_id"] for each in found]


def test_w24_what_was_offered_and_taken_up_is_kept_with_a_referral_for_staff_support_alone(
    desk: Desk,
) -> None:
    asked = {"staff_support_for": "Night staff of house 4", "staff_support_asked": "Supervision."}
    sent = desk.sent(routes=[], staff_support_only=True, **asked)
    path = f"{PATH}/{sent['id']}/staff-support"
    offered = {"offered": "Three sessions.", "offered_on": "2026-11-22"}

    def answered(body: dict[str, Any], version: str = "*") -> Any:
        return desk.secretary.patch(path, json=body, headers={"If-Match": version})

    assert answered(offered).json()["errorCode"] == "not_accepted"
    desk.step(desk.secretary, sent["id"], "triage", {})
    accepted = desk.step(desk.secretary, sent["id"], "accept", {})
    assert accepted["staff_support"]["state"] == "asked_for"
    assert accepted["staff_support"]["staff_group"] == "Night staff of house 4"
    first = answered(offered)
    assert first.status_code == 200, first.text
    assert first.json()["staff_support"]["state"] == "offered"
    late = {"taken_up": True, "answered_on": "2026-11-21"}
    assert codes(answered(late)) == {("answered_on", "out_of_order")}
    taken = {"taken_up": True, "answered_on": "2026-11-22", "outcome": "All came."}
    assert answered(taken, f'"{accepted["version"]}"').status_code == 412
    done = desk.officer.patch(path, json=taken, headers={"If-Match": first.headers["etag"]})
    assert done.status_code == 200, done.text
    stands = desk.secretary.get(f"{PATH}/{sent['id']}").json()["staff_support"]
    assert (stands["state"], stands["offered"], stands["outcome"]) == (
        "taken_up",
        "Three sessions.",
        "All came.",
    )
    report = desk.secretary.get(f"/api/v1/cases/{sent['case_id']}/panel").json()
    assert "support_asked" in [each["what"] for each in report["items"]]


def test_support_of_a_woman_on_the_caseload_is_kept_there_and_not_with_her_referral(desk: Desk) -> None:
    accepted = desk.accepted()
    path = f"{PATH}/{accepted['id']}/staff-support"
    refused = desk.secretary.patch(path, json={"outcome": "None."}, headers={"If-Match": "*"})
    assert (refused.status_code, refused.json()["errorCode"]) == (409, "no_staff_support")
    assert (accepted["staff_support"], accepted["staff_support_open"]) == (None, False)


def test_w46_a_secretary_changes_principles_without_code_and_sent_referrals_keep_theirs(desk: Desk) -> None:
    principles = "/api/v1/guiding-principles"
    first = desk.secretary.get(principles).json()["items"][0]
    sent = desk.sent(principles_met=[first["id"]])
    assert [each["met"] for each in sent["principles"]] == [True, False, False]
    headers = {"If-Match": f'"{first["version"]}"'}
    changed = desk.secretary.patch(
        f"{principles}/{first['id']}", json={"text": "Other words."}, headers=headers
    )
    assert changed.status_code == 200, changed.text
    assert desk.secretary.post(principles, json={"text": "A fourth."}).status_code == 201
    assert [each["text"] for each in desk.drafted()["principles"]][::3] == ["Other words.", "A fourth."]
    kept = desk.secretary.get(f"{PATH}/{sent['id']}").json()["principles"]
    assert [each["text"] for each in kept] == [each["text"] for each in sent["principles"]]
    again = desk.secretary.patch(f"{principles}/{first['id']}", json={"retired": True}, headers=headers)
    assert again.status_code == 412
    assert desk.officer.post(principles, json={"text": "Mine."}).status_code == 403


def test_b13_a_woman_on_remand_without_a_sentence_is_accepted(desk: Desk) -> None:
    case = desk.case(**ON_REMAND)
    accepted = desk.accepted(case, source="remand", sentence_objectives=None)
    assert (accepted["status"], accepted["source"]) == ("accepted", "remand")


def test_b13_support_before_sentence_is_for_women_who_may_not_be_diverted(desk: Desk) -> None:
    case = desk.case(**ON_REMAND)
    body = {
        "case": case,
        "kind": "pre_sentence_support",
        "source": "police_custody",
        "support_sought": "A key.",
    }
    draft = desk.officer.post(PATH, json={**body, "diversion_eligible": True}).json()
    refused = desk.officer.post(f"{PATH}/{draft['id']}/submit")
    assert codes(refused) == {("diversion_eligible", "may_be_diverted")}
    patched(desk, draft, diversion_eligible=False)
    desk.step(desk.officer, draft["id"], "submit")
    desk.step(desk.secretary, draft["id"], "triage", {})
    assert desk.step(desk.secretary, draft["id"], "accept", {})["status"] == "accepted"


@pytest.mark.parametrize("stage", ["pre_release", "post_release"])
def test_b24_a_welsh_woman_in_england_shows_the_contact_and_is_referred_at_both_stages(
    desk: Desk, stage: str
) -> None:
    contact = {"prison": "EWI", "name": "Sorrel Quillfeather", "starts_on": "2026-01-05"}
    assert desk.secretary.post("/api/v1/custody-contacts", json=contact).status_code == 201
    case = desk.case(prison="EWI", home_region="wales")
    body = {"case": case, "kind": "welsh_resettlement", "stage": stage, "support_sought": "A home."}
    draft = desk.officer.post(PATH, json=body).json()
    assert [each["name"] for each in draft["spocs"]] == ["Sorrel Quillfeather"]
    desk.step(desk.officer, draft["id"], "submit")
    desk.step(desk.secretary, draft["id"], "triage", {})
    assert desk.step(desk.secretary, draft["id"], "accept", {})["stage"] == stage
    of_case = desk.officer.get(f"/api/v1/cases/{case}/referrals").json()
    assert (of_case["welsh_case"], of_case["spocs"][0]["name"]) == (True, "Sorrel Quillfeather")


def test_b24_a_woman_whose_home_is_in_england_is_not_referred_to_the_welsh_pathway(desk: Desk) -> None:
    draft = desk.drafted(kind="welsh_resettlement", stage="pre_release", support_sought="A home.")
    refused = desk.officer.post(f"{PATH}/{draft['id']}/submit")
    assert codes(refused) == {("welsh_case", "not_a_welsh_case")}


def test_a_referral_may_also_be_for_both_routes_and_the_secretary_may_choose_another(desk: Desk) -> None:
    both = ["complex_needs", "restricted_status"]
    assert desk.accepted(routes=both)["steps"][-1]["routes"] == both
    other = desk.in_triage()
    accepted = desk.step(desk.secretary, other["id"], "accept", {"routes": ["restricted_status"]})
    assert accepted["steps"][-1]["routes"] == ["restricted_status"]


def test_every_step_is_kept_and_none_is_taken_out_of_turn(service: RunningService) -> None:
    desk = Desk(service)
    draft = desk.drafted()
    for step, body in (("accept", {}), ("decline", {"reason": "No."}), ("close", {"reason": "No."})):
        refused = desk.secretary.post(f"{PATH}/{draft['id']}/{step}", json=body)
        assert refused.status_code == 409, step
    desk.step(desk.officer, draft["id"], "submit")
    assert desk.officer.post(f"{PATH}/{draft['id']}/submit").status_code == 409
    desk.step(desk.secretary, draft["id"], "triage", {"text": "Ask the psychologist."})
    accepted = desk.step(desk.secretary, draft["id"], "accept", {})
    with service.service.api.state.database.read() as connection:
        assert [row["id"] for row in accepted_waiting(connection)] == [draft["id"]]
    assert desk.officer.post(f"{PATH}/{draft['id']}/withdraw", json={"reason": "No."}).status_code == 409
    closed = desk.step(desk.secretary, draft["id"], "close", {"reason": "All was done."})
    assert [step["kind"] for step in closed["steps"]] == ["submitted", "triaged", "accepted", "closed"]
    assert accepted["accepted_on"] == "2026-11-22"
    refused = desk.officer.patch(f"{PATH}/{draft['id']}", json={"strengths": "X"}, headers={"If-Match": "*"})
    assert (refused.status_code, refused.json()["errorCode"]) == (409, "referral_ended")


def test_a_draft_is_saved_as_it_is_typed_and_a_stale_save_loses_nothing(service: RunningService) -> None:
    desk = Desk(service)
    draft = desk.officer.post(PATH, json={"case": desk.case()}).json()
    assert {each["field"] for each in draft["lacking"]} >= {"not_progressing", "approaches", "routes"}
    first = patched(desk, draft, strengths="She paints.")
    stale = desk.officer.patch(
        f"{PATH}/{draft['id']}", json={"strengths": "Lost?"}, headers={"If-Match": '"1"'}
    )
    assert stale.status_code == 412
    assert desk.officer.get(f"{PATH}/{draft['id']}").json()["strengths"] == "She paints."
    same = patched(desk, first, strengths="She paints.")
    assert same["version"] == first["version"], "what changes nothing makes no new version"
    assert desk.officer.patch(f"{PATH}/{draft['id']}", json={"strengths": "X"}).status_code == 428


def test_after_submission_a_change_needs_a_reason_and_old_and_new_are_kept(desk: Desk) -> None:
    sent = desk.sent()
    path, headers = f"{PATH}/{sent['id']}", {"If-Match": f'"{sent["version"]}"'}
    refused = desk.officer.patch(path, json={"not_progressing": "Worse."}, headers=headers)
    assert codes(refused) == {("reason", "reason_missing")}
    emptied = {"not_progressing": None, "reason": "I erred."}
    assert codes(desk.officer.patch(path, json=emptied, headers=headers)) == {
        ("not_progressing", "not_progressing_missing")
    }
    approaches = [*COMPLETE["approaches"], {"what": "A move", "started_on": "2026-06-01", "result": "None."}]
    body = {"not_progressing": "Worse.", "approaches": approaches, "reason": "New incident."}
    amended = desk.officer.patch(path, json=body, headers=headers)
    assert amended.status_code == 200, amended.text
    kept = {each["field"]: each for each in amended.json()["amendments"]}
    assert kept["not_progressing"]["old"] == "She has left it twice."
    assert kept["not_progressing"]["new"] == "Worse."
    assert [len(kept["approaches"][when]) for when in ("old", "new")] == [1, 2]
    assert {each["reason"] for each in kept.values()} == {"New incident."}


def test_a_second_referral_for_the_same_waits_for_the_first(desk: Desk) -> None:
    case = desk.case()
    desk.sent(case)
    again = desk.drafted(case)
    refused = desk.officer.post(f"{PATH}/{again['id']}/submit")
    assert (refused.status_code, refused.json()["errorCode"]) == (409, "already_referred")


def test_triage_is_due_ten_working_days_after_submission_and_then_overdue(desk: Desk) -> None:
    sent = desk.sent()
    assert (sent["triage_due_on"], sent["triage_overdue"]) == ("2026-12-04", False)
    desk.service.clock.turn_to(date(2026, 12, 5))
    later = Desk(desk.service)
    assert later.secretary.get(f"{PATH}/{sent['id']}").json()["triage_overdue"] is True


def test_the_list_is_narrowed_paged_and_had_as_a_file_within_the_callers_scope(
    service: RunningService,
) -> None:
    desk = Desk(service)
    mine = [desk.sent(desk.case())["id"] for _ in range(3)]
    desk.drafted(desk.case(prison="DHI"))
    local = service.person(Role.OMU_OFFICER, prisons=["FHI"])
    first = local.get(PATH, params={"size": 2}).json()
    rest = local.get(PATH, params={"size": 2, "next": first["next"]}).json()
    assert [each["id"] for each in (*first["items"], *rest["items"])] == mine[::-1]
    assert (first["total"], rest["next"]) == (3, None)
    assert desk.secretary.get(PATH, params={"status": "draft"}).json()["total"] == 1
    assert desk.secretary.get(PATH, params={"route": "restricted_status"}).json()["total"] == 0
    file = local.get(PATH, params={"format": "csv"})
    assert "OFFICIAL-SENSITIVE" in file.headers["content-disposition"]
    assert file.text.count("OFFICIAL: SENSITIVE") == 3


def test_a_referral_elsewhere_is_not_found(desk: Desk) -> None:
    draft = desk.drafted(desk.case(prison="DHI"))
    local = desk.service.person(Role.OMU_OFFICER, prisons=["FHI"])
    assert local.get(f"{PATH}/{draft['id']}").status_code == 404
    assert local.post(f"{PATH}/{draft['id']}/submit").status_code == 404
    assert local.get(f"{PATH}/none").status_code == 404


def test_a_referrer_cannot_answer_a_referral_and_a_member_cannot_read_the_list(desk: Desk) -> None:
    waiting = desk.in_triage()
    assert desk.officer.post(f"{PATH}/{waiting['id']}/accept", json={}).status_code == 403
    member = desk.service.person(Role.PANEL_MEMBER, everywhere=True)
    assert member.get(PATH).status_code == 403


def test_who_referred_is_told_the_answer(desk: Desk) -> None:
    desk.accepted()
    kinds = [each["kind"] for each in desk.officer.get("/api/v1/notices").json()["items"]]
    assert "referral_answered" in kinds


def test_a_draft_is_there_for_those_who_may_go_on_with_it_and_for_nobody_else(desk: Desk) -> None:
    draft, sent = desk.drafted(), desk.sent()
    path = f"{PATH}/{draft['id']}"

    def sees(role: Role) -> bool:
        person = desk.service.person(role, everywhere=True)
        listed = {each["id"] for each in person.get(PATH).json()["items"]}
        assert sent["id"] in listed, role
        total = person.get(PATH).json()["total"]
        file = person.get(PATH, params={"format": "csv"}).text
        is_there = person.get(path).status_code == 200
        assert (draft["id"] in listed, draft["id"] in file, total == 2) == (is_there,) * 3, role
        if role is not Role.PANEL_CHAIR:
            of_case = person.get(f"/api/v1/cases/{draft['case_id']}/referrals").json()["items"]
            assert bool(of_case) == is_there, role
        return is_there

    assert frozenset(REFER) == SEE_UNSENT
    people = [role for role in READ_REFERRALS if role not in {Role.RO, Role.RW}]
    assert {role for role in people if sees(role)} == SEE_UNSENT - {Role.RW}
    reader, writer = desk.service.system(Role.RO), desk.service.system(Role.RW)
    assert [client.get(path).status_code for client in (reader, writer)] == [404, 200]
    assert desk.service.person(Role.OMU_OFFICER, prisons=["LNI"]).get(path).status_code == 404
    chair = desk.service.person(Role.PANEL_CHAIR, everywhere=True)
    assert chair.post(f"{path}/decline", json={"reason": "Words."}).status_code == 404


def test_what_was_withdrawn_before_it_was_sent_stays_with_those_who_wrote_it(desk: Desk) -> None:
    draft, sent = desk.drafted(), desk.sent()
    for each in (draft, sent):
        desk.step(desk.officer, each["id"], "withdraw", {"reason": "She moved."})
    director = desk.service.person(Role.GROUP_DIRECTOR, everywhere=True)
    assert [each["id"] for each in director.get(PATH).json()["items"]] == [sent["id"]]
    assert director.get(f"{PATH}/{draft['id']}").status_code == 404
    assert desk.officer.get(f"{PATH}/{draft['id']}").status_code == 200


def test_a_case_outside_the_callers_scope_cannot_be_referred(desk: Desk) -> None:
    elsewhere = opened(desk.officer, prison="DHI")["id"]
    local = desk.service.person(Role.OMU_OFFICER, prisons=["FHI"])
    assert local.post(PATH, json=referral_body(elsewhere)).status_code == 404


def patched(desk: Desk, referral: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Changed by whoever referred, from the version that was read."""
    now = desk.officer.get(f"{PATH}/{referral['id']}").json()["version"]
    answer = desk.officer.patch(f"{PATH}/{referral['id']}", json=changes, headers={"If-Match": f'"{now}"'})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found
