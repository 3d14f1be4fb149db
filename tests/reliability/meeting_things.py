"""Meetings in each state that a write is taken in, members and agreements, and what every write of them takes."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import count
from typing import Any, Protocol

from starlette.testclient import TestClient

from app.domain.caller import Role
from app.repositories.meeting_people import PEOPLE
from app.repositories.meetings import ITEMS, MEETINGS, SERVICES
from app.repositories.panel_members import SEATS, SIGNATURES, TERMS, VERSIONS
from app.repositories.sharing_agreements import AGREEMENTS, ORGANISATIONS, PARTIES
from tests.parts.board_room import BoardRoom
from tests.parts.service import RunningService

API = "/api/v1"
MEETING, ITEM = f"{API}/meetings/{{meeting}}", f"{API}/agenda-items/{{item}}"
PERSON = f"{MEETING}/attendance/{{person}}"
STATEMENT = f"{API}/confidentiality-statements"
LATER = "2026-12-10"
numbers = count(1)


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


def met(hands: Hands, things: Mapping[str, str], word: str) -> tuple[dict[str, str], dict[str, str]]:
    """What addresses name beside the item of `things`; by the ends of addresses, meetings and items to take."""
    by, room, number = hands.manager, BoardRoom(hands.service), next(numbers)
    organisation = _post(by, f"{API}/panel-organisations", _organisation(f"Organisation {number}"))
    waiting, other, conference = (_meeting(room, kind) for kind in ("planned", "planned", "conference"))
    planned = room.item(waiting, things["case"])
    of_conference = room.item(conference, things["case"])
    people = by.post(f"{API}/meetings/{waiting}/attendance", json=_invitee(f"Invitee {number}", organisation))
    assert people.status_code == 201, people.text
    sitter, signer = (hands.service.register_person(Role.PANEL_MEMBER, everywhere=True) for _ in range(2))
    signatures = by.post(
        f"{STATEMENT}/{room.statement}/signatures", json={"username": signer, "signed_on": "2026-11-20"}
    )
    assert signatures.status_code == 201, signatures.text
    of_no_case = {
        "person": people.json()["items"][-1]["id"],
        "organisation": organisation,
        "agreement": _post(by, f"{API}/sharing-agreements", _agreement("Protocol", organisation)),
        "terms_id": _post(by, f"{API}/panel-terms", _terms("Terms", date(2020, 1, 1) + timedelta(number))),
        "panel_seat": _post(by, f"{API}/panel-seats", _seat(sitter, "2026-02-01", "2026-03-01")),
        "statement": room.statement,
        "signature": signatures.json()["items"][-1]["id"],
    }
    steps = {f"meeting/{end}": waiting for end in ("{meeting}", "{person}", "attendance", "order")}
    others = {"meeting/agenda": other, "meeting/cancel": _meeting(room, "planned"), "sitter": sitter}
    items = {"item/withdraw": room.item(other, things["case"]), "item/services": of_conference}
    more = {**steps, **others, **items, **of_no_case, "planned": planned}
    return {"paper": _paper(by, things["item"], word)}, more


def bodies(things: Of, words: str) -> Mapping[str, tuple[Mapping[str, Any], list[Any], str]]:
    """What goes through for each write, in an order in which all do: the body, the tables, and by whom."""
    case, organisation = things.ids["case"], things.policies.get("organisation", "none")
    service = {"organisation_id": organisation, "service": words, "need": words}
    told: dict[str, tuple[Mapping[str, Any], list[Any]]] = {
        f"POST {API}/meetings": (_board(), [MEETINGS]),
        f"PATCH {MEETING}": ({"starts_at": "11:00"}, [MEETINGS]),
        f"POST {MEETING}/attendance": (_invitee("Another", organisation), [PEOPLE]),
        f"PATCH {PERSON}": ({"mode": "virtual"}, [PEOPLE]),
        f"PUT {MEETING}/agenda/order": (
            {"items": [things.policies.get("planned", "none")]},
            [ITEMS, MEETINGS],
        ),
        f"POST {MEETING}/cancel": ({"reason": words}, [MEETINGS]),
        f"POST {ITEM}/withdraw": ({"reason": words}, [ITEMS]),
        f"POST {MEETING}/agenda": ({"case": case, "kind": "review", "why": words}, [ITEMS]),
        f"POST {ITEM}/services": ({"services": [service]}, [SERVICES]),
        f"POST {API}/panel-seats": (
            _seat(things.policies.get("sitter", "nobody"), "2026-04-01", "2026-05-01"),
            [SEATS],
        ),
        f"PATCH {API}/panel-seats/{{panel_seat}}": ({"ends_on": "2026-03-02"}, [SEATS]),
        f"POST {STATEMENT}": ({"title": words, "text": words, "in_force_from": "2027-06-01"}, [VERSIONS]),
        f"POST {STATEMENT}/{{statement}}/signatures": (
            {"name": "Aster", "organisation_id": organisation, "signed_on": "2026-11-20"},
            [SIGNATURES],
        ),
        f"POST {API}/confidentiality-signatures/{{signature}}/end": ({"reason": words}, [SIGNATURES]),
        f"POST {API}/panel-organisations": (_organisation("Another"), [ORGANISATIONS]),
        f"PATCH {API}/panel-organisations/{{organisation}}": ({"sector": "devolved"}, [ORGANISATIONS]),
        f"POST {API}/sharing-agreements": (_agreement(words, organisation), [AGREEMENTS, PARTIES]),
        f"PATCH {API}/sharing-agreements/{{agreement}}": ({"purpose": words}, [AGREEMENTS]),
        f"POST {API}/panel-terms": (_terms(words, date(2027, 1, 1)), [TERMS]),
        f"PATCH {API}/panel-terms/{{terms_id}}": ({"next_review_on": "2028-01-01"}, [TERMS]),
    }
    return {name: (body, tables, "manager") for name, (body, tables) in told.items()}


TAKES_NO_JSON = {
    f"POST {MEETING}/open": "nothing is taken",
    f"POST {MEETING}/close": "nothing is taken",
    f"POST {MEETING}/agenda/build": "nothing is taken",
    f"POST {MEETING}/agenda/publish": "nothing is taken",
    f"DELETE {PERSON}": "nothing is taken",
    f"POST {ITEM}/papers": "a file with its form; tests/api/panel/test_agenda.py",
    f"POST {ITEM}/papers/{{paper}}/remove": "nothing is taken",
    f"POST {STATEMENT}/{{statement}}/sign": "nothing is taken",
}
FOLLOWS: Mapping[str, set[str]] = {
    f"POST {MEETING}/cancel": {f"meeting.cancelled_{each}" for each in ("at", "by", "reason")},
    f"POST {ITEM}/withdraw": {f"agenda_item.withdrawn_{each}" for each in ("at", "by", "reason")},
    f"POST {API}/confidentiality-signatures/{{signature}}/end": {
        f"confidentiality_signature.ended_{each}" for each in ("on", "by", "reason")
    },
    f"POST {API}/panel-terms": {"panel_terms.in_force_to"},
}
"""What follows from a write beside what was sent."""


def _meeting(room: BoardRoom, kind: str) -> str:
    if kind == "conference":
        return room.meeting(kind="case_conference", area=None, venue="Swansea")
    planned: dict[str, Any] = {"opened_at": None, "agenda_published_at": None, "agenda_edition": 0}
    return room.meeting(held_on=date(2026, 12, 9), kind="multi_disciplinary", area=None, **planned)


def _board() -> dict[str, Any]:
    return {"kind": "board", "held_on": LATER, "area": "south", "mode": "in_person"}


def _organisation(name: str) -> dict[str, Any]:
    return {"name": name, "sector": "voluntary", "is_external": False}


def _invitee(name: str, organisation: str) -> dict[str, Any]:
    return {"part": "invitee", "kind": "chaplaincy", "name": name, "organisation_id": organisation}


def _agreement(word: str, organisation: str) -> dict[str, Any]:
    days = {"starts_on": "2026-01-01", "review_on": "2027-01-01"}
    return {"title": word, "kind": "other", "purpose": word, "parties": [organisation], **days}


def _terms(word: str, day: date) -> dict[str, Any]:
    return {"title": word, "edition": word[:40], "in_force_from": day.isoformat()}


def _seat(username: str, starts_on: str, ends_on: str) -> dict[str, Any]:
    return {"seat": "case_manager", "username": username, "starts_on": starts_on, "ends_on": ends_on}


def _paper(client: TestClient, item: str, word: str) -> str:
    file = {"file": ("paper.txt", word.encode())}
    answer = client.post(f"{API}/agenda-items/{item}/papers", files=file, data={"title": word})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["papers"][-1]["id"])


def _post(client: TestClient, path: str, body: Mapping[str, Any]) -> str:
    answer = client.post(path, json=dict(body))
    assert answer.status_code == 201, (path, answer.text)
    return str(answer.json()["id"])
