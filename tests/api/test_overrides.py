"""A manager's decision about who owns a case: made, shown beside the automatic answer, and ended, over the API."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.domain.caller import SYSTEM, Role
from app.services.rebuild import rebuild
from tests.parts.service import RunningService, opened, told

TODAY = date(2026, 3, 2)
DECISION: Mapping[str, Any] = {
    "responsible": "community",
    "reason_code": "community_team_to_work_with_her",
    "text": "The community team already works with her.",
    "expires_on": "2026-05-01",
}


@pytest.fixture
def service(service: RunningService) -> RunningService:
    service.clock.turn_to(TODAY)
    return service


def manager(service: RunningService) -> TestClient:
    return service.person(Role.OMU_MANAGER, prisons=["FHI"])


def made(client: TestClient, case: str, **changes: Any) -> dict[str, Any]:
    answer = client.post(f"/api/v1/cases/{case}/ownership/overrides", json={**DECISION, **changes})
    assert answer.status_code == 201, answer.text
    outcome: dict[str, Any] = answer.json()
    return outcome


def owner(client: TestClient, case: str, **params: Any) -> dict[str, Any]:
    answer = client.get(f"/api/v1/cases/{case}/ownership", params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def sides(client: TestClient, case: str, **params: Any) -> list[tuple[str, str, str]]:
    line = client.get(f"/api/v1/cases/{case}/ownership/timeline", params=params).json()
    return [(p["from"], p["responsible"], p["reason_code"]) for p in line["periods"]]


def test_a_manager_moves_a_case_and_every_answer_says_so_with_the_automatic_one_beside(
    service: RunningService,
) -> None:
    client = manager(service)
    case = opened(service.system(Role.RW))["id"]
    outcome = made(client, case)
    assert outcome["stored"] is True
    assert (outcome["owner_before"]["responsible"], outcome["owner_after"]["responsible"]) == (
        "custody",
        "community",
    )
    found = owner(client, case)
    assert (found["responsible"], found["reason_code"], found["overridden"]) == (
        "community",
        "overridden",
        True,
    )
    assert found["lead_role"] == "community_offender_manager"
    assert (found["automatic"]["responsible"], found["automatic"]["reason_code"]) == (
        "custody",
        "custodial_phase",
    )
    assert found["override"]["id"] == outcome["override"]["id"]
    assert found["handover"]["date"] == "2026-03-02"
    assert found["next_change"]["date"] == "2026-05-01"
    assert owner(client, case, layer="automatic")["responsible"] == "custody"
    assert sides(client, case) == [
        ("2025-01-13", "custody", "custodial_phase"),
        ("2026-03-02", "community", "overridden"),
        ("2026-05-01", "custody", "custodial_phase"),
        ("2026-07-13", "community", "six_months_before_release"),
    ]
    assert sides(client, case, layer="automatic") == [
        ("2025-01-13", "custody", "custodial_phase"),
        ("2026-07-13", "community", "six_months_before_release"),
    ]
    listed = client.get("/api/v1/cases", params={"responsible": "community"}).json()["items"]
    assert [(row["id"], row["reason_code"]) for row in listed] == [(case, "overridden")]


def test_the_day_it_runs_out_needs_no_job(service: RunningService) -> None:
    case = opened(service.system(Role.RW))["id"]
    made(manager(service), case)
    service.clock.turn_to(date(2026, 5, 1))
    client = manager(service)
    assert (owner(client, case)["reason_code"], owner(client, case)["overridden"]) == (
        "custodial_phase",
        False,
    )
    (listed,) = client.get(f"/api/v1/cases/{case}/ownership/overrides").json()["items"]
    assert (listed["standing"], listed["ended_because"], listed["ended_on"]) == (
        False,
        "expired",
        "2026-05-01",
    )


def test_ending_it_puts_the_automatic_answer_back_and_keeps_the_decision(service: RunningService) -> None:
    client = manager(service)
    case = opened(service.system(Role.RW))["id"]
    override = made(client, case)["override"]
    service.clock.turn_to(date(2026, 3, 20))
    client = manager(service)
    path = f"/api/v1/cases/{case}/ownership/overrides/{override['id']}"
    assert client.request("DELETE", path, json={"reason": "Back to plan."}).status_code == 428
    stale = client.request("DELETE", path, json={"reason": "Back to plan."}, headers={"If-Match": '"7"'})
    assert stale.status_code == 412
    read = client.get(path)
    ended = client.request(
        "DELETE", path, json={"reason": "Back to plan."}, headers={"If-Match": read.headers["etag"]}
    )
    assert ended.status_code == 200, ended.text
    assert ended.json()["override"]["ended_because"] == "removed"
    assert owner(client, case)["reason_code"] == "custodial_phase"
    assert sides(client, case)[:3] == [
        ("2025-01-13", "custody", "custodial_phase"),
        ("2026-03-02", "community", "overridden"),
        ("2026-03-20", "custody", "custodial_phase"),
    ]
    again = client.request("DELETE", path, json={"reason": "Twice."}, headers={"If-Match": "*"})
    assert (again.status_code, again.json()["errorCode"]) == (409, "already_ended")
    history = client.get(f"/api/v1/cases/{case}/history").json()["items"]
    history = [entry for entry in history if entry["what"].startswith("OVERRIDE")]
    assert [entry["what"] for entry in history[:2]] == ["OVERRIDE_ENDED", "OVERRIDE_MADE"]
    assert history[0]["why"] == "Back to plan."


def test_the_community_s_senior_gives_a_case_back_to_the_prison(service: RunningService) -> None:
    service.clock.turn_to(date(2026, 8, 3))
    case = opened(service.system(Role.RW))["id"]
    senior = service.person(Role.COMMUNITY_SENIOR, regions=["east_midlands"])
    outcome = made(
        senior, case, responsible="custody", reason_code="other", expires_on=None, review_on="2026-10-01"
    )
    assert outcome["owner_after"]["responsible"] == "custody"
    assert outcome["automatic"]["responsible"] == "community"
    found = owner(senior, case)
    assert (found["lead_role"], found["until"]) == ("seconded_probation_officer", None)


def test_release_ends_it_and_a_recall_does_not_bring_it_back(service: RunningService) -> None:
    service.clock.turn_to(date(2026, 8, 3))
    clerk, case = service.system(Role.RW), opened(service.system(Role.RW))["id"]
    made(manager(service), case, responsible="custody", expires_on=None, review_on="2026-10-01")
    service.clock.turn_to(date(2027, 1, 13))
    told(service.system(Role.RW), case, {"type": "released", "date": "2027-01-13"})
    clerk = service.system(Role.RW)
    (listed,) = clerk.get(f"/api/v1/cases/{case}/ownership/overrides").json()["items"]
    assert (listed["ended_because"], listed["ended_on"]) == ("released", "2027-01-13")
    service.clock.turn_to(date(2027, 2, 1))
    told(
        service.system(Role.RW),
        case,
        {"type": "recalled", "date": "2027-02-01", "recall_type": "standard"},
    )
    clerk = service.system(Role.RW)
    assert owner(clerk, case)["reason_code"] == "recalled"
    assert [reason for _, _, reason in sides(clerk, case)][-3:] == [
        "overridden",
        "released_on_licence",
        "recalled",
    ]


def test_the_record_of_an_earlier_day_knows_the_overrides_of_that_day(service: RunningService) -> None:
    case = opened(service.system(Role.RW))["id"]
    override = made(manager(service), case)["override"]
    service.clock.turn_to(date(2026, 3, 20))
    client = manager(service)
    path = f"/api/v1/cases/{case}/ownership/overrides/{override['id']}"
    client.request("DELETE", path, json={"reason": "Back to plan."}, headers={"If-Match": "*"})
    assert owner(client, case, on="2026-04-02", as_known_on="2026-03-01")["responsible"] == "custody"
    then = owner(client, case, on="2026-04-02", as_known_on="2026-03-10")
    assert (then["responsible"], then["reason_code"]) == ("community", "overridden")
    assert then["automatic"]["responsible"] == "custody"
    assert owner(client, case, on="2026-04-02", as_known_on="2026-03-20")["responsible"] == "custody"
    assert owner(client, case, on="2026-03-05")["reason_code"] == "overridden"
    assert owner(client, case, on="2026-03-05", view="as_now_known")["reason_code"] == "overridden"
    other = owner(client, case, on="2026-03-05", policy="omcp-2013-option-1")
    assert other["reason_code"] != "overridden"


def test_a_dry_run_shows_the_effect_and_stores_nothing(service: RunningService) -> None:
    client = manager(service)
    case = opened(service.system(Role.RW))
    path = f"/api/v1/cases/{case['id']}/ownership/overrides"
    weighed = client.post(path, json=dict(DECISION), params={"dry_run": "true"})
    assert weighed.status_code == 200, weighed.text
    assert weighed.json()["stored"] is False
    assert weighed.json()["periods"] != weighed.json()["periods_before"]
    assert client.get(path).json()["items"] == []
    stale = client.post(path, json=dict(DECISION), headers={"If-Match": '"99"'})
    assert stale.status_code == 412


def test_a_new_override_replaces_the_one_that_stands(service: RunningService) -> None:
    client = manager(service)
    case = opened(service.system(Role.RW))["id"]
    made(client, case)
    service.clock.turn_to(date(2026, 4, 1))
    client = manager(service)
    made(client, case, expires_on="2026-06-01", reason_code="other")
    items = client.get(f"/api/v1/cases/{case}/ownership/overrides").json()["items"]
    assert [(item["standing"], item["ended_because"]) for item in items] == [
        (True, None),
        (False, "replaced"),
    ]
    assert sides(client, case)[1:3] == [
        ("2026-03-02", "community", "overridden"),
        ("2026-06-01", "custody", "custodial_phase"),
    ]


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"expires_on": None}, "review_on", "review_or_expiry_missing"),
        ({"expires_on": "2026-03-02"}, "expires_on", "date_not_in_future"),
        ({"review_on": "2026-05-01"}, "review_on", "review_after_expiry"),
        ({"reason_code": "because"}, "reason_code", "not_one_of"),
        ({"text": ""}, "text", "too_short"),
        ({"made_by": "somebody"}, "made_by", "unknown_field"),
    ],
)
def test_what_cannot_be_decided_is_refused_by_its_field(
    sqlite_service: RunningService, changes: dict[str, Any], field: str, code: str
) -> None:
    sqlite_service.clock.turn_to(TODAY)
    case = opened(sqlite_service.system(Role.RW))["id"]
    answer = manager(sqlite_service).post(
        f"/api/v1/cases/{case}/ownership/overrides", json={**DECISION, **changes}
    )
    assert answer.status_code == 400, answer.text
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [(field, code)]


def test_what_would_change_nothing_is_refused_with_what_to_do(sqlite_service: RunningService) -> None:
    sqlite_service.clock.turn_to(TODAY)
    clerk, client = sqlite_service.system(Role.RW), manager(sqlite_service)

    def refused(case: str, **changes: Any) -> str:
        answer = client.post(f"/api/v1/cases/{case}/ownership/overrides", json={**DECISION, **changes})
        assert answer.status_code == 409, answer.text
        return str(answer.json()["errorCode"])

    case = opened(clerk)["id"]
    assert refused(case, responsible="custody") == "changes_nothing"
    made(client, case)
    assert refused(case, responsible="custody") == "end_instead"
    remand = opened(clerk, sentence=None, arrived_on="2026-01-05")["id"]
    assert refused(remand) == "nobody_owns"


def test_only_the_managers_of_the_sides_decide_and_only_on_their_cases(
    sqlite_service: RunningService,
) -> None:
    sqlite_service.clock.turn_to(TODAY)
    clerk = sqlite_service.system(Role.RW)
    case, other = opened(clerk)["id"], opened(clerk)["id"]
    path = f"/api/v1/cases/{case}/ownership/overrides"
    for role in (Role.OMU_OFFICER, Role.COMMUNITY_MANAGER, Role.INSPECTOR):
        assert sqlite_service.person(role, everywhere=True).post(path, json=dict(DECISION)).status_code == 403
    elsewhere = sqlite_service.person(Role.OMU_MANAGER, prisons=["EWI"])
    assert elsewhere.post(path, json=dict(DECISION)).status_code == 404
    assert elsewhere.get(path).status_code == 404
    override = made(manager(sqlite_service), case)["override"]["id"]
    wrong = f"/api/v1/cases/{other}/ownership/overrides/{override}"
    assert manager(sqlite_service).get(wrong).status_code == 404
    gone = manager(sqlite_service).request("DELETE", wrong, json={"reason": "x"}, headers={"If-Match": "*"})
    assert gone.status_code == 404


def test_facts_and_rebuilding_keep_the_override_in(service: RunningService) -> None:
    case = opened(service.system(Role.RW))["id"]
    made(manager(service), case)
    service.clock.turn_to(date(2026, 3, 10))
    told(
        service.system(Role.RW),
        case,
        {"type": "release_date_recalculated", "date": "2026-03-10", "release_date": "2026-12-13"},
    )
    client = service.system(Role.RO)
    assert sides(client, case) == [
        ("2025-01-13", "custody", "custodial_phase"),
        ("2026-03-02", "community", "overridden"),
        ("2026-05-01", "custody", "custodial_phase"),
        ("2026-06-13", "community", "six_months_before_release"),
    ]
    api = service.service.api.state
    today = date(2026, 3, 10) + timedelta(0)
    assert list(rebuild(api.database, SYSTEM, service.clock(), today, mend=False)) == []


def test_the_same_key_decides_once(sqlite_service: RunningService) -> None:
    sqlite_service.clock.turn_to(TODAY)
    client, case = manager(sqlite_service), opened(sqlite_service.system(Role.RW))["id"]
    path, key = f"/api/v1/cases/{case}/ownership/overrides", {"Idempotency-Key": "once"}
    first = client.post(path, json=dict(DECISION), headers=key)
    again = client.post(path, json=dict(DECISION), headers=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert len(client.get(path).json()["items"]) == 1
