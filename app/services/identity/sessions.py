"""A signed-in browser's session: opened, exchanged for short-lived tokens, ended."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection, RowMapping

from app.domain.caller import Caller
from app.domain.identifiers import new_id
from app.domain.refusals import NotSignedIn, StillRunning, Unavailable
from app.repositories.database import Database
from app.repositories.identity import register, sessions
from app.services.identity import outside_tokens
from app.services.identity.authentication import granted, scope_of, session_limits
from app.services.identity.keys import Keys
from app.services.identity.opaque import digest, new_secret
from app.services.identity.people import Person, person_of
from app.services.unit_of_work import UnitOfWork, unit_of_work
from app.settings import Settings

LIVE_AT_ONCE = 5
"""Sessions one person may have at the same time; signing in once more ends the oldest."""
SEEN_EVERY = timedelta(minutes=1)
ROWS_KEPT = timedelta(days=90)
PAGES_CLIENT = "throughcare"
OVER = "Your session has ended. Sign in again."


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session: its secret is said here once. `device` is to be kept by the browser over sign-outs."""

    secret: str
    session_id: str
    device: str | None
    expires_at: datetime
    idle_seconds: int


@dataclass(frozen=True, slots=True)
class Exchanged:
    """A short-lived token for one session, and whose it is."""

    token: str
    expires_at: datetime
    person: Person


def open_session(
    work: UnitOfWork,
    settings: Settings,
    *,
    session_id: str,
    staff_id: str | None,
    outside: dict[str, Any] | None = None,
) -> str:
    """A new session of the unit of work's caller; answers its secret. The oldest beyond five end."""
    secret, username = new_secret(), work.caller.username
    values = {"id": session_id, "secret_hash": digest(secret), "staff_id": staff_id, "username": username}
    times = {"created_at": work.moment, "last_seen_at": work.moment}
    sealed = outside_tokens.sealed(secret, **outside) if outside else {}
    sessions.add_session(work.connection, values | times | sealed)
    oldest = session_limits(settings, work.moment)["oldest"]
    for surplus in sessions.live_sessions(work.connection, username, oldest)[LIVE_AT_ONCE:]:
        end_session(work, surplus, why="too_many")
    sessions.forget_sessions(work.connection, work.moment - ROWS_KEPT)
    return secret


def signed_in(
    settings: Settings, moment: datetime, secret: str, session_id: str, device: str | None
) -> SignedIn:
    """What a new session's owner is told."""
    expires_at = moment + timedelta(hours=settings.session_absolute_hours)
    return SignedIn(secret, session_id, device, expires_at, settings.session_idle_minutes * 60)


def exchange(database: Database, settings: Settings, keys: Keys, moment: datetime, secret: str) -> Exchanged:
    """A token for the pages that act for this session's owner; `NotSignedIn` when the session is over.

    The session counts as seen, written at most once a minute.
    """
    with database.read() as connection:
        session = _live(connection, settings, moment, secret)
        caller = _owner(connection, session) if session["sealed_tokens"] is None else None
    if (caller is None) != settings.outside_issuer:
        raise NotSignedIn(OVER)
    _touch(database, session, moment)
    if caller is None:
        there = outside_tokens.OutsideSession(database, settings, keys, moment, secret, session)
        token, expires_at, caller = there.current()
        return Exchanged(token, expires_at, person_of(caller))
    return _ours(settings, keys, moment, session, caller)


def sign_out(
    database: Database, settings: Settings, moment: datetime, secret: str, *, request_id: str | None
) -> None:
    """End the session of this secret; every token made for it stops at the next call."""
    with database.read() as connection:
        session = _live(connection, settings, moment, secret)
    end_own_session(database, moment, session["id"], session["username"], request_id=request_id)


def end_own_session(
    database: Database, moment: datetime, session_id: str, username: str, *, request_id: str | None
) -> None:
    """End a session that its owner asks to end."""
    owner = Caller(username, "person", frozenset(), scope_of(False, "", ""), session_id=session_id)
    with unit_of_work(database, owner, moment, request_id=request_id) as work:
        end_session(work, session_id, why="signed_out")


def end_session(work: UnitOfWork, session_id: str, *, why: str) -> None:
    """End one session and say so in the audit."""
    sessions.end_session(work.connection, session_id, work.moment)
    what = "SIGNED_OUT" if why == "signed_out" else "SESSION_ENDED"
    work.record(what, subject=("SESSION", session_id), details={"why": why})


def end_sessions_of(work: UnitOfWork, username: str, *, why: str) -> None:
    """End every session of a person: their role, scope, password or account has changed."""
    for session_id in sessions.live_sessions(work.connection, username, work.moment - ROWS_KEPT):
        end_session(work, session_id, why=why)


def _live(connection: Connection, settings: Settings, moment: datetime, secret: str) -> RowMapping:
    session, limits = sessions.session_with(connection, digest(secret)), session_limits(settings, moment)
    if session is None or session["ended_at"] is not None:
        raise NotSignedIn(OVER)
    if session["created_at"] <= limits["oldest"] or session["last_seen_at"] <= limits["idle_since"]:
        raise NotSignedIn(OVER)
    return session


def _owner(connection: Connection, session: RowMapping) -> Caller:
    person = register.staff_by_id(connection, session["staff_id"]) if session["staff_id"] else None
    if person is None or not person["active"]:
        raise NotSignedIn(OVER)
    roles, authorities = granted(person["roles"])
    scope = scope_of(person["everywhere"], person["prisons"], person["regions"])
    return Caller(
        person["username"],
        "person",
        roles,
        scope,
        person["display_name"],
        session["id"],
        authorities=authorities,
    )


def _touch(database: Database, session: RowMapping, moment: datetime) -> None:
    if moment - session["last_seen_at"] < SEEN_EVERY:
        return
    try:
        with database.write() as connection:
            sessions.change_session(connection, session["id"], {"last_seen_at": moment})
    except (StillRunning, Unavailable):
        return  # the next page writes it; a busy database is no reason to turn somebody away


def _ours(settings: Settings, keys: Keys, moment: datetime, session: RowMapping, caller: Caller) -> Exchanged:
    latest = session["created_at"] + timedelta(hours=settings.session_absolute_hours)
    expires_at = min(moment + timedelta(minutes=settings.token_minutes), latest)
    claims = {
        "sub": caller.username,
        "user_name": caller.username,
        "name": caller.display_name,
        "client_id": PAGES_CLIENT,
        "auth_source": "auth",
        "authorities": sorted({role.authority for role in caller.roles} | caller.authorities),
        "scope": ["read", "write"],
        "grant_type": "authorization_code",
        "sid": session["id"],
        "iss": settings.token_issuer,
        "aud": settings.token_audience,
        "jti": new_id(),
        "iat": int(moment.timestamp()),
        "exp": int(expires_at.timestamp()),
    }
    return Exchanged(keys.sign(claims, moment), expires_at.replace(microsecond=0), person_of(caller))
