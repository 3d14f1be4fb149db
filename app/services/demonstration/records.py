"""Invents the records of some cases: most parts there, some missing, so that what is missing shows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app.domain.case_record.parts import GROUPS
from app.domain.identifiers import new_id
from app.repositories import case_records
from app.services.case_record.items import CHOICE, OBJECTIVE, VIEW, item_row
from app.services.case_record.parts import part_row
from app.services.demonstration.accounts import DEMONSTRATION
from app.services.demonstration.chance import Chance
from app.services.demonstration.names import FAMILY, WOMEN
from app.services.unit_of_work import UnitOfWork

RECORDED_PER_HUNDRED = 70
"""Of cases that are sentenced and open; the others have no record at all."""

STRENGTHS = (
    "Keeps in touch with her sister, who has offered her a room.",
    "Finished a hairdressing course and wants to work.",
    "Steady in her prison job, trusted by the kitchen.",
    "Asks for help early when she is struggling.",
)
NEEDS = (
    "Reads slowly; letters need to be read through with her.",
    "Welsh is her first language.",
    "Hearing loss on one side; needs to sit facing whoever speaks.",
    "None that she wishes to name.",
)
ACTIONS = (
    "Weekly meeting with the safer custody team.",
    "Phone contact checked; no contact with the person named in the order.",
    "Lives on a smaller wing while debts are settled.",
)
OUTCOMES = (
    ("A home to go to on the day of release", "community_offender_manager"),
    ("Able to manage debts without borrowing", "offender_supervisor"),
    ("In contact with her children, as far as the court allows", "key_worker"),
    ("Off medication substitution, or on a plan that she agreed", "partner"),
    ("Work or training arranged before release", "prison_offender_manager"),
)
VIEWS = (
    "She says the plan is hers and wants to start with housing.",
    "She would rather see one person than three.",
    "She worries about the journey for her children.",
)


@dataclass(slots=True)
class Records:
    """Rows of every kind, gathered for all cases to be written at once."""

    parts: list[dict[str, Any]] = field(default_factory=list)
    items: list[dict[str, Any]] = field(default_factory=list)
    officers: list[dict[str, Any]] = field(default_factory=list)


def keep_records(work: UnitOfWork, cases: Sequence[Mapping[str, Any]], today: date) -> None:
    """Write the records of the demonstration's cases."""
    found = invent_records(cases, today, work.moment)
    case_records.add_parts(work.connection, found.parts)
    case_records.add_items(work.connection, found.items)
    case_records.add_officers(work.connection, found.officers)


def invent_records(cases: Sequence[Mapping[str, Any]], today: date, now: Any) -> Records:
    """The records of these case rows; the same ones for the same day."""
    found = Records()
    for case in cases:
        chance = Chance(f"record of {case['prison_number']}")
        is_open = case["closes_on"] is None or case["closes_on"] > today
        if case["phase"] == "not_sentenced" or not is_open or not chance.falls(RECORDED_PER_HUNDRED):
            continue
        who = {"by": DEMONSTRATION.username, "at": now, "on": today}
        for part, fields in _parts(chance, case, today):
            found.parts.append(part_row(part, case["id"], fields, **who))
        for kind, value, fields in _items(chance, case, today):
            found.items.append(item_row(kind, case["id"], fields, value, **who))
        if chance.falls(12):
            found.officers.append(_officer(chance, case["id"], now))
    return found


def _parts(chance: Chance, case: Mapping[str, Any], today: date) -> Iterator[tuple[str, dict[str, Any]]]:
    since = case["sentence_start_date"] or today
    day = chance.day(max(since, today - timedelta(300)), today)
    overall = case["rosh_level"] or "medium"
    if chance.falls(85):
        lower = {group: chance.one_of(("low", overall)) for group in GROUPS if chance.falls(70)}
        yield "risk", {"assessed_on": day, **lower, "public": overall}
    if chance.falls(92):
        yield "rosh_screening", {"screened_on": day, "full_analysis_needed": overall != "low"}
    if overall != "low" and chance.falls(85):
        plan = {"custody_actions": chance.one_of(ACTIONS) if chance.falls(80) else None}
        yield "risk_management_plan", {"reviewed_on": day, **plan, "licence_conditions": _conditions(chance)}
    if (case["mappa_level"] or 0) > 0 or case["sentence_type"] in {"EDS", "LIFE"}:
        level = max(1, case["mappa_level"] or 1)
        yield (
            "mappa",
            {
                "eligible": True,
                "category": 2,
                "level": level,
                "referred_on": day if chance.falls(75) else None,
            },
        )
    if chance.falls(88):
        yield "assessment", {"completed_on": day, "review_due_on": day + timedelta(365)}
    yield from _about_her(chance, case)
    if chance.falls(90):
        yield "tier", {"tier": chance.by_weight({"A": 1, "B": 3, "C": 5, "D": 3}), "calculated_on": day}
    if chance.falls(40):
        yield "victim_contact", {"has_contact": chance.falls(35)}


def _about_her(chance: Chance, case: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    if chance.falls(60):
        yield "strengths", {"words": chance.one_of(STRENGTHS)}
    if chance.falls(70):
        done = "Agreed with her what helps." if chance.falls(75) else None
        yield "diversity", {"needs": chance.one_of(NEEDS), "done": done}
    if case["estate"] == "women" and chance.falls(75):
        children = chance.number(0, 4)
        contact = "Calls twice a week." if children else None
        yield "caring", {"has_responsibilities": children > 0, "children": children, "contact": contact}
    if case["complexity_of_need"] and chance.falls(80):
        yield "complexity", {"level": case["complexity_of_need"]}


def _conditions(chance: Chance) -> str | None:
    return (
        "Good behaviour, contact with the supervising officer, residence as approved."
        if chance.falls(70)
        else None
    )


def _items(chance: Chance, case: Mapping[str, Any], today: date) -> Iterator[tuple[str, str, dict[str, Any]]]:
    if chance.falls(80):
        for order in range(1, chance.number(2, 4)):
            outcome, owner = OUTCOMES[(order * 2 + chance.number(0, 1)) % len(OUTCOMES)]
            status = chance.by_weight({"open": 6, "met": 2, "partly_met": 1})
            fields = {
                "outcome": outcome,
                "owner": owner,
                "order": order,
                "stage": "custody",
                "status": status,
            }
            yield OBJECTIVE, status, fields
        if chance.falls(65):
            yield VIEW, "plan", {"about": "plan", "words": chance.one_of(VIEWS)}
    if case["estate"] == "women" and case["phase"] == "licence":
        for choice in ("female_practitioner", "women_only_place"):
            if chance.falls(70):
                answer = chance.by_weight({"accepted": 6, "declined": 3, "undecided": 1})
                yield CHOICE, choice, {"choice": choice, "answer": answer, "offered_on": today}


def _officer(chance: Chance, case_id: str, now: Any) -> dict[str, Any]:
    first, last = chance.one_of(WOMEN), chance.one_of(FAMILY)
    return {
        "id": new_id(),
        "case_id": case_id,
        "version": 1,
        "name": f"{first} {last}",
        "email": f"{first}.{last}@victims.example".lower().replace(" ", "-").replace("'", ""),
        "added_at": now,
        "added_by": DEMONSTRATION.username,
    }
