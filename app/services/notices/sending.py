"""Hands waiting messages to the mail server: each leased first, tried again later and later, and given up aloud.

A message is leased before it is sent and marked after. A worker that dies between leaves it to be sent again when
the lease is over: rather twice than never, under the same Message-ID.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from app.domain.caller import SYSTEM
from app.domain.task_kinds import MAIL_UNDELIVERED
from app.domain.tasks import NewTask
from app.integrations.mail import Connected, MailServer, Message, NotSent
from app.repositories import mail
from app.repositories.database import Database
from app.services.tasks.causes import open_tasks
from app.services.unit_of_work import unit_of_work
from app.settings import Settings

LEASE = timedelta(minutes=10)
AT_ONCE = 10
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=4)


def send_waiting(database: Database, settings: Settings, server: MailServer, moment: datetime) -> int:
    """Send some of the messages whose turn has come; answers how many there were. None waits: 0."""
    with database.write(patient=True) as connection:
        leased = mail.lease(connection, moment, moment + LEASE, AT_ONCE)
    if not leased:
        return 0
    try:
        with server.connected() as connected:
            for row in leased:
                _send_one(database, settings, connected, row, moment)
    except NotSent as no_server:
        for row in leased:
            _note_trouble(database, settings, row, no_server.trouble, moment)
    return len(leased)


def _send_one(
    database: Database, settings: Settings, connected: Connected, row: Mapping[str, Any], moment: datetime
) -> None:
    try:
        connected.send(Message(row["id"], row["address"], row["subject"], row["text"]))
    except NotSent as failed:
        _note_trouble(database, settings, row, failed.trouble, moment)
        return
    with database.write(patient=True) as connection:
        mail.mark(connection, row["id"], sent_at=moment, trouble=None)


def _note_trouble(
    database: Database, settings: Settings, row: Mapping[str, Any], trouble: str, moment: datetime
) -> None:
    if moment - row["made_at"] < timedelta(days=settings.mail_give_up_days):
        with database.write(patient=True) as connection:
            mail.mark(
                connection, row["id"], trouble=trouble, next_try_at=moment + wait_after(row["tries"] + 1)
            )
        return
    with unit_of_work(database, SYSTEM, moment, patient=True) as work:
        mail.mark(work.connection, row["id"], trouble=trouble, given_up_at=moment)
        work.record("MAIL_GIVEN_UP", subject=("MAIL", row["id"]), details={"why": trouble})
        # One task a day, however many messages: what is to be mended is the address book or the server.
        cause = f"{MAIL_UNDELIVERED.code}:{work.today.isoformat()}"
        open_tasks(work, [NewTask(MAIL_UNDELIVERED, cause, None, work.today, details={"trouble": trouble})])


def wait_after(tries: int) -> timedelta:
    """How long to wait after so many tries: a minute, two, four, and at most four hours."""
    return min(FIRST_WAIT * (1 << min(tries - 1, 10)), LONGEST_WAIT)
