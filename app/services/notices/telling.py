"""Writes notices inside the transaction of what they tell about; the worker carries them by mail later."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from app.domain.identifiers import new_id
from app.domain.notice_kinds import notice_kind
from app.domain.notices import NewNotice
from app.repositories import allocations, notices
from app.services.unit_of_work import UnitOfWork


def tell_people(work: UnitOfWork, wanted: Iterable[NewNotice]) -> int:
    """Tell each recipient what they were not told yet; answers how many notices were new."""
    wanted = list(wanted)
    case_ids = {new.case["id"] for new in wanted if new.case is not None and new.roles}
    holders = allocations.live_of(work.connection, sorted(case_ids))
    rows = [row for new in wanted for row in _rows(work, new, holders)]
    chosen = notices.preferences_of(work.connection, sorted({r["staff_id"] for r in rows if r["staff_id"]}))
    for row in rows:
        preference = chosen.get((row["staff_id"], row["kind"]))
        if preference:
            row |= {"in_service": preference["in_service"], "by_mail": preference["by_mail"]}
    new_rows = notices.add_new(work.connection, rows)
    for cause, told in groupby(sorted(new_rows, key=_cause), key=_cause):
        first, *others = told
        details = {"new": {"kind": first["kind"], "cause": cause, "people": 1 + len(others)}}
        work.record("PEOPLE_TOLD", case_id=first["case_id"], subject=("NOTICE", first["id"]), details=details)
    return len(new_rows)


def _cause(row: Mapping[str, Any]) -> str:
    cause: str = row["cause"]
    return cause


def _rows(
    work: UnitOfWork, new: NewNotice, holders: Mapping[str, Mapping[str, Mapping[str, Any]]]
) -> Iterator[dict[str, Any]]:
    for staff_id, address in dict.fromkeys(_recipients(new, holders)):
        yield {
            "id": new_id(),
            "cause": new.cause,
            "recipient": staff_id or address,
            "kind": new.kind,
            "case_id": new.case["id"] if new.case else None,
            "staff_id": staff_id,
            "address": address,
            "details": dict(new.details),
            "made_at": work.moment,
            "in_service": staff_id is not None,
            "by_mail": notice_kind(new.kind).by_mail,
        }


def _recipients(
    new: NewNotice, holders: Mapping[str, Mapping[str, Mapping[str, Any]]]
) -> Iterator[tuple[str | None, str | None]]:
    yield from ((staff_id, None) for staff_id in new.staff_ids)
    held = holders.get(new.case["id"], {}) if new.case else {}
    for role in new.roles:
        holder = held.get(role)
        if holder and (holder["staff_id"] or holder["email"]):
            yield holder["staff_id"], None if holder["staff_id"] else holder["email"]
    yield from ((None, address) for address in new.addresses)
