"""Works out every stored period and projected column again from the facts, and says where they differed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.domain.caller import Caller
from app.repositories import cases, handovers, overrides
from app.repositories.database import Database
from app.services.changes import Change
from app.services.handovers.reaction import follow_handovers
from app.services.handovers.standing import columns_of, course_of_case
from app.services.parole import rebuilding as parole
from app.services.policies import schedule_for, schedules_for
from app.services.policies.applying import bring_after
from app.services.projection import Projection, facts_from, project
from app.services.unit_of_work import unit_of_work

PAGE = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """One case whose stored projection is not what its facts say, in words."""

    case_id: str
    prison_number: str | None
    what: tuple[str, ...]


def rebuild(
    database: Database, caller: Caller, moment: datetime, today: date, *, mend: bool
) -> Iterator[Difference]:
    """Compare every case, a page at a time, yielding each difference; `mend` writes what the facts say.

    Columns show the standing of a day, so that passing time alone is no difference: they are compared as of today.
    """
    with database.read() as connection:
        pages = cases.case_ids(connection, PAGE)
    for ids in pages:
        with database.read() as connection:
            rows = cases.cases_of(connection, ids)
            facts = cases.facts_of_many(connection, ids)
            periods = cases.periods_of_many(connection, ids)
            decided = overrides.of_cases(connection, ids)
            on_their_way = handovers.open_of(connection, ids)
            reviews = parole.kept_reviews(connection, ids)
            known = {row["id"]: facts_from(facts[row["id"]], row["opened_on"], row) for row in rows}
            schedules = schedules_for(connection, rows, known)
        for case in rows:
            schedule = schedules[case["id"]]
            standing = overrides.as_values(decided.get(case["id"], ()))
            projection = project(known[case["id"]], schedule, today, standing)
            found = (
                *_differences(case, projection, periods[case["id"]]),
                *_of_handover(case, projection, on_their_way.get(case["id"]), today),
                *parole.differences(case, facts[case["id"]], reviews[case["id"]], schedule, today),
            )
            if not found:
                continue
            yield Difference(case["id"], case["prison_number"], found)
            if mend:
                _mend(database, caller, moment, case["id"], today)


def _differences(
    case: Mapping[str, Any], projection: Projection, stored: list[Mapping[str, Any]]
) -> tuple[str, ...]:
    columns = [
        f"{name} is {case[name]}, the facts say {value}"
        for name, value in projection.columns.items()
        if case[name] != value and name != "is_open"
    ]
    wanted = {_key(row): dict(row) for row in projection.period_rows(case["id"])}
    kept = {_key(row): dict(row) for row in stored}
    lost = [f"period {_said(row)} is missing" for key, row in wanted.items() if kept.get(key) != row]
    extra = [
        f"period {_said(row)} is not what the facts say"
        for key, row in kept.items()
        if wanted.get(key) != row
    ]
    return (*columns, *lost, *extra)


def _of_handover(
    case: Mapping[str, Any], projection: Projection, row: Mapping[str, Any] | None, today: date
) -> tuple[str, ...]:
    """Where the case's handover row is not what its line says; a row that waits for the daily pass is left out."""
    if row is not None and row["returns_on"] is not None and row["returns_on"] <= today:
        return ()
    course = course_of_case(case, projection.periods, today)
    if course is None or row is None:
        is_as_said = course is None and row is None
        return () if is_as_said else ("the handover row is not what the facts say",)
    wanted = columns_of(case, course)
    names = ("handover_on", "returns_on", "prison_code", "home_region", "named")
    return tuple(
        f"handover: {name} is {row[name]}, not {wanted[name]}" for name in names if row[name] != wanted[name]
    )


def _mend(database: Database, caller: Caller, moment: datetime, case_id: str, today: date) -> None:
    with unit_of_work(database, caller, moment, patient=True) as work:
        case = cases.find_case(work.connection, case_id, today, lock=True)
        if case is None:
            return
        bring_after(work, [case])
        told = cases.facts_of(work.connection, case_id)
        facts = facts_from(told, case["opened_on"], case)
        schedule = schedule_for(work.connection, case, facts)
        decided = overrides.as_values(overrides.of_case(work.connection, case_id))
        projection = project(facts, schedule, today, decided)
        cases.update_case(work.connection, case_id, projection.columns)
        cases.replace_periods(work.connection, case_id, projection.period_rows(case_id))
        parole.mend(work, case, told, schedule)
        now = {**case, **projection.columns}
        follow_handovers(work, [Change(now, projection, projection, case)])
        work.record("CASE_REBUILT", case_id=case_id)


def _key(row: Mapping[str, Any]) -> tuple[str, date]:
    return (row["layer"], row["starts_on"])


def _said(row: Mapping[str, Any]) -> str:
    days = f"{row['starts_on']} to {row['ends_on'] or 'no end'}"
    return f"{row['layer']} {days}: {row['responsible']}, {row['reason_code']}"
