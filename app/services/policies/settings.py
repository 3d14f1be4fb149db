"""Settings of a policy: proposed with a reason and a first day, approved by a second person, and then a version."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.cursor import after_cursor, cursor_of
from app.domain.identifiers import UUID, new_id
from app.domain.policies.register import POLICIES, policy_named
from app.domain.policies.settings import settings_as_values
from app.domain.policy_papers import questions_of, refuse_early_date, setting_errors
from app.domain.refusals import FieldError, InvalidInput, NotFound, NotPermitted, RefusedByRule, StaleVersion
from app.repositories import policy_papers, policy_runs
from app.repositories import setting_proposals as repository
from app.services.names import names_of
from app.services.policies.coming import SETTING, next_revision, publish_versions, start_run
from app.services.policies.in_force import governing, read_governing
from app.services.policies.runs import run_as_shown
from app.services.unit_of_work import UnitOfWork

APPROVED, REFUSED, WITHDRAWN = "approved", "refused", "withdrawn"
BOARDS_OWN = frozenset({"seconded_lead"})
"""Part 2 of the paper: a board decides it, and no manager by the way."""

NO_SUCH_PROPOSAL = "There is no such proposal. Look at the settings of the policy for those there are."
STALE = "Somebody decided on this proposal after you read it. Read it again."
IS_DECIDED = "This proposal is decided already. Propose the settings again if they should change."
SECOND_PERSON = "You proposed these settings, so another person decides on them."
NOT_THE_PROPOSER = "Only whoever proposed these settings withdraws them. You may approve or refuse them."
TOO_LATE = "The first day has come while nobody decided. Refuse it, and let it be proposed for a later day."
Row = Mapping[str, Any]
LIST = "setting_proposals"


@dataclass(frozen=True, slots=True)
class NewProposal:
    """Settings to change, why, and from which day."""

    settings: Mapping[str, Any]
    reason: str
    starts_on: date


def propose(work: UnitOfWork, policy_id: str, new: NewProposal) -> str:
    """Propose settings; nothing changes before a second person approves. Answers the proposal's id."""
    _check(policy_id, new, work.today)
    proposal_id = new_id()
    row: dict[str, Any] = {
        "id": proposal_id,
        "version": 1,
        "policy_id": policy_id,
        "settings": dict(new.settings),
        "reason": new.reason,
        "starts_on": new.starts_on,
        "proposed_at": work.moment,
        "proposed_by": work.caller.username,
        **dict.fromkeys(("outcome", "outcome_reason", "decided_at", "decided_on", "decided_by", "revision")),
    }
    repository.insert(work.connection, row)
    said = {"policy": policy_id, "settings": row["settings"], "from": new.starts_on.isoformat()}
    work.record(
        "SETTINGS_PROPOSED",
        subject=("SETTING_PROPOSAL", proposal_id),
        details={"new": said, "why": new.reason},
    )
    return proposal_id


def decide(
    work: UnitOfWork, policy_id: str, proposal_id: str, outcome: str, reason: str | None, version: int | None
) -> None:
    """Approve, refuse or withdraw a proposal. Raises NotPermitted where it is not this person's to do."""
    policy_papers.take_turn(work.connection)
    row = _held(work, policy_id, proposal_id, version)
    is_own = row["proposed_by"] == work.caller.username
    if outcome == WITHDRAWN and not is_own:
        raise NotPermitted(NOT_THE_PROPOSER, code="not_the_proposer")
    if outcome != WITHDRAWN and is_own:
        raise NotPermitted(SECOND_PERSON, code="second_person")
    values: dict[str, Any] = {
        "outcome": outcome,
        "outcome_reason": reason,
        "decided_at": work.moment,
        "decided_on": work.today,
        "decided_by": work.caller.username,
    }
    if outcome == APPROVED:
        if row["starts_on"] <= work.today:
            raise RefusedByRule(TOO_LATE, code="not_retroactive")
        values["revision"] = next_revision(work.connection)
    repository.decide(work.connection, row["id"], values)
    if outcome == APPROVED:
        _bring_into_force(work, row, values["revision"])
    said = {"policy": policy_id, "outcome": outcome, "settings": row["settings"]}
    work.record(
        "SETTINGS_DECIDED", subject=("SETTING_PROPOSAL", row["id"]), details={"new": said, "why": reason}
    )


def settings_shown(connection: Connection, policy_id: str, today: date) -> dict[str, Any]:
    """The settings of a policy wherever it has no others by a decision: now, coming, and what each decides."""
    policy = policy_named(policy_id)
    changes = [c for c in governing(connection).rulings.changes if c.policy_id == policy_id]
    defaults = settings_as_values(policy.settings)
    current = {**defaults}
    for change in sorted(changes, key=lambda c: (c.starts_on, c.revision)):
        if change.starts_on <= today:
            current |= change.settings
    return {
        "policy": policy.id,
        "title": policy.title,
        "settings": [
            {
                "key": question.key,
                "asks": question.asks,
                "source": question.source,
                "values": list(question.values),
                "default": defaults[question.key],
                "value": current[question.key],
                "decided_by_board": question.key in BOARDS_OWN,
            }
            for question in questions_of(policy)
        ],
    }


def list_proposals(
    connection: Connection, policy_id: str, *, size: int, cursor: str | None
) -> dict[str, Any]:
    """One page of the proposals for a policy, the latest first."""
    policy_named(policy_id)
    after = after_cursor(cursor, LIST, ("id",))
    rows = repository.page(connection, policy_id, after[0] if after else None, size + 1)
    shown, more = rows[:size], len(rows) > size
    return {
        "items": _as_shown(connection, shown),
        "page": None if cursor else 1,
        "size": size,
        "total": repository.count(connection, policy_id),
        "next": cursor_of(LIST, (shown[-1]["id"],)) if more else None,
    }


def read_proposal(connection: Connection, policy_id: str, proposal_id: str) -> dict[str, Any]:
    """One proposal. Raises NotFound."""
    return _as_shown(connection, [_found(repository.proposal(connection, _id(proposal_id)), policy_id)])[0]


def _as_shown(connection: Connection, rows: list[Row]) -> list[dict[str, Any]]:
    names = names_of(connection, [w for row in rows for w in (row["proposed_by"], row["decided_by"])])
    runs = policy_runs.of(connection, [row["id"] for row in rows])
    return [
        {
            **row,
            "policy": row["policy_id"],
            "state": row["outcome"] or "proposed",
            "proposed_by_name": names.get(row["proposed_by"]),
            "decided_by_name": names.get(row["decided_by"] or ""),
            "run": run_as_shown(runs[row["id"]]) if row["id"] in runs else None,
        }
        for row in rows
    ]


def _bring_into_force(work: UnitOfWork, row: Row, revision: int) -> None:
    publish_versions(work)
    rulings = read_governing(work.connection).rulings.rulings
    governs = any(ruling.policy_id == row["policy_id"] for ruling in rulings)
    start_run(work, revision, (SETTING, row["id"]), row["starts_on"], concerns_cases=governs)
    details = {"policy": row["policy_id"], "settings": row["settings"], "from": row["starts_on"].isoformat()}
    work.tell("throughcare.policy.settings-approved", details={"proposalId": row["id"], **details})


def _held(work: UnitOfWork, policy_id: str, proposal_id: str, version: int | None) -> Row:
    row = _found(repository.proposal(work.connection, _id(proposal_id), lock=True), policy_id)
    if version is not None and version != row["version"]:
        raise StaleVersion(STALE)
    if row["outcome"] is not None:
        raise RefusedByRule(IS_DECIDED, code="proposal_decided")
    return row


def _id(proposal_id: str) -> str:
    if not UUID.fullmatch(proposal_id.lower()):
        raise NotFound(NO_SUCH_PROPOSAL)
    return proposal_id.lower()


def _found(row: Row | None, policy_id: str) -> Row:
    if row is None or row["policy_id"] != policy_id:
        raise NotFound(NO_SUCH_PROPOSAL)
    return row


def _check(policy_id: str, new: NewProposal, today: date) -> None:
    policy = policy_named(policy_id)
    errors = setting_errors(POLICIES[policy.id], new.settings, "settings")
    if not new.settings:
        errors.append(FieldError("settings", "missing", "Give at least one setting and its new value."))
    for key in BOARDS_OWN & set(new.settings):
        message = "A board decides this one: record a decision paper."
        errors.append(FieldError(f"settings.{key}", "decided_by_board", message))
    try:
        refuse_early_date(new.starts_on, today, "starts_on")
    except InvalidInput as refused:
        errors += refused.errors
    if errors:
        raise InvalidInput("The settings cannot be proposed as they were sent.", errors=errors)
