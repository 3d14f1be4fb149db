"""Refuses bodies that are too large: by their stated length before reading, else by counting."""

import re

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.edge.draining import answer_and_drain
from app.edge.problem import Refused, answer

UPLOAD_PATHS = ("/api/v1/imports", "/imports")
"""Where files are taken; everything below them too."""
PAPERS = re.compile(r"(/api/v1/agenda-items|/panel/agenda-items)/[^/]+/papers")
"""Where a paper to an agenda is taken: a file of its own, smaller limit."""
AROUND_A_PAPER = 20_000
"""What a form says beside its file."""


class BodyLimit:
    """Pure ASGI: a body over the limit of its path is answered 413 and never held in memory."""

    def __init__(
        self,
        app: ASGIApp,
        *,
        limit: int,
        upload_limit: int,
        paper_limit: int = 0,
        upload_paths: tuple[str, ...] = UPLOAD_PATHS,
    ) -> None:
        self.app = app
        self.limit = limit
        self.upload_limit = upload_limit
        self.paper_limit = max(limit, paper_limit + AROUND_A_PAPER)
        self.upload_paths = upload_paths
        self.below_upload_paths = tuple(f"{path}/" for path in upload_paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        has_body, length = _stated_length(scope)
        if not has_body:
            await self.app(scope, receive, send)
            return
        limit = self._limit_of(scope["path"])
        if length is not None and length <= limit:
            await self.app(scope, receive, send)
        elif length is not None:
            await _refuse(limit, scope, receive, send)
        else:
            await _Counted(self.app, limit)(scope, receive, send)

    def _limit_of(self, path: str) -> int:
        if path in self.upload_paths or path.startswith(self.below_upload_paths):
            return self.upload_limit
        return self.paper_limit if PAPERS.fullmatch(path) else self.limit


class _Counted:
    """One request whose length is not known beforehand."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self.app = app
        self.limit = limit
        self.seen = 0
        self.more_comes = True
        self.answering = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def counted() -> Message:
            message = await receive()
            self.seen += len(message.get("body", b""))
            self.more_comes = message.get("more_body", False)
            if self.seen > self.limit:
                raise HTTPException(413)
            return message

        async def ours_if_too_large(message: Message) -> None:
            if self.seen > self.limit and not self.answering:
                return
            self.answering = True
            await send(message)

        try:
            await self.app(scope, counted, ours_if_too_large)
        except Exception:
            if self.seen <= self.limit:
                raise
        if self.seen > self.limit and not self.answering:
            await _refuse(self.limit, scope, receive if self.more_comes else _nothing_more, send)


async def _nothing_more() -> Message:
    return {"type": "http.disconnect"}


async def _refuse(limit: int, scope: Scope, receive: Receive, send: Send) -> None:
    detail = f"Send at most {limit:,} bytes here. Split a larger file into several."
    await answer_and_drain(answer(Refused(413, "body_too_large", detail), scope), scope, receive, send)


def _stated_length(scope: Scope) -> tuple[bool, int | None]:
    """Whether a body comes, and its length where one is stated and can be believed."""
    length: int | None = None
    chunked = False
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            length = int(value)
        elif name == b"transfer-encoding":
            chunked = True
    if chunked:
        return True, None
    if length is None:
        return scope["method"] not in {"GET", "HEAD", "OPTIONS"}, None
    return length > 0, length
