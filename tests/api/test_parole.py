"""Parole over the API: reviews from facts, descriptions beside them, lists by hearing, and what a decision would do."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from app.domain.caller import SYSTEM, Role
from app.repositories.notices import NOTICES
from app.services.parole.daily import DAILY as PAROLE_DAILY
from app.services.rebuild import rebuild
from tests.parts.daily import open_tasks, pass_over
from tests.parts.service import RunningService, opened, told
from tests.parts.workforce import SUPERVISOR, Workforce, given

LIFE = {
    "start_date": "2015-03-02",
    "sentence_type": "LIFE",
    "tariff_expiry_date": "2027-03-02",
}
FUTURE = {
    "start_date": "2024-01-08",
    "sentence_type": "EDS",
    "length_months": 120,
    "release_date": "2032-01-08",
}
START = {
    "type": "parole_process_started",
    "date": "2026-11-02",
    "review": "2026/1",
    "review_type": "On tariff",
    "target_hearing_date": "2026-12-14",
}


@pytest.fixture
def client(service: RunningService) -> TestClient:
    return service.system(Role.RW)


def in_custody(client: TestClient, **changes: Any) -> str:
    """A case whose opening is a day behind, so that what is told now is no history."""
    case = opened(client, sentence=FUTURE, **changes)
    return str(case["id"])


def reviews(client: TestClient, case: str) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/cases/{case}/parole-reviews")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


# Reviews from facts


def test_a_review_is_gathered_from_the_facts_that_name_it(client: TestClient) -> None:
    case = in_custody(client)
    assert reviews(client, case) == []
    told(client, case, START)
    (review,) = reviews(client, case)
    assert (review["review"], review["state"], review["is_open"]) == ("2026/1", "under_way", True)
    assert (review["started_on"], review["hearing_on"]) == ("2026-11-02", "2026-12-14")
    assert review["outcome"] is None
    assert review["next_on"] == "2026-12-14"


def test_an_adjournment_a_decision_and_its_setting_aside_each_show(client: TestClient) -> None:
    case = in_custody(client)
    told(client, case, START)
    told(client, case, {"type": "parole_adjourned", "date": "2026-11-05", "reason": "A report is awaited."})
    told(
        client,
        case,
        {"type": "parole_decision", "date": "2026-11-10", "outcome": "negative", "on_papers": True},
    )
    (review,) = reviews(client, case)
    assert (review["state"], review["outcome"], review["decided_on"]) == ("decided", "negative", "2026-11-10")
    assert review["on_papers"] is True
    assert [each["kind"] for each in review["put_offs"]] == ["adjourned"]
    assert review["reconsideration_until"] == "2026-12-01"
    told(client, case, {"type": "parole_decision_set_aside", "date": "2026-11-15", "review": "2026/1"})
    (review,) = reviews(client, case)
    assert (review["state"], review["outcome"]) == ("set_aside_reopened", None)
    assert review["decisions"][0]["set_aside_on"] == "2026-11-15"


def test_a_past_review_without_an_outcome_says_so_and_is_not_refused(client: TestClient) -> None:
    case = in_custody(client)
    told(client, case, START)
    told(client, case, {"type": "released", "date": "2026-11-20"})
    (review,) = reviews(client, case)
    assert (review["state"], review["outcome"]) == ("no_outcome_recorded", None)


def test_a_review_whose_only_fact_was_retracted_is_gone_and_comes_back_with_its_description(
    client: TestClient,
) -> None:
    case = in_custody(client)
    fact = told(client, case, START)["event"]["id"]
    (review,) = reviews(client, case)
    path = f"/api/v1/cases/{case}/parole-reviews/{review['id']}"
    assert client.patch(path, json={"stage": "dossier"}, headers={"If-Match": "*"}).status_code == 200
    headers = {"If-Match": "*"}
    gone = client.request(
        "DELETE", f"/api/v1/cases/{case}/events/{fact}", json={"reason": "Wrong case."}, headers=headers
    )
    assert gone.status_code == 200
    assert reviews(client, case) == []
    assert client.get(path).status_code == 404
    told(client, case, START)
    assert [each["stage"] for each in reviews(client, case)] == ["dossier"]


def test_the_calendar_moves_nobody_but_the_facts_do(client: TestClient) -> None:
    """T5, T8: a start takes the case to the community, a refusal brings it back; the review shows both."""
    case = in_custody(client)
    started = told(client, case, START)
    assert (started["owner_before"]["responsible"], started["owner_after"]["responsible"]) == (
        "custody",
        "community",
    )
    refused = told(client, case, {"type": "parole_decision", "date": "2026-11-20", "outcome": "negative"})
    assert refused["owner_after"]["reason_code"] == "returned_after_decision"


# Descriptions beside the facts


def test_a_review_is_described_under_its_version(client: TestClient) -> None:
    case = in_custody(client)
    told(client, case, START)
    (review,) = reviews(client, case)
    path = f"/api/v1/cases/{case}/parole-reviews/{review['id']}"
    read = client.get(path)
    assert read.headers["etag"] == '"1"'
    body = {"stage": "oral_hearing_listed", "hearing_mode": "video", "custody_report_due": "2026-12-01"}
    assert client.patch(path, json=body).status_code == 428
    changed = client.patch(path, json=body, headers={"If-Match": '"1"'})
    assert changed.status_code == 200
    assert {name: changed.json()[name] for name in body} == body
    assert client.patch(path, json={"stage": None}, headers={"If-Match": '"1"'}).status_code == 412
    cleared = client.patch(path, json={"stage": None}, headers={"If-Match": changed.headers["etag"]})
    assert cleared.json()["stage"] is None


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"reconsideration_outcome": "refused"}, "reconsideration_applied_on", "missing"),
        ({"reconsideration_applied_on": "2026-11-01"}, "reconsideration_applied_on", "before_decision"),
        ({"reconsideration_applied_on": "2026-12-01"}, "reconsideration_applied_on", "date_in_future"),
        (
            {"reconsideration_applied_on": "2026-11-15", "reconsideration_decided_on": "2026-11-14"},
            "reconsideration_decided_on",
            "before_application",
        ),
        ({"stage": "somewhere"}, "stage", "not_one_of"),
        ({"outcome": "negative"}, "outcome", "unknown_field"),
        ({"notes": "x" * 2001}, "notes", "too_long"),
    ],
)
def test_what_cannot_be_described_is_refused_by_field_and_nothing_is_kept(
    client: TestClient, body: dict[str, Any], field: str, code: str
) -> None:
    case = in_custody(client)
    told(client, case, START)
    told(client, case, {"type": "parole_decision", "date": "2026-11-10", "outcome": "negative"})
    (review,) = reviews(client, case)
    path = f"/api/v1/cases/{case}/parole-reviews/{review['id']}"
    answer = client.patch(path, json=body, headers={"If-Match": "*"})
    assert answer.status_code == 400
    assert [(each["field"], each["code"]) for each in answer.json()["errors"]] == [(field, code)]
    assert reviews(client, case) == [review]


def test_a_review_of_another_case_is_not_found(client: TestClient) -> None:
    one, other = in_custody(client), in_custody(client)
    told(client, one, START)
    (review,) = reviews(client, one)
    path = f"/api/v1/cases/{other}/parole-reviews/{review['id']}"
    assert client.get(path).status_code == 404
    assert client.patch(path, json={"stage": "dossier"}, headers={"If-Match": "*"}).status_code == 404


# What each decision would do


def test_the_owner_after_each_possible_decision_is_foreseen_and_nothing_is_stored(client: TestClient) -> None:
    case = in_custody(client)
    told(client, case, START)
    (review,) = reviews(client, case)
    facts = len(client.get(f"/api/v1/cases/{case}/events").json()["items"])
    answer = client.get(f"/api/v1/cases/{case}/parole-reviews/{review['id']}/what-if")
    assert answer.status_code == 200, answer.text
    foreseen = {each["what"]: each["owner_after"]["responsible"] for each in answer.json()["items"]}
    assert foreseen == {
        "negative": "custody",
        "open_conditions_recommended": "custody",
        "release_directed": "community",
        "adjourned": "community",
        "deferred": "community",
        "withdrawn": "custody",
    }
    assert len(client.get(f"/api/v1/cases/{case}/events").json()["items"]) == facts
    refused = told(client, case, {"type": "parole_decision", "date": "2026-11-22", "outcome": "negative"})
    assert refused["owner_after"]["responsible"] == foreseen["negative"]


# Lists


def test_reviews_are_listed_by_hearing_within_the_callers_places(
    service: RunningService, client: TestClient
) -> None:
    later = {**START, "target_hearing_date": "2027-01-11"}
    cases = [in_custody(client), in_custody(client, prison="EWI", home_region="wales"), in_custody(client)]
    for case, fact in zip(cases, (later, START, START), strict=True):
        told(client, case, fact)
    listed = client.get("/api/v1/parole-reviews").json()
    assert [row["case"]["id"] for row in listed["items"]] == [cases[1], cases[2], cases[0]]
    assert (listed["total"], listed["next"]) == (3, None)
    here = service.person(Role.OMU_OFFICER, prisons=["FHI"])
    assert [row["case"]["id"] for row in here.get("/api/v1/parole-reviews").json()["items"]] == [
        cases[2],
        cases[0],
    ]
    wales = service.person(Role.COMMUNITY_MANAGER, regions=["wales"])
    assert [row["case"]["id"] for row in wales.get("/api/v1/parole-reviews").json()["items"]] == [cases[1]]
    december = client.get("/api/v1/parole-reviews", params={"month": "2026-12", "prison": "FHI"}).json()
    assert [row["case"]["id"] for row in december["items"]] == [cases[2]]
    days = client.get("/api/v1/parole-calendar", params={"month": "2026-12"}).json()["days"]
    assert days == [{"on": "2026-12-14", "total": 2, "open": 2}]


def test_a_list_goes_on_after_its_last_row(client: TestClient) -> None:
    cases = []
    for _ in range(5):
        cases.append(in_custody(client))
        told(client, cases[-1], START)
    seen: list[str] = []
    params: dict[str, Any] = {"size": 2, "state": "open"}
    while True:
        page = client.get("/api/v1/parole-reviews", params=params).json()
        seen += [row["case"]["id"] for row in page["items"]]
        if page["next"] is None:
            break
        params["next"] = page["next"]
    assert seen == cases
    wrong = client.get("/api/v1/parole-reviews", params={"next": "bm90aGluZw"})
    assert wrong.json()["errors"][0]["code"] == "cursor_invalid"


def test_the_list_is_had_as_a_file(client: TestClient) -> None:
    case = in_custody(client, last_name="Hazel")
    told(client, case, {**START, "review": "=cmd"})
    answer = client.get("/api/v1/parole-reviews", headers={"Accept": "text/csv"})
    assert answer.headers["content-type"].startswith("text/csv")
    assert "Hazel" in answer.text
    assert "'=cmd" in answer.text


@pytest.mark.parametrize(
    "params",
    [
        {"month": "2026-13"},
        {"month": "26-01"},
        {"state": "refused"},
        {"month": "2026-11", "to": "2026-11-30"},
    ],
)
def test_a_list_that_cannot_be_is_refused(client: TestClient, params: dict[str, str]) -> None:
    assert client.get("/api/v1/parole-reviews", params=params).status_code == 400


# What follows


def test_a_hearing_that_passed_without_an_outcome_is_asked_about_once_and_until_it_is_told(
    service: RunningService, client: TestClient
) -> None:
    case = in_custody(client)
    told(client, case, START)
    service.clock.turn_to(date(2026, 12, 14))
    assert pass_over(service, PAROLE_DAILY) == 0
    service.clock.turn_to(date(2026, 12, 18))
    assert pass_over(service, PAROLE_DAILY) == 1
    assert pass_over(service, PAROLE_DAILY) == 0
    (task,) = open_tasks(service, case, "record_parole_outcome")
    assert task["due_on"] == date(2026, 12, 17)
    later = service.system(Role.RW)
    assert reviews(later, case)[0]["awaiting_outcome"] is True
    decided = told(later, case, {"type": "parole_decision", "date": "2026-12-14", "outcome": "negative"})
    assert open_tasks(service, case, "record_parole_outcome") == []
    later.request(
        "DELETE",
        f"/api/v1/cases/{case}/events/{decided['event']['id']}",
        json={"reason": "Another case."},
        headers={"If-Match": "*"},
    )
    assert pass_over(service, PAROLE_DAILY) == 1
    assert len(open_tasks(service, case, "record_parole_outcome")) == 1


def test_a_hearing_put_off_is_not_asked_about(service: RunningService, client: TestClient) -> None:
    case = in_custody(client)
    told(client, case, START)
    told(client, case, {"type": "parole_deferred", "date": "2026-11-20", "review": "2026/1"})
    service.clock.turn_to(date(2027, 1, 4))
    assert pass_over(service, PAROLE_DAILY) == 0


def test_those_who_work_the_case_are_told_of_parole_without_names(
    service: RunningService, client: TestClient
) -> None:
    people = Workforce(service)
    case, officer = in_custody(client), people.at_prison(SUPERVISOR)
    given(client, case, SUPERVISOR, officer)
    told(client, case, START)
    with service.service.api.state.database.read() as connection:
        rows = connection.execute(sa.select(NOTICES).where(NOTICES.c.kind == "parole_event")).mappings().all()
    assert [(row["staff_id"], row["case_id"]) for row in rows] == [(officer, case)]
    assert rows[0]["details"] == {"event": "parole_process_started", "on": "2026-11-02"}


def test_where_there_is_a_victim_the_community_is_asked_to_tell_the_officer(
    service: RunningService, client: TestClient
) -> None:
    """I48: a task for each start, decision, setting aside and withdrawal, and none where there is no victim."""
    with_victim, without = in_custody(client), in_custody(client)
    body = {"name": "Wilhelmina Ashgrove", "email": "w.ashgrove@example.org"}
    answer = client.post(f"/api/v1/cases/{with_victim}/record/victim-liaison-officers", json=body)
    assert answer.status_code == 201, answer.text
    for case in (with_victim, without):
        told(client, case, START)
        told(client, case, {"type": "parole_adjourned", "date": "2026-11-05"})
        told(client, case, {"type": "parole_decision", "date": "2026-11-20", "outcome": "negative"})
    asked = open_tasks(service, with_victim, "tell_victim_liaison_of_parole")
    assert {task["side"] for task in asked} == {"community"}
    assert len(asked) == 2
    assert open_tasks(service, without, "tell_victim_liaison_of_parole") == []


def test_significant_changes_open_one_review_until_it_is_done(
    service: RunningService, client: TestClient
) -> None:
    case = in_custody(client)
    service.clock.turn_to(date(2026, 11, 23))
    client = service.system(Role.RW)
    change = {"type": "significant_change", "date": "2026-11-23", "what": "She has become a grandmother."}
    first = told(client, case, change)["event"]["id"]
    told(client, case, {**change, "what": "A bereavement."})
    kind = "review_after_significant_change"
    (task,) = open_tasks(service, case, kind)
    assert task["side"] == "prison"
    client.request(
        "DELETE", f"/api/v1/cases/{case}/events/{first}", json={"reason": "Wrong."}, headers={"If-Match": "*"}
    )
    assert len(open_tasks(service, case, kind)) == 1
    assert open_tasks(service, case, kind)[0]["id"] != task["id"]


def test_a_history_told_at_the_opening_asks_for_no_review(
    service: RunningService, client: TestClient
) -> None:
    change = {"type": "significant_change", "date": "2024-11-23", "what": "Long ago."}
    case = in_custody(client, events=[change])
    assert open_tasks(service, case, "review_after_significant_change") == []


# Rebuilding


def test_rebuild_finds_a_review_that_is_not_what_the_facts_say_and_mends_it(
    service: RunningService, client: TestClient
) -> None:
    from app.repositories.parole import REVIEWS

    case = in_custody(client)
    told(client, case, START)
    database, moment = service.service.api.state.database, service.clock()

    def differences(*, mend: bool) -> list[str]:
        found = rebuild(database, SYSTEM, moment, moment.date(), mend=mend)
        return [words for each in found for words in each.what]

    assert differences(mend=False) == []
    with database.write() as connection:
        connection.execute(REVIEWS.update().values(state="decided", is_open=False))
    assert [words[:20] for words in differences(mend=True)] == ["review 2026/1 is not"]
    with database.write() as connection:
        connection.execute(REVIEWS.delete())
    assert differences(mend=True) == ["review 2026/1 is missing"]
    assert differences(mend=False) == []
    assert reviews(client, case)[0]["state"] == "under_way"


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.RO, Role.PANEL_SECRETARIAT])
def test_who_may_only_read_describes_nothing(service: RunningService, client: TestClient, role: Role) -> None:
    case = in_custody(client)
    told(client, case, START)
    (review,) = reviews(client, case)
    reader = service.system(role) if role == Role.RO else service.person(role, everywhere=True)
    path = f"/api/v1/cases/{case}/parole-reviews/{review['id']}"
    assert reader.get(path).status_code == 200
    assert reader.patch(path, json={"stage": "dossier"}, headers={"If-Match": "*"}).status_code == 403
