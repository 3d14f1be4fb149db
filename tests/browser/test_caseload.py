"""Finding a case in the caseload, with scripts and without, whatever the CDN does."""

import re
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from app.web.assets import HTMX_URL
from tests.browser.conftest import ASSETS, Estate

Window = Callable[..., Page]


def test_typing_brings_the_table_up_to_date_and_says_how_many(signed_in: Window, estate: Estate) -> None:
    page = signed_in()
    _search_by_typing(page, estate)


def test_filters_act_when_they_are_chosen(signed_in: Window, estate: Estate) -> None:
    page = signed_in()
    page.goto(f"{estate.url}/cases")
    _wait_for_htmx(page)
    page.get_by_label("Prison", exact=True).focus()
    page.get_by_label("Prison", exact=True).select_option("EWI")
    expect(page.get_by_role("heading", name="20 cases")).to_be_visible()
    expect(page).to_have_url(f"{estate.url}/cases?prison=EWI")
    expect(page.get_by_label("Prison", exact=True)).to_be_focused()
    page.reload()
    expect(page.get_by_role("heading", name="20 cases")).to_be_visible()


def test_without_scripts_the_search_button_does_the_same(signed_in: Window, estate: Estate) -> None:
    page = signed_in(java_script_enabled=False)
    page.get_by_role("link", name="Caseload").click()
    page.get_by_role("searchbox").fill("hawthorn")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="12 cases")).to_be_visible()
    page.get_by_label("Prison", exact=True).select_option("EWI")
    page.get_by_role("button", name="Apply filters").click()
    expect(page.get_by_role("heading", name="4 cases")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_have_value("hawthorn")
    page.get_by_role("link", name="Release").click()
    assert page.get_by_role("columnheader", name="Release").get_attribute("aria-sort") == "ascending"


def test_the_cdn_is_used_where_it_answers(signed_in: Window, estate: Estate) -> None:
    page = signed_in()
    page.route(HTMX_URL, _answered)
    _search_by_typing(page, estate)
    assert page.locator("script[data-fallback-why]").count() == 0


@pytest.mark.parametrize("trouble", ["unreachable", "late", "error", "changed"])
def test_a_cdn_in_trouble_changes_nothing(signed_in: Window, estate: Estate, trouble: str) -> None:
    page = signed_in()
    page.route(HTMX_URL, TROUBLES[trouble])
    _search_by_typing(page, estate)
    assert page.locator("script[data-fallback-why='error']").count() == 1


def test_a_cdn_that_never_answers_is_given_three_seconds(signed_in: Window, estate: Estate) -> None:
    page = signed_in()
    page.route(HTMX_URL, lambda route: None)
    started = time.monotonic()
    page.goto(f"{estate.url}/cases", wait_until="domcontentloaded")
    assert time.monotonic() - started < 2
    _wait_for_htmx(page)
    page.get_by_role("searchbox").press_sequentially("hawthorn")
    expect(page.get_by_role("heading", name="12 cases")).to_be_visible()
    assert page.locator("script[data-fallback-why='timeout']").count() == 1


def test_a_list_that_cannot_be_had_is_said_aloud(signed_in: Window, estate: Estate) -> None:
    page = signed_in()
    page.goto(f"{estate.url}/cases")
    _wait_for_htmx(page)
    page.route(re.compile(r"/cases\?"), lambda route: route.abort())
    page.get_by_role("searchbox").press_sequentially("alder")
    expect(page.get_by_role("alert")).to_contain_text("could not be brought up to date")
    page.unroute(re.compile(r"/cases\?"))
    page.get_by_role("searchbox").press_sequentially(" ")
    expect(page.locator("#trouble")).to_be_hidden()


def test_a_session_that_ends_while_typing_leads_to_sign_in_and_back(
    signed_in: Window, estate: Estate
) -> None:
    page = signed_in()
    page.goto(f"{estate.url}/cases")
    _wait_for_htmx(page)
    page.context.clear_cookies()
    page.get_by_role("searchbox").press_sequentially("alder")
    page.wait_for_url(re.compile("/sign-in"))
    assert "next=%2Fcases" in page.url


def _search_by_typing(page: Page, estate: Estate) -> None:
    page.goto(f"{estate.url}/cases")
    _wait_for_htmx(page)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/cases?" in request.url else None)
    field = page.get_by_role("searchbox")
    field.press_sequentially("hawthorn", delay=20)
    expect(page.get_by_role("heading", name="12 cases")).to_be_visible()
    expect(page.locator("#announcements")).to_have_text("12 cases")
    expect(field).to_be_focused()
    expect(page).to_have_url(f"{estate.url}/cases?q=hawthorn")
    expect(page.get_by_role("row")).to_have_count(13)
    assert len(asked) == 1


def _wait_for_htmx(page: Page) -> None:
    for _ in range(200):
        if page.evaluate("!!(document.querySelector('[hx-get]') || {})['htmx-internal-data']"):
            return
        page.wait_for_timeout(50)
    raise AssertionError("htmx did not start")


def _answered(route: Route) -> None:
    _fulfil(route, (ASSETS / HTMX_URL.rpartition("/")[2]).read_bytes())


def _changed(route: Route) -> None:
    _fulfil(route, (ASSETS / HTMX_URL.rpartition("/")[2]).read_bytes() + b"//")


def _late(route: Route) -> None:
    time.sleep(0.4)
    route.abort()


def _fulfil(route: Route, body: bytes) -> None:
    headers = {"access-control-allow-origin": "*"}
    route.fulfill(status=200, content_type="application/javascript", headers=headers, body=body)


TROUBLES: dict[str, Callable[[Route], None]] = {
    "unreachable": lambda route: route.abort(),
    "late": _late,
    "error": lambda route: route.fulfill(status=503, body="no"),
    "changed": _changed,
}
