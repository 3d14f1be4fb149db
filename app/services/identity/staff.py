"""The register of staff: who is in it, what they may do, and their passwords."""

from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection, RowMapping

from app.domain.caller import Caller
from app.domain.identifiers import new_id
from app.domain.refusals import Conflict, NotFound
from app.repositories.database import Database
from app.repositories.identity import register, sessions
from app.repositories.identity import tries as counts
from app.services.identity import passwords, tries
from app.services.identity.grants import Grant, name_or_refuse, username_or_refuse
from app.services.identity.people import differences
from app.services.identity.sessions import end_sessions_of
from app.services.unit_of_work import UnitOfWork, unit_of_work


def register_staff(
    database: Database,
    actor: Caller,
    moment: datetime,
    *,
    username: str,
    display_name: str,
    grant: Grant,
    email: str | None = None,
    password: str | None = None,
) -> str:
    """Register a person; answers their id. Without a password they sign in with an outside issuer only."""
    values = grant.values() | {
        "id": new_id(),
        "username": username_or_refuse(username),
        "display_name": name_or_refuse("display_name", display_name),
        "email": email,
        "password_hash": passwords.hashed(password, username=username) if password is not None else None,
        "active": True,
        "created_at": moment,
    }
    with unit_of_work(database, actor, moment) as work:
        if register.staff_named(work.connection, username) is not None:
            raise Conflict("A person with this username is registered already.", code="username_exists")
        register.add_staff(work.connection, values)
        work.record("STAFF_REGISTERED", subject=("STAFF", username), details={"new": grant.values()})
    return str(values["id"])


def list_staff(database: Database) -> list[RowMapping]:
    """Everyone in the register, by username, without their password's hash."""
    with database.read() as connection:
        return register.all_staff(connection)


def change_staff_access(
    database: Database, actor: Caller, moment: datetime, username: str, **changes: Any
) -> None:
    """Change any of `roles`, `prisons`, `regions`, `everywhere`, `active`; the person must sign in again."""
    with unit_of_work(database, actor, moment) as work:
        person = _found(work.connection, username)
        after = Grant.changes(changes)
        register.change_staff(work.connection, person["id"], after)
        _record(work, "STAFF_ACCESS_CHANGED", person, differences(dict(person), after))
        end_sessions_of(work, person["username"], why="access_changed")


def set_password(database: Database, actor: Caller, moment: datetime, username: str, password: str) -> None:
    """Another password: the person's sessions end, devices are strangers, tries start anew."""
    kept = passwords.hashed(password, username=username)
    with unit_of_work(database, actor, moment) as work:
        person = _found(work.connection, username)
        register.change_staff(work.connection, person["id"], {"password_hash": kept})
        sessions.forget_devices(work.connection, person["id"])
        _release(work, person)
        _record(work, "PASSWORD_CHANGED", person, {})
        end_sessions_of(work, person["username"], why="password_changed")


def release_sign_in(database: Database, actor: Caller, moment: datetime, username: str) -> None:
    """Hear tries at a person's account again, after too many wrong ones."""
    with unit_of_work(database, actor, moment) as work:
        person = _found(work.connection, username)
        _release(work, person)
        _record(work, "SIGN_IN_RELEASED", person, {})


def _found(connection: Connection, username: str) -> RowMapping:
    person = register.staff_named(connection, username, lock=True)
    if person is None:
        raise NotFound("Nobody has this username.")
    return person


def _release(work: UnitOfWork, person: RowMapping) -> None:
    gate = tries.account_gate(person["username"], exists=True)
    counts.held(work.connection, gate.bucket)
    counts.empty(work.connection, gate.bucket, work.moment)


def _record(work: UnitOfWork, what: str, person: RowMapping, details: dict[str, Any]) -> None:
    work.record(what, subject=("STAFF", person["username"]), details=details)
