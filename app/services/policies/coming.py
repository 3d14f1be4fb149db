"""Brings something into force: its place in the order of approvals, the versions that it publishes, and its run."""

from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.in_force import EVERYWHERE
from app.domain.policies.register import POLICIES
from app.repositories import policies as repository
from app.repositories import policy_runs
from app.services.policies.in_force import read_governing
from app.services.unit_of_work import UnitOfWork

DECISION, SETTING = "decision", "setting"


def next_revision(connection: Connection) -> int:
    """The number of the approval that is being written; whoever asks holds the turn to approve."""
    return repository.revision(connection) + 1


def publish_versions(work: UnitOfWork) -> None:
    """Publish each policy with settings that will govern somewhere and has no version yet."""
    rulings = read_governing(work.connection).rulings
    counted = dict.fromkeys(POLICIES, 0)
    for policy_id, _ in rulings.versions:
        counted[policy_id] += 1
    rows: dict[tuple[str, Any], dict[str, Any]] = {}
    for policy_id, key in rulings.combinations():
        if not key or (policy_id, key) in rulings.versions or (policy_id, key) in rows:
            continue
        counted[policy_id] += 1
        rows[(policy_id, key)] = {
            "policy_id": policy_id,
            "version": f"{POLICIES[policy_id].version}+s{counted[policy_id]}",
            "settings": dict(key),
            "published_at": work.moment,
        }
    repository.insert_versions(work.connection, list(rows.values()))


def start_run(
    work: UnitOfWork,
    revision: int,
    because: tuple[str, str],
    starts_on: date,
    place: tuple[str, str | None] = (EVERYWHERE, None),
    *,
    concerns_cases: bool = True,
) -> None:
    """Let the stored periods follow in the background. A setting of a policy that governs nowhere moves nothing."""
    policy_runs.insert(
        work.connection,
        {
            "revision": revision,
            "because": because[0],
            "because_id": because[1],
            "place_kind": place[0],
            "place_code": place[1],
            "starts_on": starts_on,
            "total": 0,
            "position": policy_runs.BEGINNING,
            "barrier": None,
            "done": 0,
            "changed": 0,
            "created_at": work.moment,
            "started_at": None,
            "finished_at": None if concerns_cases else work.moment,
            "claimed_by": None,
            "heartbeat_at": None,
        },
    )
