"""The pages of referrals: begun, saved as typed, sent, answered, amended; principles, contacts, assessments."""

import pytest

from app.domain.caller import Role
from tests.parts.pages import Browser, Page, signed_in
from tests.parts.referrals import Desk
from tests.parts.service import RunningService, opened

APPROACH = {
    "approach-1-what": "Weekly key work",
    "approach-1-started_on-day": "2",
    "approach-1-started_on-month": "3",
    "approach-1-started_on-year": "2026",
    "approach-1-result": "Trust grew.",
}
SAID = {
    "route-complex_needs": "yes",
    "sentence_objectives": "Finish the programme.",
    "not_progressing": "She has left it twice.",
    "her_views": "One person to talk to.",
    "wopd_status": "screened_in",
    "has_formulation": "no",
    **APPROACH,
}


@pytest.fixture(scope="module")
def secretary(service: RunningService) -> Browser:
    return signed_in(service, Role.PANEL_SECRETARIAT, everywhere=True)


@pytest.fixture
def case(service: RunningService) -> str:
    return str(opened(service.system())["id"])


@pytest.fixture
def desk(service: RunningService) -> Desk:
    return Desk(service)


def begun(officer: Browser, case: str, **typed: str) -> Page:
    """The form of a new draft."""
    page = officer.open(f"/panel/referrals/new?case={case}")
    return officer.follow(officer.send(page.form("/panel/referrals/new"), kind="panel", **typed))


def address_of(page: Page) -> str:
    """The address of the referral whose form this is."""
    return page.forms[-1].action.removesuffix("/edit")


def test_a_woman_is_referred_then_triaged_and_accepted_on_pages(
    officer: Browser, secretary: Browser, case: str
) -> None:
    form = begun(officer, case)
    assert form.heading.startswith("Draft referral")
    shown = officer.follow(officer.send(form.forms[-1], then="show", **SAID))
    assert "It says everything that is needed." in shown.text
    sent = officer.follow(officer.send(shown.form(f"{address_of(form)}/submit")))
    assert "The referral was sent" in sent.text
    page = secretary.open(address_of(form))
    triaged = secretary.follow(
        secretary.send(page.form(f"{address_of(form)}/triage"), triage_text="Complete.")
    )
    accepted = secretary.follow(secretary.send(triaged.form(f"{address_of(form)}/accept")))
    assert "The referral was accepted" in accepted.text
    assert "Complex needs" in accepted.text
    assert "Weekly key work" in accepted.text


def test_a_draft_that_lacks_something_says_what_and_leads_there(officer: Browser, case: str) -> None:
    form = begun(officer, case)
    shown = officer.follow(officer.send(form.forms[-1], then="show", **{**SAID, "not_progressing": ""}))
    assert "Say what is not progressing against her sentence plan" in shown.text
    assert "/edit#not_progressing" in shown.html
    assert "Send the referral" not in shown.text


def test_another_approach_is_asked_for_and_what_was_typed_stays(officer: Browser, case: str) -> None:
    form = begun(officer, case)
    again = Page(officer.send(form.forms[-1], then="another", **SAID))
    assert again.forms[-1].fields["approach-1-what"] == "Weekly key work"
    assert "approach-2-what" in again.forms[-1].fields


def test_a_date_that_is_none_is_said_beside_its_box(officer: Browser, case: str) -> None:
    form = begun(officer, case)
    typed = {**SAID, "approach-1-started_on-day": "31", "approach-1-started_on-month": "2"}
    refused = officer.send(form.forms[-1], then="show", **typed)
    assert refused.status_code == 400
    page = Page(refused)
    assert "Day it began must be a real date" in page.text
    assert 'href="#approach-1-started_on-day"' in page.html
    assert "One person to talk to." in page.html


def test_a_draft_is_saved_as_it_is_typed_and_two_never_overwrite_each_other(
    officer: Browser, service: RunningService, case: str
) -> None:
    form = begun(officer, case)
    colleague = signed_in(service, Role.OMU_OFFICER, prisons=["FHI"])
    theirs = colleague.open(f"{address_of(form)}/edit")
    saved = autosaved(officer, form, her_views="First.")
    assert "Saved 22 November 2026" in saved.html
    late = autosaved(colleague, theirs, her_views="Second.")
    assert "Not saved." in late.html
    assert "Somebody else saved this referral" in late.html
    assert "First." in officer.open(address_of(form)).text


def test_after_it_was_sent_a_change_needs_a_reason_and_old_and_new_are_shown(
    officer: Browser, desk: Desk
) -> None:
    referral = desk.sent()["id"]
    address = f"/panel/referrals/{referral}"
    form = officer.open(f"{address}/edit").forms[-1]
    said = {**SAID, "not_progressing": "Worse.", "home_area": ""}
    refused = officer.send(form, **said)
    assert refused.status_code == 400
    assert "say why this is changed" in Page(refused).text
    assert Page(refused).forms[-1].fields["approach-1-what"] == "Weekly key work"
    shown = officer.follow(officer.send(form, **said, reason="A new incident."))
    assert "Now: Worse." in shown.text
    assert "Before: She has left it twice." in shown.text
    assert "Why: A new incident." in shown.text


def test_a_man_is_refused_with_the_reason(officer: Browser, service: RunningService) -> None:
    case = opened(service.system(), prison="NMI")["prison_number"]
    everywhere = signed_in(service, Role.OMU_OFFICER, everywhere=True)
    page = everywhere.open("/panel/referrals/new")
    refused = everywhere.send(page.form("/panel/referrals/new"), case=case, kind="panel")
    assert refused.status_code == 409
    assert "not in the women’s estate" in Page(refused).text
    nobody = everywhere.send(page.form("/panel/referrals/new"), case="A9999ZZ", kind="panel")
    assert "There is no such case" in Page(nobody).text


def test_the_list_is_narrowed_and_had_as_a_file(officer: Browser, desk: Desk) -> None:
    waiting = desk.sent()
    page = officer.open("/panel/referrals?status=submitted")
    assert waiting["prison_number"] in page.text
    assert waiting["prison_number"] not in officer.open("/panel/referrals?status=closed").text
    file = officer.get("/panel/referrals.csv?status=submitted")
    assert file.headers["content-type"].startswith("text/csv")
    assert waiting["prison_number"] in file.text


def test_the_secretary_keeps_principles_and_contacts_and_an_officer_only_reads_them(
    officer: Browser, secretary: Browser, service: RunningService
) -> None:
    page = secretary.open("/panel/referrals/principles")
    added = secretary.follow(secretary.send(page.form("/panel/referrals/principles"), text="A fourth one."))
    assert "A fourth one." in added.text
    assert "A fourth one." in officer.open("/panel/referrals/principles").text
    assert "Add a principle" not in officer.open("/panel/referrals/principles").text
    contacts = secretary.open("/panel/referrals/contacts")
    typed = {"starts_on-day": "5", "starts_on-month": "1", "starts_on-year": "2026"}
    named = secretary.follow(
        secretary.send(
            contacts.form("/panel/referrals/contacts"), prison="EWI", name="Sorrel Quillfeather", **typed
        )
    )
    assert "Sorrel Quillfeather" in named.text
    welsh = opened(service.system(), prison="EWI", home_region="wales")["id"]
    assert "Sorrel Quillfeather" in officer.open(f"/cases/{welsh}/referrals").text


def test_an_assessment_is_recorded_and_its_restricted_part_is_for_few(
    officer: Browser, secretary: Browser, case: str
) -> None:
    page = officer.open(f"/cases/{case}/holistic-assessments/new")
    typed = {"assessed_on-day": "20", "assessed_on-month": "11", "assessed_on-year": "2026"}
    kept = officer.follow(
        officer.send(
            page.forms[-1],
            place="police_custody",
            assessor="Ash Alder",
            diversion_eligible="no",
            **{"need-accommodation": "Nowhere tonight."},
            **typed,
        )
    )
    assert "Nowhere tonight." in kept.text
    said = officer.follow(
        officer.send(kept.forms[-1], disclosed="yes", details="Restricted words.", referral_offer="not_yet")
    )
    assert "Offer her a specialist service" in said.text
    address = said.forms[-1].action.removesuffix("/disclosure")
    seen = secretary.open(address)
    assert "Nowhere tonight." in seen.text
    assert "Restricted" not in seen.text
    assert "abuse" not in seen.text.lower()


def test_a_referral_is_declined_with_a_reason(secretary: Browser, desk: Desk) -> None:
    address = f"/panel/referrals/{desk.in_triage()['id']}"
    page = secretary.open(address)
    refused = secretary.send(page.form(f"{address}/decline"))
    assert refused.status_code == 400
    assert "Enter the reason" in Page(refused).text
    declined = secretary.follow(secretary.send(page.form(f"{address}/decline"), decline_reason="Too soon."))
    assert "The referral was declined" in declined.text
    assert "Too soon." in declined.text


def autosaved(browser: Browser, page: Page, **typed: str) -> Page:
    """What the page is answered when it saves what is typed."""
    form = page.forms[-1]
    fields = {**form.fields, **typed}
    headers = {"HX-Request": "true", "HX-Target": "saved"}
    answer = browser.client.post(form.action.replace("/edit", "/autosave"), data=fields, headers=headers)
    assert answer.status_code == 200, answer.text
    return Page(answer)


def test_a_save_whose_answer_was_lost_is_no_clash_when_it_is_sent_again(
    officer: Browser, service: RunningService, case: str
) -> None:
    form = begun(officer, case)
    said = {**SAID, "ycs_transition-asked": "yes"}
    assert "Saved 22 November 2026" in autosaved(officer, form, **said).html
    again = autosaved(officer, form, **said)
    assert "Saved 22 November 2026" in again.html
    assert "Somebody else" not in again.html
    other = autosaved(officer, form, **{**said, "her_views": "Other words."})
    assert "Somebody else saved this referral" in other.html


def test_what_came_of_support_for_staff_alone_is_kept_on_the_page_of_the_referral(
    secretary: Browser, desk: Desk
) -> None:
    asked = {"staff_support_for": "Night staff", "staff_support_asked": "Supervision."}
    sent = desk.sent(routes=[], staff_support_only=True, **asked)
    address = f"/panel/referrals/{sent['id']}"
    assert "What came of the support" not in secretary.open(address).text
    assert secretary.get(f"{address}/staff-support").status_code == 404
    desk.step(desk.secretary, sent["id"], "triage", {})
    desk.step(desk.secretary, sent["id"], "accept", {})
    assert "Asked for" in secretary.open(address).text
    form = secretary.open(f"{address}/staff-support").form(f"{address}/staff-support")
    refused = secretary.send(form, offered="Three sessions.")
    assert refused.status_code == 400
    assert "There is a problem" in refused.text
    day = {"offered_on-day": "22", "offered_on-month": "11", "offered_on-year": "2026"}
    kept = secretary.follow(secretary.send(form, offered="Three sessions.", **day))
    assert "The support for staff was kept" in kept.text
    assert "Three sessions." in kept.text
