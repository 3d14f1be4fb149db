"""A manager's decision about who owns a case, laid over the automatic line. It never enters the replay."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest

from app.domain.facts import CaseFacts
from app.domain.ownership import Period, owner_in
from app.domain.policies.policy import (
    COMMUNITY,
    CRC_OFFICER,
    CUSTODY,
    MANAGER,
    NONE,
    SECONDED,
    SUPERVISOR,
    Answer,
    Handover,
    Rule,
    Who,
    basis,
    nobody,
)

PRISON_MANAGER = "prison_offender_manager"
OVERRIDDEN = "overridden"
REASONS = (
    "under_ten_months_to_serve",
    "community_team_to_work_with_her",
    "recalled",
    "moved_to_open_prison",
    "other",
)
"""Why a manager decides otherwise (requirements B.2 row 17). `other` needs words."""

RELEASED = "released_on_licence"
_OVER = frozenset({RELEASED, "sentence_ended", "case_closed"})
ENDING_FACTS = frozenset({"released", "removed_from_uk", "died", "conviction_quashed"})
"""Facts that end an override on the day they become known."""


@dataclass(frozen=True, slots=True)
class Override:
    """One decision: this side owns the case from `starts_on`. `expires_on` and `ended_on` are days without it."""

    id: str
    responsible: str
    starts_on: date
    expires_on: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """The days on which an override stands; `end` is the first day without it, None where none is foreseen."""

    start: date
    end: date | None
    override: Override

    def covers(self, day: date) -> bool:
        """Whether the override stands on the day."""
        return self.start <= day and (self.end is None or day < self.end)

    def meets(self, period: Period) -> bool:
        """Whether some day of the period is one of these."""
        return (self.end is None or period.starts_on < self.end) and (
            period.ends_on is None or self.start < period.ends_on
        )


def _decided(side: str, words: str) -> Rule:
    where = basis("T26", document="Transition table")
    return Rule(f"a manager decided: {side}", OVERRIDDEN, lambda *_: False, nobody, words, where)


RULES: Mapping[str, Rule] = {
    CUSTODY: _decided(CUSTODY, "The prison is responsible: a manager decided so, in place of the rules."),
    COMMUNITY: _decided(
        COMMUNITY, "The community is responsible: a manager decided so, in place of the rules."
    ),
}
RULE_NAMED: Mapping[str, Rule] = {rule.name: rule for rule in RULES.values()}


def overlaid(
    periods: Sequence[Period], overrides: Sequence[Override], ends: Sequence[date] = ()
) -> tuple[Period, ...]:
    """The effective line: the automatic `periods` with the overrides laid over them.

    One owner on each day; a day on which no override stands, or nobody owns the case, is as the rules have it.
    `ends` are days that end whatever override then stands (see `days_that_end`).
    """
    spans = tuple(spans_of(periods, overrides, ends))
    if not spans:
        return tuple(periods)
    return _joined([piece for period in periods for piece in _cut(period, spans, periods)])


def spans_of(
    periods: Sequence[Period], overrides: Sequence[Override], ends: Sequence[date] = ()
) -> Iterator[Span]:
    """The days of each override: until it expires, is ended, is replaced, or release or closure ends it."""
    ordered = sorted(overrides, key=lambda override: (override.starts_on, override.id))
    for override, following in zip_longest(ordered, ordered[1:]):
        days = [
            override.expires_on,
            override.ended_on,
            following.starts_on if following else None,
            _over_on(periods, override.starts_on),
            *(day for day in ends if day > override.starts_on),
        ]
        end = min((day for day in days if day is not None), default=None)
        if end is None or end > override.starts_on:
            yield Span(override.starts_on, end, override)


def span_on(
    periods: Sequence[Period], overrides: Sequence[Override], day: date, ends: Sequence[date] = ()
) -> Span | None:
    """The override that stands on a day, or None."""
    return next((span for span in spans_of(periods, overrides, ends) if span.covers(day)), None)


def days_that_end(facts: CaseFacts) -> tuple[date, ...]:
    """The days on which a release or a closure became known, whatever was told of it later."""
    return tuple(max(e.date, e.recorded_on) for e in facts.events if e.type in ENDING_FACTS)


def as_known_on(overrides: Sequence[Override], day: date) -> tuple[Override, ...]:
    """The overrides as the record held them at the end of `day`: later ones, and later ends, taken out."""
    known = (override for override in overrides if override.starts_on <= day)
    return tuple(
        replace(override, ended_on=None) if override.ended_on and override.ended_on > day else override
        for override in known
    )


def who_of(side: str, period: Period) -> Who:
    """Who leads and supports on this side, where the rules give the day to the other."""
    automatic = period.answer.who
    if automatic.responsible == side:
        return automatic
    if PRISON_MANAGER in {automatic.lead_role, *automatic.supporting}:
        roles = (PRISON_MANAGER, MANAGER) if side == CUSTODY else (MANAGER, PRISON_MANAGER)
        return Who(side, roles[0], roles[1:])
    if side == COMMUNITY:
        return Who(COMMUNITY, CRC_OFFICER if _contracted_out(period) else MANAGER, (SUPERVISOR,))
    if automatic.lead_role == CRC_OFFICER:
        return Who(CUSTODY, SUPERVISOR)
    if period.policy.counts_months and period.policy.settings.seconded_lead:
        return Who(CUSTODY, SECONDED, (SUPERVISOR, MANAGER))
    return Who(CUSTODY, SUPERVISOR, (MANAGER,))


def _contracted_out(period: Period) -> bool:
    who = period.answer.who
    knows_providers = period.policy.id.startswith("omcp-")
    return knows_providers and who.lead_role == SUPERVISOR and MANAGER not in who.supporting


def _over_on(periods: Sequence[Period], day: date) -> date | None:
    """The first day from `day` on that the rules call released or closed."""
    over = (
        max(period.starts_on, day)
        for period in periods
        if period.answer.reason_code in _OVER and (period.ends_on is None or period.ends_on > day)
    )
    return next(over, None)


def _cut(period: Period, spans: Sequence[Span], periods: Sequence[Period]) -> Iterator[Period]:
    day, end = period.starts_on, period.ends_on
    for span in (span for span in spans if span.meets(period)):
        start = max(span.start, period.starts_on)
        stop = min((d for d in (span.end, end) if d is not None), default=None)
        if day < start:
            yield replace(period, starts_on=day, ends_on=start)
        yield _overridden(replace(period, starts_on=start, ends_on=stop), span, periods)
        if stop is None or stop == end:
            return
        day = stop
    yield replace(period, starts_on=day)


def _overridden(piece: Period, span: Span, periods: Sequence[Period]) -> Period:
    side = span.override.responsible
    if piece.answer.who.responsible == NONE:
        return piece
    answer = Answer(who_of(side, piece), RULES[side])
    day = _stay_began(span, periods) if side == COMMUNITY else _coming(span, periods)
    return replace(piece, answer=answer, handover=Handover(day, day))


def _stay_began(span: Span, periods: Sequence[Period]) -> date:
    """The first day of the community's stay: its own where the rules already gave it the case."""
    automatic = owner_in(periods, span.start)
    if automatic.answer.who.responsible == COMMUNITY:
        return automatic.handover.date or span.start
    return span.start


def _coming(span: Span, periods: Sequence[Period]) -> date | None:
    """The day on which the community takes over once the override is over; None where that cannot be said."""
    if span.end is None:
        return None
    after = (p for p in periods if p.ends_on is None or p.ends_on > span.end)
    for period in after:
        if period.answer.who.responsible == COMMUNITY and period.answer.reason_code != RELEASED:
            return max(period.starts_on, span.end)
    return None


def _joined(pieces: Sequence[Period]) -> tuple[Period, ...]:
    """Neighbours that say the same and foresee the same are one period."""
    line: list[Period] = []
    for piece in pieces:
        last = line[-1] if line else None
        if last and last.says_the_same_as(piece) and last.handover == piece.handover:
            line[-1] = replace(last, ends_on=piece.ends_on)
        else:
            line.append(piece)
    return tuple(line)
