"""Which of the four phases of her journey a case is in (Women's Policy Framework 7.1; requirements P22)."""

from datetime import date, timedelta

COURT, COMMUNITY_SENTENCE, CUSTODY, RESETTLEMENT = "court", "community_sentence", "custody", "resettlement"
PHASES = (COURT, COMMUNITY_SENTENCE, CUSTODY, RESETTLEMENT)
BEFORE_RELEASE = timedelta(weeks=12)
"""The framework draws no line between custody and resettlement; ours is the last twelve weeks before release."""


def phase_of(phase: str, release_date: date | None, on: date) -> str:
    """The phase on a day, from the custody status and the release date. A case here is never a community sentence."""
    if phase == "not_sentenced":
        return COURT
    if phase == "licence":
        return RESETTLEMENT
    is_near = release_date is not None and release_date - BEFORE_RELEASE <= on
    return RESETTLEMENT if is_near else CUSTODY
