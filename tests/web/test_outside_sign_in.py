"""Signing in by the pages where people have their accounts with an outside issuer."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from starlette.testclient import TestClient

from app.edge.wrap import protect
from app.integrations.outbound import outbound_client
from app.web.app import create_pages
from tests.integrations.small_issuer import SmallIssuer, running_issuer
from tests.parts.front_desk import Desk, front_desk
from tests.parts.pages import Browser, look_at


@pytest.fixture(scope="module")
def issuer() -> Iterator[SmallIssuer]:
    with running_issuer() as running:
        yield running
        outbound_client().close()
        outbound_client.cache_clear()


@pytest.fixture
def desk(sqlite_url: str, issuer: SmallIssuer) -> Iterator[Desk]:
    with front_desk(sqlite_url, **issuer.settings, cookie_secure=False) as opened:
        issuer.clock = lambda: opened.clock().timestamp()
        opened.staff("officer_one", roles=[], prisons=["FHI"])
        yield opened


@pytest.fixture
def person(desk: Desk) -> Browser:
    pages = create_pages(desk.settings, desk.app)
    pages.state.clock = desk.clock
    return Browser(TestClient(protect(pages, desk.settings), base_url="http://127.0.0.1"))


def test_the_person_goes_there_comes_back_and_is_where_they_wanted_to_be(person: Browser) -> None:
    page = person.open("/sign-in?next=/help")
    assert not page.all("input", id="username")
    there = person.send(page.form("/sign-in")).headers["location"]
    back = urlsplit(httpx.get(there).headers["location"])
    answer = person.get(f"{back.path}?{back.query}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/help")
    assert "Officer One" in person.follow(answer).text


def test_the_policy_for_content_lets_forms_lead_to_the_issuer(person: Browser, issuer: SmallIssuer) -> None:
    policy = person.get("/sign-in").headers["content-security-policy"]
    assert f"form-action 'self' {issuer.base}" in policy


def test_signing_out_ends_the_session_here_and_goes_on_to_the_issuer(
    person: Browser, issuer: SmallIssuer
) -> None:
    _sign_in(person)
    secret = person.client.cookies["throughcare"]
    answer = person.send(person.open("/help").form("/sign-out"))
    there = urlsplit(answer.headers["location"])
    assert f"{there.scheme}://{there.netloc}{there.path}" == issuer.settings["oidc_sign_out_url"]
    back = parse_qs(there.query)["post_logout_redirect_uri"]
    assert back == ["http://127.0.0.1:8000/sign-in?signed_out=1"]
    person.client.cookies.set("throughcare", secret)
    assert person.get("/account").headers["location"].startswith("/sign-in")


def test_another_browser_cannot_finish_what_this_one_began(person: Browser, desk: Desk) -> None:
    there = person.send(person.open("/sign-in").form("/sign-in")).headers["location"]
    back = urlsplit(httpx.get(there).headers["location"])
    person.client.cookies.delete("throughcare-outside")
    answer = person.get(f"{back.path}?{back.query}")
    assert answer.status_code == 400
    assert "You were not signed in." in look_at(answer).text
    assert "throughcare" not in person.client.cookies


@pytest.mark.parametrize("query", ["", "error=access_denied", "code=a", "code=a&state=b", "state=%00"])
def test_a_return_that_makes_no_sense_is_a_page_that_says_try_again(person: Browser, query: str) -> None:
    answer = person.get(f"/sign-in/callback?{query}")
    assert answer.status_code == 400


def _sign_in(person: Browser) -> None:
    there = person.send(person.open("/sign-in").form("/sign-in")).headers["location"]
    back = urlsplit(httpx.get(there).headers["location"])
    person.get(f"{back.path}?{back.query}")
