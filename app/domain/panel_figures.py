"""Figures of the panel without identities: what is counted, by which categories, for whose report (000 L144, L148)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from app.domain.panel import Aim, AimState, Area, RecommendationKind
from app.domain.refusals import InvalidInput
from app.domain.small_counts import Hidden, hide_small

QUARTER_HELP = "Name a quarter of a calendar year that is over, for example 2026-Q3."
SETTLES_IN = timedelta(days=14)
"""So long after a quarter its records are still being completed."""


class Owner(StrEnum):
    """The two senior responsible owners to whom the board answers (000 L144)."""

    GROUP_DIRECTOR = "prison_group_director"
    DEPUTY_DIRECTOR = "deputy_director"


class Measure(StrEnum):
    """What is counted; the values are stable."""

    CASELOAD = "caseload"
    ENTERED = "entered"
    LEFT = "left"
    REFERRALS = "referrals"
    BOARDS = "boards"
    RECOMMENDATIONS = "recommendations"
    PROPOSALS = "movement_proposals"
    DECISIONS = "placement_decisions"
    ACTIONS = "actions"
    STAFF_SUPPORT = "staff_support"
    DISCLOSURES = "disclosures"


ROUTES = ("complex_needs", "restricted_status", "both")
NOT_RECORDED = "not_recorded"
NOWHERE = "elsewhere"
CATEGORIES: Mapping[tuple[Measure, str], tuple[str, ...]] = {
    (Measure.CASELOAD, "route"): ROUTES,
    (Measure.CASELOAD, "stage"): ("active", "stepped_down"),
    (Measure.CASELOAD, "prison"): (NOWHERE,),
    **{(Measure.CASELOAD, f"aim_{aim}"): (*AimState, NOT_RECORDED) for aim in Aim},
    (Measure.ENTERED, "route"): ROUTES,
    (Measure.LEFT, "reason"): (
        "aims_met", "released", "left_the_estate", "no_longer_needed", "died", "other",
    ),
    (Measure.REFERRALS, "outcome"): ("waiting", "accepted", "declined", "withdrawn", "closed"),
    (Measure.BOARDS, "area"): tuple(Area),
    (Measure.RECOMMENDATIONS, "kind"): tuple(RecommendationKind),
    (Measure.PROPOSALS, "outcome"): ("waiting", "decided", "withdrawn"),
    (Measure.DECISIONS, "advice"): ("follows", "departs"),
    (Measure.DECISIONS, "weighed_most"): (
        "her_interests", "operational_need", "closeness_to_home", "interventions", NOT_RECORDED,
    ),
    (Measure.DECISIONS, "prison"): (NOWHERE,),
    (Measure.ACTIONS, "aim"): tuple(Aim),
    (Measure.ACTIONS, "state"): ("open", "overdue", "done", "dropped"),
    (Measure.STAFF_SUPPORT, "outcome"): ("waiting", "offered", "taken_up", "not_taken_up"),
    (Measure.DISCLOSURES, "purpose"): ("risk_management", "safety", "decision_making", "continuity"),
}  # fmt: skip
"""Every table of counts, with the categories that it always shows; a table by prison has the women's prisons too."""

BASE = (
    (Measure.CASELOAD, "route"),
    (Measure.CASELOAD, "stage"),
    (Measure.ENTERED, "route"),
    (Measure.LEFT, "reason"),
    (Measure.REFERRALS, "outcome"),
    (Measure.BOARDS, "area"),
    (Measure.RECOMMENDATIONS, "kind"),
    (Measure.ACTIONS, "state"),
)
"""What stands in both reports."""
OWN = {
    Owner.GROUP_DIRECTOR: (
        (Measure.CASELOAD, "prison"),
        (Measure.PROPOSALS, "outcome"),
        (Measure.DECISIONS, "advice"),
        (Measure.DECISIONS, "weighed_most"),
        (Measure.DECISIONS, "prison"),
    ),
    Owner.DEPUTY_DIRECTOR: (
        *((Measure.CASELOAD, f"aim_{aim}") for aim in Aim),
        (Measure.ACTIONS, "aim"),
        (Measure.STAFF_SUPPORT, "outcome"),
        (Measure.DISCLOSURES, "purpose"),
    ),
}
GIVEN_AWAY = tuple(table for table in CATEGORIES if table[0] not in {Measure.ENTERED, Measure.LEFT})
"""Who came and who left stay inside: two totals of the caseload and one of those would give the other away."""

Table = tuple[Measure, str]
Counts = Mapping[Table, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Quarter:
    """A quarter of a calendar year, such as 2026-Q3."""

    year: int
    number: int

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises InvalidInput."""
        parts = re.fullmatch(r"(\d{4})-Q([1-4])", text)
        if parts is None or not 2000 <= int(parts[1]) <= 2200:
            raise InvalidInput.of("quarter", "quarter_invalid", QUARTER_HELP)
        return cls(int(parts[1]), int(parts[2]))

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        following = date(self.year + self.number // 4, 3 * self.number % 12 + 1, 1)
        return following - timedelta(days=1)

    def has_settled(self, on: date) -> bool:
        """Whether it is over, and long enough for its records to be complete."""
        return on > self.last + SETTLES_IN

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"


def tables_of(owner: Owner) -> tuple[Table, ...]:
    """The tables of one owner's report: those of both, and the owner's own."""
    return (*BASE, *OWN[owner])


def given_away(counts: Counts) -> dict[Table, Hidden]:
    """The tables of the monitoring extract, with small counts hidden."""
    return {table: hide_small(counts[table]) for table in GIVEN_AWAY}
