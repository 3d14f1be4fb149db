"""Says the story of a case in words: a title for each entry, and its details line by line."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.schemas.story import StoryEntry
from app.web.fact_words import NOT_SHOWN, Names, field_words, is_identifier, value_words, why_words
from app.web.labels import readable, say

KIND = {
    "ownership": "Who owns the case",
    "fact": "Fact",
    "parole": "Parole",
    "allocation": "People",
    "handover": "Handover",
    "override": "Override",
    "contact": "Contact",
    "key_stage": "Key stage",
    "task": "Task",
    "notice": "Notice",
    "record": "Record",
    "details": "Details",
}
BY_HAND = frozenset(
    {
        "OWNER",
        "ALLOCATED",
        "ALLOCATION_ENDED",
        "TASK_OPENED",
        "TASK_CLOSED",
        "NOTICE",
        "CONTACT_RECORDED",
        "CONTACT_RETRACTED",
    }
)
LONGEST = 300


@dataclass(frozen=True, slots=True)
class StoryRow:
    """An entry as a page tells it."""

    kind: str
    kind_words: str
    title: str
    at: datetime
    who: str | None
    why: str | None
    lines: tuple[tuple[str, str], ...]
    is_day: bool


def story_row(entry: StoryEntry, names: Names) -> StoryRow:
    """An entry in words."""
    title, lines = (_by_hand if entry.what in BY_HAND else _told)(entry, names)
    return StoryRow(
        kind=entry.kind,
        kind_words=KIND[entry.kind],
        title=title,
        at=entry.at,
        who=entry.who_name or entry.who,
        why=say("because", entry.why)
        if entry.what == "ALLOCATION_ENDED" and entry.why
        else why_words(entry.why),
        lines=lines,
        is_day=entry.kind == "ownership",
    )


def _by_hand(entry: StoryEntry, names: Names) -> tuple[str, tuple[tuple[str, str], ...]]:
    told = entry.details
    match entry.what:
        case "OWNER":
            title = f"{say('responsible', told['responsible'])}: {say('reason', told['reason_code']).lower()}"
            lead = say("role", told["lead_role"]) if told.get("lead_role") else "Nobody"
            return title, (("Lead", lead),)
        case "ALLOCATED":
            return f"{say('role', told['role'])}: {told['named']}", ()
        case "ALLOCATION_ENDED":
            return f"No longer {say('role', told['role']).lower()}: {told['named']}", ()
        case "TASK_OPENED" | "TASK_CLOSED":
            return _of_task(entry, names)
        case "NOTICE":
            return f"Told {told['to']}: {readable(told['notice']).lower()}", ()
    parties = f"{readable(told['first_party'])} and {readable(told['second_party']).lower()}"
    lines = [("Day", value_words("date", told["happened_on"], names)), ("Between", parties)]
    title = "Contact taken back, by" if entry.what == "CONTACT_RETRACTED" else "Contact by"
    return f"{title} {told['channel']}", (*lines, *([("What", told["text"])] if told.get("text") else []))


def _of_task(entry: StoryEntry, names: Names) -> tuple[str, tuple[tuple[str, str], ...]]:
    told = entry.details
    words = readable(told["task"]).lower()
    if entry.what == "TASK_OPENED":
        return f"To do: {words}", (("Due", value_words("due_on", told["due_on"], names)),)
    return f"No longer to do: {words}", (("Closed", readable(told["because"] or "done")),)


def _told(entry: StoryEntry, names: Names) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Facts, and what the audit tells."""
    title, told = say("change", entry.what), entry.details
    if entry.what.startswith("FACT_"):
        happened = value_words("date", told["date"], names)
        return f"{title}: {say('fact', told['type'])}, {happened}", _fields(entry.what, told, names)
    if told.get("part"):
        title = f"{title}: {say('record_part', told['part'])}"
    old, new = told.get("old") or {}, told.get("new") or {}
    if entry.what.startswith("TASK"):
        kind = new.get("kind") or old.get("kind")
        return f"{title}: {readable(kind).lower()}" if kind else title, ()
    return title, _fields(entry.what, {**old, **new}, names)


def _fields(what: str, told: Mapping[str, Any], names: Names) -> tuple[tuple[str, str], ...]:
    shown = (
        (name, value)
        for name, value in told.items()
        if name not in NOT_SHOWN and value not in (None, [], "") and not is_identifier(value)
    )
    return tuple((field_words(what, name), _words(name, value, names)) for name, value in shown)


def _words(name: str, value: Any, names: Names) -> str:
    if isinstance(value, Mapping):
        words = ", ".join(f"{say('field', part)} {each}" for part, each in value.items())
    else:
        words = value_words(name, value, names)
    return words if len(words) <= LONGEST else f"{words[:LONGEST]}…"
