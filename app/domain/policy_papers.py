"""Decision papers of boards: parts that each put something in force, and where a paper stands by what was recorded.

004 paragraphs 13 and 14: the board is asked in parts, each agreed, amended or not; a further paper goes to the next
board for final approval, and nothing is in force before that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.domain.policies.policy import Policy
from app.domain.policies.register import POLICIES, policy_named
from app.domain.policies.settings import QUESTIONS, Question, settings_as_values, settings_from
from app.domain.refusals import FieldError, InvalidInput

AGREED, AMENDED, NOT_AGREED = "agreed", "amended", "not_agreed"
OUTCOMES = (AGREED, AMENDED, NOT_AGREED)
PART_DECIDED, FINAL_APPROVAL, REFUSED, WITHDRAWN = "part_decided", "final_approval", "refused", "withdrawn"

DRAFTED, IN_PRINCIPLE, APPROVED, IN_FORCE = "drafted", "agreed_in_principle", "finally_approved", "in_force"
NO_LONGER = "no_longer_in_force"
STATUSES = (DRAFTED, IN_PRINCIPLE, APPROVED, IN_FORCE, NO_LONGER, REFUSED, WITHDRAWN)

Settings = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """A numbered part. `otherwise` are the settings that hold where it is not agreed."""

    number: int
    text: str
    policy_id: str | None = None
    settings: Settings = field(default_factory=dict)
    otherwise: Settings = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the board made of a part; the settings of an amendment stand in place of the part's."""

    outcome: str
    settings: Settings = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PutInForce:
    """What a paper puts in force, once it is finally approved."""

    policy_id: str
    settings: Settings


OF_2013 = (
    Part(1, "Transfer management responsibility for all cases to the prison during the custodial period.",
         "omcp-2013-option-2"),
    Part(2, "Retain a seconded probation oversight for the retained NPS cases, to drive the sentence, until the"
         " point of formal handover.", None, {"seconded_lead": True}, {"seconded_lead": False}),
    Part(3, "All NPS retained cases have a named community Offender Manager from the start of sentence, able to"
         " contribute to sentence planning meetings and other key events."),
)  # fmt: skip
"""The three parts of paragraph 13. The third is practice that the service asks for whichever policy governs (O16)."""


def checked(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts of a new paper, numbered from 1. Raises InvalidInput naming each field that cannot be taken."""
    naming = [part for part in parts if part.policy_id is not None]
    if len(naming) != 1:
        message = "Exactly one part names the policy that the paper would put in force."
        raise InvalidInput.of("parts", "one_policy", message)
    errors: list[FieldError] = []
    policy = POLICIES.get(naming[0].policy_id or "")
    if policy is None:
        message = "There is no policy of that id. GET /policies lists those there are."
        raise InvalidInput.of(f"parts[{naming[0].number - 1}].policy", "unknown_policy", message)
    for part in parts:
        errors += setting_errors(policy, part.settings, f"parts[{part.number - 1}].settings")
        errors += setting_errors(policy, part.otherwise, f"parts[{part.number - 1}].settings_if_not_agreed")
    if errors:
        raise InvalidInput("Some settings cannot be taken.", errors=errors)
    return tuple(
        Part(p.number, p.text, p.policy_id, p.settings, p.otherwise or otherwise_of(p)) for p in parts
    )


def otherwise_of(part: Part) -> dict[str, Any]:
    """What holds where a part is not agreed and does not say: of a yes or no, the other."""
    if part.policy_id is not None:
        return {}
    return {key: not value for key, value in part.settings.items() if isinstance(value, bool)}


def setting_errors(policy: Policy, settings: Settings, at: str) -> list[FieldError]:
    """Each setting of these that the policy cannot take, named by where it stands."""
    try:
        settings_from(settings, policy.settings, questions_of(policy))
    except InvalidInput as refused:
        return [FieldError(e.field.replace("settings", at, 1), e.code, e.message) for e in refused.errors]
    return []


def questions_of(policy: Policy) -> Sequence[Question]:
    """The settings that a policy has."""
    return policy.questions or (QUESTIONS if policy.counts_months else ())


def puts_in_force(parts: Sequence[Part], outcomes: Mapping[int, Outcome]) -> PutInForce | None:
    """What follows from the outcomes of all parts; None while one is undecided, or where no policy was agreed."""
    if any(part.number not in outcomes for part in parts):
        return None
    chosen = next(part for part in parts if part.policy_id is not None)
    if outcomes[chosen.number].outcome == NOT_AGREED or chosen.policy_id is None:
        return None
    settings: dict[str, Any] = {}
    for part in parts:
        settings |= _settings_of(part, outcomes[part.number])
    defaults = settings_as_values(policy_named(chosen.policy_id).settings)
    differing = {key: value for key, value in settings.items() if defaults.get(key) != value}
    return PutInForce(chosen.policy_id, differing)


def status_of(
    parts: Sequence[Part],
    outcomes: Mapping[int, Outcome],
    ended: str | None,
    in_force_from: date | None,
    replaced_on: date | None,
    on: date,
) -> str:
    """Where a paper stands on a day. `ended` is the step that ended it; `replaced_on` the day another took over."""
    if ended in {REFUSED, WITHDRAWN}:
        return str(ended)
    if ended == FINAL_APPROVAL and in_force_from is not None:
        if in_force_from > on:
            return APPROVED
        return NO_LONGER if replaced_on is not None and replaced_on <= on else IN_FORCE
    if any(part.number not in outcomes for part in parts):
        return DRAFTED
    return IN_PRINCIPLE if puts_in_force(parts, outcomes) else REFUSED


def refuse_early_date(in_force_from: date, today: date, field_name: str = "in_force_from") -> None:
    """A policy is never in force for days that are gone. Raises InvalidInput."""
    if in_force_from <= today:
        first = date.fromordinal(today.toordinal() + 1).isoformat()
        message = f"Give {first} or a later day: nothing comes into force for days that have begun."
        raise InvalidInput.of(field_name, "not_retroactive", message)


def _settings_of(part: Part, outcome: Outcome) -> Settings:
    if outcome.outcome == NOT_AGREED:
        return part.otherwise
    return {**part.settings, **outcome.settings} if outcome.outcome == AMENDED else part.settings
