"""A meeting in session about a case, with advice and a decision on its item, and one that waits for its minutes."""

from collections.abc import Mapping
from typing import Any, Protocol

from starlette.testclient import TestClient

from app.repositories.minutes import DECISIONS, DISCUSSIONS, LINES, OWNERS, RECOMMENDATIONS
from app.repositories.published_minutes import MINUTES
from tests.parts.board_room import BoardRoom
from tests.parts.service import RunningService

ITEM, ADVICE = "/api/v1/agenda-items/{item}", "/api/v1/recommendations/{recommendation}"
DECISION = "/api/v1/provisional-decisions/{provisional}"
PARTS = ("prison_offender_manager", "community_offender_manager")
STAR = {"If-Match": "*"}


class Hands(Protocol):
    """Who may do everything, and where."""

    service: RunningService

    @property
    def manager(self) -> TestClient: ...


class Of(Protocol):
    """One of each thing."""

    @property
    def policies(self) -> Mapping[str, str]: ...


def minuted(hands: Hands, things: Mapping[str, str], word: str) -> tuple[dict[str, str], dict[str, str]]:
    """More of the item that `things` names: a decision; by the ends of addresses meetings, and who may decide."""
    room, by, item = BoardRoom(hands.service), hands.manager, things["item"]
    meeting = str(by.get(f"/api/v1/recommendations/{things['recommendation']}").json()["meeting_id"])
    invited = {"part": "invitee", "seat": None, "kind": "chaplaincy"}
    person = room.attendee(meeting, name=word, name_key=word.lower(), **invited)
    closed = room.meeting()
    for each in (item, room.item(closed, things["case"])):
        _put(by, f"/api/v1/agenda-items/{each}/discussion", word)
        for part in PARTS:
            _put(by, f"/api/v1/agenda-items/{each}/responsibilities/{part}", word)
    room.close(closed)
    ended = room.meeting()
    last = room.item(ended, things["case"])
    for part in PARTS:
        _put(by, f"/api/v1/agenda-items/{last}/responsibilities/{part}", word)
    room.close(ended)
    _post(by, f"/api/v1/meetings/{ended}/minutes/publish", {})
    decided = {**_decided(word), "person_id": person}
    mine = {"provisional": _post(by, f"/api/v1/agenda-items/{item}/provisional-decisions", decided)}
    return mine, {"meeting": meeting, "meeting/publish": closed, "meeting/minutes": ended, "attendee": person}


def bodies(things: Of, words: str) -> Mapping[str, tuple[Mapping[str, Any], list[Any], str]]:
    """What goes through for each write: the body, the tables that it fills, and by whom it is sent."""
    return {
        f"PUT {ITEM}/discussion": ({"text": words}, [DISCUSSIONS], "manager"),
        f"PUT {ITEM}/responsibilities/{{line}}": ({"text": words}, [LINES], "manager"),
        f"POST {ITEM}/recommendations": (_advice(words), [RECOMMENDATIONS, OWNERS], "manager"),
        f"PATCH {ADVICE}": ({"text": "Other words."}, [RECOMMENDATIONS], "manager"),
        f"POST {ITEM}/provisional-decisions": (
            {**_decided(words), "person_id": things.policies.get("attendee", "none")},
            [DECISIONS],
            "manager",
        ),
        f"DELETE {DECISION}": ({"reason": words}, [DECISIONS], "manager"),
        "POST /api/v1/meetings/{meeting}/minutes/publish": ({"reason": words}, [MINUTES], "manager"),
    }


FOLLOWS: Mapping[str, set[str]] = {
    f"PUT {ITEM}/discussion": {"item_discussion.changed_at", "item_discussion.changed_by"},
    f"PUT {ITEM}/responsibilities/{{line}}": {
        "responsibility_line.changed_at",
        "responsibility_line.changed_by",
    },
    f"DELETE {DECISION}": {"provisional_decision.superseded_at", "provisional_decision.superseded_because"},
}
"""What follows from a write beside what was sent."""


def _advice(word: str) -> dict[str, Any]:
    return {
        "kind": "wellbeing",
        "text": word,
        "evidence": word,
        "owners": [{"part": "governor", "name": word}],
    }


def _decided(word: str) -> dict[str, Any]:
    return {"kind": "progression", "text": word}


def _put(client: TestClient, path: str, word: str) -> None:
    answer = client.put(path, json={"text": word}, headers=STAR)
    assert answer.status_code == 200, (path, answer.text)


def _post(client: TestClient, path: str, body: Mapping[str, Any]) -> str:
    answer = client.post(path, json=dict(body))
    assert answer.status_code == 201, (path, answer.text)
    return str(answer.json()["id"])
