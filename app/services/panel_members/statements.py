"""Statements of confidentiality: their wordings, who signed which, and whose signature no longer counts (W30)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from app.domain.caller import Caller
from app.domain.identifiers import UUID, new_id
from app.domain.names import search_key
from app.domain.refusals import Conflict, InvalidInput, NotFound, RefusedByRule
from app.repositories import panel_members as repository
from app.repositories import sharing_agreements
from app.repositories.identity import register
from app.services.panel_members.people import known_person, myself
from app.services.unit_of_work import UnitOfWork

NO_VERSION = "There is no such wording of the statement. GET /confidentiality-statements lists them."
NO_SIGNATURE = "There is no such signature."
IN_THE_PAST = "A new wording is in force from today or later: give that day."
DAY_TAKEN = "Another wording is in force from that day. Give another day."
REPLACED = "A later wording is in force. Read and sign that one."
SIGNED = "This wording is signed already, and the signature counts."
SIGNED_LATER = "It cannot have been signed after today."
ENDED = "This signature has ended already."
ONE_PERSON = "Give either a username of the register, or a name with an organisation."
Row = Mapping[str, Any]


def list_versions(connection: Connection, caller: Caller, today: date) -> dict[str, Any]:
    """Every wording, the latest first, with whether it is the one to sign and whether the caller has."""
    person = register.staff_named(connection, caller.username)
    mine = repository.signed_versions(connection, person["id"], today) if person else {}
    in_force = repository.version_in_force(connection, today)
    items = [
        {
            **row,
            "is_in_force": in_force is not None and row["id"] == in_force["id"],
            "signed_on": mine.get(row["id"]),
        }
        for row in repository.versions(connection)
    ]
    return {"items": items, "has_signed": in_force is not None and in_force["id"] in mine}


def publish_version(work: UnitOfWork, given: Row) -> str:
    """Keep a new wording; from its day on earlier signatures no longer count. Raises InvalidInput, Conflict."""
    if given["in_force_from"] < work.today:
        raise InvalidInput.of("in_force_from", "in_the_past", IN_THE_PAST)
    known = repository.versions(work.connection)
    row = {
        **given,
        "id": new_id(),
        "number": 1 + max((each["number"] for each in known), default=0),
        "recorded_at": work.moment,
        "recorded_by": work.caller.username,
    }
    try:
        repository.add(work.connection, repository.VERSIONS, [row])
    except IntegrityError as error:
        raise Conflict(DAY_TAKEN, code="day_taken") from error
    new = {"number": row["number"], "in_force_from": given["in_force_from"].isoformat()}
    subject = ("CONFIDENTIALITY_VERSION", row["id"])
    work.record("CONFIDENTIALITY_VERSION_PUBLISHED", subject=subject, details={"new": new})
    return str(row["id"])


def sign(work: UnitOfWork, version_id: str) -> str:
    """Sign a wording oneself; answers the signature's id. Raises NotFound, Conflict, RefusedByRule."""
    version = _version(work.connection, version_id)
    in_force = repository.version_in_force(work.connection, work.today)
    if in_force and in_force["id"] != version["id"] and version["in_force_from"] <= in_force["in_force_from"]:
        raise RefusedByRule(REPLACED, code="statement_replaced")
    person = myself(work)
    return _keep(work, version, {"staff_id": person["id"], "signed_on": work.today, "how": "online"})


def record_signature(work: UnitOfWork, version_id: str, given: Row) -> str:
    """Keep a signature given on paper, of somebody in the register or not. Raises NotFound, InvalidInput, Conflict."""
    version = _version(work.connection, version_id)
    if given["signed_on"] > work.today:
        raise InvalidInput.of("signed_on", "date_in_future", SIGNED_LATER)
    if bool(given["username"]) == bool(given["name"]) or (given["name"] and not given["organisation_id"]):
        raise InvalidInput.of("name", "one_person", ONE_PERSON)
    values: dict[str, Any] = {"signed_on": given["signed_on"], "how": "paper"}
    if given["username"]:
        return _keep(
            work, version, values | {"staff_id": known_person(work.connection, given["username"])["id"]}
        )
    organisation_id = given["organisation_id"].lower()
    if sharing_agreements.organisation(work.connection, organisation_id) is None:
        raise InvalidInput.of("organisation_id", "unknown_organisation", "There is no such organisation.")
    values |= {"person_name": given["name"], "person_key": search_key(given["name"])}
    return _keep(work, version, values | {"organisation_id": organisation_id})


def list_signatures(connection: Connection, version_id: str, today: date) -> dict[str, Any]:
    """Who signed a wording."""
    version = _version(connection, version_id)
    rows = repository.signatures_of(connection, version["id"])
    items = [
        {
            **row,
            "name": row["display_name"] or row["person_name"],
            "is_live": row["ended_on"] is None or row["ended_on"] > today,
        }
        for row in rows
    ]
    return {"version": version["number"], "items": items}


def end_signature(work: UnitOfWork, signature_id: str, reason: str) -> str:
    """Say that a signature no longer counts from today; answers its version's id. Raises NotFound, Conflict."""
    wanted = signature_id.lower()
    row = repository.signature(work.connection, wanted, lock=True) if UUID.fullmatch(wanted) else None
    if row is None:
        raise NotFound(NO_SIGNATURE)
    if row["ended_on"] is not None:
        raise Conflict(ENDED, code="signature_ended")
    ended = {"ended_on": work.today, "ended_by": work.caller.username, "ended_reason": reason}
    repository.update(work.connection, repository.SIGNATURES, wanted, ended)
    details = {"new": {"ended_on": work.today.isoformat()}, "why": reason}
    work.record("CONFIDENTIALITY_SIGNATURE_ENDED", subject=("SIGNATURE", wanted), details=details)
    return str(row["version_id"])


def _version(connection: Connection, version_id: str) -> Row:
    found = [row for row in repository.versions(connection) if row["id"] == version_id.lower()]
    if not found:
        raise NotFound(NO_VERSION)
    return found[0]


def _keep(work: UnitOfWork, version: Row, values: Row) -> str:
    nobody = dict.fromkeys(("staff_id", "person_name", "person_key", "organisation_id"))
    row = {
        **nobody,
        **values,
        "id": new_id(),
        "version": 1,
        "version_id": version["id"],
        "recorded_at": work.moment,
        "recorded_by": work.caller.username,
    }
    try:
        repository.add(work.connection, repository.SIGNATURES, [row])
    except IntegrityError as error:
        raise Conflict(SIGNED, code="already_signed") from error
    new = {"number": version["number"], "how": row["how"], "signed_on": row["signed_on"].isoformat()}
    work.record("CONFIDENTIALITY_SIGNED", subject=("SIGNATURE", row["id"]), details={"new": new})
    return str(row["id"])
