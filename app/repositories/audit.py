"""Keeps audit entries and domain events, and reads a case's history."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.identifiers import new_id
from app.models.audit import AuditEntry, DomainEvent

ENTRIES = AuditEntry.__table__  # type: ignore[attr-defined]
EVENTS = DomainEvent.__table__  # type: ignore[attr-defined]


def entry(
    caller: Caller,
    moment: datetime,
    request_id: str | None,
    what: str,
    case_id: str | None = None,
    subject: tuple[str, str] | None = None,
    details: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """One row of the audit, not yet kept."""
    subject_type, subject_id = subject or (None, None)
    return {
        "id": new_id(),
        "at": moment,
        "who": caller.username,
        "who_kind": caller.kind,
        "what": what,
        "case_id": case_id,
        "subject_type": subject_type,
        "subject_id": subject_id,
        "request_id": request_id,
        "details": dict(details or {}),
    }


def keep(connection: Connection, entries: list[dict[str, Any]], events: list[dict[str, Any]]) -> None:
    """Write entries and events; PostgreSQL stamps each event with its transaction for the change feed."""
    connection.execute(sa.insert(ENTRIES), entries)
    if not events:
        return
    statement = sa.insert(EVENTS)
    if connection.dialect.name == "postgresql":
        statement = statement.values(transaction_id=sa.text("pg_current_xact_id()::text::bigint"))
    connection.execute(statement, events)


READS = ("CASE_READ", "REFERRAL_READ", "REFUSED", "CASES_LISTED", "CASES_EXPORTED", "CASE_LEFT_AS_IT_WAS")
"""Entries that changed nothing: they are audit, not history."""


def changes_of(connection: Connection, case_id: str, before: str | None, size: int) -> list[dict[str, Any]]:
    """The changes of a case, the latest first, those before the entry `before`."""
    statement = sa.select(ENTRIES).where(ENTRIES.c.case_id == case_id, ENTRIES.c.what.not_in(READS))
    if before:
        statement = statement.where(ENTRIES.c.id < before)
    rows = connection.execute(statement.order_by(ENTRIES.c.id.desc()).limit(size)).mappings()
    return [dict(row) for row in rows]
