"""S3: an id of another case, or of a case out of sight, is answered as an id that nobody has, wherever it is put."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from app.api.openapi import operations
from app.domain.caller import Role
from app.repositories.allocations import ALLOCATIONS
from app.repositories.notices import NOTICES
from tests.parts.board_room import BoardRoom
from tests.parts.service import RunningService
from tests.parts.workforce import SECONDED, give
from tests.reliability.things import Maker, Things
from tests.reliability.writes import TAKES_NO_JSON, address, writes

NOBODY = "0197a000-0000-7000-8000-00000000ffff"
STAR = {"If-Match": "*"}
NOT_OF_A_CASE = {
    "role": "one of a list of words",
    "run": "tests of imports",
    **dict.fromkeys(("policy", "decision", "part", "proposal"), "open to everybody"),
    **dict.fromkeys(("principle", "custody_contact"), "kept by the secretariat for everybody"),
    **dict.fromkeys(("panel_seat", "statement", "signature", "terms_id"), "the board's own, of no case"),
    **dict.fromkeys(("organisation", "agreement", "person"), "who comes to meetings, of no case"),
    "delegation": "named by the director, of no case",
    "line": "one of a list of words",
    **dict.fromkeys(("meeting", "number"), "of no one case: each item by the sight of it"),
    "prison": "one of the women's prisons",
    "share": "of no case: a request to share names nobody",
    "quarter": "counts of the whole estate",
}
"""What an address may name that belongs to no case, each with where it is looked at."""
FAR = "Faraway"
WITHOUT_CASE = {
    "case", "staff", "task", "comparison", "referral", "item", "recommendation", "action", "move", "placement",
    "provisional", "note", "paper",
}  # fmt: skip
"""Whose address names no case beside it."""


@pytest.fixture(scope="module")
def service(migrated_sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """One engine, and one service for all: whose a thing is comes neither from the database nor from its neighbours."""
    folder = tmp_path_factory.mktemp("ids")
    running = RunningService(f"sqlite:///{shutil.copy(migrated_sqlite_file, folder / 'ids.db')}", folder)
    yield running
    running.close()


@pytest.fixture(scope="module")
def maker(service: RunningService) -> Maker:
    return Maker(service)


@pytest.fixture(scope="module")
def things(maker: Maker) -> dict[str, Things]:
    """Of the caller's case, of another that the caller sees, and of one that the caller does not see."""
    far = maker.made("EWI", "wales", word=FAR)
    return {"mine": maker.made(), "beside": maker.made(), "far": far}


@pytest.fixture(scope="module")
def caller(service: RunningService) -> TestClient:
    """A person of Foston Hall who may do all that a person may do there."""
    roles = Role.OMU_MANAGER, Role.COMMUNITY_SENIOR, Role.PANEL_SECRETARIAT, Role.PANEL_CHAIR
    return BoardRoom(service).signed(*roles, prisons=["FHI"])


def plain(answer: Any) -> tuple[int, Any]:
    """An answer without what differs between any two."""
    if "json" not in answer.headers["content-type"]:
        return answer.status_code, {}
    return answer.status_code, {name: value for name, value in answer.json().items() if name != "instance"}


def named(path: str) -> list[str]:
    return [part.strip("{}") for part in path.split("/") if part.startswith("{")]


def by_id(service: RunningService) -> Iterator[tuple[str, str]]:
    """Every operation whose address names a thing, with the name of the thing."""
    for path, method, _ in operations(service.service.api.openapi()):
        names = [name for name in named(path) if name not in NOT_OF_A_CASE]
        if names:
            yield f"{method} {path}", names[-1]


def ask(client: TestClient, name: str, things: Things, **ids: str) -> tuple[int, Any]:
    """Call an operation about these things, some of them replaced, with what would go through."""
    other = Things({**things.ids, **ids}, things.number, things.taker, things.allocation)
    method, path = address(name, other)
    body: dict[str, Any] = {}
    if method != "GET" and name not in TAKES_NO_JSON:
        body = {"json": dict(writes(things)[name].body)}
    if name.endswith("/papers"):
        body = {"files": {"file": ("paper.txt", b"Words.")}, "data": {"title": "Words."}}
    return plain(client.request(method, path, headers=STAR, **body))


def test_an_id_of_elsewhere_is_answered_as_one_that_nobody_has(
    service: RunningService, caller: TestClient, things: dict[str, Things]
) -> None:
    mine, beside, far = things["mine"], things["beside"], things["far"]
    seen = set()
    for name, what in by_id(service):
        nobody = ask(caller, name, mine, **{what: NOBODY})
        assert (name, nobody[0]) == (name, 404)
        assert ask(caller, name, mine, **{what: far.ids[what]}) == nobody, name
        assert ask(caller, name, mine, **{what: "none"}) == nobody, name
        if what not in WITHOUT_CASE:
            assert ask(caller, name, mine, **{what: beside.ids[what]}) == nobody, name
            assert ask(caller, name, far) == ask(caller, name, far, case=NOBODY), name
        seen.add(what)
    assert seen == {
        "case", "event", "review", "stage", "objective", "officer", "override", "task", "staff", "comparison",
        "assessment", "contact", "referral", "first_contact", "restricted_status", "regime_item", "staff_support",
        "item", "recommendation", "action", "move", "placement", "provisional",
        "note", "paper",
    }  # fmt: skip
    assert set(mine.ids) == seen


def test_the_ids_are_found_where_they_belong(
    service: RunningService, caller: TestClient, things: dict[str, Things]
) -> None:
    """The negative control: the same calls find what is there."""
    for name, _ in by_id(service):
        if name.startswith("GET"):
            status, body = ask(caller, name, things["mine"])
            assert status == 200 or body["errorCode"] == "not_recorded", name
    for name in ("PATCH /api/v1/tasks/{task}", "PATCH /api/v1/cases/{case}/key-stages/{stage}"):
        assert ask(caller, name, things["beside"])[0] == 200


def test_a_person_of_elsewhere_is_nobody_in_a_body(caller: TestClient, things: dict[str, Things]) -> None:
    mine, far = things["mine"], things["far"]
    case = mine.ids["case"]
    given = [plain(give(caller, case, SECONDED, each)) for each in (far.taker, NOBODY)]
    assert given[0] == given[1]
    assert given[0][0] in {400, 404}
    task = f"/api/v1/tasks/{mine.ids['task']}"
    answers = [
        plain(caller.patch(task, json={"staff_id": each}, headers=STAR)) for each in (far.taker, NOBODY)
    ]
    assert answers[0] == answers[1]
    assert answers[0][1]["errors"][0]["code"] == "unknown_person"
    for giver, taker in ((far.ids["staff"], mine.taker), (mine.ids["staff"], far.taker)):
        nobody = [NOBODY if each in (far.ids["staff"], far.taker) else each for each in (giver, taker)]
        moved = [{"case": case, "allocation_id": mine.allocation}]
        found = moving(caller, giver, taker, moved)
        assert (found, found[0]) == (moving(caller, nobody[0], nobody[1], moved), 404)


def moving(client: TestClient, giver: str, taker: str, items: list[dict[str, str]]) -> tuple[int, Any]:
    body = {"from_staff_id": giver, "to_staff_id": taker, "items": items, "override_reasons": ["no_staff"]}
    return plain(client.post("/api/v1/reallocations", json=body))


def test_a_case_out_of_sight_is_moved_by_nobody_and_not_told_of(
    service: RunningService, caller: TestClient, things: dict[str, Things]
) -> None:
    """Neither by an allocation of somebody else, nor where the person who is seen holds one that is not."""
    mine, beside, far = things["mine"], things["beside"], things["far"]

    def outcome(case: str, allocation: str) -> dict[str, Any]:
        moved = [{"case": case, "allocation_id": allocation}]
        status, told = moving(caller, mine.ids["staff"], mine.taker, moved)
        assert status == 200
        (item,) = told["items"]
        return {name: value for name, value in item.items() if name not in {"case", "allocation_id"}}

    nobody = outcome(far.ids["case"], NOBODY)
    assert nobody["outcome"] == "refused"
    assert outcome(far.ids["case"], far.allocation) == nobody
    assert outcome(mine.ids["case"], beside.allocation) == nobody
    with service.service.api.state.database.write() as connection:
        change = sa.update(ALLOCATIONS).where(ALLOCATIONS.c.id == far.allocation)
        connection.execute(change.values(staff_id=mine.ids["staff"]))
    for case in (far.ids["case"], far.number, mine.ids["case"], NOBODY):
        assert outcome(case, far.allocation) == nobody


def test_only_ones_own_notices_are_read(maker: Maker, things: dict[str, Things]) -> None:
    """Whoever is named in a case has notices of their own; the caller marks them as read in vain."""
    with maker.service.service.api.state.database.read() as connection:
        theirs = list(
            connection.execute(sa.select(NOTICES.c.id).where(NOTICES.c.read_at.is_(None))).scalars()
        )
    assert theirs
    caller = maker.service.person(Role.OMU_MANAGER, everywhere=True)
    answers = [
        plain(caller.post("/api/v1/notices/read", json={"ids": ids})) for ids in (theirs[:100], [NOBODY])
    ]
    assert answers[0] == answers[1]
    assert plain(caller.post("/api/v1/notices/read", json={"all": True}))[1]["read"] == 0
    with maker.service.service.api.state.database.read() as connection:
        left = connection.execute(sa.select(NOTICES.c.id).where(NOTICES.c.read_at.is_(None))).scalars()
        assert set(theirs) <= set(left)


def queries(service: RunningService) -> Iterator[tuple[str, set[str]]]:
    """Every list of no case in particular, with what it may be asked."""
    for path, method, operation in operations(service.service.api.openapi()):
        names = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"}
        if method == "GET" and names and not named(path):
            yield path, names


def test_an_id_of_elsewhere_narrows_a_list_as_one_that_nobody_has(
    service: RunningService, caller: TestClient, things: dict[str, Things]
) -> None:
    far, seen = things["far"], set()
    for path, names in queries(service):
        for name, value in (("staff", far.ids["staff"]), ("case", far.ids["case"]), ("id", far.ids["staff"])):
            if name in names:
                asked = [plain(caller.get(path, params={name: each})) for each in (value, NOBODY)]
                assert (path, asked[0]) == (path, asked[1])
                seen.add(name)
        for name, value in (("prison", "EWI"), ("region", "wales"), ("q", far.number), ("q", FAR)):
            if name in names:
                answer = caller.get(path, params={name: value})
                assert_nothing_of(far, path, answer.text.replace(f'"{value}"', ""))
    assert seen == {"staff", "case", "id"}


def test_a_cursor_of_another_caller_opens_nothing(
    service: RunningService, maker: Maker, caller: TestClient, things: dict[str, Things]
) -> None:
    lent = set()
    for path, names in queries(service):
        if "next" not in names:
            continue
        cursor = maker.manager.get(path, params={"size": 1}).json().get("next")
        if cursor:
            lent.add(path)
            answer = caller.get(path, params={"size": 100, "next": cursor})
            assert answer.status_code in {200, 400}, path
            own = caller.get(path, params={"size": 100}).text  # the panel's requests to share are of no case
            assert_nothing_of(things["far"], path, answer.text, but=own)
    assert {"/api/v1/cases", "/api/v1/tasks", "/api/v1/staff", "/api/v1/key-stages"} <= lent
    stages = f"/api/v1/cases/{things['far'].ids['case']}/story"
    cursor = maker.manager.get(stages, params={"size": 1}).json()["next"]
    other = caller.get(
        stages.replace(things["far"].ids["case"], things["mine"].ids["case"]), params={"next": cursor}
    )
    assert_nothing_of(things["far"], "story", other.text)


def assert_nothing_of(far: Things, place: str, text: str, but: str = "") -> None:
    """Nothing of a far case stands in a text, nor what `but`, which the caller may read, does not show as well."""
    for each in (*far.ids.values(), far.number, far.allocation, FAR):
        assert each not in text or each in but, place
