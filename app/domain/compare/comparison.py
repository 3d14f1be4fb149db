"""Two policies over many cases: each case is weighed once, and only sums and who moves are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.domain.compare.differences import Move, first_move
from app.domain.compare.tally import Span, Tally
from app.domain.ownership import Period


@dataclass(slots=True)
class Comparison:
    """The sums so far. `moves` counts by month of the first day that differs; `moved_side` those of another side."""

    span: Span
    left: Tally
    right: Tally
    cases: int = 0
    moved: int = 0
    moved_side: int = 0
    moves: list[int] = field(default_factory=list)
    directions: dict[str, int] = field(default_factory=dict)
    _end: date = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._end = self.span.end

    @classmethod
    def of(cls, span: Span) -> "Comparison":
        """Nothing weighed yet."""
        return cls(span, Tally(span), Tally(span), moves=[0] * span.count)

    def weigh(
        self, left: Sequence[Period], right: Sequence[Period], prison: str | None, region: str | None
    ) -> Move | None:
        """Add one case by both its lines; answers how its owner differs, None where it never does."""
        self.cases += 1
        self.left.count(left, prison, region)
        self.right.count(right, prison, region)
        move = first_move(left, right, self.span.on, self._end)
        if move:
            self._moved(move)
        return move

    def _moved(self, move: Move) -> None:
        self.moved += 1
        self.moved_side += move.side_differs_on is not None
        self.moves[self.span.place(move.differs_on)] += 1
        way = f"{move.left.who.responsible}>{move.right.who.responsible}"
        self.directions[way] = self.directions.get(way, 0) + 1

    def as_stored(self) -> dict[str, Any]:
        """The sums as JSON."""
        return {
            "left": self.left.as_stored(),
            "right": self.right.as_stored(),
            "moves": self.moves,
            "directions": self.directions,
        }

    @classmethod
    def from_stored(
        cls, span: Span, stored: Mapping[str, Any], *, cases: int, moved: int, moved_side: int
    ) -> "Comparison":
        """The sums as they were stored."""
        left = Tally.from_stored(span, stored.get("left", {}))
        right = Tally.from_stored(span, stored.get("right", {}))
        moves = list(stored.get("moves", ())) or [0] * span.count
        return cls(span, left, right, cases, moved, moved_side, moves, dict(stored.get("directions", {})))
