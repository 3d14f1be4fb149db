"""Tasks: the list of what needs doing, one task with why it is there, finishing it and giving it to somebody."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute

from app.web.addresses import local_path
from app.web.client import ApiProblem
from app.web.forms import typed_form
from app.web.labels.tasks import CLOSED, SIDE, SIDE_OF_TASK, STATE, WHOSE, detail_rows, due_words
from app.web.places import places_of, prison_choices
from app.web.render import HEADERS, number, page
from app.web.route import page_route

NAMES = ("whose", "state", "side", "prison", "region", "case", "next")
SIZE = 25
SIDES_DONE_BY: Mapping[str, frozenset[str]] = {
    "prison": frozenset({"OMU_OFFICER", "OMU_MANAGER"}),
    "community": frozenset({"COMMUNITY_MANAGER", "COMMUNITY_SENIOR"}),
    "service": frozenset({"ADMIN"}),
}
GIVERS = frozenset({"OMU_MANAGER", "COMMUNITY_SENIOR"})
SAID = {
    "done": "Task done",
    "open": "Task opened again",
    "take": "You have taken the task",
    "give-back": "The task is back with whoever holds the role",
    "give": "The task was given to somebody else",
}
CHANGED = "Somebody changed this task after you opened it. Look at it again, and repeat what you wanted."


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person asked to see, as the address has it."""

    told: Mapping[str, str]

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Wanted":
        """From an address; what is missing is left to the API, but for whose they are."""
        return cls({"whose": "mine", "state": "open"} | {n: query[n].strip() for n in NAMES if query.get(n)})

    def get(self, name: str) -> str:
        """The value of a filter, empty where there is none."""
        return self.told.get(name, "")

    def address(self, **changes: str | None) -> str:
        """The address of the same list with these changes, from its first page."""
        told = {**{n: v for n, v in self.told.items() if n != "next"}, **changes}
        return f"/tasks?{urlencode({n: v for n, v in told.items() if v})}"


async def show_tasks(request: Request) -> Response:
    """The list, or with htmx its table alone."""
    return await _list(request, Wanted.read(request.query_params))


async def _list(request: Request, wanted: Wanted, said: str | None = None, status: int = 200) -> Response:
    places, person = await places_of(request), request.state.person
    found: Mapping[str, Any] = {"items": [], "total": 0, "next": None}
    trouble = None
    try:
        found = (await request.state.api.get("/tasks", params={**wanted.told, "size": SIZE})).json
    except ApiProblem as problem:
        if problem.status not in {400, 404}:
            raise
        trouble, status = problem.detail, problem.status
    return page(
        request,
        "tasks/page.html",
        fragment="tasks/_task-list.html",
        announce=said or trouble or in_words(found["total"]),
        status=status,
        wanted=wanted,
        items=[_as_row(task, person.roles) for task in found["items"]],
        found=in_words(found["total"]),
        trouble=trouble,
        said=said or SAID.get(request.query_params.get("done", "")),
        next_address=wanted.address(next=found["next"]) if found["next"] else None,
        here=wanted.address(next=wanted.get("next") or None),
        file_address=wanted.address(format="csv").replace("/tasks?", "/tasks.csv?"),
        whose=WHOSE,
        states=STATE,
        sides=SIDE,
        prisons=prison_choices(places, person.prisons, everywhere=person.everywhere),
        regions=list(places.regions.items()) if person.everywhere else [],
    )


def in_words(total: int | None) -> str:
    """How many tasks there are, as it is shown and said."""
    if total == 0:
        return "No tasks"
    return "1 task" if total == 1 else f"{number(total).capitalize()} tasks"


async def show_task(request: Request) -> Response:
    """One task: what, which case, why, by when, whose."""
    return await _task(request)


async def _task(
    request: Request, *, status: int = 200, typed: Mapping[str, str] | None = None, fault: str | None = None
) -> Response:
    api, person = request.state.api, request.state.person
    task = (await api.get(f"/tasks/{request.path_params['task']}")).json
    places = await places_of(request)
    row = _as_row(task, person.roles)
    people = await _people(request, task) if row["may_do"] and not person.roles.isdisjoint(GIVERS) else []
    return page(
        request,
        "tasks/task.html",
        status=status,
        task=row,
        details=detail_rows(task["details"], places.names),
        side=SIDE_OF_TASK[task["side"]],
        closed=CLOSED.get(task["closed_because"] or "", ""),
        people=people,
        typed=typed or {},
        summary=[("note" if typed and typed.get("action") in {"done", "open"} else None, fault)]
        if fault
        else [],
        said=SAID.get(request.query_params.get("done", "")),
    )


async def change_task(request: Request) -> Response:
    """Carry out what a button of the list or of the task's page says."""
    typed = await typed_form(request)
    task_id, action = request.path_params["task"], typed.get("action", "")
    body = _body(action, typed)
    back = local_path(typed.get("back") or f"/tasks/{task_id}")
    if body is None:
        return RedirectResponse(f"/tasks/{task_id}", 303)
    try:
        await request.state.api.patch(
            f"/tasks/{task_id}", json=body, headers={"If-Match": f'"{typed.get("version", "0")}"'}
        )
    except ApiProblem as problem:
        if problem.status not in {400, 403, 409, 412, 422}:
            raise
        fault = (
            CHANGED
            if problem.status == 412
            else problem.errors[0].message
            if problem.errors
            else problem.detail
        )
        return await _task(request, status=problem.status, typed=typed, fault=fault)
    if request.headers.get("hx-target") == "task-list":
        query = dict(parse_qsl(urlsplit(back).query))
        return await _list(request, Wanted.read(query), said=SAID[action])
    joined = "&" if "?" in back else "?"
    return RedirectResponse(f"{back}{joined}done={action}", 303)


def _body(action: str, typed: Mapping[str, str]) -> dict[str, Any] | None:
    note = typed.get("note", "").replace("\r\n", "\n").strip()
    noted = {"note": note} if note else {}
    bodies: dict[str, dict[str, Any]] = {
        "done": {"state": "done", **noted},
        "open": {"state": "open", **noted},
        "take": {"staff_id": "me"},
        "give-back": {"staff_id": None},
        "give": {"staff_id": typed.get("staff_id") or "nobody"},
    }
    return bodies.get(action)


async def _people(request: Request, task: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Who works where the case is, to give the task to."""
    if not task["case"] or task["state"] == "done":
        return []
    here = (
        {"region": task["region"]}
        if task["side"] == "community"
        else {"prison": (task["prison"] or {}).get("code")}
    )
    if not any(here.values()):
        return []
    found = (await request.state.api.get("/staff/names", params=here)).json["items"]
    return [(one["id"], one["name"]) for one in found]


def _as_row(task: Mapping[str, Any], roles: frozenset[str]) -> dict[str, Any]:
    may_do = not roles.isdisjoint(SIDES_DONE_BY[task["side"]])
    return {**task, "due_words": due_words(task), "may_do": may_do}


async def send_tasks(request: Request) -> Response:
    """The list as a CSV file, passed on as it comes from the API."""
    told = {**Wanted.read(request.query_params).told, "format": "csv"}
    pieces = await request.state.api.stream("/tasks", params=told)
    headers = {**HEADERS, "Content-Disposition": 'attachment; filename="tasks-OFFICIAL-SENSITIVE.csv"'}
    return StreamingResponse(pieces, media_type="text/csv; charset=utf-8", headers=headers)


ROUTES: list[BaseRoute] = [
    page_route("/tasks", show_tasks),
    page_route("/tasks.csv", send_tasks),
    page_route("/tasks/{task}", show_task),
    page_route("/tasks/{task}", change_task, methods=("POST",)),
]
