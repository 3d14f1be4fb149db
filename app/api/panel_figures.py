"""Reports of the panel: to its two senior responsible owners, and the monitoring extract of each quarter."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from app.api import API
from app.api.access import ACCOUNT_FOR_PANEL, MAKE_EXTRACTS, SEE_EXTRACTS
from app.api.csv_lists import CSV_TOO, Column, csv_response, wants_csv
from app.api.strict_json import StrictRoute
from app.deps import Answered, Call, WritingDep, answer, requires, roles
from app.schemas.fields import FileFormat
from app.schemas.panel_figures import AccountOut, AccountQuery, ExtractIn, ExtractList, ExtractOut
from app.services import panel_figures
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix=API, tags=["Panel reports"], route_class=StrictRoute)
LEDGER: tuple[Column, ...] = (
    ("measure", "measure"),
    ("by", "by"),
    ("category", "category"),
    ("count", "count"),
)
QuarterRef = Annotated[str, Path(max_length=20, description="A quarter such as 2026-Q3.")]
EXTRACTS = "/monitoring-extracts"


@router.get(
    "/panel-accounts", response_model=AccountOut, responses=CSV_TOO, openapi_extra=roles(*ACCOUNT_FOR_PANEL)
)
def read_panel_account(
    call: Annotated[Call, requires(*ACCOUNT_FOR_PANEL)], asked: Annotated[AccountQuery, Query()]
) -> Response:
    """The report to one senior responsible owner: both stand on the same figures, over the caller's scope."""
    with call.reading() as connection:
        found = panel_figures.account(connection, call.caller, asked.owner, asked.from_, asked.to, call.today)
    details = {"owner": asked.owner, "from": found["from"].isoformat(), "to": found["to"].isoformat()}
    call.note_read("PANEL_ACCOUNT_READ", details=details)
    if wants_csv(call, asked.format):
        return csv_response(panel_figures.rows_of(found["tables"]), LEDGER, f"panel-{asked.owner}")
    return answer(AccountOut, Answered(found))


@router.get(EXTRACTS, response_model=ExtractList, openapi_extra=roles(*SEE_EXTRACTS))
def list_monitoring_extracts(call: Annotated[Call, requires(*SEE_EXTRACTS)]) -> Response:
    """The monitoring extracts that were made, the latest quarter first."""
    with call.reading() as connection:
        found = panel_figures.list_extracts(connection)
    return answer(ExtractList, Answered(found))


@router.post(EXTRACTS, status_code=201, response_model=ExtractOut, openapi_extra=roles(*MAKE_EXTRACTS))
def make_monitoring_extract(
    given: ExtractIn, call: Annotated[Call, requires(*MAKE_EXTRACTS)], write: WritingDep
) -> Response:
    """Make the extract of a quarter, once: it stands as it was made, so that no two of the same days differ."""

    def use_case(work: UnitOfWork) -> Answered:
        found = panel_figures.make_extract(work, given.quarter, given.reason)
        return Answered(found, 201, location=f"/api/v1{EXTRACTS}/{found['quarter']}")

    return write(call).carry_out(ExtractOut, use_case)


@router.get(
    EXTRACTS + "/{quarter}", response_model=ExtractOut, responses=CSV_TOO, openapi_extra=roles(*SEE_EXTRACTS)
)
def read_monitoring_extract(
    quarter: QuarterRef,
    call: Annotated[Call, requires(*SEE_EXTRACTS)],
    format: Annotated[FileFormat, Query()] = None,  # noqa: A002 - the parameter's name in every list
) -> Response:
    """One extract: no name, no number, no date of birth, and no count from which anybody could be known."""
    with call.reading() as connection:
        found = panel_figures.read_extract(connection, quarter)
    call.note_read("MONITORING_EXTRACT_READ", details={"quarter": found["quarter"]})
    if wants_csv(call, format):
        return csv_response(panel_figures.rows_of(found["tables"]), LEDGER, f"monitoring-{found['quarter']}")
    return answer(ExtractOut, Answered(found))
