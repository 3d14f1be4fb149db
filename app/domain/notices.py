"""Kinds of notice: what people are told, and how each usually reaches them. Codes keep their meaning for ever."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class NoticeKind:
    """One kind, in words that name nobody, and how it usually comes. What is `urgent` does not wait for a digest."""

    code: str
    title: str
    by_mail: bool = True
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class NewNotice:
    """Something to tell. The same cause is told to each recipient once; another occasion is another cause.

    It goes to whoever holds one of `roles` on the case now, to the people `staff_ids`, and to mail `addresses`
    outside the register. `details` holds codes, days and ids: no names and no free text go into a mail.
    """

    kind: str
    cause: str
    case: Mapping[str, Any] | None
    roles: tuple[str, ...] = ()
    staff_ids: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    details: Mapping[str, Any] = field(default_factory=dict)
