"""Questions of a form: what was typed, what it answers, and the words for what is wrong."""

import pytest

from app.web.client import ProblemField
from app.web.fact_forms import FORMS
from app.web.questions import Question, Typed, Widget, answers, faults, kept, typed_from, unanswered

RISK, STARTED, DATES = FORMS["risk_changed"], FORMS["sentence_started"], FORMS["sentence_dates_changed"]
DATE = {"date-day": "2", "date-month": "3", "date-year": "2026"}


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ({"rosh_level": "high"}, {"rosh_level": "high"}),
        ({"rosh_level": "unknown"}, {"rosh_level": None}),
        ({"rosh_level": ""}, {}),
        ({"mappa_level": "2"}, {"mappa_level": 2}),
        ({"mappa_level": "two"}, {"mappa_level": "two"}),
        ({"ppo": "yes"}, {"ppo": True}),
        ({"ppo": "no"}, {"ppo": False}),
        ({"ppo": "unknown"}, {"ppo": None}),
        (DATE, {"date": "2026-03-02"}),
        ({**DATE, "date-month": "march"}, {"date": "2026-03-02"}),
        ({**DATE, "date-month": "Mar"}, {"date": "2026-03-02"}),
        ({**DATE, "date-day": ""}, {"date": " 3 2026"}),
        ({**DATE, "date-year": "26"}, {"date": "2 3 26"}),
        ({**DATE, "date-day": "²"}, {"date": "² 3 2026"}),
    ],
)
def test_what_was_typed_is_read(typed: Typed, answer: dict[str, object]) -> None:
    assert answers(RISK.questions, typed) == answer


def test_an_empty_length_says_that_there_is_none() -> None:
    assert answers(STARTED.questions, {"sentence_type": "LIFE"}) == {
        "sentence_type": "LIFE",
        "length_months": None,
    }


def test_a_date_can_be_taken_away() -> None:
    assert answers(DATES.questions, {"release_date-remove": "yes"}) == {"release_date": None}


def test_what_was_answered_fills_the_boxes_again() -> None:
    typed = {**DATE, "rosh_level": "high", "ppo": "no"}
    assert typed_from(RISK.questions, answers(RISK.questions, typed)) == typed


def test_only_the_questions_boxes_are_sent_along() -> None:
    assert kept(RISK.questions, {**DATE, "rosh_level": "high", "csrf_token": "x"}) == {
        **DATE,
        "rosh_level": "high",
    }


def test_what_is_missing_is_said_in_the_order_of_the_page() -> None:
    found = faults(STARTED.questions, unanswered(STARTED.questions, {}), {})
    assert [fault.message for fault in found] == ["Enter the date it happened", "Select the sentence type"]
    assert [fault.href for fault in found] == ["#date-day", "#sentence_type"]


@pytest.mark.parametrize(
    ("widget", "label", "said"),
    [
        ("text", "Reason", "Enter the reason"),
        ("text", "CRN", "Enter the CRN"),
        ("text", "The decision in your own words", "Enter the decision in your own words"),
        ("long_text", "Her own view", "Enter her own view"),
        ("long_text", "What the review found", "Say what the review found"),
        ("long_text", "Why", "Say why"),
        ("text", "Whom you spoke to", "Say whom you spoke to"),
        ("text", "Decided by", "Fill in “Decided by”"),
        ("long_text", "Why was this contact wrong?", "Answer “Why was this contact wrong?”"),
        ("choice", "Tier", "Select the tier"),
        ("choice", "How they come", "Select how they come"),
        ("choice", "Your answer", "Select your answer"),
        ("choice", "Between", "Select an answer to “Between”"),
        ("yes_no", "Is she eligible?", "Select an answer to “Is she eligible?”"),
        ("date", "Day of the board", "Enter the day of the board"),
        ("date", "Release date", "Enter the release date"),
        ("date", "Held on", "Enter a date for “Held on”"),
        ("date", "Next review", "Enter a date for “Next review”"),
    ],
)
def test_what_to_do_reads_as_a_sentence_whatever_the_label(widget: Widget, label: str, said: str) -> None:
    question = Question("asked", widget, label, required=True)
    assert [fault.message for fault in faults((question,), unanswered((question,), {}), {})] == [said]


@pytest.mark.parametrize(
    ("field", "code", "said"),
    [
        ("rosh_level", "unknown_value", "Select the risk of serious harm"),
        ("mappa_level", "number_invalid", "MAPPA level must be a whole number, for example 48"),
        ("date", "date_in_future", "Date it happened must be today or in the past"),
        ("fields", "missing", "Answer at least one of these questions"),
        ("sentence.date", "before_sentence", "Date it happened must not be before the sentence started"),
    ],
)
def test_codes_are_said_in_words(field: str, code: str, said: str) -> None:
    assert [fault.message for fault in faults(RISK.questions, [ProblemField(field, code, "Raw.")], {})] == [
        said
    ]
