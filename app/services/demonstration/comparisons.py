"""The demonstration's kept comparisons: the paper's two options over every case, and two settings over two prisons."""

from datetime import datetime

from app.domain.caller import Caller, Scope
from app.repositories.database import Database
from app.services.compare import Side, Wanted, start_comparison, work_on_comparisons
from app.services.demonstration.accounts import PEOPLE, DemoAccount
from app.services.unit_of_work import unit_of_work
from app.services.worker_names import worker_name

OPTION_1, OPTION_2 = "omcp-2013-option-1", "omcp-2013-option-2"
MADE = {
    "inspector": Wanted(Side(OPTION_1), Side(OPTION_2), title="Options 1 and 2 of the 2013 paper"),
    "midlands.manager": Wanted(
        Side(OPTION_2),
        Side(OPTION_2, {"handover_months": 8}),
        caseload=40,
        title="Six months or eight before release",
    ),
}
"""By whom, and what they compared."""


def keep_comparisons(database: Database, moment: datetime) -> int:
    """Start them as their people would, and work on them until each is over; answers how many."""
    for person in PEOPLE:
        if person.username in MADE:
            with unit_of_work(database, _caller(person), moment, patient=True) as work:
                start_comparison(work, MADE[person.username])
    while work_on_comparisons(database, lambda: moment, worker_name()):
        pass
    return len(MADE)


def _caller(person: DemoAccount) -> Caller:
    scope = Scope(person.everywhere, frozenset(person.prisons), frozenset(person.regions))
    return Caller(person.username, "person", frozenset(person.roles), scope, person.display_name)
