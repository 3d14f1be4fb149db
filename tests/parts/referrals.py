"""Referrals for tests: what one says, and clients who refer and who answer."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from starlette.testclient import TestClient

from app.domain.caller import Role
from tests.parts.service import RunningService, opened

PATH = "/api/v1/referrals"
ON_REMAND = {"sentence": None, "provider": None}
COMPLETE: dict[str, Any] = {
    "routes": ["complex_needs"],
    "sentence_objectives": "Finish the programme.",
    "not_progressing": "She has left it twice.",
    "approaches": [{"what": "Weekly key work", "started_on": "2026-03-02", "result": "Trust grew."}],
    "her_views": "One person to talk to.",
    "wopd_status": "screened_in",
    "has_formulation": False,
}


def referral_body(case: str, **changes: Any) -> dict[str, Any]:
    """A referral to the panel that says everything."""
    return {"case": case, **COMPLETE, **changes}


@dataclass(frozen=True)
class Desk:
    """Who refers and who answers."""

    service: RunningService

    @cached_property
    def officer(self) -> TestClient:
        return self.service.person(Role.OMU_OFFICER, Role.OMU_MANAGER, everywhere=True)

    @cached_property
    def secretary(self) -> TestClient:
        return self.service.person(Role.PANEL_SECRETARIAT, everywhere=True)

    def case(self, **changes: Any) -> str:
        """A case at Foston Hall."""
        return str(opened(self.officer, **changes)["id"])

    def drafted(self, case: str | None = None, **changes: Any) -> dict[str, Any]:
        """A draft that says everything unless changed."""
        answer = self.officer.post(PATH, json=referral_body(case or self.case(), **changes))
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def sent(self, case: str | None = None, **changes: Any) -> dict[str, Any]:
        """A referral that was sent."""
        return self.step(self.officer, self.drafted(case, **changes)["id"], "submit")

    def in_triage(self, case: str | None = None, **changes: Any) -> dict[str, Any]:
        """A referral that the secretariat has looked at."""
        return self.step(self.secretary, self.sent(case, **changes)["id"], "triage", {"text": "Complete."})

    def accepted(self, case: str | None = None, **changes: Any) -> dict[str, Any]:
        """A referral that was accepted: she is on the caseload."""
        return self.step(self.secretary, self.in_triage(case, **changes)["id"], "accept", {})

    def step(self, client: TestClient, referral: str, step: str, body: Any = None) -> dict[str, Any]:
        """A step that goes through."""
        answer = client.post(f"{PATH}/{referral}/{step}", json=body)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


def codes(answer: Any) -> set[tuple[str, str]]:
    """The fields at fault with their codes."""
    return {(error["field"], error["code"]) for error in answer.json().get("errors") or ()}
