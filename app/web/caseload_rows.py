"""Words for each row of the caseload, made ready before the template: it reads plain names and looks nothing up.

Looked up field by field from the template, and handed up through a macro, a page of 100 rows took nearly twice as long.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from markupsafe import Markup

from app.web.labels import say
from app.web.render import day

OUTSIDE = frozenset({"recalled", "licence", "closed"})
SAID_BY_REASON = frozenset({"recalled", "released_on_licence"})
RED = "release_not_recorded"
OWNER_CELL = "caseload/_owner.html"


class CaseRow(NamedTuple):
    """One row, in the order in which the template names it."""

    id: str
    name: str
    prison: str | None
    number: str | None
    status: str | None
    owner: Markup
    handover: str
    release: str
    attention: Sequence[tuple[str, str]]


def case_rows(
    items: Sequence[Mapping[str, Any]], owner: Callable[..., Markup], *, with_prison: bool
) -> list[CaseRow]:
    """The cases of the API's answer as the page shows them; the prison where not all are at one.

    `owner` makes the words of OWNER_CELL.
    """
    return [_row(case, owner, with_prison=with_prison) for case in items]


def _row(case: Mapping[str, Any], owner: Callable[..., Markup], *, with_prison: bool) -> CaseRow:
    status, reason, since = case["status"], case["reason_code"], case["owned_since"]
    prison = case["prison"] if with_prison else None
    words = say("reason", reason)
    return CaseRow(
        case["id"],
        f"{case['last_name']}, {case['first_name']}",
        prison["name"] if prison else None,
        case["prison_number"] or case["crn"],
        say("status", status) if status in OUTSIDE and reason not in SAID_BY_REASON else None,
        owner(
            responsible=case["responsible"],
            side=say("side_short", case["responsible"]),
            reason=f"{words} since {day(since)}" if since else words,
        ),
        day(case["handover_date"], ""),
        day(case["release_date"], ""),
        [(_colour(code), say("attention_short", code)) for code in case["attention"]],
    )


def _colour(code: str) -> str:
    return "red" if code == RED else "yellow"
