"""Assesses a case for early allocation and keeps the community's decision; each is a fact of the case too."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Caller
from app.domain.early_allocation import (
    ASSESS_AGAIN,
    COMMUNITY_ROLES,
    DECIDE,
    DECIDED,
    DISCRETIONARY,
    ELIGIBLE,
    INELIGIBLE,
    PRISON_ROLES,
    REFERRED,
    Referral,
    assessed,
    oasys_after,
    referral_on,
    state_of,
)
from app.domain.facts import CaseFacts
from app.domain.identifiers import new_id
from app.domain.notices import NewNotice
from app.domain.refusals import Conflict, NotFound, StaleVersion
from app.domain.tasks import NewTask, cause_of
from app.repositories import cases, tasks
from app.repositories import early_allocation as repository
from app.services.facts import ToldFact, record_fact
from app.services.names import names_of
from app.services.notices import tell_people
from app.services.projection import facts_from
from app.services.tasks import close_because, open_tasks
from app.services.unit_of_work import UnitOfWork
from app.services.visibility import visible_case

NOT_ASSESSED = "There is no such assessment on this case."
NO_SENTENCE = "There is no sentence on this case to assess. Record the sentence first."
NOT_IN_CUSTODY = "The person is not in custody, so there is no handover to bring forward."
ONLY_LATEST = "Only the latest assessment can be decided. A newer one has been made."
NOTHING_TO_DECIDE = "Only a discretionary assessment made inside its window waits for the community."
DECIDED_ALREADY = "The community has decided on this assessment already."
TAKEN_BACK = "The fact of this assessment was taken back. Assess the case again."
STALE = "Somebody changed this assessment after you read it. Read it again and send yours once more."
FACT = "early_allocation_decided"
Row = Mapping[str, Any]


def list_assessments(
    connection: Connection, caller: Caller, reference: str, today: date
) -> tuple[str, dict[str, Any]]:
    """The case's id, and where it stands: every assessment, the latest first, and its window."""
    case = visible_case(connection, caller, reference, today)
    rows = repository.of_case(connection, case["id"])
    told = cases.facts_of(connection, case["id"])
    referral = referral_on(facts_from(told, case["opened_on"], case), today)
    shown = _shown(connection, rows, told)
    return case["id"], {
        "case_id": case["id"],
        "state": state_of(rows[0] if rows and _stands(rows[0], told) else None, referral.in_window),
        "in_force": referral.in_force,
        "earliest_release": referral.earliest,
        "window_is_open": referral.in_window,
        "window_opens_on": referral.opens_on,
        "oasys_after": oasys_after(today),
        "items": shown,
    }


def read_assessment(
    connection: Connection, caller: Caller, reference: str, assessment: str, today: date
) -> tuple[Row, dict[str, Any]]:
    """The case's row, and one assessment as it is shown. Raises NotFound."""
    case = visible_case(connection, caller, reference, today)
    row = repository.one_of_case(connection, case["id"], assessment)
    if row is None:
        raise NotFound(NOT_ASSESSED)
    return case, _shown(connection, [row], cases.facts_of(connection, case["id"]))[0]


def assess(work: UnitOfWork, reference: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Keep an assessment and its fact, and ask the community where it is sent.

    Raises InvalidInput where answers are missing, Conflict where there is no sentence in custody to assess.
    """
    case = visible_case(work.connection, work.caller, reference, work.today, lock=True)
    before = referral_on(_facts(work.connection, case), work.today)
    _refuse_without_sentence(case, before)
    found = assessed(given, work.today)
    earlier = repository.of_case(work.connection, case["id"])
    row = _row(work, case, given, before, found.answers, found.outcome, len(earlier) + 1)
    repository.add(work.connection, row)
    fields = {
        "decision": row["outcome"],
        "assessed_on": row["assessed_on"],
        "within_window": row["in_window"],
    }
    record_fact(work, case["id"], ToldFact(FACT, work.today, fields, "early_allocation"), None)
    close_because(work, tasks.of_kind(case["id"], ASSESS_AGAIN.code), "done")
    close_because(work, tasks.of_kind(case["id"], DECIDE.code))
    new = {name: row[name] for name in ("number", "outcome", "in_window")}
    subject = ("EARLY_ALLOCATION", row["id"])
    work.record("EARLY_ALLOCATION_ASSESSED", case_id=case["id"], subject=subject, details={"new": new})
    _refer(work, case, row)
    _tell_if_flipped(work, case, before)
    return _shown(work.connection, [row], ())[0]


def decide(
    work: UnitOfWork, reference: str, assessment: str, given: Mapping[str, Any], version: int | None
) -> dict[str, Any]:
    """Keep the community's decision on the latest assessment, once.

    Raises NotFound, StaleVersion, Conflict where there is nothing (more) to decide.
    """
    case = visible_case(work.connection, work.caller, reference, work.today, lock=True)
    row = repository.one_of_case(work.connection, case["id"], assessment)
    if row is None:
        raise NotFound(NOT_ASSESSED)
    if version is not None and version != row["version"]:
        raise StaleVersion(STALE)
    told = cases.facts_of(work.connection, case["id"])
    _refuse_undecidable(row, told)
    before = referral_on(facts_from(told, case["opened_on"], case), work.today)
    decision = {
        "decision": given["decision"],
        "decision_reason": given.get("reason"),
        "decided_on": work.today,
        "decided_at": work.moment,
        "decided_by": work.caller.username,
    }
    repository.update(work.connection, row["id"], decision)
    fields = {"decision": given["decision"], "assessed_on": row["assessed_on"]}
    record_fact(work, case["id"], ToldFact(FACT, work.today, fields, "early_allocation"), None)
    close_because(work, tasks.of_causes([_cause(DECIDE.code, case, row)]), "done")
    details = {"new": {"number": row["number"], "decision": given["decision"]}, "why": given.get("reason")}
    subject = ("EARLY_ALLOCATION", row["id"])
    work.record("EARLY_ALLOCATION_DECIDED", case_id=case["id"], subject=subject, details=details)
    decided = {"number": row["number"], "decision": given["decision"]}
    notice = NewNotice(DECIDED, _cause(DECIDED, case, row), case, PRISON_ROLES, details=decided)
    tell_people(work, [notice])
    _tell_if_flipped(work, case, before)
    now = {**row, **decision, "version": row["version"] + 1}
    return _shown(work.connection, [now], told)[0]


def _refuse_without_sentence(case: Row, referral: Referral) -> None:
    if case["phase"] == "not_sentenced":
        raise Conflict(NO_SENTENCE, code="not_sentenced")
    if not referral.in_custody:
        raise Conflict(NOT_IN_CUSTODY, code="not_in_custody")


def _refuse_undecidable(row: Row, told: Sequence[Row]) -> None:
    if not _stands(row, told):
        raise Conflict(TAKEN_BACK, code="taken_back")
    if not row["is_latest"]:
        raise Conflict(ONLY_LATEST, code="not_latest")
    if row["outcome"] != DISCRETIONARY or not row["in_window"]:
        raise Conflict(NOTHING_TO_DECIDE, code="nothing_to_decide")
    if row["decision"] is not None:
        raise Conflict(DECIDED_ALREADY, code="already_decided")


def _row(
    work: UnitOfWork,
    case: Row,
    given: Mapping[str, Any],
    referral: Referral,
    answers: Mapping[str, bool],
    outcome: str,
    number: int,
) -> dict[str, Any]:
    is_discretionary = outcome == DISCRETIONARY
    may_be_sent_later = outcome != INELIGIBLE and not referral.in_window
    return {
        "id": new_id(),
        "case_id": case["id"],
        "number": number,
        "version": 1,
        "assessed_on": work.today,
        "assessed_at": work.moment,
        "assessed_by": work.caller.username,
        "sentence_start": referral.sentence_start,
        "oasys_on": given["oasys_on"],
        "answers": dict(answers),
        "outcome": outcome,
        "reason": given.get("reason") if is_discretionary else None,
        "approved_by": given.get("approved_by") if is_discretionary else None,
        "earliest_release": referral.earliest,
        "in_window": referral.in_window,
        "opens_on": referral.opens_on if may_be_sent_later else None,
        "told_on": None,
        "is_latest": True,
        "decision": None,
        "decision_reason": None,
        "decided_on": None,
        "decided_at": None,
        "decided_by": None,
    }


def _refer(work: UnitOfWork, case: Row, row: Row) -> None:
    """What is sent: an eligible case is told to the community, a discretionary one waits for its decision."""
    if not row["in_window"] or row["outcome"] == INELIGIBLE:
        return
    details = {"number": row["number"], "outcome": row["outcome"]}
    if row["outcome"] == DISCRETIONARY:
        new = NewTask(DECIDE, _cause(DECIDE.code, case, row), case, work.today, details=details)
        open_tasks(work, [new])
    tell_people(
        work, [NewNotice(REFERRED, _cause(REFERRED, case, row), case, COMMUNITY_ROLES, details=details)]
    )


def _tell_if_flipped(work: UnitOfWork, case: Row, before: Referral) -> None:
    """Other systems are told where early allocation came into force or ended."""
    after = referral_on(_facts(work.connection, case), work.today)
    if after.in_force == before.in_force:
        return
    numbers = {"case_id": case["id"], "prison_number": case["prison_number"], "crn": case["crn"]}
    work.tell("throughcare.early-allocation.changed", **numbers, details={"inForce": after.in_force})


def _stands(row: Row, told: Sequence[Row]) -> bool:
    """Whether no fact of the assessment, or of the decision on it, was taken back: each was kept at its moment.

    `told` are the facts of the case as they are stored.
    """
    moments = {row["assessed_at"], row["decided_at"]}
    return not any(
        fact["type"] == FACT and fact["retracted_on"] is not None and fact["recorded_at"] in moments
        for fact in told
    )


def _cause(kind: str, case: Row, row: Row) -> str:
    return cause_of(kind, case["id"], row["number"])


def _facts(connection: Connection, case: Row) -> CaseFacts:
    return facts_from(cases.facts_of(connection, case["id"]), case["opened_on"], case)


def _shown(connection: Connection, rows: list[Row], told: Sequence[Row]) -> list[dict[str, Any]]:
    names = names_of(connection, (row[by] for row in rows for by in ("assessed_by", "decided_by") if row[by]))
    return [
        {
            **row,
            "assessed_by": names.get(row["assessed_by"]) or row["assessed_by"],
            "decided_by": names.get(row["decided_by"]) or row["decided_by"] if row["decided_by"] else None,
            "sent": row["in_window"] and row["outcome"] != INELIGIBLE,
            "may_be_decided": bool(
                row["is_latest"]
                and row["in_window"]
                and row["outcome"] == DISCRETIONARY
                and row["decision"] is None
                and _stands(row, told)
            ),
            "counts": row["is_latest"]
            and row["in_window"]
            and (row["outcome"] == ELIGIBLE or row["decision"] == "accepted")
            and _stands(row, told),
        }
        for row in rows
    ]
