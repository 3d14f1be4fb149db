"""Proposes a move: drafted, changed, submitted, withdrawn; the board's advice is set beside it."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.domain.identifiers import new_id
from app.domain.movements import check_submission
from app.domain.panel import RecommendationKind
from app.domain.refusals import Conflict, InvalidInput, NotFound
from app.repositories import minutes, panel_caseload
from app.repositories import movements as repository
from app.services.movements.standing import check_named, held, record, refuse_barred, tell
from app.services.panel_reading import may_read
from app.services.unit_of_work import UnitOfWork
from app.services.visibility import NO_SUCH_CASE, visible_case

NOT_ON_CASELOAD = "She is not on the panel's caseload. A move is proposed for those who are."
NOT_A_DRAFT = "This proposal was submitted. Withdraw it and propose again to change what it says."
OTHER_ADVICE = "Name a recommendation about a move of hers that still stands."
TAKEN = "This recommendation stands beside another proposal already."
WRITTEN = (
    "her_interests", "operational_need", "closeness_to_home", "interventions", "caring_duties", "her_views",
    "home_unknown_reason", "interventions_needed", "needs_mother_and_baby_unit",
)  # fmt: skip
Row = Mapping[str, Any]


def draft(work: UnitOfWork, given: Row) -> str:
    """Keep a draft for somebody on the caseload; answers its id. Raises NotFound, Conflict, InvalidInput."""
    case = visible_case(work.connection, work.caller, given["case"], work.today, lock=True)
    if not may_read(work.connection, work.caller, case, work.today):
        raise NotFound(NO_SUCH_CASE)
    entry = panel_caseload.live_entry(work.connection, case["id"])
    if entry is None:
        raise Conflict(NOT_ON_CASELOAD, code="not_on_caseload")
    check_named(work.connection, prison=given.get("prison"), interventions=given["interventions_needed"])
    row = {
        "id": new_id(),
        "version": 1,
        "case_id": case["id"],
        "entry_id": entry["id"],
        "from_prison": case["prison_code"],
        "prison_code": given.get("prison"),
        **{name: given.get(name) for name in WRITTEN},
        "drafted_at": work.moment,
        "drafted_by": work.caller.username,
    }
    repository.add(work.connection, row)
    record(work, "MOVEMENT_DRAFTED", row, {"new": {"prison": row["prison_code"]}})
    return str(row["id"])


def change(work: UnitOfWork, reference: str, given: Row, version: int | None) -> None:
    """Change a draft. Raises NotFound, StaleVersion, Conflict once it was submitted."""
    row, _ = held(work, reference, version)
    if row["submitted_on"] is not None:
        raise Conflict(NOT_A_DRAFT, code="not_a_draft")
    named = {"prison_code" if name == "prison" else name: value for name, value in given.items()}
    changed = {name: value for name, value in named.items() if row[name] != value}
    check_named(
        work.connection,
        prison=changed.get("prison_code"),
        interventions=changed.get("interventions_needed") or (),
    )
    repository.update(work.connection, row["id"], changed)
    old = {name: row[name] for name in changed}
    record(work, "MOVEMENT_CHANGED", row, {"old": old, "new": changed})


def submit(work: UnitOfWork, reference: str, version: int | None) -> None:
    """Put a draft before the director, with her home as it stands today.

    Raises InvalidInput naming what is missing, RefusedByRule where the prison cannot hold her.
    """
    row, case = held(work, reference, version)
    if row["submitted_on"] is not None:
        raise Conflict("This proposal was submitted already.", code="not_a_draft")
    check_submission(row, home_area=case["home_area"], now_at=case["prison_code"])
    refuse_barred(work, row, case, row["prison_code"])
    values = {
        "from_prison": case["prison_code"],
        "home_area": case["home_area"],
        "home_region": case["home_region"],
        "submitted_on": work.today,
        "submitted_at": work.moment,
        "submitted_by": work.caller.username,
    }
    repository.update(work.connection, row["id"], values)
    record(work, "MOVEMENT_PROPOSED", row, {"new": {"prison": row["prison_code"]}})
    tell(work, "throughcare.movement.proposed", case, {"proposalId": row["id"]})


def withdraw(work: UnitOfWork, reference: str, reason: str, version: int | None) -> None:
    """Take a proposal back, which stays in the record. Raises NotFound, StaleVersion, Conflict."""
    row, _ = held(work, reference, version)
    values = {
        "withdrawn_on": work.today,
        "withdrawn_by": work.caller.username,
        "withdrawn_because": reason,
    }
    repository.update(work.connection, row["id"], values)
    record(work, "MOVEMENT_WITHDRAWN", row, {"why": reason})


def set_advice(work: UnitOfWork, reference: str, given: Row, version: int | None) -> None:
    """Set the board's advice beside a proposal: which recommendation, and which prison it comes to.

    Advice that she should stay names the prison where she is. Raises NotFound, InvalidInput, Conflict.
    """
    row, _ = held(work, reference, version)
    advice = minutes.recommendation_of(work.connection, given["recommendation"])
    stands = advice is not None and advice["superseded_at"] is None
    if not stands or advice is None or not _is_about(advice, row):
        raise InvalidInput.of("recommendation", "unknown_recommendation", OTHER_ADVICE)
    check_named(work.connection, prison=given["prison"], interventions=())
    other = repository.of_recommendation(work.connection, advice["id"])
    if other is not None and other["id"] != row["id"]:
        raise Conflict(TAKEN, code="advice_taken")
    values = {
        "recommendation_id": advice["id"],
        "advised_prison": given["prison"],
        "advised_by": work.caller.username,
    }
    try:
        repository.update(work.connection, row["id"], values)
    except IntegrityError as error:
        raise Conflict(TAKEN, code="advice_taken") from error
    new = {"recommendation": advice["id"], "prison": given["prison"]}
    record(work, "MOVEMENT_ADVISED", row, {"new": new})


def _is_about(advice: Row, proposal: Row) -> bool:
    return bool(
        advice["case_id"] == proposal["case_id"] and advice["kind"] == RecommendationKind.MOVEMENT.value
    )
