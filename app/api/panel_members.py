"""The panel's standing: seats of the board, statements of confidentiality with their signatures, terms of reference."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from app.api import API
from app.api.access import KEEP_PANEL, SEE_PANEL, SIGN_STATEMENT
from app.api.strict_json import StrictRoute
from app.deps import Answered, Call, WritingDep, answer, created, requires, roles, versioned
from app.schemas.fields import Day
from app.schemas.panel_members import (
    EndSignatureIn,
    SeatIn,
    SeatList,
    SeatOut,
    SeatPatch,
    SignatureIn,
    SignatureList,
    StatementIn,
    StatementList,
    TermsIn,
    TermsList,
    TermsOut,
    TermsPatch,
)
from app.services.panel_members import seats, statements, terms
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix=API, tags=["Panel members"], route_class=StrictRoute)

SeatRef = Annotated[str, Path(description="The id of a term of a seat.", max_length=40)]
StatementRef = Annotated[str, Path(description="The id of a wording of the statement.", max_length=40)]
SignatureRef = Annotated[str, Path(description="The id of a signature.", max_length=40)]
TermsRef = Annotated[str, Path(description="The id of an edition of the terms.", max_length=40)]
Keeper = Annotated[Call, requires(*KEEP_PANEL)]
Reader = Annotated[Call, requires(*SEE_PANEL)]
Signer = Annotated[Call, requires(*SIGN_STATEMENT)]
STATEMENTS = "/confidentiality-statements"


@router.get("/panel-seats", response_model=SeatList, openapi_extra=roles(*SEE_PANEL))
def list_panel_seats(
    call: Reader,
    on: Annotated[Day | None, Query(description="Another day than today.")] = None,
    past: Annotated[bool, Query(description="Every term that ever was, too.")] = False,
) -> Response:
    """Who holds which seat of the board on a day, who stands in, and which seats are empty."""
    with call.reading() as connection:
        found = seats.list_seats(connection, call.today, on, past=past)
    return answer(SeatList, Answered(found))


@router.post("/panel-seats", response_model=SeatOut, status_code=201, openapi_extra=roles(*KEEP_PANEL))
def take_panel_seat(given: SeatIn, call: Keeper, write: WritingDep) -> Response:
    """Seat somebody, or name who stands in for them."""

    def use_case(work: UnitOfWork) -> Answered:
        found = seats.read_seat(work.connection, seats.take_seat(work, given.model_dump()), work.today)
        return created(found, "/panel-seats")

    return write(call).carry_out(SeatOut, use_case)


@router.get("/panel-seats/{panel_seat}", response_model=SeatOut, openapi_extra=roles(*SEE_PANEL))
def read_panel_seat(panel_seat: SeatRef, call: Reader) -> Response:
    """One term of a seat, with an ETag of its version."""
    with call.reading() as connection:
        found = seats.read_seat(connection, panel_seat, call.today)
    return answer(SeatOut, versioned(found))


@router.patch("/panel-seats/{panel_seat}", response_model=SeatOut, openapi_extra=roles(*KEEP_PANEL))
def change_panel_seat(panel_seat: SeatRef, given: SeatPatch, call: Keeper, write: WritingDep) -> Response:
    """Say until when a term lasts; whoever stands in stands in no longer than that."""
    sent = write(call)
    version = sent.required_version()

    def use_case(work: UnitOfWork) -> Answered:
        seats.end_seat(work, panel_seat, given.ends_on, version)
        return versioned(seats.read_seat(work.connection, panel_seat, work.today))

    return sent.carry_out(SeatOut, use_case)


@router.get(STATEMENTS, response_model=StatementList, openapi_extra=roles(*SIGN_STATEMENT))
def list_confidentiality_statements(call: Signer) -> Response:
    """Every wording of the statement, which one is in force, and what the caller has signed."""
    with call.reading() as connection:
        found = statements.list_versions(connection, call.caller, call.today)
    return answer(StatementList, Answered(found))


@router.post(STATEMENTS, response_model=StatementList, status_code=201, openapi_extra=roles(*KEEP_PANEL))
def publish_confidentiality_statement(given: StatementIn, call: Keeper, write: WritingDep) -> Response:
    """Keep a new wording. From its day on everybody has to sign it before they see agenda and minutes."""

    def use_case(work: UnitOfWork) -> Answered:
        statements.publish_version(work, given.model_dump())
        found = statements.list_versions(work.connection, work.caller, work.today)
        return Answered(found, 201, location=f"/api/v1{STATEMENTS}")

    return write(call).carry_out(StatementList, use_case)


@router.post(
    STATEMENTS + "/{statement}/sign",
    response_model=StatementList,
    status_code=201,
    openapi_extra=roles(*SIGN_STATEMENT),
)
def sign_confidentiality_statement(statement: StatementRef, call: Signer, write: WritingDep) -> Response:
    """Sign a wording in the caller's own name."""

    def use_case(work: UnitOfWork) -> Answered:
        statements.sign(work, statement)
        found = statements.list_versions(work.connection, work.caller, work.today)
        return Answered(found, 201, location=f"/api/v1{STATEMENTS}")

    return write(call).carry_out(StatementList, use_case)


@router.get(
    STATEMENTS + "/{statement}/signatures", response_model=SignatureList, openapi_extra=roles(*KEEP_PANEL)
)
def list_confidentiality_signatures(statement: StatementRef, call: Keeper) -> Response:
    """Who signed a wording, online or on paper."""
    with call.reading() as connection:
        found = statements.list_signatures(connection, statement, call.today)
    return answer(SignatureList, Answered(found))


@router.post(
    STATEMENTS + "/{statement}/signatures",
    response_model=SignatureList,
    status_code=201,
    openapi_extra=roles(*KEEP_PANEL),
)
def record_confidentiality_signature(
    statement: StatementRef, given: SignatureIn, call: Keeper, write: WritingDep
) -> Response:
    """Keep a signature that was given on paper."""

    def use_case(work: UnitOfWork) -> Answered:
        statements.record_signature(work, statement, given.model_dump())
        found = statements.list_signatures(work.connection, statement, work.today)
        return Answered(found, 201, location=f"/api/v1{STATEMENTS}/{statement}/signatures")

    return write(call).carry_out(SignatureList, use_case)


@router.post(
    "/confidentiality-signatures/{signature}/end",
    response_model=SignatureList,
    openapi_extra=roles(*KEEP_PANEL),
)
def end_confidentiality_signature(
    signature: SignatureRef, given: EndSignatureIn, call: Keeper, write: WritingDep
) -> Response:
    """Say that a signature no longer counts, from now on."""

    def use_case(work: UnitOfWork) -> Answered:
        version_id = statements.end_signature(work, signature, given.reason)
        return Answered(statements.list_signatures(work.connection, version_id, work.today))

    return write(call).carry_out(SignatureList, use_case)


@router.get("/panel-terms", response_model=TermsList, openapi_extra=roles(*SEE_PANEL))
def list_panel_terms(call: Reader) -> Response:
    """The editions of the terms of reference, and which one applies today."""
    with call.reading() as connection:
        return answer(TermsList, Answered(terms.list_terms(connection, call.today)))


@router.post("/panel-terms", response_model=TermsOut, status_code=201, openapi_extra=roles(*KEEP_PANEL))
def record_panel_terms(given: TermsIn, call: Keeper, write: WritingDep) -> Response:
    """Keep an edition; the one before it ends on the day before."""

    def use_case(work: UnitOfWork) -> Answered:
        found = terms.read_terms(work.connection, terms.record_terms(work, given.model_dump()), work.today)
        return created(found, "/panel-terms")

    return write(call).carry_out(TermsOut, use_case)


@router.get("/panel-terms/{terms_id}", response_model=TermsOut, openapi_extra=roles(*SEE_PANEL))
def read_panel_terms(terms_id: TermsRef, call: Reader) -> Response:
    """One edition, with an ETag of its version."""
    with call.reading() as connection:
        found = terms.read_terms(connection, terms_id, call.today)
    return answer(TermsOut, versioned(found))


@router.patch("/panel-terms/{terms_id}", response_model=TermsOut, openapi_extra=roles(*KEEP_PANEL))
def change_panel_terms(terms_id: TermsRef, given: TermsPatch, call: Keeper, write: WritingDep) -> Response:
    """Say until when an edition applies, and when it is looked at again."""
    sent = write(call)
    version = sent.required_version()

    def use_case(work: UnitOfWork) -> Answered:
        terms.change_terms(work, terms_id, given.model_dump(exclude_unset=True), version)
        return versioned(terms.read_terms(work.connection, terms_id, work.today))

    return sent.carry_out(TermsOut, use_case)
