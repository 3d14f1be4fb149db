"""Shows referrals: a page of the list, one with everything said of it, and those of one case with its contacts."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.cursor import after_cursor, cursor_of, total_of
from app.domain.referral_filters import ReferralFilters
from app.domain.referrals import (
    FORMER_NAMES,
    TERMS,
    Kind,
    Status,
    is_former_name,
    lacking,
    routes_of,
    steps_open,
)
from app.repositories import places
from app.repositories import referral_register as register
from app.repositories import referrals as repository
from app.services.names import names_of
from app.services.referrals.drafting import WELSH_REGION
from app.services.referrals.reading import answers_of, may_see_unsent, visible_referral
from app.services.referrals.support import may_be_answered, shown_support
from app.services.visibility import visible_case

LIST = "referrals"
MOST_OF_CASE = 100
Row = Mapping[str, Any]


def list_referrals(
    connection: Connection,
    caller: Caller,
    filters: ReferralFilters,
    today: date,
    *,
    size: int,
    cursor: str | None,
) -> dict[str, Any]:
    """One page of the referrals that this caller may see, the latest first."""
    after = after_cursor(cursor, LIST, ("id",))
    filters = replace(filters, with_unsent=may_see_unsent(caller))
    rows = repository.list_referrals(
        connection, caller.scope, filters, after=after[0] if after else None, size=size + 1
    )
    shown, more = rows[:size], len(rows) > size
    names = names_of(connection, (row["created_by"] for row in shown))
    return {
        "items": [_line(row, names, today) for row in shown],
        "page": None if cursor else 1,
        "size": size,
        "total": total_of(
            rows, size, cursor, lambda: repository.count_referrals(connection, caller.scope, filters)
        ),
        "next": cursor_of(LIST, (shown[-1]["id"],)) if more else None,
    }


def search_words(q: str | None) -> tuple[str | None, str | None]:
    """What to search cases by, and the panel's name today where its former name was asked for."""
    if q is not None and is_former_name(q):
        return None, f"{TERMS}, formerly {FORMER_NAMES[1]} ({FORMER_NAMES[0]})"
    return q, None


def read_referral(connection: Connection, caller: Caller, reference: str, today: date) -> dict[str, Any]:
    """One referral with its steps, its amendments, and what it still lacks. Raises NotFound."""
    found, case = visible_referral(connection, caller, reference, today)
    row = repository.shown_referral(connection, found["id"]) or found
    approaches = repository.approaches_of(connection, row["id"])
    steps = repository.steps_of(connection, [row["id"]]).get(row["id"], [])
    amendments = repository.amendments_of(connection, row["id"])
    who = [row["created_by"], *(s["recorded_by"] for s in steps), *(a["amended_by"] for a in amendments)]
    names = names_of(connection, who)
    answers = answers_of(row, approaches)
    status = Status(row["status"])
    errors = lacking(Kind(row["kind"]), answers) if status is Status.DRAFT else []
    return {
        **_line(row, names, today),
        **answers,
        "needs": answers["needs"] or {},
        "principles": row["principles"] or _in_force(connection, today),
        "principles_not_met": [each["text"] for each in row["principles"] if not each["met"]],
        "terms": row["terms"],
        "lacking": [{"field": e.field, "code": e.code, "message": e.message} for e in errors],
        "next_steps": list(steps_open(status)),
        "steps": [_step(each, names) for each in steps],
        "amendments": [_amendment(each, names) for each in amendments],
        "spocs": _spocs(connection, case, bool(row["welsh_case"]), today),
        "staff_support": shown_support(connection, row),
        "staff_support_open": may_be_answered(connection, row),
    }


def of_case(connection: Connection, caller: Caller, reference: str, today: date) -> dict[str, Any]:
    """The referrals of a case, the latest first, and for a Welsh woman in England the contact at her prison."""
    case = visible_case(connection, caller, reference, today)
    filters = ReferralFilters(case_id=case["id"], with_unsent=may_see_unsent(caller))
    rows = repository.list_referrals(connection, caller.scope, filters, after=None, size=MOST_OF_CASE)
    names = names_of(connection, (row["created_by"] for row in rows))
    is_welsh = case["home_region"] == WELSH_REGION
    return {
        "case_id": case["id"],
        "welsh_case": is_welsh,
        "spocs": _spocs(connection, case, is_welsh, today),
        "items": [_line(row, names, today) for row in rows],
    }


def _line(row: Row, names: Mapping[str, str], today: date) -> dict[str, Any]:
    prison = {"code": row["prison_code"], "name": row["prison_name"]} if row.get("prison_code") else None
    due = row["triage_due_on"]
    return {
        **row,
        "routes": routes_of(row),
        "prison": prison,
        "created_by_name": names.get(row["created_by"]),
        "triage_overdue": row["status"] == Status.SUBMITTED and due is not None and due < today,
    }


def _step(step: Row, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "kind": step["kind"],
        "text": step["text"],
        "routes": step["details"].get("routes"),
        "recorded_at": step["recorded_at"],
        "recorded_on": step["recorded_on"],
        "recorded_by": step["recorded_by"],
        "recorded_by_name": names.get(step["recorded_by"]),
    }


def _amendment(row: Row, names: Mapping[str, str]) -> dict[str, Any]:
    return {**row, "amended_by_name": names.get(row["amended_by"])}


def _in_force(connection: Connection, today: date) -> list[dict[str, Any]]:
    found = register.principles(connection, today)
    return [{"id": each["id"], "text": each["text"], "met": False} for each in found]


def _spocs(connection: Connection, case: Row, is_welsh: bool, today: date) -> list[Row]:
    """The contacts at the English prison that holds a Welsh woman (001 L22)."""
    prison = places.prison(connection, case["prison_code"]) if is_welsh and case["prison_code"] else None
    if prison is None or prison["country"] == "Wales":
        return []
    return register.spocs(connection, prison=prison["code"], on=today)
