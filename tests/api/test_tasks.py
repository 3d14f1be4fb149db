"""Tasks over the API: what the daily pass opens, whose they are, how they end, and who may see and change them."""

from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from app.domain.caller import Role
from app.domain.identifiers import new_id
from app.repositories.allocations import ALLOCATIONS
from app.repositories.identity.register import STAFF
from app.repositories.tasks import TASKS
from tests.parts.daily import run_pass
from tests.parts.service import RunningService, opened, told

OVERDUE_RELEASE = {
    "start_date": "2025-01-13",
    "sentence_type": "SDS",
    "length_months": 48,
    "release_date": "2026-11-20",
}


def listed(client: Any, **params: Any) -> list[dict[str, Any]]:
    answer = client.get("/api/v1/tasks", params=params)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def of_kind(client: Any, kind: str, **params: Any) -> list[dict[str, Any]]:
    return listed(client, kind=kind, **params)


def allocate(service: RunningService, case: str, role: str, username: str) -> None:
    """Put a person in a role of a case, and end who was in it."""
    with service.service.api.state.database.write() as connection:
        staff = connection.execute(sa.select(STAFF).where(STAFF.c.username == username)).mappings().one()
        live = (
            (ALLOCATIONS.c.case_id == case) & (ALLOCATIONS.c.role == role) & ALLOCATIONS.c.ended_at.is_(None)
        )
        connection.execute(sa.update(ALLOCATIONS).where(live).values(ended_at=service.clock()))
        row = {
            "id": new_id(),
            "case_id": case,
            "role": role,
            "staff_id": staff["id"],
            "named": staff["display_name"],
            "started_on": service.clock().date(),
            "started_at": service.clock(),
            "allocated_by": "a test",
            "override_reasons": [],
        }
        connection.execute(sa.insert(ALLOCATIONS), [row])


def late_case(service: RunningService, **changes: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A case whose release was not recorded, and its task."""
    clerk = service.system(Role.RW)
    case = opened(clerk, sentence=OVERDUE_RELEASE, **changes)
    run_pass(service)
    (task,) = of_kind(clerk, "release_not_recorded", case=case["id"])
    return case, task


def change(client: Any, task: dict[str, Any], body: dict[str, Any], version: str | None = None) -> Any:
    headers = {"If-Match": version or f'"{task["version"]}"'}
    return client.patch(f"/api/v1/tasks/{task['id']}", json=body, headers=headers)


def test_the_pass_asks_once_for_a_release_that_was_not_recorded(service: RunningService) -> None:
    case, task = late_case(service)
    assert task["case"]["prison_number"] == case["prison_number"]
    assert (task["state"], task["side"], task["due_on"]) == ("open", "prison", "2026-11-23")
    assert (task["is_overdue"], task["working_days_left"]) == (False, 1)
    assert task["basis"] == [{"document": "OMCP Board paper, 2 September 2013", "paragraph": "10(ii)"}]
    assert task["title"] == "Record the release, or a new release date"
    assert task["why"]
    for _ in range(2):
        run_pass(service)
    assert len(of_kind(service.system(Role.RO), "release_not_recorded", case=case["id"])) == 1


def test_a_task_closes_with_the_fact_that_settles_it(service: RunningService) -> None:
    case, task = late_case(service)
    clerk = service.system(Role.RW)
    told(clerk, case["id"], {"type": "released", "date": "2026-11-20"})
    shown = clerk.get(f"/api/v1/tasks/{task['id']}").json()
    assert (shown["state"], shown["closed_because"], shown["closed_on"]) == (
        "done",
        "cause_gone",
        "2026-11-22",
    )
    assert of_kind(clerk, "release_not_recorded", case=case["id"]) == []
    assert len(of_kind(clerk, "release_not_recorded", case=case["id"], state="done")) == 1


def test_a_moved_release_date_is_another_occasion(service: RunningService) -> None:
    case, task = late_case(service)
    clerk = service.system(Role.RW)
    told(
        clerk,
        case["id"],
        {"type": "release_date_recalculated", "date": "2026-11-22", "release_date": "2026-11-30"},
    )
    assert clerk.get(f"/api/v1/tasks/{task['id']}").json()["state"] == "done"
    service.clock.turn_to(date(2026, 12, 1))
    run_pass(service)
    (second,) = of_kind(service.system(Role.RO), "release_not_recorded", case=case["id"])
    assert second["id"] != task["id"]
    assert second["opened_on"] == "2026-12-01"


def test_a_day_without_a_pass_is_made_up_for(service: RunningService) -> None:
    clerk = service.system(Role.RW)
    case = opened(clerk, sentence={**OVERDUE_RELEASE, "release_date": "2026-11-25"})
    run_pass(service)
    assert of_kind(clerk, "release_not_recorded", case=case["id"]) == []
    service.clock.turn_to(date(2026, 12, 9))
    run_pass(service)
    (task,) = of_kind(service.system(Role.RO), "release_not_recorded", case=case["id"])
    assert task["opened_on"] == "2026-12-09"


def test_a_cause_that_comes_back_opens_the_same_task_again(service: RunningService) -> None:
    case, task = late_case(service)
    clerk = service.system(Role.RW)
    outcome = told(clerk, case["id"], {"type": "released", "date": "2026-11-20"})
    clerk.request(
        "DELETE",
        f"/api/v1/cases/{case['id']}/events/{outcome['event']['id']}",
        json={"reason": "Entered on the wrong case."},
        headers={"If-Match": "*"},
    )
    run_pass(service)
    (again,) = of_kind(clerk, "release_not_recorded", case=case["id"])
    assert again["id"] == task["id"]


def test_a_task_is_done_with_a_note_opened_again_and_not_done_twice(service: RunningService) -> None:
    case, task = late_case(service)
    officer = service.person(Role.OMU_OFFICER, prisons=["FHI"])
    done = change(officer, task, {"state": "done", "note": "Rang the court: stays until Friday."})
    assert done.status_code == 200, done.text
    body = done.json()
    assert (body["state"], body["closed_because"], body["note"]) == (
        "done",
        "done",
        "Rang the court: stays until Friday.",
    )
    assert body["closed_by_name"].startswith("Person")
    assert done.headers["etag"] == '"2"'
    assert change(officer, task, {"state": "open"}).status_code == 412
    run_pass(service)
    assert of_kind(officer, "release_not_recorded", case=case["id"]) == []
    again = change(officer, body, {"state": "open"})
    assert again.json()["state"] == "open"
    assert of_kind(officer, "release_not_recorded", case=case["id"])[0]["id"] == task["id"]
    history = officer.get(f"/api/v1/cases/{case['id']}/history").json()["items"]
    assert [each["what"] for each in history][:3] == ["TASK_OPENED_AGAIN", "TASK_CLOSED", "TASK_OPENED"]


def test_what_was_closed_because_its_cause_is_gone_is_not_opened_by_hand(service: RunningService) -> None:
    case, task = late_case(service)
    clerk = service.system(Role.RW)
    told(clerk, case["id"], {"type": "released", "date": "2026-11-20"})
    refused = change(clerk, task, {"state": "open"}, "*")
    assert (refused.status_code, refused.json()["errorCode"]) == (409, "cause_gone")


def test_mine_are_those_given_to_me_and_those_of_roles_that_i_hold(service: RunningService) -> None:
    case, task = late_case(service)
    first, second = (service.register_person(Role.OMU_OFFICER, prisons=["FHI"]) for _ in range(2))
    one, two = sign_in(service, first), sign_in(service, second)
    assert listed(one, whose="mine") == []
    assert [each["id"] for each in listed(one, whose="nobody", kind="release_not_recorded")] == [task["id"]]
    allocate(service, case["id"], "offender_supervisor", first)
    assert [each["id"] for each in listed(one, whose="mine")] == [task["id"]]
    assert listed(one, whose="mine")[0]["holder"]["name"].startswith("Person")
    assert listed(one, whose="nobody", kind="release_not_recorded") == []
    allocate(service, case["id"], "offender_supervisor", second)
    assert listed(one, whose="mine") == []
    assert [each["id"] for each in listed(two, whose="mine")] == [task["id"]]
    taken = change(one, task, {"staff_id": "me"})
    assert taken.status_code == 200, taken.text
    assert [each["id"] for each in listed(one, whose="mine")] == [task["id"]]
    assert listed(two, whose="mine") == []
    given_back = change(one, taken.json(), {"staff_id": None})
    assert given_back.status_code == 200, given_back.text
    assert listed(one, whose="mine") == []


def sign_in(service: RunningService, username: str) -> Any:
    from tests.parts.service import PASSWORD

    client = service.anonymous()
    secret = client.post("/api/v1/sessions", json={"username": username, "password": PASSWORD}).json()[
        "secret"
    ]
    token = client.post("/api/v1/sessions/current/token", json={"secret": secret}).json()["token"]
    return service._bearer(token)


def test_a_manager_gives_a_task_and_the_person_is_told(service: RunningService) -> None:
    _, task = late_case(service)
    username = service.register_person(Role.OMU_OFFICER, prisons=["FHI"])
    elsewhere = service.register_person(Role.OMU_OFFICER, prisons=["DHI"])
    manager = service.person(Role.OMU_MANAGER, prisons=["FHI"])
    officer, stranger = sign_in(service, username), sign_in(service, elsewhere)
    with service.service.api.state.database.read() as connection:
        ids = {row.username: row.id for row in connection.execute(sa.select(STAFF.c.username, STAFF.c.id))}
    refused = change(officer, task, {"staff_id": ids[elsewhere]})
    assert (refused.status_code, refused.json()["errorCode"]) == (403, "not_to_others")
    wrong = change(manager, task, {"staff_id": ids[elsewhere]})
    assert (wrong.status_code, wrong.json()["errors"][0]["code"]) == (400, "unknown_person")
    assert change(manager, task, {"staff_id": ids[username]}).status_code == 200
    told_now = officer.get("/api/v1/notices").json()
    assert [each["kind"] for each in told_now["items"]] == ["task_given"]
    assert told_now["unread"] == 1
    assert told_now["items"][0]["path"] == f"/tasks/{task['id']}"
    assert stranger.get("/api/v1/notices").json()["items"] == []


def test_each_side_sees_the_others_tasks_and_finishes_its_own(service: RunningService) -> None:
    _, task = late_case(service, home_region="wales")
    community = service.person(Role.COMMUNITY_MANAGER, regions=["wales"])
    assert [each["id"] for each in listed(community, side="prison", region="wales")] == [task["id"]]
    refused = change(community, task, {"state": "done"})
    assert (refused.status_code, refused.json()["errorCode"]) == (403, "other_side")


def test_a_task_is_found_by_who_may_see_its_case_today(service: RunningService) -> None:
    case, task = late_case(service, home_region="wales", arrived_on="2025-01-13")
    path = f"/api/v1/tasks/{task['id']}"
    foston, drake = (service.person(Role.OMU_OFFICER, prisons=[code]) for code in ("FHI", "DHI"))
    assert foston.get(path).status_code == 200
    assert drake.get(path).status_code == 404
    assert change(drake, task, {"state": "done"}, "*").status_code == 404
    assert (listed(drake), drake.get("/api/v1/tasks").json()["total"]) == ([], 0)
    nobody = drake.get("/api/v1/tasks/0197a000-0000-7000-8000-00000000ffff")
    hidden = drake.get(path)
    without = {"instance"}
    assert {k: v for k, v in nobody.json().items() if k not in without} == {
        k: v for k, v in hidden.json().items() if k not in without
    }
    told(
        service.system(Role.RW),
        case["id"],
        {"type": "prison_transfer", "date": "2026-11-22", "to_prison": "DHI"},
    )
    assert foston.get(path).status_code == 404
    assert listed(foston, kind="release_not_recorded") == []
    assert [each["id"] for each in listed(drake, kind="release_not_recorded", prison="DHI")] == [task["id"]]


def test_lists_are_narrowed_ordered_and_paged(service: RunningService) -> None:
    clerk = service.system(Role.RW)
    days = [date(2026, 11, 3) + timedelta(n) for n in range(7)]
    for day in days:
        opened(clerk, sentence={**OVERDUE_RELEASE, "release_date": day.isoformat()}, prison="DHI")
    run_pass(service)
    with service.service.api.state.database.write() as connection:
        ids = list(connection.scalars(sa.select(TASKS.c.id).order_by(TASKS.c.id)))
        for place, task_id in enumerate(ids):
            connection.execute(sa.update(TASKS).where(TASKS.c.id == task_id).values(due_on=days[place % 3]))
    found: list[dict[str, Any]] = []
    cursor = None
    while True:
        page = clerk.get(
            "/api/v1/tasks", params={"size": 2, "next": cursor, "kind": "release_not_recorded"}
        ).json()
        found += page["items"]
        assert page["total"] == 7
        cursor = page["next"]
        if not cursor:
            break
    keys = [(each["due_on"], each["id"]) for each in found]
    assert (len(keys), keys) == (7, sorted(set(keys)))
    assert len(listed(clerk, state="overdue", kind="release_not_recorded")) == 7
    only = listed(clerk, due_from="2026-11-04", due_to="2026-11-04", kind="release_not_recorded")
    assert {each["due_on"] for each in only} == {"2026-11-04"}
    assert all(each["is_overdue"] and each["working_days_left"] < 0 for each in only)
    assert clerk.get("/api/v1/tasks?next=nonsense").status_code == 400
    assert clerk.get("/api/v1/tasks?state=sideways").status_code == 400


def test_counts_are_the_totals_of_the_lists(service: RunningService) -> None:
    case, task = late_case(service, prison="EWI")
    username = service.register_person(Role.OMU_OFFICER, prisons=["EWI"])
    officer = sign_in(service, username)
    allocate(service, case["id"], "offender_supervisor", username)
    counts = officer.get("/api/v1/tasks/counts").json()
    everything = listed(officer)
    assert counts["mine"] == len(listed(officer, whose="mine")) == 1
    assert counts["all"] == len(everything)
    assert counts["all_nobodys"] == len(listed(officer, whose="nobody"))
    assert counts["mine_due_soon"] == 1
    assert counts["mine_overdue"] == 0
    service.clock.turn_to(date(2026, 12, 1))
    assert sign_in(service, username).get("/api/v1/tasks/counts").json()["mine_overdue"] == 1
    assert task["state"] == "open"


def test_whoever_holds_an_overdue_task_is_told_once_for_its_day(service: RunningService) -> None:
    case, task = late_case(service)
    username = service.register_person(Role.OMU_OFFICER, prisons=["FHI"])
    allocate(service, case["id"], "offender_supervisor", username)
    run_pass(service)
    assert sign_in(service, username).get("/api/v1/notices").json()["items"] == []
    service.clock.turn_to(date(2026, 11, 26))
    for _ in range(2):
        run_pass(service)
    officer = sign_in(service, username)
    (notice,) = officer.get("/api/v1/notices").json()["items"]
    assert (notice["kind"], notice["details"]["due_on"]) == ("task_overdue", "2026-11-23")
    assert notice["path"] == f"/tasks/{task['id']}"


def test_an_appeal_without_a_date_and_a_release_put_back_ask_for_a_decision(service: RunningService) -> None:
    clerk = service.system(Role.RW)
    case = opened(clerk)
    told(clerk, case["id"], {"type": "sentence_varied_on_appeal", "date": "2026-11-20", "length_months": 40})
    (task,) = of_kind(clerk, "variation_without_release_date", case=case["id"])
    assert task["due_on"] == "2026-11-24"
    moved = {"type": "release_date_recalculated", "date": "2026-11-22", "release_date": "2028-01-13"}
    told(clerk, case["id"], moved)
    assert of_kind(clerk, "variation_without_release_date", case=case["id"]) == []
    (decide,) = of_kind(clerk, "put_back_decide", case=case["id"])
    assert (decide["side"], decide["role"]) == ("community", "community_offender_manager")
    told(clerk, case["id"], {**moved, "release_date": "2026-12-13"})
    assert of_kind(clerk, "put_back_decide", case=case["id"]) == []


def test_missing_details_are_asked_for_after_a_week(service: RunningService) -> None:
    clerk = service.system(Role.RW)
    sentence = {"start_date": "2025-01-13", "sentence_type": "SDS", "length_months": 48}
    case = opened(clerk, sentence=sentence, provider=None)
    run_pass(service)
    assert [each["kind"] for each in listed(clerk, case=case["id"])] == []
    service.clock.turn_to(date(2026, 11, 30))
    run_pass(service)
    reader = service.system(Role.RW)
    kinds = {each["kind"] for each in listed(reader, case=case["id"])}
    assert kinds == {"provider_missing", "release_date_unknown"}
    told(reader, case["id"], {"type": "provider_changed", "date": "2026-11-30", "provider": "crc"})
    assert {each["kind"] for each in listed(reader, case=case["id"])} == {"release_date_unknown"}


def test_a_list_of_tasks_comes_as_a_file_too(service: RunningService) -> None:
    _, task = late_case(service, last_name="=Alder")
    answer = service.system(Role.RO).get("/api/v1/tasks?format=csv&kind=release_not_recorded")
    assert answer.headers["content-type"].startswith("text/csv")
    assert task["id"] in answer.text
    assert "'=Alder" in answer.text
