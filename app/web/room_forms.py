"""The forms of the meeting's screen: what is asked of a recommendation, a provisional decision, an action."""

from collections.abc import Mapping
from typing import Any

from app.schemas.minutes import RecordOut
from app.web.labels import minutes as words
from app.web.questions import Question, Typed, answers

ADDING: Mapping[str, str] = {
    "recommendations": "Recommendation",
    "provisional-decisions": "Provisional decision",
    "actions": "Action",
}
"""What may be added to an item: the end of its address, and its name."""
OWNERS = 3
"""How many owners a recommendation is asked for at once."""
KIND = Question("kind", "choice", "What it is about", required=True, choices=tuple(words.KIND.items()))
WHAT = Question("text", "long_text", "Words of the recommendation", required=True)
DECIDED = Question("text", "long_text", "What was decided", required=True)
TO_DO = Question("text", "long_text", "What is to be done", required=True)
EVIDENCE = Question("evidence", "long_text", "What it rests on")
AIM = Question("aim", "choice", "Aim", required=True, choices=tuple(words.AIM.items()))
DUE = Question("due_on", "date", "Due on", required=True)
OWNER_ROLE = Question(
    "owner_role", "choice", "Owner by role", "Give a role or a name.", choices=tuple(words.OWNER.items())
)
OWNER_NAME = Question("owner_name", "text", "Owner by name")


def questions_of(kind: str, record: RecordOut) -> tuple[Question, ...]:
    """The questions of one form; who may decide comes from the attendance."""
    if kind == "recommendations":
        return KIND, WHAT, EVIDENCE, *_owners()
    if kind == "actions":
        return TO_DO, AIM, OWNER_ROLE, OWNER_NAME, DUE
    return KIND, DECIDED, _person(record)


def body_of(kind: str, questions: tuple[Question, ...], typed: Typed) -> dict[str, Any]:
    """What the API takes: owners that were asked for one by one stand in a list."""
    body = answers(questions, typed)
    if kind != "recommendations":
        return body
    owners = []
    for place in range(1, OWNERS + 1):
        part, name = body.pop(f"owner_{place}", None), body.pop(f"owner_{place}_name", None)
        if part or name:
            owners.append({"part": part or "other", "name": name})
    return {**body, "owners": owners}


def _owners() -> list[Question]:
    choices = tuple(words.PART.items())
    found = []
    for place in range(1, OWNERS + 1):
        label = "Owner" if place == 1 else f"Owner {place}"
        found += [
            Question(f"owner_{place}", "choice", label, required=place == 1, choices=choices),
            Question(f"owner_{place}_name", "text", f"{label}: name"),
        ]
    return found


def _person(record: RecordOut) -> Question:
    may = [(person.id, person.name) for person in record.attendance if person.has_authority]
    nobody = "Nobody with delegated authority is on the attendance list."
    hint = "An attendee with delegated authority." if may else nobody
    return Question("person_id", "choice", "Decided by", hint, required=True, choices=tuple(may))
