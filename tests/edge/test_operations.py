"""What the platform asks of every service is answered without a token, and truly."""

import time
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.api import pulse
from app.settings import Settings
from tests.edge.conftest import Service
from tests.parts.small_service import build


def test_health_is_up_while_the_database_answers(client: TestClient) -> None:
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json() == {"status": "UP", "components": {"db": {"status": "UP"}}}
    assert client.get("/health/readiness").json() == {"status": "UP"}


@pytest.mark.parametrize(
    "path", ["/health", "/health/ping", "/health/liveness", "/health/readiness", "/info"]
)
def test_a_probe_may_ask_for_the_head_alone(client: TestClient, path: str) -> None:
    read, probed = client.get(path), client.head(path)
    assert (probed.status_code, probed.content) == (200, b"")
    assert probed.headers["content-type"] == read.headers["content-type"]
    assert client.post(path).headers["allow"] == "GET, HEAD"
    assert set(client.get("/v3/api-docs").json()["paths"][path]) == {"get"}


def test_health_is_down_without_the_database_but_the_process_lives() -> None:
    gone = Settings(database_url="postgresql://nobody@127.0.0.1:1/none")
    client = TestClient(build(gone))
    answer = client.get("/health")
    assert answer.status_code == 503
    assert answer.json() == {"status": "DOWN", "components": {"db": {"status": "DOWN"}}}
    assert client.head("/health").status_code == 503
    assert client.get("/health/readiness").status_code == 503
    assert client.get("/health/liveness").json() == {"status": "UP"}
    assert client.get("/health/ping").json() == {"status": "UP"}
    assert client.get("/info").json()["activeAgencies"] == []


def test_a_database_that_never_answers_is_down_in_time(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def sleep_then_answer() -> bool:
        time.sleep(0.4)
        return True

    monkeypatch.setattr(pulse, "MOST_SECONDS", 0.1)
    monkeypatch.setattr(pulse, "is_database_up", lambda _database: sleep_then_answer())
    before = time.monotonic()
    assert client.get("/health").status_code == 503
    assert time.monotonic() - before < 0.4


def test_the_database_is_not_asked_at_every_call(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []

    def count(database: object) -> bool:
        asked.append(database)
        return True

    monkeypatch.setattr(pulse, "is_database_up", count)
    for _ in range(5):
        client.get("/health")
    assert len(asked) == 1


def test_info_says_what_is_running(service: Service) -> None:
    client = service(product_id="DPS999", build_version="7", git_branch="release")
    info = client.get("/info").json()
    assert info["git"] == {"branch": "release"}
    assert info["build"] == {"artifact": "throughcare", "name": "throughcare", "version": "7"}
    assert info["productId"] == "DPS999"
    assert info["uptime"] >= 0


def test_info_names_the_prisons_served(migrated_sqlite_file: Path) -> None:
    client = TestClient(build(Settings(database_url=f"sqlite:///{migrated_sqlite_file}")))
    agencies = client.get("/info").json()["activeAgencies"]
    assert agencies == sorted(agencies)
    assert all(len(code) == 3 for code in agencies)


def test_metrics_count_by_route_template_and_hold_no_path(client: TestClient) -> None:
    client.get("/api/v1/cases/A1234BC")
    client.request("MADEUP", "/nowhere/A1234BC")
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    counted = (
        'throughcare_request_duration_seconds_count{method="GET",route="/api/v1/cases/{case}",status="200"}'
    )
    assert counted in answer.text
    assert 'method="other",route="unmatched"' in answer.text
    assert "A1234BC" not in answer.text
    assert "MADEUP" not in answer.text


def test_a_browser_asking_for_the_icon_is_told_there_is_none(client: TestClient) -> None:
    assert client.get("/favicon.ico").status_code == 204
