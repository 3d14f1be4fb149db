"""Referrals in each state that a step is taken from, an assessment with its restricted part, a principle, a contact."""

from collections.abc import Mapping
from typing import Any, Protocol

from starlette.testclient import TestClient

from app.repositories.holistic import ASSESSMENTS, DISCLOSURES
from app.repositories.panel_caseload import SUPPORT
from app.repositories.referral_register import PRINCIPLES, SPOCS
from app.repositories.referrals import REFERRALS, STEPS

REFERRAL, CASE = "/api/v1/referrals", "/api/v1/cases/{case}"
PRINCIPLE, CONTACT = "/api/v1/guiding-principles", "/api/v1/custody-contacts"
FIRST_CONTACT = {
    "assessed_on": "2026-11-20",
    "place": "court",
    "assessor": "Words.",
    "diversion_eligible": False,
}
REMAND = {"kind": "pre_sentence_support", "source": "remand", "diversion_eligible": False}
WELSH = {"kind": "welsh_resettlement", "welsh_case": True}


class Hands(Protocol):
    """Who refers, and who may do everything."""

    @property
    def clerk(self) -> TestClient: ...

    @property
    def manager(self) -> TestClient: ...


def referral_of(case: str, word: str, **changes: Any) -> dict[str, Any]:
    """A referral that may be sent; its text is `word`."""
    return {
        "case": case,
        "routes": ["complex_needs"],
        **dict.fromkeys(("sentence_objectives", "not_progressing", "her_views", "strengths"), word),
        "approaches": [{"what": word, "started_on": "2026-03-02", "result": word}],
        "wopd_status": "screened_in",
        "has_formulation": False,
        **changes,
    }


def _for_staff(case: str, word: str) -> dict[str, Any]:
    """A referral for staff support alone."""
    asked = {"staff_support_for": word, "staff_support_asked": word}
    return {"case": case, "staff_support_only": True, **asked}


def referred(hands: Hands, case: str, word: str) -> tuple[dict[str, str], dict[str, str]]:
    """By the names of addresses: what is of the case; and by the ends of addresses what a step is taken with."""
    sought = {"support_sought": word, "routes": []}
    at = {
        "withdraw": _taken(hands, referral_of(case, word)),
        "triage": _taken(hands, referral_of(case, word, **WELSH, **sought, stage="pre_release"), "submit"),
        "decline": _taken(
            hands, referral_of(case, word, **WELSH, **sought, stage="post_release"), "submit", "triage"
        ),
        "close": _taken(hands, referral_of(case, word, **REMAND, **sought), "submit", "triage", "accept"),
        "staff-support": _taken(hands, _for_staff(case, word), "submit", "triage", "accept"),
        "accept": _taken(hands, referral_of(case, word), "submit", "triage"),
    }
    first = _post(
        hands.clerk, f"/api/v1/cases/{case}/holistic-assessments", {**FIRST_CONTACT, "summary": word}
    )
    said = {"disclosed": True, "details": word}
    path = f"/api/v1/cases/{case}/holistic-assessments/{first}/disclosure"
    assert hands.manager.put(path, json=said, headers={"If-Match": "*"}).status_code == 200
    others = {f"referral/{step}": referral for step, referral in at.items()}
    others["principle"] = _post(hands.manager, PRINCIPLE, {"text": word, "source": word})
    named = {"prison": "FHI", "name": word, "starts_on": "2026-01-05"}
    others["custody_contact"] = _post(hands.manager, CONTACT, named)
    mine = {"referral": _taken(hands, referral_of(case, word)), "first_contact": first}
    return mine, others


def bodies(case: str, words: str) -> Mapping[str, tuple[Mapping[str, Any], list[Any], str]]:
    """What goes through for each write: the body, the tables that it fills, and by whom it is sent."""
    one, why = f"{REFERRAL}/{{referral}}", {"reason": words}
    assessment = f"{CASE}/holistic-assessments/{{first_contact}}"
    return {
        f"PATCH {one}": ({"strengths": "Other words."}, [REFERRALS], "clerk"),
        f"POST {REFERRAL}": (referral_of(case, words), [REFERRALS], "clerk"),
        f"POST {one}/triage": ({"text": words}, [STEPS], "manager"),
        f"POST {one}/accept": ({"text": words}, [STEPS, REFERRALS], "manager"),
        f"POST {one}/decline": (why, [STEPS], "manager"),
        f"POST {one}/withdraw": (why, [STEPS], "clerk"),
        f"POST {one}/close": (why, [STEPS], "manager"),
        f"PATCH {one}/staff-support": ({"offered": words, "offered_on": "2026-11-22"}, [SUPPORT], "manager"),
        f"POST {CASE}/holistic-assessments": ({**FIRST_CONTACT, "summary": words}, [ASSESSMENTS], "clerk"),
        f"PATCH {assessment}": ({"summary": "Other words."}, [ASSESSMENTS], "clerk"),
        f"PUT {assessment}/disclosure": ({"disclosed": False}, [DISCLOSURES], "manager"),
        f"POST {PRINCIPLE}": ({"text": words}, [PRINCIPLES], "manager"),
        f"PATCH {PRINCIPLE}/{{principle}}": ({"text": "Other words."}, [PRINCIPLES], "manager"),
        f"POST {CONTACT}": (
            {"prison": "EWI", "name": words, "starts_on": "2026-02-02"},
            [SPOCS],
            "manager",
        ),
        f"PATCH {CONTACT}/{{custody_contact}}": ({"telephone": "01632 960001"}, [SPOCS], "manager"),
    }


STATUS = {f"referral.{name}" for name in ("status", "accepted_on", "ended_on")}
FOLLOWS: Mapping[str, set[str]] = {
    f"PATCH {REFERRAL}/{{referral}}": {"referral.content", "referral.principles"},
    **{
        f"POST {REFERRAL}/{{referral}}/{step}": STATUS
        for step in ("triage", "accept", "decline", "withdraw", "close")
    },
    f"PUT {CASE}/holistic-assessments/{{first_contact}}/disclosure": {"abuse_disclosure.details"},
}
"""What follows from a write beside what was sent."""


def _taken(hands: Hands, body: Mapping[str, Any], *steps: str) -> str:
    """A referral after these steps."""
    referral = _post(hands.clerk, REFERRAL, body)
    for step in steps:
        answer = hands.manager.post(f"{REFERRAL}/{referral}/{step}", json=None if step == "submit" else {})
        assert answer.status_code == 200, (step, answer.text)
    return referral


def _post(client: TestClient, path: str, body: Mapping[str, Any]) -> str:
    answer = client.post(path, json=dict(body))
    assert answer.status_code == 201, (path, answer.text)
    return str(answer.json()["id"])
