"""Says who is the operational manager of somebody in custody: the Governor or Director of her prison (000 L57)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.panel_care import title_at
from app.repositories import panel_care


def manager_of(connection: Connection, case: Mapping[str, Any]) -> dict[str, Any] | None:
    """The post and, where the register names one, the person; None for somebody who is at no prison."""
    if case["prison_code"] is None:
        return None
    found = panel_care.governor_at(connection, case["prison_code"])
    if found is None:
        return None
    return {
        "title": found["title"] or title_at(found["operator"]),
        "name": found["name"],
        "prison": {"code": found["code"], "name": found["prison_name"]},
    }
