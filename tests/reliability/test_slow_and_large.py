"""R14: slow clients are closed in time, large bodies and headers are refused without being held."""

import asyncio
import http.client
import json
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.parts.served import PLAIN, ROOT, Served, served
from tests.reliability.slow_clients import Kind, Slow, keep_slowly

MEGABYTE = 1_000_000
BEGINNING = b"POST /api/v1/cases HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"


def crowd(server: Served, kinds: dict[Kind, int], seconds: float) -> Slow:
    """Slow clients for `seconds` at most."""
    slow = Slow()

    async def run() -> None:
        each = [kind for kind, count in kinds.items() for _ in range(count)]
        await asyncio.gather(*(keep_slowly(server.address, kind, seconds, slow) for kind in each))

    asyncio.run(run())
    return slow


@contextmanager
def asking(server: Served, seconds: float) -> Iterator[list[float]]:
    """An honest client meanwhile; the list holds how long each answer took, once the block is over."""
    host, port = server.address
    command = [sys.executable, "-m", "tests.reliability.honest_client", host, str(port), str(seconds)]
    taken: list[float] = []
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as client:
        yield taken
        taken += json.loads(client.communicate(timeout=seconds + 30)[0])


def p99(taken: list[float]) -> float:
    return statistics.quantiles(taken, n=100)[98]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("served")) as running:
        yield running


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that waits two seconds where others wait ten."""
    with served(tmp_path_factory.mktemp("hasty"), request_deadline_seconds=2) as running:
        yield running


def test_slow_clients_are_closed_and_told_why(hasty: Served) -> None:
    slow = crowd(hasty, {"headers": 30, "body": 30, "stalled body": 5, "silent": 5}, 6)
    assert len(slow.closed_after) == 70
    assert max(slow.closed_after) < 4
    answered = [told for told in slow.told if told]
    assert len(answered) >= 65
    for told in answered:
        assert told.startswith(b"HTTP/1.1 408 ")
        assert b"content-security-policy: " in told
        assert json.loads(told.partition(b"\r\n\r\n")[2])["errorCode"] == "too_slow"


def test_a_plain_server_keeps_them_all(tmp_path: Path) -> None:
    """The negative control: without our protocol the same clients stay."""
    with served(tmp_path, program=PLAIN) as server:
        slow = crowd(server, {"headers": 30, "body": 30}, 6)
    assert slow.closed_after == []


@pytest.mark.soak
def test_300_slow_headers_and_300_slow_bodies_are_closed_within_15_seconds_and_nobody_else_waits(
    tmp_path: Path,
) -> None:
    with served(tmp_path) as server:
        with asking(server, 10) as idle:
            pass
        with asking(server, 25) as taken:
            slow = crowd(server, {"headers": 300, "body": 300}, 25)
    assert len(slow.closed_after) == 600
    assert max(slow.closed_after) < 15
    assert p99(taken) <= 3 * p99(idle) + 0.005


@pytest.mark.soak
def test_a_plain_server_keeps_all_600_for_25_seconds(tmp_path: Path) -> None:
    with served(tmp_path, program=PLAIN) as server:
        slow = crowd(server, {"headers": 300, "body": 300}, 25)
    assert slow.closed_after == []


def test_a_body_that_keeps_coming_is_not_cut(hasty: Served) -> None:
    def slowly_but_steadily() -> Iterator[bytes]:
        for _ in range(14):
            time.sleep(0.25)
            yield b" " * 1000

    connection = http.client.HTTPConnection(*hasty.address, timeout=10)
    length = {"Content-Length": "14000"}
    connection.request("POST", "/api/v1/imports", body=slowly_but_steadily(), headers=length)
    assert json.loads(connection.getresponse().read()) == {"bytes": 14_000}
    connection.close()


def test_a_connection_may_rest_between_requests(hasty: Served) -> None:
    connection = http.client.HTTPConnection(*hasty.address, timeout=10)
    for pause in (0, 2.5):
        time.sleep(pause)
        connection.request("GET", "/health/ping")
        assert connection.getresponse().read() == b'{"status":"UP"}'
    connection.close()


@pytest.mark.parametrize("chunked", [False, True], ids=["with its length stated", "in chunks"])
def test_200_megabytes_are_refused_and_not_held(server: Served, chunked: bool) -> None:
    ask(server, "POST", "/api/v1/cases", body=b"{}")
    before = server.resident_bytes()
    assert pour(server, 200, chunked=chunked) == (413, "body_too_large")
    assert server.resident_bytes() - before <= 20 * MEGABYTE
    assert ask(server, "GET", "/health/ping")[0] == 200


def test_a_plain_server_holds_what_it_is_sent(tmp_path: Path) -> None:
    """The negative control: an app without the edge takes the whole body into memory."""
    with served(tmp_path, program=PLAIN, factory="tests.parts.small_service:create_bare_app") as bare:
        ask(bare, "POST", "/api/v1/cases", body=b"{}")
        before = bare.resident_bytes()
        assert pour(bare, 60, chunked=False)[0] == 400
        assert bare.resident_bytes() - before > 20 * MEGABYTE


def test_an_upload_streams_without_being_held(server: Served) -> None:
    ask(server, "POST", "/api/v1/imports", body=b" " * MEGABYTE)
    before = server.resident_bytes()
    connection = http.client.HTTPConnection(*server.address, timeout=30)
    length = {"Content-Length": str(100 * MEGABYTE)}
    connection.request("POST", "/api/v1/imports", body=iter([b" " * MEGABYTE] * 100), headers=length)
    assert json.loads(connection.getresponse().read()) == {"bytes": 100 * MEGABYTE}
    connection.close()
    assert server.resident_bytes() - before <= 20 * MEGABYTE


LENGTH, CHUNKED = b"Content-Length: 1\r\n", b"Transfer-Encoding: chunked\r\n"
HEADERS = b"".join(b"X-h%d: v\r\n" % number for number in range(10_000))


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"GET /page HTTP/1.1\r\nHost: 127.0.0.1\r\n" + HEADERS + b"\r\n", 431),
        (b"GET /page HTTP/1.1\r\nHost: 127.0.0.1\r\nX-long: " + b"a" * 200_000, 431),
        (b"GET /" + b"a" * 65_536 + b" HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", 414),
        (b"GET /" + b"a" * 200_000, 414),
        (b"POST /form HTTP/1.1\r\nHost: 127.0.0.1\r\n" + LENGTH + CHUNKED + b"\r\n", 400),
        (b"POST /form HTTP/1.1\r\nHost: 127.0.0.1\r\n" + LENGTH + LENGTH + b"\r\n", 400),
        (b"nonsense\r\n\r\n", 400),
        (b"POST /api/v1/cases HTTP/1.1\r\nHost: 127.0.0.1\r\n" + CHUNKED + b"\r\nzz\r\n", 400),
    ],
    ids=["10,000 headers", "an endless header", "a 64 kB address", "an endless address",
         "two framings", "two lengths",
         "no HTTP", "a bad chunk"],
)  # fmt: skip
def test_what_no_honest_client_sends_is_refused_with_every_header(
    server: Served, raw: bytes, status: int
) -> None:
    told = exchange(server, raw)
    head = told.partition(b"\r\n\r\n")[0].lower()
    assert head.startswith(b"http/1.1 %d " % status), told[:200]
    for name in (
        b"content-security-policy",
        b"strict-transport-security",
        b"x-content-type-options",
        b"cache-control",
    ):
        assert b"\r\n" + name + b": " in head
    assert b"\r\nserver: " not in head


def exchange(server: Served, raw: bytes) -> bytes:
    """Send and read until the server closes or has said all of a short answer."""
    told = b""
    with socket.create_connection(server.address, timeout=10) as connection:
        connection.settimeout(2)
        try:
            connection.sendall(raw)
            while part := connection.recv(65536):
                told += part
        except (TimeoutError, ConnectionError):
            pass
    return told


def ask(server: Served, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(*server.address, timeout=10)
    connection.request(method, path, body=body, headers={"Content-Type": "application/json"})
    answer = connection.getresponse()
    told = answer.status, answer.read()
    connection.close()
    return told


def pour(server: Served, megabytes: int, *, chunked: bool) -> tuple[int, str]:
    """Send far too much, whatever the server says, as a careless client does; then read its answer."""
    framing = b"Transfer-Encoding: chunked" if chunked else b"Content-Length: %d" % (megabytes * MEGABYTE)
    head = (
        b"POST /api/v1/cases HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        + framing
        + b"\r\n\r\n"
    )
    piece = b" " * MEGABYTE
    with socket.create_connection(server.address, timeout=10) as connection:
        connection.sendall(head)
        try:
            for _ in range(megabytes):
                connection.sendall(b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece)
            if chunked:
                connection.sendall(b"0\r\n\r\n")
        except ConnectionError:
            pass
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        return answer.status, json.loads(answer.read())["errorCode"]
