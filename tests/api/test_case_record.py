"""The record of a case over the API: versions, rules, roles, what is missing, and officers of victims."""

from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from app.domain.caller import Role
from app.models.audit import AuditEntry
from tests.parts.service import RunningService, opened, told

RISK = {"assessed_on": "2026-11-01", "children": "low", "public": "high"}
FIRST = {"If-Match": '"0"'}


def record_of(client: TestClient, case: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1/cases/{case}/record")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def missing_in(client: TestClient, case: str) -> set[str]:
    return {one["code"] for one in record_of(client, case)["missing"]}


def keep(client: TestClient, case: str, part: str, body: dict[str, Any], match: str = "*") -> Any:
    return client.put(f"/api/v1/cases/{case}/record/{part}", json=body, headers={"If-Match": match})


def add(client: TestClient, case: str, kind: str, body: dict[str, Any]) -> Any:
    return client.post(f"/api/v1/cases/{case}/record/{kind}", json=body)


def codes(answer: Any) -> list[tuple[str, str]]:
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]


PARTS: dict[str, dict[str, Any]] = {
    "risk": RISK,
    "rosh-screening": {"screened_on": "2025-02-01", "full_analysis_needed": True},
    "risk-management-plan": {"reviewed_on": "2026-11-01", "custody_actions": "Keeps to her own wing."},
    "mappa": {"eligible": True, "category": 2, "level": 2, "referred_on": "2026-10-01"},
    "assessment": {"completed_on": "2026-10-01", "review_due_on": "2027-10-01"},
    "strengths": {"words": "Speaks four languages."},
    "diversity": {"needs": "Reads large print.", "done": "Letters come in large print."},
    "caring": {"has_responsibilities": True, "children": 2, "contact": "Weekly calls."},
    "complexity": {"level": "high", "reason": "First assessed."},
    "tier": {"tier": "B", "calculated_on": "2026-11-01"},
    "victim-contact": {"has_contact": False},
}


def test_every_part_is_recorded_read_back_and_shown_in_the_whole(service: RunningService) -> None:
    client = service.system(Role.RW)
    case = opened(client)["id"]
    for part, body in PARTS.items():
        path = f"/api/v1/cases/{case}/record/{part}"
        assert client.get(path).status_code == 404
        kept = client.put(path, json=body, headers=FIRST)
        assert (part, kept.status_code) == (part, 200), kept.text
        assert kept.headers["etag"] == '"1"'
        read = client.get(path)
        assert read.headers["etag"] == '"1"'
        assert read.json().items() >= body.items()
    whole = record_of(client, case)
    assert all(whole[part.replace("-", "_")] for part in PARTS)
    assert whole["risk"]["overall"] == "high"
    assert whole["phase"] == "resettlement"
    left = {"sentence_plan", "manager_in_custody"}
    assert {one["code"] for one in whole["missing"]} == left


def test_a_change_from_an_old_version_is_refused_and_none_without_a_version(service: RunningService) -> None:
    client = service.system(Role.RW)
    case = opened(client)["id"]
    path = f"/api/v1/cases/{case}/record/risk"
    assert client.put(path, json=RISK).status_code == 428
    assert client.put(path, json=RISK, headers=FIRST).status_code == 200
    assert client.put(path, json=RISK, headers=FIRST).status_code == 412
    assert client.put(path, json=RISK, headers={"If-Match": '"1"'}).headers["etag"] == '"2"'


def test_the_overall_level_is_the_highest_unless_overridden_with_a_reason(service: RunningService) -> None:
    client = service.system(Role.RW)
    case = opened(client, rosh_level="medium")["id"]
    shown = keep(client, case, "risk", RISK).json()
    assert (shown["overall"], shown["differs_from_facts"]) == ("high", True)
    bare = keep(client, case, "risk", {**RISK, "overall_override": "medium"})
    assert codes(bare) == [("overall_reason", "reason_missing")]
    said = {**RISK, "overall_override": "medium", "overall_reason": "The panel agreed."}
    shown = keep(client, case, "risk", said).json()
    assert (shown["overall"], shown["differs_from_facts"]) == ("medium", False)
    assert codes(keep(client, case, "risk", {"assessed_on": "2026-11-01"})) == [("children", "level_missing")]
    assert codes(keep(client, case, "risk", {**RISK, "assessed_on": "2026-11-23"})) == [
        ("assessed_on", "date_in_future")
    ]


def test_a_plan_without_custody_actions_is_flagged_while_she_is_in_custody(service: RunningService) -> None:
    client = service.system(Role.RW)
    case = opened(client, rosh_level="high")["id"]
    assert "risk_management_plan" in missing_in(client, case)
    keep(client, case, "risk-management-plan", {"reviewed_on": "2026-11-01"})
    found = missing_in(client, case)
    assert {"custody_actions"} <= found
    assert not {"risk_management_plan", "licence_conditions"} & found
    told(client, case, {"type": "released", "date": "2026-11-20"})
    found = missing_in(client, case)
    assert "licence_conditions" in found
    assert "custody_actions" not in found


def test_mappa_at_a_managed_level_without_a_referral_is_flagged(service: RunningService) -> None:
    client = service.system(Role.RW)
    case = opened(client)["id"]
    assert codes(keep(client, case, "mappa", {"eligible": True})) == [("level", "missing")]
    keep(client, case, "mappa", {"eligible": True, "level": 3})
    assert "mappa_referral" in missing_in(client, case)
    keep(client, case, "mappa", {"eligible": True, "level": 3, "referred_on": "2026-11-20"})
    assert "mappa_referral" not in missing_in(client, case)


def test_complexity_changes_with_a_reason_and_says_whether_a_key_worker_is_needed(
    service: RunningService,
) -> None:
    client = service.system(Role.RW)
    case = opened(client)["id"]
    assert "complexity" in missing_in(client, case)
    assert keep(client, case, "complexity", {"level": "medium"}).json()["needs_key_worker"]
    assert codes(keep(client, case, "complexity", {"level": "high"})) == [("reason", "reason_missing")]
    shown = keep(client, case, "complexity", {"level": "high", "reason": "New needs came to light."}).json()
    assert (shown["needs_key_worker"], shown["is_active"]) == (False, True)
    assert client.get(f"/api/v1/cases/{case}").json()["complexity_of_need"] == "high"
    patched = client.patch(
        f"/api/v1/cases/{case}", json={"complexity_of_need": "low"}, headers={"If-Match": "*"}
    )
    assert codes(patched) == [("complexity_of_need", "reason_missing")], "not by another way either"
    told(client, case, {"type": "released", "date": "2026-11-20"})
    assert record_of(client, case)["complexity"]["is_active"] is False
    man = opened(client, prison="LEI")
    refused = keep(client, man["id"], "complexity", {"level": "low"})
    assert (refused.status_code, refused.json()["errorCode"]) == (409, "not_in_this_estate")


def test_an_objective_has_an_owner_and_carries_over_with_the_case(service: RunningService) -> None:
    client = service.system(Role.RW)
    case = opened(client)["id"]
    assert codes(add(client, case, "objectives", {"outcome": "A home of her own."})) == [("owner", "missing")]
    body = {"outcome": "A home of her own.", "owner": "offender_supervisor", "tags": ["safety", "choice"]}
    made = add(client, case, "objectives", body)
    assert made.status_code == 201, made.text
    path = f"/api/v1/cases/{case}/record/objectives/{made.json()['id']}"
    assert made.json()["owner_now"] == "community_offender_manager", "inside six months of release"
    assert client.patch(path, json={"status": "met"}).status_code == 428
    met = client.patch(path, json={"status": "met"}, headers={"If-Match": made.headers["etag"]})
    assert (met.json()["status"], met.json()["owner_now"]) == ("met", "offender_supervisor")
    assert client.patch(path, json={"owner": None}, headers={"If-Match": "*"}).status_code == 400
    assert client.patch(path, json={}, headers={"If-Match": '"1"'}).status_code == 412
    other = opened(client)["id"]
    astray = client.patch(path.replace(case, other), json={"status": "met"}, headers={"If-Match": "*"})
    assert astray.status_code == 404


def test_her_view_is_blank_only_with_a_reason(service: RunningService) -> None:
    client = service.system(Role.RW)
    case = opened(client)["id"]
    assert codes(add(client, case, "views", {"about": "plan"})) == [("words", "view_missing")]
    add(client, case, "objectives", {"outcome": "Work.", "owner": "her"})
    assert "her_view_of_plan" in missing_in(client, case)
    said = add(client, case, "views", {"about": "plan", "reason_blank": "She did not wish to say."})
    assert said.status_code == 201
    assert "her_view_of_plan" not in missing_in(client, case)


def test_a_choice_is_one_click_and_not_offering_it_needs_a_reason(service: RunningService) -> None:
    officer = service.person(Role.OMU_OFFICER, prisons=["FHI"])
    case = opened(service.system(Role.RW))["id"]
    told(service.system(Role.RW), case, {"type": "released", "date": "2026-11-20"})
    assert {"female_practitioner", "women_only_place"} <= missing_in(officer, case)
    made = add(officer, case, "choices", {"choice": "female_practitioner", "answer": "accepted"}).json()
    assert made["offered_on"] == "2026-11-22"
    assert made["recorded_by_name"].startswith("Person ")
    bare = add(officer, case, "choices", {"choice": "women_only_place", "answer": "not_offered"})
    assert codes(bare) == [("reason_not_offered", "reason_missing")]
    body = {
        "choice": "women_only_place",
        "answer": "not_offered",
        "reason_not_offered": "No such place near.",
    }
    assert add(officer, case, "choices", body).json()["offered_on"] is None
    assert not {"female_practitioner", "women_only_place"} & missing_in(officer, case)


def test_a_departure_from_guidance_needs_its_reason(service: RunningService) -> None:
    client = service.system(Role.RW)
    case = opened(client)["id"]
    assert add(client, case, "departures", {"guidance": "5.1"}).status_code == 400
    body = {"guidance": "Paragraph 5.1", "departure_reason": "There is no woman in the team this month."}
    assert add(client, case, "departures", body).json()["departure_reason"] == body["departure_reason"]


def test_victim_liaison_officers_are_added_changed_and_taken_away_on_their_own_case_alone(
    service: RunningService,
) -> None:
    client = service.system(Role.RW)
    case, other = opened(client)["id"], opened(client)["id"]
    keep(client, case, "victim-contact", {"has_contact": True})
    assert "victim_liaison_officer" in missing_in(client, case)
    bodies = [{"name": f"Officer {n}", "email": f"vlo{n}@example.test"} for n in (1, 2)]
    first, second = [add(client, case, "victim-liaison-officers", body).json() for body in bodies]
    assert first["not_to_be_disclosed"] is True
    assert "victim_liaison_officer" not in missing_in(client, case)
    path = f"/api/v1/cases/{case}/record/victim-liaison-officers/{first['id']}"
    star = {"If-Match": "*"}
    assert client.patch(path.replace(case, other), json={"name": "X"}, headers=star).status_code == 404
    assert client.delete(path.replace(case, other), headers=star).status_code == 404
    changed = client.patch(path, json={"name": "Officer One"}, headers={"If-Match": '"1"'})
    assert changed.json()["name"] == "Officer One"
    assert client.delete(path, headers={"If-Match": '"1"'}).status_code == 412
    assert client.delete(path).status_code == 428
    assert client.delete(path, headers={"If-Match": '"2"'}).status_code == 200
    left = record_of(client, case)["victim_liaison_officers"]
    assert [one["id"] for one in left] == [second["id"]]
    table = AuditEntry.__table__
    with service.service.api.state.database.read() as connection:
        entries = str(connection.execute(sa.select(table).where(table.c.case_id == case)).all())
    assert "VICTIM_LIAISON_OFFICER_REMOVED" in entries
    assert "Officer One" not in entries
    assert "vlo1@" not in entries


def test_nobody_records_beyond_their_role_or_their_places(service: RunningService) -> None:
    clerk = service.system(Role.RW)
    case = opened(clerk)["id"]
    writes = [("put", part, body) for part, body in PARTS.items()]
    writes += [("post", "choices", {"choice": "mixed_group", "answer": "accepted"})]
    inspector = service.person(Role.INSPECTOR, everywhere=True)
    elsewhere = service.person(Role.OMU_OFFICER, prisons=["EWI"])
    for method, place, body in writes:
        for client, status in ((inspector, 403), (elsewhere, 404)):
            answer = client.request(
                method, f"/api/v1/cases/{case}/record/{place}", json=body, headers={"If-Match": "*"}
            )
            assert (place, answer.status_code) == (place, status)
    assert inspector.get(f"/api/v1/cases/{case}/record").status_code == 200
    assert elsewhere.get(f"/api/v1/cases/{case}/record").status_code == 404


@pytest.mark.parametrize("code", ["tier", "manager_in_custody", "complexity", "caring"])
def test_the_list_of_what_is_missing_is_the_cases_that_miss_it(service: RunningService, code: str) -> None:
    client = service.system(Role.RW)
    cases = [opened(client)["id"] for _ in range(3)]
    cases.append(opened(client, prison="LEI")["id"])
    for part in ("tier", "complexity", "caring"):
        keep(client, cases[0], part, PARTS[part])
    told(client, cases[1], {"type": "released", "date": "2026-11-20"})
    told(client, cases[2], {"type": "died", "date": "2026-11-20"})
    answer = client.get("/api/v1/cases", params={"missing": code}).json()
    listed = {row["id"] for row in answer["items"]}
    assert listed == {case for case in cases if code in missing_in(client, case)}
    assert answer["total"] == len(listed)
