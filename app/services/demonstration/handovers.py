"""Invents how handovers stand: checklists done, half done or forgotten, one that came back, and two overrides."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from app.domain.evaluation import owner_as_answer
from app.domain.handover.checklist import PAROLE, Step, is_complete, steps_of
from app.domain.identifiers import new_id
from app.domain.ownership import Schedule, owner_in
from app.domain.policies.policy import COMMUNITY, CUSTODY
from app.repositories import handovers, overrides
from app.services.demonstration.accounts import DEMONSTRATION
from app.services.demonstration.chance import Chance
from app.services.demonstration.names import FAMILY, WOMEN
from app.services.demonstration.rows import LivedCase, at_work
from app.services.handovers.standing import course_of_case, new_row
from app.services.projection import facts_from, project
from app.services.unit_of_work import UnitOfWork

PRISON = "FHI"
LONG_AGO = timedelta(days=30)
"""Handovers before this were told when they happened; the days since are lived through by the daily pass."""
RETURNED_NUMBER = "Z1004DM"
NOTES = ("By telephone.", "At the three-way meeting.", "Sent by secure mail.", "")
REPORTS = (
    "Works in the gardens and wants to go on with it. Housing is not settled; see the referral of last month.",
    "Steady since the spring. Her sister visits twice a month and will have her for the first weeks.",
    "Finished the thinking skills course. The last assessment is current; debts are the open question.",
)


@dataclass(slots=True)
class _Rows:
    records: list[dict[str, Any]] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)


def hand_over(work: UnitOfWork, lived: Sequence[LivedCase], today: date) -> None:
    """The handover rows of every case, with what both sides did of their checklists."""
    made = _Rows()
    for one in lived:
        course = course_of_case(one.row, one.projection.periods, today)
        if one.row["prison_number"] == RETURNED_NUMBER:
            _come_back(made, one, today, work.moment)
        if course is None:
            continue
        row = new_row(one.row, course, one.row["created_at"], one.row["opened_on"])
        if course.handover_on is not None:
            _work_on(made, row, Chance(f"handover {one.row['prison_number']}"), today, work.moment)
        made.records.append(row)
    handovers.insert(work.connection, made.records)
    handovers.settle_steps(work.connection, made.steps)


def _work_on(made: _Rows, row: dict[str, Any], chance: Chance, today: date, now: datetime) -> None:
    """Nothing before its window; then more the nearer it comes, and after it most are finished and accepted."""
    left = (row["handover_on"] - today).days
    row["record_opened_on"] = min(row["record_opened_on"], row["handover_on"], today)
    if left > 56:
        return
    steps = steps_of(row["kind"])
    finished = left <= 0 and chance.falls(75)
    share = 1.0 if finished else chance.number(0, 90 if left <= 14 else 40) / 100
    done = steps[: round(share * len(steps))]
    first = min(row["handover_on"] - timedelta(40), today - timedelta(3))
    made.steps += [_step(row, step, chance, first, today, now) for step in done]
    row |= {"steps_settled": len(done), "complete": is_complete(row["kind"], {step.code for step in done})}
    if left <= 0 and (finished or chance.falls(40)):
        row |= _accepted(row, chance, today, now)
    if share > 0.5:
        row |= {
            "report": chance.one_of(REPORTS),
            "report_at": at_work(today - timedelta(2), 40, now),
            "report_by": _somebody(chance),
        }
    if row["handover_on"] <= today - LONG_AGO:
        told = ("upcoming_told_for", "moved_told_for", *(() if row["named"] else ("unnamed_told_for",)))
        row |= dict.fromkeys(told, row["handover_on"])


def _accepted(row: dict[str, Any], chance: Chance, today: date, now: datetime) -> dict[str, Any]:
    day = min(max(row["handover_on"] - timedelta(chance.number(0, 6)), row["record_opened_on"]), today)
    return {
        "accepted_on": day,
        "accepted_at": at_work(day, 95, now),
        "accepted_by": DEMONSTRATION.username,
        "accepted_name": _somebody(chance),
    }


def _step(
    row: dict[str, Any], step: Step, chance: Chance, first: date, today: date, now: datetime
) -> dict[str, Any]:
    day = min(first + timedelta(chance.number(0, 30)), today)
    leaves = step.may_be_left and chance.falls(60)
    return {
        "handover_id": row["id"],
        "code": step.code,
        "state": "not_needed" if leaves else "done",
        "note": "No victim contact." if leaves else chance.one_of(NOTES) or None,
        "settled_on": day,
        "settled_at": at_work(day, 60, now),
        "settled_by": _somebody(chance),
    }


def _come_back(made: _Rows, lived: LivedCase, today: date, now: datetime) -> None:
    """The record of the handover that a refusal ended."""
    periods = lived.projection.periods
    stay = next((p for p in periods if p.answer.reason_code == "parole_process"), None)
    course = course_of_case(lived.row, periods, stay.starts_on) if stay else None
    if stay is None or stay.ends_on is None or course is None:
        return
    chance = Chance("came back")
    row = new_row(lived.row, course, at_work(stay.starts_on, 30, now), stay.starts_on)
    closed = at_work(stay.ends_on, 200, now)
    row |= {"kind": PAROLE, "closed_on": stay.ends_on, "closed_at": closed, "closed_because": "returned"}
    done = steps_of(PAROLE)[:5]
    made.steps += [_step(row, step, chance, stay.starts_on, stay.ends_on, now) for step in done]
    row |= {"steps_settled": len(done), **_accepted({**row}, chance, today, now)}
    made.records.append(row)


def _somebody(chance: Chance) -> str:
    return f"{chance.one_of(WOMEN)} {chance.one_of(FAMILY)}"


@dataclass(frozen=True, slots=True)
class _Plan:
    """One override of the demonstration, and the kind of case that it is made on."""

    was: str
    coming_days: int
    values: dict[str, Any]
    made_days_ago: int
    expires_in: int | None = None
    review_in: int | None = None


PLANS = (
    _Plan(
        CUSTODY,
        120,
        {
            "responsible": COMMUNITY,
            "reason_code": "community_team_to_work_with_her",
            "text": "The community team has begun the work on housing and keeps the case until it is settled.",
        },
        made_days_ago=30,
        expires_in=5,
    ),
    _Plan(
        COMMUNITY,
        0,
        {
            "responsible": CUSTODY,
            "reason_code": "other",
            "text": "The course she is on ends in the new year; her officer here stays with her until then.",
        },
        made_days_ago=12,
        review_in=20,
    ),
)


def decide_otherwise(
    lived: Sequence[LivedCase], schedule: Schedule, today: date, now: datetime
) -> tuple[list[LivedCase], list[dict[str, Any]]]:
    """The same cases, two of them with a manager's decision over their lines; and the rows of the decisions."""
    changed, rows = list(lived), []
    taken: set[int] = set()
    for plan in PLANS:
        for place in _fitting(lived, plan, today):
            if place not in taken:
                changed[place], row = _decided(lived[place], plan, schedule, today, now)
                rows.append(row)
                taken.add(place)
                break
    return changed, rows


def _fitting(lived: Sequence[LivedCase], plan: _Plan, today: date) -> Iterator[int]:
    """Cases of the one prison, not a story, on this side since before the decision, with time to go."""
    made_on = today - timedelta(plan.made_days_ago)
    for place, one in enumerate(lived):
        row = one.row
        if row["prison_code"] != PRISON or str(row["prison_number"]).endswith("DM"):
            continue
        then, now = owner_in(one.projection.periods, made_on), owner_in(one.projection.periods, today)
        if then != now or row["opened_on"] >= made_on or now.answer.who.responsible != plan.was:
            continue
        far = now.handover.date is not None and (now.handover.date - today).days >= plan.coming_days
        near = now.answer.reason_code == "six_months_before_release"
        if far if plan.was == CUSTODY else near:
            yield place


def _decided(
    one: LivedCase, plan: _Plan, schedule: Schedule, today: date, now: datetime
) -> tuple[LivedCase, dict[str, Any]]:
    made_on = today - timedelta(plan.made_days_ago)
    row = {
        "id": new_id(),
        "version": 1,
        "case_id": one.row["id"],
        **plan.values,
        "starts_on": made_on,
        "review_on": today + timedelta(plan.review_in) if plan.review_in else None,
        "expires_on": today + timedelta(plan.expires_in) if plan.expires_in else None,
        "automatic": owner_as_answer(owner_in(one.projection.periods, made_on).answer),
        "made_at": at_work(made_on, 120, now),
        "made_by": "midlands.manager",
        "made_by_name": "Delroy Hollinbeck",
        **dict.fromkeys(
            ("review_told_for", "ended_on", "ended_at", "ended_by", "ended_because", "end_reason")
        ),
    }
    facts = facts_from(one.facts, one.row["opened_on"], one.row)
    return replace(one, projection=project(facts, schedule, today, overrides.as_values([row]))), row


def keep_overrides(work: UnitOfWork, rows: Sequence[dict[str, Any]]) -> None:
    """Write the decisions, each with its entry and its event at the moment it was made."""
    loaded_at = work.moment
    for row in rows:
        overrides.insert(work.connection, row)
        work.moment = row["made_at"]
        new = {"responsible": row["responsible"], "reason": row["reason_code"]}
        details = {"new": new, "why": row["text"]}
        subject = ("OVERRIDE", row["id"])
        work.record("OVERRIDE_MADE", case_id=row["case_id"], subject=subject, details=details)
        told = {"overrideId": row["id"], "responsible": row["responsible"]}
        work.tell("throughcare.override.made", case_id=row["case_id"], details=told)
    work.moment = loaded_at
