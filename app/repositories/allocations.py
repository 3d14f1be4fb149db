"""Who holds which role of a case: found, started and ended."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.models.people import Allocation

ALLOCATIONS: sa.Table = Allocation.__table__  # type: ignore[attr-defined]
LIVE = ALLOCATIONS.c.ended_at.is_(None)

Row = Mapping[str, Any]


def live_of(connection: Connection, case_ids: Sequence[str]) -> dict[str, dict[str, Row]]:
    """By case, each role's holder now. A case of which no role is held is not in the answer."""
    found: dict[str, dict[str, Row]] = defaultdict(dict)
    if case_ids:
        statement = sa.select(ALLOCATIONS).where(LIVE, ALLOCATIONS.c.case_id.in_(list(case_ids)))
        for row in connection.execute(statement).mappings():
            found[row["case_id"]][row["role"]] = dict(row)
    return dict(found)
