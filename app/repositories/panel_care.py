"""Formulations, Restricted Status, what is withheld, and the governors of prisons: found and written."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.identifiers import UUID
from app.models.panel_care import Formulation, PrisonGovernor, RegimeItem, RestrictedStatus
from app.repositories.places import PRISONS

FORMULATIONS: sa.Table = Formulation.__table__  # type: ignore[attr-defined]
RESTRICTED: sa.Table = RestrictedStatus.__table__  # type: ignore[attr-defined]
REGIME: sa.Table = RegimeItem.__table__  # type: ignore[attr-defined]
GOVERNORS: sa.Table = PrisonGovernor.__table__  # type: ignore[attr-defined]

Row = Mapping[str, Any]


def formulations_of(connection: Connection, case_id: str) -> list[Row]:
    """Every version of a case's formulation, the current one first."""
    mine = FORMULATIONS.c.case_id == case_id
    statement = sa.select(FORMULATIONS).where(mine).order_by(FORMULATIONS.c.number.desc())
    return [dict(row) for row in connection.execute(statement).mappings()]


def current_formulation(connection: Connection, case_id: str) -> Row | None:
    """The latest version of a case's formulation, or None where there is none."""
    mine = FORMULATIONS.c.case_id == case_id
    statement = sa.select(FORMULATIONS).where(mine).order_by(FORMULATIONS.c.number.desc()).limit(1)
    row = connection.execute(statement).mappings().first()
    return dict(row) if row else None


def add_formulation(connection: Connection, row: Row) -> None:
    """Write a version, which is the current one from now on."""
    connection.execute(sa.insert(FORMULATIONS), [dict(row)])


def holds_on(on: date) -> sa.ColumnElement[bool]:
    """Whether a Restricted Status is in force on a day."""
    return (RESTRICTED.c.from_on <= on) & (RESTRICTED.c.to_on.is_(None) | (RESTRICTED.c.to_on > on))


def is_restricted(connection: Connection, case_id: str, on: date) -> bool:
    """Whether the person of a case is under Restricted Status on a day."""
    statement = sa.select(sa.literal(1)).where(RESTRICTED.c.case_id == case_id, holds_on(on)).limit(1)
    return connection.execute(statement).first() is not None


def restricted_among(connection: Connection, case_ids: Sequence[str], on: date) -> dict[str, Row]:
    """By case, the Restricted Status in force on a day; a case without one is not in the answer."""
    if not case_ids:
        return {}
    statement = sa.select(RESTRICTED).where(RESTRICTED.c.case_id.in_(list(case_ids)), holds_on(on))
    return {row["case_id"]: dict(row) for row in connection.execute(statement).mappings()}


def statuses_of(connection: Connection, case_id: str) -> list[Row]:
    """Every Restricted Status that a case ever had, the latest first."""
    mine = RESTRICTED.c.case_id == case_id
    statement = sa.select(RESTRICTED).where(mine).order_by(RESTRICTED.c.from_on.desc())
    return [dict(row) for row in connection.execute(statement).mappings()]


def add_status(connection: Connection, row: Row) -> None:
    """Write a Restricted Status."""
    connection.execute(sa.insert(RESTRICTED), [dict(row)])


def update_status(connection: Connection, status_id: str, values: Row) -> None:
    """Write columns of a Restricted Status, and count its version up."""
    statement = sa.update(RESTRICTED).where(RESTRICTED.c.id == status_id)
    connection.execute(statement.values(**values, version=RESTRICTED.c.version + 1))


def regime_of(connection: Connection, case_ids: Sequence[str]) -> dict[str, list[Row]]:
    """By case, what of the regime and of interventions is available or withheld now."""
    found: dict[str, list[Row]] = {case_id: [] for case_id in case_ids}
    if not case_ids:
        return found
    live = REGIME.c.ended_on.is_(None)
    statement = sa.select(REGIME).where(REGIME.c.case_id.in_(list(case_ids)), live).order_by(REGIME.c.id)
    for row in connection.execute(statement).mappings():
        found[row["case_id"]].append(dict(row))
    return found


def regime_item(connection: Connection, case_id: str, item_id: str) -> Row | None:
    """One item of a case's regime; None too for what is no id."""
    if not UUID.fullmatch(item_id):
        return None
    statement = sa.select(REGIME).where(REGIME.c.case_id == case_id, REGIME.c.id == item_id)
    row = connection.execute(statement).mappings().first()
    return dict(row) if row else None


def add_regime_item(connection: Connection, row: Row) -> None:
    """Write an item."""
    connection.execute(sa.insert(REGIME), [dict(row)])


def update_regime_item(connection: Connection, item_id: str, values: Row) -> None:
    """Write columns of an item, and count its version up."""
    statement = sa.update(REGIME).where(REGIME.c.id == item_id)
    connection.execute(statement.values(**values, version=REGIME.c.version + 1))


def governors(connection: Connection, prisons: Sequence[str] | None = None) -> dict[str, Row]:
    """By prison, who governs it now; of these prisons alone, where they are named."""
    statement = sa.select(GOVERNORS).where(GOVERNORS.c.to_on.is_(None))
    if prisons is not None:
        statement = statement.where(GOVERNORS.c.prison_code.in_(list(prisons)))
    return {row["prison_code"]: dict(row) for row in connection.execute(statement).mappings()}


def governor_at(connection: Connection, prison: str) -> Row | None:
    """A prison's operator, and its Governor or Director now where the register names one."""
    joined = PRISONS.outerjoin(
        GOVERNORS, (GOVERNORS.c.prison_code == PRISONS.c.code) & GOVERNORS.c.to_on.is_(None)
    )
    statement = sa.select(
        PRISONS.c.code.label("prison_code"), PRISONS.c.name.label("prison_name"), PRISONS.c.operator,
        GOVERNORS.c.title.label("governor_title"), GOVERNORS.c.name.label("governor_name"),
    ).select_from(joined)  # fmt: skip
    row = connection.execute(statement.where(PRISONS.c.code == prison)).mappings().first()
    return dict(row) if row else None


def end_governor(connection: Connection, governor_id: str, to_on: date) -> None:
    """Say until when somebody governed a prison."""
    statement = sa.update(GOVERNORS).where(GOVERNORS.c.id == governor_id)
    connection.execute(statement.values(to_on=to_on, version=GOVERNORS.c.version + 1))


def add_governor(connection: Connection, row: Row) -> None:
    """Write who governs a prison from now on."""
    connection.execute(sa.insert(GOVERNORS), [dict(row)])
