"""The final approval by the next board: from its date, and not before, the policy governs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.caller import Caller, Role
from app.domain.identifiers import new_id
from app.domain.in_force import REGION
from app.domain.policies.register import policy_named
from app.domain.policy_papers import FINAL_APPROVAL, PART_DECIDED, puts_in_force, refuse_early_date
from app.domain.refusals import FieldError, InvalidInput, NotPermitted, RefusedByRule
from app.repositories import policies
from app.repositories import policy_papers as repository
from app.services.policies.coming import DECISION, next_revision, publish_versions, start_run
from app.services.policies.in_force import read_governing
from app.services.policy_decisions.recording import held_paper, keep_step, parts_now
from app.services.policy_decisions.showing import outcomes_of
from app.services.unit_of_work import UnitOfWork

SECOND_PERSON = "You recorded this paper or an outcome of it, so another person records the final approval."
OTHER_REGION = "The decision is for a region that is not yours. Its own director records the approval."
NOT_IN_PRINCIPLE = (
    "Nothing can be approved yet: each part needs an outcome, and the policy must be agreed or amended."
)


@dataclass(frozen=True, slots=True)
class FinalApproval:
    """What the next board said: which board, when, on which paper, and the first day on which the policy governs."""

    board: str
    board_on: date
    reference: str
    in_force_from: date


def approve(work: UnitOfWork, paper_id: str, given: FinalApproval, version: int | None) -> None:
    """Put what was agreed in principle in force from a date. Raises NotPermitted for whoever recorded it before."""
    repository.take_turn(work.connection)
    paper = held_paper(work, paper_id, version)
    steps = repository.steps_of(work.connection, [paper["id"]]).get(paper["id"], ())
    _refuse_same_person(work.caller, paper, steps)
    found = puts_in_force(parts_now(work.connection, paper["id"]), outcomes_of(steps))
    if found is None:
        raise RefusedByRule(NOT_IN_PRINCIPLE, code="not_agreed_in_principle")
    _check(given, paper, work.today)
    revision = next_revision(work.connection)
    row = {
        "id": new_id(),
        "title": paper["title"],
        "policy_id": found.policy_id,
        "policy_version": policy_named(found.policy_id).version,
        "settings": dict(found.settings),
        "in_force_from": given.in_force_from,
        "recorded_at": work.moment,
        "recorded_by": work.caller.username,
        "place_kind": paper["place_kind"],
        "place_code": paper["place_code"],
        "revision": revision,
        "recorded_on": work.today,
        "paper_id": paper["id"],
    }
    policies.insert_decision(work.connection, row)
    publish_versions(work)
    step = {name: getattr(given, name) for name in ("board", "board_on", "reference", "in_force_from")}
    keep_step(work, paper["id"], {"kind": FINAL_APPROVAL, **step})
    place = (paper["place_kind"], paper["place_code"])
    start_run(work, revision, (DECISION, paper["id"]), given.in_force_from, place)
    _say(work, paper, row)


def _refuse_same_person(caller: Caller, paper: Mapping[str, Any], steps: Any) -> None:
    """What concerns many is recorded by one and approved by another."""
    before = {paper["recorded_by"], *(s["recorded_by"] for s in steps if s["kind"] == PART_DECIDED)}
    if caller.username in before:
        raise NotPermitted(SECOND_PERSON, code="second_person")
    is_elsewhere = not caller.scope.covers(prison=None, region=paper["place_code"])
    if paper["place_kind"] == REGION and Role.ADMIN not in caller.roles and is_elsewhere:
        raise NotPermitted(OTHER_REGION, code="outside_your_scope")


def _check(given: FinalApproval, paper: Mapping[str, Any], today: date) -> None:
    errors = []
    if given.board_on > today:
        errors.append(FieldError("board_on", "date_in_future", "Give the day of the board that approved it."))
    elif given.board_on < paper["board_on"]:
        message = "Give a day that is not before the board that agreed in principle."
        errors.append(FieldError("board_on", "before_first_board", message))
    try:
        refuse_early_date(given.in_force_from, today)
    except InvalidInput as refused:
        errors += refused.errors
    if errors:
        raise InvalidInput("The approval cannot be recorded as it was sent.", errors=errors)


def _say(work: UnitOfWork, paper: Mapping[str, Any], row: Mapping[str, Any]) -> None:
    in_force = read_governing(work.connection).rulings
    ruling = next(each for each in in_force.rulings if each.id == row["id"])
    policy = in_force.policy_of(ruling, row["in_force_from"])
    said = {
        "policy": policy.id,
        "policyVersion": policy.version,
        "place": row["place_kind"]
        if row["place_code"] is None
        else f"{row['place_kind']}:{row['place_code']}",
        "inForceFrom": row["in_force_from"].isoformat(),
    }
    work.record("POLICY_FINALLY_APPROVED", subject=("POLICY_DECISION", paper["id"]), details={"new": said})
    work.tell("throughcare.policy.approved", details={"decisionId": paper["id"], **said})
