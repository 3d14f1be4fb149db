"""Recording a fact: which kind, what happened, what it does to ownership first, and only then kept."""

from typing import Any

import pytest

from app.domain.event_fields import SHAPES
from app.web.fact_forms import FORMS, GROUPS
from tests.parts.pages import Browser, Page, look_at
from tests.parts.service import RunningService, opened, told

TODAY = {"date-day": "22", "date-month": "11", "date-year": "2026"}


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


def check(officer: Browser, case: dict[str, Any], kind: str, **typed: str) -> Page:
    """Fill in the form of a kind of fact and look at what it would do."""
    address = f"/cases/{case['id']}/facts/new/{kind}"
    form = officer.open(address).form(address)
    return look_at(officer.send(form, step="check", **typed))


def save(officer: Browser, page: Page, case: dict[str, Any], kind: str, **typed: str) -> Any:
    """Press the button that records what was checked."""
    return officer.send(page.form(f"/cases/{case['id']}/facts/new/{kind}"), step="save", **typed)


# The forms


def test_every_kind_of_fact_has_a_form_with_exactly_its_fields() -> None:
    assert set(FORMS) == set(SHAPES)
    for kind, form in FORMS.items():
        names = {question.name for question in form.questions}
        assert names == {"date", *SHAPES[kind].fields}, kind
        assert form.one_of == bool(SHAPES[kind].one_of), kind


def test_a_form_needs_what_the_fact_needs() -> None:
    for kind, form in FORMS.items():
        needed = {question.name for question in form.questions if question.required}
        assert needed == {"date", *SHAPES[kind].required} - {"length_months"}, kind


def test_every_choice_is_offered_in_words() -> None:
    for kind, form in FORMS.items():
        for question in form.questions:
            shape = SHAPES[kind].fields.get(question.name)
            if shape and shape.reads == "choice":
                assert {code for code, _ in question.choices} == set(shape.choices), question.name


def test_each_kind_stands_in_one_group() -> None:
    assert sorted(kind for group in GROUPS for kind in group.kinds) == sorted(SHAPES)


@pytest.mark.parametrize("kind", sorted(FORMS))
def test_the_form_of_each_kind_opens(officer: Browser, case: dict[str, Any], kind: str) -> None:
    assert officer.open(f"/cases/{case['id']}/facts/new/{kind}").heading == FORMS[kind].title


def test_a_kind_that_is_none_is_not_found(officer: Browser, case: dict[str, Any]) -> None:
    officer.open(f"/cases/{case['id']}/facts/new/promoted", status=404)


# What it does comes first


def test_a_parole_start_shows_its_effect_before_it_is_kept(officer: Browser, case: dict[str, Any]) -> None:
    page = check(officer, case, "parole_process_started", review="Review 1", **TODAY)
    assert "Responsibility moves to the community today, 22 November 2026." in page.text
    assert "The lead is then the community offender manager." in page.text
    assert len(page.all("svg", role="img")) == 2
    assert "The prison is responsible" in officer.open(f"/cases/{case['id']}").text

    shown = officer.follow(save(officer, page, case, "parole_process_started"))
    assert "Fact recorded" in shown.text
    assert "The community is responsible" in shown.texts("section", aria_labelledby="owner-heading")[0]


def test_a_fact_that_moves_nobody_says_so(officer: Browser, case: dict[str, Any]) -> None:
    page = check(officer, case, "significant_change", what="Moved to another wing", **TODAY)
    assert "Nothing changes: the same side stays responsible, on the same dates." in page.text


def test_a_release_date_put_forward_moves_the_handover(officer: Browser, case: dict[str, Any]) -> None:
    dated = {"release_date-day": "2", "release_date-month": "6", "release_date-year": "2028"}
    page = check(officer, case, "release_date_recalculated", **TODAY, **dated)
    assert "Responsibility moves to the community on 2 December 2027." in page.text


def test_a_date_that_no_longer_applies_can_be_taken_away(officer: Browser, case: dict[str, Any]) -> None:
    page = check(officer, case, "sentence_dates_changed", **TODAY, **{"release_date-remove": "yes"})
    assert "No longer applies" in page.text
    assert "The move to the community on 2 December 2028 no longer happens then." in page.text


def test_answers_can_be_changed_after_they_were_checked(officer: Browser, case: dict[str, Any]) -> None:
    page = check(officer, case, "parole_process_started", review="Review 7", **TODAY)
    address = f"/cases/{case['id']}/facts/new/parole_process_started"
    again = look_at(officer.send(page.form(address), step="change"))
    assert again.form(address).fields["review"] == "Review 7"
    assert again.form(address).fields["date-day"] == "22"


def test_pressing_twice_records_once(officer: Browser, case: dict[str, Any]) -> None:
    page = check(officer, case, "parole_process_started", review="Review 1", **TODAY)
    first = save(officer, page, case, "parole_process_started")
    second = save(officer, page, case, "parole_process_started")
    assert first.headers["location"] == second.headers["location"]
    facts = officer.open(f"/cases/{case['id']}").texts("section", id="facts")[0]
    assert (
        facts.count("Parole process started") == 2
    )  # its row, and its hidden name at the link to retract it


# What cannot be taken


def test_all_that_is_missing_is_said_at_once(officer: Browser, case: dict[str, Any]) -> None:
    page = check(officer, case, "parole_process_started")
    assert page.answer.status_code == 400
    summary = page.texts("div", class_="govuk-error-summary")[0]
    assert "Enter the date it happened" in summary
    assert "Enter the name of the review" in summary
    hrefs = [a.attributes["href"] for a in page.all("a") if a.attributes.get("href", "").startswith("#")]
    assert "#date-day" in hrefs
    assert "#review" in hrefs


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"date-day": "31", "date-month": "2", "date-year": "2026"}, "Date it happened must be a real date"),
        ({"date-day": "23", "date-month": "11", "date-year": "2026"}, "must be today or in the past"),
        ({"date-day": "1", "date-month": "", "date-year": "2026"}, "must include a month"),
        ({"date-day": "1", "date-month": "1", "date-year": "0026"}, "must be between 1900 and 2200"),
    ],
)
def test_a_bad_date_is_said_with_what_was_typed_kept(
    officer: Browser, case: dict[str, Any], typed: dict[str, str], said: str
) -> None:
    page = check(officer, case, "parole_process_started", review="Review <1>", **typed)
    assert said in page.text
    kept = page.form(f"/cases/{case['id']}/facts/new/parole_process_started").fields
    assert kept["review"] == "Review <1>"
    assert kept["date-day"] == typed["date-day"]


def test_an_unknown_prison_is_said(officer: Browser, case: dict[str, Any]) -> None:
    assert "Select a prison" in check(officer, case, "prison_transfer", to_prison="XXX", **TODAY).text


def test_a_release_before_the_sentence_is_said(officer: Browser, case: dict[str, Any]) -> None:
    page = check(officer, case, "released", **{"date-day": "1", "date-month": "1", "date-year": "2020"})
    assert "must not be before the sentence started" in page.text


def test_nothing_is_shown_as_code(officer: Browser, case: dict[str, Any]) -> None:
    page = check(officer, case, "risk_changed", **TODAY)
    assert page.answer.status_code == 400
    assert "rosh_level" not in page.text


# Somebody else was faster


def test_a_change_by_somebody_else_stops_the_save_and_is_shown(
    service: RunningService, officer: Browser, case: dict[str, Any]
) -> None:
    page = check(officer, case, "parole_process_started", review="Review 1", **TODAY)
    told(
        service.system(),
        case["id"],
        {"type": "release_date_recalculated", "date": "2026-11-20", "release_date": "2027-02-02"},
    )
    stopped = save(officer, page, case, "parole_process_started")
    assert stopped.status_code == 412
    again = look_at(stopped)
    assert "Nothing was saved: the case changed after you opened it." in again.text
    assert "Release date recalculated, 20 November 2026" in again.text
    assert "Review 1" in again.text

    officer.follow(save(officer, again, case, "parole_process_started"))


# Taking back


def test_a_fact_is_taken_back_with_a_reason_after_its_effect_was_shown(
    service: RunningService, officer: Browser, case: dict[str, Any]
) -> None:
    fact = {"type": "parole_process_started", "date": "2026-11-22", "review": "Review 1"}
    event = told(service.system(), case["id"], fact)["event"]
    address = f"/cases/{case['id']}/facts/{event['id']}/retract"
    page = officer.open(address)
    assert "The move to the community on 22 November 2026 no longer happens then." in page.text

    missing = officer.send(page.form(address), reason="  ")
    assert missing.status_code == 400
    assert "Enter why this fact is taken back" in look_at(missing).text

    shown = officer.follow(officer.send(page.form(address), reason="Entered on the wrong case."))
    assert "Fact retracted" in shown.text
    assert "Entered on the wrong case." in shown.texts("section", id="facts")[0]
    assert "The prison is responsible" in shown.texts("section", aria_labelledby="owner-heading")[0]
    officer.open(address, status=404)


def test_a_retraction_of_a_case_that_changed_is_stopped(
    service: RunningService, officer: Browser, case: dict[str, Any]
) -> None:
    system = service.system()
    fact = {"type": "parole_process_started", "date": "2026-11-22", "review": "Review 1"}
    event = told(system, case["id"], fact)["event"]
    address = f"/cases/{case['id']}/facts/{event['id']}/retract"
    page = officer.open(address)
    told(system, case["id"], {"type": "risk_changed", "date": "2026-11-22", "rosh_level": "high"})
    stopped = officer.send(page.form(address), reason="Entered in error.")
    assert stopped.status_code == 412
    again = look_at(stopped)
    assert "Risk changed" in again.text
    officer.follow(officer.send(again.form(address), reason="Entered in error."))
