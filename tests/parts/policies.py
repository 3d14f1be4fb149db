"""Decisions on policy for tests: papers, outcomes, approvals, and the run that follows them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from starlette.testclient import TestClient

from app.domain.caller import Role
from app.services.policies.running import work_on_runs
from tests.parts.service import RunningService, numbers

ROOT = "/api/v1/policy-decisions"


def secretary(service: RunningService) -> TestClient:
    """Who records papers and what boards said."""
    return service.person(Role.PANEL_SECRETARIAT, everywhere=True)


def director(service: RunningService, **scope: Any) -> TestClient:
    """Who records final approvals."""
    return service.person(Role.GROUP_DIRECTOR, **(scope or {"everywhere": True}))


def paper_body(policy: str = "omcp-2013-option-1", **changes: Any) -> dict[str, Any]:
    """A paper with one part."""
    body: dict[str, Any] = {
        "reference": f"OMCP/{next(numbers)}",
        "title": "Case management responsibilities in prisons",
        "board": "OMCP Board",
        "board_on": "2026-11-20",
        "parts": [{"text": "As the policy says.", "policy": policy}],
    }
    return body | changes


def recorded(client: TestClient, **changes: Any) -> dict[str, Any]:
    """A paper that was recorded."""
    answer = client.post(ROOT, json=paper_body(**changes))
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


def decided(client: TestClient, paper: str, part: int, outcome: str, **more: Any) -> dict[str, Any]:
    """The paper after an outcome."""
    answer = client.post(f"{ROOT}/{paper}/parts/{part}/outcome", json={"outcome": outcome, **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def approval_body(in_force_from: date | str, board_on: date | str = "2026-11-21") -> dict[str, Any]:
    """What the next board said."""
    return {
        "board": "Implementation and Service Acceptance Board",
        "board_on": str(board_on),
        "reference": f"ISAB/{next(numbers)}",
        "in_force_from": str(in_force_from),
    }


def put_in_force(
    service: RunningService,
    in_force_from: date | str,
    outcomes: Mapping[int, str] | None = None,
    **paper: Any,
) -> dict[str, Any]:
    """A paper that was recorded, agreed and finally approved; the cases have not followed yet."""
    by = secretary(service)
    found = recorded(by, **paper)
    for part in found["parts"]:
        decided(by, found["id"], part["number"], (outcomes or {}).get(part["number"], "agreed"))
    path = f"{ROOT}/{found['id']}/final-approval"
    today = service.clock().date()
    answer = director(service).post(path, json=approval_body(in_force_from, max(today, date(2026, 11, 20))))
    assert answer.status_code == 200, answer.text
    approved: dict[str, Any] = answer.json()
    return approved


def follow(service: RunningService) -> None:
    """Let the cases follow, as the worker does."""
    while work_on_runs(service.service.api.state.database, service.clock, "test"):
        pass
