"""The fields of every kind of fact: what is required, what may come, and how each value is read.

The one table behind the API, the forms, the imports and `evaluate` (`ownership.md`, "Events and their fields").
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any, Literal

from app.domain.facts import INDETERMINATE, SENTENCE_TYPES
from app.domain.refusals import FieldError, InvalidInput

EARLIEST, LATEST = date(1900, 1, 1), date(2200, 12, 31)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
UNREADABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
"""What no text holds: it cannot be shown, or it turns round what stands beside it on a page."""
LINE_ENDS = re.compile(r"[\t\n\r\x85]")
"""What no name holds beside these."""
LINE_HELP = "Write it on one line, without tabs."

ROSH_LEVELS = ("low", "medium", "high", "very_high")
PROVIDERS = ("nps", "crc")
CATEGORIES = ("A", "B", "C", "D", "H", "I", "J", "P", "Q", "R", "T", "U", "V", "X", "Y", "Z", "E", "K", "N")
RECALL_TYPES = ("standard", "fixed_term_14", "fixed_term_28", "fixed_term_56")
OUTCOMES = ("negative", "open_conditions_recommended", "release_directed", "other")
EARLY_DECISIONS = ("eligible", "discretionary", "accepted", "declined", "ineligible")
LEGAL_STATUSES = (
    "RECALL",
    "DEAD",
    "INDETERMINATE_SENTENCE",
    "SENTENCED",
    "CONVICTED_UNSENTENCED",
    "CIVIL_PRISONER",
    "IMMIGRATION_DETAINEE",
    "REMAND",
    "UNKNOWN",
    "OTHER",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """How one value is read: a date, a whole number, yes or no, one of a list, a code, or text."""

    reads: Literal["date", "number", "flag", "choice", "code", "text"]
    choices: tuple[Any, ...] = ()
    low: int = 0
    high: int = 0
    may_be_null: bool = False
    on_one_line: bool = False


DATE = Kind("date")
DATE_OR_NONE = Kind("date", may_be_null=True)
FLAG = Kind("flag")
TEXT = Kind("text", high=2000)
REVIEW = Kind("text", high=80)
PRISON = Kind("code")

_NAMES_OF_DATES = (
    "release_date",
    "parole_eligibility_date",
    "tariff_expiry_date",
    "licence_expiry_date",
    "home_detention_curfew_eligibility_date",
    "home_detention_curfew_actual_date",
    "automatic_release_date",
    "conditional_release_date",
)
SENTENCE_DATES: Mapping[str, Kind] = dict.fromkeys(_NAMES_OF_DATES, DATE_OR_NONE)
_LENGTH = Kind("number", low=0, high=1200, may_be_null=True)
_SENTENCE_TYPE = Kind("choice", tuple(sorted(SENTENCE_TYPES)))
_CATEGORY = Kind("choice", CATEGORIES)
_ROSH = Kind("choice", ROSH_LEVELS, may_be_null=True)


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields of one kind of fact. Of `one_of`, at least one must be given."""

    required: Mapping[str, Kind] = field(default_factory=dict)
    optional: Mapping[str, Kind] = field(default_factory=dict)
    one_of: Mapping[str, Kind] = field(default_factory=dict)

    @property
    def fields(self) -> Mapping[str, Kind]:
        """Every field that this kind of fact may carry."""
        return {**self.required, **self.one_of, **self.optional}


_RELEASE_DATE = Shape({"release_date": DATE}, {"kind": Kind("text", high=40)})
_PAROLE_NOTE = Shape(optional={"review": REVIEW, "reason": TEXT})
_WHEREABOUTS = Shape(optional={"to": Kind("text", high=200)})

SHAPES: Mapping[str, Shape] = {
    "sentence_started": Shape(
        {"sentence_type": _SENTENCE_TYPE, "length_months": _LENGTH},
        {**SENTENCE_DATES, "starts_on": DATE, "court_case": Kind("text", high=40), "category": _CATEGORY},
    ),
    "release_date_set": _RELEASE_DATE,
    "release_date_recalculated": _RELEASE_DATE,
    "sentence_dates_changed": Shape(one_of=SENTENCE_DATES),
    "sentence_varied_on_appeal": Shape(
        {"length_months": _LENGTH}, {**SENTENCE_DATES, "sentence_type": _SENTENCE_TYPE}
    ),
    "provider_changed": Shape({"provider": Kind("choice", PROVIDERS)}, {"rosh_level": _ROSH}),
    "risk_changed": Shape(
        one_of={
            "rosh_level": _ROSH,
            "mappa_level": Kind("number", low=0, high=3, may_be_null=True),
            "ppo": Kind("flag", may_be_null=True),
        }
    ),
    "security_category_changed": Shape({"category": _CATEGORY}, {"approved_on": DATE}),
    "parole_process_started": Shape(
        {"review": REVIEW}, {"review_type": Kind("text", high=80), "target_hearing_date": DATE}
    ),
    "hearing_date_set": Shape({"review": REVIEW, "target_hearing_date": DATE}),
    "parole_adjourned": _PAROLE_NOTE,
    "parole_deferred": _PAROLE_NOTE,
    "parole_withdrawn": _PAROLE_NOTE,
    "parole_decision": Shape(
        {"outcome": Kind("choice", OUTCOMES)}, {"review": REVIEW, "on_papers": FLAG, "final_on": DATE}
    ),
    "parole_decision_set_aside": Shape(optional={"review": REVIEW}),
    "prison_transfer": Shape({"to_prison": PRISON}, {"from_prison": PRISON}),
    "hospital_transfer": _WHEREABOUTS,
    "unlawfully_at_large": _WHEREABOUTS,
    "returned_to_custody": _WHEREABOUTS,
    "released": Shape(optional={"release_type": Kind("text", high=40)}),
    "recalled": Shape(
        {"recall_type": Kind("choice", RECALL_TYPES)}, {"release_date": DATE_OR_NONE, "to_prison": PRISON}
    ),
    "removed_from_uk": Shape(optional={"scheme": Kind("text", high=40)}),
    "died": Shape(),
    "conviction_quashed": Shape(),
    "early_allocation_decided": Shape(
        {"decision": Kind("choice", EARLY_DECISIONS)}, {"assessed_on": DATE, "within_window": FLAG}
    ),
    "legal_status_changed": Shape(
        one_of={
            "legal_status": Kind("choice", LEGAL_STATUSES),
            "imprisonment_status": Kind("text", high=20),
        }
    ),
    "significant_change": Shape({"what": TEXT}),
}

EVENT_TYPES = tuple(SHAPES)


def read_fields(event_type: str, given: Mapping[str, Any], *, strict: bool, at: str = "") -> dict[str, Any]:
    """The fields of a fact with dates as dates.

    `strict` refuses unknown fields (the API); otherwise they are ignored, and so is a null of an optional field
    that cannot be unknown (`evaluate`). `at` is put before each field's name in an error.
    Raises InvalidInput naming every field that is missing, unknown or cannot be read.
    """
    shape = SHAPES.get(event_type)
    if shape is None:
        raise InvalidInput.of(
            f"{at}type", "unknown_event_type", "Give one of: " + ", ".join(EVENT_TYPES) + "."
        )
    errors = _missing(shape, given, at)
    values: dict[str, Any] = {}
    for name, value in given.items():
        kind = shape.fields.get(name)
        if kind is None:
            if strict:
                errors.append(FieldError(f"{at}{str(name)[:60]}", "unknown_field", _known(event_type, shape)))
            continue
        if value is None and not (strict or kind.may_be_null or name in shape.required):
            continue
        error = fault(f"{at}{name}", value, kind)
        if error:
            errors.append(error)
        else:
            values[name] = as_value(value, kind)
    if not errors:
        errors = _clashes(event_type, values, at)
    if errors:
        raise InvalidInput("The fact cannot be taken as it stands.", errors=errors)
    return values


def _missing(shape: Shape, given: Mapping[str, Any], at: str) -> list[FieldError]:
    errors = [
        FieldError(f"{at}{name}", "missing", f"Give {name}.") for name in shape.required if name not in given
    ]
    if shape.one_of and not any(name in given for name in shape.one_of):
        errors.append(
            FieldError(f"{at}fields", "missing", "Give at least one of: " + ", ".join(shape.one_of) + ".")
        )
    return errors


def _known(event_type: str, shape: Shape) -> str:
    names = ", ".join(shape.fields)
    return f"A fact of type {event_type} has " + (f"these fields: {names}." if names else "no fields.")


def _clashes(event_type: str, values: Mapping[str, Any], at: str) -> list[FieldError]:
    if event_type == "sentence_started":
        indeterminate = values["sentence_type"] in INDETERMINATE
        if not indeterminate and values["length_months"] is None:
            message = "Give the length in whole months; only LIFE, IPP and DPP have none."
            return [FieldError(f"{at}length_months", "missing", message)]
        if indeterminate and values["length_months"] is not None:
            message = "LIFE, IPP and DPP have no length: send null."
            return [FieldError(f"{at}length_months", "not_for_indeterminate", message)]
    return []


def fault(name: str, value: Any, kind: Kind) -> FieldError | None:
    """What is wrong with a value, or None. The message says how to mend it and never repeats the value."""
    if value is None:
        return None if kind.may_be_null else FieldError(name, "null", "Give a value, or leave the field out.")
    return _FAULTS[kind.reads](name, value, kind)


def _date_fault(name: str, value: Any, _kind: Kind) -> FieldError | None:
    day = value if type(value) is date else parse_date(value)
    if day is None:
        return FieldError(name, "date_invalid", "Give a real date as YYYY-MM-DD, for example 2026-11-22.")
    if not EARLIEST <= day <= LATEST:
        return FieldError(name, "date_out_of_range", "Give a date from 1900-01-01 to 2200-12-31.")
    return None


def _number_fault(name: str, value: Any, kind: Kind) -> FieldError | None:
    if type(value) is not int or not kind.low <= value <= kind.high:
        return FieldError(name, "number_invalid", f"Give a whole number from {kind.low} to {kind.high}.")
    return None


def _flag_fault(name: str, value: Any, _kind: Kind) -> FieldError | None:
    return None if type(value) is bool else FieldError(name, "flag_invalid", "Give true or false.")


def _choice_fault(name: str, value: Any, kind: Kind) -> FieldError | None:
    if isinstance(value, str) and value in kind.choices:
        return None
    return FieldError(name, "unknown_value", "Give one of: " + ", ".join(kind.choices) + ".")


def _code_fault(name: str, value: Any, _kind: Kind) -> FieldError | None:
    if isinstance(value, str) and re.fullmatch(r"[A-Z]{3}", value):
        return None
    return FieldError(
        name, "prison_code_invalid", "Give the three capital letters of a prison, for example FHI."
    )


def _text_fault(name: str, value: Any, kind: Kind) -> FieldError | None:
    if not isinstance(value, str) or not value.strip():
        return FieldError(name, "text_missing", "Give some text.")
    if len(value) > kind.high:
        return FieldError(name, "too_long", f"Give at most {kind.high} characters.")
    if UNREADABLE.search(value):
        return FieldError(name, "character_invalid", "Take out characters that cannot be shown.")
    if kind.on_one_line and LINE_ENDS.search(value.strip()):
        return FieldError(name, "character_invalid", LINE_HELP)
    return None


_FAULTS = {
    "date": _date_fault,
    "number": _number_fault,
    "flag": _flag_fault,
    "choice": _choice_fault,
    "code": _code_fault,
    "text": _text_fault,
}


def parse_date(value: Any) -> date | None:
    """A date from exactly `YYYY-MM-DD`, or None."""
    if not isinstance(value, str) or not _ISO_DATE.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def as_value(value: Any, kind: Kind) -> Any:
    """The value as the rules use it; only for values that `fault` finds nothing wrong with."""
    return parse_date(value) if kind.reads == "date" and isinstance(value, str) else value


def as_stored(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a fact as JSON keeps them."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def from_stored(event_type: str, stored: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a stored fact, with dates as dates; they were checked when they were taken."""
    days = _days_in(event_type)
    return {
        name: parse_date(value) if name in days and isinstance(value, str) else value
        for name, value in stored.items()
    }


@cache
def _days_in(event_type: str) -> frozenset[str]:
    return frozenset(name for name, kind in SHAPES[event_type].fields.items() if kind.reads == "date")
