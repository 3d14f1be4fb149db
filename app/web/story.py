"""The page of a case's whole story: filtered, page by page, to be printed, or taken as a file."""

from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute

from app.schemas.story import Story
from app.web.case_reading import path_to, read_case, reference_of
from app.web.places import places_of
from app.web.render import HEADERS, page
from app.web.route import page_route
from app.web.story_words import KIND, story_row

ON_PAPER = 200


async def show_story(request: Request) -> Response:
    """A page of the story; with htmx its list alone, with `print` a long page without furniture."""
    api, reference, asked = request.state.api, reference_of(request), request.query_params
    kind = asked.get("kind", "")
    kind = kind if kind in KIND else ""
    on_paper = "print" in asked
    params = {"kind": kind, "next": asked.get("next"), "size": ON_PAPER if on_paper else None}
    read = await read_case(api, reference)
    story = Story.model_validate((await api.get(path_to(reference, "/story"), params=params)).json)
    names = (await places_of(request)).names
    rows = [story_row(entry, names) for entry in story.items]
    return page(
        request,
        "story/print.html" if on_paper else "story/page.html",
        fragment="story/_story.html",
        announce=f"{len(rows)} entries" if rows else "Nothing of this kind",
        case=read.case,
        rows=rows,
        kinds=[("", "Everything"), *KIND.items()],
        kind=kind,
        kind_words=KIND.get(kind, "Everything"),
        first=_address(request, kind=kind),
        next_address=_address(request, kind=kind, next=story.next) if story.next else None,
        paper=_address(request, kind=kind, print="yes"),
        more_on_paper=_address(request, kind=kind, next=story.next, print="yes") if story.next else None,
        file=f"{request.url.path}.csv" + (f"?kind={kind}" if kind else ""),
        is_first="next" not in asked,
    )


async def send_story(request: Request) -> Response:
    """The story as a CSV file, passed on as it comes from the API."""
    kind = request.query_params.get("kind")
    path = path_to(reference_of(request), "/story")
    pieces = await request.state.api.stream(path, params={"kind": kind, "format": "csv"})
    headers = {**HEADERS, "Content-Disposition": 'attachment; filename="story-OFFICIAL-SENSITIVE.csv"'}
    return StreamingResponse(pieces, media_type="text/csv; charset=utf-8", headers=headers)


def _address(request: Request, **asked: Any) -> str:
    told = urlencode({name: value for name, value in asked.items() if value})
    return f"{request.url.path}?{told}" if told else request.url.path


ROUTES: list[BaseRoute] = [
    page_route("/cases/{case}/story", show_story),
    page_route("/cases/{case}/story.csv", send_story),
]
