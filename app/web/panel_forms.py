"""Forms about moves and actions that were refused: shown again as typed, with the fault beside each question."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.web.client import ApiProblem
from app.web.kept_forms import FormState, refused
from app.web.questions import Fault, Question, Typed

KEEPS_WORDS = frozenset({"not_permitted", "only_group_director", "only_keepers"})


def shown_again(
    questions: Sequence[Question],
    typed: Typed,
    problem: ApiProblem,
    *,
    messages: Mapping[str, str],
    missing: Mapping[str, str],
) -> FormState:
    """The form as typed. `messages` are sentences by code, `missing` by the name of a question left empty."""
    if problem.status == 403 and problem.code in KEEPS_WORDS:
        first = questions[0].first_box if questions else "main-content"
        return FormState(typed, [Fault("form", problem.detail.rstrip("."), f"#{first}")], 403)
    form = refused(questions, typed, problem)
    codes = {error.field.rpartition(".")[2]: error.code for error in problem.errors}
    return replace(
        form, faults=[_said(fault, codes.get(fault.name), messages, missing) for fault in form.faults]
    )


def _said(fault: Fault, code: str | None, messages: Mapping[str, str], missing: Mapping[str, str]) -> Fault:
    if code is not None and code in messages:
        return replace(fault, message=messages[code])
    if code == "missing" and fault.name in missing:
        return replace(fault, message=missing[fault.name])
    return fault
