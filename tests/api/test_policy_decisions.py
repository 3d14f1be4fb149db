"""A board's decision puts a policy in force from its date on, and nothing else does."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from app.domain.caller import SYSTEM, Role
from app.repositories.audit import EVENTS
from app.services.imports.casebook import Casebook
from app.services.rebuild import rebuild
from app.services.unit_of_work import unit_of_work
from tests.parts.policies import (
    ROOT,
    approval_body,
    decided,
    director,
    follow,
    paper_body,
    put_in_force,
    recorded,
    secretary,
)
from tests.parts.service import RunningService, opened, told

OF_2013 = [
    {"text": "All cases to the prison in custody.", "policy": "omcp-2013-option-2"},
    {"text": "Keep seconded oversight to handover.", "settings": {"seconded_lead": True}},
    {"text": "A named community manager from the start."},
]
FEBRUARY = date(2027, 2, 1)


def owner(client: Any, case: str, **asked: Any) -> dict[str, Any]:
    answer = client.get(f"/api/v1/cases/{case}/ownership", params=asked)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def events_of(service: RunningService, case: str) -> list[dict[str, Any]]:
    with service.service.api.state.database.read() as connection:
        statement = sa.select(EVENTS).where(EVENTS.c.case_id == case).order_by(EVENTS.c.position)
        return [dict(row) for row in connection.execute(statement).mappings()]


def late_case(client: Any, **changes: Any) -> dict[str, Any]:
    """A case far from release: with the prison under option 2, with the community under option 1."""
    sentence = {
        "start_date": "2025-01-13",
        "sentence_type": "SDS",
        "length_months": 96,
        "release_date": "2030-01-13",
    }
    return opened(client, sentence=sentence, **changes)


def test_a_decision_governs_from_its_date_on_and_not_before(service: RunningService) -> None:
    client = service.system()
    case = late_case(client)["id"]
    approved = put_in_force(service, FEBRUARY)
    assert approved["status"] == "finally_approved"
    assert approved["run"]["state"] == "waiting"
    # Before the run has come to the case, and after.
    for _ in range(2):
        assert owner(client, case)["responsible"] == "custody"
        assert owner(client, case, on="2027-01-31")["responsible"] == "custody"
        first = owner(client, case, on="2027-02-01")
        assert (first["responsible"], first["policy"]) == ("community", "omcp-2013-option-1")
        assert owner(client, case)["next_change"]["date"] == "2027-02-01"
        follow(service)
    known = owner(client, case, on="2027-02-01", as_known_on="2026-11-21")
    assert (known["responsible"], known["policy"]) == ("custody", "omcp-2013-option-2")
    told_of = [event for event in events_of(service, case) if event["details"].get("because") == "policy"]
    assert [event["type"] for event in told_of] == ["throughcare.ownership.policy-changed"]
    assert told_of[0]["details"]["from"] == "2027-02-01"
    service.clock.turn_to(FEBRUARY)
    client = service.system()
    assert owner(client, case)["responsible"] == "community"
    shown = client.get(f"{ROOT}/{approved['id']}").json()
    assert (shown["status"], shown["run"]["state"]) == ("in_force", "done")
    assert (shown["run"]["done"], shown["run"]["changed"]) == (1, 1)
    moment = service.clock()
    database = service.service.api.state.database
    assert list(rebuild(database, SYSTEM, moment, FEBRUARY, mend=False)) == []


def test_agreement_in_principle_changes_nothing(sqlite_service: RunningService) -> None:
    client, by = sqlite_service.system(), secretary(sqlite_service)
    case = late_case(client)["id"]
    paper = recorded(by)
    assert paper["status"] == "drafted"
    paper = decided(by, paper["id"], 1, "agreed")
    assert paper["status"] == "agreed_in_principle"
    assert paper["would_put_in_force"] == {"policy": "omcp-2013-option-1", "settings": {}}
    follow(sqlite_service)
    sqlite_service.clock.turn_to(date(2029, 1, 1))
    assert owner(sqlite_service.system(), case)["policy"] == "omcp-2013-option-2"


def test_part_one_agreed_alone_is_option_2_without_a_seconded_lead(sqlite_service: RunningService) -> None:
    client = sqlite_service.system()
    case = late_case(client)["id"]
    approved = put_in_force(sqlite_service, FEBRUARY, {2: "not_agreed"}, parts=OF_2013)
    assert approved["in_force"]["settings"] == {"seconded_lead": False}
    follow(sqlite_service)
    before, after = owner(client, case, on="2027-01-31"), owner(client, case, on="2027-02-01")
    assert (before["lead_role"], before["policy_version"]) == ("seconded_probation_officer", "1")
    assert (after["lead_role"], after["policy_version"]) == ("offender_supervisor", "1+s1")


def test_an_amended_part_brings_its_own_settings(sqlite_service: RunningService) -> None:
    by = secretary(sqlite_service)
    paper = recorded(by, parts=OF_2013)
    refused = by.post(f"{ROOT}/{paper['id']}/parts/1/outcome", json={"outcome": "amended"})
    assert [error["field"] for error in refused.json()["errors"]] == ["text"]
    amended = decided(by, paper["id"], 1, "amended", text="Nine months.", settings={"handover_months": 9})
    assert amended["parts"][0]["amendment"] == "Nine months."
    decided(by, paper["id"], 2, "agreed")
    paper = decided(by, paper["id"], 3, "agreed")
    assert paper["would_put_in_force"] == {"policy": "omcp-2013-option-2", "settings": {"handover_months": 9}}


def test_a_policy_that_was_not_agreed_cannot_be_approved(sqlite_service: RunningService) -> None:
    by = secretary(sqlite_service)
    paper = recorded(by)
    refused = decided(by, paper["id"], 1, "not_agreed")
    assert refused["status"] == "refused"
    answer = director(sqlite_service).post(
        f"{ROOT}/{paper['id']}/final-approval", json=approval_body(FEBRUARY)
    )
    assert (answer.status_code, answer.json()["errorCode"]) == (409, "not_agreed_in_principle")
    again = decided(by, paper["id"], 1, "agreed")
    assert again["status"] == "agreed_in_principle"
    assert [said["outcome"] for said in again["parts"][0]["history"]] == ["not_agreed", "agreed"]


def test_nothing_comes_into_force_for_days_that_have_begun(sqlite_service: RunningService) -> None:
    by = secretary(sqlite_service)
    paper = recorded(by)
    decided(by, paper["id"], 1, "agreed")
    answer = director(sqlite_service).post(
        f"{ROOT}/{paper['id']}/final-approval", json=approval_body("2026-11-22")
    )
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "not_retroactive"
    assert "2026-11-23" in answer.json()["errors"][0]["message"]


def test_who_recorded_a_paper_does_not_approve_it(sqlite_service: RunningService) -> None:
    both = sqlite_service.person(Role.ADMIN, everywhere=True)
    paper = recorded(both)
    decided(both, paper["id"], 1, "agreed")
    path = f"{ROOT}/{paper['id']}/final-approval"
    answer = both.post(path, json=approval_body(FEBRUARY))
    assert (answer.status_code, answer.json()["errorCode"]) == (403, "second_person")
    assert director(sqlite_service).post(path, json=approval_body(FEBRUARY)).status_code == 200
    over = both.post(f"{ROOT}/{paper['id']}/parts/1/outcome", json={"outcome": "agreed"})
    assert (over.status_code, over.json()["errorCode"]) == (409, "decision_over")


def test_a_region_is_approved_by_its_own_director(sqlite_service: RunningService) -> None:
    by = secretary(sqlite_service)
    paper = recorded(by, place_kind="region", place_code="wales")
    decided(by, paper["id"], 1, "agreed")
    path = f"{ROOT}/{paper['id']}/final-approval"
    other = sqlite_service.person(Role.REGIONAL_DIRECTOR, regions=["london"])
    assert other.post(path, json=approval_body(FEBRUARY)).json()["errorCode"] == "outside_your_scope"
    own = sqlite_service.person(Role.REGIONAL_DIRECTOR, regions=["wales"])
    assert own.post(path, json=approval_body(FEBRUARY)).status_code == 200


def test_a_paper_that_cannot_be_is_refused_field_by_field(sqlite_service: RunningService) -> None:
    by = secretary(sqlite_service)
    bodies = [
        ({"place_kind": "region", "place_code": "atlantis"}, "place_code", "unknown_place"),
        ({"place_code": "women"}, "place_code", "not_wanted"),
        ({"parts": [{"text": "Nothing."}]}, "parts", "one_policy"),
        ({"parts": [{"text": "x", "policy": "no-such"}]}, "parts[0].policy", "unknown_policy"),
        (
            {"parts": [{"text": "x", "policy": "omcp-2013-option-2", "settings": {"recall": "maybe"}}]},
            "parts[0].settings.recall",
            "unknown_value",
        ),
    ]
    for changes, field, code in bodies:
        answer = by.post(ROOT, json=paper_body(**changes))
        assert answer.status_code == 400, answer.text
        assert (answer.json()["errors"][0]["field"], answer.json()["errors"][0]["code"]) == (field, code)
    first = recorded(by)
    taken = by.post(ROOT, json=paper_body(reference=first["reference"]))
    assert (taken.status_code, taken.json()["errorCode"]) == (409, "reference_taken")


def test_the_list_shows_the_installations_own_decision_last(sqlite_service: RunningService) -> None:
    by = secretary(sqlite_service)
    recorded(by)
    withdrawn = recorded(by)
    by.post(f"{ROOT}/{withdrawn['id']}/withdraw", json={"reason": "Overtaken."})
    first = by.get(ROOT, params={"size": 2}).json()
    assert first["total"] == 3
    assert [item["status"] for item in first["items"]] == ["withdrawn", "drafted"]
    last = by.get(ROOT, params={"size": 2, "next": first["next"]}).json()
    assert [(item["title"], item["status"]) for item in last["items"]] == [
        ("Installed default: option 2", "in_force")
    ]
    assert last["next"] is None
    assert by.get(f"{ROOT}/{last['items'][0]['id']}").json()["installed"] is True


def test_a_region_and_an_estate_have_their_own(service: RunningService) -> None:
    client = service.system()
    wales = late_case(client, home_region="wales")["id"]
    women = late_case(client)["id"]
    men = late_case(client, prison="LEI")["id"]
    put_in_force(service, FEBRUARY, place_kind="estate", place_code="women")
    put_in_force(service, FEBRUARY, policy="omm-2006", place_kind="region", place_code="wales")
    follow(service)
    policies = {name: owner(client, case, on="2027-02-01")["policy"] for name, case in (
        ("wales", wales), ("women", women), ("men", men))}  # fmt: skip
    assert policies == {
        "wales": "omm-2006",
        "women": "omcp-2013-option-1",
        "men": "omcp-2013-option-2",
    }
    asked = client.get("/api/v1/policies/in-force", params={"on": "2027-02-01"}).json()
    assert [(i["place_kind"], i["place_code"], i["policy"]) for i in asked["items"]] == [
        ("everywhere", None, "omcp-2013-option-2"),
        ("estate", "women", "omcp-2013-option-1"),
        ("region", "wales", "omm-2006"),
    ]
    there = {"on": "2027-02-01", "estate": "women", "region": "wales"}
    assert client.get("/api/v1/policies/in-force", params=there).json()["governs"]["policy"] == "omm-2006"
    before = client.get("/api/v1/policies/in-force", params={**there, "as_known_on": "2026-11-21"}).json()
    assert before["governs"]["policy"] == "omcp-2013-option-2"


def test_a_home_or_a_transfer_changes_what_governs_from_that_day_only(service: RunningService) -> None:
    client = service.system()
    put_in_force(service, FEBRUARY, place_kind="region", place_code="wales")
    put_in_force(service, FEBRUARY, policy="mtcs-2012", place_kind="estate", place_code="men")
    mover = late_case(client)["id"]
    transferred = late_case(client)["id"]
    follow(service)
    service.clock.turn_to(date(2027, 3, 1))
    client = service.system()
    etag = client.get(f"/api/v1/cases/{mover}").headers["etag"]
    moved = client.patch(f"/api/v1/cases/{mover}", json={"home_region": "wales"}, headers={"If-Match": etag})
    assert moved.status_code == 200, moved.text
    told(client, transferred, {"type": "prison_transfer", "date": "2027-02-20", "to_prison": "LEI"})
    for case, later in ((mover, "omcp-2013-option-1"), (transferred, "mtcs-2012")):
        assert owner(client, case, on="2027-02-28")["policy"] == "omcp-2013-option-2"
        assert owner(client, case, on="2027-03-01")["policy"] == later
        assert (
            owner(client, case, on="2027-03-02", as_known_on="2027-02-28")["policy"] == "omcp-2013-option-2"
        )
    database = service.service.api.state.database
    assert list(rebuild(database, SYSTEM, service.clock(), date(2027, 3, 1), mend=False)) == []


def test_a_home_that_a_file_moves_is_governed_there_from_that_day(sqlite_service: RunningService) -> None:
    client = sqlite_service.system()
    put_in_force(sqlite_service, FEBRUARY, place_kind="region", place_code="wales")
    case = late_case(client)
    follow(sqlite_service)
    sqlite_service.clock.turn_to(date(2027, 3, 1))
    database = sqlite_service.service.api.state.database
    with unit_of_work(database, SYSTEM, sqlite_service.clock()) as work:
        book = Casebook(work, "a file")
        book.read([case["prison_number"]], [])
        entry = book.find(case["prison_number"], None)
        assert entry is not None
        book.change(entry, {"home_region": "wales"})
        book.write()
    client = sqlite_service.system()
    assert owner(client, case["id"], on="2027-02-28")["policy"] == "omcp-2013-option-2"
    assert owner(client, case["id"], on="2027-03-01")["policy"] == "omcp-2013-option-1"
    assert list(rebuild(database, SYSTEM, sqlite_service.clock(), date(2027, 3, 1), mend=False)) == []


def test_a_fact_told_while_the_cases_follow_is_told_of_once_beside_the_policy(
    service: RunningService,
) -> None:
    client = service.system()
    case = late_case(client)["id"]
    put_in_force(service, FEBRUARY)
    told(
        client,
        case,
        {"type": "release_date_recalculated", "date": "2026-11-20", "release_date": "2031-01-13"},
    )
    follow(service)
    because = [event for event in events_of(service, case) if event["details"].get("because") == "policy"]
    assert len(because) == 1
    assert owner(client, case, on="2027-02-01")["responsible"] == "community"
