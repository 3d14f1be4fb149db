"""Shows meetings, their agendas as far as the caller sees them, and one item with all that belongs to it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.agenda import prompts_of
from app.domain.caller import Caller
from app.domain.cursor import after_cursor, cursor_of, total_of
from app.domain.identifiers import UUID
from app.domain.meetings import MeetingFilters, chair_faults, state_of
from app.domain.panel_sight import BY_OFFICE, Sight
from app.domain.refusals import NotFound
from app.repositories import meeting_people, panel_caseload, panel_members, places
from app.repositories import meetings as repository
from app.repositories import sharing_agreements as sharing
from app.repositories.names import names_by_id
from app.services.meetings.scheduling import NO_MEETING, chair_of
from app.services.names import names_of

LIST = "meetings"
Row = Mapping[str, Any]


def list_meetings(
    connection: Connection, filters: MeetingFilters, *, size: int, cursor: str | None
) -> dict[str, Any]:
    """One page of the meetings, the latest day first. No case is in it."""
    after = after_cursor(cursor, LIST, ("date", "id"))
    rows = repository.list_meetings(connection, filters, after, size + 1)
    shown = rows[:size]
    return {
        "items": _shown(connection, shown),
        "page": None if cursor else 1,
        "size": size,
        "total": total_of(rows, size, cursor, lambda: repository.count_meetings(connection, filters)),
        "next": cursor_of(LIST, (shown[-1]["held_on"], shown[-1]["id"])) if len(rows) > size else None,
    }


def read_meeting(connection: Connection, meeting_id: str) -> dict[str, Any]:
    """One meeting, with the terms that apply on its day and whether its chair may chair. Raises NotFound."""
    row = meeting_row(connection, meeting_id)
    terms = panel_members.terms_on(connection, row["held_on"])
    faults = chair_faults(chair_of(connection, row), row["held_on"])
    return {
        **_shown(connection, [row])[0],
        "terms": terms,
        "chair_is_valid": not faults,
        "chair_faults": [fault.message for fault in faults],
    }


def meeting_row(connection: Connection, meeting_id: str) -> Row:
    """A meeting as it is kept. Raises NotFound."""
    wanted = meeting_id.lower()
    row = repository.meeting_of(connection, wanted) if UUID.fullmatch(wanted) else None
    if row is None:
        raise NotFound(NO_MEETING)
    return row


def read_agenda(connection: Connection, caller: Caller, meeting: Row, sight: Sight) -> dict[str, Any]:
    """A meeting's agenda, as far as the caller sees it; members see it once it is published."""
    may_see_drafts = not caller.roles.isdisjoint(BY_OFFICE)
    is_published = meeting["agenda_published_at"] is not None
    rows = repository.items_of(connection, meeting["id"], sight) if is_published or may_see_drafts else []
    return {
        "meeting_id": meeting["id"],
        "version": meeting["version"],
        "edition": meeting["agenda_edition"],
        "published_at": meeting["agenda_published_at"],
        "is_published": is_published,
        "restricted_only": not sight.every_item,
        "items": _items(connection, meeting["id"], rows),
    }


def may_open_item(caller: Caller, meeting: Row) -> bool:
    """Whether an item of this meeting is shown by itself: to members once the agenda is published."""
    return meeting["agenda_published_at"] is not None or not caller.roles.isdisjoint(BY_OFFICE)


def show_item(connection: Connection, item: Row) -> dict[str, Any]:
    """One item: who it is about, her formulation or that there is none (W26), papers, invitees, services."""
    shown = _items(connection, item["meeting_id"], [item])[0]
    formulation = panel_caseload.current_formulation(connection, item["case_id"])
    return {
        **shown,
        "meeting_id": item["meeting_id"],
        "held_on": item["held_on"],
        "formulation": formulation,
        "services": _services(connection, [item["id"]]),
    }


def _services(connection: Connection, item_ids: Sequence[str]) -> list[dict[str, Any]]:
    rows = repository.services_of(connection, item_ids)
    names = {row["id"]: row["name"] for row in sharing.organisations(connection)} if rows else {}
    return [{**row, "organisation_name": names.get(row["organisation_id"])} for row in rows]


def _items(connection: Connection, meeting_id: str, rows: Sequence[Row]) -> list[dict[str, Any]]:
    papers = repository.papers_of(connection, [row["id"] for row in rows])
    invited = meeting_people.kinds_invited(connection, meeting_id)
    prisons = places.prisons(connection)
    return [
        {
            **row,
            "number": number,
            "prison": _prison(prisons, row["prison_code"]),
            "papers": [paper for paper in papers if paper["item_id"] == row["id"]],
            "prompts": prompts_of(row, {kind for item, kind in invited if item in {None, row["id"]}}),
        }
        for number, row in enumerate(rows, 1)
    ]


def _prison(prisons: Mapping[str, Row], code: str | None) -> dict[str, Any] | None:
    found = prisons.get(code) if code else None
    return {"code": code, "name": found["name"]} if found else None


def _shown(connection: Connection, rows: Sequence[Row]) -> list[dict[str, Any]]:
    chairs = names_by_id(connection, [str(row["chair_staff_id"]) for row in rows if row["chair_staff_id"]])
    who = (row[by] for row in rows for by in ("created_by", "chair_nominated_by"))
    names = names_of(connection, who)
    return [
        {
            **row,
            "state": state_of(row),
            "chair_name": chairs.get(str(row["chair_staff_id"])),
            "nominated_by_name": names.get(row["chair_nominated_by"]) if row["chair_nominated_by"] else None,
            "created_by_name": names.get(row["created_by"]),
        }
        for row in rows
    ]
