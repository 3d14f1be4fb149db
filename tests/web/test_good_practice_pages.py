"""The pages of good practice and of the panel's reports."""

import pytest

from app.domain.caller import Role
from app.domain.panel import Aim
from app.domain.panel_figures import CATEGORIES, Owner
from app.web import cookies as names
from app.web.labels import panel_reports as words
from tests.parts.board_room import BoardRoom
from tests.parts.moves import MovesDesk
from tests.parts.pages import Browser, Page, browser
from tests.parts.service import RunningService

NOTES, REPORTS = "/panel/good-practice", "/panel/reports"
NOTE = {
    "title": "A quiet hour",
    "text": "Staff gave a quiet hour.\n\nIncidents stopped.",
    "aim_stabilise": "yes",
}


def person(service: RunningService, role: Role, *, signed: bool = True) -> Browser:
    """Somebody of the panel, who has signed the statement or not."""
    username = service.register_person(role, everywhere=True)
    if signed:
        BoardRoom(service).sign(username)
    found, cookies = browser(service), service.service.pages.state.cookies
    found.client.cookies.set(cookies.full_name(names.SESSION), service.session_of(username))
    return found


@pytest.fixture(scope="module")
def secretary(service: RunningService) -> Browser:
    return person(service, Role.PANEL_SECRETARIAT)


def written(secretary: Browser, **typed: str) -> Page:
    form = secretary.open(f"{NOTES}/new").form(f"{NOTES}/new")
    return secretary.follow(secretary.send(form, **{**NOTE, **typed}))


def path_of(page: Page) -> str:
    return str(page.answer.url.path)


def publish(secretary: Browser, page: Page, **typed: str) -> Page:
    path = f"{path_of(page)}/publish"
    answer = secretary.send(page.form(path), read_through="yes", **typed)
    return Page(answer) if answer.status_code != 303 else secretary.follow(answer)


def test_before_a_note_is_published_the_list_says_so(officer: Browser) -> None:
    page = officer.open(NOTES)
    assert page.heading == "Good practice"
    assert "No note is published yet." in page.text
    assert not page.all("a", href=f"{NOTES}/new")


def test_a_note_is_written_changed_published_found_and_withdrawn(
    secretary: Browser, officer: Browser
) -> None:
    page = written(secretary)
    assert "The draft was kept" in page.text
    path = path_of(page)
    form = secretary.open(f"{path}/edit").form(f"{path}/edit")
    assert form.fields["aim_stabilise"] == "yes"
    page = secretary.follow(secretary.send(form, title="A quieter hour", text="Staff gave a quiet hour."))
    assert page.heading == "A quieter hour"
    page = publish(secretary, page)
    assert "The note was published" in page.text
    found = officer.open(f"{NOTES}?q=QUIET+hou&aim=stabilise")
    assert "A quieter hour" in found.text
    assert "1 note" in found.text
    assert "No such note" in officer.open(f"{NOTES}?q=loud").text
    read = officer.open(path)
    assert "Written by" not in read.text
    assert not [form for form in read.forms if "good-practice" in form.action]
    page = secretary.open(path)
    missing = secretary.send(page.form(f"{path}/withdraw"))
    assert missing.status_code == 400
    assert Page(missing).texts("a", href="#reason") == ["Enter the reason for withdrawing it"]
    page = secretary.follow(secretary.send(page.form(f"{path}/withdraw"), reason="It can be guessed."))
    assert "It can be guessed." in page.text
    assert officer.get(path).status_code == 404
    assert "A quieter hour" in secretary.open(f"{NOTES}?state=withdrawn").text


def test_w10_the_page_names_every_identifier_that_is_in_the_way(
    service: RunningService, secretary: Browser
) -> None:
    MovesDesk(service).woman(last_name="Birchcombe")
    page = publish(secretary, written(secretary, text="Birchcombe (A1234BC) liked it."))
    assert page.answer.status_code == 400
    links = page.texts("a", href="#note")
    assert [text.split(" ")[0] for text in links] == ["“Birchcombe”", "“A1234BC”"]


def test_a_note_that_nobody_read_through_is_not_published(secretary: Browser) -> None:
    page = written(secretary)
    answer = secretary.send(page.form(f"{path_of(page)}/publish"))
    assert answer.status_code == 400
    assert Page(answer).all("a", href="#read_through")


def test_a_form_says_what_is_missing_and_keeps_what_was_typed(secretary: Browser) -> None:
    form = secretary.open(f"{NOTES}/new").form(f"{NOTES}/new")
    answer = secretary.send(form, text="Kept as typed.")
    assert answer.status_code == 400
    assert "Kept as typed." in answer.text


def test_whoever_has_not_signed_is_told_why_there_are_no_drafts(service: RunningService) -> None:
    unsigned = person(service, Role.PANEL_MEMBER, signed=False)
    page = unsigned.open(f"{NOTES}?state=draft")
    assert "Sign the confidentiality statement in force first" in page.text


def test_each_reads_the_reports_that_are_theirs(service: RunningService, secretary: Browser) -> None:
    both = secretary.open(REPORTS)
    assert {f"{REPORTS}/accounts/{owner}" for owner in Owner} <= {
        each.attributes["href"] for each in both.all("a")
    }
    director = person(service, Role.GROUP_DIRECTOR)
    page = director.open(REPORTS)
    assert not page.all("a", href=f"{REPORTS}/accounts/deputy_director")
    assert director.get(f"{REPORTS}/accounts/deputy_director").status_code == 403
    page = director.open(f"{REPORTS}/accounts/prison_group_director")
    assert page.heading == words.OWNER["prison_group_director"]
    assert "Final decisions, by prison" in page.text


def test_a_report_of_days_that_cannot_be_says_so(secretary: Browser) -> None:
    days = "from-day=2&from-month=11&from-year=2026&to-day=1&to-month=11&to-year=2026"
    page = secretary.open(f"{REPORTS}/accounts/deputy_director?{days}", status=400)
    assert "There is a problem" in page.text
    days = days.replace("to-day=1", "to-day=20")
    page = secretary.open(f"{REPORTS}/accounts/deputy_director?{days}")
    (link,) = [each for each in page.all("a") if ".csv" in each.attributes["href"]]
    answer = secretary.get(link.attributes["href"])
    assert answer.status_code == 200
    assert answer.text.startswith("measure,by,category,count,protective_marking")


def test_w44_an_extract_is_made_and_read(secretary: Browser) -> None:
    form = secretary.open(REPORTS).form(f"{REPORTS}/extracts")
    early = secretary.send(form, quarter="2026-Q4", reason="Too soon.")
    assert early.status_code == 409
    assert "Too soon." in early.text
    wrong = secretary.send(form, quarter="autumn", reason="Kept.")
    assert wrong.status_code == 400
    page = secretary.follow(secretary.send(form, quarter="2026-Q2", reason="Commissioned."))
    assert page.heading == "Monitoring extract, April to June 2026"
    answer = secretary.get(f"{REPORTS}/extracts/2026-Q2.csv")
    assert "OFFICIAL: SENSITIVE" in answer.text
    assert "monitoring-2026-Q2-OFFICIAL-SENSITIVE.csv" in answer.headers["content-disposition"]
    assert "Commissioned." in secretary.open(REPORTS).text


def test_every_table_and_category_has_its_words() -> None:
    assert {f"{measure}:{by}" for measure, by in CATEGORIES} == set(words.TABLE)
    assert {str(each) for table in CATEGORIES.values() for each in table} <= set(words.CATEGORY)
    assert set(words.AIM) == set(Aim)
    assert set(words.OWNER) == set(Owner)
