"""Ten years of board data of the women's estate: recommendations, decisions and actions as the feed holds them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

import sqlalchemy as sa

from app.domain.board_data import SHAREABLE
from app.domain.identifiers import new_id
from app.repositories import sharing
from app.repositories.board_records import RECORDS
from app.repositories.cases import CASES
from app.repositories.database import Database

AT_ONCE = 5_000
OF_HER = ("id", "prison_number", "prison_code", "home_region")
DAYS = 3_650
WORDS = (
    "review",
    "support",
    "plan",
    "with",
    "key",
    "worker",
    "community",
    "team",
    "before",
    "next",
    "meeting",
)


def fill_feed(database: Database, records: int, now: datetime, *, seed: int = 9) -> None:
    """So many records about the cases that are there, in the order of their days."""
    with database.read() as connection:
        cases = connection.execute(sa.select(*(CASES.c[name] for name in OF_HER))).all()
    rows = _rows(cases, records, now.astimezone(UTC), Random(seed))
    while batch := list(islice(rows, AT_ONCE)):
        with database.write(patient=True) as connection:
            connection.execute(sa.insert(RECORDS), batch)
    if not database.is_sqlite:
        with database.write(patient=True) as connection:
            connection.exec_driver_sql("ANALYZE board_record")


def agree(database: Database, client_id: str, now: datetime) -> None:
    """The Chair's standing agreement on every field, for a client."""
    nothing = dict.fromkeys(
        (
            "subject_id",
            "organisation",
            "agreement_id",
            "decision_reason",
            "ended_by",
            "ended_at",
            "end_reason",
        )
    )
    by = {"requested_by": "bench", "requested_at": now, "decided_by": "bench", "decided_at": now}
    row = {
        **nothing, **by, "id": new_id(), "version": 2, "what": "board_data", "about": "All",
        "recipient_kind": "client", "recipient": client_id, "recipient_key": client_id, "purpose": "continuity",
        "reason": "Bench.", "is_standing": True, "fields": list(SHAREABLE), "decision": "approved",
        "from_on": now.date() - timedelta(days=1), "until_on": now.date() + timedelta(days=30),
    }  # fmt: skip
    with database.write() as connection:
        sharing.add_share(connection, row)


def _rows(cases: Any, records: int, now: datetime, chance: Random) -> Iterator[dict[str, Any]]:
    for number in range(records):
        case = cases[chance.randrange(len(cases))]
        kind = ("recommendation", "action", "action", "decision")[number % 4]
        yield {
            "turn": 1,
            "id": new_id(),
            "kind": kind,
            "change": "made",
            "subject_id": new_id(),
            "case_id": case.id,
            "prison_number": case.prison_number,
            "prison_code": case.prison_code,
            "home_region": case.home_region,
            "recorded_at": now - timedelta(days=DAYS * (records - number) / records),
            "fields": _fields(kind, chance),
        }


def _fields(kind: str, chance: Random) -> dict[str, Any]:
    text = " ".join(chance.choices(WORDS, k=14))
    both = {"meeting_id": new_id(), "item_id": new_id(), "text": text, "state": "open", "version": 1}
    if kind == "recommendation":
        return {**both, "recommendation_kind": "wellbeing", "owners": [{"name": "Ada Alder", "role": "pom"}]}
    if kind == "decision":
        said = {"outcome": "accepted", "reason": text, "is_departure": False, "decided_on": "2026-11-22"}
        return {**both, **said, "recommendation_id": new_id(), "to_prison": "SDI"}
    owned = {"owner": "Ada Alder", "owner_role": "pom", "due_on": "2026-12-01", "aim": "wellbeing"}
    return {**both, **owned, "recommendation_id": new_id()}
