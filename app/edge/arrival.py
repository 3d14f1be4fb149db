"""What the edge reads of a request before anybody else does, gathered once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from starlette.types import Scope

from app.edge.problem import Refused

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Arrival:
    """A request's line and headers: the last of each name, and which names came twice."""

    scope: Scope
    headers: Mapping[bytes, bytes]
    repeated: frozenset[bytes]

    @property
    def is_unsafe(self) -> bool:
        """Whether the method may change something."""
        return self.scope["method"] not in SAFE_METHODS


Check = Callable[[Arrival], Refused | None]
"""A question put to every request: a refusal, or None to let it pass."""


def gather(scope: Scope) -> Arrival:
    """Read the headers once."""
    headers = dict(scope["headers"])
    repeated: frozenset[bytes] = frozenset()
    if len(headers) != len(scope["headers"]):
        seen: set[bytes] = set()
        repeated = frozenset(name for name, _ in scope["headers"] if name in seen or seen.add(name))  # type: ignore[func-returns-value]
    return Arrival(scope, headers, repeated)
