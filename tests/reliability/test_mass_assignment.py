"""S4: a write takes the fields that it declares; any other column is refused by name and changes nothing."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.caller import Role
from app.domain.event_fields import SHAPES
from app.models.identity import StaffSession
from app.repositories.cases import CASES, FACTS, PERIODS
from app.schemas.cases import CaseIn, CasePatch
from app.schemas.facts import RetractionIn
from app.schemas.identity import SignIn
from tests.parts.service import RunningService, case_body, opened
from tests.reliability.standing import noted

FACT = {"type", "date", *SHAPES["significant_change"].fields}
EXTRA: Mapping[str, Any] = {"is_admin": True, "constructor": {}, "id": "x"}


def undeclared(table: sa.Table, declared: Sequence[str] | set[str]) -> list[str]:
    return sorted({*table.columns.keys(), *EXTRA} - set(declared))


def rows_of(service: RunningService) -> dict[str, int]:
    """A number for the content of each table that a caller may write to."""
    found = {}
    with service.service.api.state.database.read() as connection:
        for table in (CASES, FACTS, PERIODS):
            rows = connection.execute(sa.select(table)).all()
            found[table.name] = hash(tuple(sorted(str(tuple(row)) for row in rows)))
    return found


def values(name: str) -> Any:
    """Something that the column would take."""
    return EXTRA.get(name, "0197a000-0000-7000-8000-00000000ffff" if name.endswith("id") else "2020-01-01")


@pytest.fixture
def service(sqlite_service: RunningService) -> RunningService:
    return sqlite_service


def test_no_write_takes_a_column_that_it_does_not_declare(service: RunningService) -> None:
    client = service.system(Role.RW)
    case = opened(client)
    fact = client.get(f"/api/v1/cases/{case['id']}/events").json()["items"][-1]["id"]
    path, star = f"/api/v1/cases/{case['id']}", {"If-Match": "*"}
    writes: list[tuple[str, str, dict[str, Any], sa.Table, set[str]]] = [
        ("POST", "/api/v1/cases", case_body(), CASES, set(CaseIn.model_fields)),
        ("PATCH", path, {"home_area": "Derby"}, CASES, set(CasePatch.model_fields)),
        ("POST", f"{path}/events", noted(1), FACTS, FACT),
        ("DELETE", f"{path}/events/{fact}", {"reason": "Wrong."}, FACTS, set(RetractionIn.model_fields)),
    ]
    before = rows_of(service)
    for method, address, body, table, declared in writes:
        for name in undeclared(table, declared):
            answer = client.request(method, address, json={**body, name: values(name)}, headers=star)
            assert (method, address, name, answer.status_code) == (method, address, name, 400)
            told = [(error["field"], error["code"]) for error in answer.json()["errors"]]
            assert told == [(name, "unknown_field")]
        everything = {**{name: values(name) for name in undeclared(table, declared)}, **body}
        assert client.request(method, address, json=everything, headers=star).status_code == 400
    assert rows_of(service) == before


def test_signing_in_takes_nothing_else(service: RunningService) -> None:
    table: sa.Table = StaffSession.__table__  # type: ignore[attr-defined]
    body = {"username": "nobody", "password": "nothing at all"}
    for name in undeclared(table, set(SignIn.model_fields)):
        answer = service.anonymous().post("/api/v1/sessions", json={**body, name: values(name)})
        assert (name, answer.status_code) == (name, 400)


@pytest.mark.parametrize("nested", ["sentence", "events"])
def test_what_is_nested_takes_nothing_else(service: RunningService, nested: str) -> None:
    client, body = service.system(Role.RW), case_body()
    if nested == "sentence":
        body["sentence"] = {**body["sentence"], "recorded_by": "somebody"}
    else:
        body["events"] = [noted(1) | {"recorded_by": "somebody"}]
    answer = client.post("/api/v1/cases", json=body)
    assert answer.status_code == 400
    assert [error["code"] for error in answer.json()["errors"]] == ["unknown_field"]
    assert answer.json()["errors"][0]["field"].endswith("recorded_by")


def test_only_what_was_sent_is_changed(service: RunningService) -> None:
    """The other half: a declared field changes, and of the row nothing beside it but the version."""
    client = service.system(Role.RW)
    case = opened(client)["id"]

    def row() -> dict[str, Any]:
        with service.service.api.state.database.read() as connection:
            return dict(connection.execute(sa.select(CASES).where(CASES.c.id == case)).mappings().one())

    before = row()
    changed = client.patch(f"/api/v1/cases/{case}", json={"home_area": "Derby"}, headers={"If-Match": "*"})
    assert changed.status_code == 200
    assert row() == {**before, "home_area": "Derby", "version": before["version"] + 1}


def test_the_check_sees_a_column_that_slipped_in(service: RunningService) -> None:
    """The negative control."""
    before = rows_of(service)
    opened(service.system(Role.RW))
    assert {name for name, content in rows_of(service).items() if content != before[name]} == {
        "case_record",
        "case_event",
        "ownership_period",
    }
