"""The pages of tasks and notices, without scripts and as htmx asks for them."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.domain.caller import SYSTEM, Role
from app.domain.notices import NewNotice
from app.repositories.identity.register import STAFF
from app.services.notices import tell_people
from app.services.notices.digests import make_digests
from app.services.unit_of_work import unit_of_work
from app.settings import Settings
from tests.parts.daily import run_pass
from tests.parts.pages import Browser, Page, browser, look_at, signed_in
from tests.parts.service import RunningService, opened

LIST = {"HX-Request": "true", "HX-Target": "task-list"}
LATE = {"start_date": "2025-01-13", "sentence_type": "SDS", "length_months": 48, "release_date": "2026-11-19"}


@pytest.fixture(scope="module")
def tasks(service: RunningService) -> None:
    """Three releases that were not recorded, at Foston Hall, and the pass that found them."""
    clerk = service.system(Role.RW)
    for name in ("Aster", "Birch", "Cedar"):
        opened(clerk, last_name=name, sentence=LATE)
    run_pass(service)


def task_in(page: Page) -> str:
    """The address of the first task about a release on the page."""
    found = (a for a in page.all("a") if a.attributes["href"].startswith("/tasks/"))
    return next(a.attributes["href"] for a in found if a.text.startswith("Record the release, or"))


def test_nobodys_tasks_are_listed_with_why_and_when(officer: Browser, tasks: None) -> None:
    assert "Nothing needs you" in officer.open("/tasks").text
    page = officer.open("/tasks?whose=nobody")
    assert page.texts("h2")[0].endswith(" tasks")
    assert "Record the release, or a new release date" in page.text
    assert "Due on the next working day" in page.text
    assert "Aster, Ada" in page.text


def test_htmx_gets_the_list_alone(officer: Browser, tasks: None) -> None:
    answer = officer.get("/tasks?whose=nobody", **LIST)
    assert answer.text.lstrip().startswith('<div id="task-list">')
    assert '<div hx-swap-oob="innerHTML:#announcements">' in answer.text


def test_a_task_is_taken_noted_done_and_opened_again(officer: Browser, tasks: None) -> None:
    page = officer.open("/tasks?whose=nobody")
    href = task_in(page)
    task = officer.open(href)
    assert task.heading.endswith("Record the release, or a new release date")
    assert "OMCP Board paper, 2 September 2013, 10(ii)" in task.text
    assert "Nobody yet" in task.text
    form = task.form(href)
    taken = officer.follow(officer.send(form, action="take"))
    assert "You have taken the task" in taken.text
    assert officer.open("/tasks").texts("h2")[0] == "1 task"
    done = officer.follow(
        officer.send(officer.open(href).form(href), action="done", note="Released from court.")
    )
    assert "Task done" in done.text
    assert "Released from court." in done.text
    assert "Done" in officer.open("/tasks?whose=anyone&state=done").text
    again = officer.follow(officer.send(officer.open(href).form(href), action="open"))
    assert "Task opened again" in again.text
    stale = look_at(officer.send(form, action="done"))
    assert "Somebody changed this task after you opened it" in stale.text
    assert stale.texts("title")[0].startswith("Error: ")


def test_a_task_is_done_from_the_list_and_the_list_comes_back(service: RunningService, tasks: None) -> None:
    colleague = signed_in(service, Role.OMU_OFFICER, prisons=["FHI"])
    page = colleague.open("/tasks?whose=nobody&prison=FHI")
    form = next(f for f in page.forms if f.action.startswith("/tasks/"))
    after = colleague.follow(colleague.send(form, action="done"))
    assert "Task done" in after.text
    assert after.texts("h2")[1].endswith("task") or after.texts("h2")[1].endswith("tasks")


def test_the_other_side_sees_a_task_and_is_not_offered_to_finish_it(
    service: RunningService, tasks: None
) -> None:
    community = signed_in(service, Role.COMMUNITY_MANAGER, regions=["east_midlands"])
    page = community.open("/tasks?whose=anyone")
    assert "The other side’s" in page.text
    href = task_in(page)
    assert "This task is for the prison to finish" in community.open(href).text


def test_a_manager_gives_a_task_to_somebody(service: RunningService, tasks: None) -> None:
    manager = signed_in(service, Role.OMU_MANAGER, prisons=["FHI"])
    page = manager.open("/tasks?whose=anyone&prison=FHI")
    href = task_in(page)
    refused = look_at(manager.send(manager.open(href).form(href), action="give"))
    assert "There is nobody with this id who may see the case" in refused.text


def test_the_list_comes_as_a_file(officer: Browser, tasks: None) -> None:
    answer = officer.get("/tasks.csv?whose=anyone")
    assert answer.headers["content-type"].startswith("text/csv")
    assert "Record the release" in answer.text


def tell(service: RunningService, username: str, kind: str, cause: str) -> None:
    database = service.service.api.state.database
    with unit_of_work(database, SYSTEM, service.clock()) as work:
        staff = work.connection.execute(
            sa.select(STAFF.c.id).where(STAFF.c.username == username)
        ).scalar_one()
        work.connection.execute(
            sa.update(STAFF).where(STAFF.c.id == staff).values(email="one@example.invalid")
        )
        tell_people(
            work, [NewNotice(kind, cause, None, staff_ids=(staff,), details={"due_on": "2026-11-23"})]
        )


def test_notices_are_read_chosen_and_seen_as_mail(service: RunningService) -> None:
    username = service.register_person(Role.OMU_OFFICER, prisons=["FHI"])
    person = browser(service)
    person.sign_in(username)
    assert "You have no notices" in person.open("/notices").text
    tell(service, username, "task_overdue", "a:1")
    tell(service, username, "task_given", "a:2")
    page = person.open("/notices")
    assert "A task of yours is overdue" in page.text
    assert "Due on: 23 November 2026" in page.text
    assert "Mark all 2 as read" in page.text
    assert "Unread notices" in person.open("/").text
    one = next(f for f in page.forms if f.action == "/notices/read" and f.fields.get("notice"))
    assert "Mark all 1 as read" in person.follow(person.send(one)).text
    service.clock.moment += timedelta(minutes=6)
    make_digests(service.service.api.state.database, Settings(), service.clock())
    mail = person.open("/mailbox")
    assert "A task" in mail.text
    assert "No mail server is set" in mail.text
    choices = person.open("/account/notices")
    form = choices.form("/account/notices")
    assert form.fields["mail-task_given"] == "yes"
    del form.fields["mail-task_given"]
    kept = person.follow(person.send(form))
    assert "Your choices are kept" in kept.text
    assert "mail-task_given" not in kept.form("/account/notices").fields


def test_an_administrator_sees_the_whole_mailbox_and_no_case(service: RunningService) -> None:
    admin = signed_in(service, Role.ADMIN, everywhere=True)
    assert "Every message that the service made" in admin.open("/mailbox").text
    assert "Nothing" in admin.open("/tasks?whose=anyone").text


def test_an_address_that_makes_no_sense_says_so(officer: Browser) -> None:
    assert officer.get("/tasks?state=sideways").status_code == 400
    assert officer.get("/tasks/nothing").status_code == 404
