"""What would be if other facts were told of a case, or another policy held: both lines, and nothing stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.compare import Difference, differences
from app.domain.evaluation import owner_as_answer
from app.domain.overrides import days_that_end, overlaid
from app.domain.ownership import Period, Schedule, owner_in, schedule_of, timeline
from app.domain.policies.policy import Answer
from app.domain.policies.register import policy_named
from app.domain.refusals import InvalidInput, NotFound
from app.domain.telling import prompts_for
from app.repositories import cases, overrides
from app.services.facts import ToldFact, checked_fact, retracted_fact
from app.services.ownership import periods_as_shown
from app.services.policies import schedule_for
from app.services.projection import AUTOMATIC, EFFECTIVE, facts_from
from app.services.visibility import visible_case

TRIED = "A fact that is tried"
NOTE = "Nothing of this is stored: it is what would follow."
NOTE_OF_POLICY = (
    "Nothing of this is stored: it is what another policy would say, without managers' decisions."
)
NO_POLICY = "Name the policy whose settings these are."

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tried:
    """What somebody tries: facts told beside the others, facts left out by their ids, and another policy."""

    added: Sequence[ToldFact] = ()
    left_out: Sequence[str] = ()
    policy: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)


def what_if(
    connection: Connection, caller: Caller, reference: str, tried: Tried, moment: datetime, today: date
) -> dict[str, Any]:
    """The line of a case as it is and as it would be. A fact of a coming day counts as told on that day.

    Raises NotFound for a case, InvalidInput for a fact that could not be recorded or a policy that there is not.
    """
    case = visible_case(connection, caller, reference, today)
    rows = cases.facts_of(connection, case["id"])
    then, prompts = _tried_rows(connection, caller, case, rows, tried, moment, today)
    facts, other = (facts_from(each, case["opened_on"], case) for each in (rows, then))
    policy = _policy_tried(tried)
    lines = [
        timeline(facts, schedule_for(connection, case, facts)),
        timeline(other, policy or schedule_for(connection, case, other)),
    ]
    if policy is None:
        decided = overrides.as_values(overrides.of_case(connection, case["id"]))
        told = zip(lines, (facts, other), strict=True)
        lines = [overlaid(line, decided, days_that_end(known)) for line, known in told]
    as_it_is, as_it_would_be = lines
    found = differences(as_it_is, as_it_would_be)
    return {
        "case_id": case["id"],
        "on": today,
        "policy": tried.policy,
        "layer": AUTOMATIC if policy else EFFECTIVE,
        "as_it_is": _line_shown(as_it_is, today),
        "as_it_would_be": _line_shown(as_it_would_be, today),
        "differs": [_difference_shown(each) for each in found],
        "changes_ownership": bool(found),
        "prompts": prompts,
        "note": NOTE_OF_POLICY if policy else NOTE,
    }


def _tried_rows(
    connection: Connection,
    caller: Caller,
    case: Row,
    rows: Sequence[Row],
    tried: Tried,
    moment: datetime,
    today: date,
) -> tuple[list[Row], list[str]]:
    """The case's facts with what is tried among them, and what to look at."""
    found = _without(caller, rows, tried.left_out, moment, today)
    prompts: list[str] = []
    for place, told in enumerate(tried.added):
        facts = facts_from(found, case["opened_on"], case)
        numbered = {**case, "next_told": case["next_told"] + place}
        day, at = max(today, told.date), f"add[{place}]."
        event, row = checked_fact(connection, caller, numbered, told, facts, moment, day, at=at)
        prompts += [code for code in prompts_for(event, facts, today) if code not in prompts]
        found.append(row)
    return found, prompts


def _without(
    caller: Caller, rows: Sequence[Row], left_out: Sequence[str], moment: datetime, today: date
) -> list[Row]:
    gone = {}
    for place, fact_id in enumerate(left_out):
        try:
            gone[fact_id] = retracted_fact(caller, rows, fact_id.lower(), TRIED, moment, today)
        except NotFound as refusal:
            raise InvalidInput.of(f"leave_out[{place}]", "unknown_fact", refusal.message) from refusal
    taken = {row["id"]: row for row in gone.values()}
    return [taken.get(row["id"], row) for row in rows]


def _policy_tried(tried: Tried) -> Schedule | None:
    if tried.policy is None:
        if tried.settings:
            raise InvalidInput.of("settings", "settings_without_policy", NO_POLICY)
        return None
    try:
        return schedule_of(policy_named(tried.policy, tried.settings))
    except NotFound as refusal:
        raise InvalidInput.of("policy", "unknown_policy", refusal.message) from refusal


def _line_shown(line: Sequence[Period], today: date) -> dict[str, Any]:
    now = owner_in(line, today)
    day = now.handover.date
    handover = {"start_date": now.handover.start_date, "date": day, "is_forecast": bool(day and day > today)}
    return {"owner": owner_as_answer(now.answer), "handover": handover, "periods": periods_as_shown(line)}


def _difference_shown(found: Difference) -> dict[str, Any]:
    return {
        "from": None if found.starts_on == date.min else found.starts_on,
        "to": found.ends_on,
        "as_it_is": _briefly(found.left),
        "as_it_would_be": _briefly(found.right),
    }


def _briefly(answer: Answer) -> dict[str, Any]:
    who = answer.who
    return {"responsible": who.responsible, "lead_role": who.lead_role, "reason_code": answer.reason_code}
