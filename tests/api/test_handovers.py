"""Handovers over the API: the five lists, the record that both sides work on, and what facts make of them."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from app.domain.caller import SYSTEM, Role
from app.domain.handover.lists import LISTS, lists_of
from app.models.work import Notice, Task
from app.repositories.handovers import HANDOVERS
from app.services.handovers.daily import DAILY
from app.services.handovers.records import place_of
from app.services.rebuild import rebuild
from app.services.unit_of_work import unit_of_work
from tests.parts.service import RunningService, opened, told

RELEASE = "2027-01-13"
HANDOVER = date(2026, 7, 13)
TASKS: sa.Table = Task.__table__  # type: ignore[attr-defined]
NOTICES: sa.Table = Notice.__table__  # type: ignore[attr-defined]


def clerk(service: RunningService) -> TestClient:
    return service.system(Role.RW)


def listed(client: TestClient, name: str, **filters: Any) -> list[str]:
    answer = client.get("/api/v1/handovers", params={"list": name, **filters})
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json()["items"]]


def counts(client: TestClient, **filters: Any) -> dict[str, int]:
    found: dict[str, int] = client.get("/api/v1/handovers/counts", params=filters).json()
    with_a_list = client.get("/api/v1/handovers", params={**filters, "counts": True}).json()
    assert with_a_list["counts"] == found
    assert with_a_list["total"] == found["upcoming"]
    return {name: total for name, total in found.items() if total}


def handover(client: TestClient, case: str) -> dict[str, Any]:
    answer = client.get(f"/api/v1/cases/{case}/handover")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def changed(client: TestClient, case: str, status: int = 200, **body: Any) -> dict[str, Any]:
    answer = client.patch(f"/api/v1/cases/{case}/handover", json=body, headers={"If-Match": "*"})
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


def daily(service: RunningService, works: Any = DAILY) -> int:
    """One pass of what the calendar brings for handovers; answers how much was carried out."""
    database, carried_out = service.service.api.state.database, 0
    for work in works:
        with database.read() as connection:
            rows = work.find(connection, service.clock().date(), "")
        for row in rows:
            with unit_of_work(database, SYSTEM, service.clock()) as unit:
                work.carry_out(unit, row)
            carried_out += 1
    return carried_out


def rows_of(service: RunningService, table: sa.Table, *columns: str) -> list[tuple[Any, ...]]:
    with service.service.api.state.database.read() as connection:
        chosen = sa.select(*(table.c[name] for name in columns)).order_by(table.c.id)
        return [tuple(row) for row in connection.execute(chosen)]


def test_a_case_walks_through_the_lists_on_the_days_of_its_line_without_any_job(
    service: RunningService,
) -> None:
    service.clock.turn_to(date(2026, 3, 2))
    case = opened(clerk(service))["id"]
    seen = {}
    for day in (
        HANDOVER - timedelta(57),
        HANDOVER - timedelta(56),
        HANDOVER - timedelta(1),
        HANDOVER,
        HANDOVER + timedelta(2),
    ):
        service.clock.turn_to(day)
        client = clerk(service)
        seen[day] = [name for name in LISTS if listed(client, name) == [case]]
        assert counts(client) == dict.fromkeys(seen[day], 1)
        assert handover(client, case)["lists"] == seen[day]
    assert list(seen.values()) == [
        [],
        ["upcoming"],
        ["upcoming"],
        ["in_progress", "overdue_tasks"],
        ["in_progress", "overdue_tasks", "community_manager_overdue"],
    ]


def test_each_row_says_what_the_list_is_for(service: RunningService) -> None:
    service.clock.turn_to(HANDOVER - timedelta(10))
    client = clerk(service)
    case = opened(client, rosh_level="high", community_manager_name="Orla Fennimore")["id"]
    (row,) = client.get("/api/v1/handovers").json()["items"]
    assert row["id"] == case
    assert (row["handover_date"], row["due_soon"], row["kind"]) == ("2026-07-13", True, "enhanced")
    assert (row["reason_code"], row["steps_settled"]) == ("six_months_before_release", 0)
    assert (row["community_manager_name"], row["prison"]["code"]) == ("Orla Fennimore", "FHI")
    service.clock.turn_to(HANDOVER + timedelta(5))
    (row,) = clerk(service).get("/api/v1/handovers", params={"list": "overdue_tasks"}).json()["items"]
    assert (row["days_overdue"], row["due_soon"]) == (5, False)


def test_lists_are_narrowed_and_paged(service: RunningService) -> None:
    service.clock.turn_to(HANDOVER - timedelta(10))
    client = clerk(service)
    first = opened(client, rosh_level="high", last_name="Birch")["id"]
    second = opened(client, rosh_level="low", last_name="Cedar", home_region="wales")["id"]
    third = opened(client, rosh_level="low", last_name="Dogwood", prison="EWI", home_region="wales")["id"]
    assert sorted(listed(client, "upcoming")) == sorted([first, second, third])
    assert sorted(listed(client, "upcoming", prison="FHI")) == sorted([first, second])
    assert sorted(listed(client, "upcoming", region="wales")) == sorted([second, third])
    assert listed(client, "upcoming", kind="enhanced") == [first]
    assert listed(client, "upcoming", rosh="high") == [first]
    assert listed(client, "upcoming", q="ced") == [second]
    assert listed(client, "upcoming", reason="parole_process") == []
    assert listed(client, "upcoming", staff="0197a000-0000-7000-8000-00000000ffff") == []
    tier = client.put(
        f"/api/v1/cases/{second}/record/tier",
        json={"tier": "B", "calculated_on": "2026-07-01"},
        headers={"If-Match": "*"},
    )
    assert tier.is_success, tier.text
    assert listed(client, "upcoming", tier="B") == [second]
    assert counts(client, region="wales") == {"upcoming": 2}
    page = client.get("/api/v1/handovers", params={"size": 2}).json()
    rest = client.get("/api/v1/handovers", params={"size": 2, "next": page["next"]}).json()
    assert [row["id"] for row in page["items"] + rest["items"]] == listed(client, "upcoming")
    assert (page["total"], rest["next"]) == (3, None)
    wrong = client.get("/api/v1/handovers", params={"list": "in_progress", "next": page["next"]})
    assert (wrong.status_code, wrong.json()["errors"][0]["code"]) == (400, "cursor_invalid")
    file = client.get("/api/v1/handovers", params={"format": "csv"})
    assert file.headers["content-type"].startswith("text/csv")
    assert len(file.text.splitlines()) == 4
    officer = service.person(Role.OMU_OFFICER, prisons=["EWI"])
    assert listed(officer, "upcoming") == [third]
    community = service.person(Role.COMMUNITY_MANAGER, regions=["wales"])
    assert sorted(listed(community, "upcoming")) == sorted([second, third])


def test_lists_follow_what_is_changed_on_the_case(service: RunningService) -> None:
    service.clock.turn_to(HANDOVER + timedelta(5))
    client = clerk(service)
    case = opened(client)["id"]
    assert listed(client, "community_manager_overdue", region="east_midlands") == [case]
    patch = {"community_manager_name": "Orla Fennimore", "home_region": "wales"}
    answer = client.patch(f"/api/v1/cases/{case}", json=patch, headers={"If-Match": "*"})
    assert answer.status_code == 200, answer.text
    assert listed(client, "community_manager_overdue") == []
    assert listed(client, "in_progress", region="wales") == [case]
    told(client, case, {"type": "prison_transfer", "date": "2026-07-18", "to_prison": "EWI"})
    assert listed(client, "in_progress", prison="EWI") == [case]


def test_the_lists_say_the_same_as_the_rules(service: RunningService) -> None:
    """The statements against the domain's own definition, case by case, day by day."""
    service.clock.turn_to(date(2026, 3, 2))
    client = clerk(service)
    for release in ("2026-09-13", "2026-11-01", "2027-01-13", "2028-01-13"):
        sentence = {
            "start_date": "2025-01-13",
            "sentence_type": "SDS",
            "length_months": 48,
            "release_date": release,
        }
        opened(client, sentence=sentence, community_manager_name="Orla" if release < "2027" else None)
    lifer = {"start_date": "2010-01-11", "sentence_type": "LIFE", "tariff_expiry_date": "2022-01-11"}
    case = opened(client, sentence=lifer)["id"]
    told(client, case, {"type": "parole_process_started", "date": "2026-03-02", "review": "1"})
    opened(client, sentence={**lifer, "tariff_expiry_date": "2026-06-01"})
    held = opened(client)["id"]
    manager = service.person(Role.OMU_MANAGER, prisons=["FHI"])
    decision = {
        "responsible": "community",
        "reason_code": "other",
        "text": "For a while.",
        "expires_on": "2026-04-01",
    }
    made = manager.post(f"/api/v1/cases/{held}/ownership/overrides", json=decision)
    assert made.status_code == 201, made.text
    for step in range(0, 400, 23):
        service.clock.turn_to(date(2026, 3, 2) + timedelta(step))
        today, client = service.clock().date(), clerk(service)
        with service.service.api.state.database.read() as connection:
            rows = list(
                connection.execute(sa.select(HANDOVERS).where(HANDOVERS.c.closed_at.is_(None))).mappings()
            )
        for name in LISTS:
            expected = {row["case_id"] for row in rows if name in lists_of(place_of(row), today)}
            assert set(listed(client, name)) == expected, (today, name)


def test_both_sides_work_on_the_record_and_the_community_accepts(service: RunningService) -> None:
    service.clock.turn_to(HANDOVER - timedelta(20))
    case = opened(clerk(service), rosh_level="low")["id"]
    officer = service.person(Role.OMU_OFFICER, prisons=["FHI"])
    community = service.person(Role.COMMUNITY_MANAGER, regions=["east_midlands"])
    record = handover(officer, case)["record"]
    assert (record["state"], record["kind"], record["progress"]) == (
        "upcoming",
        "standard",
        {"settled": 0, "of": 9},
    )
    sides = {step["code"]: step["side"] for step in record["steps"]}
    assert all(step["basis"] for step in record["steps"])
    prison = [{"code": code, "state": "done"} for code, side in sides.items() if side == "prison"]
    done = changed(officer, case, steps=prison, report="Settled, works in the gardens.")
    assert done["record"]["progress"]["settled"] == len(prison)
    assert done["record"]["report_by"].startswith("Person")
    theirs = [code for code, side in sides.items() if side == "community"]
    assert (
        changed(officer, case, 403, steps=[{"code": theirs[0], "state": "done"}])["errorCode"]
        == "not_your_side"
    )
    assert changed(officer, case, 403, accepted={"on": "2026-06-23"})["errorCode"] == "community_alone"
    left = {"code": "victim_liaison_told", "state": "not_needed"}
    missing = changed(community, case, 400, steps=[left])
    assert [(e["field"], e["code"]) for e in missing["errors"]] == [("steps[0].note", "missing")]
    steps = [
        {"code": code, "state": "done"}
        if not code.startswith("victim")
        else {"code": code, "state": "not_needed", "note": "No victim contact."}
        for code in theirs
    ]
    accepted = changed(community, case, steps=steps, accepted={"on": "2026-06-23"})["record"]
    assert (accepted["complete"], accepted["accepted_on"]) == (True, "2026-06-23")
    assert accepted["accepted_by"].startswith("Person")
    again = changed(community, case, 409, accepted={"on": "2026-06-23"})
    assert again["errorCode"] == "already_accepted"
    reopened = changed(officer, case, steps=[{"code": prison[0]["code"], "state": "open"}])["record"]
    assert (reopened["complete"], reopened["progress"]["settled"]) == (False, 8)
    what = [entry["what"] for entry in officer.get(f"/api/v1/cases/{case}/history").json()["items"]]
    assert {
        "HANDOVER_STEP_SETTLED",
        "HANDOVER_ACCEPTED",
        "HANDOVER_REPORT_WRITTEN",
        "HANDOVER_STEP_REOPENED",
    } <= set(what)


@pytest.mark.parametrize(
    ("method", "part", "body"),
    [
        ("PUT", "victim-contact", {"has_contact": True}),
        ("POST", "victim-liaison-officers", {"name": "Officer", "email": "officer@example.test"}),
    ],
)
def test_the_victims_items_are_needed_where_the_record_names_a_victim(
    service: RunningService, method: str, part: str, body: dict[str, Any]
) -> None:
    service.clock.turn_to(HANDOVER - timedelta(20))
    case = opened(clerk(service), rosh_level="low")["id"]
    community = service.person(Role.COMMUNITY_MANAGER, regions=["east_midlands"])
    codes = ("victim_liaison_told", "victim_views_on_licence")
    left = [{"code": code, "state": "not_needed", "note": "No victim contact."} for code in codes]
    path = f"/api/v1/cases/{case}/record/{part}"
    assert community.request(method, path, json=body, headers={"If-Match": '"0"'}).status_code in {200, 201}
    refused = changed(community, case, 400, steps=left)
    assert [(e["field"], e["code"]) for e in refused["errors"]] == [
        (f"steps[{n}].state", "victim_contact_recorded") for n in (0, 1)
    ]
    done = changed(community, case, steps=[{**step, "state": "done"} for step in left])["record"]
    assert done["progress"]["settled"] == 2


def test_the_community_may_decline_with_a_reason_and_accept_later(service: RunningService) -> None:
    service.clock.turn_to(HANDOVER)
    case = opened(clerk(service))["id"]
    senior = service.person(Role.COMMUNITY_SENIOR, regions=["east_midlands"])
    declined = changed(senior, case, declined={"reason": "The assessment is out of date."})["record"]
    assert (declined["declined_on"], declined["decline_reason"]) == (
        "2026-07-13",
        "The assessment is out of date.",
    )
    owner = senior.get(f"/api/v1/cases/{case}/ownership").json()
    assert owner["responsible"] == "community"
    accepted = changed(senior, case, accepted={"on": "2026-07-13"})["record"]
    assert (accepted["declined_on"], accepted["accepted_on"]) == (None, "2026-07-13")
    both = changed(senior, case, 400, accepted={"on": "2026-07-13"}, declined={"reason": "No."})
    assert both["errors"][0]["code"] == "accepted_and_declined"


def test_a_change_needs_the_version_that_was_read(service: RunningService) -> None:
    service.clock.turn_to(HANDOVER - timedelta(20))
    client = clerk(service)
    case = opened(client)["id"]
    path, body = f"/api/v1/cases/{case}/handover", {"report": "Text."}
    assert client.patch(path, json=body).status_code == 428
    etag = client.get(path).headers["etag"]
    assert client.patch(path, json=body, headers={"If-Match": etag}).status_code == 200
    assert client.patch(path, json=body, headers={"If-Match": etag}).status_code == 412
    remand = opened(client, sentence=None, arrived_on="2026-01-05")["id"]
    none = client.patch(f"/api/v1/cases/{remand}/handover", json=body, headers={"If-Match": "*"})
    assert (none.status_code, none.json()["errorCode"]) == (409, "no_open_handover")
    assert handover(client, remand)["record"] is None
    elsewhere = service.person(Role.OMU_OFFICER, prisons=["EWI"])
    assert elsewhere.patch(path, json=body, headers={"If-Match": "*"}).status_code == 404
    wrong = changed(client, case, 400, steps=[{"code": "name_who_supports", "state": "done"}])
    assert wrong["errors"][0]["code"] == "not_on_this_checklist"


def test_a_refusal_closes_the_record_and_the_next_review_opens_a_new_one(service: RunningService) -> None:
    service.clock.turn_to(date(2026, 3, 2))
    client = clerk(service)
    lifer = {"start_date": "2010-01-11", "sentence_type": "LIFE", "tariff_expiry_date": "2022-01-11"}
    case = opened(client, sentence=lifer)["id"]
    assert (handover(client, case)["record"], listed(client, "returning")) == (None, [case])
    told(client, case, {"type": "parole_process_started", "date": "2026-03-02", "review": "1"})
    first = handover(client, case)["record"]
    assert (first["kind"], first["handover_date"], first["state"]) == ("parole", "2026-03-02", "handed_over")
    assert listed(client, "returning") == []
    service.clock.turn_to(date(2026, 6, 1))
    client = clerk(service)
    told(
        client, case, {"type": "parole_decision", "date": "2026-06-01", "review": "1", "outcome": "negative"}
    )
    after = handover(client, case)
    assert after["record"] is None
    assert after["waits_since"] == "2026-06-01"
    assert [(e["id"], e["closed_because"]) for e in after["earlier"]] == [(first["id"], "returned")]
    assert listed(client, "returning") == [case]
    assert listed(client, "in_progress") == []
    service.clock.turn_to(date(2027, 6, 1))
    client = clerk(service)
    told(client, case, {"type": "parole_process_started", "date": "2027-06-01", "review": "2"})
    second = handover(client, case)["record"]
    assert second["id"] != first["id"]
    assert second["progress"]["settled"] == 0


def test_a_moved_date_keeps_the_record_and_release_closes_it(service: RunningService) -> None:
    service.clock.turn_to(HANDOVER - timedelta(20))
    client = clerk(service)
    case = opened(client)["id"]
    first = changed(client, case, steps=[{"code": "contact_community_manager", "state": "done"}])["record"]
    day = (HANDOVER - timedelta(20)).isoformat()
    told(client, case, {"type": "release_date_recalculated", "date": day, "release_date": "2027-03-13"})
    moved = handover(client, case)["record"]
    assert (moved["id"], moved["handover_date"], moved["progress"]["settled"]) == (
        first["id"],
        "2026-09-13",
        1,
    )
    service.clock.turn_to(date(2027, 3, 13))
    client = clerk(service)
    told(client, case, {"type": "released", "date": "2027-03-13"})
    over = handover(client, case)
    assert (over["record"], over["lists"]) == (None, [])
    assert [e["closed_because"] for e in over["earlier"]] == ["released"]
    assert counts(client) == {}


def test_an_override_moves_the_handover_and_running_out_gives_it_back(service: RunningService) -> None:
    service.clock.turn_to(date(2026, 3, 2))
    case = opened(clerk(service))["id"]
    manager = service.person(Role.OMU_MANAGER, prisons=["FHI"])
    decision = {
        "responsible": "community",
        "reason_code": "other",
        "text": "For a while.",
        "expires_on": "2026-04-01",
    }
    manager.post(f"/api/v1/cases/{case}/ownership/overrides", json=decision)
    assert listed(manager, "in_progress") == [case]
    service.clock.turn_to(date(2026, 4, 1))
    assert listed(clerk(service), "returning") == [case]
    daily(service)
    now = handover(clerk(service), case)
    assert now["record"]["handover_date"] == "2026-07-13"
    assert [e["closed_because"] for e in now["earlier"]] == ["returned"]
    assert daily(service) == 0


def test_the_daily_pass_opens_tasks_and_tells_each_day_once_however_late(service: RunningService) -> None:
    service.clock.turn_to(date(2026, 3, 2))
    client = clerk(service)
    case = opened(client, community_manager_name="Orla Fennimore")["id"]
    assert daily(service) == 0
    service.clock.turn_to(HANDOVER - timedelta(40))  # the day itself, 56 before, was missed
    assert daily(service) == 1
    kinds = [("handover_checklist_community",), ("handover_checklist_prison",), ("tell_victim_liaison",)]
    assert sorted(rows_of(service, TASKS, "kind")) == kinds
    assert {due for (due,) in rows_of(service, TASKS, "due_on")} == {HANDOVER}
    assert daily(service) == 0
    day = (HANDOVER - timedelta(40)).isoformat()
    told(
        clerk(service), case, {"type": "release_date_recalculated", "date": day, "release_date": "2027-01-20"}
    )
    assert daily(service) == 1
    opened_now = [row for row in rows_of(service, TASKS, "closed_because", "due_on") if row[0] is None]
    assert opened_now == [(None, date(2026, 7, 20))] * 3
    service.clock.turn_to(date(2026, 7, 24))
    assert daily(service) == 1
    assert daily(service) == 0


def test_the_task_of_a_checklist_is_not_done_by_hand(sqlite_service: RunningService) -> None:
    """Else the task would be done and the items not."""
    sqlite_service.clock.turn_to(HANDOVER - timedelta(40))
    client = clerk(sqlite_service)
    opened(client, rosh_level="low")
    daily(sqlite_service)
    tasks = client.get("/api/v1/tasks").json()["items"]
    checklist = next(task for task in tasks if task["kind"] == "handover_checklist_prison")
    assert checklist["done_at"] == "handover"
    path, by = f"/api/v1/tasks/{checklist['id']}", {"If-Match": "*"}
    refused = client.patch(path, json={"state": "done"}, headers=by)
    assert (refused.status_code, refused.json()["errorCode"]) == (409, "closes_with_its_list")
    other = next(task for task in tasks if task["kind"] == "tell_victim_liaison")
    assert client.patch(f"/api/v1/tasks/{other['id']}", json={"state": "done"}, headers=by).status_code == 200


def test_settling_a_side_closes_its_task_and_a_missing_manager_opens_one(service: RunningService) -> None:
    service.clock.turn_to(HANDOVER - timedelta(40))
    client = clerk(service)
    case = opened(client, rosh_level="low")["id"]
    daily(service)
    record = handover(client, case)["record"]
    prison = [{"code": step["code"], "state": "done"} for step in record["steps"] if step["side"] == "prison"]
    changed(client, case, steps=prison)
    closed = [row for row in rows_of(service, TASKS, "kind", "closed_because") if row[1]]
    assert closed == [("handover_checklist_prison", "done")]
    service.clock.turn_to(HANDOVER + timedelta(2))
    daily(service)
    still = sorted(row[0] for row in rows_of(service, TASKS, "kind", "closed_because") if row[1] is None)
    assert still == ["community_manager_overdue", "handover_checklist_community", "tell_victim_liaison"]
    patch = {"community_manager_name": "Orla Fennimore"}
    clerk(service).patch(f"/api/v1/cases/{case}", json=patch, headers={"If-Match": "*"})
    daily(service)
    assert ("community_manager_overdue", "cause_gone") in rows_of(service, TASKS, "kind", "closed_because")


def test_the_review_of_an_override_opens_a_task_on_its_day(service: RunningService) -> None:
    service.clock.turn_to(date(2026, 3, 2))
    case = opened(clerk(service))["id"]
    manager = service.person(Role.OMU_MANAGER, prisons=["FHI"])
    decision = {
        "responsible": "community",
        "reason_code": "other",
        "text": "For now.",
        "review_on": "2026-04-01",
    }
    made = manager.post(f"/api/v1/cases/{case}/ownership/overrides", json=decision).json()
    service.clock.turn_to(date(2026, 4, 3))
    daily(service)
    tasks = rows_of(service, TASKS, "kind", "due_on", "closed_because")
    assert ("review_override_community", date(2026, 4, 1), None) in tasks
    manager = service.person(Role.OMU_MANAGER, prisons=["FHI"])
    path = f"/api/v1/cases/{case}/ownership/overrides/{made['override']['id']}"
    manager.request("DELETE", path, json={"reason": "Looked at again."}, headers={"If-Match": "*"})
    tasks = rows_of(service, TASKS, "kind", "due_on", "closed_because")
    assert ("review_override_community", date(2026, 4, 1), "cause_gone") in tasks


@pytest.mark.parametrize("name", ["list", "sort", "rosh", "kind"])
def test_what_there_is_not_is_refused(sqlite_service: RunningService, name: str) -> None:
    answer = clerk(sqlite_service).get("/api/v1/handovers", params={name: "nothing"})
    assert answer.status_code == 400


def test_rebuilding_finds_and_mends_what_the_lists_lack(service: RunningService) -> None:
    """As after an upgrade: cases that were there before there were handovers."""
    service.clock.turn_to(HANDOVER - timedelta(10))
    case = opened(clerk(service))["id"]
    database, today = service.service.api.state.database, service.clock().date()
    assert list(rebuild(database, SYSTEM, service.clock(), today, mend=False)) == []
    with database.write() as connection:
        connection.execute(sa.delete(HANDOVERS))
    assert listed(clerk(service), "upcoming") == []
    (found,) = rebuild(database, SYSTEM, service.clock(), today, mend=True)
    assert found.what == ("the handover row is not what the facts say",)
    assert listed(clerk(service), "upcoming") == [case]
    assert list(rebuild(database, SYSTEM, service.clock(), today, mend=False)) == []
