"""Names who holds a role of a case, and ends that: may they, does it fit, keep it, tell both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.allocation import (
    COMMUNITY_MANAGER,
    LEADS,
    MAY_ALLOCATE,
    WANTS_TEXT,
    clashes,
    is_available,
    may_hold,
    recommended,
)
from app.domain.allocation_tasks import ALLOCATED, NAME_COMMUNITY_MANAGER, NAME_LEAD, NO_LONGER_ALLOCATED
from app.domain.caller import Caller
from app.domain.notices import NewNotice
from app.domain.refusals import InvalidInput, NotFound, NotPermitted, RefusedByRule, StaleVersion
from app.domain.tasks import cause_of
from app.repositories import allocations, workforce
from app.repositories.tasks import TASKS, of_kind
from app.services.allocations.candidates import recommend_for
from app.services.allocations.holding import end_roles, new_role, start_roles, write_community_manager
from app.services.notices import tell_people
from app.services.tasks import close_because
from app.services.unit_of_work import UnitOfWork
from app.services.visibility import visible_case
from app.services.workforce import may_see_person

Row = Mapping[str, Any]
STALE = "Somebody changed this case after you read it. Read it again, and choose once more."
OTHERS_ROLE = (
    "Your role does not name who holds this. The prison's managers name its people, seniors the community's."
)
NOBODY = "There is no such person here. GET /staff lists those whom you may choose."
BY_USER = "USER"
DONE = "done"


@dataclass(frozen=True, slots=True)
class Choice:
    """Who is to hold a role, and why not the one who was recommended."""

    staff_id: str
    reasons: Sequence[str] = ()
    text: str | None = None
    note: str | None = None


def allocate(work: UnitOfWork, reference: str, role: str, choice: Choice, version: int | None) -> Row:
    """Give a role of a case to a person; whoever held it holds it no more. Answers the case as it now stands.

    Raises NotFound, StaleVersion (412), NotPermitted, InvalidInput, RefusedByRule.
    """
    case = _held(work, reference, version)
    refuse_others_role(work.caller, role)
    person = person_for(work, case, role, choice.staff_id)
    held = allocations.live_of(work.connection, [case["id"]]).get(case["id"], {})
    before = held.get(role)
    if before and before["staff_id"] == person["id"]:
        work.record("CASE_LEFT_AS_IT_WAS", case_id=case["id"])
        return case
    refuse_misfit(work, case, role, person, held)
    first = _weigh_choice(work, case, role, choice)
    cases = {case["id"]: case}
    if before:
        end_roles(work, [before], cases, "reallocated", replaced=True)
    row = new_role(
        work,
        case,
        role,
        person,
        recommended=first,
        reasons=choice.reasons,
        text=choice.text,
        note=choice.note,
    )
    start_roles(work, [row], cases, BY_USER)
    if role == COMMUNITY_MANAGER:
        write_community_manager(work, [case["id"]], person)
    allocations.touch_cases(work.connection, [case["id"]])
    settle_tasks(work, case["id"], role)
    tell_people(work, _notices(case, role, row, before))
    return {**case, "version": case["version"] + 1}


def end_allocation(work: UnitOfWork, reference: str, role: str, version: int | None) -> Row:
    """Take a role of a case from whoever holds it. Answers the case as it now stands."""
    case = _held(work, reference, version)
    refuse_others_role(work.caller, role)
    before = allocations.live_of(work.connection, [case["id"]]).get(case["id"], {}).get(role)
    if before is None:
        raise NotFound("Nobody holds this role of the case.")
    end_roles(work, [before], {case["id"]: case}, "ended")
    if role == COMMUNITY_MANAGER and case["community_manager_name"] == before["named"]:
        write_community_manager(work, [case["id"]], None)
    allocations.touch_cases(work.connection, [case["id"]])
    tell_people(work, [_ended_notice(case, role, before)])
    return {**case, "version": case["version"] + 1}


def manager_named(work: UnitOfWork, cases: Sequence[Row]) -> None:
    """A community manager was written into the details of these cases: what asked for one is done.

    A person of the register who held the role under another name holds it no more.
    """
    by_id = {case["id"]: case for case in cases}
    close_because(work, TASKS.c.case_id.in_(by_id) & (TASKS.c.kind == NAME_COMMUNITY_MANAGER.code), DONE)
    held = [
        each.get(COMMUNITY_MANAGER) for each in allocations.live_of(work.connection, list(by_id)).values()
    ]
    others = [row for row in held if row and row["named"] != by_id[row["case_id"]]["community_manager_name"]]
    if others:
        end_roles(work, others, by_id, "named_in_record")


def refuse_others_role(caller: Caller, role: str) -> None:
    """Raises NotPermitted where the caller's roles do not name the holder of this one."""
    if not caller.has_any(MAY_ALLOCATE[role]):
        raise NotPermitted(OTHERS_ROLE, code="role_not_yours_to_name")


def person_for(work: UnitOfWork, case: Row, role: str, staff_id: str) -> Row:
    """The person, if they work where the case's role is held. Raises InvalidInput."""
    person = workforce.person(work.connection, staff_id)
    if person is None or not person["active"]:
        raise InvalidInput.of("staff_id", "unknown_person", NOBODY)
    if role == COMMUNITY_MANAGER:
        fits = person["region"] is not None and person["region"] == case["home_region"]
    else:
        fits = person["prison_code"] is not None and person["prison_code"] == case["prison_code"]
    if not fits and not may_see_person(work.caller, person):
        raise InvalidInput.of("staff_id", "unknown_person", NOBODY)
    if not fits:
        message = "This person works elsewhere. Choose somebody at the case's prison, or in its home region's teams."
        raise InvalidInput.of("staff_id", "works_elsewhere", message)
    return person


def refuse_misfit(work: UnitOfWork, case: Row, role: str, person: Row, held: Mapping[str, Row]) -> None:
    """Raises RefusedByRule where the case takes nobody in this role, or not this person."""
    found = misfit(work, case, role, person, held)
    if found:
        raise RefusedByRule(MISFITS[found], code=found)


MISFITS: Mapping[str, str] = {
    "case_closed": "The case is closed, so nobody takes it any more.",
    "not_in_custody": "She is not in prison, so no role there can be given. Record her return first.",
    "duty_missing": "This role is not among the person's duties. Choose another, or have their duties changed.",
    "not_available": "This person takes no cases at present. Choose another, or change their availability.",
    "holds_the_other_role": "A co-worker is never the lead of the same case. Choose somebody else.",
}


def misfit(work: UnitOfWork, case: Row, role: str, person: Row, held: Mapping[str, Row]) -> str | None:
    """The code of what stands against this person in this role of the case; None where nothing does."""
    closes_on = case["closes_on"]
    holders = {each: row["staff_id"] for each, row in held.items()}
    found = (
        ("case_closed", not case["is_open"] or (closes_on is not None and closes_on <= work.today)),
        ("not_in_custody", role != COMMUNITY_MANAGER and case["phase"] == "licence"),
        ("duty_missing", not may_hold(role, person["duties"].split())),
        ("not_available", not is_available(person["availability"], person["away_until"], work.today)),
        ("holds_the_other_role", clashes(role, person["id"], holders)),
    )
    return next((code for code, is_so in found if is_so), None)


def refuse_empty_reasons(reasons: Sequence[str], text: str | None) -> None:
    """Raises InvalidInput where a reason that says nothing by itself comes without words."""
    if WANTS_TEXT.intersection(reasons) and not text:
        message = "Say in words why this person suits the case, or what the other reason is."
        raise InvalidInput.of("override_text", "missing", message)


def settle_tasks(work: UnitOfWork, case_id: str, role: str) -> None:
    """The tasks that asked for a holder of this role are done."""
    if role == COMMUNITY_MANAGER:
        close_because(work, of_kind(case_id, NAME_COMMUNITY_MANAGER.code), DONE)
    elif role in LEADS:
        close_because(work, of_kind(case_id, NAME_LEAD.code) & (TASKS.c.role == role), DONE)


def _held(work: UnitOfWork, reference: str, version: int | None) -> Row:
    case = visible_case(work.connection, work.caller, reference, work.today, lock=True)
    if version is not None and version != case["version"]:
        raise StaleVersion(STALE)
    return case


def _weigh_choice(work: UnitOfWork, case: Row, role: str, choice: Choice) -> str | None:
    """The person who was recommended, the chosen one among equals; another choice needs its reason."""
    refuse_empty_reasons(choice.reasons, choice.text)
    ranked = recommend_for(work.connection, case, role, work.today).ranked
    if any(one.rank == 1 and one.candidate.staff_id == choice.staff_id for one in ranked):
        return choice.staff_id
    first = recommended(ranked)
    if not choice.reasons:
        message = "Another person is recommended. Say why you choose this one: give at least one reason."
        raise InvalidInput.of("override_reasons", "override_needed", message)
    return first.staff_id if first else None


def _notices(case: Row, role: str, row: Row, before: Row | None) -> list[NewNotice]:
    details = {"role": role, "on": row["started_on"].isoformat()}
    found = [
        NewNotice(
            ALLOCATED,
            cause_of(ALLOCATED, case["id"], row["id"]),
            case,
            staff_ids=(row["staff_id"],),
            details=details,
        )
    ]
    return [*found, _ended_notice(case, role, before)] if before else found


def _ended_notice(case: Row, role: str, before: Row) -> NewNotice:
    return NewNotice(
        NO_LONGER_ALLOCATED,
        cause_of(NO_LONGER_ALLOCATED, case["id"], before["id"]),
        case,
        staff_ids=(before["staff_id"],) if before["staff_id"] else (),
        details={"role": role},
    )
