"""Lists and counts the panel's caseload: each entry beside its case, its owner now and next, and what is late."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.panel_caseload_filters import Attention, CaseloadWanted, Order, Seen
from app.domain.summary import IN_CUSTODY
from app.models.panel_actions import PanelAction
from app.repositories.cases import CASES, PERIODS
from app.repositories.listing import COUNTED_UP_TO, in_scope, of_words
from app.repositories.panel_care import FORMULATIONS, GOVERNORS, REGIME, RESTRICTED, holds_on
from app.repositories.panel_caseload import AIMS, ALERTS, ENTRIES, REVIEWS
from app.repositories.places import PRISONS

ACTIONS: sa.Table = PanelAction.__table__  # type: ignore[attr-defined]
NEXT, HELD = PERIODS.alias("next_period"), PERIODS.alias("held_period")
_OF_CASE = (
    "prison_number", "crn", "first_name", "last_name", "prison_code", "home_region", "phase", "release_date",
    "closes_on",
)  # fmt: skip
Row = Mapping[str, Any]


def list_entries(
    connection: Connection, seen: Seen, wanted: CaseloadWanted, after: Sequence[Any] | None, size: int
) -> list[Row]:
    """One page in the order that is wanted; `key_0`, `key_1`, ... are the values of the order."""
    keys, last_first = _keys(wanted), _is_last_first(wanted)
    statement = (
        _entries(seen.on, *(key.label(f"key_{place}") for place, key in enumerate(keys)))
        .where(*_conditions(seen, wanted))
        .order_by(*(key.desc() if last_first else key for key in keys))
        .limit(size)
    )
    if after is not None:
        given = [sa.literal(value, key.type) for value, key in zip(after, keys, strict=True)]
        here, there = sa.tuple_(*keys), sa.tuple_(*given)
        statement = statement.where(here < there if last_first else here > there)
    return [dict(row) for row in connection.execute(statement).mappings()]


def entry_of(connection: Connection, entry_id: str, on: date) -> Row:
    """One entry that there is, as a list shows it."""
    return dict(connection.execute(_entries(on).where(ENTRIES.c.id == entry_id)).mappings().one())


def count_entries(connection: Connection, seen: Seen, wanted: CaseloadWanted) -> int | None:
    """How many a list has; None above COUNTED_UP_TO."""
    counted = _narrowed(sa.select(sa.literal(1)), seen, wanted).limit(COUNTED_UP_TO + 1).subquery()
    total: int = connection.execute(sa.select(sa.func.count()).select_from(counted)).scalar_one()
    return total if total <= COUNTED_UP_TO else None


def counts(connection: Connection, seen: Seen, wanted: CaseloadWanted) -> Row:
    """How many entries of a list are what, in one row."""
    late = ENTRIES.c.next_review_on < seen.on
    live = ENTRIES.c.left_on.is_(None)
    restricted = RESTRICTED.c.id.is_not(None)
    columns = {
        "total": sa.true(),
        "active": live & ENTRIES.c.stepped_down_on.is_(None),
        "stepped_down": live & ENTRIES.c.stepped_down_on.is_not(None),
        "complex_needs": ENTRIES.c.complex_needs,
        "restricted_status_route": ENTRIES.c.restricted_status,
        "both_routes": ENTRIES.c.complex_needs & ENTRIES.c.restricted_status,
        "reviews_overdue": live & late,
        "restricted_now": restricted,
        "with_defects": restricted & _has_defect(seen.on),
        "near_transition": live & _is_near(seen.on),
        "with_overdue_actions": _has_overdue_action(seen.on),
        "without_formulation": sa.not_(_has_formulation()),
    }
    sums: list[Any] = [
        sa.func.coalesce(sa.func.sum(_one(test)), 0).label(name) for name, test in columns.items()
    ]
    summed: sa.Select[Any] = sa.select(*sums)
    row = connection.execute(_narrowed(summed, seen, wanted, RESTRICTED)).mappings().one()
    return {name: int(value) for name, value in row.items()}


def counts_by_aim(connection: Connection, seen: Seen, wanted: CaseloadWanted) -> list[Row]:
    """How many entries stand how in each aim; an aim of which nothing was said counts as state None."""
    mine = _narrowed(sa.select(ENTRIES.c.id), seen, wanted).subquery()
    statement = (
        sa.select(AIMS.c.aim, AIMS.c.state, sa.func.count().label("total"))
        .join(mine, mine.c.id == AIMS.c.entry_id)
        .where(AIMS.c.is_current)
        .group_by(AIMS.c.aim, AIMS.c.state)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def counts_by_prison(connection: Connection, seen: Seen, wanted: CaseloadWanted) -> list[Row]:
    """How many entries are at each prison, by its name; nowhere comes last."""
    counted = _narrowed(sa.select(CASES.c.prison_code, sa.func.count().label("total")), seen, wanted)
    by_code = counted.group_by(CASES.c.prison_code).subquery()
    named = by_code.outerjoin(PRISONS, PRISONS.c.code == by_code.c.prison_code)
    statement = sa.select(by_code, PRISONS.c.name).select_from(named)
    rows = [dict(row) for row in connection.execute(statement).mappings()]
    return sorted(rows, key=lambda row: (row["name"] is None, row["name"] or ""))


def overdue_actions(connection: Connection, seen: Seen, wanted: CaseloadWanted) -> int:
    """How many open actions of the entries of a list were due before today."""
    mine = _narrowed(sa.select(ENTRIES.c.case_id), seen, wanted).subquery()
    statement = sa.select(sa.func.count()).select_from(
        ACTIONS.join(mine, mine.c.case_id == ACTIONS.c.case_id)
    )
    found = connection.execute(statement.where(ACTIONS.c.state == "open", ACTIONS.c.due_on < seen.on))
    return int(found.scalar_one())


def aims_now(connection: Connection, entry_ids: Sequence[str]) -> dict[str, dict[str, Row]]:
    """By entry and aim, how it stands now."""
    found: dict[str, dict[str, Row]] = {entry_id: {} for entry_id in entry_ids}
    statement = sa.select(AIMS).where(AIMS.c.entry_id.in_(list(entry_ids)), AIMS.c.is_current)
    for row in connection.execute(statement).mappings():
        found[row["entry_id"]][row["aim"]] = dict(row)
    return found


def last_reviews(connection: Connection, entry_ids: Sequence[str]) -> dict[str, date]:
    """By entry, the day of its latest review."""
    mine = REVIEWS.c.entry_id.in_(list(entry_ids))
    statement = sa.select(REVIEWS.c.entry_id, sa.func.max(REVIEWS.c.held_on)).where(mine)
    return {row[0]: row[1] for row in connection.execute(statement.group_by(REVIEWS.c.entry_id))}


def actions_open(connection: Connection, case_ids: Sequence[str], on: date) -> dict[str, tuple[int, int]]:
    """By case, how many of its actions are open, and how many of those were due before `on`."""
    late = sa.func.sum(_one(ACTIONS.c.due_on < on))
    mine = ACTIONS.c.case_id.in_(list(case_ids))
    statement = sa.select(ACTIONS.c.case_id, sa.func.count(), late).where(mine, ACTIONS.c.state == "open")
    rows = connection.execute(statement.group_by(ACTIONS.c.case_id))
    return {row[0]: (int(row[1]), int(row[2])) for row in rows}


def formulations_now(connection: Connection, case_ids: Sequence[str]) -> dict[str, int]:
    """By case, the number of its current formulation."""
    mine = FORMULATIONS.c.case_id.in_(list(case_ids))
    statement = sa.select(FORMULATIONS.c.case_id, sa.func.max(FORMULATIONS.c.number)).where(mine)
    return {row[0]: row[1] for row in connection.execute(statement.group_by(FORMULATIONS.c.case_id))}


def _entries(on: date, *more: sa.ColumnElement[Any]) -> sa.Select[Any]:
    chosen = sa.select(
        ENTRIES,
        *(CASES.c[name] for name in _OF_CASE),
        PRISONS.c.name.label("prison_name"),
        PRISONS.c.operator,
        PERIODS.c.responsible,
        PERIODS.c.lead_role,
        PERIODS.c.starts_on.label("owned_since"),
        PERIODS.c.handover_date,
        NEXT.c.responsible.label("next_responsible"),
        NEXT.c.lead_role.label("next_lead_role"),
        NEXT.c.starts_on.label("next_from"),
        RESTRICTED.c.id.label("restricted_id"),
        RESTRICTED.c.from_on.label("restricted_from"),
        RESTRICTED.c.next_review_on.label("restricted_review_on"),
        GOVERNORS.c.title.label("governor_title"),
        GOVERNORS.c.name.label("governor_name"),
        *more,
    )
    after = (NEXT.c.case_id == PERIODS.c.case_id) & (NEXT.c.layer == PERIODS.c.layer)
    governs = (GOVERNORS.c.prison_code == CASES.c.prison_code) & GOVERNORS.c.to_on.is_(None)
    return (
        _joined(chosen, on, (PERIODS, PRISONS, RESTRICTED))
        .outerjoin(NEXT, after & (NEXT.c.starts_on == PERIODS.c.ends_on))
        .outerjoin(GOVERNORS, governs)
    )


def _joined(statement: sa.Select[Any], on: date, beside: Collection[sa.FromClause]) -> sa.Select[Any]:
    """Entries and their cases, and of each its owner, its prison and its Restricted Status, if asked for."""
    ways: dict[sa.FromClause, sa.ColumnElement[bool]] = {
        PERIODS: _owns(PERIODS, on),
        PRISONS: PRISONS.c.code == CASES.c.prison_code,
        RESTRICTED: (RESTRICTED.c.case_id == ENTRIES.c.case_id) & holds_on(on),
    }
    statement = statement.join_from(ENTRIES, CASES, CASES.c.id == ENTRIES.c.case_id)
    for table, way in ways.items():
        if table in beside:
            statement = statement.outerjoin(table, way)
    return statement


def _owns(periods: sa.FromClause, on: date) -> sa.ColumnElement[bool]:
    same = (periods.c.case_id == ENTRIES.c.case_id) & (periods.c.layer == "effective")
    return same & (periods.c.starts_on <= on) & (periods.c.ends_on.is_(None) | (periods.c.ends_on > on))


def _narrowed(
    statement: sa.Select[Any], seen: Seen, wanted: CaseloadWanted, *beside: sa.FromClause
) -> sa.Select[Any]:
    """Of the entries that are wanted; `beside` is what the statement tells of each, its case apart."""
    by_status = seen.restricted_only or wanted.attention in (Attention.RESTRICTED, Attention.DEFECTS)
    asked = {*beside, *((RESTRICTED,) if by_status else ())}
    return _joined(statement, seen.on, asked).where(*_conditions(seen, wanted))


def _keys(wanted: CaseloadWanted) -> tuple[sa.ColumnElement[Any], ...]:
    """By name, by the next review, or where nobody is reviewed any more by the day of leaving."""
    if wanted.order is Order.NAME:
        return CASES.c.last_name_key, CASES.c.first_name_key, ENTRIES.c.id
    day = ENTRIES.c.left_on if wanted.stage == "closed" else ENTRIES.c.next_review_on
    return day, ENTRIES.c.id


def _is_last_first(wanted: CaseloadWanted) -> bool:
    return wanted.stage == "closed" and wanted.order is Order.NEXT_REVIEW


def _conditions(seen: Seen, wanted: CaseloadWanted) -> list[sa.ColumnElement[bool]]:
    found = [in_scope(seen.scope), *_of_stage(wanted.stage), *of_words(wanted.q)]
    if seen.restricted_only:
        found.append(RESTRICTED.c.id.is_not(None))
    if wanted.route is not None:
        found.append(ENTRIES.c[wanted.route.value])
    if wanted.prison:
        found.append(CASES.c.prison_code == wanted.prison)
    if wanted.region:
        found.append(CASES.c.home_region == wanted.region)
    if wanted.aim is not None:
        found.append(_stands(wanted))
    tests = {
        "review_overdue": ENTRIES.c.next_review_on < seen.on,
        "restricted": RESTRICTED.c.id.is_not(None),
        "defects": RESTRICTED.c.id.is_not(None) & _has_defect(seen.on),
        "near_transition": _is_near(seen.on),
        "overdue_actions": _has_overdue_action(seen.on),
        "no_formulation": sa.not_(_has_formulation()),
    }
    return found + ([tests[wanted.attention.value]] if wanted.attention is not None else [])


def _of_stage(stage: str) -> list[sa.ColumnElement[bool]]:
    live = ENTRIES.c.left_on.is_(None)
    if stage == "closed":
        return [ENTRIES.c.left_on.is_not(None)]
    if stage == "live":
        return [live]
    stepped_down = ENTRIES.c.stepped_down_on.is_not(None)
    return [live, stepped_down if stage == "stepped_down" else sa.not_(stepped_down)]


def _stands(wanted: CaseloadWanted) -> sa.ColumnElement[bool]:
    said = sa.select(sa.literal(1)).where(
        AIMS.c.entry_id == ENTRIES.c.id, AIMS.c.aim == str(wanted.aim), AIMS.c.is_current
    )
    if wanted.aim_state is None:
        return said.exists()
    return said.where(AIMS.c.state == wanted.aim_state.value).exists()


def _has_defect(on: date) -> sa.ColumnElement[bool]:
    """The same tests as `domain.panel_care.defects_of`, as a condition on a Restricted Status in force."""
    unexplained = sa.select(sa.literal(1)).where(
        REGIME.c.case_id == ENTRIES.c.case_id,
        REGIME.c.ended_on.is_(None),
        REGIME.c.state == "withheld",
        REGIME.c.reason.is_(None),
    )
    return unexplained.exists() | (RESTRICTED.c.next_review_on < on)


def _is_near(on: date) -> sa.ColumnElement[bool]:
    """An alert was raised for a day that still is the day of her handover or release."""
    of_handover = (ALERTS.c.kind == "handover") & (ALERTS.c.due_on == HELD.c.handover_date)
    of_release = (ALERTS.c.kind == "release") & (ALERTS.c.due_on == CASES.c.release_date)
    in_custody = CASES.c.phase.in_(sorted(IN_CUSTODY))
    raised = (
        sa.select(sa.literal(1))
        .select_from(ALERTS.outerjoin(HELD, _owns(HELD, on)))
        .where(
            ALERTS.c.entry_id == ENTRIES.c.id, ALERTS.c.due_on >= on, of_handover | (of_release & in_custody)
        )
    )
    return raised.exists()


def _has_overdue_action(on: date) -> sa.ColumnElement[bool]:
    late = (ACTIONS.c.state == "open") & (ACTIONS.c.due_on < on)
    return sa.select(sa.literal(1)).where(ACTIONS.c.case_id == ENTRIES.c.case_id, late).exists()


def _has_formulation() -> sa.ColumnElement[bool]:
    return sa.select(sa.literal(1)).where(FORMULATIONS.c.case_id == ENTRIES.c.case_id).exists()


def _one(test: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.case((test, 1), else_=0)
