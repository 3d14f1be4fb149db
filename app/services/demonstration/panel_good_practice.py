"""The demonstration's notes of good practice, two published and a draft, and the extract of the last quarter."""

from datetime import date, timedelta

from app.domain.good_practice import words_of
from app.domain.identifiers import new_id
from app.domain.panel_figures import Quarter
from app.repositories import good_practice as repository
from app.services.good_practice import NOTHING_YET
from app.services.panel_figures import make_extract
from app.services.unit_of_work import UnitOfWork

SECRETARY = "board.secretary"
NOTES = (
    (
        "A quiet hour before a hard meeting",
        "Staff kept the hour before each review free of noise. Incidents on those days stopped within six weeks.",
        ("stabilise", "staff_support"),
        True,
    ),
    (
        "One page that goes with her",
        "Two prisons agreed with her what helps and whom she trusts. It was read on the day that she arrived.",
        ("progress", "reduce_risk", "wellbeing"),
        True,
    ),
    (
        "Talking after an incident",
        "The wing team met for half an hour with a psychologist after each incident, on the same day.",
        ("staff_support",),
        False,
    ),
)


def add_good_practice(work: UnitOfWork) -> None:
    """Keep the notes, and make the extract."""
    for title, text, aims, is_published in NOTES:
        note_id, by = new_id(), SECRETARY
        published = {"published_by": by, "published_at": work.moment} if is_published else {}
        row = {
            "id": note_id,
            "version": 1,
            "item_id": None,
            "title": title,
            "text": text,
            "aims": sorted(aims),
            "written_by": by,
            "written_at": work.moment,
            **NOTHING_YET,
            **published,
        }
        repository.add(work.connection, row)
        if is_published:
            repository.add_words(work.connection, note_id, words_of(f"{title} {text}"))
        work.record(
            "GOOD_PRACTICE_DRAFTED", subject=("GOOD_PRACTICE", note_id), details={"new": {"title": title}}
        )
    make_extract(work, str(_last_settled(work.today)), "Monitoring of the demonstration.")


def _last_settled(today: date) -> Quarter:
    """The latest quarter whose records are complete."""
    day = today
    while not (quarter := Quarter(day.year, (day.month + 2) // 3)).has_settled(today):
        day = quarter.first - timedelta(days=1)
    return quarter
