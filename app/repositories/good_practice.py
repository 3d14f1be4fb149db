"""Notes of good practice and the words that find them; and who must not be known from them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.good_practice import NoteState
from app.domain.identifiers import UUID
from app.domain.names import end_of_prefix
from app.domain.panel_sight import Sight
from app.models.good_practice import GoodPracticeNote, GoodPracticeWord
from app.models.panel_caseload import PanelEntry
from app.repositories.cases import CASES
from app.repositories.meetings import ITEMS, seen

NOTES: sa.Table = GoodPracticeNote.__table__  # type: ignore[attr-defined]
WORDS: sa.Table = GoodPracticeWord.__table__  # type: ignore[attr-defined]
ENTRIES: sa.Table = PanelEntry.__table__  # type: ignore[attr-defined]
COUNTED_UP_TO = 2000
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks: published notes are for everybody, unpublished ones for their writer and for who keeps them."""

    username: str
    keeps: Sight | None = None
    """What of the items a keeper sees; None for everybody else."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which notes a list has."""

    state: NoteState = NoteState.PUBLISHED
    words: tuple[str, ...] = ()
    aim: str | None = None


def note_of(connection: Connection, reference: str, reader: Reader, *, lock: bool = False) -> Row | None:
    """One note that this reader may see."""
    if not UUID.fullmatch(reference.lower()):
        return None
    statement = sa.select(NOTES).where(NOTES.c.id == reference.lower(), _readable(reader))
    row = connection.execute(statement.with_for_update() if lock else statement).mappings().first()
    return dict(row) if row else None


def list_notes(
    connection: Connection, reader: Reader, wanted: Wanted, *, after: str | None, size: int
) -> list[Row]:
    """Notes that this reader may see, the latest first."""
    statement = sa.select(NOTES).where(*_conditions(reader, wanted))
    if after:
        statement = statement.where(NOTES.c.id < after)
    rows = connection.execute(statement.order_by(NOTES.c.id.desc()).limit(size)).mappings()
    return [dict(row) for row in rows]


def count_notes(connection: Connection, reader: Reader, wanted: Wanted) -> int | None:
    """How many a list has; None above COUNTED_UP_TO."""
    found = sa.select(sa.literal(1)).select_from(NOTES).where(*_conditions(reader, wanted))
    counted = found.limit(COUNTED_UP_TO + 1).subquery()
    count: int = connection.execute(sa.select(sa.func.count()).select_from(counted)).scalar_one()
    return count if count <= COUNTED_UP_TO else None


def add(connection: Connection, row: Row) -> None:
    """Keep a new draft."""
    connection.execute(sa.insert(NOTES), [dict(row)])


def update(connection: Connection, note_id: str, values: Row) -> None:
    """Write columns of a note, and count its version up."""
    statement = sa.update(NOTES).where(NOTES.c.id == note_id)
    connection.execute(statement.values(**values, version=NOTES.c.version + 1))


def add_words(connection: Connection, note_id: str, words: Iterable[str]) -> None:
    """The words that find a note while it is published."""
    connection.execute(sa.insert(WORDS), [{"word": word, "note_id": note_id} for word in sorted(words)])


def everybody_on_the_caseload(connection: Connection) -> list[tuple[str | None, str | None, date | None]]:
    """First name, last name and date of birth of everybody who is or was on the panel's caseload, or on an agenda."""
    listed = sa.union(sa.select(ENTRIES.c.case_id), sa.select(ITEMS.c.case_id)).subquery()
    statement = sa.select(CASES.c.first_name, CASES.c.last_name, CASES.c.date_of_birth).where(
        CASES.c.id.in_(sa.select(listed.c.case_id))
    )
    return [(first, last, born) for first, last, born in connection.execute(statement)]


def _conditions(reader: Reader, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    found = [_readable(reader), *_stands(wanted.state)]
    for word in wanted.words:
        begins = (WORDS.c.word >= word) & (WORDS.c.word < end_of_prefix(word))
        found.append(NOTES.c.id.in_(sa.select(WORDS.c.note_id).where(begins)))
    if wanted.aim:
        found.append(sa.cast(NOTES.c.aims, sa.Text).contains(f'"{wanted.aim}"'))
    return found


def _stands(state: NoteState) -> list[sa.ColumnElement[bool]]:
    is_published, is_withdrawn = NOTES.c.published_at.is_not(None), NOTES.c.withdrawn_at.is_not(None)
    if state is NoteState.WITHDRAWN:
        return [is_withdrawn]
    return [is_published, sa.not_(is_withdrawn)] if state is NoteState.PUBLISHED else [sa.not_(is_published)]


def _readable(reader: Reader) -> sa.ColumnElement[bool]:
    for_all = NOTES.c.published_at.is_not(None) & NOTES.c.withdrawn_at.is_(None)
    mine = NOTES.c.written_by == reader.username
    if reader.keeps is None:
        return for_all | mine
    item = sa.select(ITEMS.c.id).join(CASES, CASES.c.id == ITEMS.c.case_id)
    item = item.where(ITEMS.c.id == NOTES.c.item_id, seen(reader.keeps))
    return for_all | mine | NOTES.c.item_id.is_(None) | item.exists()
