"""Finishes tasks, opens them again, and gives them to people, each with who did it."""

from collections.abc import Mapping
from typing import Any

from app.domain.caller import Role
from app.domain.identifiers import UUID, new_id
from app.domain.notices import NewNotice
from app.domain.refusals import Conflict, InvalidInput, NotFound, NotPermitted, StaleVersion
from app.domain.task_kinds import KIND_OF
from app.domain.tasks import COMMUNITY, PRISON, SERVICE, cause_of
from app.repositories import task_lists, tasks
from app.repositories.identity import register
from app.services.identity.authentication import scope_of
from app.services.notices.telling import tell_people
from app.services.tasks.causes import DONE
from app.services.tasks.lists import NO_SUCH_TASK, may_see, show_task, staff_id_of
from app.services.unit_of_work import UnitOfWork

STALE = "Somebody changed this task after you read it. Read it again and send your change once more."
OTHER_SIDE = "This task is the other side's to do. You can see it; they finish it."
NOT_OTHERS = "You can take a task for yourself. A manager gives tasks to others."
CAUSE_GONE = (
    "What made this task needed is gone, so it is not opened again. If it comes back, so does the task."
)
NO_SUCH_PERSON = "There is nobody with this id who may see the case. GET /staff lists people."
DONE_ELSEWHERE = "This task closes with the last item of its list. Settle the items on the handover's record."
FINISHED = "This task is done. Open it again before you give it to somebody."

DOES: Mapping[str, frozenset[Role]] = {
    PRISON: frozenset({Role.OMU_OFFICER, Role.OMU_MANAGER, Role.RW}),
    COMMUNITY: frozenset({Role.COMMUNITY_MANAGER, Role.COMMUNITY_SENIOR, Role.RW}),
    SERVICE: frozenset({Role.ADMIN}),
}
"""Who finishes the tasks of each side."""
GIVES = frozenset({Role.OMU_MANAGER, Role.COMMUNITY_SENIOR, Role.RW, Role.ADMIN})


def change_task(
    work: UnitOfWork, task_id: str, changes: Mapping[str, Any], version: int | None
) -> dict[str, Any]:
    """Carry out what was sent: `state`, `note`, `staff_id` (`me`, an id, or None to give it back to the role)."""
    task = _held(work, task_id, version)
    if "staff_id" in changes:
        task = _give(work, task, changes["staff_id"])
    wanted = changes.get("state")
    is_open = task["closed_at"] is None
    if wanted == DONE and is_open:
        _finish(work, task, changes.get("note"))
    elif wanted == "open" and not is_open:
        _open_again(work, task, changes.get("note"))
    elif "note" in changes and changes["note"] != task["note"]:
        _write(work, task, "TASK_NOTED", {"note": changes["note"]})
    elif "staff_id" not in changes:
        work.record("TASK_LEFT_AS_IT_WAS", case_id=task["case_id"], subject=("TASK", task["id"]))
    return show_task(work.connection, work.caller, task["id"], work.today)


def _held(work: UnitOfWork, task_id: str, version: int | None) -> dict[str, Any]:
    """The task, its row held, in the version that the caller read, theirs to do."""
    known = task_id.lower()
    held = tasks.by_id(work.connection, known, lock=True) if UUID.fullmatch(known) else None
    row = task_lists.task_shown(work.connection, known) if held else None
    if held is None or row is None or not may_see(work.caller, row):
        raise NotFound(NO_SUCH_TASK)
    if not work.caller.has_any(DOES[held["side"]]):
        raise NotPermitted(OTHER_SIDE, code="other_side")
    if version is not None and version != held["version"]:
        raise StaleVersion(STALE)
    return row


def _finish(work: UnitOfWork, task: Mapping[str, Any], note: str | None) -> None:
    if task["kind"] in KIND_OF and KIND_OF[task["kind"]].done_at:
        raise Conflict(DONE_ELSEWHERE, code="closes_with_its_list")
    closed = {
        "closed_at": work.moment,
        "closed_on": work.today,
        "closed_by": work.caller.username,
        "closed_because": DONE,
        "note": note,
    }
    tasks.change(work.connection, task["id"], closed)
    details = {"new": {"kind": task["kind"], "because": DONE}, "why": note}
    work.record("TASK_CLOSED", case_id=task["case_id"], subject=("TASK", task["id"]), details=details)
    told = {"taskId": task["id"], "kind": task["kind"], "because": DONE}
    work.tell("throughcare.task.closed", case_id=task["case_id"], details=told)


def _open_again(work: UnitOfWork, task: Mapping[str, Any], note: str | None) -> None:
    if task["closed_because"] != DONE:
        raise Conflict(CAUSE_GONE, code="cause_gone")
    again = dict.fromkeys(("closed_at", "closed_on", "closed_by", "closed_because"))
    tasks.change(work.connection, task["id"], {**again, "note": note})
    old = {"kind": task["kind"], "closed_by": task["closed_by"]}
    subject = ("TASK", task["id"])
    work.record(
        "TASK_OPENED_AGAIN", case_id=task["case_id"], subject=subject, details={"old": old, "why": note}
    )
    told = {"taskId": task["id"], "kind": task["kind"]}
    work.tell("throughcare.task.opened", case_id=task["case_id"], details=told)


def _give(work: UnitOfWork, task: dict[str, Any], wanted: str | None) -> dict[str, Any]:
    if task["closed_at"] is not None:
        raise Conflict(FINISHED, code="task_done")
    me = staff_id_of(work.connection, work.caller)
    staff_id = me if wanted == "me" else wanted
    if staff_id == task["staff_id"] and staff_id is not None:
        return task
    gives_up_own = staff_id is None and task["staff_id"] == me
    if staff_id != me and not gives_up_own and not work.caller.has_any(GIVES):
        raise NotPermitted(NOT_OTHERS, code="not_to_others")
    if wanted is not None:
        _check_person(work, task, staff_id)
    _write(work, task, "TASK_GIVEN", {"staff_id": staff_id})
    if staff_id is not None and staff_id != me:
        _tell_given(work, task, staff_id)
    return {**task, "staff_id": staff_id}


def _check_person(work: UnitOfWork, task: Mapping[str, Any], staff_id: str | None) -> None:
    """Somebody of the register who works and may see the case."""
    row = register.staff_by_id(work.connection, staff_id) if staff_id and UUID.fullmatch(staff_id) else None
    fits = row is not None and row["active"]
    if row is not None and task["case_id"] is not None:
        scope = scope_of(bool(row["everywhere"]), row["prisons"], row["regions"])
        fits = fits and scope.covers(prison=task["case_prison"], region=task["case_region"])
    if not fits:
        raise InvalidInput.of("staff_id", "unknown_person", NO_SUCH_PERSON)


def _tell_given(work: UnitOfWork, task: Mapping[str, Any], staff_id: str) -> None:
    case = {"id": task["case_id"]} if task["case_id"] else None
    details = {"task_id": task["id"], "task_kind": task["kind"], "due_on": task["due_on"].isoformat()}
    cause = cause_of("task_given", task["id"], new_id())
    tell_people(work, [NewNotice("task_given", cause, case, staff_ids=(staff_id,), details=details)])


def _write(work: UnitOfWork, task: Mapping[str, Any], what: str, values: Mapping[str, Any]) -> None:
    tasks.change(work.connection, task["id"], values)
    old = {name: task[name] for name in values}
    details = {"old": old, "new": {"kind": task["kind"], **values}}
    work.record(what, case_id=task["case_id"], subject=("TASK", task["id"]), details=details)
