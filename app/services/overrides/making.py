"""Makes and ends overrides, with the ownership, the notices and the events that follow, in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.evaluation import owner_as_answer
from app.domain.identifiers import new_id
from app.domain.overrides import REASONS, RELEASED, Override
from app.domain.ownership import Period, owner_in
from app.domain.policies.policy import NONE
from app.domain.refusals import Conflict, FieldError, InvalidInput, StaleVersion
from app.repositories import cases, overrides
from app.services.consequences import Change, follow
from app.services.facts import STALE, tell_owner_changes
from app.services.overrides.ending import days_of, mark_ended, tell_both_sides
from app.services.overrides.showing import found_on
from app.services.policies import schedule_for
from app.services.policies.applying import bring_after
from app.services.projection import Projection, facts_from, project
from app.services.unit_of_work import UnitOfWork
from app.services.visibility import visible_case

NOBODY_OWNS = "Nobody is responsible for this case today, so there is nothing to decide otherwise."
IS_RELEASED = (
    "The person has been released, so the community is responsible and no manager decides otherwise."
)
CHANGES_NOTHING = "The rules say the same on every day, so this would change nothing. Choose the other side."
END_INSTEAD = "The rules give the case to this side. End the override that stands, and their answer is back."
ALREADY_ENDED = "This override is over already."
OVERRIDE_STALE = "Somebody changed this override after you read it. Read it again, and send it once more."


@dataclass(frozen=True, slots=True)
class NewOverride:
    """A decision to make: which side, why, and when it is looked at again or runs out."""

    responsible: str
    reason_code: str
    text: str
    review_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What making or ending an override does: the case, the override's row, and what follows."""

    case: Mapping[str, Any]
    row: Mapping[str, Any]
    before: Projection
    after: Projection

    def owners(self, on: date) -> tuple[Period, Period, Period]:
        """The owner on a day before, after, and by the rules."""
        return (
            owner_in(self.before.periods, on),
            owner_in(self.after.periods, on),
            owner_in(self.after.automatic, on),
        )


def weigh(
    connection: Connection, caller: Caller, reference: str, new: NewOverride, today: date, version: int | None
) -> Decision:
    """What the decision would do. Stores nothing; raises what making it would raise."""
    case = visible_case(connection, caller, reference, today)
    return _weigh(connection, case, new, today, version)


def make(work: UnitOfWork, reference: str, new: NewOverride, version: int | None) -> Decision:
    """Decide that this side owns the case from today. A new override ends the old.

    Raises NotFound, InvalidInput, Conflict, StaleVersion.
    """
    case = visible_case(work.connection, work.caller, reference, work.today, lock=True)
    bring_after(work, [case])
    decision = _weigh(work.connection, case, new, work.today, version)
    for row in overrides.live_of(work.connection, [case["id"]]):
        mark_ended(work, row, "replaced")
    row = {
        **decision.row,
        "made_at": work.moment,
        "made_by": work.caller.username,
        "made_by_name": work.caller.display_name[:120],
    }
    overrides.insert(work.connection, row)
    _keep(work, decision)
    said = {
        "responsible": new.responsible,
        "reason": new.reason_code,
        **days_of(new.review_on, new.expires_on),
    }
    subject = ("OVERRIDE", row["id"])
    work.record("OVERRIDE_MADE", case_id=case["id"], subject=subject, details={"new": said, "why": new.text})
    tell_both_sides(work, "made", case, row)
    return Decision(case, row, decision.before, decision.after)


def end(work: UnitOfWork, reference: str, override_id: str, reason: str, version: int | None) -> Decision:
    """End an override: from today the automatic answer is back. Raises NotFound, Conflict, StaleVersion."""
    case = visible_case(work.connection, work.caller, reference, work.today, lock=True)
    bring_after(work, [case])
    row = found_on(work.connection, case["id"], override_id)
    decision = _weigh_end(work.connection, case, row, work.today, version)
    mark_ended(work, row, "removed", reason)
    _keep(work, decision)
    return Decision(case, {**decision.row, "version": row["version"] + 1}, decision.before, decision.after)


def weigh_end(
    connection: Connection, caller: Caller, reference: str, override_id: str, today: date, version: int | None
) -> Decision:
    """What ending an override would do. Stores nothing."""
    case = visible_case(connection, caller, reference, today)
    row = found_on(connection, case["id"], override_id)
    return _weigh_end(connection, case, row, today, version)


def _weigh(
    connection: Connection, case: Mapping[str, Any], new: NewOverride, today: date, version: int | None
) -> Decision:
    if version is not None and version != case["version"]:
        raise StaleVersion(STALE)
    _refuse_what_cannot_be(new, today)
    rows = overrides.of_case(connection, case["id"])
    made = Override(new_id(), new.responsible, today, new.expires_on)
    decided = overrides.as_values(rows)
    before = _projection(connection, case, decided, today)
    after = _projection(connection, case, (*decided, made), today)
    ruled = owner_in(before.automatic, today).answer
    _refuse_what_changes_nothing(
        before, after, ruled.who.responsible, ruled.reason_code, new.responsible, today
    )
    row = {
        "id": made.id,
        "version": 1,
        "case_id": case["id"],
        "responsible": new.responsible,
        "reason_code": new.reason_code,
        "text": new.text,
        "starts_on": today,
        "review_on": new.review_on,
        "expires_on": new.expires_on,
        "automatic": owner_as_answer(ruled),
        "made_at": None,
        "made_by": "",
        "made_by_name": "",
        **dict.fromkeys(
            ("ended_on", "ended_at", "ended_by", "ended_because", "end_reason", "review_told_for")
        ),
    }
    return Decision(case, row, before, after)


def _weigh_end(
    connection: Connection, case: Mapping[str, Any], row: Mapping[str, Any], today: date, version: int | None
) -> Decision:
    if version is not None and version != row["version"]:
        raise StaleVersion(OVERRIDE_STALE)
    if row["ended_on"] is not None or (row["expires_on"] is not None and row["expires_on"] <= today):
        raise Conflict(ALREADY_ENDED, code="already_ended")
    rows = overrides.of_case(connection, case["id"])
    ended = {**row, "ended_on": today, "ended_because": "removed"}
    changed = [ended if each["id"] == row["id"] else each for each in rows]
    before = _projection(connection, case, overrides.as_values(rows), today)
    after = _projection(connection, case, overrides.as_values(changed), today)
    return Decision(case, ended, before, after)


def _projection(
    connection: Connection, case: Mapping[str, Any], decided: tuple[Override, ...], today: date
) -> Projection:
    facts = facts_from(cases.facts_of(connection, case["id"]), case["opened_on"], case)
    return project(facts, schedule_for(connection, case, facts), today, decided)


def _refuse_what_cannot_be(new: NewOverride, today: date) -> None:
    errors = []
    if new.reason_code not in REASONS:
        errors.append(FieldError("reason_code", "not_one_of", f"Give one of: {', '.join(REASONS)}."))
    if new.review_on is None and new.expires_on is None:
        message = "Give the day on which the decision is looked at again, or the first day without it."
        errors.append(FieldError("review_on", "review_or_expiry_missing", message))
    for name, day in (("review_on", new.review_on), ("expires_on", new.expires_on)):
        if day is not None and day <= today:
            errors.append(FieldError(name, "date_not_in_future", "Give a day after today."))
    if new.review_on and new.expires_on and new.review_on >= new.expires_on:
        message = "Give a day of review before the first day without the override."
        errors.append(FieldError("review_on", "review_after_expiry", message))
    if errors:
        raise InvalidInput("The override cannot be made as it was sent.", errors=errors)


def _refuse_what_changes_nothing(
    before: Projection, after: Projection, ruled: str, reason: str, wanted: str, today: date
) -> None:
    if ruled == NONE:
        raise Conflict(NOBODY_OWNS, code="nobody_owns")
    if reason == RELEASED:
        raise Conflict(IS_RELEASED, code="released")
    if ruled == wanted and owner_in(before.periods, today).answer.reason_code == "overridden":
        raise Conflict(END_INSTEAD, code="end_instead")
    days = {p.starts_on for p in (*before.automatic, *after.periods) if p.starts_on >= today} | {today}
    if all(_side(before.automatic, day) == _side(after.periods, day) for day in days):
        raise Conflict(CHANGES_NOTHING, code="changes_nothing")


def _side(periods: tuple[Period, ...], day: date) -> str:
    return owner_in(periods, day).answer.who.responsible


def _keep(work: UnitOfWork, decision: Decision) -> None:
    case, after = decision.case, decision.after
    cases.update_case(work.connection, case["id"], after.columns)
    cases.replace_periods(work.connection, case["id"], after.period_rows(case["id"]))
    tell_owner_changes(work, case, decision.before, after)
    now = {**case, **after.columns, "version": case["version"] + 1}
    follow(work, [Change(now, after, decision.before, case)])
