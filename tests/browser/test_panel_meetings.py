"""An agenda is built, ordered and published; without a signature nothing is seen, from one seat one item of six."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.domain.caller import Role
from app.web import cookies
from tests.browser.conftest import ASSETS
from tests.browser.test_access import check
from tests.parts.board_room import BoardRoom, both_lines, said
from tests.parts.meetings import board, sign, signed_in, statement_in_force, take_seat, woman
from tests.parts.panel_entries import accepted, entered
from tests.parts.service import RunningService
from tests.reliability.forked import forked_service

BOTH_WAYS = (True, False)
AREAS = {True: ("midlands", "FHI"), False: ("north", "LNI")}
PLAN = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n%%EOF\n"
NAMES = ("Alder", "Birch", "Cedar", "Dogwood", "Elder", "Fir")
RESTRICTED = 4
"""The place of the one woman with Restricted Status among the six."""
Enter = Callable[..., Page]


@dataclass(frozen=True)
class Office:
    """Where the service is, who is signed in, the boards to prepare, and one that is over with its minutes."""

    url: str
    cookie: str
    sessions: dict[str, str]
    boards: dict[bool, str]
    over: str
    items: list[str]

    @property
    def meeting(self) -> str:
        """The address of the meeting that is over."""
        return f"{self.url}/panel/meetings/{self.over}"


@pytest.fixture(scope="module")
def office(migrated_sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The whole service as its own process."""
    folder = tmp_path_factory.mktemp("meetings")
    (folder / "assets").symlink_to(ASSETS)
    url = f"sqlite:///{shutil.copy(migrated_sqlite_file, folder / 'meetings.db')}"
    inside = RunningService(url, folder)
    inside.clock.moment = datetime.now(UTC)
    sessions = _people(inside)
    over, items = _meeting_that_is_over(inside)
    boards = {way: _what_is_due(inside, *AREAS[way]) for way in BOTH_WAYS}
    name = inside.service.pages.state.cookies.full_name(cookies.SESSION)
    inside.close()
    with forked_service(
        folder, factory="app.main:create_app", database_url=url, var_dir=folder, cookie_secure=False
    ) as running:
        yield Office(running.url, name, sessions, boards, over, items)


def _people(inside: RunningService) -> dict[str, str]:
    """A secretary, a member and the seat of high security who have signed, and two who have not."""
    statement = statement_in_force(inside)
    names = {"secretary": inside.register_person(Role.PANEL_SECRETARIAT, everywhere=True)}
    for who in ("member", "high security", "unsigned on", "unsigned off"):
        names[who] = inside.register_person(Role.PANEL_MEMBER, everywhere=True)
    take_seat(inside, "lead_psychologist", names["member"])
    take_seat(inside, "long_term_high_security", names["high security"])
    for who in ("secretary", "member", "high security"):
        sign(signed_in(inside, names[who]), statement)
    return {who: inside.session_of(username) for who, username in names.items()}


def _meeting_that_is_over(inside: RunningService) -> tuple[str, list[str]]:
    """A board of six items, two of them discussed, whose minutes are published; answers the items too."""
    room = BoardRoom(inside)
    meeting = room.meeting(held_on=inside.clock.moment.date())
    items = [
        room.item(meeting, woman(inside, last_name=name)["id"], place, is_restricted=place == RESTRICTED)
        for place, name in enumerate(NAMES, 1)
    ]
    clerk = room.signed(Role.PANEL_SECRETARIAT)
    for place in (1, RESTRICTED):
        said(clerk, items[place - 1], f"What was said of {NAMES[place - 1]}.")
        both_lines(clerk, items[place - 1])
    room.close(meeting)
    done = clerk.post(f"/api/v1/meetings/{meeting}/minutes/publish", json={})
    assert done.status_code in {200, 201}, done.text
    return meeting, items


def _what_is_due(inside: RunningService, area: str, prison: str) -> str:
    """A board to come: one woman's referral was accepted, two women's reviews are due. Answers its id."""
    accepted(inside, woman(inside, last_name="Hazel", prison=prison)["id"])
    for name in ("Ivy", "Juniper"):
        entered(inside, woman(inside, last_name=name, prison=prison)["id"], status="closed")
    clerk = BoardRoom(inside).signed(Role.PANEL_SECRETARIAT)
    day = inside.clock.moment.date() + timedelta(days=7)
    return str(board(clerk, area=area, held_on=day.isoformat())["id"])


@pytest.fixture
def enter(office: Office, browser: Browser) -> Iterator[Enter]:
    """Opens a window in which somebody is signed in; no script may fail."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def opening(who: str, *, scripts: bool = True) -> Page:
        context = browser.new_context(java_script_enabled=scripts)
        context.add_cookies([{"name": office.cookie, "value": office.sessions[who], "url": office.url}])
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield opening
    for context in contexts:
        context.close()
    assert faults == []


def names_in_order(page: Page, *names: str) -> None:
    """The items of an agenda, from its top."""
    expect(page.locator("#order tbody th a")).to_have_text([f"{name}, Ada" for name in names])


@pytest.mark.parametrize("scripts", BOTH_WAYS)
def test_an_agenda_is_built_ordered_by_hand_given_a_paper_and_published(
    office: Office, enter: Enter, scripts: bool
) -> None:
    address = f"{office.url}/panel/meetings/{office.boards[scripts]}/agenda"
    member = enter("member", scripts=scripts)
    member.goto(address)
    expect(member.get_by_text("There is no item that you may see.")).to_be_visible()

    page = enter("secretary", scripts=scripts)
    page.goto(address)
    page.get_by_role("button", name="Add what is due").click()
    expect(page.get_by_text("The agenda has what is due")).to_be_visible()
    names_in_order(page, "Hazel", "Ivy", "Juniper")
    page.get_by_label("Place of Ada Juniper").fill("0")
    page.get_by_role("button", name="Keep this order").click()
    expect(page.get_by_text("The order is kept")).to_be_visible()
    names_in_order(page, "Juniper", "Hazel", "Ivy")

    page.get_by_role("link", name="Hazel, Ada").click()
    page.get_by_label("Title of the paper").fill("Sentence plan")
    unsafe = {"name": "plan.html", "mimeType": "text/html", "buffer": b"<html></html>"}
    page.get_by_label("File").set_input_files(unsafe)  # type: ignore[arg-type]
    page.get_by_role("button", name="Add the paper").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    page.get_by_label("Title of the paper").fill("Sentence plan")
    safe = {"name": "plan.pdf", "mimeType": "application/pdf", "buffer": PLAN}
    page.get_by_label("File").set_input_files(safe)  # type: ignore[arg-type]
    page.get_by_role("button", name="Add the paper").click()
    expect(page.get_by_text("The paper is kept")).to_be_visible()
    if scripts:
        check(page)
    page.get_by_role("link", name="Back to the agenda").click()
    page.get_by_role("button", name="Publish it to the members").click()
    expect(page.get_by_text("The agenda is published to the members")).to_be_visible()
    expect(page.get_by_text("Edition 1, published")).to_be_visible()

    member.goto(address)
    names_in_order(member, "Juniper", "Hazel", "Ivy")
    expect(member.get_by_role("button", name="Keep this order")).to_have_count(0)
    member.get_by_role("link", name="Hazel, Ada").click()
    with member.expect_download() as taken:
        member.get_by_role("link", name="Sentence plan").click()
    assert Path(taken.value.path()).read_bytes() == PLAN


@pytest.mark.parametrize("scripts", BOTH_WAYS)
def test_a_member_who_has_not_signed_sees_nothing_until_they_sign(
    office: Office, enter: Enter, scripts: bool
) -> None:
    page = enter(f"unsigned {'on' if scripts else 'off'}", scripts=scripts)
    closed = ("agenda", f"agenda/{office.items[0]}", "room", "minutes", "minutes/1")
    for end in closed:
        answer = page.goto(f"{office.meeting}/{end}")
        assert answer is not None
        assert answer.status == 403, end
        expect(page.get_by_role("heading", level=1)).to_have_text("Sign the confidentiality statement first")
        for name in NAMES:
            assert name not in page.content(), (end, name)
    page.get_by_role("link", name="Read and sign the statement").click()
    expect(page.get_by_text("I keep what I hear at the panel")).to_be_visible()
    expect(page.get_by_text("You have not signed it.")).to_be_visible()
    if scripts:
        check(page)
    page.get_by_role("button", name="Sign the statement").click()
    expect(page.get_by_text("You have signed the statement")).to_be_visible()
    page.goto(f"{office.meeting}/agenda")
    names_in_order(page, *NAMES)
    page.goto(f"{office.meeting}/minutes/1")
    expect(page.get_by_text("What was said of Alder.")).to_be_visible()


def test_the_high_security_seat_sees_one_item_of_six(office: Office, enter: Enter) -> None:
    page = enter("high security")
    only, mine = NAMES[RESTRICTED - 1], office.items[RESTRICTED - 1]
    page.goto(f"{office.meeting}/agenda")
    expect(
        page.get_by_text("You see the items on women of Restricted Status, and no others.")
    ).to_be_visible()
    names_in_order(page, only)
    check(page)
    for end in ("agenda", f"agenda/{mine}", "room", "minutes", "minutes/1"):
        page.goto(f"{office.meeting}/{end}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert [name for name in NAMES if name in page.content()] in ([only], []), end
    expect(page.get_by_text(f"What was said of {only}.")).to_be_visible()
    page.goto(f"{office.meeting}/room")
    expect(page.locator("section.app-room__item")).to_have_count(1)
    expect(page.locator("section.app-room__item")).to_contain_text(f"Ada {only}")
    for other in (each for each in office.items if each != mine):
        answer = page.goto(f"{office.meeting}/agenda/{other}")
        assert answer is not None
        assert answer.status == 404
        expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
