"""The server takes any free port, works with several workers, and ends in time without losing an answer."""

import asyncio
import contextlib
import http.client
import json
import re
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from app.edge.server import tell_workers
from app.settings import Settings, get_settings
from tests.parts.served import Served, served


def get(server: Served, path: str) -> tuple[int, str]:
    with closing(http.client.HTTPConnection(*server.address, timeout=30)) as connection:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()


def counted(server: Served, route: str) -> float:
    found = re.search(rf'count\{{.*route="{route}".*\}} ([\d.]+)', get(server, "/metrics")[1])
    return float(found[1]) if found else 0


def test_several_workers_answer_on_one_socket_and_count_together(tmp_path: Path) -> None:
    with served(tmp_path, workers=2) as server:
        with ThreadPoolExecutor(8) as threads:
            told = list(threads.map(lambda _: get(server, "/health/ping")[0], range(60)))
        assert set(told) == {200}
        until = time.monotonic() + 10
        while counted(server, "/health/ping") < 60 and time.monotonic() < until:
            time.sleep(0.1)  # a request is counted once its answer is out
        assert counted(server, "/health/ping") >= 60
        assert server.stop() == 0


def test_a_probe_with_head_gets_no_body(tmp_path: Path) -> None:
    with served(tmp_path) as server, socket.create_connection(server.address, timeout=30) as line:
        host = f"Host: {server.address[0]}:{server.address[1]}\r\nConnection: close\r\n\r\n"
        line.sendall(f"HEAD /health/ping HTTP/1.1\r\n{host}".encode())
        heard = b"".join(iter(lambda: line.recv(65_536), b""))
        assert heard.startswith(b"HTTP/1.1 200 ")
        assert heard.endswith(b"\r\n\r\n")


def test_the_log_is_one_json_object_a_line_without_a_path(tmp_path: Path) -> None:
    with served(tmp_path) as server:
        get(server, "/api/v1/cases/A1234BC?size=1")
        get(server, "/api/v1/fault")
        server.stop()
    address, *lines_said = server.log.read_text(encoding="utf-8").splitlines()
    said = "\n".join(lines_said)
    lines = [json.loads(line) for line in lines_said]
    assert address == f"Throughcare is at {server.url}"
    by_route = {line.get("route"): line for line in lines}
    assert by_route["/api/v1/cases/{case}"]["status"] == 200
    assert by_route["/api/v1/fault"]["fault"][0]["kind"] == "builtins.ValueError"
    assert all(line["at"] and line["level"] for line in lines)
    assert "A1234BC" not in said
    assert "Aster" not in said


def test_stopping_under_load_loses_no_answer_and_takes_less_than_ten_seconds(tmp_path: Path) -> None:
    with served(tmp_path) as server:
        sent_unanswered, answered, seconds = asyncio.run(_stop_under_load(server))
    assert answered > 50
    assert sent_unanswered == 0
    assert seconds < 10
    assert server.process.returncode == 0


def test_a_slow_client_does_not_keep_the_server_from_ending(tmp_path: Path) -> None:
    with served(tmp_path) as server, closing(http.client.HTTPConnection(*server.address, timeout=20)) as slow:
        slow.putrequest("POST", "/api/v1/imports")
        slow.putheader("Content-Length", "1000")
        slow.endheaders(b"a little")
        began = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - began < 11


async def _stop_under_load(server: Served) -> tuple[int, int, float]:
    """Clients that open a connection for each request, as a stop comes between them."""
    unanswered, answered = 0, 0
    stopped = asyncio.Event()

    async def client() -> None:
        nonlocal unanswered, answered
        while not stopped.is_set():
            try:
                reader, writer = await asyncio.open_connection(*server.address)
            except OSError:
                return  # it listens no more, and said so before anything was sent
            writer.write(b"GET /slow HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            head = b""
            with contextlib.suppress(ConnectionError):
                head = await reader.read(12)
            answered += head == b"HTTP/1.1 200"
            unanswered += head != b"HTTP/1.1 200"
            writer.close()

    clients = [asyncio.create_task(client()) for _ in range(8)]
    await asyncio.sleep(1.5)
    began = time.monotonic()
    await asyncio.to_thread(server.stop)
    seconds = time.monotonic() - began
    stopped.set()
    await asyncio.gather(*clients)
    return unanswered, answered, seconds


def test_workers_read_what_the_command_was_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings that something had read before must not stay: the demonstration was served as if it were none."""
    monkeypatch.setenv("DEMO", "false")
    get_settings.cache_clear()
    assert not get_settings().demo
    tell_workers(Settings(demo=True))
    assert get_settings().demo
    get_settings.cache_clear()
