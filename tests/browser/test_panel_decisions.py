"""Walks of column D: a move is decided against advice beside the twelve prisons, and an action is closed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.domain.caller import Role
from app.web import cookies
from tests.browser.conftest import WIDTHS
from tests.browser.filled import filled_and_served
from tests.browser.test_access import check
from tests.parts.moves import MovesDesk
from tests.parts.service import RunningService


@dataclass
class Office:
    """Where the service is, a proposal on which the board has advised, an action, and who signs in."""

    url: str
    proposal: str
    action: str
    sessions: dict[str, str]
    cookie: str


@pytest.fixture(scope="module")
def office(migrated_sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The whole service as its own process."""
    folder = tmp_path_factory.mktemp("moves")
    with filled_and_served(migrated_sqlite_file, folder, _prepared) as (url, found):
        yield Office(url, **found)


def _prepared(inside: RunningService) -> dict[str, Any]:
    desk = MovesDesk(inside)
    case = desk.woman()
    proposal, advice = desk.submitted(case)["id"], desk.advised(case)
    assert desk.set_advice(proposal, advice, "NHI").status_code == 200
    item = desk.room.item(desk.room.meeting(), desk.woman())
    due = (inside.clock.moment.date() + timedelta(10)).isoformat()
    given = {"text": "Arrange a family visit.", "aim": "wellbeing", "owner_role": "lead", "due_on": due}
    action = desk.secretary.post(f"/api/v1/agenda-items/{item}/actions", json=given).json()["id"]
    director = inside.register_person(Role.GROUP_DIRECTOR, everywhere=True)
    desk.room.sign(director)
    officer = inside.register_person(Role.OMU_OFFICER, prisons=["FHI"])
    sessions = {"director": inside.session_of(director), "officer": inside.session_of(officer)}
    cookie = inside.service.pages.state.cookies.full_name(cookies.SESSION)
    return {"proposal": proposal, "action": action, "sessions": sessions, "cookie": cookie}


@pytest.fixture
def window(browser: Browser, office: Office) -> Iterator[BrowserContext]:
    """A browser of its own."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


def signed_in(window: BrowserContext, office: Office, who: str) -> Page:
    window.add_cookies([{"name": office.cookie, "value": office.sessions[who], "url": office.url}])
    return window.new_page()


def test_the_director_decides_a_move_against_advice(window: BrowserContext, office: Office) -> None:
    page = signed_in(window, office, "director")
    page.goto(f"{office.url}/panel/movements")
    page.get_by_role("link", name="Alder, Ada").first.click()
    expect(page.get_by_role("heading", name="Proposed move", level=1)).to_be_visible()
    assert page.locator("tbody tr").count() == 12
    check(page)
    page.get_by_role("button", name="Decide").click()
    check(page)
    page.get_by_label("Where she is to be held").select_option("STI")
    page.get_by_label("Closeness to home").check()
    page.get_by_role("button", name="Make this decision final").click()
    expect(page.get_by_role("alert").first).to_contain_text("This departs from the advice")
    page.get_by_label("Why it departs from the advice").fill(
        "Her mother is ill, and the children live there."
    )
    page.get_by_role("button", name="Make this decision final").click()
    expect(page.get_by_text("The decision is final")).to_be_visible()
    expect(page.get_by_text("Departs from the advice: New Hall")).to_be_visible()
    expect(page.locator("#next")).to_contain_text("record the transfer on her case")


def test_an_owner_closes_an_action(window: BrowserContext, office: Office) -> None:
    page = signed_in(window, office, "officer")
    page.goto(f"{office.url}/panel/actions?view=open")
    check(page)
    page.get_by_role("link", name="Arrange a family visit.").click()
    check(page)
    page.get_by_label("Update").fill("The visit took place on Sunday.")
    page.get_by_label("It is done").check()
    page.get_by_role("button", name="Keep the update").click()
    expect(page.get_by_text("The action was closed")).to_be_visible()
    page.goto(f"{office.url}/panel/actions?view=done")
    expect(page.get_by_role("link", name="Arrange a family visit.")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_of_moves_or_actions_runs_off_the_side(
    window: BrowserContext, office: Office, width: int
) -> None:
    page = signed_in(window, office, "director")
    page.set_viewport_size({"width": width, "height": 800})
    for path in (
        "/panel/movements",
        f"/panel/movements/{office.proposal}",
        "/panel/prison-offers",
        "/panel/delegates",
        "/panel/actions?view=open",
        f"/panel/actions/{office.action}",
    ):
        page.goto(f"{office.url}{path}")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, (path, width, wide)
