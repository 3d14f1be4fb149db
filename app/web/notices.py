"""Notices: what the person was told, how they want to be told, and the mail that carried it."""

from asyncio import gather
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.web.forms import typed_form
from app.web.labels.tasks import detail_rows
from app.web.places import places_of
from app.web.render import page
from app.web.route import page_route

SAID = {"read": "Marked as read", "kept": "Your choices are kept"}


async def show_notices(request: Request) -> Response:
    """What the person was told, the unread first."""
    cursor = request.query_params.get("next")
    found, places = await gather(
        request.state.api.get("/notices", params={"next": cursor}), places_of(request)
    )
    items = [{**each, "rows": detail_rows(each["details"], places.names)} for each in found.json["items"]]
    after = found.json["next"]
    return page(
        request,
        "notices/page.html",
        items=items,
        unread=found.json["unread"],
        next_address=f"/notices?next={after}" if after else None,
        said=SAID.get(request.query_params.get("done", "")),
    )


async def mark_read(request: Request) -> Response:
    """Mark one notice, or all of them."""
    typed = await typed_form(request)
    told: dict[str, Any] = {"ids": [typed["notice"]]} if typed.get("notice") else {"all": True}
    await request.state.api.post("/notices/read", json=told)
    return RedirectResponse("/notices?done=read", 303)


async def show_choices(request: Request) -> Response:
    """How each kind of notice reaches the person."""
    wanted = (await request.state.api.get("/notices/preferences")).json
    said = SAID.get(request.query_params.get("done", ""))
    return page(request, "notices/choices.html", wanted=wanted, said=said)


async def keep_choices(request: Request) -> Response:
    """Keep what was ticked."""
    typed = await typed_form(request)
    known = (await request.state.api.get("/notices/preferences")).json["kinds"]
    kinds = [
        {
            "kind": each["kind"],
            "in_service": f"service-{each['kind']}" in typed,
            "by_mail": f"mail-{each['kind']}" in typed,
        }
        for each in known
    ]
    await request.state.api.put("/notices/preferences", json={"kinds": kinds})
    return RedirectResponse("/account/notices?done=kept", 303)


async def show_mail(request: Request) -> Response:
    """The mail that the service made: an administrator's all, anybody else's their own."""
    params = {"next": request.query_params.get("next"), "state": request.query_params.get("state") or "all"}
    found = (await request.state.api.get("/mail", params=params)).json
    after = found["next"]
    return page(
        request,
        "notices/mail.html",
        items=found["items"],
        is_sent=found["is_sent"],
        next_address=f"/mailbox?next={after}" if after else None,
    )


ROUTES: list[BaseRoute] = [
    page_route("/notices", show_notices),
    page_route("/notices/read", mark_read, methods=("POST",)),
    page_route("/account/notices", show_choices),
    page_route("/account/notices", keep_choices, methods=("POST",)),
    page_route("/mailbox", show_mail),
]
