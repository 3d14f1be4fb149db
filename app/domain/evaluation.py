"""`evaluate`: facts in, timeline out, in the contract's shape. Stateless; nothing is stored."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.domain.event_fields import (
    DATE,
    EARLIEST,
    LEGAL_STATUSES,
    PROVIDERS,
    SENTENCE_DATES,
    SHAPES,
    Kind,
    as_value,
    fault,
    read_fields,
)
from app.domain.facts import AT_THE_START, OPENING_FACTS, CaseEvent, CaseFacts
from app.domain.ownership import UNKNOWN_YET as NOBODY_YET
from app.domain.ownership import Period, merged, schedule_of, timeline
from app.domain.policies.policy import NO_HANDOVER, Answer
from app.domain.policies.register import policy_named
from app.domain.refusals import FieldError, InvalidInput

_RISK = SHAPES["risk_changed"].fields
_STARTED = SHAPES["sentence_started"]
_OTHERS: Mapping[str, Kind] = {
    "prison_number": Kind("text", high=20, may_be_null=True),
    "prison": Kind("code", may_be_null=True),
    "start_date": Kind("date", may_be_null=True),
}
_FLAG_OR_NONE = Kind("flag", may_be_null=True)
_DAY_OR_NONE = Kind("date", may_be_null=True)
_FLAT: Mapping[str, Kind] = {
    "target_hearing_date": _DAY_OR_NONE,
    "recalled": _FLAG_OR_NONE,
    "immigration_case": _FLAG_OR_NONE,
    "early_allocation": _FLAG_OR_NONE,
    "open_conditions": _FLAG_OR_NONE,
    "open_prison_rules_apply": _FLAG_OR_NONE,
    "category_active_since": _DAY_OR_NONE,
    "prison_arrival_date": _DAY_OR_NONE,
    "estate": Kind("choice", ("women", "men"), may_be_null=True),
    "parole_outcome": Kind("choice", ("release", "not_release", "none"), may_be_null=True),
    "additional_indeterminate_sentence": _FLAG_OR_NONE,
    "home_in_wales": _FLAG_OR_NONE,
    "date_of_birth": _DAY_OR_NONE,
    "legal_status": Kind("choice", LEGAL_STATUSES, may_be_null=True),
    "imprisonment_status": Kind("text", high=20, may_be_null=True),
}
"""Told flat, and read by policy `omic` alone: each holds from the start until an event of its kind."""
_THE_SENTENCE = -1
"""Its order of telling: before every event."""
_PROVIDER = Kind("choice", PROVIDERS, may_be_null=True)


def evaluate(entry: Mapping[str, Any], policy_id: str) -> dict[str, Any]:
    """The periods of one entry under a policy, and the answer on each day of `on`.

    Raises InvalidInput naming every field that cannot be read, NotFound for an unknown policy.
    """
    if not isinstance(entry, Mapping):
        raise InvalidInput.of("", "not_an_object", "Give one JSON object with sentence, provider and events.")
    policy = policy_named(policy_id, _mapping(entry.get("settings") or {}, "settings"))
    days = _days(entry.get("on") or [])
    facts = facts_of(entry, told_flat=not policy.is_of_the_paper)
    periods = timeline(facts, schedule_of(policy))
    return {
        "policy": policy.id,
        "policy_version": policy.version,
        "periods": [period_as_answer(period) for period in merged(periods)],
        "on": [_day_as_answer(day, periods) for day in days],
    }


def facts_of(entry: Mapping[str, Any], *, told_flat: bool = False) -> CaseFacts:
    """The facts of an entry: its sentence and provider as they stood at the start, then its events.

    `told_flat` is for the policy that takes facts told flat: there any date or kind of a sentence tells of one, and
    what has no start date has held since the beginning.
    """
    sentence = _mapping(entry.get("sentence") or {}, "sentence")
    provider = entry.get("provider")
    _refuse(fault("provider", provider, _PROVIDER))
    known = _sentence_values(sentence)
    opening = _opening_flat(known, provider) if told_flat else _opening(known, provider)
    return CaseFacts.of([*opening, *_events(entry.get("events") or [])])


def _opening(known: Mapping[str, Any], provider: str | None) -> list[CaseEvent]:
    start = known.get("start_date")
    if start is None:
        return []
    fields = _of_the_sentence(known)
    begins = "sentence_type" in fields or "length_months" in fields
    return _beginning(known, provider, start, fields if begins else {})


def _opening_flat(known: Mapping[str, Any], provider: str | None) -> list[CaseEvent]:
    start, fields = known.get("start_date"), _of_the_sentence(known)
    if start is None and not fields and not any(name in known for name in _FLAT):
        return []
    return _beginning(known, provider, start or EARLIEST, fields, sentenced=bool(start or fields))


def _of_the_sentence(known: Mapping[str, Any]) -> dict[str, Any]:
    return {name: known[name] for name in _STARTED.fields if known.get(name) is not None}


def _beginning(
    known: Mapping[str, Any],
    provider: str | None,
    day: date,
    sentence: Mapping[str, Any],
    *,
    sentenced: bool = False,
) -> list[CaseEvent]:
    """All that stood on the first day, as facts of that day."""
    told = {name: known[name] for name in _FLAT if name in known}
    risk = {name: known[name] for name in _RISK if known.get(name) is not None}
    opening = [_at_the_start("prison_transfer", day, {"to_prison": known.get("prison")})]
    if told:
        opening.append(_at_the_start(OPENING_FACTS, day, told))
    if provider:
        opening.append(_at_the_start("provider_changed", day, {"provider": provider}))
    if risk:
        opening.append(_at_the_start("risk_changed", day, risk))
    if sentence or sentenced:
        opening.append(CaseEvent("sentence_started", day, sentence, told=_THE_SENTENCE))
    return opening


def _at_the_start(kind: str, day: date, fields: Mapping[str, Any]) -> CaseEvent:
    return CaseEvent(kind, day, fields, told=AT_THE_START)


def _sentence_values(sentence: Mapping[str, Any]) -> dict[str, Any]:
    kinds = {**_STARTED.fields, **_RISK, **SENTENCE_DATES, **_OTHERS, **_FLAT}
    values: dict[str, Any] = {}
    errors: list[FieldError] = []
    for name, value in sentence.items():
        kind = kinds.get(name)
        if kind is None or value is None:
            continue
        error = fault(f"sentence.{name}", value, kind)
        if error:
            errors.append(error)
        else:
            values[name] = as_value(value, kind)
    if errors:
        raise InvalidInput("The sentence cannot be read.", errors=errors)
    return values


def _events(given: Any) -> list[CaseEvent]:
    if not isinstance(given, Sequence) or isinstance(given, str | bytes):
        raise InvalidInput.of("events", "not_a_list", "Give a list of events.")
    return [_event(item, place) for place, item in enumerate(given)]


def _event(item: Any, place: int) -> CaseEvent:
    at = f"events[{place}]."
    given = _mapping(item, at.rstrip("."))
    fields = read_fields(str(given.get("type")), _without_own(given), strict=False, at=at)
    happened = _date(given.get("date"), f"{at}date")
    recorded = given.get("recorded_on")
    retracted = given.get("retracted_on")
    return CaseEvent(
        str(given["type"]),
        happened,
        fields,
        _date(recorded, f"{at}recorded_on") if recorded is not None else happened,
        _date(retracted, f"{at}retracted_on") if retracted is not None else None,
        place,
    )


def _without_own(given: Mapping[str, Any]) -> dict[str, Any]:
    own = ("type", "date", "recorded_on", "retracted_on")
    return {name: value for name, value in given.items() if name not in own}


def _days(given: Any) -> list[date]:
    if not isinstance(given, Sequence) or isinstance(given, str | bytes):
        raise InvalidInput.of("on", "not_a_list", "Give a list of dates.")
    return [_date(value, f"on[{place}]") for place, value in enumerate(given)]


def _date(value: Any, name: str) -> date:
    _refuse(fault(name, value, DATE))
    day: date = as_value(value, DATE)
    return day


def _mapping(value: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise InvalidInput.of(name, "not_an_object", "Give a JSON object.")
    return value


def _refuse(error: FieldError | None) -> None:
    if error:
        raise InvalidInput(error.message, errors=[error])


def period_as_answer(period: Period) -> dict[str, Any]:
    """A period in the contract's shape; `to` is the first day that no longer counts."""
    return {
        "from": period.starts_on.isoformat(),
        "to": period.ends_on.isoformat() if period.ends_on else None,
        **owner_as_answer(period.answer),
    }


def owner_as_answer(answer: Answer) -> dict[str, Any]:
    """An owner in the contract's shape, with the reason in words and the paragraph behind it."""
    return {
        "responsible": answer.who.responsible,
        "lead_role": answer.who.lead_role,
        "supporting": list(answer.who.supporting),
        "reason_code": answer.reason_code,
        "reason": answer.rule.reason,
        "basis": [{"document": b.document, "paragraph": b.paragraph} for b in answer.rule.basis],
    }


def _day_as_answer(day: date, periods: Sequence[Period]) -> dict[str, Any]:
    period = next((p for p in periods if p.covers(day)), None)
    answer = period.answer if period else NOBODY_YET
    handover = period.handover if period else NO_HANDOVER
    return {
        "date": day.isoformat(),
        "responsible": answer.who.responsible,
        "lead_role": answer.who.lead_role,
        "supporting": list(answer.who.supporting),
        "reason_code": answer.reason_code,
        "handover": {
            "start_date": handover.start_date.isoformat() if handover.start_date else None,
            "date": handover.date.isoformat() if handover.date else None,
        },
    }
