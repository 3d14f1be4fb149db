"""Proposed moves: drafted, submitted, withdrawn, with the prisons side by side and the board's advice."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from sqlalchemy.engine import Connection

from app.api import API
from app.api.access import DECIDE_PLACEMENT, PROPOSE_MOVES, READ_MOVES, SET_ADVICE
from app.api.csv_lists import CSV_TOO, csv_response, every_row, wants_csv
from app.api.strict_json import StrictRoute
from app.deps import Answered, Call, WritingDep, answer, requires, roles, versioned
from app.domain.movements import MovesWanted
from app.schemas.movements import (
    AdviceIn,
    DecisionIn,
    DecisionOut,
    ProposalIn,
    ProposalList,
    ProposalOut,
    ProposalPatch,
    ProposalQuery,
    WithdrawIn,
)
from app.services.movements import deciding, listing, proposing, showing
from app.services.panel_reading import require_reading
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix=f"{API}/movement-proposals", tags=["Moves and decisions"], route_class=StrictRoute)

ProposalRef = Annotated[str, Path(max_length=40, description="The id of a proposal.")]
Reader = Annotated[Call, requires(*READ_MOVES)]
Proposer = Annotated[Call, requires(*PROPOSE_MOVES)]
COLUMNS = (
    ("prison_number", "case.prison_number"),
    ("crn", "case.crn"),
    ("last_name", "case.last_name"),
    ("first_name", "case.first_name"),
    ("status", "status"),
    ("from", "from_prison_name"),
    ("proposed", "prison_name"),
    ("submitted_on", "submitted_on"),
    ("decided", "decided_prison_name"),
    ("follows_advice", "follows_advice"),
    ("final_on", "final_on"),
    ("proposal_id", "id"),
    ("case_id", "case.id"),
)


@router.get("", response_model=ProposalList, responses=CSV_TOO, openapi_extra=roles(*READ_MOVES))
def list_movement_proposals(call: Reader, asked: Annotated[ProposalQuery, Query()]) -> Response:
    """Proposed moves that you may see, the latest first."""
    reading = require_reading(call)

    def read(connection: Connection, after: str | None, size: int) -> Mapping[str, Any]:
        wanted = MovesWanted(listing.case_of(connection, call.caller, asked.case, call.today), asked.status)
        return listing.list_proposals(
            connection, call.caller, reading, wanted, call.today, size=size, cursor=after
        )

    if wants_csv(call, asked.format):
        call.note_read("MOVES_EXPORTED", details={"new": asked.model_dump(mode="json", exclude_none=True)})
        return csv_response(every_row(call.database, read), COLUMNS, "movement-proposals")
    with call.reading() as connection:
        found = read(connection, asked.next, asked.size)
    return answer(ProposalList, Answered(found))


@router.post("", response_model=ProposalOut, status_code=201, openapi_extra=roles(*PROPOSE_MOVES))
def propose_move(given: ProposalIn, call: Proposer, write: WritingDep) -> Response:
    """Keep a draft of a move for somebody on the panel's caseload. Nobody decides on a draft."""
    require_reading(call)

    def use_case(work: UnitOfWork) -> Answered:
        return _answered(work, proposing.draft(work, given.model_dump()), 201)

    return write(call).carry_out(ProposalOut, use_case)


@router.get("/{move}", response_model=ProposalOut, openapi_extra=roles(*READ_MOVES))
def read_movement_proposal(move: ProposalRef, call: Reader) -> Response:
    """One proposal: what it weighs, her caring duties, every women's prison side by side, advice and decision."""
    require_reading(call)
    with call.reading() as connection:
        case, found = showing.read_proposal(connection, call.caller, move, call.today)
    call.note_read("CASE_READ", case_id=case["id"], details={"part": "movement_proposal"})
    return answer(ProposalOut, versioned(found))


@router.patch("/{move}", response_model=ProposalOut, openapi_extra=roles(*PROPOSE_MOVES))
def change_movement_proposal(
    move: ProposalRef, given: ProposalPatch, call: Proposer, write: WritingDep
) -> Response:
    """Change a draft; what is left out stays."""
    require_reading(call)
    sent = write(call)
    version = sent.required_version()

    def use_case(work: UnitOfWork) -> Answered:
        proposing.change(work, move, given.model_dump(exclude_unset=True), version)
        return _answered(work, move)

    return sent.carry_out(ProposalOut, use_case)


@router.post("/{move}/submit", response_model=ProposalOut, openapi_extra=roles(*PROPOSE_MOVES))
def submit_movement_proposal(move: ProposalRef, call: Proposer, write: WritingDep) -> Response:
    """Put a draft before the Prison Group Director, with her home area as it stands. From now on it does not change."""
    require_reading(call)
    sent = write(call)

    def use_case(work: UnitOfWork) -> Answered:
        proposing.submit(work, move, sent.version)
        return _answered(work, move)

    return sent.carry_out(ProposalOut, use_case)


@router.post("/{move}/withdraw", response_model=ProposalOut, openapi_extra=roles(*PROPOSE_MOVES))
def withdraw_movement_proposal(
    move: ProposalRef, given: WithdrawIn, call: Proposer, write: WritingDep
) -> Response:
    """Take a proposal back before it is decided; it stays in the record."""
    require_reading(call)
    sent = write(call)

    def use_case(work: UnitOfWork) -> Answered:
        proposing.withdraw(work, move, given.reason, sent.version)
        return _answered(work, move)

    return sent.carry_out(ProposalOut, use_case)


@router.put("/{move}/advice", response_model=ProposalOut, openapi_extra=roles(*SET_ADVICE))
def set_movement_advice(
    move: ProposalRef, given: AdviceIn, call: Annotated[Call, requires(*SET_ADVICE)], write: WritingDep
) -> Response:
    """Set the board's advice beside a proposal: the recommendation, and the prison that it comes to."""
    require_reading(call)
    sent = write(call)
    version = sent.required_version()

    def use_case(work: UnitOfWork) -> Answered:
        proposing.set_advice(work, move, given.model_dump(), version)
        return _answered(work, move)

    return sent.carry_out(ProposalOut, use_case)


@router.post(
    "/{move}/decision",
    response_model=DecisionOut,
    status_code=201,
    openapi_extra=roles(*DECIDE_PLACEMENT),
)
def decide_movement_proposal(
    move: ProposalRef,
    given: DecisionIn,
    call: Annotated[Call, requires(*DECIDE_PLACEMENT)],
    write: WritingDep,
) -> Response:
    """Prepare a decision on a proposal, or decide it finally as Prison Group Director or as a named delegate."""
    require_reading(call)
    sent = write(call)

    def use_case(work: UnitOfWork) -> Answered:
        return answered_decision(work, deciding.decide_proposal(work, move, given.model_dump(), sent.version))

    return sent.carry_out(DecisionOut, use_case)


def answered_decision(work: UnitOfWork, decision: str, status: int = 201) -> Answered:
    """A decision as it now stands."""
    _, found = showing.read_decision(work.connection, work.caller, decision, work.today)
    location = f"/api/v1/placement-decisions/{found['id']}" if status == 201 else None
    return Answered(found, status, found["version"], location)


def _answered(work: UnitOfWork, move: str, status: int = 200) -> Answered:
    _, found = showing.read_proposal(work.connection, work.caller, move, work.today)
    location = f"/api/v1/movement-proposals/{found['id']}" if status == 201 else None
    return Answered(found, status, found["version"], location)
