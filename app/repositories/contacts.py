"""Contacts of a case: written, listed, counted by channel; and the cases whose two sides have had none for long."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.caller import Scope
from app.domain.list_filters import CasesWanted
from app.domain.summary import IN_CUSTODY
from app.models.key_stages import Contact
from app.repositories.allocations import ALLOCATIONS, LIVE
from app.repositories.cases import CASES
from app.repositories.listing import COUNTED_UP_TO
from app.repositories.parole import held_by, in_scope
from app.repositories.places import PRISONS

CONTACTS: sa.Table = Contact.__table__  # type: ignore[attr-defined]
MANAGER = "community_offender_manager"
STANDS = CONTACTS.c.retracted_at.is_(None)
Row = Mapping[str, Any]
_OF_CASE = (
    "id", "prison_number", "crn", "first_name", "last_name", "prison_code", "home_region", "community_manager_name",
)  # fmt: skip
_ORDER = (CASES.c.last_name_key, CASES.c.first_name_key, CASES.c.id)


def insert(connection: Connection, row: Row) -> None:
    """Write a contact."""
    connection.execute(sa.insert(CONTACTS), dict(row))


def insert_many(connection: Connection, rows: Sequence[Row]) -> None:
    """Write many contacts."""
    if rows:
        connection.execute(sa.insert(CONTACTS), list(rows))


def one_of_case(connection: Connection, case_id: str, contact_id: str) -> Row | None:
    """One contact of this case."""
    condition = (CONTACTS.c.case_id == case_id) & (CONTACTS.c.id == contact_id)
    found = connection.execute(sa.select(CONTACTS).where(condition)).mappings().one_or_none()
    return dict(found) if found else None


def retract(connection: Connection, contact_id: str, marks: Row) -> None:
    """Mark a contact as taken back."""
    changed = {**marks, "version": CONTACTS.c.version + 1}
    connection.execute(sa.update(CONTACTS).where(CONTACTS.c.id == contact_id).values(changed))


def of_case(connection: Connection, case_id: str, after: Sequence[Any] | None, size: int) -> list[Row]:
    """The contacts of a case, the latest first, with those taken back."""
    statement = sa.select(CONTACTS).where(CONTACTS.c.case_id == case_id)
    if after is not None:
        place = sa.tuple_(CONTACTS.c.happened_on, CONTACTS.c.id)
        given = sa.tuple_(sa.literal(after[0], sa.Date()), sa.literal(after[1], CONTACTS.c.id.type))
        statement = statement.where(place < given)
    statement = statement.order_by(CONTACTS.c.happened_on.desc(), CONTACTS.c.id.desc()).limit(size)
    return [dict(row) for row in connection.execute(statement).mappings()]


def counts_of_case(connection: Connection, case_id: str) -> list[Row]:
    """How many contacts of a case by channel: with her, and between those who work the case."""
    return _counts(connection, CONTACTS.c.case_id == case_id)


def count_of_case(connection: Connection, case_id: str) -> int:
    """How many rows the case has, those taken back too."""
    statement = sa.select(sa.func.count()).select_from(CONTACTS).where(CONTACTS.c.case_id == case_id)
    total: int = connection.execute(statement).scalar_one()
    return total


def last_between_sides(connection: Connection, case_id: str) -> date | None:
    """The last contact of the community manager with the prison's lead or supervisor."""
    statement = sa.select(sa.func.max(CONTACTS.c.happened_on))
    condition = (CONTACTS.c.case_id == case_id) & CONTACTS.c.between_sides & STANDS
    last: date | None = connection.execute(statement.where(condition)).scalar_one()
    return last


def counts(connection: Connection, scope: Scope, wanted: CasesWanted, first: date, last: date) -> list[Row]:
    """How many contacts by channel between two days (inclusive), over the cases asked for."""
    cases = sa.select(CASES.c.id).where(*_whose(scope, wanted))
    within = CONTACTS.c.happened_on.between(first, last)
    everyone = scope.everywhere and wanted == CasesWanted()
    return _counts(connection, within if everyone else within & CONTACTS.c.case_id.in_(cases))


def list_gaps(
    connection: Connection,
    scope: Scope,
    wanted: CasesWanted,
    cutoff: date,
    after: Sequence[Any] | None,
    size: int,
) -> list[Row]:
    """Cases in custody with a community manager and no contact of the two sides after `cutoff`, by name."""
    last = (
        sa.select(sa.func.max(CONTACTS.c.happened_on))
        .where(CONTACTS.c.case_id == CASES.c.id, CONTACTS.c.between_sides, STANDS)
        .correlate(CASES)
        .scalar_subquery()
    )
    statement = (
        sa.select(
            *(CASES.c[name] for name in _OF_CASE),
            CASES.c.last_name_key,
            CASES.c.first_name_key,
            CASES.c.sentence_start_date,
            PRISONS.c.name.label("prison_name"),
            last.label("last_contact_on"),
        )
        .outerjoin_from(CASES, PRISONS, PRISONS.c.code == CASES.c.prison_code)
        .where(*_whose(scope, wanted), *_has_gap(cutoff))
        .order_by(*_ORDER)
        .limit(size)
    )
    if after is not None:
        given = (sa.literal(value, key.type) for value, key in zip(after, _ORDER, strict=True))
        statement = statement.where(sa.tuple_(*_ORDER) > sa.tuple_(*given))
    return [dict(row) for row in connection.execute(statement).mappings()]


def count_gaps(connection: Connection, scope: Scope, wanted: CasesWanted, cutoff: date) -> int | None:
    """How many cases have such a gap; None above COUNTED_UP_TO."""
    counted = (
        sa.select(sa.literal(1))
        .select_from(CASES)
        .where(*_whose(scope, wanted), *_has_gap(cutoff))
        .limit(COUNTED_UP_TO + 1)
        .subquery()
    )
    total: int = connection.execute(sa.select(sa.func.count()).select_from(counted)).scalar_one()
    return total if total <= COUNTED_UP_TO else None


def _counts(connection: Connection, condition: sa.ColumnElement[bool]) -> list[Row]:
    columns = (CONTACTS.c.channel, CONTACTS.c.with_her)
    statement = (
        sa.select(*columns, sa.func.count().label("total")).where(condition, STANDS).group_by(*columns)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def _whose(scope: Scope, wanted: CasesWanted) -> list[sa.ColumnElement[bool]]:
    found = [in_scope(scope)]
    if wanted.prison:
        found.append(CASES.c.prison_code == wanted.prison)
    if wanted.region:
        found.append(CASES.c.home_region == wanted.region)
    if wanted.staff:
        found.append(held_by(wanted.staff))
    return found


def _has_gap(cutoff: date) -> list[sa.ColumnElement[bool]]:
    manager = sa.exists().where(ALLOCATIONS.c.case_id == CASES.c.id, ALLOCATIONS.c.role == MANAGER, LIVE)
    since = sa.exists().where(
        CONTACTS.c.case_id == CASES.c.id, CONTACTS.c.between_sides, STANDS, CONTACTS.c.happened_on > cutoff
    )
    return [
        CASES.c.phase.in_(sorted(IN_CUSTODY)),
        CASES.c.is_open,
        sa.or_(CASES.c.sentence_start_date.is_(None), CASES.c.sentence_start_date <= cutoff),
        sa.or_(CASES.c.community_manager_name.is_not(None), manager.correlate(CASES)),
        sa.not_(since.correlate(CASES)),
    ]
