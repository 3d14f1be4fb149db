"""Imports: a file is received here and taken in the background; its progress and its rows can be asked for."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Header, Path, Query, Request, Response, UploadFile
from fastapi.responses import StreamingResponse

from app.api import API
from app.api.access import IMPORT
from app.deps import MARKING, Answered, Call, Writing, answer, requires, roles
from app.domain.refusals import InvalidInput
from app.schemas.fields import Day
from app.schemas.imports import (
    Format,
    ImportList,
    ImportOut,
    ImportRowList,
    ImportRowsFileQuery,
    ImportRowsQuery,
    ImportsQuery,
)
from app.services import imports
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix=f"{API}/imports", tags=["Imports"])

Run = Annotated[str, Path(description="The id of the import.", max_length=40)]
_KEY = re.compile(r'"?([\x21\x23-\x7e]{1,255})"?')
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = ("row", "outcome", "reference", "case_id", "field", "code", "message", "protective_marking")
ROWS_AT_ONCE = 200


@router.post("", response_model=ImportOut, status_code=202, openapi_extra=roles(*IMPORT))
def create_import(
    request: Request,
    call: Annotated[Call, requires(*IMPORT)],
    file: Annotated[UploadFile, File(description="CSV or JSON in UTF-8; see the import format.")],
    format: Annotated[Format, Form()] = "auto",  # noqa: A002 - the field's name in the contract
    file_date: Annotated[
        Day | None, Form(description="The day that the file shows; today if left out.")
    ] = None,
    again: Annotated[bool, Form(description="Start another run of a file that is under way.")] = False,
    idempotency_key: Annotated[str | None, Header(max_length=300)] = None,
) -> Response:
    """Receive a file. Its rows are taken in the background: a bad row never stops a good one."""
    key = _read_key(idempotency_key)
    staged = imports.stage(
        call.database,
        call.caller,
        call.moment,
        file.file,
        file_name=file.filename or "",
        wanted=format,
        file_date=file_date,
        again=again,
    )
    sent = f"{staged.digest} {format} {file_date} {again}"
    writing = Writing(call, None, key, sha256(sent.encode()).hexdigest())

    def use_case(work: UnitOfWork) -> Answered:
        shown = imports.as_shown(imports.queue(work, staged))
        return Answered(shown, 202, location=f"/api/v1/imports/{shown['id']}")

    try:
        response = writing.carry_out(ImportOut, use_case)
    except Exception:
        imports.forget(call.database, staged)
        raise
    if "Idempotent-Replayed" in response.headers:
        imports.forget(call.database, staged)
    elif worker := getattr(request.app.state, "imports", None):
        worker.call()
    return response


@router.get("", response_model=ImportList, openapi_extra=roles(*IMPORT))
def list_imports(
    call: Annotated[Call, requires(*IMPORT)], asked: Annotated[ImportsQuery, Query()]
) -> Response:
    """Your imports, the latest first; an administrator sees everybody's."""
    with call.reading() as connection:
        return answer(
            ImportList, Answered(imports.list_runs(connection, call.caller, asked.next, asked.size))
        )


@router.get("/{run}", response_model=ImportOut, openapi_extra=roles(*IMPORT))
def read_import(run: Run, call: Annotated[Call, requires(*IMPORT)]) -> Response:
    """One import and how far it is."""
    with call.reading() as connection:
        return answer(ImportOut, Answered(imports.show_run(connection, call.caller, run)))


@router.get("/{run}/rows", response_model=ImportRowList, openapi_extra=roles(*IMPORT))
def list_import_rows(
    run: Run, call: Annotated[Call, requires(*IMPORT)], asked: Annotated[ImportRowsQuery, Query()]
) -> Response:
    """What became of the rows, in the order of the file; people missing from it come last."""
    with call.reading() as connection:
        rows = imports.list_rows(connection, call.caller, run, asked.outcome, asked.next, asked.size)
    call.note_read("IMPORT_ROWS_READ", details={"import": run})
    return answer(ImportRowList, Answered(rows))


@router.get(
    "/{run}/rows.csv",
    response_class=StreamingResponse,
    responses={200: {"content": {"text/csv": {"schema": {"type": "string"}}}}},
    openapi_extra=roles(*IMPORT),
)
def download_import_rows(
    run: Run, call: Annotated[Call, requires(*IMPORT)], asked: Annotated[ImportRowsFileQuery, Query()]
) -> StreamingResponse:
    """The same as a CSV file, a line for each reason; no cell can be taken for a formula."""
    rows = imports.every_row(call.database, call.caller, run, asked.outcome)
    call.note_read("IMPORT_ROWS_READ", details={"import": run})
    name = f'attachment; filename="import-{run}-OFFICIAL-SENSITIVE.csv"'
    headers = {**MARKING, "Content-Disposition": name}
    return StreamingResponse(_as_csv(rows), headers=headers, media_type="text/csv; charset=utf-8")


def _read_key(sent: str | None) -> str | None:
    if sent is None:
        return None
    parts = _KEY.fullmatch(sent.strip())
    if parts is None:
        message = "Give a key of 1 to 255 visible characters, quoted or bare."
        raise InvalidInput.of("Idempotency-Key", "key_invalid", message)
    return parts[1]


def _as_csv(rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(_COLUMNS)
    for place, row in enumerate(rows, start=1):
        for reason in row["reasons"] or [{"field": "", "code": "", "message": ""}]:
            whole = {**row, **reason, "protective_marking": MARKING["Protective-Marking"]}
            writer.writerow([_plain(whole[name]) for name in _COLUMNS])
        if place % ROWS_AT_ONCE == 0:
            yield _taken_from(buffer)
    yield _taken_from(buffer)


def _plain(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _taken_from(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
