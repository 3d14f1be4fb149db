"""The page of a case: its owner first, why, what is missing, its facts, and who owned it on any day."""

import re
from typing import Any

import pytest

from app.domain.caller import Role
from tests.parts.pages import Browser, signed_in
from tests.parts.service import RunningService, opened


@pytest.fixture(scope="module")
def case(service: RunningService) -> dict[str, Any]:
    """A case with the community, after a review that was refused."""
    review = {"review": "Review 1"}
    history = [
        {"type": "parole_process_started", "date": "2026-02-01", **review},
        {"type": "parole_decision", "date": "2026-03-03", "outcome": "negative", **review},
    ]
    return opened(service.system(), events=history, home_region=None)


def test_the_owner_is_said_first_with_since_and_why(officer: Browser, case: dict[str, Any]) -> None:
    page = officer.open(f"/cases/{case['id']}")
    owner = page.texts("section", aria_labelledby="owner-heading")[0]
    assert page.heading == "Ada Alder"
    assert page.text.index("Who owns this case today, 22 November 2026") < page.text.index("Timeline")
    assert "The community is responsible" in owner
    assert "Since 13 July 2026" in owner
    assert "Lead Community offender manager: nobody is named yet" in owner
    assert "Handover date 13 July 2026" in owner
    assert "six months before release" in owner


def test_the_source_paragraph_is_one_click_away(officer: Browser, case: dict[str, Any]) -> None:
    page = officer.open(f"/cases/{case['id']}")
    (source,) = [text for text in page.texts("details") if "Where this rule comes from" in text]
    assert "OMCP Board paper, 2 September 2013, paragraph 10(ii)" in source
    assert "6 months pre-release stage" in source


def test_the_timeline_is_drawn_with_words_for_those_who_cannot_see_it(
    officer: Browser, case: dict[str, Any]
) -> None:
    page = officer.open(f"/cases/{case['id']}")
    (drawing,) = page.all("svg", role="img")
    assert drawing.attributes["aria-labelledby"] == "line-title line-desc"
    (described,) = page.texts("desc", id="line-desc")
    assert "The community from 13 July 2026 with no end foreseen" in described
    bands = page.all("rect", y="26")
    assert {band.attributes["fill"] for band in bands} == {"url(#line-custody)", "url(#line-community)"}
    assert any("forecast" in band.attributes["class"] for band in bands)


def test_a_table_of_periods_stands_beside_the_drawing(officer: Browser, case: dict[str, Any]) -> None:
    page = officer.open(f"/cases/{case['id']}")
    rows = page.texts("tr", class_="govuk-table__row app-periods__now")
    assert rows == [
        "13 July 2026 Now No end foreseen The community Community offender manager Six months before release"
    ]


def test_facts_are_listed_in_words(officer: Browser, case: dict[str, Any]) -> None:
    page = officer.open(f"/cases/{case['id']}")
    facts = " ".join(page.texts("section", id="facts"))
    assert "Parole decision made" in facts
    assert "Outcome: No release" in facts
    assert "To which prison: Foston Hall (HMP & YOI)" in facts
    assert "negative" not in facts


def test_history_says_who_changed_what(officer: Browser, case: dict[str, Any]) -> None:
    page = officer.open(f"/cases/{case['id']}/changes")
    assert "Case opened" in page.text
    assert "22 November 2026 at 12:00" in page.text


def test_no_code_is_shown_on_the_page(officer: Browser, case: dict[str, Any]) -> None:
    text = officer.open(f"/cases/{case['id']}").text
    assert re.findall(r"\b[a-z]+_[a-z_]+\b", text) == []


@pytest.mark.parametrize(
    ("day", "owner"),
    [
        (("31", "1", "2026"), "The prison was responsible"),
        (("1", "2", "2026"), "The community was responsible"),
        (("3", "3", "2026"), "The prison was responsible"),
        (("22", "11", "2026"), "The community is responsible"),
        (("1", "january", "2030"), "The community is responsible"),
    ],
    ids=["day before", "first day", "day of the decision", "today", "a month by name"],
)
def test_who_owned_it_on_a_day_is_answered_without_scripts(
    officer: Browser, case: dict[str, Any], day: tuple[str, str, str], owner: str
) -> None:
    page = officer.open(f"/cases/{case['id']}?on-day={day[0]}&on-month={day[1]}&on-year={day[2]}")
    (answer,) = page.texts("div", id="day-answer")
    assert owner in answer


def test_the_answer_comes_alone_where_htmx_asks_for_it(officer: Browser, case: dict[str, Any]) -> None:
    address = f"/cases/{case['id']}?on-day=1&on-month=2&on-year=2026"
    answer = officer.get(address, **{"HX-Request": "true", "HX-Target": "day-answer"})
    assert answer.text.lstrip().startswith('<div id="day-answer"')
    assert "hx-swap-oob" in answer.text
    restored = officer.get(
        address,
        **{"HX-Request": "true", "HX-Target": "day-answer", "HX-History-Restore-Request": "true"},
    )
    assert "<!DOCTYPE html>" in restored.text


def test_another_policy_and_another_record_can_be_asked(officer: Browser, case: dict[str, Any]) -> None:
    asked = f"/cases/{case['id']}?on-day=1&on-month=1&on-year=2026"
    other = officer.open(f"{asked}&policy=omcp-2013-option-1").texts("div", id="day-answer")[0]
    assert "The community was responsible" in other
    assert "Option 1" in other
    recorded = officer.open(
        f"{asked}&view=as_recorded&as_known_on-day=22&as_known_on-month=11&as_known_on-year=2026"
    )
    assert "As the record stood on 22 November 2026" in recorded.text
    officer.open(f"{asked}&view=as_now_known")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("on-day=&on-month=&on-year=", "Enter a date"),
        ("on-day=31&on-month=2&on-year=2026", "Date must be a real date"),
        ("on-day=3&on-month=&on-year=2026", "Date must include a month"),
        ("on-day=3&on-month=2&on-year=26", "Date must have a year of four numbers"),
        (
            "on-day=3&on-month=2&on-year=2026&view=as_recorded",
            "Enter the day on which the record is read",
        ),
    ],
)
def test_a_date_that_cannot_be_read_is_said_beside_its_field(
    officer: Browser, case: dict[str, Any], typed: str, said: str
) -> None:
    page = officer.open(f"/cases/{case['id']}?{typed}", status=400)
    assert page.texts("title")[0].startswith("Error: ")
    assert page.text.count(said) >= 2


def test_what_is_missing_is_said_with_what_to_do(officer: Browser, service: RunningService) -> None:
    sentence = {"start_date": "2025-01-13", "sentence_type": "SDS", "length_months": 48}
    late = opened(service.system(), provider=None, sentence={**sentence, "release_date": "2026-10-01"})
    page = officer.open(f"/cases/{late['id']}")
    (needs,) = page.texts("section", aria_labelledby="attention-heading")
    assert "The release date has passed and no release is recorded" in needs
    assert "The probation provider is not known" in needs
    links = [a.attributes["href"] for a in page.all("a") if a.text.strip() == "Record the release"]
    assert links == [f"/cases/{late['id']}/facts/new/released"]


def test_a_case_is_found_by_its_prison_number(officer: Browser, case: dict[str, Any]) -> None:
    assert officer.open(f"/cases/{case['prison_number'].lower()}").heading == "Ada Alder"


def test_a_case_at_another_prison_is_not_found(service: RunningService, case: dict[str, Any]) -> None:
    elsewhere = signed_in(service, Role.OMU_OFFICER, prisons=["STI"])
    assert elsewhere.get(f"/cases/{case['id']}").status_code == 404


def test_an_inspector_reads_but_is_offered_no_form(service: RunningService, case: dict[str, Any]) -> None:
    inspector = signed_in(service, Role.INSPECTOR, everywhere=True)
    page = inspector.open(f"/cases/{case['id']}")
    assert not [a for a in page.all("a") if "/facts/new" in a.attributes.get("href", "")]
    assert "Retract" not in page.text
