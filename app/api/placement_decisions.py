"""The Prison Group Director's decisions, who may decide in their place, and what each women's prison offers."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from app.api import API
from app.api.access import (
    DECIDE_PLACEMENT,
    KEEP_OFFERS,
    NAME_DELEGATES,
    READ_MOVES,
    READ_OFFERS,
)
from app.api.movements import answered_decision
from app.api.strict_json import StrictRoute
from app.deps import Answered, Call, WritingDep, answer, requires, roles, versioned
from app.schemas.delegations import DelegateIn, DelegationList, DelegationOut
from app.schemas.movements import DecisionIn, DecisionOut, UndecidedAdvice
from app.schemas.prison_offers import InterventionIn, InterventionOut, OfferIn, OfferList, OfferOut
from app.services.movements import deciding, delegating, listing, offers, showing
from app.services.panel_access import require_sight
from app.services.panel_reading import require_reading
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix=API, tags=["Moves and decisions"], route_class=StrictRoute)

RecommendationRef = Annotated[str, Path(max_length=40, description="The id of a recommendation.")]
DecisionRef = Annotated[str, Path(max_length=40, description="The id of a decision.")]
DelegationRef = Annotated[str, Path(max_length=40, description="The id of a delegation.")]
PrisonRef = Annotated[str, Path(max_length=3, description="The code of a women's prison.")]
Decider = Annotated[Call, requires(*DECIDE_PLACEMENT)]
Director = Annotated[Call, requires(*NAME_DELEGATES)]
Keeper = Annotated[Call, requires(*KEEP_OFFERS)]


@router.post(
    "/recommendations/{recommendation}/decision",
    response_model=DecisionOut,
    status_code=201,
    openapi_extra=roles(*DECIDE_PLACEMENT),
)
def decide_recommendation(
    recommendation: RecommendationRef, given: DecisionIn, call: Decider, write: WritingDep
) -> Response:
    """Prepare a decision on advice, or decide it finally; departing from the advice needs a reason."""
    require_reading(call)

    def use_case(work: UnitOfWork) -> Answered:
        return answered_decision(
            work, deciding.decide_recommendation(work, recommendation, given.model_dump())
        )

    return write(call).carry_out(DecisionOut, use_case)


@router.get("/undecided-advice", response_model=UndecidedAdvice, openapi_extra=roles(*DECIDE_PLACEMENT))
def list_undecided_advice(call: Decider) -> Response:
    """The board's advice about moves that waits for the Prison Group Director and stands beside no proposal."""
    sight = require_sight(call)
    with call.reading() as connection:
        found = listing.undecided_advice(connection, sight)
    return answer(UndecidedAdvice, Answered(found))


@router.get("/placement-decisions/{placement}", response_model=DecisionOut, openapi_extra=roles(*READ_MOVES))
def read_placement_decision(placement: DecisionRef, call: Annotated[Call, requires(*READ_MOVES)]) -> Response:
    """One decision, and whether the transfer is still to be recorded."""
    require_reading(call)
    with call.reading() as connection:
        case, found = showing.read_decision(connection, call.caller, placement, call.today)
    call.note_read("CASE_READ", case_id=case["id"], details={"part": "placement_decision"})
    return answer(DecisionOut, versioned(found))


@router.post(
    "/placement-decisions/{placement}/final",
    response_model=DecisionOut,
    openapi_extra=roles(*DECIDE_PLACEMENT),
)
def make_decision_final(placement: DecisionRef, call: Decider, write: WritingDep) -> Response:
    """Make a prepared decision final as it stands: the Prison Group Director, or a named delegate."""
    require_reading(call)
    sent = write(call)

    def use_case(work: UnitOfWork) -> Answered:
        return answered_decision(work, deciding.make_final(work, placement, sent.version), 200)

    return sent.carry_out(DecisionOut, use_case)


@router.get("/decision-delegations", response_model=DelegationList, openapi_extra=roles(*DECIDE_PLACEMENT))
def list_decision_delegations(call: Decider) -> Response:
    """Who may decide in the Prison Group Director's place, now or from a coming day."""
    with call.reading() as connection:
        found = delegating.list_delegations(connection, call.today)
    return answer(DelegationList, Answered(found))


@router.post(
    "/decision-delegations",
    response_model=DelegationOut,
    status_code=201,
    openapi_extra=roles(*NAME_DELEGATES),
)
def name_decision_delegate(given: DelegateIn, call: Director, write: WritingDep) -> Response:
    """Name somebody of the panel to decide in your place, from a day to a day."""

    def use_case(work: UnitOfWork) -> Answered:
        found = delegating.name_delegate(work, given.model_dump())
        return Answered(found, 201, found["version"])

    return write(call).carry_out(DelegationOut, use_case)


@router.delete(
    "/decision-delegations/{delegation}",
    response_model=DelegationOut,
    openapi_extra=roles(*NAME_DELEGATES),
)
def end_decision_delegation(delegation: DelegationRef, call: Director, write: WritingDep) -> Response:
    """End a delegation today; what was decided on it stands."""
    sent = write(call)
    version = sent.required_version()
    return sent.carry_out(
        DelegationOut, lambda work: versioned(delegating.end_delegation(work, delegation, version))
    )


@router.get("/prison-offers", response_model=OfferList, openapi_extra=roles(*READ_OFFERS))
def list_prison_offers(call: Annotated[Call, requires(*READ_OFFERS)]) -> Response:
    """What each women's prison offers, and the interventions there are. An unknown is null, never a no."""
    with call.reading() as connection:
        return answer(OfferList, Answered(offers.list_offers(connection)))


@router.get("/prison-offers/{prison}", response_model=OfferOut, openapi_extra=roles(*READ_OFFERS))
def read_prison_offer(prison: PrisonRef, call: Annotated[Call, requires(*READ_OFFERS)]) -> Response:
    """What one prison offers, with an ETag of its version."""
    with call.reading() as connection:
        found = offers.read_offer(connection, prison)
    return answer(OfferOut, versioned(found))


@router.put("/prison-offers/{prison}", response_model=OfferOut, openapi_extra=roles(*KEEP_OFFERS))
def keep_prison_offer(prison: PrisonRef, given: OfferIn, call: Keeper, write: WritingDep) -> Response:
    """Put this in place of what was known of a prison."""
    sent = write(call)
    version = sent.required_version()
    return sent.carry_out(
        OfferOut, lambda work: versioned(offers.keep_offer(work, prison, given.model_dump(), version))
    )


@router.post(
    "/interventions", response_model=InterventionOut, status_code=201, openapi_extra=roles(*KEEP_OFFERS)
)
def list_intervention(given: InterventionIn, call: Keeper, write: WritingDep) -> Response:
    """Add an intervention to the list."""

    def use_case(work: UnitOfWork) -> Answered:
        return Answered(offers.add_intervention(work, given.name), 201)

    return write(call).carry_out(InterventionOut, use_case)
