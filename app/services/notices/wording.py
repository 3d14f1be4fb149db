"""The words of a message: what happened and where to look, and nothing that names a person.

A message leaves the service's walls: it may lie on a telephone, be forwarded, or go to a wrong address. So it holds
the kind of each notice, days, and links by random ids, and no name, number, prison or offence; whoever follows a
link signs in first.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.domain.notice_kinds import notice_kind

MARKING = "OFFICIAL: SENSITIVE"
MOST_LINES = 50
PANEL_PAGES = {
    "action_id": "/panel/actions",
    "share_request": "/panel/share-requests",
    "meeting": "/panel/meetings",
}
"""Where a notice of the panel leads, by the detail that names what it is about."""
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def subject_of(notices: Sequence[Mapping[str, Any]]) -> str:
    """The subject: the marking, and the one thing or how many."""
    if len(notices) == 1:
        return f"{MARKING}: {notice_kind(notices[0]['kind']).title}"
    return f"{MARKING}: {len(notices)} notices from Throughcare"


def text_of(notices: Sequence[Mapping[str, Any]], public_url: str) -> str:
    """The body: a line for each notice, with its day and its link."""
    count = "a notice" if len(notices) == 1 else f"{len(notices)} notices"
    lines = [MARKING, "", f"Throughcare has {count} for you.", ""]
    for notice in notices[:MOST_LINES]:
        lines += [f"* {notice_kind(notice['kind']).title}{_when(notice['details'])}"]
        lines += [f"  {public_url}{path_of(notice)}", ""]
    if len(notices) > MOST_LINES:
        lines += [f"And {len(notices) - MOST_LINES} more: {public_url}/notices", ""]
    lines += [
        "No names or numbers are in this message. Each link asks you to sign in.",
        f"To change what comes by mail: {public_url}/account/notices",
        "",
        MARKING,
        "",
    ]
    return "\n".join(lines)


def path_of(notice: Mapping[str, Any]) -> str:
    """The page that a notice leads to."""
    task_id = notice["details"].get("task_id")
    if task_id:
        return f"/tasks/{task_id}"
    for name, place in PANEL_PAGES.items():
        if name in notice["details"]:
            return f"{place}/{notice['details'][name]}"
    return f"/cases/{notice['case_id']}" if notice["case_id"] else "/notices"


def _when(details: Mapping[str, Any]) -> str:
    for name, word in (("due_on", "due"), ("handover_date", "on"), ("on", "on"), ("date", "on")):
        try:
            day = date.fromisoformat(details.get(name) or "")
        except (TypeError, ValueError):
            continue
        return f", {word} {day.day} {MONTHS[day.month - 1]} {day.year}"
    return ""
