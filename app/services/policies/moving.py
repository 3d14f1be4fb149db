"""A case whose home moves or whose birthday is corrected: the ownership that follows, and no earlier day but by age."""

from collections.abc import Mapping
from typing import Any

from app.repositories import cases, overrides
from app.services.consequences import Change, follow
from app.services.facts import tell_owner_changes
from app.services.policies.in_force import governing, moves_of, schedule_for
from app.services.policies.places import keep_home_regions, moves_now
from app.services.projection import Projection, facts_from, project
from app.services.unit_of_work import UnitOfWork


def bring_to_region(work: UnitOfWork, was: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """Keep the move of a held case, and write the ownership that follows where regions have their own policies."""
    in_force = governing(work.connection)
    moves = moves_of(work.connection, in_force, [was["id"]]).get(was["id"], ())
    keep_home_regions(work.connection, [(was, now["home_region"])], work.today)
    if not in_force.rulings.by_region:
        return
    facts = facts_from(cases.facts_of(work.connection, was["id"]), was["opened_on"], was)
    decided = overrides.as_values(overrides.of_case(work.connection, was["id"]))
    before = project(facts, in_force.schedule(was, facts, moves), work.today, decided)
    moved = moves_now(moves, was, now["home_region"], work.today)
    after = project(facts, in_force.schedule(now, facts, moved), work.today, decided)
    _write(work, was, now, before, after)


def bring_to_birthday(work: UnitOfWork, was: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """Write the ownership that follows from another day of birth, where the rules in force ask for one."""
    rows = cases.facts_of(work.connection, was["id"])
    known, corrected = (facts_from(rows, was["opened_on"], row) for row in (was, now))
    if known == corrected:
        return
    decided = overrides.as_values(overrides.of_case(work.connection, was["id"]))
    schedule = schedule_for(work.connection, now, corrected)
    before, after = (project(facts, schedule, work.today, decided) for facts in (known, corrected))
    _write(work, was, now, before, after)


def _write(
    work: UnitOfWork, was: Mapping[str, Any], now: Mapping[str, Any], before: Projection, after: Projection
) -> None:
    if before.periods == after.periods and before.automatic == after.automatic:
        return
    cases.replace_periods(work.connection, was["id"], after.period_rows(was["id"]))
    tell_owner_changes(work, was, before, after)
    follow(work, [Change({**now, **after.columns}, after, before, was)])
