"""The cases that a batch of rows speaks of, held in memory while the rows are taken and written together."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.domain.event_fields import as_stored
from app.domain.identifiers import new_id
from app.domain.imported import ToldFact
from app.domain.names import search_key
from app.domain.overrides import Override
from app.domain.ownership import Schedule
from app.repositories import casebook as repository
from app.repositories import cases, overrides, places
from app.services.allocations import manager_named
from app.services.cases import EMPTY
from app.services.consequences import Change, follow
from app.services.facts import ToldFact as Telling
from app.services.facts import fact_row, tell_changes, tell_owner_changes
from app.services.policies import Governing, governing
from app.services.policies.applying import bring_after
from app.services.policies.in_force import Moves, moves_of
from app.services.policies.places import keep_home_regions, moves_now
from app.services.projection import Projection, facts_from, project
from app.services.unit_of_work import UnitOfWork

_NAMES = ("first_name", "last_name")


@dataclass(slots=True)
class Entry:
    """One case in memory. `facts` holds its stored facts once it is held, and those told since."""

    row: dict[str, Any]
    is_new: bool = False
    is_held: bool = False
    facts: list[Mapping[str, Any]] = field(default_factory=list)
    overrides: tuple[Override, ...] = ()
    moves: tuple[tuple[date, str | None], ...] = ()
    told: list[dict[str, Any]] = field(default_factory=list)
    details: dict[str, Any] = field(default_factory=dict)
    old: dict[str, Any] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The id of the case."""
        return str(self.row["id"])

    def is_open(self, on: date) -> bool:
        """Whether the case is open on a day, the passing of time counted."""
        closes_on: date | None = self.row["closes_on"]
        return bool(self.row["is_open"]) and (closes_on is None or closes_on > on)


@dataclass(frozen=True, slots=True)
class Reference:
    """What every row is checked against; read once for a batch."""

    prisons: Mapping[str, Mapping[str, Any]]
    regions: Mapping[str, Any]
    governing: Governing


class Casebook:
    """Find, open and change cases; `write` keeps everything in the unit of work."""

    def __init__(self, work: UnitOfWork, why: str) -> None:
        self.work = work
        self.today = work.today
        self._why = why
        self.reference = Reference(
            places.prisons(work.connection),
            places.regions(work.connection),
            governing(work.connection),
        )
        self._entries: dict[str, Entry] = {}
        self._by_number: dict[str, list[Entry]] = defaultdict(list)
        self._by_crn: dict[str, list[Entry]] = defaultdict(list)

    @property
    def case_ids(self) -> list[str]:
        """The ids of every case of the batch."""
        return list(self._entries)

    def read(self, numbers: Iterable[str], crns: Iterable[str]) -> None:
        """Read every case under these numbers."""
        for row in repository.cases_of(self.work.connection, sorted(set(numbers)), sorted(set(crns))):
            self._add(Entry(dict(row)))

    def hold(self, entries: Iterable[Entry]) -> None:
        """Hold cases that are about to change, and read their facts; others wait until this batch is kept."""
        ids = sorted({entry.id for entry in entries if not entry.is_held})
        if not ids:
            return
        rows, facts = repository.hold(self.work.connection, ids)
        decided = overrides.of_cases(self.work.connection, ids)
        moved = moves_of(self.work.connection, self.reference.governing, ids)
        bring_after(self.work, list(rows.values()))
        for case_id, row in rows.items():
            entry = self._entries[case_id]
            entry.row, entry.facts, entry.is_held = dict(row), list(facts[case_id]), True
            entry.overrides = overrides.as_values(decided.get(case_id, ()))
            entry.moves = tuple(moved.get(case_id, ()))

    def find(self, number: str | None, crn: str | None) -> Entry | None:
        """The person's open case, else the latest one."""
        found = [*self._by_number.get(number or "", ()), *self._by_crn.get(crn or "", ())]
        is_open = [entry for entry in found if entry.is_open(self.today)]
        latest = is_open or found
        return latest[-1] if latest else None

    def open(self, details: Mapping[str, Any], facts: Sequence[ToldFact], source: str, estate: str) -> Entry:
        """A new case with the facts of its opening."""
        for earlier in self._by_number.get(details["prison_number"], ()):
            if earlier.row["is_open"] and not earlier.is_open(self.today):
                self.change(earlier, {"is_open": False})
        case_id = new_id()
        row = {
            **EMPTY,
            **details,
            "id": case_id,
            "version": 1,
            "created_at": self.work.moment,
            "created_by": self.work.caller.username,
            "opened_on": self.today,
            "estate": estate,
            "is_open": True,
            "closes_on": None,
            "phase": "not_sentenced",
            "prison_code": None,
            "next_told": 1,
        }
        row |= {f"{name}_key": search_key(row[name]) for name in _NAMES}
        entry = Entry(row, is_new=True, is_held=True)
        self._add(entry)
        self.tell(entry, facts, source)
        return entry

    def tell(self, entry: Entry, facts: Sequence[ToldFact], source: str) -> None:
        """Tell facts of a case, in this order."""
        if facts:
            self.hold([entry])
        for fact in facts:
            telling = Telling(fact.type, fact.date, fact.fields, source, fact.derived)
            row = fact_row(
                entry.row, telling, as_stored(fact.fields), self.work.caller, self.work.moment, self.today
            )
            entry.row["next_told"] += 1
            entry.told.append(row)
            entry.facts.append(row)

    def change(self, entry: Entry, details: Mapping[str, Any]) -> None:
        """Set details of a case."""
        if not details:
            return
        self.hold([entry])
        for name, value in details.items():
            entry.old.setdefault(name, entry.row.get(name))
            entry.row[name] = entry.details[name] = value
            if name in _NAMES:
                entry.row[f"{name}_key"] = entry.details[f"{name}_key"] = search_key(value)
        self._index(entry)

    def schedule_of(self, entry: Entry) -> Schedule:
        """The policies that govern a held case, by the facts that it has so far."""
        facts = facts_from(entry.facts, entry.row["opened_on"], entry.row)
        return self.reference.governing.schedule(entry.row, facts, entry.moves)

    def write(self) -> None:
        """Keep what was opened, changed and told, with the ownership, audit and events that follow."""
        entries = list(self._entries.values())
        new = [entry for entry in entries if entry.is_new]
        changed = [entry for entry in entries if not entry.is_new and (entry.told or entry.details)]
        self._write_changed(changed)
        self._write_new(new)

    def _write_new(self, entries: Sequence[Entry]) -> None:
        if not entries:
            return
        connection = self.work.connection
        projected = [(entry, self._project(entry.row, entry, entry.facts)) for entry in entries]
        cases.insert_cases(connection, [{**entry.row, **after.columns} for entry, after in projected])
        cases.insert_facts(connection, [row for entry in entries for row in entry.told])
        cases.insert_periods(
            connection, [row for entry, after in projected for row in after.period_rows(entry.id)]
        )
        for entry, after in projected:
            self.work.record(
                "CASE_OPENED", case_id=entry.id, details={"new": _details_of(entry), "why": self._why}
            )
            self.work.tell("throughcare.case.opened", **_numbers(entry))
            nothing = Projection((), after.summary, {})
            tell_changes(self.work, entry.row, nothing, after, "opening")
        follow(
            self.work,
            [
                Change({**entry.row, **after.columns}, after, told=entry.told, facts=entry.facts)
                for entry, after in projected
            ],
        )

    def _write_changed(self, entries: Sequence[Entry]) -> None:
        moved_home = [({**entry.row, **entry.old}, entry.row["home_region"]) for entry in entries]
        keep_home_regions(self.work.connection, moved_home, self.today)
        changes: dict[str, dict[str, Any]] = {}
        periods: dict[str, list[dict[str, Any]]] = {}
        followed: list[Change] = []
        for entry in entries:
            was = {**entry.row, **entry.old}
            changes[entry.id] = dict(entry.details)
            if entry.told or self._is_governed_otherwise(entry, was) or _is_read_otherwise(entry, was):
                told = {row["id"] for row in entry.told}
                before = self._project(was, entry, [row for row in entry.facts if row["id"] not in told])
                moved = moves_now(entry.moves, was, entry.row["home_region"], self.today)
                after = self._project(entry.row, entry, entry.facts, moved)
                changes[entry.id] |= {**after.columns, "next_told": entry.row["next_told"]}
                periods[entry.id] = after.period_rows(entry.id)
                self._tell_owner(entry, before, after)
                now = {**entry.row, **after.columns}
                followed.append(Change(now, after, before, was, entry.told, facts=entry.facts))
            self._record(entry)
        repository.update_cases(self.work.connection, changes)
        cases.insert_facts(self.work.connection, [row for entry in entries for row in entry.told])
        repository.replace_periods(self.work.connection, periods)
        named = [entry.row for entry in entries if entry.details.get("community_manager_name")]
        if named:
            manager_named(self.work, named)
        follow(self.work, followed)

    def _record(self, entry: Entry) -> None:
        said = {name: value for name, value in entry.details.items() if not name.endswith("_key")}
        if said:
            details = {"old": entry.old, "new": said, "why": self._why}
            self.work.record("CASE_CHANGED", case_id=entry.id, details=details)
            self.work.tell("throughcare.case.changed", **_numbers(entry), details={"fields": sorted(said)})
        for row in entry.told:
            new = {"type": row["type"], "date": row["happened_on"].isoformat(), **row["fields"]}
            self.work.record(
                "FACT_RECORDED",
                case_id=entry.id,
                subject=("FACT", row["id"]),
                details={"new": new, "why": self._why},
            )

    def _is_governed_otherwise(self, entry: Entry, was: Mapping[str, Any]) -> bool:
        """Whether its home moved between regions, where that decides which policy governs."""
        return self.reference.governing.rulings.by_region and was["home_region"] != entry.row["home_region"]

    def _tell_owner(self, entry: Entry, before: Projection, after: Projection) -> None:
        if entry.told:
            tell_changes(self.work, entry.row, before, after, entry.told[-1]["type"])
        else:
            tell_owner_changes(self.work, entry.row, before, after)

    def _project(
        self,
        case: Mapping[str, Any],
        entry: Entry,
        facts: Sequence[Mapping[str, Any]],
        moves: Moves | None = None,
    ) -> Projection:
        known = facts_from(facts, case["opened_on"], case)
        schedule = self.reference.governing.schedule(case, known, entry.moves if moves is None else moves)
        return project(known, schedule, self.today, entry.overrides)

    def _add(self, entry: Entry) -> None:
        self._entries[entry.id] = entry
        self._index(entry)

    def _index(self, entry: Entry) -> None:
        for index, name in ((self._by_number, "prison_number"), (self._by_crn, "crn")):
            value = entry.row[name]
            if value and entry not in index[value]:
                index[value].append(entry)


def _is_read_otherwise(entry: Entry, was: Mapping[str, Any]) -> bool:
    """Whether another day of birth makes other facts of the person, which the rules of today read."""
    if was["date_of_birth"] == entry.row["date_of_birth"]:
        return False
    before, now = (facts_from(entry.facts, was["opened_on"], row) for row in (was, entry.row))
    return before != now


def _numbers(entry: Entry) -> dict[str, Any]:
    return {"case_id": entry.id, "prison_number": entry.row["prison_number"], "crn": entry.row["crn"]}


def _details_of(entry: Entry) -> dict[str, Any]:
    return {name: entry.row[name] for name in ("prison_number", *EMPTY) if entry.row[name]}
