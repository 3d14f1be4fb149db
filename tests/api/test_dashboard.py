"""The view from above: every number is the total of the list that it leads to."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from app.domain.caller import Role
from app.domain.months import months_ahead
from tests.parts.service import RunningService, case_body, opened, told
from tests.parts.workforce import SUPERVISOR, Workforce, given

SEES = (
    Role.OMU_MANAGER, Role.COMMUNITY_SENIOR, Role.GROUP_DIRECTOR, Role.REGIONAL_DIRECTOR, Role.INSPECTOR,
)  # fmt: skip


def estate(service: RunningService) -> None:
    """Some cases at two prisons and from two regions, at every stage."""
    clerk = service.system(Role.RW)
    sentence = case_body()["sentence"]
    releases = ("2026-12-20", "2027-01-13", "2027-06-20", "2027-11-21", "2028-02-28", "2029-01-05")
    for place, region in (("FHI", "east_midlands"), ("EWI", "wales"), ("FHI", "wales")):
        for release in releases:
            opened(clerk, prison=place, home_region=region, sentence={**sentence, "release_date": release})
        opened(clerk, prison=place, home_region=region, rosh_level="high", mappa_level=2)
        life = {"start_date": "2020-01-13", "sentence_type": "LIFE", "tariff_expiry_date": "2027-01-13"}
        case = opened(clerk, prison=place, home_region=region, sentence=life)["id"]
        hearing = {"review": "first", "target_hearing_date": "2027-02-01"}
        told(clerk, case, {"type": "parole_process_started", "date": "2026-11-01", **hearing})
        out = opened(clerk, prison=place, home_region=region)["id"]
        told(clerk, out, {"type": "released", "date": "2026-11-20"})
        clerk.put(
            f"/api/v1/cases/{out}/record/tier",
            json={"tier": "A", "calculated_on": "2026-11-20"},
            headers={"If-Match": "*"},
        )


def numbers(shown: dict[str, Any]) -> Iterator[tuple[str, int, str]]:
    for name in ("open_cases", "unallocated", "no_community_manager"):
        yield name, shown[name]["total"], shown[name]["list"]
    for name in ("workload", "handovers", "parole", "overdue", "missing"):
        for row in shown[name]:
            if row["list"]:
                yield name, row["total"], row["list"]


@pytest.mark.parametrize("place", ["prison=FHI", "region=wales"])
def test_every_number_is_the_total_of_its_list(service: RunningService, place: str) -> None:
    estate(service)
    manager = service.person(Role.OMU_MANAGER, everywhere=True)
    shown = manager.get(f"/api/v1/dashboard?{place}")
    assert shown.status_code == 200, shown.text
    found = list(numbers(shown.json()))
    assert len(found) >= 3 + 12 + 12 + 3 + 20
    for name, total, address in found:
        answer = manager.get(f"/api/v1{address}")
        assert answer.status_code == 200, (address, answer.text)
        assert (name, address, answer.json()["total"]) == (name, address, total)
        assert place in address
    body = shown.json()
    assert sum(row["total"] for row in body["handovers"]) >= 3
    assert sum(row["total"] for row in body["parole"]) >= 1
    assert body["unallocated"]["total"] > 0


def test_a_place_is_counted_as_far_as_the_caller_sees_it(service: RunningService) -> None:
    estate(service)
    senior = service.person(Role.COMMUNITY_SENIOR, regions=["wales"])
    there = senior.get("/api/v1/dashboard?prison=FHI").json()
    listed = senior.get("/api/v1/cases?prison=FHI&status=open").json()
    assert there["open_cases"]["total"] == listed["total"] == 9
    nowhere = service.person(Role.OMU_MANAGER, prisons=["DHI"]).get("/api/v1/dashboard?prison=FHI").json()
    assert {total for _, total, _ in numbers(nowhere)} == {0}


def test_one_place_is_asked_for_and_by_those_alone_who_see_from_above(sqlite_service: RunningService) -> None:
    manager = sqlite_service.person(Role.INSPECTOR, everywhere=True)
    for asked in ("", "?prison=FHI&region=wales", "?prison=XXX", "?region=nowhere", "?other=1"):
        assert manager.get(f"/api/v1/dashboard{asked}").status_code == 400
    for role in Role:
        client = (
            sqlite_service.system(role)
            if role in {Role.RO, Role.RW, Role.BOARD_RO}
            else sqlite_service.person(role, everywhere=True)
        )
        status = client.get("/api/v1/dashboard?prison=FHI").status_code
        assert (role, status) == (role, 200 if role in SEES else 403)


@pytest.mark.parametrize("on", [date(2026, 11, 22), date(2026, 12, 31), date(2027, 2, 1), date(2028, 2, 29)])
def test_twelve_months_ahead_follow_one_another_without_a_gap(on: date) -> None:
    months = months_ahead(on, 12)
    assert (len(months), months[0].first) == (12, on)
    for one, other in pairwise(months):
        assert one.last + timedelta(1) == other.first
        assert other.first.day == 1


def test_work_is_counted_by_person_and_role_and_weighed(service: RunningService) -> None:
    people = Workforce(service)
    officer = people.at_prison(SUPERVISOR)
    manager = service.person(Role.OMU_MANAGER, prisons=["FHI"])
    cases = [opened(service.system(Role.RW), rosh_level=level)["id"] for level in ("low", "high")]
    cases.append(opened(service.system(Role.RW), prison="EWI")["id"])
    for case in cases[:2]:
        given(manager, case, SUPERVISOR, officer)
    shown = manager.get("/api/v1/dashboard?prison=FHI").json()
    (row,) = [each for each in shown["workload"] if each["staff_id"] == officer]
    assert (row["role"], row["total"]) == (SUPERVISOR, 2)
    assert row["points"] == 3.0, "a supporter's half of 2 for low and 4 for high"
    tier = {"tier": "A", "calculated_on": "2026-11-20"}
    service.system(Role.RW).put(f"/api/v1/cases/{cases[0]}/record/tier", json=tier, headers={"If-Match": "*"})
    again = manager.get("/api/v1/dashboard?prison=FHI").json()["workload"]
    assert [each["points"] for each in again if each["staff_id"] == officer] == [4.5], (
        "5 for tier A, 4 for high"
    )
    carried = manager.get(f"/api/v1/staff/{officer}").json()["workload"]["points"]
    assert carried == 4.5, "the same weight wherever it is shown"
    listed = manager.get(f"/api/v1{row['list']}").json()
    assert {one["id"] for one in listed["items"]} == set(cases[:2])
    assert listed["total"] == row["total"]
