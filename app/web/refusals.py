"""The page for each thing that can go wrong: what happened, and what to do next."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.web.client import ApiProblem
from app.web.csrf import ForgedRequest
from app.web.render import page
from app.web.route import SignInNeeded, prepare, to_sign_in


@dataclass(frozen=True, slots=True)
class _Words:
    title: str
    text: str


SAID = {
    400: _Words(
        "This cannot be taken as it was sent", "Check the address, or go back and fill in the form again."
    ),
    403: _Words("You may not do this", "Your role does not allow it. Your OMU manager can tell you who may."),
    404: _Words(
        "Page not found",
        "There is no such page or case, or it is not one of the cases that you may see.",
    ),
    405: _Words("This address takes no form", "Go back and open the page again."),
    409: _Words(
        "This clashes with what is recorded",
        "Somebody may have recorded it already. Open the case again to see how it stands now.",
    ),
    412: _Words(
        "The case has changed in the meantime",
        "Somebody else recorded something after you opened it. Open the case again and repeat your change.",
    ),
    413: _Words("The file is too large", "Split it into smaller files and send them one after the other."),
    429: _Words("Too many tries", "Wait a few minutes and try again."),
    500: _Words(
        "Sorry, there is a problem with the service",
        "Nothing you sent was lost that had been confirmed to you. Try again in a few minutes.",
    ),
    503: _Words(
        "The service cannot answer just now", "Try again in a few minutes. What you saved earlier is safe."
    ),
}
UNSIGNED = _Words(
    "Sign the confidentiality statement first",
    "Agendas and minutes of the panel are open to those who have signed the statement that is in force.",
)
TO_STATEMENT = ("/panel/confidentiality", "Read and sign the statement")
OVER_ALL = {"HX-Retarget": "body", "HX-Reswap": "innerHTML"}
FORGED = _Words(
    "This form is out of date",
    "It was opened in another session, or by another site. Open the page again and send the form once more.",
)


async def show_problem(request: Request, error: ApiProblem) -> Response:
    """The API refused and the page had no better answer."""
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after else {}
    if error.status == 401:
        return await to_sign_in(request, SignInNeeded(ended=True))
    if error.code == "confidentiality_statement_needed":
        return _show(request, 403, UNSIGNED, link=TO_STATEMENT)
    text = error.detail if error.status in {400, 403, 409, 422} else None
    return refusal(request, error.status, text=text, headers=headers)


async def show_http(request: Request, error: HTTPException) -> Response:
    """No such page, or a method that it does not take."""
    with suppress(ApiProblem):
        await prepare(request, public=True)
    return refusal(request, error.status_code, headers=dict(error.headers or {}))


async def show_forged(request: Request, _: ForgedRequest) -> Response:
    """The form did not come from this session."""
    return _show(request, 403, FORGED)


async def show_fault(request: Request, _: Exception) -> Response:
    """A fault of ours; the log has it under the request's id."""
    return refusal(request, 500)


def refusal(
    request: Request, status: int, *, text: str | None = None, headers: dict[str, str] | None = None
) -> Response:
    """The page of a status, in its own words unless `text` is given."""
    said = SAID.get(status) or SAID[500 if status >= 500 else 400]
    return _show(request, status, _Words(said.title, text or said.text), headers)


def _show(
    request: Request,
    status: int,
    words: _Words,
    headers: dict[str, str] | None = None,
    link: tuple[str, str] | None = None,
) -> Response:
    """Where htmx asked for a part of a page, the refusal takes the place of the whole."""
    return page(
        request,
        "errors/page.html",
        status=status,
        headers={**OVER_ALL, **(headers or {})},
        title=words.title,
        text=words.text,
        link=link,
        reference=getattr(request.state, "request_id", None) if status >= 500 else None,
    )


HANDLERS: Mapping[Any, Any] = {
    SignInNeeded: to_sign_in,
    ForgedRequest: show_forged,
    ApiProblem: show_problem,
    HTTPException: show_http,
    Exception: show_fault,
}
