"""The whole story of a case: one line of everything that happened to it, filtered and page by page."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from sqlalchemy.engine import Connection

from app.api import API
from app.api.access import READ_CASES
from app.api.cases import CaseRef
from app.api.csv_lists import CSV_TOO, csv_response, every_row, wants_csv
from app.deps import Answered, Call, answer, requires, roles
from app.schemas.story import Story, StoryQuery
from app.services import story

router = APIRouter(prefix=API, tags=["Story"])

COLUMNS = (
    ("at", "at"),
    ("kind", "kind"),
    ("what", "what"),
    ("who", "who"),
    ("who_name", "who_name"),
    ("why", "why"),
    ("details", lambda row: "; ".join(f"{name}: {value}" for name, value in row["details"].items())),
)


@router.get("/cases/{case}/story", response_model=Story, responses=CSV_TOO, openapi_extra=roles(*READ_CASES))
def read_story(
    case: CaseRef, call: Annotated[Call, requires(*READ_CASES)], asked: Annotated[StoryQuery, Query()]
) -> Response:
    """Everything that happened to a case, the latest first: who owned it, facts, people, tasks, its record."""
    kinds = [asked.kind] if asked.kind else []

    def read(connection: Connection, after: str | None, size: int) -> Mapping[str, Any]:
        return story.story_of(connection, call.caller, case, kinds, after, size, call.today)

    with call.reading() as connection:
        found = read(connection, asked.next, asked.size)
    call.note_read("CASE_READ", case_id=found["case_id"], details={"part": "story"})
    if wants_csv(call, asked.format):
        return csv_response(every_row(call.database, read), COLUMNS, "story")
    return answer(Story, Answered(found))
