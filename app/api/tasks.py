"""Tasks: what needs doing, by person, place and case; finishing one, and giving it to somebody."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from sqlalchemy.engine import Connection

from app.api import API
from app.api.access import CHANGE_TASKS, READ_TASKS
from app.api.csv_lists import CSV_TOO, csv_response, every_row, wants_csv
from app.api.strict_json import StrictRoute
from app.deps import Answered, Call, WritingDep, answer, requires, roles, versioned
from app.schemas.fields import PrisonCode
from app.schemas.tasks import TaskCounts, TaskList, TaskOut, TaskPatch, TaskQuery
from app.services.tasks import changing, lists

router = APIRouter(prefix=API, tags=["Tasks"], route_class=StrictRoute)

TaskRef = Annotated[str, Path(description="The task's id.", max_length=40)]
TASK_COLUMNS = (
    ("title", "title"),
    ("due_on", "due_on"),
    ("state", "state"),
    ("overdue", "is_overdue"),
    ("side", "side"),
    ("role", "role"),
    ("held_by", "holder.name"),
    ("prison_number", "case.prison_number"),
    ("crn", "case.crn"),
    ("last_name", "case.last_name"),
    ("first_name", "case.first_name"),
    ("prison", "prison.name"),
    ("region", "region"),
    ("why", "why"),
    ("opened_on", "opened_on"),
    ("closed_on", "closed_on"),
    ("closed_by", "closed_by_name"),
    ("closed_because", "closed_because"),
    ("note", "note"),
    ("kind", "kind"),
    ("task_id", "id"),
)


@router.get("/tasks", response_model=TaskList, responses=CSV_TOO, openapi_extra=roles(*READ_TASKS))
def list_tasks(
    call: Annotated[Call, requires(*READ_TASKS)], asked: Annotated[TaskQuery, Query()]
) -> Response:
    """Tasks of the cases that you may see, on both sides, those due first first; done ones, the latest first."""
    wanted = lists.Asked(**asked.model_dump(exclude={"size", "next", "format"}))

    def read(connection: Connection, after: str | None, size: int) -> Mapping[str, Any]:
        return lists.list_tasks(connection, call.caller, wanted, size=size, cursor=after, today=call.today)

    if wants_csv(call, asked.format):
        call.note_read("TASKS_EXPORTED", details={"new": asked.model_dump(mode="json", exclude_none=True)})
        return csv_response(every_row(call.database, read), TASK_COLUMNS, "tasks")
    with call.reading() as connection:
        found = read(connection, asked.next, asked.size)
    return answer(TaskList, Answered(found))


@router.get("/tasks/counts", response_model=TaskCounts, openapi_extra=roles(*READ_TASKS))
def count_tasks(
    call: Annotated[Call, requires(*READ_TASKS)], prison: Annotated[PrisonCode | None, Query()] = None
) -> Response:
    """How many tasks need you, and how many the places that you see."""
    with call.reading() as connection:
        return answer(TaskCounts, Answered(lists.count_tasks(connection, call.caller, prison, call.today)))


@router.get("/tasks/{task}", response_model=TaskOut, openapi_extra=roles(*READ_TASKS))
def read_task(task: TaskRef, call: Annotated[Call, requires(*READ_TASKS)]) -> Response:
    """One task with why it is there, and an ETag of its version."""
    with call.reading() as connection:
        shown = lists.show_task(connection, call.caller, task, call.today)
    if shown["case"]:
        call.note_read("CASE_READ", case_id=shown["case"]["id"], details={"part": "task"})
    return answer(TaskOut, versioned(shown))


@router.patch("/tasks/{task}", response_model=TaskOut, openapi_extra=roles(*CHANGE_TASKS))
def change_task(
    task: TaskRef, given: TaskPatch, call: Annotated[Call, requires(*CHANGE_TASKS)], write: WritingDep
) -> Response:
    """Finish a task with a note, open it again, take it, or give it to somebody who may see the case."""
    sent = write(call)
    version = sent.required_version()
    changes = given.model_dump(exclude_unset=True)
    return sent.carry_out(TaskOut, lambda work: versioned(changing.change_task(work, task, changes, version)))
