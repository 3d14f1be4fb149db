"""Sessions of staff: signed in by password or through an outside issuer, exchanged for tokens, signed out."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends, Request, Response

from app.api import API
from app.api.strict_json import StrictRoute
from app.domain.caller import Role
from app.domain.refusals import NotPermitted, NotSignedIn
from app.edge.problem import request_id_of
from app.schemas.identity import OutsideFinish, OutsideStart, Session, SessionSecret, SessionToken, SignIn
from app.services import identity

PUBLIC: dict[str, Any] = {"x-roles": []}
SYSTEMS = {Role.RO, Role.RW, Role.BOARD_RO}
PEOPLE: dict[str, Any] = {"x-roles": [role.authority for role in Role if role not in SYSTEMS]}
"""Whoever signed in may sign out: the list names the roles that people have."""

NO_SECRET = "Send the secret of a session: Authorization: Session <secret>."
NO_SESSION = "A system has no session to end."
LONGEST_SECRET = 128

router = APIRouter(prefix=f"{API}/sessions", tags=["Sessions"], route_class=StrictRoute)


def address_of(request: Request) -> str:
    """Where the request comes from, as the edge has settled it."""
    return request.client.host if request.client else ""


def private(response: Response) -> None:
    """What is answered holds a secret: nobody on the way keeps it."""
    response.headers["Cache-Control"] = "no-store"


@router.post("", status_code=201, openapi_extra=PUBLIC, dependencies=[Depends(private)])
def create_session(request: Request, given: SignIn) -> Session:
    """Sign in with a name and a password."""
    state = request.app.state
    made = identity.sign_in(
        state.database,
        state.settings,
        state.clock(),
        username=given.username,
        password=given.password,
        device=given.device,
        address=address_of(request),
        request_id=request_id_of(request.scope),
    )
    return Session.model_validate(made)


@router.post("/current/token", openapi_extra=PUBLIC, dependencies=[Depends(private)])
def exchange_session(request: Request, given: SessionSecret | None = None) -> SessionToken:
    """A short-lived bearer token for a session, by its secret in the body or the `Authorization` header."""
    secret = given.secret if given else _secret_in(request)
    if secret is None:
        raise NotSignedIn(NO_SECRET)
    state = request.app.state
    exchanged = identity.exchange(state.database, state.settings, state.keys, state.clock(), secret)
    return SessionToken.model_validate(exchanged)


@router.delete("/current", status_code=204, openapi_extra=PEOPLE)
def end_session(request: Request) -> None:
    """Sign out, by the session's secret or by a token made for it. Every token of it stops at once."""
    state, request_id = request.app.state, request_id_of(request.scope)
    moment, secret = state.clock(), _secret_in(request)
    if secret is not None:
        identity.sign_out(state.database, state.settings, moment, secret, request_id=request_id)
        return
    session_id, username = _session_of_token(request, moment)
    identity.end_own_session(state.database, moment, session_id, username, request_id=request_id)


@router.post("/outside/start", status_code=201, openapi_extra=PUBLIC, dependencies=[Depends(private)])
def start_outside_session(request: Request) -> OutsideStart:
    """Begin to sign in at the outside issuer, where one is set."""
    state = request.app.state
    begun = identity.start_outside(state.database, state.settings, state.clock(), address=address_of(request))
    return OutsideStart.model_validate(begun)


@router.post("/outside/finish", status_code=201, openapi_extra=PUBLIC, dependencies=[Depends(private)])
def finish_outside_session(request: Request, given: OutsideFinish) -> Session:
    """Finish signing in with what the outside issuer sent back."""
    state = request.app.state
    made = identity.finish_outside(
        state.database,
        state.settings,
        state.keys,
        state.clock(),
        code=given.code,
        state=given.state,
        handle=given.handle,
        request_id=request_id_of(request.scope),
    )
    return Session.model_validate(made)


def _credentials(request: Request) -> tuple[str, str]:
    scheme, _, value = request.headers.get("authorization", "").partition(" ")
    return scheme.lower(), value.strip()


def _secret_in(request: Request) -> str | None:
    scheme, value = _credentials(request)
    return value if scheme == "session" and 0 < len(value) <= LONGEST_SECRET else None


def _session_of_token(request: Request, moment: datetime) -> tuple[str, str]:
    scheme, token = _credentials(request)
    if scheme != "bearer":
        raise NotSignedIn(NO_SECRET)
    state = request.app.state
    with state.database.read() as connection:
        caller = identity.authenticate(connection, state.settings, state.keys, token, moment)
    if caller.session_id is None:
        raise NotPermitted(NO_SESSION)
    return caller.session_id, caller.username
