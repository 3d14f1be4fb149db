"""Records what the demonstration's boards said: discussion, whose part is what, advice, decisions, minutes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from app.domain.caller import Role, Scope
from app.domain.minutes import Part
from app.domain.panel_sight import Sight
from app.repositories import meetings, minutes
from app.services.minutes import advising, deciding, publishing, writing
from app.services.panel_access import sight_of
from app.services.unit_of_work import UnitOfWork

SECRETARY = "board.secretary"
WRITTEN_UP = timedelta(8)
"""How long after a meeting its minutes are published."""
EVERY_ITEM = Sight(True, True, Scope(everywhere=True))
Row = Mapping[str, Any]

SAID = (
    (
        "She has settled since the move to the smaller unit and asks for work in the gardens. Staff find mornings"
        " hardest, before the first visit of the day. The key worker described what helps."
    ),
    (
        "The formulation was read out. Contact with her mother is what she looks forward to. The group agreed that the"
        " plan asks for too much at once, and that one step at a time has worked before."
    ),
    (
        "No change since the last meeting. She has begun two programmes and left both after a week; she says that the"
        " rooms are too loud. The psychologist offers sessions one to one."
    ),
)
PARTS: Sequence[Mapping[Part, str]] = (
    {
        Part.PRISON_OFFENDER_MANAGER: "Meets her each week, and tells the panel before her plan is changed.",
        Part.COMMUNITY_OFFENDER_MANAGER: "Joins the review in person and visits once before it.",
        Part.KEY_WORKER: "Keeps the morning conversation, and writes down what helped.",
    },
    {
        Part.PRISON_OFFENDER_MANAGER: "Puts the steps of the plan in order with her by the end of the month.",
        Part.COMMUNITY_OFFENDER_MANAGER: "Finds out which local service would take her on, and writes to her.",
    },
)
ADVICE: Sequence[Mapping[str, Any]] = (
    {
        "kind": "wellbeing",
        "text": "Offer work in the gardens on three mornings a week.",
        "evidence": "What has helped before, as her key worker and she herself tell it.",
        "owners": [{"part": "governor", "name": None}, {"part": "key_worker", "name": None}],
    },
    {
        "kind": "progression",
        "text": "One programme at a time, one to one, with a review after six sessions.",
        "evidence": None,
        "owners": [{"part": "psychologist", "name": "Perpetua Birchcombe"}],
    },
    {
        "kind": "staff_support",
        "text": "A reflective session for the staff of her unit each month.",
        "evidence": None,
        "owners": [{"part": "psychologist", "name": None}],
    },
)
DECIDED = {"kind": "progression", "text": "The programme begins again in the new year, in a room of its own."}


def record_minutes(work: UnitOfWork) -> None:
    """Every board that was opened has a record; those that were closed have minutes, but for the latest of them.

    The latest lacks a line, so that what keeps minutes back can be seen. Nothing is done where nobody has signed.
    """
    loader, now = work.caller, work.moment
    work.caller = replace(
        loader,
        username=SECRETARY,
        kind="person",
        roles=frozenset({Role.PANEL_SECRETARIAT}),
        scope=Scope(everywhere=True),
    )
    if sight_of(work.connection, work.caller, work.today).every_item:
        held = _held(work)
        closed = [meeting for meeting in held if meeting["closed_at"]]
        for meeting in held:
            work.moment = meeting["opened_at"]
            _record(work, meeting, is_whole=meeting not in closed[-1:])
        for meeting in closed[:-1]:
            work.moment = min(now, meeting["closed_at"] + WRITTEN_UP)
            publishing.publish(work, meeting["id"], {})
    work.caller, work.moment = loader, now


def _held(work: UnitOfWork) -> list[Row]:
    table = meetings.MEETINGS
    was_held = table.c.opened_at.is_not(None) & table.c.cancelled_at.is_(None)
    statement = sa.select(table).where(was_held).order_by(table.c.held_on, table.c.id)
    return [dict(row) for row in work.connection.execute(statement).mappings()]


def _record(work: UnitOfWork, meeting: Row, *, is_whole: bool) -> None:
    people = minutes.attendance_of(work.connection, meeting["id"])
    decider = next((each for each in people if each["attended"] and each["has_authority"]), None)
    items = meetings.items_of(work.connection, meeting["id"], EVERY_ITEM)
    discussed = items if meeting["closed_at"] else items[:2]
    for place, item in enumerate(discussed):
        writing.write_discussion(work, item["id"], SAID[place % len(SAID)], None)
        is_complete = is_whole or place != len(discussed) - 1
        for part, text in PARTS[place % len(PARTS)].items():
            if is_complete or part != Part.COMMUNITY_OFFENDER_MANAGER:
                writing.write_line(work, item["id"], part, text, None)
        advising.recommend(work, item["id"], ADVICE[place % len(ADVICE)])
        if decider and place == 1:
            deciding.decide_provisionally(work, item["id"], {**DECIDED, "person_id": decider["id"]})
