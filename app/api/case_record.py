"""The record of a case: the whole of it, each part, objectives, views, choices, departures, victims' officers."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel

from app.api import API
from app.api.access import READ_CASES, TELL_FACTS
from app.api.cases import CaseRef
from app.api.strict_json import StrictRoute
from app.deps import Answered, Call, WritingDep, answer, requires, roles, versioned
from app.schemas import case_record as told
from app.schemas import case_record_parts as parts
from app.services import case_record
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix=f"{API}/cases/{{case}}/record", tags=["Case record"], route_class=StrictRoute)

Reading = Annotated[Call, requires(*READ_CASES)]
Recording = Annotated[Call, requires(*TELL_FACTS)]
ItemId = Annotated[str, Path(max_length=40)]

PARTS: tuple[tuple[str, str, type[BaseModel], type[BaseModel], str], ...] = (
    ("risk", "risk", parts.RiskLevels, parts.RiskShown, "risk of serious harm for each group at risk"),
    ("rosh-screening", "rosh_screening", parts.RoshScreening, parts.ScreeningShown, "the risk screening"),
    ("risk-management-plan", "risk_management_plan", parts.RiskManagementPlan, parts.RiskPlanShown,
     "the risk management plan"),
    ("mappa", "mappa", parts.Mappa, parts.MappaShown, "the MAPPA category, level and referral"),
    ("assessment", "assessment", parts.Assessment, parts.AssessmentShown,
     "the assessment of likelihood of reoffending"),
    ("strengths", "strengths", parts.Strengths, parts.StrengthsShown, "her strengths"),
    ("diversity", "diversity", parts.Diversity, parts.DiversityShown, "her diversity needs and what was done"),
    ("caring", "caring", parts.Caring, parts.CaringShown, "caring responsibilities and children"),
    ("complexity", "complexity", parts.Complexity, parts.ComplexityShown,
     "complexity of need; a change needs a reason"),
    ("tier", "tier", parts.TierOfCase, parts.TierShown, "the tier"),
    ("victim-contact", "victim_contact", parts.VictimContact, parts.VictimContactShown, "if there is victim contact"),
)  # fmt: skip
"""Each part's place in the address, its code, what is sent, what is shown, and what it is in words."""


@router.get("", response_model=told.RecordOut, openapi_extra=roles(*READ_CASES))
def read_record(case: CaseRef, call: Reading) -> Response:
    """The whole record of a case, and what is missing of it or late."""
    with call.reading() as connection:
        found = case_record.record_of(connection, call.caller, case, call.today)
    call.note_read("CASE_READ", case_id=found["case_id"], details={"part": "record"})
    return answer(told.RecordOut, Answered(found))


def _reader(part: str, shown: type[BaseModel]) -> Callable[..., Response]:
    def read_part(case: CaseRef, call: Reading) -> Response:
        with call.reading() as connection:
            found = case_record.show_part(connection, call.caller, case, part, call.today)
        call.note_read("CASE_READ", case_id=found["case_id"], details={"part": part})
        return answer(shown, versioned(found))

    return read_part


def _keeper(part: str, taken: type[BaseModel], shown: type[BaseModel]) -> Callable[..., Response]:
    def keep_part(case: CaseRef, given: Any, call: Recording, write: WritingDep) -> Response:
        sent = write(call)
        version = sent.required_version()

        def use_case(work: UnitOfWork) -> Answered:
            kept = case_record.keep_part(work, case, part, given.model_dump(), version)
            return versioned(kept)

        return sent.carry_out(shown, use_case)

    keep_part.__annotations__["given"] = taken
    return keep_part


for _place, _part, _taken, _shown, _words in PARTS:
    router.add_api_route(
        f"/{_place}",
        _reader(_part, _shown),
        methods=["GET"],
        name=f"read_record_{_part}",
        response_model=_shown,
        openapi_extra=roles(*READ_CASES),
        description=f"Read {_words}, with an ETag of its version.",
    )
    router.add_api_route(
        f"/{_place}",
        _keeper(_part, _taken, _shown),
        methods=["PUT"],
        name=f"keep_record_{_part}",
        response_model=_shown,
        openapi_extra=roles(*TELL_FACTS),
        description=f'Record {_words}, as a new version. Send If-Match "0" where nothing is recorded yet.',
    )


def _added(add: Callable[[UnitOfWork], dict[str, Any]]) -> Callable[[UnitOfWork], Answered]:
    def use_case(work: UnitOfWork) -> Answered:
        added = add(work)
        location = f"/api/v1/cases/{added['case_id']}/record"
        return Answered(added, 201, added["version"], location)

    return use_case


@router.post(
    "/objectives", response_model=told.ObjectiveOut, status_code=201, openapi_extra=roles(*TELL_FACTS)
)
def add_objective(case: CaseRef, given: told.ObjectiveIn, call: Recording, write: WritingDep) -> Response:
    """Add an objective to the sentence plan. It has an owner from the start."""
    add = _added(lambda work: case_record.add_objective(work, case, given.model_dump()))
    return write(call).carry_out(told.ObjectiveOut, add)


@router.patch("/objectives/{objective}", response_model=told.ObjectiveOut, openapi_extra=roles(*TELL_FACTS))
def change_objective(
    case: CaseRef, objective: ItemId, given: told.ObjectivePatch, call: Recording, write: WritingDep
) -> Response:
    """Change an objective, or say how far it was met."""
    sent = write(call)
    version = sent.required_version()
    changes = given.model_dump(exclude_unset=True)

    def use_case(work: UnitOfWork) -> Answered:
        return versioned(case_record.change_objective(work, case, objective, changes, version))

    return sent.carry_out(told.ObjectiveOut, use_case)


@router.post("/views", response_model=told.ViewOut, status_code=201, openapi_extra=roles(*TELL_FACTS))
def add_view(case: CaseRef, given: told.ViewIn, call: Recording, write: WritingDep) -> Response:
    """Record her view of her plan, a review, a decision or a referral; blank only with a reason."""
    add = _added(lambda work: case_record.add_view(work, case, given.model_dump()))
    return write(call).carry_out(told.ViewOut, add)


@router.post("/choices", response_model=told.ChoiceOut, status_code=201, openapi_extra=roles(*TELL_FACTS))
def offer_choice(case: CaseRef, given: told.ChoiceIn, call: Recording, write: WritingDep) -> Response:
    """Record a choice offered and her answer, or why it was not offered."""
    add = _added(lambda work: case_record.offer_choice(work, case, given.model_dump()))
    return write(call).carry_out(told.ChoiceOut, add)


@router.post(
    "/departures", response_model=told.DepartureOut, status_code=201, openapi_extra=roles(*TELL_FACTS)
)
def add_departure(case: CaseRef, given: told.DepartureIn, call: Recording, write: WritingDep) -> Response:
    """Record that guidance was departed from; never without a reason."""
    add = _added(lambda work: case_record.add_departure(work, case, given.model_dump()))
    return write(call).carry_out(told.DepartureOut, add)


@router.post(
    "/victim-liaison-officers",
    response_model=told.OfficerOut,
    status_code=201,
    openapi_extra=roles(*TELL_FACTS),
)
def add_victim_liaison_officer(
    case: CaseRef, given: told.OfficerIn, call: Recording, write: WritingDep
) -> Response:
    """Add a victim liaison officer, never to be disclosed to the person in custody."""
    add = _added(lambda work: case_record.add_officer(work, case, given.model_dump()))
    return write(call).carry_out(told.OfficerOut, add)


@router.patch(
    "/victim-liaison-officers/{officer}", response_model=told.OfficerOut, openapi_extra=roles(*TELL_FACTS)
)
def change_victim_liaison_officer(
    case: CaseRef, officer: ItemId, given: told.OfficerPatch, call: Recording, write: WritingDep
) -> Response:
    """Change a victim liaison officer of this case."""
    sent = write(call)
    version = sent.required_version()
    changes = given.model_dump(exclude_unset=True)

    def use_case(work: UnitOfWork) -> Answered:
        return versioned(case_record.change_officer(work, case, officer, changes, version))

    return sent.carry_out(told.OfficerOut, use_case)


@router.delete(
    "/victim-liaison-officers/{officer}", response_model=told.Removed, openapi_extra=roles(*TELL_FACTS)
)
def remove_victim_liaison_officer(
    case: CaseRef, officer: ItemId, call: Recording, write: WritingDep
) -> Response:
    """Take a victim liaison officer away; nothing of the name is kept."""
    sent = write(call)
    version = sent.required_version()

    def use_case(work: UnitOfWork) -> Answered:
        return Answered(case_record.remove_officer(work, case, officer, version))

    return sent.carry_out(told.Removed, use_case)
