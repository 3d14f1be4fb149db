"""Referrals with their approaches, steps and amendments: kept, listed by place and status, and found for an agenda."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.caller import Scope
from app.domain.referral_filters import ReferralFilters
from app.models.meetings import AgendaItem
from app.models.referrals import Referral, ReferralAmendment, ReferralApproach, ReferralStep
from app.repositories.cases import CASES
from app.repositories.listing import in_scope, of_words
from app.repositories.places import PRISONS

REFERRALS: sa.Table = Referral.__table__  # type: ignore[attr-defined]
APPROACHES: sa.Table = ReferralApproach.__table__  # type: ignore[attr-defined]
STEPS: sa.Table = ReferralStep.__table__  # type: ignore[attr-defined]
AMENDMENTS: sa.Table = ReferralAmendment.__table__  # type: ignore[attr-defined]
AGENDA_ITEMS: sa.Table = AgendaItem.__table__  # type: ignore[attr-defined]
COUNTED_UP_TO = 2000

Row = Mapping[str, Any]


def insert(connection: Connection, row: Row) -> None:
    """Write a new referral."""
    connection.execute(sa.insert(REFERRALS), [dict(row)])


def update(connection: Connection, referral_id: str, values: Row) -> None:
    """Write columns of a referral and count its version up."""
    statement = sa.update(REFERRALS).where(REFERRALS.c.id == referral_id)
    connection.execute(statement.values(**values, version=REFERRALS.c.version + 1))


def put_approaches(connection: Connection, referral_id: str, approaches: Sequence[Row]) -> None:
    """Write the approaches of a referral in place of those that stood there."""
    connection.execute(sa.delete(APPROACHES).where(APPROACHES.c.referral_id == referral_id))
    rows = [
        {"referral_id": referral_id, "position": place, **each} for place, each in enumerate(approaches, 1)
    ]
    if rows:
        connection.execute(sa.insert(APPROACHES), rows)


def insert_step(connection: Connection, step: Row) -> None:
    """Write a step; the database refuses to take one twice."""
    connection.execute(sa.insert(STEPS), [dict(step)])


def insert_amendments(connection: Connection, rows: Sequence[Row]) -> None:
    """Write what an amendment changed, an answer a row."""
    connection.execute(sa.insert(AMENDMENTS), [dict(row) for row in rows])


def referral_of(connection: Connection, referral_id: str, *, lock: bool = False) -> Row | None:
    """One referral as its row stands."""
    statement = sa.select(REFERRALS).where(REFERRALS.c.id == referral_id)
    row = connection.execute(statement.with_for_update() if lock else statement).mappings().first()
    return dict(row) if row else None


def accepted_waiting(connection: Connection) -> list[Row]:
    """Referrals to the panel that were accepted and stand on no agenda yet, the earliest first."""
    standing = (AGENDA_ITEMS.c.referral_id == REFERRALS.c.id) & AGENDA_ITEMS.c.withdrawn_at.is_(None)
    on_agenda = sa.exists().where(standing)
    statement = (
        sa.select(REFERRALS.c.id, REFERRALS.c.case_id, REFERRALS.c.accepted_on)
        .where(REFERRALS.c.status == "accepted", REFERRALS.c.kind == "panel", sa.not_(on_agenda))
        .order_by(REFERRALS.c.accepted_on, REFERRALS.c.id)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def waits_already(connection: Connection, referral: Row) -> bool:
    """Whether another referral of the same case for the same thing is sent and not answered yet."""
    same = (
        (REFERRALS.c.case_id == referral["case_id"])
        & (REFERRALS.c.kind == referral["kind"])
        & (REFERRALS.c.id != referral["id"])
        & REFERRALS.c.status.in_(["submitted", "in_triage"])
        & REFERRALS.c.stage.is_not_distinct_from(referral["stage"])
    )
    return connection.execute(sa.select(sa.exists().where(same))).scalar_one()


def list_referrals(
    connection: Connection, scope: Scope, filters: ReferralFilters, *, after: str | None, size: int
) -> list[Row]:
    """One page of referrals with their cases, the latest first."""
    statement = _shown().where(*_conditions(scope, filters))
    if after is not None:
        statement = statement.where(REFERRALS.c.id < after)
    rows = connection.execute(statement.order_by(REFERRALS.c.id.desc()).limit(size)).mappings()
    return [dict(row) for row in rows]


def count_referrals(connection: Connection, scope: Scope, filters: ReferralFilters) -> int | None:
    """How many a list has; None above COUNTED_UP_TO."""
    statement = sa.select(sa.literal(1)).select_from(_joined()).where(*_conditions(scope, filters))
    counted = statement.limit(COUNTED_UP_TO + 1).subquery()
    total: int = connection.execute(sa.select(sa.func.count()).select_from(counted)).scalar_one()
    return total if total <= COUNTED_UP_TO else None


def shown_referral(connection: Connection, referral_id: str) -> Row | None:
    """One referral with its case."""
    row = connection.execute(_shown().where(REFERRALS.c.id == referral_id)).mappings().first()
    return dict(row) if row else None


def approaches_of(connection: Connection, referral_id: str) -> list[dict[str, Any]]:
    """The approaches of a referral in their order."""
    names = (APPROACHES.c.what, APPROACHES.c.started_on, APPROACHES.c.ended_on, APPROACHES.c.result)
    statement = (
        sa.select(*names).where(APPROACHES.c.referral_id == referral_id).order_by(APPROACHES.c.position)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def steps_of(connection: Connection, referral_ids: Sequence[str]) -> dict[str, list[Row]]:
    """The steps of referrals, by referral, the earliest first."""
    statement = sa.select(STEPS).where(STEPS.c.referral_id.in_(list(referral_ids))).order_by(STEPS.c.id)
    found: dict[str, list[Row]] = defaultdict(list)
    for row in connection.execute(statement).mappings():
        found[row["referral_id"]].append(dict(row))
    return dict(found)


def amendments_of(connection: Connection, referral_id: str) -> list[Row]:
    """What was changed after submission, the latest first."""
    mine = AMENDMENTS.c.referral_id == referral_id
    rows = connection.execute(sa.select(AMENDMENTS).where(mine).order_by(AMENDMENTS.c.id.desc())).mappings()
    return [dict(row) for row in rows]


def _joined() -> sa.FromClause:
    return REFERRALS.join(CASES, CASES.c.id == REFERRALS.c.case_id)


def _shown() -> sa.Select[Any]:
    of_case = ("first_name", "last_name", "prison_number", "crn", "prison_code", "home_region", "phase")
    return sa.select(
        REFERRALS, *(CASES.c[name] for name in of_case), PRISONS.c.name.label("prison_name")
    ).select_from(_joined().outerjoin(PRISONS, PRISONS.c.code == CASES.c.prison_code))


def _conditions(scope: Scope, filters: ReferralFilters) -> list[sa.ColumnElement[bool]]:
    found = [in_scope(scope), *of_words(filters.q)]
    for column, wanted in (
        (REFERRALS.c.kind, filters.kind),
        (REFERRALS.c.case_id, filters.case_id),
        (CASES.c.prison_code, filters.prison),
        (CASES.c.home_region, filters.region),
    ):
        if wanted:
            found.append(column == wanted)
    if not filters.with_unsent:
        found.append(REFERRALS.c.submitted_on.is_not(None))
    if filters.status == "open":
        found.append(REFERRALS.c.status.in_(["draft", "submitted", "in_triage", "accepted"]))
    elif filters.status:
        found.append(REFERRALS.c.status == filters.status)
    if filters.route:
        found.append(REFERRALS.c[filters.route].is_(True))
    return found
