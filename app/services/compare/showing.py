"""Shows kept comparisons: to whoever may see every place that they concern, and to nobody else."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.compare import Comparison, Span, Tally
from app.domain.compare.tally import NOWHERE, PRISON, places_of, staff_needed
from app.domain.cursor import after_cursor, cursor_of
from app.domain.identifiers import UUID
from app.domain.policies.policy import COMMUNITY, CUSTODY, NONE
from app.domain.refusals import NotFound
from app.repositories import compare, places
from app.services.names import names_of

NO_SUCH_RUN = "There is no such comparison, or none that you may see."
SIDES = ("left", "right")
OWNERS = (CUSTODY, COMMUNITY, NONE)
_REFERENCE = re.compile(r"\d{8}-[0-9A-F]{8}")

Row = Mapping[str, Any]


def list_runs(connection: Connection, caller: Caller, after: str | None, size: int) -> dict[str, Any]:
    """The comparisons that the caller may see, the latest first; `next` continues."""
    cursor = after_cursor(after, "comparisons", ["id"])
    rows = compare.seen_runs(connection, caller.scope, cursor[0] if cursor else None, size + 1)
    shown = _with_names(connection, rows[:size])
    more = cursor_of("comparisons", [rows[size - 1]["id"]]) if len(rows) > size else None
    return {"items": shown, "size": size, "total": None, "next": more}


def show_run(connection: Connection, caller: Caller, reference: str) -> dict[str, Any]:
    """One comparison with its sums by month where it is over. Raises NotFound."""
    return run_shown(connection, _seen(connection, caller, reference))


def run_shown(connection: Connection, run: Row) -> dict[str, Any]:
    """A run, with its sums by month where it is over."""
    (shown,) = _with_names(connection, [run])
    return {**shown, "result": summary_shown(run) if run["state"] == "done" else None}


def summary_shown(run: Row) -> dict[str, Any]:
    """The sums of a run that is over: by month for each side, and which ways cases move."""
    sums = _sums(run)
    return {
        "months": list(_months(sums, run["caseload"])),
        "directions": [
            {"left": way.partition(">")[0], "right": way.partition(">")[2], "cases": count}
            for way, count in sorted(sums.directions.items())
        ],
    }


def months_of(connection: Connection, caller: Caller, reference: str) -> dict[str, Any]:
    """Each month of both sides and of each lead role: cases owned at its end, people needed, handovers in it."""
    run = _seen(connection, caller, reference, is_over=True)
    items = list(_month_rows(_sums(run), run))
    return {"items": items, "size": len(items), "total": len(items), "next": None}


def handovers_of(
    connection: Connection, caller: Caller, reference: str, by: str, after: str | None, size: int
) -> dict[str, Any]:
    """Handovers by month of each prison or each region, in the order of codes; `next` continues."""
    run = _seen(connection, caller, reference, is_over=True)
    sums = _sums(run)
    codes = list(places_of([sums.left, sums.right], by))
    cursor = after_cursor(after, f"handovers-{by}", ["text"])
    waiting = [code for code in codes if cursor is None or code > cursor[0]]
    shown = waiting[:size]
    names = _names_of_places(connection, by)
    more = cursor_of(f"handovers-{by}", [shown[-1]]) if len(waiting) > size else None
    items = [_place_shown(sums, by, code, names) for code in shown]
    return {"items": items, "size": size, "total": len(codes), "next": more}


def moves_of(
    connection: Connection, caller: Caller, reference: str, after: str | None, size: int
) -> dict[str, Any]:
    """The cases whose owner differs, by the first day that does; `next` continues."""
    run = _seen(connection, caller, reference, is_over=True)
    cursor = after_cursor(after, "moves", ["date", "id"])
    rows = compare.moves(connection, caller.scope, run["id"], cursor, size + 1)
    last = rows[size - 1] if len(rows) > size else None
    more = cursor_of("moves", [last["differs_on"], last["case_id"]]) if last else None
    items = [_move_shown(row) for row in rows[:size]]
    return {"items": items, "size": size, "total": run["moved"], "next": more}


def _seen(connection: Connection, caller: Caller, reference: str, *, is_over: bool = False) -> Row:
    lower, upper = reference.lower(), reference.upper()
    run_id = lower if UUID.fullmatch(lower) else None
    named = upper if _REFERENCE.fullmatch(upper) else None
    row = None
    if run_id or named:
        row = compare.seen_run(connection, caller.scope, run_id=run_id, reference=named)
    if row is None:
        raise NotFound(NO_SUCH_RUN)
    if is_over and row["state"] != "done":
        raise NotFound("This comparison is not over yet. Ask for it again in a while.", code="not_over")
    return row


def _with_names(connection: Connection, rows: Sequence[Row]) -> list[dict[str, Any]]:
    names = names_of(connection, (row["created_by"] for row in rows))
    return [_run_shown(row, names.get(row["created_by"])) for row in rows]


def _run_shown(row: Row, name: str | None) -> dict[str, Any]:
    same = (
        "id", "reference", "title", "state", "created_at", "created_by", "caseload", "cases_total", "cases_done",
        "moved", "moved_side", "started_at", "finished_at", "failure",
    )  # fmt: skip
    return {
        **{name: row[name] for name in same},
        "created_by_name": name,
        "on": row["on_day"],
        "filter": row["filters"],
        "left": row["left_side"],
        "right": row["right_side"],
    }


def _sums(run: Row) -> Comparison:
    so_far = {"cases": run["cases_done"], "moved": run["moved"], "moved_side": run["moved_side"]}
    return Comparison.from_stored(Span(run["on_day"]), run["totals"], **so_far)


def _months(sums: Comparison, caseload: int) -> Iterator[dict[str, Any]]:
    sides = {name: _columns(tally) for name, tally in (("left", sums.left), ("right", sums.right))}
    for place, month in enumerate(sums.span.months):
        yield {
            "month": month.code,
            "counted_on": month.last,
            "moves": sums.moves[place],
            **{name: _month_of_side(columns, place, caseload) for name, columns in sides.items()},
        }


def _columns(tally: Tally) -> dict[str, list[int]]:
    owned = {side: tally.owned_by(side) for side in OWNERS}
    return {**owned, "handovers": tally.handovers()}


def _month_of_side(columns: Mapping[str, list[int]], place: int, caseload: int) -> dict[str, Any]:
    counts = {name: column[place] for name, column in columns.items()}
    needed = {f"{side}_staff": staff_needed(counts[side], caseload) for side in (CUSTODY, COMMUNITY)}
    return {**counts, **needed}


def _month_rows(sums: Comparison, run: Row) -> Iterator[dict[str, Any]]:
    owned = {"left": sums.left.owned(), "right": sums.right.owned()}
    owners = sorted({owner for each in owned.values() for owner in each}, key=str)
    none = [0] * sums.span.count
    for place, month in enumerate(sums.span.months):
        for side, role in owners:
            counts = {name: each.get((side, role), none)[place] for name, each in owned.items()}
            needs = {name: staff_needed(count, run["caseload"]) for name, count in counts.items()}
            yield {
                "month": month.code,
                "counted_on": month.last,
                "responsible": side,
                "lead_role": role,
                "left_cases": counts["left"],
                "right_cases": counts["right"],
                "left_staff": needs["left"] if role else 0,
                "right_staff": needs["right"] if role else 0,
            }


def _names_of_places(connection: Connection, by: str) -> Mapping[str, str]:
    known = places.prisons(connection) if by == PRISON else places.regions(connection)
    return {code: row["name"] for code, row in known.items()}


def _place_shown(sums: Comparison, by: str, code: str, names: Mapping[str, str]) -> dict[str, Any]:
    none = [0] * sums.span.count
    left, right = (tally.handed_over.get((by, code), none) for tally in (sums.left, sums.right))
    return {
        "code": code or None,
        "name": names.get(code, code) if code != NOWHERE else None,
        "left_total": sum(left),
        "right_total": sum(right),
        "months": [
            {"month": month.code, "left": left[place], "right": right[place]}
            for place, month in enumerate(sums.span.months)
        ],
    }


def _move_shown(row: Row) -> dict[str, Any]:
    """A row of the list. Of a case that the caller may not see today it says where it was, and not whose it is."""
    person = ("prison_number", "crn", "first_name", "last_name")
    return {
        "case": {"id": row["case_id"], **{name: row[name] for name in person}} if row["seen_id"] else None,
        "differs_on": row["differs_on"],
        "side_differs_on": row["side_differs_on"],
        "prison": {"code": row["prison_code"], "name": row["prison_name"]} if row["prison_code"] else None,
        "home_region": row["home_region"],
        **{side: _owner_shown(row, side) for side in SIDES},
    }


def _owner_shown(row: Row, side: str) -> dict[str, Any]:
    names = ("responsible", "lead_role", "reason_code")
    return {name: row[f"{side}_{name}"] for name in names}
