"""In the meeting and its minutes over the API: texts, advice, provisional decisions, publishing, the file."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from app.domain.caller import Role
from app.models.audit import AuditEntry
from app.models.board_data import BoardRecord
from tests.parts.board_room import ADVICE, BoardRoom, both_lines, line, said
from tests.parts.pdf_text import pages_of
from tests.parts.service import RunningService, opened

STAR = {"If-Match": "*"}
PARTS = ("prison_offender_manager", "community_offender_manager")


@pytest.fixture
def room(sqlite_service: RunningService) -> BoardRoom:
    return BoardRoom(sqlite_service)


@pytest.fixture
def secretary(room: BoardRoom) -> TestClient:
    return room.signed(Role.PANEL_SECRETARIAT)


@pytest.fixture
def chair(room: BoardRoom) -> TestClient:
    return room.signed(Role.PANEL_CHAIR)


@pytest.fixture
def meeting(room: BoardRoom) -> str:
    return room.meeting()


@pytest.fixture
def item(room: BoardRoom, meeting: str) -> str:
    return room.items(meeting, 1)[0]


def codes(answer: Any) -> list[str]:
    return [error["code"] for error in answer.json()["errors"]]


def published(client: TestClient, meeting: str, **body: Any) -> Any:
    return client.post(f"/api/v1/meetings/{meeting}/minutes/publish", json=body)


# Saved as typed


def test_a_text_is_saved_as_typed_from_the_version_that_was_read(secretary: TestClient, item: str) -> None:
    path = f"/api/v1/agenda-items/{item}/discussion"
    first = secretary.get(path)
    assert (first.json()["text"], first.headers["etag"]) == ("", '"1"')
    kept = secretary.put(path, json={"text": " Typed as it is,\n\n "}, headers={"If-Match": '"1"'})
    assert (kept.status_code, kept.headers["etag"]) == (200, '"2"')
    assert secretary.get(path).json()["text"] == " Typed as it is,\n\n "
    assert secretary.put(path, json={"text": "x"}).status_code == 428


def test_two_secretaries_never_overwrite_each_other(
    room: BoardRoom, secretary: TestClient, item: str
) -> None:
    other, path = room.signed(Role.PANEL_SECRETARIAT), f"/api/v1/agenda-items/{item}/discussion"
    assert secretary.put(path, json={"text": "Mine."}, headers={"If-Match": '"1"'}).status_code == 200
    late = other.put(path, json={"text": "Hers."}, headers={"If-Match": '"1"'})
    assert (late.status_code, late.json()["errorCode"]) == (412, "stale_version")
    theirs = other.get(path)
    assert theirs.json()["text"] == "Mine."
    both = {"text": "Mine.\n\nHers."}
    assert other.put(path, json=both, headers={"If-Match": theirs.headers["etag"]}).status_code == 200


def test_of_many_who_write_at_once_one_is_kept_and_the_others_are_told(service: RunningService) -> None:
    """On both engines: the first writing of a text is a race for one row."""
    room = BoardRoom(service)
    item = room.items(room.meeting(), 1)[0]
    people = [room.signed(Role.PANEL_SECRETARIAT) for _ in range(4)]
    path = f"/api/v1/agenda-items/{item}/responsibilities/key_worker"

    def write(numbered: tuple[int, TestClient]) -> int:
        place, client = numbered
        return client.put(path, json={"text": f"Text {place}."}, headers={"If-Match": '"1"'}).status_code

    with ThreadPoolExecutor(4) as pool:
        found = sorted(pool.map(write, enumerate(people)))
    assert found == [200, 412, 412, 412]
    assert people[0].get(path).json()["version"] == 2


def test_nothing_is_written_of_a_meeting_that_was_not_opened(room: BoardRoom, secretary: TestClient) -> None:
    item = room.items(room.meeting(opened_at=None), 1)[0]
    answer = secretary.put(f"/api/v1/agenda-items/{item}/discussion", json={"text": "x"}, headers=STAR)
    assert (answer.status_code, answer.json()["errorCode"]) == (409, "meeting_not_opened")


# Advice


def test_w18_each_recommendation_has_exactly_one_type_and_at_least_one_owner(
    secretary: TestClient, item: str
) -> None:
    path = f"/api/v1/agenda-items/{item}/recommendations"
    made = secretary.post(path, json=ADVICE)
    assert (made.status_code, made.json()["kind"], made.json()["owners"]) == (
        201,
        "wellbeing",
        ADVICE["owners"],
    )
    for wrong, code in (
        ({"kind": None}, "unknown_value"),
        ({"kind": ["wellbeing", "movement"]}, "unknown_value"),
        ({"kind": "praise"}, "unknown_value"),
        ({"owners": []}, "too_short"),
    ):
        answer = secretary.post(path, json={**ADVICE, **wrong})
        assert (answer.status_code, len(codes(answer))) == (400, 1), (wrong, code, codes(answer))
    for left_out in ("kind", "owners", "text"):
        answer = secretary.post(
            path, json={name: value for name, value in ADVICE.items() if name != left_out}
        )
        assert (answer.status_code, codes(answer)) == (400, ["missing"]), left_out
    one = f"/api/v1/recommendations/{made.json()['id']}"
    assert secretary.patch(one, json={"owners": []}, headers=STAR).status_code == 400
    for kind in ("wellbeing", "progression", "staff_support", "movement"):
        assert secretary.post(path, json={**ADVICE, "kind": kind}).status_code == 201


def test_advice_is_put_right_from_the_version_that_was_read(secretary: TestClient, item: str) -> None:
    made = secretary.post(f"/api/v1/agenda-items/{item}/recommendations", json=ADVICE).json()
    path = f"/api/v1/recommendations/{made['id']}"
    owners = [{"part": "governor", "name": None}, {"part": "key_worker", "name": None}]
    changed = secretary.patch(
        path, json={"text": "Other words.", "owners": owners}, headers={"If-Match": '"1"'}
    )
    assert (changed.status_code, changed.json()["owners"]) == (200, owners)
    assert secretary.patch(path, json={"text": "Late."}, headers={"If-Match": '"1"'}).status_code == 412
    assert secretary.get(path).json()["text"] == "Other words."


def test_later_advice_takes_the_place_of_earlier(room: BoardRoom, secretary: TestClient, item: str) -> None:
    path = f"/api/v1/agenda-items/{item}/recommendations"
    first = secretary.post(path, json=ADVICE).json()
    second = secretary.post(path, json={**ADVICE, "supersedes": first["id"]}).json()
    then = secretary.get(f"/api/v1/recommendations/{first['id']}").json()
    assert (then["is_current"], then["superseded_by"]) == (False, second["id"])
    again = secretary.post(path, json={**ADVICE, "supersedes": first["id"]})
    assert codes(again) == ["unknown_recommendation"]
    changed = secretary.patch(f"/api/v1/recommendations/{first['id']}", json={"text": "x"}, headers=STAR)
    assert changed.json()["errorCode"] == "superseded"
    fed = [(row["change"], row["fields"]["state"]) for row in feed(room, "recommendation")]
    assert fed == [("made", "current"), ("superseded", "superseded"), ("made", "current")]


def feed(room: BoardRoom, kind: str) -> list[dict[str, Any]]:
    records: sa.Table = BoardRecord.__table__  # type: ignore[attr-defined]
    wanted = sa.select(records).where(records.c.kind == kind).order_by(records.c.position)
    with room.database.read() as connection:
        return [dict(row) for row in connection.execute(wanted).mappings()]


# Provisional decisions


def deciding(person: str, **changes: Any) -> dict[str, Any]:
    return {"kind": "progression", "text": "Begin the programme in March.", "person_id": person, **changes}


def test_w33_a_decision_shows_as_provisional_until_the_chair_confirms_it(
    room: BoardRoom, secretary: TestClient, chair: TestClient, meeting: str, item: str
) -> None:
    path = f"/api/v1/agenda-items/{item}/provisional-decisions"
    made = secretary.post(path, json=deciding(room.attendee(meeting)))
    assert (made.status_code, made.json()["state"], made.json()["waits_for"]) == (
        201,
        "provisional",
        "PANEL_CHAIR",
    )
    one = f"/api/v1/provisional-decisions/{made.json()['id']}"
    director = room.signed(Role.GROUP_DIRECTOR)
    assert director.put(f"{one}/confirmation", headers=STAR).json()["errorCode"] == "others_confirm"
    assert secretary.put(f"{one}/confirmation", headers=STAR).status_code == 403
    assert chair.get(one).json()["state"] == "provisional"
    assert chair.put(f"{one}/confirmation").status_code == 428
    confirmed = chair.put(f"{one}/confirmation", headers={"If-Match": '"1"'})
    assert (confirmed.status_code, confirmed.json()["state"]) == (200, "confirmed")
    assert chair.put(f"{one}/confirmation", headers=STAR).json()["errorCode"] == "already_confirmed"
    assert [row["fields"]["state"] for row in feed(room, "decision")] == ["provisional", "confirmed"]


def test_w33_a_movement_is_confirmed_by_the_prison_group_director_alone(
    room: BoardRoom, secretary: TestClient, chair: TestClient, meeting: str, item: str
) -> None:
    path = f"/api/v1/agenda-items/{item}/provisional-decisions"
    made = secretary.post(path, json=deciding(room.attendee(meeting), kind="movement")).json()
    one = f"/api/v1/provisional-decisions/{made['id']}/confirmation"
    assert chair.put(one, headers=STAR).json()["errorCode"] == "others_confirm"
    assert room.signed(Role.GROUP_DIRECTOR).put(one, headers=STAR).json()["state"] == "confirmed"


def test_w33_only_an_attendee_with_delegated_authority_decides(
    room: BoardRoom, secretary: TestClient, meeting: str, item: str
) -> None:
    path = f"/api/v1/agenda-items/{item}/provisional-decisions"
    strangers = (
        room.attendee(meeting, has_authority=False),
        room.attendee(meeting, attended=False),
        room.attendee(meeting, attended=None),
        room.attendee(room.meeting()),
    )
    for person in strangers:
        assert codes(secretary.post(path, json=deciding(person))) == ["no_delegated_authority"]


def test_a_decision_that_no_longer_stands_stays_with_its_reason(
    room: BoardRoom, secretary: TestClient, chair: TestClient, meeting: str, item: str
) -> None:
    path, person = f"/api/v1/agenda-items/{item}/provisional-decisions", room.attendee(meeting)
    first = secretary.post(path, json=deciding(person)).json()
    one = f"/api/v1/provisional-decisions/{first['id']}"
    gone = secretary.request("DELETE", one, json={"reason": "Overtaken."}, headers=STAR)
    assert (gone.json()["state"], gone.json()["superseded_because"]) == ("superseded", "Overtaken.")
    assert chair.put(f"{one}/confirmation", headers=STAR).json()["errorCode"] == "superseded"
    second = secretary.post(path, json=deciding(person)).json()
    third = secretary.post(path, json=deciding(person, supersedes=second["id"])).json()
    assert (
        secretary.get(f"/api/v1/provisional-decisions/{second['id']}").json()["superseded_by"] == third["id"]
    )
    confirmed = f"/api/v1/provisional-decisions/{third['id']}"
    chair.put(f"{confirmed}/confirmation", headers=STAR)
    late = secretary.request("DELETE", confirmed, json={"reason": "x"}, headers=STAR)
    assert (late.status_code, late.json()["errorCode"]) == (403, "others_confirm")


# Minutes


def test_w21_minutes_are_refused_while_a_discussed_case_lacks_a_line_for_its_managers(
    room: BoardRoom, secretary: TestClient, meeting: str
) -> None:
    first, second, third = room.items(meeting, 3)
    said(secretary, first)
    both_lines(secretary, first)
    secretary.post(f"/api/v1/agenda-items/{second}/recommendations", json=ADVICE)
    line(secretary, second, "prison_offender_manager")
    room.close(meeting)
    refused = published(secretary, meeting)
    assert (refused.status_code, refused.json()["errorCode"]) == (409, "responsibilities_missing")
    fields = [error["field"] for error in refused.json()["errors"]]
    assert fields == ["items.2.responsibilities.community_offender_manager"]
    line(secretary, second, "community_offender_manager", "  ")
    assert published(secretary, meeting).status_code == 409
    line(secretary, second, "community_offender_manager")
    made = published(secretary, meeting)
    assert (made.status_code, made.json()["number"]) == (201, 1)
    assert [item["is_discussed"] for item in made.json()["items"]] == [True, True, False], third


def test_w21_publishing_copies_the_lines_to_the_individual_case_record(
    room: BoardRoom, secretary: TestClient, meeting: str, item: str
) -> None:
    said(secretary, item)
    both_lines(secretary, item)
    case = secretary.get(f"/api/v1/meetings/{meeting}/minutes").json()["items"][0]["case_id"]
    officer = room.service.person(Role.OMU_OFFICER, prisons=["FHI"])
    path = f"/api/v1/cases/{case}/panel-responsibilities"
    assert officer.get(path).json()["items"] == []
    room.close(meeting)
    published(secretary, meeting)
    assert sorted(each["part"] for each in officer.get(path).json()["items"]) == sorted(PARTS)
    line(secretary, item, "prison_offender_manager", "Another part.")
    assert "Another part." not in officer.get(path).text
    published(secretary, meeting, reason="A part was wrong.")
    copied = officer.get(path).json()["items"]
    assert {(each["number"], each["text"]) for each in copied} == {
        (2, "Another part."),
        (2, "Invented words."),
    }
    history = officer.get(f"/api/v1/cases/{case}/history").json()["items"]
    assert [each["what"] for each in history][:2] == ["RESPONSIBILITIES_COPIED"] * 2
    elsewhere = room.service.person(Role.OMU_OFFICER, prisons=["EWI"])
    assert elsewhere.get(path).status_code == 404


def test_versions_stay_as_they_were_published(
    secretary: TestClient, room: BoardRoom, meeting: str, item: str
) -> None:
    said(secretary, item, "First words.")
    both_lines(secretary, item)
    assert published(secretary, meeting).json()["errorCode"] == "meeting_not_closed"
    room.close(meeting)
    assert published(secretary, meeting).status_code == 201
    assert published(secretary, meeting, reason="x").json()["errorCode"] == "nothing_changed"
    said(secretary, item, "Second words.")
    assert codes(published(secretary, meeting)) == ["reason_missing"]
    digest = secretary.get(f"/api/v1/meetings/{meeting}/minutes").json()["digest"]
    said(secretary, item, "Third words.")
    stale = published(secretary, meeting, reason="Put right.", digest=digest)
    assert (stale.status_code, stale.json()["errorCode"]) == (409, "record_changed")
    assert published(secretary, meeting, reason="Put right.").json()["number"] == 2
    texts = [
        secretary.get(f"/api/v1/meetings/{meeting}/minutes/{number}").json()["items"][0]["discussion"]["text"]
        for number in (1, 2)
    ]
    assert texts == ["First words.", "Third words."]
    draft = secretary.get(f"/api/v1/meetings/{meeting}/minutes").json()
    assert ([each["number"] for each in draft["published"]], draft["is_changed_since"]) == ([2, 1], False)


def test_the_minutes_are_published_once_however_often_it_is_asked_at_once(service: RunningService) -> None:
    """On both engines."""
    room = BoardRoom(service)
    meeting, secretary = room.meeting(), room.signed(Role.PANEL_SECRETARIAT)
    item = room.items(meeting, 1)[0]
    said(secretary, item)
    both_lines(secretary, item)
    room.close(meeting)
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda _: published(secretary, meeting).status_code, range(3)))
    assert sorted(answers) == [201, 409, 409]


# Who sees what


def test_without_a_signature_nothing_is_shown_or_written_and_it_is_kept(
    room: BoardRoom, meeting: str, item: str
) -> None:
    unsigned = room.service.person(Role.PANEL_SECRETARIAT, everywhere=True)
    for method, path, body in (
        ("GET", f"/api/v1/meetings/{meeting}/minutes", None),
        ("GET", f"/api/v1/meetings/{meeting}/minutes/1", None),
        ("GET", f"/api/v1/agenda-items/{item}/discussion", None),
        ("PUT", f"/api/v1/agenda-items/{item}/discussion", {"text": "x"}),
        ("POST", f"/api/v1/agenda-items/{item}/recommendations", ADVICE),
        ("POST", f"/api/v1/meetings/{meeting}/minutes/publish", {}),
        ("GET", f"/api/v1/meetings/{meeting}/minutes/1/file.pdf?recipient=x", None),
    ):
        answer = unsigned.request(method, path, json=body, headers=STAR)
        assert (answer.status_code, answer.json()["errorCode"]) == (
            403,
            "confidentiality_statement_needed",
        ), path
    entries: sa.Table = AuditEntry.__table__  # type: ignore[attr-defined]
    with room.database.read() as connection:
        refused = sa.select(sa.func.count()).select_from(entries).where(entries.c.what == "REFUSED")
        assert connection.execute(refused).scalar_one() == 7


def test_the_high_security_seat_sees_the_restricted_item_alone(
    room: BoardRoom, secretary: TestClient, meeting: str
) -> None:
    others, seat = room.items(meeting, 5), room.signed(Role.PANEL_MEMBER, seat="long_term_high_security")
    case = secretary.get(f"/api/v1/meetings/{meeting}/minutes").json()["items"][0]["case_id"]
    restricted = room.item(room.meeting(), case, is_restricted=True)
    assert [each["item_id"] for each in minutes_of(seat, meeting)] == []
    room.item(meeting, restricted_case(room), 6, is_restricted=True)
    for each in others:
        said(secretary, each, "Not for this seat.")
        both_lines(secretary, each)
        assert seat.get(f"/api/v1/agenda-items/{each}/discussion").status_code == 404
    room.close(meeting)
    published(secretary, meeting)
    assert len(minutes_of(secretary, meeting)) == 6
    for path in ("minutes", "minutes/1"):
        shown = seat.get(f"/api/v1/meetings/{meeting}/{path}")
        assert [each["position"] for each in shown.json()["items"]] == [6]
        assert "Not for this seat." not in shown.text
    assert seat.get(f"/api/v1/agenda-items/{restricted}/discussion").status_code == 200
    advice = secretary.post(f"/api/v1/agenda-items/{others[0]}/recommendations", json=ADVICE).json()["id"]
    found = seat.get(f"/api/v1/recommendations/{advice}")
    nobody = seat.get("/api/v1/recommendations/0197a000-0000-7000-8000-00000000ffff")
    assert (found.status_code, found.json()["detail"]) == (404, nobody.json()["detail"])


def restricted_case(room: BoardRoom) -> str:
    return str(opened(room.service.system(Role.RW), last_name="Restricted")["id"])


def minutes_of(client: TestClient, meeting: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get(f"/api/v1/meetings/{meeting}/minutes").json()["items"]
    return found


# What leaves


def agreed(
    chair: TestClient, secretary: TestClient, meeting: str, recipient: str = "Invented Partnership"
) -> str:
    """A share request for this meeting's minutes that the Chair approved."""
    asked = {
        "what": "minutes",
        "about": "The minutes of this meeting",
        "subject_id": meeting,
        "recipient_kind": "outside",
        "recipient": recipient,
        "organisation": "An invented partnership",
        "purpose": "continuity",
        "reason": "They take over her care.",
        "from_on": "2026-11-22",
        "until_on": "2026-12-22",
    }
    made = secretary.post("/api/v1/share-requests", json=asked)
    assert made.status_code == 201, made.text
    share = str(made.json()["id"])
    approved = chair.post(f"/api/v1/share-requests/{share}/approve", json={}, headers=STAR)
    assert approved.is_success, approved.text
    return share


def ready_to_publish(room: BoardRoom, secretary: TestClient, meeting: str, item: str) -> None:
    said(secretary, item, "What was said of her.")
    secretary.post(f"/api/v1/agenda-items/{item}/recommendations", json=ADVICE)
    both_lines(secretary, item)
    room.close(meeting)
    assert published(secretary, meeting).status_code == 201


def test_minutes_leave_as_a_file_only_as_the_chair_agreed_and_it_is_kept(
    room: BoardRoom, secretary: TestClient, chair: TestClient, meeting: str, item: str
) -> None:
    ready_to_publish(room, secretary, meeting, item)
    path = f"/api/v1/meetings/{meeting}/minutes/1/file.pdf"
    refused = secretary.get(path, params={"recipient": "Invented Partnership"})
    assert (refused.status_code, refused.json()["errorCode"]) == (403, "share_needed")
    share = agreed(chair, secretary, meeting)
    for other in ("Somebody else", "Invented Partnerships"):
        assert secretary.get(path, params={"recipient": other}).status_code == 403
    file = secretary.get(path, params={"recipient": " invented  partnership "})
    assert (file.status_code, file.headers["content-type"]) == (200, "application/pdf")
    kept = secretary.get("/api/v1/disclosures", params={"share": share})
    assert [each["way"] for each in kept.json()["items"]] == ["file"]
    assert room.signed(Role.PANEL_MEMBER).get(path, params={"recipient": "x"}).status_code == 403


def test_w15_minutes_carry_the_marking_in_the_file_on_each_page_its_name_the_header_and_the_json(
    room: BoardRoom, secretary: TestClient, chair: TestClient, meeting: str, item: str
) -> None:
    said(secretary, item, "Long words. " * 1500)
    both_lines(secretary, item)
    room.close(meeting)
    published(secretary, meeting)
    agreed(chair, secretary, meeting)
    path = f"/api/v1/meetings/{meeting}/minutes/1/file.pdf"
    file = secretary.get(path, params={"recipient": "Invented Partnership"})
    assert file.headers["protective-marking"] == "OFFICIAL: SENSITIVE"
    assert "OFFICIAL-SENSITIVE.pdf" in file.headers["content-disposition"]
    pages = pages_of(file.content)
    assert len(pages) > 2
    assert [page.count("OFFICIAL: SENSITIVE") for page in pages] == [2] * len(pages)
    assert "Invented Partnership" in pages[0]
    for end in ("minutes", "minutes/1"):
        answer = secretary.get(f"/api/v1/meetings/{meeting}/{end}")
        assert (
            answer.headers["protective-marking"]
            == answer.json()["protective_marking"]
            == "OFFICIAL: SENSITIVE"
        )
