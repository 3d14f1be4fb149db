"""What-if for one case: both lines, where they differ, and nothing stored."""

from typing import Any

import sqlalchemy as sa

from app.domain.caller import Role
from app.repositories.audit import ENTRIES as AUDIT
from app.repositories.cases import CASES, FACTS, PERIODS
from tests.parts.service import RunningService, case_body, opened, told

TODAY = "2026-11-22"
LATER = {"type": "release_date_recalculated", "date": TODAY, "release_date": "2027-12-13"}
STARTED = {"type": "parole_process_started", "date": "2026-03-02", "review": "first"}


def put_back(service: RunningService, **changes: Any) -> tuple[Any, dict[str, Any]]:
    """A client, and a case that is with the prison: released in August 2027, opened a month ago."""
    today = service.clock().date()
    service.clock.turn_to(today.replace(month=10))
    sentence = {**case_body()["sentence"], "release_date": "2027-08-13"}
    case = opened(service.system(), sentence=sentence, **changes)
    service.clock.turn_to(today)
    return service.system(), case


def tried(client: Any, case: str, status: int = 200, **body: Any) -> dict[str, Any]:
    answer = client.post(f"/api/v1/cases/{case}/ownership/what-if", json=body)
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_a_release_date_that_moves_moves_the_handover(service: RunningService) -> None:
    client, case = put_back(service)
    found = tried(client, case["id"], add=[LATER])
    assert found["as_it_is"]["handover"] == {
        "start_date": "2027-02-13", "date": "2027-02-13", "is_forecast": True,
    }  # fmt: skip
    assert found["as_it_would_be"]["handover"]["date"] == "2027-06-13"
    assert found["changes_ownership"] is True
    [differs] = found["differs"]
    assert (differs["from"], differs["to"]) == ("2027-02-13", "2027-06-13")
    assert differs["as_it_is"]["responsible"] == "community"
    assert differs["as_it_would_be"]["responsible"] == "custody"
    assert found["stored"] is False
    assert "Nothing of this is stored" in found["note"]


def test_what_is_tried_is_what_recording_it_would_do(service: RunningService) -> None:
    client, case = put_back(service)
    found = tried(client, case["id"], add=[LATER])
    outcome = told(client, case["id"], LATER)
    assert found["as_it_is"]["periods"] == outcome["periods_before"]
    assert found["as_it_would_be"]["periods"] == outcome["periods"]


def test_a_fact_left_out_is_as_if_it_were_taken_back_today(sqlite_service: RunningService) -> None:
    client, case = put_back(sqlite_service)
    fact = told(client, case["id"], STARTED)["event"]["id"]
    found = tried(client, case["id"], leave_out=[fact])
    assert found["as_it_is"]["owner"]["responsible"] == "community"
    assert found["as_it_would_be"]["owner"]["responsible"] == "custody"
    assert found["as_it_is"]["handover"]["is_forecast"] is False
    assert found["as_it_would_be"]["handover"] == {
        "start_date": "2027-02-13", "date": "2027-02-13", "is_forecast": True,
    }  # fmt: skip


def test_a_refusal_of_a_coming_day_may_be_tried(sqlite_service: RunningService) -> None:
    client, case = put_back(sqlite_service)
    told(client, case["id"], {**STARTED, "date": TODAY})
    refused = {"type": "parole_decision", "date": "2027-01-10", "outcome": "negative", "review": "first"}
    found = tried(client, case["id"], add=[refused])
    assert [(d["from"], d["to"]) for d in found["differs"]] == [("2027-01-10", "2027-02-13")]
    assert found["as_it_would_be"]["owner"]["responsible"] == "community"


def test_another_policy_with_settings_may_be_tried(sqlite_service: RunningService) -> None:
    client, case = put_back(sqlite_service)
    found = tried(client, case["id"], policy="omcp-2013-option-2", settings={"handover_months": 9})
    assert [(d["from"], d["to"]) for d in found["differs"]] == [("2026-11-13", "2027-02-13")]
    assert (found["layer"], found["policy"]) == ("automatic", "omcp-2013-option-2")
    shown = client.get(f"/api/v1/cases/{case['id']}/ownership/timeline", params={"policy": "omic"}).json()
    other = tried(client, case["id"], policy="omic")
    assert other["as_it_would_be"]["periods"] == shown["periods"]


def test_nothing_tried_differs_in_nothing(sqlite_service: RunningService) -> None:
    client, case = put_back(sqlite_service)
    found = tried(client, case["id"])
    assert (found["differs"], found["changes_ownership"]) == ([], False)
    assert found["as_it_is"] == found["as_it_would_be"]


def test_a_managers_decision_stands_in_both_lines(sqlite_service: RunningService) -> None:
    client, case = put_back(sqlite_service)
    manager = sqlite_service.person(Role.OMU_MANAGER, prisons=["FHI"])
    reason = {"reason_code": "moved_to_open_prison", "text": "She has moved."}
    decided = {"responsible": "community", "review_on": "2027-01-01", **reason}
    answer = manager.post(f"/api/v1/cases/{case['id']}/ownership/overrides", json=decided)
    assert answer.status_code == 201, answer.text
    found = tried(client, case["id"], add=[LATER])
    for line in ("as_it_is", "as_it_would_be"):
        assert found[line]["owner"]["reason_code"] == "overridden"
    rules_alone = tried(client, case["id"], policy="omcp-2013-option-2")
    assert rules_alone["as_it_is"]["owner"]["reason_code"] == "custodial_phase"
    assert rules_alone["differs"] == []


def test_nothing_is_stored_but_that_the_case_was_read(sqlite_service: RunningService) -> None:
    client, case = put_back(sqlite_service)
    officer = sqlite_service.person(Role.OMU_OFFICER, prisons=["FHI"])

    def counts() -> list[int]:
        with sqlite_service.service.api.state.database.read() as connection:
            return [
                connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
                for table in (CASES, FACTS, PERIODS)
            ]

    before = counts()
    version = client.get(f"/api/v1/cases/{case['id']}").headers["etag"]
    tried(officer, case["id"], add=[LATER, STARTED], policy="omic")
    assert counts() == before
    assert client.get(f"/api/v1/cases/{case['id']}").headers["etag"] == version
    with sqlite_service.service.api.state.database.read() as connection:
        rows = connection.execute(sa.select(AUDIT.c.what, AUDIT.c.details).where(AUDIT.c.what == "CASE_READ"))
        assert {row.details.get("part") for row in rows} == {"what_if"}


def test_what_cannot_be_is_refused_with_the_place_of_the_fact(sqlite_service: RunningService) -> None:
    client, case = put_back(sqlite_service)
    wrong = [LATER, {"type": "prison_transfer", "date": TODAY, "to_prison": "ZZZ"}]
    assert field_of(tried(client, case["id"], 400, add=wrong)) == "add[1].to_prison"
    assert field_of(tried(client, case["id"], 400, add=[{"type": "nothing", "date": TODAY}])) == "add[0].type"
    assert field_of(tried(client, case["id"], 400, leave_out=["none"])) == "leave_out[0]"
    assert field_of(tried(client, case["id"], 400, policy="none")) == "policy"
    assert field_of(tried(client, case["id"], 400, settings={"recall": "community"})) == "settings"
    wrong_setting = tried(client, case["id"], 400, policy="omcp-2013-option-2", settings={"recall": "x"})
    assert field_of(wrong_setting) == "settings.recall"


def field_of(problem: dict[str, Any]) -> str:
    return str(problem["errors"][0]["field"])


def test_a_case_out_of_sight_is_not_found(sqlite_service: RunningService) -> None:
    _, case = put_back(sqlite_service)
    stranger = sqlite_service.person(Role.OMU_OFFICER, prisons=["DHI"])
    tried(stranger, case["id"], 404, add=[LATER])
