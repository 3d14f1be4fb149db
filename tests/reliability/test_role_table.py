"""S2: every operation called as every role, and every case asked for by every caller, against the page in the docs."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from fastapi import Request
from starlette.testclient import TestClient

from app.api import oauth
from app.deps import Authorise, Call
from app.domain.caller import SYSTEM, Caller, Role, Scope
from app.domain.sharing import DATA_ROLES
from app.main import ROUTERS
from app.services import identity
from tests.parts.board_feed import agreed, reader
from tests.parts.board_room import BoardRoom
from tests.parts.service import RunningService, opened, told
from tests.reliability import case_ways
from tests.reliability.inventory import PUBLIC
from tests.reliability.role_table import FILE, allowed_by_table, page_of, seen_by_table
from tests.reliability.things import Maker, Things
from tests.reliability.writes import TAKES_NO_JSON, writes

SYSTEMS = {Role.RO, Role.RW, Role.BOARD_RO}
PEOPLE = tuple(role for role in Role if role not in SYSTEMS)
NOBODY = "A9999ZZ"
NOBODY_OF_STAFF = "0197a000-0000-7000-8000-00000000ffff"
STALE = ("PATCH", "PUT", "DELETE /api/v1/cases/{case}/allocations")
"""What is sent from a version that nobody read, so that nothing is stored."""
REFUSED = {401, 403}
FORM = {"Content-Type": "multipart/form-data; boundary=x"}


@pytest.fixture
def service(sqlite_service: RunningService) -> RunningService:
    """One engine: what a role may do does not come from the database."""
    return sqlite_service


def call(
    client: TestClient,
    name: str,
    case: str = NOBODY,
    event: str = NOBODY,
    ids: Mapping[str, str] | None = None,
    **how: Any,
) -> tuple[int, Any]:
    """Call an operation by its name, with nothing that it could carry out."""
    method, path = name.split()
    path = path.replace("{case}", case).replace("{event}", event).replace("{role}", "key_worker")
    path = re.sub(r"\{(\w+)\}", lambda found: (ids or {}).get(found[1], "none"), path)
    sent: dict[str, Any] = {"json": {}} if method in {"POST", "PUT", "PATCH"} else {}
    if name == "POST /api/v1/imports":
        sent = {"content": b"--x--\r\n", "headers": FORM}
    answer = client.request(method, path, **(sent | how))
    return answer.status_code, answer


def as_role(service: RunningService, role: Role) -> TestClient:
    """Who lacks nothing but roles: has signed the board's statement, and may be given board data by the Chair."""
    if role is Role.BOARD_RO:
        return reader(service, everywhere=True)
    if role in SYSTEMS:
        return service.system(role, everywhere=True)
    if role in DATA_ROLES:
        agreed(service, recipient=role.value)
    return BoardRoom(service).signed(role, everywhere=True)


def of_every_role(service: RunningService) -> Caller:
    """Somebody whom no rule beside the roles keeps out."""
    username = service.register_person(*PEOPLE, everywhere=True)
    BoardRoom(service).sign(username)
    agreed(service, recipient=Role.GROUP_DIRECTOR.value)
    return Caller(username, "person", frozenset({*PEOPLE} - {Role.REGIONAL_DIRECTOR}), Scope(everywhere=True))


def differences(service: RunningService) -> list[str]:
    """Where a role is let in or kept out otherwise than the page says."""
    table, found = allowed_by_table(), []
    for role in Role:
        client = as_role(service, role)
        for name in sorted(table, key=lambda each: each.startswith("DELETE /api/v1/sessions")):
            status, _ = call(client, name)
            may = role.authority in table[name]
            if (status not in REFUSED) != may or (not may and status != 403):
                found.append(f"{role}: {name} answered {status}")
    return found


def test_the_page_is_what_the_routes_say(service: RunningService) -> None:
    assert FILE.read_text(encoding="utf-8") == page_of(service.service.api), (
        "run python -m tests.reliability.role_table and look at what changed"
    )


def test_every_role_is_let_into_what_the_page_says_and_nothing_else(service: RunningService) -> None:
    assert differences(service) == []


def test_a_route_that_lets_everybody_in_is_noticed(service: RunningService) -> None:
    """The negative control: each guard in turn replaced by one that asks nothing."""
    api = service.service.api
    api.router.routes.clear()  # the routes that all services of a process share have no guard of one's own
    for router in ROUTERS:
        api.include_router(router)
    api.include_router(oauth.router)
    overrides, client = api.dependency_overrides, service.system(Role.BOARD_RO)
    caller = of_every_role(service)
    table = allowed_by_table()
    for allowed in {
        roles for name, roles in table.items() if len(roles) < len(Role) and "sessions" not in name
    }:
        guard = Authorise(frozenset(role for role in Role if role.authority in allowed))

        def open_door(request: Request) -> Call:
            return Call(request, caller, service.clock())

        overrides[guard] = open_door
        names = [name for name, roles in table.items() if roles == allowed and "sessions" not in name]
        assert [name for name in names if call(client, name)[0] not in REFUSED] == names
        overrides.clear()


def tokens_that_are_none(service: RunningService) -> Iterator[tuple[str, TestClient]]:
    yield "anonymous", service.anonymous()
    expired = service.system(Role.RW)
    ended = service.person(Role.OMU_MANAGER, everywhere=True)
    assert ended.delete("/api/v1/sessions/current").status_code == 204
    yield "signed out", ended
    state = service.service.api.state
    gone = service.system(Role.RW)
    client_id = client_of(service)
    identity.change_client_access(state.database, SYSTEM, service.clock(), client_id, active=False)
    yield "disabled", gone
    broken = service.anonymous()
    broken.headers["Authorization"] = expired.headers["Authorization"][:-4] + "AAAA"
    yield "forged", broken
    service.clock.moment += timedelta(hours=1)
    yield "expired", expired


def client_of(service: RunningService) -> str:
    """The id of the system that was registered last."""
    with service.service.api.state.database.read() as connection:
        found = connection.exec_driver_sql("SELECT client_id FROM api_client ORDER BY rowid DESC")
        return str(found.scalars().first())


def test_without_a_good_token_every_operation_answers_401(service: RunningService) -> None:
    for who, client in tokens_that_are_none(service):
        for name in allowed_by_table():
            status, answer = call(client, name)
            assert (who, name, status) == (who, name, 401)
            assert answer.headers["www-authenticate"] == "Bearer"


def test_what_is_public_does_not_ask_for_a_token(service: RunningService) -> None:
    for name in PUBLIC:
        status, answer = call(service.anonymous(), name)
        assert status not in REFUSED or answer.json().get("errorCode") in {None, "not_signed_in"}, name
        assert "A9999ZZ" not in answer.text


# Whose cases

Asked = Callable[[TestClient, str, str], tuple[int, Any]]


@dataclass(frozen=True, slots=True)
class Known:
    """A case of the page, one of its facts, and what else of it an address may name."""

    id: str
    number: str
    fact: str
    ids: Mapping[str, str]


def cases_of_the_page(service: RunningService) -> dict[str, Known]:
    """The cases that the page speaks of, as they stand today."""
    today, clerk, maker = service.clock.moment.date(), service.system(Role.RW), Maker(service)
    yesterday = (today - timedelta(days=1)).isoformat()
    home = {"FHI": "east_midlands", "EWI": "wales"}

    def made(prison: str, region: str, *facts: dict[str, Any]) -> Known:
        things = maker.made(prison, region)
        case = things.ids["case"]
        for fact in facts:
            told(clerk, case, {"date": yesterday, **fact})
        fact_id = clerk.get(f"/api/v1/cases/{case}/events").json()["items"][0]["id"]
        return Known(case, things.number, fact_id, things.ids)

    return {
        "at Foston Hall, home in East Midlands": made("FHI", home["FHI"]),
        "at Eastwood Park, home in Wales": made("EWI", home["EWI"]),
        "moved from Foston Hall yesterday, home in Wales": made(
            "FHI", "wales", {"type": "prison_transfer", "to_prison": "EWI"}
        ),
        "moved to Foston Hall yesterday, home in Wales": made(
            "EWI", "wales", {"type": "prison_transfer", "to_prison": "FHI"}
        ),
        "closed at Foston Hall, home in East Midlands": made("FHI", home["FHI"], {"type": "died"}),
        "nobody's": Known(NOBODY_OF_STAFF, NOBODY, NOBODY, NOTHING),
    }


SCOPES: dict[str, dict[str, Any]] = {
    "caller of Foston Hall": {"prisons": ["FHI"]},
    "caller of East Midlands": {"regions": ["east_midlands"]},
    "caller everywhere": {"everywhere": True},
    "caller of Drake Hall": {"prisons": ["DHI"]},
}


DEEPER = re.compile(r"\{(?!case\}|event\}|role\})\w+\}")
"""What names something of a case beside the case."""
NOTHING = dict.fromkeys(
    ("review", "stage", "assessment", "objective", "officer", "override"), NOBODY_OF_STAFF
)


def found_by(name: str, answer: Any) -> bool:
    """Whether an operation answered as it does on a case that it has found."""
    if DEEPER.search(name) and not name.startswith("GET"):
        return bool(answer.status_code in {409, 412})
    if name in case_ways.EMPTY:
        return bool(answer.json().get("errorCode") == "not_recorded")
    if name in case_ways.REFUSED_ONCE_FOUND:
        return bool(answer.status_code in {201, 409, 412})
    if name in case_ways.ADDED:
        return bool(answer.status_code == 201)
    return bool(answer.status_code == (412 if name.startswith(STALE) else 200))


def ways_to_a_case(client: TestClient, case: str, known: Known) -> Iterator[tuple[str, int, Any]]:
    """Every operation on one case, with something that would go through; nothing is stored but what is added.

    By its number it is read alone: what changes finds it by the same step.
    """
    fact, by_number = known.fact, case != known.id
    bodies: dict[str, dict[str, Any]] = {
        "PATCH /api/v1/cases/{case}": {"json": {"home_area": "Derby"}, "headers": {"If-Match": '"999"'}},
        "POST /api/v1/cases/{case}/events": {
            "json": {"type": "significant_change", "date": "2026-06-01", "what": "Something."},
            "params": {"dry_run": "true"},
        },
        "PUT /api/v1/cases/{case}/allocations/{role}": {
            "json": {"staff_id": NOBODY_OF_STAFF},
            "headers": {"If-Match": '"999"'},
        },
        "DELETE /api/v1/cases/{case}/allocations/{role}": {"headers": {"If-Match": '"999"'}},
        "DELETE /api/v1/cases/{case}/events/{event}": {
            "json": {"reason": "Wrong."},
            "headers": {"If-Match": "*"},
            "params": {"dry_run": "true"},
        },
    }
    for name, allowed in allowed_by_table().items():
        if "{case}" not in name or Role.RW.authority not in allowed:
            continue
        if by_number and not name.startswith("GET"):
            continue
        how = {**bodies, **case_ways.BODIES}.get(name, {})
        if DEEPER.search(name):
            how = deeper_how(name)
        yield name, *call(client, name, case, fact, ids=known.ids, **how)


def deeper_how(name: str) -> dict[str, Any]:
    """Something that would go through for what is named beside a case, from a version that nobody read."""
    if name.startswith("GET"):
        return {}
    body = {} if name in TAKES_NO_JSON else {"json": dict(WRITTEN[name].body)}
    return {"headers": case_ways.STALE, **body}


WRITTEN = writes(Things(NOTHING | {"case": NOBODY, "staff": NOBODY}, NOBODY, NOBODY, NOBODY))


def body_without_instance(answer: Any) -> dict[str, Any]:
    return {name: value for name, value in answer.json().items() if name != "instance"}


def test_every_case_is_found_by_whom_the_page_says_in_every_way(service: RunningService) -> None:
    cases = cases_of_the_page(service)
    clients = {name: service.system(Role.RW, **scope) for name, scope in SCOPES.items()}
    nobody = {
        name: body_without_instance(answer)
        for name, _, answer in ways_to_a_case(
            clients["caller everywhere"], NOBODY_OF_STAFF, cases["nobody's"]
        )
    }
    seen = seen_by_table()
    assert {case for case, _, _ in seen} == set(cases)
    assert {who for _, who, _ in seen} == set(clients)
    for case, who, found in seen:
        known, client = cases[case], clients[who]
        for reference in (known.id, known.number.lower()):
            for name, status, answer in ways_to_a_case(client, reference, known):
                assert (case, who, name, found_by(name, answer), status) == (
                    case,
                    who,
                    name,
                    found,
                    status if found else 404,
                )
                if not found:
                    assert body_without_instance(answer) == nobody[name]
        listed = client.get("/api/v1/cases", params={"q": known.number}).json()
        assert (case, who, len(listed["items"]), listed["total"]) == (case, who, int(found), int(found))


def test_a_person_loses_sight_of_a_case_on_the_day_it_moves(service: RunningService) -> None:
    officer, clerk = service.person(Role.OMU_OFFICER, prisons=["FHI"]), service.system(Role.RW)
    case = opened(clerk)["id"]
    assert officer.get(f"/api/v1/cases/{case}").status_code == 200
    today = service.clock.moment.date().isoformat()
    told(clerk, case, {"type": "prison_transfer", "date": today, "to_prison": "EWI"})
    with_home = clerk.get(f"/api/v1/cases/{case}").json()
    assert with_home["prison"]["code"] == "EWI"
    assert officer.get(f"/api/v1/cases/{case}").status_code == 404
    assert date.fromisoformat(today) <= service.clock.moment.date()
