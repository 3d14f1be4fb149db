"""Cases and their facts over the API: opening, telling, retracting, asking as the record stood, and refusals."""

from datetime import date
from typing import Any

import pytest

from app.domain.caller import Role
from tests.parts.service import RunningService, case_body, opened, told

PAROLE = {"type": "parole_process_started", "review": "first"}


def codes(answer: Any) -> set[tuple[str, str]]:
    """The fields and codes that an error names."""
    return {(error["field"], error["code"]) for error in answer.json()["errors"]}


def test_a_case_is_found_by_id_number_and_crn_in_any_letter_case(service: RunningService) -> None:
    client = service.system(Role.RW)
    case = opened(client, prison_number="A4321BC", crn="X654321")
    for reference in (case["id"], case["id"].upper(), "a4321bc", "A4321BC", "x654321"):
        found = client.get(f"/api/v1/cases/{reference}")
        assert (found.status_code, found.json()["id"]) == (200, case["id"])
        assert found.headers["etag"] == '"1"'
        assert found.headers["protective-marking"] == "OFFICIAL: SENSITIVE"
    assert client.get("/api/v1/cases/A9999ZZ").status_code == 404


def test_a_fact_told_late_changes_nothing_before_it_was_known(service: RunningService) -> None:
    service.clock.turn_to(date(2025, 1, 13))
    case = opened(service.system(Role.RW))
    service.clock.turn_to(date(2026, 3, 2))
    client = service.system(Role.RW)
    outcome = told(client, case["id"], {**PAROLE, "date": "2026-02-01"})
    assert outcome["owner_before"]["responsible"] == "custody"
    assert outcome["owner_after"]["reason_code"] == "parole_process"
    assert outcome["prompts"] == ["fact_is_late"]
    path = f"/api/v1/cases/{case['id']}/ownership"

    def owner(query: str) -> str:
        return str(client.get(path + query).json()["responsible"])

    assert owner("?on=2026-02-15") == "custody"
    assert owner("?on=2026-02-15&view=as_now_known") == "community"
    assert owner("?on=2026-03-02") == "community"
    assert owner("?as_known_on=2026-03-01") == "custody"
    assert owner("?on=2026-03-02&as_known_on=2026-03-01") == "custody"
    assert owner("?on=2026-02-15&policy=omcp-2013-option-1") == "community"
    lived = client.get(path + "?on=2026-02-15&view=as_now_known").json()
    assert "not what was lived" in lived["note"]

    service.clock.turn_to(date(2026, 4, 10))
    client = service.system(Role.RW)
    version = client.get(f"/api/v1/cases/{case['id']}").headers["etag"]
    taken_back = client.request(
        "DELETE",
        f"/api/v1/cases/{case['id']}/events/{outcome['event']['id']}",
        json={"reason": "Entered on the wrong case."},
        headers={"If-Match": version},
    )
    assert taken_back.status_code == 200, taken_back.text
    assert [owner(f"?on={day}") for day in ("2026-03-01", "2026-04-09", "2026-04-10")] == [
        "custody",
        "community",
        "custody",
    ]
    facts = client.get(f"/api/v1/cases/{case['id']}/events").json()["items"]
    assert [f["retraction_reason"] for f in facts if f["retracted_on"]] == ["Entered on the wrong case."]


def test_a_dry_run_shows_what_would_follow_and_stores_nothing(service: RunningService) -> None:
    client = service.system(Role.RW)
    case = opened(client)
    before = client.get(f"/api/v1/cases/{case['id']}/events").json()
    fact = {"type": "released", "date": "2026-11-20"}
    answer = client.post(f"/api/v1/cases/{case['id']}/events?dry_run=true", json=fact)
    assert answer.status_code == 200
    weighed = answer.json()
    assert (weighed["stored"], weighed["event"]["id"], weighed["changes_ownership"]) == (False, None, True)
    assert weighed["owner_after"]["reason_code"] == "released_on_licence"
    assert client.get(f"/api/v1/cases/{case['id']}/events").json() == before
    assert client.get(f"/api/v1/cases/{case['id']}").json()["version"] == 1


def test_facts_of_the_first_day_carry_the_history(service: RunningService) -> None:
    client = service.system(Role.RW)
    case = opened(
        client,
        events=[
            {**PAROLE, "date": "2026-01-10"},
            {"type": "parole_decision", "date": "2026-03-03", "outcome": "negative", "review": "first"},
        ],
    )
    told(client, case["id"], {**PAROLE, "review": "second", "date": "2026-05-01"})
    periods = client.get(f"/api/v1/cases/{case['id']}/ownership/timeline").json()["periods"]
    assert [(p["from"], p["responsible"], p["reason_code"]) for p in periods] == [
        ("2025-01-13", "custody", "custodial_phase"),
        ("2026-01-10", "community", "parole_process"),
        ("2026-03-03", "custody", "returned_after_decision"),
        ("2026-05-01", "community", "parole_process"),
    ]


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        ({"type": "released", "date": "2026-02-30"}, ("date", "date_invalid")),
        ({"type": "released", "date": "2026-11-23"}, ("date", "date_in_future")),
        ({"type": "released", "date": "2025-01-12"}, ("date", "before_sentence")),
        (
            {"type": "prison_transfer", "date": "2026-11-01", "to_prison": "QQQ"},
            ("to_prison", "unknown_prison"),
        ),
        ({"type": "prison_transfer", "date": "2026-11-01"}, ("to_prison", "missing")),
        ({"type": "parole_decision", "date": "2026-11-01", "outcome": "yes"}, ("outcome", "unknown_value")),
        ({"type": "died", "date": "2026-11-01", "where": "here"}, ("where", "unknown_field")),
        ({"type": "escaped", "date": "2026-11-01"}, ("type", "unknown_event_type")),
        (
            {"type": "release_date_set", "date": "2026-11-01", "release_date": "2024-01-01"},
            ("release_date", "before_sentence"),
        ),
    ],
    ids=lambda value: value[1] if isinstance(value, tuple) else "",
)
def test_a_fact_that_cannot_be_true_is_refused_by_its_field(
    sqlite_service: RunningService, fact: dict[str, Any], expected: tuple[str, str]
) -> None:
    client = sqlite_service.system(Role.RW)
    case = opened(client)
    answer = client.post(f"/api/v1/cases/{case['id']}/events", json=fact)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert expected in codes(answer)
    assert len(client.get(f"/api/v1/cases/{case['id']}/events").json()["items"]) == 3


def test_a_second_open_case_of_one_person_is_refused(service: RunningService) -> None:
    client = service.system(Role.RW)
    opened(client, prison_number="A1111AA")
    again = client.post("/api/v1/cases", json=case_body(prison_number="a1111aa"))
    assert again.status_code == 409
    assert codes(again) == {("prison_number", "open_case_exists")}


def test_after_the_licence_has_run_out_a_new_case_may_be_opened(service: RunningService) -> None:
    service.clock.turn_to(date(2026, 1, 5))
    sentence = {**case_body()["sentence"], "licence_expiry_date": "2026-06-30"}
    old = opened(service.system(Role.RW), prison_number="A2222BB", sentence=sentence)
    told(service.system(Role.RW), old["id"], {"type": "released", "date": "2026-01-05"})
    service.clock.turn_to(date(2026, 6, 30))
    client = service.system(Role.RW)
    assert client.post("/api/v1/cases", json=case_body(prison_number="A2222BB")).status_code == 409
    service.clock.turn_to(date(2026, 7, 1))
    client = service.system(Role.RW)
    assert client.get(f"/api/v1/cases/{old['id']}").json()["status"] == "closed"
    new = opened(client, prison_number="A2222BB")
    assert client.get("/api/v1/cases/A2222BB").json()["id"] == new["id"]


def test_details_change_with_the_version_that_was_read(service: RunningService) -> None:
    client = service.system(Role.RW)
    case = opened(client)
    path = f"/api/v1/cases/{case['id']}"
    assert client.patch(path, json={"home_area": "Derby"}).status_code == 428
    assert client.patch(path, json={"home_area": "Derby"}, headers={"If-Match": '"9"'}).status_code == 412
    changed = client.patch(path, json={"home_area": "Derby"}, headers={"If-Match": '"1"'})
    assert (changed.status_code, changed.json()["version"], changed.headers["etag"]) == (200, 2, '"2"')
    first = client.get(f"{path}/history").json()["items"][0]
    assert (first["what"], first["old"], first["new"]) == (
        "CASE_CHANGED",
        {"home_area": None},
        {"home_area": "Derby"},
    )
    wrong = client.patch(path, json={"provider": "crc"}, headers={"If-Match": '"2"'})
    assert codes(wrong) == {("provider", "unknown_field")}


def test_a_case_outside_the_callers_scope_is_as_one_that_is_not_there(service: RunningService) -> None:
    case = opened(service.system(Role.RW))
    there = service.person(Role.OMU_OFFICER, prisons=["FHI"])
    elsewhere = service.person(Role.OMU_OFFICER, prisons=["STI"])
    assert there.get(f"/api/v1/cases/{case['id']}").status_code == 200
    unseen = elsewhere.get(f"/api/v1/cases/{case['id']}")
    absent = elsewhere.get("/api/v1/cases/01999999-0000-7000-8000-000000000000")
    assert (unseen.status_code, unseen.json()["detail"]) == (404, absent.json()["detail"])
    assert elsewhere.get("/api/v1/cases").json()["total"] == 0
    refused = elsewhere.post("/api/v1/cases", json=case_body())
    assert (refused.status_code, refused.json()["errorCode"]) == (403, "outside_your_scope")


def test_a_list_is_filtered_sorted_and_paged_to_any_depth(service: RunningService) -> None:
    client = service.system(Role.RW)
    names = ["Ash", "Birch", "Cedar", "Elm", "Fir"]
    for name in names:
        opened(client, last_name=name, provider="crc" if name == "Elm" else "nps")
    first = client.get("/api/v1/cases?size=2").json()
    assert ([row["last_name"] for row in first["items"]], first["total"]) == (["Ash", "Birch"], 5)
    second = client.get(f"/api/v1/cases?size=2&next={first['next']}").json()
    assert [row["last_name"] for row in second["items"]] == ["Cedar", "Elm"]
    third = client.get("/api/v1/cases?size=2&page=3").json()
    assert ([row["last_name"] for row in third["items"]], third["next"]) == (["Fir"], None)
    found = client.get("/api/v1/cases?q=bir").json()
    assert [row["last_name"] for row in found["items"]] == ["Birch"]
    assert [row["last_name"] for row in client.get("/api/v1/cases?q=ada+ced").json()["items"]] == ["Cedar"]
    ours = client.get("/api/v1/cases?responsible=custody").json()
    assert [row["last_name"] for row in ours["items"]] == ["Elm"]
    descending = client.get("/api/v1/cases?sort=handover_date,desc&size=1").json()
    assert client.get(f"/api/v1/cases?sort=handover_date,desc&next={descending['next']}").json()["items"]
    assert client.get("/api/v1/cases?sort=secret").status_code == 400
    assert client.get("/api/v1/cases?next=abc").status_code == 400
    assert client.get("/api/v1/cases?colour=red").status_code == 400


def test_the_overview_counts_what_its_lists_hold(service: RunningService) -> None:
    client = service.system(Role.RW)
    sentence = case_body()["sentence"]
    opened(client)
    opened(client, sentence={**sentence, "release_date": "2027-06-10"})
    opened(client, sentence={**sentence, "release_date": "2026-11-01"})
    opened(client, provider=None)
    seen = client.get("/api/v1/overview?prison=FHI").json()
    assert (seen["open_cases"], seen["with_custody"], seen["with_community"]) == (4, 1, 3)
    assert seen["handovers_next_56_days"] == 1
    assert {n["code"]: n["total"] for n in seen["attention"]} == {
        "release_not_recorded": 1,
        "provider_missing": 1,
        "release_date_unknown": 0,
        "details_unconfirmed": 0,
    }
    for need in seen["attention"]:
        assert client.get(f"/api/v1/cases?attention={need['code']}").json()["total"] == need["total"]


def test_every_read_by_a_person_leaves_an_entry_and_none_by_a_system(service: RunningService) -> None:
    system = service.system(Role.RW)
    case = opened(system)
    person = service.person(Role.OMU_OFFICER, prisons=["FHI"])
    for part in ("", "/ownership", "/ownership/timeline", "/events", "/history"):
        for client in (person, system):
            assert client.get(f"/api/v1/cases/{case['id']}{part}").status_code == 200
    with service.service.api.state.database.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT who_kind FROM audit_entry WHERE what = 'CASE_READ'"
        ).fetchall()
    assert [row[0] for row in rows] == ["person"] * 5
