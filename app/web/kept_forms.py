"""A form whose questions are kept in one call: sent to the API, and shown again as typed where it is refused."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.web.client import ApiProblem, ProblemField
from app.web.questions import Fault, Question, Typed, answers, faults, unanswered

REFUSED = frozenset({400, 409, 412, 422})
CHANGED = "Somebody changed this after you opened it. Look at it again, then send yours once more."


@dataclass(frozen=True, slots=True)
class FormState:
    """A form as it is shown: what was typed, and what was wrong with it."""

    typed: Typed = field(default_factory=dict)
    faults: Sequence[Fault] = ()
    status: int = 200

    @property
    def errors(self) -> dict[str, str]:
        """The sentence beside each question."""
        return {fault.name: fault.message for fault in self.faults}

    @property
    def summary(self) -> list[tuple[str, str]]:
        """The list above the page, each leading to its question."""
        return [(fault.href.removeprefix("#"), fault.message) for fault in self.faults]


def refused(questions: Sequence[Question], typed: Typed, problem: ApiProblem) -> FormState:
    """The form as typed, with the API's words as words about its questions. Raises what no form can mend."""
    if problem.status not in REFUSED:
        raise problem
    if problem.status in {409, 412}:
        message = CHANGED if problem.status == 412 else problem.detail.rstrip(".")
        first = questions[0].first_box if questions else "main-content"
        return FormState(typed, [Fault("form", message, f"#{first}")], problem.status)
    named = problem.errors or (ProblemField("form", problem.code, problem.detail),)
    found = faults(questions, [*named, *unanswered(questions, typed)], typed)
    return FormState(typed, found, problem.status)


def whole_body(questions: Sequence[Question], typed: Typed) -> dict[str, Any]:
    """An answer for every question: null where it was left empty, so that what stood there is taken away."""
    given = answers(questions, typed)
    return {question.name: given.get(question.name) for question in questions}


def chosen(words: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Codes with their words as the choices of a question."""
    return tuple(words.items())
