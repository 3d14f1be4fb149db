"""What facts do to who holds a case: moves, releases and closures end roles, and open the tasks to fill them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from app.domain.allocation import COMMUNITY_MANAGER, CUSTODY_ROLES, LEADS, SUPERVISOR, role_needed
from app.domain.allocation_tasks import (
    BACKLOG_AFTER_DAYS,
    CHECK_AFTER_RETRACTION,
    NAME_COMMUNITY_MANAGER,
    NAME_LEAD,
    NO_LONGER_ALLOCATED,
    TELL_COMMUNITY_MANAGER,
    TRANSFERRED,
)
from app.domain.notices import NewNotice
from app.domain.ownership import owner_in
from app.domain.summary import CLOSING
from app.domain.tasks import NewTask, cause_of
from app.repositories import allocations, tasks
from app.repositories.tasks import TASKS
from app.services.allocations.holding import end_roles
from app.services.changes import Change
from app.services.notices import tell_people
from app.services.tasks import close_because, open_tasks
from app.services.unit_of_work import UnitOfWork

Row = Mapping[str, Any]
OVER = "cause_gone"


def react(work: UnitOfWork, changes: Sequence[Change]) -> None:
    """Bring roles, tasks and notices after what the facts of these cases now say. A new case holds no roles yet."""
    known = [change for change in changes if not change.is_new]
    moved = [change for change in known if _has_moved(change)]
    put_back = [change for change in moved if _moved_by_retraction(change)]
    transferred = [change for change in moved if not _moved_by_retraction(change)]
    released = [change for change in known if _has_left(change)]
    recalled = [change for change in known if _has_returned(change)]
    closed = [change for change in known if _has_closed(work, change)]
    if moved or released or closed:
        _end(work, transferred, put_back, released, closed)
    if moved:
        _move_tasks(work, moved)
    if transferred or recalled:
        _name_leads(work, transferred, recalled)
    if transferred:
        _tell_community(work, transferred)
    if put_back:
        _ask_after_retraction(work, put_back)
    _want_community_managers(work, changes)


# What has happened


def _has_moved(change: Change) -> bool:
    return bool(change.was) and change.was["prison_code"] != change.case["prison_code"]


def _moved_by_retraction(change: Change) -> bool:
    return not change.told


def _has_left(change: Change) -> bool:
    return change.case["phase"] == "licence" and change.was.get("phase") != "licence"


def _has_returned(change: Change) -> bool:
    return change.case["phase"] == "recalled" and change.was.get("phase") == "licence"


def _has_closed(work: UnitOfWork, change: Change) -> bool:
    is_over = owner_in(change.after.periods, work.today).answer.reason_code in CLOSING
    was_over = change.before is not None and (
        owner_in(change.before.periods, work.today).answer.reason_code in CLOSING
    )
    return is_over and not was_over


# What follows


def _end(
    work: UnitOfWork,
    transferred: Sequence[Change],
    put_back: Sequence[Change],
    released: Sequence[Change],
    closed: Sequence[Change],
) -> None:
    """End the roles that these changes end, each for its own reason; a closure ends every role."""
    why: dict[str, str] = {}
    for because, group in (
        ("transfer", transferred),
        ("transfer_retracted", put_back),
        ("released", released),
        ("case_closed", closed),
    ):
        why |= {change.case["id"]: because for change in group}
    cases = {change.case["id"]: change.case for change in (*transferred, *put_back, *released, *closed)}
    held = allocations.live_of(work.connection, sorted(why))
    ending: dict[str, list[Row]] = defaultdict(list)
    for case_id, because in why.items():
        for role, row in held.get(case_id, {}).items():
            if _ends(role, row, because, cases[case_id]):
                ending[because].append(row)
    for because, rows in ending.items():
        end_roles(work, rows, cases, because)
        tell_people(
            work, [_ended_notice(cases[row["case_id"]], row, because) for row in rows if row["staff_id"]]
        )
    gone = [*released, *closed]
    if gone:
        ids = [change.case["id"] for change in gone]
        about = (NAME_LEAD.code, CHECK_AFTER_RETRACTION.code)
        close_because(work, TASKS.c.case_id.in_(ids) & TASKS.c.kind.in_(about), OVER)


def _ends(role: str, row: Row, because: str, case: Row) -> bool:
    if because == "case_closed":
        return True
    # A retraction leaves whoever was named at the prison where she now is again.
    is_here = because == "transfer_retracted" and row["prison_code"] == case["prison_code"]
    return role in CUSTODY_ROLES and not is_here


def _move_tasks(work: UnitOfWork, moved: Sequence[Change]) -> None:
    groups: dict[str | None, list[str]] = defaultdict(list)
    for change in moved:
        groups[change.case["prison_code"]].append(change.case["id"])
    for prison, case_ids in groups.items():
        tasks.move_many_to_prison(work.connection, case_ids, prison)
    ids = [change.case["id"] for change in moved]
    close_because(work, TASKS.c.case_id.in_(ids) & (TASKS.c.kind == NAME_LEAD.code), OVER)


def _name_leads(work: UnitOfWork, transferred: Sequence[Change], recalled: Sequence[Change]) -> None:
    wanted = []
    for change in {each.case["id"]: each for each in (*recalled, *transferred)}.values():
        role = _role_to_name(work, change)
        if role and change.case["prison_code"] and change.case["phase"] != "licence":
            cause = cause_of(NAME_LEAD.code, change.case["id"], _latest(change)["id"])
            details = {"role": role, "from_prison": change.was.get("prison_code")}
            wanted.append(NewTask(NAME_LEAD, cause, change.case, role=role, details=details))
    open_tasks(work, wanted)


def _role_to_name(work: UnitOfWork, change: Change) -> str | None:
    """The role that the prison fills: the lead, or where the community leads whoever supports inside."""
    who = owner_in(change.after.periods, work.today).answer.who
    needed = role_needed(who.lead_role)
    if needed in LEADS:
        return needed
    return next((role for role in who.supporting if role in LEADS), SUPERVISOR) if needed else None


def _tell_community(work: UnitOfWork, transferred: Sequence[Change]) -> None:
    held = allocations.live_of(work.connection, [change.case["id"] for change in transferred])
    wanted, notices = [], []
    for change in transferred:
        case, fact = change.case, _latest(change)
        manager = held.get(case["id"], {}).get(COMMUNITY_MANAGER)
        if manager is None and not case["community_manager_name"]:
            continue
        cause = cause_of(TELL_COMMUNITY_MANAGER.code, case["id"], fact["id"])
        details = {
            "from_prison": change.was.get("prison_code"),
            "to_prison": case["prison_code"],
            "on": fact["happened_on"].isoformat(),
        }
        wanted.append(NewTask(TELL_COMMUNITY_MANAGER, cause, case, details=details))
        outside = (
            (case["community_manager_email"],) if not manager and case["community_manager_email"] else ()
        )
        notice = cause_of(TRANSFERRED, case["id"], fact["id"])
        notices.append(
            NewNotice(
                TRANSFERRED, notice, case, roles=(COMMUNITY_MANAGER,), addresses=outside, details=details
            )
        )
    open_tasks(work, wanted)
    tell_people(work, notices)


def _ask_after_retraction(work: UnitOfWork, put_back: Sequence[Change]) -> None:
    """Nobody gets a role back unasked: the prison checks who leads, and what was asked because of the transfer goes."""
    facts = [(change, fact) for change in put_back for fact in change.retracted]
    causes = [cause_of(TELL_COMMUNITY_MANAGER.code, change.case["id"], fact["id"]) for change, fact in facts]
    close_because(work, tasks.of_causes(causes), OVER)
    open_tasks(
        work,
        [
            NewTask(
                CHECK_AFTER_RETRACTION,
                cause_of(CHECK_AFTER_RETRACTION.code, change.case["id"], fact["id"]),
                change.case,
                details={"from_prison": change.was.get("prison_code")},
            )
            for change, fact in facts
        ],
    )


def _want_community_managers(work: UnitOfWork, changes: Sequence[Change]) -> None:
    """A sentence has begun, or the case came to the NPS, and nobody in the community is named (O16)."""
    wanting = [change for change in changes if _lacks_manager(work, change)]
    if not wanting:
        return
    held = allocations.live_of(
        work.connection, [change.case["id"] for change in wanting if not change.is_new]
    )
    open_tasks(
        work,
        (
            NewTask(
                NAME_COMMUNITY_MANAGER,
                cause_of(NAME_COMMUNITY_MANAGER.code, change.case["id"], fact["happened_on"]),
                change.case,
                role=COMMUNITY_MANAGER,
                details={"since": fact["happened_on"].isoformat()},
            )
            for change in wanting
            if COMMUNITY_MANAGER not in held.get(change.case["id"], {})
            for fact in _began(work, change.told)
        ),
    )


def _lacks_manager(work: UnitOfWork, change: Change) -> bool:
    case = change.case
    return (
        case["community_manager_name"] is None
        and case["provider"] != "crc"
        and case["phase"] in {"custody", "recalled"}
        and any(True for _ in _began(work, change.told))
        and owner_in(change.after.periods, work.today).answer.who.lead_role is not None
    )


def _began(work: UnitOfWork, told: Iterable[Row]) -> Iterator[Row]:
    earliest = work.today - timedelta(BACKLOG_AFTER_DAYS)
    for fact in told:
        is_start = fact["type"] == "sentence_started"
        is_change = fact["type"] == "provider_changed" and fact["fields"].get("provider") == "nps"
        if (is_start or is_change) and fact["happened_on"] >= earliest:
            yield fact
            return


def _latest(change: Change) -> Row:
    """The fact told last, which is the occasion of what follows."""
    moves = [fact for fact in change.told if "to_prison" in fact["fields"]]
    return (moves or list(change.told) or list(change.retracted))[-1]


def _ended_notice(case: Row, row: Row, because: str) -> NewNotice:
    return NewNotice(
        NO_LONGER_ALLOCATED,
        cause_of(NO_LONGER_ALLOCATED, case["id"], row["id"]),
        case,
        staff_ids=(row["staff_id"],),
        details={"role": row["role"], "because": because},
    )
