"""S11: guessing is slow wherever it comes from, and nobody is locked out of their own machine.

The control is the same guesses without the counts: then every one of them is judged.
"""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from app.api.problems import status_of
from app.domain.caller import SYSTEM
from app.domain.refusals import Refusal
from app.services import identity
from app.services.identity import passwords, tries
from tests.parts.front_desk import PASSWORD, Desk, front_desk


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    with front_desk(database_url) as opened:
        yield opened


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each password that was really worked out; working them out is made cheap."""
    seen: list[str] = []

    def is_right(kept: str | None, password: str) -> bool:
        seen.append(password)
        return kept is not None and password == PASSWORD

    monkeypatch.setattr(passwords, "is_right", is_right)
    return seen


def guess(desk: Desk, number: int = 0, username: str = "officer.one", device: str | None = None) -> int:
    """One wrong guess from one of many addresses; the status that the API gives it."""
    try:
        identity.sign_in(
            desk.database,
            desk.settings,
            desk.clock(),
            username=username,
            password=f"guess {number}",
            device=device,
            address=f"192.0.{number // 250}.{number % 250}",
        )
    except Refusal as refusal:
        return status_of(refusal)
    return 201


def right(desk: Desk, address: str = "198.51.100.7", **more: Any) -> Any:
    body = {"username": "officer.one", "password": PASSWORD, **more}
    return desk.client(address).post("/api/v1/sessions", json=body)


def test_a_thousand_guesses_at_one_account_from_many_addresses_get_five_judged(
    desk: Desk, judged: list[str]
) -> None:
    desk.staff()
    answers = [guess(desk, number) for number in range(1000)]
    assert len(judged) == 5
    assert answers[:5] == [401] * 5
    assert set(answers[5:]) == {429}


def test_the_control_without_counts_judges_every_guess(
    desk: Desk, judged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.staff()
    monkeypatch.setattr(tries, "hear", lambda *_: None)
    assert {guess(desk, number) for number in range(60)} == {401}
    assert len(judged) == 60


def test_guesses_at_the_same_moment_are_counted_before_they_are_judged(desk: Desk) -> None:
    desk.staff()
    judged, right_now = [], threading.Lock()

    def is_right(_kept: str | None, password: str) -> bool:
        with right_now:
            judged.append(password)
        time.sleep(0.05)
        return False

    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(16) as pool:
        patch.setattr(passwords, "is_right", is_right)
        answers = list(pool.map(lambda number: guess(desk, number), range(80)))
    assert len(judged) <= 5
    assert set(answers) <= {401, 409, 429, 503}


def test_however_long_somebody_guesses_an_account_hears_fifty_in_a_row(desk: Desk, judged: list[str]) -> None:
    desk.staff()
    for number in range(300):
        guess(desk, number)
        desk.clock.turn(hours=2)
    assert len(judged) == 50
    assert right(desk).status_code == 429
    identity.release_sign_in(desk.database, SYSTEM, desk.clock(), "officer.one")
    assert right(desk).status_code == 201


def test_a_known_device_is_not_locked_out_by_others_and_has_ten_tries_of_its_own(
    desk: Desk, judged: list[str]
) -> None:
    desk.staff()
    device = right(desk).json()["device"]
    for number in range(40):
        guess(desk, number)
    assert right(desk).status_code == 429
    assert right(desk, device=device).status_code == 201
    before = len(judged)
    for number in range(200):
        guess(desk, number, device=device)
        desk.clock.turn(hours=2)
    assert len(judged) - before <= 10 + 50
    assert right(desk, device=device).status_code == 429


def test_five_stolen_devices_and_strangers_together_hear_a_hundred_in_a_row(
    desk: Desk, judged: list[str]
) -> None:
    desk.staff()
    devices = []
    for _ in range(7):
        desk.clock.turn(hours=1)
        devices.append(right(desk).json()["device"])
    before = len(judged)
    for number in range(600):
        guess(desk, number, device=devices[number % 7])
        desk.clock.turn(hours=2)
    assert len(judged) - before == 100


def test_a_device_of_one_account_is_a_stranger_to_another(desk: Desk, judged: list[str]) -> None:
    desk.staff()
    desk.staff("other.person")
    device = right(desk).json()["device"]
    answers = [guess(desk, number, username="other.person", device=device) for number in range(30)]
    assert answers.count(401) == 5


def test_one_guess_at_each_of_a_thousand_accounts_is_limited_by_address(
    desk: Desk, judged: list[str]
) -> None:
    desk.staff()
    answers = [guess(desk, 0, username=f"person.{number}") for number in range(1000)]
    assert len(judged) == 20
    assert answers[20:] == [429] * 980
    assert guess(desk, 1, username="person.7") == 401
    desk.clock.turn(minutes=1)
    assert guess(desk, 0, username="person.1001") == 401
    assert guess(desk, 0, username="person.1002") == 429


def test_addresses_of_one_ipv6_network_are_one_address(desk: Desk, judged: list[str]) -> None:
    for number in range(40):
        body = {"username": f"person.{number}", "password": "x"}
        desk.client(f"2001:db8:1:2::{number:x}").post("/api/v1/sessions", json=body)
    assert len(judged) == 20


def test_signing_in_clears_the_account_and_gives_the_address_its_try_back(
    desk: Desk, judged: list[str]
) -> None:
    desk.staff()
    for _ in range(40):
        assert guess(desk, 1) == 401
        assert right(desk, address="192.0.0.1").status_code == 201
        desk.clock.turn(minutes=1)


def test_the_wait_is_told_and_the_same_for_a_name_that_nobody_has(desk: Desk, judged: list[str]) -> None:
    desk.staff()
    answers = []
    for username in ("officer.one", "nobody.here"):
        for number in range(5):
            guess(desk, number, username=username)
        body = {"username": username, "password": PASSWORD}
        answers.append(desk.client().post("/api/v1/sessions", json=body))
    known, unknown = answers
    assert known.headers["retry-after"] == unknown.headers["retry-after"] == "30"
    drop = {"instance"}
    assert {n: v for n, v in known.json().items() if n not in drop} == {
        n: v for n, v in unknown.json().items() if n not in drop
    }


def test_the_counts_outlive_a_restart_and_are_shared_by_workers(database_url: str, judged: list[str]) -> None:
    with front_desk(database_url) as first:
        first.staff()
        for number in range(3):
            guess(first, number)
    with front_desk(database_url) as second, front_desk(database_url) as third:
        answers = [guess(second, 4), guess(third, 5), guess(second, 6), guess(third, 7)]
    assert answers == [401, 401, 429, 429]


def test_refusing_writes_nothing(desk: Desk, judged: list[str]) -> None:
    desk.staff()
    for number in range(5):
        guess(desk, number)
    before = len(desk.audit("SIGN_IN_REFUSED"))
    for number in range(50):
        guess(desk, number)
    assert before == len(desk.audit("SIGN_IN_REFUSED")) == 5


def test_two_passwords_are_worked_out_at_once_and_no_more() -> None:
    kept = passwords.hashed("another long password", username="x")
    at_once, most, lock = 0, 0, threading.Lock()
    real = passwords._hasher.verify

    class Watched:
        def verify(self, *given: Any) -> bool:
            nonlocal at_once, most
            with lock:
                at_once += 1
                most = max(most, at_once)
            try:
                return real(*given)
            finally:
                with lock:
                    at_once -= 1

    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(8) as pool:
        patch.setattr(passwords, "_hasher", Watched())
        assert all(pool.map(lambda _: passwords.is_right(kept, "another long password"), range(8)))
    assert most == 2


def test_a_try_that_waits_too_long_for_its_turn_is_not_counted(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.staff()
    monkeypatch.setattr(passwords, "WAIT_SECONDS", 0.01)
    with passwords._turns, passwords._turns:
        assert [guess(desk, number) for number in range(20)] == [503] * 20
    assert right(desk).status_code == 201


@pytest.mark.soak
def test_guessers_and_real_people_at_once(database_url: str) -> None:
    """Eight guessers for a minute of real time; people on known devices always get in."""
    with front_desk(database_url) as desk:
        desk.staff()
        device = right(desk).json()["device"]
        stop = time.monotonic() + 60
        heard: list[int] = []

        def guesser(which: int) -> None:
            number = which * 1000
            while time.monotonic() < stop:
                heard.append(guess(desk, number % 60_000))
                number += 1

        with ThreadPoolExecutor(8) as pool:
            jobs = [pool.submit(guesser, which) for which in range(8)]
            people = []
            while time.monotonic() < stop:
                people.append(right(desk, device=device).status_code)
                time.sleep(0.5)
            [job.result() for job in jobs]
        assert heard.count(401) <= 10
        assert set(people) == {201}
