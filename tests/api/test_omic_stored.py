"""Policy `omic` over a stored case says what `evaluate` says of the flat facts that mean the same."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.domain.caller import SYSTEM, Role
from app.services.rebuild import rebuild
from tests.parts.policies import follow, put_in_force
from tests.parts.service import RunningService, opened, told

SENTENCE = {"start_date": "2020-03-02", "sentence_type": "SDS", "length_months": 96}
LIFE = {"start_date": "2020-03-02", "sentence_type": "LIFE"}
DAYS = ("2026-11-22", "2026-11-23", "2027-06-01", "2028-06-01", "2030-01-01")
Fact = dict[str, Any]


def fact(kind: str, date: str, **fields: Any) -> Fact:
    return {"type": kind, "date": date, **fields}


CASES: list[tuple[str, dict[str, Any], list[Fact], dict[str, Any]]] = [
    (
        "hearing and outcome from parole reviews",
        {"sentence": {**LIFE, "tariff_expiry_date": "2025-06-01"}},
        [
            fact("hearing_date_set", "2026-01-05", review="1", target_hearing_date="2026-10-20"),
            fact("parole_decision", "2026-11-02", review="1", outcome="negative"),
            fact("hearing_date_set", "2026-11-10", review="2", target_hearing_date="2028-02-01"),
        ],
        {
            **LIFE, "tariff_expiry_date": "2025-06-01",
            "target_hearing_date": "2028-02-01", "parole_outcome": "not_release",
        },
    ),
    (
        "recall from its fact",
        {"sentence": {**SENTENCE, "conditional_release_date": "2024-03-02"}},
        [
            fact("released", "2024-03-02"),
            fact("recalled", "2026-11-02", recall_type="standard"),
        ],
        {**SENTENCE, "conditional_release_date": "2024-03-02", "recalled": True},
    ),
    (
        "open conditions from the category",
        {"sentence": {**LIFE, "tariff_expiry_date": "2029-06-01"}},
        [fact("security_category_changed", "2026-11-02", category="T", approved_on="2026-10-30")],
        {
            **LIFE, "tariff_expiry_date": "2029-06-01", "estate": "women", "open_conditions": True,
            "open_prison_rules_apply": True, "category_active_since": "2026-10-30",
        },
    ),
    (
        "a further life sentence from its court case",
        {"sentence": {**LIFE, "tariff_expiry_date": "2027-06-01"}},
        [fact("sentence_started", "2025-01-13", sentence_type="LIFE", length_months=None, court_case="B")],
        {**LIFE, "tariff_expiry_date": "2027-06-01", "additional_indeterminate_sentence": True},
    ),
    (
        "early allocation from its fact",
        {"sentence": {**SENTENCE, "conditional_release_date": "2028-05-10"}},
        [fact("early_allocation_decided", "2026-11-20", decision="eligible")],
        {**SENTENCE, "conditional_release_date": "2028-05-10", "early_allocation": True},
    ),
    (
        "detention from the prison record's status",
        {"sentence": {**SENTENCE, "conditional_release_date": "2028-05-10"}},
        [
            fact(
                "legal_status_changed", "2026-11-02",
                legal_status="IMMIGRATION_DETAINEE", imprisonment_status="DET",
            )
        ],
        {**SENTENCE, "conditional_release_date": "2028-05-10", "immigration_case": True},
    ),
    (
        "a civil prisoner is outside",
        {"sentence": {**SENTENCE, "conditional_release_date": "2028-05-10"}},
        [fact("legal_status_changed", "2026-11-02", imprisonment_status="CIVIL")],
        {**SENTENCE, "conditional_release_date": "2028-05-10", "imprisonment_status": "CIVIL"},
    ),
    (
        "whoever is not eighteen is outside until the birthday",
        {"sentence": {**SENTENCE, "conditional_release_date": "2032-05-10"}, "date_of_birth": "2009-06-02"},
        [],
        {**SENTENCE, "conditional_release_date": "2032-05-10", "date_of_birth": "2009-06-02"},
    ),
    (
        "the MAPPA level",
        {"sentence": {**LIFE, "tariff_expiry_date": "2025-06-01"}, "mappa_level": 3},
        [
            fact("hearing_date_set", "2026-01-05", review="1", target_hearing_date="2026-10-20"),
            fact("parole_decision", "2026-11-02", review="1", outcome="other"),
            fact("hearing_date_set", "2026-11-10", review="2", target_hearing_date="2029-02-01"),
        ],
        {
            **LIFE, "tariff_expiry_date": "2025-06-01", "mappa_level": 3,
            "target_hearing_date": "2029-02-01", "parole_outcome": "not_release",
        },
    ),
    (
        "a release date alone",
        {"sentence": {**SENTENCE, "release_date": "2027-08-31"}},
        [],
        {**SENTENCE, "release_date": "2027-08-31"},
    ),
]  # fmt: skip


@pytest.fixture
def client(sqlite_service: RunningService) -> TestClient:
    return sqlite_service.system(Role.RW)


def stored(client: TestClient, case: str, day: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1/cases/{case}/ownership", params={"policy": "omic", "on": day})
    assert answer.status_code == 200, answer.text
    return said(answer.json())


def said(answer: dict[str, Any]) -> dict[str, Any]:
    return {key: answer[key] for key in ("responsible", "supporting", "reason_code", "handover")}


@pytest.mark.parametrize(("body", "facts", "flat"), [row[1:] for row in CASES], ids=[row[0] for row in CASES])
def test_a_stored_case_is_answered_as_its_flat_facts_are(
    client: TestClient, body: dict[str, Any], facts: list[Fact], flat: dict[str, Any]
) -> None:
    case = str(opened(client, **body)["id"])
    for one in facts:
        told(client, case, one)
    given = {"sentence": flat, "on": list(DAYS)}
    answer = client.post("/api/v1/policies/omic/evaluate", json=given).json()
    assert [stored(client, case, day) for day in DAYS] == [said(row) for row in answer["on"]]


def test_another_day_of_birth_is_read_from_then_on(client: TestClient) -> None:
    case = opened(client, sentence={**SENTENCE, "conditional_release_date": "2032-05-10"})
    assert stored(client, case["id"], DAYS[0])["reason_code"] == "determinate"
    changed = client.patch(
        f"/api/v1/cases/{case['id']}", json={"date_of_birth": "2009-06-02"}, headers={"If-Match": "*"}
    )
    assert changed.status_code == 200, changed.text
    assert stored(client, case["id"], DAYS[0])["reason_code"] == "outside_policy"
    assert stored(client, case["id"], "2027-06-02")["reason_code"] == "determinate"


def test_a_run_after_a_decision_reads_the_day_of_birth_as_every_other_write_does(
    sqlite_service: RunningService, client: TestClient
) -> None:
    case = opened(
        client, sentence={**SENTENCE, "conditional_release_date": "2032-05-10"}, date_of_birth="2009-06-02"
    )
    put_in_force(sqlite_service, "2026-12-01", parts=[{"text": "As today.", "policy": "omic"}])
    follow(sqlite_service)
    path = f"/api/v1/cases/{case['id']}/ownership"
    days = ("2026-12-01", "2027-06-01", "2027-06-02")
    found = [client.get(path, params={"on": day}).json()["reason_code"] for day in days]
    assert found == ["outside_policy", "outside_policy", "determinate"]


def test_a_run_leaves_a_managers_decision_in_one_line_and_the_rules_in_the_other(
    service: RunningService,
) -> None:
    client = service.system(Role.RW)
    apart, alike = (
        opened(client, sentence={**SENTENCE, "conditional_release_date": "2028-05-10"})["id"] for _ in "ab"
    )
    decision = {
        "responsible": "community",
        "reason_code": "community_team_to_work_with_her",
        "text": "The community team already works with her.",
        "expires_on": "2027-02-01",
    }
    manager = service.person(Role.OMU_MANAGER, prisons=["FHI"])
    answer = manager.post(f"/api/v1/cases/{apart}/ownership/overrides", json=decision)
    assert answer.status_code == 201, answer.text
    put_in_force(service, "2026-12-01", parts=[{"text": "As today.", "policy": "omic"}])
    follow(service)
    days = ("2026-12-01", "2027-02-01", "2027-08-27")
    found = [stored(client, case, day)["reason_code"] for case in (apart, alike) for day in days]
    assert found == ["determinate"] * 6
    effective = [
        client.get(f"/api/v1/cases/{case}/ownership", params={"on": "2026-12-01"}).json()["reason_code"]
        for case in (apart, alike)
    ]
    assert effective == ["overridden", "determinate"]
    database = service.service.api.state.database
    assert list(rebuild(database, SYSTEM, service.clock(), service.clock().date(), mend=False)) == []


def test_a_case_says_whether_it_is_in_open_conditions_and_since_when(client: TestClient) -> None:
    case = opened(client, sentence={**LIFE, "tariff_expiry_date": "2029-06-01"})
    assert (case["open_conditions"], case["open_conditions_since"]) == (False, None)
    told(
        client,
        case["id"],
        fact("security_category_changed", "2026-11-20", category="T", approved_on="2026-11-16"),
    )
    found = client.get(f"/api/v1/cases/{case['id']}").json()
    assert (found["category"], found["open_conditions"], found["open_conditions_since"]) == (
        "T",
        True,
        "2026-11-16",
    )
    told(client, case["id"], {"type": "released", "date": "2026-11-22"})
    assert client.get(f"/api/v1/cases/{case['id']}").json()["open_conditions"] is None
