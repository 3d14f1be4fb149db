"""Sending a file of cases, watching it being taken, and reading what became of each row."""

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute

from app.web.client import ApiProblem
from app.web.days import read_boxes, typed_boxes
from app.web.forms import typed_form
from app.web.import_columns import GROUPS, SAMPLE
from app.web.labels import KIND_OF_FILE, OUTCOME_OF_ROW
from app.web.questions import Fault, Question, faults
from app.web.render import HEADERS, page
from app.web.route import page_route

FILE = Question("file", "text", "File")
FILE_DATE = Question("file_date", "date", "Day of the file")
NO_FILE = "Choose a file"
OVER = frozenset({"done", "failed"})
OUTCOMES = tuple(OUTCOME_OF_ROW)


async def list_imports(request: Request) -> Response:
    """The form to send a file, and the runs so far."""
    return await _list(request, {})


async def send_file(request: Request) -> Response:
    """Pass the file on to the API and show its run."""
    form, typed = await request.form(), await typed_form(request)
    file = form.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return await _list(request, typed, [Fault("file", NO_FILE, "#file")], status=400)
    told = {"format": typed.get("format") or "auto", "file_date": read_boxes(typed, "file_date") or ""}
    sent = {"file": (file.filename, file.file, "application/octet-stream")}
    try:
        answer = await request.state.api.upload(
            "/imports", files=sent, data={name: value for name, value in told.items() if value}
        )
    except ApiProblem as problem:
        if problem.status not in {400, 413, 422}:
            raise
        return await _list(request, typed, _file_faults(problem, typed), status=problem.status)
    return RedirectResponse(f"/imports/{answer.json['id']}", 303)


async def show_import(request: Request) -> Response:
    """One run: how far it is, and when it is over what became of the rows."""
    api, run_id = request.state.api, request.path_params["run"]
    run = (await api.get(f"/imports/{run_id}")).json
    outcome = request.query_params.get("outcome", "")
    outcome = outcome if outcome in OUTCOMES else ""
    is_over = run["state"] in OVER
    rows: Mapping[str, Any] = {"items": [], "next": None}
    if is_over:
        params = {"outcome": outcome, "next": request.query_params.get("next")}
        rows = (await api.get(f"/imports/{run_id}/rows", params=params)).json
    return page(
        request,
        "imports/run.html",
        fragment="imports/_import-run.html",
        announce="The import is over." if is_over else None,
        run=run,
        is_over=is_over,
        done_percent=_percent(run),
        rows=rows["items"],
        outcome=outcome,
        outcomes=OUTCOMES,
        next_address=_next(run_id, outcome, rows["next"]),
        download_address=f"/imports/{run_id}/rows.csv{f'?outcome={outcome}' if outcome else ''}",
    )


async def send_rows(request: Request) -> Response:
    """What became of the rows as a CSV file, passed on as it comes from the API."""
    run_id = request.path_params["run"]
    params = {"outcome": request.query_params.get("outcome")}
    pieces = await request.state.api.stream(f"/imports/{run_id}/rows.csv", params=params)
    name = f'attachment; filename="import-{run_id}-OFFICIAL-SENSITIVE.csv"'
    headers = {**HEADERS, "Content-Disposition": name}
    return StreamingResponse(pieces, media_type="text/csv; charset=utf-8", headers=headers)


async def send_sample(_: Request) -> Response:
    """A small file in our format, to start from."""
    headers = {**HEADERS, "Content-Disposition": 'attachment; filename="throughcare-sample.csv"'}
    return Response(SAMPLE, media_type="text/csv; charset=utf-8", headers=headers)


async def show_columns(request: Request) -> Response:
    """What may stand in our own file, column by column."""
    return page(request, "imports/columns.html", groups=GROUPS)


async def _list(
    request: Request, typed: Mapping[str, str], found: list[Fault] | None = None, *, status: int = 200
) -> Response:
    answer = await request.state.api.get("/imports", params={"next": request.query_params.get("next")})
    after = answer.json.get("next")
    return page(
        request,
        "imports/page.html",
        status=status,
        runs=answer.json["items"],
        next_address=f"/imports?next={after}" if after else None,
        kinds=list(KIND_OF_FILE.items()),
        chosen=typed.get("format") or "auto",
        file_date=typed_boxes(typed, "file_date"),
        errors={fault.name: fault.message for fault in found or ()},
        summary=[(fault.href.removeprefix("#"), fault.message) for fault in found or ()],
    )


def _file_faults(problem: ApiProblem, typed: Mapping[str, str]) -> list[Fault]:
    """What is wrong with the file. A column at fault is named in the sentence, under the file's own field."""
    dated = [error for error in problem.errors if error.field == "file_date"]
    columns = [error for error in problem.errors if error.field != "file_date"]
    found = faults([FILE_DATE], dated, typed)
    if not columns and not dated:
        return [Fault("file", problem.detail, "#file")]
    named = (
        error.message if error.field == "file" else f"{error.field}: {error.message}" for error in columns
    )
    return [*(Fault("file", words, "#file") for words in named), *found]


def _percent(run: Mapping[str, Any]) -> int:
    return min(100, int(100 * run["bytes_done"] / max(run["size_bytes"], 1)))


def _next(run_id: str, outcome: str, after: str | None) -> str | None:
    if not after:
        return None
    chosen = f"outcome={outcome}&" if outcome else ""
    return f"/imports/{run_id}?{chosen}next={after}"


ROUTES: list[BaseRoute] = [
    page_route("/imports", list_imports),
    page_route("/imports", send_file, methods=("POST",)),
    page_route("/imports/sample.csv", send_sample),
    page_route("/imports/columns", show_columns),
    page_route("/imports/{run}", show_import),
    page_route("/imports/{run}/rows.csv", send_rows),
]
