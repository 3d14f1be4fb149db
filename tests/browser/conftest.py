"""A served copy of the whole service with people and cases, and a browser window that tolerates no fault."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from app.domain.caller import Role
from tests.browser.filled import ASSETS, filled_and_served
from tests.parts.service import PASSWORD, RunningService, opened
from tests.reliability.forked import forked_service

WIDTHS = (320, 1280)
EXPECTED = ("net::ERR_", "status of 4", "status of 5", "integrity", "htmx:sendError", "htmx:afterRequest")


@dataclass(frozen=True)
class Estate:
    """Where the service is, one of its cases, and who may sign in.

    The colleague is signed in already: a person has few sessions at once, so whoever signs in often is another.
    """

    url: str
    officer: str
    colleague: str
    analyst: str
    case: dict[str, Any]


@pytest.fixture(scope="session")
def estate(migrated_sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Estate]:
    """The whole service as its own process, with ninety cases at one prison and some at another."""
    folder = tmp_path_factory.mktemp("estate")
    with filled_and_served(migrated_sqlite_file, folder, _people_and_cases) as (url, (people, case)):
        yield Estate(url, *people, case)


@pytest.fixture(scope="session")
def pages_alone(estate: Estate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Estate]:
    """The same service by way of pages that hold no database."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / "assets").symlink_to(ASSETS)
    with forked_service(
        folder,
        factory="app.web.app:create_pages_app",
        api_url=estate.url,
        database_url="sqlite:////nowhere/at/all.db",
        var_dir=folder,
        cookie_secure=False,
    ) as running:
        yield replace(estate, url=running.url)


def _people_and_cases(inside: RunningService) -> tuple[list[str], dict[str, Any]]:
    today = inside.clock.moment.date()
    people = [inside.register_person(Role.OMU_OFFICER, prisons=["FHI", "EWI"]) for _ in range(2)]
    people.append(inside.register_person(Role.GROUP_DIRECTOR, prisons=["FHI", "EWI"]))
    manager = inside.person(Role.OMU_MANAGER, prisons=["FHI", "EWI"])
    for n in range(60):
        release = today + timedelta(days=30 * (n % 20) - 20)
        sentence = {
            "sentence_type": "SDS",
            "length_months": 48,
            "start_date": (today - timedelta(days=400)).isoformat(),
            "release_date": release.isoformat(),
        }
        last = opened(
            manager,
            first_name=("Ada", "Beatrix", "Carys", "Dilys")[n % 4],
            last_name=("Alder", "Birch", "Cedar", "Hawthorn-Elderflower")[n // 4 % 4],
            prison=("FHI", "FHI", "EWI")[n % 3],
            sentence=sentence,
        )
    return people, last


@pytest.fixture
def window(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens windows. What the browser complains of fails the test, but for what the network alone explains."""
    faults: list[str] = []
    with ExitStack() as opened_ones:

        def open_window(**options: Any) -> Page:
            context: BrowserContext = browser.new_context(**options)
            opened_ones.callback(context.close)
            page = context.new_page()
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
            return page

        yield open_window
    assert [fault for fault in faults if not any(reason in fault for reason in EXPECTED)] == []


@pytest.fixture(scope="session")
def officers_cookies(browser: Browser, estate: Estate) -> Any:
    """What the browser keeps once the colleague has signed in; signing in takes a while, on purpose."""
    context = browser.new_context()
    sign_in(context.new_page(), estate, username=estate.colleague)
    kept = context.storage_state()
    context.close()
    return kept


@pytest.fixture
def signed_in(window: Callable[..., Page], estate: Estate, officers_cookies: Any) -> Callable[..., Page]:
    """Opens a window in which the colleague is signed in and stands on the home page."""

    def open_window(**options: Any) -> Page:
        page = window(storage_state=officers_cookies, **options)
        page.goto(estate.url)
        return page

    return open_window


def sign_in(page: Page, estate: Estate, path: str = "/", *, username: str | None = None) -> None:
    """Fill in the sign-in form as a person does; the officer unless another is named."""
    page.goto(estate.url + path)
    page.get_by_label("Username").fill(username or estate.officer)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(estate.url + path)
