"""Which moves and actions somebody may see: those of the cases that they work with, and those that the board sees."""

from dataclasses import dataclass

from app.domain.caller import Caller, Role
from app.domain.panel_sight import Sight

OF_THE_CASE = frozenset(
    {
        Role.OMU_OFFICER,
        Role.OMU_MANAGER,
        Role.COMMUNITY_MANAGER,
        Role.COMMUNITY_SENIOR,
        Role.REGIONAL_DIRECTOR,
        Role.INSPECTOR,
    }
)
"""Who works with a case or answers for it, and needs no statement of the board's to see what becomes of it."""


@dataclass(frozen=True, slots=True)
class PanelReading:
    """`works_with_cases` opens every case of the scope; else the board's sight says which."""

    works_with_cases: bool
    sight: Sight

    @property
    def nothing(self) -> bool:
        """Whether nothing may be seen."""
        return not self.works_with_cases and self.sight.nothing

    @property
    def every_case(self) -> bool:
        """Whether every case of the scope may be seen, not only those with Restricted Status."""
        return self.works_with_cases or self.sight.every_item


def reading_from(caller: Caller, sight: Sight) -> PanelReading:
    """What this caller may see, with this sight of the board's items."""
    return PanelReading(caller.kind == "person" and caller.has_any(OF_THE_CASE), sight)
