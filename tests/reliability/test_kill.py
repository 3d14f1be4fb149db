"""R1: the service, or the database's server, is killed while facts are being written.

Nothing acknowledged is lost, nothing is there by half, and what is in doubt is settled by sending it again.
A killed process is not a cut of power: what only the disk's own cache held would survive here and not there.
"""

from pathlib import Path

import pytest

from tests.parts.postgres import Cluster
from tests.reliability.standing import Standing, standing
from tests.reliability.telling import Tale, Writers, doubled, lost, partial, settle

FORGETFUL = " -c synchronous_commit=off -c wal_writer_delay=10s"


def kill_the_service(url: str, folder: Path, rounds: int, acknowledged: int) -> Tale:
    """Kill it `rounds` times in the middle of writing; answers what was told."""
    tale, agent = Tale([]), None
    for number in range(rounds + 1):
        with standing(url, folder / f"round-{number}") as running:
            agent = agent or running.agent()
            agent.address = running.server.address
            agent.close()
            settle(tale, agent)
            tale.cases += [agent.open_case() for _ in range(3)]
            assert (lost(running, tale), doubled(running, tale), partial(running, tale)) == ([], [], [])
            if number < rounds:
                with Writers(tale, agent) as writers:
                    writers.wait_for(acknowledged)
                    running.server.kill()
    return tale


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_a_killed_service_loses_nothing_it_acknowledged(
    request: pytest.FixtureRequest, tmp_path: Path, engine: str
) -> None:
    url = request.getfixturevalue(f"{engine}_url")
    tale = kill_the_service(url, tmp_path, rounds=1, acknowledged=30)
    assert len(tale.acknowledged) >= 30


@pytest.mark.soak
@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
def test_a_service_killed_twenty_times_loses_nothing(
    request: pytest.FixtureRequest, tmp_path: Path, engine: str
) -> None:
    kill_the_service(request.getfixturevalue(f"{engine}_url"), tmp_path, rounds=20, acknowledged=150)


def kill_the_database(running: Standing, server: Cluster, rounds: int, acknowledged: int) -> Tale:
    """Kill its server `rounds` times under the service, which goes on."""
    agent = running.agent()
    tale = Tale([])
    for _ in range(rounds):
        tale.cases += [agent.open_case() for _ in range(3)]
        with Writers(tale, agent) as writers:
            writers.wait_for(acknowledged)
            server.kill()
            server.start()
            writers.wait_for(5)
        settle(tale, agent)
        assert (lost(running, tale), doubled(running, tale), partial(running, tale)) == ([], [], [])
    return tale


def test_a_killed_database_loses_nothing_acknowledged(
    durable_standing: Standing, durable_cluster: Cluster
) -> None:
    kill_the_database(durable_standing, durable_cluster, rounds=2, acknowledged=30)


@pytest.mark.soak
def test_a_database_killed_a_hundred_times_loses_nothing(
    durable_standing: Standing, durable_cluster: Cluster
) -> None:
    kill_the_database(durable_standing, durable_cluster, rounds=100, acknowledged=200)


def test_a_database_that_does_not_wait_for_its_disk_loses_some(
    durable_standing: Standing, durable_cluster: Cluster
) -> None:
    """The negative control: the same kill, after commits that were answered before they were written.

    A busy machine may have written them by chance when the kill comes, so it may take more than one.
    """
    assert any(loses_some(durable_standing, durable_cluster) for _ in range(5))


def loses_some(durable_standing: Standing, durable_cluster: Cluster) -> bool:
    """Whether a kill that waits for no disk lost something that was acknowledged."""
    ordinary = durable_cluster.options
    agent = durable_standing.agent()
    tale = Tale([agent.open_case() for _ in range(3)])
    try:
        durable_cluster.stop()
        durable_cluster.options = ordinary + FORGETFUL
        durable_cluster.start()
        with Writers(tale, agent) as writers:
            writers.wait_for(30)
            durable_cluster.kill()
    finally:
        durable_cluster.options = ordinary
        durable_cluster.start()
    return bool(lost(durable_standing, tale))


def test_what_is_sent_again_without_a_key_is_there_twice(shared: Standing) -> None:
    """The negative control of the other half: the keys are what settles a doubt."""
    agent = shared.agent()
    tale = Tale([agent.open_case()])
    with Writers(tale, agent) as writers:
        writers.wait_for(3)
    settle(tale, agent)
    assert doubled(shared, tale) == []
    for number in sorted(tale.acknowledged)[:3]:
        assert tale.tell(agent, number, key=False) == 201
    assert len(doubled(shared, tale)) == 3
