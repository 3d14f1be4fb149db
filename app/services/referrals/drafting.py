"""Opens a referral as a draft, keeps it as it is typed, and amends it after it was sent, with old and new kept."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.domain.identifiers import new_id
from app.domain.referrals import (
    COLUMNS,
    CONTENT,
    ENDED,
    Kind,
    Status,
    changed,
    faults_of_approaches,
    lacking,
    why_not_eligible,
)
from app.domain.refusals import Conflict, InvalidInput, RefusedByRule
from app.repositories import referral_register as register
from app.repositories import referrals as repository
from app.services.referrals.reading import answers_of, held_referral, where_held
from app.services.unit_of_work import UnitOfWork
from app.services.visibility import visible_case

IS_OVER = "This referral has ended, so it stays as it is. Make a new one."
REASON_MISSING = "It was sent already: say why this is changed. What stood there is kept."
WELSH_REGION = "wales"
Row = Mapping[str, Any]


def open_draft(work: UnitOfWork, given: Mapping[str, Any]) -> str:
    """Begin a referral of a case; answers its id.

    Raises RefusedByRule where she may not be referred, InvalidInput for answers that cannot be.
    """
    case = visible_case(work.connection, work.caller, given["case"], work.today, lock=True)
    kind = Kind(given["kind"])
    refuse_ineligible(work, kind, case)
    row: dict[str, Any] = {
        "id": new_id(),
        "case_id": case["id"],
        "version": 1,
        "kind": kind.value,
        "status": Status.DRAFT.value,
        "created_at": work.moment,
        "created_on": work.today,
        "created_by": work.caller.username,
        "content": {},
        "principles": [],
    }
    answers = {**_blank(case), **{name: given[name] for name in given if name not in {"case", "kind"}}}
    values = _values(work, row, answers)
    repository.insert(work.connection, {**row, **values})
    repository.put_approaches(work.connection, row["id"], answers["approaches"])
    work.record(
        "REFERRAL_DRAFTED",
        case_id=case["id"],
        subject=("REFERRAL", row["id"]),
        details={"new": {"kind": kind.value}},
    )
    return str(row["id"])


def change(
    work: UnitOfWork, reference: str, given: Mapping[str, Any], reason: str | None, version: int | None
) -> str:
    """Change answers of a referral: a draft freely, one that was sent with a reason, one that ended never.

    Raises NotFound, StaleVersion, Conflict, InvalidInput.
    """
    row, case = held_referral(work, reference, version)
    status = Status(row["status"])
    if status in ENDED:
        raise Conflict(IS_OVER, code="referral_ended")
    before = answers_of(row, repository.approaches_of(work.connection, row["id"]))
    after = {**before, **given}
    after["principles_met"] = sorted(after["principles_met"])
    differing = changed(before, after)
    values = _values(work, row, after)
    if not differing:
        work.record("REFERRAL_LEFT_AS_IT_WAS", subject=("REFERRAL", row["id"]))
        return str(row["id"])
    if status is Status.DRAFT:
        _say_draft(work, row, case, differing)
    else:
        _amend(work, row, case, differing, after, reason)
    repository.update(work.connection, row["id"], values)
    if "approaches" in differing:
        repository.put_approaches(work.connection, row["id"], after["approaches"])
    return str(row["id"])


def refuse_ineligible(work: UnitOfWork, kind: Kind, case: Row) -> None:
    """Raises RefusedByRule where she may not be referred, with the reason."""
    found = why_not_eligible(kind, where_held(work.connection, case, work.today))
    if found is not None:
        raise RefusedByRule(found[1], code=found[0])


def _blank(case: Row) -> dict[str, Any]:
    """What a new referral begins with: her home, as the case has it."""
    return {
        "routes": [],
        "approaches": [],
        "principles_met": [],
        **dict.fromkeys((*COLUMNS, *CONTENT)),
        "source": "prison",
        "staff_support_only": False,
        "ycs_transition": False,
        "welsh_case": case["home_region"] == WELSH_REGION,
        "home_area": case["home_area"],
        "needs": {},
    }


def _values(work: UnitOfWork, row: Row, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that hold these answers."""
    errors = faults_of_approaches(answers["approaches"], work.today)
    if errors:
        raise InvalidInput("Some approaches cannot be taken.", errors=errors)
    content = {name: answers[name] for name in CONTENT if answers[name] not in (None, "", {})}
    return {
        "complex_needs": "complex_needs" in answers["routes"],
        "restricted_status": "restricted_status" in answers["routes"],
        **{name: answers[name] for name in COLUMNS},
        "content": content,
        "principles": _principles(work, row, answers["principles_met"], work.today),
    }


def _principles(work: UnitOfWork, row: Row, met: Sequence[str], today: date) -> list[dict[str, Any]]:
    """The principles with their wording: of a draft those in force, of one that was sent those it was sent under."""
    held = row["principles"]
    if row["status"] == Status.DRAFT:
        held = [
            {"id": each["id"], "text": each["text"]} for each in register.principles(work.connection, today)
        ]
    known = {each["id"] for each in held}
    if not known.issuperset(met):
        message = "GET /guiding-principles lists those in force."
        raise InvalidInput.of("principles_met", "unknown_principle", message)
    return [{"id": each["id"], "text": each["text"], "met": each["id"] in met} for each in held]


def _say_draft(work: UnitOfWork, row: Row, case: Row, differing: Mapping[str, Any]) -> None:
    """A draft is saved many times over: its entries stand by the referral, not in the history of the case."""
    details = {"new": {"case": case["id"], "answers": sorted(differing)}}
    work.record("REFERRAL_DRAFT_SAVED", subject=("REFERRAL", row["id"]), details=details)


def _amend(
    work: UnitOfWork,
    row: Row,
    case: Row,
    differing: Mapping[str, tuple[Any, Any]],
    after: Mapping[str, Any],
    reason: str | None,
) -> None:
    if not reason:
        raise InvalidInput.of("reason", "reason_missing", REASON_MISSING)
    errors = lacking(Kind(row["kind"]), after)
    if errors:
        raise InvalidInput("A referral that was sent stays complete.", errors=errors)
    rows = [
        {
            "id": new_id(),
            "referral_id": row["id"],
            "field": name,
            "old": old,
            "new": new,
            "reason": reason,
            "amended_at": work.moment,
            "amended_by": work.caller.username,
        }
        for name, (old, new) in differing.items()
    ]
    if rows:
        repository.insert_amendments(work.connection, rows)
    details = {"new": {"answers": sorted(differing)}, "why": reason}
    work.record("REFERRAL_AMENDED", case_id=case["id"], subject=("REFERRAL", row["id"]), details=details)
