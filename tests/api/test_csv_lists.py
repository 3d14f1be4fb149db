"""Any list as a CSV file: every row of it, marked, and no cell that a spreadsheet would run."""

import csv
import io
from typing import Any

import pytest

from app.api import csv_lists
from app.api.csv_lists import csv_response, plain_cell
from app.domain.caller import Role
from tests.parts.service import RunningService, opened


def lines_of(answer: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.text)))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_begins_like_a_formula_is_made_plain(start: str) -> None:
    assert plain_cell(f"{start}1+1") == f"'{start}1+1"
    assert plain_cell(f"a{start}") == f"a{start}"


def test_numbers_days_lists_and_nothing_keep_their_look() -> None:
    assert [plain_cell(value) for value in (None, -3, True, ["a", "b"])] == ["", "-3", "yes", "a; b"]


def test_the_whole_list_comes_as_a_file_however_many_pages_it_has(
    service: RunningService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.api.csv_lists.ROWS_AT_ONCE", 2)
    client = service.system(Role.RW)
    numbers = [opened(client, last_name=f"={place}Alder", crn=None)["prison_number"] for place in range(5)]
    for asked in ({"params": {"format": "csv"}}, {"headers": {"Accept": "text/csv"}}):
        answer = client.get("/api/v1/cases", **asked)
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/csv")
        assert "OFFICIAL-SENSITIVE" in answer.headers["content-disposition"]
        assert answer.headers["protective-marking"] == "OFFICIAL: SENSITIVE"
        lines = lines_of(answer)
        assert sorted(line["prison_number"] for line in lines) == sorted(numbers)
        assert {line["protective_marking"] for line in lines} == {"OFFICIAL: SENSITIVE"}
        assert all(line["last_name"].startswith("'=") for line in lines)


def test_a_file_holds_what_the_caller_may_see_and_what_was_asked_for(service: RunningService) -> None:
    clerk = service.system(Role.RW)
    opened(clerk, prison="EWI", home_region="wales")
    mine = opened(clerk)
    officer = service.person(Role.OMU_OFFICER, prisons=["FHI"])
    assert [line["case_id"] for line in lines_of(officer.get("/api/v1/cases?format=csv"))] == [mine["id"]]
    narrowed = officer.get("/api/v1/cases?format=csv&status=closed")
    assert lines_of(narrowed) == []
    assert narrowed.text.startswith("prison_number,")


def test_a_refused_question_is_refused_before_anything_is_sent(service: RunningService) -> None:
    answer = service.system(Role.RW).get("/api/v1/cases?format=csv&sort=nothing")
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "unknown_sort")
    assert service.system(Role.RW).get("/api/v1/cases?format=xml").status_code == 400


def test_rows_are_not_gathered_before_they_are_sent() -> None:
    drawn: list[int] = []

    def rows() -> Any:
        for number in range(10 * csv_lists.ROWS_AT_ONCE):
            drawn.append(number)
            yield {"n": number}

    csv_response(rows(), (("n", "n"),), "numbers")
    assert len(drawn) == 1
