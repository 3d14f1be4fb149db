"""Says who is the operational manager of somebody in custody: the Governor or Director of her prison (000 L57)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.panel_care import is_held, title_at
from app.repositories import panel_care

Row = Mapping[str, Any]


def manager_of(connection: Connection, case: Row) -> dict[str, Any] | None:
    """The post and, where the register names one, the person; None for somebody whom no prison holds."""
    found = panel_care.governor_at(connection, case["prison_code"]) if case["prison_code"] else None
    return operational_manager(found, case["phase"]) if found else None


def operational_manager(row: Row, phase: str) -> dict[str, Any] | None:
    """The same from a row that holds the prison, its operator and its governor already."""
    if not is_held(row["prison_code"], phase):
        return None
    return {
        "title": row["governor_title"] or title_at(row["operator"]),
        "name": row["governor_name"],
        "prison": {"code": row["prison_code"], "name": row["prison_name"]},
    }
