"""Sharing: nothing leaves the panel before the Chair agreed, and everything that left is kept with its purpose."""

from typing import Any

import pytest

from app.domain.caller import SYSTEM, Role
from app.domain.refusals import NotPermitted
from app.services.disclosures import log_disclosure, require_share
from app.services.unit_of_work import unit_of_work
from tests.parts.board_feed import SHARES, TODAY, agreed, share_body
from tests.parts.board_room import BoardRoom
from tests.parts.service import RunningService


def paper_body(meeting: str | None, **changes: Any) -> dict[str, Any]:
    """A request for the minutes of a meeting, or of all meetings."""
    return share_body(
        what="minutes",
        about="Minutes of the November board",
        is_standing=meeting is None,
        subject_id=meeting,
        recipient_kind="outside",
        recipient="Head of Safety",
        organisation="Sodexo",
        purpose="safety",
        fields=None,
        **changes,
    )


def test_w42_minutes_may_leave_under_an_approved_request_and_under_no_other(
    service: RunningService,
) -> None:
    room, database = BoardRoom(service), service.service.api.state.database
    meeting, other = room.meeting(), room.meeting()

    def may_leave(of: str, recipient: str = "head of  SAFETY") -> bool:
        try:
            with database.read() as connection:
                require_share(connection, what=("minutes", of), recipient=recipient, on=TODAY)
        except NotPermitted as refusal:
            return refusal.code != "share_needed"
        return True

    secretary, chair = room.signed(Role.PANEL_SECRETARIAT), room.signed(Role.PANEL_CHAIR)
    share = secretary.post(SHARES, json=paper_body(meeting)).json()
    assert (share["state"], may_leave(meeting)) == ("waiting", False)
    approve = f"{SHARES}/{share['id']}/approve"
    assert secretary.post(approve, json={}).status_code == 403
    assert room.signed(Role.GROUP_DIRECTOR).post(approve, json={}).status_code == 403
    approved = chair.post(approve, json={"reason": "For this once."})
    assert (approved.status_code, approved.json()["state"], approved.headers["ETag"]) == (200, "live", '"2"')
    assert may_leave(meeting)
    assert not may_leave(other)
    assert not may_leave(meeting, "Head of Security")
    standing = secretary.post(SHARES, json=paper_body(None)).json()
    chair.post(f"{SHARES}/{standing['id']}/refuse", json={"reason": "Ask each time."})
    assert not may_leave(other)
    allowed = secretary.post(SHARES, json=paper_body(None)).json()
    chair.post(f"{SHARES}/{allowed['id']}/approve", json={})
    assert may_leave(other)
    secretary.post(f"{SHARES}/{allowed['id']}/end", json={"reason": "No longer needed."})
    assert not may_leave(other)


def test_w40_every_disclosure_has_its_purpose_and_its_recipient(service: RunningService) -> None:
    room, database = BoardRoom(service), service.service.api.state.database
    meeting = room.meeting()
    secretary = room.signed(Role.PANEL_SECRETARIAT)
    share = agreed(service, **paper_body(meeting))
    sent = secretary.post(
        f"{SHARES}/{share['id']}/disclosures", json={"way": "email", "note": "By secure mail."}
    )
    assert sent.status_code == 201, sent.text
    assert (sent.json()["purpose"], sent.json()["recipient"], sent.json()["subject_id"]) == (
        "safety",
        "Head of Safety",
        meeting,
    )
    with database.read() as connection:
        found = require_share(connection, what=("minutes", meeting), recipient="Head of Safety", on=TODAY)
    with unit_of_work(database, SYSTEM, service.clock()) as work:
        log_disclosure(work, found, way="file")
    rows = secretary.get("/api/v1/disclosures").json()["items"]
    assert [row["way"] for row in rows] == ["file", "email"]
    assert all(row["purpose"] and row["recipient"] for row in rows)
    text = secretary.get("/api/v1/disclosures", params={"format": "csv"}).text
    assert text.count("OFFICIAL: SENSITIVE") == 2
    assert text.count("Head of Safety") == 2
    for body in (
        share_body(purpose=None),
        share_body(purpose="curiosity"),
        {k: v for k, v in share_body().items() if k != "recipient"},
    ):
        assert secretary.post(SHARES, json=body).status_code == 400


def test_a_paper_is_written_down_only_under_a_live_agreement_for_it(sqlite_service: RunningService) -> None:
    room = BoardRoom(sqlite_service)
    meeting, other = room.meeting(), room.meeting()
    secretary = room.signed(Role.PANEL_SECRETARIAT)
    waiting = secretary.post(SHARES, json=paper_body(meeting)).json()
    email = {"way": "email"}
    refused = secretary.post(f"{SHARES}/{waiting['id']}/disclosures", json=email)
    assert (refused.status_code, refused.json()["errorCode"]) == (409, "share_not_live")
    one = agreed(sqlite_service, **paper_body(meeting))
    wrong = secretary.post(f"{SHARES}/{one['id']}/disclosures", json={**email, "subject_id": other})
    assert wrong.json()["errors"][0]["code"] == "other_meeting"
    standing = agreed(sqlite_service, **paper_body(None))
    unnamed = secretary.post(f"{SHARES}/{standing['id']}/disclosures", json=email)
    assert unnamed.json()["errors"][0]["code"] == "missing"
    named = secretary.post(f"{SHARES}/{standing['id']}/disclosures", json={**email, "subject_id": other})
    assert named.status_code == 201
    data = agreed(sqlite_service)
    assert secretary.post(f"{SHARES}/{data['id']}/disclosures", json=email).status_code == 409


def test_the_chair_answers_once_and_the_version_guards_it(sqlite_service: RunningService) -> None:
    room = BoardRoom(sqlite_service)
    chair = room.signed(Role.PANEL_CHAIR)
    share = chair.post(SHARES, json=share_body()).json()
    path = f"{SHARES}/{share['id']}"
    stale = chair.post(f"{path}/approve", json={}, headers={"If-Match": '"7"'})
    assert stale.status_code == 412
    assert (
        chair.post(f"{path}/refuse", json={"reason": "No."}, headers={"If-Match": '"1"'}).status_code == 200
    )
    assert chair.post(f"{path}/approve", json={}).status_code == 409
    assert chair.post(f"{path}/end", json={"reason": "No."}).status_code == 409
    shown = chair.get(path).json()
    assert (shown["state"], shown["decision_reason"], shown["version"]) == ("refused", "No.", 2)
    assert chair.get(f"{SHARES}/00000000-0000-7000-8000-000000000000").status_code == 404


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"until_on": "2026-11-21"}, "until_on", "date_too_early"),
        ({"until_on": "2027-12-01"}, "until_on", "too_long"),
        ({"fields": []}, "fields", "missing"),
        ({"fields": ["surname"]}, "fields", "field_unknown"),
        ({"recipient": "INSPECTOR"}, "recipient", "role_unknown"),
        ({"recipient_kind": "client", "recipient": "nobody"}, "recipient", "client_unknown"),
        ({"recipient_kind": "outside", "organisation": "A trust"}, "recipient_kind", "client_or_role"),
        ({"is_standing": False}, "is_standing", "standing_needed"),
        ({"agreement_id": "00000000-0000-7000-8000-000000000000"}, "agreement_id", "agreement_unknown"),
        ({"what": "minutes", "is_standing": False, "fields": None}, "subject_id", "missing"),
        ({"what": "minutes"}, "fields", "only_board_data"),
    ],
)
def test_a_request_says_what_to_whom_why_and_until_when(
    sqlite_service: RunningService, changes: dict[str, Any], field: str, code: str
) -> None:
    secretary = BoardRoom(sqlite_service).signed(Role.PANEL_SECRETARIAT)
    refused = secretary.post(SHARES, json=share_body(**changes))
    assert refused.status_code == 400
    assert (field, code) in {(each["field"], each["code"]) for each in refused.json()["errors"]}


def test_w41_who_has_not_signed_sees_no_request_and_no_disclosure(sqlite_service: RunningService) -> None:
    agreed(sqlite_service)
    for role in (Role.PANEL_MEMBER, Role.PANEL_SECRETARIAT, Role.PANEL_CHAIR):
        unsigned = sqlite_service.person(role, everywhere=True)
        for path in (SHARES, "/api/v1/disclosures"):
            refused = unsigned.get(path)
            assert refused.status_code == 403
            assert refused.json()["errorCode"] == "confidentiality_statement_needed"
        assert unsigned.post(SHARES, json=share_body()).status_code == 403


def test_requests_are_listed_by_where_they_stand(service: RunningService) -> None:
    room = BoardRoom(service)
    chair = room.signed(Role.PANEL_CHAIR)
    ids = [chair.post(SHARES, json=share_body(about=f"Request {n}")).json()["id"] for n in range(5)]
    coming = chair.post(SHARES, json=share_body(from_on="2026-12-01")).json()["id"]
    chair.post(f"{SHARES}/{ids[0]}/approve", json={})
    chair.post(f"{SHARES}/{ids[1]}/refuse", json={"reason": "No."})
    chair.post(f"{SHARES}/{ids[2]}/end", json={"reason": "Taken back."})
    chair.post(f"{SHARES}/{coming}/approve", json={})
    found: dict[str, list[str]] = {}
    for state in ("waiting", "refused", "ended", "coming", "live", "expired"):
        rows = chair.get(SHARES, params={"state": state}).json()["items"]
        assert {row["state"] for row in rows} <= {state}
        found[state] = [row["id"] for row in rows]
    assert found == {
        "waiting": [ids[4], ids[3]], "refused": [ids[1]], "ended": [ids[2]], "coming": [coming],
        "live": [ids[0]], "expired": [],
    }  # fmt: skip
    first = chair.get(SHARES, params={"size": 4}).json()
    second = chair.get(SHARES, params={"size": 4, "next": first["next"]}).json()
    assert [row["id"] for row in first["items"] + second["items"]] == [coming, *reversed(ids)]
    assert second["next"] is None
