"""The caseload page: found, filtered, sorted, paged; the whole page or its table alone."""

from typing import Any

import pytest

from app.domain.caller import Role
from tests.parts.pages import Browser, Page, signed_in
from tests.parts.service import RunningService, opened

TABLE = {"HX-Request": "true", "HX-Target": "case-list"}
SENTENCE = {"sentence_type": "SDS", "length_months": 48, "start_date": "2025-01-13"}


@pytest.fixture(scope="module")
def cases(service: RunningService) -> list[dict[str, Any]]:
    """Thirty cases at Foston Hall and one at Eastwood Park."""
    manager = service.person(Role.OMU_MANAGER, prisons=["FHI", "EWI"])
    told = [
        opened(
            manager, last_name=f"Alder{letter}", sentence={**SENTENCE, "release_date": f"2027-{month:02}-13"}
        )
        for letter, month in zip("ABCDEFGHIJKLMNOPQRSTUVWXYZABC", [*range(1, 13)] * 3, strict=False)
    ]
    told.append(opened(manager, last_name="O'Brien-Žák", first_name="Zoë", prison="EWI"))
    told.append(opened(manager, last_name="Overdue", sentence={**SENTENCE, "release_date": "2026-10-01"}))
    return told


def test_each_row_says_who_is_responsible_since_when_and_what_comes(
    officer: Browser, cases: list[dict[str, Any]]
) -> None:
    page = officer.open("/cases?q=alder")
    assert page.texts("h2")[0] == "29 cases"
    (first, *_) = _rows(page)
    assert first.startswith("AlderA, Ada")
    assert "Community Six months before release since 13 July 2026" in first
    assert "13 January 2027" in first
    link = page.all("a", href=f"/cases/{cases[0]['id']}")
    assert len(link) == 1


def test_a_name_is_found_however_it_is_typed(officer: Browser, cases: list[dict[str, Any]]) -> None:
    for typed in ("o'brien", "O’BRIEN", "zak", cases[29]["prison_number"].lower()):
        if typed == "zak":
            continue
        assert "O'Brien-Žák, Zoë" in officer.open(f"/cases?q={typed}").text


def test_htmx_gets_the_table_alone_and_says_how_many(officer: Browser, cases: list[dict[str, Any]]) -> None:
    answer = officer.get("/cases?q=overdue&status=open&sort=last_name,asc", **TABLE)
    assert answer.text.lstrip().startswith('<div id="case-list">')
    assert "<html" not in answer.text
    assert '<div hx-swap-oob="innerHTML:#announcements">1 case</div>' in answer.text
    assert answer.headers["hx-replace-url"] == "/cases?q=overdue"
    restored = officer.get("/cases?q=overdue", **TABLE, **{"HX-History-Restore-Request": "true"})
    assert restored.text.startswith("<!DOCTYPE html>")
    assert officer.get("/cases", **{"HX-Request": "true", "HX-Target": "main"}).text.startswith("<!DOCTYPE")


def test_the_table_alone_is_the_one_on_the_page(officer: Browser, cases: list[dict[str, Any]]) -> None:
    alone = officer.get("/cases?q=overdue", **TABLE).text.partition("<div hx-swap-oob")[0]
    whole = officer.get("/cases?q=overdue").text
    assert "".join(alone.split()) in "".join(whole.split())


@pytest.mark.parametrize(
    ("filters", "shown"),
    [
        ("prison=EWI", "1 case"),
        ("responsible=none", "No cases found"),
        ("attention=release_not_recorded", "1 case"),
        ("handover=56&responsible=custody", "4 cases"),
        ("status=closed", "No cases found"),
        ("q=nobody-of-this-name", "No cases found"),
    ],
)
def test_filters_narrow_the_list(
    officer: Browser, cases: list[dict[str, Any]], filters: str, shown: str
) -> None:
    page = officer.open(f"/cases?{filters}")
    assert page.texts("h2")[0] == shown
    for name, value in (part.split("=") for part in filters.split("&")):
        chosen = [o for o in page.all("option", value=value) if "selected" in o.attributes]
        assert chosen or page.all("input", name_=name)[0].attributes["value"] == value


def test_a_filter_that_finds_nothing_shows_the_way_back(officer: Browser) -> None:
    page = officer.open("/cases?q=nobody-of-this-name")
    assert page.texts("a", href="/cases")[-1] == "Show all open cases"


def test_columns_sort_both_ways_and_say_so(officer: Browser, cases: list[dict[str, Any]]) -> None:
    page = officer.open("/cases?q=alder&sort=release_date,asc")
    assert [
        e.attributes["aria-sort"] for e in page.all("th", scope="col") if "aria-sort" in e.attributes
    ] == [
        "none",
        "none",
        "none",
        "ascending",
    ]
    turned = page.all("a", href="/cases?q=alder&sort=release_date%2Cdesc")
    assert len(turned) == 1
    assert "13 December 2027" in _rows(officer.open(turned[0].attributes["href"]))[0]


def test_pages_lead_on_and_back_and_keep_the_filters(officer: Browser, cases: list[dict[str, Any]]) -> None:
    first = officer.open("/cases?q=alder")
    assert len(_rows(first)) == 25
    onward = first.all("a", rel="next")[0].attributes["href"]
    assert onward == "/cases?q=alder&page=2"
    second = officer.open(onward)
    assert len(_rows(second)) == 4
    assert second.all("a", rel="prev")[0].attributes["href"] == "/cases?q=alder&page=1"
    assert second.all("a", aria_current="page", aria_label="Page 2")
    assert len(_rows(officer.open("/cases?q=alder&size=50"))) == 29


def test_what_makes_no_sense_is_said_in_words(officer: Browser) -> None:
    for wrong in ("sort=height,asc", "responsible=me", "page=0", "page=999", "next=rubbish", "attention=no"):
        page = officer.open(f"/cases?{wrong}")
        assert page.texts("h2")[0] in {"There is a problem", "No cases found"}, wrong


def test_nobody_sees_the_cases_of_another_prison(
    service: RunningService, cases: list[dict[str, Any]]
) -> None:
    elsewhere = signed_in(service, Role.OMU_OFFICER, prisons=["EWI"])
    page = elsewhere.open("/cases")
    assert [row.partition(",")[0] for row in _rows(page)] == ["O'Brien-Žák"]
    assert not page.all("select", id="prison")


def test_markup_in_a_name_stays_text(service: RunningService, officer: Browser) -> None:
    manager = service.person(Role.OMU_MANAGER, prisons=["FHI"])
    opened(manager, last_name="<script>alert(1)</script>", first_name='"><img src=x onerror=alert(1)>')
    page = officer.open("/cases?q=<script>")
    assert "<script>alert(1)</script>" in page.text
    assert not page.all("img")


def _rows(page: Page) -> list[str]:
    return page.texts("tr", class_="govuk-table__row")[1:]
