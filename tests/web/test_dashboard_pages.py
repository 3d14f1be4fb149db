"""The view from above as a page: numbers and charts lead to lists, without scripts, with the table behind each."""

import re

import pytest

from app.domain.caller import Role
from tests.parts.pages import Browser, signed_in
from tests.parts.service import RunningService, opened


@pytest.fixture(scope="module")
def manager(service: RunningService) -> Browser:
    for _ in range(3):
        opened(service.system())
    opened(service.system(), prison="EWI", home_region="wales")
    return signed_in(service, Role.OMU_MANAGER, prisons=["FHI", "EWI"])


def test_every_number_leads_to_its_list_with_the_same_total(manager: Browser) -> None:
    page = manager.open("/dashboard?prison=FHI")
    assert page.heading.startswith("View from above")
    links = list(page.all("a", class_="app-need__link"))
    links += [a for a in page.all("a") if a.text.endswith(": show the list")]
    assert len(links) >= 3 + 3 + 12 + 12 + 20
    for link in links[:12]:
        number = re.match(r"\d+", link.text.strip())[0]  # type: ignore[index]
        listed = manager.open(link.attributes["href"])
        wanted = {"0": ("No cases", "No tasks", "No reviews"), "1": ("1 case", "1 task")}
        words = wanted.get(number, (f"{number} cases", f"{number} tasks"))
        assert any(each in listed.text for each in words) or "/parole" in link.attributes["href"], (
            link.attributes
        )


def test_charts_have_a_title_a_description_and_the_table_behind(manager: Browser) -> None:
    page = manager.open("/dashboard?prison=FHI")
    drawings = page.all("svg", role="img")
    assert len(drawings) >= 3
    ids = {e.attributes["id"] for e in page.elements if "id" in e.attributes}
    for drawing in drawings:
        assert set(drawing.attributes["aria-labelledby"].split()) <= ids
    assert len(page.all("details", class_="govuk-details app-chart__table")) == len(drawings)


def test_a_place_is_chosen_by_form_and_refused_in_words(manager: Browser, service: RunningService) -> None:
    form = manager.open("/dashboard").form("/dashboard", "get")
    assert "Eastwood Park" in manager.send(form, place="prison:EWI").text
    assert "There is a problem" in manager.open("/dashboard?prison=XXX", status=400).text
    inspector = signed_in(service, Role.INSPECTOR, everywhere=True)
    assert "Choose a prison or a region" in inspector.open("/dashboard").text
    assert "Wales" in inspector.open("/dashboard?place=region:wales").heading


def test_the_view_is_offered_to_those_who_may_see_it(manager: Browser, officer: Browser) -> None:
    assert "From above" in manager.open("/").text
    assert "From above" not in officer.open("/").text
    assert officer.get("/dashboard?prison=FHI").status_code == 403


def test_the_caseload_says_what_it_is_narrowed_to_and_comes_as_a_file(manager: Browser) -> None:
    page = manager.open("/cases?prison=FHI&allocation=unallocated&handover_from=2026-11-22&missing=tier")
    assert re.search("Narrowed to [^;]+; handover from 22 November 2026", page.text)
    form = page.form("/cases", "get")
    assert form.fields["allocation"] == "unallocated"
    (file,) = [a.attributes["href"] for a in page.all("a") if a.text == "download all as CSV"] or [""]
    assert file.startswith("/cases.csv?") or not page.all("table")
    whole = manager.get("/cases.csv?prison=FHI&missing=tier")
    assert whole.headers["content-type"].startswith("text/csv")
    assert len(whole.text.splitlines()) >= 4
