"""The handover of one case, for both sides: its checklist, the report, the community's answer, and the summary."""

from asyncio import gather
from collections.abc import Mapping, Sequence
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.schemas.handovers import HandoverOut, HandoverRecordOut
from app.web.case_reading import path_to, read_case, read_owner, reference_of
from app.web.client import ApiProblem
from app.web.days import boxes, read_boxes, typed_boxes
from app.web.forms import typed_form
from app.web.labels import handovers as words
from app.web.places import places_of
from app.web.render import HEADERS, page
from app.web.route import page_route

SIDES: Mapping[str, frozenset[str]] = {
    "prison": frozenset({"OMU_OFFICER", "OMU_MANAGER"}),
    "community": frozenset({"COMMUNITY_MANAGER", "COMMUNITY_SENIOR"}),
}
DECIDERS = frozenset({"OMU_MANAGER", "COMMUNITY_SENIOR"})
SAID: Mapping[str, str] = {
    "step": "The checklist is saved",
    "report": "The report is saved",
    "accept": "The handover is accepted",
    "decline": "The handover is declined",
}
CHANGED = "Somebody worked on this handover after you opened it. Look at it as it stands now, then repeat your change"
NOTE_MISSING = "Enter a note that says why this item is not needed"
Faults = Sequence[tuple[str | None, str]]


async def show_handover(request: Request) -> Response:
    """The handover of a case."""
    return await _shown(request)


async def work_on_handover(request: Request) -> Response:
    """Carry out what a button of the page says; with htmx the page's working part comes back alone."""
    typed, reference = await typed_form(request), reference_of(request)
    action = typed.get("action", "").partition(":")[0]
    body = _body(typed)
    if body is None:
        return RedirectResponse(f"/cases/{reference}/handover", 303)
    try:
        await request.state.api.patch(
            path_to(reference, "/handover"), json=body, headers={"If-Match": typed.get("version", "")}
        )
    except ApiProblem as problem:
        if problem.status not in {400, 403, 409, 412}:
            raise
        return await _shown(request, typed, _faults(action, typed, problem), problem.status)
    if request.headers.get("hx-target") == "work":
        return await _shown(request, said=SAID[action])
    return RedirectResponse(f"/cases/{reference}/handover?done={action}", 303)


async def _shown(
    request: Request,
    typed: Mapping[str, str] | None = None,
    faults: Faults = (),
    status: int = 200,
    said: str | None = None,
) -> Response:
    api, reference, person = request.state.api, reference_of(request), request.state.person
    read, owner, answer = await gather(
        read_case(api, reference), read_owner(api, reference), api.get(path_to(reference, "/handover"))
    )
    found = HandoverOut.model_validate(answer.json, by_name=True)
    record, said = found.record, said or SAID.get(request.query_params.get("done", ""))
    return page(
        request,
        "handovers/case.html",
        fragment="handovers/_work.html",
        announce=faults[0][1] if faults else said,
        status=status,
        case=read.case,
        owner=owner,
        handover=found,
        record=record,
        sides=_sides(record),
        mine={side for side, roles in SIDES.items() if not person.roles.isdisjoint(roles)},
        may_decide=not person.roles.isdisjoint(DECIDERS),
        version=answer.etag or "",
        typed=typed or {},
        accepted_on=typed_boxes(typed, "on") if typed else boxes(request.state.today),
        summary=faults,
        errors=dict(faults),
        said=said,
        words=words,
    )


def _sides(record: HandoverRecordOut | None) -> list[tuple[str, str, list[Any]]]:
    """The checklist, side by side."""
    if record is None:
        return []
    names = (("prison", "The prison's part"), ("community", "The community's part"))
    return [(side, text, [step for step in record.steps if step.side == side]) for side, text in names]


def _body(typed: Mapping[str, str]) -> dict[str, Any] | None:
    """What is sent for a button, whose value is `step:CODE:STATE`, `report`, `accept` or `decline`."""
    action, *rest = typed.get("action", "").split(":")
    if action == "step" and len(rest) == 2:
        step = {"code": rest[0], "state": rest[1]}
        note = _text(typed, f"note-{rest[0]}")
        return {"steps": [{**step, "note": note} if note else step]}
    if action == "report":
        return {"report": _text(typed, "report") or None}
    if action == "accept":
        return {"accepted": {"on": read_boxes(typed, "on") or ""}}
    if action == "decline":
        return {"declined": {"reason": _text(typed, "decline_reason")}}
    return None


def _text(typed: Mapping[str, str], name: str) -> str:
    return typed.get(name, "").replace("\r\n", "\n").strip()


def _faults(action: str, typed: Mapping[str, str], problem: ApiProblem) -> Faults:
    """What is wrong, each with the element that mends it."""
    if problem.status == 412:
        return [(None, CHANGED)]
    if problem.status != 400:
        return [(None, problem.detail.rstrip("."))]
    code = typed.get("action", "").split(":")[1] if action == "step" else ""
    if any(each.code == "missing" and each.field.endswith("note") for each in problem.errors):
        return [(f"note-{code}", NOTE_MISSING)]
    if action == "accept":
        return [("on-day", "Enter the day of acceptance: today, or a day since the record was opened")]
    if action == "decline":
        return [("decline_reason", "Enter why the handover is declined")]
    message = problem.errors[0].message if problem.errors else problem.detail
    return [(f"note-{code}" if code else "report", message.rstrip("."))]


async def show_summary(request: Request) -> Response:
    """The handover on one page, to print."""
    found = await _summary(request)
    places = await places_of(request)
    return page(
        request, "handovers/summary.html", found=found, case=found["case"], places=places, words=words
    )


async def send_summary(request: Request) -> Response:
    """The same as a PDF file."""
    answer = await request.state.api.raw("GET", path_to(reference_of(request), "/handover/summary.pdf"))
    if answer.status_code == 404:
        raise HTTPException(404)
    answer.raise_for_status()
    told = {"Content-Disposition": answer.headers["content-disposition"]}
    return Response(answer.content, headers={**HEADERS, **told}, media_type="application/pdf")


async def _summary(request: Request) -> Any:
    return (await request.state.api.get(path_to(reference_of(request), "/handover/summary"))).json


ROUTES: list[BaseRoute] = [
    page_route("/cases/{case}/handover", show_handover),
    page_route("/cases/{case}/handover", work_on_handover, methods=("POST",)),
    page_route("/cases/{case}/handover/summary", show_summary),
    page_route("/cases/{case}/handover/summary.pdf", send_summary),
]
