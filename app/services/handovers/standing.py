"""What a case's line makes of its handover row: the columns that are worked out, and nothing that people write."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from app.domain.facts import INDETERMINATE
from app.domain.handover.checklist import kind_of
from app.domain.handover.course import Course, course_of
from app.domain.identifiers import new_id
from app.domain.ownership import Period

RETURNED, RELEASED, CLOSED = "returned", "released", "closed"


def course_of_case(case: Mapping[str, Any], periods: Sequence[Period], on: date) -> Course | None:
    """The course of a case; None where there is no handover to speak of, now or ahead."""
    course = course_of(periods, on, review_due_on(case))
    if course is None or (course.handover_on is None and course.waits_since is None):
        return None
    return course


def review_due_on(case: Mapping[str, Any]) -> date | None:
    """The day from which a review may take the case to the community; none where parole moves nothing."""
    if case["provider"] == "crc":
        return None
    name = "tariff_expiry_date" if case["sentence_type"] in INDETERMINATE else "parole_eligibility_date"
    day: date | None = case[name]
    return day


def columns_of(case: Mapping[str, Any], course: Course) -> dict[str, Any]:
    """The worked-out columns of the row."""
    kind = kind_of(course.reason_code, case["rosh_level"], case["mappa_level"], case["provider"])
    return {
        "kind": kind,
        "reason_code": course.reason_code,
        "starts_on": course.starts_on,
        "handover_on": course.handover_on,
        "returns_on": course.returns_on,
        "waits_since": course.waits_since or course.returns_on,
        "prison_code": case["prison_code"],
        "home_region": case["home_region"],
        "named": bool(case["community_manager_name"]),
    }


EMPTY: Mapping[str, Any] = dict.fromkeys(
    (
        "report", "report_at", "report_by", "accepted_on", "accepted_at", "accepted_by", "accepted_name",
        "declined_on", "declined_at", "declined_by", "decline_reason", "upcoming_told_for", "moved_told_for",
        "unnamed_told_for", "closed_on", "closed_at", "closed_because",
    )
)  # fmt: skip


def new_row(case: Mapping[str, Any], course: Course, moment: datetime, today: date) -> dict[str, Any]:
    """The row of a case that comes onto the way to a handover."""
    return {
        **EMPTY,
        "id": new_id(),
        "version": 1,
        "case_id": case["id"],
        "opened_at": moment,
        "record_opened_on": today if course.handover_on else None,
        "complete": False,
        "steps_settled": 0,
        **columns_of(case, course),
    }
