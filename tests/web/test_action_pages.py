"""The pages of actions: the lists, giving one, saying how it goes, and closing it."""

from typing import Any

import pytest

from app.domain.caller import Role
from tests.parts.moves import MovesDesk
from tests.parts.pages import Browser, look_at, signed_in
from tests.parts.service import RunningService
from tests.web.test_movement_pages import signed

DUE = {"due_on-day": "1", "due_on-month": "12", "due_on-year": "2026"}


@pytest.fixture(scope="module")
def desk(service: RunningService) -> MovesDesk:
    return MovesDesk(service)


@pytest.fixture(scope="module")
def secretary(desk: MovesDesk) -> Browser:
    return signed(desk, Role.PANEL_SECRETARIAT)


def given(desk: MovesDesk, secretary: Browser, **typed: Any) -> str:
    """The address of a new action."""
    item = desk.room.item(desk.room.meeting(), desk.woman())
    address = f"/panel/agenda-items/{item}/actions/new"
    body = {"text": "Arrange a visit.", "aim": "wellbeing", "owner_role": "lead", **DUE, **typed}
    answer = secretary.send(secretary.open(address).form(address), **body)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"]).partition("?")[0]


def test_an_action_is_given_and_stands_in_the_lists(desk: MovesDesk, secretary: Browser) -> None:
    address = given(desk, secretary)
    assert "The manager responsible for the case" in secretary.open("/panel/actions").text
    page = secretary.open(address)
    assert "Arrange a visit." in page.text
    for view in ("mine", "open", "overdue", "silent", "done"):
        assert secretary.open(f"/panel/actions?view={view}").heading == "Actions"
    assert "the day of the last board" in secretary.open("/panel/actions?view=silent").text


def test_what_was_typed_stays_where_an_action_lacks_something(desk: MovesDesk, secretary: Browser) -> None:
    item = desk.room.item(desk.room.meeting(), desk.woman())
    address = f"/panel/agenda-items/{item}/actions/new"
    form = secretary.open(address).form(address)
    answer = secretary.send(form, text="Arrange a visit.", owner_role="lead", owner_name="Somebody", **DUE)
    page = look_at(answer)
    assert answer.status_code == 400
    assert "Select an aim" in page.text
    assert "Arrange a visit." in page.text


def test_staff_say_how_it_goes_and_close_it(
    desk: MovesDesk, secretary: Browser, service: RunningService
) -> None:
    address = given(desk, secretary)
    officer = signed_in(service, Role.OMU_OFFICER, prisons=["FHI"])
    page = officer.open(address)
    assert "New due day" not in page.text
    form = page.form(address)
    assert "Enter an update" in look_at(officer.send(form, update="")).text
    said = officer.follow(officer.send(form, update="The visit is booked."))
    assert "The visit is booked." in said.text
    assert officer.send(form, update="An old form.").status_code == 412
    closed = officer.follow(officer.send(said.form(address), update="It took place.", state="done"))
    assert "The action was closed" in closed.text
    assert "Say how it goes" not in officer.open(address).text
    assert "Arrange a visit." in officer.open("/panel/actions?view=done").text


def test_the_secretariat_moves_an_action(desk: MovesDesk, secretary: Browser) -> None:
    address = given(desk, secretary)
    form = secretary.open(address).form(address)
    days = {"due_on-day": "24", "due_on-month": "12", "due_on-year": "2026"}
    page = secretary.follow(
        secretary.send(form, update="Put back.", owner_name="Perpetua Birchcombe", **days)
    )
    assert "24 December 2026" in page.text
    assert "A new owner was named" in page.text


def test_without_a_signature_no_page_of_actions_or_moves_opens(service: RunningService) -> None:
    member = signed_in(service, Role.PANEL_MEMBER, everywhere=True)
    for path in ("/panel/actions", "/panel/movements"):
        page = member.open(path, 403)
        assert "confidentiality" in page.text
