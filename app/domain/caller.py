"""Who is asking: their roles, and the prisons and regions whose cases they may see."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

ROLE_PREFIX = "ROLE_THROUGHCARE__"


class Role(StrEnum):
    """The roles of the contract, without the prefix that tokens carry."""

    OMU_OFFICER = "OMU_OFFICER"
    OMU_MANAGER = "OMU_MANAGER"
    COMMUNITY_MANAGER = "COMMUNITY_MANAGER"
    COMMUNITY_SENIOR = "COMMUNITY_SENIOR"
    PANEL_SECRETARIAT = "PANEL_SECRETARIAT"
    PANEL_MEMBER = "PANEL_MEMBER"
    PANEL_CHAIR = "PANEL_CHAIR"
    GROUP_DIRECTOR = "GROUP_DIRECTOR"
    REGIONAL_DIRECTOR = "REGIONAL_DIRECTOR"
    INSPECTOR = "INSPECTOR"
    ADMIN = "ADMIN"
    RO = "RO"
    RW = "RW"
    BOARD_RO = "BOARD_RO"

    @property
    def authority(self) -> str:
        """The role as a token names it."""
        return ROLE_PREFIX + self.value


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose cases a caller may see: every case, or those of these prisons and these home regions."""

    everywhere: bool = False
    prisons: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()

    def covers(self, *, prison: str | None, region: str | None) -> bool:
        """Whether a case now at `prison`, whose home is in `region`, may be seen."""
        return self.everywhere or prison in self.prisons or region in self.regions


@dataclass(frozen=True, slots=True)
class Caller:
    """A person or a system, as its token and our register know it."""

    username: str
    kind: Literal["person", "client"]
    roles: frozenset[Role]
    scope: Scope
    display_name: str = ""
    session_id: str | None = None
    authorities: frozenset[str] = frozenset()
    """Roles of the wider platform that this service honours beside its own, by their full names."""

    def has_any(self, roles: frozenset[Role]) -> bool:
        """Whether the caller holds one of these roles."""
        return not self.roles.isdisjoint(roles)


SYSTEM = Caller(
    username="throughcare",
    kind="client",
    roles=frozenset(),
    scope=Scope(everywhere=True),
    display_name="The service itself",
)
