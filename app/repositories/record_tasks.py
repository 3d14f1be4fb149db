"""Finds cases whose record asks for a task, and open tasks whose case no longer does."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.facts import INDETERMINATE
from app.domain.record_tasks import SEEN_TO_BEFORE
from app.domain.summary import IN_CUSTODY
from app.repositories.cases import CASES
from app.repositories.tasks import OPEN, TASKS

_IN_CUSTODY = CASES.c.phase.in_(sorted(IN_CUSTODY))
_SENTENCED = CASES.c.phase != "not_sentenced"
_DETERMINATE = CASES.c.sentence_type.not_in(sorted(INDETERMINATE)) | CASES.c.sentence_type.is_(None)


def wanting(connection: Connection, kind: str, today: date, after: str, size: int) -> list[Mapping[str, Any]]:
    """Cases that need a task of one of OF_THE_RECORD and have none, by id beyond `after`.

    A task that somebody did stands for its occasion; one closed because its cause was gone does not.
    """
    standing = sa.exists().where(
        TASKS.c.case_id == CASES.c.id,
        TASKS.c.kind == kind,
        TASKS.c.closed_at.is_(None) | ((TASKS.c.closed_because == "done") & _same_occasion(kind)),
    )
    is_open = CASES.c.is_open & (CASES.c.closes_on.is_(None) | (CASES.c.closes_on > today))
    statement = sa.select(CASES).where(is_open, _test(kind, today), sa.not_(standing))
    if after:
        statement = statement.where(CASES.c.id > after)
    return [dict(row) for row in connection.execute(statement.order_by(CASES.c.id).limit(size)).mappings()]


def no_longer_wanted(
    connection: Connection, kind: str, today: date, after: str, size: int
) -> list[Mapping[str, Any]]:
    """Open tasks of a kind whose case is closed or no longer needs it, by id beyond `after`."""
    closed = sa.not_(CASES.c.is_open) | (CASES.c.closes_on.is_not(None) & (CASES.c.closes_on <= today))
    gone = closed | sa.not_(sa.func.coalesce(_state(kind, today), sa.false()))
    statement = (
        sa.select(TASKS)
        .join_from(TASKS, CASES, CASES.c.id == TASKS.c.case_id)
        .where(OPEN, TASKS.c.kind == kind, gone)
    )
    if after:
        statement = statement.where(TASKS.c.id > after)
    return [dict(row) for row in connection.execute(statement.order_by(TASKS.c.id).limit(size)).mappings()]


def out_of_place(connection: Connection, after: str, size: int) -> list[Mapping[str, Any]]:
    """Open tasks that are listed elsewhere than where their case is, by id beyond `after`."""
    moved = TASKS.c.prison_code.is_distinct_from(CASES.c.prison_code) | TASKS.c.region.is_distinct_from(
        CASES.c.home_region
    )
    # Found first and ordered after: in the order of ids every open task would be held against its case.
    found = (
        sa.select(TASKS.c.id, TASKS.c.case_id)
        .join_from(TASKS, CASES, CASES.c.id == TASKS.c.case_id)
        .where(OPEN, moved)
        .cte("moved")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    statement = sa.select(found)
    if after:
        statement = statement.where(found.c.id > after)
    return [dict(row) for row in connection.execute(statement.order_by(found.c.id).limit(size)).mappings()]


def _same_occasion(kind: str) -> sa.ColumnElement[bool]:
    """Whether the task's cause speaks of the case as it is now: another release date is another occasion."""
    occasion = {
        "release_not_recorded": CASES.c.release_date,
        "provider_missing": CASES.c.sentence_start_date,
        "release_date_unknown": CASES.c.sentence_start_date,
    }.get(kind)
    if occasion is None:
        return sa.true()
    return TASKS.c.cause.like(sa.literal("%:").concat(sa.func.coalesce(sa.cast(occasion, sa.Text), "")))


def _test(kind: str, today: date) -> sa.ColumnElement[bool]:
    """The state, and that it has lasted."""
    seen_to = CASES.c.opened_on <= today - timedelta(SEEN_TO_BEFORE)
    for_a_while = kind in {"provider_missing", "release_date_unknown", "details_unconfirmed"}
    return _state(kind, today) & seen_to if for_a_while else _state(kind, today)


def _state(kind: str, today: date) -> sa.ColumnElement[bool]:
    """The same tests as `domain.record_tasks.wants`, as conditions."""
    return {
        "release_not_recorded": _IN_CUSTODY & (CASES.c.release_date < today),
        "provider_missing": _SENTENCED & CASES.c.provider.is_(None),
        "release_date_unknown": _IN_CUSTODY & CASES.c.release_date.is_(None) & _DETERMINATE,
        "details_unconfirmed": sa.cast(CASES.c.unconfirmed, sa.Text) != "[]",
    }[kind]
