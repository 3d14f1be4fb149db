"""Signing in and out in a real browser."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Estate, sign_in

Window = Callable[..., Page]


@pytest.mark.parametrize("scripts", [True, False])
def test_a_person_signs_in_looks_and_signs_out(window: Window, estate: Estate, scripts: bool) -> None:
    page = window(java_script_enabled=scripts)
    sign_in(page, estate, "/cases")
    expect(page.get_by_role("heading", level=1)).to_have_text("Caseload")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You have signed out.")).to_be_visible()
    page.go_back()
    page.wait_for_url(re.compile("/sign-in"))
    expect(page.get_by_role("searchbox")).to_have_count(0)


def test_an_error_takes_the_focus_and_leads_to_its_field(window: Window, estate: Estate) -> None:
    page = window()
    page.goto(f"{estate.url}/sign-in")
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert page.title().startswith("Error: ")
    page.get_by_role("link", name="Enter your password").click()
    expect(page.locator("#password")).to_be_focused()


def test_the_keyboard_reaches_the_content_at_once(signed_in: Window) -> None:
    page = signed_in()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_the_password_can_be_looked_at(window: Window, estate: Estate) -> None:
    page = window()
    page.goto(f"{estate.url}/sign-in")
    page.get_by_label("Password", exact=True).fill("a phrase")
    page.get_by_role("button", name="Show password").click()
    expect(page.locator("#password")).to_have_attribute("type", "text")
