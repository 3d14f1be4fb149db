"""Policy `omic` against its table: each rule's edge and the days beside it, each reason code, each precedence."""

from datetime import date
from typing import Any

import pytest

from app.domain.evaluation import evaluate
from tests.domain.naive_omic import answer
from tests.domain.omic_table import CASES, PRODUCED, said
from tests.domain.test_omic import found_on

GATE = {"legal_status", "imprisonment_status", "date_of_birth"}
FLAT_DATES = {name for case in CASES for name in case["sentence"] if name.endswith(("_date", "_since"))}
TOLD_PLAINLY = [
    case
    for case in CASES
    if not case.get("events")
    and not GATE & case["sentence"].keys()
    and {"start_date", "sentence_type"} <= case["sentence"].keys()
    and "prison" not in case["sentence"]
]
"""The cases of flat facts alone, which the oracle can read too."""


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['id']} {case['note']}")
def test_each_case_of_the_table_is_answered_exactly(case: dict[str, Any]) -> None:
    assert said(evaluate(case, "omic")) == case["expect"]


def test_the_table_holds_every_reason_and_names_a_paragraph_each_time() -> None:
    codes = {row["reason_code"] for case in CASES for row in case["expect"]}
    assert codes >= PRODUCED | {"outside_policy", "not_sentenced", "released_on_licence", "sentence_ended"}
    assert len(CASES) >= 150
    assert [case["id"] for case in CASES if not case["note"].split(":")[0]] == []
    assert len({case["note"] for case in CASES}) == len(CASES)


@pytest.mark.parametrize("case", TOLD_PLAINLY, ids=lambda case: case["id"])
def test_the_oracle_reads_the_table_as_it_stands(case: dict[str, Any]) -> None:
    flat = {
        name: date.fromisoformat(value) if name in FLAT_DATES and value else value
        for name, value in case["sentence"].items()
    }
    if "open_prison_rules_apply" not in flat and flat.get("open_conditions"):
        arrived = flat.get("prison_arrival_date")
        flat["open_prison_rules_apply"] = flat["estate"] == "women" or arrived >= date(2021, 3, 31)
    days = [row for row in case["expect"] if date.fromisoformat(row["date"]) >= flat["start_date"]]
    assert [answer(flat, date.fromisoformat(row["date"])) for row in days] == [found_on(row) for row in days]
