"""Signing in and out: with a name and a password here, or at the outside issuer that the settings name."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.settings import Settings
from app.web import cookies as names
from app.web.addresses import local_path
from app.web.client import ApiProblem
from app.web.render import page
from app.web.route import page_route

OPAQUE = re.compile(r"[A-Za-z0-9_-]{20,128}")
MISSING = {"username": "Enter your username", "password": "Enter your password"}
OUTSIDE_FAILED = "You were not signed in. Try again, or ask your administrator."


async def show_sign_in(request: Request) -> Response:
    """The form; whoever is signed in already goes on at once."""
    back_to = local_path(request.query_params.get("next"))
    if request.state.person:
        return RedirectResponse(back_to, 303)
    query = request.query_params
    said = "ended" if "ended" in query else "signed_out" if "signed_out" in query else None
    return _form(request, back_to, said=said)


async def sign_in(request: Request) -> Response:
    """Open a session, and go on to where the person wanted to be."""
    form = await request.form()
    back_to = local_path(str(form.get("next", "")))
    if _settings(request).outside_issuer:
        return await _start_outside(request, back_to)
    given = {"username": str(form.get("username", "")).strip(), "password": str(form.get("password", ""))}
    device = request.app.state.cookies.read(request, names.DEVICE) or ""
    try:
        answer = await request.state.api.post(
            "/sessions", json=given | {"device": device if OPAQUE.fullmatch(device) else None}
        )
    except ApiProblem as problem:
        return _refused(request, back_to, given["username"], problem)
    return _signed_in(request, answer.json, back_to)


async def finish_outside(request: Request) -> Response:
    """The browser comes back from the outside issuer."""
    query, kept = request.query_params, request.app.state.cookies.read(request, names.OUTSIDE) or ""
    handle, _, encoded = kept.partition(".")
    back_to = _decoded(encoded)
    told = {"code": query.get("code", ""), "state": query.get("state", ""), "handle": handle}
    try:
        answer = await request.state.api.post("/sessions/outside/finish", json=told)
    except ApiProblem as problem:
        if problem.status >= 500:
            raise
        return _form(request, back_to, errors=[(None, OUTSIDE_FAILED)], status=400)
    response = _signed_in(request, answer.json, back_to)
    request.app.state.cookies.drop(response, names.OUTSIDE)
    return response


async def sign_out(request: Request) -> Response:
    """End the session in the service itself; only then does the browser forget it."""
    app, secret = request.app.state, request.state.secret
    if secret:
        app.sessions.forget(secret)
        try:
            await request.state.api.delete(
                "/sessions/current", headers={"authorization": f"Session {secret}"}
            )
        except ApiProblem as problem:
            if problem.status != 401:
                raise
    response = RedirectResponse(_after_sign_out(app.settings), 303)
    app.cookies.drop(response, names.SESSION)
    return response


def _form(
    request: Request,
    back_to: str,
    *,
    said: str | None = None,
    username: str = "",
    errors: list[tuple[str | None, str]] | None = None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    state, fresh = request.state, None
    if not state.csrf_secret:
        state.csrf_secret = fresh = token_urlsafe(32)
    response = page(
        request,
        "session/page.html",
        status=status,
        headers=headers,
        back_to=back_to,
        said=said,
        username=username,
        errors=errors or [],
        error_of=dict(errors or []),
        outside=_settings(request).outside_issuer,
        accounts=request.app.state.known_accounts,
    )
    if fresh:
        request.app.state.cookies.set(response, names.VISIT, fresh)
    return response


def _refused(request: Request, back_to: str, username: str, problem: ApiProblem) -> Response:
    if problem.status == 400:
        faults = {error.field: MISSING.get(error.field, error.message) for error in problem.errors}
        errors: list[tuple[str | None, str]] = list(faults.items()) or [(None, problem.detail)]
    elif problem.status == 401:
        errors = [("username", problem.detail)]
    elif problem.status in {429, 503}:
        errors = [(None, problem.detail)]
    else:
        raise problem
    headers = {"Retry-After": str(problem.retry_after)} if problem.retry_after else {}
    status = problem.status if problem.status in {429, 503} else 400
    return _form(request, back_to, username=username, errors=errors, status=status, headers=headers)


def _signed_in(request: Request, session: Mapping[str, Any], back_to: str) -> Response:
    response, cookies = RedirectResponse(back_to, 303), request.app.state.cookies
    cookies.set(response, names.SESSION, session["secret"])
    if session["device"]:
        cookies.set(response, names.DEVICE, session["device"], seconds=names.DEVICE_SECONDS)
    cookies.drop(response, names.VISIT)
    return response


async def _start_outside(request: Request, back_to: str) -> Response:
    begun = (await request.state.api.post("/sessions/outside/start")).json
    response = RedirectResponse(begun["address"], 303)
    kept = f"{begun['handle']}.{urlsafe_b64encode(back_to.encode()).decode()}"
    request.app.state.cookies.set(response, names.OUTSIDE, kept, seconds=names.OUTSIDE_SECONDS)
    return response


def _decoded(encoded: str) -> str:
    try:
        return local_path(urlsafe_b64decode(encoded.encode()).decode())
    except (NotBase64, UnicodeError):
        return local_path(None)


def _after_sign_out(settings: Settings) -> str:
    """Our own page, or the issuer's sign-out, which leads back to it."""
    here = "/sign-in?signed_out=1"
    if not (settings.outside_issuer and settings.oidc_sign_out_url):
        return here
    told = {
        "client_id": settings.oidc_client_id or "",
        "redirect_uri": settings.public_url.rstrip("/") + here,
        "post_logout_redirect_uri": settings.public_url.rstrip("/") + here,
    }
    joint = "&" if "?" in settings.oidc_sign_out_url else "?"
    return f"{settings.oidc_sign_out_url}{joint}{urlencode(told)}"


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


ROUTES = [
    page_route("/sign-in", show_sign_in, public=True),
    page_route("/sign-in", sign_in, methods=["POST"], public=True),
    page_route("/sign-in/callback", finish_outside, public=True),
    page_route("/sign-out", sign_out, methods=["POST"], public=True),
]
