"""The register of Governors and Directors: who answers at each prison for whoever is held there (000 L57)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.identifiers import new_id
from app.domain.panel_care import title_at
from app.domain.panel_caseload import refuse_day_ahead
from app.domain.refusals import InvalidInput
from app.repositories import panel_care, places
from app.services.unit_of_work import UnitOfWork

Row = Mapping[str, Any]
UNKNOWN = "There is no women's prison of this code. GET /prisons lists the prisons."


def list_governors(connection: Connection) -> list[dict[str, Any]]:
    """Every women's prison in scope with its Governor or Director now, by the prison's name."""
    named = panel_care.governors(connection)
    return [
        _shown(prison, named.get(code))
        for code, prison in places.prisons(connection).items()
        if prison["estate"] == "women" and prison["in_scope"]
    ]


def name_governor(work: UnitOfWork, given: Row) -> dict[str, Any]:
    """Keep who governs a prison from a day on; whoever did before, did until then. Raises InvalidInput."""
    prison = places.prison(work.connection, given["prison"])
    if prison is None or prison["estate"] != "women" or not prison["in_scope"]:
        raise InvalidInput.of("prison", "unknown_prison", UNKNOWN)
    from_on: date = given["from_on"]
    refuse_day_ahead("from_on", from_on, work.today)
    before = panel_care.governors(work.connection, [prison["code"]]).get(prison["code"])
    if before is not None:
        if from_on <= before["from_on"]:
            message = "Give a day after the one on which the present one began."
            raise InvalidInput.of("from_on", "before_present", message)
        panel_care.end_governor(work.connection, before["id"], from_on)
    row = {
        "id": new_id(),
        "prison_code": prison["code"],
        "version": 1,
        "title": title_at(prison["operator"]),
        "name": given["name"],
        "from_on": from_on,
        "to_on": None,
        "recorded_at": work.moment,
        "recorded_by": work.caller.username,
    }
    panel_care.add_governor(work.connection, row)
    details = {
        "old": {"name": before["name"]} if before else None,
        "new": {"prison": prison["code"], "name": row["name"]},
    }
    work.record("PRISON_GOVERNOR_NAMED", subject=("PRISON_GOVERNOR", row["id"]), details=details)
    return _shown(prison, row)


def _shown(prison: Row, governor: Row | None) -> dict[str, Any]:
    return {
        "prison": {"code": prison["code"], "name": prison["name"]},
        "title": title_at(prison["operator"]),
        "name": governor["name"] if governor else None,
        "from_on": governor["from_on"] if governor else None,
    }
