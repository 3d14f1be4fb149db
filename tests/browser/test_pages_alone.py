"""The pages as their own process, before an API elsewhere (API_URL)."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import ASSETS, Estate, sign_in
from tests.parts.served import served


@pytest.fixture(scope="module")
def pages_alone(estate: Estate, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Estate]:
    """The same service by way of pages that hold no database."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / "assets").symlink_to(ASSETS)
    with served(
        folder,
        factory="app.web.app:create_pages_app",
        api_url=estate.url,
        database_url="sqlite:////nowhere/at/all.db",
        var_dir=folder,
        cookie_secure=False,
    ) as running:
        yield replace(estate, url=running.url)


def test_a_person_signs_in_finds_a_case_and_signs_out(
    window: Callable[..., Page], pages_alone: Estate
) -> None:
    page = window()
    sign_in(page, pages_alone)
    page.get_by_role("searchbox").fill("hawthorn")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="12 cases")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You have signed out.")).to_be_visible()
