"""The columns of our own import file: one table for CSV, NDJSON and the document that describes them."""

from collections.abc import Mapping, Sequence

from app.domain.event_fields import CATEGORIES, DATE, PROVIDERS, ROSH_LEVELS, SHAPES, Kind
from app.domain.event_fields import SENTENCE_DATES as SENTENCE_DATES_OF_FACTS
from app.domain.facts import SENTENCE_TYPES
from app.domain.refusals import FieldError, InvalidInput

EVENT_PREFIX = "event_"
MOST_NAMED = 20


def _text(longest: int) -> Kind:
    return Kind("text", high=longest)


def _name(longest: int) -> Kind:
    return Kind("text", high=longest, on_one_line=True)


IDENTIFIERS: Mapping[str, Kind] = {"prison_number": _text(7), "crn": _text(7)}

DETAILS: Mapping[str, Kind] = {
    "pnc": _text(13),
    "cro": _text(20),
    "booking_id": _text(20),
    "first_name": _name(100),
    "middle_names": _name(200),
    "last_name": _name(100),
    "date_of_birth": DATE,
    "gender": _text(40),
    "home_area": _text(100),
    "home_region": _text(40),
    "cell_location": _text(100),
    "complexity_of_need": Kind("choice", ("low", "medium", "high")),
    "most_serious_offence": _text(300),
    "community_manager_name": _text(120),
    "community_manager_email": _text(200),
    "community_team": _text(120),
}

PLACE: Mapping[str, Kind] = {"prison": Kind("code"), "arrived_on": DATE}

STANDING: Mapping[str, Kind] = {
    "provider": Kind("choice", PROVIDERS),
    "rosh_level": Kind("choice", ROSH_LEVELS),
    "mappa_level": Kind("number", low=0, high=3),
    "ppo": Kind("flag"),
    "category": Kind("choice", CATEGORIES),
}

SENTENCE: Mapping[str, Kind] = {
    "sentence_start_date": DATE,
    "sentence_type": Kind("choice", tuple(sorted(SENTENCE_TYPES))),
    "length_months": Kind("number", low=0, high=1200),
    "court_case": _text(40),
}

SENTENCE_DATES: Mapping[str, Kind] = dict.fromkeys(SENTENCE_DATES_OF_FACTS, DATE)

CASE_COLUMNS: Mapping[str, Kind] = {
    **IDENTIFIERS,
    **DETAILS,
    **PLACE,
    **STANDING,
    **SENTENCE,
    **SENTENCE_DATES,
}

EVENT_FIELDS = tuple(dict.fromkeys(name for shape in SHAPES.values() for name in shape.fields))

COLUMNS: tuple[str, ...] = (
    *CASE_COLUMNS,
    "event_type",
    "event_date",
    *(f"{EVENT_PREFIX}{name}" for name in EVENT_FIELDS),
)
"""Every column that a file may have, in the order of the document."""

_KNOWN = frozenset(COLUMNS)


def check_columns(names: Sequence[str]) -> None:
    """Whether a header is ours. Raises InvalidInput naming each column unknown, repeated or missing."""
    seen: set[str] = set()
    errors: list[FieldError] = []
    for place, name in enumerate(names, start=1):
        shown = name[:60] if name.isprintable() and name else f"column {place}"
        if name not in _KNOWN:
            message = (
                f"There is no such column (the {_ordinal(place)} of the file). Take it out or mend its name."
            )
            errors.append(FieldError(shown, "unknown_column", message))
        elif name in seen:
            errors.append(FieldError(shown, "column_repeated", "This column stands twice. Keep one."))
        seen.add(name)
    if not errors and not seen & set(IDENTIFIERS):
        message = "The file needs a prison_number or a crn column, to say whose row it is."
        errors.append(FieldError("prison_number", "column_missing", message))
    if errors:
        known = "The columns are listed in docs/import-format.md; nothing was taken."
        raise InvalidInput(known, code="columns_invalid", errors=errors[:MOST_NAMED])


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"
