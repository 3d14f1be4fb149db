"""Notes of good practice: where one stands, what finds it, and what must be gone before it is published (000 L33)."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from app.domain.identifiers_in_text import Found, IdentifierKind, KnownPeople, identifiers_in
from app.domain.names import search_key
from app.domain.refusals import FieldError, InvalidInput

LONGEST_WORD = 60
WORDS_ASKED = 8


class NoteState(StrEnum):
    """Where a note stands, worked out from its moments."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


_WORDS = {
    IdentifierKind.NAME: "“{}” is a name of somebody who is or was on the caseload. Say it without the name.",
    IdentifierKind.PRISON_NUMBER: "“{}” has the form of a prison number. Take it out.",
    IdentifierKind.CRN: "“{}” has the form of a case reference number. Take it out.",
    IdentifierKind.PNC: "“{}” has the form of a Police National Computer number. Take it out.",
    IdentifierKind.DATE_OF_BIRTH: "“{}” is the date of birth of somebody who is or was on the caseload. Take it out.",
}


def state_of(note: Mapping[str, Any]) -> NoteState:
    """Where a note stands."""
    if note["withdrawn_at"] is not None:
        return NoteState.WITHDRAWN
    return NoteState.DRAFT if note["published_at"] is None else NoteState.PUBLISHED


def words_of(text: str) -> set[str]:
    """The words of a text as they are searched: without case, accents and apostrophes."""
    plain = text.replace("'", "").replace("’", "")
    return {
        word
        for each in re.findall(r"[^\W_]+", plain)
        if (word := search_key(each)[:LONGEST_WORD]) and len(word) > 1
    }


def asked_words(q: str | None) -> list[str]:
    """The beginnings of words that a search asks for, all of which a note must have."""
    return sorted(words_of(q or ""))[:WORDS_ASKED]


def refuse_identifiers(note: Mapping[str, Any], people: KnownPeople) -> None:
    """Raises InvalidInput naming every identifier in the note, beside the field in which it stands."""
    errors = [
        FieldError(field, f"{found.kind.value}_found", _words_about(found))
        for field in ("title", "text")
        for found in identifiers_in(note[field], people)
    ]
    if errors:
        raise InvalidInput("The note still says who somebody is.", errors=errors)


def _words_about(found: Found) -> str:
    return _WORDS[found.kind].format(found.words)
