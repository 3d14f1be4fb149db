"""Take imports: runs, the content until it has been taken, row outcomes, and the last records taken.

Why: a file of any size is taken in the background, by any worker on any host, and goes on where it stood
after a crash; so its content and position live in the database until the run is over. The last record of each
person is what the next day's file is compared with.
Safe beside the previous release because: it only adds tables, which that release does not read.

Revision: 0130, after 0120; 2026-11-22
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0130"
down_revision = "0120"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
INSTANT = sa.DateTime(timezone=True)
COUNTS = ("rows_done", "last_row", "created", "changed", "unchanged", "rejected", "missing")
TABLES = ("import_run", "import_chunk", "import_row", "record_taken")


def upgrade() -> None:
    op.create_table(
        "import_run",
        sa.Column("id", ID, nullable=False),
        sa.Column("file_name", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("layout", JSON, nullable=False),
        sa.Column("file_date", sa.Date(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.String(120), nullable=False),
        sa.Column("caller", JSON, nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.Column("started_at", INSTANT, nullable=True),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.Column("claimed_by", sa.String(120), nullable=True),
        sa.Column("heartbeat_at", INSTANT, nullable=True),
        sa.Column("failure", sa.String(400), nullable=True),
        sa.CheckConstraint(
            "state IN ('receiving', 'queued', 'running', 'done', 'failed')",
            name=op.f("ck_import_run_state_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_index(op.f("ix_import_run_created_by_id"), "import_run", ["created_by", "id"])
    op.create_index(op.f("ix_import_run_state_id"), "import_run", ["state", "id"])
    op.create_table(
        "import_chunk",
        sa.Column("run_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run_id"], ["import_run.id"], name=op.f("fk_import_chunk_run_id_import_run")
        ),
        sa.PrimaryKeyConstraint("run_id", "number", name=op.f("pk_import_chunk")),
    )
    op.create_table(
        "import_row",
        sa.Column("run_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(10), nullable=False),
        sa.Column("reference", sa.String(7), nullable=True),
        sa.Column("case_id", ID, nullable=True),
        sa.Column("reasons", JSON, nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["import_run.id"], name=op.f("fk_import_row_run_id_import_run")),
        sa.PrimaryKeyConstraint("run_id", "number", name=op.f("pk_import_row")),
    )
    op.create_index(
        op.f("ix_import_row_run_id_outcome_number"), "import_row", ["run_id", "outcome", "number"]
    )
    op.create_table(
        "record_taken",
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("reference", sa.String(7), nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("run_id", ID, nullable=False),
        sa.Column("file_date", sa.Date(), nullable=False),
        sa.Column("prison_code", sa.String(3), nullable=True),
        sa.Column("fields", JSON, nullable=False),
        sa.PrimaryKeyConstraint("source", "reference", name=op.f("pk_record_taken")),
    )
    op.create_index(op.f("ix_record_taken_source_prison_code"), "record_taken", ["source", "prison_code"])
    op.create_index(op.f("ix_record_taken_run_id"), "record_taken", ["run_id"])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
