"""What every page has: its frame, its files, its errors."""

import ast
import base64
import hashlib
import re
from pathlib import Path
from typing import get_args

import pytest

from app.domain.caller import Role
from app.repositories.audit import READS
from app.repositories.listing import COUNTED_UP_TO
from app.schemas.case_list import Attention, Status
from app.schemas.ownership import Responsible
from app.web import caseload_wanted, labels, render, session
from app.web.assets import HTMX_INTEGRITY, HTMX_URL, OWN
from tests.parts.pages import Browser, browser, look_at
from tests.parts.service import RunningService

FETCHED = Path(__file__).resolve().parents[2] / "var" / "assets"
APP = OWN.parent


def test_the_account_page_says_who_and_what_and_where(officer: Browser) -> None:
    text = officer.open("/account").text
    assert "OMU officer" in text
    assert "Foston Hall" in text
    assert "Eastwood Park" in text


def test_help_is_there_for_anybody(stranger: Browser, officer: Browser) -> None:
    assert stranger.open("/help").heading == "Help"
    assert "Sign out" in officer.open("/help").text


def test_an_address_that_is_no_page_says_so(stranger: Browser, officer: Browser) -> None:
    for person in (stranger, officer):
        page = person.open("/no/such/page", status=404)
        assert page.heading == "Page not found"
    assert page.texts("a", class_="moj-primary-navigation__link")


def test_a_page_that_takes_no_form_says_so(officer: Browser) -> None:
    assert look_at(officer.client.post("/account")).heading == "This address takes no form"


def test_a_fault_is_a_page_with_a_reference_and_no_inner_words(
    service: RunningService, officer: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("inner words")

    monkeypatch.setattr("app.services.caseload.overview", broken)
    page = officer.open("/", status=500)
    assert page.heading == "Sorry, there is a problem with the service"
    assert "inner words" not in page.html
    assert page.answer.headers["x-request-id"] in page.text


def test_an_api_out_of_reach_is_a_page_that_says_try_again(tmp_path: Path) -> None:
    from starlette.testclient import TestClient

    from app.edge.wrap import protect
    from app.settings import Settings
    from app.web.app import create_pages

    settings = Settings(var_dir=tmp_path, cookie_secure=False, api_url="http://127.0.0.1:9")
    client = TestClient(protect(create_pages(settings), settings), base_url="http://127.0.0.1")
    client.cookies.set("throughcare", "x" * 43)
    answer = client.get("/")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    assert look_at(answer).heading == "The service cannot answer just now"


def test_over_https_cookies_belong_to_this_host_alone(tmp_path: Path) -> None:
    from starlette.responses import Response

    from app.settings import Settings
    from app.web.cookies import DEVICE, SESSION, VISIT, Cookies

    cookies = Cookies(Settings(var_dir=tmp_path))
    for name in (SESSION, DEVICE, VISIT):
        response = Response()
        cookies.set(response, name, "value")
        header = response.headers["set-cookie"]
        assert header.startswith(f"__Host-{name}=value; ")
        assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} == set(header.split("; ")[1:])


def test_htmx_comes_from_the_cdn_with_its_hash(stranger: Browser) -> None:
    (script,) = stranger.open("/sign-in").all("script", src=HTMX_URL)
    assert script.attributes["integrity"] == HTMX_INTEGRITY
    assert script.attributes["crossorigin"] == "anonymous"


@pytest.mark.skipif(not FETCHED.exists(), reason="the design system was not fetched")
def test_the_copy_of_htmx_here_is_the_file_that_the_hash_names() -> None:
    digest = hashlib.sha384((FETCHED / "htmx.min.js").read_bytes()).digest()
    assert f"sha384-{base64.b64encode(digest).decode()}" == HTMX_INTEGRITY


def test_a_page_without_the_fetched_files_is_whole(stranger: Browser) -> None:
    page = stranger.open("/sign-in")
    for element in [*page.all("link", rel="stylesheet"), *page.all("script")]:
        address = element.attributes.get("href") or element.attributes["src"]
        if address != HTMX_URL:
            answer = stranger.get(address)
            assert answer.status_code == 200
            assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_a_script_that_another_imports_is_there_and_never_older_than_it(stranger: Browser) -> None:
    scripts = sorted(OWN.rglob("*.js"))
    named = {
        (script.parent / name).resolve()
        for script in scripts
        for name in re.findall(r"^import .* from '(\./[^']+)';$", script.read_text("utf-8"), re.MULTILINE)
    }
    assert named == {script for script in scripts if script.parent != OWN}, "a script that nobody imports"
    for script in named:
        answer = stranger.get(f"/static/{script.relative_to(OWN)}")
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(("text/javascript", "application/javascript"))
        assert answer.headers["cache-control"] == "no-cache"
        again = stranger.get(
            f"/static/{script.relative_to(OWN)}", **{"If-None-Match": answer.headers["etag"]}
        )
        assert again.status_code == 304


def test_files_are_found_by_name_alone(stranger: Browser) -> None:
    for path in (
        "/static/../app.py",
        "/static/%2e%2e/settings.py",
        "/static/",
        "/static/none.css",
        "/assets/none",
    ):
        assert stranger.get(path).status_code in {400, 404}


def test_a_historys_entry_is_in_words_and_no_reading_is_in_it() -> None:
    of_a_case = {
        constant.value: call.func.attr
        for file in APP.rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.args
        if call.func.attr in {"record", "note_read"} and "case_id" in {word.arg for word in call.keywords}
        for constant in ast.walk(call.args[0])
        if isinstance(constant, ast.Constant) and re.fullmatch(r"[A-Z_]+[A-Z]", str(constant.value))
    }
    assert len(of_a_case) > 40
    assert {code for code, how in of_a_case.items() if how == "note_read"} <= set(READS)
    said = set(labels.FAMILIES["change"]) | set(READS)
    assert not [code for code in of_a_case if code not in said]


def test_every_code_that_a_page_offers_or_shows_has_words() -> None:
    assert set(get_args(Attention)) <= set(labels.ATTENTION_SHORT)
    assert set(get_args(Status)) <= set(labels.STATUS)
    assert set(get_args(Responsible)) <= set(labels.SIDE_SHORT)
    assert {code for code, _ in caseload_wanted.ATTENTION if code} == set(get_args(Attention))
    assert {code for code, _ in caseload_wanted.STATUS} <= set(get_args(Status))
    people = {role.value for role in Role} - {"RO", "RW", "BOARD_RO"}
    assert people == set(labels.STAFF_ROLE)
    assert people >= session.READERS | session.IMPORTERS
    assert render.COUNTED_UP_TO == COUNTED_UP_TO


def test_a_stranger_sees_the_same_page_for_a_case_that_is_and_one_that_is_not(
    service: RunningService,
) -> None:
    asked = [browser(service).get(f"/cases/{case}") for case in ("A1000BC", "Z9999ZZ")]
    assert {answer.status_code for answer in asked} <= {303, 404}
    assert asked[0].status_code == asked[1].status_code


def test_no_width_of_the_window_changes_a_colour() -> None:
    """So what is legible where letters are smallest is legible everywhere (tests/browser/test_access.py)."""
    rule = re.compile(r"(?P<of>[^{}]+)\{(?P<says>[^{}]*)\}")
    found = [
        (sheet.name, each["of"].strip())
        for sheet in OWN.glob("*.css")
        for part in re.findall(r"@media[^{]*width[^{]*\{((?:[^{}]*\{[^{}]*\})*)\s*\}", sheet.read_text())
        for each in rule.finditer(part)
        if re.search(r"(?:^|[;\s])(?:color|background[-a-z]*|opacity|filter):", each["says"])
        and not each["of"].rstrip().endswith("::before")  # what axe does not look at
    ]
    assert found == []
