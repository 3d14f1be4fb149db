"""Every page of the panel that a link leads to, as the secretariat sees it: axe finds nothing, nothing runs off."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from app.domain.caller import Role
from app.web import cookies
from tests.browser.filled import filled_and_served
from tests.browser.test_access import check
from tests.parts.moves import MovesDesk
from tests.parts.service import RunningService

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b[A-Z]{3}$|\d{4}-Q\d")


@pytest.fixture(scope="module")
def desk_page(
    migrated_sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[Page]:
    """The secretariat's window, on the first page of the panel, with a woman who has been through all of it."""
    folder = tmp_path_factory.mktemp("panel")
    with filled_and_served(migrated_sqlite_file, folder, _cookie_of_secretary) as (url, cookie):
        context = browser.new_context()
        context.add_cookies([{**cookie, "url": url}])
        page = context.new_page()
        page.goto(f"{url}/panel")
        yield page
        context.close()


def _cookie_of_secretary(inside: RunningService) -> dict[str, str]:
    desk = MovesDesk(inside)
    case = desk.woman()
    desk.submitted(case)
    desk.advised(case)
    item = desk.room.item(desk.room.meeting(), desk.woman())
    due = (inside.clock.moment.date() + timedelta(10)).isoformat()
    given = {"text": "Arrange a family visit.", "aim": "wellbeing", "owner_role": "lead", "due_on": due}
    assert desk.secretary.post(f"/api/v1/agenda-items/{item}/actions", json=given).status_code == 201
    secretary = inside.register_person(Role.PANEL_SECRETARIAT, everywhere=True)
    desk.room.sign(secretary)
    name = inside.service.pages.state.cookies.full_name(cookies.SESSION)
    return {"name": name, "value": inside.session_of(secretary)}


def test_axe_finds_nothing_on_any_page_of_the_panel(desk_page: Page) -> None:
    root = desk_page.url.removesuffix("/panel")
    waiting, seen = ["/panel"], {"/panel"}
    looked = set()
    while waiting:
        path = waiting.pop(0)
        desk_page.goto(root + path)
        looked.add(path)
        check(desk_page)
        links = desk_page.eval_on_selector_all(
            "main a[href^='/panel']", "all => all.map(a => a.getAttribute('href'))"
        )
        for link in links:
            form = ID.sub("*", link.partition("?")[0].partition("#")[0])
            if form not in seen and not form.endswith((".csv", ".pdf")):
                seen.add(form)
                waiting.append(link)
    assert len(looked) > 25
