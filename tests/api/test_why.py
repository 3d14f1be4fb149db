"""Why a case is with its owner, over the API."""

from datetime import date

from app.domain.caller import Role
from tests.parts.service import RunningService, opened

SENTENCE = {
    "sentence_type": "SDS",
    "length_months": 48,
    "start_date": "2025-01-13",
    "release_date": "2027-01-13",
}


def test_the_rules_tried_end_with_the_one_that_decides(service: RunningService) -> None:
    service.clock.turn_to(date(2026, 3, 2))
    system = service.system(Role.RW)
    case = opened(system, sentence=SENTENCE, provider="nps")
    found = system.get(f"/api/v1/cases/{case['id']}/ownership/why").json()
    assert (found["responsible"], found["reason_code"]) == ("custody", "custodial_phase")
    assert [one["applies"] for one in found["tried"]][-2:] == [False, True]
    stage = next(one for one in found["tried"] if one["reason_code"] == "six_months_before_release")
    assert {"fact": "stage_opens_on", "value": "2026-07-13"} in stage["saw"]
    assert stage["because"] == "The pre-release stage is not open."
    moves = {one["type"]: one["responsible"] for one in found["would_change"]}
    assert moves["parole_process_started"] == "community"


def test_another_day_is_answered_by_what_holds_on_it(service: RunningService) -> None:
    service.clock.turn_to(date(2026, 3, 2))
    system = service.system(Role.RW)
    case = opened(system, sentence=SENTENCE, provider="nps")
    address = f"/api/v1/cases/{case['id']}/ownership/why"
    found = system.get(address, params={"on": "2026-07-13"}).json()
    assert found["reason_code"] == "six_months_before_release"
    assert found["handover"] == {"start_date": "2026-07-13", "date": "2026-07-13"}
    refused = system.get(address, params={"on": "2026-02-30"})
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["field"] == "on"


def test_a_case_elsewhere_is_not_found(service: RunningService) -> None:
    case = opened(service.system(Role.RW), sentence=SENTENCE, prison="FHI")
    elsewhere = service.person(Role.OMU_OFFICER, prisons=["EWI"])
    assert elsewhere.get(f"/api/v1/cases/{case['id']}/ownership/why").status_code == 404
