"""Asks PostgreSQL how it runs each statement of the hot calls, and names those that read a whole table."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.caller import Caller, Scope
from app.domain.case_filters import Filters
from app.services import caseload, ownership
from app.services.caseload import Page
from app.services.ownership import Question
from bench.databases import opened
from bench.people import prison_number

LARGE = {"case_record", "case_event", "ownership_period", "audit_entry", "domain_event"}
CALLER = Caller("bench", "client", frozenset(), Scope(everywhere=True), "Bench")


def unindexed(url: str, prison: str, today: date, *, force: bool = False) -> list[str]:
    """The calls with a statement that reads a large table from end to end, as the service would run it.

    Small tables are read whole because that is quicker; `force` asks whether an index could serve at all.
    """
    found = []
    heard: list[tuple[str, Any]] = []
    with opened(url) as database, database.read() as connection:
        sa.event.listen(
            connection,
            "before_cursor_execute",
            lambda _c, _k, text, values, *_m: heard.append((text, values)),
        )
        if force:
            connection.exec_driver_sql("SET enable_seqscan = off")
        for name, call in _calls(connection, prison, today).items():
            heard.clear()
            call()
            said = heard.copy()
            for text, values in said:
                tables = set(_read_whole(_plan(connection, text, values)))
                found += [f"{name} reads all of {table}" for table in sorted(tables & LARGE)]
    return found


def _calls(connection: Connection, prison: str, today: date) -> Mapping[str, Callable[[], Any]]:
    soon = Filters(
        status="open", responsible="custody", handover_from=today, handover_to=today + timedelta(56)
    )
    here = Filters(prison=prison, status="open")

    def listed(filters: Filters, sort: str = "last_name") -> Callable[[], Any]:
        return lambda: caseload.list_cases(connection, CALLER, filters, sort, Page(), today)

    reference = prison_number(7)
    return {
        "ownership": lambda: ownership.owner_of(connection, CALLER, reference, Question(), today),
        "timeline": lambda: ownership.timeline_of(connection, CALLER, reference, Question(), today),
        "list": listed(Filters()),
        "list by number": listed(Filters(), "prison_number"),
        "list by release": listed(Filters(), "release_date"),
        "list of a prison": listed(here),
        "list of a prison by release": listed(here, "release_date"),
        "list of a prison by handover": listed(here, "handover_date"),
        "due list of a prison": listed(Filters(**{**_fields(soon), "prison": prison}), "handover_date"),
        "due list": listed(soon, "handover_date"),
        "search by name": listed(Filters(q="Hol", status="open")),
        "search by both names": listed(Filters(q="Mei Holbeck")),
        "search by number": listed(Filters(q="B0007")),
        "overview": lambda: caseload.overview(connection, CALLER, prison, today),
    }


def _fields(filters: Filters) -> dict[str, Any]:
    return {name: getattr(filters, name) for name in filters.__dataclass_fields__}


def _plan(connection: Connection, text: str, values: Any) -> dict[str, Any]:
    row = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {text}", values).scalar_one()
    plan = json.loads(row) if isinstance(row, str) else row
    found: dict[str, Any] = plan[0]["Plan"]
    return found


def _read_whole(plan: Mapping[str, Any]) -> Iterator[str]:
    if re.fullmatch(r"(Parallel )?Seq Scan", plan["Node Type"]):
        yield plan["Relation Name"]
    for part in plan.get("Plans", ()):
        yield from _read_whole(part)
