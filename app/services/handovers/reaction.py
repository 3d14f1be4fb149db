"""What facts and overrides mean for handovers: rows opened, moved, closed, and both sides told, with the facts."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.handover.checklist import is_complete
from app.domain.handover.course import Course
from app.domain.handover_tasks import BOTH_SIDES, CLOSED, DATE_MOVED, OF_A_HANDOVER, RETURNED
from app.domain.notices import NewNotice
from app.domain.ownership import Period
from app.domain.tasks import cause_of
from app.repositories import handovers, tasks
from app.services.changes import Change
from app.services.handovers import standing
from app.services.handovers.standing import columns_of, course_of_case, new_row
from app.services.notices.telling import tell_people
from app.services.tasks.causes import close_because
from app.services.unit_of_work import UnitOfWork

Row = Mapping[str, Any]


def follow_handovers(work: UnitOfWork, changes: Sequence[Change]) -> None:
    """Bring the handover rows of these cases to what their lines now say."""
    known = [change.case["id"] for change in changes if not change.is_new]
    rows = handovers.open_of(work.connection, known)
    opened = []
    for change in changes:
        course = course_of_case(change.case, change.after.periods, work.today)
        row = rows.get(change.case["id"])
        if row is not None:
            course = settle(work, change.case, row, course)
        if course is not None:
            opened.append(new_row(change.case, course, work.moment, work.today))
    handovers.insert(work.connection, opened)


def bring_to_date(work: UnitOfWork, case: Row, row: Row, periods: Sequence[Period]) -> None:
    """The same for one case whose line has moved on by the calendar alone."""
    course = settle(work, case, row, course_of_case(case, periods, work.today))
    if course is not None:
        handovers.insert(work.connection, [new_row(case, course, work.moment, work.today)])


def settle(work: UnitOfWork, case: Row, row: Row, course: Course | None) -> Course | None:
    """Change or close the open row; answers the course where it needs a new one."""
    if course is None:
        because = standing.RELEASED if case["phase"] == "licence" else standing.CLOSED
        _close(work, case, row, because)
        return None
    if _was_with_community(row, work) and not course.is_with_community:
        _close(work, case, row, standing.RETURNED)
        return course
    _change(work, case, row, course)
    return None


def _was_with_community(row: Row, work: UnitOfWork) -> bool:
    return row["handover_on"] is not None and row["handover_on"] <= work.today


def _change(work: UnitOfWork, case: Row, row: Row, course: Course) -> None:
    wanted = columns_of(case, course)
    changed: dict[str, Any] = {name: value for name, value in wanted.items() if row[name] != value}
    if row["record_opened_on"] is None and course.handover_on is not None:
        changed["record_opened_on"] = work.today
    if "kind" in changed:
        settled = {
            step["code"] for step in handovers.steps_of(work.connection, [row["id"]]).get(row["id"], ())
        }
        changed["complete"] = is_complete(wanted["kind"], settled)
    if not changed:
        return
    handovers.change(work.connection, row["id"], changed)
    if "handover_on" in changed and row["record_opened_on"] is not None:
        _say_moved(work, case, row, course)


def _say_moved(work: UnitOfWork, case: Row, row: Row, course: Course) -> None:
    old, new = row["handover_on"], course.handover_on
    days = {"old": old.isoformat() if old else None, "new": new.isoformat() if new else None}
    details = {"old": {"handover_on": days["old"]}, "new": {"handover_on": days["new"]}}
    work.record("HANDOVER_MOVED", case_id=case["id"], subject=("HANDOVER", row["id"]), details=details)
    _close_tasks(work, case)
    cause = cause_of(DATE_MOVED, case["id"], row["id"], days["old"], days["new"], work.today)
    tell_people(work, [NewNotice(DATE_MOVED, cause, case, roles=BOTH_SIDES, details=days)])


def _close(work: UnitOfWork, case: Row, row: Row, because: str) -> None:
    closed = {"closed_on": work.today, "closed_at": work.moment, "closed_because": because}
    handovers.change(work.connection, row["id"], closed)
    if row["record_opened_on"] is None:
        return
    details = {"new": {"because": because}}
    work.record("HANDOVER_CLOSED", case_id=case["id"], subject=("HANDOVER", row["id"]), details=details)
    _close_tasks(work, case)
    kind = RETURNED if because == standing.RETURNED else CLOSED
    told = {"because": because}
    cause = cause_of(kind, case["id"], row["id"])
    tell_people(work, [NewNotice(kind, cause, case, roles=BOTH_SIDES, details=told)])


def _close_tasks(work: UnitOfWork, case: Row) -> None:
    close_because(work, tasks.of_kind(case["id"], *(kind.code for kind in OF_A_HANDOVER)))
