"""Somebody on the panel's caseload with one of each thing that is kept there, and what every write of it takes."""

from collections.abc import Mapping
from typing import Any, Protocol

from starlette.testclient import TestClient

from app.repositories.panel_care import FORMULATIONS, GOVERNORS, REGIME, RESTRICTED
from app.repositories.panel_caseload import AIMS, CONTACTS, ENTRIES, REVIEWS, SUPPORT

CASELOAD, ENTRY = "/api/v1/caseload", "/api/v1/caseload/{case}"
TODAY, AHEAD = "2026-11-22", "2027-02-19"


class Hands(Protocol):
    """Who may do everything."""

    @property
    def manager(self) -> TestClient: ...


def entered(hands: Hands, case: str, word: str) -> dict[str, str]:
    """By the names of addresses, one of each thing that is kept of somebody on the caseload."""
    given = _bodies(word)
    entry = {"case": case, "routes": ["complex_needs"], "entry_reason": word, "legacy_reference": word[:40]}
    _post(hands.manager, CASELOAD, entry)
    for part in ("reviews", "formulations", "restricted-statuses", "regime", "staff-support"):
        found = _post(hands.manager, f"{CASELOAD}/{case}/{part}", given[part])
    found = _post(hands.manager, f"{CASELOAD}/{case}/stakeholder-contacts", given["stakeholder-contacts"])
    return {
        "restricted_status": found["restricted_statuses"][0]["id"],
        "regime_item": found["regime"][0]["id"],
        "staff_support": found["staff_support"][0]["id"],
    }


def bodies(case: str, words: str) -> Mapping[str, tuple[Mapping[str, Any], list[Any], str]]:
    """What goes through for each write, in an order in which all do: the body, the tables, and by whom."""
    given, why = _bodies(words), {"reason": words}
    ended = {"to_on": TODAY, "end_decided_by": words, "end_reason": words}
    offered = {"offered": words, "offered_on": TODAY}
    return {
        f"PATCH {ENTRY}": ({"legacy_reference": "Other"}, [ENTRIES], "manager"),
        f"POST {ENTRY}/reviews": (given["reviews"], [REVIEWS, AIMS, ENTRIES], "manager"),
        f"POST {ENTRY}/formulations": (given["formulations"], [FORMULATIONS], "manager"),
        f"PATCH {ENTRY}/restricted-statuses/{{restricted_status}}": (ended, [RESTRICTED], "manager"),
        f"POST {ENTRY}/restricted-statuses": (
            {**given["restricted-statuses"], "from_on": TODAY},
            [RESTRICTED],
            "manager",
        ),
        f"POST {ENTRY}/regime": (given["regime"], [REGIME], "manager"),
        f"PATCH {ENTRY}/regime/{{regime_item}}": ({"reason": "Other words."}, [REGIME], "manager"),
        f"POST {ENTRY}/staff-support": (given["staff-support"], [SUPPORT], "manager"),
        f"PATCH {ENTRY}/staff-support/{{staff_support}}": (offered, [SUPPORT], "manager"),
        f"POST {ENTRY}/stakeholder-contacts": (given["stakeholder-contacts"], [CONTACTS], "manager"),
        f"POST {ENTRY}/step-down": ({**why, "next_review_on": AHEAD}, [ENTRIES], "manager"),
        f"POST {ENTRY}/step-up": (why, [ENTRIES], "manager"),
        f"POST {ENTRY}/leave": ({"because": "other", "note": words}, [ENTRIES], "manager"),
        f"POST {CASELOAD}": (
            {"case": case, "routes": ["complex_needs"], "entry_reason": words},
            [ENTRIES],
            "manager",
        ),
        "POST /api/v1/prison-governors": (
            {"prison": "EWI", "name": words, "from_on": TODAY},
            [GOVERNORS],
            "manager",
        ),
    }


STEPPED = {f"panel_entry.{name}" for name in ("stepped_down_on", "stepped_down_by", "step_down_reason")}
LEFT = {f"panel_entry.left_{name}" for name in ("on", "at", "by", "because", "note")}
FOLLOWS: Mapping[str, set[str]] = {
    f"POST {ENTRY}/reviews": {"panel_aim_state.is_current", "panel_entry.next_review_on"},
    f"POST {ENTRY}/restricted-statuses": {"panel_entry.restricted_status"},
    f"POST {ENTRY}/step-down": STEPPED,
    f"POST {ENTRY}/step-up": STEPPED,
    f"POST {ENTRY}/leave": LEFT,
    "POST /api/v1/notices/read": {"notice.read_at", "notice.by_mail"},
}
"""What follows from a write beside what was sent."""
OF_REFERRAL = {"panel_entry.referral_id"}
"""What accepting a referral writes on the entry of somebody who is on the caseload already."""


def _bodies(word: str) -> dict[str, dict[str, Any]]:
    return {
        "reviews": {
            "held_on": TODAY,
            "her_view": word,
            "summary": word,
            "aims": [{"aim": "wellbeing", "state": "static", "note": word}],
            "next_review_on": AHEAD,
        },
        "formulations": {"summary": word, "author": word, "written_on": TODAY},
        "restricted-statuses": {
            "from_on": "2026-06-01",
            "decided_by": word,
            "reason": word,
            "next_review_on": AHEAD,
        },
        "regime": {"kind": "regime", "name": word, "state": "withheld", "reason": word, "from_on": TODAY},
        "staff-support": {
            "staff_group": word,
            "requested_by": word,
            "requested_on": TODAY,
            "asked_for": word,
        },
        "stakeholder-contacts": {
            "organisation_kind": "health",
            "organisation": word,
            "person": word,
            "happened_on": TODAY,
            "text": word,
        },
    }


def _post(client: TestClient, path: str, body: Mapping[str, Any]) -> Any:
    answer = client.post(path, json=dict(body))
    assert answer.status_code == 201, (path, answer.text)
    return answer.json()
