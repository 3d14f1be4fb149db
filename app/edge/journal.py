"""Gives each request its id, keeps one line of it in the log, and answers for faults that nobody caught."""

import re
from time import perf_counter
from typing import Any

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.domain.identifiers import new_id
from app.edge.metrics import observe
from app.edge.problem import Refused, answer
from app.edge.route_names import route_template

SANE_ID = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
ID_HEADERS = (b"x-request-id", b"x-correlation-id", b"correlation-id")
FAULT = Refused(500, "fault", "Something went wrong on our side. Quote the request's id if you ask for help.")

log = structlog.get_logger("throughcare")


class Journal:
    """Pure ASGI. The id stands in scope["state"]["request_id"], in the log and in X-Request-Id."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _id_of(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        structlog.contextvars.bind_contextvars(request_id=request_id)
        id_header = (b"x-request-id", request_id.encode())
        started, status = perf_counter(), 0

        async def with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), id_header]
            await send(message)

        fault: Exception | None = None
        try:
            await self.app(scope, receive, with_id)
        except Exception as error:  # noqa: BLE001 - the last place that can answer and keep the words out of the log
            fault = error
            if status == 0:
                await answer(FAULT, scope)(scope, receive, with_id)
        _note(scope, status, perf_counter() - started, fault)
        structlog.contextvars.unbind_contextvars("request_id")


def _id_of(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name in ID_HEADERS and SANE_ID.fullmatch(value):
            return str(value.decode("ascii"))
    return new_id()


def _note(scope: Scope, status: int, seconds: float, fault: Exception | None) -> None:
    route = route_template(scope)
    observe(scope["method"], route, status, seconds)
    facts: dict[str, Any] = {
        "method": scope["method"],
        "route": route,
        "status": status,
        "milliseconds": round(seconds * 1000, 1),
    }
    if fault is not None:
        log.error("fault", exc_info=fault, **facts)
    else:
        log.info("request", **facts)
