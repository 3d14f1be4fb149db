"""A connection of the server, with a limit to how slowly a client sends and how long its headers are."""

import asyncio
from asyncio import TimerHandle
from typing import Any

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.server import ServerState

from app.domain.identifiers import new_id
from app.edge.problem import PROBLEM_JSON, Refused, problem_body
from app.edge.security_headers import NO_STORE, Header
from app.edge.sizes import HEADERS_TOO_LARGE, MOST_URL_BYTES, URL_TOO_LONG

SLOWEST_BYTES_A_SECOND = 1000
"""A body may take long, but not by drops: each span of the deadline must bring at least this much of it."""

MOST_HEAD_BYTES = 64 * 1024
"""Above what the edge refuses with a full answer; without this the parser would hold any amount in memory."""

LOOKS_A_DEADLINE = 10
STRAGGLER_SECONDS = 0.5

TOO_SLOW = Refused(408, "too_slow", "The request did not arrive in time. Send it again.")
UNREADABLE = Refused(400, "http_invalid", "What was sent is not a request that can be read.")


class DeadlineProtocol(HttpToolsProtocol):
    """uvicorn's connection, closed when headers or body do not come in time, or the answer is not taken."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self.deadline: float = getattr(config, "deadline_seconds", 10.0)
        self.standing: tuple[Header, ...] = getattr(config, "standing_headers", ())
        self.url = b""
        self.has_asked = False
        self.is_ending = False
        self.timer: TimerHandle | None = None
        self.waiting_since: float | None = None  # None while nothing is expected from the client
        self.heard_at = 0.0
        self.in_body = False
        self.body_bytes = 0
        self.head_bytes = 0
        self.unsent = 0
        self.unsent_since = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self.waiting_since = self.loop.time()
        self._look_later()

    def connection_lost(self, exc: Exception | None) -> None:
        if self.timer is not None:
            self.timer.cancel()
            self.timer = None
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self.heard_at = self.loop.time()
        if self.waiting_since is None:
            self.waiting_since = self.heard_at
        if not self.in_body:
            self.head_bytes += len(data)
        super().data_received(data)
        if self.head_bytes > MOST_HEAD_BYTES and not self.transport.is_closing():
            self._refuse(URL_TOO_LONG if len(self.url) > MOST_URL_BYTES else HEADERS_TOO_LARGE)

    def on_headers_complete(self) -> None:
        self.has_asked = True
        self.in_body = True
        self.head_bytes = 0
        self._open_window(self.heard_at)
        super().on_headers_complete()
        if self.is_ending:
            self.cycle.keep_alive = False

    def on_body(self, body: bytes) -> None:
        self.body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self.in_body = False
        self.waiting_since = None
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - the server's own words are not ours
        self._refuse(URL_TOO_LONG if len(self.url) > MOST_URL_BYTES else UNREADABLE)

    def shutdown(self) -> None:
        """The server ends. What was accepted and has not asked yet is given a moment to ask."""
        if not self.has_asked and not self.is_ending:
            self.is_ending = True
            self.loop.call_later(STRAGGLER_SECONDS, self.shutdown)
        else:
            super().shutdown()

    def _look_later(self) -> None:
        self.timer = self.loop.call_later(self.deadline / LOOKS_A_DEADLINE, self._look)

    def _look(self) -> None:
        """Is the client late? One timer a connection, so that a request pays nothing for it."""
        now = self.loop.time()
        if self._has_stopped_taking(now):
            self.transport.abort()
            return
        if not self.transport.is_closing() and self._is_late(now):
            self._close_slow()
        self._look_later()

    def _is_late(self, now: float) -> bool:
        if self.waiting_since is None:
            return False
        is_over = now - self.waiting_since >= self.deadline
        if not self.in_body:
            return is_over and not self._is_answering()
        if self.flow.read_paused:  # the app has not taken what came: it is we who are slow
            self._open_window(now)
            self.heard_at = now
            return False
        if now - self.heard_at >= self.deadline:
            return True
        is_moving = self.body_bytes >= SLOWEST_BYTES_A_SECOND * self.deadline
        if is_over and is_moving:
            self._open_window(now)
        return is_over and not is_moving

    def _open_window(self, now: float) -> None:
        self.waiting_since, self.body_bytes = now, 0

    def _is_answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _has_stopped_taking(self, now: float) -> bool:
        """Whether not one byte of a waiting answer went out for a whole deadline."""
        unsent = self.transport.get_write_buffer_size()
        if unsent == 0 or unsent != self.unsent:
            self.unsent, self.unsent_since = unsent, now
        return unsent > 0 and now - self.unsent_since >= self.deadline

    def _close_slow(self) -> None:
        if not self.in_body and self.head_bytes == 0:
            self.transport.close()  # it never asked anything
        else:
            self._refuse(TOO_SLOW)

    def _refuse(self, refused: Refused) -> None:
        """Answer outside any app and close. An app that waits for the body hears that the client is gone."""
        self._unset_keepalive_if_required()
        if self.cycle is not None and not self.cycle.response_complete:
            if self.cycle.response_started:
                self.transport.abort()
                return
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        self.transport.write(self._answer(refused))
        self.transport.close()

    def _answer(self, refused: Refused) -> bytes:
        request_id = new_id()
        body = problem_body(refused.status, refused.code, refused.detail, request_id=request_id)
        own = (
            (b"content-type", PROBLEM_JSON.encode()),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
            (b"x-request-id", request_id.encode()),
            NO_STORE,
        )
        headers = (*self.server_state.default_headers, *own, *self.standing)
        head = b"".join(name + b": " + value + b"\r\n" for name, value in headers)
        return STATUS_LINE[refused.status] + head + b"\r\n" + body
