"""Answers before a body has arrived, and lets the sender finish hearing it before the connection closes."""

import asyncio

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

MOST_SECONDS = 2.0


async def answer_and_drain(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    """Send the whole answer, then read and drop what still comes for two seconds at most, then close.

    A connection closed on unread bytes is reset, and many clients then never see the answer.
    """
    response.headers["connection"] = "close"
    headers = response.raw_headers
    await send({"type": "http.response.start", "status": response.status_code, "headers": headers})
    await send({"type": "http.response.body", "body": response.body, "more_body": True})
    if not any(name == b"expect" for name, _ in scope["headers"]):
        await _drop_the_rest(receive)
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _drop_the_rest(receive: Receive) -> None:
    try:
        async with asyncio.timeout(MOST_SECONDS):
            while (await receive()).get("more_body", False):
                pass
    except TimeoutError:
        return
