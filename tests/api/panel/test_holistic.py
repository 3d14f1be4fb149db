"""Holistic assessments and their restricted part over the API; what is outside the scope of women's services."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from app.domain.caller import Role
from app.repositories.audit import ENTRIES
from tests.parts.policies import put_in_force
from tests.parts.referrals import ON_REMAND, Desk, codes
from tests.parts.service import RunningService, opened, told

CASES = "/api/v1/cases"
ASSESSED: dict[str, Any] = {
    "assessed_on": "2026-11-20",
    "place": "police_custody",
    "assessor": "Ash Alder",
    "diversion_eligible": False,
    "needs": {"accommodation": "Nowhere tonight."},
}
SAID = {"disclosed": True, "details": "Restricted words.", "referral_offer": "not_yet"}
FIRST = {"If-Match": '"0"'}


@pytest.fixture
def desk(sqlite_service: RunningService) -> Desk:
    return Desk(sqlite_service)


def recorded(client: TestClient, case: str, **changes: Any) -> str:
    """The address of an assessment."""
    answer = client.post(f"{CASES}/{case}/holistic-assessments", json={**ASSESSED, **changes})
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"])


def test_b08_an_assessment_without_eligibility_for_diversion_shows_on_her_later_case(
    service: RunningService,
) -> None:
    desk = Desk(service)
    first = opened(desk.officer, **ON_REMAND)
    made = recorded(desk.officer, first["id"])
    assert desk.officer.get(made).json()["diversion_eligible"] is False
    told(desk.officer, first["id"], {"type": "conviction_quashed", "date": "2026-11-21"})
    later = opened(desk.officer, prison="EWI", prison_number=first["prison_number"])
    (found,) = desk.officer.get(f"{CASES}/{later['id']}/holistic-assessments").json()["items"]
    assert (found["id"], found["of_another_case"]) == (made.rpartition("/")[2], True)
    elsewhere = opened(desk.officer)["id"]
    assert desk.officer.get(f"{CASES}/{elsewhere}/holistic-assessments").json()["items"] == []
    another = made.replace(first["id"], elsewhere)
    assert desk.officer.get(another).status_code == 404


def test_an_assessment_is_corrected_from_the_version_that_was_read_and_never_made_tomorrow(
    desk: Desk,
) -> None:
    case = desk.case()
    made = recorded(desk.officer, case)
    kept = desk.officer.patch(made, json={"diversion_eligible": True}, headers={"If-Match": '"1"'})
    assert (kept.status_code, kept.json()["version"]) == (200, 2)
    assert desk.officer.patch(made, json={"assessor": "X"}, headers={"If-Match": '"1"'}).status_code == 412
    refused = desk.officer.post(
        f"{CASES}/{case}/holistic-assessments", json={**ASSESSED, "assessed_on": "2026-11-23"}
    )
    assert codes(refused) == {("assessed_on", "date_in_future")}


def test_b09_a_disclosure_asks_for_a_specialist_service_until_one_was_offered(desk: Desk) -> None:
    path = f"{recorded(desk.officer, desk.case())}/disclosure"
    assert desk.officer.get(path).json()["errorCode"] == "not_recorded"
    first = desk.officer.put(path, json=SAID, headers=FIRST)
    assert (first.status_code, first.json()["offer_specialist_service"]) == (200, True)
    assert desk.officer.put(path, json=SAID, headers=FIRST).status_code == 412
    body = {**SAID, "referral_offer": "accepted"}
    refused = desk.officer.put(path, json=body, headers={"If-Match": '"1"'})
    assert codes(refused) == {("offered_on", "offered_on_missing"), ("service", "service_missing")}
    body |= {"service": "An invented refuge", "offered_on": "2026-11-22"}
    offered = desk.officer.put(path, json=body, headers={"If-Match": '"1"'})
    assert (offered.status_code, offered.json()["offer_specialist_service"]) == (200, False)


MAY = {Role.OMU_OFFICER, Role.OMU_MANAGER, Role.COMMUNITY_MANAGER, Role.COMMUNITY_SENIOR}
SYSTEMS = {Role.RO, Role.RW, Role.BOARD_RO}


@pytest.mark.parametrize("role", list(Role))
def test_b09_only_permitted_roles_read_what_she_disclosed(desk: Desk, role: Role) -> None:
    made = recorded(desk.officer, desk.case())
    assert desk.officer.put(f"{made}/disclosure", json=SAID, headers=FIRST).status_code == 200
    of_role = desk.service.system if role in SYSTEMS else desk.service.person
    client = of_role(role, everywhere=True)
    answer = client.get(f"{made}/disclosure")
    assert answer.status_code == (200 if role in MAY else 403)
    assert ("Restricted words." in answer.text) == (role in MAY)
    if role not in MAY:
        case = made.split("/")[4]
        places = (
            made,
            f"{CASES}/{case}/history",
            f"{CASES}/{case}",
            f"{CASES}/{case}/story",
            "/api/v1/tasks",
        )
        seen = "".join(client.get(path).text for path in places)
        assert "isclos" not in seen
        assert "abuse" not in seen.lower()


def test_b09_each_reading_of_a_disclosure_is_kept_and_says_nothing_of_it(desk: Desk) -> None:
    made = recorded(desk.officer, desk.case())
    desk.officer.put(f"{made}/disclosure", json=SAID, headers=FIRST)
    desk.officer.get(f"{made}/disclosure")
    with desk.service.service.api.state.database.read() as connection:
        rows = (
            connection.execute(sa.select(ENTRIES).where(ENTRIES.c.what.like("RESTRICTED%"))).mappings().all()
        )
    assert [row["what"] for row in rows] == ["RESTRICTED_PART_KEPT", "RESTRICTED_PART_READ"]
    assert "Restricted words" not in str([dict(row) for row in rows])


def test_p06_under_18_and_unknown_establishments_and_a_mens_prison_are_outside(desk: Desk) -> None:
    for prison, code in (("WYI", "prison_out_of_scope"), ("IRC", "unknown_prison")):
        body = {"prison": prison, "prison_number": "A1234BC", "first_name": "Ada", "last_name": "Alder"}
        refused = desk.officer.post(CASES, json=body)
        assert codes(refused) == {("prison", code)}
    contact = {"prison": "NMI", "name": "Ash Alder", "starts_on": "2026-01-05"}
    refused = desk.secretary.post("/api/v1/custody-contacts", json=contact)
    assert codes(refused) == {("prison", "not_in_womens_estate")}


def test_p10_a_crc_case_after_the_contracts_ended_warns_unless_an_older_policy_governs(desk: Desk) -> None:
    late, early = (
        {"start_date": day, "sentence_type": "SDS", "length_months": 120, "release_date": "2028-01-13"}
        for day in ("2021-06-27", "2021-06-26")
    )
    of_2013 = opened(desk.officer, provider="crc", sentence=late)
    assert of_2013["warnings"] == []
    parts = [{"text": "Today's rules.", "policy": "omic"}]
    put_in_force(desk.service, "2026-11-23", parts=parts)
    desk.service.clock.turn_to(date(2026, 11, 23))
    today = Desk(desk.service)
    assert opened(today.officer, provider="crc", sentence=late)["warnings"] == ["crc_after_contracts_ended"]
    assert opened(today.officer, provider="crc", sentence=early)["warnings"] == []
    assert opened(today.officer, provider="nps", sentence=late)["warnings"] == []
    assert today.officer.get(f"{CASES}/{of_2013['id']}").json()["warnings"] == ["crc_after_contracts_ended"]
