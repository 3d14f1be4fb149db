"""An analyst compares option 1 with option 2 and downloads the table; an officer tries what if on a case."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Estate, sign_in
from tests.browser.test_access import check

Window = Callable[..., Page]
OPEN_ALL = "document.querySelectorAll('details').forEach(each => each.open = true)"


def compare(page: Page, estate: Estate, left: str, right: str) -> None:
    """Set a comparison up from the list of them, as a person does."""
    page.goto(f"{estate.url}/policies/comparisons")
    page.get_by_role("button", name="Compare two policies").click()
    page.get_by_label("First policy").select_option(left)
    page.get_by_label("Second policy").select_option(right)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Compare", exact=True).click()
    page.wait_for_url("**/policies/comparisons/*")


@pytest.mark.parametrize("scripts", [True, False])
def test_an_analyst_compares_the_two_options_and_downloads_the_table(
    window: Window, estate: Estate, tmp_path: Path, scripts: bool
) -> None:
    page = window(viewport={"width": 1280, "height": 900}, java_script_enabled=scripts)
    sign_in(page, estate, username=estate.analyst)
    compare(page, estate, "omcp-2013-option-1", "omcp-2013-option-2")
    expect(page.get_by_role("heading", name="Option 1 and Option 2")).to_be_visible()
    expect(
        page.get_by_role("img", name="Cases that the prisons own at the end of each month")
    ).to_be_visible()
    moved = int(page.locator(".app-figures dd").nth(1).inner_text())
    assert moved > 0
    with page.expect_download() as arriving:
        page.get_by_role("link", name="Download every case that moves as CSV").click()
    file = tmp_path / "moves.csv"
    arriving.value.save_as(file)
    rows = list(csv.DictReader(file.read_text().splitlines()))
    assert len(rows) == moved
    assert {row["right_responsible"] for row in rows} <= {"custody", "community"}


@pytest.mark.parametrize("scripts", [True, False])
def test_an_officer_tries_a_release_date_and_nothing_is_saved(
    signed_in: Window, window: Window, estate: Estate, officers_cookies: object, scripts: bool
) -> None:
    page = window(storage_state=officers_cookies, java_script_enabled=scripts)
    case = f"{estate.url}/cases/{estate.case['id']}"
    page.goto(case)
    page.get_by_role("link", name="What if").click()
    page.get_by_label("A fact that might happen").select_option("release_date_recalculated")
    page.get_by_role("button", name="Show its questions").click()
    for name, day in (("Date it happened", ("22", "11", "2026")), ("Release date", ("1", "6", "2031"))):
        boxes = page.get_by_role("group", name=name)
        for part, value in zip(("Day", "Month", "Year"), day, strict=True):
            boxes.get_by_label(part).fill(value)
    page.get_by_role("button", name="See what would follow").click()
    expect(page.get_by_role("heading", name="Where they differ")).to_be_visible()
    expect(page.get_by_role("img", name="Timeline as it would be")).to_be_visible()
    expect(page.get_by_text("1 December 2030 (forecast)")).to_be_visible()
    page.goto(case)
    assert page.get_by_text("1 June 2031").count() == 0


def test_axe_finds_nothing_on_the_pages_of_comparisons(window: Window, estate: Estate) -> None:
    page = window()
    sign_in(page, estate, username=estate.analyst)
    for path in ("/policies/comparisons", "/policies/comparisons/new"):
        page.goto(estate.url + path)
        check(page)
    page.goto(f"{estate.url}/policies/comparisons/new?left=omcp-2013-option-2&right=omic")
    check(page)
    page.get_by_label("Cases a person").fill("none")
    page.get_by_role("button", name="Compare", exact=True).click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    check(page)
    for right in ("omcp-2013-option-2", "omcp-2013-option-1"):
        compare(page, estate, "omcp-2013-option-1", right)
        check(page)
    page.goto(f"{estate.url}/policies/comparisons")
    check(page)


def test_axe_finds_nothing_on_what_if(signed_in: Window, estate: Estate) -> None:
    page = signed_in()
    address = f"{estate.url}/cases/{estate.case['id']}/what-if"
    page.goto(address)
    check(page)
    page.get_by_label("Policy", exact=True).select_option("omcp-2013-option-1")
    page.get_by_role("button", name="See what would follow").click()
    page.get_by_role("heading", name="Where they differ").wait_for()
    check(page)
    page.goto(f"{address}?try=release_date_recalculated")
    check(page)
    page.get_by_role("button", name="See what would follow").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    check(page)
