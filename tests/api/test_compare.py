"""Comparing two policies over a caseload: what is kept, what is counted, who may read it, and its files."""

import csv
import io
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from app.domain.caller import Role
from app.repositories import compare as repository
from app.repositories.compare import MOVES, RUNS
from app.services import compare
from app.services.compare import starting, weighing
from app.services.worker_names import worker_name
from tests.parts.policies import put_in_force
from tests.parts.service import RunningService, case_body, opened, told

OPTIONS = {"left": {"policy": "omcp-2013-option-1"}, "right": {"policy": "omcp-2013-option-2"}}
ROOT = "/api/v1/policies"


def release(day: str, **changes: Any) -> dict[str, Any]:
    return {**changes, "sentence": {**case_body()["sentence"], "release_date": day}}


def estate(service: RunningService) -> TestClient:
    """Seven cases: five that option 2 leaves with the prison for a while, one contracted out, one released."""
    client = service.system()
    for number, day in enumerate(("2027-07-01", "2027-07-20", "2028-01-01", "2028-02-29", "2029-03-31")):
        prison = {"prison": "FHI"} if number < 3 else {"prison": "DHI", "home_region": "wales"}
        opened(client, **release(day, **prison))
    opened(client, **release("2028-01-01", provider="crc"))
    out = opened(client, **release("2026-10-01"))
    told(client, out["id"], {"type": "released", "date": "2026-10-01"})
    return client


def compared(client: TestClient, status: int = 201, **changes: Any) -> dict[str, Any]:
    answer = client.post(f"{ROOT}/compare", json={**OPTIONS, **changes})
    assert answer.status_code == status, answer.text
    run: dict[str, Any] = answer.json()
    return run


def work(service: RunningService) -> None:
    database = service.service.api.state.database
    while compare.work_on_comparisons(database, service.clock, worker_name()):
        pass


def read(client: TestClient, path: str, **params: Any) -> dict[str, Any]:
    answer = client.get(f"{ROOT}/comparisons{path}", params=params)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def rows_of(client: TestClient, path: str, **params: Any) -> list[dict[str, str]]:
    answer = client.get(f"{ROOT}/comparisons{path}", params={**params, "format": "csv"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_who_moves_and_when_is_told_with_both_owners(service: RunningService) -> None:
    client = estate(service)
    run = compared(client)
    assert (run["state"], run["cases_total"], run["cases_done"]) == ("done", 7, 7)
    assert (run["moved"], run["moved_side"]) == (5, 5)
    assert run["result"]["directions"] == [{"left": "community", "right": "custody", "cases": 5}]
    moves = read(client, f"/{run['id']}/moves", size=2)
    assert moves["total"] == 5
    first = moves["items"][0]
    assert first["differs_on"] == first["side_differs_on"] == "2026-11-22"
    assert first["left"] == {
        "responsible": "community", "lead_role": "community_offender_manager", "reason_code": "split_retained",
    }  # fmt: skip
    assert first["right"]["lead_role"] == "seconded_probation_officer"
    seen = [item["case"]["id"] for item in moves["items"]]
    while moves["next"]:
        moves = read(client, f"/{run['id']}/moves", size=2, next=moves["next"])
        seen += [item["case"]["id"] for item in moves["items"]]
    assert len(seen) == len(set(seen)) == 5


def test_cases_staff_and_handovers_are_told_by_month(service: RunningService) -> None:
    client = estate(service)
    run = compared(client, caseload=2)
    months = run["result"]["months"]
    assert len(months) == 60
    assert (months[0]["month"], months[0]["counted_on"]) == ("2026-11", "2026-11-30")
    assert months[0]["moves"] == 5
    assert (months[0]["left"]["custody"], months[0]["left"]["community"]) == (1, 6)
    assert (months[0]["right"]["custody"], months[0]["right"]["community"]) == (6, 1)
    assert (months[0]["right"]["custody_staff"], months[0]["right"]["community_staff"]) == (3, 1)
    handed = {month["month"]: month["right"]["handovers"] for month in months if month["right"]["handovers"]}
    assert handed == {"2027-01": 2, "2027-07": 1, "2027-08": 1, "2028-09": 1}
    assert not any(month["left"]["handovers"] for month in months)
    by_prison = read(client, f"/{run['id']}/handovers")["items"]
    assert [(row["code"], row["left_total"], row["right_total"]) for row in by_prison] == [
        ("DHI", 0, 2), ("FHI", 0, 3),
    ]  # fmt: skip
    by_region = read(client, f"/{run['reference']}/handovers", by="region", size=1)
    assert by_region["items"][0]["name"] == "East Midlands"
    assert (by_region["total"], bool(by_region["next"])) == (2, True)


def test_the_tables_can_be_had_as_files(sqlite_service: RunningService) -> None:
    client = estate(sqlite_service)
    run = compared(client)
    moves = rows_of(client, f"/{run['id']}/moves")
    assert [row["right_responsible"] for row in moves] == ["custody"] * 5
    assert {row["protective_marking"] for row in moves} == {"OFFICIAL: SENSITIVE"}
    owned = rows_of(client, f"/{run['id']}/owned")
    [first] = [
        row for row in owned if row["month"] == "2026-11" and row["lead_role"] == "seconded_probation_officer"
    ]
    assert (first["left_cases"], first["right_cases"], first["right_staff"]) == ("0", "5", "1")
    handovers = rows_of(client, f"/{run['id']}/handovers")
    assert len(handovers) == 2 * 60
    assert sum(int(row["right"]) for row in handovers) == 5


def test_no_cell_of_a_file_is_taken_for_a_formula(sqlite_service: RunningService) -> None:
    client = sqlite_service.system()
    opened(client, **release("2028-01-01", last_name="=1+1", first_name="@cmd"))
    run = compared(client)
    [row] = rows_of(client, f"/{run['id']}/moves")
    assert (row["last_name"], row["first_name"]) == ("'=1+1", "'@cmd")


def test_two_settings_of_one_policy_may_be_compared(sqlite_service: RunningService) -> None:
    client = estate(sqlite_service)
    nine = {"policy": "omcp-2013-option-2", "settings": {"handover_months": 9, "recall": "community"}}
    run = compared(client, left={"policy": "omcp-2013-option-2"}, right=nine)
    assert run["right"]["settings"] == {"handover_months": 9}
    assert run["moved"] == 5
    no_lead = {"policy": "omcp-2013-option-2", "settings": {"seconded_lead": False}}
    run = compared(client, left={"policy": "omcp-2013-option-2"}, right=no_lead)
    assert (run["moved"], run["moved_side"]) == (5, 0)
    assert read(client, f"/{run['id']}/moves")["items"][0]["side_differs_on"] is None


def test_what_is_in_force_agrees_with_itself_and_names_its_decisions(sqlite_service: RunningService) -> None:
    client = estate(sqlite_service)
    run = compared(client, left={}, right={"policy": "omcp-2013-option-2"})
    assert run["moved"] == 0
    assert run["left"]["policy"] == "in_force"
    assert [each["policy"] for each in run["left"]["decisions"]] == ["omcp-2013-option-2"]
    assert read(client, f"/{run['id']}/moves")["items"] == []


def test_what_is_in_force_is_each_cases_own_and_as_when_the_run_was_started(
    sqlite_service: RunningService, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = estate(sqlite_service)
    wales = {"place_kind": "region", "place_code": "wales"}
    put_in_force(sqlite_service, "2027-02-01", **wales)
    run = compared(client, left={}, right={"policy": "omcp-2013-option-2"})
    assert run["moved"] == 2
    moves = read(client, f"/{run['id']}/moves")["items"]
    assert {(move["differs_on"], move["home_region"]) for move in moves} == {("2027-02-01", "wales")}
    cited = [(each["policy"], each["place_code"]) for each in run["left"]["decisions"]]
    assert cited == [("omcp-2013-option-2", None), ("omcp-2013-option-1", "wales")]
    monkeypatch.setattr(starting, "AT_ONCE", 0)
    waiting = compared(client, status=202, left={}, right={"policy": "omcp-2013-option-2"})
    put_in_force(sqlite_service, "2027-03-01")
    work(sqlite_service)
    assert read(client, f"/{waiting['id']}")["moved"] == 2


NARROWED: tuple[tuple[dict[str, Any], int], ...] = (
    ({"prisons": ["FHI"]}, 5),
    ({"prisons": ["FHI", "DHI"]}, 7),
    ({"regions": ["wales"]}, 2),
    ({"prisons": ["FHI"], "regions": ["wales"]}, 0),
    ({"provider": "crc"}, 1),
    ({"sentence_type": "LIFE"}, 0),
    ({"estate": "women"}, 7),
    ({"estate": "men"}, 0),
)


def test_a_filter_narrows_the_cases(sqlite_service: RunningService) -> None:
    client = estate(sqlite_service)
    for narrowed, cases in NARROWED:
        assert (narrowed, compared(client, filter=narrowed)["cases_total"]) == (narrowed, cases)


def test_a_large_one_is_taken_in_the_background(
    service: RunningService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "AT_ONCE", 2)
    monkeypatch.setattr(weighing, "CASES_AT_ONCE", 3)
    client = estate(service)
    run = compared(client, status=202)
    assert (run["state"], run["result"], run["cases_done"]) == ("queued", None, 0)
    early = client.get(f"{ROOT}/comparisons/{run['id']}/moves")
    assert (early.status_code, early.json()["errorCode"]) == (404, "not_over")
    work(service)
    found = read(client, f"/{run['id']}")
    monkeypatch.setattr(starting, "AT_ONCE", 300)
    at_once = compared(client)
    assert found["state"] == "done"
    assert found["result"] == at_once["result"]
    assert (found["moved"], found["cases_done"]) == (at_once["moved"], 7)


def test_facts_told_while_it_waits_do_not_count(
    sqlite_service: RunningService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "AT_ONCE", 0)
    client = estate(sqlite_service)
    run = compared(client, status=202)
    case = client.get("/api/v1/cases", params={"prison": "DHI"}).json()["items"][0]
    sqlite_service.clock.moment = sqlite_service.clock.moment.replace(hour=13)
    client = sqlite_service.system()
    told(client, case["id"], {"type": "provider_changed", "date": "2026-11-22", "provider": "crc"})
    opened(client, **release("2028-01-01"))
    work(sqlite_service)
    found = read(client, f"/{run['id']}")
    assert (found["cases_done"], found["cases_total"], found["moved"]) == (7, 7, 5)


def test_a_kept_run_never_changes(sqlite_service: RunningService) -> None:
    client = estate(sqlite_service)
    run = compared(client)
    moves = rows_of(client, f"/{run['id']}/moves")
    for case in client.get("/api/v1/cases", params={"prison": "FHI"}).json()["items"]:
        told(client, case["id"], {"type": "provider_changed", "date": "2026-11-22", "provider": "crc"})
    work(sqlite_service)
    assert read(client, f"/{run['id']}") == run
    assert rows_of(client, f"/{run['id']}/moves") == moves
    for verb in ("PUT", "PATCH", "DELETE"):
        assert client.request(verb, f"{ROOT}/comparisons/{run['id']}", json={}).status_code == 405
    database = sqlite_service.service.api.state.database
    with database.write() as connection:
        assert not rewritten(connection, run["id"])


def rewritten(connection: Any, run_id: str) -> bool:
    """Whether a worker could take the run up again, or write anything of it."""
    asked = sa.select(RUNS).where(RUNS.c.id == run_id)
    row = connection.execute(asked).mappings().one()
    is_waiting = any(each["id"] == run_id for each in repository.waiting(connection))
    went_on = repository.go_on(connection, run_id, "x", row["position"], {"moved": 99})
    repository.fail(connection, run_id, "x", "y", row["created_at"])
    return is_waiting or went_on or dict(connection.execute(asked).mappings().one()) != dict(row)


def test_a_run_takes_in_the_cases_of_whoever_makes_it(sqlite_service: RunningService) -> None:
    estate(sqlite_service)
    manager = sqlite_service.person(Role.OMU_MANAGER, prisons=["FHI"])
    assert compared(manager)["cases_total"] == 5
    assert compared(manager, filter={"prisons": ["DHI"]})["cases_total"] == 0
    senior = sqlite_service.person(Role.COMMUNITY_SENIOR, regions=["wales"])
    assert compared(senior)["cases_total"] == 2


def test_a_run_is_shown_only_to_who_may_see_all_its_places(service: RunningService) -> None:
    everywhere = estate(service)
    of_fhi = compared(service.person(Role.OMU_MANAGER, prisons=["FHI"]))
    of_all = compared(everywhere)
    of_wales = compared(everywhere, filter={"regions": ["wales"]})
    readers = {
        "all": (everywhere, {of_fhi["id"], of_all["id"], of_wales["id"]}),
        "fhi": (service.person(Role.OMU_MANAGER, prisons=["FHI"]), {of_fhi["id"]}),
        "dhi": (service.person(Role.OMU_MANAGER, prisons=["DHI"]), set()),
        "wales": (service.person(Role.COMMUNITY_SENIOR, regions=["wales"]), {of_wales["id"]}),
        "both": (
            service.person(Role.GROUP_DIRECTOR, prisons=["FHI", "DHI"], regions=["wales"]),
            {of_fhi["id"], of_wales["id"]},
        ),
    }
    for who, (client, seen) in readers.items():
        assert {each["id"] for each in read(client, "")["items"]} == seen, who
        for run in (of_fhi, of_all, of_wales):
            for path in ("", "/moves", "/owned", "/handovers"):
                for name in (run["id"], run["reference"]):
                    answer = client.get(f"{ROOT}/comparisons/{name}{path}")
                    assert answer.status_code == (200 if run["id"] in seen else 404), (who, path)


def test_a_case_that_has_left_is_counted_and_not_named(sqlite_service: RunningService) -> None:
    client = estate(sqlite_service)
    manager = sqlite_service.person(Role.OMU_MANAGER, prisons=["FHI"])
    run = compared(manager)
    gone = read(manager, f"/{run['id']}/moves")["items"][0]["case"]
    told(client, gone["id"], {"type": "prison_transfer", "date": "2026-11-22", "to_prison": "DHI"})
    moves = read(manager, f"/{run['id']}/moves")
    assert moves["total"] == 3
    assert [item["case"] is None for item in moves["items"]].count(True) == 1
    files = manager.get(f"{ROOT}/comparisons/{run['id']}/moves", params={"format": "csv"}).text
    assert gone["id"] not in files
    assert gone["prison_number"] not in files


def test_runs_are_listed_in_pages_the_latest_first(sqlite_service: RunningService) -> None:
    client = sqlite_service.system()
    ids = [compared(client)["id"] for _ in range(3)]
    first = read(client, "", size=2)
    assert [each["id"] for each in first["items"]] == ids[:0:-1]
    assert [each["id"] for each in read(client, "", size=2, next=first["next"])["items"]] == ids[:1]


def test_the_same_key_starts_one_run(sqlite_service: RunningService) -> None:
    client = sqlite_service.system()
    sent = [
        client.post(f"{ROOT}/compare", json=OPTIONS, headers={"Idempotency-Key": "once"}) for _ in range(2)
    ]
    assert sent[0].json() == sent[1].json()
    assert len(read(client, "")["items"]) == 1


REFUSED: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({"left": {"policy": "none"}}, "left.policy", "unknown_policy"),
    ({"right": {"settings": {"recall": "custody_until_parole"}}}, "right.settings", "not_for_in_force"),
    (
        {"left": {"policy": "omcp-2013-option-2", "settings": {"nothing": 1}}},
        "left.settings.nothing",
        "unknown_setting",
    ),
    ({"filter": {"prisons": ["ZZZ"]}}, "filter.prisons", "unknown_prison"),
    ({"filter": {"regions": ["nowhere"]}}, "filter.regions", "unknown_region"),
)


def test_what_there_is_not_is_refused(sqlite_service: RunningService) -> None:
    client = sqlite_service.system()
    for changes, field, code in REFUSED:
        problem = compared(client, status=400, **changes)
        assert [(each["field"], each["code"]) for each in problem["errors"]] == [(field, code)]


def test_a_run_of_no_cases_is_kept_too(sqlite_service: RunningService) -> None:
    database = sqlite_service.service.api.state.database
    compared(sqlite_service.system(Role.RW, prisons=["FHI"]))
    with database.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(RUNS)).scalar_one() == 1
        assert connection.execute(sa.select(sa.func.count()).select_from(MOVES)).scalar_one() == 0
