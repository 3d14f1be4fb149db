"""A board of six items with two secretaries: they clash and lose nothing, a connection drops, the minutes come out."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from starlette.testclient import TestClient

from app.domain.caller import Role
from app.web import cookies
from tests.browser.conftest import ASSETS, WIDTHS
from tests.browser.test_access import check
from tests.parts.board_room import BoardRoom
from tests.parts.served import served
from tests.parts.service import RunningService

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

    def record(self) -> list[dict[str, object]]:
        """What the service has of each item."""
        found: list[dict[str, object]] = self.api.get(f"/api/v1/meetings/{self.meeting}/minutes").json()[
            "items"
        ]
        return found


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
    with served(
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
    standing = mine.locator("#standing")

    # What one types the other sees.
    mine.locator("#discussion-1").fill("She has asked for her mother to be told.")
    expect(hers.locator("#discussion-1")).to_have_value(
        "She has asked for her mother to be told.", timeout=POLL
    )

    # Both write in one place at once: one is saved, the other is shown both texts.
    mine.locator("#discussion-2").fill("Text of one.")
    hers.locator("#discussion-2").fill("Text of the other.")
    groups = [page.get_by_role("group", name="Two texts") for page in (mine, hers)]
    mine.wait_for_timeout(2500)
    clashed = [page for page, group in zip((mine, hers), groups, strict=True) if group.count()]
    assert len(clashed) == 1
    expect(clashed[0].locator("#standing")).to_contain_text("Both texts are kept")
    clashed[0].get_by_role("button", name="Keep both").click()
    expect(clashed[0].locator("#standing")).to_contain_text("Everything is saved")
    said = str(board.record()[1]["discussion"]["text"])  # type: ignore[index]
    assert "Text of one." in said
    assert "Text of the other." in said

    # By keys alone: advice on the third item.
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
    expect(hers.locator("#item-3")).to_contain_text(
        "Recommendation, wellbeing: A place on the therapeutic unit."
    )
    expect(mine.locator("#item-3")).to_contain_text("A place on the therapeutic unit.", timeout=POLL)

    # The connection drops while both a text and an action are on their way.
    mine.context.set_offline(True)
    mine.locator("#discussion-4").press_sequentially("Typed while nothing gets through")
    mine.keyboard.press("Alt+Shift+KeyA")
    action = mine.get_by_role("form", name="Action")
    action.get_by_label("What is to be done").fill("Ring the community team.")
    action.get_by_label("Improve wellbeing").check()
    action.get_by_label("Owner by name").fill("Ash Alder")
    due = (datetime.now(UTC) + timedelta(days=14)).date()
    for box, value in (("Day", due.day), ("Month", due.month), ("Year", due.year)):
        action.get_by_label(box).fill(str(value))
    action.get_by_role("button", name="Record the action").click()
    expect(standing).to_contain_text("No connection since")
    mine.wait_for_timeout(AWAY_SECONDS * 1000)
    mine.locator("#discussion-5").fill("And more of it.")
    expect(mine.locator("#discussion-4")).to_have_value("Typed while nothing gets through")
    mine.context.set_offline(False)
    expect(standing).to_contain_text("Everything is saved", timeout=15_000)
    expect(mine.locator("#item-4")).to_contain_text("Ring the community team.", timeout=POLL)
    record = board.record()
    assert [item["discussion"]["text"] for item in record[3:5]] == [  # type: ignore[index]
        "Typed while nothing gets through",
        "And more of it.",
    ]
    assert len(record[3]["actions"]) == 1  # type: ignore[arg-type]

    # The lines of responsibility, and the minutes.
    board.room.close(board.meeting)
    mine.goto(f"{board.address}/minutes")
    expect(mine.locator("#lacking li")).to_have_count(5)
    mine.get_by_role("button", name="Publish").click()
    expect(mine.get_by_role("alert")).to_contain_text("Some discussed cases lack lines of responsibility")
    mine.goto(f"{board.address}/room")
    for item in range(1, ITEMS):
        mine.locator(f"#prison_offender_manager-{item}").fill("Sees her each week.")
        mine.locator(f"#community_offender_manager-{item}").fill("Joins the review in March.")
    expect(standing).to_contain_text("Everything is saved", timeout=POLL)
    mine.goto(f"{board.address}/minutes")
    mine.get_by_role("button", name="Publish").click()
    expect(mine.get_by_role("heading", level=1)).to_have_text("Minutes, version 1")
    expect(mine.get_by_text("Ring the community team.")).to_be_visible()
    expect(mine.get_by_text("Not discussed.")).to_have_count(1)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_screen_and_the_minutes_are_for_everybody(board: Board, window: Window, width: int) -> None:
    page = window("other")
    page.set_viewport_size({"width": width, "height": 900})
    page.locator("#item-1").get_by_role("link", name="Add a recommendation").click()
    expect(page.get_by_role("form", name="Recommendation")).to_be_visible()
    check(page)
    for end in ("minutes", "minutes/1"):
        page.goto(f"{board.address}/{end}")
        check(page)
    page.goto(f"{board.address}/room/items/{board.record()[0]['item_id']}/add/recommendations")
    check(page)
