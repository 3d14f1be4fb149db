"""Who is asked to a meeting, in whose place, and who came: each with what they need first (W30 to W32, W39)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Role
from app.domain.identifiers import UUID, new_id
from app.domain.invitees import YCS_TRANSITIONS_ONLY
from app.domain.names import search_key
from app.domain.panel_seats import OF_THE_WOMENS_TEAM
from app.domain.panel_sight import Sight
from app.domain.refusals import Conflict, InvalidInput, NotFound, RefusedByRule, StaleVersion
from app.domain.sharing_agreements import NO_AGREEMENT, warning_of
from app.repositories import meeting_people as repository
from app.repositories import meetings, panel_members, places, sharing_agreements
from app.services.identity.authentication import granted
from app.services.panel_members.people import known_person
from app.services.unit_of_work import UnitOfWork

NO_PERSON = "There is no such person on this meeting's list."
STALE = "Somebody changed this after you read it. Read it again and send yours once more."
NAMED_ALREADY = "This person is on the list already."
WHO = "Give a username of the register, or a name with an organisation."
NO_ITEM = "There is no such item on this meeting's agenda."
NOT_A_MEMBER = "A delegate comes for a member of this meeting: give the id of that member on the list."
YCS_ONLY = "This kind is for a transition from the Youth Custody Service alone: name an item that is one."
NO_LIVE_AGREEMENT = (
    "There is no sharing agreement in force with this organisation on the day. Ask for one,"
    " or say in `override_reason` why they are asked all the same."
)
UNSIGNED = (
    "This person has not signed the confidentiality statement that is in force on the day of the meeting,"
    " so they cannot be recorded as present."
)
NOT_HELD = "Who attended can be recorded once the meeting is open."
SIGNERS = frozenset({"member", "delegate", "establishment"})
"""Who has to sign: core members, those who come for them, and prisons' representatives (000 L83)."""
WOMENS_TEAM_ROLES = frozenset({Role.PANEL_SECRETARIAT})
Row = Mapping[str, Any]


def seat_members(work: UnitOfWork, meeting: Row) -> None:
    """Put the holders of live seats on the list of a new meeting as its members."""
    live = panel_members.seats(work.connection, meeting["held_on"])
    rows, seen = [], set()
    for seat in live:
        if seat["delegate_of"] is None and seat["staff_id"] not in seen:
            seen.add(seat["staff_id"])
            who = {"staff_id": seat["staff_id"], "name": seat["display_name"]}
            rows.append(_row(work, meeting["id"], {**who, "part": "member", "seat": seat["seat"]}))
    meetings.add(work.connection, repository.PEOPLE, rows)


def list_people(connection: Connection, meeting: Row, sight: Sight) -> list[dict[str, Any]]:
    """The list of a meeting. An item out of the caller's sight is not named."""
    rows = repository.people_of(connection, meeting["id"])
    in_sight = {item["id"] for item in meetings.items_of(connection, meeting["id"], sight)}
    signed = panel_members.signed_on_day(connection, meeting["held_on"])
    external = [row["organisation_id"] for row in rows if row["is_external"]]
    agreements = sharing_agreements.agreements_of(connection, external)
    return [
        {
            **row,
            "item_id": row["item_id"] if row["item_id"] in in_sight else None,
            "must_sign": row["part"] in SIGNERS,
            "has_signed": _has_signed(row, signed),
            "warning_now": warning_of(agreements[row["organisation_id"]], meeting["held_on"])
            if row["is_external"]
            else None,
            "womens_team": speaks_for_womens_team(row),
        }
        for row in rows
    ]


def ask_person(work: UnitOfWork, meeting: Row, given: Row) -> str:
    """Put somebody on the list; answers their id there. Raises InvalidInput, Conflict, RefusedByRule."""
    who = _who(work.connection, given)
    values: dict[str, Any] = {**who, "part": given["part"], "mode": given["mode"]}
    values["has_authority"] = given["has_authority"]
    if given["part"] == "delegate":
        values |= _in_place_of(work, meeting, given)
    elif given["part"] == "establishment":
        values["prison_code"] = _prison(work.connection, given["prison_code"])
    elif given["part"] == "invitee":
        values |= _invited(work.connection, meeting, given)
    elif given["part"] == "member":
        values["seat"] = _seat(work.connection, meeting, who)
    _refuse_named(work.connection, meeting["id"], who)
    values |= _agreement(work, meeting, who, given)
    row = _row(work, meeting["id"], values)
    meetings.add(work.connection, repository.PEOPLE, [row])
    new = {name: row[name] for name in ("part", "kind", "seat", "item_id", "organisation_id", "staff_id")}
    details = {"new": {**new, "meeting": meeting["id"]}}
    work.record("MEETING_PERSON_ASKED", subject=("MEETING_PERSON", row["id"]), details=details)
    if row["override_reason"]:
        details = {
            "new": {"warning": row["warning"], "meeting": meeting["id"]},
            "why": row["override_reason"],
        }
        work.record("SHARING_OVERRIDE", subject=("MEETING_PERSON", row["id"]), details=details)
    return str(row["id"])


def change_person(work: UnitOfWork, meeting: Row, person_id: str, changes: Row, version: int | None) -> None:
    """Change how somebody comes, or say that they came. Raises NotFound, StaleVersion, RefusedByRule."""
    row = _person(work, meeting, person_id, version)
    if changes.get("attended") is not None and meeting["opened_at"] is None:
        raise RefusedByRule(NOT_HELD, code="not_open")
    if changes.get("attended") and row["part"] in SIGNERS:
        signed = panel_members.signed_on_day(work.connection, meeting["held_on"])
        if not _has_signed(row, signed):
            raise RefusedByRule(UNSIGNED, code="confidentiality_statement_needed")
    values = dict(changes)
    if values.get("attended"):
        values["has_apologised"] = False
    meetings.update(work.connection, repository.PEOPLE, row["id"], values)
    details = {"old": {name: row[name] for name in values}, "new": {**values, "meeting": meeting["id"]}}
    work.record("MEETING_PERSON_CHANGED", subject=("MEETING_PERSON", row["id"]), details=details)


def remove_person(work: UnitOfWork, meeting: Row, person_id: str, version: int | None) -> None:
    """Take somebody off the list, and whoever comes in their place. Raises NotFound, StaleVersion."""
    row = _person(work, meeting, person_id, version)
    gone = {"removed_at": work.moment, "removed_by": work.caller.username}
    for each in repository.people_of(work.connection, meeting["id"]):
        if each["id"] == row["id"] or each["delegate_for"] == row["id"]:
            meetings.update(work.connection, repository.PEOPLE, each["id"], gone)
            details = {"old": {"part": each["part"], "meeting": meeting["id"]}}
            work.record("MEETING_PERSON_REMOVED", subject=("MEETING_PERSON", each["id"]), details=details)


def speaks_for_womens_team(person: Row) -> bool:
    """Whether somebody on the list stands for the Women's Team: by their seat, or as its secretariat."""
    if person["part"] in {"member", "delegate"} and person["seat"] in OF_THE_WOMENS_TEAM:
        return True
    roles, _ = granted(person["roles"] or "")
    return not roles.isdisjoint(WOMENS_TEAM_ROLES)


def _person(work: UnitOfWork, meeting: Row, person_id: str, version: int | None) -> Row:
    wanted = person_id.lower()
    row = None
    if UUID.fullmatch(wanted):
        row = repository.person_of(work.connection, meeting["id"], wanted, lock=True)
    if row is None:
        raise NotFound(NO_PERSON)
    if version is not None and version != row["version"]:
        raise StaleVersion(STALE)
    return row


def _who(connection: Connection, given: Row) -> dict[str, Any]:
    if given["username"]:
        person = known_person(connection, given["username"])
        return {"staff_id": person["id"], "name": person["display_name"], "organisation_id": None}
    if not given["name"] or not given["organisation_id"]:
        raise InvalidInput.of("username", "who", WHO)
    organisation = sharing_agreements.organisation(connection, given["organisation_id"].lower())
    if organisation is None or not organisation["is_active"]:
        raise InvalidInput.of("organisation_id", "unknown_organisation", "There is no such organisation.")
    return {"staff_id": None, "name": given["name"], "organisation_id": organisation["id"]}


def _in_place_of(work: UnitOfWork, meeting: Row, given: Row) -> dict[str, Any]:
    """Whom a delegate comes for; the member is marked as sending apologies."""
    wanted = (given["delegate_for"] or "").lower()
    member = None
    if UUID.fullmatch(wanted):
        member = repository.person_of(work.connection, meeting["id"], wanted, lock=True)
    if member is None or member["part"] != "member":
        raise InvalidInput.of("delegate_for", "not_a_member", NOT_A_MEMBER)
    meetings.update(work.connection, repository.PEOPLE, member["id"], {"has_apologised": True})
    return {"delegate_for": member["id"], "seat": member["seat"]}


def _prison(connection: Connection, code: str | None) -> str:
    prison = places.prison(connection, code) if code else None
    if prison is None:
        raise InvalidInput.of("prison_code", "unknown_prison", "There is no prison of this code.")
    return str(prison["code"])


def _seat(connection: Connection, meeting: Row, who: Row) -> str:
    held = panel_members.seats(connection, meeting["held_on"])
    mine = [seat for seat in held if seat["staff_id"] == who["staff_id"]] if who["staff_id"] else []
    if not mine:
        message = "This person holds no seat on the day of the meeting. Ask them as an invitee."
        raise InvalidInput.of("username", "no_seat", message)
    return str(mine[0]["seat"])


def _invited(connection: Connection, meeting: Row, given: Row) -> dict[str, Any]:
    if given["kind"] is None:
        raise InvalidInput.of("kind", "missing", "Say as what kind of person they are asked.")
    item = None
    if given["item_id"]:
        items = meetings.standing_items(connection, meeting["id"])
        item = next((each for each in items if each["id"] == given["item_id"].lower()), None)
        if item is None:
            raise InvalidInput.of("item_id", "unknown_item", NO_ITEM)
    if given["kind"] in YCS_TRANSITIONS_ONLY and (item is None or not item["is_ycs_transition"]):
        raise InvalidInput.of("kind", "ycs_transition_only", YCS_ONLY)
    return {"kind": given["kind"], "item_id": item["id"] if item else None}


def _refuse_named(connection: Connection, meeting_id: str, who: Row) -> None:
    key = search_key(who["name"])
    for each in repository.people_of(connection, meeting_id):
        same_staff = who["staff_id"] is not None and each["staff_id"] == who["staff_id"]
        same_name = who["staff_id"] is None and (each["name_key"], each["organisation_id"]) == (
            key,
            who["organisation_id"],
        )
        if same_staff or same_name:
            raise Conflict(NAMED_ALREADY, code="named_already")


def _agreement(work: UnitOfWork, meeting: Row, who: Row, given: Row) -> dict[str, Any]:
    """What to warn of, and the override where there is no agreement. Raises Conflict without one."""
    if who["organisation_id"] is None:
        return {}
    organisation = sharing_agreements.organisation(work.connection, who["organisation_id"])
    if organisation is None or not organisation["is_external"]:
        return {}
    found = sharing_agreements.agreements_of(work.connection, [organisation["id"]])[organisation["id"]]
    warning = warning_of(found, meeting["held_on"])
    if warning != NO_AGREEMENT:
        return {"warning": warning}
    if not given["override_reason"]:
        raise Conflict(NO_LIVE_AGREEMENT, code=NO_AGREEMENT)
    override = {"override_reason": given["override_reason"], "override_by": work.caller.username}
    return {"warning": warning, **override}


def _has_signed(row: Row, signed: tuple[set[str], set[tuple[str, str | None]]]) -> bool:
    staff, others = signed
    if row["staff_id"]:
        return str(row["staff_id"]) in staff
    return (row["name_key"], row["organisation_id"]) in others


def _row(work: UnitOfWork, meeting_id: str, values: Row) -> dict[str, Any]:
    names = ("item_id", "seat", "kind", "delegate_for", "prison_code", "staff_id", "organisation_id", "mode")
    empty = dict.fromkeys((*names, "attended", "warning", "override_reason", "override_by"))
    return {
        **empty,
        "has_apologised": False,
        "has_authority": values.get("part") in {"member", "delegate"},
        **values,
        "id": new_id(),
        "version": 1,
        "meeting_id": meeting_id,
        "name_key": search_key(values["name"]),
        "added_at": work.moment,
        "added_by": work.caller.username,
        "removed_at": None,
        "removed_by": None,
    }
