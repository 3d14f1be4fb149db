"""The one place where a refusal becomes an answer: which status, and always the same body."""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from app.api.field_problems import field_errors
from app.domain.refusals import (
    Conflict,
    InvalidInput,
    KeyReused,
    NotFound,
    NotPermitted,
    NotSignedIn,
    Refusal,
    RefusedByRule,
    StaleVersion,
    StillRunning,
    TooManyTries,
    Unavailable,
    VersionMissing,
)
from app.edge.journal import FAULT
from app.edge.problem import problem, request_id_of

STATUSES: Mapping[type[Refusal], int] = {
    NotSignedIn: 401,
    NotPermitted: 403,
    NotFound: 404,
    InvalidInput: 400,
    RefusedByRule: 409,
    Conflict: 409,
    StaleVersion: 412,
    VersionMissing: 428,
    KeyReused: 422,
    StillRunning: 409,
    TooManyTries: 429,
    Unavailable: 503,
    Refusal: 400,
}
"""Every refusal of the domain and its status; a refusal not named here takes its nearest ancestor's."""

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
CHALLENGE = {"WWW-Authenticate": "Bearer"}
RULE_TITLE = "A rule stands against it"
DOWN = "The database cannot be reached at this moment. Wait a moment and send it again."

PLAINLY: Mapping[int, tuple[str, str]] = {
    400: ("bad_request", "The request cannot be read. Check its form against the documentation."),
    401: ("not_signed_in", "Send a bearer token."),
    403: ("not_permitted", "You may not do this."),
    404: ("not_found", "There is nothing at this address that you may see."),
    405: (
        "method_not_allowed",
        "This address does not take that method. The Allow header names those it takes.",
    ),
    406: ("not_acceptable", "Ask for one of the forms that the documentation lists."),
    413: ("body_too_large", "Send less at once."),
    415: ("content_type_refused", "Send JSON, with Content-Type: application/json."),
    416: ("range_invalid", "There is no such part."),
    500: ("fault", FAULT.detail),
    503: ("unavailable", "The service cannot answer at this moment. Wait a moment and send it again."),
}
"""What the framework refuses by itself, in our words: its own may repeat what was sent."""


def install(app: FastAPI) -> None:
    """Answer every error of `app` in the one body."""
    app.add_exception_handler(Refusal, _answer_refusal)
    app.add_exception_handler(RequestValidationError, _answer_bad_input)
    app.add_exception_handler(HTTPException, _answer_framework)
    app.add_exception_handler(OperationalError, _answer_database)
    app.add_exception_handler(PoolTimeout, _answer_database)
    app.add_exception_handler(Exception, _answer_fault)


def status_of(refusal: Refusal) -> int:
    """The status that `refusal` is answered with."""
    return next(STATUSES[kind] for kind in type(refusal).__mro__ if kind in STATUSES)


async def _answer_refusal(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)  # noqa: S101 - registered for nothing else
    return problem(
        status_of(error),
        error.code,
        error.message,
        request_id=request_id_of(request.scope),
        title=RULE_TITLE if isinstance(error, RefusedByRule) else None,
        errors=error.errors,
        headers=_headers_of(error),
    )


def _headers_of(refusal: Refusal) -> dict[str, str]:
    match refusal:
        case NotSignedIn():
            return CHALLENGE
        case TooManyTries():
            return {"Retry-After": str(refusal.retry_after_seconds)}
        case Unavailable() | StillRunning():
            return {"Retry-After": "1"}
    return {}


async def _answer_bad_input(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    errors = field_errors(error.errors(), error.body)
    detail = (
        errors[0].message if len(errors) == 1 else f"{len(errors)} fields cannot be taken. Mend each of them."
    )
    return problem(400, InvalidInput.code, detail, request_id=request_id_of(request.scope), errors=errors)


async def _answer_framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    if error.status_code in {204, 304}:
        return Response(status_code=error.status_code, headers=error.headers)
    headers = {**(error.headers or {})}
    if error.status_code == HTTPStatus.UNAUTHORIZED:
        headers = {**CHALLENGE, **headers}
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers = {**headers, "Allow": ", ".join(_methods_at(request))}
    return _plainly(request, error.status_code, headers)


def _methods_at(request: Request) -> list[str]:
    """Every method of the address: the framework names those of the first route alone."""

    def is_taken(method: str) -> bool:
        scope = {**request.scope, "method": method}
        return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)

    return [method for method in METHODS if is_taken(method)]


async def _answer_database(request: Request, error: Exception) -> Response:
    if isinstance(error, DBAPIError) and not error.connection_invalidated and _is_our_mistake(error):
        raise error
    request_id = request_id_of(request.scope)
    return problem(503, Unavailable.code, DOWN, request_id=request_id, headers={"Retry-After": "1"})


def _is_our_mistake(error: DBAPIError) -> bool:
    """SQLite calls a missing table or a wrong statement an operational error, as it does a locked file."""
    return any(words in str(error.orig) for words in ("no such", "syntax error", "has no column"))


async def _answer_fault(request: Request, _error: Exception) -> Response:
    return _plainly(request, 500, None)


def _plainly(request: Request, status: int, headers: Mapping[str, str] | None) -> Response:
    phrase = HTTPStatus(status).phrase
    code, detail = PLAINLY.get(status, (phrase.lower().replace(" ", "_"), f"{phrase}."))
    return problem(status, code, detail, request_id=request_id_of(request.scope), headers=headers)


__all__ = ["STATUSES", "install", "problem", "status_of"]
