"""Organisations whose people come to meetings, and the agreements under which information is shared with them."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from app.api import API
from app.api.access import KEEP_PANEL, SEE_PANEL
from app.api.strict_json import StrictRoute
from app.deps import Answered, Call, WritingDep, answer, requires, roles, versioned
from app.schemas.panel_members import (
    AgreementIn,
    AgreementList,
    AgreementOut,
    AgreementPatch,
    OrganisationIn,
    OrganisationList,
    OrganisationOut,
    OrganisationPatch,
    Sector,
)
from app.services.panel_members import agreements
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix=API, tags=["Panel members"], route_class=StrictRoute)

OrganisationRef = Annotated[str, Path(description="The id of an organisation.", max_length=40)]
AgreementRef = Annotated[str, Path(description="The id of an agreement.", max_length=40)]
Keeper = Annotated[Call, requires(*KEEP_PANEL)]
Reader = Annotated[Call, requires(*SEE_PANEL)]
ORGANISATIONS, AGREEMENTS = "/panel-organisations", "/sharing-agreements"


@router.get(ORGANISATIONS, response_model=OrganisationList, openapi_extra=roles(*SEE_PANEL))
def list_panel_organisations(call: Reader, sector: Annotated[Sector | None, Query()] = None) -> Response:
    """Organisations by name, of one sector or of all, with what to warn of where their people are asked today."""
    with call.reading() as connection:
        found = agreements.list_organisations(connection, call.today, sector)
    return answer(OrganisationList, Answered(found))


@router.post(ORGANISATIONS, response_model=OrganisationOut, status_code=201, openapi_extra=roles(*KEEP_PANEL))
def keep_panel_organisation(given: OrganisationIn, call: Keeper, write: WritingDep) -> Response:
    """Keep a new organisation."""

    def use_case(work: UnitOfWork) -> Answered:
        organisation_id = agreements.keep_organisation(work, given.model_dump())
        found = agreements.read_organisation(work.connection, organisation_id, work.today)
        return Answered(found, 201, found["version"], f"/api/v1{ORGANISATIONS}/{organisation_id}")

    return write(call).carry_out(OrganisationOut, use_case)


@router.get(
    ORGANISATIONS + "/{organisation}", response_model=OrganisationOut, openapi_extra=roles(*SEE_PANEL)
)
def read_panel_organisation(organisation: OrganisationRef, call: Reader) -> Response:
    """One organisation, with an ETag of its version."""
    with call.reading() as connection:
        found = agreements.read_organisation(connection, organisation, call.today)
    return answer(OrganisationOut, versioned(found))


@router.patch(
    ORGANISATIONS + "/{organisation}", response_model=OrganisationOut, openapi_extra=roles(*KEEP_PANEL)
)
def change_panel_organisation(
    organisation: OrganisationRef, given: OrganisationPatch, call: Keeper, write: WritingDep
) -> Response:
    """Change the name or the sector of an organisation, or whether its people are still asked."""
    sent = write(call)
    version, changes = sent.required_version(), given.model_dump(exclude_none=True)

    def use_case(work: UnitOfWork) -> Answered:
        agreements.change_organisation(work, organisation, changes, version)
        return versioned(agreements.read_organisation(work.connection, organisation, work.today))

    return sent.carry_out(OrganisationOut, use_case)


@router.get(AGREEMENTS, response_model=AgreementList, openapi_extra=roles(*SEE_PANEL))
def list_sharing_agreements(call: Reader) -> Response:
    """The agreements, the one that is to be looked at first of all in front."""
    with call.reading() as connection:
        return answer(AgreementList, Answered(agreements.list_agreements(connection, call.today)))


@router.post(AGREEMENTS, response_model=AgreementOut, status_code=201, openapi_extra=roles(*KEEP_PANEL))
def keep_sharing_agreement(given: AgreementIn, call: Keeper, write: WritingDep) -> Response:
    """Keep a new agreement with the organisations that it binds."""

    def use_case(work: UnitOfWork) -> Answered:
        agreement_id = agreements.keep_agreement(work, given.model_dump())
        found = agreements.read_agreement(work.connection, agreement_id, work.today)
        return Answered(found, 201, found["version"], f"/api/v1{AGREEMENTS}/{agreement_id}")

    return write(call).carry_out(AgreementOut, use_case)


@router.get(AGREEMENTS + "/{agreement}", response_model=AgreementOut, openapi_extra=roles(*SEE_PANEL))
def read_sharing_agreement(agreement: AgreementRef, call: Reader) -> Response:
    """One agreement, with an ETag of its version."""
    with call.reading() as connection:
        found = agreements.read_agreement(connection, agreement, call.today)
    return answer(AgreementOut, versioned(found))


@router.patch(AGREEMENTS + "/{agreement}", response_model=AgreementOut, openapi_extra=roles(*KEEP_PANEL))
def change_sharing_agreement(
    agreement: AgreementRef, given: AgreementPatch, call: Keeper, write: WritingDep
) -> Response:
    """Change an agreement: its end, its review, what it is for, whom it binds."""
    sent = write(call)
    version, sent_fields = sent.required_version(), given.model_dump(exclude_unset=True)
    changes = {name: value for name, value in sent_fields.items() if value is not None or name == "ends_on"}

    def use_case(work: UnitOfWork) -> Answered:
        agreements.change_agreement(work, agreement, changes, version)
        return versioned(agreements.read_agreement(work.connection, agreement, work.today))

    return sent.carry_out(AgreementOut, use_case)
