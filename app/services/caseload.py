"""Lists cases for whoever may see them, and counts what needs them."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.case_filters import Filters
from app.domain.cursor import total_of
from app.domain.event_fields import parse_date
from app.domain.refusals import InvalidInput, NotFound
from app.domain.summary import CaseSummary, attention, status_of
from app.repositories import listing
from app.repositories.listing import SORTS, Order
from app.services.allocations import with_holders, with_waiting
from app.services.workforce import seen_person

DEEPEST_ROW = 10_000
HANDOVER_WINDOW = timedelta(days=56)
RECENTLY = timedelta(days=7)
ATTENTION = ("release_not_recorded", "provider_missing", "release_date_unknown", "details_unconfirmed")


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list: its number and size, or the cursor that the page before gave."""

    number: int = 1
    size: int = 25
    cursor: str | None = None


def list_cases(
    connection: Connection, caller: Caller, filters: Filters, sort: str, page: Page, today: date
) -> dict[str, Any]:
    """One page of the caller's cases. Raises InvalidInput for a sort, page or cursor that there is not."""
    order = _order(sort, page)
    filters = _with_person(connection, caller, filters)

    def count() -> int | None:
        return listing.count_cases(connection, caller.scope, filters, today)

    if page.size == 0:
        return {"items": [], "page": page.number, "size": 0, "total": count(), "next": None}
    skip = 0 if page.cursor else (page.number - 1) * page.size
    if skip + page.size > DEEPEST_ROW:
        raise InvalidInput.of("page", "too_deep", "Pages past 10,000 rows need `next` from the page before.")
    rows = listing.list_cases(connection, caller.scope, filters, order, today, size=page.size + 1, skip=skip)
    shown = with_holders(connection, rows[: page.size], filters.staff)
    if filters.allocation == "unallocated":
        shown = with_waiting(connection, shown, today)
    return {
        "items": [_row_as_shown(row, today) for row in shown],
        "page": None if page.cursor else page.number,
        "size": page.size,
        "total": count() if skip else total_of(rows, page.size, page.cursor, count),
        "next": _cursor(shown[-1], order) if len(rows) > page.size else None,
    }


def overview(connection: Connection, caller: Caller, prison: str | None, today: date) -> dict[str, Any]:
    """What needs the caller, as counts; each is the total of the list with the same filters."""
    mine = Filters(prison=prison, status="open")

    leaving = replace(mine, responsible="custody", handover_from=today)
    lists = {
        "open_cases": mine,
        "with_custody": replace(mine, responsible="custody"),
        "with_community": replace(mine, responsible="community"),
        "handovers_next_56_days": replace(leaving, handover_to=today + HANDOVER_WINDOW),
        "changed_owner_last_7_days": replace(mine, changed_from=today - RECENTLY),
    }
    wanted = {code: replace(mine, attention=code) for code in ATTENTION}
    totals = listing.count_each(connection, caller.scope, lists | wanted, today)
    return {
        "prison": prison,
        **{name: totals[name] for name in lists},
        "attention": [{"code": code, "total": totals[code]} for code in ATTENTION],
    }


def _with_person(connection: Connection, caller: Caller, filters: Filters) -> Filters:
    """The filters with the person asked for by id: whoever may not be seen holds nothing here."""
    if filters.staff is None:
        return filters
    try:
        return replace(filters, staff=seen_person(connection, caller, filters.staff)["id"])
    except NotFound as refusal:
        raise InvalidInput.of("staff", "unknown_person", refusal.message) from refusal


def _row_as_shown(row: Mapping[str, Any], today: date) -> dict[str, Any]:
    summary = CaseSummary(
        phase=row["phase"],
        closes_on=row["closes_on"],
        provider=row["provider"],
        sentence_type=row["sentence_type"],
        dates={"release_date": row["release_date"]},
    )
    prison = {"code": row["prison_code"], "name": row["prison_name"]} if row["prison_code"] else None
    return {
        **row,
        "prison": prison,
        "status": status_of(row["phase"], row["closes_on"], today),
        "owned_since": row["starts_on"],
        "attention": attention(summary, row["unconfirmed"], today),
    }


def _order(sort: str, page: Page) -> Order:
    by, _, direction = sort.partition(",")
    if by not in SORTS or direction not in {"", "asc", "desc"}:
        names = ", ".join(SORTS)
        raise InvalidInput.of("sort", "unknown_sort", f"Give field,asc or field,desc; fields: {names}.")
    order = Order(by, direction == "desc")
    return replace(order, after=_after(page.cursor, order)) if page.cursor else order


def _cursor(row: Mapping[str, Any], order: Order) -> str:
    values = [_plain(row[f"key_{place}"]) for place in range(len(SORTS[order.by]))]
    text = json.dumps([order.by, order.descending, values], separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _after(cursor: str, order: Order) -> Sequence[Any]:
    wrong = InvalidInput.of(
        "next", "cursor_invalid", "Send `next` as the page before gave it, with the same sort."
    )
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        by, descending, given = json.loads(text)
    except (ValueError, TypeError):
        raise wrong from None
    values: list[Any] = given if isinstance(given, list) else []
    fits = len(values) == len(SORTS[order.by])
    if (by, descending) != (order.by, order.descending) or not fits:
        raise wrong
    if not all(isinstance(value, str) and value.isprintable() for value in values):
        raise wrong
    if order.by.endswith("_date"):
        day = parse_date(values[0])
        if day is None:
            raise wrong
        return [day, *values[1:]]
    return values
