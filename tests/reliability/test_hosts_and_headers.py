"""S8: spoofed hosts and proxies have no effect, and every answer carries the browser's safety rules."""

from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.settings import Settings
from tests.parts.small_service import build

PROXY, STRANGER = "198.51.100.7", "203.0.113.5"
SAID = {
    "X-Forwarded-For": "192.0.2.44",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "throughcare.example",
    "Forwarded": "for=192.0.2.44;host=throughcare.example",
}

Start = Callable[..., TestClient]


@pytest.fixture
def start(tmp_path: Path) -> Start:
    def start(*, peer: str = STRANGER, **settings: str) -> TestClient:
        given = Settings(database_url=f"sqlite:///{tmp_path}/small.db", **settings)  # type: ignore[arg-type]
        return TestClient(
            build(given), raise_server_exceptions=False, client=(peer, 50000), follow_redirects=False
        )

    return start


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "testserver.evil.example", "evil.example:80", "testserver@evil.example",
        "testserver,evil", "testserver evil", "localhost:99999999", "[::1", "", ".",
        "testserver/..", "127.0.0.1.evil.example", "TESTSERVER.",
    ],
)  # fmt: skip
def test_a_host_that_is_not_ours_is_refused(start: Start, host: str) -> None:
    answer = start().get("/page", headers={"Host": host})
    assert answer.status_code == 400
    assert answer.json()["errorCode"] == "host_unknown"
    assert "evil" not in answer.text


@pytest.mark.parametrize(
    "host", ["testserver", "TestServer", "testserver:8000", "127.0.0.1:8443", "localhost"]
)
def test_a_host_that_is_ours_is_answered(start: Start, host: str) -> None:
    assert start().get("/page", headers={"Host": host}).status_code == 200


def test_a_host_given_twice_is_refused(start: Start) -> None:
    answer = start().get("/page", headers=[("Host", "testserver"), ("Host", "evil.example")])
    assert answer.status_code == 400


def test_a_star_allows_what_stands_below_a_name_but_not_beside_it(start: Start) -> None:
    client = start(allowed_hosts="*.throughcare.example")
    assert client.get("/page", headers={"Host": "a.throughcare.example"}).status_code == 200
    assert client.get("/page", headers={"Host": "athroughcare.example"}).status_code == 400


@pytest.mark.parametrize("trusted", ["", PROXY, "198.51.100.0/24"])
def test_a_stranger_cannot_speak_for_a_proxy(start: Start, trusted: str) -> None:
    told = start(trusted_proxies=trusted).get("/who", headers=SAID).json()
    assert told == {"client": STRANGER, "scheme": "http", "host": "testserver"}


@pytest.mark.parametrize("trusted", [PROXY, "198.51.100.0/24", "10.0.0.0/8, 198.51.100.7"])
def test_a_proxy_of_ours_is_believed(start: Start, trusted: str) -> None:
    client = start(peer=PROXY, trusted_proxies=trusted, allowed_hosts="throughcare.example")
    assert client.get("/who", headers=SAID).json() == {
        "client": "192.0.2.44", "scheme": "https", "host": "throughcare.example",
    }  # fmt: skip


def test_a_proxys_host_must_be_ours_too(start: Start) -> None:
    assert start(peer=PROXY, trusted_proxies=PROXY).get("/who", headers=SAID).status_code == 400


def test_an_address_that_a_caller_put_before_the_proxys_is_not_believed(start: Start) -> None:
    client = start(peer=PROXY, trusted_proxies=PROXY)
    told = client.get("/who", headers={"X-Forwarded-For": "127.0.0.1, 192.0.2.44, 198.51.100.7"}).json()
    assert told["client"] == "192.0.2.44"
    assert client.get("/who", headers={"X-Forwarded-For": "192.0.2.44, nonsense"}).json()["client"] == PROXY


ANSWERS = [
    ("GET", "/page", 200),
    ("GET", "/nowhere", 404),
    ("PUT", "/page", 405),
    ("GET", "/api/v1/fault", 500),
    ("GET", "/api/v1/refuse/NotPermitted", 403),
    ("GET", "/api/v1/cases/A?size=x", 400),
    ("GET", "/page?a=1&a=1", 400),
    ("POST", "/api/v1/cases", 400),
    ("GET", "/swagger-ui.html", 302),
    ("GET", "/swagger-ui/reference.css", 200),
    ("GET", "/favicon.ico", 204),
    ("GET", "/health", 200),
    ("GET", "/v3/api-docs", 200),
    ("HEAD", "/page", 405),
]


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS, ids=[f"{m} {p}" for m, p, _ in ANSWERS])
def test_every_answer_carries_the_safety_headers(start: Start, method: str, path: str, status: int) -> None:
    answer = start().request(method, path)
    assert answer.status_code == status
    headers = answer.headers
    policy = dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))
    assert policy == {
        "default-src": "'none'",
        "script-src": "'self' https://cdn.jsdelivr.net",
        "style-src": "'self'",
        "img-src": "'self'",
        "font-src": "'none'",
        "connect-src": "'self'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        "object-src": "'none'",
    }
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    lifetime, subdomains = headers["strict-transport-security"].split("; ")
    assert int(lifetime.removeprefix("max-age=")) >= 31_536_000
    assert subdomains == "includeSubDomains"
    assert len(headers.get_list("content-security-policy")) == 1
    assert headers["x-request-id"]
    assert "server" not in headers


def test_nothing_is_kept_by_browsers_unless_the_answer_says_so(start: Start) -> None:
    client = start()
    assert client.get("/api/v1/cases/A1234BC").headers["cache-control"] == "no-store"
    assert client.get("/nowhere").headers["cache-control"] == "no-store"
    assert client.get("/page").headers["cache-control"] == "public, max-age=60"


def test_a_form_may_also_lead_to_the_outside_issuer(start: Start) -> None:
    client = start(
        oidc_issuer="https://issuer.example/auth/issuer",
        oidc_jwks_url="https://issuer.example/keys",
        oidc_authorize_url="https://sign-in.example/authorize?x=1",
    )
    policy = client.get("/page").headers["content-security-policy"]
    assert "form-action 'self' https://issuer.example https://sign-in.example;" in policy
