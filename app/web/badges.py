"""The badges of a case: what somebody must see at once before they read on."""

from dataclasses import dataclass

from app.schemas.case_record import RecordOut
from app.schemas.cases import CaseOut
from app.schemas.ownership import OwnershipOut
from app.web.labels import say

INDETERMINATE = frozenset({"LIFE", "IPP", "DPP"})
PAROLE_REASONS = frozenset({"parole_process", "release_directed", "returned_after_decision"})
LEVELS = {"low": "green", "medium": "yellow", "high": "orange", "very_high": "red"}


@dataclass(frozen=True, slots=True)
class Badge:
    """A word, and the colour that goes with it."""

    words: str
    colour: str


def badges_of(case: CaseOut, owner: OwnershipOut, record: RecordOut) -> list[Badge]:
    """The badges in their order: sentence, recall, parole, risk, complexity, override, victims."""
    kinds = {sentence.sentence_type for sentence in case.sentences}
    found: list[Badge | None] = [
        _sentence(kinds),
        Badge("Recalled", "red") if case.status == "recalled" else None,
        Badge("Parole", "purple") if _has_parole(case, owner, kinds) else None,
        _level("Risk", record.risk.overall if record.risk else case.rosh_level),
        _level("Complexity", case.complexity_of_need) if case.estate == "women" else None,
        Badge("Overridden", "pink") if owner.overridden else None,
        Badge("Victim liaison", "turquoise") if _has_victims(record) else None,
    ]
    return [badge for badge in found if badge]


def _sentence(kinds: set[str]) -> Badge | None:
    if not kinds:
        return None
    return Badge("Indeterminate", "blue") if kinds & INDETERMINATE else Badge("Determinate", "grey")


def _has_parole(case: CaseOut, owner: OwnershipOut, kinds: set[str]) -> bool:
    is_eligible = case.dates.parole_eligibility_date is not None or bool(kinds & INDETERMINATE)
    return is_eligible or owner.reason_code in PAROLE_REASONS


def _level(what: str, level: str | None) -> Badge | None:
    return Badge(f"{what}: {say('risk_level', level).lower()}", LEVELS[level]) if level else None


def _has_victims(record: RecordOut) -> bool:
    contact = record.victim_contact
    return bool(record.victim_liaison_officers) or (contact is not None and contact.has_contact)
