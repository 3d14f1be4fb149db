"""The panel's first page and its navigation: each finds the parts that are theirs."""

from app.domain.caller import Role
from tests.parts.pages import look_at, signed_in
from tests.parts.service import RunningService


def parts_of(service: RunningService, *roles: Role) -> set[str]:
    browser = signed_in(service, *roles)
    page = look_at(browser.client.get("/panel"))
    return {each.text for each in page.elements if "moj-sub-navigation__link" in each.attributes.get("class", "")}


def test_the_secretary_finds_every_part(sqlite_service: RunningService) -> None:
    assert parts_of(sqlite_service, Role.PANEL_SECRETARIAT) >= {"Referrals", "Meetings", "Sharing", "Reports"}


def test_a_prison_finds_what_it_refers_and_does(sqlite_service: RunningService) -> None:
    parts = parts_of(sqlite_service, Role.OMU_OFFICER)
    assert {"Referrals", "Actions", "Movement"} <= parts
    assert parts.isdisjoint({"Meetings", "Sharing", "Reports", "Panel caseload"})
