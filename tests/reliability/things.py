"""One of each thing that an address may name, about one case: what the guards of ids, columns and text reach for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from starlette.testclient import TestClient

from app.domain.caller import Role
from tests.parts.board_room import BoardRoom
from tests.parts.daily import run_pass
from tests.parts.policies import decided, recorded
from tests.parts.service import RunningService, opened, told
from tests.parts.workforce import COMMUNITY, SECONDED, SUPERVISOR, Workforce, given
from tests.reliability.caseload_things import entered
from tests.reliability.meeting_things import met
from tests.reliability.minutes_things import minuted
from tests.reliability.movement_things import moved, named
from tests.reliability.practice_things import noted_well
from tests.reliability.referral_things import referred
from tests.reliability.sharing_things import shared

MARK = "Mark"
"""Begins every word that a case of these brings with it, so that a place that shows one can be told."""


def decision(**changes: Any) -> dict[str, Any]:
    """A manager's decision that goes through."""
    body = {
        "responsible": "custody",
        "reason_code": "other",
        "text": "Words.",
        "expires_on": "2026-12-20",
    }
    return body | changes


@dataclass(frozen=True)
class Things:
    """Everything about one case. `ids` has them by the names that paths give them."""

    ids: dict[str, str]
    number: str
    taker: str
    """Somebody at the same place who may be given the case."""
    allocation: str
    """The live allocation to the person named by `ids["staff"]`."""
    policies: Mapping[str, str] = field(default_factory=dict)
    """Of no case: a paper and a proposal for each thing that may be recorded of one, by the end of its address."""


@dataclass(frozen=True)
class Maker:
    """Makes cases with things over the API, and holds who may do all of it."""

    service: RunningService

    @cached_property
    def clerk(self) -> TestClient:
        return self.service.system(Role.RW)

    @cached_property
    def manager(self) -> TestClient:
        """A person who may do everything that a system may not, and has signed the board's statement."""
        roles = (
            Role.OMU_MANAGER,
            Role.COMMUNITY_SENIOR,
            Role.ADMIN,
            Role.PANEL_SECRETARIAT,
            Role.GROUP_DIRECTOR,
        )
        return BoardRoom(self.service).signed(*roles, everywhere=True)

    @cached_property
    def chair(self) -> TestClient:
        return BoardRoom(self.service).signed(Role.PANEL_CHAIR, everywhere=True)

    @cached_property
    def people(self) -> Workforce:
        return Workforce(self.service)

    @cached_property
    def policies(self) -> dict[str, str]:
        """What others recorded, for the manager to decide on; what the manager proposed, to withdraw."""
        secretary, other = self.service.person(Role.PANEL_SECRETARIAT), self.service.person(Role.OMU_MANAGER)
        papers = {
            what: recorded(secretary)["id"] for what in ("outcome", "final-approval", "refuse", "withdraw")
        }
        decided(secretary, papers["final-approval"], 1, "agreed")
        path = "/api/v1/policies/omcp-2013-option-2/setting-proposals"
        proposals = {
            what: self._post(path, PROPOSAL, self.manager if what == "withdraw" else other)["id"]
            for what in ("approve", "refuse", "withdraw")
        }
        return {f"decision/{what}": each for what, each in papers.items()} | {
            f"proposal/{what}": each for what, each in proposals.items()
        }

    @cached_property
    def delegated(self) -> dict[str, str]:
        return named(self)

    def made(
        self, prison: str = "FHI", region: str = "east_midlands", word: str = MARK, **changes: Any
    ) -> Things:
        """A case with one of each; whatever is text in it begins with `word`."""
        path = self._case(prison, region, word, changes)
        case, number = path.removeprefix("/api/v1/cases/"), str(self._get(path)["prison_number"])
        told(self.clerk, case, {"type": "parole_process_started", "date": "2026-11-02", "review": word})
        holder, taker = (self.people.at_prison(SECONDED, SUPERVISOR, prison=prison) for _ in range(2))
        given(self.manager, case, SECONDED, holder, note=word)
        given(self.manager, case, COMMUNITY, self._in_community(region))
        ids = {"case": case, "staff": holder, **self._items(path, word)}
        ids |= entered(self, case, word)
        run_pass(self.service)
        ids["comparison"] = self._compared(prison, word)
        ids["task"] = self._get(f"/api/v1/tasks?case={case}")["items"][0]["id"]
        held = self._get(f"/api/v1/cases?staff={holder}")["items"][0]["held"][0]["allocation_id"]
        mine, others = referred(self, case, word)
        moves, steps = moved(self, case, word)
        ids |= mine | moves
        minutes, meetings = minuted(self, ids, word)
        come, planned = met(self, ids, word)
        notes, published = noted_well(self, ids["item"], word)
        more = {
            **self.policies,
            **shared(self, word),
            **self.delegated,
            **others,
            **steps,
            **meetings,
            **planned,
            **published,
        }
        return Things(ids | minutes | notes | come, number, taker, held, more)

    def _case(self, prison: str, region: str, word: str, changes: dict[str, Any]) -> str:
        place = {"prison": prison, "home_region": region, "arrived_on": "2025-01-13"}
        return f"/api/v1/cases/{opened(self.clerk, last_name=word, **place, **changes)['id']}"

    def _in_community(self, region: str) -> str:
        if region == "east_midlands":
            return self.people.in_community()
        team = self.people.team(code=f"TEAM-{region.upper()[:5]}", name=f"Team {region}", region=region)
        return self.people.in_community(team=team)

    def _items(self, path: str, word: str) -> dict[str, str]:
        posts: dict[str, tuple[str, dict[str, Any]]] = {
            "objective": ("record/objectives", {"outcome": word, "owner": "her"}),
            "officer": ("record/victim-liaison-officers", {"name": word, "email": "vlo@example.test"}),
            "assessment": (
                "early-allocations",
                {**EARLY_ASSESSED, "reason": word, "approved_by": word},
            ),
            "stage": (
                "key-stages",
                {"kind": "sentence_plan_review", "planned_on": "2026-12-10", "note": word},
            ),
        }
        found = {name: self._post(f"{path}/{place}", body)["id"] for name, (place, body) in posts.items()}
        found["contact"] = self._post(f"{path}/contacts", {**CONTACT, "text": word})["id"]
        ended = self._post(f"{path}/ownership/overrides", decision(text=word), self.manager)["override"]["id"]
        review = self._get(f"{path}/parole-reviews")["items"][0]["id"]
        started = (e for e in self._get(f"{path}/events")["items"] if e["type"] == "parole_process_started")
        event = next(started)["id"]
        return {**found, "override": ended, "review": review, "event": event}

    def _compared(self, prison: str, word: str) -> str:
        body = {"left": {}, "right": {"policy": "omic"}, "filter": {"prisons": [prison]}, "title": word}
        return str(self._post("/api/v1/policies/compare", body, self.manager)["id"])

    def _get(self, path: str) -> Any:
        answer = self.manager.get(path)
        assert answer.status_code == 200, (path, answer.text)
        return answer.json()

    def _post(self, path: str, body: dict[str, Any], client: TestClient | None = None) -> Any:
        answer = (client or self.clerk).post(path, json=body)
        assert answer.status_code == 201, (path, answer.text)
        return answer.json()


EARLY_ASSESSED = {
    "oasys_on": "2026-11-02",
    "terrorism_conviction": False,
    "high_profile": False,
    "serious_crime_prevention_order": False,
    "mappa_level_3": False,
    "public_protection_case": False,
    "extremism_separation": False,
    "very_high_risk_of_serious_harm": False,
    "mappa_level_2": True,
    "terrorist_risk_pathfinder": False,
    "other_reason": False,
    "approved": True,
}
"""Answers that leave the decision to the community."""

PROPOSAL = {"settings": {"handover_months": 9}, "reason": "Nine is enough.", "starts_on": "2027-04-01"}
CONTACT = {
    "happened_on": "2026-11-20",
    "channel": "phone",
    "between": ["community_offender_manager", "offender_supervisor"],
}
