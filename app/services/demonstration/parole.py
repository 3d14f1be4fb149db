"""Parole as it goes: a review is started, put off, decided, set aside or withdrawn."""

from datetime import date, timedelta

from app.domain.calendar import DAY
from app.services.demonstration.chance import Chance
from app.services.demonstration.history import History

COURSES = {
    "under way": 34,
    "adjourned": 14,
    "deferred": 6,
    "negative": 22,
    "open conditions": 7,
    "release directed": 7,
    "set aside": 5,
    "withdrawn": 5,
}


def last_review(chance: Chance, history: History, possible_from: date) -> None:
    """One review that began in the last months, at any of the points that a review may have come to."""
    course = chance.by_weight(COURSES)
    begins = max(possible_from, history.today - timedelta(chance.number(40, 300)))
    if begins > history.today - 3 * DAY:
        return
    review = f"{begins.year}/{chance.number(1, 3)}"
    history.tell(
        "parole_process_started",
        begins,
        late_by=chance.number(5, 30) if chance.falls(8) else 0,
        review=review,
        review_type=chance.one_of(("Pre-tariff", "On tariff", "Post-tariff", "Extended sentence")),
        target_hearing_date=begins + timedelta(chance.number(150, 210)),
    )
    if (history.today - begins).days > 60:
        _go_on(chance, history, course, review, begins)


def _go_on(chance: Chance, history: History, course: str, review: str, begins: date) -> None:
    day = chance.day(begins + 45 * DAY, history.today - 4 * DAY)
    if course == "adjourned":
        history.tell("parole_adjourned", day, review=review, reason="A psychologist's report is awaited.")
    elif course == "deferred":
        history.tell(
            "parole_deferred", day, review=review, reason="The panel asked for a completed programme."
        )
    elif course == "withdrawn":
        history.tell("parole_withdrawn", day, review=review, reason="The application was withdrawn.")
    elif course == "negative":
        on_papers = chance.falls(30)
        history.tell("parole_decision", day, review=review, outcome="negative", on_papers=on_papers)
    elif course == "open conditions":
        history.tell("parole_decision", day, review=review, outcome="open_conditions_recommended")
    elif course == "release directed":
        recent = max(day, chance.days_ago(history.today, 1, 18))
        history.tell("parole_decision", recent, review=review, outcome="release_directed")
    elif course == "set aside":
        history.tell("parole_decision", day, review=review, outcome="negative")
        history.tell("parole_decision_set_aside", chance.day(day + DAY, history.today), review=review)


def earlier_refusal(chance: Chance, history: History, possible_from: date) -> None:
    """A review about two years ago that ended in a refusal."""
    begins = history.today - timedelta(chance.number(700, 900))
    if begins < possible_from:
        return
    review = f"{begins.year}/1"
    history.tell("parole_process_started", begins, review=review)
    history.tell(
        "parole_decision", begins + timedelta(chance.number(150, 220)), review=review, outcome="negative"
    )


def released_by_the_board(chance: Chance, history: History, released_on: date) -> None:
    """The review that directed a release, and the release itself."""
    begins = released_on - timedelta(chance.number(170, 240))
    review = f"{begins.year}/1"
    history.tell("parole_process_started", begins, review=review)
    directed = released_on - timedelta(chance.number(9, 24))
    history.tell("parole_decision", directed, review=review, outcome="release_directed")
    history.tell("released", released_on, release_type="parole")
