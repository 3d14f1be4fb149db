"""Every page of the base is open to everybody: axe finds nothing, and nothing runs off a narrow screen."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import WIDTHS, Estate

Window = Callable[..., Page]
AXE = Axe()
INSIDE = ("/", "/cases", "/cases?q=nobody", "/cases?sort=height,asc", "/account", "/help", "/no/such/page")


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_on_the_pages_inside(signed_in: Window, estate: Estate, width: int) -> None:
    page = signed_in(viewport={"width": width, "height": 900})
    for path in INSIDE:
        page.goto(estate.url + path)
        check(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_on_the_sign_in_page(window: Window, estate: Estate, width: int) -> None:
    page = window(viewport={"width": width, "height": 900})
    page.goto(f"{estate.url}/sign-in")
    check(page)
    page.get_by_role("button", name="Sign in").click()
    check(page)


def test_no_width_between_lets_a_page_run_off(signed_in: Window, estate: Estate) -> None:
    page = signed_in(viewport={"width": 320, "height": 900})
    for path in ("/cases", f"/cases/{estate.case['id']}", "/handovers"):
        page.goto(estate.url + path)
        for width in (500, 641, 770, 850, 900, 1020, 1100, 1200, 1239):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (path, width)


def check(page: Page) -> None:
    """Refuse what axe finds, and a page wider than its window; the page may still be on its way here."""
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):  # it stays for the next width
        page.evaluate(AXE.axe_script)
    found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
