"""Gathers waiting notices into messages: all of a recipient's in one, and not too often."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from app.domain.caller import SYSTEM
from app.domain.identifiers import new_id
from app.domain.notice_kinds import NOTICE_KINDS
from app.repositories import mail
from app.repositories.database import Database
from app.services.notices.wording import subject_of, text_of
from app.services.unit_of_work import UnitOfWork
from app.settings import Settings

URGENT = tuple(kind.code for kind in NOTICE_KINDS if kind.urgent)
SETTLES = timedelta(minutes=5)
"""What comes with the first notice goes with it."""
NOT_OLDER = timedelta(days=14)
"""Older notices are in the service; mail about them would only puzzle."""
RECIPIENTS_AT_ONCE = 50


def make_digests(
    database: Database, settings: Settings, moment: datetime, *, settles: timedelta = SETTLES
) -> int:
    """Make the messages whose time has come, each in its own transaction; answers how many."""
    with database.read() as connection:
        ready = mail.recipients_ready(
            connection,
            moment,
            URGENT,
            settled=settles,
            apart=timedelta(hours=settings.mail_digest_hours),
            oldest=NOT_OLDER,
            size=RECIPIENTS_AT_ONCE,
        )
    return sum(_make_one(database, settings, moment, recipient) for recipient in ready)


def _make_one(database: Database, settings: Settings, moment: datetime, to: Mapping[str, Any]) -> bool:
    with database.write(patient=True) as connection:
        work = UnitOfWork(connection, SYSTEM, moment)
        made = _gather(work, settings, to)
        if made:
            work.finish()
    return made


def _gather(work: UnitOfWork, settings: Settings, to: Mapping[str, Any]) -> bool:
    """False where another worker has mailed them, or they were read meanwhile."""
    found = mail.take_notices(work.connection, to["recipient"], work.moment - NOT_OLDER)
    if not found:
        return False
    row = {
        "id": new_id(),
        "address": to["address"],
        "subject": subject_of(found),
        "text": text_of(found, settings.public_url.rstrip("/")),
        "made_at": work.moment,
        "next_try_at": work.moment,
        "tries": 0,
    }
    mail.add(work.connection, row, [notice["id"] for notice in found])
    work.record("MAIL_MADE", subject=("MAIL", row["id"]), details={"new": {"notices": len(found)}})
    return True
