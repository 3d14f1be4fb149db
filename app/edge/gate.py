"""Asks every check in order and sends the first refusal; what passes all of them goes in."""

from collections.abc import Callable, Sequence

from starlette.types import ASGIApp, Receive, Scope, Send

from app.edge.arrival import Arrival, Check, gather
from app.edge.draining import answer_and_drain
from app.edge.problem import Refused, answer


class Gate:
    """Pure ASGI: reads the request's line and headers, never its body."""

    def __init__(self, app: ASGIApp, *, prepare: Callable[[Scope], None], checks: Sequence[Check]) -> None:
        self.app = app
        self.prepare = prepare
        self.checks = tuple(checks)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        self.prepare(scope)
        arrival = gather(scope)
        refused = self._refusal(arrival)
        if refused is None:
            await self.app(scope, receive, send)
        elif b"transfer-encoding" in arrival.headers:  # a body of unknown length, that nobody will read
            await answer_and_drain(answer(refused, scope), scope, receive, send)
        else:
            await answer(refused, scope)(scope, receive, send)

    def _refusal(self, arrival: Arrival) -> Refused | None:
        for check in self.checks:
            refused = check(arrival)
            if refused is not None:
                return refused
        return None
