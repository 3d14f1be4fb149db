"""Cases: listing, opening, reading, changing details, and what was changed."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from sqlalchemy.engine import Connection

from app.api import API
from app.api.access import OPEN_CASES, READ_CASES, TELL_FACTS
from app.api.csv_lists import CSV_TOO, csv_response, every_row, wants_csv
from app.api.strict_json import StrictRoute
from app.deps import Answered, Call, WritingDep, answer, requires, roles, versioned
from app.domain.case_filters import Filters
from app.domain.event_fields import SENTENCE_DATES
from app.domain.refusals import InvalidInput
from app.schemas.case_list import CaseList, CaseQuery, Overview
from app.schemas.cases import CaseIn, CaseOut, CasePatch, History, SentenceIn
from app.services import caseload, cases, history
from app.services.caseload import Page
from app.services.cases import NewCase
from app.services.facts import ToldFact
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix=API, tags=["Cases"], route_class=StrictRoute)

CaseRef = Annotated[
    str,
    Path(
        description="The case's id, or a prison number or CRN in any letter case.",
        max_length=40,
        examples=["A1234BC"],
    ),
]
CASE_COLUMNS = (
    ("prison_number", "prison_number"),
    ("crn", "crn"),
    ("last_name", "last_name"),
    ("first_name", "first_name"),
    ("prison", "prison.name"),
    ("home_region", "home_region"),
    ("status", "status"),
    ("sentence_type", "sentence_type"),
    ("provider", "provider"),
    ("release_date", "release_date"),
    ("responsible", "responsible"),
    ("lead_role", "lead_role"),
    ("reason_code", "reason_code"),
    ("owned_since", "owned_since"),
    ("handover_date", "handover_date"),
    ("community_manager_name", "community_manager_name"),
    ("lead_name", "lead_name"),
    ("role_needed", "role_needed"),
    ("waiting_working_days", "waiting_working_days"),
    ("attention", "attention"),
    ("case_id", "id"),
)
Code = Annotated[str | None, Query(max_length=40)]


@router.get("/cases", response_model=CaseList, responses=CSV_TOO, openapi_extra=roles(*READ_CASES))
def list_cases(
    call: Annotated[Call, requires(*READ_CASES)], asked: Annotated[CaseQuery, Query()]
) -> Response:
    """Search and filter the cases that you may see, with who owns each today."""
    filters = Filters(**asked.model_dump(exclude={"sort", "page", "size", "next", "format"}))
    if wants_csv(call, asked.format):
        return _as_file(call, filters, asked.sort)
    page = Page(asked.page, asked.size, asked.next)
    with call.reading() as connection:
        found = caseload.list_cases(connection, call.caller, filters, asked.sort, page, call.today)
    if asked.size > 0:
        call.note_read("CASES_LISTED", details={"cases": [row["id"] for row in found["items"]]})
    return answer(CaseList, Answered(found))


@router.get("/overview", response_model=Overview, openapi_extra=roles(*READ_CASES))
def read_overview(call: Annotated[Call, requires(*READ_CASES)], prison: Code = None) -> Response:
    """What needs you: counts over the cases that you may see, each the total of a list."""
    with call.reading() as connection:
        return answer(Overview, Answered(caseload.overview(connection, call.caller, prison, call.today)))


@router.post("/cases", response_model=CaseOut, status_code=201, openapi_extra=roles(*OPEN_CASES))
def open_case(given: CaseIn, call: Annotated[Call, requires(*OPEN_CASES)], write: WritingDep) -> Response:
    """Open a case. What is told on its first day may carry its history."""

    def use_case(work: UnitOfWork) -> Answered:
        case = cases.open_case(work, _new_case(given, call))
        shown = cases.case_as_shown(work.connection, case, call.today)
        return Answered(shown, 201, shown["version"], f"/api/v1/cases/{case['id']}")

    return write(call).carry_out(CaseOut, use_case)


@router.get("/cases/{case}", response_model=CaseOut, openapi_extra=roles(*READ_CASES))
def read_case(case: CaseRef, call: Annotated[Call, requires(*READ_CASES)]) -> Response:
    """A case, with an ETag of its version."""
    with call.reading() as connection:
        shown = cases.show_case(connection, call.caller, case, call.today)
    call.note_read("CASE_READ", case_id=shown["id"])
    return answer(CaseOut, versioned(shown))


@router.patch("/cases/{case}", response_model=CaseOut, openapi_extra=roles(*TELL_FACTS))
def change_case(
    case: CaseRef, given: CasePatch, call: Annotated[Call, requires(*TELL_FACTS)], write: WritingDep
) -> Response:
    """Change names, numbers, home area and descriptive fields. Sentence, provider, prison and risk move by facts."""
    sent = write(call)
    version = sent.required_version()
    changes = given.model_dump(exclude_unset=True, exclude={"confirm"})
    for name in ("first_name", "last_name", "prison_number"):
        if name in changes and changes[name] is None:
            raise InvalidInput.of(name, "null", "A case keeps this: give a value, or leave the field out.")

    def use_case(work: UnitOfWork) -> Answered:
        changed = cases.change_details(work, case, changes, given.confirm, version)
        return Answered(cases.case_as_shown(work.connection, changed, call.today), version=changed["version"])

    return sent.carry_out(CaseOut, use_case)


@router.get("/cases/{case}/history", response_model=History, openapi_extra=roles(*READ_CASES))
def read_history(
    case: CaseRef,
    call: Annotated[Call, requires(*READ_CASES)],
    before: Annotated[str | None, Query(alias="next", max_length=40)] = None,
) -> Response:
    """Every change of a case, the latest first: what, old, new, who, when, why."""
    with call.reading() as connection:
        found = history.history_of(connection, call.caller, case, before, call.today)
    call.note_read("CASE_READ", case_id=found["case_id"], details={"part": "history"})
    return answer(History, Answered(found))


def _as_file(call: Call, filters: Filters, sort: str) -> Response:
    def read(connection: Connection, after: str | None, size: int) -> Any:
        page = Page(size=size, cursor=after)
        return caseload.list_cases(connection, call.caller, filters, sort, page, call.today)

    call.note_read(
        "CASES_EXPORTED", details={"filters": {k: str(v) for k, v in asdict(filters).items() if v}}
    )
    return csv_response(every_row(call.database, read), CASE_COLUMNS, "cases")


def _new_case(given: CaseIn, call: Call) -> NewCase:
    details = given.model_dump(
        exclude={
            "estate", "prison", "arrived_on", "provider", "rosh_level", "mappa_level", "ppo", "sentence", "events",
        }
    )  # fmt: skip
    return NewCase(
        details, given.prison, given.arrived_on, given.estate, list(_opening_facts(given, call.today))
    )


def _opening_facts(given: CaseIn, today: date) -> Any:
    known_from = given.sentence.start_date if given.sentence else given.arrived_on or today
    if given.sentence:
        yield "sentence", _sentence(given.sentence)
    if given.provider:
        yield "provider", ToldFact("provider_changed", known_from, {"provider": given.provider})
    risk = given.model_dump(include={"rosh_level", "mappa_level", "ppo"}, exclude_none=True)
    if risk:
        yield "risk", ToldFact("risk_changed", known_from, risk)
    for place, event in enumerate(given.events):
        yield f"events[{place}]", ToldFact(event.type, event.date, event.fields)


def _sentence(given: SentenceIn) -> ToldFact:
    dates = given.model_dump(include=set(SENTENCE_DATES) | {"court_case"}, exclude_none=True)
    fields = {"sentence_type": given.sentence_type, "length_months": given.length_months, **dates}
    return ToldFact("sentence_started", given.start_date, fields)
