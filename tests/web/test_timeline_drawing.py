"""The drawing of a timeline: bands in percent, lived and forecast apart, words for every place."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.schemas.ownership import PeriodOut
from app.web.effect import describe
from app.web.timeline_drawing import draw, stays_of, window_of

TODAY = date(2026, 11, 22)
LEADS = {"custody": "seconded_probation_officer", "community": "community_offender_manager", "none": None}


def line(*told: tuple[str, ...]) -> list[PeriodOut]:
    """Periods that begin on these days, each until the next."""
    starts = [date.fromisoformat(entry[0]) for entry in told] + [None]
    return [
        PeriodOut(
            **{"from": start},
            to=starts[place + 1],
            responsible=entry[1],
            lead_role=LEADS[entry[1]],
            supporting=[],
            reason_code=entry[2] if len(entry) > 2 else "custodial_phase",
            reason="",
            basis=[],
            policy="omcp-2013-option-2",
            policy_version="1",
        )
        for place, (start, entry) in enumerate(zip(starts, told, strict=False))
        if start
    ]


def test_a_stay_that_today_falls_in_is_part_lived_part_forecast() -> None:
    drawing = draw("t", "", line(("2026-01-01", "custody"), ("2027-07-13", "community")), today=TODAY)
    assert [(band.responsible, band.forecast) for band in drawing.bands] == [
        ("custody", False),
        ("custody", True),
        ("community", True),
    ]


def test_reasons_of_one_side_make_one_stay() -> None:
    periods = line(
        ("2026-01-01", "community", "parole_process"),
        ("2026-02-01", "community", "six_months_before_release"),
    )
    assert len(stays_of(periods)) == 1


def test_the_words_hold_the_last_day_of_a_stay() -> None:
    drawing = draw("t", "", line(("2026-01-01", "custody"), ("2026-07-13", "community")), today=TODAY)
    assert drawing.description == (
        "As lived: The prison from 1 January 2026 to 12 July 2026; "
        "The community from 13 July 2026 with no end foreseen. No change is foreseen."
    )


def test_a_long_past_is_cut_and_said_to_be() -> None:
    drawing = draw("t", "", line(("2004-02-29", "custody"), ("2027-01-13", "community")), today=TODAY)
    assert drawing.clipped_before == date(2021, 11, 22)


def test_the_29th_of_february_has_a_window() -> None:
    window_of([line(("2004-02-29", "custody"))], date(2028, 2, 29))


@given(
    st.lists(st.dates(date(1990, 1, 1), date(2090, 1, 1)), min_size=1, max_size=8, unique=True),
    st.dates(date(2000, 1, 1), date(2080, 1, 1)),
)
def test_bands_fill_the_drawing_without_gap_or_overlap(days: list[date], today: date) -> None:
    sides = ("custody", "community", "none")
    told = [(day.isoformat(), sides[place % 3]) for place, day in enumerate(sorted(days))]
    drawing = draw("t", "", line(*told), today=today)
    at = None
    for band in drawing.bands:
        assert band.width > 0
        assert at is None or abs(band.x - at) < 0.01
        at = band.x + band.width
    assert all(0 <= tick.x <= 100 for tick in (*drawing.axis, *drawing.facts))


CUSTODY = line(("2025-06-02", "custody"), ("2028-12-02", "community"))


@pytest.mark.parametrize(
    ("after", "headline"),
    [
        (CUSTODY, "Nothing changes: the same side stays responsible, on the same dates."),
        (
            line(("2025-06-02", "custody"), ("2026-11-22", "community")),
            "Responsibility moves to the community today, 22 November 2026.",
        ),
        (
            line(("2025-06-02", "custody"), ("2027-03-02", "community")),
            "Responsibility moves to the community on 2 March 2027.",
        ),
        (
            line(("2025-06-02", "custody"), ("2026-11-20", "community")),
            "Responsibility moved to the community on 20 November 2026.",
        ),
        (
            line(("2025-06-02", "custody"), ("2029-12-02", "community")),
            "The move to the community on 2 December 2028 no longer happens then.",
        ),
        (
            line(("2025-06-02", "custody"), ("2026-11-22", "none")),
            "Nobody is responsible from 22 November 2026.",
        ),
    ],
)
def test_the_effect_is_said_in_a_sentence(after: list[PeriodOut], headline: str) -> None:
    assert describe(CUSTODY, after, TODAY).headline == headline


def test_a_handover_put_back_says_when_it_comes_now() -> None:
    after = line(("2025-06-02", "custody"), ("2029-12-02", "community"))
    assert describe(CUSTODY, after, TODAY).further == (
        "The prison stays responsible.",
        "The next change is to the community on 2 December 2029.",
    )


def test_nothing_before_and_something_after_is_said() -> None:
    effect = describe([], CUSTODY, TODAY)
    assert effect.headline == "The prison becomes responsible from 2 June 2025."


def test_a_case_of_yesterday_can_be_drawn() -> None:
    yesterday = TODAY - timedelta(days=1)
    assert draw("t", "", line((yesterday.isoformat(), "custody")), today=TODAY).bands
