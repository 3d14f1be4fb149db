"""Asks to share in the demonstration: agreed, refused and waiting for the Chair."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from app.services import share_requests
from app.services.unit_of_work import UnitOfWork

SECRETARY, CHAIR = "board.secretary", "panel.chair"
OF_DIRECTORS = (
    "case_id", "prison", "home_region", "recommendation_kind", "outcome", "is_departure", "to_prison", "decided_on",
    "owner_role", "due_on", "state", "aim",
)  # fmt: skip
NOTHING: Mapping[str, Any] = {"subject_id": None, "agreement_id": None, "organisation": None, "fields": None}


def share_some(work: UnitOfWork, today: date) -> None:
    """What the secretariat asked and the Chair answered; nothing of it names anybody."""
    loader = work.caller
    for role, reason in (
        ("GROUP_DIRECTOR", "Directors follow what was decided about the women of their prisons."),
        ("REGIONAL_DIRECTOR", "Regions prepare for the women who come home to them."),
    ):
        asked = {"recipient_kind": "role", "recipient": role, "reason": reason, "fields": list(OF_DIRECTORS)}
        share = _ask(work, today, "board_data", "Decisions and actions, without their words", asked)
        _answer(work, share, "approved", "Without the words of advice and updates.")
    minutes = {
        "recipient_kind": "outside",
        "recipient": "Head of Safety",
        "organisation": "Women’s estate safety team",
        "purpose": "safety",
        "reason": "Steps that keep somebody safe start before the next meeting.",
    }
    _ask(work, today, "minutes", "Minutes as far as they are about safety", minutes)
    whole = {
        "recipient_kind": "outside",
        "recipient": "Editor of the staff magazine",
        "organisation": "Communications",
        "purpose": "continuity",
        "reason": "An article about the work of the panel.",
    }
    refused = _ask(work, today, "agenda", "Every agenda, for an article", whole)
    _answer(work, refused, "refused", "Good practice may be told without anybody’s name; an agenda may not.")
    work.caller = loader


def _ask(work: UnitOfWork, today: date, what: str, about: str, more: Mapping[str, Any]) -> str:
    work.caller = replace(work.caller, username=SECRETARY)
    days = {"from_on": today - timedelta(20), "until_on": today + timedelta(160)}
    asked = {"what": what, "about": about, "is_standing": True, "purpose": "decision_making", **days}
    return str(share_requests.ask(work, {**NOTHING, **asked, **more})["id"])


def _answer(work: UnitOfWork, share: str, decision: str, reason: str) -> None:
    work.caller = replace(work.caller, username=CHAIR)
    share_requests.decide(work, share, decision, reason, None)
