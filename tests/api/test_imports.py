"""Imports over the API: receiving a file, asking how far it is, its rows as pages and as a file, and refusals."""

import csv
import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.domain.caller import Role
from app.services.imports import work_on_imports
from tests.parts.prisoner_records import record, records
from tests.parts.service import RunningService

HEADER = "prison_number,first_name,last_name,prison"


def send(client: TestClient, content: str | bytes, name: str = "people.csv", **fields: Any) -> Any:
    headers = fields.pop("headers", {})
    return client.post("/api/v1/imports", files={"file": (name, content)}, data=fields, headers=headers)


def take_all(service: RunningService) -> None:
    while work_on_imports(service.service.api.state.database, service.clock, "a worker"):
        pass


def test_a_file_is_received_taken_in_the_background_and_shown(service: RunningService) -> None:
    client = service.system(Role.RW)
    people = "\n".join(json.dumps(one) for one in records(5))
    answer = send(
        client, people, "../C:\\today's people.ndjson", format="prisoner_search", file_date="2026-11-21"
    )
    assert answer.status_code == 202, answer.text
    run = answer.json()
    assert answer.headers["location"] == f"/api/v1/imports/{run['id']}"
    assert answer.headers["protective-marking"] == "OFFICIAL: SENSITIVE"
    assert (run["state"], run["format"], run["file_date"]) == ("queued", "prisoner_search", "2026-11-21")
    assert run["file_name"] == "today_s people.ndjson"
    take_all(service)
    done = client.get(answer.headers["location"]).json()
    assert (done["state"], done["rows_total"], done["bytes_done"]) == ("done", 5, done["size_bytes"])
    assert done["counts"] == {"created": 5, "changed": 0, "unchanged": 0, "rejected": 0, "missing": 0}
    assert [one["id"] for one in client.get("/api/v1/imports").json()["items"]] == [run["id"]]


def test_rows_come_a_page_at_a_time(service: RunningService) -> None:
    client = service.system(Role.RW)
    run = send(client, "\n".join(json.dumps(one) for one in [*records(5), record(prisonId="QQQ")])).json()
    take_all(service)
    path = f"/api/v1/imports/{run['id']}/rows"
    first = client.get(path, params={"size": 4}).json()
    rest = client.get(path, params={"size": 4, "next": first["next"]}).json()
    assert [row["row"] for row in first["items"] + rest["items"]] == [1, 2, 3, 4, 5, 6]
    assert rest["next"] is None
    [rejected] = client.get(path, params={"outcome": "rejected"}).json()["items"]
    assert rejected["row"] == 6
    assert [(r["field"], r["code"]) for r in rejected["reasons"]] == [("prisonId", "unknown_prison")]


def test_the_download_is_marked_and_runs_in_no_spreadsheet(sqlite_service: RunningService) -> None:
    client = sqlite_service.system(Role.RW)
    run = send(client, '{"prison_number": "A1234BC", "=cmd": 1}\n{"prison_number": "A1234BC"}\n').json()
    take_all(sqlite_service)
    answer = client.get(f"/api/v1/imports/{run['id']}/rows.csv")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["protective-marking"] == "OFFICIAL: SENSITIVE"
    assert "OFFICIAL-SENSITIVE" in answer.headers["content-disposition"]
    rows = list(csv.DictReader(answer.text.splitlines()))
    assert rows[0]["field"] == "'=cmd"
    assert {row["protective_marking"] for row in rows} == {"OFFICIAL: SENSITIVE"}


@pytest.mark.parametrize(
    ("content", "fields", "error"),
    [
        (f"{HEADER},shoe_size\n", {}, ("shoe_size", "unknown_column")),
        (b"\xff\xfea\x00", {}, ("file", "utf_16")),
        (b"", {}, ("file", "file_empty")),
        (f"{HEADER}\n", {"file_date": "2027-01-01"}, ("file_date", "date_in_future")),
        (f"{HEADER}\n", {"file_date": "22/11/2026"}, ("file_date", "date_invalid")),
        (f"{HEADER}\n", {"format": "xml"}, ("format", "not_one_of")),
        (f"{HEADER}\n", {"format": "ndjson"}, ("file", "not_json")),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_at_once(
    sqlite_service: RunningService, content: Any, fields: dict[str, str], error: tuple[str, str]
) -> None:
    client = sqlite_service.system(Role.RW)
    answer = send(client, content, **fields)
    assert answer.status_code == 400, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert error in [(one["field"], one["code"]) for one in answer.json()["errors"]]
    assert client.get("/api/v1/imports").json()["items"] == []


def test_a_key_gets_the_first_answer_again_and_starts_no_other_run(service: RunningService) -> None:
    client = service.system(Role.RW)
    key = {"Idempotency-Key": "one"}
    first = send(client, f"{HEADER}\nA1234BC,A,B,FHI\n", headers=key)
    take_all(service)
    again = send(client, f"{HEADER}\nA1234BC,A,B,FHI\n", headers=key)
    assert again.json() == first.json()
    assert len(client.get("/api/v1/imports").json()["items"]) == 1
    other = send(client, f"{HEADER}\nA1234BC,A,C,FHI\n", headers=key)
    assert other.status_code == 422
    assert len(client.get("/api/v1/imports").json()["items"]) == 1


def test_the_same_file_under_way_is_one_run_and_once_done_another_that_changes_nothing(
    service: RunningService,
) -> None:
    client = service.system(Role.RW)
    content = f"{HEADER}\nA1234BC,A,B,FHI\n"
    first, second = send(client, content).json(), send(client, content).json()
    assert first["id"] == second["id"]
    take_all(service)
    third = send(client, content).json()
    take_all(service)
    assert client.get(f"/api/v1/imports/{third['id']}").json()["counts"]["unchanged"] == 1


def test_an_import_is_its_uploaders_and_an_administrators(service: RunningService) -> None:
    mine = service.person(Role.OMU_OFFICER, prisons=("FHI",))
    run = send(mine, f"{HEADER}\nA1234BC,A,B,BZI\n").json()
    take_all(service)
    paths = [f"/api/v1/imports/{run['id']}{rest}" for rest in ("", "/rows", "/rows.csv")]
    other = service.person(Role.OMU_MANAGER, prisons=("FHI",))
    admin = service.person(Role.ADMIN)
    for path in paths:
        assert mine.get(path).status_code == 200
        assert admin.get(path).status_code == 200
        assert other.get(path).status_code == 404
        assert service.person(Role.INSPECTOR, everywhere=True).get(path).status_code == 403
        assert service.anonymous().get(path).status_code == 401
    assert other.get("/api/v1/imports").json()["items"] == []
    [row] = mine.get(paths[1]).json()["items"]
    assert row["reasons"][0]["code"] == "outside_your_scope"


@pytest.mark.parametrize("run", ["nothing", "%00", "0199aaaa-0000-7000-8000-000000000000", "'"])
def test_an_import_that_is_not_there_is_not_found(service: RunningService, run: str) -> None:
    client = service.system(Role.RW)
    for rest in ("", "/rows", "/rows.csv"):
        assert client.get(f"/api/v1/imports/{run}{rest}").status_code in {400, 404}
    assert client.get("/api/v1/imports?next=zzz").status_code == 400
