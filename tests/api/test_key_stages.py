"""Key stages over the API: the invitation, the answer, what is told of progress, contacts and the gaps between them."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from app.domain.caller import Role
from app.repositories.notices import NOTICES
from app.services.key_stages.daily import DAILY as STAGES_DAILY
from tests.parts.daily import open_tasks, pass_over
from tests.parts.service import RunningService, opened

MANAGED = {
    "community_manager_name": "Perpetua Birchcombe",
    "community_manager_email": "p.birchcombe@example.org",
}
STAGE = {"kind": "sentence_plan_review", "planned_on": "2026-12-10", "note": "The yearly review."}


@pytest.fixture
def client(service: RunningService) -> TestClient:
    return service.system(Role.RW)


def planned(client: TestClient, case: str, **changes: Any) -> dict[str, Any]:
    answer = client.post(f"/api/v1/cases/{case}/key-stages", json=STAGE | changes)
    assert answer.status_code == 201, answer.text
    stage: dict[str, Any] = answer.json()
    return stage


def notices_of(service: RunningService, kind: str) -> list[dict[str, Any]]:
    with service.service.api.state.database.read() as connection:
        rows = connection.execute(sa.select(NOTICES).where(NOTICES.c.kind == kind)).mappings()
        return [dict(row) for row in rows]


# The invitation


def test_a_key_stage_invites_the_named_community_manager(service: RunningService, client: TestClient) -> None:
    """O17: a notice, and a task on the community side with the day by which to answer."""
    case = opened(client, **MANAGED)["id"]
    stage = planned(client, case)
    assert (stage["state"], stage["invited_named"]) == ("invited", "Perpetua Birchcombe")
    assert stage["response_due"] == "2026-11-27"
    (task,) = open_tasks(service, case, "answer_key_stage")
    assert (task["side"], task["due_on"]) == ("community", date(2026, 11, 27))
    (notice,) = notices_of(service, "key_stage_invitation")
    assert notice["address"] == "p.birchcombe@example.org"
    assert "Perpetua" not in str(notice["details"])


@pytest.mark.parametrize(
    ("planned_on", "due"),
    [("2026-11-22", "2026-11-22"), ("2026-11-26", "2026-11-26"), ("2026-11-27", "2026-11-27"),
     ("2026-11-28", "2026-11-27")],
)  # fmt: skip
def test_an_answer_is_due_in_five_working_days_and_never_after_the_stage(
    client: TestClient, planned_on: str, due: str
) -> None:
    case = opened(client, **MANAGED)["id"]
    assert planned(client, case, planned_on=planned_on)["response_due"] == due


def test_without_a_named_manager_nobody_is_invited_until_one_is_named(
    service: RunningService, client: TestClient
) -> None:
    case = opened(client)["id"]
    stage = planned(client, case)
    assert (stage["state"], stage["response_due"]) == ("nobody_to_invite", None)
    assert pass_over(service, STAGES_DAILY) == 0
    client.patch(f"/api/v1/cases/{case}", json=MANAGED, headers={"If-Match": "*"})
    assert pass_over(service, STAGES_DAILY) == 1
    assert pass_over(service, STAGES_DAILY) == 0
    (now,) = client.get(f"/api/v1/cases/{case}/key-stages").json()["items"]
    assert (now["state"], now["invited_named"]) == ("invited", "Perpetua Birchcombe")
    assert len(open_tasks(service, case, "answer_key_stage")) == 1


def test_a_stage_that_moved_is_asked_about_again_each_time(
    service: RunningService, client: TestClient
) -> None:
    case = opened(client, **MANAGED)["id"]
    stage = planned(client, case)
    path = f"/api/v1/cases/{case}/key-stages/{stage['id']}"
    for day in ("2026-12-17", "2026-12-10"):
        moved = client.patch(path, json={"planned_on": day}, headers={"If-Match": "*"})
        assert moved.status_code == 200
    assert moved.json()["invitations"] == 3
    assert len(notices_of(service, "key_stage_invitation")) == 3
    assert len(open_tasks(service, case, "answer_key_stage")) == 1


def test_a_stage_held_or_cancelled_asks_no_more(service: RunningService, client: TestClient) -> None:
    case = opened(client, **MANAGED)["id"]
    for change in ({"held_on": "2026-11-22"}, {"cancelled_on": "2026-11-22"}):
        stage = planned(client, case)
        path = f"/api/v1/cases/{case}/key-stages/{stage['id']}"
        assert client.patch(path, json=change, headers={"If-Match": '"1"'}).status_code == 200
        assert open_tasks(service, case, "answer_key_stage") == []
        late = client.put(f"{path}/answer", json={"response": "cannot"}, headers={"If-Match": "*"})
        assert (late.status_code, late.json()["errorCode"]) == (409, "key_stage_over")
    future = client.patch(path, json={"held_on": "2026-11-23"}, headers={"If-Match": "*"})
    assert future.json()["errors"][0]["code"] == "date_in_future"


# The answer


def test_the_community_answers_and_contributes_and_both_sides_see_it(
    service: RunningService, client: TestClient
) -> None:
    case = opened(client, **MANAGED)["id"]
    stage = planned(client, case)
    community = service.person(Role.COMMUNITY_MANAGER, regions=["east_midlands"])
    path = f"/api/v1/cases/{case}/key-stages/{stage['id']}"
    body = {"response": "will_contribute", "contribution": "She has housing from March."}
    answered = community.put(f"{path}/answer", json=body, headers={"If-Match": '"1"'})
    assert answered.status_code == 200, answered.text
    prison = service.person(Role.OMU_OFFICER, prisons=["FHI"])
    seen = prison.get(path).json()
    assert (seen["state"], seen["response"], seen["contribution"]) == (
        "answered",
        "will_contribute",
        "She has housing from March.",
    )
    assert open_tasks(service, case, "answer_key_stage") == []
    assert community.put(f"{path}/answer", json=body, headers={"If-Match": '"1"'}).status_code == 412


def test_the_prison_does_not_answer_for_the_community(service: RunningService, client: TestClient) -> None:
    case = opened(client, **MANAGED)["id"]
    stage = planned(client, case)
    prison = service.person(Role.OMU_MANAGER, prisons=["FHI"])
    path = f"/api/v1/cases/{case}/key-stages/{stage['id']}/answer"
    answer = prison.put(path, json={"response": "cannot"}, headers={"If-Match": "*"})
    assert answer.status_code == 403


def test_an_overdue_answer_is_told_once_and_is_on_its_list(
    service: RunningService, client: TestClient
) -> None:
    case = opened(client, **MANAGED)["id"]
    planned(client, case)
    service.clock.turn_to(date(2026, 11, 27))
    assert pass_over(service, STAGES_DAILY) == 0
    service.clock.turn_to(date(2026, 12, 1))
    assert pass_over(service, STAGES_DAILY) == 1
    assert pass_over(service, STAGES_DAILY) == 0
    reader = service.system(Role.RO)
    overdue = reader.get("/api/v1/key-stages", params={"state": "answer_overdue"}).json()
    assert [row["case"]["id"] for row in overdue["items"]] == [case]
    assert reader.get("/api/v1/key-stages", params={"state": "invited"}).json()["total"] == 0


@pytest.mark.parametrize(
    ("body", "field"),
    [({"kind": "tea"}, "kind"), ({"planned_on": "soon"}, "planned_on"), ({"note": "x" * 1001}, "note"),
     ({"response": "cannot"}, "response")],
)  # fmt: skip
def test_a_key_stage_that_cannot_be_is_refused(client: TestClient, body: dict[str, str], field: str) -> None:
    case = opened(client)["id"]
    answer = client.post(f"/api/v1/cases/{case}/key-stages", json=STAGE | body)
    assert answer.status_code == 400
    assert [each["field"] for each in answer.json()["errors"]] == [field]


def test_key_stages_of_cases_elsewhere_are_not_there(service: RunningService, client: TestClient) -> None:
    case = opened(client)["id"]
    stage = planned(client, case)
    elsewhere = service.person(Role.OMU_OFFICER, prisons=["EWI"])
    for path in (
        "/key-stages",
        f"/key-stages/{stage['id']}",
        "/contacts",
        "/progress-notices",
        "/parole-reviews",
    ):
        assert elsewhere.get(f"/api/v1/cases/{case}{path}").status_code == 404
    assert elsewhere.get("/api/v1/key-stages").json()["items"] == []


# Progress


def test_progress_is_told_to_the_named_manager_and_kept(service: RunningService, client: TestClient) -> None:
    case = opened(client, **MANAGED)["id"]
    path = f"/api/v1/cases/{case}/progress-notices"
    assert client.post(path, json={"text": "She finished the course."}).status_code == 201
    (kept,) = client.get(path).json()["items"]
    assert (kept["text"], kept["told_to"]) == ("She finished the course.", "Perpetua Birchcombe")
    (notice,) = notices_of(service, "progress_notice")
    assert "course" not in str(notice["details"])


def test_with_nobody_named_there_is_nobody_to_tell(client: TestClient) -> None:
    case = opened(client)["id"]
    answer = client.post(f"/api/v1/cases/{case}/progress-notices", json={"text": "Well."})
    assert (answer.status_code, answer.json()["errorCode"]) == (409, "no_community_manager")


# Contacts


def contact(client: TestClient, case: str, day: str, *between: str, channel: str = "phone") -> Any:
    parties = list(between or ("community_offender_manager", "offender_supervisor"))
    body = {"happened_on": day, "channel": channel, "between": parties, "text": "About the plan."}
    return client.post(f"/api/v1/cases/{case}/contacts", json=body)


def test_contacts_are_kept_and_counted_by_channel(client: TestClient) -> None:
    case = opened(client)["id"]
    assert contact(client, case, "2026-11-20").json()["between_sides"] is True
    assert contact(client, case, "2026-11-21", "person_in_custody", "key_worker", channel="visit").json()[
        "with_her"
    ]
    found = client.get(f"/api/v1/cases/{case}/contacts").json()
    assert [each["happened_on"] for each in found["items"]] == ["2026-11-21", "2026-11-20"]
    counts = {each["channel"]: (each["with_her"], each["between_staff"]) for each in found["counts"]}
    assert counts == {"visit": (1, 0), "video": (0, 0), "phone": (0, 1), "letter": (0, 0)}
    assert found["last_between_sides"] == "2026-11-20"
    everywhere = client.get("/api/v1/contact-counts").json()
    assert sum(each["total"] for each in everywhere["counts"]) == 2


def test_a_wrong_contact_is_taken_back_with_its_reason_and_counts_no_more(
    service: RunningService, client: TestClient
) -> None:
    case = opened(client, **MANAGED)["id"]
    path = f"/api/v1/cases/{case}/contacts"
    right, wrong = contact(client, case, "2026-09-01").json(), contact(client, case, "2026-11-20").json()
    assert client.get("/api/v1/contact-gaps").json()["items"] == []
    one, why = f"{path}/{wrong['id']}", {"reason": "It was with another person."}
    assert client.get(one).headers["etag"] == '"1"'
    assert client.request("DELETE", one, json=why).status_code == 428
    assert client.request("DELETE", one, json=why, headers={"If-Match": '"2"'}).status_code == 412
    assert client.request("DELETE", one, json={}, headers={"If-Match": '"1"'}).status_code == 400
    gone = client.request("DELETE", one, json=why, headers={"If-Match": '"1"'})
    assert (gone.status_code, gone.headers["etag"]) == (200, '"2"')
    again = client.request("DELETE", one, json=why, headers={"If-Match": '"2"'})
    assert (again.status_code, again.json()["errorCode"]) == (409, "already_retracted")
    found = client.get(path).json()
    assert (found["total"], found["last_between_sides"]) == (2, "2026-09-01")
    assert [each["total"] for each in found["counts"]] == [0, 0, 1, 0]
    marked = {each["id"]: each["retraction_reason"] for each in found["items"]}
    assert marked == {right["id"]: None, wrong["id"]: why["reason"]}
    gaps = client.get("/api/v1/contact-gaps").json()["items"]
    assert [(row["id"], row["last_contact_on"]) for row in gaps] == [(case, "2026-09-01")]
    assert sum(each["total"] for each in client.get("/api/v1/contact-counts").json()["counts"]) == 1
    story = client.get(f"/api/v1/cases/{case}/story", params={"kind": "contact"}).json()["items"]
    assert [each["what"] for each in story].count("CONTACT_RETRACTED") == 1
    assert next(each["why"] for each in story if each["what"] == "CONTACT_RETRACTED") == why["reason"]


def test_a_contact_of_another_case_is_not_found(client: TestClient) -> None:
    case, other = opened(client)["id"], opened(client, prison_number="B2345CD")["id"]
    one = contact(client, case, "2026-11-20").json()["id"]
    for name in (one, "none", "0" * 36):
        path = f"/api/v1/cases/{other}/contacts/{name}"
        assert client.get(path).status_code == 404
        answer = client.request("DELETE", path, json={"reason": "Wrong."}, headers={"If-Match": "*"})
        assert answer.status_code == 404


@pytest.mark.parametrize(
    ("day", "between", "field", "code"),
    [
        ("2026-11-23", (), "happened_on", "date_in_future"),
        ("2026-11-22", ("key_worker", "key_worker"), "between", "same_party"),
        ("2026-11-22", ("key_worker", "the_chaplain"), "between[1]", "not_one_of"),
    ],
)
def test_a_contact_that_cannot_be_is_refused(
    client: TestClient, day: str, between: tuple[str, ...], field: str, code: str
) -> None:
    case = opened(client)["id"]
    answer = contact(client, case, day, *between)
    assert answer.status_code == 400
    told = [(each["field"], each["code"]) for each in answer.json()["errors"]]
    assert told[0][1] == code
    assert told[0][0].startswith(field.partition("[")[0])


@pytest.mark.parametrize(
    ("last", "has_gap"),
    [("2026-09-26", True), ("2026-09-27", True), ("2026-09-28", False), ("2026-11-22", False)],
)
def test_a_gap_is_eight_weeks_without_contact_of_the_two_sides(
    client: TestClient, last: str, has_gap: bool
) -> None:
    """I39, the day before, the day and the day after: 27 September is 56 days before 22 November."""
    case = opened(client, **MANAGED)["id"]
    contact(client, case, last)
    contact(client, case, "2026-11-20", "person_in_custody", "community_offender_manager")
    gaps = client.get("/api/v1/contact-gaps").json()
    assert [row["id"] for row in gaps["items"]] == ([case] if has_gap else [])
    assert gaps["days"] == 56
    if has_gap:
        assert gaps["items"][0]["last_contact_on"] == last


def test_gaps_are_listed_by_name_within_the_callers_places_and_go_on(
    service: RunningService, client: TestClient
) -> None:
    names = ("Aspen", "Beech", "Cedar")
    cases = [opened(client, last_name=name, **MANAGED)["id"] for name in names]
    opened(client, last_name="Dogwood")
    opened(client, last_name="Elder", prison="EWI", home_region="wales", **MANAGED)
    here = service.person(Role.OMU_OFFICER, prisons=["FHI"])
    page = here.get("/api/v1/contact-gaps", params={"size": 2}).json()
    rest = here.get("/api/v1/contact-gaps", params={"size": 2, "next": page["next"]}).json()
    assert [row["id"] for row in (*page["items"], *rest["items"])] == cases
    assert (page["total"], rest["next"]) == (3, None)
    as_file = here.get("/api/v1/contact-gaps", params={"format": "csv"}).text
    assert as_file.count("\n") == 4
