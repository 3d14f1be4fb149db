"""S7, the part that needs no token: changes sent by another site's page through a browser are refused."""

from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.settings import Settings
from tests.parts.small_service import build

FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "something-new"},
    {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://testserver.evil.example"},
    {"Origin": "http://testserver:9"},
    {"Origin": ""},
]
OWN = [
    {},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "http://testserver"},
    {"Origin": "https://testserver"},
    {"Origin": "https://throughcare.example", "Sec-Fetch-Site": "same-origin"},
]


def named(headers: dict[str, str]) -> str:
    return " ".join(f"{name}={value}" for name, value in headers.items()) or "neither header"


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    settings = Settings(database_url=f"sqlite:///{tmp_path}/s.db", public_url="https://throughcare.example/")
    return TestClient(build(settings), raise_server_exceptions=False)


@pytest.mark.parametrize("headers", FOREIGN, ids=named)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("path", ["/form", "/api/v1/cases"])
def test_a_change_from_another_site_is_refused(
    client: TestClient, headers: dict[str, str], method: str, path: str
) -> None:
    answer = client.request(method, path, headers=headers)
    assert (answer.status_code, answer.json()["errorCode"]) == (403, "cross_site")


@pytest.mark.parametrize("headers", OWN, ids=named)
def test_a_change_from_our_own_page_or_from_a_program_passes(
    client: TestClient, headers: dict[str, str]
) -> None:
    answer = client.post("/form", data={"said": "yes"}, headers=headers)
    assert (answer.status_code, answer.text) == (200, "yes")


@pytest.mark.parametrize("headers", FOREIGN, ids=named)
def test_reading_and_following_a_link_from_another_site_pass(
    client: TestClient, headers: dict[str, str]
) -> None:
    assert client.get("/page", headers=headers).status_code == 200


@pytest.mark.parametrize("name", ["Sec-Fetch-Site", "Origin"])
def test_a_header_given_twice_is_not_trusted(client: TestClient, name: str) -> None:
    own = {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"}[name]
    headers = [(name, "cross-site"), (name, own)]
    assert client.post("/form", headers=headers, data={"said": "yes"}).status_code == 403


def test_a_body_of_plain_text_cannot_pass_for_json(client: TestClient) -> None:
    answer = client.post("/api/v1/cases", content=b'{"name": "x"}', headers={"Content-Type": "text/plain"})
    assert answer.status_code == 415
