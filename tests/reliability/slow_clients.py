"""Clients that send too little, and how many of them a server still keeps."""

import asyncio
import contextlib
import time
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["silent", "headers", "body", "stalled body"]

BEGINNINGS: dict[Kind, bytes] = {
    "silent": b"",
    "headers": b"GET /page HTTP/1.1\r\nHost: 127.0.0.1\r\n",
    "body": b"POST /api/v1/cases HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    b"Content-Length: 100000\r\n\r\n",
    "stalled body": b"POST /api/v1/imports HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 500000\r\n\r\n"
    + b" " * 50_000,
}
DROPS: dict[Kind, bytes] = {"silent": b"", "headers": b"X-a: b\r\n", "body": b" ", "stalled body": b""}


@dataclass(slots=True)
class Slow:
    """What became of the slow clients: seconds until each was closed, and the first bytes it was told."""

    closed_after: list[float] = field(default_factory=list)
    told: list[bytes] = field(default_factory=list)


async def keep_slowly(address: tuple[str, int], kind: Kind, seconds: float, slow: Slow) -> None:
    """One client that drips until it is closed or the time is over."""
    began = time.monotonic()
    reader, writer = await asyncio.open_connection(*address)
    hearing = asyncio.create_task(_hear(reader))
    try:
        writer.write(BEGINNINGS[kind])
        while time.monotonic() - began < seconds and not hearing.done():
            await asyncio.wait([hearing], timeout=1)
            if DROPS[kind] and not hearing.done():
                with contextlib.suppress(ConnectionError):
                    writer.write(DROPS[kind])
        if hearing.done():
            slow.closed_after.append(time.monotonic() - began)
            slow.told.append(hearing.result())
    finally:
        hearing.cancel()
        writer.transport.abort()


async def _hear(reader: asyncio.StreamReader) -> bytes:
    """Everything said until the server closes."""
    said = b""
    with contextlib.suppress(ConnectionError):
        while part := await reader.read(4096):
            said += part
    return said
