"""A board's item with advice, an action, and proposed moves in each state that a step is taken from."""

from collections.abc import Mapping
from typing import Any, Protocol

from starlette.testclient import TestClient

from app.domain.caller import Role
from app.repositories.movements import PROPOSALS
from app.repositories.panel_actions import ACTIONS, UPDATES
from app.repositories.placement_decisions import DECISIONS, DELEGATIONS
from app.repositories.prison_offers import INTERVENTIONS, OFFERS
from tests.parts.board_room import BoardRoom
from tests.parts.service import RunningService

MOVE, PLACEMENT, ACTION = "/api/v1/movement-proposals", "/api/v1/placement-decisions", "/api/v1/actions"
DELEGATION, OFFER = "/api/v1/decision-delegations", "/api/v1/prison-offers"
DECIDED = {"prison": "NHI", "weighed_most": "her_interests"}


class Hands(Protocol):
    """Who may do everything, and where."""

    service: RunningService

    @property
    def manager(self) -> TestClient: ...


class Of(Protocol):
    """One of each thing."""

    @property
    def ids(self) -> Mapping[str, str]: ...

    @property
    def policies(self) -> Mapping[str, str]: ...


def proposed(case: str, word: str) -> dict[str, Any]:
    """A proposal that may be submitted; its texts are `word`."""
    texts = ("her_interests", "operational_need", "closeness_to_home", "interventions", "caring_duties")
    return {"case": case, "prison": "NHI", "home_unknown_reason": word, **dict.fromkeys(texts, word)}


def moved(hands: Hands, case: str, word: str) -> tuple[dict[str, str], dict[str, str]]:
    """By the names of addresses: what is of the case; and by the ends of addresses what a step is taken with."""
    room = BoardRoom(hands.service)
    item = room.item(room.meeting(), case)
    advice = {"kind": "movement", "text": word, "owners": [{"part": "key_worker", "name": word}]}
    recommendation = _post(hands.manager, f"/api/v1/agenda-items/{item}/recommendations", advice)
    asked = {"text": word, "aim": "wellbeing", "due_on": "2026-12-01", "owner_name": word}
    action = _post(hands.manager, f"/api/v1/agenda-items/{item}/actions", asked)
    sent = {step: _submitted(hands, case, word) for step in ("advice", "decision", "final", "withdraw")}
    prepared = _post(hands.manager, f"{MOVE}/{sent['final']}/decision", {**DECIDED, "text": word})
    mine = {
        "item": item,
        "recommendation": recommendation,
        "action": action,
        "move": _post(hands.manager, MOVE, proposed(case, word)),
        "placement": prepared,
    }
    return mine, {f"move/{step}": move for step, move in sent.items()}


def named(hands: Hands) -> dict[str, str]:
    """Of no case: somebody who may be named, and a delegation."""
    username = hands.service.register_person(Role.PANEL_CHAIR, everywhere=True)
    return {"delegate": username, "delegation": _post(hands.manager, DELEGATION, _delegated(username))}


def bodies(things: Of, words: str) -> Mapping[str, tuple[Mapping[str, Any], list[Any], str]]:
    """What goes through for each write, in an order in which all do: the body, the tables, and by whom."""
    case, advice = things.ids["case"], things.ids.get("recommendation", "none")
    asked = {"text": words, "aim": "progress", "due_on": "2026-12-01", "owner_role": "lead"}
    offered = {"holds_restricted_status": False, "mother_and_baby_unit": None, "interventions": None}
    on_advice = {**DECIDED, "follows_advice": True, "text": words}
    return {
        f"POST {MOVE}": (proposed(case, words), [PROPOSALS], "manager"),
        f"PATCH {MOVE}/{{move}}": ({"her_views": words}, [PROPOSALS], "manager"),
        f"POST {MOVE}/{{move}}/withdraw": ({"reason": words}, [PROPOSALS], "manager"),
        f"POST {MOVE}/{{move}}/decision": ({**DECIDED, "text": words}, [DECISIONS], "manager"),
        "POST /api/v1/recommendations/{recommendation}/decision": (on_advice, [DECISIONS], "manager"),
        f"PUT {MOVE}/{{move}}/advice": ({"recommendation": advice, "prison": "NHI"}, [PROPOSALS], "manager"),
        "POST /api/v1/agenda-items/{item}/actions": (asked, [ACTIONS], "manager"),
        f"PATCH {ACTION}/{{action}}": ({"update": words, "state": "done"}, [ACTIONS, UPDATES], "manager"),
        f"POST {DELEGATION}": (_delegated(things.policies.get("delegate", "none")), [DELEGATIONS], "manager"),
        f"PUT {OFFER}/{{prison}}": ({**offered, "source": words}, [OFFERS], "manager"),
        "POST /api/v1/interventions": ({"name": words}, [INTERVENTIONS], "manager"),
    }


TAKES_NO_JSON = {
    f"POST {MOVE}/{{move}}/submit": "nothing is taken",
    f"POST {PLACEMENT}/{{placement}}/final": "nothing is taken",
    f"DELETE {DELEGATION}/{{delegation}}": "nothing is taken",
}
FOLLOWS: Mapping[str, set[str]] = {
    f"POST {MOVE}/{{move}}/withdraw": {
        f"movement_proposal.withdrawn_{each}" for each in ("on", "by", "because")
    },
    f"PUT {MOVE}/{{move}}/advice": {
        f"movement_proposal.{each}" for each in ("recommendation_id", "advised_prison", "advised_by")
    },
    f"PATCH {ACTION}/{{action}}": {"panel_action.heard_on", "panel_action.closed_on"},
    f"PUT {OFFER}/{{prison}}": {"prison_offer.changed_at", "prison_offer.changed_by"},
}
"""What follows from a write beside what was sent."""


def _delegated(username: str) -> dict[str, Any]:
    days = {"first_day": "2026-11-23", "last_day": "2026-11-24"}
    return {"username": username, **days, "reason": "Away."}


def _submitted(hands: Hands, case: str, word: str) -> str:
    move = _post(hands.manager, MOVE, proposed(case, word))
    answer = hands.manager.post(f"{MOVE}/{move}/submit")
    assert answer.status_code == 200, answer.text
    return move


def _post(client: TestClient, path: str, body: Mapping[str, Any]) -> str:
    answer = client.post(path, json=dict(body))
    assert answer.status_code == 201, (path, answer.text)
    return str(answer.json()["id"])
