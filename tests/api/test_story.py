"""The whole story of a case: every source in one line, filtered, in pages that lose and repeat nothing."""

from datetime import date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.caller import Role
from app.domain.story import KINDS
from app.repositories import story as rows
from tests.parts.service import RunningService, opened, told


def lived(service: RunningService) -> str:
    """A case with a little of everything that this file can tell."""
    service.clock.turn_to(date(2025, 1, 13))
    case: str = opened(service.system(Role.RW))["id"]
    service.clock.turn_to(date(2026, 3, 2))
    client = service.system(Role.RW)
    outcome = told(client, case, {"type": "parole_process_started", "date": "2026-02-01", "review": "first"})
    client.patch(f"/api/v1/cases/{case}", json={"home_area": "Derby"}, headers={"If-Match": "*"})
    service.clock.turn_to(date(2026, 11, 22))
    client = service.system(Role.RW)
    client.request(
        "DELETE",
        f"/api/v1/cases/{case}/events/{outcome['event']['id']}",
        json={"reason": "Entered on the wrong case."},
        headers={"If-Match": "*"},
    )
    client.put(f"/api/v1/cases/{case}/record/strengths", json={"words": "Sings."}, headers={"If-Match": "*"})
    client.post(
        f"/api/v1/cases/{case}/record/victim-liaison-officers",
        json={"name": "Rowan Example", "email": "rowan@example.test"},
    )
    return case


def page(client: Any, case: str, **asked: Any) -> dict[str, Any]:
    answer = client.get(f"/api/v1/cases/{case}/story", params=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def whole(client: Any, case: str, size: int, **asked: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after: str | None = None
    while True:
        read = page(client, case, size=size, **({"next": after} if after else {}), **asked)
        found += read["items"]
        after = read["next"]
        if after is None:
            return found
        assert len(read["items"]) == size


def test_the_story_tells_what_happened_who_when_and_why(service: RunningService) -> None:
    case = lived(service)
    items = whole(service.system(Role.RW), case, 200)
    assert [one["at"] for one in items] == sorted((one["at"] for one in items), key=datetime.fromisoformat)[
        ::-1
    ]
    kinds = {one["kind"] for one in items}
    assert {"ownership", "fact", "parole", "record", "details"} <= kinds
    (retracted,) = [one for one in items if one["what"] == "FACT_RETRACTED"]
    assert (retracted["kind"], retracted["why"]) == ("parole", "Entered on the wrong case.")
    assert retracted["who_name"]
    (kept,) = [one for one in items if one["what"] == "RECORD_KEPT"]
    assert kept["details"]["part"] == "strengths"
    owners = [one["details"]["responsible"] for one in items if one["kind"] == "ownership"]
    assert owners[-1] == "custody"
    assert "Rowan" not in str(items)


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_pages_of_any_size_tell_the_same_story(service: RunningService, size: int) -> None:
    client, case = service.system(Role.RW), lived(service)
    client = service.system(Role.RW)
    at_once = whole(client, case, 200)
    assert whole(client, case, size) == at_once
    assert len({(one["id"], one["what"]) for one in at_once}) == len(at_once)


def test_each_kind_alone_is_what_the_whole_has_of_it(service: RunningService) -> None:
    case = lived(service)
    client = service.system(Role.RW)
    at_once = whole(client, case, 200)
    for kind in KINDS:
        assert whole(client, case, 2, kind=kind) == [one for one in at_once if one["kind"] == kind]


def test_no_source_reads_more_than_a_page(service: RunningService) -> None:
    case = lived(service)
    heard: list[str] = []

    def note(_c: Any, _k: Any, statement: str, *_more: Any) -> None:
        heard.append(statement)

    with service.service.api.state.database.read() as connection:
        sa.event.listen(connection, "before_cursor_execute", note)
        rows.story_of(connection, case, frozenset(KINDS), None, date(2026, 11, 22), 3)
    heard = [statement for statement in heard if statement != "BEGIN"]
    assert len(heard) == len(rows.SOURCES)
    assert all(" LIMIT " in statement.upper().replace("\n", " ") for statement in heard)


def test_a_cursor_that_was_never_given_is_refused_and_another_prison_sees_nothing(
    sqlite_service: RunningService,
) -> None:
    case = opened(sqlite_service.system(Role.RW))["id"]
    client = sqlite_service.system(Role.RW)
    for cursor in ("x", "W10", "WyIyMDI2LTAxLTAxIiwieCIsInkiXQ"):
        answer = client.get(f"/api/v1/cases/{case}/story", params={"next": cursor})
        assert (cursor, answer.status_code) == (cursor, 400)
    assert client.get(f"/api/v1/cases/{case}/story?kind=nothing").status_code == 400
    elsewhere = sqlite_service.person(Role.OMU_OFFICER, prisons=["EWI"])
    assert elsewhere.get(f"/api/v1/cases/{case}/story").status_code == 404


def test_the_story_comes_as_a_file_too(sqlite_service: RunningService) -> None:
    case = lived(sqlite_service)
    client = sqlite_service.system(Role.RW)
    answer = client.get(f"/api/v1/cases/{case}/story?format=csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert len(answer.text.splitlines()) == len(whole(client, case, 200)) + 1
