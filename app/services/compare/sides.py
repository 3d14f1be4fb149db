"""The two sides of a comparison: a policy with its settings, or what is in force; frozen when the run is started."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.facts import CaseFacts
from app.domain.in_force import Ruling, Rulings
from app.domain.ownership import Schedule, schedule_of
from app.domain.policies.register import policy_named
from app.domain.policies.settings import settings_as_values
from app.domain.refusals import InvalidInput, NotFound, RefusedByRule
from app.services.policies import Governing, governing

IN_FORCE = "in_force"
IN_FORCE_TITLE = "What is in force"
NEWER_VERSION = "The policy has another version now, so the run cannot go on as it was begun."

Row = Mapping[str, Any]
Moves = Sequence[tuple[date, str | None]]
ScheduleOf = Callable[[Row, CaseFacts, Moves], Schedule]
"""The policies that govern a case, by its row, its facts, and the days on which its home region became another."""


@dataclass(frozen=True, slots=True)
class Side:
    """What somebody wants to compare: the id of a policy with settings, or `in_force`."""

    policy: str = IN_FORCE
    settings: Mapping[str, Any] = field(default_factory=dict)


def freeze(connection: Connection, side: Side, name: str) -> dict[str, Any]:
    """The side as a run keeps it: which versions with which settings. Raises InvalidInput naming `name`'s field."""
    if side.policy != IN_FORCE:
        return _of_policy(side, name)
    if side.settings:
        message = "What is in force has its own settings: name a policy to try others."
        raise InvalidInput.of(f"{name}.settings", "not_for_in_force", message)
    found = governing(connection).rulings
    return {
        "policy": IN_FORCE,
        "title": IN_FORCE_TITLE,
        "version": None,
        "settings": {},
        "revision": max(
            [each.revision for each in found.rulings] + [each.revision for each in found.changes]
        ),
        "decisions": [_decision(found, each) for each in found.rulings],
    }


def thawed(connection: Connection, stored: Row) -> ScheduleOf:
    """The schedule of each case, as when the run was begun. Raises RefusedByRule where a policy's version is gone."""
    if stored["policy"] == IN_FORCE:
        return in_force_at(connection, stored["revision"]).schedule
    policy = policy_named(stored["policy"], stored["settings"])
    if policy.version != stored["version"]:
        raise RefusedByRule(NEWER_VERSION, code="policy_version_changed")
    schedule = schedule_of(policy)
    return lambda _case, _facts, _moves: schedule


def in_force_at(connection: Connection, revision: int) -> Governing:
    """What was in force when so many decisions and settings were recorded; none is ever changed or taken away."""
    found = governing(connection)
    rulings = tuple(each for each in found.rulings.rulings if each.revision <= revision)
    changes = tuple(each for each in found.rulings.changes if each.revision <= revision)
    return Governing(Rulings(rulings, changes, found.rulings.versions), found.estates)


def _of_policy(side: Side, name: str) -> dict[str, Any]:
    try:
        policy = policy_named(side.policy, side.settings)
    except NotFound as refusal:
        raise InvalidInput.of(f"{name}.policy", "unknown_policy", refusal.message) from refusal
    except InvalidInput as refusal:
        errors = [type(e)(f"{name}.{e.field}", e.code, e.message) for e in refusal.errors]
        raise InvalidInput(refusal.message, errors=errors) from refusal
    own = settings_as_values(policy_named(side.policy).settings)
    return {
        "policy": policy.id,
        "title": policy.title,
        "version": policy.version,
        "settings": {key: value for key, value in side.settings.items() if own[key] != value},
        "revision": None,
        "decisions": [],
    }


def _decision(found: Rulings, ruling: Ruling) -> dict[str, Any]:
    return {
        "title": ruling.title,
        "policy": ruling.policy_id,
        "version": found.policy_of(ruling, ruling.starts_on).version,
        "in_force_from": ruling.starts_on.isoformat(),
        "place_kind": ruling.place_kind,
        "place_code": ruling.place_code,
    }
