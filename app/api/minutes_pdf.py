"""Draws published minutes as a PDF: item by item, marked on every page, with whom it was made for."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.api.marked_paper import MarkedPaper, day_in_words, heading, paragraph, rows_of, titled_paper

KIND = {
    "board": "Board meeting",
    "multi_disciplinary": "Multi-disciplinary meeting",
    "case_conference": "Multi-agency case conference",
}
PART = {
    "prison_offender_manager": "Prison offender manager",
    "community_offender_manager": "Community offender manager",
    "key_worker": "Key worker",
    "governor": "Governor or Director",
    "psychologist": "Psychologist",
    "health_care": "Health care",
    "panel_case_manager": "The panel's case manager",
    "other": "Others",
}
ADVICE = {
    "wellbeing": "Wellbeing",
    "progression": "Progression",
    "staff_support": "Staff support",
    "movement": "Movement",
}
NOT_TO_BE_PASSED_ON = "Not to be copied or passed on without the Chair's agreement."
Row = Mapping[str, Any]


def minutes_pdf(found: Row, printed_on: date) -> bytes:
    """The minutes as the bytes of a file."""
    meeting = found["meeting"]
    paper = titled_paper(f"Minutes: {KIND.get(meeting['kind'], meeting['kind'])}, {_day(meeting['held_on'])}")
    rows_of(
        paper,
        (
            ("Held", f"{_day(meeting['held_on'])}, {meeting['starts_at']}, {meeting['venue']}"),
            ("Chair", meeting["chair"] or "Not recorded"),
            (
                "Version",
                f"{found['number']}, published {_day(found['published_on'])} by {found['published_by']}",
            ),
            ("Made for", f"{found['recipient']}, on {day_in_words(printed_on)}"),
            ("Purpose", str(found["purpose"]).replace("_", " ")),
        ),
    )
    if found["reason"]:
        paragraph(paper, f"Put right in this version: {found['reason']}")
    paragraph(paper, NOT_TO_BE_PASSED_ON)
    _attendance(paper, found["attendance"])
    for item in found["items"]:
        _item(paper, item)
    return paper.as_bytes()


def _attendance(paper: MarkedPaper, people: list[Row]) -> None:
    heading(paper, "Attendance")
    for title, names in (
        ("Present", [each["name"] for each in people if each["attended"]]),
        ("Apologies", [each["name"] for each in people if each["has_apologised"] and not each["attended"]]),
    ):
        rows_of(paper, [(title, ", ".join(names) or "None recorded")])


def _item(paper: MarkedPaper, item: Row) -> None:
    number = item["prison_number"] or item["crn"]
    named = f"{item['first_name']} {item['last_name']}" + (f", {number}" if number else "")
    heading(paper, f"{item['position']}. {named}")
    if not item["is_discussed"]:
        paragraph(paper, "Not discussed.")
        return
    if item["discussion"]["text"].strip():
        heading(paper, "Discussion", level=1)
        paragraph(paper, item["discussion"]["text"])
    _entries(
        paper, "Recommendations", [_advice(each) for each in item["recommendations"] if each["is_current"]]
    )
    _entries(paper, "Decisions", [_decision(each) for each in item["provisional_decisions"]])
    _entries(paper, "Actions", [_action(each) for each in item["actions"]])
    lines = [(PART[each["part"]], each["text"]) for each in item["responsibilities"] if each["text"].strip()]
    if lines:
        heading(paper, "Responsibilities", level=1)
        rows_of(paper, lines)


def _entries(paper: MarkedPaper, title: str, entries: list[str]) -> None:
    if entries:
        heading(paper, title, level=1)
    for entry in entries:
        paragraph(paper, f"- {entry}")


def _advice(row: Row) -> str:
    owners = ", ".join(
        PART[each["part"]] + (f" ({each['name']})" if each["name"] else "") for each in row["owners"]
    )
    evidence = f" Evidence: {row['evidence']}" if row["evidence"] else ""
    return f"{ADVICE[row['kind']]}: {row['text']}{evidence} Owners: {owners}."


def _decision(row: Row) -> str:
    said = f"{ADVICE[row['kind']]}, {row['state']}: {row['text']} Made by {row['decided_by']}."
    return f"{said} No longer stands: {row['superseded_because']}" if row["superseded_because"] else said


def _action(row: Row) -> str:
    owner = row["owner_name"] or PART.get(row["owner_role"] or "", str(row["owner_role"]).replace("_", " "))
    return f"{row['text']} Owner: {owner}. Due: {_day(row['due_on'])}."


def _day(value: date | str) -> str:
    return day_in_words(date.fromisoformat(value) if isinstance(value, str) else value)
