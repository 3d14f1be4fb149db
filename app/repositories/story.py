"""Reads the story of a case, the latest first: each source one bounded query, merged by moment.

A page of n takes at most n + 1 rows of each source, whatever the case has lived through. The key of the order is
the moment, the source's name and the row's id; a source asks for what stands before the cursor in that order.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.story import KINDS, PAROLE_FACTS, PREFIXES, kind_of_entry
from app.models.key_stages import Contact
from app.models.work import Notice
from app.repositories.allocations import ALLOCATIONS
from app.repositories.audit import ENTRIES
from app.repositories.cases import FACTS, PERIODS
from app.repositories.tasks import TASKS

NOTICES: sa.Table = Notice.__table__  # type: ignore[attr-defined]
CONTACTS: sa.Table = Contact.__table__  # type: ignore[attr-defined]
LONDON = ZoneInfo("Europe/London")

Row = Mapping[str, Any]
Key = tuple[datetime, str, str]
Kinds = frozenset[str]


@dataclass(frozen=True, slots=True)
class Source:
    """One table's part of the story: when and under which id each row stands, what it tells, and of which kinds.

    `only` narrows it to the kinds wanted, where it tells several.
    """

    name: str
    kinds: Kinds
    table: sa.Table
    at: str
    key: str
    tell: Callable[[Row], dict[str, Any]]
    only: Callable[[Kinds], list[sa.ColumnElement[bool]]] = lambda _kinds: []
    is_daily: bool = False
    """Whether it stands by days, each counting from its midnight."""


def story_of(
    connection: Connection, case_id: str, kinds: Kinds, after: Key | None, today: date, size: int
) -> list[dict[str, Any]]:
    """At most `size` entries of the wanted kinds that stand before `after`, the latest first."""
    found: list[dict[str, Any]] = []
    for source in SOURCES:
        if source.kinds & kinds:
            found += _entries(connection, source, case_id, kinds, after, today, size)
    return sorted(found, key=key_of, reverse=True)[:size]


def key_of(entry: Row) -> Key:
    """Where an entry stands in the order."""
    return entry["at"], entry["source"], entry["id"]


def _entries(
    connection: Connection,
    source: Source,
    case_id: str,
    kinds: Kinds,
    after: Key | None,
    today: date,
    size: int,
) -> list[dict[str, Any]]:
    at, key = source.table.c[source.at], source.table.c[source.key]
    mine = [source.table.c.case_id == case_id, at.is_not(None), *source.only(kinds)]
    if source.is_daily:
        mine.append(at <= today)
    if after is not None:
        mine.append(_before(source, at, key, after))
    statement = sa.select(source.table).where(*mine).order_by(at.desc(), key.desc()).limit(size)
    rows = connection.execute(statement).mappings()
    return [_entry(source, dict(row)) for row in rows]


def _before(
    source: Source, at: sa.ColumnElement[Any], key: sa.ColumnElement[Any], after: Key
) -> sa.ColumnElement[bool]:
    moment, name, last = after
    if source.is_daily:
        local = moment.astimezone(LONDON)
        is_midnight = local.time() == time(0)
        return at < local.date() if is_midnight and source.name >= name else at <= local.date()
    if source.name < name:
        return at <= moment
    if source.name > name:
        return at < moment
    return (at < moment) | ((at == moment) & (key < last))


def _entry(source: Source, row: Row) -> dict[str, Any]:
    at = row[source.at]
    if source.is_daily:
        at = datetime.combine(at, time(0), LONDON)
    entry = {"source": source.name, "id": str(row[source.key]), "at": at, "who": None, "why": None}
    return entry | source.tell(row)


def _period(row: Row) -> dict[str, Any]:
    names = ("responsible", "lead_role", "reason_code", "ends_on", "policy_id")
    return {"kind": "ownership", "what": "OWNER", "details": {name: row[name] for name in names}}


def _fact(row: Row) -> dict[str, Any]:
    return {
        "kind": "parole" if row["type"] in PAROLE_FACTS else "fact",
        "what": "FACT_RECORDED",
        "who": row["recorded_by"],
        "details": {"type": row["type"], "date": row["happened_on"], **row["fields"]},
    }


def _retraction(row: Row) -> dict[str, Any]:
    told = _fact(row)
    return {**told, "what": "FACT_RETRACTED", "who": row["retracted_by"], "why": row["retraction_reason"]}


def _facts_of(kinds: Kinds) -> list[sa.ColumnElement[bool]]:
    of_parole = FACTS.c.type.in_(PAROLE_FACTS)
    if {"fact", "parole"} <= kinds:
        return []
    return [of_parole if "parole" in kinds else sa.not_(of_parole)]


def _started(row: Row) -> dict[str, Any]:
    reasons = ", ".join(row["override_reasons"] or ()) or None
    return {
        "kind": "allocation",
        "what": "ALLOCATED",
        "who": row["allocated_by"],
        "why": row["override_text"] or reasons,
        "details": {"role": row["role"], "named": row["named"], "from": row["started_on"]},
    }


def _ended(row: Row) -> dict[str, Any]:
    return {
        "kind": "allocation",
        "what": "ALLOCATION_ENDED",
        "who": row["ended_by"],
        "why": row["ended_because"],
        "details": {"role": row["role"], "named": row["named"]},
    }


def _contact(row: Row) -> dict[str, Any]:
    names = ("happened_on", "channel", "first_party", "second_party", "text")
    return {
        "kind": "contact",
        "what": "CONTACT_RECORDED",
        "who": row["recorded_by"],
        "details": {name: row[name] for name in names},
    }


def _contact_retracted(row: Row) -> dict[str, Any]:
    names = ("happened_on", "channel", "first_party", "second_party")
    return {
        "kind": "contact",
        "what": "CONTACT_RETRACTED",
        "who": row["retracted_by"],
        "why": row["retraction_reason"],
        "details": {name: row[name] for name in names},
    }


def _opened(row: Row) -> dict[str, Any]:
    return {"kind": "task", "what": "TASK_OPENED", "details": {"task": row["kind"], "due_on": row["due_on"]}}


def _closed(row: Row) -> dict[str, Any]:
    details = {"task": row["kind"], "because": row["closed_because"]}
    return {
        "kind": "task",
        "what": "TASK_CLOSED",
        "who": row["closed_by"],
        "why": row["note"],
        "details": details,
    }


def _notice(row: Row) -> dict[str, Any]:
    to = row["staff_id"] or row["address"]
    return {"kind": "notice", "what": "NOTICE", "details": {"notice": row["kind"], "to": to}}


def _audited(row: Row) -> dict[str, Any]:
    details = row["details"]
    return {
        "kind": kind_of_entry(row["what"]),
        "what": row["what"],
        "who": row["who"],
        "why": details.get("why"),
        "details": {name: details.get(name) for name in ("part", "old", "new") if details.get(name)},
    }


def _entries_of(kinds: Kinds) -> list[sa.ColumnElement[bool]]:
    starts = [start for kind in PREFIXES if kind in kinds for start in PREFIXES[kind]]
    return [sa.or_(*(ENTRIES.c.what.startswith(start, autoescape=True) for start in starts))]


def _effective(_kinds: Kinds) -> list[sa.ColumnElement[bool]]:
    return [PERIODS.c.layer == "effective"]


SOURCES: Sequence[Source] = (
    Source("audit", frozenset(PREFIXES), ENTRIES, "at", "id", _audited, _entries_of),
    Source("allocated", frozenset({"allocation"}), ALLOCATIONS, "started_at", "id", _started),
    Source("allocation_ended", frozenset({"allocation"}), ALLOCATIONS, "ended_at", "id", _ended),
    Source("contact", frozenset({"contact"}), CONTACTS, "recorded_at", "id", _contact),
    Source("contact_retracted", frozenset({"contact"}), CONTACTS, "retracted_at", "id", _contact_retracted),
    Source("fact", frozenset({"fact", "parole"}), FACTS, "recorded_at", "id", _fact, _facts_of),
    Source("notice", frozenset({"notice"}), NOTICES, "made_at", "id", _notice),
    Source(
        "period",
        frozenset({"ownership"}),
        PERIODS,
        "starts_on",
        "starts_on",
        _period,
        _effective,
        is_daily=True,
    ),
    Source("retraction", frozenset({"fact", "parole"}), FACTS, "retracted_at", "id", _retraction, _facts_of),
    Source("task_closed", frozenset({"task"}), TASKS, "closed_at", "id", _closed),
    Source("task_opened", frozenset({"task"}), TASKS, "opened_at", "id", _opened),
)
"""One line a source; another feature's table joins the story by a line here."""

assert {kind for source in SOURCES for kind in source.kinds} == set(KINDS)  # noqa: S101 - at import, of constants
