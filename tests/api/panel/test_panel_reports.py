"""The reports to the two senior responsible owners, and the monitoring extract, over the API."""

import csv
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from app.domain.caller import Role
from app.models.panel_caseload import PanelEntry
from tests.parts.board_room import table
from tests.parts.moves import MovesDesk
from tests.parts.panel_women import REVIEW
from tests.parts.service import RunningService

ACCOUNTS, EXTRACTS = "/api/v1/panel-accounts", "/api/v1/monitoring-extracts"
MADE = {"quarter": "2026-Q3", "reason": "Commissioned monitoring."}
SUMMER = date(2026, 7, 6)


@pytest.fixture
def desk(service: RunningService) -> MovesDesk:
    return MovesDesk(service)


@pytest.fixture
def one_desk(sqlite_service: RunningService) -> MovesDesk:
    return MovesDesk(sqlite_service)


def account(client: TestClient, owner: str, **params: Any) -> dict[tuple[str, str], dict[str, Any]]:
    answer = client.get(ACCOUNTS, params={"owner": owner, **params})
    assert answer.status_code == 200, answer.text
    return {(each["measure"], each["by"]): each for each in answer.json()["tables"]}


def counts(each: dict[str, Any]) -> dict[str, int | None]:
    return {row["category"]: row["count"] for row in each["counts"] if row["count"] != 0}


def on_caseload(desk: MovesDesk, number: int, *, since: date = SUMMER, **changes: Any) -> list[str]:
    cases = [desk.woman(last_name=f"Birchcombe{place}", **changes) for place in range(number)]
    entries = table(PanelEntry)
    with desk.room.database.write() as connection:
        mine = entries.c.case_id.in_(cases)
        connection.execute(sa.update(entries).where(mine).values(entered_on=since))
    return cases


def test_w43_each_owner_has_a_report_and_both_stand_on_the_same_figures(desk: MovesDesk) -> None:
    on_caseload(desk, 2)
    on_caseload(desk, 1, is_restricted=True)
    desk.advised(desk.woman(), kind="wellbeing")
    director = account(desk.director, "prison_group_director")
    deputy = account(desk.room.signed(Role.PANEL_CHAIR), "deputy_director")
    assert {name for name in director if name in deputy} == {
        ("caseload", "route"), ("caseload", "stage"), ("entered", "route"), ("left", "reason"),
        ("referrals", "outcome"), ("boards", "area"), ("recommendations", "kind"), ("actions", "state"),
    }  # fmt: skip
    assert all(director[name] == deputy[name] for name in director if name in deputy)
    assert counts(director["caseload", "route"]) == {"complex_needs": 3, "both": 1}
    assert counts(director["recommendations", "kind"]) == {"wellbeing": 1}
    assert counts(director["boards", "area"]) == {"north": 1}
    assert ("placement_decisions", "prison") in director
    assert ("placement_decisions", "prison") not in deputy
    assert deputy["caseload", "aim_stabilise"]["total"] == 4
    assert counts(deputy["caseload", "aim_stabilise"]) == {"not_recorded": 4}


def test_w43_nobody_reads_the_report_to_the_other_owner(one_desk: MovesDesk) -> None:
    for client, owner, status in (
        (one_desk.director, "deputy_director", 403),
        (one_desk.room.signed(Role.PANEL_CHAIR), "prison_group_director", 403),
        (one_desk.secretary, "deputy_director", 200),
        (one_desk.secretary, "prison_group_director", 200),
    ):
        assert client.get(ACCOUNTS, params={"owner": owner}).status_code == status


def test_w43_a_report_tells_the_months_that_went_without_a_board(one_desk: MovesDesk) -> None:
    one_desk.room.meeting(held_on=date(2026, 9, 4))
    answer = one_desk.secretary.get(
        ACCOUNTS, params={"owner": "deputy_director", "from": "2026-08-01", "to": "2026-10-31"}
    )
    assert answer.json()["months_without_board"] == [
        {"month": "2026-08-01", "areas": ["north", "midlands", "south"]},
        {"month": "2026-09-01", "areas": ["midlands", "south"]},
        {"month": "2026-10-01", "areas": ["north", "midlands", "south"]},
    ]


def test_a_report_counts_the_cases_of_the_readers_scope_alone(one_desk: MovesDesk) -> None:
    on_caseload(one_desk, 2)
    here = one_desk.service.person(Role.GROUP_DIRECTOR, prisons=["FHI"])
    elsewhere = one_desk.service.person(Role.GROUP_DIRECTOR, prisons=["SDI"])
    totals = [
        account(each, "prison_group_director")["caseload", "route"]["total"] for each in (here, elsewhere)
    ]
    assert totals == [2, 0]


def test_a_report_shows_the_caseload_as_it_stood_on_the_last_day(one_desk: MovesDesk) -> None:
    on_caseload(one_desk, 3)
    on_caseload(one_desk, 2, since=date(2026, 10, 1))
    shown = account(one_desk.secretary, "deputy_director", **{"from": "2026-07-01", "to": "2026-09-30"})
    assert shown["caseload", "route"]["total"] == shown["entered", "route"]["total"] == 3


def test_a_report_shows_how_aims_stood_on_the_last_day(desk: MovesDesk) -> None:
    one, other, _ = on_caseload(desk, 3)
    for case, held_on, state in (
        (one, "2026-07-20", "worsening"),
        (one, "2026-09-07", "static"),
        (one, "2026-11-02", "improving"),
        (other, "2026-10-05", "met"),
    ):
        review = REVIEW | {"held_on": held_on, "aims": [{"aim": "progress", "state": state}]}
        answer = desk.secretary.post(f"/api/v1/caseload/{case}/reviews", json=review)
        assert answer.status_code == 201, answer.text

    def stood(last: str) -> dict[str, int | None]:
        days = {"from": "2026-07-01", "to": last}
        return counts(account(desk.secretary, "deputy_director", **days)["caseload", "aim_progress"])

    assert stood("2026-07-10") == {"not_recorded": 3}
    assert stood("2026-08-31") == {"worsening": 1, "not_recorded": 2}
    assert stood("2026-10-31") == {"static": 1, "met": 1, "not_recorded": 1}
    assert stood("2026-11-22") == {"improving": 1, "met": 1, "not_recorded": 1}


@pytest.mark.parametrize("days", [{"from": "2026-11-02", "to": "2026-11-01"}, {"to": "2026-11-23"}])
def test_days_that_cannot_be_are_refused(one_desk: MovesDesk, days: dict[str, str]) -> None:
    answer = one_desk.secretary.get(ACCOUNTS, params={"owner": "deputy_director", **days})
    assert [error["code"] for error in answer.json()["errors"]] == ["period_invalid"]


def test_w44_the_extract_holds_no_name_number_or_date_of_birth(desk: MovesDesk) -> None:
    cases = on_caseload(desk, 6, first_name="Perpetua", date_of_birth="1990-04-03")
    numbers = [desk.clerk.get(f"/api/v1/cases/{case}").json()["prison_number"] for case in cases]
    made = desk.secretary.post(EXTRACTS, json=MADE)
    assert made.status_code == 201, made.text
    inspector = desk.service.person(Role.INSPECTOR, everywhere=True)
    for answer in (
        inspector.get(f"{EXTRACTS}/2026-Q3"),
        inspector.get(f"{EXTRACTS}/2026-Q3", params={"format": "csv"}),
        inspector.get(EXTRACTS),
    ):
        assert answer.status_code == 200
        text = answer.text.lower()
        for word in (
            "perpetua",
            "birchcombe",
            "1990",
            "person ",
            *cases,
            *(each.lower() for each in numbers),
        ):
            assert word not in text
        assert answer.headers["protective-marking"] == "OFFICIAL: SENSITIVE"


def test_w44_small_counts_are_hidden_and_cannot_be_worked_out(desk: MovesDesk) -> None:
    on_caseload(desk, 6)
    on_caseload(desk, 7, is_restricted=True)
    on_caseload(desk, 2, prison="SDI")
    made = desk.secretary.post(EXTRACTS, json=MADE).json()
    tables = {(each["measure"], each["by"]): each for each in made["tables"]}
    assert counts(tables["caseload", "route"]) == {"complex_needs": 8, "both": 7}
    by_prison = tables["caseload", "prison"]
    assert by_prison["total"] == 15
    assert {row["category"] for row in by_prison["counts"] if row["count"] is None} == {"FHI", "SDI"}
    assert ("entered", "route") not in tables


def test_w44_an_extract_stands_as_it_was_made(one_desk: MovesDesk) -> None:
    on_caseload(one_desk, 6)
    made = one_desk.secretary.post(EXTRACTS, json=MADE).json()
    on_caseload(one_desk, 1)
    again = one_desk.secretary.post(EXTRACTS, json=MADE)
    assert (again.status_code, again.json()["errorCode"]) == (409, "extract_made")
    assert one_desk.secretary.get(f"{EXTRACTS}/2026-Q3").json() == made


def test_w44_no_extract_is_made_before_its_quarter_has_settled(one_desk: MovesDesk) -> None:
    answer = one_desk.secretary.post(EXTRACTS, json={**MADE, "quarter": "2026-Q4"})
    assert (answer.status_code, answer.json()["errorCode"]) == (409, "quarter_not_settled")
    assert one_desk.secretary.get(f"{EXTRACTS}/2026-Q4").status_code == 404


def test_w44_making_and_reading_an_extract_leave_their_entries(one_desk: MovesDesk) -> None:
    one_desk.secretary.post(EXTRACTS, json=MADE)
    one_desk.director.get(f"{EXTRACTS}/2026-Q3")
    with one_desk.room.database.read() as connection:
        query = "SELECT what FROM audit_entry WHERE what LIKE 'MONITORING%' ORDER BY id"
        found = connection.exec_driver_sql(query).scalars().all()
    assert found == ["MONITORING_EXTRACT_MADE", "MONITORING_EXTRACT_READ"]


def test_w44_the_file_says_what_the_page_says(one_desk: MovesDesk) -> None:
    on_caseload(one_desk, 6)
    made = one_desk.secretary.post(EXTRACTS, json=MADE).json()
    answer = one_desk.secretary.get(f"{EXTRACTS}/2026-Q3", headers={"Accept": "text/csv"})
    rows = list(csv.DictReader(answer.text.splitlines()))
    shown = [
        (each["measure"], each["by"], row["category"], "[c]" if row["count"] is None else str(row["count"]))
        for each in made["tables"]
        for row in [*each["counts"], {"category": "total", "count": each["total"]}]
    ]
    assert [(row["measure"], row["by"], row["category"], row["count"]) for row in rows] == shown
    assert {row["protective_marking"] for row in rows} == {"OFFICIAL: SENSITIVE"}
