"""Proposes a few moves in the demonstration, decides some, and gives actions at the items of its boards."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.domain.caller import Caller, Role, Scope
from app.domain.panel import Aim
from app.repositories import meetings, panel_care
from app.repositories.cases import CASES
from app.repositories.panel_caseload import ENTRIES
from app.services.movements import deciding, offers, proposing
from app.services.panel_access import sight_of
from app.services.panel_actions import following, giving
from app.services.unit_of_work import UnitOfWork

SECRETARY, DIRECTOR = "board.secretary", "group.director"
SOURCE = "Invented for the demonstration"
INTERVENTIONS = ("Substance use programme", "Trauma group", "Parenting course", "Education in the evening")
OFFERED: Mapping[str, tuple[bool, tuple[int, ...]]] = {
    "AGI": (True, (2, 3)),
    "BZI": (True, (0, 1, 2)),
    "DHI": (False, (0, 2, 3)),
    "EWI": (True, (0, 1)),
    "FHI": (False, (0, 3)),
    "NHI": (True, (0, 1, 2)),
    "STI": (True, (0, 1, 2, 3)),
}
"""By prison: a mother and baby unit, and which interventions; the other prisons stay unknown."""
PROPOSED = {
    "her_interests": "She asks to be nearer to her sister, and has kept well through the summer.",
    "operational_need": "Her wing is full, and two of those beside her do not get on with her.",
    "closeness_to_home": "The journey for her family would be an hour shorter.",
    "interventions": "The programme that her plan asks for begins there in the new year.",
    "caring_duties": "Her sister looks after her daughter, who could visit each month.",
    "her_views": "She would go, if she may keep her place in education.",
    "home_unknown_reason": "She has had no settled address since she was last released.",
}
ENDS = ("draft", "submitted", "prepared", "departed")
ACTIONS: Sequence[tuple[str, Aim, str, int]] = (
    ("Put the steps of the plan in order with her.", Aim.PROGRESS, "lead", 14),
    ("Arrange the monthly reflective session for the staff of her unit.", Aim.STAFF_SUPPORT, "", 21),
    ("Ask the local service whether it has a place, and tell the panel.", Aim.REDUCE_RISK, "lead", 2),
)
NAMED = "Perpetua Birchcombe"
Row = Mapping[str, Any]


def decide_and_act(work: UnitOfWork) -> None:
    """Moves of women on the caseload, one for each way that a proposal stands, and actions of the boards."""
    loader = work.caller
    work.caller = _as(loader, SECRETARY, Role.PANEL_SECRETARIAT, Role.OMU_MANAGER)
    codes = _offer(work)
    for end, case in zip(ENDS, _movable(work), strict=False):
        _propose(work, case, end, codes)
        work.caller = _as(loader, SECRETARY, Role.PANEL_SECRETARIAT, Role.OMU_MANAGER)
    if sight_of(work.connection, work.caller, work.today).every_item:
        _give(work)
    work.caller = loader


def _as(loader: Caller, username: str, *roles: Role) -> Caller:
    everywhere = Scope(everywhere=True)
    return replace(loader, username=username, kind="person", roles=frozenset(roles), scope=everywhere)


def _offer(work: UnitOfWork) -> list[str]:
    codes = [offers.add_intervention(work, name)["code"] for name in INTERVENTIONS]
    for prison, (has_unit, which) in OFFERED.items():
        known = offers.read_offer(work.connection, prison)
        told = {
            "holds_restricted_status": known["holds_restricted_status"],
            "mother_and_baby_unit": has_unit,
            "interventions": [codes[place] for place in which],
            "source": SOURCE,
        }
        offers.keep_offer(work, prison, told, None)
    return codes


def _movable(work: UnitOfWork) -> list[Row]:
    """Women on the caseload who are in prison and not under Restricted Status."""
    here = (ENTRIES.c.left_on.is_(None), CASES.c.prison_code.is_not(None), CASES.c.prison_code != "STI")
    joined = ENTRIES.join(CASES, CASES.c.id == ENTRIES.c.case_id)
    statement = sa.select(CASES).select_from(joined).where(*here).order_by(ENTRIES.c.id).limit(20)
    rows = [dict(row) for row in work.connection.execute(statement).mappings()]
    return [row for row in rows if not panel_care.is_restricted(work.connection, row["id"], work.today)]


def _propose(work: UnitOfWork, case: Row, end: str, codes: Sequence[str]) -> None:
    given = {"case": case["id"], "prison": "STI", **PROPOSED, "needs_mother_and_baby_unit": False}
    move = proposing.draft(work, {**given, "interventions_needed": [codes[0], codes[1]]})
    if end == "draft":
        return
    proposing.submit(work, move, None)
    if end == "submitted":
        return
    decision = {
        "prison": "STI",
        "weighed_most": "her_interests",
        "follows_advice": None,
        "departure_reason": None,
        "text": None,
        "final": False,
    }
    if end == "departed":
        work.caller = _as(work.caller, DIRECTOR, Role.GROUP_DIRECTOR, Role.OMU_MANAGER)
        why = "The programme has no place before June, and her sister is to move nearer to where she is."
        stays = {"prison": case["prison_code"], "weighed_most": "interventions", "departure_reason": why}
        decision |= {**stays, "final": True}
    deciding.decide_proposal(work, move, decision, None)


def _give(work: UnitOfWork) -> None:
    """An action for each of the first items of boards that were opened; of the first there is word already."""
    items, held = meetings.ITEMS, meetings.MEETINGS
    opened = (held.c.opened_at.is_not(None), held.c.cancelled_at.is_(None), items.c.withdrawn_at.is_(None))
    joined = items.join(held, held.c.id == items.c.meeting_id)
    statement = sa.select(items.c.id).select_from(joined).where(*opened).order_by(held.c.held_on, items.c.id)
    for place, item in enumerate(work.connection.execute(statement.limit(9)).scalars().all()):
        text, aim, role, days = ACTIONS[place % len(ACTIONS)]
        owner = {"owner_role": role} if role else {"owner_name": NAMED}
        due_on = work.today + timedelta(days)
        action = giving.give(work, item, {"text": text, "aim": aim.value, "due_on": due_on, **owner})
        if place == 0:
            following.follow_up(work, action, {"update": "Begun; she has read the first step."}, None)
