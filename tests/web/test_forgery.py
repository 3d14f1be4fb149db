"""No change is taken that another site's page could have sent (S7)."""

import pytest

from app.domain.caller import Role
from app.web.csrf import token_for
from app.web.routes import ROUTES
from tests.parts.pages import Browser, browser, look_at, signed_in
from tests.parts.service import RunningService

UNSAFE = sorted(
    (method, route.path)
    for route in ROUTES
    for method in getattr(route, "methods", None) or ()
    if method not in {"GET", "HEAD", "OPTIONS"}
)


@pytest.mark.parametrize(("method", "path"), UNSAFE)
def test_every_change_needs_the_token_of_its_own_session(officer: Browser, method: str, path: str) -> None:
    address = path.replace("{", "").replace("}", "")
    for told in ({}, {"csrf_token": ""}, {"csrf_token": token_for("of another session")}):
        answer = officer.client.request(method, address, data=told, follow_redirects=False)
        assert answer.status_code == 403
        assert look_at(answer).heading == "This form is out of date"


def test_a_stranger_cannot_be_signed_in_by_another_site(service: RunningService) -> None:
    answer = browser(service).client.post("/sign-in", data={"username": "a", "password": "b"})
    assert answer.status_code == 403


def test_a_change_from_another_site_is_refused_though_its_token_is_right(service: RunningService) -> None:
    person = signed_in(service, Role.OMU_OFFICER, prisons=["FHI"])
    form = person.open("/").form("/sign-out")
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = person.client.post(form.action, data=form.fields, headers=headers, follow_redirects=False)
        assert answer.status_code == 403
    assert person.open("/").heading


def test_the_token_may_come_in_the_header_that_htmx_sends(service: RunningService) -> None:
    person = signed_in(service, Role.OMU_OFFICER, prisons=["FHI"])
    token = person.open("/").form("/sign-out").fields["csrf_token"]
    answer = person.client.post("/sign-out", headers={"X-CSRF-Token": token}, follow_redirects=False)
    assert answer.status_code == 303
