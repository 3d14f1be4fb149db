"""A prison's office at work: allocating, a parole refusal, a transfer, forty cases moved, and what axe says of it."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.office import FORTY, Office, last_name, office_served
from tests.browser.test_access import check
from tests.parts.service import PASSWORD
from tests.parts.workforce import SECONDED

Window = Callable[..., Page]
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])


@pytest.fixture(scope="module")
def office(migrated_sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with office_served(migrated_sqlite_file, tmp_path_factory.mktemp("office")) as served:
        yield served


@pytest.fixture(scope="module")
def kept(browser: Browser, office: Office) -> Callable[[str], Any]:
    """What the browser keeps of each person, who signs in once."""
    states: dict[str, Any] = {}

    def of(username: str) -> Any:
        if username not in states:
            context = browser.new_context()
            page = context.new_page()
            page.goto(f"{office.url}/sign-in")
            page.get_by_label("Username").fill(username)
            page.get_by_label("Password", exact=True).fill(PASSWORD)
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url(f"{office.url}/")
            states[username] = context.storage_state()
            context.close()
        return states[username]

    return of


@pytest.fixture
def seen_by(window: Window, kept: Callable[[str], Any]) -> Callable[..., Page]:
    """A window of somebody who has signed in."""

    def open_window(username: str, scripts: bool = True) -> Page:
        return window(storage_state=kept(username), java_script_enabled=scripts)

    return open_window


def fill_date(page: Page, name: str, day: date) -> None:
    for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.locator(f"#{name}-{part}").fill(str(value))


def today() -> date:
    return datetime.now(ZoneInfo("Europe/London")).date()


def choose_for(page: Page, office: Office, name: str) -> None:
    """From the list of cases that wait to the people who could take the one of this name."""
    page.goto(f"{office.url}/allocate?prison=FHI")
    page.get_by_role("link", name=re.compile(rf"^Choose person\s+for Ada {name}$")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Choose the seconded probation officer")


@SCRIPTS
def test_a_manager_gives_a_new_case_to_the_person_recommended(
    seen_by: Window, office: Office, scripts: bool
) -> None:
    page = seen_by(office.manager, scripts)
    choose_for(page, office, last_name("New", scripts))
    first = page.get_by_role("row").filter(has_text="Recommended")
    person = str(first.get_by_role("rowheader").inner_text()).partition("Recommended")[0].strip()
    first.get_by_role("link", name=re.compile("^Choose")).click()
    expect(page.get_by_role("checkbox")).to_have_count(0)
    page.get_by_role("button", name="Confirm").click()
    said = f"{person} is now the seconded probation officer of this case."
    expect(page.get_by_role("main")).to_contain_text(said)
    page.goto(f"{office.url}/cases/{office.new[scripts]}")
    expect(page.get_by_role("region", name=re.compile("^Who owns this case today"))).to_contain_text(person)


@SCRIPTS
def test_a_manager_chooses_somebody_else_and_says_why(seen_by: Window, office: Office, scripts: bool) -> None:
    page = seen_by(office.manager, scripts)
    choose_for(page, office, last_name("Other", scripts))
    row = page.get_by_role("row").filter(has=page.get_by_role("link", name=re.compile("^Choose"))).last
    expect(row).not_to_contain_text("Recommended")
    row.get_by_role("link", name=re.compile("^Choose")).click()
    page.get_by_role("button", name="Confirm").click()
    problem = "Choose at least one reason, because another person is recommended"
    expect(page.locator(".govuk-error-summary")).to_contain_text(problem)
    if scripts:
        check(page)
    page.get_by_role("checkbox", name="This person suits the case better").check()
    page.get_by_label("In words").fill("They have worked together before.")
    page.get_by_role("button", name="Confirm").click()
    said = "is now the seconded probation officer of this case."
    expect(page.get_by_role("main")).to_contain_text(said)


@SCRIPTS
def test_a_refusal_recorded_on_the_pages_returns_the_case_for_both_sides(
    seen_by: Window, office: Office, scripts: bool
) -> None:
    case, name = office.lifers[scripts], last_name("Lifer", scripts)
    page = seen_by(office.officer, scripts)
    page.goto(f"{office.url}/cases/{case}/parole")
    page.get_by_role("link", name="Review 1").click()
    page.get_by_role("radio", name="No release", exact=True).check()
    fill_date(page, "date", today())
    page.get_by_role("button", name="See what this changes").click()
    expect(page.get_by_text("Responsibility moves to the prison today")).to_be_visible()
    page.get_by_role("button", name="Record this fact").click()
    expect(page.get_by_text("Fact recorded").first).to_be_visible()
    for username in (office.officer, office.community):
        page = seen_by(username, scripts)
        page.goto(f"{office.url}/cases/{case}")
        owner = page.get_by_role("region", name=re.compile("^Who owns this case today"))
        expect(owner).to_contain_text("The prison is responsible")
        page.goto(f"{office.url}/handovers")
        page.get_by_role("link", name=re.compile("^Returning")).click()
        page.get_by_role("link", name=f"{name}, Ada").click()
        expect(page.get_by_role("main")).to_contain_text("The case came back to the prison on")


@SCRIPTS
def test_a_transfer_opens_the_tasks_of_the_prison_that_receives(
    seen_by: Window, office: Office, scripts: bool
) -> None:
    case, name = office.movers[scripts], last_name("Mover", scripts)
    page = seen_by(office.officer, scripts)
    page.goto(f"{office.url}/cases/{case}/facts/new/prison_transfer")
    page.locator("#to_prison").select_option("EWI")
    fill_date(page, "date", today())
    page.get_by_role("button", name="See what this changes").click()
    page.get_by_role("button", name="Record this fact").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The case has left your prisons")
    if scripts:
        check(page)

    page = seen_by(office.receiver, scripts)
    page.goto(f"{office.url}/tasks")
    page.get_by_label("Whose").select_option("nobody")
    if not scripts:
        page.get_by_role("button", name="Show").click()
    tasks = page.get_by_role("row").filter(has_text=f"{name}, Ada")
    expect(tasks.filter(has_text="Name who leads the case here")).to_have_count(1)
    expect(tasks.filter(has_text="Tell the community offender manager")).to_have_count(1)
    page.goto(f"{office.url}/cases/{case}/allocations")
    lead = page.get_by_role("row").filter(has_text="Leads the case today")
    expect(lead).to_contain_text("Nobody")
    expect(page.get_by_role("row").filter(has_text="Moved to another prison")).to_have_count(1)

    page = seen_by(office.community, scripts)
    page.goto(f"{office.url}/notices")
    told = page.get_by_role("row").filter(has_text=f"{name}, Ada")
    expect(told.filter(has_text="moved to another prison")).to_have_count(1)


@SCRIPTS
def test_a_manager_moves_forty_cases_and_sees_what_became_of_each(
    seen_by: Window, office: Office, scripts: bool
) -> None:
    page = seen_by(office.manager, scripts)
    page.goto(f"{office.url}/staff/{office.givers[scripts]}")
    page.get_by_role("button", name="Move their cases").click()
    page.get_by_role("link", name=f"Select all {FORTY} cases").click()
    page.get_by_label("Who takes them").select_option(office.taker)
    page.get_by_role("checkbox", name="To keep continuity").check()
    page.get_by_role("button", name="Move the cases").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What became of the cases")
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text(f"{FORTY} cases moved")
    expect(page.locator("tbody tr").filter(has_text="Moved")).to_have_count(FORTY)
    if scripts:
        check(page)


def check_all(page: Page, office: Office, *paths: str) -> None:
    for path in paths:
        answer = page.goto(office.url + path)
        assert answer is not None
        assert answer.status == 200, path
        check(page)


def test_axe_finds_nothing_where_people_and_cases_meet(seen_by: Window, office: Office) -> None:
    page = seen_by(office.manager)
    role = f"/cases/{office.full}/allocations/{SECONDED}"
    check_all(page, office, "/allocate", "/allocate?list=no_community_manager", "/staff", "/my-cases")
    check_all(page, office, f"/cases/{office.full}/allocations", f"{role}/choose", f"{role}/end")
    check_all(page, office, f"{role}/compare?id={office.lead}&id={office.part_week}")
    check_all(
        page, office, f"/staff/{office.part_week}", f"/staff/{office.lead}", f"/staff/{office.lead}/edit"
    )
    check_all(page, office, f"{role}/confirm?staff={office.part_week}", f"/staff/{office.lead}/reallocate")
    page.get_by_role("button", name="Move the cases").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    check(page)


def test_axe_finds_nothing_on_tasks_and_notices(seen_by: Window, office: Office) -> None:
    page = seen_by(office.manager)
    check_all(page, office, "/tasks", "/tasks?whose=anyone", "/tasks?whose=anyone&state=done")
    page.goto(f"{office.url}/tasks?whose=anyone")
    page.locator("#task-list th a").first.click()
    check(page)
    check_all(page, office, "/notices", "/account/notices", "/mailbox")
    check_all(seen_by(office.community), office, "/notices", "/tasks", "/my-cases")


def test_axe_finds_nothing_on_what_follows_a_case(seen_by: Window, office: Office) -> None:
    page, case = seen_by(office.officer), f"/cases/{office.full}"
    check_all(page, office, "/parole", f"{case}/parole", f"{case}/key-stages", f"{case}/contacts")
    check_all(page, office, "/key-stages", "/contact-gaps", "/contact-gaps?counts=yes")
    for path, press in (("contacts", "Record the contact"), ("key-stages", "Plan it and invite")):
        page.goto(f"{office.url}{case}/{path}")
        page.get_by_role("button", name=press).click()
        expect(page.locator(".govuk-error-summary")).to_be_visible()
        check(page)
    page.goto(f"{office.url}{case}/parole")
    page.get_by_role("link", name="Review 1").click()
    check(page)
    page.get_by_role("button", name="See what this changes").click()
    expect(page.locator(".govuk-error-summary")).to_be_visible()
    check(page)


def test_axe_finds_nothing_on_the_record_and_from_above(seen_by: Window, office: Office) -> None:
    page, case = seen_by(office.manager), f"/cases/{office.full}"
    check_all(page, office, "/dashboard", f"{case}/story", f"{case}/record", f"{case}/why", f"{case}/review")
    check_all(seen_by(office.senior), office, "/dashboard", "/allocate?list=no_community_manager", "/staff")
