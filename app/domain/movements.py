"""Moves within the women's estate: what a proposal says, where it stands, when a decision departs from advice."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from app.domain.refusals import FieldError, InvalidInput

TERMS = "WECASP terms of reference"


class Factor(StrEnum):
    """What a move balances (000 L65); the decision says which weighed most."""

    HER_INTERESTS = "her_interests"
    OPERATIONAL_NEED = "operational_need"
    CLOSENESS_TO_HOME = "closeness_to_home"
    INTERVENTIONS = "interventions"


class ProposalStatus(StrEnum):
    """Where a proposal stands, worked out from what was recorded."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PREPARED = "decision_prepared"
    DECIDED = "decided"
    CARRIED_OUT = "carried_out"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class MovesWanted:
    """Which proposals are listed."""

    case_id: str | None = None
    status: str | None = None


ASKED_FOR: Mapping[str, str] = {
    Factor.HER_INTERESTS: "Say what is in her best interests.",
    Factor.OPERATIONAL_NEED: "Say what operational need there is.",
    Factor.CLOSENESS_TO_HOME: "Say what the move does for closeness to home.",
    Factor.INTERVENTIONS: "Say what it does for interventions and resettlement.",
    "caring_duties": "Say how her caring duties and her children were taken into account, or that she has none.",
}
"""Texts without which nothing is submitted: the four factors (000 L65), and caring duties (002 6.1c)."""
Row = Mapping[str, Any]


def status_of(proposal: Row, decision: Row | None, moved_on: date | None) -> ProposalStatus:
    """Where a proposal stands. `decision` is the one that counts; `moved_on` when she arrived as decided."""
    if proposal["withdrawn_on"] is not None:
        return ProposalStatus.WITHDRAWN
    if proposal["submitted_on"] is None:
        return ProposalStatus.DRAFT
    if decision is None:
        return ProposalStatus.SUBMITTED
    if decision["final_on"] is None:
        return ProposalStatus.PREPARED
    return ProposalStatus.CARRIED_OUT if moved_on is not None else ProposalStatus.DECIDED


def check_submission(proposal: Row, *, home_area: str | None, now_at: str | None) -> None:
    """Refuse a proposal that does not say everything it must. Raises InvalidInput naming every field."""
    errors = [
        FieldError(name, "missing", message) for name, message in ASKED_FOR.items() if not proposal[name]
    ]
    if not proposal["prison_code"]:
        errors.append(FieldError("prison", "missing", "Say to which prison she would move."))
    elif proposal["prison_code"] == now_at:
        errors.append(FieldError("prison", "already_there", "She is held there now. Choose another prison."))
    if not home_area and not proposal["home_unknown_reason"]:
        message = "Record her home area on the case, or say here why it is not known."
        errors.append(FieldError("home_unknown_reason", "home_area_missing", message))
    if errors:
        raise InvalidInput("The proposal does not say everything it must yet.", errors=errors)


def follows(advised: str | None, decided: str | None, said: bool | None) -> bool:
    """Whether a decision is what was advised. `said` is the decider's own word, needed where no prison was advised.

    Raises InvalidInput where it is missing, or says otherwise than the two prisons do.
    """
    if advised is None:
        if said is None:
            raise InvalidInput.of("follows_advice", "missing", "Say whether this is what was advised.")
        return said
    is_same = advised == decided
    if said is not None and said != is_same:
        message = "The prison decided and the prison advised say otherwise. Mend one of them."
        raise InvalidInput.of("follows_advice", "advice_says_otherwise", message)
    return is_same


def check_decision(given: Row, *, is_movement: bool, follows_advice: bool) -> None:
    """Refuse a decision that does not say what it must. Raises InvalidInput naming every field."""
    errors = []
    if is_movement and not given["weighed_most"]:
        errors.append(FieldError("weighed_most", "missing", "Say which of the four weighed most."))
    if is_movement and not given["prison"]:
        message = "Say where she is to be held; if she is to stay, that is the prison where she is now."
        errors.append(FieldError("prison", "missing", message))
    if not is_movement and (given["prison"] or given["weighed_most"]):
        message = "Only a decision about a move names a prison and what weighed most."
        errors.append(FieldError("prison", "not_wanted", message))
    if not follows_advice and not given["departure_reason"]:
        message = "This departs from the advice. Give the reason."
        errors.append(FieldError("departure_reason", "departure_reason_missing", message))
    if errors:
        raise InvalidInput("The decision does not say everything it must.", errors=errors)


def has_authority(delegation: Row, on: date) -> bool:
    """Whether somebody who was named may decide in the director's place on a day; the last day counts."""
    has_ended = delegation["ended_on"] is not None and delegation["ended_on"] <= on
    return delegation["first_day"] <= on <= delegation["last_day"] and not has_ended
