"""Reads one row of our own file strictly: every field that cannot be taken is named, and the row left out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.domain.case_file.columns import (
    CASE_COLUMNS,
    DETAILS,
    SENTENCE,
    SENTENCE_DATES,
    STANDING,
)
from app.domain.event_fields import DATE, as_value, fault, read_fields
from app.domain.identifiers import is_crn, is_prison_number
from app.domain.imported import RowRefused, ToldFact
from app.domain.person_facts import UNBORN, is_unborn
from app.domain.refusals import FieldError, InvalidInput

MOST_EVENTS = 500
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")
_FUTURE = "Give a day that is not after today: facts are told when they have happened."


@dataclass(frozen=True, slots=True)
class CaseRow:
    """What a row says. A column that is left out or blank says nothing."""

    prison_number: str | None
    crn: str | None
    details: Mapping[str, Any] = field(default_factory=dict)
    prison: str | None = None
    arrived_on: date | None = None
    standing: Mapping[str, Any] = field(default_factory=dict)
    sentence: Mapping[str, Any] = field(default_factory=dict)
    dates: Mapping[str, date] = field(default_factory=dict)
    facts: tuple[ToldFact, ...] = ()


def read_case_row(given: Any, today: date) -> CaseRow:
    """What the row says. Raises RowRefused naming every field that cannot be taken."""
    if not isinstance(given, Mapping):
        raise RowRefused(FieldError("", "not_an_object", "Give one JSON object for each case."))
    errors: list[FieldError] = []
    values = _values(given, errors)
    number, crn = _identifiers(values, errors)
    facts = _events(given.get("events"), today, errors)
    _check_together(values, today, errors)
    if errors:
        raise RowRefused(*errors)
    return CaseRow(
        prison_number=number,
        crn=crn,
        details=_part(values, DETAILS),
        prison=values.get("prison"),
        arrived_on=values.get("arrived_on"),
        standing=_part(values, STANDING),
        sentence=_part(values, SENTENCE),
        dates=_part(values, SENTENCE_DATES),
        facts=facts,
    )


def _values(given: Mapping[str, Any], errors: list[FieldError]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name == "events" or value is None or value == "":
            continue
        kind = CASE_COLUMNS.get(name)
        if kind is None:
            errors.append(FieldError(str(name)[:60], "unknown_field", "There is no such field. Take it out."))
            continue
        error = fault(name, value, kind)
        if error:
            errors.append(error)
        else:
            values[name] = as_value(value.strip() if isinstance(value, str) else value, kind)
    return values


def _identifiers(values: Mapping[str, Any], errors: list[FieldError]) -> tuple[str | None, str | None]:
    number, crn = (str(values[n]).upper() if n in values else None for n in ("prison_number", "crn"))
    if number and not is_prison_number(number):
        message = "Give a letter, four digits and two letters, for example A1234BC."
        errors.append(FieldError("prison_number", "prison_number_invalid", message))
    if crn and not is_crn(crn):
        errors.append(FieldError("crn", "crn_invalid", "Give a letter and six digits, for example X123456."))
    if not number and not crn and not any(e.field in {"prison_number", "crn"} for e in errors):
        message = "Give a prison number or a CRN, to say whose row it is."
        errors.append(FieldError("prison_number", "missing", message))
    return number, crn


def _events(given: Any, today: date, errors: list[FieldError]) -> tuple[ToldFact, ...]:
    if given is None:
        return ()
    if not isinstance(given, list) or len(given) > MOST_EVENTS:
        message = f"Give a list of at most {MOST_EVENTS} events."
        errors.append(FieldError("events", "not_a_list", message))
        return ()
    facts: list[ToldFact] = []
    for place, event in enumerate(given):
        try:
            facts.append(_event(event, f"events[{place}].", today))
        except InvalidInput as refused:
            errors.extend(refused.errors)
    return tuple(facts)


def _event(given: Any, at: str, today: date) -> ToldFact:
    if not isinstance(given, Mapping):
        raise InvalidInput.of(at.rstrip("."), "not_an_object", "Give an object with type and date.")
    day = given.get("date")
    error = fault(f"{at}date", day, DATE)
    if error:
        raise InvalidInput(error.message, errors=[error])
    happened: date = as_value(day, DATE)
    if happened > today:
        raise InvalidInput.of(f"{at}date", "date_in_future", _FUTURE)
    event_type = given.get("type")
    fields = {name: value for name, value in given.items() if name not in {"type", "date"}}
    return ToldFact(str(event_type), happened, read_fields(str(event_type), fields, strict=True, at=at))


def _check_together(values: Mapping[str, Any], today: date, errors: list[FieldError]) -> None:
    start = values.get("sentence_start_date")
    if start and start > today:
        errors.append(FieldError("sentence_start_date", "date_in_future", _FUTURE))
    if values.get("arrived_on") and values["arrived_on"] > today:
        errors.append(FieldError("arrived_on", "date_in_future", _FUTURE))
    for name in ("release_date", "conditional_release_date", "automatic_release_date"):
        if start and name in values and values[name] < start:
            message = "This is before the sentence starts. Mend one of the two dates."
            errors.append(FieldError(name, "release_before_sentence", message))
    if is_unborn(values.get("date_of_birth"), today):
        errors.append(FieldError("date_of_birth", "date_in_future", UNBORN))
    email = values.get("community_manager_email")
    if email and not _EMAIL.fullmatch(email):
        errors.append(FieldError("community_manager_email", "email_invalid", "Give a whole e-mail address."))


def _part(values: Mapping[str, Any], names: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in names if name in values}
