"""Shows the panel's caseload: a page of it, its totals, and one entry with all that is kept of her."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.cursor import Part, after_cursor, cursor_of, total_of
from app.domain.panel import Aim, AimState
from app.domain.panel_care import defects_of, held_where_it_may_not_be, is_defect, is_held
from app.domain.panel_caseload import HANDOVER, routes_of, stage_of, support_state
from app.domain.panel_caseload_filters import CaseloadWanted, Order, Seen
from app.domain.refusals import NotFound
from app.domain.summary import IN_CUSTODY
from app.repositories import allocations, panel_care, prison_offers
from app.repositories import panel_caseload as repository
from app.repositories import panel_caseload_lists as lists
from app.services.names import names_of
from app.services.panel_caseload.managers import operational_manager
from app.services.visibility import visible_case

NOT_ON_IT = "This person is not on the panel's caseload, and never was."
_KEYS: Mapping[Order, tuple[Part, ...]] = {
    Order.NEXT_REVIEW: ("date", "id"),
    Order.NAME: ("text", "text", "id"),
}
_SHOWN = (
    "case_id", "version", "legacy_reference", "referral_id", "entered_on", "next_review_on", "stepped_down_on",
    "left_on", "left_because",
)  # fmt: skip
Row = Mapping[str, Any]


def list_caseload(
    connection: Connection, seen: Seen, wanted: CaseloadWanted, *, size: int, cursor: str | None
) -> dict[str, Any]:
    """One page of the entries that the caller may see."""
    after = after_cursor(cursor, f"panel_caseload_{wanted.order}", _KEYS[wanted.order])
    rows = lists.list_entries(connection, seen, wanted, after, size + 1)
    shown, more = rows[:size], len(rows) > size
    keys = [f"key_{place}" for place in range(len(_KEYS[wanted.order]))]
    last = [shown[-1][key] for key in keys] if more else []
    return {
        "items": as_shown(connection, shown, seen.on),
        "page": None if cursor else 1,
        "size": size,
        "total": total_of(rows, size, cursor, lambda: lists.count_entries(connection, seen, wanted)),
        "next": cursor_of(f"panel_caseload_{wanted.order}", last) if more else None,
    }


def totals(connection: Connection, seen: Seen, wanted: CaseloadWanted) -> dict[str, Any]:
    """What the entries of a list come to: by stage, route, aim and state, prison, and what is late."""
    counted = lists.counts(connection, seen, wanted)
    by_aim = {
        (row["aim"], row["state"]): row["total"] for row in lists.counts_by_aim(connection, seen, wanted)
    }
    prisons = lists.counts_by_prison(connection, seen, wanted)
    return {
        **counted,
        "on": seen.on,
        "overdue_actions": lists.overdue_actions(connection, seen, wanted),
        "aims": [_aim_totals(aim, by_aim, counted["total"]) for aim in Aim],
        "prisons": [{"prison": _prison(row), "total": row["total"]} for row in prisons],
    }


def read_entry(connection: Connection, caller: Caller, reference: str, on: date) -> dict[str, Any]:
    """The live entry of a case, else its latest, with everything that is kept under it. Raises NotFound."""
    case = visible_case(connection, caller, reference, on)
    row = repository.latest_entry(connection, case["id"])
    if row is None:
        raise NotFound(NOT_ON_IT)
    return entry_in_full(connection, case, row["id"], on)


def entry_in_full(connection: Connection, case: Row, entry_id: str, on: date) -> dict[str, Any]:
    """One entry with its reviews, aims over time, formulations, status, regime, support and contacts."""
    row = lists.entry_of(connection, entry_id, on)
    shown = as_shown(connection, [row], on)[0]
    formulations = panel_care.formulations_of(connection, case["id"])
    full = {
        **shown,
        **{name: row[name] for name in ("entry_reason", "step_down_reason", "left_note", "entered_by")},
        "people": _people(connection, case),
        "reviews": repository.reviews_of(connection, entry_id),
        "aim_history": repository.aims_of(connection, entry_id),
        "formulation": formulations[0] if formulations else None,
        "earlier_formulations": formulations[1:],
        "restricted_statuses": panel_care.statuses_of(connection, case["id"]),
        "regime": _regime(connection, case["id"]),
        "staff_support": [
            {**offer, "state": support_state(offer)} for offer in repository.support_of(connection, entry_id)
        ],
        "stakeholder_contacts": repository.contacts_of(connection, entry_id),
    }
    return _with_names(connection, full)


def as_shown(connection: Connection, rows: Sequence[Row], on: date) -> list[dict[str, Any]]:
    """Rows of a list in the API's shape, with what is looked up for all of them at once."""
    if not rows:
        return []
    entries, of_cases = [row["id"] for row in rows], [row["case_id"] for row in rows]
    aims, last = lists.aims_now(connection, entries), lists.last_reviews(connection, entries)
    actions = lists.actions_open(connection, of_cases, on)
    formulations = lists.formulations_now(connection, of_cases)
    regime = panel_care.regime_of(connection, [row["case_id"] for row in rows if row["restricted_id"]])
    offers = prison_offers.offers(connection) if regime else {}
    alerts = repository.alerts_of(connection, entries)
    return [
        {
            **{name: row[name] for name in _SHOWN},
            "id": row["id"],
            "case": _case(row),
            "stage": stage_of(row),
            "routes": routes_of(row),
            "review_overdue": _is_late(row, on),
            "last_review_on": last.get(row["id"]),
            "aims": [_aim(aim, aims[row["id"]].get(aim)) for aim in Aim],
            "open_actions": actions.get(row["case_id"], (0, 0))[0],
            "overdue_actions": actions.get(row["case_id"], (0, 0))[1],
            "operational_manager": operational_manager(row, row["phase"]),
            "owner": _owner(row, "responsible", "lead_role", "owned_since"),
            "next_owner": _owner(row, "next_responsible", "next_lead_role", "next_from"),
            "restricted": _restricted(row, regime.get(row["case_id"], []), offers, on),
            "alerts": [
                alert for alert in alerts if alert["entry_id"] == row["id"] and _stands(alert, row, on)
            ],
            "formulation_number": formulations.get(row["case_id"]),
        }
        for row in rows
    ]


def _aim_totals(aim: Aim, by_aim: Mapping[tuple[str, str], int], total: int) -> dict[str, Any]:
    said = {state.value: by_aim.get((aim.value, state.value), 0) for state in AimState}
    return {"aim": aim, **said, "not_said": total - sum(said.values())}


def _prison(row: Row) -> dict[str, Any] | None:
    name = row["prison_name"] if "prison_name" in row else row["name"]
    return {"code": row["prison_code"], "name": name} if row["prison_code"] else None


def _case(row: Row) -> dict[str, Any]:
    names = ("prison_number", "crn", "first_name", "last_name", "home_region")
    return {"id": row["case_id"], **{name: row[name] for name in names}, "prison": _prison(row)}


def _aim(aim: Aim, current: Row | None) -> dict[str, Any]:
    state, since = (current["state"], current["stood_on"]) if current else (None, None)
    return {"aim": aim, "state": state, "since": since}


def _owner(row: Row, responsible: str, lead: str, since: str) -> dict[str, Any] | None:
    if row[responsible] is None:
        return None
    return {"responsible": row[responsible], "lead_role": row[lead], "since": row[since]}


def _restricted(
    row: Row, regime: Sequence[Row], offers: Mapping[str, Row], on: date
) -> dict[str, Any] | None:
    if row["restricted_id"] is None:
        return None
    is_inside = row["left_on"] is None and is_held(row["prison_code"], row["phase"])
    held = offers.get(row["prison_code"], {}).get("holds_restricted_status")
    status = {"next_review_on": row["restricted_review_on"]}
    return {
        "from_on": row["restricted_from"],
        "next_review_on": row["restricted_review_on"],
        "withheld": sum(item["state"] == "withheld" for item in regime),
        "defects": defects_of(status, regime, on),
        "warnings": held_where_it_may_not_be(held) if is_inside else [],
    }


def _is_late(row: Row, on: date) -> bool:
    return row["left_on"] is None and row["next_review_on"] < on


def _stands(alert: Row, row: Row, on: date) -> bool:
    """Whether the day that an alert was raised for still is the day, and still ahead."""
    if alert["due_on"] < on or row["left_on"] is not None:
        return False
    if alert["kind"] == HANDOVER:
        return bool(alert["due_on"] == row["handover_date"])
    return row["phase"] in IN_CUSTODY and bool(alert["due_on"] == row["release_date"])


def _people(connection: Connection, case: Row) -> list[dict[str, Any]]:
    """Who works with her by the service's own allocations: the panel shows them and moves none of them (000 L41)."""
    held = allocations.live_of(connection, [case["id"]]).get(case["id"], {})
    return [{"role": role, "name": holder["named"]} for role, holder in sorted(held.items())]


def _regime(connection: Connection, case_id: str) -> list[dict[str, Any]]:
    items = panel_care.regime_of(connection, [case_id])[case_id]
    return [{**item, "is_defect": is_defect(item)} for item in items]


def _with_names(connection: Connection, full: dict[str, Any]) -> dict[str, Any]:
    """Display names in place of usernames, everywhere that one stands."""
    parts = ("reviews", "aim_history", "earlier_formulations", "restricted_statuses", "regime", "staff_support",
             "stakeholder_contacts")  # fmt: skip
    current = [full["formulation"]] if full["formulation"] else []
    rows = [row for part in parts for row in full[part]] + current
    names = names_of(connection, [full["entered_by"], *(row["recorded_by"] for row in rows)])
    named = {part: [_named(row, names) for row in full[part]] for part in parts}
    entered_by = names.get(full["entered_by"]) or full["entered_by"]
    formulation = _named(full["formulation"], names) if current else None
    return {**full, **named, "formulation": formulation, "entered_by": entered_by}


def _named(row: Row, names: Mapping[str, str]) -> dict[str, Any]:
    return {**row, "recorded_by": names.get(row["recorded_by"]) or row["recorded_by"]}
