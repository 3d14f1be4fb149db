"""Works on a case's handover record: items settled, the report, acceptance and its opposite."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.caller import Caller, Role
from app.domain.case_record.parts import VICTIM
from app.domain.handover.checklist import (
    OF_VICTIMS,
    STEP_NAMED,
    VICTIM_LIAISON_TOLD,
    is_complete,
    is_side_complete,
    steps_of,
)
from app.domain.handover.lists import Windows
from app.domain.handover_tasks import (
    ACCEPTED,
    BOTH_SIDES,
    COMMUNITY_CHECKLIST,
    DECLINED,
    PRISON_CHECKLIST,
    TELL_VICTIM_LIAISON,
)
from app.domain.notices import NewNotice
from app.domain.refusals import Conflict, FieldError, InvalidInput, NotPermitted, StaleVersion
from app.domain.tasks import cause_of
from app.repositories import case_records, handovers, tasks
from app.services.handovers.records import Shown, as_shown
from app.services.notices.telling import tell_people
from app.services.tasks.causes import DONE, close_because
from app.services.unit_of_work import UnitOfWork
from app.services.visibility import visible_case

NONE_OPEN = "This case has no handover to work on: none is foreseen, or it is over. Read the case again."
STALE = "Somebody worked on this handover after you read it. Read it again, and send your change once more."
NOT_YOUR_SIDE = "This item belongs to the other side. Ask them to settle it."
COMMUNITY_ALONE = "The community accepts or declines a handover: a community offender manager, or a senior."
ALREADY_ACCEPTED = "This handover was accepted already."
NOT_OF_THIS_KIND = "This item is not on the checklist of this kind of handover."
NEEDED = "This item applies to every handover. Do it, or leave it open."
VICTIM_CONTACT = (
    "The record says that a victim is in the contact scheme. Do it, or put the record right first."
)
NOTE_MISSING = "Say in a note why this item is not needed."
ACCEPT_PAST = "Give today or a day before, not before the record was opened."
PRISON_STAFF = frozenset({Role.OMU_OFFICER, Role.OMU_MANAGER, Role.RW})
COMMUNITY_STAFF = frozenset({Role.COMMUNITY_MANAGER, Role.COMMUNITY_SENIOR, Role.RW})
ACCEPTS = frozenset({Role.COMMUNITY_MANAGER, Role.COMMUNITY_SENIOR})
SIDES = {"prison": PRISON_STAFF, "community": COMMUNITY_STAFF}


@dataclass(frozen=True, slots=True)
class StepChange:
    """What is said of one item: `done`, `not_needed` or `open` again."""

    code: str
    state: str
    note: str | None = None


@dataclass(frozen=True, slots=True)
class HandoverChange:
    """What is to be changed on a record. `accepted_on` and `decline_reason` are the community's."""

    steps: Sequence[StepChange] = ()
    report: str | None = None
    clears_report: bool = False
    accepted_on: date | None = None
    decline_reason: str | None = None


def work_on(
    work: UnitOfWork, reference: str, change: HandoverChange, version: int | None, windows: Windows
) -> Shown:
    """Change the open record of a case. Raises NotFound, Conflict, StaleVersion, InvalidInput, NotPermitted."""
    case = visible_case(work.connection, work.caller, reference, work.today, lock=True)
    row = handovers.open_of(work.connection, [case["id"]]).get(case["id"])
    if row is None or row["record_opened_on"] is None:
        if version is not None:
            raise StaleVersion(NONE_OPEN)
        raise Conflict(NONE_OPEN, code="no_open_handover")
    if version is not None and version != row["version"]:
        raise StaleVersion(STALE)
    _check(work, case, row, change)
    changed = {
        **_settle(work, case, row, change.steps),
        **_report(work, case, row, change),
        **_accept(work, case, row, change.accepted_on),
        **_decline(work, case, row, change.decline_reason),
    }
    if changed:
        handovers.change(work.connection, row["id"], changed)
        _close_done(work, case, {**row, **changed})
        work.tell(
            "throughcare.handover.changed",
            case_id=case["id"],
            prison_number=case["prison_number"],
            crn=case["crn"],
            details={"handoverId": row["id"]},
        )
    else:
        work.record("HANDOVER_LEFT_AS_IT_WAS", case_id=case["id"])
    return as_shown(work.connection, case, work.today, windows)


def _check(work: UnitOfWork, case: Mapping[str, Any], row: Mapping[str, Any], change: HandoverChange) -> None:
    caller, errors = work.caller, _left_despite_a_victim(work, case, change.steps)
    for place, step in enumerate(change.steps):
        errors += _wrong_with(step, row["kind"], f"steps[{place}].")
    day = change.accepted_on
    if day is not None and not row["record_opened_on"] <= day <= work.today:
        errors.append(FieldError("accepted.on", "date_out_of_range", ACCEPT_PAST))
    if errors:
        raise InvalidInput("The handover cannot be changed as it was sent.", errors=errors)
    for step in change.steps:
        if not caller.has_any(SIDES[STEP_NAMED[step.code].side]):
            raise NotPermitted(NOT_YOUR_SIDE, code="not_your_side")
    answers = day is not None or change.decline_reason is not None
    if answers and not caller.has_any(ACCEPTS):
        raise NotPermitted(COMMUNITY_ALONE, code="community_alone")
    if answers and row["accepted_on"] is not None:
        raise Conflict(ALREADY_ACCEPTED, code="already_accepted")


def _left_despite_a_victim(
    work: UnitOfWork, case: Mapping[str, Any], steps: Sequence[StepChange]
) -> list[FieldError]:
    left = [n for n, step in enumerate(steps) if step.state == "not_needed" and step.code in OF_VICTIMS]
    if not left or not _has_victim_contact(work, case["id"]):
        return []
    return [FieldError(f"steps[{n}].state", "victim_contact_recorded", VICTIM_CONTACT) for n in left]


def _has_victim_contact(work: UnitOfWork, case_id: str) -> bool:
    part = case_records.part_of(work.connection, case_id, VICTIM)
    said = part["fields"].get("has_contact") if part else None
    return bool(said) or bool(case_records.officers_of(work.connection, case_id))


def _wrong_with(step: StepChange, kind: str, at: str) -> list[FieldError]:
    known = {each.code: each for each in steps_of(kind)}
    if step.code not in known:
        return [FieldError(f"{at}code", "not_on_this_checklist", NOT_OF_THIS_KIND)]
    if step.state != "not_needed":
        return []
    if not known[step.code].may_be_left:
        return [FieldError(f"{at}state", "item_is_needed", NEEDED)]
    return [] if step.note else [FieldError(f"{at}note", "missing", NOTE_MISSING)]


def _settle(
    work: UnitOfWork, case: Mapping[str, Any], row: Mapping[str, Any], steps: Sequence[StepChange]
) -> dict[str, Any]:
    if not steps:
        return {}
    rows = [
        {
            "handover_id": row["id"],
            "code": step.code,
            "state": step.state,
            "note": step.note,
            "settled_on": work.today,
            "settled_at": work.moment,
            "settled_by": _named(work.caller),
        }
        for step in steps
        if step.state != "open"
    ]
    handovers.settle_steps(work.connection, rows)
    handovers.unsettle_steps(
        work.connection, row["id"], [step.code for step in steps if step.state == "open"]
    )
    for step in steps:
        details = {"new": {"step": step.code, "state": step.state}, "why": step.note}
        work.record(
            "HANDOVER_STEP_SETTLED" if step.state != "open" else "HANDOVER_STEP_REOPENED",
            case_id=case["id"],
            subject=("HANDOVER", row["id"]),
            details=details,
        )
    settled = _settled(work, row)
    of_kind = {step.code for step in steps_of(row["kind"])}
    return {"complete": is_complete(row["kind"], settled), "steps_settled": len(settled & of_kind)}


def _settled(work: UnitOfWork, row: Mapping[str, Any]) -> set[str]:
    return {step["code"] for step in handovers.steps_of(work.connection, [row["id"]]).get(row["id"], ())}


def _report(
    work: UnitOfWork, case: Mapping[str, Any], row: Mapping[str, Any], change: HandoverChange
) -> dict[str, Any]:
    if change.report is None and not change.clears_report:
        return {}
    work.record("HANDOVER_REPORT_WRITTEN", case_id=case["id"], subject=("HANDOVER", row["id"]))
    return {"report": change.report, "report_at": work.moment, "report_by": _named(work.caller)}


def _accept(
    work: UnitOfWork, case: Mapping[str, Any], row: Mapping[str, Any], day: date | None
) -> dict[str, Any]:
    if day is None:
        return {}
    subject, details = ("HANDOVER", row["id"]), {"new": {"accepted_on": day.isoformat()}}
    work.record("HANDOVER_ACCEPTED", case_id=case["id"], subject=subject, details=details)
    _tell(work, ACCEPTED, case, row, {"accepted_on": day.isoformat()})
    declined = dict.fromkeys(("declined_on", "declined_at", "declined_by", "decline_reason"))
    return {
        **declined,
        "accepted_on": day,
        "accepted_at": work.moment,
        "accepted_by": work.caller.username,
        "accepted_name": _named(work.caller),
    }


def _decline(
    work: UnitOfWork, case: Mapping[str, Any], row: Mapping[str, Any], reason: str | None
) -> dict[str, Any]:
    if reason is None:
        return {}
    work.record(
        "HANDOVER_DECLINED", case_id=case["id"], subject=("HANDOVER", row["id"]), details={"why": reason}
    )
    _tell(work, DECLINED, case, row, {"declined_on": work.today.isoformat()})
    return {
        "declined_on": work.today,
        "declined_at": work.moment,
        "declined_by": _named(work.caller),
        "decline_reason": reason,
    }


def _tell(
    work: UnitOfWork, kind: str, case: Mapping[str, Any], row: Mapping[str, Any], details: Mapping[str, str]
) -> None:
    cause = cause_of(kind, case["id"], row["id"], work.moment.isoformat())
    tell_people(work, [NewNotice(kind, cause, case, roles=BOTH_SIDES, details=details)])


def _close_done(work: UnitOfWork, case: Mapping[str, Any], row: Mapping[str, Any]) -> None:
    """Close the tasks whose part of the checklist is settled."""
    settled, kind = _settled(work, row), row["kind"]
    done = []
    if is_side_complete(kind, "prison", settled):
        done.append(PRISON_CHECKLIST.code)
    if is_side_complete(kind, "community", settled) and row["accepted_on"] is not None:
        done.append(COMMUNITY_CHECKLIST.code)
    if VICTIM_LIAISON_TOLD in settled:
        done.append(TELL_VICTIM_LIAISON.code)
    if done:
        close_because(work, tasks.of_kind(case["id"], *done), DONE)


def _named(caller: Caller) -> str:
    return (caller.display_name or caller.username)[:120]
