"""What has happened to a case by a day: the transition table of C.5 replayed over known facts and the clock.

The replay keeps the standing of a case (in custody, on licence, which reviews are open, whether the six-month
stage is open). It does not say who owns the case: a policy's rules read that from the standing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from typing import Protocol

from app.domain.calendar import DAY, months_before
from app.domain.facts import FIRST_PAROLE_RANK, IN_SCOPE_MONTHS, INDETERMINATE, CaseEvent
from app.domain.policies.settings import PolicySettings

DAYS_TO_FINAL = timedelta(days=21)


class Phase(Enum):
    """S0, S1/S2/S4 together, S3 and S5 of C.3; out of scope (SX) is a matter of the sentence, not a phase."""

    NOT_SENTENCED = "not_sentenced"
    CUSTODY = "custody"
    LICENCE = "licence"
    CLOSED = "closed"


class Table(Protocol):
    """What the replay asks of the policy whose table it replays."""

    settings: PolicySettings

    def in_scope(self, standing: "Standing") -> bool:
        """Whether the policy speaks of this case at all."""

    def with_community(self, standing: "Standing") -> bool:
        """Whether the community owns the case."""


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


class Replay:
    """One run over the facts known on some day. `days` gives each day on which the standing may change."""

    def __init__(self, events: Sequence[CaseEvent], table: Table, holds_from: date = date.min) -> None:
        self.standing = Standing()
        self._table = table
        self._settings = table.settings
        self._holds_from = holds_from
        self._queue = _in_order(events, self._settings)
        self._seen: list[CaseEvent] = []
        self._used_up: set[int] = set()
        self._length: dict[int, tuple[str | None, int | None]] = {}
        self._decided: list[str] = []
        self._directed_by: str | None = None
        self._runs: dict[str, int] = {}
        self._belongs: dict[int, str] = {}
        self._newly_sentenced = False
        self._contracted_out_on: date | None = None
        self._effects = sorted({e.takes_effect_on for e in events if e.is_late and _speaks_of_release(e)})

    def days(self, until: date) -> Iterator[date]:
        """Advance from change to change, giving each day (before `until`) once the standing is that of its end."""
        day = self._next_day(date.min)
        while day is not None and day < until:
            self._live(day)
            yield day
            day = self._next_day(day)

    # -- the days ------------------------------------------------------------------------------------------------

    def _next_day(self, day: date) -> date | None:
        coming = [self._queue[0][0]] if self._queue else []
        coming += [d for d in (*self._effects, *self._clock_days()) if d > day]
        return min(coming, default=None)

    def _clock_days(self) -> Iterator[date]:
        s = self.standing
        if s.phase is Phase.CUSTODY and s.stage_opens_on and not s.stage_suspended:
            yield s.stage_opens_on
        if s.phase is Phase.LICENCE and s.licence_expiry_date and s.licence_expiry_date < date.max:
            yield s.licence_expiry_date + DAY

    def _live(self, day: date) -> None:
        settled = False
        while self._queue and self._queue[0][0] == day:
            if self._queue[0][1].rank >= FIRST_PAROLE_RANK and not settled:
                self._settle_dates(day)
                settled = True
            self._apply(self._take(day), day)
        if not settled:
            self._settle_dates(day)
        self._clock(day)

    def _take(self, day: date) -> CaseEvent:
        """The next fact of the day; before a decision, the start of that same review if it came on this day."""
        _, head = self._queue[0]
        if head.type == "parole_decision":
            for place, (counts_on, event) in enumerate(self._queue):
                if (
                    counts_on == day
                    and event.type == "parole_process_started"
                    and self._is_start_of(event, head)
                ):
                    return self._queue.pop(place)[1]
        return self._queue.pop(0)[1]

    def _is_start_of(self, start: CaseEvent, decision: CaseEvent) -> bool:
        named = decision.fields.get("review")
        if named is None:
            return not self.standing.open_reviews
        return bool(start.fields.get("review") == named)

    def _clock(self, day: date) -> None:
        s = self.standing
        if not self._table.in_scope(s):
            s.put_back = False
        elif s.phase is Phase.LICENCE and s.licence_expiry_date and day > s.licence_expiry_date:
            self._close("sentence_ended")
        s.stage_open = self._stage_is_open(day)
        if s.stage_open:
            s.put_back = False
        else:
            s.refused_inside_stage = False
        if s.phase is Phase.CUSTODY and self._table.with_community(s):
            s.community_since = s.community_since or day
        else:
            s.community_since = None

    def _stage_is_open(self, day: date) -> bool:
        """A level: open on every day from the six-month date until release, unless a setting suspends it."""
        s = self.standing
        return (
            s.phase is Phase.CUSTODY
            and s.stage_opens_on is not None
            and not s.stage_suspended
            and day >= s.stage_opens_on
        )

    # -- dates of the sentence -----------------------------------------------------------------------------------

    def _settle_dates(self, day: date) -> None:
        """Bring the dates in effect up to date, and hold a case whose opened stage they close (A7)."""
        s = self.standing
        s.release_date = self._date_in_force("release_date", day)
        s.curfew_date = self._date_in_force("home_detention_curfew_actual_date", day)
        s.licence_expiry_date = self._licence_expiry()
        s.stage_opens_on = self._stage_date()
        stays = self._settings.put_back_after_handover == "stay" and day >= self._holds_from
        if s.stage_open and not self._stage_is_open(day) and s.community_since and stays:
            s.put_back = self._contracted_out_on != day
        if self._newly_sentenced and self._stage_is_open(day):
            if self._settings.short_time_at_sentence == "custody":
                self._suspend()
        self._newly_sentenced = False

    def _stage_date(self) -> date | None:
        s = self.standing
        counted = s.release_date
        if self._settings.handover_counts_from == "home_detention_curfew" and s.curfew_date:
            counted = min(counted or s.curfew_date, s.curfew_date)
        return months_before(counted, self._settings.handover_months) if counted else None

    def _date_in_force(self, name: str, day: date) -> date | None:
        """The latest-dated of the facts in effect; sentences side by side count by their latest date."""
        of_sentences: list[date] = []
        for event in self._seen:
            if id(event) in self._used_up:
                of_sentences = []
            if name not in event.fields or event.takes_effect_on > day:
                continue
            value = event.fields[name]
            if event.type != "sentence_started":
                of_sentences = []
            if value is not None:
                of_sentences.append(value)
        return max(of_sentences, default=None)

    def _licence_expiry(self) -> date | None:
        dates: list[date] = []
        for event in self._seen:
            if "licence_expiry_date" in event.fields:
                if event.type != "sentence_started":
                    dates = []
                if event.fields["licence_expiry_date"] is not None:
                    dates.append(event.fields["licence_expiry_date"])
        return max(dates, default=None)

    # -- the facts -----------------------------------------------------------------------------------------------

    def _apply(self, event: CaseEvent, day: date) -> None:
        self._seen.append(event)
        if self.standing.phase is Phase.CLOSED:
            return
        transition = _TRANSITIONS.get(event.type)
        if transition:
            transition(self, event, day)

    def _sentence_started(self, event: CaseEvent, _day: date) -> None:
        s = self.standing
        self._length[id(event)] = (event.fields.get("sentence_type"), event.fields.get("length_months"))
        self._measure()
        if s.phase is not Phase.CUSTODY:
            s.phase = Phase.CUSTODY
            s.stage_suspended = False
            self._newly_sentenced = True

    def _sentence_varied(self, event: CaseEvent, _day: date) -> None:
        kinds = [kind for kind, _ in self._length.values()]
        kind = event.fields.get("sentence_type", kinds[-1] if kinds else None)
        if self.standing.phase is not Phase.NOT_SENTENCED:
            self._length = {id(event): (kind, event.fields.get("length_months"))}
            self._measure()

    def _measure(self) -> None:
        self.standing.sentence_types = tuple(kind for kind, _ in self._length.values())
        self.standing.longest_months = max(
            (m for _, m in self._length.values() if m is not None), default=None
        )

    def _closed(self, event: CaseEvent, _day: date) -> None:
        self._close(event.type)

    def _close(self, why: str) -> None:
        self._end_stay()
        self.standing.phase = Phase.CLOSED
        self.standing.closed_by = why

    def _released(self, event: CaseEvent, _day: date) -> None:
        self._used_up.add(id(event))
        if self.standing.phase is Phase.CUSTODY:
            self._end_stay()
            self.standing.phase = Phase.LICENCE

    def _recalled(self, event: CaseEvent, _day: date) -> None:
        s = self.standing
        if s.phase is Phase.NOT_SENTENCED:
            return
        s.prison = event.fields.get("to_prison") or s.prison
        s.fixed_term = str(event.fields.get("recall_type", "")).startswith("fixed_term")
        if s.recalled:
            return
        if s.phase is Phase.CUSTODY:
            self._used_up.add(id(event))
        self._end_stay()
        s.phase = Phase.CUSTODY
        s.recalled = self._table.in_scope(s)
        if s.recalled and self._settings.recall == "custody_until_parole":
            self._suspend()

    def _end_stay(self) -> None:
        """Leaving custody ends every review and hold, and uses up the release date."""
        s = self.standing
        s.open_reviews = ()
        s.release_directed = s.stayed_after_review = s.refused_inside_stage = False
        s.returned = s.put_back = s.recalled = s.stage_suspended = s.stage_open = False
        s.community_since = None
        self._decided, self._directed_by = [], None

    def _provider_changed(self, event: CaseEvent, day: date) -> None:
        self.standing.provider = event.fields.get("provider")
        if self.standing.provider == "crc":
            self.standing.put_back = False
            self._contracted_out_on = day
        if "rosh_level" in event.fields:
            self.standing.rosh_level = event.fields["rosh_level"]

    def _risk_changed(self, event: CaseEvent, _day: date) -> None:
        s = self.standing
        s.rosh_level = event.fields.get("rosh_level", s.rosh_level)
        s.mappa_level = event.fields.get("mappa_level", s.mappa_level)
        s.ppo = bool(event.fields.get("ppo", s.ppo))

    def _moved(self, event: CaseEvent, _day: date) -> None:
        self.standing.prison = event.fields.get("to_prison") or self.standing.prison

    # -- parole --------------------------------------------------------------------------------------------------

    def _parole_started(self, event: CaseEvent, _day: date) -> None:
        s = self.standing
        if s.phase is Phase.LICENCE or (s.recalled and s.fixed_term):
            return
        review = str(event.fields.get("review", ""))
        self._belongs[id(event)] = review
        if review not in s.open_reviews:
            self._runs[review] = len(self._seen) - 1
            s.stage_suspended = False
            self._open(review)

    def _open(self, review: str) -> None:
        if review not in self.standing.open_reviews:
            self.standing.open_reviews += (review,)
        if review in self._decided:
            self._decided.remove(review)

    def _decided_on(self, event: CaseEvent, day: date) -> None:
        outcome = event.fields.get("outcome")
        if self.standing.phase is Phase.LICENCE or outcome == "other":
            return
        review = self._review_of(event)
        had_review = review in self.standing.open_reviews
        self._shut(review)
        if review is not None:
            self._decided.append(review)
        if outcome == "release_directed":
            self.standing.release_directed, self._directed_by = True, review
            self.standing.stayed_after_review = False
        elif self._stays_after(outcome, day):
            self.standing.stayed_after_review |= had_review
        else:
            self._refuse(had_review, day)

    def _stays_after(self, outcome: str | None, day: date) -> bool:
        """A4: advice for open conditions leaves the case; inside the six months it is as a refusal (A3)."""
        advised = outcome == "open_conditions_recommended"
        return advised and self._settings.open_conditions == "stay" and not self._stage_is_open(day)

    def _refuse(self, had_review: bool, day: date) -> None:
        """T8, T9, T11 and T15: back to the prison unless another review or the six-month stage is open."""
        s = self.standing
        counts = had_review or s.recalled or s.put_back or s.stayed_after_review
        if not counts:
            return
        s.put_back = False
        if s.open_reviews:
            return
        s.release_directed = s.stayed_after_review = s.recalled = False
        self._directed_by = None
        if self._stage_is_open(day) and self._settings.refusal_inside_six_months == "stay":
            s.refused_inside_stage = True
            return
        if self._stage_is_open(day):
            self._suspend()
        s.returned = True

    def _suspend(self) -> None:
        self.standing.stage_suspended = True

    def _set_aside(self, event: CaseEvent, _day: date) -> None:
        s = self.standing
        if s.phase is not Phase.CUSTODY:
            return
        review = event.fields.get("review")
        if review is None:
            review = self._decided[-1] if self._decided else ""
        self._belongs[id(event)] = str(review)
        if s.release_directed and self._directed_by in (review, None):
            s.release_directed, self._directed_by = False, None
        s.refused_inside_stage = False
        self._open(str(review))

    def _withdrawn(self, event: CaseEvent, day: date) -> None:
        """A12: as if the review had not started, so its facts since its last start are taken out of the replay."""
        review = self._review_of(event)
        if review is None or review not in self.standing.open_reviews:
            return
        if self._settings.withdrawn_review == "stay":
            self._shut(review)
            self.standing.stayed_after_review = not self.standing.open_reviews
            return
        run = self._runs[review]
        self._seen.remove(event)
        others = [e for place, e in enumerate(self._seen) if not (place >= run and self._speaks_of(e, review))]
        since = self.standing.community_since
        self._become(Replay(others, self._table, self._holds_from), day)
        self.standing.community_since = since

    def _speaks_of(self, event: CaseEvent, review: str) -> bool:
        return event.type.startswith("parole_") and self._belongs.get(id(event)) == review

    def _become(self, other: "Replay", day: date) -> None:
        """Take the standing that another replay has at the end of `day`; what is still to come stays."""
        for _ in other.days(day + DAY):
            pass
        queue, effects, contracted = self._queue, self._effects, self._contracted_out_on
        self.__dict__.update(other.__dict__)
        self._queue, self._effects, self._contracted_out_on = queue, effects, contracted

    def _review_of(self, event: CaseEvent) -> str | None:
        """The review that the fact names, or the one open longest."""
        named = event.fields.get("review")
        review = str(named) if named is not None else next(iter(self.standing.open_reviews), None)
        if review is not None:
            self._belongs[id(event)] = review
        return review

    def _shut(self, review: str | None) -> None:
        self.standing.open_reviews = tuple(r for r in self.standing.open_reviews if r != review)


_TRANSITIONS: dict[str, Callable[[Replay, CaseEvent, date], None]] = {
    "sentence_started": Replay._sentence_started,
    "sentence_varied_on_appeal": Replay._sentence_varied,
    "removed_from_uk": Replay._closed,
    "died": Replay._closed,
    "conviction_quashed": Replay._closed,
    "released": Replay._released,
    "recalled": Replay._recalled,
    "provider_changed": Replay._provider_changed,
    "risk_changed": Replay._risk_changed,
    "prison_transfer": Replay._moved,
    "parole_process_started": Replay._parole_started,
    "parole_decision": Replay._decided_on,
    "parole_decision_set_aside": Replay._set_aside,
    "parole_withdrawn": Replay._withdrawn,
}


def _speaks_of_release(event: CaseEvent) -> bool:
    return "release_date" in event.fields or "home_detention_curfew_actual_date" in event.fields


def _in_order(events: Sequence[CaseEvent], settings: PolicySettings) -> list[tuple[date, CaseEvent]]:
    """The facts with the day each counts, ordered by (day, rank, recorded, told)."""
    counted = [(_counts_on(e, settings), e) for e in events if not _is_ignored(e, events, settings)]
    return sorted(counted, key=lambda c: (c[0], c[1].rank, c[1].recorded_on, c[1].told))


def _counts_on(event: CaseEvent, settings: PolicySettings) -> date:
    """A2: a refusal counts from the day it was issued, or from the day it became final."""
    if settings.refusal_counts_from == "final" and _is_refusal(event):
        final: date | None = event.fields.get("final_on")
        return final or event.date + DAYS_TO_FINAL
    return event.date


def _is_refusal(event: CaseEvent) -> bool:
    return event.type == "parole_decision" and event.fields.get("outcome") == "negative"


def _is_ignored(event: CaseEvent, events: Sequence[CaseEvent], settings: PolicySettings) -> bool:
    if not _is_refusal(event):
        return False
    if settings.paper_refusal == "ignore" and event.fields.get("on_papers"):
        return True
    counts_on = _counts_on(event, settings)
    return any(_sets_aside(e, event) and event.date <= e.date < counts_on for e in events)


def _sets_aside(event: CaseEvent, decision: CaseEvent) -> bool:
    same = event.fields.get("review") in (None, decision.fields.get("review"))
    return event.type == "parole_decision_set_aside" and same
