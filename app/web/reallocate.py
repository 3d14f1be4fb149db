"""Moving many cases from one person to another: choose cases and person, say why, and see what became of each."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.web.client import ApiProblem
from app.web.labels.allocation import OVERRIDE
from app.web.render import page
from app.web.route import page_route
from app.web.staff_pages import path_to_person

MOST = 500
ERRORS = {
    "chosen": ("case-1", "Choose at least one case to move"),
    "to_staff_id": ("to", "Choose who takes the cases"),
    "override_reasons": ("reasons-1", "Choose at least one reason"),
    "override_text": ("override_text", "Say in words why this person suits, or what the other reason is"),
}


async def ask_move(request: Request) -> Response:
    """The person's cases to choose from; `?all=1` has every one chosen."""
    every = request.query_params.get("all") == "1"
    return await _ask(request, {}, [], None, every=every)


async def move_cases(request: Request) -> Response:
    """Move what was chosen, and show what became of each case."""
    form = await request.form()
    typed = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    reasons = [value for value in form.getlist("reasons") if isinstance(value, str)]
    chosen = [value for value in form.getlist("chosen") if isinstance(value, str)]
    giver = (await request.state.api.get(path_to_person(request))).json
    text, to = typed.get("override_text", "").strip(), typed.get("to", "")
    wanting = [
        name
        for name, is_wanting in (
            ("chosen", not chosen),
            ("to_staff_id", not to),
            ("override_reasons", not reasons),
            ("override_text", {"suitability", "other"} & set(reasons) and not text),
        )
        if is_wanting
    ]
    if wanting:
        return await _ask(request, typed, chosen, reasons, wanting=wanting)
    body = {
        "from_staff_id": giver["id"],
        "to_staff_id": to,
        "items": [_item(each) for each in chosen[:MOST]],
        "override_reasons": reasons,
        "end_leftovers": typed.get("end_leftovers") == "true",
        **({"override_text": text} if text else {}),
    }
    try:
        answer = await request.state.api.post(
            "/reallocations", json=body, headers={"Idempotency-Key": typed.get("key") or str(uuid4())}
        )
    except ApiProblem as problem:
        if problem.status not in {400, 404, 409, 422}:
            raise
        return await _ask(request, typed, chosen, reasons, problem=problem)
    taker = (await request.state.api.get(f"/staff/{to}")).json
    return page(request, "staff/moved.html", giver=giver, taker=taker, told=answer.json)


async def _ask(
    request: Request,
    typed: Mapping[str, str],
    chosen: Sequence[str],
    reasons: Sequence[str] | None,
    *,
    wanting: Sequence[str] = (),
    problem: ApiProblem | None = None,
    every: bool = False,
) -> Response:
    path = path_to_person(request)
    giver = (await request.state.api.get(path)).json
    rows = await _rows(request, path)
    errors = {name: ERRORS[name] for name in wanting}
    summary: list[tuple[str | None, str]] = list(errors.values())
    if problem:
        summary = [(None, each.message) for each in problem.errors] or [(None, problem.detail)]
    return page(
        request,
        "staff/reallocate.html",
        status=400 if wanting else problem.status if problem else 200,
        giver=giver,
        rows=rows,
        chosen=[row["value"] for row in rows] if every else list(chosen),
        takers=await _takers(request, giver),
        typed=typed,
        reasons=reasons or [],
        overrides=list(OVERRIDE.items()),
        key=str(uuid4()),
        errors={name: words for name, (_, words) in errors.items()},
        summary=summary,
    )


async def _rows(request: Request, path: str) -> list[dict[str, Any]]:
    """Every role the person holds, as far as one move takes."""
    found: list[dict[str, Any]] = []
    after: str | None = None
    while len(found) < MOST:
        answer = await request.state.api.get(f"{path}/caseload", params={"size": 100, "next": after})
        for case in answer.json["items"]:
            found += [
                {"case": case, "held": held, "value": f"{case['id']}:{held['allocation_id']}"}
                for held in case["held"]
            ]
        after = answer.json["next"]
        if not after:
            break
    return [row for row in found if request.state.person.may_name(row["held"]["role"])][:MOST]


async def _takers(request: Request, giver: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Who works at the same place and takes cases, with what each carries."""
    place = {"prison": giver["prison"]["code"]} if giver["prison"] else {}
    place |= {"region": giver["team"]["region"]} if giver["team"] else {}
    asked = {**place, "availability": "available", "size": 100}
    people = (await request.state.api.get("/staff", params=asked)).json["items"] if place else []
    return [
        (one["id"], f"{one['name']}: {one['workload']['cases']} cases, load {one['workload']['load']:g}")
        for one in people
        if one["id"] != giver["id"] and set(one["duties"]) & set(giver["duties"] or one["duties"])
    ]


def _item(value: str) -> dict[str, str]:
    case, _, allocation_id = value.partition(":")
    return {"case": case[:40] or "none", "allocation_id": allocation_id[:40] or "none"}


ROUTES: list[BaseRoute] = [
    page_route("/staff/{staff}/reallocate", ask_move),
    page_route("/staff/{staff}/reallocate", move_cases, methods=("POST",)),
]
