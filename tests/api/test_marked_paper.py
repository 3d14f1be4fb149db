"""Papers name people as they are named: Welsh, Polish, Vietnamese and Cyrillic letters stand as they were typed."""

import warnings

import pytest

from app.api.marked_paper import MARKING, heading, paragraph, rows_of, titled_paper, written
from tests.parts.pdf_text import text_of

NAMES = (
    "Siân Ŵyn Gŵyr-Tŷ",
    "Łucja Świątek-Żółć",
    "Nguyễn Thị Hồng",
    "Юлия Шевченко",
    "Ştefania Țîrlea",
    "Zoë O’Brien",
)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_stands_on_paper_as_it_was_typed(name: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        paper = titled_paper(f"Handover summary: {name}")
        heading(paper, name)
        rows_of(paper, [(name, f"“{name}” – known since birth…")])
        paragraph(paper, name)
        text = text_of(paper.as_bytes())
    assert text.count(name) == 5
    assert f"“{name}” – known since birth…" in text
    assert text.count(MARKING) == 2


@pytest.mark.parametrize(
    ("typed", "stands"),
    [
        ("Si\N{COMBINING CIRCUMFLEX ACCENT}an", "Sîan"),
        ("one\r\ntwo\tthree\N{ZERO WIDTH JOINER}", "one\ntwo\tthree"),
        ("王 Lin", "? Lin"),
        ("\N{FULLWIDTH LATIN CAPITAL LETTER A}nna", "Anna"),
    ],
)
def test_what_the_letters_lack_is_written_with_the_nearest(typed: str, stands: str) -> None:
    assert written(typed) == stands
