"""A4 papers to send or print: marked on every page, in the letters of every European name, headings as bookmarks."""

import unicodedata
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

MARKING = "OFFICIAL: SENSITIVE"
LETTERS = "Fira Sans"
TERMS = 74
_FILES = files("fontpkg_fira_sans").joinpath("files")
_STYLES = {"": "FiraSans-Regular.ttf", "B": "FiraSans-Bold.ttf"}


class MarkedPaper(FPDF):
    """A4 with the marking at the head and foot of every page."""

    def __init__(self) -> None:
        super().__init__(format="A4")
        for style, name in _STYLES.items():
            self.add_font(LETTERS, style, str(_FILES.joinpath(name)))

    def as_bytes(self) -> bytes:
        """The paper as the bytes of a file; nothing can be written on it afterwards."""
        try:
            return bytes(self.output())
        finally:
            self.close_letters()

    def close_letters(self) -> None:
        """Let go of the files of letters that were opened to measure and draw with."""
        for letters in self.fonts.values():
            if isinstance(letters, TTFFont):
                letters.close()

    def header(self) -> None:
        self._marked()
        self.ln(4)

    def footer(self) -> None:
        self.set_y(-18)
        self._marked()
        self.set_font(LETTERS, size=9)
        self.cell(0, 5, f"Page {self.page_no()} of {{nb}}", align="C")

    def _marked(self) -> None:
        self.set_font(LETTERS, "B", 10)
        self.cell(0, 6, MARKING, align="C", new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def titled_paper(title: str) -> MarkedPaper:
    """A paper that begins with its title."""
    paper = MarkedPaper()
    paper.set_title(written(f"{title} ({MARKING})"))
    paper.set_lang("en-GB")
    paper.set_creator("Throughcare")
    paper.set_display_mode("real")
    paper.set_auto_page_break(auto=True, margin=22)
    paper.add_page()
    paper.set_font(LETTERS, "B", 18)
    paper.multi_cell(0, 9, written(title), new_x=XPos.LMARGIN, new_y=YPos.NEXT)
    return paper


def heading(paper: MarkedPaper, text: str, level: int = 0) -> None:
    """A heading, and a bookmark to it."""
    paper.ln(3)
    paper.start_section(written(text), level=level)
    paper.set_font(LETTERS, "B", 11 if level else 13)
    paper.cell(0, 8, written(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def rows_of(paper: MarkedPaper, rows: Sequence[tuple[str, str]]) -> None:
    """Terms, each with what it says beside it, or below where the term is long."""
    for term, said in rows:
        paper.set_font(LETTERS, "B", 11)
        beside = written(term)
        if paper.get_string_width(beside) > TERMS - 2:
            paper.multi_cell(0, 6, beside, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
            beside = ""
        paper.cell(TERMS, 6, beside)
        paper.set_font(LETTERS, size=11)
        paper.multi_cell(0, 6, written(said), new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def paragraph(paper: MarkedPaper, text: str) -> None:
    """Some sentences."""
    paper.set_font(LETTERS, size=11)
    paper.multi_cell(0, 6, written(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def day_in_words(day: date | None) -> str:
    """A day as people write it."""
    return f"{day.day} {day:%B %Y}" if day else "Not known"


def written(text: str) -> str:
    """In the letters that the paper has: of the few that it lacks, the nearest, or a question mark."""
    composed = unicodedata.normalize("NFC", text)
    shown = (
        letter for letter in composed if letter in "\n\t" or not unicodedata.category(letter).startswith("C")
    )
    return "".join(letter if _has(letter) else _nearest(letter) for letter in shown)


def _has(letter: str) -> bool:
    return letter in "\n\t" or ord(letter) in _known_letters()


def _nearest(letter: str) -> str:
    folded = unicodedata.normalize("NFKD", letter)
    return "".join(part for part in folded if _has(part) and not unicodedata.combining(part)) or "?"


@cache
def _known_letters() -> frozenset[int]:
    paper = MarkedPaper()
    letters = paper.fonts[LETTERS.lower()]
    known = frozenset(letters.cmap) if isinstance(letters, TTFFont) else frozenset[int]()
    paper.close_letters()
    return known
