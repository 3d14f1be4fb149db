"""Policy `omic`: the edge of every rule, and agreement with an oracle that knows nothing of it, on every day."""

from datetime import date, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from app.domain.evaluation import evaluate, facts_of
from app.domain.ownership import decide, owner_in, schedule_of, timeline
from app.domain.policies.register import policy_named
from tests.domain.naive_omic import Found, answer

OMIC = policy_named("omic")
TODAY = date(2026, 8, 10)
START = date(2020, 3, 2)
DAYS = st.dates(date(2019, 1, 1), date(2034, 12, 31))
FLAT = {
    "sentence_type": st.sampled_from(["SDS", "EDS", "LIFE", "IPP"]),
    "tariff_expiry_date": st.none() | DAYS,
    "target_hearing_date": st.none() | DAYS,
    "parole_eligibility_date": st.none() | DAYS,
    "automatic_release_date": st.none() | DAYS,
    "conditional_release_date": st.none() | DAYS,
    "release_date": st.none() | DAYS,
    "mappa_level": st.sampled_from([None, 0, 1, 2, 3]),
    "recalled": st.sampled_from([None, False, False, True]),
    "immigration_case": st.sampled_from([None, False, False, True]),
    "early_allocation": st.sampled_from([None, False, True]),
    "open_conditions": st.booleans(),
    "open_prison_rules_apply": st.booleans(),
    "category_active_since": st.none() | DAYS,
    "prison_arrival_date": st.none() | DAYS,
    "estate": st.sampled_from(["women", "men"]),
    "parole_outcome": st.sampled_from(["release", "not_release", "none"]),
    "additional_indeterminate_sentence": st.sampled_from([False, False, False, True]),
}


@st.composite
def cases(draw: st.DrawFn) -> dict[str, Any]:
    """A sentence with flat facts, dates near each other often."""
    case = {name: draw(values) for name, values in FLAT.items()}
    case["start_date"] = draw(st.dates(date(2019, 1, 1), date(2026, 1, 1)))
    case["length_months"] = None if case["sentence_type"] in {"LIFE", "IPP"} else 60
    return case


def entry_of(case: dict[str, Any], days: list[date], **more: Any) -> dict[str, Any]:
    sentence = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in case.items()
        if value is not None
    }
    return {"sentence": sentence, "on": [day.isoformat() for day in days], **more}


def found_on(row: dict[str, Any]) -> Found:
    start, handover = row["handover"]["start_date"], row["handover"]["date"]
    supports = "community_offender_manager" in row["supporting"] or row["responsible"] == "community"
    return (
        row["responsible"],
        supports,
        row["reason_code"],
        date.fromisoformat(start) if start else None,
        date.fromisoformat(handover) if handover else None,
    )


@given(cases(), st.lists(st.dates(date(2026, 1, 1), date(2036, 1, 1)), min_size=1, max_size=4))
def test_flat_facts_are_answered_as_the_oracle_answers_them(case: dict[str, Any], days: list[date]) -> None:
    near = [day + timedelta(n) for day in days for n in (-1, 0, 1)]
    for name in (
        "tariff_expiry_date",
        "target_hearing_date",
        "parole_eligibility_date",
        "automatic_release_date",
    ):
        if case[name]:
            near += [
                case[name] - relativedelta(months=months) + timedelta(n)
                for months in (0, 8, 12, 15)
                for n in (-15, -14, -13, -1, 0, 1)
            ]
    asked = [day for day in near if day >= case["start_date"]]
    rows = evaluate(entry_of(case, asked), "omic")["on"]
    assert [found_on(row) for row in rows] == [answer(case, day) for day in asked]


@given(cases(), st.dates(date(2019, 1, 1), date(2036, 1, 1)))
def test_one_day_decided_alone_is_that_day_of_the_timeline(case: dict[str, Any], day: date) -> None:
    facts = facts_of(entry_of(case, []))
    period = owner_in(timeline(facts, schedule_of(OMIC)), day)
    assert decide(facts, OMIC, day) == (period.answer, period.handover)


PLAIN = ("sentence_type", "start_date", "length_months", "release_date", "automatic_release_date",
         "conditional_release_date", "parole_eligibility_date")  # fmt: skip


@given(cases(), st.dates(date(2019, 1, 1), date(2036, 1, 1)))
def test_the_short_way_gives_what_the_replay_gives(case: dict[str, Any], day: date) -> None:
    facts = facts_of(entry_of({name: case[name] for name in PLAIN}, []))
    assert facts.plain is not None
    period = owner_in(timeline(facts, schedule_of(OMIC)), day)
    assert decide(facts, OMIC, day) == (period.answer, period.handover)


def sentence(**more: Any) -> dict[str, Any]:
    return {"start_date": START, "sentence_type": "SDS", "length_months": 96, **more}


def lifer(**more: Any) -> dict[str, Any]:
    return {"start_date": START, "sentence_type": "LIFE", "length_months": None, **more}


YEAR = date(2027, 8, 10)
"""Twelve months from today to the day: not far."""

EDGES: list[tuple[str, dict[str, Any], tuple[str, bool, str]]] = [
    (
        "1 further life sentence",
        lifer(additional_indeterminate_sentence=True, recalled=True, mappa_level=3),
        ("custody", False, "additional_isp"),
    ),
    (
        "2 recalled, hearing a year and a day away",
        lifer(recalled=True, target_hearing_date=date(2027, 8, 11)),
        ("custody", True, "recall_thd_over_12_months"),
    ),
    (
        "2 recalled, hearing exactly a year away",
        lifer(recalled=True, target_hearing_date=YEAR),
        ("community", True, "recall_case"),
    ),
    (
        "2 recalled after an outcome of release",
        lifer(recalled=True, parole_outcome="release", target_hearing_date=date(2028, 1, 1)),
        ("custody", True, "recall_thd_over_12_months"),
    ),
    (
        "3 recalled, refused, level 2",
        lifer(
            recalled=True, mappa_level=2, parole_outcome="not_release", target_hearing_date=date(2028, 1, 1)
        ),
        ("community", True, "parole_mappa_2_3"),
    ),
    (
        "5 recalled, level 2, not refused",
        lifer(recalled=True, mappa_level=2, target_hearing_date=date(2028, 1, 1)),
        ("community", True, "recall_case"),
    ),
    (
        "4 refused, level 1",
        lifer(mappa_level=1, parole_outcome="not_release", target_hearing_date=date(2028, 1, 1)),
        ("custody", True, "thd_over_12_months"),
    ),
    (
        "4 beats a tariff two months away",
        lifer(
            parole_outcome="not_release",
            target_hearing_date=date(2028, 1, 1),
            tariff_expiry_date=date(2026, 10, 10),
        ),
        ("custody", True, "thd_over_12_months"),
    ),
    (
        "4 beats early allocation",
        lifer(parole_outcome="not_release", target_hearing_date=date(2028, 1, 1), early_allocation=True),
        ("custody", True, "thd_over_12_months"),
    ),
    (
        "refused with no new hearing",
        lifer(parole_outcome="not_release", tariff_expiry_date=date(2020, 1, 1)),
        ("community", True, "indeterminate"),
    ),
    (
        "a determinate refusal moves nothing",
        sentence(
            parole_outcome="not_release",
            target_hearing_date=date(2028, 1, 1),
            parole_eligibility_date=date(2026, 9, 1),
        ),
        ("community", True, "determinate_parole"),
    ),
    (
        "5 recalled, determinate",
        sentence(recalled=True, automatic_release_date=date(2029, 1, 1)),
        ("community", True, "recall_case"),
    ),
    (
        "6 immigration",
        sentence(immigration_case=True, automatic_release_date=date(2029, 1, 1)),
        ("community", True, "immigration_case"),
    ),
    ("7 no date", sentence(), ("custody", False, "release_date_unknown")),
    (
        "7 a lifer's release dates do not count",
        lifer(automatic_release_date=date(2027, 1, 1), parole_eligibility_date=date(2027, 1, 1)),
        ("custody", False, "release_date_unknown"),
    ),
    (
        "8 the day before the handover",
        sentence(automatic_release_date=date(2027, 4, 25)),
        ("custody", False, "determinate"),
    ),
    (
        "8 the day of the handover",
        sentence(automatic_release_date=date(2027, 4, 24)),
        ("community", True, "determinate"),
    ),
    (
        "8 a past automatic date beats a coming conditional one",
        sentence(automatic_release_date=date(2026, 1, 1), conditional_release_date=date(2029, 1, 1)),
        ("community", True, "determinate"),
    ),
    (
        "8 parole eligibility though later than release",
        sentence(parole_eligibility_date=date(2028, 1, 1), conditional_release_date=date(2026, 9, 1)),
        ("custody", False, "determinate_parole"),
    ),
    (
        "8 short by exactly ten months",
        {**sentence(automatic_release_date=date(2027, 1, 2)), "start_date": date(2026, 3, 2)},
        ("community", True, "determinate_short"),
    ),
    (
        "8 a day longer than ten months",
        {**sentence(automatic_release_date=date(2027, 1, 3)), "start_date": date(2026, 3, 2)},
        ("community", True, "determinate"),
    ),
    (
        "8 early allocation beats short",
        {
            **sentence(automatic_release_date=date(2027, 1, 2), early_allocation=True),
            "start_date": date(2026, 3, 2),
        },
        ("community", True, "early_allocation"),
    ),
    (
        "8 lifer a day before twelve months to tariff",
        lifer(tariff_expiry_date=date(2027, 8, 11)),
        ("custody", False, "indeterminate"),
    ),
    (
        "8 lifer twelve months before tariff",
        lifer(tariff_expiry_date=YEAR),
        ("community", True, "indeterminate"),
    ),
    (
        "8 lifer past tariff, hearing far",
        lifer(tariff_expiry_date=date(2026, 8, 10), target_hearing_date=date(2028, 8, 10)),
        ("custody", False, "indeterminate"),
    ),
    (
        "8 woman in open conditions, supported",
        lifer(
            tariff_expiry_date=date(2029, 1, 1),
            open_conditions=True,
            open_prison_rules_apply=True,
            category_active_since=TODAY,
            estate="women",
        ),
        ("custody", True, "indeterminate_open"),
    ),
    (
        "8 woman in open conditions from tomorrow",
        lifer(
            tariff_expiry_date=date(2029, 1, 1),
            open_conditions=True,
            open_prison_rules_apply=True,
            category_active_since=date(2026, 8, 11),
            estate="women",
        ),
        ("custody", False, "indeterminate_open"),
    ),
    (
        "8 man in open conditions without its rules",
        lifer(
            tariff_expiry_date=date(2029, 1, 1),
            open_conditions=True,
            open_prison_rules_apply=False,
            prison_arrival_date=date(2020, 1, 1),
            estate="men",
        ),
        ("custody", False, "indeterminate_open"),
    ),
    (
        "8 a determinate case never starts early",
        sentence(
            automatic_release_date=date(2029, 1, 1),
            open_conditions=True,
            open_prison_rules_apply=True,
            category_active_since=date(2020, 1, 1),
            estate="women",
        ),
        ("custody", False, "determinate"),
    ),
]


@pytest.mark.parametrize(("case", "expected"), [row[1:] for row in EDGES], ids=[row[0] for row in EDGES])
def test_the_edge_of_each_rule(case: dict[str, Any], expected: tuple[str, bool, str]) -> None:
    (row,) = evaluate(entry_of(case, [TODAY]), "omic")["on"]
    assert found_on(row)[:3] == expected
    assert answer(case, TODAY)[:3] == expected


@pytest.mark.parametrize(
    ("release", "handover"),
    [
        (date(2025, 10, 31), date(2025, 2, 14)),
        (date(2024, 10, 31), date(2024, 2, 15)),
        (date(2024, 11, 2), date(2024, 2, 17)),
        (date(2025, 10, 28), date(2025, 2, 14)),
    ],
    ids=str,
)
def test_months_are_counted_first_and_the_days_after(release: date, handover: date) -> None:
    (row,) = evaluate(entry_of(sentence(automatic_release_date=release), [TODAY]), "omic")["on"]
    assert row["handover"] == {"start_date": handover.isoformat(), "date": handover.isoformat()}


GATE = [
    ("sentenced", {"legal_status": "SENTENCED"}, "determinate"),
    ("of unknown status", {"legal_status": "UNKNOWN"}, "outside_policy"),
    ("on remand", {"legal_status": "REMAND"}, "outside_policy"),
    ("civil", {"imprisonment_status": "CIVIL"}, "outside_policy"),
    ("a fine defaulter", {"imprisonment_status": "A_FINE"}, "outside_policy"),
    ("detained", {"imprisonment_status": "DET", "legal_status": "IMMIGRATION_DETAINEE"}, "immigration_case"),
    ("eighteen today", {"date_of_birth": date(2008, 8, 10)}, "determinate"),
    ("eighteen tomorrow", {"date_of_birth": date(2008, 8, 11)}, "outside_policy"),
]


@pytest.mark.parametrize(("told", "code"), [row[1:] for row in GATE], ids=[row[0] for row in GATE])
def test_the_gate(told: dict[str, Any], code: str) -> None:
    case = sentence(automatic_release_date=date(2029, 1, 1), **told)
    (row,) = evaluate(entry_of(case, [TODAY]), "omic")["on"]
    assert row["reason_code"] == code


def test_whoever_was_born_on_29_february_is_eighteen_on_1_march() -> None:
    case = sentence(automatic_release_date=date(2029, 1, 1), date_of_birth=date(2008, 2, 29))
    rows = evaluate(entry_of(case, [date(2026, 2, 28), date(2026, 3, 1)]), "omic")["on"]
    assert [row["reason_code"] for row in rows] == ["outside_policy", "determinate"]


def test_an_immigration_case_needs_no_sentence() -> None:
    told = {"sentence": {"imprisonment_status": "DET"}, "on": ["2026-08-10"]}
    (row,) = evaluate(told, "omic")["on"]
    assert (row["responsible"], row["reason_code"]) == ("community", "immigration_case")


def event(kind: str, day: str, **fields: Any) -> dict[str, Any]:
    return {"type": kind, "date": day, **fields}


def codes(case: dict[str, Any], days: list[date], *events: dict[str, Any]) -> list[str]:
    rows = evaluate(entry_of(case, days, events=list(events)), "omic")["on"]
    return [f"{row['responsible']} {row['reason_code']}" for row in rows]


def test_a_refusal_with_a_far_hearing_gives_a_lifer_back_until_the_hearing_is_a_year_away() -> None:
    found = codes(
        lifer(tariff_expiry_date=date(2026, 6, 1)),
        [date(2026, 7, 31), date(2026, 8, 1), date(2027, 1, 31), date(2027, 2, 1)],
        event("parole_process_started", "2026-01-05", review="R1", target_hearing_date="2026-06-20"),
        event("parole_decision", "2026-07-01", review="R1", outcome="negative"),
        event("hearing_date_set", "2026-08-01", review="R2", target_hearing_date="2028-02-01"),
    )
    assert found == [
        "community indeterminate",
        "custody thd_over_12_months",
        "custody thd_over_12_months",
        "community indeterminate",
    ]


def test_the_outcome_that_counts_is_that_of_the_latest_completed_hearing() -> None:
    told = [
        event("hearing_date_set", "2026-01-05", review="R1", target_hearing_date="2026-03-01"),
        event("parole_decision", "2026-03-02", review="R1", outcome="negative"),
        event("hearing_date_set", "2026-03-10", review="R2", target_hearing_date="2026-05-01"),
        event("parole_decision", "2026-05-02", review="R2", outcome="release_directed"),
        event("hearing_date_set", "2026-05-03", review="R3", target_hearing_date="2028-05-01"),
    ]
    on = [date(2026, 6, 1)]
    assert codes(lifer(tariff_expiry_date=date(2020, 6, 1)), on, *told) == ["custody indeterminate"]
    away = event("parole_decision_set_aside", "2026-05-20", review="R2")
    assert codes(lifer(tariff_expiry_date=date(2020, 6, 1)), on, *told, away) == [
        "custody thd_over_12_months"
    ]


def test_recall_lasts_until_the_next_release() -> None:
    case = sentence(automatic_release_date=date(2025, 3, 2), licence_expiry_date=date(2028, 3, 2))
    found = codes(
        case,
        [date(2025, 5, 1), date(2025, 7, 1), date(2025, 9, 1), date(2028, 3, 3)],
        event("released", "2025-03-02"),
        event("recalled", "2025-06-01", recall_type="fixed_term_28"),
        event("released", "2025-08-01"),
    )
    assert found == [
        "community released_on_licence",
        "community recall_case",
        "community released_on_licence",
        "none sentence_ended",
    ]


def test_a_woman_moves_to_open_conditions_by_her_category() -> None:
    case = {**lifer(tariff_expiry_date=date(2029, 6, 1)), "prison": "FHI"}
    told = event("security_category_changed", "2026-09-10", category="T", approved_on="2026-09-01")
    rows = evaluate(entry_of(case, [date(2026, 9, 9), date(2026, 9, 10)], events=[told]), "omic")["on"]
    assert [row["reason_code"] for row in rows] == ["indeterminate", "indeterminate_open"]
    assert rows[1]["supporting"] == ["community_offender_manager"]
    assert rows[1]["handover"] == {"start_date": "2026-09-01", "date": "2028-06-01"}


@pytest.mark.parametrize(
    ("arrived", "start"), [("2021-03-31", "2021-03-31"), ("2021-03-30", "2028-06-01")], ids=["on", "before"]
)
def test_a_man_in_an_open_prison_is_supported_from_his_arrival(arrived: str, start: str) -> None:
    case = {**lifer(tariff_expiry_date=date(2029, 6, 1)), "prison": "MDI"}
    told = event("prison_transfer", arrived, to_prison="HDI")
    (row,) = evaluate(entry_of(case, [TODAY], events=[told]), "omic")["on"]
    assert (row["reason_code"], row["handover"]["start_date"]) == ("indeterminate_open", start)


def test_a_later_life_sentence_of_another_court_case_keeps_the_prison_alone() -> None:
    second = event("sentence_started", "2025-01-01", sentence_type="LIFE", length_months=None, court_case="B")
    assert codes(lifer(tariff_expiry_date=date(2026, 6, 1)), [TODAY], second) == ["custody additional_isp"]


EARLY = [
    ("eligible inside eighteen months", "2026-08-10", "eligible", "early_allocation"),
    ("eligible a day too soon", "2026-08-09", "eligible", "determinate"),
    ("only discretionary", "2026-08-10", "discretionary", "determinate"),
    ("not eligible", "2026-08-10", "ineligible", "determinate"),
]


@pytest.mark.parametrize(
    ("day", "decision", "code"), [row[1:] for row in EARLY], ids=[row[0] for row in EARLY]
)
def test_early_allocation_counts_inside_its_window(day: str, decision: str, code: str) -> None:
    case = sentence(automatic_release_date=date(2028, 2, 10))
    told = event("early_allocation_decided", day, decision=decision)
    (row,) = evaluate(entry_of(case, [date(2026, 9, 1)], events=[told]), "omic")["on"]
    assert row["reason_code"] == code


def test_a_community_decision_makes_a_discretionary_assessment_count_and_the_last_one_wins() -> None:
    case = sentence(automatic_release_date=date(2028, 2, 10))
    told = [
        event("early_allocation_decided", "2026-08-10", decision="discretionary"),
        event("early_allocation_decided", "2026-08-20", decision="accepted"),
        event("early_allocation_decided", "2026-09-10", decision="ineligible"),
    ]
    days = [date(2026, 8, 19), date(2026, 8, 20), date(2026, 9, 10)]
    assert [code.split()[1] for code in codes(case, days, *told)] == [
        "determinate",
        "early_allocation",
        "determinate",
    ]
