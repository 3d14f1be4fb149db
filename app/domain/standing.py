"""Where a case stands at the end of a day: what the rules read, and nobody but the replay writes."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from app.domain.facts import IN_SCOPE_MONTHS, INDETERMINATE


class Phase(Enum):
    """S0, S1/S2/S4 together, S3 and S5 of C.3; out of scope (SX) is a matter of the sentence, not a phase."""

    NOT_SENTENCED = "not_sentenced"
    CUSTODY = "custody"
    LICENCE = "licence"
    CLOSED = "closed"


@dataclass(slots=True)
class Standing:
    """Where a case stands at the end of a day. Written by the replay alone, read by the rules."""

    phase: Phase = Phase.NOT_SENTENCED
    closed_by: str | None = None
    sentence_types: tuple[str | None, ...] = ()
    longest_months: int | None = None
    provider: str | None = None
    rosh_level: str | None = None
    mappa_level: int | None = None
    ppo: bool = False
    prison: str | None = None
    release_date: date | None = None
    curfew_date: date | None = None
    licence_expiry_date: date | None = None
    stage_opens_on: date | None = None
    stage_suspended: bool = False
    stage_open: bool = False
    open_reviews: tuple[str, ...] = ()
    release_directed: bool = False
    stayed_after_review: bool = False
    refused_inside_stage: bool = False
    returned: bool = False
    put_back: bool = False
    recalled: bool = False
    fixed_term: bool = False
    community_since: date | None = None

    @property
    def indeterminate(self) -> bool:
        """Whether any sentence has no fixed end."""
        return any(kind in INDETERMINATE for kind in self.sentence_types)

    @property
    def twelve_months_or_more(self) -> bool:
        """The scope of the 2013 paper (paragraph 1): twelve months or more, or indeterminate."""
        return self.indeterminate or (self.longest_months or 0) >= IN_SCOPE_MONTHS

    @property
    def retained(self) -> bool:
        """Retained by the National Probation Service; a provider that is not known counts as retained."""
        return self.provider != "crc"
