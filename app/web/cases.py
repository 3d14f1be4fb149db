"""The page of a case: who owns it, why, until when, what is known of it, and who owned it on any day."""

from asyncio import gather
from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.schemas.facts import FactOut
from app.web.badges import badges_of
from app.web.case_reading import (
    read_case,
    read_facts,
    read_history,
    read_owner,
    read_timeline,
    reference_of,
)
from app.web.case_record import read_record
from app.web.fact_words import Names, change_rows, fact_row, fact_rows
from app.web.places import places_of
from app.web.policy_titles import policy_titles
from app.web.render import page
from app.web.route import page_route
from app.web.timeline_drawing import draw, window_of
from app.web.who_owned import VIEWS, ask

SHOWN_CHANGES = 6

WHAT_TO_RECORD: Mapping[str, Sequence[tuple[str, str]]] = {
    "release_not_recorded": (
        ("released", "Record the release"),
        ("release_date_recalculated", "Record a new release date"),
    ),
    "provider_missing": (("provider_changed", "Record the provider"),),
    "release_date_unknown": (("release_date_set", "Record the release date"),),
}
"""The forms that settle what needs attention."""


async def show_case(request: Request) -> Response:
    """The whole case; with `?on-day=...` also who owned it on that day."""
    api, reference, today = request.state.api, reference_of(request), request.state.today
    places, policies = await places_of(request), await policy_titles(request)
    read, owner, line, facts, history, record = await gather(
        read_case(api, reference),
        read_owner(api, reference),
        read_timeline(api, reference),
        read_facts(api, reference),
        read_history(api, reference),
        read_record(request, reference),
    )
    asked = await ask(api, reference, request.query_params, policies)
    case = read.case
    known_dates = [day for day in (case.dates.release_date, case.dates.licence_expiry_date) if day]
    title = f"Timeline of who owns the case of {case.first_name} {case.last_name}"
    window = window_of([line.periods], today, known_dates)
    return page(
        request,
        "cases/page.html",
        fragment="cases/_day-answer.html",
        announce=asked.said,
        status=400 if asked.faults else 200,
        case=case,
        record=record,
        badges=badges_of(case, owner, record),
        case_dates=list(case.dates.model_dump().items()),
        owner=owner,
        periods=line.periods,
        drawing=draw("line", title, line.periods, today=today, facts=facts, window=window),
        facts=fact_rows(facts, places.names),
        changes=change_rows(history.items[:SHOWN_CHANGES], places.names),
        more_changes=bool(history.next) or len(history.items) > SHOWN_CHANGES,
        what_to_record=WHAT_TO_RECORD,
        places=places,
        policies=policies,
        asked=asked,
        views=VIEWS,
        done=_done(request, facts, places.names),
    )


async def show_changes(request: Request) -> Response:
    """Every change of the case, a page at a time."""
    api, reference = request.state.api, reference_of(request)
    places = await places_of(request)
    read, history = await gather(
        read_case(api, reference), read_history(api, reference, request.query_params.get("next"))
    )
    return page(
        request,
        "cases/changes.html",
        case=read.case,
        changes=change_rows(history.items, places.names),
        next_address=f"{request.url.path}?next={history.next}" if history.next else None,
    )


def _done(request: Request, facts: Sequence[FactOut], names: Names) -> tuple[str, str] | None:
    """What was done just now, as the address of the page says: a heading and a sentence."""
    told = request.query_params
    said = {
        "opened": ("Case opened", "Facts that you record today count as known on their own dates."),
        "changed": ("Details changed", "The record shows the new details."),
        "decided": ("Decision made", "What the rules say stands beside it, and both sides are told."),
        "undecided": ("Decision ended", "From today the rules decide again, and both sides are told."),
        "confirmed": ("Details confirmed", "The record shows who confirmed them and when."),
    }
    for what, heading in (("recorded", "Fact recorded"), ("retracted", "Fact retracted")):
        found = next((fact for fact in facts if fact.id == told.get(what)), None)
        if found:
            row = fact_row(found, names)
            return heading, f"{row.title}, on {found.date.day} {found.date:%B %Y}."
    return said.get(told.get("done", ""))


ROUTES: list[BaseRoute] = [
    page_route("/cases/{case}", show_case),
    page_route("/cases/{case}/changes", show_changes),
]
