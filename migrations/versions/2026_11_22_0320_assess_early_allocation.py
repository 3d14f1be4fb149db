"""Assess early allocation: each assessment with its answers, its window as it stood, and the community's decision.

Why: whether the community takes a case over early follows from an assessment; the record says who answered what, on
which dates the window of eighteen months was judged, and who approved and decided.
Safe beside the previous release because: it adds a table that the previous release does not read.

Revision: 0320, after 0310; 2026-11-22
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0320"
down_revision = "0310"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "early_allocation_assessment",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("assessed_at", INSTANT, nullable=False),
        sa.Column("assessed_by", sa.String(120), nullable=False),
        sa.Column("sentence_start", sa.Date()),
        sa.Column("oasys_on", sa.Date(), nullable=False),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("outcome", sa.String(20), nullable=False),
        sa.Column("reason", sa.String(2000)),
        sa.Column("approved_by", sa.String(120)),
        sa.Column("earliest_release", sa.Date()),
        sa.Column("in_window", sa.Boolean(), nullable=False),
        sa.Column("opens_on", sa.Date()),
        sa.Column("told_on", sa.Date()),
        sa.Column("is_latest", sa.Boolean(), nullable=False),
        sa.Column("decision", sa.String(10)),
        sa.Column("decision_reason", sa.String(2000)),
        sa.Column("decided_on", sa.Date()),
        sa.Column("decided_at", INSTANT),
        sa.Column("decided_by", sa.String(120)),
        sa.PrimaryKeyConstraint("id", name="pk_early_allocation_assessment"),
        sa.UniqueConstraint("case_id", "number", name="uq_early_allocation_assessment_case_id_number"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_record.id"], name="fk_early_allocation_assessment_case_id_case_record"
        ),
        sa.CheckConstraint(
            "outcome IN ('eligible', 'ineligible', 'discretionary')",
            name=op.f("ck_early_allocation_assessment_outcome_known"),
        ),
        sa.CheckConstraint(
            "decision IN ('accepted', 'declined')", name=op.f("ck_early_allocation_assessment_decision_known")
        ),
    )
    latest = sa.text("is_latest")
    op.create_index(
        "uq_early_allocation_assessment_latest",
        "early_allocation_assessment",
        ["case_id"],
        unique=True,
        postgresql_where=latest,
        sqlite_where=latest,
    )
    waiting = sa.text("is_latest AND NOT in_window AND told_on IS NULL AND opens_on IS NOT NULL")
    op.create_index(
        "ix_early_allocation_assessment_opening",
        "early_allocation_assessment",
        ["opens_on", "id"],
        postgresql_where=waiting,
        sqlite_where=waiting,
    )


def downgrade() -> None:
    op.drop_table("early_allocation_assessment")
