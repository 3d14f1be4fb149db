"""Answers who owns a case: on any day, as the record stood on any day, under any policy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.evaluation import owner_as_answer, period_as_answer
from app.domain.facts import CaseFacts
from app.domain.overrides import OVERRIDDEN, days_that_end, overlaid
from app.domain.overrides import as_known_on as overrides_known_on
from app.domain.ownership import Period, Schedule, merged, owner_in, schedule_of, timeline
from app.domain.policies.policy import COMMUNITY
from app.domain.policies.register import POLICIES, policy_named
from app.domain.refusals import InvalidInput, NotFound
from app.repositories import allocations, cases, overrides, ownership
from app.services.policies import schedule_for
from app.services.policies.stored import period_of
from app.services.policies.waiting import is_waiting, waits
from app.services.projection import AUTOMATIC, EFFECTIVE, facts_from
from app.services.visibility import NO_SUCH_CASE, may_see, visible_case

AS_LIVED, AS_NOW_KNOWN = "as_lived", "as_now_known"
NOT_LIVED = {
    "view": "This is worked out from all that is known now; it is not what was lived.",
    "policy": "This is what another policy would say; it is not what was lived.",
    "as_known_on": "This is what the record said on that day.",
    "layer": "This is what the rules say, whatever a manager decided.",
}
LEADS = "leads"
"""By a period's first day, who holds its lead role now."""

FIRST_PLANS = frozenset({"EDS", "LIFE"})


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: which day, as the record stood when, in which view, under which policy."""

    on: date | None = None
    as_known_on: date | None = None
    view: str = AS_LIVED
    policy: str | None = None
    layer: str = EFFECTIVE

    @property
    def is_stored(self) -> bool:
        """Whether the stored periods answer it."""
        return self.as_known_on is None and self.view == AS_LIVED and self.policy is None

    @property
    def is_plain(self) -> bool:
        """Whether the effective periods as they are stored answer it."""
        return self.is_stored and self.layer == EFFECTIVE

    @property
    def has_overrides(self) -> bool:
        """Whether managers' decisions count: not where the rules alone, or another policy's, are asked for."""
        return self.layer == EFFECTIVE and self.policy is None

    @property
    def note(self) -> str | None:
        """How the answer differs from what was lived, or None."""
        if self.view == AS_NOW_KNOWN:
            return NOT_LIVED["view"]
        if self.policy is not None:
            return NOT_LIVED["policy"]
        if self.as_known_on:
            return NOT_LIVED["as_known_on"]
        return NOT_LIVED["layer"] if self.layer == AUTOMATIC else None


def owner_of(
    connection: Connection, caller: Caller, reference: str, question: Question, today: date
) -> dict[str, Any]:
    """Who owns the case on the day asked about (today, or the day of `as_known_on`, where none is given)."""
    on = question.on or question.as_known_on or today
    case, periods = _line(connection, caller, reference, question, today)
    found = _answer(case, periods, question, on)
    found["lead_name"] = _lead_name(connection, case, owner_in(periods, on), on, today)
    if found["reason_code"] == OVERRIDDEN:
        found |= _beside(connection, case, question, on)
    return found


def timeline_of(
    connection: Connection, caller: Caller, reference: str, question: Question, today: date
) -> dict[str, Any]:
    """Every period of the case, past and future."""
    case, periods = _line(connection, caller, reference, question, today)
    return {
        "case_id": case["id"],
        "view": question.view,
        "as_known_on": question.as_known_on,
        "policy": question.policy,
        "layer": question.layer,
        "periods": periods_as_shown(periods),
        "note": question.note,
    }


def periods_as_shown(periods: Sequence[Period]) -> list[dict[str, Any]]:
    """Periods in the API's shape, neighbours that say the same joined."""
    return [
        {**period_as_answer(period), "policy": period.policy.id, "policy_version": period.policy.version}
        for period in merged(periods)
    ]


def _line(
    connection: Connection, caller: Caller, reference: str, question: Question, today: date
) -> tuple[Mapping[str, Any], Sequence[Period]]:
    if question.is_plain:
        case, periods = _stored_line(connection, caller, reference, today)
        if not is_waiting(case["id"], case["run_position"]):
            return case, periods
        return case, line_worked_out(connection, case)
    case = visible_case(connection, caller, reference, today)
    ruled = _ruled(connection, case, question)
    if not question.has_overrides:
        return case, ruled
    facts = _as_asked(_facts(connection, case), question)
    decided = overrides.as_values(overrides.of_case(connection, case["id"]))
    if question.as_known_on is not None:
        decided = overrides_known_on(decided, question.as_known_on)
    return case, overlaid(ruled, decided, days_that_end(facts))


def _ruled(connection: Connection, case: Mapping[str, Any], question: Question) -> Sequence[Period]:
    """The automatic line, as stored or as the question has it."""
    if question.is_stored and not waits(connection, case["id"]):
        return stored_periods(connection, case["id"], AUTOMATIC)
    facts = _as_asked(_facts(connection, case), question)
    return timeline(facts, _schedule(connection, case, facts, question))


def stored_periods(connection: Connection, case_id: str, layer: str = EFFECTIVE) -> tuple[Period, ...]:
    """The line of a case on one layer, as it is stored."""
    return tuple(period_of(connection, row) for row in cases.periods_of(connection, case_id, layer))


def line_of(connection: Connection, case: Mapping[str, Any]) -> tuple[Period, ...]:
    """The effective line of a case as it stands now, whether or not a run of another policy has come to it."""
    if waits(connection, case["id"]):
        return line_worked_out(connection, case)
    return stored_periods(connection, case["id"])


def line_worked_out(connection: Connection, case: Mapping[str, Any]) -> tuple[Period, ...]:
    """The effective line from the facts, for a case that a run of another policy has not come to yet."""
    facts = _facts(connection, case)
    decided = overrides.as_values(overrides.of_case(connection, case["id"]))
    return overlaid(timeline(facts, schedule_for(connection, case, facts)), decided, days_that_end(facts))


def _facts(connection: Connection, case: Mapping[str, Any]) -> CaseFacts:
    return facts_from(cases.facts_of(connection, case["id"]), case["opened_on"], case)


def _beside(connection: Connection, case: Mapping[str, Any], question: Question, on: date) -> dict[str, Any]:
    """The override that stands on the day, and the automatic answer that it stands in place of."""
    rows = [row for row in overrides.of_case(connection, case["id"]) if row["starts_on"] <= on]
    ruled = owner_in(_ruled(connection, case, question), on)
    shown = ("id", "reason_code", "starts_on", "review_on", "expires_on")
    return {
        "overridden": True,
        "automatic": owner_as_answer(ruled.answer),
        "override": {name: rows[-1][name] for name in shown} if rows else None,
    }


def _stored_line(
    connection: Connection, caller: Caller, reference: str, today: date
) -> tuple[Mapping[str, Any], Sequence[Period]]:
    """The stored periods with their case in one statement: this is the call that every system makes."""
    rows = ownership.case_with_periods(connection, reference, today)
    if not rows or not may_see(caller, rows[0]):
        raise NotFound(NO_SUCH_CASE)
    leads = {row["starts_on"]: row["lead_named"] for row in rows}
    found = [period_of(connection, row) for row in rows if row["starts_on"] is not None]
    return {**rows[0], LEADS: leads}, found


def _as_asked(facts: CaseFacts, question: Question) -> CaseFacts:
    if question.as_known_on is not None:
        facts = facts.as_known_on(question.as_known_on)
    return facts.as_now_known() if question.view == AS_NOW_KNOWN else facts


def _schedule(
    connection: Connection, case: Mapping[str, Any], facts: CaseFacts, question: Question
) -> Schedule:
    if question.policy is None:
        return schedule_for(connection, case, facts, as_known_on=question.as_known_on)
    if question.policy not in POLICIES:
        message = "There is no policy of that id. GET /policies lists those there are."
        raise InvalidInput.of("policy", "unknown_policy", message)
    return schedule_of(policy_named(question.policy))


def _answer(
    case: Mapping[str, Any], periods: Sequence[Period], question: Question, on: date
) -> dict[str, Any]:
    period = owner_in(periods, on)
    since, until = _stay(periods, period)
    coming = _next_change(periods, period)
    responsible = period.answer.who.responsible
    return {
        **owner_as_answer(period.answer),
        "case_id": case["id"],
        "prison_number": case["prison_number"],
        "crn": case["crn"],
        "on": on,
        "view": question.view,
        "as_known_on": question.as_known_on,
        "policy": period.policy.id,
        "policy_version": period.policy.version,
        "layer": question.layer,
        "since": since,
        "until": until,
        "handover": {"start_date": period.handover.start_date, "date": period.handover.date},
        "next_change": coming,
        "assessment_owner": responsible,
        "initial_assessment_owner": _initial_assessment_owner(case, period),
        "note": question.note,
    }


def _lead_name(
    connection: Connection, case: Mapping[str, Any], period: Period, on: date, today: date
) -> str | None:
    """Who leads by name: on a past day who did then, else whoever holds the role now; of the community, its record."""
    role = period.answer.who.lead_role
    if role is None:
        return None
    if on < today or LEADS not in case:
        named = allocations.named_on(connection, case["id"], role, min(on, today))
    else:
        named = case[LEADS].get(period.starts_on)
    by_record = period.answer.who.responsible == COMMUNITY
    return named or (case["community_manager_name"] if by_record else None)


def _stay(periods: Sequence[Period], period: Period) -> tuple[date | None, date | None]:
    """The days between which the same side owns the case without a break around this period."""
    if period.starts_on == date.min:
        return None, period.ends_on
    place = next(i for i, p in enumerate(periods) if p.starts_on == period.starts_on)
    first = last = place
    while first > 0 and _same_side(periods[first - 1], period):
        first -= 1
    while last + 1 < len(periods) and _same_side(periods[last + 1], period):
        last += 1
    return periods[first].starts_on, periods[last].ends_on


def _same_side(one: Period, other: Period) -> bool:
    return one.answer.who.responsible == other.answer.who.responsible


def _next_change(periods: Sequence[Period], period: Period) -> dict[str, Any] | None:
    for later in periods:
        if later.starts_on > period.starts_on and later.answer.who != period.answer.who:
            who = later.answer.who
            return {
                "date": later.starts_on,
                "responsible": who.responsible,
                "lead_role": who.lead_role,
                "reason_code": later.answer.reason_code,
            }
    return None


def _initial_assessment_owner(case: Mapping[str, Any], period: Period) -> str:
    """O20: where the setting is on, the community does the first assessment of EDS and life cases."""
    by_community = period.policy.settings.initial_assessment_by_community
    if by_community and case["sentence_type"] in FIRST_PLANS and period.answer.who.lead_role:
        return COMMUNITY
    return period.answer.who.responsible
