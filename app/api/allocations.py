"""Who holds which role of a case: reading, recommending, naming, ending, and moving many cases at once."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from app.api import API
from app.api.access import ALLOCATE, READ_CASES, REALLOCATE
from app.api.cases import CaseRef
from app.api.strict_json import StrictRoute
from app.deps import Answered, Call, WritingDep, answer, requires, roles
from app.schemas.allocations import (
    AllocationIn,
    Allocations,
    ReallocationIn,
    ReallocationOut,
    RecommendationOut,
)
from app.schemas.roles import CaseRole
from app.services import allocations
from app.services.allocations import Choice, Move, MoveItem, Recommendation
from app.services.allocations.showing import allocations_as_shown
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix=API, tags=["Allocation"], route_class=StrictRoute)

RoleRef = Annotated[CaseRole, Path(description="The role of the case.")]


@router.get("/cases/{case}/allocations", response_model=Allocations, openapi_extra=roles(*READ_CASES))
def list_allocations(case: CaseRef, call: Annotated[Call, requires(*READ_CASES)]) -> Response:
    """The people of a case, now and before. The ETag is the case's version: send it to change who holds a role."""
    with call.reading() as connection:
        found = allocations.allocations_of(connection, call.caller, case, call.today)
    call.note_read("CASE_READ", case_id=found["case_id"], details={"part": "allocations"})
    return answer(Allocations, Answered(found, version=found["case_version"]))


@router.get(
    "/cases/{case}/allocations/{role}/recommendation",
    response_model=RecommendationOut,
    openapi_extra=roles(*READ_CASES),
)
def recommend_for_role(
    case: CaseRef, role: RoleRef, call: Annotated[Call, requires(*READ_CASES)]
) -> Response:
    """Who should take a role of a case, the fittest first, with the reasons; at the end who may not, and why."""
    with call.reading() as connection:
        found = allocations.recommend(connection, call.caller, case, role, call.today)
    call.note_read("CASE_READ", case_id=found.case["id"], details={"part": "recommendation"})
    return answer(RecommendationOut, Answered(_recommendation(found), version=found.case["version"]))


@router.put("/cases/{case}/allocations/{role}", response_model=Allocations, openapi_extra=roles(*ALLOCATE))
def put_allocation(
    case: CaseRef,
    role: RoleRef,
    given: AllocationIn,
    call: Annotated[Call, requires(*ALLOCATE)],
    write: WritingDep,
) -> Response:
    """Give a role to a person; whoever held it holds it no more. If-Match carries the case's version.

    OMU managers name who holds the prison's roles (officers key workers and co-workers), seniors the community's.
    """
    sent = write(call)
    version = sent.required_version()
    choice = Choice(given.staff_id, given.override_reasons, given.override_text, given.note)

    def use_case(work: UnitOfWork) -> Answered:
        found = allocations.allocate(work, case, role, choice, version)
        shown = allocations_as_shown(work.connection, found, call.today)
        return Answered(shown, version=shown["case_version"])

    return sent.carry_out(Allocations, use_case)


@router.delete("/cases/{case}/allocations/{role}", response_model=Allocations, openapi_extra=roles(*ALLOCATE))
def end_allocation(
    case: CaseRef, role: RoleRef, call: Annotated[Call, requires(*ALLOCATE)], write: WritingDep
) -> Response:
    """Take a role from whoever holds it. If-Match carries the case's version; the row stays in the history."""
    sent = write(call)
    version = sent.required_version()

    def use_case(work: UnitOfWork) -> Answered:
        found = allocations.end_allocation(work, case, role, version)
        shown = allocations_as_shown(work.connection, found, call.today)
        return Answered(shown, version=shown["case_version"])

    return sent.carry_out(Allocations, use_case)


@router.post("/reallocations", response_model=ReallocationOut, openapi_extra=roles(*REALLOCATE))
def reallocate_cases(
    given: ReallocationIn, call: Annotated[Call, requires(*REALLOCATE)], write: WritingDep
) -> Response:
    """Move up to 500 cases from one person to another, with a result for each; a refused one stops no other."""
    move = Move(
        given.from_staff_id,
        given.to_staff_id,
        [MoveItem(item.case, item.allocation_id) for item in given.items],
        given.override_reasons,
        given.override_text,
        given.note,
        given.end_leftovers,
    )
    return write(call).carry_out(ReallocationOut, lambda work: Answered(allocations.reallocate(work, move)))


def _recommendation(found: Recommendation) -> dict[str, Any]:
    first = found.ranked[0].candidate if found.ranked and found.ranked[0].rank == 1 else None
    holder = found.holder
    return {
        "case_id": found.case["id"],
        "case_version": found.case["version"],
        "role": found.role,
        "role_needed": found.role_needed,
        "holder": {"id": holder["staff_id"], "name": holder["named"]}
        if holder and holder["staff_id"]
        else None,
        "recommended": {"id": first.staff_id, "name": first.name} if first else None,
        "items": [
            {
                "rank": one.rank,
                "id": one.candidate.staff_id,
                "name": one.candidate.name,
                "reasons": one.reasons,
                "duties": sorted(one.candidate.duties),
                "tenths": one.candidate.workload.tenths,
                "availability": one.candidate.availability,
                "held_until": one.candidate.held_until,
                "cases": one.candidate.workload.cases,
                "leading": one.candidate.workload.leading,
                "points": one.candidate.workload.points,
                "load": one.candidate.workload.load,
            }
            for one in found.ranked
        ],
    }
