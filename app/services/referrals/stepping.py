"""Takes a referral from step to step: sent, looked at, accepted or declined, withdrawn, closed. Each step stays."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.identifiers import new_id
from app.domain.notices import NewNotice
from app.domain.referrals import (
    ANSWERED,
    ENDED,
    FROM,
    TERMS,
    Kind,
    Status,
    Step,
    lacking,
    may_follow,
    status_of,
    triage_due_on,
)
from app.domain.refusals import Conflict, InvalidInput
from app.domain.tasks import cause_of
from app.repositories import referrals as repository
from app.repositories.identity import register
from app.services.notices import tell_people
from app.services.panel_caseload.entering import enter
from app.services.referrals.drafting import refuse_ineligible
from app.services.referrals.reading import answers_of, held_referral
from app.services.staff_support import ask_by_referral
from app.services.unit_of_work import UnitOfWork
from app.services.working_days import BANK_HOLIDAYS

INCOMPLETE = "The referral does not say everything yet."
WAITS_ALREADY = "Another referral of hers for the same waits for an answer. Amend that one, or withdraw it."
NOT_NOW = {
    Step.SUBMITTED: "This referral was sent already.",
    Step.TRIAGED: "Only a referral that was sent and not looked at yet can be taken into triage.",
    Step.ACCEPTED: "Only a referral in triage can be accepted.",
    Step.DECLINED: "Only a referral in triage can be declined.",
    Step.WITHDRAWN: "This referral has been answered or has ended, so it cannot be withdrawn.",
    Step.CLOSED: "Only an accepted referral can be closed.",
}
EVENT = "throughcare.referral.changed"
Row = Mapping[str, Any]


def submit(work: UnitOfWork, reference: str, version: int | None, working_days: int) -> str:
    """Send a draft to the panel.

    Raises InvalidInput naming what is missing, RefusedByRule where she may not be referred, Conflict where another
    referral for the same waits.
    """
    row, case = _about_to(work, reference, Step.SUBMITTED, version)
    kind = Kind(row["kind"])
    refuse_ineligible(work, kind, case)
    errors = lacking(kind, answers_of(row, repository.approaches_of(work.connection, row["id"])))
    if errors:
        raise InvalidInput(INCOMPLETE, errors=errors)
    if repository.waits_already(work.connection, row):
        raise Conflict(WAITS_ALREADY, code="already_referred")
    due = triage_due_on(work.today, working_days, BANK_HOLIDAYS)
    days = {"submitted_on": work.today, "triage_due_on": due, "terms": TERMS}
    return _take(work, row, case, Step.SUBMITTED, None, days)


def triage(work: UnitOfWork, reference: str, text: str | None, version: int | None) -> str:
    """The secretariat has looked at it, and says what it found."""
    row, case = _about_to(work, reference, Step.TRIAGED, version)
    return _take(work, row, case, Step.TRIAGED, text, {})


def accept(
    work: UnitOfWork, reference: str, routes: Sequence[str] | None, text: str | None, version: int | None
) -> str:
    """Accept a referral. One to the panel brings her on its caseload by these routes, or those it named.

    One that asks for support of staff alone brings nobody on the caseload. Who owns the case stays as it was.
    """
    row, case = _about_to(work, reference, Step.ACCEPTED, version)
    kind = Kind(row["kind"])
    refuse_ineligible(work, kind, case)
    by = routes if routes is not None else answers_of(row, ())["routes"]
    if kind is not Kind.PANEL and by:
        raise InvalidInput.of("routes", "no_route", "Only a referral to the panel has routes.")
    if kind is Kind.PANEL and not by and not row["staff_support_only"]:
        raise InvalidInput.of("routes", "route_missing", "Choose complex needs, Restricted Status or both.")
    if by:
        enter(work, case, row["id"], by)
    details = {"routes": list(by)}
    taken = _take(work, row, case, Step.ACCEPTED, text, {"accepted_on": work.today}, details)
    if row["staff_support_only"] and not by:
        ask_by_referral(work, row)
    _tell_referrer(work, row, case, Step.ACCEPTED)
    return taken


def end(work: UnitOfWork, reference: str, step: Step, reason: str, version: int | None) -> str:
    """Decline, withdraw or close a referral, with the reason."""
    row, case = _about_to(work, reference, step, version)
    taken = _take(work, row, case, step, reason, {"ended_on": work.today})
    if step is Step.DECLINED:
        _tell_referrer(work, row, case, step)
    return taken


def _about_to(work: UnitOfWork, reference: str, step: Step, version: int | None) -> tuple[Row, Row]:
    row, case = held_referral(work, reference, version)
    if not may_follow(step, Status(row["status"])):
        code = "referral_ended" if row["status"] in ENDED else f"not_{'_or_'.join(sorted(FROM[step]))}"
        raise Conflict(NOT_NOW[step], code=code)
    return row, case


def _take(
    work: UnitOfWork,
    row: Row,
    case: Row,
    step: Step,
    text: str | None,
    columns: Mapping[str, Any],
    details: Mapping[str, Any] | None = None,
) -> str:
    repository.insert_step(
        work.connection,
        {
            "id": new_id(),
            "referral_id": row["id"],
            "kind": step.value,
            "text": text,
            "details": dict(details or {}),
            "recorded_at": work.moment,
            "recorded_on": work.today,
            "recorded_by": work.caller.username,
        },
    )
    taken = repository.steps_of(work.connection, [row["id"]])[row["id"]]
    status = status_of(each["kind"] for each in taken)
    repository.update(work.connection, row["id"], {**columns, "status": status.value})
    said = {"old": {"status": row["status"]}, "new": {"status": status.value, **(details or {})}, "why": text}
    work.record(f"REFERRAL_{step.upper()}", case_id=case["id"], subject=("REFERRAL", row["id"]), details=said)
    told = {"referralId": row["id"], "kind": row["kind"], "status": status.value}
    numbers = {"case_id": case["id"], "prison_number": case["prison_number"], "crn": case["crn"]}
    work.tell(EVENT, **numbers, details=told)
    return str(row["id"])


def _tell_referrer(work: UnitOfWork, row: Row, case: Row, step: Step) -> None:
    person = register.staff_named(work.connection, row["created_by"])
    if person is None or row["created_by"] == work.caller.username:
        return
    details = {"referral_id": row["id"], "status": step.value}
    cause = cause_of(ANSWERED, case["id"], row["id"])
    tell_people(work, [NewNotice(ANSWERED, cause, case, staff_ids=(person["id"],), details=details)])
