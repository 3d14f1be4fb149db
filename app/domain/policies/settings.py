"""The settings of a policy: one named value for each question that the 2013 paper leaves open (C.7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from app.domain.refusals import FieldError, InvalidInput

FEW = 5


@dataclass(frozen=True, slots=True)
class Question:
    """What a setting decides, the values it may take, and where the question comes from."""

    key: str
    values: tuple[Any, ...]
    asks: str
    source: str


@dataclass(frozen=True, slots=True)
class PolicySettings:
    """The recommended reading of each ambiguity; every other reading is one value away."""

    contracted_out_handover: str = "never"
    refusal_counts_from: str = "issued"
    refusal_inside_six_months: str = "stay"
    open_conditions: str = "return"
    recall: str = "community"
    put_back_after_handover: str = "stay"
    handover_counts_from: str = "automatic"
    support_after_handover: str = "offender_supervisor"
    paper_refusal: str = "as_hearing"
    short_time_at_sentence: str = "community"
    withdrawn_review: str = "return"
    handover_months: int = 6
    seconded_lead: bool = True
    initial_assessment_by_community: bool = False


QUESTIONS: tuple[Question, ...] = (
    Question("contracted_out_handover", ("never", "as_retained"), "Do contracted-out cases hand over?", "A1"),
    Question("refusal_counts_from", ("issued", "final"), "From which day does a parole refusal count?", "A2"),
    Question(
        "refusal_inside_six_months", ("stay", "return"), "Does a refusal inside the six months return?", "A3"
    ),
    Question("open_conditions", ("return", "stay"), "Does advice for open conditions return the case?", "A4"),
    Question("recall", ("community", "custody_until_parole"), "Who owns a recalled case?", "A5"),
    Question("put_back_after_handover", ("stay", "return"), "Does a release put back undo a handover?", "A7"),
    Question(
        "handover_counts_from",
        ("automatic", "home_detention_curfew"),
        "From which date are the months counted?",
        "A8",
    ),
    Question(
        "support_after_handover",
        ("offender_supervisor", "offender_supervisor_and_seconded_officer"),
        "Who supports in prison after handover?",
        "A9",
    ),
    Question("paper_refusal", ("as_hearing", "ignore"), "Does a refusal on the papers count?", "A10"),
    Question(
        "short_time_at_sentence",
        ("community", "custody"),
        "Who owns a case sentenced inside the months?",
        "A11",
    ),
    Question("withdrawn_review", ("return", "stay"), "Does a withdrawn review return the case?", "A12"),
    Question(
        "handover_months", tuple(range(1, 61)), "How many months before release is handover?", "004 10(ii)"
    ),
    Question("seconded_lead", (True, False), "Does a seconded probation officer lead retained cases?", "O25"),
    Question(
        "initial_assessment_by_community",
        (False, True),
        "Who does the first assessment of EDS and life?",
        "O20",
    ),
)


def settings_from(
    values: Mapping[str, Any],
    base: PolicySettings = PolicySettings(),
    questions: Sequence[Question] = QUESTIONS,
) -> PolicySettings:
    """`base` with these values put in. Raises InvalidInput naming each key or value that does not exist."""
    by_key = {question.key: question for question in questions}
    errors = [error for key, value in values.items() if (error := _fault(key, value, by_key))]
    if errors:
        raise InvalidInput("Some settings cannot be taken.", errors=errors)
    return replace(base, **dict(values))


def settings_as_values(settings: PolicySettings) -> dict[str, Any]:
    """The settings as plain values, by key."""
    return {f.name: getattr(settings, f.name) for f in fields(settings)}


def _fault(key: str, value: Any, by_key: Mapping[str, Question]) -> FieldError | None:
    question = by_key.get(key)
    if question is None:
        return FieldError(
            f"settings.{key[:60]}", "unknown_setting", "This policy has no setting of this name."
        )
    known = any(type(value) is type(choice) and value == choice for choice in question.values)
    if known:
        return None
    whole = len(question.values) > FEW
    shown = (
        f"a whole number from {question.values[0]} to {question.values[-1]}"
        if whole
        else _listed(question.values)
    )
    return FieldError(f"settings.{key}", "unknown_value", f"Give {shown}.")


def _listed(values: tuple[Any, ...]) -> str:
    return " or ".join(str(v).lower() if isinstance(v, bool) else str(v) for v in values)
