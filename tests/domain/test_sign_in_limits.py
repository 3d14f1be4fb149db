"""The counts of tries: five at once, then ever longer waits, and an end."""

from datetime import UTC, datetime, timedelta

import pytest

from app.domain.sign_in_limits import (
    PASSWORDS_FROM_ADDRESS,
    UNTIL_RELEASED,
    Tries,
    device_is_trusted,
    level_now,
    wait_for_account,
    wait_for_address,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (4, 0), (5, 30), (6, 60), (7, 120), (11, 1920), (12, 3600), (49, 3600)],
)
def test_an_account_waits_longer_with_each_failure(failures: int, seconds: int) -> None:
    assert wait_for_account(Tries(failures, last_at=NOW), NOW) == timedelta(seconds=seconds)


def test_an_account_is_heard_again_when_the_wait_is_over() -> None:
    tries = Tries(5, last_at=NOW)
    assert wait_for_account(tries, NOW + timedelta(seconds=29)) == timedelta(seconds=1)
    assert not wait_for_account(tries, NOW + timedelta(seconds=30))


def test_after_fifty_only_a_release_helps() -> None:
    assert wait_for_account(Tries(50, last_at=NOW), NOW + timedelta(days=4000)) == UNTIL_RELEASED


@pytest.mark.parametrize(("failures", "trusted"), [(0, True), (9, True), (10, False)])
def test_a_device_is_trusted_for_ten_failures(failures: int, trusted: bool) -> None:
    assert device_is_trusted(Tries(failures)) is trusted


def test_an_address_has_a_burst_and_then_one_a_minute() -> None:
    full = Tries(level=20.0, last_at=NOW)
    assert not wait_for_address(Tries(level=19.0, last_at=NOW), PASSWORDS_FROM_ADDRESS, NOW)
    assert wait_for_address(full, PASSWORDS_FROM_ADDRESS, NOW) == timedelta(minutes=1)
    assert not wait_for_address(full, PASSWORDS_FROM_ADDRESS, NOW + timedelta(minutes=1))
    assert level_now(full, PASSWORDS_FROM_ADDRESS, NOW + timedelta(hours=1)) == 0
    assert level_now(full, PASSWORDS_FROM_ADDRESS, NOW - timedelta(hours=1)) == 20
