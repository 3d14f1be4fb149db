"""What each rule looks at, and what holds where it does not apply: the words behind "why" and "why not"."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.policies.omic.standing import OmicStanding
from app.domain.standing import Standing


@dataclass(frozen=True, slots=True)
class Reading:
    """The facts that a rule sees, by the names of `LOOKS`, and the sentence for when it does not apply."""

    sees: tuple[str, ...]
    otherwise: str = ""


def _omic(name: str) -> Callable[[Standing], Any]:
    return lambda standing: getattr(standing, name) if isinstance(standing, OmicStanding) else None


def _same(name: str) -> Callable[[Standing], Any]:
    return lambda standing: getattr(standing, name)


LOOKS: Mapping[str, Callable[[Standing], Any]] = {
    "phase": lambda s: s.phase.value,
    "sentence_types": lambda s: [kind for kind in s.sentence_types if kind],
    **{
        name: _same(name)
        for name in (
            "closed_by",
            "longest_months",
            "provider",
            "rosh_level",
            "mappa_level",
            "ppo",
            "release_date",
            "licence_expiry_date",
            "stage_opens_on",
            "open_reviews",
            "release_directed",
            "refused_inside_stage",
            "put_back",
            "recalled",
            "returned",
            "stage_suspended",
        )
    },
    **{
        name: _omic(name)
        for name in (
            "sentence_start",
            "tariff_expiry_date",
            "parole_eligibility_date",
            "automatic_release_date",
            "conditional_release_date",
            "hearing",
            "refused",
            "additional_indeterminate",
            "immigration",
            "early_allocation",
            "in_open_conditions",
            "open_since",
            "date_of_birth",
            "legal_status",
            "imprisonment_status",
        )
    },
}
"""How each named fact is read from a standing; a rule of today's policy also reads its own."""

_RELEASES = ("automatic_release_date", "conditional_release_date", "parole_eligibility_date")
_HEARING = ("sentence_types", "hearing")
_LIFER = ("sentence_types", "tariff_expiry_date", "hearing")

READINGS: Mapping[str, Reading] = {
    "the licence has run out": Reading(("phase", "licence_expiry_date"), "The sentence has not ended."),
    "the case is closed": Reading(("phase", "closed_by"), "The case is not closed."),
    "there is no sentence yet": Reading(("phase",), "There is a sentence."),
    "the sentence is under 12 months": Reading(
        ("sentence_types", "longest_months"), "The sentence is of 12 months or more, or has no fixed end."
    ),
    "released on licence": Reading(("phase",), "The person is in custody."),
    "contracted out and recalled": Reading(("provider", "recalled"), "It is not a contracted-out recall."),
    "contracted out": Reading(("provider",), "The case is retained by the National Probation Service."),
    "release has been directed": Reading(
        ("release_directed",), "The Parole Board has not directed release in a review that still stands."
    ),
    "a parole process is under way": Reading(("open_reviews",), "No parole review is open."),
    "refused inside the six months": Reading(
        ("refused_inside_stage", "stage_opens_on"), "Parole was not refused inside the pre-release stage."
    ),
    "six months before release": Reading(
        ("release_date", "stage_opens_on", "stage_suspended"), "The pre-release stage is not open."
    ),
    "the release was put back after handover": Reading(
        ("put_back", "release_date"), "No release date was put back after a handover."
    ),
    "recalled, with the prison until parole starts": Reading(
        ("recalled",), "The settings in force do not leave a recall with the prison."
    ),
    "recalled": Reading(
        ("recalled",), "The person has not been recalled, or a decision has ended the recall."
    ),
    "returned after a decision not to release": Reading(
        ("returned",), "No decision not to release has returned the case."
    ),
    "custodial phase": Reading(("phase",)),
    "retained case": Reading(("provider",), "The case is contracted out."),
    "contracted-out case": Reading(("provider",)),
    "outside the model and under 12 months": Reading(
        ("sentence_types", "longest_months", "rosh_level", "ppo"), "The model speaks of this case."
    ),
    "in the offender management model": Reading(
        ("phase", "sentence_types", "longest_months", "rosh_level", "ppo"),
        "It is neither of high or very high risk with 12 months or more, nor IPP, nor a PPO.",
    ),
    "outside the model": Reading(("rosh_level", "ppo", "sentence_types")),
    "under 12 months and outside the model": Reading(
        ("sentence_types", "longest_months", "rosh_level", "ppo"), "The specification speaks of this case."
    ),
    "brought in by the transitional specification": Reading(("rosh_level", "ppo", "sentence_types")),
    "outside the policy": Reading(
        ("date_of_birth", "legal_status", "imprisonment_status"),
        "Nothing known puts the person outside Offender Management in Custody.",
    ),
    "an additional indeterminate sentence": Reading(
        ("sentence_types", "additional_indeterminate"), "No further indeterminate sentence started later."
    ),
    "recalled with a hearing more than twelve months away": Reading(
        (*_HEARING, "recalled", "mappa_level"),
        "It is not an indeterminate recall, MAPPA below 2, with the hearing more than 12 months away.",
    ),
    "refused under MAPPA level 2 or 3": Reading(
        (*_HEARING, "refused", "mappa_level"),
        "It is not an indeterminate case refused under MAPPA 2 or 3 with the next hearing more than 12 months away.",
    ),
    "refused with a hearing more than twelve months away": Reading(
        (*_HEARING, "refused"),
        "It is not an indeterminate case refused with the next hearing more than 12 months away.",
    ),
    "an immigration case": Reading(("immigration",), "It is not an immigration case."),
    "no release date is known": Reading((*_RELEASES, *_LIFER), "A date to count from is known."),
    "early allocation": Reading(
        ("early_allocation", "licence_expiry_date"), "No early allocation is in force."
    ),
    "an indeterminate sentence in open conditions": Reading(
        ("sentence_types", "in_open_conditions", "open_since"),
        "It is not an indeterminate case in open conditions.",
    ),
    "an indeterminate sentence": Reading(_LIFER, "The sentence has a fixed end."),
    "a short sentence": Reading(
        ("sentence_start", *_RELEASES), "Release lies more than ten months after the start of the sentence."
    ),
    "a determinate sentence with parole": Reading(
        ("parole_eligibility_date",), "There is no parole eligibility date."
    ),
    "a determinate sentence": Reading(_RELEASES),
}
"""By the name of the rule; rules of the same name look at the same facts under every policy."""
