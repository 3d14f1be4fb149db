"""Every page of the base is open to everybody: axe finds nothing, and nothing runs off a narrow screen."""

from collections.abc import Callable

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.browser.conftest import WIDTHS, Estate

Window = Callable[..., Page]
AXE = Axe()
NARROW = "axe.run({ resultTypes: ['violations'], preload: false }).then(found => found.violations)"
WIDER = """
(async () => {
  const rules = { 'color-contrast': { enabled: false } };
  const found = (await axe.run({ resultTypes: ['violations'], preload: false, rules })).violations;
  const heads = document.querySelector('thead')
    ? (await axe.run({ include: [['thead']] }, { preload: false, runOnly: ['color-contrast'] })).violations : [];
  return found.concat(heads);
})()
"""
OF_THE_STYLES = """
axe.run({ runOnly: ['css-orientation-lock'] })
  .then(found => [found.passes, found.violations].map(each => each.map(rule => rule.id)))
"""
"""The one rule that reads the style sheets, for which axe fetches them anew at each run that is not told otherwise."""
INSIDE = ("/", "/cases", "/cases?q=nobody", "/cases?sort=height,asc", "/account", "/help", "/no/such/page")


def test_axe_finds_nothing_on_the_pages_inside(signed_in: Window, estate: Estate) -> None:
    page = signed_in()
    for path in INSIDE:
        page.goto(estate.url + path)
        check(page)


def test_axe_finds_nothing_on_the_sign_in_page(window: Window, estate: Estate) -> None:
    page = window()
    page.goto(f"{estate.url}/sign-in")
    check(page)
    page.get_by_role("button", name="Sign in").click()
    check(page)


def test_the_styles_of_all_pages_hold_nobody_to_one_orientation(signed_in: Window) -> None:
    page = signed_in()
    page.evaluate(AXE.axe_script)
    assert page.evaluate(OF_THE_STYLES) == [["css-orientation-lock"], []]


def test_no_width_between_lets_a_page_run_off(signed_in: Window, estate: Estate) -> None:
    page = signed_in(viewport={"width": 320, "height": 900})
    for path in ("/cases", f"/cases/{estate.case['id']}", "/handovers"):
        page.goto(estate.url + path)
        for width in (500, 641, 770, 850, 900, 1020, 1100, 1200, 1239):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (path, width)


def check(page: Page) -> None:
    """Refuse what axe finds at each width, with everything unfolded that folds; the window is wide afterwards."""
    page.wait_for_load_state()
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        _check_as_it_is(page)


def _check_as_it_is(page: Page) -> None:
    """Refuse what axe finds, and a page wider than its window; the page may still be on its way here.

    Contrast is four fifths of its time, so the whole page is held to it at the narrowest width alone, where letters
    are smallest and no colour is another one (tests/web/test_layout.py); elsewhere what is hidden there: table heads.
    """
    page.wait_for_load_state()
    if not page.evaluate("'axe' in window"):  # it stays for the next width
        page.evaluate(AXE.axe_script)
    size = page.viewport_size
    found = page.evaluate(NARROW if size and size["width"] == WIDTHS[0] else WIDER)
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
