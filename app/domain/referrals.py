"""Referrals: what each kind must say before it is sent, which steps follow which, and who may be referred at all."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from app.domain.calendar import working_days_after
from app.domain.caller import Role
from app.domain.notices import NoticeKind
from app.domain.panel import Route
from app.domain.refusals import FieldError

TERMS = "WECASP terms of reference"
FORMER_NAMES = ("PSI 23/2015", "Centralised Case Supervision System", "CCSS")
"""What the panel was called before; a search for one of them finds the panel's referrals (000 L21, L23)."""


class Kind(StrEnum):
    """What a referral asks for: the panel (000), help for Welsh women (001 L22), support before sentence (001 L14)."""

    PANEL = "panel"
    WELSH_RESETTLEMENT = "welsh_resettlement"
    PRE_SENTENCE_SUPPORT = "pre_sentence_support"


class Source(StrEnum):
    """Where she was when she was referred."""

    PRISON = "prison"
    REMAND = "remand"
    POLICE_CUSTODY = "police_custody"
    COMMUNITY = "community"


class Step(StrEnum):
    """What happens to a referral, each once."""

    SUBMITTED = "submitted"
    TRIAGED = "triaged"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class Status(StrEnum):
    """Where a referral stands: the last step that happened says it."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    IN_TRIAGE = "in_triage"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class WopdStatus(StrEnum):
    """How she stands with the WOPD pathway, which the panel complements and does not replace (000 L43)."""

    NOT_SCREENED = "not_screened"
    SCREENED_IN = "screened_in"
    SCREENED_OUT = "screened_out"
    DECLINED = "declined"


BEFORE_SENTENCE = frozenset({Source.REMAND, Source.POLICE_CUSTODY})
AFTER: Mapping[Step, Status] = {
    Step.SUBMITTED: Status.SUBMITTED,
    Step.TRIAGED: Status.IN_TRIAGE,
    Step.ACCEPTED: Status.ACCEPTED,
    Step.DECLINED: Status.DECLINED,
    Step.WITHDRAWN: Status.WITHDRAWN,
    Step.CLOSED: Status.CLOSED,
}
FROM: Mapping[Step, frozenset[Status]] = {
    Step.SUBMITTED: frozenset({Status.DRAFT}),
    Step.TRIAGED: frozenset({Status.SUBMITTED}),
    Step.ACCEPTED: frozenset({Status.IN_TRIAGE}),
    Step.DECLINED: frozenset({Status.IN_TRIAGE}),
    Step.WITHDRAWN: frozenset({Status.DRAFT, Status.SUBMITTED, Status.IN_TRIAGE}),
    Step.CLOSED: frozenset({Status.ACCEPTED}),
}
ENDED = frozenset({Status.DECLINED, Status.WITHDRAWN, Status.CLOSED})
WAITING = frozenset({Status.SUBMITTED, Status.IN_TRIAGE})
NEEDS_REASON = frozenset({Step.DECLINED, Step.WITHDRAWN, Step.CLOSED})

CONTENT = (
    "sentence_objectives",
    "not_progressing",
    "her_views",
    "why_no_views",
    "strengths",
    "caring_responsibilities",
    "needs",
    "diversity_needs",
    "diversity_purpose",
    "wopd_services",
    "has_formulation",
    "formulation",
    "staff_support_for",
    "staff_support_asked",
    "home_area",
    "diversion_eligible",
    "support_sought",
)
"""The answers that are kept together as words."""
COLUMNS = ("source", "stage", "staff_support_only", "ycs_transition", "welsh_case", "wopd_status")
ANSWERS = ("routes", "approaches", "principles_met", *COLUMNS, *CONTENT)
"""Everything that a draft may change, and an amendment after it."""

SEE_UNSENT = frozenset(
    {
        Role.OMU_OFFICER,
        Role.OMU_MANAGER,
        Role.COMMUNITY_MANAGER,
        Role.COMMUNITY_SENIOR,
        Role.PANEL_SECRETARIAT,
        Role.RW,
    }
)
"""Who may go on with a draft of their cases, and so sees what was never sent; to others it is not there."""

ANSWERED = "referral_answered"
NOTICE_KINDS = (NoticeKind(ANSWERED, "The panel answered a referral"),)


@dataclass(frozen=True, slots=True)
class Held:
    """Where she is: her prison as the register has it, None where she is in none, and whether her case is over."""

    prison: Mapping[str, Any] | None
    estate: str
    is_closed: bool = False


def status_of(steps: Iterable[str]) -> Status:
    """Where the steps so far leave a referral, whatever their order in the list."""
    taken = {Step(step) for step in steps}
    return next((AFTER[step] for step in reversed(Step) if step in taken), Status.DRAFT)


def may_follow(step: Step, status: Status) -> bool:
    """Whether a step may be taken where a referral stands."""
    return status in FROM[step]


def steps_open(status: Status) -> tuple[Step, ...]:
    """The steps that may be taken next."""
    return tuple(step for step in Step if may_follow(step, status))


def triage_due_on(submitted_on: date, working_days: int, holidays: Collection[date]) -> date:
    """By when the secretariat should have looked at it."""
    return working_days_after(submitted_on, working_days, holidays)


def why_not_eligible(kind: Kind, held: Held) -> tuple[str, str] | None:
    """The code and sentence of what stands against a referral; None where she may be referred.

    Sentence length and recall are never asked (000 L35); where she is held is (002 L34-46).
    """
    if held.is_closed:
        return "case_closed", "Her case is closed, so there is nothing to refer."
    prison = held.prison
    if prison is not None and not prison["in_scope"]:
        return "establishment_out_of_scope", (
            f"{prison['name']} is outside the service: it is not a prison for adult women."
        )
    if prison is not None and prison["estate"] != "women":
        return (
            "not_in_womens_estate",
            f"{prison['name']} is not in the women’s estate. The panel is for women held in it.",
        )
    if kind is Kind.PANEL and prison is None:
        return (
            "not_in_womens_estate",
            "She is not held in a women’s prison now. The panel is for women held in one.",
        )
    if held.estate != "women":
        return "not_in_womens_estate", "This case belongs to the men’s estate. These services are for women."
    return None


def lacking(kind: Kind, said: Mapping[str, Any]) -> list[FieldError]:
    """What a referral still has to say before it may be sent, field by field; empty where it is complete."""
    if kind is Kind.WELSH_RESETTLEMENT:
        return _absent(
            said, {"stage": "Say whether this is before or after her release.", **_SUPPORT}
        ) + _unwelsh(said)
    if kind is Kind.PRE_SENTENCE_SUPPORT:
        return _before_sentence(said)
    found = _absent(said, _STAFF_SUPPORT) if said.get("staff_support_only") else _of_caseload(said)
    if said.get("diversity_needs") and not said.get("diversity_purpose"):
        message = "Say for what the panel needs to know this: it is kept only for that."
        found.append(FieldError("diversity_purpose", "purpose_missing", message))
    return found


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The answers that differ, each with what stood there and what stands there now."""
    names = (name for name in ANSWERS if name in before or name in after)
    return {
        name: (before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)
    }


def routes_of(row: Mapping[str, Any]) -> list[str]:
    """The routes of a stored referral."""
    named = ((Route.COMPLEX_NEEDS, "complex_needs"), (Route.RESTRICTED_STATUS, "restricted_status"))
    return [route.value for route, column in named if row[column]]


def is_former_name(words: str) -> bool:
    """Whether somebody searches by what the panel was called before."""
    wanted = " ".join(words.split()).casefold()
    return len(wanted) > 3 and any(wanted in name.casefold() for name in FORMER_NAMES)


_SUPPORT = {"support_sought": "Say what help is asked for."}
_STAFF_SUPPORT = {
    "staff_support_for": "Say which group of staff needs support.",
    "staff_support_asked": "Say what support is asked for.",
}
_OF_PANEL = {
    "sentence_objectives": "Give her sentence-plan objectives.",
    "not_progressing": "Say what is not progressing against her sentence plan.",
    "wopd_status": "Say how she stands with the WOPD pathway.",
    "has_formulation": "Say whether there is a formulation.",
}


def _absent(said: Mapping[str, Any], asked: Mapping[str, str]) -> list[FieldError]:
    return [
        FieldError(name, f"{name}_missing", message)
        for name, message in asked.items()
        if said.get(name) is None or said.get(name) == ""
    ]


def _of_caseload(said: Mapping[str, Any]) -> list[FieldError]:
    found = []
    if not said.get("routes"):
        message = "Choose complex needs, Restricted Status or both; or ask for staff support only."
        found.append(FieldError("routes", "route_missing", message))
    asked = dict(_OF_PANEL)
    if said.get("source") in BEFORE_SENTENCE:
        del asked["sentence_objectives"]
    found += _absent(said, asked)
    if not said.get("approaches"):
        message = "Give at least one approach that was tried, with its dates and result."
        found.append(FieldError("approaches", "approach_missing", message))
    found += _half_said(said.get("approaches") or ())
    if not said.get("her_views") and not said.get("why_no_views"):
        found.append(
            FieldError("her_views", "views_missing", "Give her own views, or say why there are none.")
        )
    if said.get("has_formulation") and not said.get("formulation"):
        found.append(
            FieldError("formulation", "formulation_missing", "Give the formulation in a few sentences.")
        )
    return found


def _unwelsh(said: Mapping[str, Any]) -> list[FieldError]:
    if said.get("welsh_case"):
        return []
    message = "This help is for women whose home is in Wales. Correct her home region if it is."
    return [FieldError("welsh_case", "not_a_welsh_case", message)]


def _before_sentence(said: Mapping[str, Any]) -> list[FieldError]:
    found = _absent(said, {"diversion_eligible": "Say whether she may be diverted.", **_SUPPORT})
    if said.get("source") not in BEFORE_SENTENCE:
        message = "This referral is made in police custody or on remand."
        found.append(FieldError("source", "not_before_sentence", message))
    if said.get("diversion_eligible"):
        message = "She may be diverted: refer her to the diversion service instead."
        found.append(FieldError("diversion_eligible", "may_be_diverted", message))
    return found


def faults_of_approaches(approaches: Sequence[Mapping[str, Any]], today: date) -> list[FieldError]:
    """Dates of approaches that cannot be."""
    found = []
    for place, each in enumerate(approaches):
        at, started, ended = f"approaches[{place}]", each.get("started_on"), each.get("ended_on")
        if started is not None and started > today:
            message = "Give the day on which it began, not after today."
            found.append(FieldError(f"{at}.started_on", "date_in_future", message))
        if started is not None and ended is not None and ended < started:
            found.append(FieldError(f"{at}.ended_on", "ends_before_start", "Give a day after it began."))
    return found


def _half_said(approaches: Sequence[Mapping[str, Any]]) -> list[FieldError]:
    asked = {
        "what": "Say what was tried.",
        "started_on": "Say when it began.",
        "result": "Say what came of it.",
    }
    return [
        FieldError(f"approaches[{place}].{name}", f"{name}_missing", message)
        for place, each in enumerate(approaches)
        for name, message in asked.items()
        if not each.get(name)
    ]
