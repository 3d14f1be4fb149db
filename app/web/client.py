"""Asks the API on a person's behalf, inside this process or at API_URL, and reads its refusals."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.types import ASGIApp, Receive, Scope, Send

ROOT = "/api/v1"
TIMEOUT = httpx.Timeout(15.0, connect=2.0, pool=2.0)
UPLOAD_TIMEOUT = httpx.Timeout(120.0, connect=2.0, pool=2.0)
LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=20)
NO_ANSWER = "The service cannot answer just now. Try again in a few minutes."

Params = Mapping[str, str | int | Sequence[str] | None]


@dataclass(frozen=True, slots=True)
class ApiAnswer:
    """What the API answered: its JSON (None where it sent none), its version and its other headers."""

    json: Any
    etag: str | None
    status: int
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ProblemField:
    """One field that the API did not take."""

    field: str
    code: str
    message: str


class ApiProblem(Exception):
    """The API refused: its status, its stable code, its words for the person and each field at fault."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        errors: Sequence[ProblemField] = (),
        *,
        retry_after: int | None = None,
        reference: str | None = None,
    ) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = tuple(errors)
        self.retry_after = retry_after
        self.reference = reference


@dataclass(frozen=True, slots=True)
class Asking:
    """For whom a call is made: the request's id, the browser's address, and the person's token."""

    request_id: str | None = None
    address: str | None = None
    token: str | None = None

    def headers(self) -> dict[str, str]:
        """What every call of this request carries."""
        told = {
            "x-request-id": self.request_id,
            "x-forwarded-for": self.address,
            "authorization": f"Bearer {self.token}" if self.token else None,
        }
        return {name: value for name, value in told.items() if value}


class ApiClient:
    """One connection to the API for the whole process; `for_request` gives what a page uses."""

    def __init__(self, *, api_app: ASGIApp | None = None, api_url: str | None = None) -> None:
        if api_url:
            transport, base = httpx.AsyncHTTPTransport(limits=LIMITS), api_url.rstrip("/")
            self._http = httpx.AsyncClient(transport=transport, base_url=base, timeout=TIMEOUT)
        elif api_app:
            inside = httpx.ASGITransport(_told(api_app))
            self._http = httpx.AsyncClient(transport=inside, base_url="http://localhost", timeout=TIMEOUT)
        else:
            raise ValueError("The pages need an API: set API_URL, or run them beside it")

    def for_request(self, asking: Asking) -> "RequestApi":
        """The API as one request asks it."""
        return RequestApi(self._http, asking)

    async def close(self) -> None:
        """Let the connections go."""
        await self._http.aclose()


@dataclass(frozen=True, slots=True)
class RequestApi:
    """`request.state.api`: each call answers, or raises `ApiProblem`. Paths stand below /api/v1."""

    _http: httpx.AsyncClient = field(repr=False)
    _asking: Asking = field(repr=False)

    async def get(
        self, path: str, *, params: Params | None = None, headers: Mapping[str, str] | None = None
    ) -> ApiAnswer:
        """Read. Parameters that are None or empty are left out."""
        return _read(await self.raw("GET", path, params=params, headers=headers))

    async def post(
        self,
        path: str,
        *,
        json: Any = None,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> ApiAnswer:
        """Add something."""
        return _read(await self.raw("POST", path, json=json, params=params, headers=headers))

    async def patch(
        self, path: str, *, json: Any = None, headers: Mapping[str, str] | None = None
    ) -> ApiAnswer:
        """Change something; `headers` carry If-Match."""
        return _read(await self.raw("PATCH", path, json=json, headers=headers))

    async def put(
        self, path: str, *, json: Any = None, headers: Mapping[str, str] | None = None
    ) -> ApiAnswer:
        """Put something in its place; `headers` carry If-Match."""
        return _read(await self.raw("PUT", path, json=json, headers=headers))

    async def delete(
        self,
        path: str,
        *,
        json: Any = None,
        params: Params | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> ApiAnswer:
        """Take something back; `headers` carry If-Match."""
        return _read(await self.raw("DELETE", path, json=json, params=params, headers=headers))

    async def upload(
        self, path: str, *, files: Mapping[str, Any], data: Mapping[str, str] | None = None
    ) -> ApiAnswer:
        """Send files as a form; `files` as httpx takes them, read while they are sent."""
        return _read(await self.raw("POST", path, files=files, data=data, timeout=UPLOAD_TIMEOUT))

    async def stream(self, path: str, *, params: Params | None = None) -> AsyncIterator[bytes]:
        """A file, piece by piece; `ApiProblem` before its first piece where the API refuses it."""
        given = {name: value for name, value in (params or {}).items() if value not in (None, "")}
        request = self._http.build_request(
            "GET", ROOT + path, params=given, headers=self._asking.headers(), timeout=UPLOAD_TIMEOUT
        )
        try:
            response = await self._http.send(request, stream=True)
        except httpx.TransportError as error:
            raise ApiProblem(503, "unavailable", NO_ANSWER, retry_after=30) from error
        if not response.is_success:
            await response.aread()
            _read(response)
        return _pieces(response)

    async def raw(
        self, method: str, path: str, *, headers: Mapping[str, str] | None = None, **more: Any
    ) -> httpx.Response:
        """The answer as it came, of whatever kind; `ApiProblem` only where there was none."""
        given = {
            name: value for name, value in (more.pop("params", None) or {}).items() if value not in (None, "")
        }
        try:
            return await self._http.request(
                method,
                ROOT + path,
                params=given,
                headers={**self._asking.headers(), **(headers or {})},
                **more,
            )
        except httpx.TransportError as error:
            raise ApiProblem(503, "unavailable", NO_ANSWER, retry_after=30) from error


async def _pieces(response: httpx.Response) -> AsyncIterator[bytes]:
    try:
        async for piece in response.aiter_bytes():
            yield piece
    finally:
        await response.aclose()


def _read(response: httpx.Response) -> ApiAnswer:
    body = _json_of(response)
    if response.is_success:
        return ApiAnswer(body, response.headers.get("etag"), response.status_code, response.headers)
    told = body if isinstance(body, dict) else {}
    after = response.headers.get("retry-after", "")
    raise ApiProblem(
        response.status_code,
        told.get("errorCode") or "refused",
        told.get("detail") or NO_ANSWER,
        [ProblemField(e["field"], e["code"], e["message"]) for e in told.get("errors") or ()],
        retry_after=int(after) if after.isdigit() else None,
        reference=told.get("instance"),
    )


def _json_of(response: httpx.Response) -> Any:
    if "json" not in response.headers.get("content-type", ""):
        return None
    return response.json() if response.content else None


def _told(api_app: ASGIApp) -> ASGIApp:
    """The API inside this process: only we can write these two headers here, so they are believed."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        told = dict(scope["headers"])
        request_id, address = told.get(b"x-request-id"), told.get(b"x-forwarded-for")
        if request_id:
            scope.setdefault("state", {})["request_id"] = request_id.decode()
        if address:
            scope["client"] = (address.decode(), 0)
        await api_app(scope, receive, send)

    return app
