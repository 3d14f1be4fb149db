"""Takes a run for a worker, whatever it is a run of."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection


def claim_as_seen(
    connection: Connection,
    runs: sa.Table,
    still: sa.ColumnElement[bool],
    seen: Mapping[str, Any],
    worker: str,
    moment: datetime,
    **values: Any,
) -> bool:
    """Take a run as it was seen. False where somebody was faster.

    `still` says which run, and what must still be true of it; `values` are written beside who holds it and since
    when.
    """
    started = sa.func.coalesce(runs.c.started_at, sa.literal(moment, runs.c.started_at.type))
    statement = (
        sa.update(runs)
        .where(still)
        .where(runs.c.claimed_by.is_not_distinct_from(seen["claimed_by"]))
        .where(runs.c.heartbeat_at.is_not_distinct_from(seen["heartbeat_at"]))
        .values(claimed_by=worker, heartbeat_at=moment, started_at=started, **values)
    )
    return connection.execute(statement).rowcount == 1
