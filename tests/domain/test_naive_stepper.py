"""Holds the naive stepper to the published scenarios and to the worked lines of the ownership rules."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.domain.fact_strategies import entries, policies
from tests.domain.naive_stepper import POLICIES, decide, decide_each_day

SCENARIOS = json.loads(
    (Path(__file__).parents[1] / "data" / "ownership_scenarios.json").read_text(encoding="utf-8")
)
ROWS = [
    pytest.param(entry, row, id=f"{entry['id']}-{row['date']}")
    for entry in SCENARIOS
    for row in entry["expect"]
]
OPTION_2 = "omcp-2013-option-2"


def day(text: str) -> date:
    return date.fromisoformat(text)


def an_entry(*events: dict[str, Any], provider: str = "nps", **sentence: Any) -> dict[str, Any]:
    return {
        "sentence": {
            "start_date": "2025-01-13",
            "length_months": 48,
            "sentence_type": "SDS",
            "release_date": "2027-01-13",
            **sentence,
        },
        "provider": provider,
        "events": list(events),
    }


def an_event(kind: str, happened: str, **fields: Any) -> dict[str, Any]:
    return {"type": kind, "date": happened, **fields}


def lines(
    entry: dict[str, Any],
    first: str = "2025-01-13",
    last: str = "2027-03-01",
    policy: str = OPTION_2,
    **given: Any,
) -> list[tuple[str, str, str]]:
    """The changes of a case as (day, party, reason code)."""
    changes: list[tuple[str, str, str]] = []
    for on, answer in decide_each_day(entry, policy, given, day(first), day(last)).items():
        if not changes or changes[-1][1:] != (answer["responsible"], answer["reason_code"]):
            changes.append((on.isoformat(), answer["responsible"], answer["reason_code"]))
    return changes


@pytest.mark.parametrize(("entry", "row"), ROWS)
def test_every_row_of_the_scenarios_is_answered(entry: dict[str, Any], row: dict[str, Any]) -> None:
    answer = decide(entry, entry["policy"], entry.get("settings"), day(row["date"]))
    assert {key: answer[key] for key in ("responsible", "lead_role", "supporting")} == {
        key: row[key] for key in ("responsible", "lead_role", "supporting")
    }


START = ("2025-01-13", "custody", "custodial_phase")
SIX_MONTHS = ("2026-07-13", "community", "six_months_before_release")


def a_recalculation(happened: str, told: str, release_date: str) -> dict[str, Any]:
    return an_event("release_date_recalculated", happened, recorded_on=told, release_date=release_date)


def a_refusal(happened: str, **fields: Any) -> dict[str, Any]:
    return an_event("parole_decision", happened, outcome="negative", **fields)


def a_start(happened: str, review: str = "1", **fields: Any) -> dict[str, Any]:
    return an_event("parole_process_started", happened, review=review, **fields)


def a_recall(happened: str, recall_type: str = "standard", **fields: Any) -> dict[str, Any]:
    return an_event("recalled", happened, recall_type=recall_type, **fields)


WORKED = {
    "line 1: a recalculation told late, to an earlier date": (
        [a_recalculation("2026-07-01", "2026-08-20", "2026-11-30")],
        [START, SIX_MONTHS],
    ),
    "line 2: a recalculation told late, past its own six-month date": (
        [a_recalculation("2026-06-01", "2026-06-20", "2026-10-01")],
        [START, ("2026-06-20", "community", "six_months_before_release")],
    ),
    "line 3: a recalculation told after handover, to a later date": (
        [a_recalculation("2026-07-01", "2026-08-20", "2027-06-01")],
        [
            START,
            SIX_MONTHS,
            ("2026-08-20", "community", "release_date_put_back"),
            ("2026-12-01", "community", "six_months_before_release"),
        ],
    ),
    "line 4: the same recalculation told before handover": (
        [a_recalculation("2026-07-01", "2026-07-05", "2027-06-01")],
        [START, ("2026-12-01", "community", "six_months_before_release")],
    ),
    "line 5: a parole start told late and retracted": (
        [a_start("2026-02-01", recorded_on="2026-03-02", retracted_on="2026-04-10")],
        [
            START,
            ("2026-03-02", "community", "parole_process"),
            ("2026-04-10", "custody", "custodial_phase"),
            SIX_MONTHS,
        ],
    ),
    "line 6: a start told after its decision": (
        [
            a_refusal("2026-03-03", recorded_on="2026-03-04", review="1"),
            a_start("2026-02-01", recorded_on="2026-03-20"),
        ],
        [START, ("2026-03-20", "custody", "returned_after_decision"), SIX_MONTHS],
    ),
    "line 7: start and refusal of one review on one day": (
        [a_refusal("2026-03-03", review="1"), a_start("2026-03-03")],
        [START, ("2026-03-03", "custody", "returned_after_decision"), SIX_MONTHS],
    ),
    "line 8: refusal of one review and start of another on one day": (
        [a_start("2026-02-01"), a_refusal("2026-03-03", review="1"), a_start("2026-03-03", "2")],
        [START, ("2026-02-01", "community", "parole_process")],
    ),
    "line 9: released and recalled on one day": (
        [an_event("released", "2027-01-13"), a_recall("2027-01-13")],
        [START, SIX_MONTHS, ("2027-01-13", "community", "recalled")],
    ),
}


@pytest.mark.parametrize(("events", "expected"), WORKED.values(), ids=WORKED)
def test_every_worked_line_is_answered(
    events: list[dict[str, Any]], expected: list[tuple[str, str, str]]
) -> None:
    assert lines(an_entry(*events)) == expected


def test_an_unnamed_refusal_worked_as_line_6_is_answered_alike() -> None:
    events = [
        a_refusal("2026-03-03", recorded_on="2026-03-04"),
        a_start("2026-02-01", recorded_on="2026-03-20"),
    ]
    assert lines(an_entry(*events)) == WORKED["line 6: a start told after its decision"][1]


# Each row: a title, the events, settings, and the changes after the start of the sentence.
COMMUNITY, CUSTODY = "community", "custody"
RETURNED = ("2026-03-03", CUSTODY, "returned_after_decision")
PAROLE = ("2026-02-01", COMMUNITY, "parole_process")
LICENCE_IN_MARCH = ("2026-03-03", COMMUNITY, "released_on_licence")
CASES: list[tuple[str, list[dict[str, Any]], dict[str, Any], list[tuple[str, str, str]]]] = [
    ("a refusal with no review open changes nothing", [a_refusal("2026-03-03")], {}, [SIX_MONTHS]),
    (
        "A2 final: a refusal counts after 21 days",
        [a_start("2026-02-01"), a_refusal("2026-03-03")],
        {"refusal_counts_from": "final"},
        [PAROLE, ("2026-03-24", CUSTODY, "returned_after_decision"), SIX_MONTHS],
    ),
    (
        "A2 final: a refusal set aside before it is final never counts",
        [a_start("2026-02-01"), a_refusal("2026-03-03"), an_event("parole_decision_set_aside", "2026-03-10")],
        {"refusal_counts_from": "final"},
        [PAROLE],
    ),
    (
        "T9: a refusal on the six-month day is inside six months",
        [a_start("2026-02-01"), a_refusal("2026-07-13")],
        {},
        [PAROLE, ("2026-07-13", COMMUNITY, "refused_inside_six_months")],
    ),
    (
        "T8: a refusal the day before the six-month day returns the case for a day",
        [a_start("2026-02-01"), a_refusal("2026-07-12")],
        {},
        [PAROLE, ("2026-07-12", CUSTODY, "returned_after_decision"), SIX_MONTHS],
    ),
    (
        "A3 return: a refusal inside six months suspends the stage until the next start",
        [a_start("2026-02-01"), a_refusal("2026-08-01"), a_start("2026-10-01", "2")],
        {"refusal_inside_six_months": "return"},
        [
            PAROLE,
            ("2026-08-01", CUSTODY, "returned_after_decision"),
            ("2026-10-01", COMMUNITY, "parole_process"),
        ],
    ),
    (
        "A3 return: a withdrawn start leaves the stage suspended as it was",
        [
            a_start("2026-02-01"),
            a_refusal("2026-08-01"),
            a_start("2026-10-01", "2"),
            an_event("parole_withdrawn", "2026-11-01"),
        ],
        {"refusal_inside_six_months": "return"},
        [
            PAROLE,
            ("2026-08-01", CUSTODY, "returned_after_decision"),
            ("2026-10-01", COMMUNITY, "parole_process"),
            ("2026-11-01", CUSTODY, "returned_after_decision"),
        ],
    ),
    (
        "A4 stay: open conditions leave the case with the community until a refusal",
        [
            a_start("2026-02-01"),
            an_event("parole_decision", "2026-03-03", outcome="open_conditions_recommended"),
            a_refusal("2026-05-01"),
        ],
        {"open_conditions": "stay"},
        [PAROLE, ("2026-05-01", CUSTODY, "returned_after_decision"), SIX_MONTHS],
    ),
    (
        "A2 final: a refusal is of the review that was open when it was issued, not when it counts",
        [an_event("parole_decision", "2026-01-20", outcome="negative"), a_start("2026-02-01")],
        {"refusal_counts_from": "final"},
        [PAROLE],
    ),
    (
        "A2 final: a refusal that names no review never counts once a decision is set aside",
        [
            an_event("parole_decision", "2026-02-01", outcome="negative"),
            an_event("parole_decision_set_aside", "2026-02-01", review="1"),
        ],
        {"refusal_counts_from": "final"},
        [PAROLE],
    ),
    (
        "a direction that names no review no longer stands once a decision is set aside",
        [
            an_event("parole_decision", "2026-02-01", outcome="release_directed"),
            an_event("parole_decision_set_aside", "2026-03-03", review="1"),
            a_refusal("2026-05-01", review="1"),
        ],
        {},
        [
            ("2026-02-01", COMMUNITY, "release_directed"),
            ("2026-03-03", COMMUNITY, "parole_process"),
            ("2026-05-01", CUSTODY, "returned_after_decision"),
            SIX_MONTHS,
        ],
    ),
    (
        "of two directions the one that is not set aside stands",
        [
            an_event("parole_decision", "2026-02-01", outcome="release_directed", review="1"),
            an_event("parole_decision", "2026-02-10", outcome="release_directed", review="2"),
            an_event("parole_decision_set_aside", "2026-03-03", review="2"),
        ],
        {},
        [("2026-02-01", COMMUNITY, "release_directed")],
    ),
    (
        "a decision set aside twice opens no older review",
        [
            a_start("2026-02-01", "1"),
            a_refusal("2026-02-10", review="1"),
            a_start("2026-02-20", "2"),
            a_refusal("2026-03-03", review="2"),
            an_event("parole_decision_set_aside", "2026-03-20"),
            an_event("parole_decision_set_aside", "2026-03-21"),
            a_refusal("2026-05-01", review="2"),
        ],
        {},
        [
            PAROLE,
            ("2026-02-10", CUSTODY, "returned_after_decision"),
            ("2026-02-20", COMMUNITY, "parole_process"),
            RETURNED,
            ("2026-03-20", COMMUNITY, "parole_process"),
            ("2026-05-01", CUSTODY, "returned_after_decision"),
            SIX_MONTHS,
        ],
    ),
    (
        "A4 stay: a direction by another review does not end the stay, a refusal does",
        [
            a_start("2026-02-01"),
            an_event("parole_decision", "2026-03-03", outcome="open_conditions_recommended", review="1"),
            an_event("parole_decision", "2026-03-20", outcome="release_directed", review="2"),
            a_refusal("2026-05-01", review="3"),
        ],
        {"open_conditions": "stay"},
        [
            PAROLE,
            ("2026-03-20", COMMUNITY, "release_directed"),
            ("2026-05-01", CUSTODY, "returned_after_decision"),
            SIX_MONTHS,
        ],
    ),
    (
        "A4 stay: advice that ends no review leaves a recalled case as it was, wherever A5 put it",
        [
            an_event("released", "2026-03-03"),
            a_recall("2026-05-01", "fixed_term_28"),
            an_event("parole_decision", "2026-08-01", outcome="open_conditions_recommended"),
        ],
        {"open_conditions": "stay", "recall": "custody_until_parole"},
        [LICENCE_IN_MARCH, ("2026-05-01", CUSTODY, "recalled")],
    ),
    (
        "A4 stay: advice that ends a hold leaves the case with the community, for parole",
        [
            a_recalculation("2026-08-20", "2026-08-20", "2027-06-01"),
            an_event("parole_decision", "2026-09-01", outcome="open_conditions_recommended"),
        ],
        {"open_conditions": "stay"},
        [
            SIX_MONTHS,
            ("2026-08-20", COMMUNITY, "release_date_put_back"),
            ("2026-09-01", COMMUNITY, "parole_process"),
        ],
    ),
    (
        "A4 return: open conditions return the case",
        [
            a_start("2026-02-01"),
            an_event("parole_decision", "2026-03-03", outcome="open_conditions_recommended"),
        ],
        {},
        [PAROLE, RETURNED, SIX_MONTHS],
    ),
    (
        "A7 return: a release date put back returns the case",
        [a_recalculation("2026-08-20", "2026-08-20", "2027-06-01")],
        {"put_back_after_handover": "return"},
        [
            SIX_MONTHS,
            ("2026-08-20", CUSTODY, "custodial_phase"),
            ("2026-12-01", COMMUNITY, "six_months_before_release"),
        ],
    ),
    (
        "A7: a put back on the six-month day itself cancels the handover",
        [a_recalculation("2026-07-13", "2026-07-13", "2027-06-01")],
        {},
        [("2026-12-01", COMMUNITY, "six_months_before_release")],
    ),
    (
        "A7: a refusal of that same day ends the hold",
        [
            a_start("2026-02-01"),
            a_recalculation("2026-08-20", "2026-08-20", "2027-06-01"),
            a_refusal("2026-08-20"),
        ],
        {},
        [
            PAROLE,
            ("2026-08-20", CUSTODY, "returned_after_decision"),
            ("2026-12-01", COMMUNITY, "six_months_before_release"),
        ],
    ),
    (
        "A10 ignore: a paper refusal is not a decision",
        [a_start("2026-02-01"), a_refusal("2026-03-03", on_papers=True)],
        {"paper_refusal": "ignore"},
        [PAROLE],
    ),
    (
        "A12 return: a withdrawn review returns the case",
        [a_start("2026-02-01"), an_event("parole_withdrawn", "2026-03-03", review="1")],
        {},
        [PAROLE, ("2026-03-03", CUSTODY, "custodial_phase"), SIX_MONTHS],
    ),
    (
        "A12 stay: a withdrawn review leaves it",
        [a_start("2026-02-01"), an_event("parole_withdrawn", "2026-03-03", review="1")],
        {"withdrawn_review": "stay"},
        [PAROLE],
    ),
    (
        "two reviews: the case returns when the second one ends",
        [
            a_start("2026-02-01"),
            a_start("2026-02-10", "2"),
            a_refusal("2026-03-03", review="1"),
            a_refusal("2026-04-03", review="2"),
        ],
        {},
        [PAROLE, ("2026-04-03", CUSTODY, "returned_after_decision"), SIX_MONTHS],
    ),
    (
        "two reviews: an unnamed refusal is of the one open longest",
        [a_start("2026-02-01"), a_start("2026-02-10", "2"), a_refusal("2026-03-03"), a_refusal("2026-04-03")],
        {},
        [PAROLE, ("2026-04-03", CUSTODY, "returned_after_decision"), SIX_MONTHS],
    ),
    (
        "A5: a recalled case is back in custody until a parole start",
        [
            an_event("released", "2026-03-03"),
            a_recall("2026-05-01"),
            a_start("2026-06-01"),
            a_refusal("2026-08-01"),
        ],
        {"recall": "custody_until_parole"},
        [
            LICENCE_IN_MARCH,
            ("2026-05-01", CUSTODY, "recalled"),
            ("2026-06-01", COMMUNITY, "parole_process"),
            ("2026-08-01", CUSTODY, "returned_after_decision"),
        ],
    ),
    (
        "a refusal with no review open returns a recalled case (T15)",
        [an_event("released", "2026-03-03"), a_recall("2026-05-01"), a_refusal("2026-08-01")],
        {},
        [
            LICENCE_IN_MARCH,
            ("2026-05-01", COMMUNITY, "recalled"),
            ("2026-08-01", CUSTODY, "returned_after_decision"),
        ],
    ),
    (
        "a recall with no release known uses up the release date",
        [a_recall("2026-05-01"), a_refusal("2026-06-01")],
        {},
        [("2026-05-01", COMMUNITY, "recalled"), ("2026-06-01", CUSTODY, "returned_after_decision")],
    ),
    (
        "a decision set aside opens the review again",
        [a_start("2026-02-01"), a_refusal("2026-03-03"), an_event("parole_decision_set_aside", "2026-04-01")],
        {},
        [PAROLE, RETURNED, ("2026-04-01", COMMUNITY, "parole_process")],
    ),
    (
        "release directed with no start known hands over",
        [an_event("parole_decision", "2026-03-03", outcome="release_directed")],
        {},
        [("2026-03-03", COMMUNITY, "release_directed")],
    ),
    (
        "a variation to under 12 months puts the case out of scope",
        [an_event("sentence_varied_on_appeal", "2026-03-03", length_months=11)],
        {},
        [("2026-03-03", "none", "out_of_scope_under_12_months")],
    ),
    (
        "a change to nps inside six months hands over that day (T20)",
        [
            an_event("provider_changed", "2026-03-03", provider="crc"),
            an_event("provider_changed", "2026-09-01", provider="nps"),
        ],
        {},
        [("2026-09-01", COMMUNITY, "six_months_before_release")],
    ),
    (
        "a second sentence in custody moves the handover to the later release date",
        [
            an_event(
                "sentence_started",
                "2026-03-03",
                sentence_type="SDS",
                length_months=60,
                release_date="2027-08-31",
            )
        ],
        {},
        [("2027-02-28", COMMUNITY, "six_months_before_release")],
    ),
    (
        "handover months may be another number",
        [],
        {"handover_months": 8},
        [("2026-05-13", COMMUNITY, "six_months_before_release")],
    ),
    (
        "a closed case stays closed",
        [an_event("died", "2026-03-03"), an_event("released", "2026-03-04")],
        {},
        [("2026-03-03", "none", "case_closed")],
    ),
]


@pytest.mark.parametrize(
    ("events", "given_settings", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_edge_cases_of_option_2(
    events: list[dict[str, Any]], given_settings: dict[str, Any], expected: list[tuple[str, str, str]]
) -> None:
    assert lines(an_entry(*events), **given_settings) == [START, *expected]


def test_a_licence_ends_the_day_after_it_expires() -> None:
    entry = an_entry(an_event("released", "2026-03-03"), licence_expiry_date="2026-06-30")
    assert lines(entry)[1:] == [
        ("2026-03-03", "community", "released_on_licence"),
        ("2026-07-01", "none", "sentence_ended"),
    ]


def test_six_months_or_less_left_at_sentence_goes_to_the_community_unless_a11_says_custody() -> None:
    entry = an_entry(release_date="2025-06-01")
    assert lines(entry) == [("2025-01-13", "community", "six_months_before_release")]
    assert lines(entry, short_time_at_sentence="custody") == [("2025-01-13", "custody", "custodial_phase")]


def test_the_handover_counts_from_home_detention_curfew_only_under_a8() -> None:
    entry = an_entry(home_detention_curfew_actual_date="2026-10-01")
    assert lines(entry)[1] == SIX_MONTHS
    assert lines(entry, handover_counts_from="home_detention_curfew")[1][0] == "2026-04-01"


def test_the_handover_date_is_the_coming_one_then_the_first_day_of_the_stay_then_none() -> None:
    entry = an_entry(a_start("2026-02-01"), a_refusal("2026-03-03"), an_event("released", "2027-01-13"))
    days = ["2025-01-13", "2026-02-01", "2026-03-02", "2026-03-03", "2026-07-13", "2027-01-12", "2027-01-13"]
    found = [decide(entry, OPTION_2, {}, day(on))["handover_date"] for on in days]
    six_months, start = date(2026, 7, 13), date(2026, 2, 1)
    assert found == [six_months, start, start, six_months, six_months, six_months, None]


def test_a_contracted_out_case_hands_over_only_as_retained() -> None:
    entry = an_entry(provider="crc")
    assert lines(entry) == [START]
    assert lines(entry, contracted_out_handover="as_retained") == [START, SIX_MONTHS]
    answer = decide(entry, OPTION_2, {"contracted_out_handover": "as_retained"}, day("2026-07-13"))
    assert (answer["lead_role"], answer["supporting"]) == ("crc_responsible_officer", ["offender_supervisor"])


@pytest.mark.parametrize(
    ("sentence", "omm", "mtcs"),
    [
        ({"rosh_level": "high"}, "community", "community"),
        ({"rosh_level": "low"}, "none", "custody"),
        ({"rosh_level": "low", "ppo": True}, "community", "community"),
        ({"rosh_level": None, "sentence_type": "IPP", "length_months": None}, "community", "community"),
        ({"rosh_level": "low", "sentence_type": "LIFE", "length_months": None}, "none", "custody"),
        ({"rosh_level": "high", "length_months": 11}, "none", "none"),
        ({"rosh_level": "low", "length_months": 11, "ppo": True}, "community", "community"),
    ],
)
def test_the_two_oldest_policies_go_by_risk_and_length(sentence: dict[str, Any], omm: str, mtcs: str) -> None:
    entry = an_entry(**sentence)
    assert decide(entry, "omm-2006", {}, day("2026-01-01"))["responsible"] == omm
    assert decide(entry, "mtcs-2012", {}, day("2026-01-01"))["responsible"] == mtcs


def test_the_past_as_now_known_differs_from_the_past_as_lived() -> None:
    entry = an_entry(a_start("2026-02-01", recorded_on="2026-03-02"))
    assert decide(entry, OPTION_2, {}, day("2026-02-10"))["responsible"] == "custody"
    assert decide(entry, OPTION_2, {}, day("2026-02-10"), as_now_known=True)["responsible"] == "community"


FEW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def some_days(entry: dict[str, Any], data: st.DataObject, number: int) -> list[date]:
    first = day(entry["sentence"]["start_date"]) - timedelta(days=40)
    offsets = data.draw(st.lists(st.integers(0, 2200), min_size=number, max_size=number))
    return [first + timedelta(days=offset) for offset in offsets]


@FEW
@given(entry=entries(), policy=policies(), data=st.data())
def test_every_answer_has_an_owner_exactly_where_it_has_a_lead(
    entry: dict[str, Any], policy: str, data: st.DataObject
) -> None:
    assert policy in POLICIES
    for on in some_days(entry, data, 3):
        answer = decide(entry, policy, {}, on)
        assert (answer["responsible"] == "none") == (answer["lead_role"] is None)
        assert answer["lead_role"] not in answer["supporting"]
        assert answer["reason_code"]


@FEW
@given(entry=entries(), policy=policies(), data=st.data())
def test_a_shared_walk_gives_what_each_day_gives_alone(
    entry: dict[str, Any], policy: str, data: st.DataObject
) -> None:
    days = some_days(entry, data, 3)
    line = decide_each_day(entry, policy, {}, min(days), max(days))
    assert {on: line[on] for on in days} == {on: decide(entry, policy, {}, on) for on in days}


@FEW
@given(entry=entries(), data=st.data())
def test_a_retracted_fact_is_as_if_never_told(entry: dict[str, Any], data: st.DataObject) -> None:
    on = some_days(entry, data, 1)[0]
    kept = [e for e in entry["events"] if not e.get("retracted_on") or day(e["retracted_on"]) > on]
    assert decide(entry, OPTION_2, {}, on) == decide({**entry, "events": kept}, OPTION_2, {}, on)
