"""The agenda: which cases are due for a meeting, in which order, and what is still missing before it is held."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from app.domain.calendar import working_days_after
from app.domain.invitees import lacks_welsh_voice
from app.domain.panel_sight import is_live
from app.domain.refusals import InvalidInput


class ItemKind(StrEnum):
    """Why a case is on the agenda."""

    FIRST_DISCUSSION = "first_discussion"
    REVIEW = "review"
    OTHER = "other"


WELSH_PROMPT = "no_welsh_invitee"


@dataclass(frozen=True, slots=True)
class Due:
    """A case that is due for discussion, and why."""

    case_id: str
    kind: ItemKind
    due_on: date
    entry_id: str | None = None
    referral_id: str | None = None


def due_cases(
    referrals: Iterable[Mapping[str, Any]],
    reviews: Iterable[Mapping[str, Any]],
    held_on: date,
    *,
    wait: int,
    holidays: Collection[date],
) -> list[Due]:
    """Accepted referrals that have waited their working days, then reviews due by the day; each case once.

    `referrals` have id, case_id and accepted_on; `reviews` id (of the entry), case_id and next_review_on.
    """
    first = [
        Due(each["case_id"], ItemKind.FIRST_DISCUSSION, each["accepted_on"], referral_id=each["id"])
        for each in referrals
        if working_days_after(each["accepted_on"], wait, holidays) <= held_on
    ]
    later = [
        Due(each["case_id"], ItemKind.REVIEW, each["next_review_on"], entry_id=each["id"])
        for each in reviews
        if each["next_review_on"] <= held_on
    ]
    ordered = [*sorted(first, key=lambda due: due.due_on), *sorted(later, key=lambda due: due.due_on)]
    found: dict[str, Due] = {}
    for due in ordered:
        found.setdefault(due.case_id, due)
    return list(found.values())


def refuse_other_order(wanted: Sequence[str], standing: Sequence[str]) -> None:
    """Raise InvalidInput unless an order by hand names every standing item once."""
    if len(wanted) != len(set(wanted)) or set(wanted) != set(standing):
        message = "Give every item of the agenda once, in the order that you want."
        raise InvalidInput.of("items", "not_the_agenda", message)


def is_restricted_item(*, by_route: bool, statuses: Iterable[Mapping[str, Any]], on: date) -> bool:
    """Whether an item is one on a woman with Restricted Status: by its record on the day, else by her route.

    The route counts only until a status was first recorded, so that one that has ended is not shown any longer.
    """
    recorded = list(statuses)
    if not recorded:
        return by_route
    return any(is_live(each["from_on"], each["to_on"], on) for each in recorded)


def prompts_of(item: Mapping[str, Any], kinds: set[str]) -> list[str]:
    """What the secretary should look at, as stable codes; nothing here stops anything. `kinds` are those invited."""
    return [WELSH_PROMPT] if lacks_welsh_voice(is_welsh=item["is_welsh"], kinds=kinds) else []
