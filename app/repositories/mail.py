"""Mail: made of waiting notices, leased to whoever sends it, and kept for the record."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.models.identity import Staff
from app.models.work import Mail
from app.repositories.notices import NOTICES

MAIL: sa.Table = Mail.__table__  # type: ignore[attr-defined]
STAFF: sa.Table = Staff.__table__  # type: ignore[attr-defined]
WAITING = MAIL.c.sent_at.is_(None) & MAIL.c.given_up_at.is_(None)
_TO_MAIL = NOTICES.c.by_mail & NOTICES.c.mail_id.is_(None)
_ADDRESS = sa.func.coalesce(STAFF.c.email, NOTICES.c.address)
_REACHABLE = NOTICES.c.staff_id.is_(None) | (STAFF.c.active & STAFF.c.email.is_not(None))

Row = Mapping[str, Any]


def recipients_ready(
    connection: Connection, moment: datetime, urgent: Sequence[str], *, settled: timedelta, apart: timedelta,
    oldest: timedelta, size: int,
) -> list[Row]:  # fmt: skip
    """Who has notices to be mailed now: something urgent, or all settled and no message within `apart`."""
    mailed = sa.exists().where(MAIL.c.address == _ADDRESS, MAIL.c.made_at > moment - apart)
    is_urgent = sa.func.max(sa.case((NOTICES.c.kind.in_(list(urgent)), 1), else_=0)) == 1
    is_settled = sa.func.min(NOTICES.c.made_at) <= moment - settled
    statement = (
        sa.select(NOTICES.c.recipient, _ADDRESS.label("address"))
        .select_from(NOTICES.outerjoin(STAFF, STAFF.c.id == NOTICES.c.staff_id))
        .where(_TO_MAIL, _REACHABLE, NOTICES.c.made_at > moment - oldest)
        .group_by(NOTICES.c.recipient, STAFF.c.email, NOTICES.c.address)
        .having(is_urgent | (is_settled & sa.not_(mailed)))
        .order_by(NOTICES.c.recipient)
        .limit(size)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def take_notices(connection: Connection, recipient: str, since: datetime) -> list[Row]:
    """The notices of one recipient that are to be mailed, held so that no other worker mails them."""
    statement = (
        sa.select(NOTICES)
        .where(_TO_MAIL, NOTICES.c.recipient == recipient, NOTICES.c.made_at > since)
        .order_by(NOTICES.c.id)
        .with_for_update(skip_locked=True)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def add(connection: Connection, row: Row, notice_ids: Sequence[str]) -> None:
    """Write a message, and that it carries these notices."""
    connection.execute(sa.insert(MAIL), [dict(row)])
    carried = sa.update(NOTICES).where(NOTICES.c.id.in_(list(notice_ids)))
    connection.execute(carried.values(mail_id=row["id"]))


def lease(connection: Connection, moment: datetime, until: datetime, size: int) -> list[Row]:
    """Messages whose turn has come, held until `until` for whoever asks; one that is held is passed over."""
    statement = (
        sa.select(MAIL)
        .where(WAITING, MAIL.c.next_try_at <= moment)
        .order_by(MAIL.c.next_try_at, MAIL.c.id)
        .limit(size)
        .with_for_update(skip_locked=True)
    )
    rows: list[Row] = [dict(row) for row in connection.execute(statement).mappings()]
    if rows:
        held = sa.update(MAIL).where(MAIL.c.id.in_([row["id"] for row in rows]))
        connection.execute(held.values(next_try_at=until, tries=MAIL.c.tries + 1))
    return rows


def mark(connection: Connection, mail_id: str, **values: Any) -> None:
    """Write what became of a message."""
    connection.execute(sa.update(MAIL).where(MAIL.c.id == mail_id).values(**values))


def messages(
    connection: Connection, address: str | None, before: str | None, size: int, *, given_up: bool = False
) -> list[Row]:
    """Messages, the latest first (ids are in the order of their making); those to one address unless None."""
    statement = sa.select(MAIL).order_by(MAIL.c.id.desc()).limit(size)
    if address is not None:
        statement = statement.where(MAIL.c.address == address)
    if given_up:
        statement = statement.where(MAIL.c.given_up_at.is_not(None))
    if before is not None:
        statement = statement.where(MAIL.c.id < before)
    return [dict(row) for row in connection.execute(statement).mappings()]


def queue(connection: Connection) -> Row:
    """How much waits: messages, the oldest of them, and notices that are to be mailed."""
    mails = connection.execute(sa.select(sa.func.count(), sa.func.min(MAIL.c.made_at)).where(WAITING)).one()
    notices = sa.select(sa.func.count()).select_from(
        NOTICES.outerjoin(STAFF, STAFF.c.id == NOTICES.c.staff_id)
    )
    return {
        "mails": mails[0],
        "oldest_mail": mails[1],
        "notices": connection.execute(notices.where(_TO_MAIL, _REACHABLE)).scalar_one(),
    }
