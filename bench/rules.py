"""P1: one day's answer by each policy, against the bare arithmetic of its date."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from time import process_time

from app.domain.facts import CaseEvent, CaseFacts
from app.domain.ownership import decide, owner_in, schedule_of, timeline
from app.domain.policies.policy import Policy
from app.domain.policies.register import POLICIES
from bench.figures import Figure, figure_of, in_turns
from bench.people import life
from bench.settings import Sizes

GOAL = 5.0
TODAY = date(2026, 11, 22)
DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

Asked = Sequence[tuple[CaseFacts, date, date]]


def measure(sizes: Sizes) -> Iterator[Figure]:
    """Each policy over the same plain cases. Checked against the whole line, and the default against the floor."""
    asked = _plain_cases(sizes.few)
    for policy in POLICIES.values():
        _check(asked, policy)
        again = 1 if sizes.is_smallest else 20
        variants = {
            name: partial(_time, work, asked, policy, again)
            for name, work in (("ours", _ours), ("floor", _bare))
        }
        taken = in_turns(sizes.rounds, **variants)
        pairs = list(zip(taken["ours"], taken["floor"], strict=True))
        yield figure_of("P1", f"one day's answer, {policy.id}", "bare date arithmetic", pairs, GOAL)


def bare(release: date, day: date) -> str:
    """Six months before release, the month's end clamped, and whether the day has come: nothing else."""
    years, month = divmod(release.month - 7, 12)
    year, number = release.year + years, release.day
    if number > DAYS[month]:
        leap = month == 1 and (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0))
        number = 29 if leap else DAYS[month]
    return "community" if day >= date(year, month + 1, number) else "custody"


def _plain_cases(count: int) -> Asked:
    """Retained cases of two years and more, told once, asked on days about the handover."""
    asked = []
    for number in range(count):
        one = life(number, "FHI", TODAY)
        start = date(2024, 1, 1) + timedelta(number % 300)
        release = start + timedelta(365 + number % 500)
        sentence = {**one.sentence, "sentence_type": "SDS", "length_months": 48, "release_date": release}
        facts = CaseFacts.of(
            [
                CaseEvent("prison_transfer", start, {"to_prison": "FHI"}),
                CaseEvent("provider_changed", start, {"provider": "nps"}),
                CaseEvent("sentence_started", start, sentence),
            ]
        )
        asked.append((facts, release, release - timedelta(160 + number % 45)))
    return asked


def _ours(asked: Asked, policy: Policy) -> None:
    for facts, _release, day in asked:
        decide(facts, policy, day)


def _bare(asked: Asked, _policy: Policy) -> None:
    for _facts, release, day in asked:
        bare(release, day)


def _time(work: Callable[[Asked, Policy], None], asked: Asked, policy: Policy, again: int) -> float:
    started = process_time()
    for _ in range(again):
        work(asked, policy)
    return (process_time() - started) / (again * len(asked))


def _check(asked: Asked, policy: Policy) -> None:
    for facts, release, day in asked:
        answer, handover = decide(facts, policy, day)
        period = owner_in(timeline(facts, schedule_of(policy)), day)
        assert (answer, handover) == (period.answer, period.handover), (policy.id, release, day)
        if policy.counts_months:
            assert answer.who.responsible == bare(release, day), (policy.id, release, day)
