"""Reviews as records: gathered from the events that name them, open exactly where the replay counts them open."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.evaluation import facts_of
from app.domain.facts import CaseEvent, CaseFacts
from app.domain.parole import Review, reviews_of
from app.domain.policies.register import policy_named
from app.domain.replay import Replay
from tests.domain.fact_strategies import entries

OPTION_2 = "omcp-2013-option-2"
POLICY = policy_named(OPTION_2)
DAYS = st.dates(date(2023, 1, 1), date(2031, 1, 1))
FEW = settings(max_examples=100)
SENTENCED = CaseEvent(
    "sentence_started",
    date(2024, 1, 8),
    {"sentence_type": "EDS", "length_months": 96, "release_date": date(2030, 1, 8)},
)


def day(text: str) -> date:
    return date.fromisoformat(text)


def event(kind: str, on: str, **fields: Any) -> CaseEvent:
    return CaseEvent(f"parole_{kind}" if kind != "hearing_date_set" else kind, day(on), fields)


def gathered(*events: CaseEvent, on: str = "2026-11-22") -> tuple[Review, ...]:
    told = [replace(each, told=place) for place, each in enumerate((SENTENCED, *events))]
    return reviews_of(CaseFacts.of(told), POLICY, day(on))


START = event("process_started", "2026-02-02", review="first", target_hearing_date=day("2026-08-03"))
REFUSED = event("decision", "2026-08-10", review="first", outcome="negative")

STATES = [
    ("started", [START], "under_way"),
    ("adjourned", [START, event("adjourned", "2026-08-03")], "under_way"),
    ("decided", [START, REFUSED], "decided"),
    ("other-outcome-leaves-it-open", [START, event("decision", "2026-08-10", outcome="other")], "under_way"),
    ("set-aside", [START, REFUSED, event("decision_set_aside", "2026-09-01")], "set_aside_reopened"),
    ("withdrawn", [START, event("withdrawn", "2026-05-01")], "withdrawn"),
    ("released-without-outcome", [START, CaseEvent("released", day("2026-09-01"))], "no_outcome_recorded"),
    ("hearing-without-start", [replace(START, type="hearing_date_set")], "not_started"),
    ("started-again", [START, REFUSED, replace(START, date=day("2026-10-01"))], "under_way"),
]


@pytest.mark.parametrize(("events", "state"), [each[1:] for each in STATES], ids=[each[0] for each in STATES])
def test_a_review_has_the_state_that_its_events_give_it(events: list[CaseEvent], state: str) -> None:
    (review,) = gathered(*events)
    assert (review.key, review.state) == ("first", state)


def test_a_past_review_without_an_outcome_is_never_called_refused() -> None:
    (review,) = gathered(START, CaseEvent("released", day("2026-09-01")))
    assert review.decision is None
    assert review.state == "no_outcome_recorded"


def test_an_event_that_names_no_review_belongs_to_the_one_open_longest() -> None:
    second = event("process_started", "2026-03-02", review="second")
    first, other = gathered(START, second, event("decision", "2026-08-10", outcome="negative"))
    assert (first.state, first.decision and first.decision.issued_on) == ("decided", day("2026-08-10"))
    assert other.state == "under_way"


def test_what_was_told_late_is_resolved_anew() -> None:
    unnamed = event("decision", "2026-08-10", outcome="negative")
    earlier = event("process_started", "2026-01-12", review="earlier")
    assert [r.key for r in gathered(START, unnamed) if r.decision] == ["first"]
    assert [r.key for r in gathered(START, unnamed, earlier) if r.decision] == ["earlier"]


def test_a_decision_without_any_known_review_is_kept_under_no_name() -> None:
    (review,) = gathered(event("decision", "2026-08-10", outcome="release_directed"))
    assert (review.key, review.state, review.started_on) == ("", "decided", None)


def test_a_hearing_put_off_is_no_longer_the_day_to_look_to() -> None:
    deferred = event("deferred", "2026-07-20", review="first", reason="A report is awaited.")
    (review,) = gathered(START, deferred)
    assert review.hearing_on is None
    moved = event("hearing_date_set", "2026-07-20", review="first", target_hearing_date=day("2027-01-11"))
    (again,) = gathered(START, deferred, moved)
    assert (again.hearing_on, again.put_off[0].kind) == (day("2027-01-11"), "deferred")


def test_start_and_decision_of_one_day_count_start_first() -> None:
    same = replace(START, date=REFUSED.date)
    (review,) = gathered(REFUSED, same)
    assert review.state == "decided"


def test_a_fact_taken_back_leaves_no_trace() -> None:
    retracted = replace(START, retracted_on=day("2026-03-01"))
    assert gathered(retracted) == ()
    assert len(gathered(retracted, on="2026-02-10")) == 1


@pytest.mark.parametrize(
    ("on", "state"), [("2026-02-01", None), ("2026-02-02", "under_way"), ("2026-08-09", "under_way"),
                      ("2026-08-10", "decided"), ("2026-08-11", "decided")],
)  # fmt: skip
def test_a_day_is_answered_from_what_was_known_on_it(on: str, state: str | None) -> None:
    assert [review.state for review in gathered(START, REFUSED, on=on)] == ([state] if state else [])


@FEW
@given(entry=entries(), on=DAYS)
def test_a_review_is_open_exactly_where_the_replay_counts_it_open(entry: dict[str, Any], on: date) -> None:
    facts, policy = facts_of(entry), policy_named(OPTION_2, entry.get("settings"))
    known = [e for e in facts.events if e.is_known_on(on) and e.date <= on]
    replay = Replay(known, policy)
    for _ in replay.days(date.fromordinal(on.toordinal() + 1)):
        pass
    found = {review.key for review in reviews_of(facts, policy, on) if review.is_open}
    assert found == set(replay.standing.open_reviews)


@FEW
@given(entry=entries(), on=DAYS, shuffled=st.randoms())
def test_facts_of_one_day_give_the_same_reviews_in_any_order(
    entry: dict[str, Any], on: date, shuffled: Any
) -> None:
    """Among facts of one kind on one day the order of telling counts (`ownership.md`); between kinds it does not."""
    events = list(facts_of(entry).events)
    kinds = [(e.date, e.rank, e.recorded_on) for e in events]
    others = [e for e, kind in zip(events, kinds, strict=True) if kinds.count(kind) == 1]
    told = list(range(len(others)))
    shuffled.shuffle(told)
    again = [replace(e, told=place) for e, place in zip(others, told, strict=True)]
    assert reviews_of(CaseFacts.of(again), POLICY, on) == reviews_of(CaseFacts.of(others), POLICY, on)
