"""Policies, decisions and settings in plain words: statuses, outcomes, and what each value of a setting does."""

from collections.abc import Mapping
from typing import Any

DECISION_STATUS: Mapping[str, str] = {
    "drafted": "Drafted",
    "agreed_in_principle": "Agreed in principle",
    "finally_approved": "Finally approved, not yet in force",
    "in_force": "In force",
    "no_longer_in_force": "No longer in force",
    "refused": "Refused",
    "withdrawn": "Withdrawn",
}
STATUS_COLOUR: Mapping[str, str] = {
    "drafted": "grey",
    "agreed_in_principle": "blue",
    "finally_approved": "purple",
    "in_force": "green",
    "no_longer_in_force": "grey",
    "refused": "red",
    "withdrawn": "grey",
}
PART_OUTCOME: Mapping[str, str] = {"agreed": "Agreed", "amended": "Amended", "not_agreed": "Not agreed"}
PROPOSAL_STATE: Mapping[str, str] = {
    "proposed": "Waits for a second person",
    "approved": "Approved",
    "refused": "Refused",
    "withdrawn": "Withdrawn",
}
POLICY_RUN: Mapping[str, str] = {
    "waiting": "The cases wait to follow",
    "running": "The cases are following",
    "done": "Every case has followed",
}
ESTATE: Mapping[str, str] = {"women": "The women’s estate", "men": "The men’s estate"}

EFFECTS: Mapping[str, Mapping[str, str]] = {
    "contracted_out_handover": {
        "never": "Contracted-out cases stay with the prison until release.",
        "as_retained": "Contracted-out cases hand over as retained ones do.",
    },
    "refusal_counts_from": {
        "issued": "A refusal returns the case on the day that it is issued.",
        "final": "A refusal returns the case on the day that it becomes final, after 21 days.",
    },
    "refusal_inside_six_months": {
        "stay": "A refusal inside the six months leaves the case with the community.",
        "return": "A refusal inside the six months returns the case to the prison until the next review.",
    },
    "open_conditions": {
        "return": "Advice for open conditions returns the case to the prison.",
        "stay": "Advice for open conditions leaves the case with the community.",
    },
    "recall": {
        "community": "The community has a recalled case.",
        "custody_until_parole": "The prison has a recalled case until a parole process starts.",
    },
    "put_back_after_handover": {
        "stay": "A release put back after the handover leaves the case with the community.",
        "return": "A release put back after the handover returns the case to the prison.",
    },
    "handover_counts_from": {
        "automatic": "The months are counted from the automatic release date.",
        "home_detention_curfew": "The months are counted from an approved curfew date where that is earlier.",
    },
    "support_after_handover": {
        "offender_supervisor": "After the handover the offender supervisor supports in prison.",
        "offender_supervisor_and_seconded_officer": "After the handover the seconded officer supports as well.",
    },
    "paper_refusal": {
        "as_hearing": "A refusal on the papers returns the case as one at a hearing does.",
        "ignore": "A refusal on the papers changes nothing.",
    },
    "short_time_at_sentence": {
        "community": "A case sentenced inside the months begins with the community.",
        "custody": "A case sentenced inside the months begins with the prison.",
    },
    "withdrawn_review": {
        "return": "A withdrawn review leaves the case where it would be without it.",
        "stay": "A withdrawn review leaves the case with the community.",
    },
    "seconded_lead": {
        "True": "A seconded probation officer leads retained cases in custody.",
        "False": "The offender supervisor leads retained cases in custody.",
    },
    "initial_assessment_by_community": {
        "True": "The community does the first assessment of extended and life sentences.",
        "False": "The responsible side does every first assessment.",
    },
}
COUNTED: Mapping[str, str] = {
    "handover_months": "Handover is {} months before release.",
    "determinate_months": "Handover is {} months before release, and the further days below.",
    "determinate_days": "Handover is {} days before that.",
    "parole_months": "Handover is {} months before parole eligibility.",
    "indeterminate_months": "Handover is {} months before the tariff or the hearing.",
    "early_allocation_months": "Handover of a case allocated early is {} months before release.",
    "short_sentence_months": "A sentence of up to {} months is short.",
    "far_hearing_months": "A hearing more than {} months away is far.",
}
BENEFITS_AND_RISKS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "omcp-2013-option-1": (
        (
            "Continuity for cases that the National Probation Service manages.",
            "The expertise of probation officers in the community for MAPPA and high-risk cases.",
        ),
        (
            (
                "For retained cases all the difficulties of managing a case from the community stay: time, distance,"
                " and no relationship with the offender."
            ),
        ),
    ),
    "omcp-2013-option-2": (
        (
            "Prison staff are formally responsible for driving every sentence, as they often are in practice.",
            "Seconded probation officers drive the plan of retained cases and know the offender.",
        ),
        (
            "Some continuity over a sentence may be lost, also when somebody is transferred.",
            "Offender supervisors have not the whole training of probation officers, and have other duties.",
            "Much depends on the seconded officer, and on support for supervisors.",
        ),
    ),
}
"""Benefits and risks as paragraph 10 of the 2013 paper has them (O13, O21)."""

FAMILIES: Mapping[str, Mapping[str, str]] = {
    "decision_status": DECISION_STATUS,
    "part_outcome": PART_OUTCOME,
    "proposal_state": PROPOSAL_STATE,
    "policy_run": POLICY_RUN,
    "policy_estate": ESTATE,
}


def effect_of(key: str, value: Any) -> str:
    """What a setting does at this value, in a sentence."""
    if key in COUNTED:
        return COUNTED[key].format(value)
    found = EFFECTS.get(key, {}).get(str(value))
    return found or f"{key.replace('_', ' ').capitalize()}: {value}."


def place_in_words(kind: str, code: str | None, regions: Mapping[str, str]) -> str:
    """Where a decision holds."""
    if kind == "everywhere" or code is None:
        return "Everywhere"
    return ESTATE.get(code, code) if kind == "estate" else regions.get(code, code)
