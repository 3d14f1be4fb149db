"""The form that asks the Chair to let something leave: its questions, what they answer, and what is wrong with them."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.web.client import ApiProblem, ProblemField
from app.web.kept_forms import chosen
from app.web.labels import sharing as words
from app.web.mistakes import message_about
from app.web.questions import Fault, Question, Typed, answers, unanswered

COVERS = Question("covers", "choice", "What is to leave?", required=True, choices=chosen(words.COVERS))
ABOUT = Question(
    "about",
    "text",
    "What exactly",
    "In words that name nobody, for example: minutes of item 3.",
    required=True,
)
TO = Question("to", "choice", "To whom?", required=True, choices=chosen(words.TO))
RECIPIENT = Question("recipient", "text", "Who", "Name and post, or the client id of the system.")
ORGANISATION = Question("organisation", "text", "Organisation")
PURPOSE = Question("purpose", "choice", "What for?", required=True, choices=chosen(words.PURPOSE))
REASON = Question("reason", "long_text", "Why this recipient needs to know", required=True)
FROM_ON = Question("from_on", "date", "First day", required=True)
UNTIL_ON = Question("until_on", "date", "Last day", "At most a year later.", required=True)
WHO = (COVERS, ABOUT, TO, RECIPIENT, ORGANISATION)
WHY = (PURPOSE, REASON, FROM_ON, UNTIL_ON)
PLACES = {"subject_id": "subject_id", "fields": "fields-1", "agreement_id": "agreement_id"}
"""Where a fault of what is no question of the list leads to."""
ASKED_ELSEWHERE = {"what": "covers", "is_standing": "covers", "recipient_kind": "to"}


def body_of(typed: Typed, ticked: Sequence[str]) -> dict[str, Any]:
    """What is sent to the API. What was not chosen is left out, and comes back as missing."""
    given = answers((ABOUT, ORGANISATION, *WHY), typed)
    what, _, how = typed.get("covers", "").partition(":")
    if what:
        given |= {"what": what, "is_standing": how == "standing"}
    if how == "one" and typed.get("subject_id"):
        given["subject_id"] = typed["subject_id"]
    if typed.get("agreement_id"):
        given["agreement_id"] = typed["agreement_id"]
    if what == "board_data":
        given["fields"] = list(ticked)
    return given | _recipient(typed)


def _recipient(typed: Typed) -> dict[str, str]:
    to = typed.get("to", "")
    if to in {"GROUP_DIRECTOR", "REGIONAL_DIRECTOR"}:
        return {"recipient_kind": "role", "recipient": to}
    named = typed.get("recipient", "").strip()
    return ({"recipient_kind": to} if to else {}) | ({"recipient": named} if named else {})


def faults_of(typed: Typed, problem: ApiProblem) -> list[Fault]:
    """Everything that is wrong, each once, in the order of the form."""
    missing = unanswered((*WHO, *WHY), typed)
    found: dict[str, Fault] = {}
    for error in (*problem.errors, *missing):
        name = ASKED_ELSEWHERE.get(error.field.partition(".")[0], error.field.partition(".")[0])
        found.setdefault(name, Fault(name, _said(name, error, typed), f"#{_place(name)}"))
    order = [q.name for q in (*WHO[:2], *(Question(n, "text", "") for n in PLACES), *WHO[2:], *WHY)]
    return sorted(found.values(), key=lambda fault: order.index(fault.name) if fault.name in order else -1)


def _said(name: str, error: ProblemField, typed: Mapping[str, str]) -> str:
    if error.code in words.MESSAGES:
        return words.MESSAGES[error.code]
    if name in words.MISSING and not error.code.startswith("too_"):
        return words.MISSING[name]
    question = next((each for each in (*WHO, *WHY) if each.name == name), None)
    if question is None:
        return error.message.rstrip(".")
    return message_about(question.label, question.widget, error, typed)


def _place(name: str) -> str:
    question = next((each for each in (*WHO, *WHY) if each.name == name), None)
    return question.first_box if question else PLACES.get(name, "main-content")
