"""Notes of good practice in each state that a step is taken from, and the extract of a quarter."""

from collections.abc import Mapping
from typing import Any, Protocol

from starlette.testclient import TestClient

from app.repositories.good_practice import NOTES, WORDS
from app.repositories.panel_figures import EXTRACTS

NOTE, EXTRACT = "/api/v1/good-practice", "/api/v1/monitoring-extracts"
NAMES_NOBODY = "Words that name nobody."


class Hands(Protocol):
    """Who may do everything."""

    @property
    def manager(self) -> TestClient: ...


def noted_well(hands: Hands, item: str, word: str) -> tuple[dict[str, str], dict[str, str]]:
    """A draft about an item; by the ends of addresses one that may be published, and one that is."""
    drafts = {
        what: _post(hands.manager, {"title": NAMES_NOBODY, "text": NAMES_NOBODY})
        for what in ("publish", "withdraw")
    }
    path = f"{NOTE}/{drafts['withdraw']}/publish"
    answer = hands.manager.post(path, json={"read_through": True}, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text
    mine = {"note": _post(hands.manager, {"title": word, "text": word, "item_id": item})}
    return mine, {f"note/{what}": note for what, note in drafts.items()}


def bodies(_case: str, words: str) -> Mapping[str, tuple[Mapping[str, Any], list[Any], str]]:
    """What goes through for each write: the body, the tables that it fills, and by whom it is sent."""
    note = {"title": words, "text": words, "aims": ["progress"]}
    return {
        f"POST {NOTE}": (note, [NOTES], "manager"),
        f"PATCH {NOTE}/{{note}}": ({"title": words}, [NOTES], "manager"),
        f"POST {NOTE}/{{note}}/publish": ({"read_through": True}, [NOTES, WORDS], "manager"),
        f"POST {NOTE}/{{note}}/withdraw": ({"reason": words}, [NOTES, WORDS], "manager"),
        f"POST {EXTRACT}": ({"quarter": "2026-Q3", "reason": words}, [EXTRACTS], "manager"),
    }


FOLLOWS: Mapping[str, set[str]] = {
    f"POST {NOTE}/{{note}}/publish": {f"good_practice_note.published_{each}" for each in ("at", "by")},
    f"POST {NOTE}/{{note}}/withdraw": {
        f"good_practice_note.withdrawn_{each}" for each in ("at", "by", "reason")
    },
}
"""What follows from a write beside what was sent."""


def _post(client: TestClient, body: Mapping[str, Any]) -> str:
    answer = client.post(NOTE, json=dict(body))
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])
