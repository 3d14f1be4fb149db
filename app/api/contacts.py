"""Contacts of a case, the report of cases without contact between their two sides, and counts by channel."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from sqlalchemy.engine import Connection

from app.api import API
from app.api.access import READ_CASES, TELL_FACTS
from app.api.cases import CaseRef
from app.api.csv_lists import CSV_TOO, csv_response, every_row, wants_csv
from app.api.strict_json import StrictRoute
from app.deps import Answered, Call, WritingDep, answer, requires, roles, versioned
from app.domain.list_filters import CasesWanted
from app.schemas.key_stages import (
    ContactCounts,
    ContactIn,
    ContactList,
    ContactOut,
    ContactRetraction,
    ContactsQuery,
    CountsQuery,
    GapList,
    GapsQuery,
)
from app.services.key_stages import contacts
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix=API, tags=["Contacts"], route_class=StrictRoute)

ContactRef = Annotated[str, Path(description="The contact's id.", max_length=40)]
COLUMNS = (
    ("prison_number", "prison_number"),
    ("crn", "crn"),
    ("last_name", "last_name"),
    ("first_name", "first_name"),
    ("prison", "prison.code"),
    ("community_manager", "community_manager_name"),
    ("last_contact_on", "last_contact_on"),
    ("days", "days"),
)


@router.get("/cases/{case}/contacts", response_model=ContactList, openapi_extra=roles(*READ_CASES))
def list_contacts(
    case: CaseRef, call: Annotated[Call, requires(*READ_CASES)], asked: Annotated[ContactsQuery, Query()]
) -> Response:
    """The contacts of a case, the latest first, with their counts by channel."""
    with call.reading() as connection:
        found = contacts.contacts_of(
            connection, call.caller, case, call.today, size=asked.size, cursor=asked.next
        )
    call.note_read("CASE_READ", case_id=found["case_id"], details={"part": "contacts"})
    return answer(ContactList, Answered(found))


@router.post(
    "/cases/{case}/contacts", response_model=ContactOut, status_code=201, openapi_extra=roles(*TELL_FACTS)
)
def record_contact(
    case: CaseRef, given: ContactIn, call: Annotated[Call, requires(*TELL_FACTS)], write: WritingDep
) -> Response:
    """Record a contact that has happened: by which channel, between whom."""
    one, other = given.between

    def use_case(work: UnitOfWork) -> Answered:
        told = contacts.record_contact(work, case, given.happened_on, given.channel, (one, other), given.text)
        return Answered(told, 201)

    return write(call).carry_out(ContactOut, use_case)


@router.get("/cases/{case}/contacts/{contact}", response_model=ContactOut, openapi_extra=roles(*READ_CASES))
def read_contact(
    case: CaseRef, contact: ContactRef, call: Annotated[Call, requires(*READ_CASES)]
) -> Response:
    """One contact, with an ETag of its version."""
    with call.reading() as connection:
        found = contacts.read_contact(connection, call.caller, case, contact, call.today)
    call.note_read("CASE_READ", case_id=found["case_id"], details={"part": "contact"})
    return answer(ContactOut, versioned(found))


@router.delete(
    "/cases/{case}/contacts/{contact}", response_model=ContactOut, openapi_extra=roles(*TELL_FACTS)
)
def retract_contact(
    case: CaseRef,
    contact: ContactRef,
    given: ContactRetraction,
    call: Annotated[Call, requires(*TELL_FACTS)],
    write: WritingDep,
) -> Response:
    """Take back a contact that was recorded in error. It stays, marked with the reason, and counts nowhere."""
    sent = write(call)
    version = sent.required_version()

    def use_case(work: UnitOfWork) -> Answered:
        return versioned(contacts.retract_contact(work, case, contact, given.reason, version))

    return sent.carry_out(ContactOut, use_case)


@router.get("/contact-gaps", response_model=GapList, responses=CSV_TOO, openapi_extra=roles(*READ_CASES))
def list_contact_gaps(
    call: Annotated[Call, requires(*READ_CASES)], asked: Annotated[GapsQuery, Query()]
) -> Response:
    """Cases in custody whose community manager and prison lead have had no contact for so many days."""
    wanted = CasesWanted(asked.prison, asked.region, asked.staff)
    days = asked.days or call.request.app.state.settings.contact_gap_days

    def read(connection: Connection, after: str | None, size: int) -> Mapping[str, Any]:
        return contacts.list_gaps(connection, call.caller, wanted, days, call.today, size=size, cursor=after)

    if wants_csv(call, asked.format):
        call.note_read("CONTACT_GAPS_EXPORTED", details={"prison": asked.prison, "days": days})
        return csv_response(every_row(call.database, read), COLUMNS, "contact-gaps")
    with call.reading() as connection:
        found = read(connection, asked.next, asked.size)
    call.note_read("CONTACT_GAPS_LISTED", details={"cases": [row["id"] for row in found["items"]]})
    return answer(GapList, Answered(found))


@router.get("/contact-counts", response_model=ContactCounts, openapi_extra=roles(*READ_CASES))
def read_contact_counts(
    call: Annotated[Call, requires(*READ_CASES)], asked: Annotated[CountsQuery, Query()]
) -> Response:
    """How many contacts by channel; over the last twelve weeks where no days are given."""
    wanted = CasesWanted(asked.prison, asked.region, asked.staff)
    with call.reading() as connection:
        found = contacts.counts(connection, call.caller, wanted, asked.from_, asked.to, call.today)
    return answer(ContactCounts, Answered(found))
