"""Today's rules in a browser: an officer reads why, and assesses a case for early allocation."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Estate
from tests.browser.test_access import check
from tests.browser.test_omu_journeys import fill_date, today

Window = Callable[..., Page]
FIRST = ("terrorism_conviction", "high_profile", "serious_crime_prevention_order", "mappa_level_3",
         "public_protection_case")  # fmt: skip
SECOND = ("extremism_separation", "very_high_risk_of_serious_harm", "mappa_level_2", "terrorist_risk_pathfinder",
          "other_reason")  # fmt: skip


def answer(page: Page, names: tuple[str, ...], yes: str = "") -> None:
    """No to each question but one."""
    for name in names:
        page.locator(f"input[name={name}][value={'yes' if name == yes else 'no'}]").check()


def go_on(page: Page, name: str = "Continue") -> None:
    page.get_by_role("button", name=name).click()


def test_an_officer_opens_why_for_a_case_and_reads_it(signed_in: Window, estate: Estate) -> None:
    page = signed_in(viewport={"width": 1280, "height": 900})
    page.goto(f"{estate.url}/cases/{estate.case['id']}")
    page.get_by_role("link", name=re.compile("rule by rule|Why", re.IGNORECASE)).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Why, rule by rule")
    expect(page.get_by_text("this rule decides")).to_be_visible()
    rules = page.locator(".app-rules__item")
    assert rules.count() > 3
    assert page.locator(".app-rules__item--applies").count() == 1
    expect(page.locator(".app-rules__basis").first).to_contain_text("OMCP Board paper")
    expect(page.get_by_role("heading", name="What would change it on that day")).to_be_visible()
    check(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_an_officer_assesses_a_case_and_records_the_decision(
    window: Window, officers_cookies: Any, estate: Estate, scripts: bool
) -> None:
    page = window(storage_state=officers_cookies, java_script_enabled=scripts)
    page.goto(f"{estate.url}/cases?q={'Birch' if scripts else 'Cedar'}")
    page.locator("tbody th a").first.click()
    page.get_by_role("link", name="Early allocation").click()
    page.get_by_role("button", name="Assess this case").click()
    fill_date(page, "oasys_on", today() - timedelta(20))
    answer(page, FIRST)
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Further questions")
    answer(page, SECOND, "mappa_level_2")
    go_on(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Reason and approval")
    page.get_by_label("Why should the community take the case early?").fill("Known to us.")
    page.locator("input[name=approved][value=yes]").check()
    page.get_by_label("Name of who approved it").fill("Ash Alder")
    go_on(page, "Keep the assessment")
    expect(page.get_by_text("Discretionary: the community decides.")).to_be_visible()
    page.locator("input[name=decision][value=accepted]").check()
    go_on(page, "Keep the decision")
    expect(page.get_by_text(re.compile("^Accepted on "))).to_be_visible()
    page.get_by_role("link", name="Back to early allocation").click()
    expect(page.get_by_text("In force today")).to_be_visible()


def test_axe_finds_nothing_on_the_pages_of_early_allocation(signed_in: Window, estate: Estate) -> None:
    page = signed_in()
    case = f"{estate.url}/cases/{estate.case['id']}"
    page.goto(f"{case}/early-allocation")
    check(page)
    page.goto(f"{case}/early-allocation/assess")
    check(page)
    go_on(page)
    check(page)
    fill_date(page, "oasys_on", today() - timedelta(20))
    answer(page, FIRST)
    go_on(page)
    check(page)
    answer(page, SECOND, "other_reason")
    go_on(page)
    check(page)
    go_on(page, "Keep the assessment")
    check(page)
    page.get_by_label("Why should the community take the case early?").fill("Known to us.")
    page.locator("input[name=approved][value=yes]").check()
    page.get_by_label("Name of who approved it").fill("Ash Alder")
    go_on(page, "Keep the assessment")
    check(page)
    page.goto(f"{case}/early-allocation")
    check(page)
    page.goto(f"{case}/why")
    check(page)
    page.goto(case)
    check(page)
