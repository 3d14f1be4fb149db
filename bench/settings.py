"""What a run of the suite is asked for."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much is measured; `folder` is where a run keeps its files until it ends."""

    folder: Path
    rounds: int = 7
    few: int = 1_000
    many: int = 100_000
    requests: int = 300
    import_rows: int = 100_000
    engines: tuple[str, ...] = ("sqlite", "postgresql")

    @property
    def is_smallest(self) -> bool:
        """Whether this run only shows that the suite works."""
        return self.many < 1_000


def smallest(folder: Path) -> Sizes:
    """Sizes at which the whole suite takes seconds; its figures mean nothing."""
    return Sizes(folder, rounds=2, few=60, many=240, requests=8, import_rows=60)
