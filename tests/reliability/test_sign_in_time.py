"""S11: an unknown name takes as long as a wrong password. What measures has the machine to itself."""

import statistics
import time
from collections.abc import Iterator

import pytest

from app.domain.caller import SYSTEM
from app.services import identity
from app.services.identity import passwords
from tests.parts.front_desk import Desk, front_desk
from tests.reliability.test_sign_in_limits import guess


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    with front_desk(database_url) as opened:
        yield opened


def test_an_unknown_name_takes_as_long_as_a_wrong_password(desk: Desk) -> None:
    """Each is worked out once, interleaved; the medians agree within the noise of a shared machine."""
    desk.staff()
    kept = passwords.hashed("another long password", username="x")
    passwords.is_right(None, "x")
    times: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(6):
        for known in (True, False):
            begun = time.process_time()
            assert not passwords.is_right(kept if known else None, "a wrong password")
            times[known].append(time.process_time() - begun)
    known, unknown = statistics.median(times[True]), statistics.median(times[False])
    assert abs(known - unknown) / known < 0.25


@pytest.mark.soak
def test_the_whole_sign_in_takes_as_long_for_an_unknown_name(sqlite_url: str) -> None:
    """Through the API, sixty of each, interleaved: the medians agree to a tenth."""
    with front_desk(sqlite_url) as desk:
        desk.staff()
        times: dict[str, list[float]] = {"officer.one": [], "nobody.here": []}
        for number in range(60):
            for username, taken in times.items():
                identity.release_sign_in(desk.database, SYSTEM, desk.clock(), "officer.one")
                begun = time.process_time()
                guess(desk, number, username=username if username == "officer.one" else f"nobody.{number}")
                taken.append(time.process_time() - begun)
        known, unknown = (statistics.median(taken) for taken in times.values())
        assert abs(known - unknown) / known < 0.10
