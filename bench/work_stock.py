"""Gives the invented cases of a stock people, tasks, handovers and parole reviews, at once."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any

import sqlalchemy as sa

from app.models.columns import OPEN_END
from app.models.handovers import HandoverRecord
from app.models.identity import Staff
from app.models.parole import ParoleReview
from app.models.people import Allocation
from app.models.work import Task
from app.repositories.allocations import ALLOCATIONS
from app.repositories.cases import CASES, PERIODS
from app.repositories.database import Database
from app.repositories.handovers import HANDOVERS
from app.repositories.identity.register import STAFF
from app.repositories.parole import REVIEWS
from app.repositories.tasks import TASKS
from bench.databases import places_of
from bench.stock import AT_ONCE, copy_rows, id_of, row_of, tidy

IN_ONE_PRISON = 12
"""People who hold cases at each prison."""

MANAGER = "community_offender_manager"
DUTIES = "seconded_probation_officer offender_supervisor prison_offender_manager key_worker"

Row = Mapping[str, Any]


def add_work(database: Database, today: date) -> None:
    """A lead for nine cases in ten, a handover where one is near, a review for lifers, a task for every third."""
    places = places_of(database)
    numbers = {place.code: number for number, place in enumerate(places)}
    with database.write(patient=True) as connection:
        copy_rows(
            connection,
            STAFF,
            [_person(n, code, which) for code, n in numbers.items() for which in range(IN_ONE_PRISON)],
        )
    rows = _cases(database, today)
    number = 0
    while batch := list(islice(rows, AT_ONCE)):
        made: dict[sa.Table, list[Row]] = {ALLOCATIONS: [], HANDOVERS: [], REVIEWS: [], TASKS: []}
        for case in batch:
            for table, row in _work_of(case, number, numbers, today):
                made[table].append(row)
            number += 1
        with database.write(patient=True) as connection:
            for table, found in made.items():
                if found:
                    copy_rows(connection, table, found)
    tidy(database)


def staff_id(prison: int, which: int) -> str:
    """One of the people of a prison."""
    return id_of(3001, prison * IN_ONE_PRISON + which)


def _cases(database: Database, today: date) -> Iterator[Row]:
    same = (PERIODS.c.case_id == CASES.c.id) & (PERIODS.c.layer == "effective")
    holds = (PERIODS.c.starts_on <= today) & (PERIODS.c.ends_on.is_(None) | (PERIODS.c.ends_on > today))
    columns = (CASES.c.id, CASES.c.prison_code, CASES.c.home_region, CASES.c.sentence_type, CASES.c.phase)
    of_owner = (PERIODS.c.responsible, PERIODS.c.lead_role, PERIODS.c.reason_code, PERIODS.c.handover_date)
    statement = sa.select(*columns, *of_owner).join_from(CASES, PERIODS, same & holds).order_by(CASES.c.id)
    with database.read() as connection:
        yield from [dict(row) for row in connection.execute(statement).mappings()]


def _person(prison: int, code: str, which: int) -> Row:
    name = f"bench.{code.lower()}.{which}"
    return row_of(
        Staff,
        id=staff_id(prison, which),
        username=name,
        username_key=name,
        display_name=f"Bench {code} {which}",
        duties=DUTIES,
        prisons=code,
        prison_code=code,
        created_at=_at(date(2024, 1, 1)),
    )


def _work_of(
    case: Row, number: int, prisons: Mapping[str, int], today: date
) -> Iterator[tuple[sa.Table, Row]]:
    prison = prisons.get(case["prison_code"] or "")
    if prison is None:
        return
    if case["lead_role"] and number % 10:
        held_by = staff_id(prison, number % IN_ONE_PRISON)
        yield ALLOCATIONS, _allocation(case, number, held_by, today - timedelta(number % 400))
    if (
        case["handover_date"]
        and abs((case["handover_date"] - today).days) < 400
        and case["phase"] == "custody"
    ):
        yield HANDOVERS, _handover(case, number)
    if case["sentence_type"] in {"LIFE", "IPP"} and case["phase"] == "custody":
        yield REVIEWS, _review(case, number, today)
    if number % 3 == 0:
        yield TASKS, _task(case, number, today)


def _allocation(case: Row, number: int, held_by: str, since: date) -> Row:
    return row_of(
        Allocation,
        id=id_of(3002, number),
        case_id=case["id"],
        role=case["lead_role"],
        staff_id=held_by,
        named="Bench",
        prison_code=case["prison_code"],
        started_on=since,
        started_at=_at(since),
        allocated_by="bench",
    )


def _handover(case: Row, number: int) -> Row:
    return row_of(
        HandoverRecord,
        id=id_of(3003, number),
        case_id=case["id"],
        opened_at=_at(case["handover_date"] - timedelta(60)),
        record_opened_on=case["handover_date"] - timedelta(56),
        kind="standard",
        reason_code=case["reason_code"],
        starts_on=case["handover_date"],
        handover_on=case["handover_date"],
        prison_code=case["prison_code"],
        home_region=case["home_region"],
        named=bool(number % 4),
    )


def _review(case: Row, number: int, today: date) -> Row:
    hearing = today + timedelta(number % 300 - 60)
    return row_of(
        ParoleReview,
        id=id_of(3004, number),
        case_id=case["id"],
        review_key="R1",
        created_at=_at(today),
        state="under_way",
        is_open=True,
        started_on=hearing - timedelta(180),
        hearing_on=hearing,
        next_on=hearing or OPEN_END,
    )


def _task(case: Row, number: int, today: date) -> Row:
    opened = today - timedelta(number % 20)
    return row_of(
        Task,
        id=id_of(3005, number),
        cause=f"bench:{number}",
        kind="release_not_recorded",
        case_id=case["id"],
        side="prison",
        prison_code=case["prison_code"],
        region=case["home_region"],
        role=case["lead_role"],
        opened_at=_at(opened),
        opened_on=opened,
        due_on=opened + timedelta(10),
    )


def _at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
