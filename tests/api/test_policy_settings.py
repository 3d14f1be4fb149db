"""Settings of a policy are proposed by one person and approved by another; then a new version governs from its day."""

from datetime import date
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.domain.caller import Role
from tests.parts.policies import follow, put_in_force
from tests.parts.service import RunningService, opened

ROOT = "/api/v1/policies/omcp-2013-option-2"
APRIL = date(2027, 4, 1)
BODY: dict[str, Any] = {
    "settings": {"handover_months": 9},
    "reason": "Nine is enough.",
    "starts_on": "2027-04-01",
}


@pytest.fixture
def service(sqlite_service: RunningService) -> RunningService:
    """One engine: the statements are those of decisions, which run on both."""
    return sqlite_service


def manager(service: RunningService) -> TestClient:
    return service.person(Role.OMU_MANAGER, prisons=["FHI"])


def proposed(client: TestClient, **changes: Any) -> dict[str, Any]:
    answer = client.post(f"{ROOT}/setting-proposals", json=BODY | changes)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def owner(client: TestClient, case: str, **asked: Any) -> dict[str, Any]:
    found: dict[str, Any] = client.get(f"/api/v1/cases/{case}/ownership", params=asked).json()
    return found


def test_approved_settings_are_a_version_that_governs_from_its_day(service: RunningService) -> None:
    client = service.system()
    sentence = {
        "start_date": "2025-01-13",
        "sentence_type": "SDS",
        "length_months": 60,
        "release_date": "2027-12-13",
    }
    case = opened(client, sentence=sentence)["id"]
    one, other = manager(service), manager(service)
    proposal = proposed(one)
    assert proposal["state"] == "proposed"
    assert owner(client, case, on="2027-05-01")["responsible"] == "custody"
    approved = other.post(f"{ROOT}/setting-proposals/{proposal['id']}/approve", json={})
    assert (approved.status_code, approved.json()["state"]) == (200, "approved")
    follow(service)
    before, after = owner(client, case, on="2027-03-31"), owner(client, case, on="2027-04-01")
    assert (before["responsible"], before["policy_version"]) == ("custody", "1")
    assert (after["responsible"], after["policy_version"]) == ("community", "1+s1")
    assert owner(client, case, on="2027-04-01", as_known_on="2026-11-21")["responsible"] == "custody"
    service.clock.turn_to(APRIL)
    client = service.system()
    assert owner(client, case)["responsible"] == "community"
    shown = {each["key"]: each["value"] for each in client.get(f"{ROOT}/settings").json()["settings"]}
    assert shown["handover_months"] == 9
    governs = client.get("/api/v1/policies/in-force").json()["governs"]
    assert (governs["policy_version"], governs["settings"]) == ("1+s1", {"handover_months": 9})


def test_who_proposed_does_not_decide(service: RunningService) -> None:
    one, other = manager(service), manager(service)
    path = f"{ROOT}/setting-proposals/{proposed(one)['id']}"
    for what, body in (("approve", {}), ("refuse", {"reason": "No."})):
        answer = one.post(f"{path}/{what}", json=body)
        assert (answer.status_code, answer.json()["errorCode"]) == (403, "second_person")
    taken = other.post(f"{path}/withdraw", json={"reason": "Not mine."})
    assert (taken.status_code, taken.json()["errorCode"]) == (403, "not_the_proposer")
    assert one.post(f"{path}/withdraw", json={"reason": "Overtaken."}).json()["state"] == "withdrawn"
    late = other.post(f"{path}/approve", json={})
    assert (late.status_code, late.json()["errorCode"]) == (409, "proposal_decided")


def test_a_refused_proposal_changes_nothing(service: RunningService) -> None:
    client, other = service.system(), manager(service)
    proposal = proposed(manager(service))
    refused = other.post(f"{ROOT}/setting-proposals/{proposal['id']}/refuse", json={"reason": "Not now."})
    assert (refused.json()["state"], refused.json()["outcome_reason"]) == ("refused", "Not now.")
    governs = client.get("/api/v1/policies/in-force", params={"on": "2028-01-01"}).json()["governs"]
    assert governs["policy_version"] == "1"


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"settings": {}}, "settings", "missing"),
        ({"settings": {"recall": "maybe"}}, "settings.recall", "unknown_value"),
        ({"settings": {"no_such": 1}}, "settings.no_such", "unknown_setting"),
        ({"settings": {"seconded_lead": False}}, "settings.seconded_lead", "decided_by_board"),
        ({"starts_on": "2026-11-22"}, "starts_on", "not_retroactive"),
    ],
)
def test_what_cannot_be_proposed_is_refused_by_field(
    service: RunningService, changes: dict[str, Any], field: str, code: str
) -> None:
    answer = manager(service).post(f"{ROOT}/setting-proposals", json=BODY | changes)
    assert answer.status_code == 400
    assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [(field, code)]


def test_a_proposal_whose_day_has_come_is_not_approved(service: RunningService) -> None:
    proposal = proposed(manager(service), starts_on="2026-11-23")
    service.clock.turn_to(date(2026, 11, 23))
    answer = manager(service).post(f"{ROOT}/setting-proposals/{proposal['id']}/approve", json={})
    assert (answer.status_code, answer.json()["errorCode"]) == (409, "not_retroactive")


def test_a_setting_and_a_decision_make_versions_that_keep_their_values(service: RunningService) -> None:
    put_in_force(
        service,
        "2027-02-01",
        parts=[
            {"text": "As option 2.", "policy": "omcp-2013-option-2"},
            {"text": "With no seconded lead.", "settings": {"seconded_lead": False}},
        ],
    )
    proposal = proposed(manager(service))
    manager(service).post(f"{ROOT}/setting-proposals/{proposal['id']}/approve", json={})
    coming = service.system().get("/api/v1/policies/in-force").json()["governs"]["coming"]
    assert [(each["in_force_from"], each["policy_version"]) for each in coming] == [
        ("2027-02-01", "1+s1"),
        ("2027-04-01", "1+s3"),
    ]
    assert coming[1]["settings"] == {"seconded_lead": False, "handover_months": 9}
