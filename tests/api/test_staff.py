"""Staff as a workforce: lists, places, working patterns, availability, teams, and who may change them."""

from typing import Any

import pytest

from app.domain.caller import Role
from tests.parts.service import PASSWORD, RunningService, opened
from tests.parts.workforce import COMMUNITY, SECONDED, SUPERVISOR, TEAM, Workforce, given

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


def names(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["items"]]


def test_staff_are_listed_where_the_caller_works_and_narrowed(
    service: RunningService, people: Workforce, manager: Any
) -> None:
    here = people.at_prison(SECONDED, tenths=6)
    other, away = (
        people.at_prison(SUPERVISOR, prison="DHI"),
        people.at_prison(SUPERVISOR, availability="away"),
    )
    elsewhere, com = people.at_prison(prison="EWI"), people.in_community()
    assert set(names(manager.get("/api/v1/staff"))) == {here, other, away}
    for filters, found in (
        ({"prison": "DHI"}, [other]),
        ({"duty": SECONDED}, [here]),
        ({"availability": "away"}, [away]),
        ({"q": "nobody-like-this"}, []),
        ({"team": TEAM["code"]}, []),
    ):
        assert names(manager.get("/api/v1/staff", params=filters)) == found
    senior = service.person(Role.COMMUNITY_SENIOR, regions=["east_midlands"])
    assert names(senior.get("/api/v1/staff", params={"region": "east_midlands"})) == [com]
    assert manager.get(f"/api/v1/staff/{elsewhere}").status_code == 404
    assert manager.get("/api/v1/staff/none").status_code == 404
    first = manager.get("/api/v1/staff", params={"size": 2}).json()
    rest = manager.get("/api/v1/staff", params={"size": 2, "next": first["next"]}).json()
    assert (first["total"], len(first["items"]), len(rest["items"]), rest["next"]) == (3, 2, 1, None)
    assert manager.get("/api/v1/staff", params={"next": "rubbish"}).status_code == 400


def test_how_a_person_works_is_changed_by_their_manager_from_the_version_read(
    service: RunningService, people: Workforce, manager: Any
) -> None:
    officer = people.at_prison(SECONDED)
    path, read = f"/api/v1/staff/{officer}", manager.get(f"/api/v1/staff/{officer}")
    tag = {"If-Match": read.headers["etag"]}
    body = {"tenths": 6, "availability": "away", "away_until": "2026-12-18", "duties": [SUPERVISOR]}
    changed = manager.patch(path, json=body, headers=tag)
    assert changed.status_code == 200, changed.text
    shown = changed.json()
    assert (shown["tenths"], shown["availability"], shown["away_until"]) == (6, "away", "2026-12-18")
    assert shown["duties"] == [SUPERVISOR]
    assert manager.patch(path, json=body, headers=tag).status_code == 412
    assert manager.patch(path, json=body).status_code == 428
    back = manager.patch(path, json={"availability": "available"}, headers={"If-Match": "*"}).json()
    assert (back["availability"], back["away_until"]) == ("available", None)
    gone = manager.patch(path, json={"prison": "EWI"}, headers={"If-Match": "*"})
    assert (gone.status_code, gone.json()["errorCode"]) == (403, "outside_your_scope")
    moved = manager.patch(path, json={"prison": "DHI"}, headers={"If-Match": "*"})
    assert moved.json()["prison"]["code"] == "DHI"
    for more in ({"roles": "ADMIN"}, {"everywhere": True}, {"password_hash": "x"}, {"username": "other"}):
        assert manager.patch(path, json=more, headers={"If-Match": "*"}).status_code == 400


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"duties": [COMMUNITY]}, "duty_needs_team"),
        ({"prison": None, "duties": [SECONDED]}, "duty_needs_prison"),
        ({"team": TEAM["code"]}, "two_places"),
        ({"team": "NO-SUCH"}, "unknown_team"),
        ({"prison": "ZZZ"}, "unknown_prison"),
        ({"away_until": "2026-12-01"}, "not_away"),
        ({"tenths": 11}, "number_too_large"),
        ({"availability": "asleep"}, None),
    ],
)
def test_what_does_not_hold_together_is_refused(
    sqlite_service: RunningService, body: dict[str, Any], code: str | None
) -> None:
    people = Workforce(sqlite_service)
    people.team()
    officer = people.at_prison(SECONDED)
    answer = people.admin.patch(f"/api/v1/staff/{officer}", json=body, headers={"If-Match": "*"})
    assert answer.status_code == 400
    codes = [error["code"] for error in answer.json()["errors"]]
    assert code is None or code in codes or code == "number_too_large"


def test_nobody_changes_the_people_of_others(service: RunningService, people: Workforce) -> None:
    officer, com = people.at_prison(), people.in_community()
    senior = service.person(Role.COMMUNITY_SENIOR, prisons=["FHI"], regions=["east_midlands"])
    body, tag = {"tenths": 5}, {"If-Match": "*"}
    assert senior.patch(f"/api/v1/staff/{officer}", json=body, headers=tag).status_code == 403
    assert senior.patch(f"/api/v1/staff/{com}", json=body, headers=tag).status_code == 200
    far = service.person(Role.OMU_MANAGER, prisons=["EWI"])
    assert far.patch(f"/api/v1/staff/{officer}", json=body, headers=tag).status_code == 404
    reader = service.person(Role.OMU_OFFICER, prisons=["FHI"])
    assert reader.patch(f"/api/v1/staff/{officer}", json=body, headers=tag).status_code == 403


def test_a_team_is_opened_once_in_a_region_of_the_seniors_own(service: RunningService) -> None:
    senior = service.person(Role.COMMUNITY_SENIOR, regions=["east_midlands"])
    made = senior.post("/api/v1/teams", json=TEAM)
    assert made.status_code == 201, made.text
    assert senior.post("/api/v1/teams", json=TEAM).json()["errorCode"] == "team_exists"
    assert senior.post("/api/v1/teams", json=TEAM | {"code": "WAL-1", "region": "wales"}).status_code == 403
    assert senior.post("/api/v1/teams", json=TEAM | {"code": "X-1", "region": "nowhere"}).status_code == 400
    found = senior.get("/api/v1/teams", params={"region": "east_midlands"}).json()["items"]
    assert [team["code"] for team in found] == [TEAM["code"]]


def test_what_a_person_carries_is_weighed_and_compared(people: Workforce, manager: Any) -> None:
    full, part = people.at_prison(SECONDED), people.at_prison(SECONDED, "key_worker", tenths=5)
    for person in (full, part):
        case = opened(manager, sentence=CUSTODY, rosh_level="high", mappa_level=2)["id"]
        given(manager, case, SECONDED, person)
    given(manager, opened(manager, sentence=CUSTODY)["id"], "key_worker", part)
    found = manager.get("/api/v1/staff/compare", params=[("id", part), ("id", full)]).json()["items"]
    assert [one["id"] for one in found] == [part, full]
    first, second = (one["workload"] for one in found)
    assert (second["cases"], second["leading"], second["points"], second["load"]) == (1, 1, 5, 5)
    assert (first["cases"], first["leading"], first["points"], first["load"]) == (2, 1, 5.75, 11.5)
    assert first["by_role"] == [{"code": "key_worker", "cases": 1}, {"code": SECONDED, "cases": 1}]
    assert second["by_rosh"] == [{"code": "high", "cases": 1}]
    assert [one["new_last_7_days"] for one in found] == [2, 1]
    five = [("id", full)] * 5
    assert manager.get("/api/v1/staff/compare", params=five).status_code == 400
    assert manager.get("/api/v1/staff/compare").status_code == 400


def test_a_person_finds_their_own_cases_new_ones_and_releases(
    service: RunningService, people: Workforce, manager: Any
) -> None:
    username = service.register_person(Role.OMU_OFFICER, prisons=["FHI"])
    me = people.id_of(username)
    people.change(me, {"prison": "FHI", "duties": [SECONDED, SUPERVISOR]})
    far, near = (
        opened(manager, sentence=CUSTODY)["id"],
        opened(manager, sentence={**CUSTODY, "release_date": "2026-12-10"})["id"],
    )
    given(manager, far, SECONDED, me)
    service.clock.turn_to(service.clock.moment.date().replace(day=30))
    manager = service.person(Role.OMU_MANAGER, prisons=["FHI"])
    given(manager, near, SUPERVISOR, me)
    mine = service.anonymous()
    secret = mine.post("/api/v1/sessions", json={"username": username, "password": PASSWORD}).json()["secret"]
    token = mine.post("/api/v1/sessions/current/token", json={"secret": secret}).json()["token"]
    mine.headers["Authorization"] = f"Bearer {token}"
    assert mine.get("/api/v1/staff/me").json()["workload"]["cases"] == 2
    assert set(names(mine.get("/api/v1/cases", params={"staff": "me"}))) == {far, near}
    assert set(names(mine.get("/api/v1/staff/me/caseload"))) == {far, near}
    new = {"staff": "me", "allocated_from": "2026-11-24"}
    assert names(mine.get("/api/v1/cases", params=new)) == [near]
    assert names(mine.get("/api/v1/cases", params={"staff": "me", "role": SECONDED})) == [far]
    leaving = {"staff": "me", "release_from": "2026-11-30", "release_to": "2026-12-28"}
    assert names(mine.get("/api/v1/cases", params=leaving)) == [near]
    assert service.system(Role.RO).get("/api/v1/cases", params={"staff": "me"}).status_code == 400
