"""Who holds which role of a case: named, recommended, ended, and what facts do to it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.caller import Role
from app.repositories.allocations import ALLOCATIONS
from app.repositories.notices import NOTICES
from app.repositories.tasks import TASKS
from app.services.imports import work_on_imports
from tests.parts.service import RunningService, opened, told
from tests.parts.workforce import COMMUNITY, SECONDED, SUPERVISOR, Workforce, give, given

CUSTODY = {
    "start_date": "2026-01-13",
    "sentence_type": "SDS",
    "length_months": 96,
    "release_date": "2030-01-13",
}


@pytest.fixture
def people(service: RunningService) -> Workforce:
    return Workforce(service)


@pytest.fixture
def manager(service: RunningService) -> Any:
    return service.person(Role.OMU_MANAGER, prisons=["FHI", "DHI"])


@pytest.fixture
def senior(service: RunningService) -> Any:
    return service.person(Role.COMMUNITY_SENIOR, regions=["east_midlands"])


def rows(service: RunningService, table: sa.Table, **equal: Any) -> list[dict[str, Any]]:
    statement = sa.select(table).where(*(table.c[name] == value for name, value in equal.items()))
    with service.service.api.state.database.read() as connection:
        return [dict(row) for row in connection.execute(statement).mappings()]


def test_a_manager_names_the_lead_and_the_case_leaves_the_unallocated_list(
    people: Workforce, manager: Any
) -> None:
    case, officer = opened(manager, sentence=CUSTODY), people.at_prison(SECONDED)
    waiting = manager.get("/api/v1/cases", params={"allocation": "unallocated"}).json()["items"]
    assert [(row["id"], row["role_needed"], row["recommended"]["id"]) for row in waiting] == [
        (case["id"], SECONDED, officer)
    ]
    assert waiting[0]["waiting_since"] == "2026-01-13"
    assert waiting[0]["waiting_working_days"] > 200
    shown = given(manager, case["id"], SECONDED, officer)
    assert shown["place"] == "caseload"
    assert [(row["role"], row["staff_id"]) for row in shown["now"]] == [(SECONDED, officer)]
    assert shown["case_version"] == case["version"] + 1
    assert manager.get("/api/v1/cases", params={"allocation": "unallocated"}).json()["total"] == 0
    (row,) = manager.get("/api/v1/cases", params={"staff": officer}).json()["items"]
    assert row["lead_staff_id"] == officer
    assert [(held["role"], held["since"]) for held in row["held"]] == [(SECONDED, "2026-11-22")]


def test_another_than_the_recommended_needs_a_reason_and_some_reasons_words(
    people: Workforce, manager: Any
) -> None:
    case = opened(manager, sentence=CUSTODY)
    first, second = people.at_prison(SECONDED), people.at_prison(SECONDED, tenths=5)
    given(manager, opened(manager, sentence=CUSTODY)["id"], SECONDED, second)
    path = f"/api/v1/cases/{case['id']}/allocations/{SECONDED}"
    found = manager.get(f"{path}/recommendation").json()
    assert [(one["id"], one["rank"]) for one in found["items"]] == [(first, 1), (second, 2)]
    assert found["recommended"]["id"] == first
    assert found["items"][0]["reasons"] == ["lightest_load"]
    assert found["items"][1]["reasons"] == ["load_above_average", "part_week"]

    def put(**body: Any) -> Any:
        return manager.put(path, json={"staff_id": second, **body}, headers={"If-Match": "*"})

    refused = put()
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (400, "override_needed")
    assert put(override_reasons=["suitability"]).json()["errors"][0]["field"] == "override_text"
    assert put(override_reasons=["because"]).status_code == 400
    kept = put(override_reasons=["suitability"], override_text="Speaks her language.")
    (row,) = kept.json()["now"]
    assert (row["override_reasons"], row["override_text"]) == (["suitability"], "Speaks her language.")
    assert row["recommended_staff_id"] == first


def test_who_held_the_case_before_is_recommended_again(people: Workforce, manager: Any) -> None:
    case = opened(manager, sentence=CUSTODY)["id"]
    first, second = people.at_prison(SECONDED), people.at_prison(SECONDED)
    given(manager, case, SECONDED, second)
    ended = manager.delete(f"/api/v1/cases/{case}/allocations/{SECONDED}", headers={"If-Match": "*"})
    assert ended.json()["place"] == "unallocated"
    assert [row["ended_because"] for row in ended.json()["history"]] == ["ended"]
    found = manager.get(f"/api/v1/cases/{case}/allocations/{SECONDED}/recommendation").json()["items"]
    assert [(one["id"], one["rank"]) for one in found] == [(second, 1), (first, 2)]
    assert "held_before" in found[0]["reasons"]


def test_a_change_goes_only_from_the_version_that_was_read(people: Workforce, manager: Any) -> None:
    case, officer = opened(manager, sentence=CUSTODY), people.at_prison(SECONDED)
    path = f"/api/v1/cases/{case['id']}/allocations/{SECONDED}"
    assert manager.put(path, json={"staff_id": officer}).status_code == 428
    assert give(manager, case["id"], SECONDED, officer, case["version"]).status_code == 200
    stale = give(manager, case["id"], SECONDED, people.at_prison(SECONDED), case["version"])
    assert (stale.status_code, stale.json()["errorCode"]) == (412, "stale_version")
    again = give(manager, case["id"], SECONDED, officer)
    assert again.json()["case_version"] == case["version"] + 1
    assert manager.get(path.rpartition("/")[0]).headers["etag"] == f'"{case["version"] + 1}"'


def test_of_two_managers_who_name_the_lead_at_once_one_is_told_to_look_again(
    service: RunningService, people: Workforce
) -> None:
    managers = [service.person(Role.OMU_MANAGER, prisons=["FHI"]) for _ in range(2)]
    case, officers = opened(managers[0], sentence=CUSTODY), [people.at_prison(SECONDED) for _ in range(2)]
    barrier = Barrier(2)

    def put(which: int) -> int:
        barrier.wait(10)
        answer = give(managers[which], case["id"], SECONDED, officers[which], case["version"])
        return int(answer.status_code)

    with ThreadPoolExecutor(2) as threads:
        statuses = sorted(threads.map(put, range(2)))
    assert statuses[0] == 200
    assert statuses[1] in {409, 412}
    live = [row for row in rows(service, ALLOCATIONS, case_id=case["id"]) if row["ended_at"] is None]
    assert len(live) == 1


@pytest.mark.parametrize(
    ("role", "by", "status"),
    [
        (SECONDED, "OMU_MANAGER", 200),
        (SECONDED, "OMU_OFFICER", 403),
        ("key_worker", "OMU_OFFICER", 200),
        ("co_working", "OMU_OFFICER", 200),
        (COMMUNITY, "OMU_MANAGER", 403),
        (COMMUNITY, "COMMUNITY_SENIOR", 200),
        (SECONDED, "COMMUNITY_SENIOR", 403),
        (SECONDED, "COMMUNITY_MANAGER", 403),
        (SECONDED, "ADMIN", 403),
        (SECONDED, "RW", 200),
    ],
)
def test_each_role_is_named_by_its_own_side(
    sqlite_service: RunningService, role: str, by: str, status: int
) -> None:
    people, case = Workforce(sqlite_service), opened(sqlite_service.system(Role.RW), sentence=CUSTODY)["id"]
    person = people.in_community() if role == COMMUNITY else people.at_prison(SECONDED, "key_worker")
    make = sqlite_service.system if by == "RW" else sqlite_service.person
    caller = make(Role(by), prisons=["FHI"], regions=["east_midlands"])
    assert give(caller, case, role, person).status_code == status


def test_nobody_takes_a_case_whom_it_does_not_fit(people: Workforce, manager: Any) -> None:
    case = opened(manager, sentence=CUSTODY)["id"]

    def code(role: str, staff_id: str) -> tuple[int, str]:
        answer = give(manager, case, role, staff_id)
        told_codes = [error["code"] for error in answer.json().get("errors") or ()]
        return answer.status_code, (told_codes or [answer.json()["errorCode"]])[0]

    lead = people.at_prison(SECONDED)
    assert code(SUPERVISOR, lead) == (409, "duty_missing")
    assert code(SECONDED, people.at_prison(SECONDED, prison="DHI")) == (400, "works_elsewhere")
    assert code(SECONDED, people.at_prison(SECONDED, availability="away")) == (409, "not_available")
    assert code(SECONDED, "0197a000-0000-7000-8000-00000000ffff") == (400, "unknown_person")
    given(manager, case, SECONDED, lead)
    assert code("co_working", lead) == (409, "holds_the_other_role")
    back = people.at_prison(SECONDED, availability="away", away_until="2026-11-21")
    assert given(manager, case, "co_working", back)["place"] == "caseload"


def test_a_case_of_another_prison_is_not_found(
    people: Workforce, service: RunningService, manager: Any
) -> None:
    case, elsewhere = opened(manager)["id"], service.person(Role.OMU_MANAGER, prisons=["EWI"])
    path = f"/api/v1/cases/{case}/allocations"
    assert elsewhere.get(path).status_code == 404
    assert elsewhere.get(f"{path}/{SECONDED}/recommendation").status_code == 404
    assert give(elsewhere, case, SECONDED, people.at_prison()).status_code == 404


def test_naming_the_community_manager_names_them_in_the_record_too(
    service: RunningService, people: Workforce, senior: Any
) -> None:
    today = service.clock.moment.date().isoformat()
    case = opened(service.system(Role.RW), sentence={**CUSTODY, "start_date": today}, provider="nps")
    (task,) = rows(service, TASKS, case_id=case["id"], kind="name_community_manager")
    assert (task["side"], task["due_on"].isoformat(), task["closed_at"]) == ("community", "2026-11-27", None)
    alert = senior.get("/api/v1/cases", params={"allocation": "no_community_manager"}).json()
    assert [row["id"] for row in alert["items"]] == [case["id"]]
    given(senior, case["id"], COMMUNITY, people.in_community())
    shown = senior.get(f"/api/v1/cases/{case['id']}").json()
    assert shown["community_manager_name"].startswith("Person ")
    assert shown["community_team"] == "Derby team"
    (task,) = rows(service, TASKS, case_id=case["id"], kind="name_community_manager")
    assert task["closed_because"] == "done"
    assert senior.get("/api/v1/cases", params={"allocation": "no_community_manager"}).json()["total"] == 0
    path = f"/api/v1/cases/{case['id']}/allocations/{COMMUNITY}"
    assert senior.delete(path, headers={"If-Match": "*"}).status_code == 200
    assert senior.get(f"/api/v1/cases/{case['id']}").json()["community_manager_name"] is None


def test_a_transfer_clears_the_lead_and_tells_the_community_manager_within_a_working_day(
    service: RunningService, people: Workforce, manager: Any, senior: Any
) -> None:
    case = opened(manager, sentence=CUSTODY)["id"]
    lead, com = people.at_prison(SECONDED), people.in_community()
    given(manager, case, SECONDED, lead)
    given(manager, case, "key_worker", people.at_prison("key_worker"))
    given(senior, case, COMMUNITY, com)
    told(manager, case, {"type": "prison_transfer", "date": "2026-11-20", "to_prison": "DHI"})
    shown = manager.get(f"/api/v1/cases/{case}/allocations").json()
    assert [row["role"] for row in shown["now"]] == [COMMUNITY]
    assert {row["ended_because"] for row in shown["history"]} == {"transfer"}
    assert shown["place"] == "unallocated"
    tasks = {row["kind"]: row for row in rows(service, TASKS, case_id=case) if row["closed_at"] is None}
    assert tasks["name_lead"]["prison_code"] == tasks["tell_community_manager"]["prison_code"] == "DHI"
    assert tasks["name_lead"]["role"] == SECONDED
    assert tasks["tell_community_manager"]["due_on"].isoformat() == "2026-11-23"
    notices = {(row["kind"], row["staff_id"]) for row in rows(service, NOTICES, case_id=case)}
    assert ("prison_transfer", com) in notices
    assert ("no_longer_allocated", lead) in notices
    given(manager, case, SECONDED, people.at_prison(SECONDED, prison="DHI"))
    (named,) = rows(service, TASKS, case_id=case, kind="name_lead")
    assert named["closed_because"] == "done"


def test_a_transfer_that_is_taken_back_puts_nobody_back_unasked(
    service: RunningService, people: Workforce, manager: Any
) -> None:
    case, lead = opened(manager, sentence=CUSTODY)["id"], people.at_prison(SECONDED)
    given(manager, case, SECONDED, lead)
    moved = told(manager, case, {"type": "prison_transfer", "date": "2026-11-20", "to_prison": "DHI"})
    given(manager, case, SECONDED, people.at_prison(SECONDED, prison="DHI"))
    gone = manager.request(
        "DELETE",
        f"/api/v1/cases/{case}/events/{moved['event']['id']}",
        json={"reason": "Another person."},
        headers={"If-Match": "*"},
    )
    assert gone.status_code == 200, gone.text
    assert manager.get(f"/api/v1/cases/{case}/allocations").json()["now"] == []
    open_tasks = [row for row in rows(service, TASKS, case_id=case) if row["closed_at"] is None]
    assert [(row["kind"], row["prison_code"]) for row in open_tasks] == [
        ("check_after_transfer_retracted", "FHI")
    ]


def test_a_late_transfer_that_an_import_tells_does_the_same(
    service: RunningService, people: Workforce, manager: Any
) -> None:
    case = opened(manager, sentence=CUSTODY)
    given(manager, case["id"], SECONDED, people.at_prison(SECONDED))
    file = f"prison_number,prison,arrived_on\n{case['prison_number']},DHI,2026-11-01\n"
    imported(service, manager, file)
    shown = manager.get(f"/api/v1/cases/{case['id']}/allocations").json()
    assert [row["ended_because"] for row in shown["history"]] == ["transfer"]
    assert len(rows(service, TASKS, case_id=case["id"], kind="name_lead")) == 1


def test_an_import_that_names_another_community_manager_ends_the_holding(
    service: RunningService, people: Workforce, manager: Any, senior: Any
) -> None:
    case = opened(manager, sentence=CUSTODY)
    given(senior, case["id"], COMMUNITY, people.in_community())
    imported(service, manager, f"prison_number,community_manager_name\n{case['prison_number']},Ines Cole\n")
    shown = manager.get(f"/api/v1/cases/{case['id']}/allocations").json()
    assert [row["ended_because"] for row in shown["history"]] == ["named_in_record"]
    assert shown["community_manager_name"] == "Ines Cole"
    assert rows(service, TASKS, case_id=case["id"], kind="name_community_manager", closed_at=None) == []


def imported(service: RunningService, manager: Any, file: str) -> None:
    sent = manager.post("/api/v1/imports", files={"file": ("cases.csv", file)})
    assert sent.status_code == 202, sent.text
    while work_on_imports(service.service.api.state.database, service.clock, "a worker"):
        pass


@pytest.mark.parametrize(("fact", "left"), [("released", [COMMUNITY]), ("died", [])])
def test_release_ends_the_prisons_roles_and_a_closure_all(
    service: RunningService, people: Workforce, manager: Any, senior: Any, fact: str, left: list[str]
) -> None:
    case = opened(manager, sentence=CUSTODY)["id"]
    given(manager, case, SECONDED, people.at_prison(SECONDED))
    given(senior, case, COMMUNITY, people.in_community())
    told(manager, case, {"type": fact, "date": "2026-11-20"})
    shown = manager.get(f"/api/v1/cases/{case}/allocations").json()
    assert [row["role"] for row in shown["now"]] == left
    assert shown["place"] == ("caseload" if left else "out_of_scope")
    refused = give(manager, case, SECONDED, people.at_prison(SECONDED))
    assert refused.status_code == 409
    assert refused.json()["errorCode"] in {"case_closed", "not_in_custody"}


def test_a_recall_asks_the_prison_for_somebody_to_support(service: RunningService, manager: Any) -> None:
    case = opened(manager, sentence=CUSTODY)["id"]
    told(manager, case, {"type": "released", "date": "2026-10-01"})
    told(manager, case, {"type": "recalled", "date": "2026-11-01", "recall_type": "standard"})
    (task,) = rows(service, TASKS, case_id=case, kind="name_lead")
    assert task["role"] == SUPERVISOR


def test_a_change_of_the_responsible_side_keeps_everybody(
    people: Workforce, manager: Any, senior: Any
) -> None:
    case = opened(manager, sentence=CUSTODY)["id"]
    given(manager, case, SECONDED, people.at_prison(SECONDED))
    given(senior, case, COMMUNITY, people.in_community())
    told(manager, case, {"type": "parole_process_started", "date": "2026-11-01", "review": "first"})
    shown = manager.get(f"/api/v1/cases/{case}/allocations").json()
    assert shown["role_needed"] == COMMUNITY
    assert {row["role"] for row in shown["now"]} == {SECONDED, COMMUNITY}
    assert shown["place"] == "caseload"


def test_every_case_is_in_one_place_of_the_lists_and_the_same_as_on_its_own(
    service: RunningService, people: Workforce, manager: Any, senior: Any
) -> None:
    led = opened(manager, sentence=CUSTODY)["id"]
    given(manager, led, SECONDED, people.at_prison(SECONDED))
    opened(manager, sentence=CUSTODY)
    opened(manager, sentence=CUSTODY, provider="crc")
    opened(manager)
    opened(manager, community_manager_name="Somebody Outside")
    opened(manager, sentence=None)
    told(manager, opened(manager)["id"], {"type": "died", "date": "2026-11-20"})
    everybody = {row["id"] for row in manager.get("/api/v1/cases").json()["items"]}
    places = ("caseload", "unallocated", "out_of_scope")
    found = {
        place: {
            row["id"] for row in manager.get("/api/v1/cases", params={"allocation": place}).json()["items"]
        }
        for place in places
    }
    assert sum(len(ids) for ids in found.values()) == len(everybody) == 7
    for place, ids in found.items():
        for case_id in ids:
            assert manager.get(f"/api/v1/cases/{case_id}/allocations").json()["place"] == place


def test_whoever_asks_who_owns_a_case_is_told_the_person_then_and_now(
    service: RunningService, people: Workforce, manager: Any
) -> None:
    """O32."""
    case = opened(manager, sentence=CUSTODY)["id"]
    asked = f"/api/v1/cases/{case}/ownership"
    assert manager.get(asked).json()["lead_name"] is None
    first = given(manager, case, SECONDED, people.at_prison(SECONDED))["now"][0]["named"]
    assert manager.get(asked).json()["lead_name"] == first
    other = people.at_prison(SECONDED)
    service.clock.turn_to(date(2026, 12, 10))
    later = service.person(Role.OMU_MANAGER, prisons=["FHI", "DHI"])
    second = given(later, case, SECONDED, other)["now"][0]["named"]
    assert later.get(asked).json()["lead_name"] == second != first
    assert later.get(asked, params={"on": "2026-12-01"}).json()["lead_name"] == first
    assert later.get(asked, params={"on": "2026-11-01"}).json()["lead_name"] is None
