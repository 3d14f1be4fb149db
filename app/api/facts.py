"""Facts of a case: recording, weighing without storing, reading, retracting."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from app.api import API
from app.api.access import READ_CASES, TELL_FACTS
from app.api.cases import CaseRef
from app.api.strict_json import StrictRoute
from app.deps import Answered, Call, WritingDep, answer, requires, roles
from app.domain.evaluation import owner_as_answer
from app.schemas.facts import FactIn, FactList, FactOutcome, RetractionIn
from app.services import facts
from app.services.facts import ToldFact, Weighed
from app.services.ownership import periods_as_shown
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix=API, tags=["Facts"], route_class=StrictRoute)

DryRun = Annotated[bool, Query(description="Answer what would follow, and store nothing.")]


@router.get("/cases/{case}/events", response_model=FactList, openapi_extra=roles(*READ_CASES))
def list_facts(case: CaseRef, call: Annotated[Call, requires(*READ_CASES)]) -> Response:
    """The facts of a case, oldest first by the day they happened, retracted ones included."""
    with call.reading() as connection:
        case_id, rows = facts.facts_of(connection, call.caller, case, call.today)
    call.note_read("CASE_READ", case_id=case_id, details={"part": "facts"})
    return answer(FactList, Answered({"items": [_fact(row) for row in rows]}))


@router.post(
    "/cases/{case}/events",
    response_model=FactOutcome,
    status_code=201,
    responses={200: {"model": FactOutcome, "description": "A dry run: nothing was stored."}},
    openapi_extra=roles(*TELL_FACTS),
)
def record_fact(
    case: CaseRef,
    given: FactIn,
    call: Annotated[Call, requires(*TELL_FACTS)],
    write: WritingDep,
    dry_run: DryRun = False,
) -> Response:
    """Record a fact that has happened. The server adds when it became known, and works out who owns the case."""
    sent = write(call)
    told = ToldFact(
        given.type, given.date, given.fields, source="staff" if call.caller.kind == "person" else "api"
    )
    if dry_run:
        with call.reading() as connection:
            weighed = facts.weigh_fact(
                connection, call.caller, case, told, call.moment, call.today, sent.version
            )
        call.note_read("CASE_READ", case_id=weighed.case["id"], details={"part": "dry_run"})
        return answer(FactOutcome, Answered(_outcome(weighed, call, stored=False)))

    def use_case(work: UnitOfWork) -> Answered:
        weighed = facts.record_fact(work, case, told, sent.version)
        outcome = _outcome(weighed, call, stored=True)
        location = f"/api/v1/cases/{weighed.case['id']}/events"
        return Answered(outcome, 201, outcome["case_version"], location)

    return sent.carry_out(FactOutcome, use_case)


@router.delete("/cases/{case}/events/{event}", response_model=FactOutcome, openapi_extra=roles(*TELL_FACTS))
def retract_fact(
    case: CaseRef,
    event: Annotated[str, Path(max_length=40)],
    given: RetractionIn,
    call: Annotated[Call, requires(*TELL_FACTS)],
    write: WritingDep,
    dry_run: DryRun = False,
) -> Response:
    """Take back a fact that was entered in error. The row stays, marked retracted, with the reason."""
    sent = write(call)
    version = sent.required_version()
    if dry_run:
        with call.reading() as connection:
            weighed = facts.weigh_retraction(
                connection, call.caller, case, event, given.reason, call.moment, call.today
            )
        return answer(FactOutcome, Answered(_outcome(weighed, call, stored=False)))

    def use_case(work: UnitOfWork) -> Answered:
        weighed = facts.retract_fact(work, case, event, given.reason, version)
        outcome = _outcome(weighed, call, stored=True)
        return Answered(outcome, version=outcome["case_version"])

    return sent.carry_out(FactOutcome, use_case)


def _outcome(weighed: Weighed, call: Call, *, stored: bool) -> dict[str, Any]:
    was, now = weighed.owners(call.today)
    before, after = periods_as_shown(weighed.before.periods), periods_as_shown(weighed.after.periods)
    event = _fact(weighed.event_row)
    is_new = weighed.event_row["retracted_on"] is None
    return {
        "stored": stored,
        "case_id": weighed.case["id"],
        "case_version": weighed.case["version"] + stored,
        "event": event if stored or not is_new else {**event, "id": None},
        "owner_before": owner_as_answer(was.answer),
        "owner_after": owner_as_answer(now.answer),
        "periods_before": before,
        "periods": after,
        "changes_ownership": before != after,
        "prompts": list(weighed.prompts),
    }


def _fact(row: Any) -> dict[str, Any]:
    return {**row, "date": row["happened_on"]}
