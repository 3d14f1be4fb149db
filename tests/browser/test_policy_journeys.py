"""A board decides on a policy: in principle nothing changes, and from the approved date on ownership follows."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from app.domain.caller import Role
from tests.browser.conftest import ASSETS
from tests.browser.test_access import check
from tests.parts.policies import decided, recorded, secretary
from tests.parts.service import PASSWORD, RunningService, opened
from tests.reliability.forked import forked_service

Window = Callable[..., Page]
TODAY, BEFORE, STARTS_ON = date(2026, 11, 22), date(2027, 1, 31), date(2027, 2, 1)
PRISON = "The prison"
FAR = {"start_date": "2026-01-13", "sentence_type": "SDS", "length_months": 96, "release_date": "2030-01-13"}


@dataclass(frozen=True)
class Country:
    """Where the service is, its clock, who signs in, one case, and a paper that waits for approval."""

    url: str
    clock: Path
    secretary: str
    director: str
    manager: str
    case: str
    paper: str

    def turn_to(self, day: date) -> None:
        """Let it be noon of that day."""
        self.clock.write_text(datetime.combine(day, time(12), tzinfo=UTC).isoformat())


@pytest.fixture(scope="module")
def country(migrated_sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Country]:
    """The whole service as its own process, at a day that the test turns."""
    folder = tmp_path_factory.mktemp("country")
    (folder / "assets").symlink_to(ASSETS)
    url, clock = f"sqlite:///{shutil.copy(migrated_sqlite_file, folder / 'country.db')}", folder / "clock"
    inside = RunningService(url, folder)
    waiting = recorded(secretary(inside), reference="OMCP/13/1")
    decided(secretary(inside), waiting["id"], 1, "agreed")
    found = {
        "secretary": inside.register_person(Role.PANEL_SECRETARIAT, everywhere=True),
        "director": inside.register_person(Role.GROUP_DIRECTOR, everywhere=True),
        "manager": inside.register_person(Role.OMU_MANAGER, prisons=["FHI"]),
        "case": opened(inside.system(), sentence=FAR)["id"],
        "paper": waiting["id"],
    }
    inside.close()
    clock.write_text(datetime.combine(TODAY, time(12), tzinfo=UTC).isoformat())
    with forked_service(
        folder,
        factory="tests.parts.turned_clock:create_app",
        database_url=url,
        var_dir=folder,
        cookie_secure=False,
        turned_clock=clock,
    ) as running:
        yield Country(running.url, clock, **found)


def sign_in(page: Page, country: Country, username: str) -> Page:
    page.goto(f"{country.url}/policies")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{country.url}/policies")
    return page


def fill_day(page: Page, name: str, day: date) -> None:
    for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.locator(f"#{name}-{part}").fill(str(value))


def owner_shown(page: Page, country: Country, owner: str) -> None:
    page.goto(f"{country.url}/cases/{country.case}")
    expect(page.locator(".app-case-owner__who")).to_contain_text(f"{owner} is responsible")


def test_the_pages_of_policies_are_clean_and_fit(window: Window, country: Country) -> None:
    by_role = {
        country.secretary: (
            "/policies",
            "/policies/omcp-2013-option-1",
            "/policies/omcp-2013-option-2/settings",
            "/policy-decisions",
            "/policy-decisions/new",
            f"/policy-decisions/{country.paper}",
            f"/policy-decisions/{country.paper}/parts/1",
            f"/policy-decisions/{country.paper}/end",
        ),
        country.director: (f"/policy-decisions/{country.paper}/approve",),
        country.manager: ("/policies/omcp-2013-option-2/settings/propose",),
    }
    for username, paths in by_role.items():
        page = sign_in(window(), country, username)
        for path in paths:
            page.goto(country.url + path)
            check(page)
            if path.endswith(("/new", "/approve", "/propose", "/end")):
                page.locator("main form button").first.click()
                expect(page.get_by_role("alert").first).to_contain_text("There is a problem")
                check(page)


def test_a_decision_is_followed_on_its_date_and_not_before(window: Window, country: Country) -> None:
    page = sign_in(window(), country, country.secretary)
    owner_shown(page, country, PRISON)
    page.goto(f"{country.url}/policy-decisions/new")
    for name, value in (("reference", "OMCP/13/4"), ("title", "Mirror the split"), ("board", "OMCP Board")):
        page.locator(f"#{name}").fill(value)
    fill_day(page, "board_on", date(2026, 11, 20))
    page.get_by_role("radio", name="Option 1: mirror the split").check()
    page.locator("#text").fill("Retained cases stay with the community.")
    page.get_by_role("button", name="Record the paper").click()
    page.get_by_role("link", name="Record the outcome of part 1").click()
    page.get_by_role("radio", name="Agreed", exact=True).check()
    page.get_by_role("button", name="Record the outcome").click()
    expect(page.get_by_role("main")).to_contain_text("Nothing is in force until the final approval")
    address = page.url
    owner_shown(page, country, PRISON)

    director = sign_in(window(java_script_enabled=False), country, country.director)
    director.goto(address)
    director.get_by_role("button", name="Record the final approval").click()
    director.locator("#board").fill("Implementation and Service Acceptance Board")
    fill_day(director, "board_on", date(2026, 11, 21))
    director.locator("#reference").fill("ISAB/13/9")
    fill_day(director, "in_force_from", TODAY)
    director.get_by_role("button", name="Put it in force from this date").click()
    expect(director.get_by_role("alert").first).to_contain_text("Give 2026-11-23 or a later day")
    fill_day(director, "in_force_from", STARTS_ON)
    director.get_by_role("button", name="Put it in force from this date").click()
    expect(director.get_by_role("main")).to_contain_text("Finally approved, not yet in force")

    page.goto(address)
    expect(page.locator("#policy-run")).to_contain_text("Every case has followed", timeout=15_000)
    owner_shown(page, country, PRISON)
    for day, owner in ((BEFORE, PRISON), (STARTS_ON, "The community")):
        country.turn_to(day)
        later = sign_in(window(), country, country.secretary)
        owner_shown(later, country, owner)
    country.turn_to(TODAY)
