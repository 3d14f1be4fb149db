"""The list of cases that lack something is what the rules say of each case, on both databases."""

import random
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.case_record import CODES, what_is_missing
from app.domain.case_record.missing import as_seen
from app.domain.identifiers import new_id
from app.repositories import case_records
from app.repositories.allocations import ALLOCATIONS
from app.repositories.cases import CASES
from app.repositories.database import Database
from app.repositories.missing_parts import lacks
from app.services.case_record.items import item_row
from app.services.case_record.parts import part_row
from app.services.cases import EMPTY
from app.settings import Settings

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WHO: dict[str, Any] = {"by": "somebody", "at": NOW, "on": TODAY}


def drawn_parts(chance: random.Random) -> dict[str, dict[str, Any]]:
    drawn = {
        "risk": {"assessed_on": TODAY, "public": chance.choice(["low", "high"])},
        "rosh_screening": {"screened_on": TODAY},
        "risk_management_plan": {"reviewed_on": TODAY, "custody_actions": chance.choice([None, "Words."])},
        "mappa": {
            "eligible": True,
            "level": chance.choice([1, 2, 3]),
            "referred_on": chance.choice([None, TODAY]),
        },
        "assessment": {"completed_on": TODAY},
        "strengths": {"words": "Words."},
        "diversity": {"needs": "Words.", "done": chance.choice([None, "Words."])},
        "caring": {"has_responsibilities": False},
        "tier": {"tier": "A", "calculated_on": TODAY},
        "victim_contact": {"has_contact": chance.choice([True, False])},
    }
    return {part: fields for part, fields in drawn.items() if chance.random() < 0.5}


def case_row(chance: random.Random) -> dict[str, Any]:
    return {
        **EMPTY,
        "id": new_id(), "created_at": NOW, "created_by": "somebody", "opened_on": TODAY, "version": 1,
        "first_name": "Ada", "last_name": "Alder", "first_name_key": "ada", "last_name_key": "alder",
        "estate": chance.choice(["women", "men"]), "is_open": True, "closes_on": None, "next_told": 1,
        "phase": chance.choice(["custody", "recalled", "licence", "licence", "not_sentenced"]),
        "sentence_type": chance.choice([None, "SDS", "EDS", "LIFE"]), "sentence_start_date": date(2026, 1, 5),
        "release_date": chance.choice([None, date(2027, 5, 1)]), "tariff_expiry_date": None,
        "rosh_level": chance.choice([None, "low", "medium"]), "mappa_level": chance.choice([None, 0, 1]),
        "complexity_of_need": chance.choice([None, "high"]), "ppo": False,
    }  # fmt: skip


@pytest.fixture
def database(database_url: str) -> Any:
    found = Database(Settings(database_url=database_url))
    yield found
    found.dispose()


def test_sql_and_the_rules_agree_on_every_code(database: Database) -> None:
    chance = random.Random(7)
    expected: dict[str, set[str]] = {code: set() for code in CODES}
    rows = [case_row(chance) for _ in range(120)]
    parts: list[dict[str, Any]] = []
    items: list[dict[str, Any]] = []
    officers: list[dict[str, Any]] = []
    held: list[dict[str, Any]] = []
    for row in rows:
        mine = [part_row(part, row["id"], fields, **WHO) for part, fields in drawn_parts(chance).items()]
        views = [("view", "plan")] if chance.random() < 0.5 else []
        choices = [
            ("choice", name) for name in ("female_practitioner", "women_only_place") if chance.random() < 0.5
        ]
        objectives = [("objective", "open")] if chance.random() < 0.5 else []
        has_officer, has_manager = chance.random() < 0.3, chance.random() < 0.5
        parts += mine
        items += [
            item_row(kind, row["id"], {}, value, **WHO) for kind, value in (*views, *choices, *objectives)
        ]
        if has_officer:
            officers.append({
                "id": new_id(), "case_id": row["id"], "version": 1, "name": "Officer", "email": "o@example.test",
                "added_at": NOW, "added_by": "somebody",
            })  # fmt: skip
        if has_manager:
            held.append({
                "id": new_id(), "case_id": row["id"], "role": "prison_offender_manager", "named": "Officer",
                "started_on": TODAY, "started_at": NOW, "allocated_by": "somebody", "override_reasons": [],
            })  # fmt: skip
        seen = as_seen(
            row,
            values={part["part"]: part["value"] for part in mine},
            lacking={part["part"]: part["lacking"].split() for part in mine},
            has_objectives=bool(objectives), views={"plan"} if views else (),
            choices={name for _, name in choices}, has_victim_officer=has_officer, has_manager_in_custody=has_manager,
        )  # fmt: skip
        for one in what_is_missing(seen, TODAY, ()):
            expected[one.code].add(row["id"])
    with database.write() as connection:
        connection.execute(sa.insert(CASES), rows)
        case_records.add_parts(connection, parts)
        case_records.add_items(connection, items)
        case_records.add_officers(connection, officers)
        connection.execute(sa.insert(ALLOCATIONS), held)
    with database.read() as connection:
        found = {code: set(connection.scalars(sa.select(CASES.c.id).where(*lacks(code)))) for code in CODES}
    assert found == expected
    assert all(expected.values()), "every code was drawn at least once"
