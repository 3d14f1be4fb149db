"""Board data for scripts: recommendations, decisions and actions by cursor, or all of them as a stream."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse

from app.api import API
from app.api.access import READ_BOARD_DATA
from app.api.csv_lists import Column, csv_response
from app.deps import MARKING, Call, requires, roles
from app.domain.board_data import ALWAYS
from app.domain.refusals import NotPermitted
from app.domain.sharing import Way
from app.schemas.board_data import BoardDataList, BoardDataQuery
from app.services import board_data
from app.services.board_data import Asked, Page, fields_of, share_for

router = APIRouter(prefix=API, tags=["Board data"])

NDJSON, CSV = "application/x-ndjson", "text/csv"
STREAMS: dict[int | str, dict[str, Any]] = {
    200: {"content": {NDJSON: {"schema": {"type": "string"}}, CSV: {"schema": {"type": "string"}}}}
}
NAME = "board-decisions-OFFICIAL-SENSITIVE"
FORMATS = {"ndjson": NDJSON, "csv": CSV, "json": "application/json"}


@router.get(
    "/board-decisions",
    response_model=BoardDataList,
    responses=STREAMS,
    openapi_extra=roles(*READ_BOARD_DATA),
)
def list_board_decisions(
    call: Annotated[Call, requires(*READ_BOARD_DATA)], asked: Annotated[BoardDataQuery, Query()]
) -> Response:
    """Recommendations, decisions and actions as they became or changed, the oldest first, in the agreed fields.

    Needs a standing agreement of the Chair for the client, or for the director's role; each answer is a disclosure.
    """
    wanted = Asked(**asked.model_dump(exclude={"limit", "format"}))
    kind = FORMATS[asked.format] if asked.format else _accepted(call)
    with _refusals_kept(call):
        if kind == NDJSON:
            return _ndjson(call, wanted)
        if kind == CSV:
            return _csv(call, wanted)
        found = board_data.read_page(call.database, call.work, call.caller, wanted, call.today, asked.limit)
    return _page(found, asked.limit)


def _accepted(call: Call) -> str:
    """The first of what the caller accepts that there is."""
    given = call.request.headers.get("accept", "").lower()
    kinds = [part.partition(";")[0].strip() for part in given.split(",")]
    return next((kind for kind in kinds if kind in {NDJSON, CSV}), FORMATS["json"])


@contextmanager
def _refusals_kept(call: Call) -> Iterator[None]:
    """Who is refused for want of an agreement stands in the audit."""
    try:
        yield
    except NotPermitted as refusal:
        with call.work() as work:
            work.record("REFUSED", details={"what": "board_data", "why": refusal.code})
        raise


def _page(found: Page, limit: int) -> Response:
    """The lines of the database, set into the shape of a list without being read; no value holds a bare line end."""
    end = json.dumps(
        {"page": 1, "size": limit, "total": None, "next": found.next, "after": found.after},
        separators=(",", ":"),
    )
    body = b'{"items":[' + found.text[:-1].replace(b"\n", b",") + b"]," + end.encode()[1:]
    return Response(body, headers={**MARKING, "Vary": "Accept"}, media_type="application/json")


def _ndjson(call: Call, asked: Asked) -> Response:
    parts = _begun(board_data.stream(call.database, call.work, call.caller, asked, call.today))
    headers = {
        **MARKING,
        "Content-Disposition": f'attachment; filename="{NAME}.ndjson"',
        "Vary": "Accept",
    }
    return StreamingResponse(parts, headers=headers, media_type=NDJSON)


def _csv(call: Call, asked: Asked) -> Response:
    with call.reading() as connection:
        fields = fields_of(share_for(connection, call.caller, call.today, asked.share))
    parts = _begun(board_data.stream(call.database, call.work, call.caller, asked, call.today, Way.FILE))
    rows = (json.loads(line) for part in parts for line in part.splitlines())
    columns: list[Column] = [(name, _cell(name)) for name in (*ALWAYS, *fields)]
    return csv_response(rows, columns, "board-decisions")


def _cell(name: str) -> Any:
    """A value of one cell; lists and objects as the JSON that they are."""

    def cell(row: Any) -> Any:
        value = row[name] if name in row else row["fields"].get(name)
        return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value

    return cell


def _begun(parts: Iterator[bytes]) -> Iterable[bytes]:
    """The parts, the first of which is read (and logged) now, so that what goes wrong with it is still a refusal."""
    first = next(parts, None)
    return () if first is None else chain([first], parts)
