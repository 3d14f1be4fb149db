"""The record, the story and the review of a case: axe finds nothing, and nothing runs off a narrow screen."""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import Estate
from tests.browser.test_access import check

Window = Callable[..., Page]


def test_axe_finds_nothing_on_the_pages_of_a_record(signed_in: Window, estate: Estate) -> None:
    page = signed_in()
    case = f"/cases/{estate.case['id']}"
    for path in ("", "/record", "/record/risk", "/record/objectives/new", "/story", "/story?kind=override",
                 "/story?print=yes", "/review", "/record/choices/new"):  # fmt: skip
        page.goto(estate.url + case + path)
        check(page)
    page.goto(f"{estate.url}{case}/record/mappa")
    page.get_by_role("button", name="Save").click()
    check(page)


def test_a_choice_is_recorded_by_keyboard_alone(signed_in: Window, estate: Estate) -> None:
    page = signed_in(viewport={"width": 1200, "height": 900})
    page.goto(f"{estate.url}/cases/{estate.case['id']}/record")
    page.get_by_role("button", name=re.compile(r"^Declined\s*: A women-only place for meetings$")).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/record?done=choices")
    expect(page.get_by_text("Declined, offered on")).to_be_visible()


def test_the_story_is_filtered_in_place_with_scripts_and_by_its_button_without(
    window: Window, signed_in: Window, estate: Estate, officers_cookies: Any
) -> None:
    address = f"{estate.url}/cases/{estate.case['id']}/story"
    page = signed_in(viewport={"width": 1200, "height": 900})
    page.goto(address)
    page.get_by_label("Show").select_option("fact")
    page.wait_for_url("**/story?kind=fact")
    assert page.locator(".app-story__entry--ownership").count() == 0
    plain = window(storage_state=officers_cookies, java_script_enabled=False)
    plain.goto(address)
    plain.get_by_label("Show").select_option("fact")
    plain.get_by_role("button", name="Show").click()
    assert plain.locator(".app-story__entry--fact").count() > 0
