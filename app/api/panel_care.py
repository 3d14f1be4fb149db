"""What is kept under an entry of the caseload: formulations, Restricted Status, regime, support, contacts."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from app.api import API
from app.api.access import KEEP_PANEL_CASELOAD, TELL_PANEL_CASELOAD
from app.api.cases import CaseRef
from app.api.panel_caseload import ENTRY, Keeper, keep_entry
from app.api.strict_json import StrictRoute
from app.deps import Call, WritingDep, requires, roles
from app.schemas.panel_care import (
    FormulationIn,
    RegimeIn,
    RegimePatch,
    RestrictedIn,
    RestrictedPatch,
    StakeholderIn,
    SupportIn,
    SupportPatch,
)
from app.schemas.panel_caseload import EntryOut
from app.services.panel_caseload import care, support
from app.services.panel_caseload.sight import require_case

router = APIRouter(prefix=API, tags=["Panel caseload"], route_class=StrictRoute)

Teller = Annotated[Call, requires(*TELL_PANEL_CASELOAD)]
PartRef = Annotated[str, Path(max_length=40, description="The id of what is changed.")]


@router.post(
    ENTRY + "/formulations",
    status_code=201,
    response_model=EntryOut,
    openapi_extra=roles(*TELL_PANEL_CASELOAD),
)
def write_formulation(case: CaseRef, given: FormulationIn, call: Teller, write: WritingDep) -> Response:
    """Write a version of her formulation; it is the current one from now on."""
    require_case(call, case)
    return keep_entry(call, write, lambda work: care.write_formulation(work, case, given.model_dump()))


@router.post(
    ENTRY + "/restricted-statuses",
    status_code=201,
    response_model=EntryOut,
    openapi_extra=roles(*KEEP_PANEL_CASELOAD),
)
def record_restricted_status(case: CaseRef, given: RestrictedIn, call: Keeper, write: WritingDep) -> Response:
    """Record Restricted Status: from when, who decided it, and when it is reviewed."""
    return keep_entry(call, write, lambda work: care.record_status(work, case, given.model_dump()))


@router.patch(
    ENTRY + "/restricted-statuses/{restricted_status}",
    response_model=EntryOut,
    openapi_extra=roles(*KEEP_PANEL_CASELOAD),
)
def change_restricted_status(
    case: CaseRef, restricted_status: PartRef, given: RestrictedPatch, call: Keeper, write: WritingDep
) -> Response:
    """Plan its next review, or end it. `If-Match` takes the version of the status, not of the entry."""
    version, changes = write(call).required_version(), given.model_dump(exclude_unset=True)
    return keep_entry(
        call, write, lambda work: care.change_status(work, case, restricted_status, changes, version), 200
    )


@router.post(
    ENTRY + "/regime", status_code=201, response_model=EntryOut, openapi_extra=roles(*TELL_PANEL_CASELOAD)
)
def add_regime_item(case: CaseRef, given: RegimeIn, call: Teller, write: WritingDep) -> Response:
    """Say that a part of the regime or an intervention is available, or withheld and why."""
    require_case(call, case)
    return keep_entry(call, write, lambda work: care.add_regime_item(work, case, given.model_dump()))


@router.patch(
    ENTRY + "/regime/{regime_item}", response_model=EntryOut, openapi_extra=roles(*TELL_PANEL_CASELOAD)
)
def change_regime_item(
    case: CaseRef, regime_item: PartRef, given: RegimePatch, call: Teller, write: WritingDep
) -> Response:
    """Change whether she has it, say why it is withheld, or end it. `If-Match` takes the version of the item."""
    require_case(call, case)
    version, changes = write(call).required_version(), given.model_dump(exclude_unset=True)
    return keep_entry(
        call, write, lambda work: care.change_regime_item(work, case, regime_item, changes, version), 200
    )


@router.post(
    ENTRY + "/staff-support",
    status_code=201,
    response_model=EntryOut,
    openapi_extra=roles(*TELL_PANEL_CASELOAD),
)
def ask_staff_support(case: CaseRef, given: SupportIn, call: Teller, write: WritingDep) -> Response:
    """Ask for support for a group of staff around her."""
    require_case(call, case)
    return keep_entry(call, write, lambda work: support.ask_support(work, case, given.model_dump()))


@router.patch(
    ENTRY + "/staff-support/{staff_support}",
    response_model=EntryOut,
    openapi_extra=roles(*TELL_PANEL_CASELOAD),
)
def answer_staff_support(
    case: CaseRef, staff_support: PartRef, given: SupportPatch, call: Teller, write: WritingDep
) -> Response:
    """Say what was offered and whether it was taken up. `If-Match` takes the version of the support."""
    require_case(call, case)
    version, changes = write(call).required_version(), given.model_dump(exclude_unset=True)
    return keep_entry(
        call, write, lambda work: support.answer_support(work, case, staff_support, changes, version), 200
    )


@router.post(
    ENTRY + "/stakeholder-contacts",
    status_code=201,
    response_model=EntryOut,
    openapi_extra=roles(*KEEP_PANEL_CASELOAD),
)
def note_stakeholder_contact(
    case: CaseRef, given: StakeholderIn, call: Keeper, write: WritingDep
) -> Response:
    """Keep a contact with a stakeholder about her, of one of her parole reviews where it is named."""
    return keep_entry(call, write, lambda work: support.note_contact(work, case, given.model_dump()))
