"""A case whose facts have just changed, as each feature's reaction is handed it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.services.projection import Projection
from app.services.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Change:
    """One case whose facts have just changed. `case` is its row as it now stands."""

    case: Mapping[str, Any]
    after: Projection
    before: Projection | None = None
    """None where the case is new."""
    was: Mapping[str, Any] = field(default_factory=dict)
    """Its row before the change; empty where the case is new."""
    told: Sequence[Mapping[str, Any]] = ()
    """The facts told just now (`case_event` rows)."""
    retracted: Sequence[Mapping[str, Any]] = ()
    """The facts taken back just now."""
    facts: Sequence[Mapping[str, Any]] = ()
    """Every fact of the case, those just told and taken back included."""

    @property
    def is_new(self) -> bool:
        """Whether the case was opened just now."""
        return self.before is None


Reaction = Callable[[UnitOfWork, Sequence[Change]], None]
