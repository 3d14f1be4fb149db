"""The parts of a case's record: the one code, the one day and the gaps that lists and counts read of each."""

from collections.abc import Mapping
from datetime import date
from typing import Any

LEVELS = ("low", "medium", "high", "very_high")
GROUPS = ("children", "public", "known_adult", "staff", "prisoners")
"""Who may be at risk (requirements I23)."""

RISK, SCREENING, RISK_PLAN, MAPPA = "risk", "rosh_screening", "risk_management_plan", "mappa"
ASSESSMENT, STRENGTHS, DIVERSITY, CARING = "assessment", "strengths", "diversity", "caring"
COMPLEXITY, TIER, VICTIM = "complexity", "tier", "victim_contact"
PARTS = (
    RISK, SCREENING, RISK_PLAN, MAPPA, ASSESSMENT, STRENGTHS, DIVERSITY, CARING, COMPLEXITY, TIER, VICTIM,
)  # fmt: skip

MANAGED_LEVELS = (2, 3)
"""MAPPA levels that need a referral (requirements I26)."""

_VALUES: Mapping[str, str] = {MAPPA: "level", COMPLEXITY: "level", TIER: "tier", VICTIM: "has_contact"}
_DAYS: Mapping[str, str] = {
    RISK: "assessed_on",
    SCREENING: "screened_on",
    RISK_PLAN: "reviewed_on",
    MAPPA: "referred_on",
    ASSESSMENT: "completed_on",
    TIER: "calculated_on",
}


def overall_risk(fields: Mapping[str, Any]) -> str | None:
    """The highest level of any group, unless somebody decided otherwise (requirements I23)."""
    if fields.get("overall_override"):
        return str(fields["overall_override"])
    given = [fields[group] for group in GROUPS if fields.get(group)]
    return max(given, key=LEVELS.index) if given else None


def is_complexity_unexplained(was: str | None, now: str | None, reason: str | None) -> bool:
    """Whether a recorded complexity of need would change without a word why; recording it first needs none."""
    return was is not None and now != was and not reason


def value_of(part: str, fields: Mapping[str, Any]) -> str | None:
    """The one code by which a part is listed and counted."""
    if part == RISK:
        return overall_risk(fields)
    value = fields.get(_VALUES.get(part, ""))
    return str(value).lower() if isinstance(value, bool) else str(value) if value is not None else None


def day_of(part: str, fields: Mapping[str, Any]) -> date | None:
    """The day that a part stands for."""
    day: date | None = fields.get(_DAYS.get(part, ""))
    return day


def lacking_in(part: str, fields: Mapping[str, Any]) -> tuple[str, ...]:
    """What the part as recorded still lacks, as codes; whether it matters yet depends on the case."""
    if part == RISK_PLAN:
        needed = ("custody_actions", "licence_conditions", "victim_protection")
        return tuple(name for name in needed if not fields.get(name))
    if part == MAPPA and fields.get("level") in MANAGED_LEVELS and not fields.get("referred_on"):
        return ("referral",)
    if part == DIVERSITY and fields.get("needs") and not fields.get("done"):
        return ("action",)
    return ()
