"""The demonstration's people who work: teams, officers at each prison, managers in each region, and their cases."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.domain.allocation import CO_WORKING, COMMUNITY_MANAGER, KEY_WORKER, SECONDED, SUPERVISOR
from app.domain.caller import Role
from app.domain.identifiers import new_id
from app.domain.summary import IN_CUSTODY
from app.repositories import allocations, workforce
from app.repositories.identity import register
from app.services.demonstration.accounts import DEMONSTRATION
from app.services.demonstration.chance import Chance
from app.services.demonstration.estate import ESTATE, HOMES, Establishment
from app.services.demonstration.names import FAMILY, MEN, WOMEN
from app.services.demonstration.people import MANAGERS_IN_A_REGION, STORY_ENDING, manager_of
from app.services.demonstration.rows import LivedCase, at_work
from app.services.identity import Grant
from app.services.unit_of_work import UnitOfWork

AWAY_AT, AWAY_WITH = "FHI", 40
"""Where one supervisor is away, and with how many cases: enough to show a move of all of them."""
UNALLOCATED_PER_HUNDRED = 14
UNNAMED_PER_HUNDRED = 4

Person = Mapping[str, Any]

OF_ACCOUNTS: Mapping[str, Mapping[str, Any]] = {
    "foston.officer": {"prison_code": "FHI", "duties": f"{SECONDED} {SUPERVISOR}"},
    "midlands.manager": {"prison_code": "FHI", "duties": ""},
    "moorland.officer": {"prison_code": "MDI", "duties": f"{SECONDED} {SUPERVISOR}"},
    "community.manager": {"team_code": "EM-1", "duties": COMMUNITY_MANAGER},
    "community.senior": {"team_code": "EM-1", "duties": ""},
}
"""Where the people work who can sign in."""
NAMED_FOR = {("east_midlands", 1): "community.manager"}
"""The managers of a region in whose place an account stands, so that whoever signs in finds cases."""
NOBODY: Person = {"display_name": None, "email": None, "team_name": None}


@dataclass(frozen=True, slots=True)
class Workforce:
    """Everybody who holds cases: by prison and duty, and the managers of a region by the name they are known under."""

    at_prison: Mapping[str, Mapping[str, Sequence[Person]]]
    managers: Mapping[str, Person]


def team_code(region: str, which: int) -> str:
    """The code of one of a region's two teams."""
    return "".join(word[0] for word in region.split("_")).upper() + f"-{which}"


def settle_workforce(work: UnitOfWork, today: date) -> Workforce:
    """Open the teams, register the people, and give the accounts their places."""
    teams = {row["code"]: row for row in _teams()}
    for row in teams.values():
        workforce.add_team(work.connection, row)
    accounts = {}
    for username, values in OF_ACCOUNTS.items():
        found = register.staff_named(work.connection, username)
        if found is not None:
            register.change_staff(work.connection, found["id"], dict(values))
            accounts[username] = {**found, **values}
    at_prison: dict[str, dict[str, list[Person]]] = {}
    for place in ESTATE:
        at_prison[place.code] = defaultdict(list)
        for one in [*_officers(place, today, work), *accounts.values()]:
            if one.get("prison_code") == place.code:
                for duty in one["duties"].split():
                    at_prison[place.code][duty].append(one)
    managers = {}
    for region in HOMES:
        for which in range(1, MANAGERS_IN_A_REGION + 1):
            account = accounts.get(NAMED_FOR.get((region, which), ""))
            known_as = manager_of(region, which)
            managers[known_as[1]] = account or _manager(region, which, known_as, work)
    in_teams = {
        email: {**one, "team_name": teams[one["team_code"]]["name"]} for email, one in managers.items()
    }
    register.add_many_staff(
        work.connection, [_as_row(one) for one in _new_people(at_prison, managers, accounts)]
    )
    return Workforce(at_prison, in_teams)


def name_managers(lived: Sequence[LivedCase], people: Workforce) -> None:
    """Write into the rows of the cases what allocating their community managers would have written."""
    for one in lived:
        manager = people.managers.get(one.row["community_manager_email"] or "")
        is_story = str(one.row["prison_number"]).endswith(STORY_ENDING)
        if not is_story and Chance(f"who is named for {one.row['crn']}").falls(UNNAMED_PER_HUNDRED):
            manager = NOBODY
        if manager:
            one.row["community_manager_name"] = manager["display_name"]
            one.row["community_manager_email"] = manager["email"]
            one.row["community_team"] = manager["team_name"]


def allocate_cases(work: UnitOfWork, lived: Sequence[LivedCase], people: Workforce, today: date) -> int:
    """Give most cases to people, and leave some waiting; answers how many roles are held or were."""
    by_email = {one["email"]: one for one in people.managers.values()}
    rows: list[dict[str, Any]] = []
    away_has = 0
    for one in lived:
        chance = Chance(f"people of {one.row['prison_number']}")
        custody = list(_at_the_prison(one, chance, people, today))
        is_here = one.row["prison_code"] == AWAY_AT and one.row["phase"] in IN_CUSTODY
        if is_here and not _is_closed(one, today) and away_has < AWAY_WITH:
            away = people.at_prison[AWAY_AT][SUPERVISOR][0]
            custody = [each for each in custody if each[0] != SUPERVISOR] + [(SUPERVISOR, away)]
            away_has += 1
        since = _since(one)
        rows += [_row(one, role, person, chance.day(since, today), work) for role, person in custody]
        manager = by_email.get(one.row["community_manager_email"])
        if manager and not _is_closed(one, today):
            first = max(one.row["opened_on"], today - timedelta(700))
            rows.append(_row(one, COMMUNITY_MANAGER, manager, chance.day(first, today), work))
        rows += _before(one, chance, people, work)
    allocations.start(work.connection, rows)
    return len(rows)


def _at_the_prison(
    one: LivedCase, chance: Chance, people: Workforce, today: date
) -> Iterator[tuple[str, Person]]:
    here = people.at_prison.get(one.row["prison_code"] or "", {})
    if one.row["phase"] not in IN_CUSTODY or _is_closed(one, today) or chance.falls(UNALLOCATED_PER_HUNDRED):
        return
    seconded = [person for person in here.get(SECONDED, ()) if person["availability"] == "available"]
    supervisors = [person for person in here.get(SUPERVISOR, ()) if person["availability"] == "available"]
    taken: set[str] = set()
    if seconded and one.row["provider"] != "crc":
        lead = chance.one_of(seconded)
        taken.add(lead["id"])
        yield SECONDED, lead
        others = [person for person in seconded if person["id"] != lead["id"]]
        if others and chance.falls(4):
            beside = chance.one_of(others)
            taken.add(beside["id"])
            yield CO_WORKING, beside
    free = [person for person in supervisors if person["id"] not in taken]
    if free and (one.row["provider"] == "crc" or chance.falls(85)):
        yield SUPERVISOR, chance.one_of(free)
    if here.get(KEY_WORKER) and chance.falls(40):
        yield KEY_WORKER, chance.one_of(here[KEY_WORKER])


def _before(one: LivedCase, chance: Chance, people: Workforce, work: UnitOfWork) -> Iterator[dict[str, Any]]:
    """Who led the case at the prison before this one."""
    moves = [f for f in one.facts if f["type"] == "prison_transfer" and f["retracted_on"] is None]
    moves.sort(key=lambda fact: (fact["happened_on"], fact["told"]))
    if len(moves) < 2:
        return
    earlier, later = moves[-2], moves[-1]
    there = people.at_prison.get(earlier["fields"]["to_prison"], {})
    leads = there.get(SECONDED, ())
    if leads and earlier["happened_on"] < later["happened_on"]:
        row = _row(one, SECONDED, chance.one_of(leads), earlier["happened_on"], work)
        ended_at = at_work(later["recorded_on"], 5, work.moment)
        yield {
            **row,
            "ended_on": later["recorded_on"],
            "ended_at": ended_at,
            "ended_by": DEMONSTRATION.username,
            "ended_because": "transfer",
        }


def _row(one: LivedCase, role: str, person: Person, day: date, work: UnitOfWork) -> dict[str, Any]:
    return {
        "id": new_id(),
        "case_id": one.row["id"],
        "role": role,
        "staff_id": person["id"],
        "named": person["display_name"],
        "email": person["email"],
        "prison_code": person.get("prison_code"),
        "started_on": day,
        "started_at": at_work(day, 30, work.moment),
        "allocated_by": DEMONSTRATION.username,
        "recommended_staff_id": person["id"],
        "override_reasons": [],
        "override_text": None,
        "note": None,
        "ended_on": None,
        "ended_at": None,
        "ended_by": None,
        "ended_because": None,
    }


def _since(one: LivedCase) -> date:
    """The day she came to this prison."""
    days = [
        fact["recorded_on"]
        for fact in one.facts
        if fact["type"] == "prison_transfer" and fact["retracted_on"] is None
    ]
    since: date = max([*days, one.row["opened_on"]])
    return since


def _is_closed(one: LivedCase, today: date) -> bool:
    closes_on = one.row["closes_on"]
    return not one.row["is_open"] or (closes_on is not None and closes_on <= today)


# The people


def _teams() -> Iterator[dict[str, Any]]:
    for region, towns in HOMES.items():
        for which in (1, 2):
            code = team_code(region, which)
            name = f"{towns[which - 1]} and {towns[which + 1]} team"
            email = f"{code}@probation.example".lower()
            yield {"code": code, "name": name, "region": region, "email": email, "active": True, "version": 1}


def _officers(place: Establishment, today: date, work: UnitOfWork) -> Iterator[Person]:
    for duty, count in (
        (SUPERVISOR, 1 + place.cases // 60),
        (SECONDED, 1 + place.cases // 45),
        (KEY_WORKER, 1),
    ):
        for which in range(count):
            chance = Chance(f"{duty} {which} at {place.code}")
            first, last = chance.one_of((*WOMEN, *MEN)), chance.one_of(FAMILY)
            is_away = (place.code, duty, which) == (AWAY_AT, SUPERVISOR, 0)
            username = f"{first}.{last}.{place.code}.{duty[:2]}{which}".lower()
            yield {
                "id": new_id(),
                "username": username,
                "display_name": f"{first} {last}",
                "email": f"{first}.{last}@prison.example".lower(),
                "duties": duty,
                "prison_code": place.code,
                "team_code": None,
                "tenths": 10 if is_away else chance.by_weight({10: 6, 8: 2, 6: 1, 5: 1}),
                "availability": "away" if is_away else "available",
                "away_until": today + timedelta(45) if is_away else None,
                "created_at": work.moment,
                **Grant.of([Role.OMU_OFFICER], prisons=[place.code]).values(),
            }


def _manager(region: str, which: int, known_as: tuple[str, str], work: UnitOfWork) -> Person:
    chance = Chance(f"how manager {which} of {region} works")
    name, email = known_as
    return {
        "id": new_id(),
        "username": f"{email.partition('@')[0]}.{team_code(region, 1)}.{which}".lower(),
        "display_name": name,
        "email": email,
        "duties": COMMUNITY_MANAGER,
        "prison_code": None,
        "team_code": team_code(region, 1 + which % 2),
        "tenths": chance.by_weight({10: 6, 8: 2, 6: 1, 5: 1}),
        "availability": "available",
        "away_until": None,
        "created_at": work.moment,
        **Grant.of([Role.COMMUNITY_MANAGER], regions=[region]).values(),
    }


def _new_people(
    at_prison: Mapping[str, Mapping[str, Sequence[Person]]],
    managers: Mapping[str, Person],
    accounts: Mapping[str, Person],
) -> list[Person]:
    known = {one["id"] for one in accounts.values()}
    everybody = [
        *(one for duties in at_prison.values() for group in duties.values() for one in group),
        *managers.values(),
    ]
    return list({one["id"]: one for one in everybody if one["id"] not in known}.values())


def _as_row(one: Person) -> dict[str, Any]:
    return {**one, "password_hash": None, "active": True}
