"""Signing in and out by the pages."""

from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest

from app.domain.caller import Role
from app.main import Service
from app.services.demonstration import DemoAccount
from app.settings import Settings
from app.web.addresses import local_path
from tests.parts.pages import Browser, browser, look_at, signed_in
from tests.parts.service import PASSWORD, RunningService

AWAY = [
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\/evil.example",
    "\\\\evil.example", "https://evil.example", "http:evil.example", "https:/evil.example",
    "HTTPS://evil.example", "javascript:alert(1)", "data:text/html,x", "vbscript:x",
    "/%2f%2fevil.example", "/%2F/evil.example", "%2f%2fevil.example", "/%5cevil.example",
    "/%5c%5cevil.example", "/%252f%252fevil.example", "//evil.example/%2e%2e", "/.//evil.example",
    "/..//evil.example", "/%2e%2e//evil.example", "/a//evil.example", "//user@evil.example",
    "//127.0.0.1@evil.example", "/\t/evil.example", "/%09/evil.example", "/\n/evil.example",
    "/%0d%0aLocation:evil.example", "/\r\nX: y", " //evil.example", "/ /evil.example",
    "/\x00/evil.example", "evil.example", "?next=//evil.example", "#//evil.example",
    "/\u2028/evil.example", "/\u3002evil.example", "/%2e/evil", "/<script>", "/" + "a" * 3000, "",
    "/sign-in", "/sign-out",
]  # fmt: skip


@pytest.fixture
def username(service: RunningService) -> str:
    return service.register_person(Role.OMU_OFFICER, prisons=["FHI"])


def test_a_stranger_is_led_to_sign_in_and_back_to_the_page_they_wanted(
    stranger: Browser, username: str
) -> None:
    asked = stranger.get("/cases?status=closed")
    assert (asked.status_code, asked.headers["location"]) == (
        303,
        "/sign-in?next=%2Fcases%3Fstatus%3Dclosed",
    )
    answer = stranger.sign_in(username, path=asked.headers["location"])
    assert answer.headers["location"] == "/cases?status=closed"
    assert stranger.follow(answer).heading == "Caseload"


def test_the_browser_holds_an_opaque_secret_that_no_script_can_read(stranger: Browser, username: str) -> None:
    cookies = _cookies(stranger.sign_in(username))
    session = cookies["throughcare"]
    assert len(session.value) >= 43
    assert "." not in session.value
    assert (session["httponly"], session["samesite"], session["path"], session["max-age"]) == (
        True,
        "lax",
        "/",
        "",
    )


def test_a_wrong_password_and_an_unknown_name_are_told_the_same(stranger: Browser, username: str) -> None:
    pages = []
    for name in (username, "nobody.known"):
        answer = stranger.sign_in(name, "not the phrase")
        assert answer.status_code == 400
        page = look_at(answer)
        assert page.texts("title") == ["Error: Sign in - Throughcare"]
        assert page.all("input", name="username")[0].attributes["value"] == name
        assert "value" not in page.all("input", name="password")[0].attributes
        pages.append(page.text.replace(name, ""))
    assert pages[0] == pages[1]
    assert "The username or the password is not right." in pages[0]


def test_what_was_left_empty_is_named_and_linked(stranger: Browser) -> None:
    page = look_at(stranger.sign_in("", ""))
    assert page.texts("a", href="#username") == ["Enter your username"]
    assert page.texts("a", href="#password") == ["Enter your password"]


def test_signing_out_ends_the_session_itself(service: RunningService, username: str) -> None:
    person = browser(service)
    person.sign_in(username)
    secret = person.client.cookies["throughcare"]
    answer = person.send(person.open("/").form("/sign-out"))
    assert answer.headers["location"] == "/sign-in?signed_out=1"
    assert _cookies(answer)["throughcare"]["max-age"] == "0"
    assert "You have signed out." in person.follow(answer).text
    thief = browser(service)
    thief.client.cookies.set("throughcare", secret)
    assert thief.get("/").headers["location"] == "/sign-in?ended=1"


def test_each_sign_in_makes_a_new_secret(service: RunningService, username: str) -> None:
    person = browser(service)
    person.sign_in(username)
    first = person.client.cookies["throughcare"]
    person.send(person.open("/").form("/sign-out"))
    person.sign_in(username)
    assert person.client.cookies["throughcare"] != first


def test_an_ended_session_says_so_and_htmx_leaves_the_page(service: RunningService) -> None:
    person = signed_in(service, Role.OMU_OFFICER, prisons=["FHI"])
    person.client.cookies.clear()
    person.client.cookies.set("throughcare", "x" * 43)
    asked = person.get(
        "/cases",
        **{"HX-Request": "true", "HX-Target": "case-list", "HX-Current-URL": "http://127.0.0.1/cases?q=a"},
    )
    assert (asked.status_code, asked.headers["hx-redirect"]) == (
        204,
        "/sign-in?next=%2Fcases%3Fq%3Da&ended=1",
    )
    assert "Your session has ended." in person.open(asked.headers["hx-redirect"]).text


def test_a_session_left_alone_ends(service: RunningService) -> None:
    person = signed_in(service, Role.OMU_OFFICER, prisons=["FHI"])
    before = service.clock.moment
    try:
        service.clock.moment = before.replace(hour=before.hour + 1)
        assert person.get("/").headers["location"] == "/sign-in?ended=1"
    finally:
        service.clock.moment = before


def test_whoever_is_signed_in_goes_past_the_sign_in_page(officer: Browser) -> None:
    assert officer.get("/sign-in?next=/help").headers["location"] == "/help"


def test_ten_wrong_tries_are_answered_with_a_wait(service: RunningService, username: str) -> None:
    guesser = browser(service)
    form = guesser.open("/sign-in").form("/sign-in")
    answers = [guesser.send(form, username=username, password="a guess") for _ in range(12)]
    assert answers[0].status_code == 400
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) > 0
    assert "Too many tries" in look_at(answers[-1]).text


@pytest.mark.parametrize("wanted", AWAY)
def test_a_wish_to_leave_this_site_leads_home(wanted: str) -> None:
    assert local_path(wanted) == "/"


@pytest.mark.parametrize("wanted", ["/", "/cases", "/cases?q=O%27Neill&page=2", "/cases/A1234BC", "/help"])
def test_a_page_of_ours_is_kept(wanted: str) -> None:
    assert local_path(wanted) == wanted


def test_signing_in_never_leaves_the_site(stranger: Browser, username: str) -> None:
    form = stranger.open("/sign-in").form("/sign-in")
    answer = stranger.send(form, username=username, password=PASSWORD, next="//evil.example")
    assert answer.headers["location"] == "/"


def _cookies(answer: Any) -> SimpleCookie:
    cookies: SimpleCookie = SimpleCookie()
    for header in answer.headers.get_list("set-cookie"):
        cookies.load(header)
    return cookies


def test_the_demonstration_offers_its_people_and_nothing_else_does(tmp_path: Path, stranger: Browser) -> None:
    known = Service(Settings(demo=True, database_url=f"sqlite:///{tmp_path}/empty.db", var_dir=tmp_path))
    offered = {account.username: account.password for account in known.pages.state.known_accounts}
    known.api.state.database.dispose()
    assert "foston.officer" in offered
    assert 'name="password" value=' not in stranger.open("/sign-in").html


def test_one_of_the_known_people_is_signed_in_with_one_press(
    service: RunningService, stranger: Browser, username: str
) -> None:
    account = DemoAccount(username, PASSWORD, "Ada Invented", (Role.OMU_OFFICER,), "To be pressed")
    service.service.pages.state.known_accounts = [account]
    try:
        page = stranger.open("/sign-in")
        form = next(form for form in page.forms if form.fields.get("username") == username)
        assert stranger.follow(stranger.send(form)).answer.url.path == "/"
    finally:
        service.service.pages.state.known_accounts = ()
