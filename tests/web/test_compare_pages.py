"""Comparing two policies on pages: set up in two steps, watched on its way, read as charts, taken as files."""

import re
from typing import Any

import pytest

from app.domain.caller import Role
from app.services import compare
from app.services.compare import starting
from app.services.worker_names import worker_name
from tests.parts.pages import Browser, Page, look_at, signed_in
from tests.parts.service import RunningService, case_body, opened

ROOT = "/policies/comparisons"
ADDRESS = "/policies/comparisons/new"


@pytest.fixture(scope="module")
def analyst(service: RunningService) -> Browser:
    """Somebody who prepares a board's papers and sees the whole country; two cases are known."""
    for day in ("2027-09-01", "2029-01-31"):
        opened(service.system(), sentence={**case_body()["sentence"], "release_date": day})
    return signed_in(service, Role.PANEL_SECRETARIAT, everywhere=True)


OPTIONS = {"left": "omcp-2013-option-1", "right": "omcp-2013-option-2"}


def second_step(analyst: Browser, **chosen: str) -> Page:
    first = analyst.open(ADDRESS).form(ADDRESS, "get")
    return look_at(analyst.send(first, **{**OPTIONS, **chosen}))


def made(analyst: Browser, **typed: str) -> Page:
    return analyst.follow(analyst.send(second_step(analyst).form(ADDRESS), **{**OPTIONS, **typed}))


def test_comparing_is_offered_to_who_prepares_policy(analyst: Browser, officer: Browser) -> None:
    assert analyst.open("/").all("a", href=ROOT)
    assert not officer.open("/").all("a", href=ROOT)
    assert analyst.open(ROOT).all("a", href=ADDRESS)


def test_two_options_are_compared_in_two_steps(analyst: Browser) -> None:
    page = made(analyst, title="Options of the paper", caseload="40")
    assert page.heading == "Options of the paper"
    assert "It is kept as it is: cite it by its reference." in page.text
    assert "The community under the first, the prison under the second 2" in page.text
    assert "omcp-2013-option-1, version 1" in page.text
    charts = [each for each in page.elements if each.attributes.get("class") == "app-months__svg"]
    assert len(charts) == 5
    for chart in charts:
        assert chart.attributes["role"] == "img"
        titled, described = chart.attributes["aria-labelledby"].split()
        assert page.all("title", id=titled)
        assert page.all("desc", id=described)[0].text
    assert page.texts("caption").count("Handovers to the community in each month by year") == 1
    assert "Alder, Ada" in page.text
    assert page.answer.url.path.startswith(ROOT)


def test_settings_of_one_policy_are_asked_and_kept(analyst: Browser) -> None:
    twice = {"left": "omcp-2013-option-2", "right": "omcp-2013-option-2"}
    page = second_step(analyst, **twice)
    typed = {"right-handover_months": "9", "left-recall": "community", "right-seconded_lead": ""}
    page = analyst.follow(analyst.send(page.form(ADDRESS), **twice, **typed))
    assert "with handover months = 9" in page.text
    assert "Option 2, other settings" in page.text


def test_a_filter_narrows_the_cases(service: RunningService, analyst: Browser) -> None:
    opened(service.system(), prison="DHI", home_region="wales")
    page = made(analyst, **{"prison-DHI": "yes", "estate": "women"})
    assert "Drake Hall" in page.text
    assert "Number of cases 1" in page.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"caseload": "many"}, "Enter a whole number of cases a person, from 1 to 1,000"),
        ({"caseload": "0"}, "Enter a whole number of cases a person, from 1 to 1,000"),
        ({"right-handover_months": "99"}, "Give a whole number from 1 to 60."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    analyst: Browser, typed: dict[str, str], said: str
) -> None:
    form = second_step(analyst).form(ADDRESS)
    page = look_at(analyst.send(form, title="Kept words", **OPTIONS, **typed))
    assert page.answer.status_code == 400
    assert "There is a problem" in page.text
    assert said in page.text
    assert page.all("input", id="title")[0].attributes["value"] == "Kept words"
    assert page.all("a", href="#" + next(iter(typed)))


def test_a_large_one_is_watched_until_it_is_over(
    service: RunningService, analyst: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "AT_ONCE", 0)
    page = made(analyst)
    address = page.answer.url.path
    assert "Waiting to be worked on" in page.text
    assert page.all("progress")
    assert page.all("a", href=address)
    [polled] = [each for each in page.elements if each.attributes.get("id") == "comparison"]
    assert polled.attributes["hx-get"] == address
    database = service.service.api.state.database
    while compare.work_on_comparisons(database, service.clock, worker_name()):
        pass
    headers = {"HX-Request": "true", "HX-Target": "comparison"}
    part = analyst.get(address, **headers)
    assert "<html" not in part.text
    assert "hx-get" not in part.text
    assert "The comparison is over." in part.text
    assert "Who moves, and when" in analyst.open(address).text


def test_the_tables_can_be_downloaded(analyst: Browser) -> None:
    page = made(analyst)
    links = [e.attributes["href"] for e in page.all("a") if "download" in e.attributes]
    assert len(links) == 4
    for link in links:
        answer = analyst.get(link)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/csv")
        assert "OFFICIAL-SENSITIVE" in answer.headers["content-disposition"]
        assert "protective_marking" in answer.text.splitlines()[0]
    analyst.open(f"{page.answer.url.path}/nothing.csv", status=404)


def test_who_moves_is_told_in_pages(service: RunningService, analyst: Browser, monkeypatch: Any) -> None:
    monkeypatch.setattr("app.web.compare.SIZE", 1)
    page = made(analyst)
    [next_page] = [e.attributes["href"] for e in page.all("a", rel="next")]
    second = analyst.open(next_page.partition("#")[0])
    assert "First page" in second.texts("span", class_="govuk-pagination__link-title")
    named = [re.findall(r"/cases/([-0-9a-f]{36})/what-if", each.html) for each in (page, second)]
    assert len(named[0]) == len(named[1]) == 1
    assert named[0] != named[1]


def test_an_empty_list_and_an_empty_run_say_so(service: RunningService) -> None:
    nobody = signed_in(service, Role.OMU_MANAGER, prisons=["NHI"])
    assert "No comparison has been made yet" in nobody.open(ROOT).text
    assert "No case has another owner on any day of the five years." in made(nobody).text


def test_a_run_of_elsewhere_is_not_found(service: RunningService, analyst: Browser) -> None:
    address = made(analyst).answer.url.path
    manager = signed_in(service, Role.OMU_MANAGER, prisons=["FHI"])
    manager.open(address, status=404)
    assert address not in manager.open(ROOT).html
