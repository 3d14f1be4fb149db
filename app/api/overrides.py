"""Overrides of who owns a case: making, weighing without storing, reading, ending."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Response

from app.api import API
from app.api.access import OVERRIDE, READ_CASES
from app.api.cases import CaseRef
from app.api.facts import DryRun
from app.api.strict_json import StrictRoute
from app.deps import Answered, Call, WritingDep, answer, requires, roles, versioned
from app.domain.evaluation import owner_as_answer
from app.schemas.overrides import OverrideEnd, OverrideIn, OverrideList, OverrideOut, OverrideOutcome
from app.services.overrides import making, showing
from app.services.overrides.making import Decision, NewOverride
from app.services.ownership import periods_as_shown
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix=API, tags=["Ownership"], route_class=StrictRoute)
ROOT = "/cases/{case}/ownership/overrides"
DRY_RUN: dict[int | str, dict[str, Any]] = {
    200: {"model": OverrideOutcome, "description": "A dry run: nothing was stored."}
}

OverrideRef = Annotated[str, Path(max_length=40, description="The id of an override of this case.")]


@router.get(ROOT, response_model=OverrideList, openapi_extra=roles(*READ_CASES))
def list_overrides(case: CaseRef, call: Annotated[Call, requires(*READ_CASES)]) -> Response:
    """The overrides of a case, the latest first, those that are over included."""
    with call.reading() as connection:
        found = showing.of_case(connection, call.caller, case, call.today)
    call.note_read("CASE_READ", case_id=found["case_id"], details={"part": "overrides"})
    return answer(OverrideList, Answered(found))


@router.get(f"{ROOT}/{{override}}", response_model=OverrideOut, openapi_extra=roles(*READ_CASES))
def read_override(
    case: CaseRef, override: OverrideRef, call: Annotated[Call, requires(*READ_CASES)]
) -> Response:
    """One override, with an ETag of its version."""
    with call.reading() as connection:
        found = showing.one_of_case(connection, call.caller, case, override, call.today)
    call.note_read("CASE_READ", case_id=found["case_id"], details={"part": "override"})
    return answer(OverrideOut, versioned(found))


@router.post(
    ROOT,
    response_model=OverrideOutcome,
    status_code=201,
    responses=DRY_RUN,
    openapi_extra=roles(*OVERRIDE),
)
def make_override(
    case: CaseRef,
    given: OverrideIn,
    call: Annotated[Call, requires(*OVERRIDE)],
    write: WritingDep,
    dry_run: DryRun = False,
) -> Response:
    """Decide that a side owns the case, whatever the rules say, from today until a day of review or expiry."""
    sent = write(call)
    new = NewOverride(**given.model_dump())
    if dry_run:
        with call.reading() as connection:
            weighed = making.weigh(connection, call.caller, case, new, call.today, sent.version)
        call.note_read("CASE_READ", case_id=weighed.case["id"], details={"part": "dry_run"})
        return answer(OverrideOutcome, Answered(_outcome(weighed, call, stored=False)))

    def use_case(work: UnitOfWork) -> Answered:
        made = making.make(work, case, new, sent.version)
        location = f"/api/v1/cases/{made.case['id']}/ownership/overrides/{made.row['id']}"
        return Answered(_outcome(made, call, stored=True), 201, made.row["version"], location)

    return sent.carry_out(OverrideOutcome, use_case)


@router.delete(f"{ROOT}/{{override}}", response_model=OverrideOutcome, openapi_extra=roles(*OVERRIDE))
def end_override(
    case: CaseRef,
    override: OverrideRef,
    given: OverrideEnd,
    call: Annotated[Call, requires(*OVERRIDE)],
    write: WritingDep,
    dry_run: DryRun = False,
) -> Response:
    """End an override with a reason: from today the automatic answer is back. The decision stays on the record."""
    sent = write(call)
    version = sent.required_version()
    if dry_run:
        with call.reading() as connection:
            weighed = making.weigh_end(connection, call.caller, case, override, call.today, version)
        call.note_read("CASE_READ", case_id=weighed.case["id"], details={"part": "dry_run"})
        return answer(OverrideOutcome, Answered(_outcome(weighed, call, stored=False)))

    def use_case(work: UnitOfWork) -> Answered:
        ended = making.end(work, case, override, given.reason, version)
        return Answered(_outcome(ended, call, stored=True), version=ended.row["version"])

    return sent.carry_out(OverrideOutcome, use_case)


def _outcome(decision: Decision, call: Call, *, stored: bool) -> dict[str, Any]:
    was, now, ruled = decision.owners(call.today)
    return {
        "stored": stored,
        "case_id": decision.case["id"],
        "case_version": decision.case["version"] + stored,
        "override": showing.as_shown(decision.row, call.today),
        "owner_before": owner_as_answer(was.answer),
        "owner_after": owner_as_answer(now.answer),
        "automatic": owner_as_answer(ruled.answer),
        "periods_before": periods_as_shown(decision.before.periods),
        "periods": periods_as_shown(decision.after.periods),
    }
