"""Refers invented women to the panel, each in another state; names contacts at prisons, assesses a few."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from app.domain.referrals import Step
from app.services.demonstration.rows import LivedCase
from app.services.referrals import drafting, holistic, keeping, stepping
from app.services.unit_of_work import UnitOfWork

OFFICER, SECRETARY = "foston.officer", "board.secretary"
TRIAGE_DAYS = 10
PRISONS = ("FHI", "DHI", "EWI", "BZI", "LNI", "NHI", "SDI", "STI")
Row = Mapping[str, Any]

WORDS: Sequence[Mapping[str, Any]] = (
    {
        "routes": ["complex_needs"],
        "sentence_objectives": "Finish the thinking skills programme, and live on the main unit without harm.",
        "not_progressing": "She has left the programme twice within a week, and harm has risen since the summer.",
        "her_views": "I want one person who stays, and mornings that do not begin with noise.",
        "strengths": "She paints, and she has kept her work in the gardens.",
        "caring_responsibilities": "A son of seven, with her mother.",
        "needs": {"trauma": "Nights are hardest.", "mental_health": "Seen weekly by the in-reach team."},
        "wopd_status": "screened_in",
        "wopd_services": "A place on the unit for women on the pathway was offered in May.",
        "has_formulation": True,
        "formulation": "Harm follows when contact with her family breaks off; a steady morning routine holds her.",
    },
    {
        "routes": ["complex_needs", "restricted_status"],
        "sentence_objectives": "Address the index offence one to one, and move towards association with others.",
        "not_progressing": "Eight months on restricted association without a step; two incidents with staff.",
        "why_no_views": "She would not meet us about the referral; her key worker will ask again.",
        "strengths": "She reads a book a day and helps with the library list.",
        "wopd_status": "not_screened",
        "has_formulation": False,
        "ycs_transition": True,
    },
    {
        "routes": ["restricted_status"],
        "sentence_objectives": "Keep to the regime agreed in spring.",
        "not_progressing": "The regime has not been reviewed since spring, and interventions were withheld.",
        "her_views": "I would like to work. Nobody says when.",
        "wopd_status": "screened_out",
        "has_formulation": False,
    },
)
APPROACHES: Sequence[tuple[str, int, int | None, str]] = (
    ("Weekly key work with the same officer", 210, None, "Trust has grown; the harm has not fallen."),
    ("A move to a smaller unit", 120, 60, "Calmer for six weeks, then as before."),
)
STAFF_ONLY: Mapping[str, Any] = {
    "staff_support_only": True,
    "staff_support_for": "The night staff of house block 4",
    "staff_support_asked": "Supervision after three serious incidents in one month.",
}
TO_ACCEPTANCE = (Step.SUBMITTED, Step.TRIAGED, Step.ACCEPTED)
COURSES: Sequence[tuple[Step, ...]] = (
    *[TO_ACCEPTANCE] * 6,
    (Step.SUBMITTED, Step.TRIAGED, Step.DECLINED),
    (Step.SUBMITTED, Step.TRIAGED),
    (Step.SUBMITTED,),
    (Step.SUBMITTED, Step.WITHDRAWN),
    (),
)
REASONS = {
    Step.DECLINED: "The approaches that the prison has begun should run to the end of the year first.",
    Step.WITHDRAWN: "She moved on by herself; the plan is on its way again.",
}
CONTACTS = (("EWI", "Sorrel Quillfeather", "01632 960014"), ("STI", "Perpetua Birchcombe", "01632 960027"))


def refer_some(work: UnitOfWork, lived: Sequence[LivedCase], today: date) -> None:
    """Contacts, first assessments, and one referral for each course that a referral may take."""
    loader, now = work.caller, work.moment
    rows = [one.row for one in lived if _is_held(one.row)]
    chosen = iter(_chosen(rows))
    for prison, name, telephone in CONTACTS:
        work.caller = replace(loader, username=SECRETARY)
        named = {"prison": prison, "name": name, "telephone": telephone}
        keeping.add_spoc(work, {**named, "starts_on": today - timedelta(300)})
    for place, (row, course) in enumerate(zip(chosen, COURSES, strict=False)):
        answers = {**WORDS[place % len(WORDS)], "approaches": _approaches(today)}
        _refer(work, loader, now, {"case": row["id"], "kind": "panel", **answers}, course)
    for row, given in zip(chosen, _others(rows), strict=False):
        whose = given.pop("of", None) or row
        _refer(work, loader, now, {"case": whose["id"], **given}, TO_ACCEPTANCE)
    _assess(work, loader, rows[:4], today)
    work.caller, work.moment = loader, now


def _refer(
    work: UnitOfWork, loader: Any, now: datetime, given: Mapping[str, Any], course: Sequence[Step]
) -> None:
    """Some weeks ago, a few days between the steps."""
    work.moment, work.caller = now - timedelta(30), replace(loader, username=OFFICER)
    referral = drafting.open_draft(work, given)
    for step in course:
        work.moment += timedelta(4)
        is_theirs = step in {Step.SUBMITTED, Step.WITHDRAWN}
        work.caller = replace(loader, username=OFFICER if is_theirs else SECRETARY)
        if step is Step.SUBMITTED:
            stepping.submit(work, referral, None, TRIAGE_DAYS)
        elif step is Step.TRIAGED:
            stepping.triage(work, referral, "Complete; her views are asked for.", None)
        elif step is Step.ACCEPTED:
            stepping.accept(work, referral, None, None, None)
        else:
            stepping.end(work, referral, step, REASONS[step], None)


def _others(rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    """Support for staff alone, and where one is there a Welsh woman before her release."""
    yield {"kind": "panel", **STAFF_ONLY}
    welsh = next((row for row in rows if row["home_region"] == "wales"), None)
    if welsh is not None:
        sought = {
            "support_sought": "A home of her own near her children, and a worker who meets her at the gate."
        }
        yield {
            "kind": "welsh_resettlement",
            "stage": "pre_release",
            "welsh_case": True,
            **sought,
            "of": welsh,
        }


def _assess(work: UnitOfWork, loader: Any, rows: Sequence[Row], today: date) -> None:
    work.caller = replace(loader, username=OFFICER)
    for place, row in enumerate(rows):
        holistic.assess(
            work,
            row["id"],
            {
                "assessed_on": today - timedelta(400 + place),
                "place": "police_custody" if place % 2 else "court",
                "place_name": None,
                "assessor": "Rowan Quillfeather",
                "diversion_eligible": False,
                "needs": {"accommodation": "She had nowhere to go that night.", "childcare": "Two children."},
                "summary": "She spoke freely. What would have helped was a place to stay and somebody to call.",
            },
        )


def _approaches(today: date) -> list[dict[str, Any]]:
    return [
        {
            "what": what,
            "started_on": today - timedelta(begun),
            "ended_on": today - timedelta(ended) if ended else None,
            "result": result,
        }
        for what, begun, ended, result in APPROACHES
    ]


def _is_held(row: Row) -> bool:
    return bool(row["estate"] == "women" and row["phase"] in {"custody", "recalled"} and row["prison_code"])


def _chosen(rows: Sequence[Row]) -> list[Row]:
    """From each prison in turn, so that the panel's areas all have somebody."""
    by_prison = {prison: [row for row in rows if row["prison_code"] == prison] for prison in PRISONS}
    return [found[turn] for turn in range(4) for found in by_prison.values() if len(found) > turn]
