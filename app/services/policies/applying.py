"""Brings the stored periods of cases after what is in force, with one audit entry and one event for each that changed.

Called by a run for a batch, and by whoever is about to change a case that a run has not come to yet.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.facts import CaseFacts
from app.domain.handover_tasks import OF_A_HANDOVER
from app.domain.identifiers import new_id
from app.domain.overrides import days_that_end, overlaid
from app.domain.ownership import Period, Schedule, owner_in, timeline
from app.domain.summary import CLOSING
from app.repositories import audit, handovers, overrides, policy_runs
from app.repositories import policy_batches as batches
from app.repositories.tasks import TASKS
from app.services.handovers.reaction import settle
from app.services.handovers.standing import columns_of, course_of_case, new_row
from app.services.policies.in_force import governing, moves_of
from app.services.policies.stored import period_of
from app.services.policies.waiting import is_waiting
from app.services.projection import facts_from, line_rows, rows_of_layer
from app.services.tasks.causes import close_because
from app.services.unit_of_work import UnitOfWork

Row = Mapping[str, Any]
CHANGED = "throughcare.ownership.policy-changed"


@dataclass(frozen=True, slots=True)
class Brought:
    """A case whose line is another than the stored one: what goes, what changes under its key, and what is new."""

    case: Row
    periods: tuple[Period, ...]
    closes_on: date | None
    starts_on: date
    """The first day that is another than before."""
    gone: tuple[batches.Key, ...]
    changed: tuple[Row, ...]
    new: tuple[Row, ...]


def bring_after(work: UnitOfWork, cases: Sequence[Row]) -> None:
    """Before these held cases change: those that a run has not come to are brought after what is in force."""
    position = policy_runs.furthest_behind(work.connection)
    waiting = [case for case in cases if is_waiting(case["id"], position)]
    if waiting:
        write(work, worked_out(work, waiting))


def write(work: UnitOfWork, found: Sequence[Brought], because: Row | None = None) -> None:
    """Write the lines that are another, and tell of each; `because` of a run where one came by."""
    if not found:
        return
    batches.write_periods(
        work.connection,
        [key for one in found for key in one.gone],
        [row for one in found for row in one.changed],
        [row for one in found for row in one.new],
    )
    closing = [{"id": one.case["id"], "closes_on": one.closes_on} for one in found if _closes_otherwise(one)]
    batches.write_columns(work.connection, closing)
    _bring_handovers(work, found)
    _say(work, found, because)


def worked_out(work: UnitOfWork, cases: Sequence[Row]) -> list[Brought]:
    """Those of these held cases whose line is another by what is in force. Writes nothing."""
    connection, ids = work.connection, [case["id"] for case in cases]
    in_force = governing(connection)
    since = min((run["starts_on"] for run in policy_runs.waiting(connection)), default=date.min)
    facts = batches.facts_of(connection, ids)
    decided = overrides.of_cases(connection, ids)
    stored = batches.periods_of(connection, [each for each in ids if each not in decided], list(decided))
    moves = moves_of(connection, in_force, ids)
    found = []
    for case in cases:
        case_id = case["id"]
        known = facts_from(facts.get(case_id, ()), case["opened_on"], case)
        schedule = in_force.schedule(case, known, moves.get(case_id, ()))
        if case_id in decided:
            one = _from_the_start(case, known, schedule, decided[case_id], stored.get(case_id, ()))
        else:
            one = _from_the_day(connection, case, known, schedule, since, stored.get(case_id, ()))
        if one is not None:
            found.append(one)
    return found


def _from_the_day(
    connection: Connection, case: Row, known: CaseFacts, schedule: Schedule, since: date, rows: Sequence[Row]
) -> Brought | None:
    """No decision changes a day before its date, so the line before it stays as it is stored.

    Nobody ever decided on the case: its rows stand for both layers.
    """
    later = timeline(known, schedule, since)
    earlier = [row for row in rows if row["starts_on"] < since]
    last = period_of(connection, earlier[-1]) if earlier else None
    ends_on = later[0].starts_on if later else None
    if last and later and last.says_the_same_as(later[0]) and last.handover == later[0].handover:
        ends_on, later = later[0].ends_on, later[1:]
    wanted = [{**earlier[-1], "ends_on": ends_on}] if last else []
    wanted += rows_of_layer(case["id"], batches.BOTH, later)
    kept = earlier[-1]["starts_on"] if earlier else date.min
    compared = [row for row in rows if row["starts_on"] >= kept]

    def line() -> tuple[Period, ...]:
        before = [period_of(connection, row) for row in earlier]
        return (*before[:-1], *(replace(each, ends_on=ends_on) for each in before[-1:]), *later)

    return _compared(case, wanted, compared, line)


def _from_the_start(
    case: Row, known: CaseFacts, schedule: Schedule, decided: Sequence[Row], rows: Sequence[Row]
) -> Brought | None:
    """A manager's decision may stand over any day of it, so the whole line is laid out again."""
    ruled = timeline(known, schedule)
    effective = overlaid(ruled, overrides.as_values(decided), days_that_end(known))
    return _compared(case, line_rows(case["id"], ruled, effective), rows, lambda: effective, ruled)


def _compared(
    case: Row,
    rows: Sequence[Row],
    kept: Sequence[Row],
    line: Callable[[], tuple[Period, ...]],
    ruled: tuple[Period, ...] | None = None,
) -> Brought | None:
    wanted, stored = ({batches.key_of(row): row for row in each} for each in (rows, kept))
    if wanted == stored:
        return None
    gone = [key for key in stored if key not in wanted]
    changed = [row for key, row in wanted.items() if key in stored and stored[key] != row]
    new = [row for key, row in wanted.items() if key not in stored]
    days = [key[2] for key in gone] + [row["starts_on"] for row in new]
    starts_on = min(days or [row["starts_on"] for row in changed])
    if not _may_change_in_place(changed, stored):
        gone += [batches.key_of(row) for row in changed]
        changed, new = [], [*changed, *new]
    periods = line()
    last = (periods if ruled is None else ruled)[-1]
    closes_on = last.starts_on if last.answer.reason_code in CLOSING else None
    return Brought(case, periods, closes_on, starts_on, tuple(gone), tuple(changed), tuple(new))


def _may_change_in_place(changed: Sequence[Row], stored: Mapping[batches.Key, Row]) -> bool:
    """Whether no changed period takes the end of another: the database looks at each row by itself."""
    ends: dict[str, set[date | None]] = defaultdict(set)
    for row in changed:
        ends[row["layer"]].add(row["ends_on"])
    for row in changed:
        before = stored[batches.key_of(row)]["ends_on"]
        if before != row["ends_on"] and before in ends[row["layer"]]:
            return False
    return True


def _closes_otherwise(one: Brought) -> bool:
    return bool(one.case["closes_on"] != one.closes_on)


def _bring_handovers(work: UnitOfWork, found: Sequence[Brought]) -> None:
    """The rows of handovers follow, and what was asked for another day ends. Nobody is told case by case."""
    rows = handovers.open_of(work.connection, [one.case["id"] for one in found])
    opened, moved, asked = [], [], []
    for one in found:
        course = course_of_case(one.case, one.periods, work.today)
        row = rows.get(one.case["id"])
        if row is not None and course is not None and _goes_on(row, course.is_with_community, work.today):
            wanted = columns_of(one.case, course)
            if wanted["kind"] != row["kind"]:
                course = settle(work, one.case, row, course)
            elif any(row[name] != value for name, value in wanted.items()):
                record_opened_on = row["record_opened_on"] or (work.today if course.handover_on else None)
                moved.append({"id": row["id"], **wanted, "record_opened_on": record_opened_on})
                if wanted["handover_on"] != row["handover_on"]:
                    asked.append(one.case["id"])
        elif row is not None:
            course = settle(work, one.case, row, course)
            if course is not None:
                opened.append(new_row(one.case, course, work.moment, work.today))
        elif course is not None:
            opened.append(new_row(one.case, course, work.moment, work.today))
    batches.write_handovers(work.connection, moved)
    handovers.insert(work.connection, opened)
    if asked:
        kinds = [kind.code for kind in OF_A_HANDOVER]
        close_because(work, TASKS.c.case_id.in_(asked) & TASKS.c.kind.in_(kinds))


def _goes_on(row: Row, is_with_community: bool, today: date) -> bool:
    was_with_community = row["handover_on"] is not None and row["handover_on"] <= today
    return is_with_community or not was_with_community


def _say(work: UnitOfWork, found: Sequence[Brought], because: Row | None) -> None:
    entries, events = [], []
    for one in found:
        case, day = one.case, one.starts_on
        now = owner_in(one.periods, day)
        told = {
            "because": "policy",
            "from": day.isoformat(),
            "policy": now.policy.id,
            "policyVersion": now.policy.version,
            "responsible": now.answer.who.responsible,
            "reasonCode": now.answer.reason_code,
        }
        subject = ("POLICY_RUN", str(because["revision"])) if because else None
        entries.append(
            audit.entry(
                work.caller,
                work.moment,
                work.request_id,
                "OWNERSHIP_FOLLOWED_POLICY",
                case["id"],
                subject,
                {"new": told},
            )
        )
        events.append(
            {
                "id": new_id(),
                "type": CHANGED,
                "occurred_at": work.moment,
                "case_id": case["id"],
                "prison_number": case["prison_number"],
                "crn": case["crn"],
                "details": told,
            }
        )
    batches.keep(work.connection, entries, events)
