"""A client in a process of its own that asks again and again; prints how long each answer took."""

import http.client
import json
import sys
import time


def ask_often(host: str, port: int, seconds: float) -> list[float]:
    """Seconds that each answer took, one every fiftieth of a second."""
    connection = http.client.HTTPConnection(host, port, timeout=30)
    taken = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.perf_counter()
        connection.request("GET", "/health/ping")
        answer = connection.getresponse()
        assert (answer.status, answer.read()) == (200, b'{"status":"UP"}')
        taken.append(time.perf_counter() - began)
        time.sleep(0.02)
    connection.close()
    return taken


if __name__ == "__main__":
    json.dump(ask_often(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])), sys.stdout)
