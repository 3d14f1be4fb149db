"""Which parts of a case's record are missing, and whether they are late by the time limits of requirements B.8."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from app.domain.calendar import months_after, working_days_after
from app.domain.case_record import parts
from app.domain.facts import INDETERMINATE
from app.domain.summary import IN_CUSTODY

WEEKS_OF_SHORT, WEEKS_OF_LONG, SHORT_MONTHS = 8, 16, 24
SUPERVISOR_WORKING_DAYS = 2
MANAGERS_IN_CUSTODY = ("seconded_probation_officer", "offender_supervisor", "prison_offender_manager")
RAISED = ("medium", "high", "very_high")
SENTENCES_OF_MAPPA = frozenset({"EDS", "SOPC"}) | INDETERMINATE
STANDARDS = ("National Standards 2007", "custody")
INSPECTION = "HMI Probation, Offender Management Inspection: West Mercia, 2012"
FRAMEWORK = "Women's Policy Framework"


@dataclass(frozen=True, slots=True)
class Seen:
    """A case and its record as the rules see them. `lacking` holds, by part, the gaps of what is recorded."""

    phase: str
    estate: str = "women"
    is_closed: bool = False
    sentence_type: str | None = None
    sentence_start_date: date | None = None
    release_date: date | None = None
    tariff_expiry_date: date | None = None
    rosh_level: str | None = None
    mappa_level: int | None = None
    complexity_of_need: str | None = None
    values: Mapping[str, str | None] = field(default_factory=dict)
    """By recorded part its one code; a part that is not recorded is not in it."""
    lacking: Mapping[str, Sequence[str]] = field(default_factory=dict)
    has_objectives: bool = False
    views: Collection[str] = ()
    """What she has been asked about, or was not with a reason."""
    choices: Collection[str] = ()
    has_victim_officer: bool = False
    has_manager_in_custody: bool = False

    @property
    def in_custody(self) -> bool:
        """Serving a sentence, or recalled."""
        return self.phase in IN_CUSTODY

    @property
    def risk_level(self) -> str | None:
        """The level of the record, else that of the facts."""
        return self.values.get(parts.RISK) or self.rosh_level


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that a record should hold: where it matters, and until when it is in time."""

    code: str
    part: str
    matters: Callable[[Seen], bool]
    is_there: Callable[[Seen], bool]
    basis: tuple[str, str]
    due: Callable[[Seen, Collection[date]], date | None] = lambda _seen, _holidays: None


@dataclass(frozen=True, slots=True)
class Missing:
    """What is not there. `due_on` is the last day in time, where there is a limit."""

    code: str
    part: str
    due_on: date | None
    is_late: bool
    basis: tuple[str, str]


def plan_due_on(seen: Seen, _holidays: Collection[date]) -> date | None:
    """Eight weeks after the sentence where release or tariff is less than two years from it, else sixteen."""
    start = seen.sentence_start_date
    if start is None:
        return None
    ends = seen.tariff_expiry_date if seen.sentence_type in INDETERMINATE else seen.release_date
    is_short = ends is not None and ends < months_after(start, SHORT_MONTHS)
    return start + timedelta(weeks=WEEKS_OF_SHORT if is_short else WEEKS_OF_LONG)


def supervisor_due_on(seen: Seen, holidays: Collection[date]) -> date | None:
    """Two working days after the sentence."""
    start = seen.sentence_start_date
    return None if start is None else working_days_after(start, SUPERVISOR_WORKING_DAYS, holidays)


def what_is_missing(seen: Seen, on: date, holidays: Collection[date]) -> list[Missing]:
    """What is missing today, the late before the rest, each in the order of the rules."""
    if seen.is_closed or seen.phase == "not_sentenced":
        return []
    found = [
        _missing(rule, seen, on, holidays) for rule in RULES if rule.matters(seen) and not rule.is_there(seen)
    ]
    return sorted(found, key=lambda one: not one.is_late)


def _missing(rule: Rule, seen: Seen, on: date, holidays: Collection[date]) -> Missing:
    due_on = rule.due(seen, holidays)
    return Missing(rule.code, rule.part, due_on, due_on is not None and due_on < on, rule.basis)


def _always(_seen: Seen) -> bool:
    return True


def _in_custody(seen: Seen) -> bool:
    return seen.in_custody


def _of_women(seen: Seen) -> bool:
    return seen.estate == "women"


def _of_women_on_licence(seen: Seen) -> bool:
    return seen.estate == "women" and seen.phase == "licence"


def _has(part: str) -> Callable[[Seen], bool]:
    return lambda seen: part in seen.values


def _lacks_nothing(part: str, gap: str) -> Callable[[Seen], bool]:
    return lambda seen: gap not in seen.lacking.get(part, ())


def _chose(choice: str) -> Callable[[Seen], bool]:
    return lambda seen: choice in seen.choices


def _plan_in_custody(seen: Seen) -> bool:
    return seen.in_custody and parts.RISK_PLAN in seen.values


def _plan_on_licence(seen: Seen) -> bool:
    return seen.phase == "licence" and parts.RISK_PLAN in seen.values


def _of_mappa(seen: Seen) -> bool:
    return seen.sentence_type in SENTENCES_OF_MAPPA or (seen.mappa_level or 0) > 0


RULES: tuple[Rule, ...] = (
    Rule("manager_in_custody", "allocation", _in_custody, lambda seen: seen.has_manager_in_custody,
         STANDARDS, supervisor_due_on),
    Rule("complexity", parts.COMPLEXITY, lambda seen: _of_women(seen) and seen.in_custody,
         lambda seen: seen.complexity_of_need is not None, ("Manage POM Cases", "complexity of need")),
    Rule("tier", parts.TIER, _always, _has(parts.TIER), (INSPECTION, "page 19")),
    Rule("rosh_screening", parts.SCREENING, _always, _has(parts.SCREENING), (INSPECTION, "page 18"), plan_due_on),
    Rule("risk_levels", parts.RISK, _always, _has(parts.RISK), (INSPECTION, "page 18"), plan_due_on),
    Rule("risk_management_plan", parts.RISK_PLAN, lambda seen: seen.risk_level in RAISED,
         _has(parts.RISK_PLAN), (INSPECTION, "page 18"), plan_due_on),
    Rule("custody_actions", parts.RISK_PLAN, _plan_in_custody,
         _lacks_nothing(parts.RISK_PLAN, "custody_actions"), (INSPECTION, "page 18")),
    Rule("licence_conditions", parts.RISK_PLAN, _plan_on_licence,
         _lacks_nothing(parts.RISK_PLAN, "licence_conditions"), (INSPECTION, "page 18")),
    Rule("mappa", parts.MAPPA, _of_mappa, _has(parts.MAPPA), (INSPECTION, "page 18")),
    Rule("mappa_referral", parts.MAPPA, _has(parts.MAPPA), _lacks_nothing(parts.MAPPA, "referral"),
         (INSPECTION, "page 18")),
    Rule("assessment", parts.ASSESSMENT, _always, _has(parts.ASSESSMENT), (INSPECTION, "page 19"), plan_due_on),
    Rule("sentence_plan", "objectives", _always, lambda seen: seen.has_objectives, STANDARDS, plan_due_on),
    Rule("her_view_of_plan", "views", lambda seen: seen.has_objectives, lambda seen: "plan" in seen.views,
         (FRAMEWORK, "6.1b")),
    Rule("strengths", parts.STRENGTHS, _always, _has(parts.STRENGTHS), (FRAMEWORK, "6.1b")),
    Rule("diversity", parts.DIVERSITY, _always, _has(parts.DIVERSITY), (INSPECTION, "page 20")),
    Rule("diversity_action", parts.DIVERSITY, _has(parts.DIVERSITY), _lacks_nothing(parts.DIVERSITY, "action"),
         (INSPECTION, "page 20")),
    Rule("caring", parts.CARING, _of_women, _has(parts.CARING), (FRAMEWORK, "6.1c")),
    Rule("female_practitioner", "choices", _of_women_on_licence, _chose("female_practitioner"),
         (FRAMEWORK, "5.1")),
    Rule("women_only_place", "choices", _of_women_on_licence, _chose("women_only_place"), (FRAMEWORK, "5.2")),
    Rule("victim_liaison_officer", "victim_liaison_officers", lambda seen: seen.values.get(parts.VICTIM) == "true",
         lambda seen: seen.has_victim_officer, ("OMCP Board paper, 2 September 2013", "11")),
)  # fmt: skip

CODES = tuple(rule.code for rule in RULES)


def as_seen(row: Mapping[str, Any], **record: Any) -> Seen:
    """A case's row and what is recorded of it, as the rules see them."""
    names = (
        "phase", "estate", "sentence_type", "sentence_start_date", "release_date", "tariff_expiry_date",
        "rosh_level", "mappa_level", "complexity_of_need",
    )  # fmt: skip
    return Seen(**{name: row[name] for name in names}, **record)
