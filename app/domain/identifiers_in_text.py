"""Finds what says who somebody is in a text that is to be published: names, numbers and dates of birth (000 L33)."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self


class IdentifierKind(StrEnum):
    """What was found; the values are stable."""

    NAME = "name"
    PRISON_NUMBER = "prison_number"
    CRN = "crn"
    PNC = "pnc"
    DATE_OF_BIRTH = "date_of_birth"


@dataclass(frozen=True, slots=True)
class Found:
    """An identifier in a text: what it is, and the words as they stand there."""

    kind: IdentifierKind
    words: str


@dataclass(frozen=True, slots=True)
class KnownPeople:
    """The names and dates of birth of everybody who is or was on the caseload; names folded, each word on its own."""

    names: frozenset[str]
    births: frozenset[date]

    @classmethod
    def of(cls, people: Iterable[tuple[str | None, str | None, date | None]]) -> Self:
        """From first names, last names and dates of birth."""
        names: set[str] = set()
        births: set[date] = set()
        for first, last, born in people:
            for name in (first, last):
                names.update(word for _, word in _words(name or "") if len(word) > 1)
            if born:
                births.add(born)
        return cls(frozenset(names), frozenset(births))


# Between the characters of a number people write blanks, hyphens and dots.
_GAP = r"[\s.\-–]?"
_START, _END = r"(?<![A-Za-z0-9])", r"(?![A-Za-z0-9])"
_PRISON_NUMBER = re.compile(
    _START + r"[A-Z]" + (_GAP + r"\d") * 4 + _GAP + r"[A-Z]" + _GAP + r"[A-Z]" + _END, re.IGNORECASE
)
_CRN = re.compile(_START + r"[A-Z]" + (_GAP + r"\d") * 6 + _END, re.IGNORECASE)
_PNC = re.compile(_START + r"\d{2,4}\s?/\s?\d{1,7}\s?[A-Z]" + _END, re.IGNORECASE)
_NUMBERS = (
    (IdentifierKind.PRISON_NUMBER, _PRISON_NUMBER),
    (IdentifierKind.CRN, _CRN),
    (IdentifierKind.PNC, _PNC),
)

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_BETWEEN = r"\s*[-/.,\s]\s*"
_YEAR = r"(\d{4}|\d{2})(?!\d)"
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})" + _BETWEEN + r"(\d{1,2})" + _BETWEEN + _YEAR)
_ISO = re.compile(r"(?<!\d)(\d{4})" + _BETWEEN + r"(\d{1,2})" + _BETWEEN + r"(\d{1,2})(?!\d)")
_CLOSED = re.compile(r"(?<!\d)(\d{8})(?!\d)")
_DAY_MONTH = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?\s*(?:of\s+)?[-\s]*" + _MONTH + r"[-,\s]*" + _YEAR, re.IGNORECASE
)
_MONTH_DAY = re.compile(r"\b" + _MONTH + r"\s*(\d{1,2})(?:st|nd|rd|th)?[,\s]+" + _YEAR, re.IGNORECASE)

ORDINARY_WORDS = frozenset(
    """
    april august autumn bell bird bishop black brook brown carpenter carter chance charity cherry
    christian church clay cook cross day dawn dean faith field fields fisher ford forest fox free
    gold grace grant gray green grey hall hand harmony harper heath heather hill holly honey hope
    hunt hunter ivy jewel joy june justice king knight lake lane law lily long love major march mark
    marsh mason may melody mercy mill miller moon moss page park parker patience penny pope porter
    price prudence read reed rich rose ruby savage sharp shepherd short smart song star stone street
    strong summer sunny swift temple verity walker waters weaver west will winter wise wood woods
    young
    """.split()  # noqa: SIM905 ninety quotes would hide the words
)
"""Words of the language that are names as well: they count as names unless written wholly in small letters."""


def identifiers_in(text: str, people: KnownPeople) -> list[Found]:
    """Everything in a text that may say who somebody is, each once, in the order in which it stands.

    A number counts by its form, whoever's it is; a name or a date of birth where it is one of the caseload's.
    """
    plain = _without_tricks(text)
    found = [*_numbers(plain), *_births(plain, people.births), *_names(plain, people.names)]
    return list(dict.fromkeys(each for _, each in sorted(found, key=lambda pair: pair[0])))


def _numbers(text: str) -> Iterator[tuple[int, Found]]:
    for kind, form in _NUMBERS:
        for match in form.finditer(text):
            yield match.start(), Found(kind, match[0])


def _names(text: str, names: frozenset[str]) -> Iterator[tuple[int, Found]]:
    for match, word in _words(text):
        bare = word.removesuffix("s") if match[0].lower().endswith(("'s", "s'")) else word
        named = word if word in names else bare
        if named in names and not (named in ORDINARY_WORDS and match[0].islower()):
            yield match.start(), Found(IdentifierKind.NAME, match[0])


def _births(text: str, births: frozenset[date]) -> Iterator[tuple[int, Found]]:
    for start, words, day in _dates(text):
        if day in births:
            yield start, Found(IdentifierKind.DATE_OF_BIRTH, words)


def _dates(text: str) -> Iterator[tuple[int, str, date]]:
    """Every day that a text may mean, however it is written."""
    for match in _NUMERIC.finditer(text):
        first, second, year = match.groups()
        yield from _read(match, (year, second, first), (year, first, second))
    for match in _ISO.finditer(text):
        yield from _read(match, match.groups())
    for match in _CLOSED.finditer(text):
        d = match[1]
        yield from _read(match, (d[4:], d[2:4], d[:2]), (d[:4], d[4:6], d[6:]), (d[4:], d[:2], d[2:4]))
    for match in _DAY_MONTH.finditer(text):
        yield from _read(match, (match[3], _month(match[2]), match[1]))
    for match in _MONTH_DAY.finditer(text):
        yield from _read(match, (match[3], _month(match[1]), match[2]))


def _read(match: re.Match[str], *readings: tuple[str, ...]) -> Iterator[tuple[int, str, date]]:
    for year, month, day in readings:
        for century in ("",) if len(year) == 4 else ("19", "20"):
            try:
                yield match.start(), match[0], date(int(century + year), int(month), int(day))
            except ValueError:
                continue


def _month(name: str) -> str:
    return str(_MONTHS.index(name[:3].lower()) + 1)


def _words(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """The words of a text, each with its folded form: no accents, no capitals, no apostrophes."""
    for match in re.finditer(r"[^\W\d_]+(?:['’][^\W\d_]+)*['’]?", text):
        yield match, _folded(match[0])


def _folded(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in parts if letter.isalpha())


def _without_tricks(text: str) -> str:
    """Without marks that cannot be seen, and with each letter in the form that it is read in."""
    plain = unicodedata.normalize("NFKC", text).replace("’", "'")
    return "".join(letter for letter in plain if unicodedata.category(letter) != "Cf")
