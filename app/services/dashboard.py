"""The view from above of a prison or a region: counts, each with the list that it is the total of."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from sqlalchemy.engine import Connection

from app.domain.allocation import Workload
from app.domain.caller import Caller, Scope
from app.domain.case_filters import Filters
from app.domain.case_record import CODES
from app.domain.handover.filters import HandoverFilters
from app.domain.handover.lists import MANAGER_OVERDUE, OVERDUE_TASKS, Windows
from app.domain.list_filters import ReviewsWanted
from app.domain.months import Month, months_ahead
from app.domain.refusals import InvalidInput
from app.repositories import dashboard, handover_lists, listing, names, parole, places, task_lists
from app.repositories.dashboard import Held
from app.repositories.task_lists import TaskFilters
from app.services.tasks.lists import sides_of

MONTHS = 12
LATE_HANDOVERS = {OVERDUE_TASKS: "handover_tasks_overdue", MANAGER_OVERDUE: "community_manager_overdue"}
"""The lists of handovers that say what is late, by the code under which they are counted here."""
SIDES = ("prison", "community")
WHICH = "Say which prison or which region: ?prison=FHI or ?region=east_midlands, not both."


def overview_of(
    connection: Connection,
    caller: Caller,
    prison: str | None,
    region: str | None,
    windows: Windows,
    today: date,
) -> dict[str, Any]:
    """Counts of one place, over the cases that the caller may see there. Raises InvalidInput without one place."""
    _check(connection, prison, region)
    scope, open_here = caller.scope, Filters(prison=prison, region=region, status="open")
    months = months_ahead(today, MONTHS)

    def count(**more: Any) -> dict[str, Any]:
        filters = replace(open_here, **more)
        return _number(listing.count_cases(connection, scope, filters, today), open_here, **more)

    handovers = dashboard.handovers_by_month(connection, scope, open_here, months, today)
    missing = dashboard.missing_by_code(connection, scope, open_here, CODES, today)
    return {
        "prison": prison,
        "region": region,
        "on": today,
        "open_cases": count(),
        "unallocated": count(allocation="unallocated"),
        "no_community_manager": count(allocation="no_community_manager"),
        "workload": _workload(connection, scope, open_here, today),
        "handovers": [
            {"month": month.code, **_number(total, open_here, **_due(month))}
            for month, total in zip(months, handovers, strict=True)
        ],
        "parole": _parole(connection, scope, open_here, months),
        "overdue": [
            *_tasks(connection, caller, open_here, today),
            *_late_handovers(connection, scope, open_here, windows, today),
            _not_recorded(count),
        ],
        "missing": [
            {"code": code, **_number(total, open_here, missing=code)}
            for code, total in zip(CODES, missing, strict=True)
        ],
    }


def _check(connection: Connection, prison: str | None, region: str | None) -> None:
    if bool(prison) == bool(region):
        raise InvalidInput.of("prison", "one_place", WHICH)
    if prison and prison not in places.prisons(connection):
        raise InvalidInput.of(
            "prison", "unknown_prison", "There is no prison of this code. GET /prisons lists them."
        )
    if region and region not in places.regions(connection):
        raise InvalidInput.of("region", "unknown_region", "GET /probation-regions lists the regions.")


def _due(month: Month) -> dict[str, Any]:
    return {"responsible": "custody", "handover_from": month.first, "handover_to": month.last}


def _late_handovers(
    connection: Connection, scope: Scope, here: Filters, windows: Windows, today: date
) -> list[dict[str, Any]]:
    filters = HandoverFilters(prison=here.prison, region=here.region)
    totals = handover_lists.count_lists(connection, scope, tuple(LATE_HANDOVERS), filters, windows, today)
    return [
        {
            "code": code,
            "total": totals[name],
            "list": _address("/handovers", here, list=name),
        }
        for name, code in LATE_HANDOVERS.items()
    ]


def _not_recorded(count: Any) -> dict[str, Any]:
    return {"code": "release_not_recorded", **count(attention="release_not_recorded")}


def _number(total: int | None, here: Filters, **more: Any) -> dict[str, Any]:
    """A count of cases beside the list that it is the total of."""
    return {"total": total, "list": _address("/cases", here, status="open", **more)}


def _address(path: str, here: Filters, **more: Any) -> str:
    told = {"prison": here.prison, "region": here.region, **more}
    return f"{path}?{urlencode({name: str(value) for name, value in told.items() if value})}"


def _workload(connection: Connection, scope: Scope, here: Filters, today: date) -> list[dict[str, Any]]:
    """By person and role: how many cases of the place, and how much work that is; the heaviest first."""
    found = dashboard.workload(connection, scope, here, today)
    people = names.names_by_id(connection, sorted({held.staff_id for held in found if held.staff_id}))
    rows = [_held(held, Workload(tuple(mix)), people, here) for held, mix in found.items()]
    return sorted(rows, key=lambda row: (-row["points"], row["name"], row["role"]))


def _held(held: Held, load: Workload, people: Mapping[str, str], here: Filters) -> dict[str, Any]:
    more = {"staff": held.staff_id, "role": held.role}
    return {
        "staff_id": held.staff_id,
        "name": people.get(held.staff_id or "", held.named),
        "role": held.role,
        "total": load.cases,
        "leading": load.leading,
        "points": load.points,
        "list": _address("/cases", here, status="open", **more) if held.staff_id else None,
    }


def _parole(
    connection: Connection, scope: Scope, here: Filters, months: tuple[Month, ...]
) -> list[dict[str, Any]]:
    """Open reviews by the month of their hearing; the first month is whole, as their list has it."""
    first = months[0].first.replace(day=1)
    wanted = ReviewsWanted(here.prison, here.region, first, months[-1].last, "open", None)
    days = parole.days_of(connection, scope, wanted)
    return [
        {
            "month": month.code,
            "total": sum(row["total"] for row in days if f"{row['on']:%Y-%m}" == month.code),
            "list": _address("/parole-reviews", here, state="open", month=month.code),
        }
        for month in months
    ]


def _tasks(connection: Connection, caller: Caller, here: Filters, today: date) -> list[dict[str, Any]]:
    found = []
    for side in SIDES:
        filters = TaskFilters(state="overdue", prison=here.prison, region=here.region, side=side)
        total = task_lists.count_tasks(connection, caller.scope, sides_of(caller), filters, today)
        address = _address("/tasks", here, whose="anyone", state="overdue", side=side)
        found.append({"code": f"tasks_overdue_{side}", "total": total, "list": address})
    return found
