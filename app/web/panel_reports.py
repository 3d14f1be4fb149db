"""The panel's reports: the two accounts, and the monitoring extracts with their making."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute

from app.schemas.panel_figures import AccountOut, ExtractList, ExtractOut, Table
from app.web.client import ApiProblem
from app.web.days import boxes, read_boxes
from app.web.forms import typed_form
from app.web.kept_forms import FormState, refused
from app.web.labels import panel_reports as words
from app.web.places import places_of
from app.web.questions import Question, answers, faults
from app.web.render import HEADERS, page
from app.web.route import page_route

HOME = "/panel/reports"
SEES_EXTRACTS = frozenset({"PANEL_SECRETARIAT", "PANEL_CHAIR", "GROUP_DIRECTOR", "INSPECTOR"})
MAKES_EXTRACTS = frozenset({"PANEL_SECRETARIAT", "PANEL_CHAIR"})
READS_ACCOUNT = {
    "prison_group_director": frozenset({"GROUP_DIRECTOR", "PANEL_SECRETARIAT"}),
    "deputy_director": frozenset({"PANEL_CHAIR", "PANEL_SECRETARIAT"}),
}
FROM, TO = Question("from", "date", "From"), Question("to", "date", "Up to and including")
FORM = (
    Question("quarter", "choice", "Quarter", required=True),
    Question("reason", "long_text", "Who commissioned it, and for what", required=True),
)
QUARTERS_OFFERED = 8


async def show_reports(request: Request) -> Response:
    """The reports that this person reads, and the extracts that were made."""
    return await _home(request)


async def make_extract(request: Request) -> Response:
    """Make the extract of a quarter, or show the form as typed."""
    typed = await typed_form(request)
    headers = {"Idempotency-Key": typed.get("key") or str(uuid4())}
    try:
        path, body = "/monitoring-extracts", answers(FORM, typed)
        answer = await request.state.api.post(path, json=body, headers=headers)
    except ApiProblem as problem:
        return await _home(request, refused(FORM, typed, problem))
    return RedirectResponse(f"{HOME}/extracts/{answer.json['quarter']}?done=1", 303)


async def show_account(request: Request) -> Response:
    """One report, over the days that were asked for."""
    owner, asked = _owner(request), request.query_params
    days = {name: read_boxes(asked, name) for name in ("from", "to")}
    form, found = FormState(dict(asked)), None
    try:
        answer = await request.state.api.get("/panel-accounts", params={"owner": owner, **days})
        found = AccountOut.model_validate(answer.json)
        shown = {"from": found.from_.isoformat(), "to": found.to.isoformat()}
        typed = {f"{name}-{part}": box for name, day in shown.items() for part, box in boxes(day).items()}
        form = FormState(typed)
    except ApiProblem as problem:
        if problem.status != 400:
            raise
        form = FormState(dict(asked), faults((FROM, TO), problem.errors, dict(asked)), 400)
    return page(
        request,
        "panel_reports/account.html",
        status=form.status,
        owner=owner,
        found=found,
        tables=await _tables(request, found.tables) if found else [],
        form=form,
        questions=(FROM, TO),
        words=words,
        file=f"{HOME}/accounts/{owner}.csv?from={found.from_}&to={found.to}" if found else None,
    )


async def send_account(request: Request) -> Response:
    """The same as a file."""
    owner, asked = _owner(request), request.query_params
    params = {"owner": owner, "from": asked.get("from"), "to": asked.get("to"), "format": "csv"}
    return await _file(request, "/panel-accounts", params, f"panel-{owner}")


async def show_extract(request: Request) -> Response:
    """One monitoring extract, as it was made."""
    answer = await request.state.api.get(f"/monitoring-extracts/{request.path_params['quarter']}")
    found = ExtractOut.model_validate(answer.json)
    return page(
        request,
        "panel_reports/extract.html",
        found=found,
        tables=await _tables(request, found.tables),
        words=words,
        file=f"{HOME}/extracts/{found.quarter}.csv",
        done=request.query_params.get("done") == "1",
    )


async def send_extract(request: Request) -> Response:
    """The same as a file."""
    quarter = request.path_params["quarter"]
    return await _file(
        request, f"/monitoring-extracts/{quarter}", {"format": "csv"}, f"monitoring-{quarter[:7]}"
    )


async def _home(request: Request, form: FormState | None = None) -> Response:
    mine = request.state.person.roles
    extracts = None
    if not mine.isdisjoint(SEES_EXTRACTS):
        answer = await request.state.api.get("/monitoring-extracts")
        extracts = ExtractList.model_validate(answer.json)
    form = form or FormState()
    return page(
        request,
        "panel_reports/page.html",
        status=form.status,
        owners=[owner for owner, roles in READS_ACCOUNT.items() if not mine.isdisjoint(roles)],
        extracts=extracts,
        may_make=not mine.isdisjoint(MAKES_EXTRACTS),
        form=form,
        questions=(replace(FORM[0], choices=_quarters_over(request.state.today)), *FORM[1:]),
        key=form.typed.get("key") or str(uuid4()),
        words=words,
    )


def _quarters_over(today: date) -> tuple[tuple[str, str], ...]:
    """The quarters that are over, the latest first: what the API takes, and the words for it."""
    now = today.year * 4 + (today.month - 1) // 3
    codes = [f"{each // 4}-Q{each % 4 + 1}" for each in range(now - 1, now - 1 - QUARTERS_OFFERED, -1)]
    return tuple((code, words.quarter(code)) for code in codes)


async def _tables(request: Request, tables: Iterable[Table]) -> list[dict[str, Any]]:
    """The tables in words; of prisons only those where somebody is counted."""
    prisons = dict((await places_of(request)).prisons) if any(each.by == "prison" for each in tables) else {}
    return [
        {
            "caption": words.TABLE[f"{each.measure}:{each.by}"],
            "total": each.total,
            "withheld": each.withheld,
            "rows": [
                (words.CATEGORY.get(row.category) or prisons.get(row.category, row.category), row.count)
                for row in each.counts
                if row.count != 0 or each.by != "prison"
            ],
        }
        for each in tables
    ]


async def _file(request: Request, path: str, params: dict[str, str | None], name: str) -> Response:
    pieces = await request.state.api.stream(path, params=params)
    told = {"Content-Disposition": f'attachment; filename="{name}-OFFICIAL-SENSITIVE.csv"'}
    return StreamingResponse(pieces, media_type="text/csv; charset=utf-8", headers={**HEADERS, **told})


def _owner(request: Request) -> str:
    owner: str = request.path_params["owner"]
    if owner not in words.OWNER:
        raise HTTPException(404)
    return owner


ROUTES: list[BaseRoute] = [
    page_route(HOME, show_reports),
    page_route(f"{HOME}/extracts", make_extract, methods=("POST",)),
    page_route(HOME + "/extracts/{quarter}.csv", send_extract),
    page_route(HOME + "/extracts/{quarter}", show_extract),
    page_route(HOME + "/accounts/{owner}.csv", send_account),
    page_route(HOME + "/accounts/{owner}", show_account),
]
