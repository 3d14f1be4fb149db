"""Notes of good practice over the API: drafted beside an item, published without identities, found by their words."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.domain.caller import Role
from tests.parts.moves import MovesDesk
from tests.parts.service import RunningService

PATH = "/api/v1/good-practice"
NOTE = {
    "title": "A quiet hour before a hard meeting",
    "text": "Staff gave a quiet hour in the morning. Incidents on those days stopped.",
    "aims": ["staff_support", "stabilise"],
}
READ = {"read_through": True}


@pytest.fixture
def desk(service: RunningService) -> MovesDesk:
    return MovesDesk(service)


@pytest.fixture
def one_desk(sqlite_service: RunningService) -> MovesDesk:
    return MovesDesk(sqlite_service)


def drafted(client: TestClient, **changes: Any) -> dict[str, Any]:
    answer = client.post(PATH, json={**NOTE, **changes})
    assert answer.status_code == 201, answer.text
    note: dict[str, Any] = answer.json()
    return note


def publish(client: TestClient, note: dict[str, Any], **changes: Any) -> Any:
    return client.post(f"{PATH}/{note['id']}/publish", json={**READ, **changes}, headers={"If-Match": "*"})


def published(client: TestClient, **changes: Any) -> dict[str, Any]:
    answer = publish(client, drafted(client, **changes))
    assert answer.status_code == 200, answer.text
    note: dict[str, Any] = answer.json()
    return note


def found(client: TestClient, **params: Any) -> list[str]:
    answer = client.get(PATH, params=params)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


def test_w10_a_note_is_published_only_once_the_identifiers_are_gone(desk: MovesDesk) -> None:
    desk.woman(first_name="Perpetua", last_name="Birchcombe", date_of_birth="1990-04-03")
    note = drafted(desk.secretary, text="Perpetua Birchcombe, A1234BC, born 3/4/1990, liked the quiet hour.")
    answer = publish(desk.secretary, note)
    assert answer.status_code == 400
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [
        ("text", "name_found"),
        ("text", "name_found"),
        ("text", "prison_number_found"),
        ("text", "date_of_birth_found"),
    ]
    path = f"{PATH}/{note['id']}"
    changed = desk.secretary.patch(
        path, json={"text": "She liked the quiet hour."}, headers={"If-Match": '"1"'}
    )
    assert changed.json()["version"] == 2
    answer = publish(desk.secretary, note)
    assert (answer.status_code, answer.json()["state"]) == (200, "published")


def test_w10_a_name_of_somebody_who_was_never_on_the_caseload_passes(one_desk: MovesDesk) -> None:
    """The negative control of the check: it looks for the caseload, not for capitals."""
    note = drafted(one_desk.secretary, text="Perpetua Birchcombe wrote about a quiet hour.")
    assert publish(one_desk.secretary, note).status_code == 200


def test_w10_a_name_in_the_title_is_found_too(one_desk: MovesDesk) -> None:
    one_desk.woman(last_name="Birchcombe")
    answer = publish(one_desk.secretary, drafted(one_desk.secretary, title="What helped birchcombe"))
    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [("title", "name_found")]


def test_w10_a_published_note_is_found_by_the_beginnings_of_its_words(desk: MovesDesk) -> None:
    officer = desk.service.person(Role.OMU_OFFICER, prisons=["SDI"])
    note = published(desk.secretary)["id"]
    other = published(desk.secretary, title="Walks", text="A café in the garden.", aims=["wellbeing"])["id"]
    assert found(officer) == [other, note]
    for words in ("quiet", "hour QUI", "incid", "cafe garden", "Café"):
        assert len(found(officer, q=words)) == 1, words
    assert found(officer, q="quiet garden") == []
    assert found(officer, q="!!") == []
    assert found(officer, aim="wellbeing") == [other]
    assert found(officer, aim="reduce_risk") == []


def test_w10_others_read_neither_who_wrote_it_nor_what_it_came_from(desk: MovesDesk) -> None:
    item = desk.room.item(desk.room.meeting(), desk.woman())
    note = published(desk.secretary, item_id=item)
    officer = desk.service.person(Role.COMMUNITY_MANAGER, regions=["wales"])
    shown = officer.get(f"{PATH}/{note['id']}").json()
    assert (shown["text"], shown["item_id"], shown["written_by"], shown["may_change"]) == (
        NOTE["text"], None, None, False,
    )  # fmt: skip
    assert desk.secretary.get(f"{PATH}/{note['id']}").json()["item_id"] == item


def test_a_draft_is_for_its_writer_and_for_who_keeps_notes(one_desk: MovesDesk) -> None:
    desk = one_desk
    member, other = (desk.room.signed(Role.PANEL_MEMBER) for _ in range(2))
    note = drafted(member)
    assert found(member, state="draft") == [note["id"]]
    assert found(desk.secretary, state="draft") == [note["id"]]
    assert found(other, state="draft") == []
    for client in (other, desk.service.person(Role.OMU_MANAGER, everywhere=True)):
        assert client.get(f"{PATH}/{note['id']}").status_code == 404
    assert publish(member, note).status_code == 403


def test_nobody_without_a_signature_reads_or_writes_drafts(one_desk: MovesDesk) -> None:
    note = drafted(one_desk.secretary)
    unsigned = one_desk.service.person(Role.PANEL_SECRETARIAT, everywhere=True)
    for answer in (unsigned.get(PATH, params={"state": "draft"}), unsigned.post(PATH, json=NOTE)):
        assert (answer.status_code, answer.json()["errorCode"]) == (403, "confidentiality_statement_needed")
    assert unsigned.get(f"{PATH}/{note['id']}").status_code == 404


def test_a_member_cannot_hang_a_note_on_an_item_they_do_not_see(one_desk: MovesDesk) -> None:
    item = one_desk.room.item(one_desk.room.meeting(), one_desk.woman())
    restricted = one_desk.room.signed(Role.PANEL_MEMBER, seat="long_term_high_security")
    assert restricted.post(PATH, json={**NOTE, "item_id": item}).status_code == 404


def test_what_is_published_stays_as_it_is_until_it_is_withdrawn(desk: MovesDesk) -> None:
    note = published(desk.secretary)
    path = f"{PATH}/{note['id']}"
    changed = desk.secretary.patch(path, json={"title": "Another"}, headers={"If-Match": "*"})
    assert (changed.status_code, changed.json()["errorCode"]) == (409, "not_a_draft")
    assert publish(desk.secretary, note).status_code == 409
    taken = desk.secretary.post(f"{path}/withdraw", json={"reason": "It can be guessed."})
    assert (taken.json()["state"], taken.json()["withdrawn_reason"]) == ("withdrawn", "It can be guessed.")
    officer = desk.service.person(Role.OMU_OFFICER, prisons=["SDI"])
    assert found(officer) == found(officer, q="quiet") == []
    assert officer.get(path).status_code == 404
    assert found(desk.secretary, state="withdrawn") == [note["id"]]
    again = desk.secretary.post(f"{path}/withdraw", json={"reason": "Twice."})
    assert again.json()["errorCode"] == "not_published"


def test_two_who_change_a_draft_at_once_lose_nothing(one_desk: MovesDesk) -> None:
    note = drafted(one_desk.secretary)
    path = f"{PATH}/{note['id']}"
    assert one_desk.secretary.patch(path, json={"title": "One"}).status_code == 428
    assert (
        one_desk.secretary.patch(path, json={"title": "One"}, headers={"If-Match": '"1"'}).status_code == 200
    )
    assert (
        one_desk.secretary.patch(path, json={"title": "Two"}, headers={"If-Match": '"1"'}).status_code == 412
    )


def test_a_note_that_nobody_read_through_is_not_published(one_desk: MovesDesk) -> None:
    answer = publish(one_desk.secretary, drafted(one_desk.secretary), read_through=False)
    assert [error["code"] for error in answer.json()["errors"]] == ["not_read_through"]


def test_pages_of_notes_follow_one_another(one_desk: MovesDesk) -> None:
    notes = [published(one_desk.secretary)["id"] for _ in range(3)]
    first = one_desk.secretary.get(PATH, params={"size": 2}).json()
    second = one_desk.secretary.get(PATH, params={"size": 2, "next": first["next"]}).json()
    assert [item["id"] for item in [*first["items"], *second["items"]]] == notes[::-1]
    assert (first["total"], second["next"]) == (3, None)
