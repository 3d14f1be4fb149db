"""Builds the one answer of every refusal: problem+json for programs, a plain page for a person's browser."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from starlette.responses import Response
from starlette.types import Scope

from app.domain.identifiers import new_id
from app.domain.refusals import FieldError

PROBLEM_JSON = "application/problem+json"
TITLES: Mapping[int, str] = {
    400: "Something sent cannot be taken",
    401: "Sign in first",
    403: "You may not do this",
    404: "Not found",
    405: "This address does not take that method",
    406: "That form of answer is not offered",
    408: "The request took too long to arrive",
    409: "This clashes with what is recorded",
    412: "It was changed in the meantime",
    413: "Too much was sent",
    414: "The address is too long",
    415: "That kind of content is not taken",
    416: "There is no such part",
    422: "The idempotency key was used before",
    428: "Say which version you are changing",
    429: "Too many tries",
    431: "Too many or too long headers",
    500: "A fault of the service",
    503: "The service cannot answer just now",
}


@dataclass(frozen=True, slots=True)
class Refused:
    """A request that is not let in: the status, a stable code and what to do next."""

    status: int
    code: str
    detail: str
    headers: Mapping[str, str] = field(default_factory=dict)


def request_id_of(scope: Scope) -> str:
    """The id of this request; one is made where no edge stands before the app."""
    state = scope.setdefault("state", {})
    known: str | None = state.get("request_id")
    if known is None:
        known = state["request_id"] = new_id()
    return known


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    request_id: str,
    title: str | None = None,
    errors: Sequence[FieldError] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The answer of a refusal. `detail` and `errors` never repeat what was sent."""
    body = problem_body(status, code, detail, request_id=request_id, title=title, errors=errors)
    return Response(body, status_code=status, headers=dict(headers or {}), media_type=PROBLEM_JSON)


def problem_body(
    status: int,
    code: str,
    detail: str,
    *,
    request_id: str,
    title: str | None = None,
    errors: Sequence[FieldError] = (),
) -> bytes:
    """The same as bytes, for the server that refuses before any app is asked."""
    body: dict[str, object] = {
        "type": f"urn:throughcare:problem:{code}",
        "title": title or TITLES.get(status, "The request was refused"),
        "status": status,
        "detail": detail,
        "instance": request_id,
        "errorCode": code,
        "userMessage": f"Validation failure: {detail}" if errors else detail,
        "developerMessage": "; ".join(f"{error.field}: {error.code}" for error in errors) or code,
        "moreInfo": None,
    }
    if errors:
        body["errors"] = [{"field": e.field, "code": e.code, "message": e.message} for e in errors]
    return json.dumps(body, ensure_ascii=False).encode()


def answer(refused: Refused, scope: Scope) -> Response:
    """What the edge itself sends: a small page where a browser asked for one, else problem+json."""
    request_id = request_id_of(scope)
    if _wants_a_page(scope):
        return Response(_page(refused, request_id), refused.status, dict(refused.headers), "text/html")
    return problem(
        refused.status, refused.code, refused.detail, request_id=request_id, headers=refused.headers
    )


def _wants_a_page(scope: Scope) -> bool:
    if scope["path"].startswith("/api/"):
        return False
    return any(name == b"accept" and b"text/html" in value for name, value in scope["headers"])


def _page(refused: Refused, request_id: str) -> str:
    title = escape(TITLES.get(refused.status, "The request was refused"))
    return (
        f'<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>{title} - Throughcare</title>'
        f"</head><body><main><h1>{title}</h1><p>{escape(refused.detail)}</p>"
        f"<p>Reference: {escape(request_id)}</p>"
        '<p><a href="/">Go to the start page</a></p></main></body></html>'
    )
