"""Decision papers, their parts, and what was recorded of them; decisions without a paper are the installation's."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.models.policies import PolicyPaper, PolicyPaperPart, PolicyPaperStep
from app.repositories.policies import DECISIONS

PAPERS: sa.Table = PolicyPaper.__table__  # type: ignore[attr-defined]
PARTS: sa.Table = PolicyPaperPart.__table__  # type: ignore[attr-defined]
STEPS: sa.Table = PolicyPaperStep.__table__  # type: ignore[attr-defined]

Row = Mapping[str, Any]
_TURN = "SELECT pg_advisory_xact_lock(3007)"


def insert(connection: Connection, paper: Row, parts: Sequence[Row]) -> None:
    """Write a new paper with its parts; the database refuses a reference that is taken."""
    connection.execute(sa.insert(PAPERS), [dict(paper)])
    connection.execute(sa.insert(PARTS), [dict(part) for part in parts])


def insert_step(connection: Connection, step: Row) -> None:
    """Record a step and count the paper's version up; the database refuses a second end."""
    connection.execute(sa.insert(STEPS), [dict(step)])
    statement = sa.update(PAPERS).where(PAPERS.c.id == step["paper_id"])
    connection.execute(statement.values(version=PAPERS.c.version + 1))


def paper(connection: Connection, paper_id: str, *, lock: bool = False) -> Row | None:
    """One paper."""
    statement = sa.select(PAPERS).where(PAPERS.c.id == paper_id)
    row = connection.execute(statement.with_for_update() if lock else statement).mappings().first()
    return dict(row) if row else None


def papers(connection: Connection, ids: Sequence[str]) -> dict[str, Row]:
    """Papers by id."""
    rows = connection.execute(sa.select(PAPERS).where(PAPERS.c.id.in_(ids))).mappings()
    return {row["id"]: dict(row) for row in rows}


def parts_of(connection: Connection, ids: Sequence[str]) -> dict[str, list[Row]]:
    """The parts of papers, by paper, in their order."""
    return _by_paper(connection, sa.select(PARTS).where(PARTS.c.paper_id.in_(ids)).order_by(PARTS.c.number))


def steps_of(connection: Connection, ids: Sequence[str]) -> dict[str, list[Row]]:
    """What was recorded of papers, by paper, the earliest first."""
    return _by_paper(connection, sa.select(STEPS).where(STEPS.c.paper_id.in_(ids)).order_by(STEPS.c.id))


def page_of_ids(connection: Connection, before: str | None, size: int) -> list[str]:
    """The ids of papers and of decisions without one, the latest first."""
    of_papers = sa.select(PAPERS.c.id)
    installed = sa.select(DECISIONS.c.id).where(DECISIONS.c.paper_id.is_(None))
    found = sa.union_all(of_papers, installed).subquery()
    statement = sa.select(found.c.id).order_by(found.c.id.desc()).limit(size)
    if before is not None:
        statement = statement.where(found.c.id < before)
    return list(connection.execute(statement).scalars())


def count(connection: Connection) -> int:
    """How many papers and decisions without one there are."""
    installed = sa.select(sa.func.count()).where(DECISIONS.c.paper_id.is_(None)).scalar_subquery()
    papers_there = sa.select(sa.func.count()).select_from(PAPERS).scalar_subquery()
    return int(connection.execute(sa.select(papers_there + installed)).scalar_one())


def take_turn(connection: Connection) -> None:
    """Approvals come one after another, so that each sees what the one before put in force."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
        connection.exec_driver_sql(_TURN)


def _by_paper(connection: Connection, statement: sa.Select[Any]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in connection.execute(statement).mappings():
        found[row["paper_id"]].append(dict(row))
    return dict(found)
