"""What the calendar brings about for handovers and overrides; each thing once for its day, however late the pass."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.calendar import is_working_day
from app.domain.handover.checklist import VICTIM_LIAISON_TOLD, is_side_complete
from app.domain.handover.lists import USUAL_WINDOWS, Windows
from app.domain.handover_tasks import (
    BOTH_SIDES,
    COMMUNITY_CHECKLIST,
    MANAGER_OVERDUE,
    MOVED,
    OVERDUE_MANAGER,
    PRISON_CHECKLIST,
    PRISON_ROLES,
    REVIEW_OVERRIDE,
    REVIEW_OVERRIDE_COMMUNITY,
    TELL_VICTIM_LIAISON,
    UPCOMING,
)
from app.domain.notices import NewNotice
from app.domain.policies.policy import CUSTODY
from app.domain.tasks import NewTask, TaskKind, cause_of
from app.repositories import cases, handovers, overrides, tasks
from app.services.daily_work import PAGE, DailyWork
from app.services.handovers.reaction import bring_to_date
from app.services.handovers.windows import windows_of
from app.services.notices.telling import tell_people
from app.services.overrides.ending import mark_ended
from app.services.ownership import stored_periods
from app.services.tasks.causes import close_because, open_tasks
from app.services.unit_of_work import UnitOfWork
from app.services.working_days import BANK_HOLIDAYS

Row = Mapping[str, Any]


def daily_works(windows: Windows = USUAL_WINDOWS) -> tuple[DailyWork, ...]:
    """The pieces of the daily pass, with these windows."""
    return (
        DailyWork("override_expired", _find_expired, _expire),
        DailyWork("override_review", _find_to_review, _ask_for_review),
        DailyWork("handover_gone_back", _find_gone_back, _bring_back),
        DailyWork("handover_upcoming", partial(_find_upcoming, windows), _announce),
        DailyWork("handover_moved", _find_moved, _say_moved),
        DailyWork(
            "handover_manager_overdue", partial(_find_unnamed, windows), partial(_say_unnamed, windows)
        ),
        DailyWork("handover_manager_named", _find_named, _settle_named),
    )


def _find_upcoming(windows: Windows, connection: Connection, today: date, after: str) -> Sequence[Row]:
    return handovers.newly_upcoming(connection, today, windows.upcoming, after, PAGE)


def _find_moved(connection: Connection, today: date, after: str) -> Sequence[Row]:
    return handovers.newly_moved(connection, today, after, PAGE)


def _find_unnamed(windows: Windows, connection: Connection, today: date, after: str) -> Sequence[Row]:
    return handovers.newly_unnamed(connection, today, windows.manager_overdue, after, PAGE)


def _find_named(connection: Connection, _today: date, after: str) -> Sequence[Row]:
    return handovers.named_since(connection, after, PAGE)


def _find_gone_back(connection: Connection, today: date, after: str) -> Sequence[Row]:
    return handovers.gone_back(connection, today, after, PAGE)


def _find_expired(connection: Connection, today: date, after: str) -> Sequence[Row]:
    return overrides.expired(connection, today, after, PAGE)


def _find_to_review(connection: Connection, today: date, after: str) -> Sequence[Row]:
    return overrides.to_review(connection, today, after, PAGE)


def _announce(work: UnitOfWork, row: Row) -> None:
    """Eight weeks before (setting): the tasks are opened, and both sides are told."""
    held = _held(work, row)
    if held is None:
        return
    case, now = held
    day = now["handover_on"]
    if day is None or day <= work.today or now["upcoming_told_for"] == day:
        return
    _open_checklist(work, case, now)
    _tell(work, UPCOMING, BOTH_SIDES, case, now)
    _mark(work, now, "HANDOVER_UPCOMING", upcoming_told_for=day)


def _say_moved(work: UnitOfWork, row: Row) -> None:
    """On the day: the community is responsible, whatever is done or not. Other systems hear of it too."""
    held = _held(work, row)
    if held is None:
        return
    case, now = held
    day = now["handover_on"]
    if day is None or day > work.today or now["moved_told_for"] == day:
        return
    _open_checklist(work, case, now)
    _tell(work, MOVED, BOTH_SIDES, case, now)
    if now["record_opened_on"] < day and now["upcoming_told_for"] == day:
        numbers = {"case_id": case["id"], "prison_number": case["prison_number"], "crn": case["crn"]}
        told = {"responsible": "community", "reasonCode": now["reason_code"]}
        work.tell("throughcare.ownership.changed", **numbers, details=told)
        work.tell("offender-management.handover.changed", **numbers)
    _mark(work, now, "HANDOVER_MOVED_ON_ITS_DAY", moved_told_for=day)


def _say_unnamed(windows: Windows, work: UnitOfWork, row: Row) -> None:
    """Two days after (setting): nobody is named, so a senior is asked to, and the prison knows."""
    held = _held(work, row)
    if held is None:
        return
    case, now = held
    day = now["handover_on"]
    late = day is not None and day + timedelta(windows.manager_overdue) <= work.today
    if not late or now["named"] or now["unnamed_told_for"] == day:
        return
    open_tasks(work, [_task(MANAGER_OVERDUE, case, now, None)], again=True)
    _tell(work, OVERDUE_MANAGER, PRISON_ROLES, case, now)
    _mark(work, now, "HANDOVER_MANAGER_OVERDUE", unnamed_told_for=day)


def _settle_named(work: UnitOfWork, row: Row) -> None:
    held = _held(work, row)
    if held is None or not held[1]["named"] or held[1]["unnamed_told_for"] is None:
        return
    close_because(work, tasks.of_kind(row["case_id"], MANAGER_OVERDUE.code))
    _mark(work, held[1], "HANDOVER_MANAGER_NAMED", unnamed_told_for=None)


def _bring_back(work: UnitOfWork, row: Row) -> None:
    """The line has taken the case back by itself (an override ran out): the record closes, another begins."""
    held = _held(work, row)
    if held is None:
        return
    case, now = held
    if now["returns_on"] is not None and now["returns_on"] <= work.today:
        bring_to_date(work, case, now, stored_periods(work.connection, case["id"]))
        work.record("HANDOVER_WENT_BACK", case_id=case["id"], subject=("HANDOVER", now["id"]))


def _expire(work: UnitOfWork, row: Row) -> None:
    case = cases.find_case(work.connection, row["case_id"], work.today, lock=True)
    live = {each["id"]: each for each in overrides.live_of(work.connection, [row["case_id"]])}
    now = live.get(row["id"])
    if case is not None and now is not None and now["expires_on"] and now["expires_on"] <= work.today:
        mark_ended(work, now, "expired")
        numbers = {"case_id": case["id"], "prison_number": case["prison_number"], "crn": case["crn"]}
        work.tell("throughcare.ownership.changed", **numbers, details={"because": "override_expired"})
        work.tell("offender-management.handover.changed", **numbers)


def _ask_for_review(work: UnitOfWork, row: Row) -> None:
    case = cases.find_case(work.connection, row["case_id"], work.today, lock=True)
    live = {each["id"]: each for each in overrides.live_of(work.connection, [row["case_id"]])}
    now = live.get(row["id"])
    if case is None or now is None or now["review_told_for"] == now["review_on"]:
        return
    kind = REVIEW_OVERRIDE if now["responsible"] == CUSTODY else REVIEW_OVERRIDE_COMMUNITY
    cause = cause_of(kind.code, case["id"], now["id"], now["review_on"])
    open_tasks(work, [NewTask(kind, cause, case, due_on=now["review_on"])])
    overrides.change(work.connection, now["id"], {"review_told_for": now["review_on"]})
    work.record("OVERRIDE_REVIEW_DUE", case_id=case["id"], subject=("OVERRIDE", now["id"]))


def _held(work: UnitOfWork, row: Row) -> tuple[Row, Row] | None:
    """The case, held, and its open row as it stands now; None where the row is no longer open."""
    case = cases.find_case(work.connection, row["case_id"], work.today, lock=True)
    now = handovers.by_id(work.connection, row["id"])
    return (case, now) if case is not None and now is not None and now["closed_at"] is None else None


def _open_checklist(work: UnitOfWork, case: Row, row: Row) -> None:
    settled = {step["code"] for step in handovers.steps_of(work.connection, [row["id"]]).get(row["id"], ())}
    due = _last_working_day(max(row["handover_on"], work.today))
    wanted = []
    if not is_side_complete(row["kind"], "prison", settled):
        wanted.append(_task(PRISON_CHECKLIST, case, row, due))
    if not is_side_complete(row["kind"], "community", settled) or row["accepted_on"] is None:
        wanted.append(_task(COMMUNITY_CHECKLIST, case, row, due))
    if row["kind"] != "recall" and VICTIM_LIAISON_TOLD not in settled:
        wanted.append(_task(TELL_VICTIM_LIAISON, case, row, due))
    open_tasks(work, wanted, again=True)


def _task(kind: TaskKind, case: Row, row: Row, due: date | None) -> NewTask:
    day: date = row["handover_on"]
    details = {"handover_on": day.isoformat(), "kind": row["kind"]}
    return NewTask(kind, cause_of(kind.code, case["id"], row["id"], day), case, due_on=due, details=details)


def _last_working_day(day: date) -> date:
    """The day itself or the last working day before it (C.4 rule 3)."""
    while not is_working_day(day, BANK_HOLIDAYS):
        day -= timedelta(1)
    return day


def _tell(work: UnitOfWork, kind: str, roles: tuple[str, ...], case: Row, row: Row) -> None:
    day: date = row["handover_on"]
    details = {"handover_on": day.isoformat(), "reason_code": row["reason_code"]}
    cause = cause_of(kind, case["id"], row["id"], day)
    tell_people(work, [NewNotice(kind, cause, case, roles=roles, details=details)])


def _mark(work: UnitOfWork, row: Row, what: str, **told: Any) -> None:
    handovers.change(work.connection, row["id"], told)
    work.record(what, case_id=row["case_id"], subject=("HANDOVER", row["id"]))


DAILY = daily_works(windows_of())
