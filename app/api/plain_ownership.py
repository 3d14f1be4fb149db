"""The short way of the call that every system makes: who owns this case today, with nothing else asked.

The framework's way through parameters and dependencies, and its second thread, cost as much again as the answer. So
this route takes the plain question before the documented one of the same path; all others go on to that one.
"""

import re
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Match, NoMatchFound
from starlette.types import Receive, Scope, Send

from app.api.access import READ_CASES
from app.api.ownership import owner_told
from app.deps import Authorise, bearer_of
from app.services import ownership
from app.services.ownership import Question

PLAIN = Question()


class PlainOwnership(BaseRoute):
    """`GET {prefix}/cases/{case}/ownership` without parameters, for a reference that has the form of one."""

    def __init__(self, prefix: str) -> None:
        self.path = f"{prefix}/cases/{{case}}/ownership"
        self._asks = re.compile(f"{prefix}/cases/([A-Za-z0-9-]{{1,40}})/ownership")
        self._lets_in = Authorise(frozenset(READ_CASES))

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether this is the plain question."""
        if scope["type"] != "http" or scope["method"] != "GET" or scope["query_string"]:
            return Match.NONE, {}
        asked = self._asks.fullmatch(scope["path"])
        if asked is None or scope["app"].dependency_overrides:
            return Match.NONE, {}
        return Match.FULL, {"path_params": {"case": asked[1]}, "route": self}

    def url_path_for(self, name: str, /, **path_params: Any) -> Any:
        """It has no name of its own."""
        raise NoMatchFound(name, path_params)

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask in one thread, over one connection."""
        response = await run_in_threadpool(self._answer, Request(scope, receive))
        await response(scope, receive, send)

    def _answer(self, request: Request) -> Response:
        token = bearer_of(request)
        with request.app.state.database.read() as connection:
            call = self._lets_in.let_in(request, connection, token)
            found = ownership.owner_of(
                connection, call.caller, request.path_params["case"], PLAIN, call.today
            )
        return owner_told(call, found)
