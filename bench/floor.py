"""The floor of a read: an ASGI application of a few lines and the driver, running the statement that ours runs.

No edge, no token, no scope, no framework and no thread: what is left when everything else is taken away.
"""

import json
import os
from datetime import date
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg.rows import dict_row

from app.repositories import ownership

EXAMPLE = "A1234BC"
ANSWERED = (
    "id",
    "prison_number",
    "crn",
    "responsible",
    "lead_role",
    "policy_id",
    "starts_on",
    "handover_date",
)


def statement_of(url: str) -> tuple[str, Any]:
    """The text that the repository gives to the driver, and the values of an example beside it."""
    heard: list[tuple[str, Any]] = []
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    sa.event.listen(
        engine, "before_cursor_execute", lambda _c, _k, text, values, *_more: heard.append((text, values))
    )
    with engine.connect() as connection:
        ownership.case_with_periods(connection, EXAMPLE, date.today())  # noqa: DTZ011 - near enough for a floor
    return heard[-1]


def create_app() -> Any:
    """A few connections that wait for the database without stopping anybody, each used by one request at a time."""
    url = os.environ["DATABASE_URL"]
    statement, example = statement_of(url)
    resting: list[Any] = []

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body = b"pong"
        if scope["path"] != "/health/ping":
            connection = resting.pop() if resting else await _connected(url)
            cursor = await connection.execute(statement, _instead(example, scope["path"].split("/")[4]))
            body = _answer(await cursor.fetchall())
            resting.append(connection)
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


def create_blocking_app() -> Any:
    """The same with one connection that stops everybody while it waits: no server could work so, nothing costs less."""
    url = os.environ["DATABASE_URL"]
    statement, example = statement_of(url)
    connection: Any = psycopg.connect(_plain(url), autocommit=True, row_factory=dict_row)

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body = b"pong"
        if scope["path"] != "/health/ping":
            values = _instead(example, scope["path"].split("/")[4])
            body = _answer(connection.execute(statement, values).fetchall())
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


async def _connected(url: str) -> Any:
    return await psycopg.AsyncConnection.connect(_plain(url), autocommit=True, row_factory=dict_row)


def _plain(url: str) -> str:
    return url.replace("+psycopg", "")


def _answer(rows: list[dict[str, Any]]) -> bytes:
    today = date.today()  # noqa: DTZ011 - near enough for a floor
    held = next(row for row in rows if not row["ends_on"] or today < row["ends_on"])
    return json.dumps({name: held[name] for name in ANSWERED}, default=str).encode()


def _instead(example: Any, number: str) -> Any:
    if isinstance(example, dict):
        return {name: number if value == EXAMPLE else value for name, value in example.items()}
    return tuple(number if value == EXAMPLE else value for value in example)
