"""Whether somebody is in open conditions on a day, and since when: by category for women, else by prison."""

from dataclasses import dataclass
from datetime import date

from app.domain.facts import CaseFacts
from app.domain.ownership import known_on, standing_on
from app.domain.policies.omic.standing import OmicStanding
from app.domain.policies.register import policy_named
from app.domain.standing import Phase


@dataclass(frozen=True, slots=True)
class OpenConditions:
    """`is_open` is None outside custody; `since` is the day from which today's rules count them."""

    is_open: bool | None = None
    since: date | None = None


def open_conditions_on(facts: CaseFacts, day: date) -> OpenConditions:
    """As today's rules read the facts known on a day, whichever policy governs."""
    standing = standing_on(known_on(facts, day), policy_named("omic"), day)
    if not isinstance(standing, OmicStanding) or standing.phase is not Phase.CUSTODY:
        return OpenConditions()
    return OpenConditions(standing.in_open_conditions, standing.open_since)
