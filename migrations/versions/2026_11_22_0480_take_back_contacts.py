"""Take back contacts: one that was recorded in error stays, marked with who took it back, when and why.

Why: a wrong contact counted for ever, in the counts by channel and in the report of cases without contact.
Safe beside the previous release because: it reads and writes contacts without the new columns, and new rows have a
version; until it is replaced it counts what was taken back, and finds contacts by the indexes that cover more.

Revision: 0480, after 0470; 2026-11-22
"""

import sqlalchemy as sa
from alembic import op

revision = "0480"
down_revision = "0470"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
COUNTED, BETWEEN_SIDES = "ix_contact_counted", "ix_contact_between_sides"
STANDS = "retracted_at IS NULL"


def upgrade() -> None:
    op.add_column("contact", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("contact", sa.Column("retracted_at", INSTANT))
    op.add_column("contact", sa.Column("retracted_by", sa.String(120)))
    op.add_column("contact", sa.Column("retraction_reason", sa.String(2000)))
    _index_again(STANDS, f"between_sides AND {STANDS}")


def downgrade() -> None:
    # What was taken back counts again: the previous release has no place for the mark. The audit keeps it.
    _index_again(None, "between_sides")
    for name in ("retraction_reason", "retracted_by", "retracted_at", "version"):
        op.drop_column("contact", name)


def _index_again(counted: str | None, between_sides: str) -> None:
    op.drop_index(COUNTED, "contact")
    op.drop_index(BETWEEN_SIDES, "contact")
    _create_index(COUNTED, ["happened_on", "channel", "with_her"], counted)
    _create_index(BETWEEN_SIDES, ["case_id", "happened_on"], between_sides)


def _create_index(name: str, columns: list[str], condition: str | None) -> None:
    where = sa.text(condition) if condition else None
    op.create_index(name, "contact", columns, postgresql_where=where, sqlite_where=where)
