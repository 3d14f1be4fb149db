"""Shows runs and the outcomes of their rows to whoever uploaded the file, and to administrators."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller, Role
from app.domain.identifiers import UUID
from app.domain.import_file.layout import OURS
from app.domain.refusals import InvalidInput, NotFound
from app.repositories import imports as repository
from app.repositories.database import Database
from app.services.imports.taking import OUTCOMES

BAD_CURSOR = "Send `next` as the last answer gave it."
NO_SUCH_RUN = "There is no such import, or none that you may see."
COUNTS = ("created", "changed", "unchanged", "rejected", "missing")
AT_ONCE = 2000
MOST_AT_ONCE = 500


def show_run(connection: Connection, caller: Caller, run_id: str) -> dict[str, Any]:
    """One run. Raises NotFound."""
    return as_shown(_visible(connection, caller, run_id))


def list_runs(connection: Connection, caller: Caller, after: str | None, size: int) -> dict[str, Any]:
    """Runs, the latest first; `next` continues."""
    if after is not None and not UUID.fullmatch(after):
        raise InvalidInput.of("next", "cursor_invalid", BAD_CURSOR)
    own = None if Role.ADMIN in caller.roles else caller.username
    runs = repository.runs(connection, own, after, size + 1)
    more = runs[size - 1]["id"] if len(runs) > size else None
    return {"items": [as_shown(run) for run in runs[:size]], "next": more}


def list_rows(
    connection: Connection, caller: Caller, run_id: str, outcome: str | None, after: str | None, size: int
) -> dict[str, Any]:
    """What became of the rows, in the order of the file; `next` continues."""
    _visible(connection, caller, run_id)
    if outcome is not None and outcome not in OUTCOMES:
        raise InvalidInput.of("outcome", "unknown_value", "Give one of: " + ", ".join(OUTCOMES) + ".")
    size = min(size, MOST_AT_ONCE)
    rows = repository.outcomes(connection, run_id, outcome, _cursor(after), size + 1)
    more = str(rows[size - 1]["number"]) if len(rows) > size else None
    return {"items": [_row_as_shown(row) for row in rows[:size]], "next": more}


def every_row(
    database: Database, caller: Caller, run_id: str, outcome: str | None
) -> Iterator[dict[str, Any]]:
    """Every row's outcome, a page at a time; no connection is held between two pages. Raises NotFound at once."""
    with database.read() as connection:
        _visible(connection, caller, run_id)
    return _pages(database, run_id, outcome)


def _pages(database: Database, run_id: str, outcome: str | None) -> Iterator[dict[str, Any]]:
    last = 0
    while True:
        with database.read() as connection:
            rows = repository.outcomes(connection, run_id, outcome, last, AT_ONCE)
        if not rows:
            return
        yield from map(_row_as_shown, rows)
        last = rows[-1]["number"]


def _visible(connection: Connection, caller: Caller, run_id: str) -> Mapping[str, Any]:
    run = repository.run(connection, run_id.lower()) if UUID.fullmatch(run_id.lower()) else None
    is_theirs = run is not None and (run["created_by"] == caller.username or Role.ADMIN in caller.roles)
    if run is None or not is_theirs or run["state"] == "receiving":
        raise NotFound(NO_SUCH_RUN)
    return run


def as_shown(run: Mapping[str, Any]) -> dict[str, Any]:
    """A run as the API shows it."""
    shown = ("id", "file_name", "file_date", "size_bytes", "state", "created_at", "created_by", "started_at")
    is_over = run["state"] == "done"
    return {
        **{name: run[name] for name in shown},
        "finished_at": run["finished_at"],
        "failure": run["failure"],
        "format": "csv" if (run["kind"], run["layout"]["shape"]) == (OURS, "csv") else run["kind"],
        "bytes_done": run["size_bytes"] if is_over else min(run["position"], run["size_bytes"]),
        "rows_done": run["rows_done"],
        "rows_total": run["rows_done"] if is_over else None,
        "counts": {name: run[name] for name in COUNTS},
    }


def _row_as_shown(row: Mapping[str, Any]) -> dict[str, Any]:
    missing = row["outcome"] == "missing"
    return {
        "row": None if missing else row["number"],
        "outcome": row["outcome"],
        "reference": row["reference"],
        "case_id": row["case_id"],
        "reasons": [
            {"field": field, "code": code, "message": message}
            for field, code, message in row["reasons"] or ()
        ],
    }


def _cursor(after: str | None) -> int:
    if after is None:
        return 0
    if not after.isdigit() or len(after) > 9:
        raise InvalidInput.of("next", "cursor_invalid", BAD_CURSOR)
    return int(after)
