"""Papers to agenda items: sent as a form with a file, given as a file to keep and open."""

from hashlib import sha256
from pathlib import Path as FilePath
from typing import Annotated, Any

from fastapi import APIRouter, File, Form, Header, Path, Response, UploadFile

from app.api import API
from app.api.access import HOLD_MEETINGS, SEE_PANEL
from app.api.agenda import Holder, ItemRef, Reader, item_answer, note_items_read, shown_item
from app.api.strict_json import StrictRoute
from app.deps import MARKING, Answered, Call, Writing, WritingDep, read_key, roles
from app.schemas.agenda import AgendaItemOut
from app.schemas.fields import Line
from app.services.meetings import papers
from app.services.panel_access import require_item
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix=API, tags=["Meetings"], route_class=StrictRoute)

PaperRef = Annotated[str, Path(description="The id of a paper.", max_length=40)]
PAPERS = "/agenda-items/{item}/papers"
FILES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}
}


@router.post(PAPERS, response_model=AgendaItemOut, status_code=201, openapi_extra=roles(*HOLD_MEETINGS))
def add_agenda_paper(
    item: ItemRef,
    call: Holder,
    file: Annotated[UploadFile, File(description="PDF, PNG, JPEG or plain text.")],
    title: Annotated[Line, Form()],
    idempotency_key: Annotated[str | None, Header(max_length=300)] = None,
) -> Response:
    """Add a paper to an item: a safe type, no larger than is set, kept outside the database."""
    require_item(call, item)
    limit = call.request.app.state.settings.panel_paper_limit_bytes
    content = file.file.read(limit + 1)
    digest = sha256(f"{title}\0{file.filename}\0".encode() + content).hexdigest()
    sent = papers.NewPaper(title, file.filename or "", content)

    def use_case(work: UnitOfWork) -> Answered:
        papers.keep_paper(work, _folder(call), item, sent, limit)
        return item_answer(work, item, 201)

    return Writing(call, None, read_key(idempotency_key), digest).carry_out(AgendaItemOut, use_case)


@router.get(PAPERS + "/{paper}", response_class=Response, responses=FILES, openapi_extra=roles(*SEE_PANEL))
def read_agenda_paper(item: ItemRef, paper: PaperRef, call: Reader) -> Response:
    """A paper's file, to be kept and opened, never shown as a page."""
    row = shown_item(call, item)
    with call.reading() as connection:
        found, content = papers.read_paper(connection, _folder(call), row, paper)
    note_items_read(call, [row], "paper")
    headers = {
        **MARKING,
        "Content-Disposition": f'attachment; filename="OFFICIAL-SENSITIVE {found["file_name"]}"',
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return Response(content, 200, headers, found["media_type"])


@router.post(PAPERS + "/{paper}/remove", response_model=AgendaItemOut, openapi_extra=roles(*HOLD_MEETINGS))
def remove_agenda_paper(item: ItemRef, paper: PaperRef, call: Holder, write: WritingDep) -> Response:
    """Take a paper off its item; what was sent before stays in the record."""
    require_item(call, item)

    def use_case(work: UnitOfWork) -> Answered:
        papers.remove_paper(work, item, paper)
        return item_answer(work, item)

    return write(call).carry_out(AgendaItemOut, use_case)


def _folder(call: Call) -> FilePath:
    """Where papers are kept: nothing serves pages or assets from there."""
    var_dir: FilePath = call.request.app.state.settings.var_dir
    return var_dir / "agenda-papers"
