"""The panel's caseload over the API: who is on it, how her aims stand, what is withheld, and what is near."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.domain.caller import SYSTEM, Role
from app.repositories import cases
from app.repositories import panel_caseload as repository
from app.repositories.audit import ENTRIES as AUDIT
from app.repositories.notices import NOTICES
from app.repositories.panel_caseload import ENTRIES
from app.services.panel_caseload.alerting import daily_works
from app.services.panel_caseload.entering import enter
from app.services.unit_of_work import unit_of_work
from tests.parts.board_room import BoardRoom
from tests.parts.daily import pass_over
from tests.parts.panel_women import RESTRICTED, REVIEW, WITHHELD, Caseload
from tests.parts.service import RunningService, opened, told
from tests.reliability.referral_things import referral_of

BOARD = (Role.PANEL_SECRETARIAT, Role.PANEL_CHAIR, Role.PANEL_MEMBER, Role.GROUP_DIRECTOR)

FIVE_YEARS = {
    "start_date": "2025-01-13",
    "sentence_type": "SDS",
    "length_months": 60,
    "release_date": "2027-09-13",
}


@pytest.fixture
def panel(sqlite_service: RunningService) -> Caseload:
    return Caseload(sqlite_service)


def entered(service: RunningService, case: str, *routes: str, referral: str | None = None) -> str:
    """The entry that accepting a referral makes."""
    with unit_of_work(service.service.api.state.database, SYSTEM, service.clock()) as work:
        row = cases.find_case(work.connection, case, work.today, lock=True)
        assert row is not None
        entry = enter(work, row, referral, routes)
        work.record("TEST")
    return entry


def test_w05_the_caseload_is_filtered_by_route_and_both_may_be_true(panel: Caseload) -> None:
    complex_needs = panel.woman("complex_needs", last_name="Birch")
    both = panel.woman("complex_needs", "restricted_status", last_name="Cedar")
    restricted = panel.woman("restricted_status", last_name="Damson")
    assert panel.listed(sort="name") == [complex_needs, both, restricted]
    assert panel.listed(route="complex_needs", sort="name") == [complex_needs, both]
    assert panel.listed(route="restricted_status", sort="name") == [both, restricted]
    assert panel.entry(both)["routes"] == ["complex_needs", "restricted_status"]
    found = panel.totals()
    assert (found["complex_needs"], found["restricted_status_route"], found["both_routes"]) == (2, 2, 1)
    assert panel.listed(q="cedar") == [both]
    tagged = panel.change(complex_needs, {"legacy_reference": "CCS-0042"})
    assert tagged.json()["legacy_reference"] == "CCS-0042"


def test_w08_the_report_counts_the_caseload_by_aim_and_state(panel: Caseload) -> None:
    first, second, third = (panel.woman(last_name=name) for name in ("Birch", "Cedar", "Damson"))
    aims = [{"aim": "stabilise", "state": "worsening"}, {"aim": "progress", "state": "static"}]
    panel.keep(first, "reviews", REVIEW | {"aims": aims})
    panel.keep(first, "reviews", REVIEW)
    panel.keep(second, "reviews", REVIEW | {"aims": [{"aim": "stabilise", "state": "worsening"}]})
    by_aim = {row["aim"]: row for row in panel.totals()["aims"]}
    assert by_aim["stabilise"] == {
        "aim": "stabilise", "improving": 1, "static": 0, "worsening": 1, "met": 0, "not_said": 1,
    }  # fmt: skip
    assert (by_aim["progress"]["static"], by_aim["progress"]["not_said"]) == (1, 2)
    assert by_aim["wellbeing"]["not_said"] == 3
    assert panel.listed(aim="stabilise", aim_state="worsening") == [second]
    assert set(panel.listed(aim="stabilise")) == {first, second}
    history = [(row["aim"], row["state"], row["is_current"]) for row in panel.entry(first)["aim_history"]]
    assert history == [
        ("stabilise", "worsening", False),
        ("progress", "static", True),
        ("stabilise", "improving", True),
    ]
    refused = panel.desk.get("/api/v1/caseload", params={"aim_state": "met"})
    assert refused.status_code == 400
    assert third not in panel.listed(aim="stabilise")


def test_w12_an_accepted_case_keeps_its_owner_in_the_audit_trail(panel: Caseload) -> None:
    case = str(opened(panel.clerk)["id"])
    before = panel.clerk.get(f"/api/v1/cases/{case}/ownership").json()
    entered(panel.service, case, "complex_needs")
    assert panel.clerk.get(f"/api/v1/cases/{case}/ownership").json() == before
    with panel.service.service.api.state.database.read() as connection:
        said = connection.execute(sa.select(AUDIT.c.what).where(AUDIT.c.case_id == case)).scalars().all()
    assert "PANEL_CASELOAD_ENTERED" in said
    assert not [what for what in said if "OWNERSHIP" in what or "ALLOCATION" in what or "OVERRIDE" in what]


def test_w13_no_role_of_the_board_may_change_key_worker_or_prison_offender_manager(panel: Caseload) -> None:
    case = panel.woman()
    for role in BOARD:
        person = panel.service.person(role, everywhere=True)
        for held in ("key_worker", "prison_offender_manager", "community_offender_manager"):
            path = f"/api/v1/cases/{case}/allocations/{held}"
            answer = person.put(path, json={"staff_id": "any"}, headers={"If-Match": "*"})
            assert answer.status_code == 403, (role, held)
            assert person.delete(path, headers={"If-Match": "*"}).status_code in {403, 405}
    assert panel.entry(case)["people"] == []


def test_w20_the_case_names_the_governor_whatever_the_panel_does(panel: Caseload) -> None:
    here = str(opened(panel.clerk)["id"])
    there = str(opened(panel.clerk, prison="BZI")["id"])
    named = {"prison": "FHI", "name": "Ottoline Quarrendon", "from_on": "2026-01-05"}
    assert panel.desk.post("/api/v1/prison-governors", json=named).status_code == 201

    def manager(case: str) -> dict[str, Any]:
        found: dict[str, Any] = panel.clerk.get(f"/api/v1/cases/{case}").json()["operational_manager"]
        return found

    expected = {
        "title": "governor",
        "name": "Ottoline Quarrendon",
        "prison": {"code": "FHI", "name": manager(here)["prison"]["name"]},
    }
    assert manager(here) == expected
    panel.enter(here)
    assert manager(here) == panel.entry(here)["operational_manager"] == expected
    panel.keep(here, "leave", {"because": "aims_met"})
    assert manager(here) == expected
    assert (manager(there)["title"], manager(there)["name"]) == ("director", None)
    listed = {
        row["prison"]["code"]: row for row in panel.desk.get("/api/v1/prison-governors").json()["items"]
    }
    assert len(listed) == 12
    assert (listed["FHI"]["name"], listed["PFI"]["title"]) == ("Ottoline Quarrendon", "director")
    later = {"prison": "FHI", "name": "Peregrine Ashdown", "from_on": "2026-11-02"}
    assert panel.desk.post("/api/v1/prison-governors", json=later).status_code == 201
    assert manager(here)["name"] == "Peregrine Ashdown"
    early = panel.desk.post("/api/v1/prison-governors", json=named)
    assert early.json()["errors"][0]["code"] == "before_present"


def test_w22_the_totals_are_those_of_the_rows(panel: Caseload) -> None:
    first = panel.woman(last_name="Birch")
    panel.woman("restricted_status", last_name="Cedar", prison="BZI")
    stepped_down = panel.woman(last_name="Damson")
    panel.keep(first, "reviews", REVIEW)
    panel.keep(stepped_down, "step-down", {"reason": "Steady.", "next_review_on": "2027-03-01"})
    panel.keep(first, "formulations", {"summary": "Words.", "author": "A", "written_on": "2026-11-01"})
    panel.service.clock.turn_to(date(2027, 2, 23))
    fresh = Caseload(panel.service)
    rows = fresh.desk.get("/api/v1/caseload", params={"size": 100}).json()["items"]
    found = fresh.totals()
    assert found["total"] == len(rows) == 3
    assert found["active"] == sum(row["stage"] == "active" for row in rows) == 2
    assert found["stepped_down"] == sum(row["stage"] == "stepped_down" for row in rows) == 1
    assert found["reviews_overdue"] == sum(row["review_overdue"] for row in rows) == 2
    assert found["without_formulation"] == sum(row["formulation_number"] is None for row in rows) == 2
    at = {each["prison"]["code"]: each["total"] for each in found["prisons"]}
    assert at == {"FHI": 2, "BZI": 1}
    for aim in found["aims"]:
        stand = [each["state"] for row in rows for each in row["aims"] if each["aim"] == aim["aim"]]
        for state in ("improving", "static", "worsening", "met"):
            assert aim[state] == stand.count(state)
    for attention in ("review_overdue", "no_formulation"):
        assert len(fresh.listed(attention=attention)) == 2
    [row] = [row for row in rows if row["case_id"] == first]
    assert (row["last_review_on"], row["owner"]["responsible"]) == ("2026-11-22", "community")


def test_w23_whatever_is_withheld_without_a_reason_stands_out(panel: Caseload) -> None:
    case = panel.woman()
    status = panel.keep(case, "restricted-statuses", RESTRICTED)["restricted_statuses"][0]
    found = panel.keep(case, "regime", WITHHELD)
    assert found["routes"] == ["complex_needs", "restricted_status"]
    assert found["restricted"]["defects"] == ["withheld_without_reason"]
    assert (panel.listed(attention="defects"), panel.totals()["with_defects"]) == ([case], 1)
    [item] = found["regime"]
    assert item["is_defect"]
    mended = panel.change(f"{case}/regime/{item['id']}", {"reason": "Risk of escape."}, '"1"')
    assert mended.json()["restricted"]["defects"] == []
    assert panel.listed(attention="defects") == []
    assert panel.listed(attention="restricted") == [case]
    stale = panel.change(f"{case}/regime/{item['id']}", {"state": "available"}, '"1"')
    assert stale.status_code == 412
    given = panel.change(f"{case}/regime/{item['id']}", {"state": "available"}, '"2"').json()["regime"][0]
    assert (given["state"], given["reason"]) == ("available", None)
    ended = {"to_on": "2026-11-22", "end_decided_by": "Director", "end_reason": "Reviewed."}
    after = panel.change(f"{case}/restricted-statuses/{status['id']}", ended).json()
    assert after["restricted"] is None
    assert panel.listed(attention="restricted") == []


def test_restricted_status_at_a_prison_that_does_not_hold_it_is_flagged(panel: Caseload) -> None:
    away, right, unknown = (panel.woman(last_name="Ash", prison=code) for code in ("FHI", "LNI", "STI"))
    for case in (away, right):
        kept = panel.keep(case, "restricted-statuses", RESTRICTED)
        wanted = ["not_for_restricted_status"] if case == away else []
        assert kept["restricted"]["warnings"] == wanted
    assert panel.entry(unknown)["restricted"] is None
    keeper = panel.service.person(Role.ADMIN, everywhere=True)

    def offered(is_held: bool | None) -> list[str]:
        offer = {"holds_restricted_status": is_held, "source": "Invented for a test."}
        offer |= {"mother_and_baby_unit": None, "interventions": None}
        kept = keeper.put("/api/v1/prison-offers/FHI", json=offer, headers={"If-Match": "*"})
        assert kept.status_code == 200, kept.text
        rows = {row["case_id"]: row for row in panel.desk.get("/api/v1/caseload").json()["items"]}
        found: list[str] = rows[away]["restricted"]["warnings"]
        return found

    assert offered(True) == []
    assert offered(None) == ["restricted_status_not_known"]
    assert offered(False) == ["not_for_restricted_status"]
    left = panel.desk.post(f"/api/v1/caseload/{away}/leave", json={"because": "other", "note": "Invented."})
    assert left.status_code in {200, 201}, left.text
    assert panel.entry(away)["restricted"]["warnings"] == []


def test_w26_there_is_a_current_formulation_or_it_is_said_that_there_is_none(panel: Caseload) -> None:
    case = panel.woman()
    assert panel.entry(case)["formulation"] is None
    assert panel.listed(attention="no_formulation") == [case]
    words = {"author": "Perpetua Birchcombe", "written_on": "2026-11-02"}
    panel.keep(case, "formulations", {"summary": "The first.", **words})
    found = panel.keep(case, "formulations", {"summary": "The second.", **words})
    assert (found["formulation"]["number"], found["formulation"]["summary"]) == (2, "The second.")
    assert [row["summary"] for row in found["earlier_formulations"]] == ["The first."]
    with panel.service.service.api.state.database.read() as connection:
        current = repository.current_formulation(connection, case)
    assert current is not None
    assert current["summary"] == "The second."


def test_w27_the_alert_is_raised_on_the_first_day_inside_the_window(panel: Caseload) -> None:
    case = panel.woman()
    release = date(2027, 1, 13)
    works = daily_works(56)

    def alerts(day: date) -> list[tuple[str, str]]:
        panel.service.clock.turn_to(day)
        pass_over(panel.service, works)
        found = Caseload(panel.service).entry(case)["alerts"]
        return [(alert["kind"], alert["due_on"]) for alert in found]

    assert panel.clerk.get(f"/api/v1/cases/{case}").json()["dates"]["release_date"] == release.isoformat()
    # Her handover was in July; eight weeks before her release is 18 November, so the clock goes back first.
    assert alerts(date(2026, 11, 17)) == []
    assert alerts(date(2026, 11, 18)) == [("release", "2027-01-13")]
    assert alerts(date(2026, 11, 19)) == [("release", "2027-01-13")]
    assert Caseload(panel.service).listed(attention="near_transition") == [case]
    with panel.service.service.api.state.database.read() as connection:
        said = connection.execute(
            sa.select(NOTICES).where(NOTICES.c.kind == "panel_transition_near")
        ).mappings()
        told_of = [row["details"]["due_on"] for row in said]
    assert told_of
    assert set(told_of) == {"2027-01-13"}
    moved = {"type": "release_date_recalculated", "date": "2026-11-19", "release_date": "2027-01-10"}
    told(Caseload(panel.service).clerk, case, moved)
    assert alerts(date(2026, 11, 20)) == [("release", "2027-01-10")]
    assert alerts(date(2027, 1, 11)) == []


def test_w27_a_handover_is_told_of_on_the_first_day_inside_the_window(panel: Caseload) -> None:
    case, put_off = panel.woman(sentence=FIVE_YEARS), panel.woman(sentence=FIVE_YEARS)
    handover = date.fromisoformat(panel.entry(case)["next_owner"]["since"])
    works = daily_works(56)

    def alerts(day: date) -> list[tuple[str, str]]:
        panel.service.clock.turn_to(day)
        pass_over(panel.service, works)
        found = Caseload(panel.service).entry(case)["alerts"]
        return [(alert["kind"], alert["due_on"]) for alert in found]

    assert alerts(handover - timedelta(days=57)) == []
    assert Caseload(panel.service).listed(attention="near_transition") == []
    near = [("handover", handover.isoformat())]
    assert alerts(handover - timedelta(days=56)) == near
    assert alerts(handover - timedelta(days=55)) == near
    desk = Caseload(panel.service)
    assert sorted(desk.listed(attention="near_transition")) == sorted([case, put_off])
    later = {"release_date": (handover + timedelta(days=700)).isoformat()}
    on = (handover - timedelta(days=55)).isoformat()
    told(desk.clerk, put_off, {"type": "release_date_recalculated", "date": on, **later})
    assert desk.listed(attention="near_transition") == [case]
    assert desk.totals()["near_transition"] == 1
    with panel.service.service.api.state.database.read() as connection:
        mine = (NOTICES.c.kind == "panel_transition_near") & (NOTICES.c.case_id == case)
        said = connection.execute(sa.select(NOTICES.c.recipient, NOTICES.c.details).where(mine)).all()
    assert said
    assert {row.details["due_on"] for row in said} == {handover.isoformat()}
    assert len({row.recipient for row in said}) == len(said), "each is told once"
    moved = {"type": "release_date_recalculated", "date": panel.service.clock().date().isoformat()}
    told(desk.clerk, case, {**moved, "release_date": "2027-12-13"})
    assert alerts(handover - timedelta(days=54)) == []


def test_w28_a_contact_with_a_stakeholder_names_a_parole_review(panel: Caseload) -> None:
    case = panel.woman()
    told(panel.clerk, case, {"type": "parole_process_started", "date": "2026-10-01", "review": "first"})
    body = {
        "organisation_kind": "parole_board",
        "organisation": "Parole Board",
        "happened_on": "2026-11-20",
        "text": "Told of the next review.",
        "parole_review": "first",
    }
    [contact] = panel.keep(case, "stakeholder-contacts", body)["stakeholder_contacts"]
    [review] = panel.clerk.get(f"/api/v1/cases/{case}/parole-reviews").json()["items"]
    assert contact["parole_review_id"] == review["id"]
    unknown = panel.keep(case, "stakeholder-contacts", body | {"parole_review": "third"}, status=400)
    assert unknown["errors"][0]["code"] == "unknown_parole_review"


def test_w45_every_active_case_has_entry_date_route_and_next_review(panel: Caseload) -> None:
    case = panel.woman()
    found = panel.entry(case)
    assert (found["entered_on"], found["routes"], found["next_review_on"]) == (
        "2026-11-22",
        ["complex_needs"],
        "2027-02-22",
    )
    assert panel.change(case, {"next_review_on": None}).status_code == 400
    assert panel.change(case, {"routes": []}).status_code == 400
    database = panel.service.service.api.state.database
    for missing in ({"next_review_on": None}, {"complex_needs": False}, {"entered_on": None}):
        with pytest.raises(IntegrityError), database.write() as connection:
            connection.execute(sa.update(ENTRIES).where(ENTRIES.c.case_id == case).values(**missing))
    stepped = panel.keep(case, "step-down", {"reason": "Steady.", "next_review_on": "2027-05-01"})
    assert (stepped["stage"], stepped["next_review_on"]) == ("stepped_down", "2027-05-01")
    assert panel.keep(case, "step-up", {"reason": "It came back."})["stage"] == "active"
    left = panel.keep(case, "leave", {"because": "aims_met"})
    assert (left["stage"], left["left_on"], left["next_review_on"] is None) == ("closed", "2026-11-22", False)
    assert (panel.listed(), panel.listed(stage="closed")) == ([], [case])
    again = panel.keep(case, "reviews", REVIEW, status=409)
    assert again["errorCode"] == "left_the_caseload"
    assert panel.enter(case)["stage"] == "active"


def test_w47_the_chronology_shows_everything_in_date_order(panel: Caseload) -> None:
    room = BoardRoom(panel.service)
    case = panel.woman()
    panel.keep(case, "reviews", REVIEW)
    panel.keep(case, "formulations", {"summary": "Words.", "author": "A", "written_on": "2026-11-21"})
    room.item(room.meeting(held_on=date(2026, 11, 23)), case)
    panel.service.clock.turn_to(date(2026, 11, 25))
    later = Caseload(panel.service)
    told(later.clerk, case, {"type": "prison_transfer", "date": "2026-11-24", "to_prison": "DHI"})
    later.keep(case, "leave", {"because": "other", "note": "Invented."})

    def read(**asked: Any) -> dict[str, Any]:
        answer = later.desk.get(f"/api/v1/cases/{case}/panel", params=asked)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    whole = read()
    seen = [(item["on"], item["what"], item["code"]) for item in whole["items"]]
    assert seen == [
        ("2026-11-21", "formulation_written", None),
        ("2026-11-22", "entered", None),
        ("2026-11-22", "reviewed", None),
        ("2026-11-23", "discussed", "board"),
        ("2026-11-24", "moved", "DHI"),
        ("2026-11-25", "left", "other"),
    ]
    assert (whole["stage"], whole["next"]) == ("closed", None)
    first = read(size=4)
    rest = read(size=4, next=first["next"])
    assert [*first["items"], *rest["items"]] == whole["items"]
    officer = panel.service.person(Role.OMU_OFFICER, prisons=["DHI"])
    assert officer.get(f"/api/v1/cases/{case}/panel").json()["items"] == whole["items"]
    elsewhere = panel.service.person(Role.OMU_OFFICER, prisons=["SDI"])
    assert elsewhere.get(f"/api/v1/cases/{case}/panel").status_code == 404


def test_w41_a_member_sees_the_caseload_once_they_have_signed_and_by_their_seat(panel: Caseload) -> None:
    room = BoardRoom(panel.service)
    plain, restricted = panel.woman(last_name="Birch"), panel.woman(last_name="Cedar")
    panel.keep(restricted, "restricted-statuses", RESTRICTED)
    unsigned = panel.service.person(Role.PANEL_MEMBER, everywhere=True)
    for path in ("caseload", "caseload-totals", f"caseload/{plain}", f"cases/{plain}/panel"):
        refused = unsigned.get(f"/api/v1/{path}")
        assert refused.status_code == 403, path
        assert refused.json()["errorCode"] == "confidentiality_statement_needed"
        assert "Birch" not in refused.text
    words = {"summary": "Words.", "author": "A", "written_on": "2026-11-01"}
    assert unsigned.post(f"/api/v1/caseload/{plain}/formulations", json=words).status_code == 403
    signed = room.signed(Role.PANEL_MEMBER, seat="psychology")
    assert panel.listed(signed, sort="name") == [plain, restricted]
    assert signed.post(f"/api/v1/caseload/{plain}/formulations", json=words).status_code == 201
    seat = room.signed(Role.PANEL_MEMBER, seat="long_term_high_security")
    assert panel.listed(seat) == [restricted]
    assert panel.totals(seat)["total"] == 1
    assert seat.get(f"/api/v1/caseload/{restricted}").status_code == 200
    for path in (f"caseload/{plain}", f"cases/{plain}/panel"):
        assert seat.get(f"/api/v1/{path}").status_code == 404
    assert seat.post(f"/api/v1/caseload/{plain}/formulations", json=words).status_code == 404
    with panel.service.service.api.state.database.read() as connection:
        kept = sa.select(sa.func.count()).select_from(AUDIT).where(AUDIT.c.what == "REFUSED")
        assert connection.execute(kept).scalar_one() == 8


def test_the_caseload_is_seen_within_the_callers_scope(panel: Caseload) -> None:
    here = panel.woman(last_name="Birch")
    there = panel.woman(last_name="Cedar", prison="BZI", home_region="wales")
    prison = panel.service.person(Role.OMU_MANAGER, prisons=["FHI"])
    region = panel.service.person(Role.REGIONAL_DIRECTOR, regions=["wales"])
    assert (panel.listed(prison), panel.listed(region)) == ([here], [there])
    assert (panel.totals(prison)["total"], panel.totals(region)["total"]) == (1, 1)
    assert prison.get(f"/api/v1/caseload/{there}").status_code == 404
    assert panel.service.system(Role.RO).get("/api/v1/caseload").status_code == 403


def test_accepting_twice_keeps_one_entry_and_joins_the_routes(service: RunningService) -> None:
    panel = Caseload(service)
    case = str(opened(panel.clerk)["id"])
    first = entered(service, case, "complex_needs")
    assert entered(service, case, "restricted_status") == first
    assert panel.entry(case)["routes"] == ["complex_needs", "restricted_status"]
    twice = panel.desk.post(
        "/api/v1/caseload", json={"case": case, "routes": ["complex_needs"], "entry_reason": "Invented."}
    )
    assert (twice.status_code, twice.json()["errorCode"]) == (409, "on_the_caseload")
    database = service.service.api.state.database
    with database.read() as connection:
        row = repository.live_entry(connection, case)
    assert row is not None
    another = {**row, "id": "0190b5f0-0000-7000-8000-000000000001"}
    with pytest.raises(IntegrityError), database.write() as connection:
        repository.add_entry(connection, another)
    with database.read() as connection:
        assert [row["id"] for row in repository.reviews_due(connection, date(2027, 2, 22))] == [first]
        assert repository.reviews_due(connection, date(2027, 2, 21)) == []


def test_only_women_held_in_the_womens_estate_come_on_by_hand(panel: Caseload) -> None:
    case = str(opened(panel.clerk, prison="ACI")["id"])
    body = {"case": case, "routes": ["complex_needs"], "entry_reason": "Invented."}
    refused = panel.desk.post("/api/v1/caseload", json=body)
    assert (refused.status_code, refused.json()["errorCode"]) == (409, "not_in_womens_estate")


def test_a_list_of_pages_and_a_file_hold_the_same_rows_on_either_database(service: RunningService) -> None:
    panel = Caseload(service)
    women = [panel.woman(last_name=f"Alder{place}") for place in range(5)]
    for place, case in enumerate(women):
        changed = panel.change(case, {"next_review_on": f"2027-01-{20 - place:02}"})
        assert changed.status_code == 200, changed.text
    assert panel.listed(size=2) == women[::-1]
    assert panel.listed(size=2, sort="name") == women
    for case in women[:3]:
        panel.keep(case, "leave", {"because": "released"})
    assert panel.listed(size=2, stage="closed") == women[2::-1]
    answer = panel.desk.get("/api/v1/caseload", headers={"Accept": "text/csv"})
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["last_name"] for row in rows] == ["Alder4", "Alder3"]
    assert {row["protective_marking"] for row in rows} == {"OFFICIAL: SENSITIVE"}
    for attention in ("review_overdue", "overdue_actions", "near_transition", "restricted", "defects"):
        assert panel.listed(attention=attention) == []
    assert panel.totals()["total"] == 2
    assert panel.desk.get(f"/api/v1/cases/{women[0]}/panel").json()["stage"] == "closed"
    database = service.service.api.state.database
    with database.read() as connection:
        for piece in daily_works():
            assert piece.find(connection, date(2026, 11, 22), "")


def test_support_for_staff_is_asked_for_offered_and_taken_up(panel: Caseload) -> None:
    case = panel.woman()
    asked = {
        "staff_group": "Officers of the north wing",
        "requested_by": "Head of residence",
        "requested_on": "2026-11-20",
        "asked_for": "A debrief.",
    }
    [offer] = panel.keep(case, "staff-support", asked)["staff_support"]
    assert offer["state"] == "asked_for"
    path = f"{case}/staff-support/{offer['id']}"
    assert panel.change(path, {"taken_up": True}).status_code == 400
    offered = {"offered": "Two sessions.", "offered_on": "2026-11-21"}
    assert panel.change(path, offered, '"1"').json()["staff_support"][0]["state"] == "offered"
    taken = {"taken_up": True, "answered_on": "2026-11-22", "outcome": "Both held."}
    assert panel.change(path, taken, '"2"').json()["staff_support"][0]["state"] == "taken_up"
    assert panel.change(path, taken, '"2"').status_code == 412
    bare = panel.desk.patch(f"/api/v1/caseload/{path}", json=taken)
    assert bare.status_code == 428


def test_w24_w26_an_accepted_referral_brings_its_formulation_and_the_support_it_asks_for(
    panel: Caseload,
) -> None:
    case = str(opened(panel.clerk)["id"])
    told_of = {
        "has_formulation": True,
        "formulation": "Harm follows when contact breaks off.",
        "staff_support_for": "Night staff",
        "staff_support_asked": "Supervision.",
    }
    referral = panel.clerk.post("/api/v1/referrals", json=referral_of(case, "Words.", **told_of)).json()["id"]
    for step in ("submit", "triage", "accept"):
        answer = panel.desk.post(
            f"/api/v1/referrals/{referral}/{step}", json=None if step == "submit" else {}
        )
        assert answer.status_code == 200, (step, answer.text)
    found = panel.entry(case)
    assert (found["referral_id"], found["stage"]) == (referral, "active")
    assert found["formulation"]["summary"] == told_of["formulation"]
    [offer] = found["staff_support"]
    assert (offer["staff_group"], offer["state"]) == ("Night staff", "asked_for")
    whole = panel.desk.get(f"/api/v1/cases/{case}/panel").json()
    seen = [item["what"] for item in whole["items"]]
    assert seen[:4] == ["referral_submitted", "referral_triaged", "referral_accepted", "entered"]
    assert {"formulation_written", "support_asked"} <= set(seen)
    assert whole["referral"]["id"] == referral
