"""Who may hold which role of a case, in whose caseload a case stands, and whom to recommend for a role."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from app.domain.caller import Role

SECONDED = "seconded_probation_officer"
SUPERVISOR = "offender_supervisor"
PRISON_MANAGER = "prison_offender_manager"
CO_WORKING = "co_working"
COMMUNITY_MANAGER = "community_offender_manager"
KEY_WORKER = "key_worker"

ROLES = (SECONDED, SUPERVISOR, PRISON_MANAGER, CO_WORKING, COMMUNITY_MANAGER, KEY_WORKER)
LEADS = (SECONDED, SUPERVISOR, PRISON_MANAGER)
"""The roles that can lead a case on the custody side."""
CUSTODY_ROLES = (*LEADS, CO_WORKING, KEY_WORKER)
"""The roles that somebody at the prison holds: they end when she moves, is released, or the case closes."""

MAY_ALLOCATE: Mapping[str, frozenset[Role]] = {
    **{role: frozenset({Role.OMU_MANAGER, Role.RW}) for role in LEADS},
    CO_WORKING: frozenset({Role.OMU_MANAGER, Role.OMU_OFFICER, Role.RW}),
    KEY_WORKER: frozenset({Role.OMU_MANAGER, Role.OMU_OFFICER, Role.RW}),
    COMMUNITY_MANAGER: frozenset({Role.COMMUNITY_SENIOR, Role.RW}),
}
"""Who names the holder of each role."""

OVERRIDE_REASONS = ("suitability", "no_staff", "continuity", "other")
WANTS_TEXT = frozenset({"suitability", "other"})
"""The reasons that say nothing without words of their own."""

AVAILABILITY = ("available", "unavailable", "away", "left")
Place = Literal["caseload", "unallocated", "out_of_scope"]
HELD_BY: Mapping[str, str] = {"crc_responsible_officer": COMMUNITY_MANAGER}
"""Lead roles of a policy that stand in the register under another name."""

FAIRLY_LOADED = 1.25
"""Continuity counts while a person's load is at most so many times the average of those who could take the case."""


def role_needed(lead_role: str | None) -> str | None:
    """The role whose holder leads a case of this lead role; None where nobody owns the case."""
    return HELD_BY.get(lead_role, lead_role) if lead_role else None


def place_of(lead_role: str | None, allocations: Collection[str], *, community_named: bool) -> Place:
    """Where a case stands: in its owner's caseload, waiting for one, or outside the service's care.

    `lead_role` is the one that leads today, `allocations` the roles that somebody holds. `community_named` counts
    a community manager whom the record names though the register does not know them.
    """
    needed = role_needed(lead_role)
    if needed is None:
        return "out_of_scope"
    if needed in allocations or (needed == COMMUNITY_MANAGER and community_named):
        return "caseload"
    return "unallocated"


def may_hold(role: str, duties: Collection[str]) -> bool:
    """Whether a person with these duties may hold the role; who may lead may also work beside the lead."""
    return role in duties or (role == CO_WORKING and any(lead in duties for lead in LEADS))


def is_available(availability: str, away_until: date | None, on: date) -> bool:
    """Whether a person takes cases on a day; `away_until` is the last day away."""
    is_back = availability == "away" and away_until is not None and away_until < on
    return availability == "available" or is_back


def clashes(role: str, staff_id: str, holders: Mapping[str, str | None]) -> bool:
    """Whether the person already holds the role across from this one: a co-worker is never the lead.

    `holders` gives the holder of each role of the case now.
    """
    if role == CO_WORKING:
        return any(holders.get(lead) == staff_id for lead in LEADS)
    return role in LEADS and holders.get(CO_WORKING) == staff_id


# How much work a case is

TIER_POINTS = {"A": 5.0, "B": 4.5, "C": 4.0, "D": 3.5, "E": 3.0, "F": 2.5, "G": 2.0}
"""Probation's own measure of how much a case asks of its manager."""
ROSH_POINTS = {"low": 2, "medium": 3, "high": 4, "very_high": 5}
UNKNOWN_ROSH_POINTS = 3
FULL_WEEK = 10


@dataclass(frozen=True, slots=True)
class CaseMix:
    """So many cases alike: the role held, whether it leads the case today, risk, tier, and what makes it heavier."""

    role: str
    leads: bool
    rosh_level: str | None
    indeterminate: bool
    multi_agency: bool
    cases: int = 1
    tier: str | None = None

    @property
    def points(self) -> float:
        """Work by tier (where none is recorded, by risk), sentence and MAPPA level.

        Whole for the lead, half beside it, a quarter for a key worker.
        """
        risk = ROSH_POINTS.get(self.rosh_level or "", UNKNOWN_ROSH_POINTS)
        each = TIER_POINTS.get(self.tier or "", risk) + self.indeterminate
        share = 1.0 if self.leads else 0.25 if self.role == KEY_WORKER else 0.5
        return (each + self.multi_agency) * share * self.cases


@dataclass(frozen=True, slots=True)
class Workload:
    """What a person carries, and in how many tenths of a full week (37.5 hours)."""

    mix: tuple[CaseMix, ...] = ()
    tenths: int = FULL_WEEK
    points: float = field(init=False)
    """Their cases by weight. This and `load` are worked out once: a list weighs the same people for every case."""
    load: float = field(init=False)
    """The points as a full week would feel them: half a week with ten points is as heavy as a week with twenty."""

    def __post_init__(self) -> None:
        points = sum(each.points for each in self.mix)
        object.__setattr__(self, "points", points)
        object.__setattr__(self, "load", round(points * FULL_WEEK / self.tenths, 1))

    @property
    def cases(self) -> int:
        """How many roles on cases they hold."""
        return sum(each.cases for each in self.mix)

    @property
    def leading(self) -> int:
        """How many cases they lead today."""
        return sum(each.cases for each in self.mix if each.leads)


# Whom to recommend


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who might take a role of a case. `held_until` is the day on which they last held a role of it."""

    staff_id: str
    name: str
    duties: frozenset[str]
    availability: str = "available"
    away_until: date | None = None
    workload: Workload = field(default_factory=Workload)
    held_until: date | None = None
    clashes: bool = False


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate's place: 1 is recommended, ties share a place, None may not take it. `reasons` are codes."""

    candidate: Candidate
    rank: int | None
    reasons: tuple[str, ...]


def recommendation(role: str, candidates: Iterable[Candidate], on: date) -> tuple[Ranked, ...]:
    """Who should take the role, the fittest first, those who may not take it last, each with the reasons.

    Among those with the duty who are available: who held the case before, unless their load is well above the
    average; then by load, a part week counted as a part.
    """
    everybody = list(candidates)
    able = [one for one in everybody if not _hindrances(role, one, on)]
    average = sum(one.workload.load for one in able) / len(able) if able else 0.0
    lightest = min((one.workload.load for one in able), default=0.0)
    ordered = sorted(able, key=lambda one: (_fitness(one, average), one.name, one.staff_id))
    ranked: list[Ranked] = []
    for place, one in enumerate(ordered, start=1):
        ties = bool(ranked) and _fitness(ranked[-1].candidate, average) == _fitness(one, average)
        rank = ranked[-1].rank if ties else place
        ranked.append(Ranked(one, rank, _merits(one, average, lightest)))
    hindered = [one for one in everybody if _hindrances(role, one, on)]
    last = sorted(hindered, key=lambda one: (one.name, one.staff_id))
    return (*ranked, *(Ranked(one, None, _hindrances(role, one, on)) for one in last))


def _fitness(one: Candidate, average: float) -> tuple[bool, float]:
    return (not _keeps_continuity(one, average), one.workload.load)


def _keeps_continuity(one: Candidate, average: float) -> bool:
    return one.held_until is not None and one.workload.load <= average * FAIRLY_LOADED


def _merits(one: Candidate, average: float, lightest: float) -> tuple[str, ...]:
    load = one.workload.load
    found = (
        ("held_before", one.held_until is not None and _keeps_continuity(one, average)),
        ("held_before_but_loaded", one.held_until is not None and not _keeps_continuity(one, average)),
        ("lightest_load", load == lightest),
        ("load_below_average", lightest < load <= average),
        ("load_above_average", load > average and load > lightest),
        ("part_week", one.workload.tenths < FULL_WEEK),
    )
    return tuple(code for code, is_so in found if is_so)


def _hindrances(role: str, one: Candidate, on: date) -> tuple[str, ...]:
    found = (
        ("duty_missing", not may_hold(role, one.duties)),
        (one.availability, not is_available(one.availability, one.away_until, on)),
        ("holds_the_other_role", one.clashes),
    )
    return tuple(code for code, is_so in found if is_so)


def recommended(ranked: Sequence[Ranked]) -> Candidate | None:
    """The first of those recommended."""
    return ranked[0].candidate if ranked and ranked[0].rank == 1 else None
