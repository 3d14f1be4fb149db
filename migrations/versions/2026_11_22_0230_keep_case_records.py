"""Keep case records: parts in versions, items, and victim liaison officers.

Why: what is known of her risk, her plan and her choices stands on the case, each version with who and when. The
unique index holds one current version of a part; lists find what is missing by it.
Safe beside the previous release because: it adds tables that the previous release does not read.

Revision: 0230, after 0220; 2026-11-22
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0230"
down_revision = "0220"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_parts()
    _create_items()
    _create_officers()


def downgrade() -> None:
    for table in ("victim_liaison_officer", "record_item", "record_part"):
        op.drop_table(table)


def _create_parts() -> None:
    op.create_table(
        "record_part",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("part", sa.String(30), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("value", sa.String(20)),
        sa.Column("day", sa.Date()),
        sa.Column("lacking", sa.String(100), nullable=False),
        sa.Column("fields", JSON, nullable=False),
        sa.Column("reason", sa.String(2000)),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_record_part"),
        sa.UniqueConstraint("case_id", "part", "version", name="uq_record_part_case_id_part_version"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_record_part_case_id_case_record"),
    )
    current = sa.text("is_current")
    op.create_index(
        "uq_record_part_current",
        "record_part",
        ["case_id", "part"],
        unique=True,
        postgresql_where=current,
        sqlite_where=current,
    )


def _create_items() -> None:
    op.create_table(
        "record_item",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(30)),
        sa.Column("fields", JSON, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.Column("changed_at", INSTANT),
        sa.Column("changed_by", sa.String(120)),
        sa.PrimaryKeyConstraint("id", name="pk_record_item"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_record_item_case_id_case_record"),
    )
    op.create_index("ix_record_item_case", "record_item", ["case_id", "kind", "value"])


def _create_officers() -> None:
    op.create_table(
        "victim_liaison_officer",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("email", sa.String(254), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("added_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_victim_liaison_officer"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_record.id"], name="fk_victim_liaison_officer_case_id_case_record"
        ),
    )
    op.create_index("ix_victim_liaison_officer_case", "victim_liaison_officer", ["case_id", "id"])
