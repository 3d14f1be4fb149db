"""Kept comparisons: the list, a run on its way, what came out as charts and tables, and its files."""

from asyncio import gather
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute

from app.schemas.compare import (
    ComparisonList,
    ComparisonOut,
    ComparisonWithResult,
    MonthOfSide,
    MoveList,
    MoveOut,
    PlaceHandoverList,
    SideOut,
)
from app.web.client import ApiProblem
from app.web.compare_form import ask_policies, start
from app.web.labels import compare as words
from app.web.labels import say
from app.web.month_drawing import MonthChart, month_chart
from app.web.places import Places, places_of
from app.web.render import HEADERS, page
from app.web.route import page_route

WAITING = frozenset({"queued", "running"})
FILES: Mapping[str, Mapping[str, str]] = {
    "moves": {},
    "owned": {},
    "handovers-by-prison": {"by": "prison"},
    "handovers-by-region": {"by": "region"},
}
SIZE = 25


async def list_comparisons(request: Request) -> Response:
    """The kept runs, the latest first."""
    answer = await request.state.api.get("/policies/comparisons", params=_cursor(request))
    found = ComparisonList.model_validate(answer.json)
    return page(
        request,
        "compare/list.html",
        items=found.items,
        states=words.STATE,
        next_address=f"/policies/comparisons?next={found.next}" if found.next else None,
    )


async def show_comparison(request: Request) -> Response:
    """One run: how far it is, and once it is over what came out; with htmx that part alone."""
    reference = request.path_params["comparison"]
    path = f"/policies/comparisons/{reference}"
    run = ComparisonWithResult.model_validate((await request.state.api.get(path)).json)
    is_over = run.state not in WAITING
    places = await places_of(request)
    return page(
        request,
        "compare/run.html",
        fragment="compare/_comparison.html",
        announce="The comparison is over." if is_over else None,
        run=run,
        is_over=is_over,
        percent=min(100, 100 * run.cases_done // max(run.cases_total, 1)),
        states=words.STATE,
        failure=words.FAILURE.get(run.failure or "", words.FAILURE["internal_fault"]),
        inputs=_inputs(run, places),
        **(await _result(request, run, path) if run.result else {"charts": []}),
    )


async def send_table(request: Request) -> Response:
    """One of the run's tables as a CSV file, passed on as it comes from the API."""
    reference, table = request.path_params["comparison"], request.path_params["table"]
    if table not in FILES:
        raise ApiProblem(404, "not_found", "There is no such table.")
    path = f"/policies/comparisons/{reference}/{table.partition('-')[0]}"
    pieces = await request.state.api.stream(path, params={**FILES[table], "format": "csv"})
    name = f"{table}-{reference}-OFFICIAL-SENSITIVE.csv"
    headers = {**HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(pieces, media_type="text/csv; charset=utf-8", headers=headers)


async def _result(request: Request, run: ComparisonWithResult, path: str) -> dict[str, Any]:
    api = request.state.api
    moves, prisons, regions = await gather(
        api.get(f"{path}/moves", params={**_cursor(request), "size": SIZE}),
        api.get(f"{path}/handovers", params={"by": "prison", "size": 100}),
        api.get(f"{path}/handovers", params={"by": "region", "size": 100}),
    )
    found = MoveList.model_validate(moves.json)
    here = f"/policies/comparisons/{run.id}"
    return {
        "charts": _charts(run),
        "directions": run.result.directions if run.result else [],
        "moves": [(_owner(move, "left"), _owner(move, "right"), move) for move in found.items],
        "next_address": f"{here}?next={found.next}#moves" if found.next else None,
        "first_address": f"{here}#moves" if request.query_params.get("next") else None,
        "places": [
            ("Prison", "prison", PlaceHandoverList.model_validate(prisons.json)),
            ("Probation region", "region", PlaceHandoverList.model_validate(regions.json)),
        ],
        "file": lambda table: f"{here}/{table}.csv",
    }


def _charts(run: ComparisonWithResult) -> list[MonthChart]:
    months = run.result.months if run.result else []
    names = _names(run)

    def chart(chart_id: str, title: str, unit: str, read: Callable[[MonthOfSide], int]) -> MonthChart:
        return month_chart(
            chart_id,
            title,
            unit,
            names,
            [month.month for month in months],
            [read(month.left) for month in months],
            [read(month.right) for month in months],
            sums=unit == "handovers",
        )

    return [
        chart("custody", "Cases that the prisons own at the end of each month", "cases", lambda m: m.custody),
        chart("community", "Cases that the community owns at the end of each month", "cases", _community),
        chart("handovers", "Handovers to the community in each month", "handovers", lambda m: m.handovers),
        chart("prison-staff", "People needed in the prisons", "people", lambda m: m.custody_staff),
        chart("community-staff", "People needed in the community", "people", lambda m: m.community_staff),
    ]


def _community(month: MonthOfSide) -> int:
    return month.community


def _names(run: ComparisonOut) -> tuple[str, str]:
    """Short names of both sides; with settings told where both are the same policy."""
    names = [_short(side) for side in (run.left, run.right)]
    if names[0] == names[1]:
        return f"First: {names[0]}", f"Second: {names[1]}"
    return names[0], names[1]


def _short(side: SideOut) -> str:
    name = side.title.partition(":")[0]
    return f"{name}, other settings" if side.settings else name


def _inputs(run: ComparisonOut, places: Places) -> list[tuple[str, str]]:
    asked = run.filter
    narrowed = [
        ("Prisons", ", ".join(places.prison_name(code) for code in asked.prisons)),
        ("Home regions", ", ".join(places.region_name(code) for code in asked.regions)),
        ("Estate", _chosen(words.ESTATES, asked.estate)),
        ("Provider", _chosen(words.PROVIDERS, asked.provider)),
        ("Sentence", _chosen(words.SENTENCES, asked.sentence_type)),
    ]
    shown = [(name, value) for name, value in narrowed if value]
    sides = [("First policy", run.left), ("Second policy", run.right)]
    return [
        *((name, _side_in_words(side, places)) for name, side in sides),
        *(shown or [("Cases", "Every open case that its author may see")]),
        ("Number of cases", f"{run.cases_total:,}"),
        ("Cases a person", f"{run.caseload:,}"),
    ]


def _chosen(choices: Sequence[tuple[str, str]], value: str | None) -> str:
    return dict(choices).get(value, value) if value else ""


def _side_in_words(side: SideOut, places: Places) -> str:
    if side.version is None:
        told = [_decision_in_words(each, places) for each in side.decisions]
        return f"{side.title}: " + "; ".join(told)
    settings = ", ".join(
        f"{key.replace('_', ' ')} = {str(value).replace('_', ' ')}" for key, value in side.settings.items()
    )
    return f"{side.title} ({side.policy}, version {side.version})" + (
        f", with {settings}" if settings else ""
    )


def _decision_in_words(decision: Any, places: Places) -> str:
    where = words.PLACE_KIND.get(decision.place_kind, decision.place_kind)
    code = decision.place_code
    place = f"{where} {places.names.get(code, code)}" if code else where
    return f"{decision.title} ({decision.policy}, version {decision.version}), {place}"


def _owner(move: MoveOut, side: str) -> str:
    owner = move.left if side == "left" else move.right
    lead = f", {say('role', owner.lead_role).lower()}" if owner.lead_role else ""
    return f"{say('responsible', owner.responsible)}{lead}"


def _cursor(request: Request) -> dict[str, str | None]:
    return {"next": request.query_params.get("next")}


ROUTES: list[BaseRoute] = [
    page_route("/policies/comparisons/new", ask_policies),
    page_route("/policies/comparisons/new", start, methods=("POST",)),
    page_route("/policies/comparisons", list_comparisons),
    page_route("/policies/comparisons/{comparison}", show_comparison),
    page_route("/policies/comparisons/{comparison}/{table}.csv", send_table),
]
