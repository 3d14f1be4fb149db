"""The panel's caseload: the list and its totals, one entry, its stages and its reviews."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from sqlalchemy.engine import Connection

from app.api import API
from app.api.access import KEEP_PANEL_CASELOAD, SEE_PANEL_CASELOAD
from app.api.cases import CaseRef
from app.api.csv_lists import CSV_TOO, Column, csv_response, every_row, wants_csv
from app.api.strict_json import StrictRoute
from app.deps import Answered, Call, WritingDep, answer, requires, roles, versioned
from app.domain.panel import Aim, AimState, Route
from app.domain.panel_caseload_filters import Attention, CaseloadWanted, Order
from app.schemas.panel_care import (
    ReviewIn,
)
from app.schemas.panel_caseload import (
    CaseloadList,
    CaseloadNarrowed,
    CaseloadQuery,
    CaseloadTotals,
    EntryIn,
    EntryOut,
    EntryPatch,
    LeaveIn,
    StepDownIn,
    StepUpIn,
)
from app.services.panel_caseload import keeping, reviewing, showing
from app.services.panel_caseload.sight import require_case, seen_by
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix=API, tags=["Panel caseload"], route_class=StrictRoute)

Reader = Annotated[Call, requires(*SEE_PANEL_CASELOAD)]
Keeper = Annotated[Call, requires(*KEEP_PANEL_CASELOAD)]
ENTRY = "/caseload/{case}"


def _state_of(aim: Aim, row: Mapping[str, Any]) -> Any:
    return next((each["state"] for each in row["aims"] if each["aim"] == aim), None)


COLUMNS: tuple[Column, ...] = (
    ("prison_number", "case.prison_number"),
    ("crn", "case.crn"),
    ("last_name", "case.last_name"),
    ("first_name", "case.first_name"),
    ("prison", "case.prison.name"),
    ("operational_manager", "operational_manager.name"),
    ("home_region", "case.home_region"),
    ("stage", "stage"),
    ("routes", "routes"),
    ("legacy_reference", "legacy_reference"),
    ("entered_on", "entered_on"),
    ("last_review_on", "last_review_on"),
    ("next_review_on", "next_review_on"),
    *((f"aim_{aim}", partial(_state_of, aim)) for aim in Aim),
    ("open_actions", "open_actions"),
    ("overdue_actions", "overdue_actions"),
    ("responsible", "owner.responsible"),
    ("lead_role", "owner.lead_role"),
    ("next_responsible", "next_owner.responsible"),
    ("next_from", "next_owner.since"),
    ("restricted_from", "restricted.from_on"),
    ("restricted_review_on", "restricted.next_review_on"),
    ("defects", "restricted.defects"),
    ("formulation", "formulation_number"),
    ("left_on", "left_on"),
    ("left_because", "left_because"),
    ("restricted_warnings", "restricted.warnings"),
)


@router.get(
    "/caseload",
    response_model=CaseloadList,
    responses=CSV_TOO,
    openapi_extra=roles(*SEE_PANEL_CASELOAD),
)
def list_panel_caseload(call: Reader, asked: Annotated[CaseloadQuery, Query()]) -> Response:
    """The panel's caseload, the next review first or by name. Members see it once they have signed, by their seat."""
    seen, wanted = seen_by(call), _wanted(asked)

    def read(connection: Connection, after: str | None, size: int) -> Mapping[str, Any]:
        return showing.list_caseload(connection, seen, wanted, size=size, cursor=after)

    if wants_csv(call, asked.format):
        call.note_read("PANEL_CASELOAD_EXPORTED", details={"stage": asked.stage, "prison": asked.prison})
        return csv_response(every_row(call.database, read), COLUMNS, "panel-caseload")
    with call.reading() as connection:
        found = read(connection, asked.next, asked.size)
    call.note_read("PANEL_CASELOAD_LISTED", details={"cases": [row["case_id"] for row in found["items"]]})
    return answer(CaseloadList, Answered(found))


@router.get("/caseload-totals", response_model=CaseloadTotals, openapi_extra=roles(*SEE_PANEL_CASELOAD))
def count_panel_caseload(call: Reader, asked: Annotated[CaseloadNarrowed, Query()]) -> Response:
    """What the same list comes to: stages, routes, aims and their states, prisons, and what is late."""
    seen = seen_by(call)
    with call.reading() as connection:
        found = showing.totals(connection, seen, _wanted(asked))
    return answer(CaseloadTotals, Answered(found))


@router.post("/caseload", status_code=201, response_model=EntryOut, openapi_extra=roles(*KEEP_PANEL_CASELOAD))
def enter_panel_caseload(given: EntryIn, call: Keeper, write: WritingDep) -> Response:
    """Bring on somebody whom no referral brings, such as from the earlier central supervision of cases."""

    def use_case(work: UnitOfWork) -> Answered:
        found = keeping.enter_by_hand(work, given.case, given.model_dump())
        return Answered(found, 201, found["version"], f"/api/v1/caseload/{found['case_id']}")

    return write(call).carry_out(EntryOut, use_case)


@router.get(ENTRY, response_model=EntryOut, openapi_extra=roles(*SEE_PANEL_CASELOAD))
def read_panel_entry(case: CaseRef, call: Reader) -> Response:
    """The entry of a case, live or the latest, with everything that is kept under it and an ETag."""
    require_case(call, case)
    with call.reading() as connection:
        found = showing.read_entry(connection, call.caller, case, call.today)
    call.note_read("CASE_READ", case_id=found["case_id"], details={"part": "panel_caseload"})
    return answer(EntryOut, versioned(found))


@router.patch(ENTRY, response_model=EntryOut, openapi_extra=roles(*KEEP_PANEL_CASELOAD))
def change_panel_entry(case: CaseRef, given: EntryPatch, call: Keeper, write: WritingDep) -> Response:
    """Change the routes, the next review or the older reference."""
    sent = write(call)
    version, changes = sent.required_version(), given.model_dump(exclude_unset=True)
    return keep_entry(call, write, lambda work: keeping.amend(work, case, changes, version), 200)


@router.post(ENTRY + "/step-down", response_model=EntryOut, openapi_extra=roles(*KEEP_PANEL_CASELOAD))
def step_panel_entry_down(case: CaseRef, given: StepDownIn, call: Keeper, write: WritingDep) -> Response:
    """Step her down: she stays on the caseload, with lighter oversight, and is still reviewed."""
    version = write(call).version
    return keep_entry(
        call, write, lambda work: keeping.step_down(work, case, given.model_dump(), version), 200
    )


@router.post(ENTRY + "/step-up", response_model=EntryOut, openapi_extra=roles(*KEEP_PANEL_CASELOAD))
def step_panel_entry_up(case: CaseRef, given: StepUpIn, call: Keeper, write: WritingDep) -> Response:
    """Bring her back from stepped down to active."""
    version = write(call).version
    return keep_entry(call, write, lambda work: keeping.step_up(work, case, given.model_dump(), version), 200)


@router.post(ENTRY + "/leave", response_model=EntryOut, openapi_extra=roles(*KEEP_PANEL_CASELOAD))
def leave_panel_caseload(case: CaseRef, given: LeaveIn, call: Keeper, write: WritingDep) -> Response:
    """End her time on the caseload, with the reason. What was kept stays; the case goes on as it was."""
    version = write(call).version
    return keep_entry(call, write, lambda work: keeping.leave(work, case, given.model_dump(), version), 200)


@router.post(
    ENTRY + "/reviews", status_code=201, response_model=EntryOut, openapi_extra=roles(*KEEP_PANEL_CASELOAD)
)
def review_panel_entry(case: CaseRef, given: ReviewIn, call: Keeper, write: WritingDep) -> Response:
    """Keep a review: her view or why it is not here, how each aim stands, and when she is reviewed next."""
    version = write(call).version
    return keep_entry(call, write, lambda work: reviewing.review(work, case, given.model_dump(), version))


def keep_entry(
    call: Call, write: WritingDep, change: Callable[[UnitOfWork], Mapping[str, Any]], status: int = 201
) -> Response:
    """Carry out a change of an entry, or of something under it, and answer with the whole entry."""

    def use_case(work: UnitOfWork) -> Answered:
        found = change(work)
        return Answered(found, status, found["version"])

    return write(call).carry_out(EntryOut, use_case)


def _wanted(asked: CaseloadNarrowed) -> CaseloadWanted:
    return CaseloadWanted(
        asked.stage,
        Route(asked.route) if asked.route else None,
        Aim(asked.aim) if asked.aim else None,
        AimState(asked.aim_state) if asked.aim_state else None,
        Attention(asked.attention) if asked.attention else None,
        asked.prison,
        asked.region,
        asked.q,
        Order(asked.sort),
    )
