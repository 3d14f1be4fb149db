"""Signs a person in by name and password: slowly for a guesser, at once for a person on their own machine."""

from datetime import datetime

from app.domain.caller import Caller
from app.domain.identifiers import new_id
from app.domain.refusals import NotFound, NotSignedIn, Unavailable
from app.domain.sign_in_limits import DEVICES_KNOWN
from app.repositories.database import Database
from app.repositories.identity import register, sessions
from app.repositories.identity import tries as counts
from app.services.identity import passwords, tries
from app.services.identity.authentication import granted, scope_of
from app.services.identity.opaque import digest, new_secret
from app.services.identity.people import ANONYMOUS
from app.services.identity.sessions import SignedIn, open_session, signed_in
from app.services.identity.tries import Gate
from app.services.unit_of_work import UnitOfWork, unit_of_work
from app.settings import Settings

WRONG = "The username or the password is not right."
ELSEWHERE = "People sign in with an outside issuer here."


def sign_in(
    database: Database,
    settings: Settings,
    moment: datetime,
    *,
    username: str,
    password: str,
    device: str | None = None,
    address: str = "",
    request_id: str | None = None,
) -> SignedIn:
    """A new session for whoever knows the password.

    `device` is the handle of an earlier sign-in on the same machine, `address` where the try comes from.
    Refuses with `NotSignedIn`, the same for a wrong password, an unknown name and a disabled account, or with
    `TooManyTries`.
    """
    if settings.outside_issuer:
        raise NotFound(ELSEWHERE)
    with database.read() as connection:
        person = register.staff_named(connection, username)
        known = bool(device and person and sessions.device_known(connection, digest(device), person["id"]))
        trusted = known and device is not None and tries.is_trusted(connection, tries.device_gate(device))
    gates = (
        [tries.device_gate(device)]
        if trusted and device
        else _stranger(username, address, person is not None)
    )
    tries.hear(database, moment, gates)
    kept = person["password_hash"] if person and person["active"] else None
    if not _judged(database, moment, gates, kept, password):
        _record_refusal(database, moment, person["username"] if person else None, address, request_id)
        raise NotSignedIn(WRONG, code="wrong_credentials")
    return _let_in(
        database, settings, moment, gates, username=username, kept=kept, device=device if known else None,
        address=address, request_id=request_id,
    )  # fmt: skip


def _stranger(username: str, address: str, exists: bool) -> list[Gate]:
    return [tries.account_gate(username, exists=exists), tries.address_gate(address)]


def _judged(database: Database, moment: datetime, gates: list[Gate], kept: str | None, password: str) -> bool:
    try:
        return passwords.is_right(kept, password)
    except Unavailable:
        with database.write() as connection:
            tries.take_back(connection, moment, gates)
        raise


def _record_refusal(
    database: Database, moment: datetime, username: str | None, address: str, request_id: str | None
) -> None:
    """Say in the audit that a try failed: at which account if there is one, never what was typed."""
    with unit_of_work(database, ANONYMOUS, moment, request_id=request_id) as work:
        subject = ("STAFF", username) if username else None
        work.record(
            "SIGN_IN_REFUSED", subject=subject, details={"known": username is not None, "address": address}
        )


def _let_in(
    database: Database,
    settings: Settings,
    moment: datetime,
    gates: list[Gate],
    *,
    username: str,
    kept: str | None,
    device: str | None,
    address: str,
    request_id: str | None,
) -> SignedIn:
    session_id = new_id()
    with unit_of_work(database, ANONYMOUS, moment, request_id=request_id) as work:
        person = register.staff_named(work.connection, username, lock=True)
        if person is None or not person["active"] or person["password_hash"] != kept:
            raise NotSignedIn(WRONG, code="wrong_credentials")
        roles, authorities = granted(person["roles"])
        scope = scope_of(person["everywhere"], person["prisons"], person["regions"])
        work.caller = Caller(
            person["username"],
            "person",
            roles,
            scope,
            person["display_name"],
            session_id,
            authorities=authorities,
        )
        tries.absolve(work.connection, moment, gates)
        counts.forget(work.connection, moment)
        handle = _known_device(work, device, person["id"])
        secret = open_session(work, settings, session_id=session_id, staff_id=person["id"])
        details = {"session": session_id, "device": "known" if device else "new", "address": address}
        work.record("SIGNED_IN", subject=("STAFF", person["username"]), details=details)
    return signed_in(settings, moment, secret, session_id, handle)


def _known_device(work: UnitOfWork, device: str | None, staff_id: str) -> str:
    """The device's handle: its own, with a clean count, or a new one."""
    if device:
        sessions.use_device(work.connection, digest(device), work.moment)
        counts.empty(work.connection, tries.device_gate(device).bucket, work.moment)
        return device
    handle = new_secret()
    sessions.know_device(work.connection, digest(handle), staff_id, work.moment, DEVICES_KNOWN)
    return handle
