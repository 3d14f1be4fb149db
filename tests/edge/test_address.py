"""Addresses and headers that no honest caller sends are refused before any route sees them."""

import pytest
from starlette.testclient import TestClient

from app.edge.wrap import protect
from app.settings import Settings


def test_an_address_over_8_kb_is_refused(client: TestClient) -> None:
    assert client.get("/page?q=" + "a" * 8000).status_code == 200
    answer = client.get("/page?q=" + "a" * 8200)
    assert (answer.status_code, answer.json()["errorCode"]) == (414, "url_too_long")


def test_too_many_or_too_long_headers_are_refused(client: TestClient) -> None:
    many = {f"x-{number}": "1" for number in range(101)}
    assert client.get("/page", headers=many).status_code == 431
    assert client.get("/page", headers={"x-long": "a" * 33_000}).status_code == 431


@pytest.mark.parametrize("query", ["size=1&size=2", "size=1&x=2&size=1", "size=1&si%7Ae=2", "size&size"])
def test_a_parameter_given_twice_is_refused(client: TestClient, query: str) -> None:
    answer = client.get(f"/api/v1/cases/A1234BC?{query}")
    assert (answer.status_code, answer.json()["errorCode"]) == (400, "parameter_repeated")


@pytest.mark.parametrize("query", ["size=1&other=1", "size=1&&", "size=1&", "a=b%26a=c"])
def test_different_parameters_pass(client: TestClient, query: str) -> None:
    assert client.get(f"/api/v1/cases/A1234BC?{query}").status_code == 200


def test_a_parameter_declared_as_a_list_may_repeat() -> None:
    async def app(scope, receive, send):  # type: ignore[no-untyped-def]
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    client = TestClient(protect(app, Settings(), may_repeat=frozenset({"prison"})))
    assert client.get("/?prison=A&prison=B").status_code == 204
    assert client.get("/?prison=A&prison=B&page=1&page=2").status_code == 400


@pytest.mark.parametrize("part", ["%00", "a%00b", "%ED%A0%80", "%FF", "%C0%AF", "%ed%b0%80"])
def test_nul_and_bytes_that_are_no_text_are_refused(client: TestClient, part: str) -> None:
    for address in (f"/api/v1/cases/{part}", f"/page?q={part}", f"/page?{part}=1"):
        answer = client.get(address)
        assert (answer.status_code, answer.json()["errorCode"]) == (400, "text_invalid"), address
        assert part not in answer.text


@pytest.mark.parametrize("part", ["%C3%A9", "a%20b", "%E2%80%93", "%F0%9F%98%80"])
def test_other_text_passes(client: TestClient, part: str) -> None:
    assert client.get(f"/page?q={part}").status_code == 200


def test_a_browser_is_refused_with_a_page_and_a_program_with_a_problem(client: TestClient) -> None:
    asked = {"Accept": "text/html,application/xhtml+xml"}
    page = client.get("/page?a=1&a=2", headers=asked)
    assert page.headers["content-type"].startswith("text/html")
    assert page.headers["x-request-id"] in page.text
    problem = client.get("/api/v1/cases/A?a=1&a=2", headers=asked)
    assert problem.headers["content-type"] == "application/problem+json"
