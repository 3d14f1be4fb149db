"""Early allocation over the API: assessed, decided by the community, in force as a fact, told when it may be sent."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from app.domain.caller import Role
from app.models.audit import DomainEvent
from app.models.work import Notice
from app.services.early_allocation.opening import DAILY
from tests.parts.daily import open_tasks, pass_over
from tests.parts.service import RunningService, opened, told
from tests.parts.workforce import SUPERVISOR, Workforce, given

EVENTS: sa.Table = DomainEvent.__table__  # type: ignore[attr-defined]
NOTICES: sa.Table = Notice.__table__  # type: ignore[attr-defined]
FIRST = dict.fromkeys(
    (
        "terrorism_conviction",
        "high_profile",
        "serious_crime_prevention_order",
        "mappa_level_3",
        "public_protection_case",
    ),
    False,
)
SECOND = dict.fromkeys(
    (
        "extremism_separation",
        "very_high_risk_of_serious_harm",
        "mappa_level_2",
        "terrorist_risk_pathfinder",
        "other_reason",
    ),
    False,
)
APPROVAL = {"reason": "An invented reason.", "approved": True, "approved_by": "Ash Alder"}
ELIGIBLE: dict[str, Any] = {**FIRST, "high_profile": True}
NOT_ELIGIBLE: dict[str, Any] = {**FIRST, **SECOND}
DISCRETIONARY: dict[str, Any] = {**FIRST, **SECOND, "mappa_level_2": True, **APPROVAL}
SOON = {"start_date": "2025-01-13", "sentence_type": "SDS", "length_months": 80, "release_date": "2028-04-13"}
FAR = {**SOON, "release_date": "2029-06-30"}
"""The clock of these tests stands on 22 November 2026: within 18 months of the one, and not of the other."""


@pytest.fixture
def client(sqlite_service: RunningService) -> TestClient:
    return sqlite_service.system(Role.RW)


def in_custody(client: TestClient, sentence: dict[str, Any]) -> str:
    return str(opened(client, sentence=sentence)["id"])


def assess(client: TestClient, case: str, answers: dict[str, Any], oasys_on: str = "2026-11-02") -> Any:
    return client.post(f"/api/v1/cases/{case}/early-allocations", json={"oasys_on": oasys_on, **answers})


def assessed(client: TestClient, case: str, answers: dict[str, Any], **more: Any) -> dict[str, Any]:
    answer = assess(client, case, answers, **more)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def decide(client: TestClient, case: str, number: int, decision: str, version: str = '"1"') -> Any:
    return client.patch(
        f"/api/v1/cases/{case}/early-allocations/{number}",
        json={"decision": decision, "reason": "An invented reason."},
        headers={"If-Match": version},
    )


def listed(client: TestClient, case: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1/cases/{case}/early-allocations")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def under_omic(client: TestClient, case: str) -> tuple[str, str | None]:
    answer = client.get(f"/api/v1/cases/{case}/ownership", params={"policy": "omic"}).json()
    return answer["reason_code"], answer["handover"]["date"]


def flips(service: RunningService) -> list[bool]:
    with service.service.api.state.database.read() as connection:
        rows = connection.execute(
            sa.select(EVENTS.c.details)
            .where(EVENTS.c.type == "throughcare.early-allocation.changed")
            .order_by(EVENTS.c.id)
        ).scalars()
        return [row["inForce"] for row in rows]


def test_an_eligible_case_is_handed_over_fifteen_months_before_release(
    sqlite_service: RunningService, client: TestClient
) -> None:
    case = in_custody(client, SOON)
    assert under_omic(client, case) == ("determinate", "2027-07-30")
    found = assessed(client, case, ELIGIBLE)
    assert (found["number"], found["outcome"], found["in_window"], found["sent"]) == (
        1,
        "eligible",
        True,
        True,
    )
    assert under_omic(client, case) == ("early_allocation", "2027-01-13")
    assert (listed(client, case)["state"], listed(client, case)["in_force"]) == ("eligible", True)
    assert flips(sqlite_service) == [True]


def test_a_later_ineligible_assessment_switches_it_off(
    sqlite_service: RunningService, client: TestClient
) -> None:
    case = in_custody(client, SOON)
    assessed(client, case, ELIGIBLE)
    second = assessed(client, case, NOT_ELIGIBLE)
    assert (second["number"], second["outcome"]) == (2, "ineligible")
    assert under_omic(client, case) == ("determinate", "2027-07-30")
    found = listed(client, case)
    assert (found["state"], found["in_force"]) == (None, False)
    assert [(item["number"], item["is_latest"], item["counts"]) for item in found["items"]] == [
        (2, True, False),
        (1, False, False),
    ]
    assert flips(sqlite_service) == [True, False]


def test_a_discretionary_case_waits_for_the_communitys_decision(
    sqlite_service: RunningService, client: TestClient
) -> None:
    case = in_custody(client, SOON)
    found = assessed(client, case, DISCRETIONARY)
    assert (found["outcome"], found["may_be_decided"]) == ("discretionary", True)
    assert listed(client, case)["state"] == "decision_pending"
    assert under_omic(client, case)[0] == "determinate"
    assert len(open_tasks(sqlite_service, case, "decide_early_allocation")) == 1
    answer = decide(client, case, 1, "accepted")
    assert (answer.status_code, answer.headers["etag"]) == (200, '"2"')
    assert under_omic(client, case) == ("early_allocation", "2027-01-13")
    assert open_tasks(sqlite_service, case, "decide_early_allocation") == []
    assert flips(sqlite_service) == [True]


def test_a_declined_case_stays_and_is_not_decided_twice(client: TestClient) -> None:
    case = in_custody(client, SOON)
    assessed(client, case, DISCRETIONARY)
    assert decide(client, case, 1, "declined").status_code == 200
    assert under_omic(client, case)[0] == "determinate"
    again = decide(client, case, 1, "accepted", '"2"')
    assert (again.status_code, again.json()["errorCode"]) == (409, "already_decided")


def test_only_the_latest_assessment_that_waits_is_decided(client: TestClient) -> None:
    case = in_custody(client, SOON)
    assessed(client, case, DISCRETIONARY)
    assessed(client, case, ELIGIBLE)
    codes = [decide(client, case, number, "accepted").json()["errorCode"] for number in (1, 2)]
    assert codes == ["not_latest", "nothing_to_decide"]
    assert decide(client, case, 9, "accepted").status_code == 404
    stale = decide(client, case, 2, "accepted", '"7"')
    assert stale.status_code == 412
    missing = client.patch(f"/api/v1/cases/{case}/early-allocations/2", json={"decision": "accepted"})
    assert missing.status_code == 428


def test_an_assessment_whose_fact_was_taken_back_neither_counts_nor_waits(client: TestClient) -> None:
    for answers in (ELIGIBLE, DISCRETIONARY):
        case = in_custody(client, SOON)
        assessed(client, case, answers)
        facts = client.get(f"/api/v1/cases/{case}/events").json()["items"]
        fact = next(one["id"] for one in facts if one["type"] == "early_allocation_decided")
        gone = client.request(
            "DELETE", f"/api/v1/cases/{case}/events/{fact}", json={"reason": "x"}, headers={"If-Match": "*"}
        )
        assert gone.status_code in {200, 204}, gone.text
        found = listed(client, case)
        (one,) = found["items"]
        assert (found["state"], found["in_force"], one["counts"], one["may_be_decided"]) == (
            None,
            False,
            False,
            False,
        )
        assert decide(client, case, 1, "accepted").json()["errorCode"] == "taken_back"


def test_outside_its_window_an_assessment_is_saved_and_has_no_effect(
    sqlite_service: RunningService, client: TestClient
) -> None:
    case = in_custody(client, FAR)
    found = assessed(client, case, ELIGIBLE)
    assert (found["in_window"], found["sent"], found["opens_on"]) == (False, False, "2027-12-30")
    assert listed(client, case)["state"] == "assessment_saved"
    assert under_omic(client, case)[0] == "determinate"
    assert flips(sqlite_service) == []
    sqlite_service.clock.turn_to(date(2027, 12, 29))
    assert pass_over(sqlite_service, DAILY) == 0


def test_when_its_window_opens_the_prison_is_asked_once_and_a_missed_day_is_made_up_for(
    sqlite_service: RunningService, client: TestClient
) -> None:
    people = Workforce(sqlite_service)
    case = in_custody(client, FAR)
    given(client, case, SUPERVISOR, people.at_prison())
    assessed(client, case, ELIGIBLE)
    sqlite_service.clock.turn_to(date(2028, 1, 9))
    client = sqlite_service.system(Role.RW)
    assert [pass_over(sqlite_service, DAILY) for _ in range(3)] == [1, 0, 0]
    (task,) = open_tasks(sqlite_service, case, "assess_early_allocation_again")
    assert task["details"]["opens_on"] == "2027-12-30"
    with sqlite_service.service.api.state.database.read() as connection:
        kinds = connection.execute(sa.select(NOTICES.c.kind)).scalars().all()
    assert kinds.count("early_allocation_window_open") == 1
    assert listed(client, case)["state"] == "new_assessment_required"
    assessed(client, case, ELIGIBLE, oasys_on="2028-01-02")
    assert open_tasks(sqlite_service, case, "assess_early_allocation_again") == []
    assert under_omic(client, case)[0] == "early_allocation"


def test_the_window_moves_with_the_dates_of_the_sentence(
    sqlite_service: RunningService, client: TestClient
) -> None:
    case = in_custody(client, FAR)
    assessed(client, case, ELIGIBLE)
    told(
        client,
        case,
        {"type": "release_date_recalculated", "date": "2026-11-22", "release_date": "2028-08-31"},
    )
    assert listed(client, case)["items"][0]["opens_on"] == "2027-03-01"
    assert listed(client, case)["items"][0]["in_window"] is False
    sqlite_service.clock.turn_to(date(2027, 3, 1))
    assert pass_over(sqlite_service, DAILY) == 1


def test_nobody_is_asked_about_a_case_that_is_released_or_found_ineligible(
    sqlite_service: RunningService, client: TestClient
) -> None:
    released, ineligible = in_custody(client, FAR), in_custody(client, FAR)
    assessed(client, released, ELIGIBLE)
    assessed(client, ineligible, NOT_ELIGIBLE)
    told(client, released, {"type": "released", "date": "2026-11-22"})
    sqlite_service.clock.turn_to(date(2028, 1, 9))
    assert pass_over(sqlite_service, DAILY) == 0


def test_what_is_missing_or_cannot_be_is_named(client: TestClient) -> None:
    case = in_custody(client, SOON)
    answer = assess(client, case, {**FIRST, "high_profile": None})
    assert answer.status_code == 400
    assert [(e["field"], e["code"]) for e in answer.json()["errors"]] == [("high_profile", "answer_missing")]
    too_old = assess(client, case, ELIGIBLE, oasys_on="2026-08-22")
    assert [e["code"] for e in too_old.json()["errors"]] == ["oasys_too_old"]
    text = assess(client, case, {**ELIGIBLE, "high_profile": "yes"})
    assert text.status_code == 400


def test_whoever_is_not_in_custody_is_not_assessed(client: TestClient) -> None:
    case = in_custody(client, SOON)
    told(client, case, {"type": "released", "date": "2026-11-22"})
    answer = assess(client, case, ELIGIBLE)
    assert (answer.status_code, answer.json()["errorCode"]) == (409, "not_in_custody")


def test_the_same_key_assesses_once(client: TestClient) -> None:
    case = in_custody(client, SOON)
    path, body = f"/api/v1/cases/{case}/early-allocations", {"oasys_on": "2026-11-02", **ELIGIBLE}
    answers = [client.post(path, json=body, headers={"Idempotency-Key": "one"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert len(listed(client, case)["items"]) == 1


def test_the_form_is_a_marked_file(client: TestClient) -> None:
    case = in_custody(client, SOON)
    assessed(client, case, DISCRETIONARY)
    answer = client.get(f"/api/v1/cases/{case}/early-allocations/1/form.pdf")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
    assert answer.headers["protective-marking"] == "OFFICIAL: SENSITIVE"
    assert answer.content.startswith(b"%PDF")


def test_both_databases_keep_one_latest_assessment(service: RunningService) -> None:
    client = service.system(Role.RW)
    case = in_custody(client, SOON)
    assessed(client, case, DISCRETIONARY)
    assessed(client, case, DISCRETIONARY)
    assert decide(client, case, 2, "accepted").status_code == 200
    assert [item["is_latest"] for item in listed(client, case)["items"]] == [True, False]
    assert under_omic(client, case)[0] == "early_allocation"
