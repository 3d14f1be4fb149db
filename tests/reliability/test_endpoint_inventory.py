"""S1: no operation lacks a role, and what the document says is what the route enforces."""

from dataclasses import replace

import pytest
from fastapi import FastAPI

from app.domain.caller import Role
from tests.parts.service import RunningService
from tests.reliability.inventory import PUBLIC, UNDOCUMENTED, Operation, faults, inventory


@pytest.fixture
def api(sqlite_service: RunningService) -> FastAPI:
    return sqlite_service.service.api


def test_every_operation_enforces_the_roles_that_it_names(api: FastAPI) -> None:
    assert faults(inventory(api)) == []


def test_what_needs_no_token_is_listed_with_its_reason_and_nothing_else_is(api: FastAPI) -> None:
    found = {operation.name for operation in inventory(api)}
    assert {*PUBLIC, *UNDOCUMENTED} <= found
    assert not any("/cases" in name or "/imports" in name for name in (*PUBLIC, *UNDOCUMENTED))
    documented = {name for name in PUBLIC if not name.startswith(("GET /health", "GET /info"))}
    assert len(documented) <= 6


def test_taking_any_guard_away_is_noticed(api: FastAPI) -> None:
    """The negative control: each operation in turn without its guard, its roles, or with one role more or less."""
    whole = inventory(api)
    guarded = [each for each in whole if each.enforced]
    assert len(guarded) > 15
    for each in guarded:
        assert each.declared
        for mutant in (
            replace(each, enforced=None),
            replace(each, declared=None),
            replace(each, declared=frozenset()),
            replace(each, declared=each.declared - {min(each.declared)}),
            replace(each, enforced=each.declared | {"ROLE_OF_SOMEBODY_ELSE"}),
        ):
            assert faults([mutant if other is each else other for other in whole]), mutant


def test_a_new_operation_that_forgot_its_role_is_noticed(api: FastAPI) -> None:
    new = Operation("GET /api/v1/new", None, None)
    assert faults([*inventory(api), new]) == ["GET /api/v1/new names no role"]


def test_a_role_that_nobody_may_use_opens_nothing(api: FastAPI) -> None:
    known = {role.authority for role in Role}
    assert all((each.declared or frozenset()) <= known for each in inventory(api))
