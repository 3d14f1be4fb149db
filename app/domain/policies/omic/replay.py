"""Gathers what today's rules read from the facts of a case: no transition is kept, each day is worked out afresh."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar, cast

from app.domain.dates_in_force import latest_told
from app.domain.event_fields import EARLIEST
from app.domain.facts import INDETERMINATE, OPENING_FACTS, CaseEvent
from app.domain.policies.omic.dates import OmicSettings, days_of_change, is_in_window
from app.domain.policies.omic.standing import OmicStanding
from app.domain.replay import Replay, Table
from app.domain.standing import Phase

ASSESSMENTS = frozenset({"eligible", "discretionary", "ineligible"})
_TOLD = (
    ("estate", "estate"),
    ("open_conditions", "open_told"),
    ("open_prison_rules_apply", "open_rules_told"),
    ("category_active_since", "category_since"),
    ("prison_arrival_date", "arrived_on"),
    ("immigration_case", "immigration_told"),
    ("additional_indeterminate_sentence", "additional_indeterminate"),
    ("early_allocation", "early_allocation"),
    ("target_hearing_date", "hearing"),
    ("date_of_birth", "date_of_birth"),
    ("legal_status", "legal_status"),
    ("imprisonment_status", "imprisonment_status"),
    ("recalled", "recalled"),
    ("home_in_wales", "home_in_wales"),
)


class OmicReplay(Replay):
    """As the replay of the 2013 paper, but parole moves nothing by itself: its dates and outcomes are gathered."""

    def __init__(self, events: Sequence[CaseEvent], table: Table, holds_from: date = date.min) -> None:
        super().__init__(events, table, holds_from)
        self.standing: OmicStanding = OmicStanding()
        self._windows = cast(OmicSettings, table.settings)
        self._hearings: dict[str, date] = {}
        self._outcomes: dict[str, str] = {}
        self._open_longest: list[str] = []
        self._court_cases: dict[str, date] = {}
        self._with_life: set[str] = set()
        self._refused_told = False
        self._moved_on: date | None = None
        self._assessed_in_window: bool | None = None

    def _clock_days(self) -> Iterator[date]:
        yield from days_of_change(self.standing, self._windows)

    def _clock(self, day: date) -> None:
        s = self.standing
        s.day = day
        if s.phase is Phase.LICENCE and s.licence_expiry_date and day > s.licence_expiry_date:
            self._close("sentence_ended")

    def _settle_dates(self, day: date) -> None:
        super()._settle_dates(day)
        s = self.standing
        s.put_back = False
        s.tariff_expiry_date = latest_told(self._seen, "tariff_expiry_date")
        s.parole_eligibility_date = latest_told(self._seen, "parole_eligibility_date")
        s.home_detention_date = latest_told(self._seen, "home_detention_curfew_eligibility_date")
        s.automatic_release_date = latest_told(self._seen, "automatic_release_date")
        s.conditional_release_date = latest_told(self._seen, "conditional_release_date")
        if s.automatic_release_date is None and s.conditional_release_date is None:
            s.conditional_release_date = s.release_date

    # facts of the sentence

    def _opening_told(self, event: CaseEvent, _day: date) -> None:
        for name, column in _TOLD:
            if name in event.fields:
                setattr(self.standing, column, event.fields[name])
        self._refused_told = event.fields.get("parole_outcome") == "not_release"
        self.standing.refused = self._refused_told

    def _sentence_began(self, event: CaseEvent, day: date) -> None:
        s = self.standing
        if s.phase is Phase.LICENCE:
            s.sentence_start, s.early_allocation, self._assessed_in_window = None, False, None
        self._sentence_started(event, day)
        begins = event.fields.get("starts_on") or event.date
        if begins > EARLIEST:
            s.sentence_start = min(s.sentence_start or begins, begins)
        if event.fields.get("category"):
            s.category = event.fields["category"]
            s.category_since = s.category_since if event.told < 0 and s.category_since else event.date
        if self._moved_on:
            s.arrived_on = max(self._moved_on, s.sentence_start or self._moved_on)
        self._group(event, begins)
        self._gather_reviews()

    def _group(self, event: CaseEvent, begins: date) -> None:
        """Sentences by court case: whether a case with a life sentence began after another such case (8)."""
        court_case = str(event.fields.get("court_case", ""))
        self._court_cases[court_case] = min(self._court_cases.get(court_case, begins), begins)
        if event.fields.get("sentence_type") not in INDETERMINATE:
            return
        self._with_life.add(court_case)
        starts = [self._court_cases[each] for each in self._with_life]
        if len(starts) > 1:
            self.standing.additional_indeterminate = max(starts) > min(starts)

    def _legal_status_changed(self, event: CaseEvent, _day: date) -> None:
        s = self.standing
        s.legal_status = event.fields.get("legal_status", s.legal_status)
        if "imprisonment_status" in event.fields:
            s.imprisonment_status = event.fields["imprisonment_status"]
            s.immigration_told = None

    # where she is

    def _transferred(self, event: CaseEvent, day: date) -> None:
        self._moved(event, day)
        s = self.standing
        if event.told < 0:
            s.here_since = event.date if s.prison else None
            return
        self._moved_on = event.date
        s.arrived_on = max(event.date, s.sentence_start or event.date)
        s.estate = None
        if not s.in_womens_estate:
            s.open_told = s.open_rules_told = None

    def _categorised(self, event: CaseEvent, _day: date) -> None:
        s = self.standing
        s.category = event.fields.get("category")
        s.category_since = event.fields.get("approved_on") or event.date
        if s.in_womens_estate:
            s.open_told = s.open_rules_told = None

    # parole

    def _hearing_told(self, event: CaseEvent, _day: date) -> None:
        review = str(event.fields.get("review", ""))
        if event.type == "parole_process_started" and review not in self._open_longest:
            self._open_longest.append(review)
        hearing = event.fields.get("target_hearing_date")
        if hearing:
            self._hearings[review] = hearing
            self._gather_reviews()

    def _outcome_told(self, event: CaseEvent, _day: date) -> None:
        review = self._named_or_longest(event)
        if review in self._open_longest:
            self._open_longest.remove(review)
        if review not in self._hearings and not self._hearings and self.standing.hearing:
            self._hearings[review] = self.standing.hearing
        self._refused_told = False
        self._outcomes.pop(review, None)
        self._outcomes[review] = str(event.fields.get("outcome"))
        self._gather_reviews()

    def _outcome_set_aside(self, event: CaseEvent, _day: date) -> None:
        named = event.fields.get("review")
        review = str(named) if named is not None else next(reversed(self._outcomes), "")
        self._refused_told = False
        self._outcomes.pop(review, None)
        if review not in self._open_longest:
            self._open_longest.append(review)
        self._gather_reviews()

    def _review_withdrawn(self, event: CaseEvent, _day: date) -> None:
        review = self._named_or_longest(event)
        if review in self._open_longest:
            self._open_longest.remove(review)

    def _named_or_longest(self, event: CaseEvent) -> str:
        named = event.fields.get("review")
        return str(named) if named is not None else next(iter(self._open_longest), "")

    def _gather_reviews(self) -> None:
        """The latest hearing of the sentence, and the outcome of the latest completed review (7)."""
        s = self.standing
        start = s.sentence_start or date.min
        counted = {review: day for review, day in self._hearings.items() if day >= start}
        if self._hearings:
            s.hearing = max(counted.values(), default=None)
        completed = [
            (counted[review], outcome) for review, outcome in self._outcomes.items() if review in counted
        ]
        last = max((day for day, _ in completed), default=None)
        outcomes = [outcome for day, outcome in completed if day == last]
        s.refused = self._refused_told or (bool(outcomes) and outcomes[-1] != "release_directed")

    # early allocation

    def _early_allocation_decided(self, event: CaseEvent, _day: date) -> None:
        s = self.standing
        decision = event.fields.get("decision")
        if s.sentence_start and event.date < s.sentence_start:
            return
        if decision in ASSESSMENTS or self._assessed_in_window is None:
            told = event.fields.get("within_window")
            assessed_on = event.fields.get("assessed_on") or event.date
            self._assessed_in_window = is_in_window(s, assessed_on) if told is None else told
        s.early_allocation = decision in {"eligible", "accepted"} and self._assessed_in_window
        s.early_allocation_lapses = True

    transitions: ClassVar[Mapping[str, Callable[[Any, CaseEvent, date], None]]] = {
        **Replay.transitions,
        OPENING_FACTS: _opening_told,
        "sentence_started": _sentence_began,
        "legal_status_changed": _legal_status_changed,
        "prison_transfer": _transferred,
        "security_category_changed": _categorised,
        "parole_process_started": _hearing_told,
        "hearing_date_set": _hearing_told,
        "parole_decision": _outcome_told,
        "parole_decision_set_aside": _outcome_set_aside,
        "parole_withdrawn": _review_withdrawn,
        "early_allocation_decided": _early_allocation_decided,
    }
