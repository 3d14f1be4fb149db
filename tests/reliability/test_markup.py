"""S6: words of people stay words: on no page, fragment, error or file do they become markup, script or a formula."""

import csv
import io
import json
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser as Chromium
from starlette.routing import Route

from app.api.openapi import operations
from app.domain.caller import Role
from app.services.imports import work_on_imports
from tests.parts.board_room import BoardRoom
from tests.parts.pages import Browser, Page, look_at
from tests.parts.service import PASSWORD, RunningService
from tests.reliability.forked import forked_service
from tests.reliability.hostile import ALL_AT_ONCE, FORMULAS, PAYLOADS
from tests.reliability.things import Maker, Things

LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*)"')
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b[A-Z]\d{4}[A-Z]{2}\b|\d{4}-\d\d(-\d\d)?")
UNLINKED = (
    "/cases/{case}/allocations/seconded_probation_officer/compare?staff={staff}",
    "/cases/{case}/confirm",
    "/cases/{case}/facts/moved-away",
    "/cases/{case}/override",
    "/panel/agenda-items/{item}/actions/new",
    "/panel/agenda-items/{item}/papers/{item_paper}",
    "/panel/confidentiality/{statement}/signatures/{signature}/end",
    "/panel/decisions/{placement}",
    "/panel/good-practice/{note}/edit",
    "/panel/meetings/{meeting}/agenda/{item}",
    "/panel/meetings/{meeting}/agenda/{item}/services",
    "/panel/meetings/{meeting}/agenda/{item}/withdraw",
    "/panel/meetings/{meeting}/room/forms/actions",
    "/panel/meetings/{meeting}/room/items/{item}/add/actions",
    "/panel/meetings/{meeting}/room/items/{item}/entries",
    "/panel/meetings/{meeting}/room/state",
    "/panel/meetings/{ended}/minutes/1",
    "/panel/meetings/{ended}/minutes/1/file.pdf",
    "/panel/meetings/{planned}/agenda/add",
    "/panel/meetings/{planned}/attendance/new",
    "/panel/meetings/{planned}/attendance/{person}",
    "/panel/meetings/{planned}/cancel",
    "/panel/meetings/{planned}/chair",
    "/panel/meetings/{planned}/change",
    "/panel/movements/{move}/advice",
    "/panel/movements/{move}/change",
    "/panel/movements/{move}/decide",
    "/panel/recommendations/{recommendation}/decide",
    "/panel/referrals/{for_staff}/staff-support",
    "/panel/reports/extracts/2026-Q3",
    "/panel/reports/extracts/2026-Q3.csv",
    "/panel/share-requests/disclosures.csv",
    "/policy-decisions/{paper}/approve",
    "/staff/{staff}/reallocate",
)
"""Pages that a link leads to only while something is so, or a form."""
NOT_INSIDE = {"/health/ping": "a probe", "/sign-in": "one is signed in", "/sign-in/callback": "an issuer's"}
FEW = 5
MOST_ALIKE = 1
"""How many addresses of one form are opened for each text: the second shows no more than the first."""
ROLES = (
    Role.OMU_MANAGER,
    Role.COMMUNITY_SENIOR,
    Role.ADMIN,
    Role.REGIONAL_DIRECTOR,
    Role.PANEL_SECRETARIAT,
    Role.PANEL_CHAIR,
)


@dataclass(frozen=True)
class Told:
    """A service that was told these texts wherever a person may write, and somebody who may read all of it."""

    service: RunningService
    browser: Browser
    texts: Sequence[str]
    things: Sequence[Things]

    @cached_property
    def pages(self) -> list[tuple[str, Any]]:
        """Every page that links lead to from the home page, some of each form, with its answer."""
        return list(crawled(self))


@pytest.fixture(
    scope="module",
    params=[ALL_AT_ONCE, pytest.param(PAYLOADS, marks=pytest.mark.soak)],
    ids=["short", "every"],
)
def hostile(
    request: pytest.FixtureRequest, migrated_sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Told]:
    """One engine: what a page does with a text does not come from the database."""
    folder = tmp_path_factory.mktemp("markup")
    running = RunningService(f"sqlite:///{shutil.copy(migrated_sqlite_file, folder / 'markup.db')}", folder)
    maker = Maker(running)
    things = [maker.made(word=text) for text in request.param]
    _import(running, maker, request.param)
    yield Told(running, BoardRoom(running).browser(*ROLES), request.param, things)
    running.close()


def _import(service: RunningService, maker: Maker, texts: Sequence[str]) -> None:
    """A file whose name, columns and cells are these texts."""
    rows = [{"prison_number": "A1234BC", "last_name": text, "prison": text, text: text} for text in texts]
    content = "\n".join(json.dumps(row) for row in rows)
    sent = maker.clerk.post("/api/v1/imports", files={"file": (f"{texts[0]}.ndjson", content)})
    assert sent.status_code == 202, sent.text
    while work_on_imports(service.service.api.state.database, service.clock, "a worker"):
        pass


def crawled(told: Told) -> Iterator[tuple[str, Any]]:
    named = [
        {
            **things.policies,
            **things.ids,
            "item_paper": things.ids["paper"] if "paper" in things.ids else things.policies["paper"],
            "paper": things.policies["decision/final-approval"],
            "meeting": things.policies["meeting"],
            "ended": things.policies["meeting/minutes"],
            "for_staff": things.policies["referral/staff-support"],
        }
        for things in told.things
    ]
    waiting = ["/", *(each.format(**ids) for each in UNLINKED for ids in named)]
    seen, alike = set(waiting), dict[str, int]()
    while waiting:
        address = waiting.pop(0)
        answer = told.browser.client.get(address, follow_redirects=True)
        yield address, answer
        if "text/html" not in answer.headers.get("content-type", ""):
            continue
        for link in map(unescape, LINK.findall(answer.text)):
            form = ID.sub("*", link.partition("?")[0]) + ",".join(re.findall(r"[?&](\w+)=", link))
            if link not in seen and alike.get(form, 0) < MOST_ALIKE * len(told.texts):
                seen.add(link)
                alike[form] = alike.get(form, 0) + 1
                waiting.append(link)


def looked_at(answer: Any) -> Page:
    """The page or the fragment, refused where a text became part of it."""
    page = look_at(answer) if answer.text.startswith("<!DOCTYPE") else Page(answer)
    for element in page.elements:
        assert element.name not in {"x-mark", "iframe", "base", "object", "embed", "animate"}, answer.url
        for name in element.attributes:
            assert name != "x-mark", answer.url
            assert not name.startswith(("on", "hx-on")), answer.url
    assert "49" not in page.texts("x-mark")
    return page


def test_no_page_makes_markup_of_what_a_person_wrote(hostile: Told) -> None:
    shown, forms = 0, set()
    for address, answer in hostile.pages:
        assert answer.status_code in {200, 400, 404}, (address, answer.status_code)
        assert answer.headers["x-content-type-options"] == "nosniff"
        kind = answer.headers.get("content-type", "")
        if kind.startswith("text/html"):
            page = looked_at(answer)
            shown += any(text[:12] in page.text for text in hostile.texts)
            forms.add(ID.sub("*", address.partition("?")[0]))
    assert shown > 15 * len(hostile.texts)
    assert len(forms) > 50


def test_no_error_makes_markup_of_what_was_typed(hostile: Told) -> None:
    """Every form is sent with hostile text in every field that may be typed in; most of that is refused."""
    refused, sent = 0, set()
    for address, answer in hostile.pages:
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        for form in looked_at(answer).forms:
            kind = ID.sub("*", form.action or address)
            if kind in sent or "sign-out" in kind:
                continue
            sent.add(kind)
            text = hostile.texts[len(sent) % len(hostile.texts)]
            typed = {name: text for name in form.fields if name not in {"csrf_token", "version", "etag"}}
            form.action = form.action or address
            told = hostile.browser.send(form, **typed)
            assert told.status_code < 500, (kind, told.text[:300])
            if told.headers.get("content-type", "").startswith("text/html") and told.text:
                looked_at(told)
                refused += 400 <= told.status_code < 500
    assert refused > 8
    assert len(sent) > 25


def test_no_file_brings_a_formula(hostile: Told) -> None:
    """Every list as a file, with what begins a formula made harmless."""
    maker, found = Maker(hostile.service), 0
    for text in FORMULAS:
        maker.made(word=text)
    client = hostile.service.person(*ROLES, everywhere=True)
    for path, method, operation in operations(hostile.service.service.api.openapi()):
        names = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"}
        if method != "GET" or "format" not in names or "{" in path:
            continue
        answer = client.get(path, params={"format": "csv"})
        if answer.status_code != 200:
            continue
        assert answer.headers["content-type"].startswith("text/csv"), path
        for row in csv.reader(io.StringIO(answer.text)):
            for cell in row:
                assert not cell.lstrip().startswith(("=", "+", "-", "@")), (path, cell)
                found += cell.lstrip("'").startswith(tuple(FORMULAS))
    assert found > len(FORMULAS)


def test_every_page_that_there_is_was_opened(hostile: Told) -> None:
    """A page that no link leads to would not be looked at above; each such one is known here."""
    opened = {address.partition("?")[0] for address, _ in hostile.pages}
    patterns = [
        route.path
        for route in hostile.service.service.pages.routes
        if isinstance(route, Route) and "GET" in (route.methods or ())
    ]
    missing = {
        path
        for path in patterns
        if not any(re.fullmatch(re.sub(r"\{[^}]*\}", "[^/]+", path), each) for each in opened)
    }
    assert missing == set(NOT_INSIDE)


WATCH = """
window.canary = () => { window.ran = (window.ran || 0) + 1 };
window.reports = [];
document.addEventListener('securitypolicyviolation', e => window.reports.push(e.violatedDirective));
"""


def test_a_real_browser_runs_nothing_of_it(hostile: Told, browser: Chromium, tmp_path: Path) -> None:
    """The canary never sings, and the content security policy has nothing to report: nothing even tried.

    The short form opens every fourth page. The last lines are the control: what gets through is seen, and stopped.
    The server does no daily work: its day is another than that of the tests that read the same database.
    """
    inside = hostile.service
    username = inside.register_person(*ROLES, everywhere=True)
    settings = {
        "database_url": inside.database_url,
        "var_dir": tmp_path,
        "cookie_secure": False,
        "worker": "none",
    }
    with forked_service(tmp_path, factory="app.main:create_app", **settings) as running:
        context = browser.new_context()
        context.add_init_script(WATCH)
        page = context.new_page()
        page.goto(f"{running.url}/sign-in")
        page.get_by_label("Username").fill(username)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url(f"{running.url}/")
        for address in one_of_each_form(hostile)[:: 1 if len(hostile.texts) > FEW else 4]:
            page.goto(running.url + address, wait_until="load")
            assert page.evaluate("[window.ran, window.reports, !!window.canary]") == [None, [], True], address
        page.evaluate("document.body.innerHTML += '<img src=x onerror=canary()>'")
        page.wait_for_function("window.reports.length > 0")
        assert page.evaluate("window.ran") is None, "the policy let a text be run"
        context.close()


def one_of_each_form(told: Told) -> list[str]:
    """The pages that the crawl found, the first of each form."""
    found: dict[str, str] = {}
    for address, answer in told.pages:
        if answer.headers.get("content-type", "").startswith("text/html"):
            found.setdefault(ID.sub("*", address.partition("?")[0]), address)
    return list(found.values())
