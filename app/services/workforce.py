"""Staff as a workforce: who there is, what they carry, how they work, and the teams of the community."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from app.domain.allocation import COMMUNITY_MANAGER, CUSTODY_ROLES, ROLES, Workload, is_available
from app.domain.caller import Caller, Role
from app.domain.cursor import after_cursor, cursor_of, total_of
from app.domain.identifiers import UUID
from app.domain.refusals import Conflict, FieldError, InvalidInput, NotFound, NotPermitted, StaleVersion
from app.domain.staff_filters import StaffFilters
from app.repositories import places, workforce
from app.repositories.identity import register
from app.services.unit_of_work import UnitOfWork

Row = Mapping[str, Any]
ME = "me"
RECENT = timedelta(days=7)
HANDOVER_WINDOW = timedelta(days=56)
NAMES_AT_MOST = 200
NOBODY = "There is nobody of this id whom you may see. GET /staff lists them."
NOT_STAFF = "You are not in the register of staff, so nothing is yours here."
STALE = (
    "Somebody changed this person's entry after you read it. Read it again, and send your change once more."
)
NOT_YOURS = "You change how people work at your own prisons, or in the teams of your own regions."


def seen_person(connection: Connection, caller: Caller, staff_id: str, *, lock: bool = False) -> Row:
    """A person whom the caller may see, `me` for themselves. Raises NotFound."""
    if staff_id == ME:
        found = register.staff_named(connection, caller.username) if caller.kind == "person" else None
        if found is None:
            raise NotFound(NOT_STAFF)
        staff_id = found["id"]
    wanted = staff_id.lower()
    person = workforce.person(connection, wanted, lock=lock) if UUID.fullmatch(wanted) else None
    if person is None or not person["active"] or not may_see_person(caller, person):
        raise NotFound(NOBODY)
    return person


def list_staff(
    connection: Connection,
    caller: Caller,
    filters: StaffFilters,
    today: date,
    *,
    size: int,
    cursor: str | None = None,
) -> dict[str, Any]:
    """One page of the people whom the caller may see, by name, each with what they carry."""
    after = after_cursor(cursor, "staff", ("text", "id"))
    rows = workforce.staff_list(connection, caller.scope, filters, today, after=after, size=size + 1)
    shown = rows[:size]
    last = shown[-1] if len(rows) > size else None
    return {
        "items": people_as_shown(connection, shown, today),
        "page": None if cursor else 1,
        "size": size,
        "total": total_of(
            rows, size, cursor, lambda: workforce.count_staff(connection, caller.scope, filters, today)
        ),
        "next": cursor_of("staff", (last["display_name"], last["id"])) if last else None,
    }


def list_names(connection: Connection, caller: Caller, filters: StaffFilters, today: date) -> dict[str, Any]:
    """The people whom the caller may see, by name alone."""
    rows = workforce.staff_list(connection, caller.scope, filters, today, after=None, size=NAMES_AT_MOST + 1)
    names = [{"id": row["id"], "name": row["display_name"]} for row in rows[:NAMES_AT_MOST]]
    return {"items": names, "more": len(rows) > NAMES_AT_MOST}


def show_person(connection: Connection, caller: Caller, staff_id: str, today: date) -> dict[str, Any]:
    """One person with what they carry. Raises NotFound."""
    person = seen_person(connection, caller, staff_id)
    return people_as_shown(connection, [person], today)[0]


def compare(
    connection: Connection, caller: Caller, staff_ids: Sequence[str], today: date
) -> list[dict[str, Any]]:
    """Up to four people side by side, in the order asked for. Raises NotFound."""
    people = [seen_person(connection, caller, each) for each in dict.fromkeys(staff_ids)]
    return people_as_shown(connection, people, today)


def people_as_shown(connection: Connection, people: Sequence[Row], today: date) -> list[dict[str, Any]]:
    """People with their cases by role and risk, their load, and what is new and coming."""
    ids = [one["id"] for one in people]
    mixes, coming = workforce.carried_by(
        connection, ids, today, new_since=today - RECENT, until=today + HANDOVER_WINDOW
    )
    return [_as_shown(one, mixes.get(one["id"], ()), coming.get(one["id"], {}), today) for one in people]


def change_person(
    work: UnitOfWork, staff_id: str, changes: Mapping[str, Any], version: int | None
) -> dict[str, Any]:
    """Change a person's duties, place, working pattern or availability. Roles and passwords are not changed here.

    Raises NotFound, NotPermitted, StaleVersion, InvalidInput.
    """
    person = seen_person(work.connection, work.caller, staff_id, lock=True)
    _refuse_others(work.caller, person["prison_code"], person["region"], person["team_code"])
    if version is not None and version != person["version"]:
        raise StaleVersion(STALE)
    after = {**person, **changes}
    _check(work, after, changes)
    stored = {**changes}
    if "duties" in changes:
        stored["duties"] = " ".join(each for each in ROLES if each in changes["duties"])
    if stored.get("availability", "away") != "away":
        stored["away_until"] = None
    changed = {name: value for name, value in stored.items() if person[name] != value}
    subject = ("STAFF", person["username"])
    if not changed:
        work.record("STAFF_LEFT_AS_THEY_WERE", subject=subject)
        return people_as_shown(work.connection, [person], work.today)[0]
    workforce.change_person(work.connection, person["id"], changed)
    old = {name: person[name] for name in changed}
    work.record("STAFF_CHANGED", subject=subject, details={"old": old, "new": changed})
    found = workforce.person(work.connection, person["id"])
    return people_as_shown(work.connection, [found or person], work.today)[0]


def list_teams(connection: Connection, region: str | None) -> list[Row]:
    """The teams of the community, or a region's."""
    return workforce.teams(connection, region)


def open_team(work: UnitOfWork, team: Mapping[str, Any]) -> Row:
    """A new team in a region. Raises InvalidInput, NotPermitted, Conflict where the code is taken."""
    if team["region"] not in places.regions(work.connection):
        raise InvalidInput.of("region", "unknown_region", "GET /probation-regions lists the regions.")
    if not _is_admin(work.caller) and not work.caller.scope.covers(prison=None, region=team["region"]):
        raise NotPermitted(NOT_YOURS, code="outside_your_scope")
    if workforce.team(work.connection, team["code"]):
        raise _code_taken()
    row = {**team, "active": True, "version": 1}
    try:
        workforce.add_team(work.connection, row)
    except IntegrityError as error:
        raise _code_taken() from error
    work.record("TEAM_OPENED", subject=("TEAM", team["code"]), details={"new": dict(team)})
    return row


def _code_taken() -> Conflict:
    message = "A team has this code already. Choose another."
    return Conflict(message, code="team_exists", errors=[FieldError("code", "team_exists", message)])


def may_see_person(caller: Caller, person: Row) -> bool:
    """Whether somebody of the register is the caller, or works where the caller may look."""
    is_self = caller.kind == "person" and person["username"] == caller.username
    here = caller.scope.covers(prison=person["prison_code"] or "", region=person["region"] or "")
    return is_self or _is_admin(caller) or here


def _is_admin(caller: Caller) -> bool:
    return Role.ADMIN in caller.roles


def _refuse_others(caller: Caller, prison: str | None, region: str | None, team: str | None) -> None:
    """Managers change the people of their prisons, seniors those of their regions, administrators everybody."""
    if _is_admin(caller):
        return
    scope = caller.scope
    at_prison = Role.OMU_MANAGER in caller.roles and (scope.everywhere or prison in scope.prisons)
    in_team = Role.COMMUNITY_SENIOR in caller.roles and (scope.everywhere or region in scope.regions)
    if not ((prison and at_prison) or (team and in_team)):
        raise NotPermitted(NOT_YOURS, code="outside_your_scope")


def _check(work: UnitOfWork, after: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
    """What the person would be must hold together, and stay within the caller's reach."""
    errors: list[FieldError] = []
    prison, team_code = after["prison_code"], after["team_code"]
    team = workforce.team(work.connection, team_code) if team_code else None
    if prison and prison not in places.prisons(work.connection):
        errors.append(FieldError("prison", "unknown_prison", "GET /prisons lists the prisons."))
    if team_code and team is None:
        errors.append(FieldError("team", "unknown_team", "GET /teams lists the teams."))
    if prison and team_code:
        message = "A person works at a prison or in a team of the community: clear the other one."
        errors.append(FieldError("team" if "team_code" in changes else "prison", "two_places", message))
    duties = changes.get("duties", str(after["duties"]).split())
    if not prison and any(each in CUSTODY_ROLES for each in duties):
        errors.append(
            FieldError("duties", "duty_needs_prison", "These duties are done at a prison: give it too.")
        )
    if not team_code and COMMUNITY_MANAGER in duties:
        message = "A community offender manager works in a team of the community: give it too."
        errors.append(FieldError("duties", "duty_needs_team", message))
    if after["away_until"] and after["availability"] != "away" and changes.get("away_until"):
        message = "Say until when only of somebody who is away."
        errors.append(FieldError("away_until", "not_away", message))
    if errors:
        raise InvalidInput("Some of it cannot be taken.", errors=errors)
    if prison or team_code:
        _refuse_others(work.caller, prison, team["region"] if team else None, team_code)


def _as_shown(one: Row, mixes: Sequence[Any], coming: Mapping[str, Any], today: date) -> dict[str, Any]:
    load = Workload(tuple(mixes), one["tenths"])
    is_there = is_available(one["availability"], one["away_until"], today)
    return {
        "id": one["id"],
        "version": one["version"],
        "name": one["display_name"],
        "email": one["email"],
        "duties": [each for each in ROLES if each in one["duties"].split()],
        "prison": {"code": one["prison_code"], "name": one["prison_name"]} if one["prison_code"] else None,
        "team": (
            {"code": one["team_code"], "name": one["team_name"], "region": one["region"]}
            if one["team_code"]
            else None
        ),
        "tenths": one["tenths"],
        "availability": "available" if is_there else one["availability"],
        "away_until": None if is_there else one["away_until"],
        "workload": {
            "cases": load.cases,
            "leading": load.leading,
            "co_working": sum(each.cases for each in mixes if each.role == "co_working"),
            "supporting": sum(
                each.cases
                for each in mixes
                if not each.leads and each.role not in {"co_working", "key_worker"}
            ),
            "points": load.points,
            "load": load.load,
            "by_role": _counted(mixes, "role"),
            "by_rosh": _counted(mixes, "rosh_level"),
        },
        "new_last_7_days": int(coming.get("new") or 0),
        "handovers_next_56_days": int(coming.get("handovers") or 0),
        "releases_next_28_days": int(coming.get("releases") or 0),
        "last_allocated_on": coming.get("last_allocated_on"),
    }


def _counted(mixes: Sequence[Any], by: str) -> list[dict[str, Any]]:
    counts: dict[str, int] = {}
    for each in mixes:
        code = getattr(each, by) or "not_known"
        counts[code] = counts.get(code, 0) + each.cases
    return [{"code": code, "cases": count} for code, count in sorted(counts.items())]
