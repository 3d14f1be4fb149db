"""Who a bearer token stands for now: its claims, and what our own register says today. Runs on every call."""

from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy.engine import Connection

from app.domain.authorities import platform_authorities_in, roles_in
from app.domain.caller import Caller, Role, Scope
from app.domain.refusals import NotSignedIn
from app.integrations.tokens import UNTRUSTED, TokenClaims
from app.repositories.identity import standing
from app.repositories.identity.register import username_key
from app.services.identity.keys import Keys
from app.settings import Settings

NOWHERE = Scope()


def authenticate(
    connection: Connection, settings: Settings, keys: Keys, token: str, moment: datetime
) -> Caller:
    """The caller behind a bearer token; `NotSignedIn` when it is not trusted, signed out, or disabled.

    Whom they may see is read from our register, in one statement. Our own tokens' roles come from there too,
    so that a change counts on the next call; an outside issuer's tokens say their roles themselves. Somebody
    whom the register does not know sees no case, which is not an error.
    """
    claims = keys.read(token, moment)
    if not settings.outside_issuer:
        of = _own_person if claims.session_id else _own_client
        return of(connection, settings, claims, moment)
    return (_outside_person if claims.is_person else _outside_client)(connection, claims)


@lru_cache(maxsize=1024)
def granted(roles: str) -> tuple[frozenset[Role], frozenset[str]]:
    """Our roles, and the platform's, in a register's words."""
    words = roles.split()
    return roles_in(words), platform_authorities_in(words)


@lru_cache(maxsize=4096)
def scope_of(everywhere: bool, prisons: str, regions: str) -> Scope:
    """The scope in a register's words."""
    return Scope(everywhere, frozenset(prisons.split()), frozenset(regions.split()))


def session_limits(settings: Settings, moment: datetime) -> dict[str, datetime]:
    """A session is live that began after `oldest` and was seen after `idle_since`."""
    return {
        "oldest": moment - timedelta(hours=settings.session_absolute_hours),
        "idle_since": moment - timedelta(minutes=settings.session_idle_minutes),
    }


def _own_person(connection: Connection, settings: Settings, claims: TokenClaims, moment: datetime) -> Caller:
    limits = session_limits(settings, moment)
    row = standing.of_session(connection, claims.session_id or "", **limits)
    if row is None or not row.active:
        raise NotSignedIn(UNTRUSTED)
    roles, authorities = granted(row.roles)
    return Caller(
        username=row.username,
        kind="person",
        roles=roles,
        scope=scope_of(bool(row.everywhere), row.prisons, row.regions),
        display_name=row.display_name,
        session_id=claims.session_id,
        authorities=authorities,
    )


def _own_client(
    connection: Connection, _settings: Settings, claims: TokenClaims, _moment: datetime
) -> Caller:
    row = standing.of_client(connection, claims.client_id)
    if row is None or not row.active:
        raise NotSignedIn(UNTRUSTED)
    roles, authorities = granted(row.roles)
    scope = scope_of(bool(row.everywhere), row.prisons, row.regions)
    return Caller(row.client_id, "client", roles, scope, row.name, authorities=authorities)


def _outside_person(connection: Connection, claims: TokenClaims) -> Caller:
    said = claims.username or claims.subject
    row = standing.of_outside_person(connection, username_key(said), claims.digest)
    if row is None or row.ended_at is not None or (row.username is not None and not row.active):
        raise NotSignedIn(UNTRUSTED)
    known = row.username is not None
    return Caller(
        username=row.username or said,
        kind="person",
        roles=roles_in(claims.authorities),
        scope=scope_of(bool(row.everywhere), row.prisons, row.regions) if known else NOWHERE,
        display_name=row.display_name or claims.name or said,
        session_id=row.id,
        authorities=platform_authorities_in(claims.authorities),
    )


def _outside_client(connection: Connection, claims: TokenClaims) -> Caller:
    row = standing.of_client(connection, claims.client_id)
    if row is not None and not row.active:
        raise NotSignedIn(UNTRUSTED)
    return Caller(
        username=claims.username or claims.client_id,
        kind="client",
        roles=roles_in(claims.authorities),
        scope=scope_of(bool(row.everywhere), row.prisons, row.regions) if row else NOWHERE,
        display_name=row.name if row else claims.client_id,
        authorities=platform_authorities_in(claims.authorities),
    )
