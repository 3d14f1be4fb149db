"""A card of the home page: one count and the list behind it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Need:
    """One count and the list behind it. `total` is None where there are more than are counted."""

    total: int | None
    what: str
    next_step: str
    href: str
    pressing: bool = False

    @property
    def look(self) -> str:
        """How much it stands out."""
        return "clear" if self.total == 0 else "pressing" if self.pressing else "usual"
