"""Planning key stages, moving and holding them, and the community's answer and contribution."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.cursor import after_cursor, cursor_of, total_of
from app.domain.identifiers import new_id
from app.domain.key_stages import ANSWERED, state_of
from app.domain.list_filters import StagesWanted
from app.domain.notices import NewNotice
from app.domain.refusals import Conflict, InvalidInput, NotFound, StaleVersion
from app.domain.tasks import cause_of
from app.repositories import key_stages as repository
from app.repositories import tasks
from app.services.key_stages.inviting import answer_cause, invitation, withdraw_invitation
from app.services.notices import tell_people
from app.services.tasks.causes import DONE, close_because
from app.services.unit_of_work import UnitOfWork
from app.services.visibility import visible_case

NO_SUCH_STAGE = "There is no such key stage on this case."
STALE = "Somebody changed this key stage after you read it. Read it again and send your change once more."
OVER = "This key stage was held or cancelled, so it takes no answer any more."
NOT_INVITED = "Nobody has been invited to this key stage yet. Name the community manager first."
PRISON_ROLES = ("offender_supervisor", "seconded_probation_officer", "prison_offender_manager")
Row = Mapping[str, Any]


def stages_of(
    connection: Connection, caller: Caller, reference: str, today: date
) -> tuple[str, list[dict[str, Any]]]:
    """The case's id and its key stages, the latest planned first."""
    case = visible_case(connection, caller, reference, today)
    return case["id"], [as_shown(row, today) for row in repository.of_case(connection, case["id"])]


def read_stage(
    connection: Connection, caller: Caller, reference: str, stage_id: str, today: date
) -> dict[str, Any]:
    """One key stage. Raises NotFound."""
    case = visible_case(connection, caller, reference, today)
    return as_shown(_found(repository.stage_of_case(connection, case["id"], stage_id)), today)


def list_stages(
    connection: Connection,
    caller: Caller,
    wanted: StagesWanted,
    today: date,
    *,
    size: int,
    cursor: str | None,
) -> dict[str, Any]:
    """One page of the key stages that the caller may see, the earliest planned first."""
    after = after_cursor(cursor, "key_stages", ("date", "id"))
    rows = repository.list_stages(connection, caller.scope, wanted, today, after, size + 1)
    shown, more = rows[:size], len(rows) > size
    return {
        "items": [{**as_shown(row, today), "case": case_of(row)} for row in shown],
        "page": None if cursor else 1,
        "size": size,
        "total": total_of(
            rows, size, cursor, lambda: repository.count_stages(connection, caller.scope, wanted, today)
        ),
        "next": cursor_of("key_stages", (shown[-1]["planned_on"], shown[-1]["id"])) if more else None,
    }


def plan_stage(
    work: UnitOfWork, reference: str, kind: str, planned_on: date, note: str | None
) -> dict[str, Any]:
    """Plan a key stage and invite the named community manager to it."""
    case = visible_case(work.connection, work.caller, reference, work.today, lock=True)
    row = {
        **dict.fromkeys(repository.STAGES.columns.keys()),
        "id": new_id(),
        "case_id": case["id"],
        "version": 1,
        "kind": kind,
        "planned_on": planned_on,
        "note": note,
        "created_at": work.moment,
        "created_by": work.caller.username,
        "invitations": 0,
    }
    if planned_on >= work.today:
        row |= invitation(work, case, row)
    repository.insert(work.connection, row)
    _say(work, case, row, "KEY_STAGE_PLANNED", new={"kind": kind, "planned_on": planned_on})
    return as_shown(row, work.today)


def change_stage(
    work: UnitOfWork, reference: str, stage_id: str, changes: Mapping[str, Any], version: int | None
) -> dict[str, Any]:
    """Move, describe, hold or cancel a key stage. One that moved is asked about again."""
    case, stage = _held(work, reference, stage_id, version)
    new = {name: value for name, value in changes.items() if stage[name] != value}
    if new.get("held_on") and new["held_on"] > work.today:
        raise InvalidInput.of("held_on", "date_in_future", "A stage that was held was held today or before.")
    if not new:
        work.record("CASE_LEFT_AS_IT_WAS", case_id=case["id"], subject=("KEY_STAGE", stage["id"]))
        return as_shown(stage, work.today)
    now = {**stage, **new}
    if now["held_on"] or now["cancelled_on"]:
        withdraw_invitation(work, stage)
    elif "planned_on" in new and now["planned_on"] >= work.today:
        new |= {"response": None, "responded_at": None, "responded_by": None}
        new |= invitation(work, case, {**stage, **changes})
    repository.update(work.connection, stage["id"], new)
    _say(
        work, case, stage, "KEY_STAGE_CHANGED", old={name: stage[name] for name in changes}, new=dict(changes)
    )
    return as_shown({**stage, **new, "version": stage["version"] + 1}, work.today)


def answer_stage(
    work: UnitOfWork,
    reference: str,
    stage_id: str,
    response: str,
    contribution: str | None,
    version: int | None,
) -> dict[str, Any]:
    """The community's answer to an invitation, and what it contributes; both sides see it at once."""
    case, stage = _held(work, reference, stage_id, version)
    if stage["held_on"] or stage["cancelled_on"]:
        raise Conflict(OVER, code="key_stage_over")
    if stage["invited_at"] is None:
        raise Conflict(NOT_INVITED, code="nobody_invited")
    said = {"response": response, "responded_at": work.moment, "responded_by": work.caller.username}
    if contribution is not None and contribution != stage["contribution"]:
        said |= {
            "contribution": contribution,
            "contributed_at": work.moment,
            "contributed_by": work.caller.username,
        }
    close_because(work, tasks.of_causes([answer_cause(stage, stage["invitations"])]), DONE)
    repository.update(work.connection, stage["id"], said)
    _say(
        work,
        case,
        stage,
        "KEY_STAGE_ANSWERED",
        old={"response": stage["response"]},
        new={"response": response},
    )
    _tell_prison(work, case, stage, response)
    return as_shown({**stage, **said, "version": stage["version"] + 1}, work.today)


def as_shown(row: Row, today: date) -> dict[str, Any]:
    """A key stage with the state that it has on a day."""
    state = state_of(
        held_on=row["held_on"],
        cancelled_on=row["cancelled_on"],
        response=row["response"],
        due=row["response_due"],
        on=today,
    )
    return {**row, "state": state}


def case_of(row: Row) -> dict[str, Any]:
    """What a list shows of the case beside its row."""
    prison = {"code": row["prison_code"], "name": row["prison_name"]} if row["prison_code"] else None
    names = ("prison_number", "crn", "first_name", "last_name", "home_region")
    return {"id": row["case_id"], **{name: row[name] for name in names}, "prison": prison}


def _tell_prison(work: UnitOfWork, case: Row, stage: Row, response: str) -> None:
    cause = cause_of(ANSWERED, case["id"], stage["id"], stage["version"] + 1)
    details = {"key_stage": stage["id"], "stage_kind": stage["kind"], "response": response}
    tell_people(work, [NewNotice(ANSWERED, cause, case, roles=PRISON_ROLES, details=details)])


def _held(work: UnitOfWork, reference: str, stage_id: str, version: int | None) -> tuple[Row, Row]:
    case = visible_case(work.connection, work.caller, reference, work.today, lock=True)
    stage = _found(repository.stage_of_case(work.connection, case["id"], stage_id, lock=True))
    if version is not None and version != stage["version"]:
        raise StaleVersion(STALE)
    return case, stage


def _found(stage: Row | None) -> Row:
    if stage is None:
        raise NotFound(NO_SUCH_STAGE)
    return stage


def _say(work: UnitOfWork, case: Row, stage: Row, what: str, **details: Mapping[str, Any]) -> None:
    work.record(what, case_id=case["id"], subject=("KEY_STAGE", stage["id"]), details=details)
    numbers = {"case_id": case["id"], "prison_number": case["prison_number"], "crn": case["crn"]}
    told = {"keyStageId": stage["id"], "kind": stage["kind"]}
    work.tell("throughcare.key-stage.changed", **numbers, details=told)
