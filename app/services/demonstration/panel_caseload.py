"""Puts invented women on the panel's caseload: those whose referral was accepted, and some known from earlier years."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from app.domain.calendar import months_before
from app.repositories import panel_caseload as repository
from app.services.demonstration.rows import LivedCase
from app.services.panel_caseload import care, governors, keeping, reviewing, support
from app.services.unit_of_work import UnitOfWork

SECRETARY = "board.secretary"
GOVERNORS = (
    ("AGI", "Ottoline Quarrendon"), ("BZI", "Barnaby Thistlemere"), ("DHI", "Perpetua Silverbeck"),
    ("DWI", "Rosamund Plumtrey"), ("ESI", "Gethin Larkhollow"), ("EWI", "Idris Snowdrake"),
    ("FHI", "Araminta Reedwater"), ("LNI", "Tobias Whinberry"), ("NHI", "Clementine Oakenshade"),
    ("PFI", "Jarek Foxholme"), ("SDI", "Lettice Rowanberry"),
)  # fmt: skip
"""One prison has nobody named, as happens between two governors."""
HOLDS_RESTRICTED = ("BZI", "LNI", "NHI")
EARLIER = 5
LATE, LONG_AGO = 9, timedelta(100)
"""Whose next review should have been held by now."""
FORMULATION = (
    "Harm follows when contact with her family breaks off. A steady morning routine and one officer who stays hold "
    "her; sudden changes of plan undo it."
)
REVIEWS: Sequence[Mapping[str, Any]] = (
    {
        "her_view": "She says that the mornings are easier since the garden work began.",
        "summary": "Two incidents in the quarter, both talked down. She keeps her appointments.",
        "aims": (("stabilise", "improving"), ("wellbeing", "improving"), ("progress", "static")),
    },
    {
        "no_view_reason": "She did not wish to meet; her key worker asks again before the next review.",
        "summary": "Restless weeks after a visit was cancelled. The plan holds, with shorter steps.",
        "aims": (("stabilise", "worsening"), ("staff_support", "improving")),
    },
    {
        "her_view": "She asks for work that is hers alone.",
        "summary": "No incident since spring. She finished the first part of her programme.",
        "aims": (("stabilise", "met"), ("reduce_risk", "improving"), ("progress", "improving")),
    },
)
Row = Mapping[str, Any]


def keep_caseload(work: UnitOfWork, lived: Sequence[LivedCase], today: date) -> None:
    """Governors, entries of earlier years, and of everybody on the caseload what there is to look at."""
    loader, work.caller = work.caller, replace(work.caller, username=SECRETARY)
    for prison, name in GOVERNORS:
        given = {"prison": prison, "name": name, "from_on": months_before(today, 20)}
        governors.name_governor(work, given)
    rows = {one.row["id"]: one.row for one in lived}
    _bring_on_earlier(work, list(_held(rows.values())), today)
    entries = repository.reviews_due(work.connection, today + timedelta(400))
    for place, entry in enumerate(entries):
        _keep(work, rows[entry["case_id"]], entry, place, today)
    work.caller = loader


def _bring_on_earlier(work: UnitOfWork, held: Sequence[Row], today: date) -> None:
    """Women known from the supervision that came before the panel, two of them under Restricted Status."""
    free = [row for row in held if repository.live_entry(work.connection, row["id"]) is None]
    restricted = [row for row in free if row["prison_code"] in HOLDS_RESTRICTED][:2]
    others = [row for row in free if row["prison_code"] not in HOLDS_RESTRICTED][: EARLIER - len(restricted)]
    for place, row in enumerate((*restricted, *others)):
        is_restricted = place < len(restricted)
        given = {
            "routes": ["restricted_status"] if is_restricted else ["complex_needs"],
            "entry_reason": "Known from the central supervision of cases that came before the panel.",
            "legacy_reference": f"CCS-{140 + place:04}",
            "entered_on": months_before(today, 8 + place),
        }
        keeping.enter_by_hand(work, row["id"], given)
        if is_restricted:
            _restrict(work, row["id"], place, today)


def _restrict(work: UnitOfWork, case: str, place: int, today: date) -> None:
    status = {
        "from_on": months_before(today, 14 + place),
        "decided_by": "Group director, long term and high security",
        "reason": "The index offence and what has been learnt since.",
        "next_review_on": today + timedelta(70 + place),
    }
    care.record_status(work, case, status)
    since = {"from_on": months_before(today, 3)}
    care.add_regime_item(
        work, case, {"kind": "regime", "name": "Library twice a week", "state": "available", **since}
    )
    withheld = {"kind": "regime", "name": "Work in the gardens", "state": "withheld", **since}
    reason = "The gardens lie outside the inner fence." if place else None
    care.add_regime_item(work, case, {**withheld, "reason": reason})


def _keep(work: UnitOfWork, row: Row, entry: Row, place: int, today: date) -> None:
    """Every third woman has no formulation, and every fourth has not been reviewed yet."""
    case = row["id"]
    if place % 3:
        written = {
            "summary": FORMULATION,
            "author": "Perpetua Birchcombe",
            "written_on": today - timedelta(40),
        }
        care.write_formulation(work, case, written)
    if place % 4:
        ago = LONG_AGO if place == LATE else timedelta(10 + place)
        held_on = max(entry["entered_on"], today - ago)
        given = REVIEWS[place % len(REVIEWS)]
        aims = [{"aim": aim, "state": state} for aim, state in given["aims"]]
        reviewing.review(
            work,
            case,
            {**given, "aims": aims, "held_on": held_on, "next_review_on": held_on + timedelta(90)},
            None,
        )
    if place == 1:
        _ask_for_staff(work, case, today)
    if place == 2:
        contact = {"organisation_kind": "parole_board", "organisation": "Parole Board", "happened_on": today}
        support.note_contact(
            work, case, {**contact, "text": "Told of the plan, and asked when reports are due."}
        )
    if place == 3:
        steady = "Steady since spring; the prison asks for lighter oversight."
        keeping.step_down(work, case, {"reason": steady, "next_review_on": today + timedelta(120)}, None)


def _ask_for_staff(work: UnitOfWork, case: str, today: date) -> None:
    asked = {
        "staff_group": "Night staff of house block 4",
        "requested_by": "Head of residence",
        "requested_on": today - timedelta(12),
        "asked_for": "Supervision after three serious incidents in one month.",
    }
    offer = support.ask_support(work, case, asked)["staff_support"][0]
    offered = {"offered": "Two group sessions with the psychology team.", "offered_on": today - timedelta(5)}
    support.answer_support(work, case, offer["id"], offered, None)


def _held(rows: Iterable[Row]) -> Iterator[Row]:
    for row in rows:
        if row["estate"] == "women" and row["phase"] == "custody" and row["prison_code"] and row["is_open"]:
            yield row
