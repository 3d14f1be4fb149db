"""Board data: what a standing agreement covers, in the caller's scope, by cursor or as a stream."""

import csv
import io
import json

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from app.domain.board_data import ALWAYS, OF_THE_CASE, OF_THE_RECORD
from app.domain.caller import Role
from app.repositories.audit import ENTRIES
from app.repositories.board_records import RECORDS
from app.repositories.sharing import DISCLOSURES
from app.schemas.board_data import BoardFields, BoardRecordOut
from tests.parts.board_feed import FIELDS, ROOT, SHARES, agreed, entered, pulled, reader, share_body
from tests.parts.board_room import BoardRoom
from tests.parts.service import RunningService, opened

NDJSON = {"Accept": "application/x-ndjson"}


def test_w19_a_regional_director_reads_only_women_whose_home_is_in_the_region(
    service: RunningService,
) -> None:
    clerk = service.system()
    here = opened(clerk, home_region="east_midlands")["id"]
    there = opened(clerk, home_region="wales", prison="SDI")["id"]
    for case in (here, there):
        for kind in ("recommendation", "decision", "action"):
            entered(service, case, kind)
    agreed(service, recipient="REGIONAL_DIRECTOR")
    agreed(service, recipient="GROUP_DIRECTOR")
    director = service.person(Role.REGIONAL_DIRECTOR, regions=["east_midlands"])
    assert [(row["case_id"], row["kind"]) for row in pulled(director)] == [
        (here, kind) for kind in ("recommendation", "decision", "action")
    ]
    assert director.get(ROOT, params={"case": there}).status_code == 404
    group = service.person(Role.GROUP_DIRECTOR, prisons=["SDI"])
    assert {row["case_id"] for row in pulled(group)} == {there}
    for headers in (NDJSON, {"Accept": "text/csv"}):
        assert there not in director.get(ROOT, headers=headers).text
    nowhere = service.person(Role.REGIONAL_DIRECTOR)
    assert pulled(nowhere) == []


def test_b29_a_partner_is_given_the_agreed_fields_and_no_other(service: RunningService) -> None:
    case = opened(service.system())
    entered(service, case["id"], "action", secret="never shared")
    partner = reader(service, fields=["due_on", "state", "home_region"], everywhere=True)
    [row] = pulled(partner)
    assert set(row) == {*ALWAYS, "home_region", "fields"}
    assert row["fields"] == {"due_on": "2026-12-01", "state": "open"}
    assert row["home_region"] == "east_midlands"
    [line] = partner.get(ROOT, headers=NDJSON).text.splitlines()
    assert json.loads(line) == row
    [cells] = csv.DictReader(io.StringIO(partner.get(ROOT, params={"format": "csv"}).text))
    assert set(cells) == {*ALWAYS, "due_on", "state", "home_region", "protective_marking"}
    whole = reader(service, everywhere=True)
    answer = whole.get(ROOT)
    assert "never shared" not in answer.text
    [record] = answer.json()["items"]
    assert set(record) == {*ALWAYS, *OF_THE_CASE, "fields"}
    assert record["fields"] == FIELDS["action"]
    assert answer.headers["Protective-Marking"] == "OFFICIAL: SENSITIVE"


def test_w42_without_the_chairs_agreement_nothing_is_given(sqlite_service: RunningService) -> None:
    entered(sqlite_service, opened(sqlite_service.system())["id"])
    partner = sqlite_service.system(Role.BOARD_RO)
    for headers in ({}, NDJSON, {"Accept": "text/csv"}):
        refused = partner.get(ROOT, headers=headers)
        assert (refused.status_code, refused.json()["errorCode"]) == (403, "share_needed")
    with sqlite_service.service.api.state.database.read() as connection:
        why = sa.select(ENTRIES.c.details).where(ENTRIES.c.what == "REFUSED")
        assert [row.details["why"] for row in connection.execute(why)] == ["share_needed"] * 3


def test_an_agreement_counts_from_its_first_day_to_its_last(sqlite_service: RunningService) -> None:
    case = opened(sqlite_service.system())["id"]
    entered(sqlite_service, case)
    share = agreed(sqlite_service, from_on="2026-11-23", until_on="2026-11-24")
    statuses = {}
    for day in (22, 23, 24, 25):
        sqlite_service.clock.moment = sqlite_service.clock.moment.replace(day=day)
        director = sqlite_service.person(Role.REGIONAL_DIRECTOR, everywhere=True)
        statuses[day] = director.get(ROOT).status_code
    assert statuses == {22: 403, 23: 200, 24: 200, 25: 403}
    chair = BoardRoom(sqlite_service).signed(Role.PANEL_CHAIR)
    assert chair.get(f"{SHARES}/{share['id']}").json()["state"] == "expired"


def test_an_ended_agreement_gives_nothing_from_that_moment_on(sqlite_service: RunningService) -> None:
    entered(sqlite_service, opened(sqlite_service.system())["id"])
    share = agreed(sqlite_service)
    director = sqlite_service.person(Role.REGIONAL_DIRECTOR, everywhere=True)
    assert len(pulled(director)) == 1
    chair = BoardRoom(sqlite_service).signed(Role.PANEL_CHAIR)
    assert chair.post(f"{SHARES}/{share['id']}/end", json={"reason": "Done."}).json()["state"] == "ended"
    assert director.get(ROOT).status_code == 403


def test_every_answer_with_records_is_a_disclosure_and_an_empty_one_is_none(service: RunningService) -> None:
    case = opened(service.system())["id"]
    director = service.person(Role.REGIONAL_DIRECTOR, everywhere=True)
    share = agreed(service, fields=["due_on"])
    assert director.get(ROOT).json()["items"] == []
    for _ in range(3):
        entered(service, case)
    pulled(director, limit=2)
    director.get(ROOT, headers=NDJSON)
    director.get(ROOT, headers={"Accept": "text/csv"})
    room = BoardRoom(service)
    left = room.signed(Role.PANEL_SECRETARIAT).get("/api/v1/disclosures", params={"share": share["id"]})
    rows = left.json()["items"]
    assert [(row["way"], row["rows"]) for row in rows] == [
        ("file", 3), ("stream", 3), ("page", 1), ("page", 2)
    ]  # fmt: skip
    assert {(row["purpose"], row["recipient"], tuple(row["fields"])) for row in rows} == {
        ("decision_making", "REGIONAL_DIRECTOR", ("due_on",))
    }


def test_pages_of_any_size_and_the_streams_give_the_same_records(service: RunningService) -> None:
    cases = [opened(service.system())["id"] for _ in range(3)]
    for place in range(11):
        entered(service, cases[place % 3], text=f"Line {place}\nnext \\ \"quoted\" ünï \u2028 'x' ,;")
    client = reader(service, everywhere=True)
    whole = pulled(client)
    assert len(whole) == 11
    for size in (1, 2, 5, 11, 12):
        assert pulled(client, limit=size) == whole
    lines = client.get(ROOT, headers=NDJSON)
    assert lines.headers["Content-Type"].startswith("application/x-ndjson")
    assert [json.loads(line) for line in lines.text.split("\n")[:-1]] == whole
    rows = list(csv.DictReader(io.StringIO(client.get(ROOT, params={"format": "csv"}).text)))
    assert [row["id"] for row in rows] == [row["id"] for row in whole]
    assert {row["protective_marking"] for row in rows} == {"OFFICIAL: SENSITIVE"}
    later = client.get(ROOT, params={"after": whole[4]["cursor"], "format": "ndjson"})
    assert [json.loads(line) for line in later.text.split("\n")[:-1]] == whole[5:]


def test_a_reader_who_comes_again_is_given_what_is_new_and_nothing_twice(service: RunningService) -> None:
    case = opened(service.system())["id"]
    client = reader(service, everywhere=True)
    entered(service, case)
    first = client.get(ROOT).json()
    assert (len(first["items"]), first["next"]) == (1, None)
    again = client.get(ROOT, params={"after": first["after"]}).json()
    assert (again["items"], again["next"]) == ([], None)
    subject = entered(service, case)
    entered(service, case, change="changed", subject_id=subject)
    news = client.get(ROOT, params={"after": again["after"]}).json()["items"]
    assert [(row["subject_id"], row["change"]) for row in news] == [(subject, "made"), (subject, "changed")]


def test_the_filters_narrow_what_is_given(service: RunningService) -> None:
    clerk = service.system()
    case, other = opened(clerk), opened(clerk, prison="SDI", home_region="wales")
    entered(service, case["id"], "decision")
    service.clock.moment = service.clock.moment.replace(hour=13)
    entered(service, other["id"], "action")
    client = reader(service, everywhere=True)

    def found(**asked: str) -> set[str]:
        return {row["case_id"] for row in pulled(client, **asked)}

    assert found() == {case["id"], other["id"]}
    assert found(kind="decision") == found(case=case["prison_number"]) == {case["id"]}
    assert found(prison="SDI") == found(region="wales") == {other["id"]}
    assert found(changed_since="2026-11-22T12:30:00Z") == {other["id"]}
    assert found(changed_since="2026-11-22T13:00:00+00:00", kind="decision") == set()
    assert found(prison="SDI", region="east_midlands") == set()


@pytest.mark.parametrize(
    "asked",
    [
        {"after": "nonsense"},
        {"after": "1.1.1"},
        {"limit": "0"},
        {"limit": "1001"},
        {"kind": "rumour"},
        {"changed_since": "2026-11-22T12:00:00"},
        {"changed_since": "yesterday"},
        {"format": "xml"},
        {"unknown": "1"},
    ],
)
def test_what_cannot_be_read_is_refused(sqlite_service: RunningService, asked: dict[str, str]) -> None:
    client = reader(sqlite_service, everywhere=True)
    assert client.get(ROOT, params=asked).status_code == 400


def test_of_two_agreements_the_caller_names_one(sqlite_service: RunningService) -> None:
    entered(sqlite_service, opened(sqlite_service.system())["id"])
    few = agreed(sqlite_service, fields=["due_on"])
    many = agreed(sqlite_service, purpose="safety")
    director = sqlite_service.person(Role.REGIONAL_DIRECTOR, everywhere=True)
    unnamed = director.get(ROOT)
    assert (unnamed.status_code, unnamed.json()["errors"][0]["code"]) == (400, "share_ambiguous")
    assert set(pulled(director, share=few["id"])[0]) == {*ALWAYS, "fields"}
    assert set(pulled(director, share=few["id"])[0]["fields"]) == {"due_on"}
    assert "text" in pulled(director, share=many["id"])[0]["fields"]
    foreign = agreed(sqlite_service, recipient="GROUP_DIRECTOR")
    assert director.get(ROOT, params={"share": foreign["id"]}).status_code == 403


def test_cells_that_a_spreadsheet_would_run_are_made_text(sqlite_service: RunningService) -> None:
    entered(sqlite_service, opened(sqlite_service.system())["id"])
    client = reader(sqlite_service, everywhere=True)
    [row] = csv.DictReader(io.StringIO(client.get(ROOT, params={"format": "csv"}).text))
    assert row["text"] == "'=call the team"


def test_records_are_as_the_document_says(service: RunningService) -> None:
    for kind in ("recommendation", "decision", "action"):
        entered(service, opened(service.system())["id"], kind)
    for row in pulled(reader(service, everywhere=True)):
        BoardRecordOut.model_validate(row)
    assert set(BoardRecordOut.model_fields) == {*ALWAYS, *OF_THE_CASE, "fields"}
    assert set(BoardFields.model_fields) == set(OF_THE_RECORD)


def test_what_was_entered_and_what_left_is_kept_for_good(service: RunningService) -> None:
    entered(service, opened(service.system())["id"])
    pulled(reader(service, everywhere=True))
    database = service.service.api.state.database
    for statement in (
        sa.update(RECORDS).values(kind="decision"),
        sa.delete(RECORDS),
        sa.update(DISCLOSURES).values(purpose="safety"),
        sa.delete(DISCLOSURES),
    ):
        with pytest.raises(DBAPIError, match="kept"), database.write() as connection:
            connection.execute(statement)


def test_a_person_without_a_directors_role_reads_no_board_data(sqlite_service: RunningService) -> None:
    room = BoardRoom(sqlite_service)
    for role in (Role.PANEL_SECRETARIAT, Role.PANEL_CHAIR, Role.OMU_MANAGER):
        assert room.signed(role).get(ROOT).status_code == 403
    assert sqlite_service.system(Role.RW).get(ROOT).status_code == 403
    agreed(sqlite_service, **share_body())
    assert sqlite_service.person(Role.BOARD_RO, everywhere=True).get(ROOT).status_code == 403
