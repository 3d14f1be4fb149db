"""Every request has an id, leaves one line without personal data, and is answered even when the app fails."""

import json
import uuid

import pytest
import structlog
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from app.edge.faults import describe_fault, without_words


def test_a_request_without_an_id_is_given_one(client: TestClient) -> None:
    given = client.get("/page").headers["x-request-id"]
    assert uuid.UUID(given).version == 7


@pytest.mark.parametrize("header", ["X-Request-Id", "X-Correlation-Id", "Correlation-Id"])
def test_a_callers_own_id_is_kept(client: TestClient, header: str) -> None:
    assert client.get("/page", headers={header: "walk-0001.a_b"}).headers["x-request-id"] == "walk-0001.a_b"


@pytest.mark.parametrize(
    "said", ["A1234BC", "a" * 65, "with space and more", "semi;colon-here", "../../etc/passwd", ""]
)
def test_an_id_that_is_not_one_is_replaced(client: TestClient, said: str) -> None:
    answer = client.get("/nowhere", headers={"X-Request-Id": said})
    assert answer.headers["x-request-id"] != said
    assert answer.json()["instance"] == answer.headers["x-request-id"]


def test_a_request_leaves_one_line_with_the_route_and_never_the_path(client: TestClient) -> None:
    with capture_logs() as lines:
        client.get("/api/v1/cases/A1234BC?size=77001")
    (line,) = lines
    assert line["route"] == "/api/v1/cases/{case}"
    assert (line["method"], line["status"], line["event"]) == ("GET", 200, "request")
    assert "A1234BC" not in json.dumps(line)
    assert "77001" not in json.dumps(line)


def test_the_requests_id_stands_on_every_line_written_while_it_is_answered(client: TestClient) -> None:
    with capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        client.get("/page", headers={"X-Request-Id": "request-0001"})
    assert [line["request_id"] for line in lines] == ["request-0001"]


def test_a_fault_is_answered_and_logged_with_its_frames_but_without_its_words(client: TestClient) -> None:
    with capture_logs(processors=[without_words]) as lines:
        answer = client.get("/api/v1/fault")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    (line,) = lines
    assert line["event"] == "fault"
    assert line["fault"][0]["kind"] == "builtins.ValueError"
    assert any(frame.endswith(" fail") for frame in line["fault"][0]["frames"])
    assert "Aster" not in json.dumps(line) + answer.text
    assert "A1234BC" not in json.dumps(line) + answer.text


def test_a_chain_of_faults_is_described_from_the_outermost_in() -> None:
    try:
        try:
            {}["A1234BC"]
        except KeyError as inner:
            raise RuntimeError("Aster Invented") from inner
    except RuntimeError as error:
        described = describe_fault(error)
    assert [each["kind"] for each in described] == ["builtins.RuntimeError", "builtins.KeyError"]
    assert "/" not in described[0]["frames"][0].split(":")[0]
