"""The parts of the panel's pages, and to whom each is offered; what is done there the API decides."""

from collections.abc import Collection
from dataclasses import dataclass

PANEL = frozenset({"PANEL_SECRETARIAT", "PANEL_CHAIR", "PANEL_MEMBER"})
DIRECTORS = frozenset({"GROUP_DIRECTOR", "REGIONAL_DIRECTOR"})
PRISON = frozenset({"OMU_OFFICER", "OMU_MANAGER"})
COMMUNITY = frozenset({"COMMUNITY_MANAGER", "COMMUNITY_SENIOR"})


@dataclass(frozen=True, slots=True)
class PanelPart:
    """One part: its address under /panel, its name in the navigation, the roles it is offered to, what it is for."""

    part: str
    name: str
    roles: frozenset[str]
    what: str = ""

    @property
    def address(self) -> str:
        """Where it is."""
        return f"/panel/{self.part}" if self.part else "/panel"


PARTS = (
    PanelPart("", "Panel", PANEL | DIRECTORS | PRISON | COMMUNITY),
    PanelPart(
        "referrals",
        "Referrals",
        PRISON | COMMUNITY | {"PANEL_SECRETARIAT", "PANEL_CHAIR", "GROUP_DIRECTOR"},
        "ask for advice about a woman, or for support for the staff around her, and see what became of it",
    ),
    PanelPart(
        "caseload",
        "Panel caseload",
        PANEL | DIRECTORS,
        "everyone the panel supports: aims, reviews, overdue actions, ownership now and next",
    ),
    PanelPart(
        "meetings", "Meetings", PANEL | {"GROUP_DIRECTOR"}, "schedule, agenda, the meeting itself, minutes"
    ),
    PanelPart(
        "actions",
        "Actions",
        PANEL | PRISON | COMMUNITY | {"GROUP_DIRECTOR"},
        "who does what by when, and what has had no word since the last meeting",
    ),
    PanelPart(
        "movements",
        "Movement",
        PANEL | PRISON | {"GROUP_DIRECTOR"},
        "proposed moves, and what was decided of them",
    ),
    PanelPart(
        "share-requests",
        "Sharing",
        PANEL | {"GROUP_DIRECTOR"},
        "what may leave the meeting, to whom, and what has left",
    ),
    PanelPart(
        "good-practice",
        "Good practice",
        PANEL | DIRECTORS | PRISON | COMMUNITY,
        "what has worked, told without anybody’s name",
    ),
    PanelPart(
        "reports",
        "Reports",
        frozenset({"PANEL_SECRETARIAT", "PANEL_CHAIR", "GROUP_DIRECTOR", "INSPECTOR"}),
        "accountability, and figures without identities",
    ),
)


def offered_to(roles: Collection[str]) -> list[PanelPart]:
    """The parts that somebody with these roles finds in the navigation; none where the panel is not theirs."""
    return [part for part in PARTS if not part.roles.isdisjoint(roles)]
