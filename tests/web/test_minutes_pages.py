"""The meeting's screen and the minutes as pages: without scripts all of it works, and a clash loses neither text."""

from collections.abc import Iterator

import pytest
from starlette.routing import Route

from app.api.openapi import operations
from app.domain.caller import Role
from tests.parts.board_room import BoardRoom
from tests.parts.pages import Browser, Form, look_at, signed_in
from tests.parts.service import RunningService

JSON = {"Accept": "application/json"}
NEEDED = {"/api/v1/panel-accounts": {"owner": "deputy_director"}}
"""What a list has to be asked with."""


@pytest.fixture(scope="module")
def room(service: RunningService) -> BoardRoom:
    return BoardRoom(service)


def person(room: BoardRoom, *roles: Role) -> Browser:
    return room.browser(*roles)


@pytest.fixture(scope="module")
def secretary(room: BoardRoom) -> Browser:
    return person(room, Role.PANEL_SECRETARIAT)


@pytest.fixture
def meeting(room: BoardRoom) -> str:
    return room.meeting()


@pytest.fixture
def items(room: BoardRoom, meeting: str) -> list[str]:
    return room.items(meeting, 2)


def address(meeting: str, item: str = "", end: str = "") -> str:
    return f"/panel/meetings/{meeting}/room" + (f"/items/{item}{end}" if item else "")


def test_what_is_typed_without_scripts_is_saved_and_stands_there(
    secretary: Browser, meeting: str, items: list[str]
) -> None:
    page = secretary.open(address(meeting))
    assert page.heading == "In the meeting"
    form = page.form(address(meeting, items[1], "/discussion"))
    after = secretary.follow(secretary.send(form, text="\nWhat <b>was</b> said.\n"))
    assert after.all("textarea", id="discussion-2")[0].text == "\n\nWhat <b>was</b> said.\n"
    assert "Saved" in after.text
    line = after.form(address(meeting, items[1], "/lines/prison_offender_manager"))
    assert secretary.follow(secretary.send(line, text="Meets her weekly.")).heading == "In the meeting"


def test_where_two_wrote_the_page_shows_both_texts_and_saves_the_joined_one(
    room: BoardRoom, secretary: Browser, meeting: str, items: list[str]
) -> None:
    other, path = person(room, Role.PANEL_SECRETARIAT), address(meeting, items[0], "/discussion")
    mine, hers = secretary.open(address(meeting)).form(path), other.open(address(meeting)).form(path)
    secretary.follow(secretary.send(mine, text="First text."))
    answer = other.send(hers, text="Second text.")
    assert answer.status_code == 412
    page = look_at(answer)
    assert "Somebody else wrote in the same place. Nothing is lost" in page.text
    assert page.all("textarea", id="discussion-1")[0].text.strip() == "Second text."
    assert "First text." in page.text
    joined = other.follow(other.send(page.form(path), text="First text. Second text."))
    assert joined.all("textarea", id="discussion-1")[0].text.strip() == "First text. Second text."


def test_the_screens_script_is_told_plainly_what_became_of_a_text(
    room: BoardRoom, secretary: Browser, meeting: str, items: list[str]
) -> None:
    path = address(meeting, items[0], "/discussion")
    form = secretary.open(address(meeting)).form(path).fields

    def send(text: str, version: int) -> object:
        answer = secretary.client.post(path, data={**form, "text": text, "version": version}, headers=JSON)
        return answer.status_code, answer.json()

    assert send("One.", 1) == (200, {"version": 2})
    assert send("One.", 1) == (200, {"version": 2})
    status, told = send("Two.", 1)  # type: ignore[misc]
    assert (status, told["theirs"], told["version"]) == (412, "One.", 2)
    assert send("x" * 20_001, 2) == (400, {"problem": "This text is too long to be kept"})


def test_the_screen_learns_what_the_other_secretary_wrote(
    secretary: Browser, meeting: str, items: list[str]
) -> None:
    path = f"{address(meeting)}/state"
    first = secretary.get(path).json()
    assert set(first["texts"]) >= {"discussion-1", "prison_offender_manager-2"}
    same = secretary.client.get(path, params={"seen": first["seen"]}).json()
    assert set(same) == {"seen", "csrf"}
    form = secretary.open(address(meeting)).form(address(meeting, items[0], "/discussion"))
    secretary.send(form, text="New.")
    changed = secretary.client.get(path, params={"seen": first["seen"]}).json()
    assert changed["texts"]["discussion-1"]["text"] == "New."


@pytest.mark.parametrize("kind", ["recommendations", "provisional-decisions"])
def test_an_empty_form_says_what_is_missing(
    secretary: Browser, meeting: str, items: list[str], kind: str
) -> None:
    path = address(meeting, items[0], f"/add/{kind}")
    form = secretary.open(path).form(path)
    page = look_at(secretary.send(form))
    assert "There is a problem" in page.text
    told = secretary.client.post(path, data=form.fields, headers=JSON)
    names = [error["name"] for error in told.json()["errors"]]
    expected = {
        "recommendations": ["kind", "text", "owner_1"],
        "provisional-decisions": ["kind", "text", "person_id"],
    }
    assert (told.status_code, names) == (400, expected[kind])


def test_advice_and_a_decision_are_recorded_and_confirmed(
    room: BoardRoom, secretary: Browser, meeting: str, items: list[str]
) -> None:
    path = address(meeting, items[0], "/add/recommendations")
    typed = {"kind": "wellbeing", "text": "A place on the unit.", "owner_1": "governor", "owner_2": "other"}
    form = secretary.open(path).form(path)
    page = secretary.follow(secretary.send(form, **typed, owner_2_name="The chaplain"))
    assert "Recommendation, wellbeing: A place on the unit." in page.text
    assert "Governor or Director, Others (The chaplain)" in page.text
    secretary.send(form, **typed, owner_2_name="The chaplain")
    assert secretary.open(address(meeting)).text.count("A place on the unit.") == 1
    attendee, path = room.attendee(meeting), address(meeting, items[0], "/add/provisional-decisions")
    decision = {"kind": "progression", "text": "Begin in March.", "person_id": attendee}
    page = secretary.follow(secretary.send(secretary.open(path).form(path), **decision))
    assert "Provisional" in page.text
    chair = person(room, Role.PANEL_CHAIR)
    minutes = chair.open(f"/panel/meetings/{meeting}/minutes")
    form = next(each for each in minutes.forms if "/decisions/" in each.action)
    assert "Confirmed by" in chair.follow(chair.send(form, what="confirm")).text


def test_minutes_say_what_keeps_them_back_and_are_published_in_versions(
    room: BoardRoom, secretary: Browser, meeting: str, items: list[str]
) -> None:
    base = f"/panel/meetings/{meeting}/minutes"
    form = secretary.open(address(meeting)).form(address(meeting, items[0], "/discussion"))
    secretary.send(form, text="Said.")
    page = secretary.open(base)
    assert "Item 1, Ada Alder1: no line for Prison offender manager (POM) and Community" in page.text
    assert "The meeting is still open" in page.text
    room.close(meeting)
    refused = secretary.send(secretary.open(base).form(f"{base}/publish"))
    assert (refused.status_code, "Some discussed cases lack" in look_at(refused).text) == (409, True)
    for part in ("prison_offender_manager", "community_offender_manager"):
        form = secretary.open(address(meeting)).form(address(meeting, items[0], f"/lines/{part}"))
        secretary.send(form, text="Her part.")
    version = secretary.follow(secretary.send(secretary.open(base).form(f"{base}/publish")))
    assert version.heading == "Minutes, version 1"
    assert "Not discussed." in version.text
    assert "Nothing has changed since version 1." in secretary.open(base).text
    form = secretary.open(address(meeting)).form(address(meeting, items[0], "/discussion"))
    secretary.send(form, text="Said again.")
    again = secretary.open(base)
    assert look_at(secretary.send(again.form(f"{base}/publish"))).text.count("Enter what is put right") == 2
    last = secretary.follow(secretary.send(again.form(f"{base}/publish"), reason="A slip."))
    assert last.heading == "Minutes, version 2"
    file = f"{base}/2/file.pdf"
    assert "Enter to whom it goes" in look_at(secretary.get(file)).text
    refused = secretary.client.get(file, params={"recipient": "Somebody"})
    assert (refused.status_code, "The Chair has not agreed" in look_at(refused).text) == (403, True)


def test_w15_every_page_of_the_meeting_and_its_minutes_is_marked(
    room: BoardRoom, secretary: Browser, meeting: str, items: list[str]
) -> None:
    """`look_at` refuses a page without the marking at its head and foot."""
    for path in (
        address(meeting),
        address(meeting, items[0], "/add/recommendations"),
        f"/panel/meetings/{meeting}/minutes",
    ):
        answer = secretary.get(path)
        assert look_at(answer).heading
        assert answer.headers["protective-marking"] == "OFFICIAL: SENSITIVE"


def test_without_a_signature_no_page_opens(room: BoardRoom, meeting: str, items: list[str]) -> None:
    unsigned = signed_in(room.service, Role.PANEL_MEMBER, everywhere=True)
    for path in (address(meeting), f"{address(meeting)}/state", f"/panel/meetings/{meeting}/minutes"):
        assert unsigned.get(path).status_code == 403


def test_attendance_is_recorded_on_the_screen(room: BoardRoom, secretary: Browser, meeting: str) -> None:
    came = room.attendee(meeting, attended=None, part="invitee", seat=None, kind="chaplaincy")
    unsigned = room.attendee(meeting, attended=None)

    def form(person: str) -> Form:
        return secretary.open(address(meeting)).form(f"{address(meeting)}/people/{person}")

    page = secretary.follow(secretary.send(form(came), standing="present"))
    assert [each.text for each in page.all("option", value="present", selected="")] == ["Present"]
    stale = form(came).fields | {"standing": "absent", "version": "1"}
    answer = secretary.client.post(form(came).action, data=stale, headers=JSON)
    assert (answer.status_code, answer.json()["standing"]) == (412, "present")
    assert answer.json()["problem"].startswith("Somebody else recorded this first")
    refused = secretary.send(form(unsigned), standing="present")
    assert (refused.status_code, "has not signed" in look_at(refused).text) == (409, True)
    odd = secretary.client.post(form(came).action, data={**stale, "standing": "late"}, headers=JSON)
    assert odd.status_code == 400


def test_w15_every_page_and_list_of_the_panel_is_marked(
    room: BoardRoom, meeting: str, items: list[str]
) -> None:
    """Each page that needs no id, as a page; each list of the panel as JSON and as a file."""
    browser = room.browser(Role.PANEL_SECRETARIAT, Role.PANEL_CHAIR)
    pages = room.service.service.pages.routes
    addresses = {each.path for each in pages if isinstance(each, Route) and "GET" in (each.methods or ())}
    opened = 0
    for path in sorted(each for each in addresses if each.startswith("/panel") and "{" not in each):
        answer = browser.client.get(path, follow_redirects=True)
        assert (path, answer.status_code) == (path, 200)
        if answer.headers["content-type"].startswith("text/html"):
            look_at(answer)
            opened += 1
        assert answer.headers["protective-marking"] == "OFFICIAL: SENSITIVE", path
    assert opened > 12
    files = dict.fromkeys(lists_of_the_panel(room.service), 0)
    api = room.signed(Role.PANEL_SECRETARIAT, Role.PANEL_CHAIR)
    for path in files:
        for form in ("json", "csv"):
            answer = api.get(path, params={"format": form, **NEEDED.get(path, {})})
            assert (path, form, answer.status_code) == (path, form, 200)
            assert answer.headers["protective-marking"] == "OFFICIAL: SENSITIVE"
        assert answer.text.splitlines()[0].endswith("protective_marking"), path
        assert "OFFICIAL-SENSITIVE" in answer.headers["content-disposition"]
    assert len(files) > 4


def lists_of_the_panel(service: RunningService) -> Iterator[str]:
    """The lists that may be had as a file and that the panel's secretariat opens."""
    for path, method, operation in operations(service.service.api.openapi()):
        answered = operation["responses"].get("200", {}).get("content", {})
        theirs = Role.PANEL_SECRETARIAT.authority in operation.get("x-roles", ())
        if method == "GET" and "text/csv" in answered and "{" not in path and theirs:
            yield path
