"""Board decisions on policy: papers, the outcome of each part, and the final approval that puts a policy in force."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from app.api import API
from app.api.access import ANYONE, APPROVE_POLICIES, RECORD_POLICIES
from app.api.strict_json import StrictRoute
from app.deps import Answered, Call, WritingDep, answer, requires, roles, versioned
from app.domain.policy_papers import REFUSED, WITHDRAWN, Part
from app.schemas.policies import ApprovalIn, DecisionList, DecisionOut, EndIn, OutcomeIn, PaperIn
from app.services.policy_decisions import approving, recording, showing
from app.services.policy_decisions.approving import FinalApproval
from app.services.policy_decisions.recording import NewPaper
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix=f"{API}/policy-decisions", tags=["Policies"], route_class=StrictRoute)

DecisionRef = Annotated[str, Path(max_length=40, description="The id of a decision.")]
PartNumber = Annotated[int, Path(ge=1, le=20)]
Recorder = Annotated[Call, requires(*RECORD_POLICIES)]


@router.get("", response_model=DecisionList, openapi_extra=roles(*ANYONE))
def list_policy_decisions(
    call: Annotated[Call, requires(*ANYONE)],
    size: Annotated[int, Query(ge=1, le=100)] = 25,
    after: Annotated[str | None, Query(alias="next", max_length=600)] = None,
) -> Response:
    """The decisions on policy, the latest first; the installation's own stands among them."""
    with call.reading() as connection:
        found = showing.list_decisions(connection, call.today, size=size, cursor=after)
    return answer(DecisionList, Answered(found))


@router.post("", response_model=DecisionOut, status_code=201, openapi_extra=roles(*RECORD_POLICIES))
def record_policy_decision(given: PaperIn, call: Recorder, write: WritingDep) -> Response:
    """Record a decision paper as it goes to its board. Nothing comes into force with it."""
    parts = tuple(
        Part(number, part.text, part.policy, part.settings, part.settings_if_not_agreed)
        for number, part in enumerate(given.parts, 1)
    )
    new = NewPaper(**given.model_dump(exclude={"parts"}), parts=parts)

    def use_case(work: UnitOfWork) -> Answered:
        return _answered(work, recording.record_paper(work, new), 201)

    return write(call).carry_out(DecisionOut, use_case)


@router.get("/{decision}", response_model=DecisionOut, openapi_extra=roles(*ANYONE))
def read_policy_decision(decision: DecisionRef, call: Annotated[Call, requires(*ANYONE)]) -> Response:
    """One decision: its parts, what was recorded of them, and how far the cases have followed."""
    with call.reading() as connection:
        found = showing.read_decision(connection, decision, call.today)
    return answer(DecisionOut, versioned(found))


@router.post(
    "/{decision}/parts/{part}/outcome", response_model=DecisionOut, openapi_extra=roles(*RECORD_POLICIES)
)
def decide_policy_part(
    decision: DecisionRef, part: PartNumber, given: OutcomeIn, call: Recorder, write: WritingDep
) -> Response:
    """Record what the board made of a part. With every part decided the paper is agreed in principle, or refused."""
    sent = write(call)

    def use_case(work: UnitOfWork) -> Answered:
        recording.decide_part(work, decision, part, given.model_dump(), sent.version)
        return _answered(work, decision)

    return sent.carry_out(DecisionOut, use_case)


@router.post("/{decision}/final-approval", response_model=DecisionOut, openapi_extra=roles(*APPROVE_POLICIES))
def approve_policy_decision(
    decision: DecisionRef,
    given: ApprovalIn,
    call: Annotated[Call, requires(*APPROVE_POLICIES)],
    write: WritingDep,
) -> Response:
    """Record the final approval by the next board: the policy governs from its date. Another person than before."""
    sent = write(call)
    approval = FinalApproval(**given.model_dump())

    def use_case(work: UnitOfWork) -> Answered:
        approving.approve(work, decision, approval, sent.version)
        return _answered(work, decision)

    return sent.carry_out(DecisionOut, use_case)


@router.post("/{decision}/refuse", response_model=DecisionOut, openapi_extra=roles(*RECORD_POLICIES))
def refuse_policy_decision(
    decision: DecisionRef, given: EndIn, call: Recorder, write: WritingDep
) -> Response:
    """Record that the next board refused it."""
    return _end(decision, REFUSED, given, call, write)


@router.post("/{decision}/withdraw", response_model=DecisionOut, openapi_extra=roles(*RECORD_POLICIES))
def withdraw_policy_decision(
    decision: DecisionRef, given: EndIn, call: Recorder, write: WritingDep
) -> Response:
    """Record that the paper was withdrawn."""
    return _end(decision, WITHDRAWN, given, call, write)


def _end(decision: str, kind: str, given: EndIn, call: Call, write: WritingDep) -> Response:
    sent = write(call)

    def use_case(work: UnitOfWork) -> Answered:
        recording.end_paper(work, decision, kind, given.reason, sent.version)
        return _answered(work, decision)

    return sent.carry_out(DecisionOut, use_case)


def _answered(work: UnitOfWork, decision: str, status: int = 200) -> Answered:
    found = showing.read_decision(work.connection, decision, work.today)
    location = f"/api/v1/policy-decisions/{found['id']}" if status == 201 else None
    return Answered(found, status, found["version"], location)
