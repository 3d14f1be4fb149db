"""A woman is referred, saved as it is typed while two look at it, sent and accepted; with scripts and without."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.domain.caller import Role
from app.web import cookies
from tests.browser.conftest import ASSETS
from tests.browser.test_access import check
from tests.parts.service import RunningService, opened
from tests.reliability.forked import forked_service

BOTH_WAYS = (True, False)
POLL = 9_000


@dataclass(frozen=True)
class Prison:
    """Where the service is, two women, and who is signed in with which session."""

    url: str
    cookie: str
    sessions: dict[str, str]
    women: dict[bool, str]


@pytest.fixture(scope="module")
def prison(migrated_sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Prison]:
    """The whole service as its own process."""
    folder = tmp_path_factory.mktemp("referrals")
    (folder / "assets").symlink_to(ASSETS)
    url = f"sqlite:///{shutil.copy(migrated_sqlite_file, folder / 'referrals.db')}"
    inside = RunningService(url, folder)
    inside.clock.moment = datetime.now(UTC)
    clerk = inside.system(Role.RW)
    women = {scripts: str(opened(clerk)["prison_number"]) for scripts in BOTH_WAYS}
    people = {
        "officer": inside.register_person(Role.OMU_OFFICER, prisons=["FHI"]),
        "colleague": inside.register_person(Role.OMU_OFFICER, prisons=["FHI"]),
        "secretary": inside.register_person(Role.PANEL_SECRETARIAT, everywhere=True),
    }
    sessions = {who: inside.session_of(username) for who, username in people.items()}
    name = inside.service.pages.state.cookies.full_name(cookies.SESSION)
    inside.close()
    with forked_service(
        folder, factory="app.main:create_app", database_url=url, var_dir=folder, cookie_secure=False
    ) as running:
        yield Prison(running.url, name, sessions, women)


@pytest.fixture
def enter(prison: Prison, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a window in which somebody is signed in."""
    contexts: list[BrowserContext] = []

    def opening(who: str, *, scripts: bool = True, width: int = 1280) -> Page:
        context = browser.new_context(java_script_enabled=scripts, viewport={"width": width, "height": 900})
        context.add_cookies([{"name": prison.cookie, "value": prison.sessions[who], "url": prison.url}])
        contexts.append(context)
        return context.new_page()

    yield opening
    for context in contexts:
        context.close()


def begun(page: Page, prison: Prison, woman: str) -> None:
    """A draft about her, on its form."""
    page.goto(f"{prison.url}/panel/referrals")
    page.get_by_role("button", name="Refer a woman").click()
    page.get_by_label("Prison number or CRN").fill(woman)
    page.get_by_label("The panel (WECASP)").check()
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Draft referral")


def filled(page: Page) -> None:
    """Everything that sending it asks for."""
    page.get_by_label("Complex needs").check()
    page.get_by_label("Sentence-plan objectives").fill("Finish the programme.")
    page.get_by_label("What is not progressing").fill("She has left it twice.")
    page.get_by_label("What was tried").fill("Weekly key work")
    began = page.get_by_role("group", name="Day it began")
    for box, typed in (("Day", "2"), ("Month", "3"), ("Year", "2026")):
        began.get_by_label(box, exact=True).fill(typed)
    page.get_by_label("What came of it").fill("Trust grew.")
    page.get_by_label("Her own views").fill("One person to talk to.")
    page.get_by_label("Screened in").check()
    page.get_by_role("group", name="Is there a formulation?").get_by_label("No").check()


@pytest.mark.parametrize("scripts", BOTH_WAYS)
def test_a_woman_is_referred_triaged_and_accepted(
    prison: Prison, enter: Callable[..., Page], scripts: bool
) -> None:
    page = enter("officer", scripts=scripts)
    begun(page, prison, prison.women[scripts])
    filled(page)
    if scripts:
        expect(page.locator("#saved")).to_contain_text("Saved", timeout=POLL)
        check(page)
    page.get_by_role("button", name="Save and check").click()
    expect(page.get_by_text("It says everything that is needed.")).to_be_visible()
    page.get_by_role("button", name="Send the referral").click()
    expect(page.get_by_text("The referral was sent")).to_be_visible()
    secretary = enter("secretary", scripts=scripts)
    secretary.goto(page.url.partition("?")[0])
    secretary.get_by_role("button", name="Take into triage").click()
    secretary.get_by_role("button", name="Accept the referral").click()
    expect(secretary.get_by_text("The referral was accepted")).to_be_visible()
    if scripts:
        check(secretary)


def test_a_draft_is_kept_as_it_is_typed_and_a_colleague_overwrites_nothing(
    prison: Prison, enter: Callable[..., Page]
) -> None:
    mine, theirs = enter("officer"), enter("colleague")
    begun(mine, prison, prison.women[True])
    theirs.goto(mine.url)
    mine.get_by_label("Her strengths").fill("She paints.")
    expect(mine.locator("#saved")).to_contain_text("Saved", timeout=POLL)
    mine.get_by_label("Caring responsibilities").fill("A son of seven.")
    expect(mine.locator("#saved input[name=version]")).to_have_value('"3"', timeout=POLL)
    theirs.get_by_label("Her strengths").fill("Mine is lost?")
    expect(theirs.locator("#saved")).to_contain_text("Somebody else saved this referral", timeout=POLL)
    expect(theirs.get_by_label("Her strengths")).to_have_value("Mine is lost?")
    mine.reload()
    expect(mine.get_by_label("Her strengths")).to_have_value("She paints.")
    expect(mine.get_by_label("Caring responsibilities")).to_have_value("A son of seven.")


def test_what_is_typed_while_the_connection_is_gone_is_saved_when_it_is_back(
    prison: Prison, enter: Callable[..., Page]
) -> None:
    page = enter("officer")
    begun(page, prison, prison.women[True])
    page.context.set_offline(True)
    page.get_by_label("Her strengths").fill("Typed on a train.")
    expect(page.locator("#trouble")).to_be_visible(timeout=POLL)
    page.context.set_offline(False)
    page.get_by_label("Her own views").fill("Back again.")
    expect(page.locator("#saved")).to_contain_text("Saved", timeout=POLL)
    page.reload()
    expect(page.get_by_label("Her strengths")).to_have_value("Typed on a train.")


def test_a_save_that_did_not_get_through_is_tried_again_by_itself_and_says_so(
    prison: Prison, enter: Callable[..., Page]
) -> None:
    page = enter("officer")
    begun(page, prison, prison.women[True])
    unsaved = page.locator("[data-unsaved]")
    expect(unsaved).to_be_hidden()
    page.context.set_offline(True)
    page.get_by_label("Her strengths").fill("Typed in a tunnel.")
    expect(unsaved).to_contain_text("It is tried again by itself", timeout=POLL)
    page.context.set_offline(False)
    expect(unsaved).to_be_hidden(timeout=POLL)
    expect(page.locator("#saved")).to_contain_text("Saved", timeout=POLL)
    page.reload()
    expect(page.get_by_label("Her strengths")).to_have_value("Typed in a tunnel.")


def test_the_pages_of_referrals_are_narrow_and_free_of_barriers(
    prison: Prison, enter: Callable[..., Page]
) -> None:
    page = enter("secretary")
    for address in ("", "/new", "/principles", "/contacts", "?status=declined", "?q=nobody"):
        page.goto(f"{prison.url}/panel/referrals{address}")
        check(page)
    page.goto(f"{prison.url}/cases/{prison.women[True]}/referrals")
    check(page)
    page.get_by_role("button", name="Record an assessment").click()
    page.get_by_role("button", name="Keep the assessment").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    check(page)
