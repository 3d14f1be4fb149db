"""A4 papers to send or print: marked on every page, in the letters of the built-in fonts, headings as bookmarks."""

import unicodedata
from collections.abc import Sequence
from datetime import date

from fpdf import FPDF
from fpdf.enums import XPos, YPos

MARKING = "OFFICIAL: SENSITIVE"
_PLAIN = str.maketrans(
    {"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "ł": "l", "Ł": "L"}
)


class MarkedPaper(FPDF):
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


def titled_paper(title: str) -> MarkedPaper:
    """A paper that begins with its title."""
    paper = MarkedPaper(format="A4")
    paper.set_title(plain_text(f"{title} ({MARKING})"))
    paper.set_lang("en-GB")
    paper.set_creator("Throughcare")
    paper.set_display_mode("real")
    paper.set_auto_page_break(auto=True, margin=22)
    paper.add_page()
    paper.set_font("helvetica", "B", 18)
    paper.multi_cell(0, 9, plain_text(title), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    return paper


def heading(paper: MarkedPaper, text: str, level: int = 0) -> None:
    """A heading, and a bookmark to it."""
    paper.ln(3)
    paper.start_section(plain_text(text), level=level)
    paper.set_font("helvetica", "B", 11 if level else 13)
    paper.cell(0, 8, plain_text(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def rows_of(paper: MarkedPaper, rows: Sequence[tuple[str, str]]) -> None:
    """Terms, each with what it says."""
    for term, said in rows:
        paper.set_font("helvetica", "B", 11)
        paper.cell(62, 6, plain_text(term))
        paper.set_font("helvetica", size=11)
        paper.multi_cell(0, 6, plain_text(said), new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def paragraph(paper: MarkedPaper, text: str) -> None:
    """Some sentences."""
    paper.set_font("helvetica", size=11)
    paper.multi_cell(0, 6, plain_text(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def day_in_words(day: date | None) -> str:
    """A day as people write it."""
    return f"{day.day} {day:%B %Y}" if day else "Not known"


def plain_text(text: str) -> str:
    """In the letters of the built-in fonts: what they lack is written with its nearest letters."""
    plain = text.translate(_PLAIN)
    try:
        plain.encode("latin-1")
    except UnicodeEncodeError:
        folded = unicodedata.normalize("NFKD", plain)
        plain = "".join(c for c in folded if not unicodedata.combining(c))
    return plain.encode("latin-1", "replace").decode("latin-1")
