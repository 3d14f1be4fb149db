"""Answers who owns a case on a day by stepping through every day up to it: the definition of the fold.

`owner(D) = decide(facts known on D, D)` (ownership.md, "The answer"), done as plainly and as slowly as can
be and without a line of the application. The policies before `omic`, with every setting. Marks such as T8 are
lines of requirements.md C.5; "C.4" and "C.6" are its sections; "finer" is the list of finer points in
ownership.md; "(4)" is a reading the team settled, listed here because the papers leave room for another:

(1) `as_now_known`: a fact that was never retracted counts as recorded on its own date.
(2) A recall with no release known uses up the release date and the open reviews, as that release would have;
    a second recall of a recalled case only gives its own release date and type.
(3) The stage as a guard of a decision is a level of that day; a release date closes only a stage that was
    open at the end of the day before.
(4) A refusal with no review open changes nothing, unless the case is recalled, held (A7) or staying (10).
(5) Outcome `other` has no effect. (6) A start on licence has none; one before the sentence is remembered.
(7) Facts that name no review while none is open are of one review without a name. A set-aside without `review`
    means the review decided last, else that one; whatever it names, what that one decided stands no longer.
(8) A decision without `review`, on the day of a start and with no review open, is of that start.
(9) Several sentences: the latest of their dates, except those that a later whole-case fact replaced.
(10) Kept by A4 or A12 `stay`: with the community for parole until a refusal, release, recall or closure. Advice
    that ends neither a review nor a hold keeps the case as it was: a recalled case stays recalled.
(11) DPP counts with IPP. (12) crc in custody: `custodial_phase`, or `recalled` while recalled.
"""

# ruff: noqa: ERA001 - lines of the rules, quoted beside the code, look like code to it

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from dateutil.relativedelta import relativedelta

Entry = dict[str, Any]
Answer = dict[str, Any]

DEFAULTS: dict[str, Any] = {
    "contracted_out_handover": "never",  # A1
    "refusal_counts_from": "issued",  # A2
    "refusal_inside_six_months": "stay",  # A3
    "open_conditions": "return",  # A4
    "recall": "community",  # A5
    "put_back_after_handover": "stay",  # A7
    "handover_counts_from": "automatic",  # A8
    "support_after_handover": "offender_supervisor",  # A9
    "paper_refusal": "as_hearing",  # A10
    "short_time_at_sentence": "community",  # A11
    "withdrawn_review": "return",  # A12
    "handover_months": 6,
    "seconded_lead": True,
    "initial_assessment_by_community": False,  # changes the assessment's owner alone: never read here
}

POLICIES = ("omm-2006", "mtcs-2012", "omcp-2013-option-1", "omcp-2013-option-2")
INDETERMINATE = ("LIFE", "IPP", "DPP")
CLOSURES = ("removed_from_uk", "died", "conviction_quashed")

# ownership.md, "Rank within a day, in this order". Whatever is not named is "all others".
RANKS = (
    ("sentence_started", "sentence_dates_changed", "sentence_varied_on_appeal"),
    CLOSURES,
    ("released",),
    ("recalled",),
    ("release_date_set", "release_date_recalculated"),
    ("provider_changed", "risk_changed", "security_category_changed"),
    ("prison_transfer",),
    ("parole_decision",),
    ("parole_decision_set_aside",),
    ("parole_process_started",),
    ("parole_adjourned",),
    ("parole_deferred",),
    ("parole_withdrawn",),
)
UNNAMED = ""
RELEASE_DATE_RANK = 4
DECISION_RANK = 7


@dataclass(frozen=True)
class Fact:
    told: int
    kind: str
    date: date
    recorded_on: date
    retracted_on: date | None
    fields: dict[str, Any]

    @property
    def rank(self) -> int:
        for rank, kinds in enumerate(RANKS):
            if self.kind in kinds:
                return rank
        return len(RANKS)

    @property
    def order(self) -> tuple[date, int, date, int]:
        # "ordered by (date, rank, recorded_on, order told)"
        return (self.date, self.rank, self.recorded_on, self.told)


@dataclass(frozen=True)
class DateNote:
    """One date that a fact gave, and the day from which it counts."""

    key: str
    value: date | None
    whole_case: bool
    counts_from: date


@dataclass(frozen=True)
class PendingRefusal:
    """A refusal that counts only when final (A2)."""

    final_on: date
    review: str | None
    was_open: bool


@dataclass
class State:
    provider: str | None = None
    rosh_level: str | None = None
    ppo: bool = False
    sentences: list[tuple[str, int | None]] = field(default_factory=list)
    place: str = "unsentenced"  # unsentenced, custody, licence, closed
    closed_because: str | None = None
    release_dates: list[DateNote] = field(default_factory=list)
    licence_dates: list[DateNote] = field(default_factory=list)
    open_reviews: list[str] = field(default_factory=list)  # longest open first
    events_of: dict[str, set[int]] = field(default_factory=dict)  # all told of each since its start
    decided: list[str] = field(default_factory=list)
    pending: list[PendingRefusal] = field(default_factory=list)
    directed: set[str] = field(default_factory=set)  # reviews that directed release
    returned: bool = False
    refused_inside: bool = False
    staying: bool = False
    held: bool = False
    suspended: bool = False
    recalled: bool = False
    recall_type: str = "standard"
    sentenced_today: bool = False
    stage_was_open: bool = False  # at the end of the day before, the case being with the community
    stay_since: date | None = None

    def end_episode(self) -> None:
        """What a release ends, and so does a recall whose release is not known (2)."""
        self.release_dates = []  # finer: "A release uses up the release date"
        self.open_reviews, self.decided, self.pending, self.directed = [], [], [], set()
        self.returned = self.refused_inside = self.staying = self.held = self.suspended = False
        self.stage_was_open = False
        self.stay_since = None  # "while the community owns before release, the first day of that stay"


def decide(
    entry: Entry,
    policy: str,
    settings: dict[str, Any] | None,
    day: date,
    as_now_known: bool = False,
    as_known_on: date | None = None,
) -> Answer:
    """Who owns the case on `day`, from the facts known on it and nothing else."""
    stepper = Stepper(entry, policy, settings)
    return stepper.answers(_known(entry, day, as_now_known, as_known_on), [day])[day]


def decide_each_day(
    entry: Entry,
    policy: str,
    settings: dict[str, Any] | None,
    first: date,
    last: date,
    as_now_known: bool = False,
    holds_from: date = date.min,
) -> dict[date, Answer]:
    """`decide` for every day: days on which the same facts are known share one walk.

    `holds_from` is the day on which the policy takes over: it knows no hold (A7) begun before it.
    """
    stepper, stretches = Stepper(entry, policy, settings, holds_from), list[tuple[list[Fact], list[date]]]()
    for day in _days(first, last):
        known = _known(entry, day, as_now_known, None)
        if not stretches or stretches[-1][0] != known:
            stretches.append((known, []))
        stretches[-1][1].append(day)
    answers: dict[date, Answer] = {}
    for known, days in stretches:
        answers |= stepper.answers(known, days)
    return answers


class Stepper:
    """The replay of one case under one policy and its settings."""

    def __init__(
        self, entry: Entry, policy: str, settings: dict[str, Any] | None, holds_from: date = date.min
    ) -> None:
        if policy not in POLICIES:
            raise ValueError(policy)
        self.holds_from = holds_from
        self.entry = entry
        self.policy = policy
        self.settings = {**DEFAULTS, **(entry.get("settings") or {}), **(settings or {})}

    def answers(self, known: list[Fact], days: list[date]) -> dict[date, Answer]:
        answers, wanted = {}, set(days)
        for day, state in self.walk(known, max(days)):
            if day in wanted:
                answers[day] = self.answer(state, day)
        nothing_yet = self.answer(self.first_state(), min(days))
        return {day: answers.get(day, nothing_yet) for day in days}

    def first_state(self) -> State:
        sentence = self.entry.get("sentence") or {}
        return State(
            provider=self.entry.get("provider"),
            rosh_level=sentence.get("rosh_level"),
            ppo=bool(sentence.get("ppo")),
        )

    # The walk: one day at a time, that day's facts in rank order, then the clock.

    def walk(self, known: list[Fact], last: date) -> Iterator[tuple[date, State]]:
        if not known:
            return
        state = self.first_state()
        for day in _days(min(fact.date for fact in known), last):
            state = self.live_through(state, known, day)
            yield day, state

    def live_through(self, state: State, known: list[Fact], day: date) -> State:
        state = self.tell(state, known, day, stop_at=None, erased=set())
        self.clock(state, day)
        return state

    def tell(
        self, state: State, known: list[Fact], day: date, stop_at: Fact | None, erased: set[int]
    ) -> State:
        todays = sorted(
            (f for f in known if f.date == day and f.told not in erased), key=lambda fact: fact.order
        )
        state.sentenced_today = False
        settled = finals_done = False
        while todays:
            fact = todays.pop(0)
            if not settled and fact.rank > RELEASE_DATE_RANK:
                self.settle_release_date(state, day)
                settled = True
            if not finals_done and fact.rank >= DECISION_RANK:
                self.finals(state, day)
                finals_done = True
            if fact is stop_at:
                return state
            if fact.kind == "parole_decision":
                while (start := self.start_of_same_review(state, fact, todays)) is not None:
                    todays.remove(start)
                    self.apply(state, start, day)
            if fact.kind == "parole_withdrawn":
                state = self.withdraw(state, known, fact, day, erased)
            else:
                self.apply(state, fact, day)
        if not settled:
            self.settle_release_date(state, day)
        if not finals_done:
            self.finals(state, day)
        return state

    def start_of_same_review(self, state: State, decision: Fact, later_today: list[Fact]) -> Fact | None:
        # "a start and a decision of the same review on one day count start first"; unnamed: (8)
        named = decision.fields.get("review")
        for fact in later_today:
            if fact.kind == "parole_process_started":
                if named is not None and fact.fields.get("review") == named:
                    return fact
                if named is None and not state.open_reviews:
                    return fact
        return None

    def settle_release_date(self, state: State, day: date) -> None:
        """A release date that closes an opened stage holds the case (A7, T23)."""
        if state.stage_was_open and not self.date_reached(state, day):
            state.stage_was_open = False
            state.held = self.settings["put_back_after_handover"] == "stay" and day >= self.holds_from

    def finals(self, state: State, day: date) -> None:
        # finer, A2: "`final` without `final_on` is `date` + 21 days"; counts in the rank of decisions
        due = [refusal for refusal in state.pending if refusal.final_on == day]
        for refusal in due:
            if refusal not in state.pending:
                continue
            state.pending.remove(refusal)
            if refusal.was_open and refusal.review not in state.open_reviews:
                continue
            self.refuse(state, refusal.review if refusal.was_open else None, day)

    # The facts.

    def apply(self, state: State, fact: Fact, day: date) -> None:
        if state.place == "closed":  # "a closed case stays closed"
            return
        if fact.kind in CLOSURES:  # T24, and "any -> S5"
            state.place, state.closed_because = "closed", "case_closed"
            return
        handler = getattr(self, f"on_{fact.kind}", None)
        if handler is not None:  # adjournments, transfers, hospital and the like move nobody: T7, T17, T18
            handler(state, fact, day)

    def on_sentence_started(self, state: State, fact: Fact, day: date) -> None:
        state.sentences.append((fact.fields["sentence_type"], fact.fields.get("length_months")))
        _note_dates(state, fact, whole_case=False)
        if state.place in ("unsentenced", "licence"):  # T1, T2; "S3 | sentence_started | custody again"
            state.place = "custody"
            state.sentenced_today = True
        self.retest_scope(state)

    def on_sentence_dates_changed(self, state: State, fact: Fact, day: date) -> None:
        _note_dates(state, fact, whole_case=True, null_removes=True)

    def on_sentence_varied_on_appeal(self, state: State, fact: Fact, day: date) -> None:
        # T25; (9): length and type of the whole case; finer: no release date given, the old one is kept
        new_type, length = fact.fields.get("sentence_type"), fact.fields["length_months"]
        if new_type is not None:
            state.sentences = [(new_type, length)] if state.sentences else []
        state.sentences = [(sentence_type, length) for sentence_type, _ in state.sentences]
        _note_dates(state, fact, whole_case=True)
        self.retest_scope(state)

    def retest_scope(self, state: State) -> None:
        if not self.in_scope(state):  # A hold lasts "until ... falling out of scope"
            state.held = state.stage_was_open = False

    def on_released(self, state: State, fact: Fact, day: date) -> None:
        if state.place == "unsentenced":
            return
        state.end_episode()
        state.place = "licence"  # T12, T16
        state.recalled = False

    def on_recalled(self, state: State, fact: Fact, day: date) -> None:
        if state.place == "unsentenced":
            # "a release date, whatever fact carries it, takes effect"
            _note_dates(state, fact, whole_case=True)
            return
        if self.in_scope(state):  # "any but S0, S5, SX | recalled | S4; the release need not be known"
            if state.place == "custody" and not state.recalled:
                state.end_episode()  # (2)
            if not state.recalled:
                state.recalled = True
                # finer: "A5 `custody_until_parole` ... suspend the six-month stage"
                state.suspended = self.settings["recall"] == "custody_until_parole"
            state.recall_type = fact.fields.get("recall_type") or "standard"
        state.place = "custody"
        _note_dates(state, fact, whole_case=True)

    def on_release_date_set(self, state: State, fact: Fact, day: date) -> None:
        _note_dates(state, fact, whole_case=True)  # finer: "speaks for the whole case"

    on_release_date_recalculated = on_release_date_set

    def on_provider_changed(self, state: State, fact: Fact, day: date) -> None:
        if fact.fields["provider"] == "crc" and state.provider != "crc":
            state.held = state.stage_was_open = False  # A hold lasts "until ... a change to crc"
        state.provider = fact.fields["provider"]
        self.on_risk_changed(state, fact, day)

    def on_risk_changed(self, state: State, fact: Fact, day: date) -> None:
        if "rosh_level" in fact.fields:
            state.rosh_level = fact.fields["rosh_level"]
        if "ppo" in fact.fields:
            state.ppo = bool(fact.fields["ppo"])

    def on_parole_process_started(self, state: State, fact: Fact, day: date) -> None:
        if state.place == "licence":  # (6)
            return
        if state.recalled and state.recall_type != "standard":  # T14 has the guard "standard recall"
            return
        review = fact.fields.get("review") or UNNAMED
        if review in state.open_reviews:
            state.events_of[review].add(fact.told)
            return
        state.open_reviews.append(review)  # T5, T6, T14
        state.events_of[review] = {fact.told}
        state.suspended = False  # finer: "suspend the six-month stage until the next parole start or release"
        state.sentenced_today = False

    def on_parole_decision(self, state: State, fact: Fact, day: date) -> None:
        outcome = fact.fields["outcome"]
        if state.place == "licence" or outcome == "other":  # (5)
            return
        on_papers = outcome == "negative" and fact.fields.get("on_papers")
        if on_papers and self.settings["paper_refusal"] == "ignore":  # A10
            return
        review = self.review_meant(state, fact) or UNNAMED
        self.remember(state, review, fact)
        state.decided.append(review)
        if outcome == "release_directed":  # T10; "S1 (nps) | release_directed, no start known | S2"
            _close_review(state, review)
            if state.place == "custody":
                state.directed.add(review)
        elif outcome == "open_conditions_recommended":
            self.recommend_open_conditions(state, review, day)
        else:
            self.refuse_now_or_when_final(state, review, fact, day)

    def review_meant(self, state: State, fact: Fact) -> str | None:
        # finer: "An event without `review` belongs to the review open longest, resolved in each replay"
        named = fact.fields.get("review")
        if named is not None:
            return str(named)
        return state.open_reviews[0] if state.open_reviews else None

    def remember(self, state: State, review: str, fact: Fact) -> None:
        state.events_of.setdefault(review, set()).add(fact.told)

    def refuse_now_or_when_final(self, state: State, review: str, fact: Fact, day: date) -> None:
        if self.settings["refusal_counts_from"] == "final":  # A2
            final_on = _day(fact.fields.get("final_on")) or fact.date + timedelta(days=21)
            if final_on > day:
                state.pending.append(PendingRefusal(final_on, review, review in state.open_reviews))
                return
        self.refuse(state, review, day)

    def recommend_open_conditions(self, state: State, review: str, day: date) -> None:
        # T11, A4; finer: "Open conditions inside six months behave as a refusal does (A3)"
        if self.settings["open_conditions"] == "return" or self.stage_open(state, day):
            self.refuse(state, review, day)
            return
        was_open = _close_review(state, review)
        # a hold lasts "until ... a negative or open-conditions decision"
        was_held, state.held = state.held, False
        if state.place == "custody" and (was_open or was_held):
            state.staying = True  # (10)

    def refuse(self, state: State, review: str | None, day: date) -> None:
        """A refusal counts: T8, T9, T15, and "S2 held by A7 | parole_decision negative | S1"."""
        was_open = _close_review(state, review)
        was_held, state.held = state.held, False
        if state.open_reviews:  # finer: "returns the case only if no other review is open"
            return
        if state.place != "custody":  # before the sentence: only the review is remembered as decided
            return
        if not (was_open or was_held or state.recalled or state.staying):  # (4)
            return
        inside = self.stage_open(state, day)  # (3)
        state.staying = state.recalled = False
        state.directed = set()
        if inside and self.settings["refusal_inside_six_months"] == "stay":  # T9, A3
            state.refused_inside = True
            return
        state.returned = True  # T8, T11, T15
        if inside:
            state.suspended = True  # finer: "A3 `return` ... suspend the six-month stage"

    def on_parole_decision_set_aside(self, state: State, fact: Fact, day: date) -> None:
        # "S1, S2, S4 | parole_decision_set_aside | the review is open from that date; no effect in S3"
        if state.place != "custody":
            return
        review = fact.fields.get("review")
        if review is None:  # (7)
            review = state.decided[-1] if state.decided else UNNAMED
        self.remember(state, review, fact)
        state.pending = [refusal for refusal in state.pending if refusal.review not in (review, UNNAMED)]
        state.directed -= {review, UNNAMED}
        state.refused_inside = False
        if review not in state.open_reviews:
            state.open_reviews.append(review)

    def withdraw(self, state: State, known: list[Fact], fact: Fact, day: date, erased: set[int]) -> State:
        """S2, S4: "where the case would be had the review not started", so replay without it."""
        review = self.review_meant(state, fact)
        if state.place == "closed" or review not in state.open_reviews:
            return state
        if self.settings["withdrawn_review"] == "stay":  # A12, (10)
            self.remember(state, review, fact)
            _close_review(state, review)
            state.staying = state.staying or state.place == "custody"
            return state
        without = erased | state.events_of[review]
        other = self.first_state()
        for earlier in _days(min(f.date for f in known), day - timedelta(days=1)):
            other = self.tell(other, known, earlier, stop_at=None, erased=without)
            self.clock(other, earlier)
        other = self.tell(other, known, day, stop_at=fact, erased=without)
        other.stay_since = state.stay_since  # the stay was lived all the same
        return other

    # The clock, last on each day.

    def clock(self, state: State, day: date) -> None:
        if state.place == "licence" and self.in_scope(state):
            expiry = _date_in_effect(state.licence_dates, "licence_expiry_date", day)
            if expiry is not None and day > expiry:  # "the day after licence expiry | S5, `sentence_ended`"
                state.place, state.closed_because = "closed", "sentence_ended"
        short_time = state.sentenced_today and self.date_reached(state, day)  # T2, A11
        if short_time and self.settings["short_time_at_sentence"] == "custody":
            state.suspended = True
        if self.stage_open(state, day):
            state.held = False  # a hold lasts "until the stage reopens"
        else:
            state.refused_inside = False
        if self.community_reason(state, day) is not None:
            state.returned = False
        owner = self.answer(state, day)
        in_custody_with_community = state.place == "custody" and owner["responsible"] == "community"
        state.stage_was_open = in_custody_with_community and self.stage_open(state, day)
        if not in_custody_with_community:
            state.stay_since = None
        elif state.stay_since is None:
            state.stay_since = day

    def six_month_date(self, state: State, day: date) -> date | None:
        # C.4 rules 2 to 4: calendar months, the last day of the month where needed, no shift for weekends
        release = _date_in_effect(state.release_dates, "release_date", day)
        if self.settings["handover_counts_from"] == "home_detention_curfew":  # A8: "earliest approved"
            curfew = _date_in_effect(state.release_dates, "home_detention_curfew_actual_date", day)
            release = min((d for d in (release, curfew) if d is not None), default=None)
        if release is None:  # C.6 "Release date unknown"
            return None
        return _months_before(release, self.settings["handover_months"])

    def date_reached(self, state: State, day: date) -> bool:
        # "a level, not an edge": open "from the six-month date on until release, however old the date"
        six_months = self.six_month_date(state, day)
        return state.place == "custody" and six_months is not None and six_months <= day

    def stage_open(self, state: State, day: date) -> bool:
        return self.date_reached(state, day) and not state.suspended

    # The answer of one day.

    def in_scope(self, state: State) -> bool:
        """Whether the case is not SX, a state that the two oldest policies do not have."""
        return self.policy in ("omm-2006", "mtcs-2012") or _twelve_months_or_more(state)

    def phase(self, state: State, day: date) -> str:
        """The state of C.3, `S0` to `S5` or `SX`."""
        if state.place == "closed":
            return "S5"
        if state.place == "unsentenced":
            return "S0"
        if not self.in_scope(state):
            return "SX"  # T3; "SX | released | SX"
        if state.place == "licence":
            return "S3"
        if state.recalled:
            return "S4"
        return "S2" if self.community_reason(state, day) else "S1"

    def answer(self, state: State, day: date) -> Answer:
        phase = self.phase(state, day)
        nobody = {
            "S0": "not_sentenced",
            "S5": state.closed_because,
            "SX": "out_of_scope_under_12_months",
        }
        if phase in nobody:
            return _answer(None, nobody[phase])
        if self.policy in ("omm-2006", "mtcs-2012"):
            return self.oldest_policies(state, phase)
        if phase == "S3":
            lead = "crc_responsible_officer" if state.provider == "crc" else "community_offender_manager"
            return _answer("community", "released_on_licence", lead)
        if self.policy == "omcp-2013-option-1":
            return _option_1_in_custody(state)
        return self.option_2_in_custody(state, day)

    def oldest_policies(self, state: State, phase: str) -> Answer:
        # "in custody: (12 months or more and RoSH high or very high), or IPP, or PPO"; (11)
        long_enough = _twelve_months_or_more(state)
        in_set = (
            (long_enough and state.rosh_level in ("high", "very_high"))
            or any(sentence_type in ("IPP", "DPP") for sentence_type, _ in state.sentences)
            or state.ppo
        )
        if phase == "S3" and (in_set or long_enough):  # "released is always `community_offender_manager`"
            return _answer("community", "released_on_licence", "community_offender_manager")
        if in_set:
            return _answer(
                "community", "offender_management_model", "community_offender_manager", "offender_supervisor"
            )
        if self.policy == "omm-2006":
            return _answer(None, "outside_offender_management_model")
        if not long_enough:
            return _answer(None, "out_of_scope_under_12_months")
        return _answer("custody", "transitional_specification", "offender_supervisor")

    def community_reason(self, state: State, day: date) -> str | None:
        """Why a case in custody is with the community; "several reasons true at once: the first of"."""
        if state.place != "custody":
            return None
        stage = self.stage_open(state, day)
        true_now = {
            "release_directed": bool(state.directed),
            "parole_process": bool(state.open_reviews) or state.staying,
            "refused_inside_six_months": stage and state.refused_inside,
            "six_months_before_release": stage,
            "release_date_put_back": state.held,
            "recalled": state.recalled and self.settings["recall"] == "community",  # A5
        }
        return next((reason for reason, is_true in true_now.items() if is_true), None)

    def option_2_in_custody(self, state: State, day: date) -> Answer:
        crc = state.provider == "crc"  # finer: "Provider unknown counts as nps"
        if crc and self.settings["contracted_out_handover"] == "never":  # A1, (12)
            crc_reason = (
                "recalled" if state.recalled else "custodial_phase"
            )  # "in every state, recall included"
            return _answer("custody", crc_reason, "offender_supervisor")
        reason = self.community_reason(state, day)
        if reason is not None:
            return self.with_the_community(reason, crc) | {"handover_date": state.stay_since or day}
        coming = self.six_month_date(state, day)
        if coming is not None and (coming <= day or state.suspended):
            coming = None  # a stage that is suspended is not coming
        return self.with_custody(state, crc) | {"handover_date": coming}

    def with_the_community(self, reason: str, crc: bool) -> Answer:
        if crc:  # finer: led by `crc_responsible_officer` with [`offender_supervisor`]
            return _answer("community", reason, "crc_responsible_officer", "offender_supervisor")
        supporting = ["offender_supervisor"]
        if self.settings["support_after_handover"] == "offender_supervisor_and_seconded_officer":  # A9
            supporting.append("seconded_probation_officer")
        return _answer("community", reason, "community_offender_manager", *supporting)

    def with_custody(self, state: State, crc: bool) -> Answer:
        reason = "returned_after_decision" if state.returned else "custodial_phase"
        if state.recalled:  # A5 `custody_until_parole`
            reason = "recalled"
        if crc:
            return _answer("custody", reason, "offender_supervisor")
        if not self.settings["seconded_lead"]:  # finer: "`offender_supervisor` leads, [...] supports"
            return _answer("custody", reason, "offender_supervisor", "community_offender_manager")
        supporting = ("offender_supervisor", "community_offender_manager")
        return _answer("custody", reason, "seconded_probation_officer", *supporting)


def _option_1_in_custody(state: State) -> Answer:
    if state.provider == "crc":  # "crc in custody: custody"; recall follows provider
        return _answer("custody", "split_contracted_out", "offender_supervisor")
    return _answer("community", "split_retained", "community_offender_manager", "offender_supervisor")


def _answer(party: str | None, reason: str | None, lead: str | None = None, *supporting: str) -> Answer:
    return {
        "responsible": party or "none",
        "lead_role": lead,
        "supporting": list(supporting),
        "reason_code": reason,
        "handover_date": None,
    }


@lru_cache
def _months_before(release: date, months: int) -> date:
    return release - relativedelta(months=months)


def _twelve_months_or_more(state: State) -> bool:
    # C.1 "12 months or more, or indeterminate"; "With several sentences, scope is that of the longest"
    return any(kind in INDETERMINATE or (months or 0) >= 12 for kind, months in state.sentences)


def _close_review(state: State, review: str | None) -> bool:
    if review not in state.open_reviews:
        return False
    state.open_reviews.remove(review)
    return True


def _note_dates(state: State, fact: Fact, *, whole_case: bool, null_removes: bool = False) -> None:
    for key in ("release_date", "home_detention_curfew_actual_date", "licence_expiry_date"):
        if key not in fact.fields or (fact.fields[key] is None and not null_removes):
            continue
        value = _day(fact.fields[key])
        if key == "licence_expiry_date":
            state.licence_dates.append(DateNote(key, value, whole_case, fact.date))
        else:  # "a release date ... takes effect on the later of its `date` and its `recorded_on`"
            counts_from = max(fact.date, fact.recorded_on)
            state.release_dates.append(DateNote(key, value, whole_case, counts_from))


def _date_in_effect(notes: list[DateNote], key: str, day: date) -> date | None:
    # "of those in effect the latest-dated counts"; the notes stand in the order of the replay; (9)
    standing: list[date | None] = []
    for note in notes:
        if note.key == key and note.counts_from <= day:
            standing = [note.value] if note.whole_case else [*standing, note.value]
    return max((value for value in standing if value is not None), default=None)


def _known(entry: Entry, day: date, as_now_known: bool, as_known_on: date | None) -> list[Fact]:
    # "Known on day K: recorded on or before K, and not retracted on or before K."
    facts = _facts(entry)
    if as_now_known:  # (1)
        return [
            Fact(f.told, f.kind, f.date, f.date, None, f.fields)
            for f in facts
            if f.retracted_on is None and f.date <= day
        ]
    seen_on = day if as_known_on is None else min(day, as_known_on)
    return [
        f for f in facts if f.recorded_on <= seen_on and (f.retracted_on is None or f.retracted_on > seen_on)
    ]


def _facts(entry: Entry) -> list[Fact]:
    told: list[dict[str, Any]] = list(entry.get("events") or [])
    sentence = entry.get("sentence") or {}
    if sentence.get("start_date"):
        told.insert(0, {**sentence, "type": "sentence_started", "date": sentence["start_date"]})
    facts = []
    for number, event in enumerate(told):
        happened = _day(event["date"])
        assert happened is not None
        recorded_on = _day(event.get("recorded_on")) or happened
        retracted_on = _day(event.get("retracted_on"))
        facts.append(Fact(number, event["type"], happened, recorded_on, retracted_on, event))
    return facts


def _day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _days(first: date, last: date) -> Iterator[date]:
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)
