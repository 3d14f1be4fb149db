"""The rules that every policy of the paper begins with: closed, not sentenced, released."""

from app.domain.policies.policy import COMMUNITY, CRC_OFFICER, MANAGER, NONE, Rule, Who, basis, nobody
from app.domain.policies.settings import PolicySettings
from app.domain.standing import Phase, Standing

MANAGER_AFTER_RELEASE = Who(COMMUNITY, MANAGER)
CRC_AFTER_RELEASE = Who(COMMUNITY, CRC_OFFICER)

SENTENCE_ENDED = Rule(
    "the licence has run out",
    "sentence_ended",
    lambda s, _: s.phase is Phase.CLOSED and s.closed_by == "sentence_ended",
    nobody,
    "Nobody is responsible: the licence has expired and the sentence has ended.",
    basis("1"),
)
CASE_CLOSED = Rule(
    "the case is closed",
    "case_closed",
    lambda s, _: s.phase is Phase.CLOSED,
    nobody,
    "Nobody is responsible: the case is closed.",
    basis("1"),
)
NOT_SENTENCED = Rule(
    "there is no sentence yet",
    "not_sentenced",
    lambda s, _: s.phase is Phase.NOT_SENTENCED,
    nobody,
    "Nobody is responsible: there is no sentence yet.",
    basis("1"),
)
UNDER_TWELVE_MONTHS = Rule(
    "the sentence is under 12 months",
    "out_of_scope_under_12_months",
    lambda s, _: not s.twelve_months_or_more,
    nobody,
    "Nobody is responsible under this policy: the sentence is under 12 months.",
    basis("1", "3"),
)


def released_to_provider(standing: Standing, _settings: PolicySettings) -> Who:
    """After release the provider's own officer leads."""
    return MANAGER_AFTER_RELEASE if standing.retained else CRC_AFTER_RELEASE


RELEASED = Rule(
    "released on licence",
    "released_on_licence",
    lambda s, _: s.phase is Phase.LICENCE,
    released_to_provider,
    "The community is responsible: the person has been released on licence.",
    basis("2", "10(ii)"),
)
RELEASED_TO_MANAGER = Rule(
    "released on licence",
    "released_on_licence",
    lambda s, _: s.phase is Phase.LICENCE,
    lambda _s, _: MANAGER_AFTER_RELEASE,
    "The community is responsible: the person has been released on licence.",
    basis("4"),
)

CLOSED_OR_NOT_SENTENCED = (SENTENCE_ENDED, CASE_CLOSED, NOT_SENTENCED)

__all__ = ["CLOSED_OR_NOT_SENTENCED", "NONE", "RELEASED", "RELEASED_TO_MANAGER", "UNDER_TWELVE_MONTHS"]
