"""The demonstration's tasks and notices: the daily pass of some past days and of today, and what was done since."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from app.domain.caller import Caller, Role, Scope
from app.domain.task_kinds import KIND_OF
from app.repositories.database import Database
from app.repositories.task_lists import TaskFilters, list_tasks
from app.services.demonstration.accounts import PEOPLE
from app.services.notices.digests import make_digests
from app.services.tasks.changing import change_task
from app.services.unit_of_work import LONDON, unit_of_work
from app.services.worker import run_daily_pass
from app.services.worker_names import worker_name
from app.settings import Settings

DAYS_BACK = (21, 9, 2)
LOOKED_AT, EVERY = 12, 3
WORK = {Role.OMU_OFFICER: "prison", Role.COMMUNITY_MANAGER: "community"}
NOTES = (
    "Seen to with the offender management unit.",
    "Checked against the record of the court.",
    "Spoke to the colleague on the other side.",
)


def live_through_days(database: Database, settings: Settings, moment: datetime) -> int:
    """Run the pass as on some days before today, finish a few of its tasks, then run today's and make the mail."""
    worker, count = worker_name(), 0
    for back in DAYS_BACK:
        then = moment - timedelta(days=back)
        count += run_daily_pass(database, lambda then=then: then, worker) or 0  # type: ignore[misc]
        _finish_some(database, then + timedelta(days=1))
    count += run_daily_pass(database, lambda: moment, worker) or 0
    while make_digests(database, settings, moment, settles=timedelta(0)):
        pass
    return count


def _finish_some(database: Database, moment: datetime) -> None:
    """Each officer and community manager finishes some and takes some, so that each state can be looked at."""
    for person in PEOPLE:
        side = next((side for role, side in WORK.items() if role in person.roles), None)
        if side is None:
            continue
        scope = Scope(person.everywhere, frozenset(person.prisons), frozenset(person.regions))
        caller = Caller(person.username, "person", frozenset(person.roles), scope, person.display_name)
        for place, task_id in enumerate(_some_tasks(database, caller, side, moment)):
            done: Mapping[str, Any] = {"state": "done", "note": NOTES[place % len(NOTES)]}
            with unit_of_work(database, caller, moment, patient=True) as work:
                change_task(work, task_id, done if place % 3 == 1 else {"staff_id": "me"}, None)


def _some_tasks(database: Database, caller: Caller, side: str, moment: datetime) -> Sequence[str]:
    """Every third of those that are due first, were given to nobody, and are finished by hand."""
    today = moment.astimezone(LONDON).date()
    with database.read() as connection:
        found = list_tasks(
            connection, caller.scope, (side,), TaskFilters(), today, after=None, size=LOOKED_AT
        )
    free = [row for row in found if row["staff_id"] is None]
    return [row["id"] for row in free if row["kind"] not in KIND_OF or not KIND_OF[row["kind"]].done_at][
        ::EVERY
    ]
