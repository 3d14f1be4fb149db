"""Register the prisons and probation regions, and the installed default: option 2.

Why: any installation knows the prisons of England and Wales and the probation regions, and which policy
governs until a board decides otherwise. The places are public facts from `migrations/data`; a later change
to them is a migration of its own, so this one reads files that are never edited. Its way down keeps the places
that a case or another place stands on, and its way up leaves a place that is there as it is.
Safe beside the previous release because: it only adds rows.

Revision: 0110, after 0100; 2026-11-22
"""

import csv
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0110"
down_revision = "0100"
branch_labels = None
depends_on = None

DATA = Path(__file__).resolve().parents[1] / "data"
INSTALLED_DEFAULT = "0197a000-0000-7000-8000-000000000001"
INSTALLED_AT = datetime(2026, 11, 22, tzinfo=UTC)
NUMBERS = {"latitude", "longitude"}
FLAGS = {"active", "in_scope"}


def upgrade() -> None:
    regions = sa.table("probation_region", *_columns("code", "name", "country", "latitude", "longitude"))
    prisons = sa.table(
        "prison",
        *_columns(
            "code", "name", "estate", "category", "category_source", "operator", "region",
            "latitude", "longitude", "active", "country", "in_scope",
        ),
    )  # fmt: skip
    _add_missing(regions, _rows("probation_regions.csv"))
    _add_missing(prisons, _rows("prisons.csv"))
    decisions = sa.table(
        "policy_decision",
        sa.column("id"),
        sa.column("title"),
        sa.column("policy_id"),
        sa.column("policy_version"),
        sa.column("settings", sa.JSON()),
        sa.column("in_force_from", sa.Date()),
        sa.column("recorded_at", sa.DateTime(timezone=True)),
        sa.column("recorded_by"),
    )
    decision = {
        "id": INSTALLED_DEFAULT,
        "title": "Installed default: option 2",
        "policy_id": "omcp-2013-option-2",
        "policy_version": "1",
        "settings": {},
        "in_force_from": date(1900, 1, 1),
        "recorded_at": INSTALLED_AT,
        "recorded_by": "throughcare",
    }
    op.bulk_insert(decisions, [decision])


def downgrade() -> None:
    decision = sa.table("policy_decision", sa.column("id"))
    op.execute(decision.delete().where(sa.cast(decision.c.id, sa.String(36)) == INSTALLED_DEFAULT))
    cases = sa.table("case_record", sa.column("prison_code"), sa.column("home_region"))
    prisons = sa.table("prison", sa.column("code"), sa.column("region"))
    regions = sa.table("probation_region", sa.column("code"))
    _remove_unused(prisons, _rows("prisons.csv"), [cases.c.prison_code])
    _remove_unused(regions, _rows("probation_regions.csv"), [cases.c.home_region, prisons.c.region])


def _add_missing(table: sa.TableClause, rows: list[dict[str, Any]]) -> None:
    there = set(op.get_bind().execute(sa.select(table.c.code)).scalars())
    op.bulk_insert(table, [row for row in rows if row["code"] not in there])


def _remove_unused(table: sa.TableClause, rows: list[dict[str, Any]], users: list[Any]) -> None:
    used = [table.c.code.not_in(sa.select(user).where(user.is_not(None))) for user in users]
    op.execute(table.delete().where(table.c.code.in_([row["code"] for row in rows]), *used))


def _columns(*names: str) -> list[Any]:
    return [sa.column(name, _type(name)) for name in names]


def _type(name: str) -> Any:
    if name in NUMBERS:
        return sa.Float()
    return sa.Boolean() if name in FLAGS else sa.String()


def _rows(file: str) -> list[dict[str, Any]]:
    with (DATA / file).open(encoding="utf-8", newline="") as lines:
        return [{name: _value(name, text) for name, text in row.items()} for row in csv.DictReader(lines)]


def _value(name: str, text: str) -> Any:
    if name in NUMBERS:
        return float(text)
    return text == "true" if name in FLAGS else text
