"""The panel's first page and its navigation: each finds the parts that are theirs."""

from app.domain.caller import Role
from tests.parts.pages import look_at, signed_in
from tests.parts.service import RunningService


def parts_of(service: RunningService, *roles: Role) -> set[str]:
    browser = signed_in(service, *roles)
    page = look_at(browser.client.get("/panel"))
    return {
        each.text for each in page.elements if "moj-sub-navigation__link" in each.attributes.get("class", "")
    }


def test_the_secretary_finds_every_part(sqlite_service: RunningService) -> None:
    assert parts_of(sqlite_service, Role.PANEL_SECRETARIAT) >= {"Referrals", "Meetings", "Sharing", "Reports"}


def test_a_prison_finds_what_it_refers_and_does(sqlite_service: RunningService) -> None:
    parts = parts_of(sqlite_service, Role.OMU_OFFICER)
    assert {"Referrals", "Actions", "Movement"} <= parts
    assert parts.isdisjoint({"Meetings", "Sharing", "Reports", "Panel caseload"})


def test_each_sees_what_the_panel_needs_of_them(sqlite_service: RunningService) -> None:
    """And whoever has not signed is told so, and sees no count of what they may not read."""
    officer = look_at(signed_in(sqlite_service, Role.OMU_OFFICER, prisons=("FHI",)).client.get("/panel"))
    assert "Your open actions" in officer.text
    assert "Referrals to triage" not in officer.text
    secretary = look_at(
        signed_in(sqlite_service, Role.PANEL_SECRETARIAT, everywhere=True).client.get("/panel")
    )
    assert "Referrals to triage" in secretary.text
    member = look_at(signed_in(sqlite_service, Role.PANEL_MEMBER, everywhere=True).client.get("/panel"))
    assert "You have not signed" in member.text
    assert "Reviews overdue" not in member.text


def test_whose_work_the_panel_is_finds_it_at_home(sqlite_service: RunningService) -> None:
    member = look_at(signed_in(sqlite_service, Role.PANEL_CHAIR, everywhere=True).client.get("/"))
    assert "Your role does not include the caseload" in member.text
    secretary = look_at(signed_in(sqlite_service, Role.PANEL_SECRETARIAT, everywhere=True).client.get("/"))
    assert "Referrals to triage" in secretary.text
    officer = look_at(signed_in(sqlite_service, Role.OMU_OFFICER, prisons=("FHI",)).client.get("/"))
    assert "Your open actions" not in officer.text
