"""Draws the handover summary as a PDF: marked on each page, titled, in order, with its headings as bookmarks."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from fpdf import FPDF
from fpdf.enums import XPos, YPos

MARKING = "OFFICIAL: SENSITIVE"
_PLAIN = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "ł": "l", "Ł": "L"}
)
RESPONSIBLE = {"custody": "The prison", "community": "The community", "none": "Nobody"}
STEP = {"open": "To do", "done": "Done", "not_needed": "Not needed"}
SIDES = (("prison", "The prison's part"), ("community", "The community's part"))


class _Paper(FPDF):
    """A4 with the marking at the head and foot of every page."""

    def header(self) -> None:
        self._marked()
        self.ln(4)

    def footer(self) -> None:
        self.set_y(-18)
        self._marked()
        self.set_font("helvetica", size=9)
        self.cell(0, 5, f"Page {self.page_no()} of {{nb}}", align="C")

    def _marked(self) -> None:
        self.set_font("helvetica", "B", 10)
        self.cell(0, 6, MARKING, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def handover_pdf(found: Mapping[str, Any]) -> bytes:
    """The summary as the bytes of a file."""
    case, record = found["case"], found["record"]
    name = f"{case['first_name']} {case['last_name']}"
    paper = _Paper(format="A4")
    paper.set_title(_text(f"Handover summary: {name} ({MARKING})"))
    paper.set_lang("en-GB")
    paper.set_creator("Throughcare")
    paper.set_display_mode("real")
    paper.set_auto_page_break(auto=True, margin=22)
    paper.add_page()
    paper.set_font("helvetica", "B", 18)
    paper.multi_cell(0, 9, _text(f"Handover summary: {name}"), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    _rows(paper, _about(found))
    _heading(paper, "Dates")
    dates = [(field.replace("_", " ").capitalize(), _day(day)) for field, day in case["dates"].items()]
    _rows(paper, dates or [("Dates", "None known")])
    _heading(paper, "People")
    people = [
        (p["role"].replace("_", " ").capitalize(), f"{p['name']}, since {_day(p['since'])}")
        for p in found["people"]
    ]
    _rows(paper, people or [("People", "Nobody is allocated")])
    if record is None:
        _paragraph(paper, "This case has no open handover record.")
        return bytes(paper.output())
    _heading(paper, "Checklist")
    for side, heading in SIDES:
        _heading(paper, heading, level=1)
        for step in (step for step in record["steps"] if step["side"] == side):
            _step(paper, step)
    _heading(paper, "The community's answer")
    _paragraph(paper, _answer(record))
    _heading(paper, "Handover report")
    _paragraph(paper, record["report"] or "No report is written yet.")
    return bytes(paper.output())


def _about(found: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    case = found["case"]
    record = found["record"] or {"handover_on": None, "community_manager": {"name": None}}
    numbers = ", ".join(number for number in (case["prison_number"], case["crn"]) if number)
    return (
        ("Numbers", numbers),
        ("Date of birth", _day(case["date_of_birth"])),
        ("Prison", case["prison"] or "Not known"),
        ("Home", ", ".join(part for part in (case["home_area"], case["home_region"]) if part) or "Not known"),
        ("Risk of serious harm", (case["rosh_level"] or "not known").replace("_", " ")),
        ("MAPPA level", "Not known" if case["mappa_level"] is None else str(case["mappa_level"])),
        ("Responsible today", f"{RESPONSIBLE[found['responsible']]}. {found['reason']}"),
        ("Handover date", _day(record["handover_on"])),
        ("Community manager", record["community_manager"]["name"] or "Nobody is named yet"),
        ("Printed on", _day(found["printed_on"])),
    )


def _answer(record: Mapping[str, Any]) -> str:
    if record["accepted_on"]:
        return f"Accepted on {_day(record['accepted_on'])} by {record['accepted_name']}."
    if record["declined_on"]:
        return f"Declined on {_day(record['declined_on'])} by {record['declined_by']}: {record['decline_reason']}"
    return "Not accepted yet."


def _step(paper: _Paper, step: Mapping[str, Any]) -> None:
    said = f"{STEP[step['state']]}: {step['what']}"
    if step["settled_on"]:
        said += f" ({step['settled_by']}, {_day(step['settled_on'])})"
    _paragraph(paper, f"{said}. {step['note']}" if step["note"] else said)


def _heading(paper: _Paper, text: str, level: int = 0) -> None:
    paper.ln(3)
    paper.start_section(_text(text), level=level)
    paper.set_font("helvetica", "B", 11 if level else 13)
    paper.cell(0, 8, _text(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _rows(paper: _Paper, rows: Sequence[tuple[str, str]]) -> None:
    for term, said in rows:
        paper.set_font("helvetica", "B", 11)
        paper.cell(62, 6, _text(term))
        paper.set_font("helvetica", size=11)
        paper.multi_cell(0, 6, _text(said), new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _paragraph(paper: _Paper, text: str) -> None:
    paper.set_font("helvetica", size=11)
    paper.multi_cell(0, 6, _text(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _day(day: date | None) -> str:
    return f"{day.day} {day:%B %Y}" if day else "Not known"


def _text(text: str) -> str:
    """In the letters of the built-in fonts: what they lack is written with its nearest letters."""
    plain = text.translate(_PLAIN)
    try:
        plain.encode("latin-1")
    except UnicodeEncodeError:
        folded = unicodedata.normalize("NFKD", plain)
        plain = "".join(c for c in folded if not unicodedata.combining(c))
    return plain.encode("latin-1", "replace").decode("latin-1")
