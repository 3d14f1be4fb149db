"""The pages of meetings: scheduling, the agenda with its papers, people, members, statement, agreements."""

from typing import Any

import pytest

from app.domain.caller import Role
from app.web import cookies
from tests.parts.meetings import restricted, statement_in_force, take_seat, woman
from tests.parts.pages import Browser, Page, look_at, signed_in
from tests.parts.service import RunningService

PLACE = "/panel/meetings"
PDF = b"%PDF-1.7\n%%EOF\n"
TODAY = {"held_on-day": "22", "held_on-month": "11", "held_on-year": "2026"}


def browser_of(service: RunningService, username: str) -> Browser:
    """A browser in which this person has signed in."""
    browser = Browser(service.anonymous())
    name = service.service.pages.state.cookies.full_name(cookies.SESSION)
    browser.client.cookies.set(name, service.session_of(username))
    return browser


def signs(browser: Browser) -> None:
    """Sign the statement in force on its page."""
    page = browser.open("/panel/confidentiality")
    form = next(form for form in page.forms if form.action.endswith("/sign"))
    assert "You have signed the statement" in browser.follow(browser.send(form)).text


@pytest.fixture(scope="module")
def head(service: RunningService) -> str:
    """The username of the Head of Women's Team."""
    username = service.register_person(Role.PANEL_CHAIR, everywhere=True)
    take_seat(service, "head_of_womens_team", username)
    return username


@pytest.fixture(scope="module")
def secretary(service: RunningService, head: str) -> Browser:
    """A secretary who has signed."""
    statement_in_force(service)
    browser = signed_in(service, Role.PANEL_SECRETARIAT, everywhere=True)
    signs(browser)
    return browser


def filled(browser: Browser, address: str, **typed: str) -> Any:
    """The answer to the form of a page, filled in."""
    return browser.send(browser.open(address).form(address), **typed)


def scheduled(browser: Browser, **typed: str) -> str:
    """The address of a new meeting."""
    told = {"kind": "board", "area": "midlands", "mode": "in_person", "starts_at": "10:00", **TODAY}
    answer = filled(browser, f"{PLACE}/new", **(told | typed))
    assert answer.status_code == 303, look_at(answer).text
    return str(answer.headers["location"]).partition("?")[0]


def other_day(day: str) -> dict[str, str]:
    """Another day of the month, so that no two boards of an area clash."""
    return TODAY | {"held_on-day": day}


def test_a_meeting_is_scheduled_chaired_opened_and_closed(secretary: Browser, head: str) -> None:
    address = scheduled(secretary)
    page = secretary.open(address)
    assert page.heading == "Board"
    assert "Stafford" in page.text
    assert "nobody is named to chair it" in page.text
    steps = page.form(f"{address}/steps/open")
    refused = look_at(secretary.send(steps))
    assert refused.answer.status_code == 409
    assert "has no valid chair" in refused.text
    wrong = look_at(filled(secretary, f"{address}/chair", chair="nobody.at.all", chair_basis="post_holder"))
    assert "Enter the username of somebody active in the register" in wrong.text
    named = secretary.follow(filled(secretary, f"{address}/chair", chair=head, chair_basis="post_holder"))
    assert "The meeting is changed" in named.text
    answer = secretary.send(named.form(f"{address}/steps/open"))
    assert answer.headers["location"] == f"{address}/room"
    opened = secretary.open(address)
    closed = secretary.follow(secretary.send(opened.form(f"{address}/steps/close")))
    assert "The meeting is closed" in closed.text
    assert "What you can do" not in closed.text


def test_what_was_typed_stays_where_a_meeting_lacks_something(secretary: Browser) -> None:
    answer = filled(secretary, f"{PLACE}/new", kind="board", mode="virtual", venue="A hall", **TODAY)
    page = look_at(answer)
    assert answer.status_code == 400
    assert "Select the area of the board" in page.text
    assert "Enter why nobody meets in person" in page.text
    assert page.all("input", name="venue")[0].attributes["value"] == "A hall"
    empty = look_at(filled(secretary, f"{PLACE}/new", starts_at=""))
    assert "Select what kind it is" in empty.text


def test_the_list_shows_months_without_a_board(secretary: Browser) -> None:
    scheduled(secretary, area="south", **other_day("19"))
    page = secretary.open(f"{PLACE}?area=south")
    assert page.heading == "Meetings"
    assert "South, London" in page.text
    next_month, this_month, last_month = page.texts("td", data_label="Flag")[:3]
    assert (next_month, this_month, last_month) == ("No board yet", "None", "No board")
    file = secretary.get(f"{PLACE}.csv")
    assert "OFFICIAL" in file.headers["content-disposition"]


def test_an_agenda_is_put_together_ordered_and_published(secretary: Browser, service: RunningService) -> None:
    address = scheduled(secretary, area="north")
    agenda = f"{address}/agenda"
    assert "Nothing on it" in secretary.open(agenda).text
    women = [woman(service, first_name="Ada", last_name=name) for name in ("Alder", "Birch")]
    for each in women:
        answer = filled(secretary, f"{agenda}/add", case=each["prison_number"], kind="review")
        page = secretary.follow(answer)
    assert "The case is on the agenda" in page.text
    missing = look_at(filled(secretary, f"{agenda}/add", case="A9999ZZ", kind="review"))
    assert "There is no such case" in missing.text
    form = page.form(f"{agenda}/order")
    first, second = [name for name in form.fields if name.startswith("place-")]
    turned = secretary.follow(secretary.send(form, **{first: "2", second: "1"}))
    assert turned.text.index("Birch, Ada") < turned.text.index("Alder, Ada")
    stale = look_at(secretary.send(form, **{first: "1", second: "2"}))
    assert stale.answer.status_code == 412
    wrong = look_at(secretary.send(turned.form(f"{agenda}/order"), **{first: "x"}))
    assert "Enter a number for each item" in wrong.text
    done = secretary.follow(secretary.send(turned.form(f"{agenda}/steps/publish")))
    assert "The agenda is published to the members" in done.text


def test_a_paper_is_added_to_an_item_and_given_back(secretary: Browser, service: RunningService) -> None:
    address = scheduled(secretary, area="midlands", **other_day("18"))
    case = woman(service, last_name="Cedar", home_region="wales")
    secretary.follow(filled(secretary, f"{address}/agenda/add", case=case["prison_number"], kind="other"))
    agenda = secretary.open(f"{address}/agenda")
    item = next(e.attributes["href"] for e in agenda.all("a") if "Cedar" in e.text)
    page = secretary.open(item)
    assert "There is none." in page.text
    assert "nobody from Welsh services is invited" in page.text
    form = next(form for form in page.forms if form.action.endswith("/papers"))
    refused = secretary.client.post(
        form.action, data=form.fields | {"title": "Plan"}, files={"file": ("plan.pdf", b"<html>")}
    )
    assert refused.status_code == 400
    assert "The file must be a PDF" in look_at(refused).text
    nothing = secretary.client.post(form.action, data=form.fields | {"title": "Plan"})
    assert "Choose a file" in look_at(nothing).text
    sent = secretary.client.post(
        form.action,
        data=form.fields | {"title": "Sentence plan"},
        files={"file": ("plan.pdf", PDF)},
        follow_redirects=False,
    )
    kept = secretary.follow(sent)
    assert "The paper is kept" in kept.text
    link = next(e.attributes["href"] for e in kept.all("a") if e.text == "Sentence plan")
    file = secretary.get(link)
    assert file.content == PDF
    assert file.headers["content-disposition"] == 'attachment; filename="OFFICIAL-SENSITIVE plan.pdf"'
    off = secretary.follow(secretary.send(kept.form(f"{link}/remove")))
    assert "The paper is taken off" in off.text
    gone = secretary.follow(filled(secretary, f"{item}/withdraw", reason="She moved."))
    assert "The item is taken off the agenda" in gone.text


def test_people_are_asked_and_recorded(secretary: Browser, service: RunningService, head: str) -> None:
    address = scheduled(secretary, area="south", chair=head, chair_basis="post_holder", **other_day("17"))
    people = f"{address}/attendance"
    secretary.follow(filled(secretary, "/panel/agreements/organisations/new", name="Harbour House",
                            sector="voluntary", is_external="yes"))  # fmt: skip
    page = secretary.open(f"{people}/new?as=invitee")
    form = page.form(f"{people}/new?as=invitee")
    organisation = page.all("input", name="organisation_id")[0].attributes["value"]
    typed = {"kind": "chaplaincy", "name": "Aster Pike", "organisation_id": organisation}
    refused = look_at(secretary.send(form, **typed))
    assert "Enter why they are asked without a sharing agreement" in refused.text
    assert refused.all("input", name="name")[0].attributes["value"] == "Aster Pike"
    asked = secretary.follow(secretary.send(form, **typed, override_reason="She asked for her."))
    assert "Asked all the same: She asked for her." in asked.text
    assert "Not signed" in asked.text
    secretary.send(secretary.open(address).form(f"{address}/steps/open"))
    link = next(e.attributes["href"] for e in asked.all("a") if e.text == "Aster Pike")
    came = secretary.follow(filled(secretary, link, attended="yes", mode="virtual"))
    assert "By video" in came.text
    off = next(form for form in came.forms if form.action == f"{link}/remove")
    assert "Aster Pike" not in secretary.follow(secretary.send(off)).text
    assert secretary.open(f"{people}/new?as=nobody", 404)


def test_members_are_seated_and_leave(secretary: Browser, service: RunningService) -> None:
    username = service.register_person(Role.PANEL_MEMBER, everywhere=True)
    day = {"starts_on-day": "1", "starts_on-month": "11", "starts_on-year": "2026"}
    seated = secretary.follow(
        filled(secretary, "/panel/seats/new", seat="lead_psychologist", username=username, **day)
    )
    assert "The seat is taken" in seated.text
    assert "Enhanced Case Management" in seated.text
    twice = look_at(filled(secretary, "/panel/seats/new", seat="lead_psychologist", username=username, **day))
    assert "holds this seat in these days already" in twice.text
    links = [
        e.attributes["href"]
        for e in seated.all("a")
        if e.attributes.get("href", "").startswith("/panel/seats/")
    ]
    link = links[-1]
    end = {"ends_on-day": "22", "ends_on-month": "11", "ends_on-year": "2026"}
    assert "The term is changed" in secretary.follow(filled(secretary, link, **end)).text


def test_agreements_and_terms_are_recorded(secretary: Browser) -> None:
    secretary.follow(filled(secretary, "/panel/agreements/organisations/new", name="Cardiff Health",
                            sector="devolved", is_external="yes"))  # fmt: skip
    page = secretary.open("/panel/agreements/new")
    party = page.all("input", name="parties")[0].attributes["value"]
    days = {"starts_on-day": "1", "starts_on-month": "1", "starts_on-year": "2026",
            "review_on-day": "1", "review_on-month": "2", "review_on-year": "2026"}  # fmt: skip
    typed = {"title": "Protocol", "kind": "information_sharing_protocol", "purpose": "Care.", **days}
    form = page.form("/panel/agreements/new")
    assert look_at(secretary.send(form, title="Protocol")).answer.status_code == 400
    kept = secretary.follow(secretary.send(form, **typed, parties=party))
    assert "Past its review date" in kept.text
    link = next(e.attributes["href"] for e in kept.all("a") if e.text == "Protocol")
    later = {"review_on-day": "1", "review_on-month": "2", "review_on-year": "2027"}
    assert "The agreement is kept" in secretary.follow(filled(secretary, link, **later)).text
    day = {"in_force_from-day": "1", "in_force_from-month": "1", "in_force_from-year": "2026"}
    terms = secretary.follow(filled(secretary, "/panel/terms/new", title="Terms", edition="1", **day))
    assert "Applies" in terms.text


def test_an_organisation_and_an_edition_of_the_terms_are_changed_on_pages(
    secretary: Browser, service: RunningService
) -> None:
    secretary.follow(filled(secretary, "/panel/agreements/organisations/new", name="Willow Trust",
                            sector="voluntary", is_external="yes"))  # fmt: skip
    link = leading_to(secretary.open("/panel/agreements"), "Willow Trust")
    stale = secretary.open(link).form(link)
    kept = secretary.follow(filled(secretary, link, name="Willow House", in_use="no"))
    assert "The organisation is kept" in kept.text
    assert "Willow House" in kept.text
    assert "No longer asked" in kept.text
    assert look_at(secretary.send(stale, name="Willow Tree")).answer.status_code == 412
    empty = look_at(filled(secretary, link, name=""))
    assert (empty.answer.status_code, "There is a problem" in empty.text) == (400, True)

    day = {"in_force_from-day": "1", "in_force_from-month": "2", "in_force_from-year": "2026"}
    terms = secretary.follow(filled(secretary, "/panel/terms/new", title="Terms", edition="Willow", **day))
    edition = leading_to(terms, "Terms, Willow")
    review = {"next_review_on-day": "1", "next_review_on-month": "2", "next_review_on-year": "2027"}
    assert "1 February 2027" in secretary.follow(filled(secretary, edition, **review)).text
    early = {"in_force_to-day": "1", "in_force_to-month": "1", "in_force_to-year": "2026"}
    assert look_at(filled(secretary, edition, **early)).answer.status_code == 400
    member = signed_in(service, Role.PANEL_MEMBER, everywhere=True)
    assert link not in member.open("/panel/agreements").html
    assert filled(member, link, name="Taken over").status_code == 403


def leading_to(page: Page, text: str) -> str:
    """Where the link with this text leads."""
    return str(next(each.attributes["href"] for each in page.all("a") if each.text.strip() == text))


def test_who_has_not_signed_is_led_to_the_statement(secretary: Browser, service: RunningService) -> None:
    address = scheduled(secretary, area="north", **other_day("16"))
    member = signed_in(service, Role.PANEL_MEMBER, everywhere=True)
    assert member.open(address).heading == "Board"
    for part in ("agenda", "attendance"):
        page = member.open(f"{address}/{part}", 403)
        assert page.heading == "Sign the confidentiality statement first"
        assert page.all("a", href="/panel/confidentiality")
    signs(member)
    assert member.open(f"{address}/agenda").heading == "Agenda"


def test_the_high_security_seat_finds_one_item_of_two(secretary: Browser, service: RunningService) -> None:
    address = scheduled(secretary, area="midlands", **other_day("15"))
    women = [woman(service, last_name=name) for name in ("Dogwood", "Elder")]
    restricted(service, women[1]["id"])
    for each in women:
        filled(secretary, f"{address}/agenda/add", case=each["prison_number"], kind="review")
    secretary.send(secretary.open(f"{address}/agenda").form(f"{address}/agenda/steps/publish"))
    username = service.register_person(Role.PANEL_MEMBER, everywhere=True)
    take_seat(service, "long_term_high_security", username)
    outsider = browser_of(service, username)
    signs(outsider)
    page = outsider.open(f"{address}/agenda")
    assert "Elder" in page.text
    assert "Dogwood" not in page.text
    assert "Restricted Status" in page.text


def test_signatures_are_kept_and_ended(secretary: Browser, service: RunningService) -> None:
    username = service.register_person(Role.PANEL_MEMBER, everywhere=True)
    page = secretary.open("/panel/confidentiality")
    link = next(e.attributes["href"] for e in page.all("a") if e.text.startswith("Who signed"))
    day = {"signed_on-day": "20", "signed_on-month": "11", "signed_on-year": "2026"}
    kept = secretary.follow(filled(secretary, f"{link}/new", username=username, **day))
    assert "On paper" in kept.text
    end = [e.attributes["href"] for e in kept.all("a") if e.attributes.get("href", "").endswith("/end")][-1]
    assert "Enter a reason" in look_at(filled(secretary, end)).text
    assert "The signature no longer counts" in secretary.follow(filled(secretary, end, reason="Left.")).text
    empty = look_at(filled(secretary, "/panel/confidentiality/new"))
    assert empty.answer.status_code == 400


def test_a_conference_asks_for_services_on_its_page(
    secretary: Browser, service: RunningService, head: str
) -> None:
    address = scheduled(secretary, kind="case_conference", area="", venue="Swansea", chair=head,
                        chair_basis="post_holder")  # fmt: skip
    case = woman(service, last_name="Fir")
    filled(secretary, f"{address}/agenda/add", case=case["prison_number"], kind="other")
    secretary.send(secretary.open(address).form(f"{address}/steps/open"))
    agenda = secretary.open(f"{address}/agenda")
    item = next(e.attributes["href"] for e in agenda.all("a") if "Fir" in e.text)
    page = secretary.open(f"{item}/services")
    organisation = page.all("input", name="organisation_id-1")[0].attributes["value"]
    form = page.form(f"{item}/services")
    first = {"organisation_id-1": organisation, "service-1": "Housing", "need-1": "A home."}
    lacking = look_at(secretary.send(form, **first, **{"service-2": "Counselling"}))
    assert lacking.answer.status_code == 400
    assert "service 2" in lacking.texts("ul", class_="govuk-list govuk-error-summary__list")[0]
    kept = secretary.follow(secretary.send(form, **first))
    assert "Housing, Harbour House: A home." in kept.text or "Housing, Cardiff Health: A home." in kept.text


def test_a_cancelled_meeting_says_why(secretary: Browser) -> None:
    address = scheduled(secretary, area="south", **other_day("14"))
    assert "Enter a reason" in look_at(filled(secretary, f"{address}/cancel")).text
    page = secretary.follow(filled(secretary, f"{address}/cancel", reason="Snow."))
    assert "Snow." in page.text
    changed = filled(secretary, f"{scheduled(secretary, **other_day('13'))}/change", starts_at="11:30")
    assert "11:30" in secretary.follow(changed).text
