"""The pages of the panel's caseload: the list with its figures, one woman with every form, and the chronology."""

from datetime import date

import pytest

from app.domain.caller import Role
from app.services.panel_caseload.alerting import daily_works
from tests.parts.daily import pass_over
from tests.parts.pages import Browser, Page, signed_in
from tests.parts.panel_women import RESTRICTED, REVIEW, WITHHELD, Caseload
from tests.parts.service import RunningService, opened

TODAY = {"day": "22", "month": "11", "year": "2026"}
AHEAD = {"day": "19", "month": "2", "year": "2027"}


@pytest.fixture(scope="module")
def panel(service: RunningService) -> Caseload:
    return Caseload(service)


@pytest.fixture(scope="module")
def secretary(service: RunningService) -> Browser:
    return signed_in(service, Role.PANEL_SECRETARIAT, everywhere=True)


def day(name: str, parts: dict[str, str]) -> dict[str, str]:
    return {f"{name}-{part}": value for part, value in parts.items()}


def sent(browser: Browser, address: str, **typed: str) -> Page:
    """The page that follows a form."""
    answer = browser.send(browser.open(address).form(address), **typed)
    return browser.follow(answer) if answer.status_code == 303 else Page(answer)


def home(case: str) -> str:
    return f"/panel/caseload/{case}"


def test_w22_the_figures_of_the_page_are_those_of_the_api(panel: Caseload, secretary: Browser) -> None:
    first = panel.woman(last_name="Figure")
    panel.woman("restricted_status", last_name="Figuretwo", prison="BZI")
    panel.keep(first, "reviews", REVIEW)
    panel.keep(first, "restricted-statuses", RESTRICTED)
    panel.keep(first, "regime", WITHHELD)
    found = panel.totals()
    page = secretary.open("/panel/caseload")
    counts = dict(
        zip(
            page.texts("span", class_="app-need__what"),
            page.texts("span", class_="app-need__count"),
            strict=True,
        )
    )
    assert counts == {
        "reviews overdue": str(found["reviews_overdue"]),
        "actions overdue": str(found["overdue_actions"]),
        "handovers or releases near": str(found["near_transition"]),
        "under Restricted Status": str(found["restricted_now"]),
        "Restricted Status with a defect": str(found["with_defects"]),
        "without a formulation": str(found["without_formulation"]),
    }
    assert found["with_defects"] >= 1
    cells = page.texts("td", data_label="Improving")
    assert cells == [str(aim["improving"]) for aim in found["aims"]]
    assert f"{found['total']} women" in page.text
    narrowed = secretary.open("/panel/caseload?q=figuretwo")
    assert "1 woman" in narrowed.text
    assert "Figure, Ada" not in narrowed.text
    assert "Nobody found" in secretary.open("/panel/caseload?q=nobody").text
    file = secretary.client.get("/panel/caseload.csv?q=figure")
    assert file.text.count("OFFICIAL: SENSITIVE") == 2
    assert "OFFICIAL-SENSITIVE" in file.headers["content-disposition"]


def test_a_woman_is_brought_on_by_her_number(panel: Caseload, secretary: Browser) -> None:
    case = opened(panel.clerk, last_name="Broughton")
    address = f"{home('new')}"
    bare = sent(secretary, address)
    assert "Enter the prison number or CRN" in bare.text
    unknown = sent(secretary, address, case="A0000AA", routes="both", entry_reason="Known.")
    assert "There is no such case" in unknown.text
    page = sent(secretary, address, case=case["prison_number"], routes="both", entry_reason="Known.")
    assert "She is on the caseload now" in page.text
    assert "Complex needs and Restricted Status" in page.text
    assert "Governor of" in page.text
    again = sent(secretary, address, case=case["prison_number"], routes="both", entry_reason="Known.")
    assert "on the caseload already" in again.text


def test_a_review_is_kept_and_its_mistakes_are_said_with_what_was_typed(
    panel: Caseload, secretary: Browser
) -> None:
    address = f"{home(panel.woman())}/reviews"
    typed = {
        **day("held_on", TODAY),
        **day("next_review_on", AHEAD),
        "summary": "Steady weeks.",
        "aim_wellbeing": "improving",
    }
    wrong = sent(secretary, address, **typed)
    assert "her own view" in wrong.text
    assert "Steady weeks." in wrong.text
    page = sent(secretary, address, **typed, no_view_reason="She was unwell.")
    assert "The review was kept" in page.text
    assert "Her view is not here: She was unwell." in page.text
    assert "22 November 2026: improving" in page.text


def test_every_form_of_the_secretariat_keeps_what_it_asks(panel: Caseload, secretary: Browser) -> None:
    case = panel.woman()
    page = sent(
        secretary, f"{home(case)}/formulations", summary="Words.", author="P", **day("written_on", TODAY)
    )
    assert "Version 1, P, 22 November 2026" in page.text
    page = sent(
        secretary,
        f"{home(case)}/restricted-statuses",
        decided_by="Director",
        reason="Invented.",
        **day("from_on", TODAY),
        **day("next_review_on", AHEAD),
    )
    assert "decided by Director" in page.text
    flagged = "The prison where she is does not hold women with Restricted Status"
    assert flagged in page.text
    assert flagged in secretary.open("/panel/caseload?attention=restricted").text
    page = sent(secretary, f"{home(case)}/regime", kind="regime", name="Gardens", state="withheld",
                **day("from_on", TODAY))  # fmt: skip
    assert "Something is withheld and nobody has said why" in page.text
    entry = panel.entry(case)
    item, status = entry["regime"][0]["id"], entry["restricted_statuses"][0]["id"]
    page = sent(secretary, f"{home(case)}/regime/{item}", reason="Risk.")
    assert "nobody has said why" not in page.text
    page = sent(secretary, f"{home(case)}/regime/{item}", state="available", reason="")
    assert "Not withheld" in page.text
    support = {"staff_group": "North wing", "requested_by": "Head", "asked_for": "A debrief."}
    page = sent(secretary, f"{home(case)}/staff-support", **support, **day("requested_on", TODAY))
    assert "Asked for" in page.text
    offer = panel.entry(case)["staff_support"][0]["id"]
    page = sent(secretary, f"{home(case)}/staff-support/{offer}", offered="Two.", **day("offered_on", TODAY))
    assert "Offered on 22 November 2026: Two." in page.text
    contact = {"organisation_kind": "health", "organisation": "A trust", "text": "Spoke."}
    page = sent(secretary, f"{home(case)}/stakeholder-contacts", **contact, **day("happened_on", TODAY))
    assert "A trust: Spoke." in page.text
    page = sent(secretary, f"{home(case)}/change", routes="both", legacy_reference="CCS-1")
    assert "CCS-1" in page.text
    ended = {"end_decided_by": "Director", "end_reason": "Reviewed."}
    page = sent(secretary, f"{home(case)}/restricted-statuses/{status}", **ended)
    assert "Enter the first day on which it no longer holds" in page.text
    page = sent(secretary, f"{home(case)}/step-down", reason="Steady.", **day("next_review_on", AHEAD))
    assert "She was stepped down" in page.text
    page = sent(secretary, f"{home(case)}/step-up", reason="It came back.")
    assert "She is active again" in page.text
    page = sent(secretary, f"{home(case)}/leave", because="aims_met")
    assert "Her aims are met" in page.text
    assert "Record a review" not in page.text


def test_two_who_change_at_once_are_told_and_nothing_is_lost(panel: Caseload, secretary: Browser) -> None:
    address = f"{home(panel.woman())}/change"
    form = secretary.open(address).form(address)
    sent(secretary, address, routes="both")
    late = secretary.send(form, routes="complex_needs", legacy_reference="CCS-77")
    assert late.status_code == 412
    assert "Somebody changed this" in late.text
    assert "CCS-77" in late.text


def test_w20_every_page_of_a_case_names_the_governor(
    panel: Caseload, secretary: Browser, officer: Browser
) -> None:
    typed = {"prison": "EWI", "name": "Ottoline Quarrendon", **day("from_on", TODAY)}
    register = sent(secretary, "/panel/caseload/governors", **typed)
    assert "The register was changed" in register.text
    assert "Ottoline Quarrendon" in register.text
    case = str(opened(panel.clerk, prison="EWI")["id"])
    for part in ("", "/handover", "/allocations", "/record", "/parole", "/panel"):
        page = officer.open(f"/cases/{case}{part}")
        said = page.texts("p", id="operational-manager")
        assert said == ["Operational manager: Governor of Eastwood Park (HMP & YOI), Ottoline Quarrendon"], (
            part
        )


def test_w47_the_case_shows_its_dealings_with_the_panel(
    panel: Caseload, secretary: Browser, officer: Browser
) -> None:
    case = str(opened(panel.clerk)["id"])
    assert "nothing to do with this case" in officer.open(f"/cases/{case}/panel").text
    panel.enter(case)
    panel.keep(case, "reviews", REVIEW)
    page = officer.open(f"/cases/{case}/panel")
    assert page.texts("th", scope="row") == ["Came on the caseload", "Reviewed"]
    assert "There is none" in page.text
    assert officer.open(home(case)).heading == "On the panel’s caseload"
    assert officer.client.get(f"{home(case)}/leave").status_code == 404
    assert sent(
        officer, f"{home(case)}/formulations", summary="W", author="A", **day("written_on", TODAY)
    ).heading


def test_a_member_who_has_not_signed_sees_nothing(service: RunningService, panel: Caseload) -> None:
    case = panel.woman(last_name="Unseen")
    member = signed_in(service, Role.PANEL_MEMBER, everywhere=True)
    for address in ("/panel/caseload", home(case)):
        answer = member.client.get(address)
        assert answer.status_code == 403
        assert "Unseen" not in answer.text


def test_w27_a_handover_within_eight_weeks_stands_on_the_pages_and_leads_there(
    panel: Caseload, secretary: Browser
) -> None:
    sentence = {"start_date": "2025-01-13", "sentence_type": "SDS", "length_months": 60}
    case = panel.woman(last_name="Handoverson", sentence={**sentence, "release_date": "2027-07-10"})
    assert "Handoverson" not in secretary.open("/panel/caseload?attention=near_transition").text
    pass_over(panel.service, daily_works())
    near = spoken(panel.entry(case)["next_owner"]["since"])
    assert f"Handover on {near}" in secretary.open(home(case)).text
    listed = secretary.open("/panel/caseload?attention=near_transition")
    assert "Handoverson" in listed.text
    assert "Handover near" in listed.text
    needs = secretary.open("/panel").html
    assert 'href="/panel/caseload?attention=near_transition"' in needs
    assert "A handover or release of a woman on the panel" in secretary.open("/notices").text


def spoken(day_written: str) -> str:
    """A day of the API as pages say it."""
    found = date.fromisoformat(day_written)
    return f"{found.day} {found:%B %Y}"
