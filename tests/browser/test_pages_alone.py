"""The pages as their own process, before an API elsewhere (API_URL)."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.conftest import Estate, sign_in


def test_a_person_signs_in_finds_a_case_and_signs_out(
    window: Callable[..., Page], pages_alone: Estate
) -> None:
    page = window()
    sign_in(page, pages_alone)
    page.get_by_role("searchbox").fill("hawthorn")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="12 cases")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You have signed out.")).to_be_visible()
