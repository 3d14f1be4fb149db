"""The short way to an ownership answers every caller as the documented one does: same status, body and headers."""

import pytest
import sqlalchemy as sa

from app.domain.caller import Role
from app.models.audit import AuditEntry
from tests.parts.service import RunningService, opened

SAID = ("content-type", "protective-marking", "cache-control", "www-authenticate")
OF_THIS_REQUEST = ("instance", "requestId")


def both(client: object, reference: str) -> list[tuple[int, dict[str, object], dict[str, str | None]]]:
    """The answer of the short way, and of the documented way to the same question."""
    found = []
    for query in ("", "?view=as_lived"):
        answer = client.get(f"/api/v1/cases/{reference}/ownership{query}")  # type: ignore[attr-defined]
        body = {name: value for name, value in answer.json().items() if name not in OF_THIS_REQUEST}
        found.append((answer.status_code, body, {name: answer.headers.get(name) for name in SAID}))
    return found


@pytest.mark.parametrize(("role", "status"), [(Role.RO, 200), (Role.BOARD_RO, 403)])
def test_a_system_gets_the_same_answer_either_way(service: RunningService, role: Role, status: int) -> None:
    case = opened(service.system(Role.RW))
    client = service.system(role)
    for reference in (case["id"], case["prison_number"], case["prison_number"].lower()):
        short, documented = both(client, reference)
        assert short == documented
        assert short[0] == status


@pytest.mark.parametrize("reference", ["Z9999ZZ", "x", "A1234BC%20", "-", "a" * 41])
def test_what_is_not_found_is_not_found_either_way(sqlite_service: RunningService, reference: str) -> None:
    short, documented = both(sqlite_service.system(Role.RO), reference)
    assert short == documented
    assert short[0] in {400, 404}


def test_what_is_outside_the_scope_is_not_found_either_way(sqlite_service: RunningService) -> None:
    case = opened(sqlite_service.system(Role.RW))
    short, documented = both(sqlite_service.system(Role.RO, prisons=["DMI"]), case["id"])
    assert short == documented
    assert short[0] == 404


def test_nobody_is_let_in_either_way(sqlite_service: RunningService) -> None:
    short, documented = both(sqlite_service.anonymous(), "A1234BC")
    assert short == documented
    assert short[0] == 401


def test_a_person_leaves_a_read_entry_either_way(sqlite_service: RunningService) -> None:
    case = opened(sqlite_service.system(Role.RW))
    person = sqlite_service.person(Role.OMU_OFFICER, prisons=["FHI"])
    short, documented = both(person, case["id"])
    assert short == documented
    table = AuditEntry.__table__  # type: ignore[attr-defined]
    with sqlite_service.service.api.state.database.read() as connection:
        kept = connection.execute(sa.select(table).where(table.c.what == "CASE_READ")).mappings().all()
    assert [(row["case_id"], row["details"]) for row in kept] == [(case["id"], {"part": "ownership"})] * 2


def test_other_methods_go_the_documented_way(sqlite_service: RunningService) -> None:
    answer = sqlite_service.system(Role.RW).post("/api/v1/cases/A1234BC/ownership", json={})
    assert answer.status_code == 405
