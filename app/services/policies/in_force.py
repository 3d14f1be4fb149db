"""Which policies govern a case: what is recorded, read once for each revision, and each case's own schedule."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy.engine import Connection, Engine

from app.domain.facts import CaseFacts
from app.domain.in_force import (
    NOWHERE,
    PlaceLine,
    Ruling,
    Rulings,
    SettingChange,
    key_of,
    line_of,
    policy_in_version,
    prisons_of,
    regions_of,
)
from app.domain.ownership import Schedule
from app.domain.policies.policy import Policy
from app.domain.policies.register import POLICIES
from app.repositories import places
from app.repositories import policies as repository

Row = Mapping[str, Any]
Moves = Sequence[tuple[date, str | None]]
"""The days on which a case's home region became another, each with the region before it."""

_READ: "WeakKeyDictionary[Engine, tuple[int, Governing]]" = WeakKeyDictionary()
_PUBLISHED: WeakKeyDictionary[Engine, dict[tuple[str, str], Policy]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Governing:
    """What is in force, and the estate of each prison where that matters."""

    rulings: Rulings
    estates: Mapping[str, str]

    def schedule(self, case: Row, facts: CaseFacts, moves: Moves = ()) -> Schedule:
        """The schedule of one case, by the places where it was as they became known."""
        return self.rulings.schedule_for(self.places(case, facts, moves))

    def places(self, case: Row, facts: CaseFacts, moves: Moves = ()) -> PlaceLine:
        """Where the case was from each day on, as far as it matters to what governs it."""
        if not self.rulings.by_estate and not self.rulings.by_region:
            return ((date.min, NOWHERE),)
        estates = (
            [(day, self.estates.get(prison)) for day, prison in prisons_of(facts)] if self.estates else []
        )
        regions = regions_of(case["home_region"], moves) if self.rulings.by_region else []
        return line_of(estates, regions)

    def as_known_on(self, day: date) -> "Governing":
        """What was recorded by the end of the day."""
        return Governing(self.rulings.as_known_on(day), self.estates)


def governing(connection: Connection) -> Governing:
    """What is in force by all that is recorded; read anew only after another approval."""
    revision = repository.revision(connection)
    kept = _READ.get(connection.engine)
    if kept is None or kept[0] != revision:
        kept = _READ[connection.engine] = (revision, read_governing(connection))
    return kept[1]


def forget() -> None:
    """Read everything anew: a database was put back to an earlier revision under this process."""
    _READ.clear()
    _PUBLISHED.clear()


def read_governing(connection: Connection) -> Governing:
    """The same, read from the tables: for the transaction that changes what is in force."""
    rulings = Rulings(
        tuple(_ruling(row) for row in repository.decisions(connection)),
        tuple(_change(row) for row in repository.approved_settings(connection)),
        {
            (row["policy_id"], key_of(row["settings"])): row["version"]
            for row in repository.versions(connection)
        },
    )
    estates = (
        {code: row["estate"] for code, row in places.prisons(connection).items()} if rulings.by_estate else {}
    )
    return Governing(rulings, estates)


def schedule_for(
    connection: Connection, case: Row, facts: CaseFacts, *, as_known_on: date | None = None
) -> Schedule:
    """The policies that govern one case. `case` needs `id` and `home_region`; `facts` are those that are asked about.

    With `as_known_on`, decisions, settings and home regions recorded later are not seen.
    """
    found = governing(connection)
    if as_known_on is not None:
        found = found.as_known_on(as_known_on)
    moves = moves_of(connection, found, [case["id"]]).get(case["id"], ())
    if as_known_on is not None:
        case, moves = _as_known_on(case, moves, as_known_on)
    return found.schedule(case, facts, moves)


def schedules_for(
    connection: Connection, cases: Iterable[Row], facts: Mapping[str, CaseFacts]
) -> dict[str, Schedule]:
    """The schedule of each of many cases, by id."""
    found, rows = governing(connection), list(cases)
    moves = moves_of(connection, found, [row["id"] for row in rows])
    return {row["id"]: found.schedule(row, facts[row["id"]], moves.get(row["id"], ())) for row in rows}


def moves_of(connection: Connection, found: Governing, case_ids: Sequence[str]) -> dict[str, Any]:
    """The moves of these cases between home regions, where they matter."""
    return repository.moves_of(connection, case_ids) if found.rulings.by_region else {}


def schedule_in_force(connection: Connection) -> Schedule:
    """The policies that govern wherever no estate and no region has its own."""
    return governing(connection).rulings.schedule_at(NOWHERE)


def policy_published(connection: Connection, policy_id: str, version: str) -> Policy:
    """A policy in the version that a stored period names."""
    base = POLICIES[policy_id]
    if version == base.version:
        return base
    known = _PUBLISHED.setdefault(connection.engine, {})
    if (policy_id, version) not in known:
        known |= {
            (row["policy_id"], row["version"]): policy_in_version(
                row["policy_id"], row["version"], key_of(row["settings"])
            )
            for row in repository.versions(connection)
        }
    return known.get((policy_id, version), base)


def _as_known_on(case: Row, moves: Moves, day: date) -> tuple[Row, Moves]:
    """The case's home region as it was on the day, with the moves until then."""
    later = [was for changed_on, was in moves if changed_on > day]
    return ({**case, "home_region": later[0]} if later else case), [m for m in moves if m[0] <= day]


def _ruling(row: Row) -> Ruling:
    return Ruling(
        row["policy_id"],
        row["in_force_from"],
        row["settings"],
        row["place_kind"],
        row["place_code"],
        row["recorded_on"],
        row["revision"],
        row["id"],
        row["title"],
        row["paper_id"],
    )


def _change(row: Row) -> SettingChange:
    return SettingChange(
        row["policy_id"], row["settings"], row["starts_on"], row["decided_on"], row["revision"]
    )
