"""Trying a fact or another policy on a case: both timelines are shown, and nothing is saved."""

from typing import Any

import pytest

from tests.parts.pages import Browser, look_at
from tests.parts.service import RunningService, opened, told

DAY = {"date-day": "22", "date-month": "11", "date-year": "2026"}
RELEASE = {"release_date-day": "2", "release_date-month": "3", "release_date-year": "2027"}


@pytest.fixture
def case(service: RunningService) -> dict[str, Any]:
    """A case with the prison for years to come."""
    sentence = {
        "start_date": "2025-06-02",
        "sentence_type": "SDS",
        "length_months": 96,
        "release_date": "2029-06-02",
    }
    return opened(service.system(), sentence=sentence)


def address(case: dict[str, Any], kind: str = "") -> str:
    return f"/cases/{case['id']}/what-if" + (f"?try={kind}" if kind else "")


def test_the_case_leads_to_what_if_and_it_says_that_nothing_is_saved(
    officer: Browser, case: dict[str, Any]
) -> None:
    page = officer.open(f"/cases/{case['id']}")
    assert page.all("a", href=address(case))
    page = officer.open(address(case))
    assert page.heading == "What if"
    assert "Nothing here is saved" in page.text


def test_a_release_date_that_moves_shows_both_timelines(
    service: RunningService, officer: Browser, case: dict[str, Any]
) -> None:
    kind = "release_date_recalculated"
    chosen = officer.send(officer.open(address(case)).form(address(case), "get"), **{"try": kind})
    page = look_at(officer.send(look_at(chosen).form(address(case, kind)), **DAY, **RELEASE))
    assert page.answer.status_code == 200
    assert "Responsibility moves to the community today, 22 November 2026." in page.text
    assert len([e for e in page.elements if e.attributes.get("class") == "app-line"]) == 2
    assert "2 December 2028 (forecast)" in page.text
    assert "From 22 November 2026 to 1 December 2028" in page.text
    facts = service.system().get(f"/api/v1/cases/{case['id']}/events").json()["items"]
    assert kind not in {fact["type"] for fact in facts}


def test_another_policy_may_be_tried(officer: Browser, case: dict[str, Any]) -> None:
    page = officer.open(address(case))
    page = look_at(officer.send(page.form(address(case)), policy="omcp-2013-option-1"))
    assert "Option 1: mirror the split" in page.text
    assert "without managers" in page.text
    assert "The community, community offender manager (kept by the national probation service)" in page.text


def test_a_fact_may_be_left_out(service: RunningService, officer: Browser, case: dict[str, Any]) -> None:
    start = {"type": "parole_process_started", "date": "2026-11-22", "review": "Review 1"}
    fact = told(service.system(), case["id"], start)["event"]["id"]
    page = officer.open(address(case))
    page = look_at(officer.send(page.form(address(case)), **{f"leave-{fact}": "yes"}))
    assert "The move to the community on 22 November 2026 no longer happens then." in page.text


def test_nothing_tried_changes_nothing(officer: Browser, case: dict[str, Any]) -> None:
    page = look_at(officer.send(officer.open(address(case)).form(address(case))))
    assert "The owner is the same on every day." in page.text


def test_what_is_wrong_is_said_and_what_was_typed_stays(officer: Browser, case: dict[str, Any]) -> None:
    form = officer.open(address(case, "release_date_recalculated")).form(
        address(case, "release_date_recalculated")
    )
    page = look_at(officer.send(form, **DAY))
    assert page.answer.status_code == 400
    assert "There is a problem" in page.text
    assert page.all("input", id="date-year")[0].attributes["value"] == "2026"
    early = {"release_date-day": "1", "release_date-month": "1", "release_date-year": "1999"}
    page = look_at(officer.send(form, **DAY, **early))
    assert page.answer.status_code == 400
    assert page.all("a", href="#release_date-day")


def test_a_kind_of_fact_that_there_is_not_asks_nothing(officer: Browser, case: dict[str, Any]) -> None:
    assert officer.open(address(case, "promoted")).heading == "What if"


def test_a_case_out_of_sight_is_not_found(service: RunningService, officer: Browser) -> None:
    far = opened(service.system(), prison="DHI")
    officer.open(address(far), status=404)
