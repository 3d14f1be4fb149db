"""Tasks that a case's own record asks for: opened by the daily pass, settled with the fact that settles them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from app.domain.ownership import owner_in
from app.domain.record_tasks import (
    OF_THE_RECORD,
    PUT_BACK_DECIDE,
    VARIATION_WITHOUT_RELEASE_DATE,
    wants,
)
from app.domain.tasks import NewTask, TaskKind, cause_of
from app.repositories import cases, record_tasks, tasks
from app.services.changes import Change
from app.services.daily_work import PAGE, DailyWork
from app.services.tasks.causes import close_because, open_tasks
from app.services.unit_of_work import UnitOfWork

KINDS = {kind.code: kind for kind in OF_THE_RECORD}
VARIED = "sentence_varied_on_appeal"


def settle(work: UnitOfWork, rows: Sequence[Mapping[str, Any]]) -> None:
    """Close the record's tasks that these cases, as they now stand, no longer need."""
    by_id = {row["id"]: row for row in rows}
    found = tasks.open_of_cases(work.connection, list(by_id), list(KINDS))
    if not found:
        return
    gone = [
        task["id"]
        for task in found
        if not wants(task["kind"], by_id[task["case_id"]], work.today)
        or not _is_of_today(task, by_id[task["case_id"]])
    ]
    if gone:
        close_because(work, tasks.of_ids(gone))


def react(work: UnitOfWork, changes: Sequence[Change]) -> None:
    """What facts mean for the record's tasks, in the transaction that keeps them."""
    known = [change for change in changes if not change.is_new]
    for change in known:
        _list_where_the_case_is(work, change.was, change.case)
    settle(work, [change.case for change in known])
    _ask_for_release_dates(work, changes)
    _ask_to_decide(work, known)


def follow_details(work: UnitOfWork, was: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """The same for details, which are no facts."""
    _list_where_the_case_is(work, was, now)
    settle(work, [now])


def _list_where_the_case_is(work: UnitOfWork, was: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    if any(now[name] != was.get(name) for name in ("prison_code", "home_region")):
        tasks.follow_case(work.connection, now["id"], now["prison_code"], now["home_region"])


def _ask_for_release_dates(work: UnitOfWork, changes: Sequence[Change]) -> None:
    """A sentence varied on appeal without a new release date: somebody must say which date now stands."""
    wanted, settled = [], []
    for change in changes:
        for fact in change.told:
            if fact["type"] == VARIED and "release_date" not in fact["fields"]:
                cause = cause_of(VARIATION_WITHOUT_RELEASE_DATE.code, change.case["id"], fact["id"])
                wanted.append(NewTask(VARIATION_WITHOUT_RELEASE_DATE, cause, change.case, work.today))
        settled += [
            cause_of(VARIATION_WITHOUT_RELEASE_DATE.code, change.case["id"], fact["id"])
            for fact in _varied_and_settled(change)
        ]
    open_tasks(work, wanted)
    if settled:
        close_because(work, tasks.of_causes(settled))


def _varied_and_settled(change: Change) -> Iterable[Mapping[str, Any]]:
    """Variations that were taken back, or are followed by a release date told later."""
    told_now = {fact["id"] for fact in change.told}
    dated = any("release_date" in fact["fields"] for fact in change.told)
    for fact in change.facts:
        is_varied = fact["type"] == VARIED and "release_date" not in fact["fields"]
        if is_varied and fact["id"] not in told_now and (dated or fact["retracted_on"] is not None):
            yield fact


def _ask_to_decide(work: UnitOfWork, changes: Sequence[Change]) -> None:
    """The release was put back after the handover (A7): the case stays, and a manager decides whether it should."""
    wanted, over = [], []
    for change in changes:
        period = owner_in(change.after.periods, work.today)
        if period.answer.reason_code == "release_date_put_back":
            cause = cause_of(PUT_BACK_DECIDE.code, change.case["id"], period.starts_on)
            wanted.append(NewTask(PUT_BACK_DECIDE, cause, change.case, work.today))
        elif change.before and (
            owner_in(change.before.periods, work.today).answer.reason_code == "release_date_put_back"
        ):
            over.append(change.case["id"])
    open_tasks(work, wanted, again=True)
    for case_id in over:
        close_because(work, tasks.of_kind(case_id, PUT_BACK_DECIDE.code))


def _find_wanting(kind: TaskKind, connection: Any, today: date, after: str) -> Sequence[Mapping[str, Any]]:
    return record_tasks.wanting(connection, kind.code, today, after, PAGE)


def _open(kind: TaskKind, work: UnitOfWork, row: Mapping[str, Any]) -> None:
    case = cases.find_case(work.connection, row["id"], work.today, lock=True)
    if case is None:
        return
    if wants(kind.code, case, work.today):
        open_tasks(work, [_task_for(kind, case, work.today)], again=True)


def _task_for(kind: TaskKind, case: Mapping[str, Any], today: date) -> NewTask:
    """Each occasion is another cause: another release date, or another sentence."""
    started = case["sentence_start_date"]
    occasion = case["release_date"] if kind.code == "release_not_recorded" else started
    if kind.code == "details_unconfirmed":
        occasion = "details"
    return NewTask(kind, cause_of(kind.code, case["id"], occasion or ""), case, today)


def _is_of_today(task: Mapping[str, Any], case: Mapping[str, Any]) -> bool:
    """Whether the task speaks of the case's occasion now: a release date that was passed and then moved is over."""
    if task["kind"] != "release_not_recorded":
        return True
    expected: str = task["cause"].rpartition(":")[2]
    return expected == (case["release_date"].isoformat() if case["release_date"] else "")


def _find_gone(kind: TaskKind, connection: Any, today: date, after: str) -> Sequence[Mapping[str, Any]]:
    return record_tasks.no_longer_wanted(connection, kind.code, today, after, PAGE)


def _settle_one(work: UnitOfWork, row: Mapping[str, Any]) -> None:
    case = cases.find_case(work.connection, row["case_id"], work.today, lock=True)
    if case is not None:
        settle(work, [case])


def _find_out_of_place(connection: Any, _today: date, after: str) -> Sequence[Mapping[str, Any]]:
    return record_tasks.out_of_place(connection, after, PAGE)


def _follow(work: UnitOfWork, row: Mapping[str, Any]) -> None:
    case = cases.find_case(work.connection, row["case_id"], work.today, lock=True)
    if case is not None:
        tasks.follow_case(work.connection, case["id"], case["prison_code"], case["home_region"])
        work.record("TASKS_FOLLOWED_CASE", case_id=case["id"])


OF_THE_RECORD_DAILY = tuple(
    DailyWork(f"{name}_{kind.code}", partial(find, kind), carry_out)
    for kind in OF_THE_RECORD
    for name, find, carry_out in (
        ("open", _find_wanting, partial(_open, kind)),
        ("close", _find_gone, _settle_one),
    )
)
FOLLOW_THE_CASE = DailyWork("tasks_follow_case", _find_out_of_place, _follow)
