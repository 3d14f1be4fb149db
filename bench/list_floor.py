"""The floor of a list: a bare ASGI application that runs the statements of one list of ours and answers its rows."""

import json
import os
from datetime import date, timedelta
from typing import Any

import psycopg
import sqlalchemy as sa
from psycopg.rows import dict_row

from app.domain.caller import Scope
from app.domain.case_filters import Filters
from app.repositories import listing
from app.repositories.listing import Order

ROWS = 50
WEEKS = 52


def filters_of(prison: str, today: date) -> Filters:
    """The four: a prison, open cases, the prison's own, handed over within a year."""
    return Filters(
        prison=prison, status="open", responsible="custody", handover_to=today + timedelta(weeks=WEEKS)
    )


def statements_of(url: str, prison: str) -> list[tuple[str, Any]]:
    """What the repository gives to the driver for one page of the list and its count."""
    heard: list[tuple[str, Any]] = []
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    sa.event.listen(
        engine, "before_cursor_execute", lambda _c, _k, text, values, *_more: heard.append((text, values))
    )
    today = date.today()  # noqa: DTZ011 - near enough for a floor
    filters = filters_of(prison, today)
    with engine.connect() as connection:
        scope = Scope(everywhere=True)
        listing.list_cases(connection, scope, filters, Order(), today, size=ROWS + 1, skip=0)
        listing.count_cases(connection, scope, filters, today)
    return heard[-2:]


def create_app() -> Any:
    """A few connections that wait for the database without stopping anybody, each used by one request at a time."""
    url = os.environ["DATABASE_URL"]
    statements = statements_of(url, first_prison(url))
    resting: list[Any] = []

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body = b"pong"
        if scope["path"] != "/health/ping":
            connection = resting.pop() if resting else await _connected(url)
            rows, total = [await (await connection.execute(*each)).fetchall() for each in statements]
            body = json.dumps(
                {"items": rows[:ROWS], "total": next(iter(total[0].values()))}, default=str
            ).encode()
            resting.append(connection)
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


def first_prison(url: str) -> str:
    """The prison that is filled first, where the list is asked for."""
    with psycopg.connect(_plain(url)) as connection:
        row = connection.execute(
            "SELECT prison_code FROM case_record GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1"
        ).fetchone()
    assert row
    return str(row[0])


async def _connected(url: str) -> Any:
    return await psycopg.AsyncConnection.connect(_plain(url), autocommit=True, row_factory=dict_row)


def _plain(url: str) -> str:
    return url.replace("+psycopg", "")
