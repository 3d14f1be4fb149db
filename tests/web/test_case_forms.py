"""Opening a case from the page, changing its details, and confirming what an import worked out."""

from itertools import count
from typing import Any

import pytest

from tests.parts.pages import Browser, look_at
from tests.parts.service import RunningService, opened

numbers = count(1)
SENTENCE = {
    "sentenced": "yes",
    "start_date-day": "13",
    "start_date-month": "1",
    "start_date-year": "2025",
    "sentence_type": "SDS",
    "length_months": "48",
    "release_date-day": "13",
    "release_date-month": "1",
    "release_date-year": "2027",
}


def a_person(**changes: str) -> dict[str, str]:
    """What is typed for an invented person."""
    number = f"B{next(numbers):04}CD"
    typed = {"prison_number": number, "first_name": "Wren", "last_name": "Willow", "prison": "FHI"}
    return {**typed, "provider": "nps", **SENTENCE, **changes}


def send(officer: Browser, **typed: str) -> Any:
    """Fill in the form for a new case."""
    return officer.send(officer.open("/cases/new").form("/cases/new"), **typed)


def test_a_case_is_opened_and_its_owner_shown(officer: Browser) -> None:
    page = officer.follow(send(officer, **a_person()))
    assert "Case opened" in page.text
    assert page.heading == "Wren Willow"
    assert "The community is responsible" in page.text


def test_a_case_on_remand_has_no_sentence_and_no_owner(officer: Browser) -> None:
    page = officer.follow(send(officer, **a_person(sentenced="no")))
    assert "Nobody is responsible for this case" in page.text


def test_a_life_sentence_has_no_length(officer: Browser) -> None:
    page = officer.follow(send(officer, **a_person(sentence_type="LIFE", length_months="")))
    assert "Life sentence" in page.text


def test_everything_missing_is_said_at_once(officer: Browser) -> None:
    answer = send(officer)
    assert answer.status_code == 400
    summary = look_at(answer).texts("div", class_="govuk-error-summary")[0]
    for said in (
        "Enter the prison number",
        "Enter the first name",
        "Enter the last name",
        "Select the prison",
        "Select yes if the person has been sentenced",
    ):
        assert said in summary


def test_a_number_with_an_open_case_leads_to_it(officer: Browser) -> None:
    person = a_person()
    send(officer, **person)
    answer = send(officer, **person)
    assert answer.status_code == 409
    page = look_at(answer)
    assert "has an open case already" in page.text
    (link,) = [a for a in page.all("a") if a.text.startswith("See the open case")]
    assert officer.open(link.attributes["href"]).heading == "Wren Willow"
    assert page.form("/cases/new").fields["first_name"] == "Wren"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"prison_number": "12"}, "Prison number must be like A1234BC"),
        ({"crn": "ABC"}, "CRN must be like X123456"),
        ({"release_date-year": "2020"}, "must not be before the sentence started"),
        ({"length_months": "many"}, "Length in months must be a whole number"),
        ({"community_manager_email": "nobody"}, "Enter a whole email address"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field(
    officer: Browser, changes: dict[str, str], said: str
) -> None:
    answer = send(officer, **a_person(**changes))
    assert answer.status_code == 400
    page = look_at(answer)
    assert said in page.texts("div", class_="govuk-error-summary")[0]


# Details


def test_details_are_changed(officer: Browser, service: RunningService) -> None:
    case = opened(service.system())
    address = f"/cases/{case['id']}/details"
    form = officer.open(address).form(address)
    page = officer.follow(
        officer.send(form, home_region="east_midlands", community_manager_name="Sam Sorrel")
    )
    assert "Details changed" in page.text
    assert "Sam Sorrel" in page.texts("section", aria_labelledby="owner-heading")[0]


def test_only_what_she_changed_is_sent(officer: Browser, service: RunningService) -> None:
    system = service.system()
    case = opened(system)
    address = f"/cases/{case['id']}/details"
    form = officer.open(address).form(address)
    system.patch(
        f"/api/v1/cases/{case['id']}",
        json={"home_area": "Derby"},
        headers={"If-Match": f'"{case["version"]}"'},
    )
    changed = {"home_region": "east_midlands", "cell_location": "B-2-14"}
    stopped = officer.send(form, **changed)
    assert stopped.status_code == 412
    again = look_at(stopped)
    assert "Home area: Derby" in again.text
    saved = officer.send(again.form(address), **changed)
    page = officer.follow(saved)
    assert "Derby" in page.text
    assert "B-2-14" in page.text


def test_there_may_be_nothing_to_confirm(officer: Browser, service: RunningService) -> None:
    case = opened(service.system())
    assert "nothing to confirm" in officer.open(f"/cases/{case['id']}/confirm").text
