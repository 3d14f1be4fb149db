"""What was recorded of agenda items: texts saved as typed, advice with its owners, provisional decisions."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.models.meetings import AgendaItem, MeetingPerson
from app.models.minutes import (
    ItemDiscussion,
    ProvisionalDecision,
    Recommendation,
    RecommendationOwner,
    ResponsibilityLine,
)
from app.models.panel_actions import PanelAction
from app.repositories.cases import CASES

DISCUSSIONS: sa.Table = ItemDiscussion.__table__  # type: ignore[attr-defined]
LINES: sa.Table = ResponsibilityLine.__table__  # type: ignore[attr-defined]
RECOMMENDATIONS: sa.Table = Recommendation.__table__  # type: ignore[attr-defined]
OWNERS: sa.Table = RecommendationOwner.__table__  # type: ignore[attr-defined]
DECISIONS: sa.Table = ProvisionalDecision.__table__  # type: ignore[attr-defined]
_PEOPLE: sa.Table = MeetingPerson.__table__  # type: ignore[attr-defined]
_ITEMS: sa.Table = AgendaItem.__table__  # type: ignore[attr-defined]
_ACTIONS: sa.Table = PanelAction.__table__  # type: ignore[attr-defined]
Row = Mapping[str, Any]


def discussions_of(connection: Connection, item_ids: Sequence[str]) -> dict[str, Row]:
    """What was said of each of these items, by item."""
    rows = connection.execute(sa.select(DISCUSSIONS).where(DISCUSSIONS.c.item_id.in_(item_ids)))
    return {row["item_id"]: dict(row) for row in rows.mappings()}


def lines_of(connection: Connection, item_ids: Sequence[str]) -> list[Row]:
    """The responsibility lines of these items."""
    statement = sa.select(LINES).where(LINES.c.item_id.in_(item_ids)).order_by(LINES.c.item_id, LINES.c.part)
    return [dict(row) for row in connection.execute(statement).mappings()]


def keep_text(connection: Connection, table: sa.Table, key: Row, values: Row, *, is_new: bool) -> None:
    """Keep a text of an item, the item being locked."""
    if is_new:
        connection.execute(sa.insert(table).values(**key, **values))
        return
    mine = [table.c[name] == value for name, value in key.items()]
    connection.execute(sa.update(table).where(*mine).values(**values))


def recommendations_of(connection: Connection, item_ids: Sequence[str]) -> list[dict[str, Any]]:
    """The advice on these items with its owners, in the order in which it was given."""
    mine = RECOMMENDATIONS.c.item_id.in_(item_ids)
    return _with_owners(connection, _advice().where(mine).order_by(RECOMMENDATIONS.c.id))


def recommendation_of(connection: Connection, reference: str, *, lock: bool = False) -> dict[str, Any] | None:
    """One recommendation with its owners; `lock` holds it until the transaction ends."""
    statement = _advice().where(RECOMMENDATIONS.c.id == reference)
    found = _with_owners(connection, statement.with_for_update(of=RECOMMENDATIONS) if lock else statement)
    return found[0] if found else None


def add_recommendation(connection: Connection, row: Row, owners: Sequence[Row]) -> None:
    """Keep advice and who is to carry it."""
    connection.execute(sa.insert(RECOMMENDATIONS).values(**row))
    _add_owners(connection, row["id"], owners)


def change_recommendation(
    connection: Connection, reference: str, values: Row, owners: Sequence[Row] | None
) -> None:
    """Change advice; owners that are given take the place of those before."""
    mine = RECOMMENDATIONS.c.id == reference
    changed = {**values, "version": RECOMMENDATIONS.c.version + 1}
    connection.execute(sa.update(RECOMMENDATIONS).where(mine).values(**changed))
    if owners is not None:
        connection.execute(sa.delete(OWNERS).where(OWNERS.c.recommendation_id == reference))
        _add_owners(connection, reference, owners)


def decisions_of(connection: Connection, item_ids: Sequence[str]) -> list[dict[str, Any]]:
    """The provisional decisions on these items with who made each, in the order in which they were made."""
    mine = DECISIONS.c.item_id.in_(item_ids)
    return _all(connection, _decisions().where(mine).order_by(DECISIONS.c.id))


def decision_of(connection: Connection, reference: str, *, lock: bool = False) -> dict[str, Any] | None:
    """One provisional decision, with who made it; `lock` holds it until the transaction ends."""
    statement = _decisions().where(DECISIONS.c.id == reference)
    found = _all(connection, statement.with_for_update(of=DECISIONS) if lock else statement)
    return found[0] if found else None


def moves_decided_with(connection: Connection, advice: Row) -> list[str]:
    """The decisions of the meeting on a move that this advice was given with: they name it, or none on its item."""
    names_none = DECISIONS.c.recommendation_id.is_(None) & (DECISIONS.c.item_id == advice["item_id"])
    about = sa.or_(DECISIONS.c.recommendation_id == advice["id"], names_none)
    mine = (DECISIONS.c.kind == "movement", DECISIONS.c.superseded_at.is_(None), about)
    return list(connection.execute(sa.select(DECISIONS.c.id).where(*mine).order_by(DECISIONS.c.id)).scalars())


def confirmed_by_placement(connection: Connection, placement_id: str) -> list[dict[str, Any]]:
    """The decisions of meetings that a final decision made good, with who made each."""
    mine = DECISIONS.c.placement_decision_id == placement_id
    return _all(connection, _decisions().where(mine).order_by(DECISIONS.c.id))


def add_decision(connection: Connection, row: Row) -> None:
    """Keep a provisional decision."""
    connection.execute(sa.insert(DECISIONS).values(**row))


def change_decision(connection: Connection, reference: str, values: Row) -> None:
    """Keep that it was confirmed, or that another stands for it."""
    changed = {**values, "version": DECISIONS.c.version + 1}
    connection.execute(sa.update(DECISIONS).where(DECISIONS.c.id == reference).values(**changed))


def actions_of(connection: Connection, item_ids: Sequence[str]) -> list[Row]:
    """The actions that came of these items."""
    statement = sa.select(_ACTIONS).where(_ACTIONS.c.item_id.in_(item_ids)).order_by(_ACTIONS.c.id)
    return [dict(row) for row in connection.execute(statement).mappings()]


def women_of(connection: Connection, case_ids: Sequence[str]) -> dict[str, Row]:
    """Who the cases of an agenda are about, by case."""
    names = ("id", "first_name", "last_name", "prison_number", "crn", "prison_code", "home_region")
    statement = sa.select(*(CASES.c[name] for name in names)).where(CASES.c.id.in_(case_ids))
    return {row["id"]: dict(row) for row in connection.execute(statement).mappings()}


def attendance_of(connection: Connection, meeting_id: str) -> list[Row]:
    """Who was invited to a meeting, and whether they came."""
    mine = (_PEOPLE.c.meeting_id == meeting_id) & _PEOPLE.c.removed_at.is_(None)
    statement = sa.select(_PEOPLE).where(mine).order_by(_PEOPLE.c.name_key, _PEOPLE.c.id)
    return [dict(row) for row in connection.execute(statement).mappings()]


def _advice() -> sa.Select[Any]:
    whole = RECOMMENDATIONS.join(_ITEMS, _ITEMS.c.id == RECOMMENDATIONS.c.item_id)
    return sa.select(RECOMMENDATIONS, _ITEMS.c.meeting_id).select_from(whole)


def _decisions() -> sa.Select[Any]:
    whole = DECISIONS.join(_ITEMS, _ITEMS.c.id == DECISIONS.c.item_id)
    whole = whole.join(_PEOPLE, _PEOPLE.c.id == DECISIONS.c.person_id)
    return sa.select(DECISIONS, _ITEMS.c.meeting_id, _PEOPLE.c.name.label("person_name")).select_from(whole)


def _all(connection: Connection, statement: sa.Select[Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in connection.execute(statement).mappings()]


def _with_owners(connection: Connection, statement: sa.Select[Any]) -> list[dict[str, Any]]:
    found = [row | {"owners": []} for row in _all(connection, statement)]
    by_id = {row["id"]: row for row in found}
    owners = (
        sa.select(OWNERS)
        .where(OWNERS.c.recommendation_id.in_(list(by_id)))
        .order_by(OWNERS.c.recommendation_id, OWNERS.c.position)
    )
    for owner in connection.execute(owners).mappings() if found else ():
        by_id[owner["recommendation_id"]]["owners"].append({"part": owner["part"], "name": owner["name"]})
    return found


def _add_owners(connection: Connection, reference: str, owners: Sequence[Row]) -> None:
    rows = [
        {"recommendation_id": reference, "position": place, "part": each["part"], "name": each.get("name")}
        for place, each in enumerate(owners, start=1)
    ]
    connection.execute(sa.insert(OWNERS), rows)
