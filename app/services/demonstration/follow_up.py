"""Reviews described, key stages with and without an answer, and the contacts of the last months."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from app.domain.calendar import DAY
from app.domain.identifiers import new_id
from app.domain.key_stages import HER, in_order, is_between_sides, response_due
from app.domain.ownership import Schedule
from app.domain.parole import Review
from app.domain.summary import IN_CUSTODY
from app.repositories import contacts, key_stages, parole
from app.services.demonstration.accounts import DEMONSTRATION
from app.services.demonstration.chance import Chance
from app.services.demonstration.rows import LivedCase, at_work
from app.services.key_stages.inviting import invitation
from app.services.parole.projection import new_row, reviews_now
from app.services.unit_of_work import UnitOfWork
from app.services.working_days import BANK_HOLIDAYS

STAGE_KINDS = ("sentence_plan_review", "sentence_plan_review", "risk_review", "pre_release_planning")
NOTES = (
    "The yearly review of her plan.",
    "After the programme that ended this month.",
    "Housing and work after release.",
)
CONTRIBUTIONS = (
    "She has kept in touch with her sister, who offers a room. Her last job would take her back.",
    "The earlier licence broke down over housing. The plan should settle that first.",
    "Nothing has changed in the community since the last review.",
)
PROGRESS = (
    "She has finished the first half of her programme and asks about training.",
    "She has moved to an enhanced unit and works in the kitchen.",
)
ABOUT = ("About the sentence plan.", "About the next review.", "About her family.", "About housing.", None)
CHANNELS = {"phone": 45, "video": 25, "visit": 18, "letter": 12}
PAIRS = {
    ("community_offender_manager", "offender_supervisor"): 55,
    ("community_offender_manager", HER): 30,
    ("key_worker", HER): 15,
}


def follow_up(work: UnitOfWork, lived: Sequence[LivedCase], schedule: Schedule, today: date) -> None:
    """Write it for the whole estate; invitations that wait for an answer are sent as usual."""
    reviews = [row for one in lived for row in _reviews(work, one, schedule, today)]
    parole.insert(work.connection, reviews)
    in_custody = [one for one in lived if one.row["phase"] in IN_CUSTODY]
    contacts.insert_many(work.connection, [row for one in in_custody for row in _contacts(one, today, work)])
    for one in in_custody:
        _stages(work, one, today)


def _reviews(work: UnitOfWork, one: LivedCase, schedule: Schedule, today: date) -> Iterator[dict[str, Any]]:
    chance = Chance(f"review of {one.row['prison_number']}")
    for review in reviews_now(one.facts, one.row["opened_on"], schedule, today):
        row = new_row(one.row["id"], review, work.moment)
        yield row | _described(chance, review, today)


def _described(chance: Chance, review: Review, today: date) -> dict[str, Any]:
    if review.decision:
        return {"stage": "decided"}
    if not review.is_open or review.hearing_on is None:
        return {}
    near = review.hearing_on < today + 60 * DAY
    stage = "oral_hearing_listed" if near else chance.one_of(("referred", "dossier", "paper_review"))
    described = {"stage": stage, "custody_report_due": review.hearing_on - 56 * DAY}
    if near:
        described |= {"hearing_mode": chance.one_of(("in_person", "video", "video"))}
    return described


def _contacts(one: LivedCase, today: date, work: UnitOfWork) -> Iterator[dict[str, Any]]:
    chance = Chance(f"contacts of {one.row['prison_number']}")
    if not one.row["community_manager_name"]:
        return
    first = max(one.row["opened_on"], today - timedelta(200))
    for _ in range(chance.number(0, 4)):
        day = chance.day(first, today - DAY)
        parties = in_order(*chance.by_weight(PAIRS))
        yield {
            "id": new_id(),
            "case_id": one.row["id"],
            "happened_on": day,
            "channel": chance.by_weight(CHANNELS),
            "first_party": parties[0],
            "second_party": parties[1],
            "with_her": HER in parties,
            "between_sides": is_between_sides(*parties),
            "text": chance.one_of(ABOUT),
            "recorded_at": at_work(day, 200, work.moment),
            "recorded_by": DEMONSTRATION.username,
        }


def _stages(work: UnitOfWork, one: LivedCase, today: date) -> None:
    chance = Chance(f"key stages of {one.row['prison_number']}")
    course = chance.by_weight({"none": 72, "held": 12, "answered": 7, "waiting": 6, "overdue": 3})
    if course == "none":
        return
    if not one.row["community_manager_name"] and course != "waiting":
        return
    ahead = today + timedelta(chance.number(9, 40))
    asked = today - timedelta({"overdue": 12, "waiting": 2}.get(course, chance.number(4, 9)))
    if course == "held":
        ahead = max(one.row["opened_on"], today - timedelta(chance.number(15, 120)))
        asked = ahead - 14 * DAY
    stage = _stage(chance, one, ahead, max(asked, one.row["opened_on"]), work)
    if course in {"waiting", "overdue"}:
        loaded_at = work.moment
        work.moment = stage["created_at"]
        stage |= invitation(work, one.row, stage)
        work.moment = loaded_at
    else:
        stage |= _answered(chance, one, stage, asked, work)
        if course == "held":
            stage["held_on"] = ahead
    key_stages.insert(work.connection, stage)
    if course == "held" and chance.falls(60):
        key_stages.insert_told(work.connection, _told(chance, one, ahead, work))


def _stage(chance: Chance, one: LivedCase, planned_on: date, asked: date, work: UnitOfWork) -> dict[str, Any]:
    return {
        **dict.fromkeys(key_stages.STAGES.columns.keys()),
        "id": new_id(),
        "case_id": one.row["id"],
        "version": 1,
        "kind": chance.one_of(STAGE_KINDS),
        "planned_on": planned_on,
        "note": chance.one_of(NOTES),
        "created_at": at_work(asked, 60, work.moment),
        "created_by": DEMONSTRATION.username,
        "invitations": 0,
    }


def _answered(
    chance: Chance, one: LivedCase, stage: dict[str, Any], asked: date, work: UnitOfWork
) -> dict[str, Any]:
    response = chance.one_of(("will_attend", "will_attend", "will_contribute", "cannot"))
    answered_at = at_work(asked + 2 * DAY, 90, work.moment)
    named = one.row["community_manager_name"]
    contributed = response == "will_contribute"
    return {
        "invited_named": named,
        "invited_at": stage["created_at"],
        "invitations": 1,
        "response_due": response_due(asked, stage["planned_on"], BANK_HOLIDAYS),
        "response": response,
        "responded_at": answered_at,
        "responded_by": DEMONSTRATION.username,
        "contribution": chance.one_of(CONTRIBUTIONS) if contributed else None,
        "contributed_at": answered_at if contributed else None,
        "contributed_by": DEMONSTRATION.username if contributed else None,
    }


def _told(chance: Chance, one: LivedCase, day: date, work: UnitOfWork) -> dict[str, Any]:
    return {
        "id": new_id(),
        "case_id": one.row["id"],
        "text": chance.one_of(PROGRESS),
        "told_at": at_work(day, 150, work.moment),
        "told_by": DEMONSTRATION.username,
        "told_to": one.row["community_manager_name"],
        "staff_id": None,
    }
