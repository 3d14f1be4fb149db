"""Starts a comparison: checked, frozen with its inputs, and answered at once where it is small."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.domain.caller import Caller
from app.domain.compare import CompareFilters, footprint
from app.domain.identifiers import new_id
from app.domain.refusals import FieldError, InvalidInput, NotPermitted
from app.repositories import compare, compare_cases, places
from app.services.compare.sides import IN_FORCE_TITLE, Side, freeze
from app.services.compare.weighing import weigh_at_once
from app.services.unit_of_work import UnitOfWork

AT_ONCE = 300
"""So many cases are weighed while the caller waits: about a tenth of a second."""
SEES_NOTHING = "You may see the cases of no prison and no region, so there is nothing to compare."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks for: two sides over the cases of a filter, at `caseload` cases a person."""

    left: Side
    right: Side
    filters: CompareFilters = field(default_factory=CompareFilters)
    caseload: int = 50
    title: str = ""


def start_comparison(work: UnitOfWork, wanted: Wanted) -> dict[str, Any]:
    """Keep a run with its inputs and answer its row: over already where it is small, else to be worked on.

    Raises InvalidInput for a policy, setting or place that there is not, NotPermitted where nothing may be seen.
    """
    connection, caller = work.connection, work.caller
    concerned = footprint(caller.scope, wanted.filters)
    if not concerned:
        raise NotPermitted(SEES_NOTHING)
    _check_places(work, wanted.filters)
    row = {
        **_new_row(work),
        "left_side": freeze(connection, wanted.left, "left"),
        "right_side": freeze(connection, wanted.right, "right"),
        "filters": wanted.filters.as_stored(),
        "caseload": wanted.caseload,
    }
    row["title"] = wanted.title or _titled(row)
    row["cases_total"] = compare_cases.count(
        connection, caller.scope, wanted.filters, work.today, work.moment
    )
    moves: Sequence[dict[str, Any]] = ()
    if row["cases_total"] <= AT_ONCE:
        weighed, moves = weigh_at_once(connection, row)
        row |= {**weighed, "state": "done", "started_at": work.moment, "finished_at": work.moment}
    compare.insert_run(connection, row, concerned)
    compare.insert_moves(connection, moves)
    kept = ("reference", "title", "filters", "caseload", "cases_total")
    sides = {name: row[name] for name in ("left_side", "right_side")}
    new = {**{name: row[name] for name in kept}, **sides, "on": work.today.isoformat()}
    work.record("POLICIES_COMPARED", subject=("COMPARISON", row["id"]), details={"new": new})
    return row


def _new_row(work: UnitOfWork) -> dict[str, Any]:
    run_id = new_id()
    none = ("position", "started_at", "finished_at", "claimed_by", "heartbeat_at", "failure")
    return {
        "id": run_id,
        "reference": f"{work.today:%Y%m%d}-{run_id[-8:].upper()}",
        "state": "queued",
        "created_at": work.moment,
        "created_by": work.caller.username,
        "caller": _scope_kept(work.caller),
        "on_day": work.today,
        "cases_done": 0,
        "moved": 0,
        "moved_side": 0,
        "totals": {},
        **dict.fromkeys(none),
    }


def _scope_kept(caller: Caller) -> dict[str, Any]:
    scope = caller.scope
    return {
        "everywhere": scope.everywhere,
        "prisons": sorted(scope.prisons),
        "regions": sorted(scope.regions),
    }


def _titled(row: dict[str, Any]) -> str:
    left, right = (_short(row[name]) for name in ("left_side", "right_side"))
    return f"{left} and {right}"[:200]


def _short(side: dict[str, Any]) -> str:
    if side["title"] == IN_FORCE_TITLE:
        return IN_FORCE_TITLE
    name = side["title"].partition(":")[0]
    return f"{name} with other settings" if side["settings"] else name


def _check_places(work: UnitOfWork, filters: CompareFilters) -> None:
    errors = []
    if filters.prisons:
        known = places.prisons(work.connection)
        errors += [_unknown("prisons", "prison", code) for code in filters.prisons if code not in known]
    if filters.regions:
        known = places.regions(work.connection)
        errors += [_unknown("regions", "region", code) for code in filters.regions if code not in known]
    if errors:
        raise InvalidInput("The filter names a place that there is not.", errors=errors[:20])


def _unknown(name: str, kind: str, _code: str) -> FieldError:
    where = {"prison": "GET /prisons", "region": "GET /probation-regions"}[kind]
    return FieldError(
        f"filter.{name}", f"unknown_{kind}", f"There is no {kind} of this code. {where} lists them."
    )
