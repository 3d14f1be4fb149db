"""Weighs cases by both sides of a comparison: facts are read and understood once, then asked twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Scope
from app.domain.compare import CompareFilters, Comparison, Move, Span
from app.domain.ownership import timeline
from app.domain.policies.policy import Answer
from app.repositories import compare_cases
from app.services.compare.sides import Moves, ScheduleOf, thawed
from app.services.policies import governing
from app.services.policies.in_force import moves_of
from app.services.projection import facts_from

CASES_AT_ONCE = 500

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """Some cases with what is known of them; `homes` are the days on which their home region became another."""

    cases: Sequence[Row]
    facts: Mapping[str, Sequence[Row]]
    homes: Mapping[str, Moves]


@dataclass(slots=True)
class Weighing:
    """One run under way: what is still to be read, and the sums so far."""

    run: dict[str, Any]
    scope: Scope
    filters: CompareFilters
    left: ScheduleOf
    right: ScheduleOf
    comparison: Comparison

    @classmethod
    def of(cls, connection: Connection, run: Row) -> "Weighing":
        """A run from where it stands; it goes on with the scope of whoever started it."""
        kept = run["caller"]
        span = Span(run["on_day"])
        so_far = {"cases": run["cases_done"], "moved": run["moved"], "moved_side": run["moved_side"]}
        return cls(
            dict(run),
            Scope(kept["everywhere"], frozenset(kept["prisons"]), frozenset(kept["regions"])),
            CompareFilters.from_stored(run["filters"]),
            thawed(connection, run["left_side"]),
            thawed(connection, run["right_side"]),
            Comparison.from_stored(span, run["totals"], **so_far),
        )

    def read(self, connection: Connection, size: int) -> Batch:
        """The next cases and their facts, as the record held them when the run was started."""
        run = self.run
        moment = run["created_at"]
        cases = compare_cases.batch(
            connection, self.scope, self.filters, run["on_day"], moment, run["position"], size
        )
        ids = [case["id"] for case in cases]
        moves = moves_of(connection, governing(connection), ids)
        return Batch(cases, compare_cases.facts(connection, ids, moment), moves)

    def weigh(self, batch: Batch) -> list[dict[str, Any]]:
        """Add these cases to the sums; answers the rows of those that move."""
        moves = []
        for case in batch.cases:
            known = facts_from(batch.facts[case["id"]], case["opened_on"], case)
            homes = batch.homes.get(case["id"], ())
            left = timeline(known, self.left(case, known, homes))
            right = timeline(known, self.right(case, known, homes))
            move = self.comparison.weigh(left, right, case["prison_code"], case["home_region"])
            if move:
                moves.append(_move_row(self.run["id"], case, move))
        if batch.cases:
            self.run["position"] = batch.cases[-1]["id"]
        return moves

    @property
    def standing(self) -> dict[str, Any]:
        """The columns of the run that say how far it is."""
        sums = self.comparison
        return {
            "position": self.run["position"],
            "cases_done": sums.cases,
            "moved": sums.moved,
            "moved_side": sums.moved_side,
            "totals": sums.as_stored(),
        }


def weigh_at_once(connection: Connection, run: Row) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """A whole small run over one connection: its columns, and the rows of the cases that move."""
    weighing = Weighing.of(connection, run)
    moves: list[dict[str, Any]] = []
    while (batch := weighing.read(connection, CASES_AT_ONCE)).cases:
        moves += weighing.weigh(batch)
    return {**weighing.standing, "cases_total": weighing.comparison.cases}, moves


def _move_row(run_id: str, case: Row, move: Move) -> dict[str, Any]:
    return {
        "run_id": run_id,
        "case_id": case["id"],
        "differs_on": move.differs_on,
        "side_differs_on": move.side_differs_on,
        "prison_code": case["prison_code"],
        "home_region": case["home_region"],
        **_owner("left", move.left),
        **_owner("right", move.right),
    }


def _owner(side: str, answer: Answer) -> dict[str, Any]:
    return {
        f"{side}_responsible": answer.who.responsible,
        f"{side}_lead_role": answer.who.lead_role,
        f"{side}_reason_code": answer.reason_code,
    }
