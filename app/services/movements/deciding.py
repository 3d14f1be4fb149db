"""Decides on advice or a proposal: prepared by the panel, final by the Prison Group Director or whom they named."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.domain.caller import Role
from app.domain.identifiers import UUID, new_id
from app.domain.movements import check_decision, follows, has_authority
from app.domain.panel import RecommendationKind
from app.domain.refusals import Conflict, NotFound, NotPermitted, StaleVersion
from app.repositories import minutes, movements
from app.repositories import placement_decisions as repository
from app.services import board_record
from app.services.minutes.deciding import confirm_with_final
from app.services.movements.standing import (
    case_in_sight,
    check_named,
    held,
    refuse_barred,
    tell,
)
from app.services.panel_access import item_in_sight
from app.services.unit_of_work import UnitOfWork

NO_ADVICE = "There is no such recommendation, or none that you may see."
NO_DECISION = "There is no such decision, or none that you may see."
SUPERSEDED = "Another recommendation has taken its place. Decide on that one."
DECIDED = "This was decided finally already."
NOT_SUBMITTED = "This proposal is a draft. It is decided on once it was submitted."
ONLY_DIRECTOR = (
    "Only the Prison Group Director, or somebody whom the director named for these days, makes this final. "
    "Send it without `final` to prepare it."
)
STALE = "Somebody changed this decision after you read it. Read it again and send yours once more."
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Matter:
    """What is decided on: advice, a proposal, or a proposal with the advice on it."""

    case: Row
    advice: Row | None
    proposal: Row | None

    @property
    def is_movement(self) -> bool:
        return (
            self.proposal is not None or (self.advice or {}).get("kind") == RecommendationKind.MOVEMENT.value
        )

    @property
    def advised_prison(self) -> str | None:
        """What the board advised, else what was proposed."""
        if self.proposal is None:
            return None
        advised: str | None = self.proposal["advised_prison"] or self.proposal["prison_code"]
        return advised


def decide_recommendation(work: UnitOfWork, reference: str, given: Row) -> str:
    """Decide on advice, and on the proposal that it stands beside; answers the decision's id.

    Raises NotFound, NotPermitted, InvalidInput, Conflict.
    """
    advice = _advice(work, reference)
    if advice["superseded_at"] is not None:
        raise Conflict(SUPERSEDED, code="superseded")
    proposal = movements.of_recommendation(work.connection, advice["id"])
    if proposal is not None and proposal["withdrawn_on"] is None:
        proposal, case = held(work, proposal["id"], None)
    else:
        proposal, case = None, case_in_sight(work.connection, work, advice["case_id"], NO_ADVICE)
    return _decide(work, _Matter(case, advice, proposal), given)


def decide_proposal(work: UnitOfWork, reference: str, given: Row, version: int | None) -> str:
    """Decide on a proposal, and on the advice beside it; answers the decision's id. Raises as for advice."""
    proposal, case = held(work, reference, version)
    if proposal["submitted_on"] is None:
        raise Conflict(NOT_SUBMITTED, code="not_submitted")
    advice = (
        minutes.recommendation_of(work.connection, proposal["recommendation_id"])
        if proposal["recommendation_id"]
        else None
    )
    return _decide(work, _Matter(case, advice, proposal), given)


def make_final(work: UnitOfWork, reference: str, version: int | None) -> str:
    """Make a prepared decision final as it stands. Raises NotFound, NotPermitted, StaleVersion, Conflict."""
    row = (
        repository.decision(work.connection, reference.lower()) if UUID.fullmatch(reference.lower()) else None
    )
    if row is None or row["superseded_at"] is not None:
        raise NotFound(NO_DECISION)
    matter = _matter_of(work, row)
    row = repository.decision(work.connection, row["id"], lock=True) or row
    if version is not None and version != row["version"]:
        raise StaleVersion(STALE)
    if row["final_on"] is not None:
        raise Conflict(DECIDED, code="already_decided")
    given = {
        "final": True,
        "prison": row["prison_code"],
        "follows_advice": None if matter.advised_prison else row["follows_advice"],
        **{name: row[name] for name in ("weighed_most", "departure_reason", "text")},
    }
    follows_advice = _check(work, matter, given)
    final = {**_final(work), "follows_advice": follows_advice, "advised_prison": matter.advised_prison}
    repository.update(work.connection, row["id"], final)
    _say_final(work, matter, {**row, **final})
    return str(row["id"])


def _decide(work: UnitOfWork, matter: _Matter, given: Row) -> str:
    about = {
        "recommendation_id": matter.advice["id"] if matter.advice else None,
        "proposal_id": matter.proposal["id"] if matter.proposal else None,
    }
    before = repository.live_on(work.connection, **about)
    if any(row["final_on"] is not None for row in before):
        raise Conflict(DECIDED, code="already_decided")
    final = _final(work) if given["final"] else {"final_on": None, "final_at": None, "final_by": None}
    follows_advice = _check(work, matter, given)
    for row in before:
        repository.supersede(work.connection, row["id"], work.moment)
    row = {
        "id": new_id(),
        "version": 1,
        "case_id": matter.case["id"],
        **about,
        "follows_advice": follows_advice,
        "advised_prison": matter.advised_prison,
        "prison_code": given["prison"],
        "from_prison": matter.case["prison_code"],
        **{name: given[name] for name in ("weighed_most", "departure_reason", "text")},
        "prepared_at": work.moment,
        "prepared_by": work.caller.username,
        **final,
    }
    try:
        repository.add(work.connection, row)
    except IntegrityError as error:
        raise Conflict(DECIDED, code="already_decided") from error
    if given["final"]:
        _say_final(work, matter, row)
    else:
        _record(work, "PLACEMENT_DECISION_PREPARED", matter, row)
    return str(row["id"])


def _check(work: UnitOfWork, matter: _Matter, given: Row) -> bool:
    """Whether it follows the advice, once it says everything it must and the prison can hold her."""
    if matter.is_movement:
        check_decision(given, is_movement=True, follows_advice=True)
    follows_advice = follows(matter.advised_prison, given["prison"], given["follows_advice"])
    check_decision(given, is_movement=matter.is_movement, follows_advice=follows_advice)
    if given["prison"]:
        check_named(work.connection, prison=given["prison"], interventions=())
        needs = matter.proposal or NO_NEEDS
        if given["prison"] != matter.case["prison_code"]:
            refuse_barred(work, needs, matter.case, given["prison"])
    return follows_advice


NO_NEEDS: Row = {"home_region": None, "interventions_needed": (), "needs_mother_and_baby_unit": False}


def _final(work: UnitOfWork) -> dict[str, Any]:
    """Who makes it final, and on whose authority. Raises NotPermitted (000 L49)."""
    delegation = None
    if Role.GROUP_DIRECTOR not in work.caller.roles:
        named = repository.delegations_of(work.connection, work.caller.username, work.today)
        delegation = next((each for each in named if has_authority(each, work.today)), None)
        if delegation is None:
            raise NotPermitted(ONLY_DIRECTOR, code="only_group_director")
    return {
        "final_on": work.today,
        "final_at": work.moment,
        "final_by": work.caller.username,
        "delegation_id": delegation["id"] if delegation else None,
    }


def _advice(work: UnitOfWork, reference: str) -> Row:
    wanted = reference.lower()
    row = minutes.recommendation_of(work.connection, wanted, lock=True) if UUID.fullmatch(wanted) else None
    if row is None:
        raise NotFound(NO_ADVICE)
    try:
        item_in_sight(work.connection, work.caller, row["item_id"], work.today)
    except NotFound:
        raise NotFound(NO_ADVICE) from None
    return row


def _matter_of(work: UnitOfWork, row: Row) -> _Matter:
    """What a decision that was prepared is about, as it stands now, each row held."""
    advice = _advice(work, row["recommendation_id"]) if row["recommendation_id"] else None
    if row["proposal_id"]:
        try:
            proposal, case = held(work, row["proposal_id"], None)
        except NotFound:
            raise NotFound(NO_DECISION) from None
        return _Matter(case, advice, proposal)
    return _Matter(case_in_sight(work.connection, work, row["case_id"], NO_DECISION), advice, None)


def _say_final(work: UnitOfWork, matter: _Matter, row: Row) -> None:
    if matter.proposal is not None:
        movements.update(work.connection, matter.proposal["id"], {"decided_on": work.today})
    if matter.advice is not None and matter.is_movement and row["follows_advice"]:
        confirm_with_final(work, matter.advice, row["id"])
    _record(work, "PLACEMENT_DECIDED", matter, row)
    outcome = "as_advised" if row["follows_advice"] else "departed"
    about = {"decisionId": row["id"], "toPrison": row["prison_code"], "outcome": outcome}
    tell(work, "throughcare.placement.decided", matter.case, about)
    fields = {
        "item_id": matter.advice["item_id"] if matter.advice else None,
        "recommendation_id": row["recommendation_id"],
        "proposal_id": row["proposal_id"],
        "recommendation_kind": matter.advice["kind"] if matter.advice else "movement",
        "state": "final",
        "outcome": outcome,
        "is_departure": not row["follows_advice"],
        "reason": row["departure_reason"],
        "text": row["text"],
        "weighed_most": row["weighed_most"],
        "to_prison": row["prison_code"],
        "decided_on": work.today.isoformat(),
        "decided_by": work.caller.display_name or work.caller.username,
    }
    board_record.enter(
        work, kind="decision", change="made", subject_id=row["id"], case=matter.case, fields=fields
    )


def _record(work: UnitOfWork, what: str, matter: _Matter, row: Row) -> None:
    new = {name: row[name] for name in ("follows_advice", "prison_code", "advised_prison", "weighed_most")}
    details = {"new": new, "why": row["departure_reason"]}
    subject = ("PLACEMENT_DECISION", row["id"])
    work.record(what, case_id=matter.case["id"], subject=subject, details=details)
