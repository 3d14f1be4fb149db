"""Draws an assessment for early allocation as a PDF, in the order in which it is asked."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.api.marked_paper import day_in_words, heading, paragraph, rows_of, titled_paper
from app.domain.early_allocation import MANDATORY
from app.schemas.early_allocation import AssessmentIn

OUTCOME = {
    "eligible": "Eligible for early allocation",
    "ineligible": "Not eligible for early allocation",
    "discretionary": "Discretionary: the community decides",
}
DECISION = {"accepted": "Accepted by the community", "declined": "Declined by the community"}


def early_allocation_pdf(case: Mapping[str, Any], found: Mapping[str, Any], printed_on: date) -> bytes:
    """The form as the bytes of a file."""
    name = f"{case['first_name']} {case['last_name']}"
    paper = titled_paper(f"Early allocation assessment: {name}")
    numbers = ", ".join(number for number in (case["prison_number"], case["crn"]) if number)
    rows_of(
        paper,
        (
            ("Numbers", numbers),
            ("Date of birth", day_in_words(case["date_of_birth"])),
            ("Prison", case["prison_code"] or "Not known"),
            ("Assessment", f"Number {found['number']}, {day_in_words(found['assessed_on'])}"),
            ("Assessed by", found["assessed_by"]),
            ("Last OASys", day_in_words(found["oasys_on"])),
            ("Earliest date", day_in_words(found["earliest_release"])),
            ("Printed on", day_in_words(printed_on)),
        ),
    )
    for title, asked in (("First questions", True), ("Further questions", False)):
        answers = [(n, yes) for n, yes in found["answers"].items() if (n in MANDATORY) == asked]
        if answers:
            heading(paper, title)
        for question, yes in answers:
            paragraph(paper, f"{_asked(question)} {'Yes' if yes else 'No'}.")
    heading(paper, "Result")
    paragraph(paper, f"{OUTCOME[found['outcome']]}.")
    paragraph(paper, _sent(found))
    if found["reason"]:
        paragraph(paper, f"Reason: {found['reason']}")
        approved = f"Approved by {found['approved_by']}, Head of Offender Management Delivery."
        paragraph(paper, approved)
    heading(paper, "The community's decision")
    paragraph(paper, _decision(found))
    return paper.as_bytes()


def _asked(name: str) -> str:
    return AssessmentIn.model_fields[name].description or name


def _sent(found: Mapping[str, Any]) -> str:
    if found["sent"]:
        return "Sent to the community: made within 18 months of the earliest date."
    if found["outcome"] == "ineligible":
        return "Nothing is sent."
    return "Saved and not sent: made more than 18 months before the earliest date. It has no effect."


def _decision(found: Mapping[str, Any]) -> str:
    if found["decision"] is None:
        return "None recorded." if found["may_be_decided"] else "None is needed."
    said = f"{DECISION[found['decision']]} on {day_in_words(found['decided_on'])}, {found['decided_by']}."
    return f"{said} {found['decision_reason']}" if found["decision_reason"] else said
