"""A question on a page: how it is asked, what was typed, what that answers, and what is wrong with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from app.web.client import ProblemField
from app.web.days import boxes, read_boxes, spoken
from app.web.labels import CHOICE, FIELD, say
from app.web.mistakes import message_about, message_elsewhere

Widget = Literal["date", "choice", "text", "number", "yes_no", "prison", "region", "review", "long_text"]
Typed = Mapping[str, str]
NOT_KNOWN = "unknown"
NUMBERS = frozenset({"length_months", "mappa_level"})
MAY_BE_NULL_WHEN_EMPTY = frozenset({"length_months"})


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a form. `choices` are codes with words; `removable` dates may be taken away."""

    name: str
    widget: Widget
    label: str
    hint: str = ""
    required: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    may_be_unknown: bool = False
    removable: bool = False

    @property
    def may_be_left_out(self) -> bool:
        """Whether the label says that it is optional; an empty length says something of its own."""
        return not self.required and self.name not in MAY_BE_NULL_WHEN_EMPTY

    @property
    def first_box(self) -> str:
        """The id of the element that an error links to."""
        return f"{self.name}-day" if self.widget == "date" else self.name


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one answer, and where on the page it stands."""

    name: str
    message: str
    href: str


def day(name: str, hint: str = "", *, required: bool = False) -> Question:
    """A question for a date."""
    return Question(name, "date", FIELD[name], hint, required)


def text(name: str, hint: str = "", *, required: bool = False) -> Question:
    """A question for a line of text."""
    return Question(name, "text", FIELD[name], hint, required)


def long_text(name: str, hint: str = "", *, required: bool = False) -> Question:
    """A question for some sentences."""
    return Question(name, "long_text", FIELD[name], hint, required)


def choice(name: str, hint: str = "", *, required: bool = False, may_be_unknown: bool = False) -> Question:
    """A question for one of the values that the field may take."""
    return Question(name, "choice", FIELD[name], hint, required, tuple(CHOICE[name].items()), may_be_unknown)


def yes_no(name: str, hint: str = "", *, may_be_unknown: bool = False) -> Question:
    """A question for yes or no."""
    return Question(name, "yes_no", FIELD[name], hint, may_be_unknown=may_be_unknown)


def prison(name: str, hint: str = "", *, required: bool = False) -> Question:
    """A question for a prison of the register."""
    return Question(name, "prison", FIELD[name], hint, required)


def answers(questions: Iterable[Question], typed: Typed) -> dict[str, Any]:
    """The answers as the API takes them; a question left empty is left out."""
    found: dict[str, Any] = {}
    for question in questions:
        given, value = _answer(question, typed)
        if given:
            found[question.name] = value
    return found


def unanswered(questions: Iterable[Question], typed: Typed) -> list[ProblemField]:
    """The questions that need an answer and have none, so that all of them are said at once."""
    asked = list(questions)
    given = answers(asked, typed)
    return [
        ProblemField(question.name, "missing", "")
        for question in asked
        if question.required and question.name not in given
    ]


def kept(questions: Iterable[Question], typed: Typed) -> dict[str, str]:
    """What was typed into these questions, by the name of each box, to send along again."""
    names: list[str] = []
    for question in questions:
        parts = [f"{question.name}-{part}" for part in ("day", "month", "year", "remove")]
        names += parts if question.widget == "date" else [question.name]
    return {name: typed[name] for name in names if typed.get(name)}


def typed_from(questions: Iterable[Question], values: Mapping[str, Any]) -> dict[str, str]:
    """The contents of the boxes that answer with these values."""
    filled: dict[str, str] = {}
    for question in questions:
        value = values.get(question.name)
        if value is None:
            continue
        if question.widget == "date":
            filled |= {f"{question.name}-{part}": box for part, box in boxes(value).items()}
        else:
            filled[question.name] = {True: "yes", False: "no"}.get(value, str(value))
    return filled


def in_words(question: Question, value: Any, prisons: Mapping[str, str]) -> str:
    """An answer as a person reads it."""
    if question.widget == "date":
        return spoken_or_as_typed(value) if value else "No longer applies"
    if question.widget in {"choice", "yes_no"} or value is None:
        return say(question.name, value)
    return prisons.get(str(value), str(value)) if question.widget == "prison" else str(value)


def spoken_or_as_typed(value: str) -> str:
    """A date of the API in words."""
    try:
        return spoken(date.fromisoformat(value))
    except ValueError:
        return value


def faults(questions: Sequence[Question], problems: Iterable[ProblemField], typed: Typed) -> list[Fault]:
    """The API's words about each field as words about each question, in the order of the page."""
    by_name = {question.name: question for question in questions}
    found: dict[str, Fault] = {}
    for problem in problems:
        name = problem.field.rpartition(".")[2]
        question = by_name.get(name)
        if question is None:
            first = questions[0].first_box if questions else "main"
            found.setdefault(name, Fault(name, message_elsewhere(problem), f"#{first}"))
        else:
            message = message_about(question.label, question.widget, problem, typed)
            found.setdefault(name, Fault(name, message, f"#{question.first_box}"))
    order = [question.name for question in questions]
    return sorted(found.values(), key=lambda fault: order.index(fault.name) if fault.name in order else -1)


def _answer(question: Question, typed: Typed) -> tuple[bool, Any]:
    """Whether the question is answered, and with what."""
    if question.widget == "date":
        if question.removable and typed.get(f"{question.name}-remove"):
            return True, None
        read = read_boxes(typed, question.name)
        return read is not None, read
    value = typed.get(question.name, "").replace("\r\n", "\n").strip()
    if not value:
        return question.name in MAY_BE_NULL_WHEN_EMPTY, None
    return True, _value(question, value)


def _value(question: Question, value: str) -> Any:
    if question.may_be_unknown and value == NOT_KNOWN:
        return None
    if question.widget == "yes_no":
        return {"yes": True, "no": False}.get(value, value)
    if question.name in NUMBERS and value.isascii() and value.isdigit() and len(value) < 6:
        return int(value)
    return value
