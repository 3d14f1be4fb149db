"""Builds agendas: from what is due and by hand, in an order by hand, published to the members (issue item 3)."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.agenda import due_cases, is_restricted_item, refuse_other_order
from app.domain.identifiers import UUID, new_id
from app.domain.meetings import AREA_OF_REGION, MeetingKind
from app.domain.notices import NewNotice
from app.domain.panel_notices import AGENDA_PUBLISHED
from app.domain.refusals import Conflict, InvalidInput, RefusedByRule, StaleVersion
from app.domain.tasks import cause_of
from app.repositories import cases, panel_care, panel_caseload, panel_members, places, referrals
from app.repositories import meetings as repository
from app.services.meetings.scheduling import held_meeting, tell
from app.services.notices import tell_people
from app.services.panel_access import item_in_sight
from app.services.unit_of_work import UnitOfWork
from app.services.visibility import may_see, visible_case
from app.services.working_days import BANK_HOLIDAYS

ON_IT = "This case is on the agenda already."
NOT_ITS_REFERRAL = "Give an accepted referral of this case, or leave it out."
ONLY_BOARDS = "Only the agenda of a board is built from what is due. Add cases to this meeting by hand."
NOTHING_ON_IT = "There is nothing on the agenda to publish."
STALE = "Somebody changed this item after you read it. Read it again and send yours once more."
CHANGED_IN_MEETING = "The meeting is open: what is on its agenda stays. Record what was said of it instead."
Row = Mapping[str, Any]


def add_item(work: UnitOfWork, meeting_id: str, given: Row) -> str:
    """Put a case on the agenda by hand, at its end; answers the item's id. Raises NotFound, Conflict, InvalidInput."""
    meeting = _changeable(work, meeting_id)
    case = visible_case(work.connection, work.caller, given["case"], work.today)
    items = repository.standing_items(work.connection, meeting["id"])
    if any(item["case_id"] == case["id"] for item in items):
        raise Conflict(ON_IT, code="on_agenda_already")
    referral = _own_referral(work, case, given["referral_id"])
    row = _row(work, meeting, case, given["kind"], referral["id"] if referral else None, given["why"])
    row["position"] = _after(items)
    _keep(work, [row])
    return str(row["id"])


def build(work: UnitOfWork, meeting_id: str, wait: int) -> int:
    """Add what is due in the board's area: accepted referrals, then reviews. Answers how many were added."""
    meeting = _changeable(work, meeting_id)
    if meeting["kind"] != MeetingKind.BOARD:
        raise RefusedByRule(ONLY_BOARDS, code="not_a_board")
    due = due_cases(
        referrals.accepted_waiting(work.connection),
        panel_caseload.reviews_due(work.connection, meeting["held_on"]),
        meeting["held_on"],
        wait=wait,
        holidays=BANK_HOLIDAYS,
    )
    taken = repository.cases_on_agendas(work.connection)
    wanted = [each.case_id for each in due if each.case_id not in taken]
    rows_of = {row["id"]: row for row in cases.cases_of(work.connection, wanted)}
    areas = {
        code: AREA_OF_REGION.get(each["region"]) for code, each in places.prisons(work.connection).items()
    }
    place = _after(repository.standing_items(work.connection, meeting["id"]))
    rows: list[dict[str, Any]] = []
    for each in due:
        case = rows_of.get(each.case_id)
        if (
            case is None
            or not may_see(work.caller, case)
            or areas.get(case["prison_code"]) != meeting["area"]
        ):
            continue
        row = _row(work, meeting, case, each.kind, each.referral_id, None)
        row["position"] = place + len(rows)
        rows.append(row)
    if rows:
        _keep(work, rows)
    else:
        work.record("AGENDA_BUILT", subject=("MEETING", meeting["id"]), details={"new": {"items": 0}})
    return len(rows)


def order(work: UnitOfWork, meeting_id: str, wanted: Sequence[str], version: int | None) -> None:
    """Order the agenda by hand. Raises NotFound, StaleVersion, InvalidInput."""
    meeting = held_meeting(work, meeting_id, version)
    standing = [item["id"] for item in repository.standing_items(work.connection, meeting["id"])]
    asked = [each.lower() for each in wanted]
    refuse_other_order(asked, standing)
    repository.place_items(work.connection, [(item_id, place) for place, item_id in enumerate(asked, 1)])
    repository.update(work.connection, repository.MEETINGS, meeting["id"], {})
    details = {"old": {"items": standing}, "new": {"items": asked}}
    work.record("AGENDA_ORDERED", subject=("MEETING", meeting["id"]), details=details)


def withdraw_item(work: UnitOfWork, item_id: str, reason: str, version: int | None) -> str:
    """Take an item off the agenda before the meeting is open; answers the meeting's id."""
    item = item_in_sight(work.connection, work.caller, item_id, work.today, lock=True)
    if version is not None and version != item["version"]:
        raise StaleVersion(STALE)
    meeting = _changeable(work, item["meeting_id"])
    withdraw_all(work, [item], reason)
    return str(meeting["id"])


def withdraw_all(work: UnitOfWork, items: Sequence[Row], reason: str) -> None:
    """Take items off an agenda; a referral among them waits for another one again."""
    gone = {
        "withdrawn_at": work.moment,
        "withdrawn_by": work.caller.username,
        "withdrawn_reason": reason[:500],
    }
    for item in items:
        repository.update(work.connection, repository.ITEMS, item["id"], gone)
        details = {"old": {"meeting": item["meeting_id"], "kind": item["kind"]}, "why": reason}
        subject = ("AGENDA_ITEM", item["id"])
        work.record("AGENDA_ITEM_WITHDRAWN", case_id=item["case_id"], subject=subject, details=details)


def publish(work: UnitOfWork, meeting_id: str) -> None:
    """Publish the agenda to the members. Whose status has changed since is marked as it is now."""
    meeting = held_meeting(work, meeting_id, None)
    items = repository.standing_items(work.connection, meeting["id"])
    if not items:
        raise RefusedByRule(NOTHING_ON_IT, code="agenda_empty")
    for item in items:
        _mark_again(work, meeting, item)
    edition = meeting["agenda_edition"] + 1
    published = {
        "agenda_edition": edition,
        "agenda_published_at": work.moment,
        "agenda_published_by": work.caller.username,
    }
    repository.update(work.connection, repository.MEETINGS, meeting["id"], published)
    details = {"new": {"edition": edition, "items": len(items)}}
    work.record("AGENDA_PUBLISHED", subject=("MEETING", meeting["id"]), details=details)
    _tell_members(work, meeting, edition)


def _changeable(work: UnitOfWork, meeting_id: str) -> Row:
    meeting = held_meeting(work, meeting_id, None)
    if meeting["opened_at"] is not None:
        raise RefusedByRule(CHANGED_IN_MEETING, code="meeting_open")
    return meeting


def _own_referral(work: UnitOfWork, case: Row, referral_id: str | None) -> Row | None:
    if referral_id is None:
        return None
    wanted = referral_id.lower()
    found = referrals.referral_of(work.connection, wanted) if UUID.fullmatch(wanted) else None
    if found is None or found["case_id"] != case["id"] or found["status"] not in {"accepted", "closed"}:
        raise InvalidInput.of("referral_id", "unknown_referral", NOT_ITS_REFERRAL)
    return found


def _row(
    work: UnitOfWork, meeting: Row, case: Row, kind: str, referral_id: str | None, why: str | None
) -> dict[str, Any]:
    entry = panel_caseload.live_entry(work.connection, case["id"])
    behind = referral_id or (entry["referral_id"] if entry else None)
    referral = referrals.referral_of(work.connection, behind) if behind else None
    return {
        "id": new_id(),
        "version": 1,
        "meeting_id": meeting["id"],
        "case_id": case["id"],
        "entry_id": entry["id"] if entry else None,
        "referral_id": referral_id,
        "kind": kind,
        "why": why,
        "is_restricted": _restricted(work, meeting, case["id"], entry, referral),
        "is_ycs_transition": bool(referral and referral["ycs_transition"]),
        "is_welsh": case["home_region"] == "wales" or bool(referral and referral["welsh_case"]),
        "added_at": work.moment,
        "added_by": work.caller.username,
        **dict.fromkeys(("withdrawn_at", "withdrawn_by", "withdrawn_reason")),
    }


def _restricted(
    work: UnitOfWork, meeting: Row, case_id: str, entry: Row | None, referral: Row | None
) -> bool:
    by_route = any(each["restricted_status"] for each in (entry, referral) if each)
    statuses = panel_care.statuses_of(work.connection, case_id)
    return is_restricted_item(by_route=by_route, statuses=statuses, on=meeting["held_on"])


def _mark_again(work: UnitOfWork, meeting: Row, item: Row) -> None:
    entry = panel_caseload.live_entry(work.connection, item["case_id"])
    referral = referrals.referral_of(work.connection, item["referral_id"]) if item["referral_id"] else None
    now = _restricted(work, meeting, item["case_id"], entry, referral)
    if now != item["is_restricted"]:
        repository.update(work.connection, repository.ITEMS, item["id"], {"is_restricted": now})


def _keep(work: UnitOfWork, rows: Sequence[dict[str, Any]]) -> None:
    repository.add(work.connection, repository.ITEMS, rows)
    for row in rows:
        new = {name: row[name] for name in ("kind", "position", "is_restricted", "referral_id")}
        details = {"new": {**new, "meeting": row["meeting_id"]}}
        subject = ("AGENDA_ITEM", row["id"])
        work.record("AGENDA_ITEM_ADDED", case_id=row["case_id"], subject=subject, details=details)


def _after(items: Sequence[Row]) -> int:
    return 1 + max((item["position"] for item in items), default=0)


def _tell_members(work: UnitOfWork, meeting: Row, edition: int) -> None:
    """Every member of that day is told that there is an agenda; which cases are on it a notice never says."""
    members = panel_members.seats(work.connection, meeting["held_on"])
    staff_ids = tuple(dict.fromkeys(str(row["staff_id"]) for row in members))
    cause = cause_of(AGENDA_PUBLISHED, meeting["id"], edition)
    details = {"meeting": meeting["id"], "held_on": meeting["held_on"].isoformat(), "edition": edition}
    tell_people(work, [NewNotice(AGENDA_PUBLISHED, cause, None, staff_ids=staff_ids, details=details)])
    tell(work, "agenda_published", meeting)
