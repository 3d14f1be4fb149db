"""Requests to share in each state that a step is taken from, and what every write of sharing takes."""

from collections.abc import Mapping
from typing import Any, Protocol

from starlette.testclient import TestClient

from app.repositories.sharing import DISCLOSURES, SHARES
from tests.parts.board_feed import SHARES as PATH
from tests.parts.board_feed import share_body
from tests.parts.board_room import BoardRoom
from tests.parts.service import RunningService

SHARE = f"{PATH}/{{share}}"


class Hands(Protocol):
    """Who may do everything, and where."""

    service: RunningService

    @property
    def manager(self) -> TestClient: ...

    @property
    def chair(self) -> TestClient: ...


def shared(hands: Hands, word: str) -> dict[str, str]:
    """By the ends of addresses, requests that the step at the end may be taken with."""
    room = BoardRoom(hands.service)
    found = {f"share/{step}": _asked(hands, share_body(about=word)) for step in ("approve", "refuse", "end")}
    minutes = share_body(
        what="minutes", about=word, is_standing=False, subject_id=room.meeting(), recipient_kind="outside",
        recipient=word, organisation=word, fields=None,
    )  # fmt: skip
    live = _asked(hands, minutes)
    agreed = hands.chair.post(f"{PATH}/{live}/approve", json={"reason": word})
    assert agreed.status_code == 200, agreed.text
    return {**found, "share/disclosures": live, "share": live}


def bodies(words: str) -> Mapping[str, tuple[Mapping[str, Any], list[Any], str]]:
    """What goes through for each write: the body, the tables, and by whom."""
    why = {"reason": words}
    return {
        f"POST {PATH}": (share_body(), [SHARES], "manager"),
        f"POST {SHARE}/approve": (why, [SHARES], "chair"),
        f"POST {SHARE}/refuse": (why, [SHARES], "chair"),
        f"POST {SHARE}/end": (why, [SHARES], "manager"),
        f"POST {SHARE}/disclosures": ({"way": "email", "note": words}, [DISCLOSURES], "manager"),
    }


DECIDED = {f"share_request.{name}" for name in ("decision", "decision_reason", "decided_by", "decided_at")}
FOLLOWS: Mapping[str, set[str]] = {
    f"POST {SHARE}/approve": DECIDED,
    f"POST {SHARE}/refuse": DECIDED,
    f"POST {SHARE}/end": {f"share_request.{name}" for name in ("ended_by", "ended_at", "end_reason")},
}
"""What follows from a write beside what was sent."""


def _asked(hands: Hands, body: Mapping[str, Any]) -> str:
    answer = hands.manager.post(PATH, json=dict(body))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])
