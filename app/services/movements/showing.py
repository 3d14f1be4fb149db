"""Shows proposals with the prisons side by side, the advice on them, and what was decided."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.case_record import parts
from app.domain.identifiers import UUID
from app.domain.movements import ProposalStatus, status_of
from app.domain.refusals import NotFound
from app.repositories import case_records, cases, minutes, prison_offers
from app.repositories import movements as repository
from app.repositories import placement_decisions as decisions
from app.services.movements.comparing import needs_of, options_for, shown
from app.services.movements.deciding import NO_DECISION
from app.services.movements.standing import NONE_SUCH
from app.services.names import names_of
from app.services.panel_access import item_in_sight, sight_of
from app.services.panel_reading import may_read

Row = Mapping[str, Any]


def read_proposal(
    connection: Connection, caller: Caller, reference: str, today: date
) -> tuple[Row, dict[str, Any]]:
    """The case's row, and a proposal with everything that is weighed in it. Raises NotFound."""
    row = repository.proposal(connection, reference.lower()) if UUID.fullmatch(reference.lower()) else None
    case = cases.find_case(connection, row["case_id"], today) if row else None
    if row is None or case is None or not may_read(connection, caller, case, today):
        raise NotFound(NONE_SUCH)
    history = decisions.history_of(connection, row["id"])
    live = next((each for each in history if each["superseded_at"] is None), None)
    moved = repository.moved_on(connection, live) if live and live["final_on"] else None
    status = status_of(row, live, moved)
    now_at = case["prison_code"] if status in OPEN else row["from_prison"]
    needs = needs_of(connection, row, case, today)
    caring = case_records.part_of(connection, case["id"], parts.CARING)
    by = ("drafted_by", "submitted_by", "withdrawn_by", "advised_by")
    names = names_of(connection, (row[each] for each in by))
    return case, {
        **row,
        **{each: (names.get(row[each]) or row[each]) if row[each] else None for each in by},
        "case": case,
        "status": status,
        "home_area": row["home_area"] or case["home_area"],
        "home_region": row["home_region"] or case["home_region"],
        "interventions_named": prison_offers.interventions(connection),
        "is_restricted": needs.is_restricted,
        "caring_recorded": caring["fields"] if caring else None,
        "prisons": shown(options_for(connection, needs), row, now_at),
        "advice_there_is": repository.advice_on(connection, case["id"])
        if sight_of(connection, caller, today).every_item
        else [],
        "advice": _advice(connection, caller, row["recommendation_id"], today),
        "decision": _whole_decision(connection, caller, live, moved, today) if live else None,
        "moved_on": moved,
    }


OPEN = frozenset({ProposalStatus.DRAFT, ProposalStatus.SUBMITTED, ProposalStatus.PREPARED})
"""While it stands open, where she is now counts; afterwards, where she was."""


def read_decision(
    connection: Connection, caller: Caller, reference: str, today: date
) -> tuple[Row, dict[str, Any]]:
    """The case's row, and one decision. Raises NotFound."""
    row = decisions.decision(connection, reference.lower()) if UUID.fullmatch(reference.lower()) else None
    case = cases.find_case(connection, row["case_id"], today) if row else None
    if row is None or case is None or not may_read(connection, caller, case, today):
        raise NotFound(NO_DECISION)
    moved = repository.moved_on(connection, row) if row["final_on"] and row["prison_code"] else None
    return case, {**_whole_decision(connection, caller, row, moved, today), "case": case}


def _advice(connection: Connection, caller: Caller, advice_id: str | None, today: date) -> Row | None:
    """The words of the board's advice, for those who may see its items."""
    row = minutes.recommendation_of(connection, advice_id) if advice_id else None
    if row is None:
        return None
    try:
        item_in_sight(connection, caller, row["item_id"], today)
    except NotFound:
        return None
    return row


def _whole_decision(
    connection: Connection, caller: Caller, row: Row, moved: date | None, today: date
) -> dict[str, Any]:
    """A decision with what of the meeting it makes final, for those who may see the board's item."""
    seen = []
    for each in minutes.confirmed_by_placement(connection, row["id"]):
        with suppress(NotFound):
            item_in_sight(connection, caller, each["item_id"], today)
            seen.append({**each, "decided_by": each["person_name"]})
    return {**_decision(connection, row, moved), "decided_in_meeting": seen}


def _decision(connection: Connection, row: Row, moved: date | None) -> dict[str, Any]:
    names = names_of(connection, (row["prepared_by"], row["final_by"]))
    prisons = {prison["code"]: prison["name"] for prison in prison_offers.womens_prisons(connection)}
    is_move = row["prison_code"] is not None and row["prison_code"] != row["from_prison"]
    return {
        **row,
        "prepared_by": names.get(row["prepared_by"]) or row["prepared_by"],
        "final_by": (names.get(row["final_by"]) or row["final_by"]) if row["final_by"] else None,
        "as_delegate": row["delegation_id"] is not None,
        "prison_name": prisons.get(row["prison_code"]),
        "advised_prison_name": prisons.get(row["advised_prison"]),
        "is_final": row["final_on"] is not None,
        "is_superseded": row["superseded_at"] is not None,
        "moved_on": moved,
        "transfer_is_next": bool(
            is_move and row["final_on"] and moved is None and row["superseded_at"] is None
        ),
    }
