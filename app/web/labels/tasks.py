"""The words of tasks and notices: whose they are, when they are due, what became of them."""

from collections.abc import Mapping
from typing import Any

from app.web.days import spoken_iso
from app.web.fact_words import is_identifier

WHOSE = (("mine", "Mine"), ("nobody", "Nobody's yet"), ("anyone", "Everybody's"))
STATE = (("open", "To do"), ("overdue", "Overdue"), ("done", "Done"))
SIDE = (("", "Both sides"), ("prison", "The prison's"), ("community", "The community's"))
SIDE_OF_TASK: Mapping[str, str] = {
    "prison": "The prison",
    "community": "The community",
    "service": "Whoever runs the service",
}
CLOSED: Mapping[str, str] = {"done": "Done", "cause_gone": "No longer needed"}


def due_words(task: Mapping[str, Any]) -> str:
    """When a task is due, in working days: `Due in 3 working days`, `Due today`, `2 working days late`."""
    left = task["working_days_left"]
    if left is None:
        return ""
    if task["is_overdue"]:
        return f"{_count(-left)} late" if left else "The day has passed"
    if left == 0:
        return "Due today"
    return "Due on the next working day" if left == 1 else f"Due in {_count(left)}"


def _count(days: int) -> str:
    return f"{days} working day" if days == 1 else f"{days} working days"


def detail_rows(details: Mapping[str, Any], names: Mapping[str, str]) -> list[tuple[str, str]]:
    """What a task or notice carries beside its kind: days in words, places by name; ids say nothing to a reader."""
    rows = []
    for name, value in details.items():
        is_id = name.endswith("_id") or name in {"task_kind", "kind"} or is_identifier(value)
        if is_id or not isinstance(value, str | int) or isinstance(value, bool):
            continue
        words = name.removesuffix("_code").replace("_", " ").capitalize()
        rows.append((words, names.get(str(value)) or spoken_iso(str(value)) or readable_value(str(value))))
    return rows


def readable_value(value: str) -> str:
    """A code without its underscores."""
    words = value.replace("_", " ")
    return words[:1].upper() + words[1:]
