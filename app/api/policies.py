"""The policies: their rules and settings, what is in force where, and answers without storing anything."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response

from app.api import API
from app.api.access import ANYONE, DECIDE_SETTINGS, PROPOSE_SETTINGS
from app.api.strict_json import StrictRoute
from app.deps import Answered, Call, WritingDep, answer, requires, roles, versioned
from app.domain.evaluation import evaluate
from app.domain.policies.register import policy_named
from app.schemas.fields import Day, RegionCode
from app.schemas.ownership import EvaluationIn, EvaluationOut, PolicyList, PolicyOut
from app.schemas.policies import EndIn, ProposalIn, ProposalList, ProposalOut, RemarkIn
from app.schemas.policies_in_force import InForceOut, SettingsOut
from app.services.policies import all_policies, policy_as_shown, settings
from app.services.policies.settings import NewProposal
from app.services.policies.where import in_force_where
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix=f"{API}/policies", tags=["Policies"], route_class=StrictRoute)

PolicyRef = Annotated[str, Path(max_length=40, examples=["omcp-2013-option-2"])]
ProposalRef = Annotated[str, Path(max_length=40, description="The id of a proposal for this policy.")]
PROPOSALS = "/{policy}/setting-proposals"


@router.get("", response_model=PolicyList, openapi_extra=roles(*ANYONE))
def list_policies(call: Annotated[Call, requires(*ANYONE)]) -> Response:
    """Every policy that the service knows."""
    del call
    return answer(PolicyList, Answered({"items": all_policies()}))


@router.get("/in-force", response_model=InForceOut, openapi_extra=roles(*ANYONE))
def read_policies_in_force(
    call: Annotated[Call, requires(*ANYONE)],
    on: Annotated[Day | None, Query(description="Any day; today if left out.")] = None,
    as_known_on: Annotated[Day | None, Query(description="Decisions recorded later are not seen.")] = None,
    estate: Annotated[Literal["women", "men"] | None, Query()] = None,
    region: Annotated[RegionCode | None, Query(description="A case's home region.")] = None,
) -> Response:
    """Which policy governs where on a day, from when, by which decision; and what is decided for later."""
    with call.reading() as connection:
        found = in_force_where(connection, on or call.today, as_known_on, estate, region)
    return answer(InForceOut, Answered(found))


@router.get("/{policy}", response_model=PolicyOut, openapi_extra=roles(*ANYONE))
def read_policy(policy: PolicyRef, call: Annotated[Call, requires(*ANYONE)]) -> Response:
    """One policy: its rules in order, each with its paragraph, and its settings."""
    del call
    return answer(PolicyOut, Answered(policy_as_shown(policy_named(policy))))


@router.post("/{policy}/evaluate", response_model=EvaluationOut, openapi_extra=roles(*ANYONE))
def evaluate_facts(
    policy: PolicyRef, given: EvaluationIn, call: Annotated[Call, requires(*ANYONE)]
) -> Response:
    """Facts in, timeline out; nothing is stored."""
    del call
    return answer(EvaluationOut, Answered(evaluate(given.model_dump(), policy)))


@router.get("/{policy}/settings", response_model=SettingsOut, openapi_extra=roles(*ANYONE))
def read_policy_settings(policy: PolicyRef, call: Annotated[Call, requires(*ANYONE)]) -> Response:
    """The settings of a policy: what each decides, its value today, and where the question comes from."""
    with call.reading() as connection:
        found = settings.settings_shown(connection, policy, call.today)
    return answer(SettingsOut, Answered(found))


@router.get(PROPOSALS, response_model=ProposalList, openapi_extra=roles(*ANYONE))
def list_setting_proposals(
    policy: PolicyRef,
    call: Annotated[Call, requires(*ANYONE)],
    size: Annotated[int, Query(ge=1, le=100)] = 25,
    after: Annotated[str | None, Query(alias="next", max_length=600)] = None,
) -> Response:
    """The settings proposed for a policy, the latest first, with what became of each."""
    with call.reading() as connection:
        found = settings.list_proposals(connection, policy, size=size, cursor=after)
    return answer(ProposalList, Answered(found))


@router.post(PROPOSALS, response_model=ProposalOut, status_code=201, openapi_extra=roles(*PROPOSE_SETTINGS))
def propose_settings(
    policy: PolicyRef,
    given: ProposalIn,
    call: Annotated[Call, requires(*PROPOSE_SETTINGS)],
    write: WritingDep,
) -> Response:
    """Propose settings with a reason and a first day. Nothing changes before a second person approves."""

    def use_case(work: UnitOfWork) -> Answered:
        proposal = settings.propose(work, policy, NewProposal(**given.model_dump()))
        return _answered(work, policy, proposal, 201)

    return write(call).carry_out(ProposalOut, use_case)


@router.get(f"{PROPOSALS}/{{proposal}}", response_model=ProposalOut, openapi_extra=roles(*ANYONE))
def read_setting_proposal(
    policy: PolicyRef, proposal: ProposalRef, call: Annotated[Call, requires(*ANYONE)]
) -> Response:
    """One proposal, with how far the cases have followed."""
    with call.reading() as connection:
        found = settings.read_proposal(connection, policy, proposal)
    return answer(ProposalOut, versioned(found))


@router.post(
    f"{PROPOSALS}/{{proposal}}/approve", response_model=ProposalOut, openapi_extra=roles(*DECIDE_SETTINGS)
)
def approve_settings(
    policy: PolicyRef,
    proposal: ProposalRef,
    given: RemarkIn,
    call: Annotated[Call, requires(*DECIDE_SETTINGS)],
    write: WritingDep,
) -> Response:
    """Approve: a new version of the policy governs from the day. Another person than who proposed."""
    return _decide(policy, proposal, settings.APPROVED, given.reason, call, write)


@router.post(
    f"{PROPOSALS}/{{proposal}}/refuse", response_model=ProposalOut, openapi_extra=roles(*DECIDE_SETTINGS)
)
def refuse_settings(
    policy: PolicyRef,
    proposal: ProposalRef,
    given: EndIn,
    call: Annotated[Call, requires(*DECIDE_SETTINGS)],
    write: WritingDep,
) -> Response:
    """Refuse with a reason. Another person than who proposed."""
    return _decide(policy, proposal, settings.REFUSED, given.reason, call, write)


@router.post(
    f"{PROPOSALS}/{{proposal}}/withdraw", response_model=ProposalOut, openapi_extra=roles(*PROPOSE_SETTINGS)
)
def withdraw_settings(
    policy: PolicyRef,
    proposal: ProposalRef,
    given: EndIn,
    call: Annotated[Call, requires(*PROPOSE_SETTINGS)],
    write: WritingDep,
) -> Response:
    """Take one's own proposal back."""
    return _decide(policy, proposal, settings.WITHDRAWN, given.reason, call, write)


def _decide(
    policy: str, proposal: str, outcome: str, reason: str | None, call: Call, write: WritingDep
) -> Response:
    sent = write(call)

    def use_case(work: UnitOfWork) -> Answered:
        settings.decide(work, policy, proposal, outcome, reason, sent.version)
        return _answered(work, policy, proposal)

    return sent.carry_out(ProposalOut, use_case)


def _answered(work: UnitOfWork, policy: str, proposal: str, status: int = 200) -> Answered:
    found = settings.read_proposal(work.connection, policy, proposal)
    location = f"/api/v1/policies/{policy}/setting-proposals/{found['id']}" if status == 201 else None
    return Answered(found, status, found["version"], location)
