"""What is to be done for a handover: the items of each kind, who does each, and the paragraph that asks for it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from app.domain.handover_tasks import INSPECTION, PAPER, PRACTICE

Side = Literal["prison", "community"]
STANDARD, ENHANCED, PAROLE, RECALL = "standard", "enhanced", "parole", "recall"
KINDS = (STANDARD, ENHANCED, PAROLE, RECALL)
WOMENS_POLICY = "Women's Policy Framework"
BEFORE_RELEASE = frozenset({STANDARD, ENHANCED, PAROLE})
PAROLE_REASONS = frozenset({"parole_process", "release_directed", "refused_inside_six_months"})
HIGH_RISK = frozenset({"high", "very_high", None})
VICTIM_LIAISON_TOLD = "victim_liaison_told"
VICTIM_VIEWS = "victim_views_on_licence"
OF_VICTIMS = frozenset({VICTIM_LIAISON_TOLD, VICTIM_VIEWS})
"""Items that are needed wherever the record says that a victim takes part in the contact scheme."""


@dataclass(frozen=True, slots=True)
class Step:
    """One item. `may_be_left` items do not apply to every case, and can be marked so with a note."""

    code: str
    side: Side
    what: str
    basis: tuple[tuple[str, str], ...]
    kinds: frozenset[str] = BEFORE_RELEASE
    may_be_left: bool = False


_TASKS = ((PRACTICE, "handover tasks"),)
_PAPER = ((PAPER, "10(ii)"),)

STEPS: tuple[Step, ...] = (
    Step(
        "review_oasys",
        "prison",
        "Review the OASys assessment",
        _TASKS,
        frozenset({ENHANCED, PAROLE}),
    ),
    Step(
        "contact_community_manager",
        "prison",
        "Contact the community offender manager",
        (*_TASKS, (PAPER, "13")),
        frozenset(KINDS),
    ),
    Step("attend_handover_meeting", "prison", "Attend the handover meeting", _TASKS, frozenset({ENHANCED})),
    Step(
        "send_handover_report", "prison", "Send the handover report", _TASKS, frozenset({STANDARD, ENHANCED})
    ),
    Step(
        "share_parole_timetable",
        "prison",
        "Share the parole timetable, the hearing date and what the dossier needs",
        _PAPER,
        frozenset({PAROLE}),
    ),
    Step(
        "name_who_supports",
        "prison",
        "Name the offender supervisor who supports the case inside",
        (("Transition table", "T13"),),
        frozenset({RECALL}),
    ),
    Step(
        "record_release_dates",
        "prison",
        "Record the release date after recall",
        (("Transition table", "T13"),),
        frozenset({RECALL}),
    ),
    Step(
        "unmet_interventions",
        "prison",
        "List interventions that were planned in custody and not done, with what becomes of each",
        ((INSPECTION, "p23"),),
    ),
    Step(
        "plan_actions_carried_over",
        "prison",
        "Carry open plan actions over, each with its new owner",
        ((WOMENS_POLICY, "6.1d"),),
    ),
    Step(
        "risk_plan_current",
        "prison",
        "Check that the risk management plan is current, with its custody actions and licence conditions",
        ((INSPECTION, "p18"),),
    ),
    Step(
        "assessment_ownership",
        "community",
        "Take over the assessment",
        _PAPER,
    ),
    Step("sentence_plan_ownership", "community", "Take over the sentence plan", (*_PAPER, (PAPER, "4"))),
    Step(
        VICTIM_LIAISON_TOLD,
        "community",
        "Tell the victim liaison officer of the handover",
        ((INSPECTION, "p24-25"),),
        may_be_left=True,
    ),
    Step(
        VICTIM_VIEWS,
        "community",
        "Have the victim liaison officer's views on the licence conditions",
        ((INSPECTION, "p24-25"),),
        may_be_left=True,
    ),
)
STEP_NAMED = {step.code: step for step in STEPS}


def kind_of(reason_code: str, rosh_level: str | None, mappa_level: int | None, provider: str | None) -> str:
    """The kind of a handover, from why it happens and how great the risk is; what is not known counts as high."""
    if reason_code == "recalled":
        return RECALL
    if reason_code in PAROLE_REASONS:
        return PAROLE
    if provider == "crc":
        return STANDARD
    return ENHANCED if rosh_level in HIGH_RISK or (mappa_level or 0) >= 2 else STANDARD


def steps_of(kind: str) -> tuple[Step, ...]:
    """The items of a kind of handover, in the order of the page."""
    return tuple(step for step in STEPS if kind in step.kinds)


def is_complete(kind: str, settled: Collection[str]) -> bool:
    """Whether every item of the kind is done, or marked as not needed."""
    return all(step.code in settled for step in steps_of(kind))


def is_side_complete(kind: str, side: str, settled: Collection[str]) -> bool:
    """Whether one side has settled all of its items."""
    return all(step.code in settled for step in steps_of(kind) if step.side == side)
