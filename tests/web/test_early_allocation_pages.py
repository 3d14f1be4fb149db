"""The pages of early allocation: the questions in their steps, what they come to, the history, and the decision."""

import pytest

from tests.parts.pages import Browser, Page
from tests.parts.service import RunningService, opened, told

SENTENCE = {
    "start_date": "2025-01-13",
    "sentence_type": "SDS",
    "length_months": 80,
    "release_date": "2028-04-13",
}
FIRST = {
    "oasys_on-day": "2", "oasys_on-month": "11", "oasys_on-year": "2026",
    **dict.fromkeys(("terrorism_conviction", "high_profile", "serious_crime_prevention_order",
                     "mappa_level_3", "public_protection_case"), "no"),
}  # fmt: skip
SECOND = dict.fromkeys(
    ("extremism_separation", "very_high_risk_of_serious_harm", "mappa_level_2", "terrorist_risk_pathfinder",
     "other_reason"), "no",
)  # fmt: skip
APPROVAL = {"reason": "Known to us.", "approved": "yes", "approved_by": "Ash Alder"}


@pytest.fixture
def case(service: RunningService) -> str:
    return str(opened(service.system(), sentence=SENTENCE)["id"])


def first_step(officer: Browser, case: str, **typed: str) -> Page:
    """The page that follows the first questions."""
    address = f"/cases/{case}/early-allocation/assess"
    answer = officer.send(officer.open(address).form(address), **{**FIRST, "step": "first", **typed})
    return Page(answer) if answer.status_code == 200 else officer.follow(answer)


def second_step(officer: Browser, page: Page, **typed: str) -> Page:
    """The page that follows the further questions."""
    answer = officer.send(page.forms[-1], **{**SECOND, "step": "second", **typed})
    return Page(answer) if answer.status_code == 200 else officer.follow(answer)


def test_a_case_never_assessed_says_so_and_leads_to_the_questions(officer: Browser, case: str) -> None:
    page = officer.open(f"/cases/{case}/early-allocation")
    assert page.heading == "Early allocation"
    assert "This case has not been assessed." in page.text
    assert "Possible now" in page.text
    assert officer.open(f"/cases/{case}/early-allocation/assess").heading == "Assess for early allocation"


def test_one_yes_of_the_first_five_is_enough(officer: Browser, case: str) -> None:
    page = first_step(officer, case, high_profile="yes")
    assert page.heading == "Early allocation assessment 1"
    assert "Eligible. Sent to the community" in page.text
    assert "The assessment was kept" in page.text
    assert "Eligible" in officer.open(f"/cases/{case}/early-allocation").text


def test_five_noes_lead_to_the_further_questions_and_ten_to_a_refusal(officer: Browser, case: str) -> None:
    page = first_step(officer, case)
    assert page.heading == "Further questions"
    assert page.forms[-1].fields["high_profile"] == "no"
    found = second_step(officer, page)
    assert "Not eligible. Nothing is sent." in found.text


def test_a_discretionary_case_is_approved_then_decided(officer: Browser, case: str) -> None:
    page = second_step(officer, first_step(officer, case), mappa_level_2="yes")
    assert page.heading == "Reason and approval"
    kept = officer.follow(officer.send(page.forms[-1], step="approval", **APPROVAL))
    assert "Discretionary: the community decides." in kept.text
    assert "Approved by Ash Alder" in kept.text
    decided = officer.follow(officer.send(kept.forms[-1], decision="accepted", reason="Agreed."))
    assert "Accepted on 22 November 2026" in decided.text
    assert "Yes" in officer.open(f"/cases/{case}/early-allocation").texts("dd")[0]


def test_what_is_missing_is_said_at_each_step_and_what_was_typed_is_kept(officer: Browser, case: str) -> None:
    address = f"/cases/{case}/early-allocation/assess"
    answer = officer.send(officer.open(address).form(address), step="first", high_profile="no")
    assert answer.status_code == 400
    page = Page(answer)
    assert "Enter the date of the last OASys assessment" in page.text
    assert "Select yes or no: A critical public protection case" in page.text
    assert page.forms[-1].fields["high_profile"] == "no"
    further = first_step(officer, case)
    bare = officer.send(further.forms[-1], step="second", **{**SECOND, "extremism_separation": "yes"})
    assert (bare.status_code, "If so, is release due within 24 months" in bare.text) == (400, True)
    approval = second_step(officer, first_step(officer, case), other_reason="yes")
    refused = officer.send(approval.forms[-1], step="approval", approved="no", reason="Known to us.")
    assert refused.status_code == 400
    assert "must have approved the referral" in refused.text
    assert "Known to us." in refused.text


def test_the_first_answers_may_be_changed(officer: Browser, case: str) -> None:
    page = first_step(officer, case)
    again = Page(officer.send(page.forms[-1], step="change"))
    assert again.heading == "Assess for early allocation"
    assert again.forms[-1].fields["oasys_on-day"] == "2"


def test_the_form_is_printed_and_downloaded(officer: Browser, case: str) -> None:
    page = first_step(officer, case, mappa_level_3="yes")
    link = next(a.attributes["href"] for a in page.all("a") if a.text == "download it as a PDF")
    answer = officer.get(link)
    assert (answer.headers["content-type"], answer.content[:4]) == ("application/pdf", b"%PDF")
    assert officer.get(f"/cases/{case}/early-allocation/9/form.pdf").status_code == 404


def test_a_case_far_from_release_is_saved_and_not_sent(officer: Browser, service: RunningService) -> None:
    far = str(opened(service.system(), sentence={**SENTENCE, "release_date": "2029-06-30"})["id"])
    assert "Possible from 30 December 2027" in officer.open(f"/cases/{far}/early-allocation").text
    page = first_step(officer, far, high_profile="yes")
    assert "Saved and not sent" in page.text
    assert "A new assessment may be sent from 30 December 2027." in page.text
    assert "Assessment saved" in officer.open(f"/cases/{far}/early-allocation").text


def test_the_case_page_says_that_she_is_in_open_conditions(officer: Browser, service: RunningService) -> None:
    system = service.system()
    case = str(opened(system, sentence=SENTENCE)["id"])
    assert "Open conditions No" in officer.open(f"/cases/{case}").text
    told(system, case, {"type": "security_category_changed", "date": "2026-11-20", "category": "T"})
    page = officer.open(f"/cases/{case}")
    assert "Security category T: Open (women)" in page.text
    assert "Open conditions Yes, counted from 20 November 2026" in page.text
