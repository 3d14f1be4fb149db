"""Signs a person in through an outside issuer: begun here, done there, finished here."""

import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.domain.caller import Caller
from app.domain.identifiers import new_id
from app.domain.refusals import NotFound, NotSignedIn
from app.domain.sign_in_limits import STARTS_FROM_ADDRESS
from app.integrations import oidc
from app.integrations.oidc import IssuedTokens
from app.integrations.tokens import read_identity_token
from app.repositories.database import Database
from app.repositories.identity import register, sessions
from app.services.identity import tries
from app.services.identity.authentication import authenticate
from app.services.identity.keys import Keys
from app.services.identity.opaque import digest, new_secret
from app.services.identity.sessions import SignedIn, open_session, signed_in
from app.services.unit_of_work import unit_of_work
from app.settings import Settings

HERE = "People sign in here with a name and a password."
TAKEN = "This sign-in was not begun here, or it has been finished already. Sign in again."
BEGUN_FOR = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Begun:
    """Where the browser goes now. `handle` stays with the browser and proves that the same one comes back."""

    address: str
    handle: str
    expires_at: datetime


def start_outside(database: Database, settings: Settings, moment: datetime, *, address: str = "") -> Begun:
    """Begin a sign-in at the outside issuer; it must be finished within ten minutes, by the same browser."""
    if not settings.outside_issuer:
        raise NotFound(HERE)
    state, handle, nonce, verifier = (new_secret() for _ in range(4))
    there = oidc.authorisation_address(settings, state=state, nonce=nonce, verifier=verifier)
    tries.hear(database, moment, [tries.address_gate(address, "start", STARTS_FROM_ADDRESS)])
    expires_at = moment + BEGUN_FOR
    values = {
        "state_hash": digest(state),
        "handle_hash": digest(handle),
        "verifier": verifier,
        "nonce": nonce,
    }
    with database.write() as connection:
        sessions.forget_outside(connection, moment)
        sessions.begin_outside(connection, values | {"expires_at": expires_at})
    return Begun(there, handle, expires_at)


def finish_outside(
    database: Database,
    settings: Settings,
    keys: Keys,
    moment: datetime,
    *,
    code: str,
    state: str,
    handle: str,
    request_id: str | None = None,
) -> SignedIn:
    """A session for whoever the issuer says has signed in; each start serves once, for its own browser."""
    if not settings.outside_issuer:
        raise NotFound(HERE)
    with database.write() as connection:
        begun = sessions.take_outside(connection, digest(state))
    if (
        begun is None
        or begun["expires_at"] <= moment
        or not hmac.compare_digest(begun["handle_hash"], digest(handle))
    ):
        raise NotSignedIn(TAKEN)
    tokens = oidc.redeem(settings, code=code, verifier=begun["verifier"])
    caller, expires_at = _who(database, settings, keys, moment, tokens, begun["nonce"])
    session_id = new_id()
    with unit_of_work(database, caller, moment, request_id=request_id) as work:
        person = register.staff_named(work.connection, caller.username)
        outside = {"tokens": tokens, "expires_at": expires_at}
        staff_id = person["id"] if person else None
        secret = open_session(work, settings, session_id=session_id, staff_id=staff_id, outside=outside)
        work.record(
            "SIGNED_IN",
            subject=("STAFF", caller.username),
            details={"session": session_id, "issuer": "outside"},
        )
    return signed_in(settings, moment, secret, session_id, None)


def _who(
    database: Database, settings: Settings, keys: Keys, moment: datetime, tokens: IssuedTokens, nonce: str
) -> tuple[Caller, datetime]:
    """The person in the tokens. An ID token, where asked for, must be for us and for this one sign-in."""
    claims = keys.read(tokens.access_token, moment)
    if not claims.is_person:
        raise NotSignedIn(oidc.REFUSED)
    if "openid" in settings.oidc_scope.split():
        subject = read_identity_token(
            tokens.identity_token or "",
            issuer=settings.oidc_issuer,
            client_id=settings.oidc_client_id or "",
            nonce=nonce,
            find_key=keys.ring.find,
            moment=moment,
        )
        if subject != claims.subject:
            raise NotSignedIn(oidc.REFUSED)
    with database.read() as connection:
        caller = authenticate(connection, settings, keys, tokens.access_token, moment)
    return caller, datetime.fromtimestamp(int(claims.expires), UTC)
