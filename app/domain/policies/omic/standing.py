"""What the rules of today read of a case on a day: its sentence, its dates, hearings, open conditions and the gate."""

from dataclasses import dataclass
from datetime import date

from app.domain.standing import Standing

OPEN_CATEGORY = "T"
WOMENS_PRISONS = frozenset(
    {"AGI", "BZI", "DHI", "DWI", "ESI", "EWI", "FHI", "LNI", "NHI", "PFI", "SDI", "STI"}
)
MENS_OPEN_PRISONS = frozenset(
    {"HDI", "HBI", "HVI", "KMI", "KVI", "LYI", "NSI", "UPI", "SPI", "EHI", "SUI", "TCI", "FDI"}
)
PRESCOED = "UPI"
OPEN_RULES_FROM = date(2021, 3, 31)
PILOT_FROM = date(2020, 10, 19)
ELIGIBLE_STATUSES = frozenset({"SENTENCED", "INDETERMINATE_SENTENCE", "RECALL", "IMMIGRATION_DETAINEE"})
CIVIL = frozenset(
    {"A/FINE", "A_FINE", "A_CFINE", "CIVIL", "CIVIL_CON", "CIVIL_DT", "CIV_RMD", "YOC_CONT", "YO_CFINE"}
)
DETAINED = "DET"
ADULT = 18


@dataclass(slots=True)
class OmicStanding(Standing):
    """Where a case stands at the end of `day`. A field that ends in `_told` was told flat and holds until an event."""

    day: date = date.min
    sentence_start: date | None = None
    tariff_expiry_date: date | None = None
    parole_eligibility_date: date | None = None
    home_detention_date: date | None = None
    automatic_release_date: date | None = None
    conditional_release_date: date | None = None
    hearing: date | None = None
    refused: bool = False
    """Whether the latest completed review of the sentence ended in anything but release."""
    additional_indeterminate: bool = False
    early_allocation: bool = False
    early_allocation_lapses: bool = False
    """Whether it ends with the licence: told flat, it is in force as long as it is told."""
    category: str | None = None
    category_since: date | None = None
    arrived_on: date | None = None
    here_since: date | None = None
    """The day from which the prison was told at the opening, where no arrival was."""
    home_in_wales: bool = False
    estate: str | None = None
    open_told: bool | None = None
    open_rules_told: bool | None = None
    immigration_told: bool | None = None
    date_of_birth: date | None = None
    legal_status: str | None = None
    imprisonment_status: str | None = None

    @property
    def immigration(self) -> bool:
        """An immigration case needs no sentence: its imprisonment status is exactly DET (1.2)."""
        return bool(self.immigration_told) or self.imprisonment_status == DETAINED

    @property
    def in_womens_estate(self) -> bool:
        """By what was told, else by the prison; where neither is known, a category's date speaks of a woman."""
        if self.estate:
            return self.estate == "women"
        if self.prison:
            return self.prison in WOMENS_PRISONS
        return self.category_since is not None and self.arrived_on is None

    @property
    def in_open_conditions(self) -> bool:
        """A woman of category T, or a man in an open prison (5)."""
        if self.open_told is not None:
            return self.open_told
        if self.in_womens_estate:
            return self.category == OPEN_CATEGORY
        return self.prison in MENS_OPEN_PRISONS

    @property
    def open_since(self) -> date | None:
        """The day from which the open rules count; None where they do not apply or the day is not known (5)."""
        if not self._open_rules_apply:
            return None
        if self.in_womens_estate:
            return self.category_since
        return self.arrived_on if self.open_rules_told is not None else self._here_since

    @property
    def _here_since(self) -> date | None:
        """The later of the arrival here and the start of the sentence; who was always here came with the sentence."""
        if self.arrived_on or not self.here_since:
            return self.arrived_on
        return max(self.here_since, self.sentence_start or self.here_since)

    @property
    def _open_rules_apply(self) -> bool:
        if self.open_rules_told is not None:
            return self.open_rules_told
        if self.in_womens_estate:
            return self.in_open_conditions
        since = self._here_since
        if not self.in_open_conditions or since is None:
            return False
        in_pilot = self.prison == PRESCOED and self.home_in_wales
        return since >= (PILOT_FROM if in_pilot else OPEN_RULES_FROM)

    @property
    def turns_adult_on(self) -> date | None:
        """The eighteenth birthday; of 29 February, 1 March where the year has no such day (1.2)."""
        born = self.date_of_birth
        if born is None:
            return None
        try:
            return born.replace(year=born.year + ADULT)
        except ValueError:
            return date(born.year + ADULT, 3, 1)

    @property
    def passes_gate(self) -> bool:
        """Whether the rules speak of this person at all; what is not told counts as eligible (1)."""
        adult = self.turns_adult_on
        if adult is not None and self.day < adult:
            return False
        if self.imprisonment_status in CIVIL:
            return False
        if self.legal_status is None:
            return True
        return self.legal_status in ELIGIBLE_STATUSES and (self.immigration or self._is_sentenced)

    @property
    def _is_sentenced(self) -> bool:
        dates = (
            self.conditional_release_date,
            self.automatic_release_date,
            self.parole_eligibility_date,
            self.home_detention_date,
            self.tariff_expiry_date,
        )
        return self.sentence_start is not None and (self.indeterminate or any(dates))
