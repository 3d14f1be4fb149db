"""Moves many cases from one person to another at once: a result for each, and none that is refused stops the others."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.allocation import COMMUNITY_MANAGER, LEADS, MAY_ALLOCATE
from app.domain.allocation_tasks import CASES_HANDED_ON, CASES_RECEIVED, NAME_LEAD
from app.domain.identifiers import new_id
from app.domain.notices import NewNotice
from app.domain.refusals import InvalidInput
from app.repositories import allocations
from app.repositories.tasks import TASKS
from app.services.allocations.holding import end_roles, new_role, start_roles, write_community_manager
from app.services.allocations.naming import (
    BY_USER,
    DONE,
    MISFITS,
    OTHERS_ROLE,
    misfit,
    refuse_empty_reasons,
)
from app.services.notices import tell_people
from app.services.tasks import close_because
from app.services.unit_of_work import UnitOfWork
from app.services.visibility import may_see
from app.services.workforce import seen_person

Row = Mapping[str, Any]

WORDS: Mapping[str, str] = {
    **MISFITS,
    "allocation_changed": "Somebody changed who holds this case after you chose it. Look at it again.",
    "role_not_yours_to_name": OTHERS_ROLE,
    "works_elsewhere": "The person works elsewhere than this case's role is held.",
    "already_theirs": "The person holds this role already.",
    "named_twice": "This allocation was named twice.",
}
SKIPPED = frozenset({"already_theirs", "case_closed", "named_twice"})


@dataclass(frozen=True, slots=True)
class MoveItem:
    """One case as the caller saw it: the allocation that they expect the person to hold."""

    case: str
    allocation_id: str


@dataclass(frozen=True, slots=True)
class Move:
    """Cases to move. With `end_leftovers` whatever else the first person holds, and the caller may end, ends."""

    from_staff_id: str
    to_staff_id: str
    items: Sequence[MoveItem]
    reasons: Sequence[str]
    text: str | None = None
    note: str | None = None
    end_leftovers: bool = False


@dataclass(slots=True)
class _Ground:
    """What was read for the whole move."""

    work: UnitOfWork
    giver: Row
    taker: Row
    live: dict[str, Row]
    cases: dict[str, Row]
    held: dict[str, dict[str, Row]]


def reallocate(work: UnitOfWork, move: Move) -> dict[str, Any]:
    """Move the cases; answers what became of each. Raises NotFound, InvalidInput for the request as a whole."""
    refuse_empty_reasons(move.reasons, move.text)
    if move.from_staff_id == move.to_staff_id:
        raise InvalidInput.of("to_staff_id", "same_person", "Choose another person to take the cases.")
    ground = _read(work, move)
    results = list(_weighed(ground, move.items))
    moving = [ground.live[r["allocation_id"]] for r in results if r["outcome"] == "moved"]
    _carry_over(ground, moving, move)
    ended = _end_leftovers(ground, {row["id"] for row in moving}) if move.end_leftovers else 0
    counts = {each: sum(r["outcome"] == each for r in results) for each in ("moved", "skipped", "refused")}
    move_id = new_id()
    details = {"new": {**counts, "ended": ended}, "why": move.text or move.note}
    work.record("CASES_REALLOCATED", subject=("REALLOCATION", move_id), details=details)
    if moving:
        tell_people(work, _notices(ground, move_id, len(moving)))
    return {"id": move_id, **counts, "ended": ended, "items": results}


def _read(work: UnitOfWork, move: Move) -> _Ground:
    giver = seen_person(work.connection, work.caller, move.from_staff_id)
    taker = seen_person(work.connection, work.caller, move.to_staff_id)
    ids = {row["case_id"] for row in allocations.held_by(work.connection, giver["id"])}
    # The cases are held before it is read again who holds what: a manager who was quicker is seen.
    cases = allocations.hold_cases(work.connection, sorted(ids))
    live = {row["id"]: row for row in allocations.held_by(work.connection, giver["id"])}
    held = allocations.live_of(work.connection, sorted(cases))
    return _Ground(work, giver, taker, live, cases, held)


def _weighed(ground: _Ground, items: Sequence[MoveItem]) -> Iterator[dict[str, Any]]:
    named: set[str] = set()
    for item in items:
        code = "named_twice" if item.allocation_id in named else _hindrance(ground, item)
        named.add(item.allocation_id)
        row = ground.live.get(item.allocation_id)
        case = ground.cases.get(row["case_id"]) if row and code != "allocation_changed" else None
        if code is None and row is not None:
            # One role after the other: who takes the lead here is not taken for its co-worker below.
            ground.held[row["case_id"]][row["role"]] = {**row, "staff_id": ground.taker["id"]}
        yield {
            "case": item.case,
            "allocation_id": item.allocation_id,
            "case_id": case["id"] if case else None,
            "prison_number": case["prison_number"] if case else None,
            "name": f"{case['last_name']}, {case['first_name']}" if case else None,
            "role": row["role"] if row and case else None,
            "outcome": "moved" if code is None else "skipped" if code in SKIPPED else "refused",
            "code": code,
            "message": WORDS[code] if code else None,
        }


def _hindrance(ground: _Ground, item: MoveItem) -> str | None:
    """The code of what keeps one case where it is; None where nothing does."""
    work, taker = ground.work, ground.taker
    row = ground.live.get(item.allocation_id)
    if row is None or row["case_id"] not in ground.cases:
        return "allocation_changed"
    case = ground.cases[row["case_id"]]
    if not may_see(work.caller, case):
        # As an allocation that nobody has: who is out of sight is not told of by another code.
        return "allocation_changed"
    if item.case.upper() not in {case["id"].upper(), case["prison_number"], case["crn"]}:
        return "allocation_changed"
    if not work.caller.has_any(MAY_ALLOCATE[row["role"]]):
        return "role_not_yours_to_name"
    where = ("region", "home_region") if row["role"] == COMMUNITY_MANAGER else ("prison_code", "prison_code")
    if taker[where[0]] is None or taker[where[0]] != case[where[1]]:
        return "works_elsewhere"
    return misfit(work, case, row["role"], taker, ground.held.get(case["id"], {}))


def _carry_over(ground: _Ground, moving: Sequence[Row], move: Move) -> None:
    work = ground.work
    end_roles(work, moving, ground.cases, "reallocated", replaced=True)
    rows = [
        new_role(
            work,
            ground.cases[row["case_id"]],
            row["role"],
            ground.taker,
            recommended=None,
            reasons=move.reasons,
            text=move.text,
            note=move.note,
        )
        for row in moving
    ]
    start_roles(work, rows, ground.cases, BY_USER)
    in_community = [row["case_id"] for row in moving if row["role"] == COMMUNITY_MANAGER]
    write_community_manager(work, in_community, ground.taker)
    case_ids = sorted({row["case_id"] for row in moving})
    allocations.touch_cases(work.connection, case_ids)
    led = [row["case_id"] for row in moving if row["role"] in LEADS]
    if led:
        close_because(work, TASKS.c.case_id.in_(led) & (TASKS.c.kind == NAME_LEAD.code), DONE)


def _end_leftovers(ground: _Ground, moved: set[str]) -> int:
    """End what the first person still holds, as far as the caller may see the case and name the role."""
    work = ground.work
    left = [
        row
        for row in ground.live.values()
        if row["id"] not in moved
        and row["case_id"] in ground.cases
        and may_see(work.caller, ground.cases[row["case_id"]])
        and work.caller.has_any(MAY_ALLOCATE[row["role"]])
    ]
    end_roles(work, left, ground.cases, "ended")
    named = [
        row["case_id"]
        for row in left
        if row["role"] == COMMUNITY_MANAGER
        and ground.cases[row["case_id"]]["community_manager_name"] == row["named"]
    ]
    write_community_manager(work, named, None)
    allocations.touch_cases(work.connection, sorted({row["case_id"] for row in left}))
    return len(left)


def _notices(ground: _Ground, move_id: str, count: int) -> list[NewNotice]:
    details = {"cases": count}
    return [
        NewNotice(
            CASES_RECEIVED,
            f"{CASES_RECEIVED}:{move_id}",
            None,
            staff_ids=(ground.taker["id"],),
            details=details,
        ),
        NewNotice(
            CASES_HANDED_ON,
            f"{CASES_HANDED_ON}:{move_id}",
            None,
            staff_ids=(ground.giver["id"],),
            details=details,
        ),
    ]
