"""R2: the same request sent again, at once or after a restart or a day, takes effect once."""

from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.caller import SYSTEM, Role
from app.repositories.cases import FACTS
from app.services import identity
from app.services.identity.grants import Grant
from tests.parts.service import RunningService, case_body, opened
from tests.reliability.standing import Agent, Answer, Standing, at_once, noted

TWINS = 50


def facts_noted(running: Standing, case: str, number: int) -> int:
    """How many facts of this number the database holds."""
    with running.database.read() as connection:
        rows = connection.execute(sa.select(FACTS.c.fields).where(FACTS.c.case_id == case))
        return sum(fields.get("what") == noted(number)["what"] for (fields,) in rows)


def fifty_times(agent: Agent, path: str, body: Any, **headers: str) -> list[Answer]:
    twins = [agent.twin() for _ in range(TWINS)]
    answers = at_once([lambda twin=twin: twin.post(path, body, **headers) for twin in twins])  # type: ignore[misc]
    for twin in twins:
        twin.close()
    return answers


def test_fifty_at_once_with_one_key_have_one_effect_and_one_answer(shared: Standing) -> None:
    agent = shared.agent()
    case = agent.open_case()
    answers = fifty_times(agent, f"/api/v1/cases/{case}/events", noted(1), idempotency_key="the-same")
    statuses = Counter(answer.status for answer in answers)
    assert set(statuses) <= {201, 409, 503}, statuses
    assert statuses[201] >= 1
    assert len({answer.raw for answer in answers if answer.status == 201}) == 1
    assert len({answer.headers["etag"] for answer in answers if answer.status == 201}) == 1
    assert facts_noted(shared, case, 1) == 1


def test_fifty_new_cases_at_once_with_one_key_are_one_case(shared: Standing) -> None:
    body = case_body()
    agent = shared.agent()
    answers = fifty_times(agent, "/api/v1/cases", body, idempotency_key='"quoted"')
    assert {answer.status for answer in answers} <= {201, 409, 503}
    assert len({answer.raw for answer in answers if answer.status == 201}) == 1
    again = agent.post("/api/v1/cases", body, idempotency_key="quoted")
    assert (again.status, again.headers["idempotent-replayed"]) == (201, "true")


def test_without_a_key_each_counts(shared: Standing) -> None:
    """The negative control: the same fact sent five times without a key is five facts."""
    agent = shared.agent()
    case = agent.open_case()
    for _ in range(5):
        assert agent.post(f"/api/v1/cases/{case}/events", noted(2)).status == 201
    assert facts_noted(shared, case, 2) == 5


def test_a_key_outlives_a_restart(database_url: str, tmp_path: Path) -> None:
    first, second = (RunningService(database_url, tmp_path) for _ in range(2))
    client = first.system(Role.RW)
    path, headers = f"/api/v1/cases/{opened(client)['id']}/events", {"Idempotency-Key": "kept"}
    before = client.post(path, json=noted(3), headers=headers)
    first.close()
    after = second._bearer(client.headers["Authorization"].removeprefix("Bearer "))
    again = after.post(path, json=noted(3), headers=headers)
    assert (again.status_code, again.content) == (before.status_code, before.content)
    assert len(after.get(path).json()["items"]) == 4
    second.close()


def test_another_body_under_the_same_key_is_refused(service: RunningService) -> None:
    client = service.system(Role.RW)
    case = opened(client)["id"]
    headers = {"Idempotency-Key": "one-key"}
    assert client.post(f"/api/v1/cases/{case}/events", json=noted(1), headers=headers).status_code == 201
    other = client.post(f"/api/v1/cases/{case}/events", json=noted(2), headers=headers)
    assert (other.status_code, other.json()["errorCode"]) == (422, "idempotency_key_reused")


def test_a_key_belongs_to_one_caller_and_one_address(service: RunningService) -> None:
    first, second = service.system(Role.RW), service.system(Role.RW)
    one, two = opened(first)["id"], opened(first)["id"]
    headers = {"Idempotency-Key": "one-key"}
    for client, case in ((first, one), (first, two), (second, one)):
        answer = client.post(f"/api/v1/cases/{case}/events", json=noted(1), headers=headers)
        assert (answer.status_code, "idempotent-replayed" in answer.headers) == (201, False)


@pytest.mark.parametrize(("hours", "replayed"), [(23.9, True), (24.1, False)])
def test_a_key_is_kept_for_a_day(service: RunningService, hours: float, replayed: bool) -> None:
    state, headers = service.service.api.state, {"Idempotency-Key": "one-key"}
    grant = Grant.of([Role.RW], everywhere=True)
    secret = identity.register_client(
        state.database, SYSTEM, service.clock(), client_id="patient", name="Patient", grant=grant
    )
    client = service._bearer(service.token("patient", secret))
    path = f"/api/v1/cases/{opened(client)['id']}/events"
    assert client.post(path, json=noted(1), headers=headers).status_code == 201
    service.clock.moment += timedelta(hours=hours)
    client = service._bearer(service.token("patient", secret))
    again = client.post(path, json=noted(1), headers=headers)
    assert (again.status_code, "idempotent-replayed" in again.headers) == (201, replayed)


@pytest.mark.parametrize(
    ("key", "status"), [("k" * 255, 201), ("k" * 256, 400), ("", 400), ("two words", 400), ('"k"', 201)]
)
def test_a_key_is_at_most_255_visible_characters(service: RunningService, key: str, status: int) -> None:
    client = service.system(Role.RW)
    case = opened(client)["id"]
    headers = {"Idempotency-Key": key}
    answer = client.post(f"/api/v1/cases/{case}/events", json=noted(1), headers=headers)
    assert answer.status_code == status
    if status == 400:
        assert answer.json()["errors"][0]["field"] == "Idempotency-Key"


def test_a_refused_request_keeps_nothing_under_its_key(service: RunningService) -> None:
    client = service.system(Role.RW)
    case = opened(client)["id"]
    headers = {"Idempotency-Key": "one-key"}
    bad = noted(1) | {"date": "2026-02-30"}
    assert client.post(f"/api/v1/cases/{case}/events", json=bad, headers=headers).status_code == 400
    assert client.post(f"/api/v1/cases/{case}/events", json=noted(1), headers=headers).status_code == 201
