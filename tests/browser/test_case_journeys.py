"""A caseworker finds a case, reads why, records a parole start, sees its effect first and the owner change."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Estate, sign_in
from tests.browser.test_access import check

Window = Callable[..., Page]
names = (f"Case{letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
numbers = count(1)


def today() -> date:
    """The day of the served copy, whose clock is the machine's."""
    return datetime.now(ZoneInfo("Europe/London")).date()


def fill_date(page: Page, name: str, day: date) -> None:
    """Type a day into the three boxes of a date input."""
    for part, value in (("day", day.day), ("month", day.month), ("year", day.year)):
        page.locator(f"#{name}-{part}").fill(str(value))


def open_case(page: Page, estate: Estate) -> str:
    """Open a case with years to go on the page itself; answers the person's last name."""
    last_name = next(names)
    page.goto(f"{estate.url}/cases/new")
    page.get_by_label("Prison number").fill(f"D{next(numbers):04}EF")
    page.get_by_label("First name").fill("Robin")
    page.get_by_label("Last name").fill(last_name)
    page.locator("#prison").select_option("FHI")
    page.get_by_role("radio", name="Yes").first.check()
    fill_date(page, "start_date", today() - timedelta(days=300))
    page.locator("#sentence_type").select_option("SDS")
    page.get_by_label("Length in months").fill("96")
    fill_date(page, "release_date", today() + timedelta(days=1200))
    page.get_by_role("radio", name="National Probation Service").check()
    page.get_by_role("button", name="Open the case").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Robin {last_name}")
    return last_name


def find(page: Page, estate: Estate, last_name: str, *, scripts: bool) -> None:
    """Go to a case by way of the caseload; with scripts the list follows what is typed."""
    page.goto(f"{estate.url}/cases")
    page.get_by_role("searchbox").fill(last_name)
    if not scripts:
        page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name=re.compile(last_name)).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(last_name)


@pytest.mark.parametrize(
    ("through", "scripts"),
    [("estate", True), ("estate", False), ("pages_alone", True)],
    ids=["scripts on", "scripts off", "pages as their own process"],
)
def test_a_parole_start_is_recorded_and_the_owner_changes(
    window: Window, request: pytest.FixtureRequest, through: str, scripts: bool
) -> None:
    estate: Estate = request.getfixturevalue(through)
    page = window(java_script_enabled=scripts)
    sign_in(page, estate)
    last_name = open_case(page, estate)
    find(page, estate, last_name, scripts=scripts)

    owner = page.get_by_role("region", name=re.compile("Who owns this case today"))
    expect(owner).to_contain_text("The prison is responsible")
    owner.get_by_text("Where this rule comes from").click()
    expect(owner.get_by_text("OMCP Board paper").first).to_be_visible()

    page.get_by_role("button", name="Record a fact").or_(
        page.get_by_role("link", name="Record a fact")
    ).click()
    page.get_by_role("link", name="Parole process started").click()
    page.get_by_label("Name of the review").fill("Review 1")
    fill_date(page, "date", today())
    page.get_by_role("button", name="See what this changes").click()
    expect(page.get_by_text("Responsibility moves to the community today")).to_be_visible()
    page.get_by_role("button", name="Record this fact").click()

    expect(page.get_by_text("Fact recorded").first).to_be_visible()
    expect(page.get_by_role("region", name=re.compile("Who owns this case today"))).to_contain_text(
        "The community is responsible"
    )
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You have signed out.")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_who_owned_it_on_a_day_is_answered(signed_in: Window, estate: Estate, scripts: bool) -> None:
    page = signed_in(java_script_enabled=scripts)
    page.goto(f"{estate.url}/cases/{estate.case['id']}")
    fill_date(page, "on", today() - timedelta(days=390))
    page.get_by_role("button", name="Show who owned it").click()
    expect(page.locator("#day-answer")).to_contain_text("was responsible")
    if scripts:
        expect(page.locator("#announcements")).to_contain_text("responsible")
        page.locator("#on-month").fill("13")
        page.get_by_role("button", name="Show who owned it").click()
        expect(page.locator("#day-answer")).to_contain_text("must be a real date")


def test_a_form_that_failed_takes_the_focus_to_what_is_wrong(signed_in: Window, estate: Estate) -> None:
    page = signed_in()
    page.goto(f"{estate.url}/cases/{estate.case['id']}/facts/new/released")
    page.get_by_role("button", name="See what this changes").click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.get_by_role("link", name="Enter the date it happened").click()
    expect(page.locator("#date-day")).to_be_focused()


def test_two_people_at_one_case_do_not_overwrite_each_other(signed_in: Window, estate: Estate) -> None:
    page = signed_in()
    open_case(page, estate)
    case = page.url.partition("?")[0]
    page.goto(f"{case}/facts/new/significant_change")
    page.get_by_label("What changed").fill("Moved to another wing")
    fill_date(page, "date", today())
    page.get_by_role("button", name="See what this changes").click()

    other = signed_in()
    other.goto(f"{case}/facts/new/risk_changed")
    fill_date(other, "date", today())
    other.get_by_role("radio", name="Very high").check()
    other.get_by_role("button", name="See what this changes").click()
    other.get_by_role("button", name="Record this fact").click()
    expect(other.get_by_text("Fact recorded").first).to_be_visible()

    page.get_by_role("button", name="Record this fact").click()
    expect(page.get_by_text("Nothing was saved: the case changed after you opened it.")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Record this fact").click()
    expect(page.get_by_text("Fact recorded").first).to_be_visible()


def test_axe_finds_nothing_on_the_pages_of_a_case(signed_in: Window, estate: Estate) -> None:
    case = f"{estate.url}/cases/{estate.case['id']}"
    page = signed_in()
    asked = "?on-day=1&on-month=1&on-year=2026&view=as_recorded"
    for address in (
        case,
        f"{case}{asked}",
        f"{case}/changes",
        f"{case}/details",
        f"{case}/confirm",
        f"{case}/facts/new",
        f"{case}/facts/new/sentence_started",
        f"{case}/facts/new/sentence_dates_changed",
        f"{case}/facts/new/parole_decision",
        f"{case}/facts/new/risk_changed",
        f"{case}/facts/new/prison_transfer",
        f"{estate.url}/cases/new",
        f"{estate.url}/imports",
        f"{estate.url}/imports/columns",
    ):
        page.goto(address)
        assert page.url == address
        check(page)


def test_axe_finds_nothing_where_a_fact_is_checked_or_taken_back(signed_in: Window, estate: Estate) -> None:
    page = signed_in()
    case = f"{estate.url}/cases/{estate.case['id']}"
    page.goto(f"{case}/facts/new/parole_process_started")
    page.get_by_role("button", name="See what this changes").click()
    check(page)
    page.get_by_label("Name of the review").fill("Review 1")
    fill_date(page, "date", today())
    page.get_by_role("button", name="See what this changes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check before you record")
    check(page)
    page.goto(case)
    page.get_by_role("link", name=re.compile("^Retract")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Retract a fact")
    check(page)
    page.goto(f"{estate.url}/cases/new")
    page.get_by_role("button", name="Open the case").click()
    check(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_a_file_is_sent_and_watched_to_its_end(signed_in: Window, estate: Estate, scripts: bool) -> None:
    page = signed_in(java_script_enabled=scripts)
    page.goto(f"{estate.url}/imports")
    header = "prison_number,first_name,last_name,prison"
    rows = f"E{next(numbers):04}GH,Ash,Acorn,FHI\nE{next(numbers):04}GH,Birch,Beech,QQQ"
    file = {"name": "people.csv", "mimeType": "text/csv", "buffer": f"{header}\n{rows}\n".encode()}
    page.get_by_label("File", exact=True).set_input_files(files=[file])
    page.get_by_role("button", name="Send the file").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("people.csv")
    finished = page.get_by_role("heading", name=re.compile("^Finished"))
    if not scripts:
        while page.get_by_role("link", name="Refresh").count():
            page.wait_for_timeout(200)
            page.get_by_role("link", name="Refresh").click()
    expect(finished).to_be_visible(timeout=30_000)
    expect(page.get_by_text("There is no prison of this code")).to_be_visible()
    if scripts:
        check(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download every row as CSV").click()
    assert download.value.suggested_filename.endswith("OFFICIAL-SENSITIVE.csv")
