"""What says who a woman is gets found before a note is published, however it is written."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.identifiers_in_text import Found, IdentifierKind, KnownPeople, identifiers_in

PEOPLE = KnownPeople.of(
    [
        ("Zsófia Mae", "O’Hara-Young", date(1990, 4, 3)),
        ("Grace", "Quill", date(1988, 12, 25)),
        ("J", None, None),
    ]
)


def kinds(text: str) -> list[str]:
    return [found.kind.value for found in identifiers_in(text, PEOPLE)]


@pytest.mark.parametrize(
    "text",
    [
        "A calm room helps before a hard meeting.",
        "A young woman was moved on 4 May 2026 with grace and patience.",
        "Rule 45, wing B2, 12 hours, 2026/27, PSI 23/2015, 07:30 on 25 December",
        "She was given a grace period; the youngest came first.",
        "",
    ],
)
def test_w10_a_text_that_names_nobody_passes(text: str) -> None:
    assert kinds(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Zsófia took part",
        "ZSOFIA took part",
        "zsofia's plan",
        "Zsófia’s plan",
        "the O'Hara plan",
        "OHARA",
        "ms quill said",
        "Quills’ room",
        "Grace was pleased",
        "GRACE was pleased",
        "Young women like Young",
        "with Q\u200buill",
        "Ｑｕｉｌｌ",
        "(quill)",
        "quill-pen",
    ],
)
def test_w10_a_name_of_the_caseload_is_found_however_it_is_written(text: str) -> None:
    assert set(kinds(text)) == {"name"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A1234BC", "prison_number"),
        ("a1234bc", "prison_number"),
        ("A 1234 BC", "prison_number"),
        ("no. A-1234-BC.", "prison_number"),
        ("X123456", "crn"),
        ("crn x 123 456", "crn"),
        ("PNC 2003/0012345A", "pnc"),
        ("03/12345a", "pnc"),
    ],
)
def test_w10_a_number_is_found_by_its_form_whoever_it_belongs_to(text: str, kind: str) -> None:
    assert kinds(text) == [kind]


@pytest.mark.parametrize(
    "words",
    [
        "3/4/1990", "03/04/1990", "03.04.90", "3-4-1990", "1990-04-03", "1990/4/3", "03041990", "19900403",
        "3 April 1990", "3rd of April 1990", "3 apr 90", "April 3, 1990", "apr 3rd 1990", "4/3/1990", "3 April, 1990",
        "03-Apr-1990",
    ],
)  # fmt: skip
def test_w10_a_date_of_birth_is_found_in_every_way_of_writing_it(words: str) -> None:
    assert kinds(f"born on {words} in the north") == ["date_of_birth"]


def test_w10_another_day_is_no_date_of_birth() -> None:
    assert kinds("reviewed on 4 April 1990, 3 April 1991 and 31/31/1990") == []


def test_w10_everything_is_found_once_and_in_its_order() -> None:
    text = "Quill, A1234BC, born 25 December 1988; Quill again"
    assert identifiers_in(text, PEOPLE) == [
        Found(IdentifierKind.NAME, "Quill"),
        Found(IdentifierKind.PRISON_NUMBER, "A1234BC"),
        Found(IdentifierKind.DATE_OF_BIRTH, "25 December 1988"),
    ]


def test_w10_a_single_letter_is_no_name() -> None:
    assert kinds("J wing") == []


@given(st.text(max_size=60), st.text(max_size=60))
def test_w10_a_name_is_found_in_the_middle_of_anything(before: str, after: str) -> None:
    assert "name" in kinds(f"{before}\n Quill \n{after}")


@given(st.dates(date(1930, 1, 1), date(2010, 12, 31)))
def test_w10_a_birthday_in_our_own_form_is_always_found(day: date) -> None:
    people = KnownPeople.of([("Ada", "Alder", day)])
    text = f"She was born on {day.day} {day:%B %Y}."
    assert [found.kind for found in identifiers_in(text, people)] == [IdentifierKind.DATE_OF_BIRTH]
