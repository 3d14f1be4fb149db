"""The worked answers of the ownership rules, line by line, and every other rule of option 2 at its edge."""

from typing import Any

import pytest

from app.domain.evaluation import evaluate
from app.domain.refusals import InvalidInput, NotFound

CASE: dict[str, Any] = {
    "sentence": {
        "prison_number": "A1001AB",
        "prison": "FHI",
        "start_date": "2025-01-13",
        "length_months": 48,
        "sentence_type": "SDS",
        "release_date": "2027-01-13",
    },
    "provider": "nps",
}
MOVED = "release_date_recalculated"
PHASE = ("2025-01-13", "custody", "custodial_phase")
STAGE = ("2026-07-13", "community", "six_months_before_release")

Line = list[tuple[str, str, str]]


def line(*events: dict[str, Any], policy: str = "omcp-2013-option-2", **changes: Any) -> Line:
    """The periods of the worked case with these events, as (from, responsible, reason)."""
    sentence = CASE["sentence"] | changes.pop("sentence", {})
    answer = evaluate({**CASE, "sentence": sentence, "events": list(events), **changes}, policy)
    return [(p["from"], p["responsible"], p["reason_code"]) for p in answer["periods"]]


def fact(type: str, date: str, **fields: Any) -> dict[str, Any]:  # noqa: A002 - the fields' own names
    return {"type": type, "date": date, **fields}


START_1 = fact("parole_process_started", "2026-02-01", review="1")
REFUSED_1 = fact("parole_decision", "2026-03-03", outcome="negative", review="1")


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([fact(MOVED, "2026-07-01", recorded_on="2026-08-20", release_date="2026-11-30")], [PHASE, STAGE]),
        (
            [fact(MOVED, "2026-06-01", recorded_on="2026-06-20", release_date="2026-10-01")],
            [PHASE, ("2026-06-20", "community", "six_months_before_release")],
        ),
        (
            [fact(MOVED, "2026-07-01", recorded_on="2026-08-20", release_date="2027-06-01")],
            [
                PHASE,
                STAGE,
                ("2026-08-20", "community", "release_date_put_back"),
                ("2026-12-01", "community", "six_months_before_release"),
            ],
        ),
        (
            [fact(MOVED, "2026-07-01", recorded_on="2026-07-05", release_date="2027-06-01")],
            [PHASE, ("2026-12-01", "community", "six_months_before_release")],
        ),
        (
            [START_1 | {"recorded_on": "2026-03-02", "retracted_on": "2026-04-10"}],
            [
                PHASE,
                ("2026-03-02", "community", "parole_process"),
                ("2026-04-10", "custody", "custodial_phase"),
                STAGE,
            ],
        ),
        (
            [REFUSED_1 | {"recorded_on": "2026-03-04"}, START_1 | {"recorded_on": "2026-03-20"}],
            [PHASE, ("2026-03-20", "custody", "returned_after_decision"), STAGE],
        ),
        (
            [REFUSED_1, START_1 | {"date": "2026-03-03"}],
            [PHASE, ("2026-03-03", "custody", "returned_after_decision"), STAGE],
        ),
        (
            [START_1, REFUSED_1, fact("parole_process_started", "2026-03-03", review="2")],
            [PHASE, ("2026-02-01", "community", "parole_process")],
        ),
        (
            [fact("released", "2027-01-13"), fact("recalled", "2027-01-13", recall_type="standard")],
            [PHASE, STAGE, ("2027-01-13", "community", "recalled")],
        ),
    ],
    ids=[str(number) for number in range(1, 10)],
)
def test_each_worked_line_is_answered_as_written(events: list[dict[str, Any]], expected: Line) -> None:
    assert line(*events) == expected


def test_a_review_refused_inside_the_six_months_stays_by_default_and_returns_by_setting() -> None:
    inside = [START_1 | {"date": "2026-06-01"}, REFUSED_1 | {"date": "2026-08-01"}]
    stays = line(*inside)
    assert stays[-1] == ("2026-08-01", "community", "refused_inside_six_months")
    returns = line(*inside, settings={"refusal_inside_six_months": "return"})
    assert returns[-1] == ("2026-08-01", "custody", "returned_after_decision")


def test_two_open_reviews_return_the_case_only_when_both_are_over() -> None:
    second = fact("parole_process_started", "2026-02-10", review="2")
    over = fact("parole_withdrawn", "2026-04-01", review="2")
    assert line(START_1, second, REFUSED_1)[1:3] == [("2026-02-01", "community", "parole_process")]
    assert line(START_1, second, REFUSED_1, over)[2] == ("2026-04-01", "custody", "returned_after_decision")


def test_a_contracted_out_case_stays_with_the_prison_until_release_and_hands_over_by_setting() -> None:
    released = fact("released", "2027-01-13")
    assert line(released, provider="crc") == [PHASE, ("2027-01-13", "community", "released_on_licence")]
    assert line(released, provider="crc", settings={"contracted_out_handover": "as_retained"})[1] == STAGE


def test_an_unknown_release_date_leaves_the_case_with_the_prison() -> None:
    assert line(sentence={"release_date": None}) == [PHASE]


def test_a_release_uses_up_the_release_date_until_the_recall_gives_the_next() -> None:
    released = fact("released", "2027-01-13")
    recalled = fact("recalled", "2027-02-01", recall_type="standard", release_date="2028-02-01")
    refused = fact("parole_decision", "2027-03-01", outcome="negative")
    assert line(released, recalled, refused)[-2:] == [
        ("2027-03-01", "custody", "returned_after_decision"),
        ("2027-08-01", "community", "six_months_before_release"),
    ]


def test_the_licence_runs_out_and_a_recall_on_that_day_comes_first() -> None:
    released = fact("released", "2027-01-13")
    licence = {"licence_expiry_date": "2029-01-13"}
    assert line(released, sentence=licence)[-1] == ("2029-01-14", "none", "sentence_ended")
    recalled = fact("recalled", "2029-01-14", recall_type="standard")
    assert line(released, recalled, sentence=licence)[-1] == ("2029-01-14", "community", "recalled")


@pytest.mark.parametrize(
    ("entry", "field"),
    [
        ({"events": [{"type": "released"}]}, "events[0].date"),
        ({"events": [{"type": "nothing", "date": "2026-01-01"}]}, "events[0].type"),
        ({"on": ["soon"]}, "on[0]"),
        ({"provider": "npss"}, "provider"),
        ({"settings": {"handover_months": True}}, "settings.handover_months"),
        ({"sentence": {"start_date": "2026-02-30"}}, "sentence.start_date"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_named(entry: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        evaluate({**CASE, **entry}, "omcp-2013-option-2")
    assert field in {error.field for error in refused.value.errors}


def test_a_null_of_what_may_be_left_out_is_as_if_it_were() -> None:
    start = fact("parole_process_started", "2026-02-01", review="1", review_type=None)
    refused = fact("parole_decision", "2026-03-03", outcome="negative", review=None, final_on=None)
    assert line(start, refused)[2] == ("2026-03-03", "custody", "returned_after_decision")
    with pytest.raises(InvalidInput):
        line(fact("parole_decision", "2026-03-03", outcome=None))


def test_an_unknown_policy_is_not_found() -> None:
    with pytest.raises(NotFound):
        evaluate(CASE, "omcp-2099")
