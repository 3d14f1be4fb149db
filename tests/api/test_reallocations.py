"""Many cases from one person to another: a result for each, stale ones left alone, leftovers ended when wanted."""

from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.caller import Role
from app.repositories.notices import NOTICES
from tests.parts.service import RunningService, opened
from tests.parts.workforce import COMMUNITY, SECONDED, SUPERVISOR, Workforce, given

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


def held(client: Any, staff_id: str) -> list[dict[str, str]]:
    rows = client.get("/api/v1/cases", params={"staff": staff_id, "size": 100}).json()["items"]
    return [
        {"case": row["id"], "allocation_id": each["allocation_id"]} for row in rows for each in row["held"]
    ]


def move(client: Any, giver: str, taker: str, items: list[dict[str, str]], **more: Any) -> Any:
    body = {"from_staff_id": giver, "to_staff_id": taker, "items": items, "override_reasons": ["no_staff"]}
    return client.post("/api/v1/reallocations", json=body | more)


def test_forty_cases_move_at_once_with_one_notice_to_each_side(
    service: RunningService, people: Workforce, manager: Any
) -> None:
    giver, taker = people.at_prison(SECONDED), people.at_prison(SECONDED)
    for _ in range(40):
        given(manager, opened(manager, sentence=CUSTODY)["id"], SECONDED, giver)
    people.change(giver, {"availability": "away"})
    items = held(manager, giver)
    done = move(manager, giver, taker, items)
    assert done.status_code == 200, done.text
    told = done.json()
    assert (told["moved"], told["skipped"], told["refused"], told["ended"]) == (40, 0, 0, 0)
    assert len(held(manager, taker)) == 40
    assert held(manager, giver) == []
    with service.service.api.state.database.read() as connection:
        wanted = NOTICES.c.kind.in_(["cases_received", "cases_handed_on"])
        found = connection.execute(sa.select(NOTICES).where(wanted)).mappings().all()
    assert {(row["kind"], row["staff_id"], row["details"]["cases"]) for row in found} == {
        ("cases_received", taker, 40),
        ("cases_handed_on", giver, 40),
    }
    again = move(manager, giver, taker, items).json()
    assert {item["code"] for item in again["items"]} == {"allocation_changed"}


def test_a_case_that_cannot_move_stops_no_other_and_says_why(
    service: RunningService, people: Workforce, manager: Any
) -> None:
    giver, taker = people.at_prison(SECONDED, SUPERVISOR), people.at_prison(SECONDED)
    good, undutied, stale, beside = (opened(manager, sentence=CUSTODY)["id"] for _ in range(4))
    given(manager, good, SECONDED, giver)
    given(manager, undutied, SUPERVISOR, giver)
    given(manager, stale, SECONDED, giver)
    given(manager, beside, SECONDED, giver)
    given(manager, beside, "co_working", taker)
    items = {item["case"]: item for item in held(manager, giver)}
    given(manager, stale, SECONDED, people.at_prison(SECONDED))
    sent = [
        *items.values(),
        items[good],
        {"case": undutied, "allocation_id": items[good]["allocation_id"]},
        {"case": "A9999ZZ", "allocation_id": "0197a000-0000-7000-8000-00000000ffff"},
    ]
    told = move(manager, giver, taker, sent).json()
    outcome = {(item["case"], item["outcome"], item["code"]) for item in told["items"]}
    assert outcome == {
        (good, "moved", None),
        (good, "skipped", "named_twice"),
        (undutied, "skipped", "named_twice"),
        (undutied, "refused", "duty_missing"),
        (stale, "refused", "allocation_changed"),
        (beside, "refused", "holds_the_other_role"),
        ("A9999ZZ", "refused", "allocation_changed"),
    }
    assert all(item["message"] for item in told["items"] if item["code"])
    assert [item["case"] for item in held(manager, giver)] == sorted([undutied, beside], key=str) or len(
        held(manager, giver)
    ) == 2


def test_leftovers_end_when_wanted_but_only_what_the_caller_may_end(
    service: RunningService, people: Workforce, manager: Any
) -> None:
    giver, taker = people.at_prison(SECONDED), people.at_prison(SECONDED)
    first, second = (opened(manager, sentence=CUSTODY)["id"] for _ in range(2))
    for case in (first, second):
        given(manager, case, SECONDED, giver)
    (one,) = [item for item in held(manager, giver) if item["case"] == first]
    told = move(manager, giver, taker, [one], end_leftovers=True).json()
    assert (told["moved"], told["ended"]) == (1, 1)
    shown = manager.get(f"/api/v1/cases/{second}/allocations").json()
    assert (shown["place"], shown["now"]) == ("unallocated", [])


def test_the_community_moves_its_own(service: RunningService, people: Workforce, manager: Any) -> None:
    senior = service.person(Role.COMMUNITY_SENIOR, regions=["east_midlands"])
    giver, taker, case = people.in_community(), people.in_community(), opened(manager, sentence=CUSTODY)["id"]
    given(senior, case, COMMUNITY, giver)
    told = move(senior, giver, taker, held(senior, giver)).json()
    assert told["moved"] == 1
    name = senior.get(f"/api/v1/staff/{taker}").json()["name"]
    assert senior.get(f"/api/v1/cases/{case}").json()["community_manager_name"] == name
    assert move(manager, giver, taker, [{"case": case, "allocation_id": "x"}]).status_code == 404


def test_a_move_as_a_whole_is_refused_without_reason_or_to_the_same_person(
    people: Workforce, manager: Any
) -> None:
    giver, taker = people.at_prison(SECONDED), people.at_prison(SECONDED)
    items = [{"case": "A9999ZZ", "allocation_id": "x"}]
    assert move(manager, giver, giver, items).json()["errors"][0]["code"] == "same_person"
    assert move(manager, giver, taker, items, override_reasons=[]).status_code == 400
    assert move(manager, giver, taker, items, override_reasons=["other"]).status_code == 400
    assert move(manager, giver, taker, []).status_code == 400
    assert move(manager, giver, taker, items * 501).status_code == 400
    assert move(manager, giver, "none", items).status_code == 404
