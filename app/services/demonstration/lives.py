"""Invents the people of an estate: who they are, what sentence brought them there, and what came of it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from app.domain.calendar import DAY
from app.services.demonstration import courses, parole, sentences
from app.services.demonstration.chance import Chance, court_day
from app.services.demonstration.estate import ESTATE, Establishment
from app.services.demonstration.history import History, Life
from app.services.demonstration.people import numbers, person, with_community_manager, with_offence
from app.services.demonstration.sentences import Sentence

IN_USE_FOR = timedelta(500)
"""How long the demonstration's service has been in use: older cases were opened then, with their history."""

KINDS = {
    "reception": {"remand": 10, "short": 11, "SDS": 60, "EDS": 9, "SOPC": 2, "LIFE": 5, "IPP": 2},
    "training": {"short": 5, "SDS": 65, "EDS": 14, "SOPC": 4, "LIFE": 9, "IPP": 3},
    "open": {"SDS": 78, "EDS": 4, "LIFE": 14, "IPP": 4},
}
STAGES = {
    "hands over this week": 4,
    "hands over within 56 days": 12,
    "just handed over": 5,
    "near": 22,
    "far": 29,
    "overdue": 1.2,
    "put back": 1.2,
    "date not yet known": 2,
    "licence": 11,
    "recalled": 6,
    "ended": 3,
    "closed": 2,
}
SHORT_STAGES = {"far": 75, "licence": 17, "ended": 8}
WITHOUT_END = {"custody": 76, "licence": 13, "recalled": 8, "closed": 3}
IN_CUSTODY = frozenset(
    {"custody", "near", "far", "hands over this week", "hands over within 56 days", "just handed over"}
)


def invent_lives(today: date) -> Iterator[Life]:
    """Everyone of the estate but the documented stories; the same people for the same day."""
    free = numbers()
    for place in ESTATE:
        for which in range(place.cases):
            yield _life(Chance(f"{place.code} {which}"), place, next(free), today)


def _life(chance: Chance, place: Establishment, number: tuple[str, str], today: date) -> Life:
    kind = chance.by_weight(KINDS[place.purpose])
    if kind == "remand":
        return _on_remand(chance, place, number, today)
    stage, sentence = _sentence(chance, kind, today)
    details = person(chance, place, number, sentence.started_on)
    details = with_offence(chance, details, sentence.kind)
    if not sentence.is_short and chance.falls(82):
        details = with_community_manager(chance, details)
    history = _history(chance, place, stage, sentence, today)
    if chance.falls(4):
        history.mark_derived("sentence_started", ("sentence_type", "length_months"))
        details["unconfirmed"] = ["sentence_type", "length_months"]
    return Life(details, place.estate, history)


def _on_remand(chance: Chance, place: Establishment, number: tuple[str, str], today: date) -> Life:
    arrived = chance.days_ago(today, 2, 170)
    details = person(chance, place, number, arrived)
    history = History(_opened(arrived, today), today)
    courses.arrive(history, place.code, arrived, on_remand=True)
    return Life(details, place.estate, history)


def _opened(arrived: date, today: date) -> date:
    return max(arrived, today - IN_USE_FOR)


def _sentence(chance: Chance, kind: str, today: date) -> tuple[str, Sentence]:
    if kind in {"LIFE", "IPP"}:
        invent = sentences.life if kind == "LIFE" else sentences.public_protection
        stage = chance.by_weight(WITHOUT_END)
        return stage, invent(chance, stage, today)
    if kind == "short":
        stage = chance.by_weight(SHORT_STAGES)
        return stage, sentences.short(chance, stage, today)
    stage = chance.by_weight(STAGES)
    if stage == "ended":
        return stage, sentences.ended(chance, today)
    if stage == "date not yet known":
        return stage, _not_yet_calculated(chance, kind, today)
    release = sentences.release_at(chance, "far" if stage == "closed" else stage, today)
    return stage, sentences.determinate(chance, kind, release, today)


def _not_yet_calculated(chance: Chance, kind: str, today: date) -> Sentence:
    months = chance.number(8, 30) * 2
    started = court_day(chance.days_ago(today, 3, 24))
    return Sentence(kind, started, {"sentence_type": kind, "length_months": months})


def _history(chance: Chance, place: Establishment, stage: str, sentence: Sentence, today: date) -> History:
    on_remand = chance.falls(35)
    arrived = sentence.started_on - timedelta(chance.number(15, 150)) if on_remand else sentence.started_on
    history = History(_opened(arrived, today), today)
    last = _last_day_inside(stage, sentence, today)
    origin = _origin(chance, place, sentence, last)
    courses.arrive(history, origin, arrived, on_remand=on_remand)
    changes_date = stage in IN_CUSTODY and sentence.release_on and not sentence.is_short and chance.falls(10)
    courses.be_sentenced(
        chance, history, _as_first_told(chance, sentence) if changes_date else sentence, place.estate
    )
    provider = courses.be_assessed(chance, history, sentence)
    if origin != place.code:
        soonest = last - 330 * DAY if place.purpose == "open" else sentence.started_on
        span = (
            max(sentence.started_on + 14 * DAY, soonest),
            min(last, max(soonest, sentence.started_on) + 300 * DAY),
        )
        courses.be_moved(chance, history, place, origin, span)
    if changes_date:
        courses.recalculated(chance, history, sentence, sentence.started_on)
    _afterwards(chance, history, place, stage, sentence, provider)
    return history


def _last_day_inside(stage: str, sentence: Sentence, today: date) -> date:
    released = sentence.release_on if stage in sentences.RELEASED else None
    return min(released or today, today) - DAY


def _origin(chance: Chance, place: Establishment, sentence: Sentence, last: date) -> str:
    if sentence.started_on + 20 * DAY > last:
        return place.code
    if place.comes_from:
        return chance.one_of(place.comes_from)
    others = [p.code for p in ESTATE if p.purpose == "reception" and p.estate == place.estate]
    return chance.one_of(others) if chance.falls(12) else place.code


def _as_first_told(chance: Chance, sentence: Sentence) -> Sentence:
    """The sentence as it was first calculated, some weeks from the date that now stands."""
    first = (sentence.release_on or sentence.started_on) + timedelta(
        chance.number(5, 45) * chance.one_of((-1, 1, 1))
    )
    dates = {"release_date": first, "conditional_release_date": first}
    return replace(sentence, fields={**sentence.fields, **dates})


def _afterwards(
    chance: Chance,
    history: History,
    place: Establishment,
    stage: str,
    sentence: Sentence,
    provider: str | None,
) -> None:
    if stage == "put back" and sentence.release_on:
        told = chance.days_ago(history.today, 2, 15)
        put_back = sentence.release_on + timedelta(chance.number(100, 150))
        history.tell("release_date_recalculated", told, release_date=put_back)
    if stage in sentences.RELEASED:
        _beyond_the_gate(chance, history, place, stage, sentence)
        return
    if stage == "closed":
        courses.close(chance, history, sentence)
        return
    if sentence.parole_from:
        _parole(chance, history, sentence.parole_from)
    if stage in IN_CUSTODY:
        courses.in_passing(chance, history, sentence, provider)


def _beyond_the_gate(
    chance: Chance, history: History, place: Establishment, stage: str, sentence: Sentence
) -> None:
    released_on = sentence.release_on
    if released_on:
        courses.be_released(chance, history, released_on)
    else:
        soonest = max(sentence.started_on + 300 * DAY, history.today - 900 * DAY)
        released_on = chance.day(soonest, history.today - 40 * DAY)
        parole.released_by_the_board(chance, history, released_on)
    if stage == "recalled":
        courses.be_recalled(chance, history, sentence, place.code, released_on)


def _parole(chance: Chance, history: History, parole_from: date) -> None:
    possible_from = parole_from - 180 * DAY
    if possible_from > history.today - 4 * DAY:
        return
    if chance.falls(60):
        parole.earlier_refusal(chance, history, possible_from)
    if chance.falls(75):
        parole.last_review(chance, history, possible_from)
