"""Client systems: registered, granted, and given tokens for their credentials."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.engine import RowMapping

from app.domain.caller import Caller, Role, Scope
from app.domain.identifiers import new_id
from app.domain.refusals import Conflict, InvalidInput, NotFound, NotSignedIn
from app.domain.sign_in_limits import SECRETS_FROM_ADDRESS
from app.repositories.database import Database
from app.repositories.identity import register
from app.services.identity import tries
from app.services.identity.authentication import granted
from app.services.identity.grants import Grant, client_id_or_refuse, is_client_id, name_or_refuse
from app.services.identity.keys import NOT_OURS, Keys
from app.services.identity.opaque import digest, is_same, new_secret
from app.services.identity.people import ANONYMOUS, differences
from app.services.unit_of_work import unit_of_work
from app.settings import Settings

WRITERS = frozenset({Role.RW, Role.ADMIN})
SHORTEST_SECRET = 43


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A client's token. `scope` holds `read`, and `write` where a role of the client writes."""

    access_token: str
    expires_in: int
    scope: tuple[str, ...]
    jti: str


def register_client(
    database: Database,
    actor: Caller,
    moment: datetime,
    *,
    client_id: str,
    name: str,
    grant: Grant,
    secret: str | None = None,
) -> str:
    """Register a system; answers its secret, which is said only here. A given secret needs 43 characters."""
    if secret is not None and len(secret) < SHORTEST_SECRET:
        raise InvalidInput.of(
            "secret", "secret_too_short", f"Give a random secret of {SHORTEST_SECRET} characters."
        )
    secret = secret or new_secret()
    values = grant.values() | {
        "client_id": client_id_or_refuse(client_id),
        "name": name_or_refuse("name", name),
        "secret_hash": digest(secret),
        "active": True,
        "created_at": moment,
    }
    with unit_of_work(database, actor, moment) as work:
        if register.client_named(work.connection, client_id) is not None:
            raise Conflict("A system with this client id is registered already.", code="client_exists")
        register.add_client(work.connection, values)
        details = {key: value for key, value in values.items() if key not in {"secret_hash", "created_at"}}
        work.record("CLIENT_REGISTERED", subject=("CLIENT", client_id), details={"new": details})
    return secret


def list_clients(database: Database) -> list[RowMapping]:
    """Every system in the register, by client id, without its secret's hash."""
    with database.read() as connection:
        return register.all_clients(connection)


def change_client_access(
    database: Database, actor: Caller, moment: datetime, client_id: str, **changes: Any
) -> None:
    """Change any of `roles`, `prisons`, `regions`, `everywhere`, `active`; it counts from the next call."""
    with unit_of_work(database, actor, moment) as work:
        client = register.client_named(work.connection, client_id, lock=True)
        if client is None:
            raise NotFound("No system has this client id.")
        after = Grant.changes(changes)
        register.change_client(work.connection, client_id, after)
        work.record(
            "CLIENT_ACCESS_CHANGED", subject=("CLIENT", client_id), details=differences(dict(client), after)
        )


def renew_client_secret(database: Database, actor: Caller, moment: datetime, client_id: str) -> str:
    """A new secret for a system; the old one gets no token any more."""
    secret = new_secret()
    with unit_of_work(database, actor, moment) as work:
        if register.client_named(work.connection, client_id, lock=True) is None:
            raise NotFound("No system has this client id.")
        register.change_client(work.connection, client_id, {"secret_hash": digest(secret)})
        work.record("CLIENT_SECRET_RENEWED", subject=("CLIENT", client_id))
    return secret


def issue_client_token(
    database: Database,
    settings: Settings,
    keys: Keys,
    moment: datetime,
    *,
    client_id: str,
    client_secret: str,
    scope: Sequence[str] = (),
    address: str = "",
    request_id: str | None = None,
) -> IssuedToken:
    """A token for a system's credentials.

    Refuses with `NotSignedIn` (`invalid_client`), `InvalidInput` (`invalid_scope`), or `NotFound` where an
    outside issuer makes the tokens. Wrong secrets are counted by address alone, as
    256 random bits cannot be guessed.
    """
    if settings.outside_issuer:
        raise NotFound(NOT_OURS)
    with database.read() as connection:
        client = register.client_named(connection, client_id) if is_client_id(client_id) else None
    right = is_same(client["secret_hash"] if client else None, client_secret)
    if client is None or not right or not client["active"]:
        tries.hear(database, moment, [tries.address_gate(address, "secret", SECRETS_FROM_ADDRESS)])
        with unit_of_work(database, ANONYMOUS, moment, request_id=request_id) as work:
            subject = ("CLIENT", client_id) if client else None
            work.record("CLIENT_TOKEN_REFUSED", subject=subject, details={"address": address})
        raise NotSignedIn("The client id or its secret is not right.", code="invalid_client")
    roles, _ = granted(client["roles"])
    scopes = _scopes(roles, scope)
    jti, seconds = new_id(), settings.client_token_minutes * 60
    claims = {
        "sub": client_id,
        "client_id": client_id,
        "auth_source": "none",
        "authorities": client["roles"].split(),
        "scope": list(scopes),
        "grant_type": "client_credentials",
        "iss": settings.token_issuer,
        "aud": settings.token_audience,
        "jti": jti,
        "iat": int(moment.timestamp()),
        "exp": int(moment.timestamp()) + seconds,
    }
    token = keys.sign(claims, moment)
    caller = Caller(client_id, "client", roles, Scope(), client["name"])
    with unit_of_work(database, caller, moment, request_id=request_id) as work:
        work.record("CLIENT_TOKEN_ISSUED", subject=("CLIENT", client_id), details={"jti": jti})
    return IssuedToken(token, seconds, scopes, jti)


def _scopes(roles: frozenset[Role], asked: Sequence[str]) -> tuple[str, ...]:
    may = ("read",) if roles.isdisjoint(WRITERS) else ("read", "write")
    if not set(asked) <= set(may):
        raise InvalidInput("This system may not have that scope.", code="invalid_scope")
    return tuple(scope for scope in may if not asked or scope in asked)
