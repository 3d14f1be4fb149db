"""R4: a change made from an old version is refused, so nobody's change is lost; the issue's race with it."""

from collections import Counter
from typing import Any

import pytest

from app.domain.caller import Role
from tests.parts.service import RunningService, opened
from tests.reliability.owners import faults_of, version_of, words_of
from tests.reliability.standing import Agent, Standing, at_once, noted


def count_up(agent: Agent, case: str, successes: int) -> Counter[int]:
    """Change the case as often as asked, each time from the version just read."""
    heard = Counter[int]()
    while heard[200] < successes:
        read = agent.get(f"/api/v1/cases/{case}")
        area = f"Area {int((read.body['home_area'] or 'Area 0').split()[1]) + 1}"
        answer = agent.ask(
            "PATCH", f"/api/v1/cases/{case}", {"home_area": area}, {"If-Match": read.headers["etag"]}
        )
        heard[answer.status] += 1
    return heard


def race_to_count(running: Standing, clients: int, successes: int) -> None:
    agent = running.agent()
    case = agent.open_case()
    twins = [agent.twin() for _ in range(clients)]
    heard = sum(
        at_once([lambda twin=twin: count_up(twin, case, successes) for twin in twins]), Counter[int]()
    )  # type: ignore[misc]
    assert set(heard) <= {200, 409, 412, 503}, heard
    assert heard[200] == clients * successes
    assert agent.get(f"/api/v1/cases/{case}").body["home_area"] == f"Area {heard[200]}"
    with running.database.read() as connection:
        assert version_of(connection, case) == 1 + heard[200]


def test_the_final_count_is_the_number_of_successes(shared: Standing) -> None:
    race_to_count(shared, clients=8, successes=3)


@pytest.mark.soak
def test_32_clients_count_up_and_none_is_lost(shared: Standing) -> None:
    race_to_count(shared, clients=32, successes=20)


def test_without_looking_at_the_version_counts_are_lost(shared: Standing) -> None:
    """The negative control: If-Match with a star overwrites what somebody else wrote in between."""
    agent = shared.agent()
    case = agent.open_case()

    def blindly(twin: Agent) -> int:
        done = 0
        for _ in range(5):
            area = twin.get(f"/api/v1/cases/{case}").body["home_area"] or "Area 0"
            changed = {"home_area": f"Area {int(area.split()[1]) + 1}"}
            answer = twin.ask("PATCH", f"/api/v1/cases/{case}", changed, {"If-Match": "*"})
            done += answer.status == 200
        return done

    done = sum(at_once([lambda twin=twin: blindly(twin) for twin in [agent.twin() for _ in range(8)]]))  # type: ignore[misc]
    counted = int(agent.get(f"/api/v1/cases/{case}").body["home_area"].split()[1])
    assert counted < done


CONFLICTING = (
    {"type": "release_date_set", "date": "2026-06-01", "release_date": "2027-03-01"},
    {"type": "release_date_set", "date": "2026-06-01", "release_date": "2028-09-01"},
)
HANDED_OVER = {"2027-03-01": "2026-09-01", "2028-09-01": "2028-03-01"}
"""The day that follows from each release date: six months before it."""


def race(running: Standing, agents: tuple[Agent, Agent], *, with_etag: bool) -> None:
    """Two clients read a case and record conflicting facts at the same moment."""
    case = agents[0].open_case()
    path = f"/api/v1/cases/{case}/events"
    tags = [agent.get(f"/api/v1/cases/{case}").headers["etag"] for agent in agents]

    def record(agent: Agent, fact: dict[str, Any], tag: str) -> int:
        headers = {"If-Match": tag} if with_etag else {}
        while (answer := agent.ask("POST", path, fact, headers)).status in {409, 503}:
            assert answer.body["errorCode"] in {"record_busy", "unavailable"}
        return answer.status

    statuses = at_once(
        [
            lambda agent=agent, fact=fact, tag=tag: record(agent, fact, tag)  # type: ignore[misc]
            for agent, fact, tag in zip(agents, CONFLICTING, tags, strict=True)
        ]
    )
    assert sorted(statuses) == ([201, 412] if with_etag else [201, 201])
    kept = [item for item in agents[0].get(path).body["items"] if item["type"] == "release_date_set"]
    taken = [
        fact["release_date"] for fact, status in zip(CONFLICTING, statuses, strict=True) if status == 201
    ]
    assert sorted(item["fields"]["release_date"] for item in kept) == sorted(taken)
    with running.database.read() as connection:
        assert faults_of(connection, case) == []
        assert version_of(connection, case) == 1 + len(taken)
    assert_owner_follows_from(agents[0], case, kept)


def assert_owner_follows_from(agent: Agent, case: str, kept: list[dict[str, Any]]) -> None:
    """The last told of the two is the release date in force, and the owner changes at the days it gives."""
    in_force = kept[-1]["fields"]["release_date"]
    assert agent.get(f"/api/v1/cases/{case}").body["dates"]["release_date"] == in_force
    periods = agent.get(f"/api/v1/cases/{case}/ownership/timeline").body["periods"]
    assert [period["to"] for period in periods[:-1]] == [period["from"] for period in periods[1:]]
    assert HANDED_OVER[in_force] in {period["from"] for period in periods}


@pytest.mark.parametrize("with_etag", [True, False], ids=["with the ETag", "without"])
def test_two_conflicting_facts_at_the_same_moment(shared: Standing, with_etag: bool) -> None:
    first = shared.agent()
    for _ in range(10):
        race(shared, (first, first.twin()), with_etag=with_etag)


@pytest.mark.soak
@pytest.mark.parametrize("with_etag", [True, False], ids=["with the ETag", "without"])
def test_two_conflicting_facts_at_the_same_moment_200_times_over(shared: Standing, with_etag: bool) -> None:
    first = shared.agent()
    for _ in range(200):
        race(shared, (first, first.twin()), with_etag=with_etag)


def test_no_change_goes_without_a_version(service: RunningService) -> None:
    client = service.system(Role.RW)
    case = opened(client)
    fact = client.post(f"/api/v1/cases/{case['id']}/events", json=noted(1)).json()["event"]["id"]
    path = f"/api/v1/cases/{case['id']}"
    for tag, status in (
        (None, 428),
        ('"1"', 412),
        ('"999999999"', 412),
        ('W/"2"', 412),
        ('"x"', 412),
        ('"1", "3"', 412),
        ("2", 400),
        ('*, "2"', 400),
    ):
        headers = {} if tag is None else {"If-Match": tag}
        patched = client.patch(path, json={"home_area": "Derby"}, headers=headers)
        deleted = client.request(
            "DELETE", f"{path}/events/{fact}", json={"reason": "Wrong."}, headers=headers
        )
        assert (tag, patched.status_code, deleted.status_code) == (tag, status, status)
    assert client.get(path).headers["etag"] == '"2"'
    assert client.get(path).json()["home_area"] is None
    with service.service.api.state.database.read() as connection:
        assert words_of(connection, case["id"]) == [noted(1)["what"]]
