"""The policies: their rules with their paragraphs, and answers without storing anything."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from app.api.access import ANYONE
from app.api.strict_json import StrictRoute
from app.deps import Answered, Call, answer, requires, roles
from app.domain.evaluation import evaluate
from app.domain.policies.register import policy_named
from app.schemas.ownership import EvaluationIn, EvaluationOut, PolicyList, PolicyOut
from app.services.policies import all_policies, policy_as_shown

router = APIRouter(prefix="/policies", tags=["Policies"], route_class=StrictRoute)

PolicyRef = Annotated[str, Path(max_length=40, examples=["omcp-2013-option-2"])]


@router.get("", response_model=PolicyList, openapi_extra=roles(*ANYONE))
def list_policies(call: Annotated[Call, requires(*ANYONE)]) -> Response:
    """Every policy that the service knows."""
    del call
    return answer(PolicyList, Answered({"items": all_policies()}))


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
