"""Both sides of a handover at work: a checklist done, the community accepting, a refusal seen, a manager deciding."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.domain.caller import Role
from tests.browser.filled import filled_and_served
from tests.browser.test_access import check
from tests.parts.service import PASSWORD, RunningService, opened, told

Window = Callable[..., Page]
LIFE = {"start_date": "2010-01-11", "sentence_type": "LIFE", "tariff_expiry_date": "2022-01-11"}


@dataclass(frozen=True)
class Both:
    """Where the service is, who works on each side, and a case for each walk."""

    url: str
    officer: str
    manager: str
    community: str
    near: dict[bool, str]
    held: dict[bool, str]
    returned: str


@pytest.fixture(scope="module")
def both(migrated_sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """The whole service as its own process, with people on both sides."""
    folder = tmp_path_factory.mktemp("both")
    with filled_and_served(migrated_sqlite_file, folder, _people_and_cases) as (url, found):
        yield Both(url=url, **found)


def _people_and_cases(inside: RunningService) -> dict[str, Any]:
    today, clerk = inside.clock.moment.date(), inside.system(Role.RW)

    def ending(days: int, name: str) -> str:
        sentence = {
            "sentence_type": "SDS",
            "length_months": 48,
            "start_date": (today - timedelta(days=400)).isoformat(),
            "release_date": (today + timedelta(days=days)).isoformat(),
        }
        return str(opened(clerk, last_name=name, sentence=sentence)["id"])

    found = {
        "officer": inside.register_person(Role.OMU_OFFICER, prisons=["FHI"]),
        "manager": inside.register_person(Role.OMU_MANAGER, prisons=["FHI"]),
        "community": inside.register_person(Role.COMMUNITY_MANAGER, regions=["east_midlands"]),
        "near": {scripts: ending(200, f"Near{'On' if scripts else 'Off'}") for scripts in (True, False)},
        "held": {scripts: ending(700, f"Held{'On' if scripts else 'Off'}") for scripts in (True, False)},
    }
    lifer = str(opened(clerk, last_name="Returned", sentence=LIFE)["id"])
    told(clerk, lifer, {"type": "parole_process_started", "date": today.isoformat(), "review": "1"})
    refusal = {"type": "parole_decision", "date": today.isoformat(), "review": "1", "outcome": "negative"}
    told(clerk, lifer, refusal)
    return {**found, "returned": lifer}


def sign_in(page: Page, both: Both, username: str) -> Page:
    page.goto(f"{both.url}/sign-in")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{both.url}/")
    return page


SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])


@SCRIPTS
def test_both_sides_finish_the_checklist_and_the_community_accepts(
    window: Window, both: Both, scripts: bool
) -> None:
    path = f"{both.url}/cases/{both.near[scripts]}/handover"
    officer = sign_in(window(java_script_enabled=scripts), both, both.officer)
    officer.goto(path)
    _settle_all(officer)
    community = sign_in(window(java_script_enabled=scripts), both, both.community)
    community.goto(path)
    _settle_all(community)
    expect(community.locator("#work")).to_contain_text("Everything is done.")
    community.get_by_role("button", name="Accept the handover").click()
    expect(community.locator("#work")).to_contain_text("Accepted on")
    officer.reload()
    expect(officer.locator("#work")).to_contain_text("Accepted on")


def _settle_all(page: Page) -> None:
    """Press Done until nothing of this side is open, as fast as the page comes back."""
    buttons = page.get_by_role("button", name=re.compile("^Done"))
    while left := buttons.count():
        buttons.first.click()
        expect(buttons).to_have_count(left - 1)


def test_a_refusal_gives_the_case_back_and_both_sides_see_it(window: Window, both: Both) -> None:
    for username in (both.officer, both.community):
        page = sign_in(window(), both, username)
        page.goto(f"{both.url}/handovers?list=returning")
        page.get_by_role("link", name=re.compile("Returned, Ada")).click()
        expect(page.get_by_role("main")).to_contain_text("The case came back to the prison on")


@SCRIPTS
def test_a_manager_decides_after_seeing_the_effect(window: Window, both: Both, scripts: bool) -> None:
    page = sign_in(window(java_script_enabled=scripts), both, both.manager)
    page.goto(f"{both.url}/cases/{both.held[scripts]}/handover")
    page.get_by_role("link", name="Decide otherwise who is responsible").click()
    page.get_by_role("button", name="See what this changes").click()
    expect(page.get_by_role("alert").first).to_contain_text("There is a problem")
    page.get_by_role("radio", name="The community", exact=True).check()
    page.get_by_role("radio", name="Another reason").check()
    page.locator("#text").fill("They work with her already.")
    day = datetime.now(UTC).date() + timedelta(days=60)
    for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.locator(f"#expires_on-{part}").fill(str(value))
    page.get_by_role("button", name="See what this changes").click()
    expect(page.get_by_role("main")).to_contain_text("Responsibility moves to the community today")
    page.get_by_role("button", name="Make this decision").click()
    expect(page.get_by_role("main")).to_contain_text("What the rules say: the prison")


def test_the_pages_of_handovers_are_clean_and_fit(window: Window, both: Both) -> None:
    page = sign_in(window(), both, both.manager)
    case = both.held[True]
    for path in (
        "/handovers",
        "/handovers?list=returning",
        "/handovers?list=in_progress&q=nobody",
        "/handovers?next=nonsense",
        f"/cases/{both.near[True]}/handover",
        f"/cases/{both.near[True]}/handover/summary",
        f"/cases/{both.returned}/handover",
        f"/cases/{case}/override",
    ):
        page.goto(both.url + path)
        check(page)
