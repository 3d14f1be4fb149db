"""The home page: what needs the person, each count the total of the list behind it."""

from typing import Any

import pytest

from app.domain.caller import Role
from tests.parts.pages import Browser, signed_in
from tests.parts.service import RunningService, opened

SENTENCE = {"sentence_type": "SDS", "length_months": 48, "start_date": "2025-01-13"}


@pytest.fixture(scope="module", autouse=True)
def cases(service: RunningService) -> list[dict[str, Any]]:
    manager = service.person(Role.OMU_MANAGER, prisons=["FHI", "EWI"])
    return [
        opened(manager, last_name="Soon", sentence={**SENTENCE, "release_date": "2027-06-13"}),
        opened(manager, last_name="Later", prison="EWI", sentence={**SENTENCE, "release_date": "2027-07-01"}),
        opened(manager, last_name="Far", sentence={**SENTENCE, "release_date": "2028-06-13"}),
        opened(manager, last_name="Overdue", sentence={**SENTENCE, "release_date": "2026-10-01"}),
        opened(manager, last_name="Undated", provider=None, sentence=SENTENCE),
    ]


def test_every_count_is_the_total_of_its_list(officer: Browser) -> None:
    page = officer.open("/")
    counted = dict(
        zip(
            [e.attributes["href"] for e in page.all("a", class_="app-need__link")],
            page.texts("span", class_="app-need__count"),
            strict=True,
        )
    )
    assert len(counted) >= 9
    for address, total in counted.items():
        found = officer.open(address).texts("h2")[0]
        assert found.split(" ", maxsplit=1)[0].replace("No", "0") == total, address


def test_what_presses_most_stands_first_and_what_is_done_last(officer: Browser) -> None:
    page = officer.open("/")
    assert page.texts("span", class_="app-need__what")[0] == "Release not recorded"
    is_clear = [count == "0" for count in page.texts("span", class_="app-need__count")]
    assert is_clear == sorted(is_clear)


def test_the_next_handovers_stand_in_their_order(officer: Browser) -> None:
    page = officer.open("/")
    rows = page.texts("tr", class_="govuk-table__row")[1:]
    assert [row.partition(",")[0].rpartition(" ")[2] for row in rows] == ["Soon", "Later"]
    assert rows[0].startswith("13 December 2026 in 21 days")
    assert "Nobody named yet" in rows[0]


def test_one_prison_can_be_chosen(officer: Browser) -> None:
    page = officer.open("/?prison=EWI")
    assert page.heading == "What needs you Eastwood Park (HMP & YOI)" or "Eastwood Park" in page.heading
    assert len(page.texts("tr", class_="govuk-table__row")) == 2
    assert [o.attributes["value"] for o in page.all("option") if "selected" in o.attributes] == ["EWI"]


def test_whoever_has_one_prison_chooses_none(service: RunningService) -> None:
    page = signed_in(service, Role.OMU_OFFICER, prisons=["FHI"]).open("/")
    assert not page.all("select")
    assert "Foston Hall" in page.heading


def test_an_administrator_is_told_that_cases_are_not_theirs(service: RunningService) -> None:
    admin = signed_in(service, Role.ADMIN, everywhere=True)
    page = admin.open("/")
    assert "Your role does not include the caseload." in page.text
    assert "Caseload" not in page.texts("a", class_="moj-primary-navigation__link")
    refused = admin.open("/cases", status=403)
    assert refused.heading == "You may not do this"


def test_every_staff_role_has_a_home_page(service: RunningService) -> None:
    for role in Role:
        if role not in {Role.RO, Role.RW, Role.BOARD_RO}:
            person = signed_in(service, role, everywhere=True)
            assert person.open("/").heading.startswith("What needs you")
            assert person.open("/account").heading == "Your account"
