"""Comparisons of two policies over a caseload: started here, worked on in the background, kept to be cited."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from sqlalchemy.engine import Connection

from app.api import API
from app.api.access import COMPARE, SEE_COMPARISONS
from app.api.csv_lists import CSV_TOO, Column, csv_response, every_row, wants_csv
from app.api.strict_json import StrictRoute
from app.deps import Answered, Call, WritingDep, answer, requires, roles
from app.domain.compare import CompareFilters
from app.schemas.compare import (
    ComparisonIn,
    ComparisonList,
    ComparisonsQuery,
    ComparisonWithResult,
    HandoversQuery,
    MoveList,
    MovesQuery,
    OwnedList,
    OwnedQuery,
    PlaceHandoverList,
    SideIn,
)
from app.services import compare
from app.services.compare import Side, Wanted
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix=f"{API}/policies", tags=["Comparisons"], route_class=StrictRoute)

RunRef = Annotated[str, Path(description="The comparison's id or its reference.", max_length=40)]
MOVES: tuple[Column, ...] = (
    ("case_id", "case.id"),
    ("prison_number", "case.prison_number"),
    ("crn", "case.crn"),
    ("last_name", "case.last_name"),
    ("first_name", "case.first_name"),
    ("prison", "prison.code"),
    ("home_region", "home_region"),
    ("differs_on", "differs_on"),
    ("side_differs_on", "side_differs_on"),
    ("left_responsible", "left.responsible"),
    ("left_lead_role", "left.lead_role"),
    ("left_reason_code", "left.reason_code"),
    ("right_responsible", "right.responsible"),
    ("right_lead_role", "right.lead_role"),
    ("right_reason_code", "right.reason_code"),
)
OWNED: tuple[Column, ...] = tuple(
    (name, name)
    for name in (
        "month", "counted_on", "responsible", "lead_role", "left_cases", "right_cases", "left_staff", "right_staff",
    )
)  # fmt: skip
HANDOVERS: tuple[Column, ...] = tuple((name, name) for name in ("code", "name", "month", "left", "right"))


@router.post(
    "/compare",
    response_model=ComparisonWithResult,
    status_code=202,
    responses={201: {"model": ComparisonWithResult, "description": "A small one, over already."}},
    openapi_extra=roles(*COMPARE),
)
def compare_policies(
    given: ComparisonIn, call: Annotated[Call, requires(*COMPARE)], write: WritingDep
) -> Response:
    """Compare two policies, or two settings of one, over your cases. The run is kept, to be cited by its reference."""
    wanted = Wanted(
        _side(given.left),
        _side(given.right),
        _filters(given),
        given.caseload,
        given.title or "",
    )

    def use_case(work: UnitOfWork) -> Answered:
        run = compare.start_comparison(work, wanted)
        shown = compare.run_shown(work.connection, run)
        location = f"/api/v1/policies/comparisons/{run['id']}"
        return Answered(shown, 201 if run["state"] == "done" else 202, location=location)

    response = write(call).carry_out(ComparisonWithResult, use_case)
    worker = getattr(call.request.app.state, "worker", None)
    if worker and response.status_code == 202:
        worker.call()
    return response


@router.get("/comparisons", response_model=ComparisonList, openapi_extra=roles(*SEE_COMPARISONS))
def list_comparisons(
    call: Annotated[Call, requires(*SEE_COMPARISONS)], asked: Annotated[ComparisonsQuery, Query()]
) -> Response:
    """The kept comparisons of places that you may see, the latest first."""
    with call.reading() as connection:
        found = compare.list_runs(connection, call.caller, asked.next, asked.size)
    return answer(ComparisonList, Answered(found))


@router.get(
    "/comparisons/{comparison}", response_model=ComparisonWithResult, openapi_extra=roles(*SEE_COMPARISONS)
)
def read_comparison(comparison: RunRef, call: Annotated[Call, requires(*SEE_COMPARISONS)]) -> Response:
    """One comparison: its inputs, how far it is, and by month what came out."""
    with call.reading() as connection:
        return answer(ComparisonWithResult, Answered(compare.show_run(connection, call.caller, comparison)))


@router.get(
    "/comparisons/{comparison}/moves",
    response_model=MoveList,
    responses=CSV_TOO,
    openapi_extra=roles(*SEE_COMPARISONS),
)
def list_moves(
    comparison: RunRef,
    call: Annotated[Call, requires(*SEE_COMPARISONS)],
    asked: Annotated[MovesQuery, Query()],
) -> Response:
    """The cases whose owner differs between the two policies, by the first day that does."""

    def read(connection: Connection, after: str | None, size: int) -> Mapping[str, Any]:
        return compare.moves_of(connection, call.caller, comparison, after, size)

    as_file = wants_csv(call, asked.format)
    with call.reading() as connection:
        found = read(connection, asked.next, asked.size)
    call.note_read("COMPARISON_READ", details={"comparison": comparison, "as_file": as_file})
    if as_file:
        return csv_response(every_row(call.database, read), MOVES, f"moves-{comparison}")
    return answer(MoveList, Answered(found))


@router.get(
    "/comparisons/{comparison}/owned",
    response_model=OwnedList,
    responses=CSV_TOO,
    openapi_extra=roles(*SEE_COMPARISONS),
)
def list_owned(
    comparison: RunRef,
    call: Annotated[Call, requires(*SEE_COMPARISONS)],
    asked: Annotated[OwnedQuery, Query()],
) -> Response:
    """Cases owned at each month's end by side and lead role, and the staff that they need, by both policies."""
    with call.reading() as connection:
        found = compare.months_of(connection, call.caller, comparison)
    if wants_csv(call, asked.format):
        return csv_response(found["items"], OWNED, f"owned-{comparison}")
    return answer(OwnedList, Answered(found))


@router.get(
    "/comparisons/{comparison}/handovers",
    response_model=PlaceHandoverList,
    responses=CSV_TOO,
    openapi_extra=roles(*SEE_COMPARISONS),
)
def list_handovers_by_place(
    comparison: RunRef,
    call: Annotated[Call, requires(*SEE_COMPARISONS)],
    asked: Annotated[HandoversQuery, Query()],
) -> Response:
    """Handovers by month of each prison, or of each probation region, by both policies."""

    def read(connection: Connection, after: str | None, size: int) -> Mapping[str, Any]:
        return compare.handovers_of(connection, call.caller, comparison, asked.by, after, size)

    with call.reading() as connection:
        found = read(connection, asked.next, asked.size)
    if wants_csv(call, asked.format):
        rows = by_month(every_row(call.database, read))
        return csv_response(rows, HANDOVERS, f"handovers-by-{asked.by}-{comparison}")
    return answer(PlaceHandoverList, Answered(found))


def by_month(places: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """A line for each month of each place."""
    for place in places:
        yield from ({"code": place["code"], "name": place["name"], **month} for month in place["months"])


def _side(given: SideIn) -> Side:
    return Side(given.policy, given.settings)


def _filters(given: ComparisonIn) -> CompareFilters:
    asked = given.filter
    prisons, regions = tuple(sorted(set(asked.prisons))), tuple(sorted(set(asked.regions)))
    return CompareFilters(prisons, regions, asked.estate, asked.provider, asked.sentence_type)
