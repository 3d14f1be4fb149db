"""Parole reviews from a file: told as facts, described beside them, refused by column, and never told twice."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.refusals import InvalidInput
from app.repositories.database import Database
from app.repositories.parole import REVIEWS
from app.services.rebuild import rebuild
from app.settings import Settings
from tests.services.test_imports import FACTS, OFFICER, SYSTEM, TODAY, Importing

CASES = (
    "prison_number,crn,first_name,last_name,prison,sentence_start_date,sentence_type,length_months,release_date,provider\n"
    "A1234BC,X123456,Amara,Birch,FHI,2024-01-08,EDS,120,2032-01-08,nps\n"
    "A1234BD,X123457,Opal,Cedar,EWI,2024-01-08,EDS,120,2032-01-08,nps\n"
)
HEADER = (
    "prison_number,review,review_type,started_on,target_hearing_date,adjourned_on,outcome,decided_on,final_on,"
    "on_papers,stage,custody_report_due\n"
)
STARTED = "A1234BC,2026/1,On tariff,2026-03-02,2026-09-07,,,,,,dossier,2026-08-10\n"
DECIDED = "A1234BC,2026/1,On tariff,2026-03-02,2026-09-07,,negative,2026-09-14,2026-10-05,false,decided,2026-08-10\n"


@pytest.fixture
def importing(database_url: str, tmp_path: Path) -> Iterator[Importing]:
    database = Database(Settings(database_url=database_url, var_dir=tmp_path))
    made = Importing(database)
    made.take(CASES)
    yield made
    database.dispose()


def told(importing: Importing) -> list[str]:
    facts = importing.rows(FACTS)
    return sorted(fact["type"] for fact in facts if fact["source"] == "parole_file")


def outcomes(taken: Any) -> list[str]:
    return [row["outcome"] for row in taken.rows]


def codes(taken: Any) -> list[tuple[str, str]]:
    return [(reason["field"], reason["code"]) for row in taken.rows for reason in row["reasons"]]


def test_a_file_of_reviews_is_known_by_its_header_and_told_as_facts(importing: Importing) -> None:
    taken = importing.take(HEADER + DECIDED)
    assert taken.run["format"] == "parole_reviews"
    assert outcomes(taken) == ["changed"]
    assert told(importing) == ["parole_decision", "parole_process_started"]
    (review,) = importing.rows(REVIEWS)
    assert (review["state"], review["outcome"], str(review["final_on"])) == (
        "decided",
        "negative",
        "2026-10-05",
    )
    assert (review["stage"], str(review["custody_report_due"])) == ("decided", "2026-08-10")


def test_a_second_run_of_the_same_file_changes_nothing(importing: Importing) -> None:
    importing.take(HEADER + DECIDED)
    before = (importing.rows(FACTS), importing.rows(REVIEWS))
    again = importing.take(HEADER + DECIDED, again=True)
    assert outcomes(again) == ["unchanged"]
    assert (importing.rows(FACTS), importing.rows(REVIEWS)) == before


def test_a_later_file_tells_only_what_is_new(importing: Importing) -> None:
    importing.take(HEADER + STARTED)
    assert outcomes(importing.take(HEADER + DECIDED)) == ["changed"]
    assert told(importing) == ["parole_decision", "parole_process_started"]


def test_a_hearing_that_moved_is_told_and_one_put_off_is_not_set_again(importing: Importing) -> None:
    importing.take(HEADER + STARTED)
    put_off = STARTED.replace("2026-09-07,,", "2026-09-07,2026-09-07,")
    importing.take(HEADER + put_off)
    assert outcomes(importing.take(HEADER + put_off, again=True)) == ["unchanged"]
    assert told(importing) == ["parole_adjourned", "parole_process_started"]
    moved = put_off.replace("2026-09-07,2026-09-07,", "2027-01-18,2026-09-07,")
    assert outcomes(importing.take(HEADER + moved)) == ["changed"]
    assert outcomes(importing.take(HEADER + moved, again=True)) == ["unchanged"]
    (review,) = importing.rows(REVIEWS)
    assert (str(review["hearing_on"]), review["put_off"]) == ("2027-01-18", "adjourned")


def test_the_same_comes_as_ndjson(importing: Importing) -> None:
    rows = [{"crn": "X123456", "review": "2026/1", "started_on": "2026-03-02", "hearing_mode": "video"}]
    assert outcomes(importing.take(rows)) == ["changed"]
    assert outcomes(importing.take(rows, wanted="ndjson", again=True)) == ["unchanged"]
    assert importing.rows(REVIEWS)[0]["hearing_mode"] == "video"


def test_a_bad_row_stops_no_good_one_and_each_says_its_column_and_code(importing: Importing) -> None:
    importing.take(HEADER + DECIDED)
    taken = importing.take(
        "prison_number,review,started_on,outcome,decided_on,stage\n"
        "A9999ZZ,2026/1,2026-03-02,,,\n"
        "A1234BC,2026/1,2026-03-03,,,\n"
        "A1234BC,2026/1,,release_directed,2026-11-02,\n"
        "A1234BC,2026/2,2026-11-23,,,\n"
        "A1234BC,2026/2,,negative,,\n"
        "A1234BC,2026/2,,refused,2026-11-02,\n"
        "A1234BC,2026/2,46000,,,\n"
        "A1234BC,=2026/2,2026-11-02,,,\n"
        "A1234BC,,2026-11-02,,,\n"
        "A1234BD,2026/2,2026-11-02,,,dossier\n"
    )
    assert outcomes(taken) == ["rejected"] * 9 + ["changed"]
    assert codes(taken) == [
        ("prison_number", "case_not_found"),
        ("started_on", "review_known_otherwise"),
        ("outcome", "review_known_otherwise"),
        ("started_on", "date_in_future"),
        ("decided_on", "missing"),
        ("outcome", "unknown_value"),
        ("started_on", "date_is_serial"),
        ("review", "formula_cell"),
        ("review", "missing"),
    ]


def test_reviews_of_cases_elsewhere_are_not_taken(importing: Importing) -> None:
    rows = HEADER + STARTED.replace("A1234BC", "A1234BD") + STARTED
    taken = importing.take(rows, OFFICER)
    assert outcomes(taken) == ["rejected", "changed"]
    assert codes(taken) == [("prison_number", "case_not_found")]


def test_a_header_with_other_columns_is_refused_whole(importing: Importing) -> None:
    with pytest.raises(InvalidInput) as refused:
        importing.take("prison_number,review,panel\nA1234BC,2026/1,3\n")
    assert [(error.field, error.code) for error in refused.value.errors] == [("panel", "unknown_column")]


def test_what_was_told_and_taken_back_is_not_told_again(importing: Importing) -> None:
    importing.take(HEADER + STARTED)
    with importing.database.write() as connection:
        connection.execute(
            FACTS.update().where(FACTS.c.source == "parole_file").values(retracted_on=TODAY, retracted_by="x")
        )
    importing.take(HEADER + STARTED, again=True)
    assert told(importing) == ["parole_process_started"]


def test_what_the_file_writes_rebuilds_to_the_same(importing: Importing) -> None:
    importing.take(HEADER + DECIDED)
    assert list(rebuild(importing.database, SYSTEM, importing.moment, TODAY, mend=False)) == []
