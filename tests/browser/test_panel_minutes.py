"""A board of six items with two secretaries: they clash and lose nothing, a connection drops, the minutes come out."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from starlette.testclient import TestClient

from app.domain.caller import Role
from app.web import cookies
from tests.browser.conftest import ASSETS
from tests.browser.test_access import check
from tests.parts.board_room import BoardRoom
from tests.parts.service import RunningService
from tests.reliability.forked import forked_service

ITEMS = 6
AWAY_SECONDS = int(os.environ.get("AWAY_SECONDS", "6"))
"""How long the connection is gone; a minute by hand, less where many tests wait."""
POLL = 9_000
Window = Callable[[str], Page]


@dataclass
class Board:
    """Where the service is, the meeting, and who may sign in with which session."""

    url: str
    meeting: str
    cookie: str
    sessions: dict[str, list[str]]
    api: TestClient
    room: BoardRoom

    @property
    def address(self) -> str:
        return f"{self.url}/panel/meetings/{self.meeting}"

    def record(self) -> list[dict[str, Any]]:
        """What the service has of each item."""
        answer = self.api.get(f"/api/v1/meetings/{self.meeting}/minutes")
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    def said(self, item: int) -> str:
        """The discussion of an item."""
        return str(self.record()[item - 1]["discussion"]["text"])


@pytest.fixture(scope="module")
def board(migrated_sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Board]:
    """The whole service as its own process, with a meeting that was opened just now."""
    folder = tmp_path_factory.mktemp("board")
    (folder / "assets").symlink_to(ASSETS)
    url = f"sqlite:///{shutil.copy(migrated_sqlite_file, folder / 'board.db')}"
    inside = RunningService(url, folder)
    inside.clock.moment = datetime.now(UTC)
    room = BoardRoom(inside)
    meeting = room.meeting(held_on=inside.clock.moment.date())
    room.items(meeting, ITEMS)
    room.attendee(meeting, name="Perpetua Birchcombe")
    sessions = {}
    for who, role in (("secretary", Role.PANEL_SECRETARIAT), ("other", Role.PANEL_SECRETARIAT)):
        username = inside.register_person(role, everywhere=True)
        room.sign(username)
        sessions[who] = [inside.session_of(username)]
    api = room.signed(Role.PANEL_SECRETARIAT)
    name = inside.service.pages.state.cookies.full_name(cookies.SESSION)
    with forked_service(
        folder, factory="app.main:create_app", database_url=url, var_dir=folder, cookie_secure=False
    ) as running:
        yield Board(running.url, meeting, name, sessions, api, room)
    inside.close()


@pytest.fixture
def window(browser: Browser, board: Board) -> Iterator[Window]:
    """Opens the meeting's screen for one of the secretaries; no script may fail."""
    faults: list[str] = []
    contexts: list[BrowserContext] = []

    def open_window(who: str) -> Page:
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        contexts.append(context)
        context.add_cookies([{"name": board.cookie, "value": board.sessions[who][0], "url": board.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"{board.address}/room")
        expect(page.get_by_role("heading", name="In the meeting")).to_be_visible()
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert faults == []


def test_six_items_two_secretaries_one_lost_connection_and_the_minutes(board: Board, window: Window) -> None:
    mine, hers = window("secretary"), window("other")
    mine.locator("#discussion-1").fill("She has asked for her mother to be told.")
    expect(hers.locator("#discussion-1")).to_have_value(
        "She has asked for her mother to be told.", timeout=POLL
    )
    write_in_one_place(board, mine, hers)
    advise_by_keys_alone(mine, hers)
    lose_the_connection(board, mine)
    publish_the_minutes(board, mine)


def write_in_one_place(board: Board, mine: Page, hers: Page) -> None:
    """One is saved, the other is shown both texts."""
    mine.locator("#discussion-2").fill("Text of one.")
    hers.locator("#discussion-2").fill("Text of the other.")
    group = {"role": "group", "name": "Two texts"}
    mine.wait_for_timeout(2500)
    (clashed,) = [page for page in (mine, hers) if page.get_by_role(**group).count()]  # type: ignore[arg-type]
    expect(clashed.locator("#standing")).to_contain_text("Both texts are kept")
    check(clashed)
    clashed.get_by_role("button", name="Keep both").click()
    expect(clashed.locator("#standing")).to_contain_text("Everything is saved")
    assert sorted(board.said(2).split("\n\n")) == ["Text of one.", "Text of the other."]


def advise_by_keys_alone(mine: Page, hers: Page) -> None:
    """Advice on the third item; what is left out is said beside the form."""
    hers.locator("#discussion-2").focus()
    hers.keyboard.press("Alt+PageDown")
    expect(hers.locator("#discussion-3")).to_be_focused()
    hers.keyboard.press("Alt+Shift+KeyR")
    form = hers.get_by_role("form", name="Recommendation")
    form.get_by_role("button", name="Record the recommendation").click()
    expect(form.get_by_role("alert")).to_contain_text("Select the owner")
    form.get_by_label("Wellbeing").check()
    form.get_by_label("Words of the recommendation").fill("A place on the therapeutic unit.")
    form.locator("select").first.select_option("governor")
    form.get_by_role("button", name="Record the recommendation").click()
    said = "Recommendation, wellbeing: A place on the therapeutic unit."
    expect(hers.locator("#item-3")).to_contain_text(said)
    expect(mine.locator("#item-3")).to_contain_text(said, timeout=POLL)


def lose_the_connection(board: Board, page: Page) -> None:
    """It drops while both a text and an action are on their way; each is there once when it is back."""
    standing = page.locator("#standing")
    page.context.set_offline(True)
    page.locator("#discussion-4").press_sequentially("Typed while nothing gets through")
    page.keyboard.press("Alt+Shift+KeyA")
    action = page.get_by_role("form", name="Action")
    action.get_by_label("What is to be done").fill("Ring the community team.")
    action.get_by_label("Improve wellbeing").check()
    action.get_by_label("Owner by name").fill("Ash Alder")
    due = (datetime.now(UTC) + timedelta(days=14)).date()
    for box, value in (("Day", due.day), ("Month", due.month), ("Year", due.year)):
        action.get_by_label(box).fill(str(value))
    action.get_by_role("button", name="Record the action").click()
    expect(standing).to_contain_text("No connection since")
    page.wait_for_timeout(AWAY_SECONDS * 1000)
    page.locator("#discussion-5").fill("And more of it.")
    expect(page.locator("#discussion-4")).to_have_value("Typed while nothing gets through")
    assert board.said(4) == ""
    page.context.set_offline(False)
    expect(standing).to_contain_text("Everything is saved", timeout=20_000)
    expect(page.locator("#item-4")).to_contain_text("Ring the community team.", timeout=POLL)
    assert [board.said(4), board.said(5)] == ["Typed while nothing gets through", "And more of it."]
    assert len(board.record()[3]["actions"]) == 1


def publish_the_minutes(board: Board, page: Page) -> None:
    """Refused while lines of responsibility are missing, and published when all are there."""
    board.room.close(board.meeting)
    page.goto(f"{board.address}/minutes")
    expect(page.locator("#lacking li")).to_have_count(5)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("alert")).to_contain_text("Some discussed cases lack lines of responsibility")
    page.goto(f"{board.address}/room")
    for item in range(1, ITEMS):
        page.locator(f"#prison_offender_manager-{item}").fill("Sees her each week.")
        page.locator(f"#community_offender_manager-{item}").fill("Joins the review in March.")
    expect(page.locator("#standing")).to_contain_text("Everything is saved", timeout=POLL)
    page.goto(f"{board.address}/minutes")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Minutes, version 1")
    expect(page.get_by_text("Ring the community team.")).to_be_visible()
    expect(page.get_by_text("Not discussed.")).to_have_count(1)


def test_the_screen_and_the_minutes_are_for_everybody(board: Board, window: Window) -> None:
    page = window("other")
    page.locator("#item-1").get_by_role("link", name="Add a recommendation").click()
    expect(page.get_by_role("form", name="Recommendation")).to_be_visible()
    check(page)
    for end in ("minutes", "minutes/1"):
        page.goto(f"{board.address}/{end}")
        check(page)
    page.goto(f"{board.address}/room/items/{board.record()[0]['item_id']}/add/recommendations")
    check(page)
