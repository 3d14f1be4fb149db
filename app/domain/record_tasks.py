"""Tasks that a case's own record asks for: what is missing, overdue or undecided on it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.domain.facts import INDETERMINATE
from app.domain.summary import IN_CUSTODY
from app.domain.tasks import COMMUNITY, PRISON, TaskKind

PAPER = "OMCP Board paper, 2 September 2013"
SEEN_TO_BEFORE = 7
"""So many days after a case was opened a detail may be missing before a task asks for it."""

SUPERVISOR = "offender_supervisor"

RELEASE_NOT_RECORDED = TaskKind(
    "release_not_recorded", PRISON, ((PAPER, "10(ii)"),), role=SUPERVISOR, working_days=1
)
PROVIDER_MISSING = TaskKind("provider_missing", PRISON, ((PAPER, "10(ii)"),), role=SUPERVISOR, working_days=5)
RELEASE_DATE_UNKNOWN = TaskKind(
    "release_date_unknown", PRISON, ((PAPER, "10(ii)"),), role=SUPERVISOR, working_days=5
)
DETAILS_UNCONFIRMED = TaskKind(
    "details_unconfirmed", PRISON, ((PAPER, "10(ii)"),), role=SUPERVISOR, working_days=10
)
VARIATION_WITHOUT_RELEASE_DATE = TaskKind(
    "variation_without_release_date", PRISON, ((PAPER, "10(ii)"),), role=SUPERVISOR, working_days=2
)
PUT_BACK_DECIDE = TaskKind(
    "put_back_decide", COMMUNITY, ((PAPER, "10(ii)"),), role="community_offender_manager", working_days=5
)

OF_THE_RECORD = (
    RELEASE_NOT_RECORDED,
    PROVIDER_MISSING,
    RELEASE_DATE_UNKNOWN,
    DETAILS_UNCONFIRMED,
)
"""The kinds that follow from the case's row alone, in the daily pass."""


def wants(kind: str, case: Mapping[str, Any], on: date) -> bool:
    """Whether the case, as its row stands, still needs what a task of one of OF_THE_RECORD asks for."""
    if case["closes_on"] is not None and case["closes_on"] <= on:
        return False
    in_custody, release = case["phase"] in IN_CUSTODY, case["release_date"]
    sentenced = case["phase"] != "not_sentenced"
    return {
        "release_not_recorded": in_custody and release is not None and release < on,
        "provider_missing": sentenced and case["provider"] is None,
        "release_date_unknown": in_custody and release is None and case["sentence_type"] not in INDETERMINATE,
        "details_unconfirmed": bool(case["unconfirmed"]),
    }[kind]
