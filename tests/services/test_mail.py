"""Mail: gathered into digests, sent over a real connection, tried again, given up aloud, never sent twice at once."""

import re
import threading
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.caller import SYSTEM, Role
from app.domain.identifiers import new_id
from app.domain.notice_kinds import NOTICE_KINDS
from app.domain.notices import NewNotice
from app.integrations.mail import MailServer, NotSent
from app.repositories import mail
from app.repositories.database import Database
from app.repositories.identity.register import STAFF
from app.repositories.mail import MAIL
from app.repositories.notices import NOTICES
from app.repositories.tasks import TASKS
from app.services import identity
from app.services.identity import Grant
from app.services.notices import tell_people
from app.services.notices.digests import make_digests
from app.services.notices.sending import send_waiting, wait_after
from app.services.unit_of_work import unit_of_work
from app.services.worker import Worker
from app.settings import Settings
from tests.parts.post_office import PostOffice, post_office

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SETTINGS = Settings(public_url="https://throughcare.example", mail_digest_hours=4, mail_give_up_days=3)
LATER = timedelta(minutes=6)


@pytest.fixture
def database(database_url: str) -> Any:
    opened = Database(Settings(database_url=database_url))
    yield opened
    opened.dispose()


@pytest.fixture
def people(database: Database) -> dict[str, str]:
    """Two people with addresses and one without; their ids by name."""
    for name, email in (("one", "one@example.invalid"), ("two", "two@example.invalid"), ("silent", None)):
        identity.register_staff(
            database,
            SYSTEM,
            NOON,
            username=name,
            display_name=f"Aster {name.capitalize()}",
            grant=Grant.of([Role.OMU_OFFICER], prisons=["FHI"]),
            email=email,
            password="an invented phrase of ours 42",
        )
    with database.read() as connection:
        return {row.username: row.id for row in connection.execute(sa.select(STAFF.c.username, STAFF.c.id))}


def tell(database: Database, to: str, cause: str, moment: datetime = NOON, **details: Any) -> None:
    with unit_of_work(database, SYSTEM, moment) as work:
        notice = NewNotice("task_overdue", cause, None, staff_ids=(to,), details=details)
        tell_people(work, [notice])
        work.record("A_TEST")


def mails(database: Database) -> list[dict[str, Any]]:
    with database.read() as connection:
        return [dict(row) for row in connection.execute(sa.select(MAIL).order_by(MAIL.c.id)).mappings()]


def server(office: PostOffice, **changes: Any) -> MailServer:
    return MailServer("127.0.0.1", office.port, "throughcare@example.invalid", "none", **changes)


def text_of(letter: EmailMessage) -> str:
    return str(letter.get_content())


def test_all_that_waits_for_a_person_goes_in_one_message(database: Database, people: dict[str, str]) -> None:
    task = new_id()
    tell(database, people["one"], "a:1", due_on="2026-11-20", task_id=task)
    tell(database, people["one"], "a:2")
    tell(database, people["two"], "a:1")
    tell(database, people["silent"], "a:1")
    assert make_digests(database, SETTINGS, NOON) == 0, "what comes together is gathered first"
    assert make_digests(database, SETTINGS, NOON + LATER) == 2
    made = {row["address"]: row for row in mails(database)}
    assert set(made) == {"one@example.invalid", "two@example.invalid"}
    assert made["one@example.invalid"]["subject"] == "OFFICIAL: SENSITIVE: 2 notices from Throughcare"
    assert made["two@example.invalid"]["subject"] == "OFFICIAL: SENSITIVE: A task of yours is overdue"
    text = made["one@example.invalid"]["text"]
    assert text.startswith("OFFICIAL: SENSITIVE\n")
    assert "* A task of yours is overdue, due 20 November 2026" in text
    assert f"https://throughcare.example/tasks/{task}" in text
    assert make_digests(database, SETTINGS, NOON + LATER) == 0


def test_a_person_gets_at_most_one_message_in_some_hours(database: Database, people: dict[str, str]) -> None:
    tell(database, people["one"], "a:1")
    assert make_digests(database, SETTINGS, NOON + LATER) == 1
    tell(database, people["one"], "a:2", NOON + timedelta(hours=1))
    assert make_digests(database, SETTINGS, NOON + timedelta(hours=2)) == 0
    assert make_digests(database, SETTINGS, NOON + timedelta(hours=4, minutes=7)) == 1
    assert len(mails(database)) == 2


def test_the_same_cause_is_told_once_and_another_day_again(
    database: Database, people: dict[str, str]
) -> None:
    for cause in ("handover:2026-12-01", "handover:2026-12-01", "handover:2027-01-05"):
        tell(database, people["one"], cause)
    with database.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(NOTICES)).scalar_one() == 2


def test_no_message_holds_anything_that_names_a_person(database: Database, people: dict[str, str]) -> None:
    """Titles are written by us, and details are shown as days alone."""
    tell(
        database,
        people["one"],
        "a:1",
        name="Ada Alder",
        prison_number="A1234BC",
        prison="FHI",
        on="2026-11-30",
    )
    make_digests(database, SETTINGS, NOON + LATER)
    (made,) = mails(database)
    whole = made["subject"] + made["text"]
    assert "Alder" not in whole
    assert "FHI" not in whole
    assert not re.search(r"\b[A-Z]\d{4}[A-Z]{2}\b", whole)
    assert "on 30 November 2026" in whole
    assert not any(re.search(r"[A-Z]\d{4}", kind.title) for kind in NOTICE_KINDS)


def test_what_was_read_in_the_service_is_not_mailed(database: Database, people: dict[str, str]) -> None:
    from app.repositories import notice_lists

    tell(database, people["one"], "a:1")
    with database.write() as connection:
        assert notice_lists.mark_read(connection, people["one"], None, NOON) == 1
    assert make_digests(database, SETTINGS, NOON + LATER) == 0


def test_a_message_reaches_the_server_marked_and_is_sent_once(
    database: Database, people: dict[str, str]
) -> None:
    tell(database, people["one"], "a:1")
    make_digests(database, SETTINGS, NOON + LATER)
    with post_office() as office:
        assert send_waiting(database, SETTINGS, server(office), NOON + LATER) == 1
        assert send_waiting(database, SETTINGS, server(office), NOON + LATER) == 0
        (letter,) = office.letters
    (row,) = mails(database)
    assert row["sent_at"] == NOON + LATER
    assert letter["To"] == "one@example.invalid"
    assert letter["Subject"].startswith("OFFICIAL: SENSITIVE")
    assert letter["Message-ID"] == f"<{row['id']}@example.invalid>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "Throughcare has a notice for you" in text_of(letter)


def test_a_busy_server_is_tried_again_later_and_later(database: Database, people: dict[str, str]) -> None:
    tell(database, people["one"], "a:1")
    make_digests(database, SETTINGS, NOON + LATER)
    moment = NOON + LATER
    with post_office() as office:
        office.is_busy = True
        for tries in (1, 2, 3):
            assert send_waiting(database, SETTINGS, server(office), moment) == 1
            assert send_waiting(database, SETTINGS, server(office), moment) == 0
            (row,) = mails(database)
            assert (row["tries"], row["trouble"]) == (tries, "recipient_refused 451")
            assert row["next_try_at"] == moment + wait_after(tries)
            moment = row["next_try_at"]
        office.is_busy = False
        assert send_waiting(database, SETTINGS, server(office), moment) == 1
    (row,) = mails(database)
    assert row["sent_at"] == moment
    assert row["trouble"] is None


def test_one_bad_address_does_not_hold_up_the_others(database: Database, people: dict[str, str]) -> None:
    for name in ("one", "two"):
        tell(database, people[name], "a:1")
    make_digests(database, SETTINGS, NOON + LATER)
    with post_office() as office:
        office.refuses = {"one@example.invalid"}
        send_waiting(database, SETTINGS, server(office), NOON + LATER)
    states = {row["address"]: (row["trouble"], row["sent_at"] is not None) for row in mails(database)}
    assert states == {
        "one@example.invalid": ("recipient_refused 550", False),
        "two@example.invalid": (None, True),
    }


def test_what_cannot_be_delivered_for_days_is_given_up_with_one_task(
    database: Database, people: dict[str, str]
) -> None:
    for name in ("one", "two"):
        tell(database, people[name], "a:1")
    make_digests(database, SETTINGS, NOON + LATER)
    nobody = MailServer("127.0.0.1", 1, "throughcare@example.invalid", "none")
    end = NOON + timedelta(days=4)
    assert send_waiting(database, SETTINGS, nobody, end) == 2
    assert send_waiting(database, SETTINGS, nobody, end + timedelta(days=1)) == 0
    assert all(
        row["given_up_at"] == end and row["trouble"] == "ConnectionRefusedError" for row in mails(database)
    )
    with database.read() as connection:
        (task,) = connection.execute(sa.select(TASKS)).mappings().all()
    assert (task["kind"], task["side"], task["case_id"]) == ("mail_undelivered", "service", None)


def test_a_worker_that_died_while_sending_loses_nothing(database: Database, people: dict[str, str]) -> None:
    """Leased and never marked: as after a kill between the two."""
    tell(database, people["one"], "a:1")
    make_digests(database, SETTINGS, NOON + LATER)
    with database.write() as connection:
        assert len(mail.lease(connection, NOON + LATER, NOON + timedelta(minutes=16), 10)) == 1
    with post_office() as office:
        assert send_waiting(database, SETTINGS, server(office), NOON + timedelta(minutes=10)) == 0
        assert send_waiting(database, SETTINGS, server(office), NOON + timedelta(minutes=17)) == 1
        assert len(office.letters) == 1


def test_a_server_that_hangs_up_is_told_again_under_the_same_reference(
    database: Database, people: dict[str, str]
) -> None:
    tell(database, people["one"], "a:1")
    make_digests(database, SETTINGS, NOON + LATER)
    with post_office() as office:
        office.hangs_up_after = 1
        send_waiting(database, SETTINGS, server(office), NOON + LATER)
        (row,) = mails(database)
        assert row["sent_at"] is None
        office.hangs_up_after = None
        send_waiting(database, SETTINGS, server(office), row["next_try_at"])
        assert len({letter["Message-ID"] for letter in office.letters}) == 1
    assert mails(database)[0]["sent_at"] is not None


def test_two_workers_at_once_mail_each_notice_once(database: Database, people: dict[str, str]) -> None:
    for name in ("one", "two"):
        for number in range(5):
            tell(database, people[name], f"a:{number}")
    threads = [
        threading.Thread(target=make_digests, args=(database, SETTINGS, NOON + LATER)) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(mails(database)) == 2
    with post_office() as office:
        senders = [
            threading.Thread(target=send_waiting, args=(database, SETTINGS, server(office), NOON + LATER))
            for _ in range(4)
        ]
        for thread in senders:
            thread.start()
        for thread in senders:
            thread.join(30)
        assert sorted(letter["To"] for letter in office.letters) == [
            "one@example.invalid",
            "two@example.invalid",
        ]


def test_without_encryption_that_was_asked_for_nothing_is_sent() -> None:
    with post_office() as office:
        wants_tls = MailServer("127.0.0.1", office.port, "throughcare@example.invalid", "starttls")
        with pytest.raises(NotSent, match="SMTPNotSupportedError"), wants_tls.connected():
            pass
        assert office.letters == []


def test_without_a_server_mail_is_kept(database: Database, people: dict[str, str]) -> None:
    tell(database, people["one"], "a:1")
    Worker(database, SETTINGS, lambda: NOON + LATER).look()
    (row,) = mails(database)
    assert (row["sent_at"], row["tries"]) == (None, 0)


def test_the_worker_does_it_all_by_itself_and_stops_when_it_is_told(
    database: Database, people: dict[str, str]
) -> None:
    tell(database, people["one"], "a:1")
    with post_office() as office:
        settings = Settings(smtp_host="127.0.0.1", smtp_port=office.port, smtp_tls="none")
        worker = Worker(database, settings, lambda: NOON + LATER)
        worker.start()
        for _ in range(200):
            if office.letters:
                break
            threading.Event().wait(0.05)
        worker.stop()
        assert len(office.letters) == 1
