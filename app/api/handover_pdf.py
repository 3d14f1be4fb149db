"""Draws the handover summary as a PDF: marked on each page, titled, in order, with its headings as bookmarks."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.api.marked_paper import MarkedPaper, day_in_words, heading, paragraph, rows_of, titled_paper

RESPONSIBLE = {"custody": "The prison", "community": "The community", "none": "Nobody"}
STEP = {"open": "To do", "done": "Done", "not_needed": "Not needed"}
SIDES = (("prison", "The prison's part"), ("community", "The community's part"))


def handover_pdf(found: Mapping[str, Any]) -> bytes:
    """The summary as the bytes of a file."""
    case, record = found["case"], found["record"]
    name = f"{case['first_name']} {case['last_name']}"
    paper = titled_paper(f"Handover summary: {name}")
    rows_of(paper, _about(found))
    heading(paper, "Dates")
    dates = [
        (field.replace("_", " ").capitalize(), day_in_words(day)) for field, day in case["dates"].items()
    ]
    rows_of(paper, dates or [("Dates", "None known")])
    heading(paper, "People")
    people = [
        (p["role"].replace("_", " ").capitalize(), f"{p['name']}, since {day_in_words(p['since'])}")
        for p in found["people"]
    ]
    rows_of(paper, people or [("People", "Nobody is allocated")])
    if record is None:
        paragraph(paper, "This case has no open handover record.")
        return paper.as_bytes()
    heading(paper, "Checklist")
    for side, title in SIDES:
        heading(paper, title, level=1)
        for step in (step for step in record["steps"] if step["side"] == side):
            _step(paper, step)
    heading(paper, "The community's answer")
    paragraph(paper, _answer(record))
    heading(paper, "Handover report")
    paragraph(paper, record["report"] or "No report is written yet.")
    return paper.as_bytes()


def _about(found: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    case = found["case"]
    record = found["record"] or {"handover_on": None, "community_manager": {"name": None}}
    numbers = ", ".join(number for number in (case["prison_number"], case["crn"]) if number)
    return (
        ("Numbers", numbers),
        ("Date of birth", day_in_words(case["date_of_birth"])),
        ("Prison", case["prison"] or "Not known"),
        ("Home", ", ".join(part for part in (case["home_area"], case["home_region"]) if part) or "Not known"),
        ("Risk of serious harm", (case["rosh_level"] or "not known").replace("_", " ")),
        ("MAPPA level", "Not known" if case["mappa_level"] is None else str(case["mappa_level"])),
        ("Responsible today", f"{RESPONSIBLE[found['responsible']]}. {found['reason']}"),
        ("Handover date", day_in_words(record["handover_on"])),
        ("Community manager", record["community_manager"]["name"] or "Nobody is named yet"),
        ("Printed on", day_in_words(found["printed_on"])),
    )


def _answer(record: Mapping[str, Any]) -> str:
    if record["accepted_on"]:
        return f"Accepted on {day_in_words(record['accepted_on'])} by {record['accepted_name']}."
    if record["declined_on"]:
        declined = f"Declined on {day_in_words(record['declined_on'])} by {record['declined_by']}"
        return f"{declined}: {record['decline_reason']}"
    return "Not accepted yet."


def _step(paper: MarkedPaper, step: Mapping[str, Any]) -> None:
    said = f"{STEP[step['state']]}: {step['what']}"
    if step["settled_on"]:
        said += f" ({step['settled_by']}, {day_in_words(step['settled_on'])})"
    paragraph(paper, f"{said}. {step['note']}" if step["note"] else said)
