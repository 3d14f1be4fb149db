"""What has happened to a case by a day: the transition table of C.5 replayed over known facts and the clock.

The replay keeps the standing of a case (in custody, on licence, which reviews are open, whether the six-month
stage is open). It does not say who owns the case: a policy's rules read that from the standing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import ClassVar, Protocol

from app.domain.calendar import DAY
from app.domain.dates_in_force import date_in_force, latest_told, speaks_of_release, stage_opens_on
from app.domain.facts import FIRST_PAROLE_RANK, CaseEvent
from app.domain.policies.settings import PolicySettings
from app.domain.refusals_of_parole import Pending, counted, counts_on
from app.domain.standing import Phase, Standing

UNNAMED = ""
"""The review of the facts that name none while none is open: decided, or set aside, without a known start."""


class Table(Protocol):
    """What the replay asks of the policy whose table it replays."""

    @property
    def settings(self) -> PolicySettings:
        """The readings that it takes."""

    def in_scope(self, standing: Standing) -> bool:
        """Whether the policy speaks of this case at all."""

    def with_community(self, standing: Standing) -> bool:
        """Whether the community owns the case."""


class Replay:
    """One run over the facts known on some day. `days` gives each day on which the standing may change."""

    def __init__(self, events: Sequence[CaseEvent], table: Table, holds_from: date = date.min) -> None:
        self.standing = Standing()
        self._table = table
        self._settings = table.settings
        self._holds_from = holds_from
        self._queue = counted(events, self._settings)
        self._pending: list[Pending] = []
        self._seen: list[CaseEvent] = []
        self._used_up: set[int] = set()
        self._length: dict[int, tuple[str | None, int | None]] = {}
        self._decided: list[str] = []
        self._directed_by: set[str] = set()
        self._runs: dict[str, int] = {}
        self._belongs: dict[int, str] = {}
        self._newly_sentenced = False
        self._contracted_out_on: date | None = None
        self._effects = sorted({e.takes_effect_on for e in events if e.is_late and speaks_of_release(e)})

    def days(self, until: date, after: date = date.min) -> Iterator[date]:
        """Advance from change to change, giving each day (before `until`) once the standing is that of its end.

        It may be gone on with `after` the day up to which it was taken before.
        """
        day = self._next_day(after)
        while day is not None and day < until:
            self._live(day)
            yield day
            day = self._next_day(day)

    # the days

    def _next_day(self, day: date) -> date | None:
        coming = [self._queue[0].date] if self._queue else []
        coming += [refusal.counts_on for refusal in self._pending]
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
        while self._queue and self._queue[0].date == day:
            if self._queue[0].rank >= FIRST_PAROLE_RANK and not settled:
                self._settle_dates(day)
                self._count_refusals(day)
                settled = True
            self._apply(self._take(day), day)
        if not settled:
            self._settle_dates(day)
            self._count_refusals(day)
        self._clock(day)

    def _take(self, day: date) -> CaseEvent:
        """The next fact of the day; before a decision, the start of that same review if it came on this day."""
        head = self._queue[0]
        if head.type == "parole_decision":
            for place, event in enumerate(self._queue):
                is_start = event.type == "parole_process_started" and self._is_start_of(event, head)
                if event.date == day and is_start:
                    return self._queue.pop(place)
        return self._queue.pop(0)

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
        if s.stage_open or s.put_back or s.open_reviews or s.release_directed or s.stayed_after_review:
            s.returned = False  # whoever comes back from there comes back for another reason
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

    # dates of the sentence

    def _settle_dates(self, day: date) -> None:
        """Bring the dates in effect up to date, and hold a case whose opened stage they close (A7)."""
        s = self.standing
        s.release_date = date_in_force(self._seen, "release_date", day, self._used_up)
        s.curfew_date = date_in_force(self._seen, "home_detention_curfew_actual_date", day, self._used_up)
        s.licence_expiry_date = latest_told(self._seen, "licence_expiry_date")
        s.stage_opens_on = stage_opens_on(s.release_date, s.curfew_date, self._settings)
        stays = self._settings.put_back_after_handover == "stay" and day >= self._holds_from
        if s.stage_open and not self._stage_is_open(day) and s.community_since and stays:
            s.put_back = self._contracted_out_on != day
        stays_inside = self._settings.short_time_at_sentence == "custody"
        if self._newly_sentenced and stays_inside and self._stage_is_open(day):
            self._suspend()
        self._newly_sentenced = False

    # the facts

    def _apply(self, event: CaseEvent, day: date) -> None:
        self._seen.append(event)
        if self.standing.phase is Phase.CLOSED:
            return
        transition = self.transitions.get(event.type)
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
        """The new length holds for the whole case; so does a new type, and without one each sentence keeps its own."""
        if self.standing.phase is Phase.NOT_SENTENCED:
            return
        kind, months = event.fields.get("sentence_type"), event.fields.get("length_months")
        varied = {id(event): kind} if kind else {key: of for key, (of, _) in self._length.items()}
        self._length = {key: (of, months) for key, of in varied.items()}
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
        if self.standing.phase is Phase.NOT_SENTENCED:
            return
        self._used_up.add(id(event))
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
        if self._table.in_scope(s):
            if s.phase is Phase.CUSTODY:
                self._used_up.add(id(event))
                self._end_stay()
            s.recalled = True
            if self._settings.recall == "custody_until_parole":
                self._suspend()
        s.phase = Phase.CUSTODY

    def _end_stay(self) -> None:
        """Leaving custody ends every review and hold, and uses up the release date."""
        s = self.standing
        s.open_reviews = ()
        s.release_directed = s.stayed_after_review = s.refused_inside_stage = False
        s.returned = s.put_back = s.recalled = s.stage_suspended = s.stage_open = False
        s.community_since = None
        self._decided, self._directed_by, self._pending = [], set(), []

    def _provider_changed(self, event: CaseEvent, day: date) -> None:
        before, self.standing.provider = self.standing.provider, event.fields.get("provider")
        if self.standing.provider == "crc" and before != "crc":
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

    # parole

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
        self._runs.setdefault(review, len(self._seen) - 1)
        if review not in self.standing.open_reviews:
            self.standing.open_reviews += (review,)

    def _decided_on(self, event: CaseEvent, day: date) -> None:
        outcome = event.fields.get("outcome")
        if self.standing.phase is Phase.LICENCE or outcome == "other":
            return
        review = self._review_of(event) or UNNAMED
        self._belongs[id(event)] = review
        self._runs.setdefault(review, len(self._seen) - 1)
        self._decided.append(review)
        had_review = review in self.standing.open_reviews
        final_on = counts_on(event, self._settings)
        if final_on > day:
            self._pending.append(Pending(final_on, review, had_review))
            return
        self._shut(review)
        if self.standing.phase is not Phase.CUSTODY:
            return
        if outcome == "release_directed":
            self._directed_by.add(review)
            self.standing.release_directed = True
        elif self._stays_after(outcome, day):
            self._stay(had_review)
        else:
            self._refuse(had_review, day)

    def _count_refusals(self, day: date) -> None:
        """Those that become final on this day (A2); not where their review was decided otherwise before."""
        for refusal in [each for each in self._pending if each.counts_on == day]:
            self._pending.remove(refusal)
            if refusal.had_review and refusal.review not in self.standing.open_reviews:
                continue
            if refusal.had_review:
                self._shut(refusal.review)
            self._refuse(refusal.had_review, day)

    def _stays_after(self, outcome: str | None, day: date) -> bool:
        """A4: advice for open conditions leaves the case; inside the six months it is as a refusal (A3)."""
        advised = outcome == "open_conditions_recommended"
        return advised and self._settings.open_conditions == "stay" and not self._stage_is_open(day)

    def _stay(self, had_review: bool) -> None:
        """A4 `stay`: a review or a hold that the advice ends leaves the case where it was; nothing else moves."""
        s = self.standing
        s.stayed_after_review |= had_review or s.put_back
        s.put_back = False

    def _refuse(self, had_review: bool, day: date) -> None:
        """T8, T9, T11 and T15: back to the prison unless another review or the six-month stage is open."""
        s = self.standing
        counts = had_review or s.recalled or s.put_back or s.stayed_after_review
        if not counts or s.phase is not Phase.CUSTODY:
            return
        s.put_back = False
        if s.open_reviews:
            return
        s.release_directed = s.stayed_after_review = s.recalled = False
        self._directed_by.clear()
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
            review = self._decided[-1] if self._decided else UNNAMED
        self._belongs[id(event)] = str(review)
        self._directed_by -= {review, UNNAMED}
        self._pending = [each for each in self._pending if each.review not in (review, UNNAMED)]
        s.release_directed = bool(self._directed_by)
        s.refused_inside_stage = False
        self._open(str(review))

    def _withdrawn(self, event: CaseEvent, day: date) -> None:
        """A12: as if the review had not started, so its facts since its last start are taken out of the replay."""
        review = self._review_of(event)
        if review is None or review not in self.standing.open_reviews:
            return
        if self._settings.withdrawn_review == "stay":
            self._shut(review)
            self.standing.stayed_after_review |= self.standing.phase is Phase.CUSTODY
            return
        run = self._runs[review]
        self._seen.remove(event)
        others = [
            e for place, e in enumerate(self._seen) if not (place >= run and self._speaks_of(e, review))
        ]
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

    def _shut(self, review: str) -> None:
        self.standing.open_reviews = tuple(r for r in self.standing.open_reviews if r != review)

    transitions: ClassVar[Mapping[str, Callable[["Replay", CaseEvent, date], None]]] = {
        "sentence_started": _sentence_started,
        "sentence_varied_on_appeal": _sentence_varied,
        "removed_from_uk": _closed,
        "died": _closed,
        "conviction_quashed": _closed,
        "released": _released,
        "recalled": _recalled,
        "provider_changed": _provider_changed,
        "risk_changed": _risk_changed,
        "prison_transfer": _moved,
        "parole_process_started": _parole_started,
        "parole_decision": _decided_on,
        "parole_decision_set_aside": _set_aside,
        "parole_withdrawn": _withdrawn,
    }
