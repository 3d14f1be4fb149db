"""Bodies over the limit are refused: by their stated length, or as soon as more has come."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.edge.conftest import Service

JSON = {"Content-Type": "application/json"}


def chunks(count: int, size: int = 1000) -> Iterator[bytes]:
    for _ in range(count):
        yield b" " * size


@pytest.fixture
def small(service: Service) -> TestClient:
    return service(body_limit_bytes=2000, upload_limit_bytes=5000)


@pytest.mark.parametrize("path", ["/api/v1/cases", "/api/v1/refuse/NotFound", "/nowhere"])
def test_a_stated_length_over_the_limit_is_refused(small: TestClient, path: str) -> None:
    answer = small.post(path, content=b" " * 2001, headers=JSON)
    assert answer.status_code == 413
    assert answer.json()["errorCode"] == "body_too_large"
    assert answer.headers["connection"] == "close"


def test_a_body_of_exactly_the_limit_is_read(small: TestClient) -> None:
    assert small.post("/api/v1/cases", content=b" " * 2000, headers=JSON).status_code == 400


def test_a_body_without_a_stated_length_is_counted(small: TestClient) -> None:
    assert small.post("/api/v1/cases", content=chunks(3), headers=JSON).status_code == 413
    assert small.post("/api/v1/cases", content=chunks(2), headers=JSON).status_code == 400


def test_a_form_without_a_stated_length_is_counted(small: TestClient) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert small.post("/form", content=iter([b"said=", *chunks(3)]), headers=form).status_code == 413


@pytest.mark.parametrize("path", ["/api/v1/imports", "/api/v1/imports/1/rows", "/imports", "/imports/new"])
def test_uploads_have_a_limit_of_their_own(small: TestClient, path: str) -> None:
    assert small.post(path, content=b" " * 5000).status_code != 413
    assert small.post(path, content=b" " * 5001).status_code == 413
    assert small.post(path, content=chunks(6)).status_code in {404, 413}


def test_an_uploads_limit_is_not_taken_by_a_path_that_only_begins_alike(small: TestClient) -> None:
    assert small.post("/imports-else", content=b" " * 2001).status_code == 413


def test_an_upload_over_its_limit_is_cut_while_it_streams(small: TestClient) -> None:
    assert small.post("/api/v1/imports", content=chunks(5)).json() == {"bytes": 5000}
    assert small.post("/api/v1/imports", content=chunks(6)).status_code == 413
