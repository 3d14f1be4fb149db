"""A client that calls an application in this process, over one event loop that the whole run keeps."""

from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from functools import cache
from typing import Any
from urllib.parse import unquote

import anyio
import httpx2 as httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Message

PORTS = {"http": 80, "https": 443}


class InProcess(TestClient):
    """Starlette's client without its cost: it starts a loop and threads for each request, and sends each word alone."""

    def __init__(
        self,
        app: ASGIApp,
        base_url: str = "http://testserver",
        *,
        raise_server_exceptions: bool = True,
        client: tuple[str, int] = ("testclient", 50000),
    ) -> None:
        super().__init__(
            app, base_url=base_url, raise_server_exceptions=raise_server_exceptions, client=client
        )
        self._transport = _Within(app, client, raises=raise_server_exceptions)


class _Within(httpx.BaseTransport):
    def __init__(self, app: ASGIApp, client: tuple[str, int], *, raises: bool) -> None:
        self._app, self._client, self._raises = app, client, raises

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The whole answer; where the application fails before it has begun one, 500."""
        conversation = _Conversation(self._app, self._scope(request), request.read())
        try:
            _portal().call(conversation.hold)
        except Exception:
            if self._raises:
                raise
        content = b"" if request.method == "HEAD" else b"".join(conversation.pieces)
        return httpx.Response(
            conversation.status,
            headers=conversation.headers,
            stream=httpx.ByteStream(content),
            request=request,
        )

    def _scope(self, request: httpx.Request) -> dict[str, Any]:
        url = request.url
        return {
            "type": "http",
            "http_version": "1.1",
            "method": request.method,
            "path": unquote(url.path),
            "raw_path": url.raw_path.split(b"?", 1)[0],
            "root_path": "",
            "scheme": url.scheme,
            "query_string": url.query,
            "headers": [
                (name.lower().encode(), value.encode()) for name, value in request.headers.multi_items()
            ],
            "client": self._client,
            "server": [url.raw_host.decode("ascii"), url.port or PORTS[url.scheme]],
            "extensions": {},
            "state": {},
        }


class _Conversation:
    """One request and its answer, as the application sees them."""

    def __init__(self, app: ASGIApp, scope: dict[str, Any], body: bytes) -> None:
        self._app, self._scope, self._body = app, scope, body
        self._asked = False
        self.status, self.headers, self.pieces = 500, list[tuple[bytes, bytes]](), list[bytes]()

    async def hold(self) -> None:
        over = anyio.Event()
        await self._app(self._scope, self._receiving(over), self._sending(over))

    def _receiving(self, over: anyio.Event) -> Callable[[], Awaitable[Message]]:
        async def receive() -> Message:
            if not self._asked:
                self._asked = True
                return {"type": "http.request", "body": self._body}
            await over.wait()
            return {"type": "http.disconnect"}

        return receive

    def _sending(self, over: anyio.Event) -> Callable[[Message], Awaitable[None]]:
        async def send(message: Message) -> None:
            assert not over.is_set(), "something was sent after the answer had ended"
            if message["type"] == "http.response.start":
                self.status, self.headers = message["status"], list(message.get("headers", []))
                return
            self.pieces.append(bytes(message.get("body", b"")))
            if not message.get("more_body", False):
                over.set()

        return send


_STAYING_OPEN = ExitStack()


@cache
def _portal() -> BlockingPortal:
    """The loop's way in; it ends with the process."""
    return _STAYING_OPEN.enter_context(start_blocking_portal())
