"""Pages of policies: what is in force, papers and approvals, settings proposed and approved by another person."""

import pytest

from app.domain.caller import Role
from tests.parts.pages import Browser, Page, signed_in
from tests.parts.policies import follow
from tests.parts.service import RunningService, opened

APPROVAL = {
    "board": "Implementation and Service Acceptance Board",
    "board_on-day": "21",
    "board_on-month": "11",
    "board_on-year": "2026",
    "reference": "ISAB/13/9",
}
FEBRUARY = {"in_force_from-day": "1", "in_force_from-month": "2", "in_force_from-year": "2027"}


@pytest.fixture(scope="module")
def secretary(service: RunningService) -> Browser:
    return signed_in(service, Role.PANEL_SECRETARIAT, everywhere=True)


@pytest.fixture(scope="module")
def director(service: RunningService) -> Browser:
    return signed_in(service, Role.GROUP_DIRECTOR, everywhere=True)


def record(secretary: Browser, **typed: str) -> Page:
    told = {
        "reference": "OMCP/13/4",
        "title": "Case management responsibilities",
        "board": "OMCP Board",
        "board_on-day": "20",
        "board_on-month": "11",
        "board_on-year": "2026",
        "place": "everywhere",
        "asks": "three-parts-of-2013",
    }
    form = secretary.open("/policy-decisions/new").form("/policy-decisions/new")
    return secretary.follow(secretary.send(form, **(told | typed)))


def decide(secretary: Browser, address: str, part: int, **typed: str) -> Page:
    path = f"{address}/parts/{part}"
    return secretary.follow(secretary.send(secretary.open(path).form(path), **typed))


def address_of(page: Page) -> str:
    return str(page.answer.url.path)


def test_a_paper_goes_from_board_to_board(
    service: RunningService, secretary: Browser, director: Browser
) -> None:
    opened(service.system())
    page = record(secretary)
    address = address_of(page)
    assert "Drafted" in page.text
    decide(secretary, address, 1, outcome="agreed")
    decide(secretary, address, 2, outcome="not_agreed")
    page = decide(secretary, address, 3, outcome="agreed")
    assert "Agreed in principle" in page.text
    assert "The offender supervisor leads retained cases in custody." in page.text
    assert not page.all("a", href=f"{address}/approve")
    form = director.open(f"{address}/approve").form(f"{address}/approve")
    today = {"in_force_from-day": "22", "in_force_from-month": "11", "in_force_from-year": "2026"}
    early = director.send(form, **APPROVAL, **today)
    assert early.status_code == 400
    assert "Give 2026-11-23 or a later day" in early.text
    page = director.follow(director.send(form, **APPROVAL, **FEBRUARY))
    assert "Finally approved, not yet in force" in page.text
    assert "The cases wait to follow" in page.text
    follow(service)
    assert "Every case has followed" in director.open(address).text
    shown = secretary.open("/policies")
    assert "version 1+s1, from 1 February 2027" in shown.text
    assert "Installed default: option 2" in shown.text


def test_a_form_says_what_is_missing_and_keeps_what_was_typed(secretary: Browser) -> None:
    form = secretary.open("/policy-decisions/new").form("/policy-decisions/new")
    answer = secretary.send(form, reference="KEPT/1")
    assert answer.status_code == 400
    page = Page(answer)
    assert {"Enter the title", "Enter the board", "Enter the day of the board"} <= set(page.texts("a"))
    assert form.action in answer.text
    assert "KEPT/1" in answer.text


def test_a_withdrawn_paper_stays_in_the_list(secretary: Browser) -> None:
    page = record(secretary, reference="OMCP/13/5", title="Overtaken paper")
    path = f"{address_of(page)}/end"
    missing = secretary.send(secretary.open(path).form(path), reason="No.")
    assert missing.status_code == 400
    secretary.follow(secretary.send(secretary.open(path).form(path), what="withdraw", reason="Overtaken."))
    assert "Withdrawn" in secretary.open("/policy-decisions").text


def test_every_policy_shows_its_rules_with_their_paragraphs(officer: Browser) -> None:
    page = officer.open("/policies/omcp-2013-option-1")
    assert "Continuity for cases" in page.text
    assert "difficulties of managing a case from the community" in page.text
    assert "paragraph 10(i)" in page.text
    for policy in ("omm-2006", "mtcs-2012", "omcp-2013-option-2", "omic"):
        officer.open(f"/policies/{policy}")
        officer.open(f"/policies/{policy}/settings")
    officer.open("/policies/no-such-policy", status=404)


def test_settings_are_proposed_by_one_and_approved_by_another(
    service: RunningService, director: Browser
) -> None:
    manager = signed_in(service, Role.OMU_MANAGER, prisons=["FHI"])
    path = "/policies/omcp-2013-option-2/settings/propose"
    form = manager.open(path).form(path)
    first_day = {"starts_on-day": "1", "starts_on-month": "4", "starts_on-year": "2027"}
    unchanged = manager.send(form, reason="To see", **first_day)
    assert "Change at least one setting" in unchanged.text
    wrong = manager.send(form, reason="To see", handover_months="99", **first_day)
    assert "Give a whole number from 1 to 60" in wrong.text
    done = manager.follow(manager.send(form, reason="Nine is enough.", handover_months="9", **first_day))
    assert "The settings are proposed" in done.text
    (link,) = [e.attributes["href"] for e in done.all("a") if "/settings/0" in e.attributes["href"]]
    own = manager.open(link)
    assert "Withdraw it" in own.text
    assert "Approve" not in own.texts("label")
    page = director.follow(director.send(director.open(link).form(link), what="approve"))
    assert "The settings are approved" in page.text
    assert "Handover is 9 months before release." in director.open(link).text
