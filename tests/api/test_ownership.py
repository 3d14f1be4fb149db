"""Every worked ownership answer, through the API: evaluated, and stored as each fact was told on its day."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain.caller import Role
from tests.parts.service import RunningService, opened, told

SCENARIOS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "ownership_scenarios.json").read_text()
)
SENTENCE = (
    "start_date", "sentence_type", "length_months", "release_date", "parole_eligibility_date",
    "tariff_expiry_date", "licence_expiry_date",
)  # fmt: skip
ASKED = ("responsible", "lead_role", "supporting")


def wanted(scenario: dict[str, Any]) -> list[tuple[str, Any]]:
    """Each day of a scenario with the answer that it must give."""
    return [(row["date"], {key: row[key] for key in ASKED}) for row in scenario["expect"]]


def only(answer: dict[str, Any]) -> dict[str, Any]:
    """The part of an answer that scenarios fix."""
    return {key: answer[key] for key in ASKED}


def opening(scenario: dict[str, Any]) -> dict[str, Any]:
    """What opens the case of a scenario."""
    sentence = scenario["sentence"]
    return {
        "prison_number": sentence["prison_number"],
        "prison": sentence["prison"],
        "provider": scenario["provider"],
        "rosh_level": sentence["rosh_level"],
        "mappa_level": sentence["mappa_level"],
        "sentence": {key: sentence[key] for key in SENTENCE},
    }


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: str(scenario["id"]))
def test_each_scenario_is_evaluated_exactly(sqlite_service: RunningService, scenario: dict[str, Any]) -> None:
    asked = {**scenario, "on": [day for day, _ in wanted(scenario)]}
    answer = sqlite_service.system(Role.RO).post(
        f"/api/v1/policies/{scenario['policy']}/evaluate", json=asked
    )
    assert answer.status_code == 200, answer.text
    assert [(row["date"], only(row)) for row in answer.json()["on"]] == wanted(scenario)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: str(scenario["id"]))
def test_each_scenario_told_day_by_day_is_stored_exactly(
    service: RunningService, scenario: dict[str, Any]
) -> None:
    service.clock.turn_to(date.fromisoformat(scenario["sentence"]["start_date"]))
    case = opened(service.system(Role.RW), **opening(scenario))
    for event in scenario["events"]:
        service.clock.turn_to(date.fromisoformat(event["date"]))
        told(service.system(Role.RW), case["id"], event)
    client = service.system(Role.RO)
    policy = "" if scenario["policy"] == "omcp-2013-option-2" else f"&policy={scenario['policy']}"
    for day, answer in wanted(scenario):
        got = client.get(f"/api/v1/cases/{case['id']}/ownership?on={day}{policy}")
        assert got.status_code == 200, got.text
        assert (day, only(got.json())) == (day, answer)


@pytest.mark.parametrize(("name", "most"), [("events", 200), ("on", 5000)])
def test_one_call_asks_no_more_than_can_be_answered_soon(
    sqlite_service: RunningService, name: str, most: int
) -> None:
    fact: dict[str, Any] = {"type": "died", "date": "2026-01-01"}
    item = {"events": fact, "on": "2026-01-01"}[name]
    ask = sqlite_service.system(Role.RO)
    where = "/api/v1/policies/omcp-2013-option-2/evaluate"
    assert ask.post(where, json={name: [item] * most}).status_code == 200
    refused = ask.post(where, json={name: [item] * (most + 1)})
    assert refused.status_code == 400
    assert [(error["field"], error["code"]) for error in refused.json()["errors"]] == [(name, "too_many")]
