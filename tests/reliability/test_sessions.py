"""S10: a session has a secret that nobody guesses, and ends when it must, under a clock that tests turn."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from app.domain.caller import SYSTEM, Role
from app.models.identity import KnownDevice, StaffSession
from app.repositories.database import Database
from app.services import identity
from tests.parts.front_desk import PASSWORD, START, Clock, Desk, bearer, front_desk, session

HOUR = 3600


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    with front_desk(database_url) as opened:
        yield opened


def sign_in(desk: Desk, **more: str) -> dict[str, str]:
    body = {"username": "officer.one", "password": PASSWORD, **more}
    answer = desk.client().post("/api/v1/sessions", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def exchange(desk: Desk, secret: str) -> int:
    return desk.client().post("/api/v1/sessions/current/token", headers=session(secret)).status_code


def test_the_secret_has_256_bits_and_the_database_holds_only_its_digest(desk: Desk) -> None:
    desk.staff()
    made = sign_in(desk)
    assert len(made["secret"]) == 43
    with desk.database.read() as connection:
        rows = connection.execute(sa.select(StaffSession.__table__)).all()
        devices = connection.execute(sa.select(KnownDevice.__table__)).all()
    kept = str(rows) + str(devices) + str(desk.audit("SIGNED_IN"))
    assert made["secret"] not in kept
    assert str(made["device"]) not in kept


def test_a_session_that_is_used_lives_and_an_idle_one_ends(desk: Desk) -> None:
    desk.staff()
    used, idle = sign_in(desk)["secret"], sign_in(desk)["secret"]
    for _ in range(3):
        desk.clock.turn(minutes=9)
        assert exchange(desk, used) == 200
    assert exchange(desk, idle) == 401
    desk.clock.turn(minutes=20)
    assert exchange(desk, used) == 401


def test_an_idle_session_stops_its_tokens_as_well(database_url: str) -> None:
    with front_desk(database_url, session_idle_minutes=2, token_minutes=60) as desk:
        desk.staff()
        secret = sign_in(desk)["secret"]
        token = desk.client().post("/api/v1/sessions/current/token", headers=session(secret)).json()["token"]
        desk.clock.turn(minutes=1)
        assert desk.client().get("/who", headers=bearer(token)).status_code == 200
        desk.clock.turn(minutes=1)
        assert desk.client().get("/who", headers=bearer(token)).status_code == 401


def test_a_session_ends_after_its_longest_day_however_much_it_is_used(database_url: str) -> None:
    with front_desk(database_url, session_absolute_hours=1) as desk:
        desk.staff()
        secret = sign_in(desk)["secret"]
        for _ in range(3):
            desk.clock.turn(minutes=19)
            answer = desk.client().post("/api/v1/sessions/current/token", headers=session(secret)).json()
        token = answer["token"]
        assert answer["expires_at"].startswith("2026-11-23T10:00:00")
        desk.clock.turn(minutes=3)
        assert exchange(desk, secret) == 401
        assert desk.client().get("/who", headers=bearer(token)).status_code == 401


def test_being_seen_is_written_at_most_once_a_minute(desk: Desk) -> None:
    desk.staff()
    secret = sign_in(desk)["secret"]

    def seen() -> str:
        with desk.database.read() as connection:
            return str(connection.scalar(sa.select(StaffSession.__table__.c.last_seen_at)))

    desk.clock.turn(seconds=59)
    exchange(desk, secret)
    assert seen() == str(START)
    desk.clock.turn(seconds=1)
    exchange(desk, secret)
    assert seen() == str(desk.clock())


def test_the_sixth_session_of_a_person_ends_the_oldest(desk: Desk) -> None:
    desk.staff()
    secrets = []
    for _ in range(6):
        desk.clock.turn(seconds=1)
        secrets.append(sign_in(desk)["secret"])
    assert [exchange(desk, secret) for secret in secrets] == [401, 200, 200, 200, 200, 200]


def test_five_devices_of_an_account_are_known(desk: Desk) -> None:
    desk.staff()
    handles = []
    for _ in range(6):
        desk.clock.turn(seconds=1)
        handles.append(sign_in(desk)["device"])
    assert sign_in(desk, device=handles[5])["device"] == handles[5]
    assert sign_in(desk, device=handles[0])["device"] != handles[0]


def test_two_processes_that_start_together_make_one_key(database_url: str) -> None:
    clock = Clock()
    with front_desk(database_url) as one, front_desk(database_url) as two:
        with ThreadPoolExecutor(2) as pool:
            published = list(pool.map(lambda desk: desk.keys.published(clock()), (one, two)))
        assert published[0] == published[1]
        assert len(published[0]) == 1
        assert len(one.audit("SIGNING_KEY_MADE")) == 1
        one.staff()
        secret = sign_in(one)["secret"]
        token = one.client().post("/api/v1/sessions/current/token", headers=session(secret)).json()["token"]
        assert two.client().get("/who", headers=bearer(token)).status_code == 200
        two.client().delete("/api/v1/sessions/current", headers=session(secret))
        assert one.client().get("/who", headers=bearer(token)).status_code == 401


def test_a_busy_database_turns_nobody_away_for_being_seen(sqlite_url: str) -> None:
    with front_desk(sqlite_url) as desk:
        desk.staff()
        secret = sign_in(desk)["secret"]
        assert exchange(desk, secret) == 200
        desk.clock.turn(minutes=2)
        with Database(desk.settings).write(), pytest.MonkeyPatch.context() as patch:
            patch.setattr("app.repositories.database.SQLITE_WAIT_MS", 50)
            patch.setattr(desk, "database", Database(desk.settings))
            desk.app.state.database = desk.database
            assert exchange(desk, secret) == 200


def test_the_caller_is_looked_up_in_one_statement(desk: Desk) -> None:
    desk.staff()
    secret = sign_in(desk)["secret"]
    token = desk.client().post("/api/v1/sessions/current/token", headers=session(secret)).json()["token"]
    statements = []
    with desk.database.read() as connection:
        sa.event.listen(
            connection.engine,
            "before_cursor_execute",
            lambda _c, _k, statement, *_: statements.append(statement),
        )
        identity.authenticate(connection, desk.settings, desk.keys, token, desk.clock())
    assert len([each for each in statements if each.startswith("SELECT")]) == 1
    assert not [each for each in statements if each[:6] not in {"SELECT", "BEGIN"}]


@pytest.mark.soak
def test_sessions_of_many_people_over_a_week_end_when_they_must(database_url: str) -> None:
    """Forty people sign in, work, forget to sign out, and are changed, over seven days."""
    with front_desk(database_url) as desk:
        people = [desk.staff(f"person.{number}") for number in range(40)]
        client: TestClient = desk.client()
        for day in range(7):
            for person in people:
                body = {"username": person, "password": PASSWORD}
                secret = client.post("/api/v1/sessions", json=body).json()["secret"]
                for _ in range(4):
                    desk.clock.turn(seconds=20)
                    assert exchange(desk, secret) == 200
                token = client.post("/api/v1/sessions/current/token", headers=session(secret)).json()["token"]
                assert client.get("/who", headers=bearer(token)).status_code == 200
                if day % 3 == 0:
                    client.delete("/api/v1/sessions/current", headers=session(secret))
                elif day % 3 == 1:
                    role = {"roles": [Role.OMU_MANAGER, Role.OMU_OFFICER][: 1 + day % 2]}
                    identity.change_staff_access(desk.database, SYSTEM, desk.clock(), person, **role)
                else:
                    desk.clock.turn(minutes=21)
                assert client.get("/who", headers=bearer(token)).status_code == 401
                assert exchange(desk, secret) == 401
            desk.clock.turn(hours=20)
