"""Compare policies: kept runs of two policies over a caseload, the places they concern, and who moves in each.

Why: a board that decides on a policy cites what it would change. A run is kept with its inputs, and its place says
who may read it. Rows of moves name a case by id alone, so that a run says nothing more of a person than her record.
Safe beside the previous release because: it adds tables that the previous release does not read.

Revision: 0310, after 0300; 2026-11-22
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0310"
down_revision = "0300"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
INSTANT = sa.DateTime(timezone=True)
RUN, PLACE, MOVE = "policy_comparison", "policy_comparison_place", "policy_comparison_move"


def upgrade() -> None:
    _create_runs()
    _create_places()
    _create_moves()


def downgrade() -> None:
    for table in (MOVE, PLACE, RUN):
        op.drop_table(table)


def _create_runs() -> None:
    op.create_table(
        RUN,
        sa.Column("id", ID, nullable=False),
        sa.Column("reference", sa.String(20), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.String(120), nullable=False),
        sa.Column("caller", JSON, nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("caseload", sa.Integer(), nullable=False),
        sa.Column("filters", JSON, nullable=False),
        sa.Column("left_side", JSON, nullable=False),
        sa.Column("right_side", JSON, nullable=False),
        sa.Column("cases_total", sa.Integer(), nullable=False),
        sa.Column("cases_done", sa.Integer(), nullable=False),
        sa.Column("moved", sa.Integer(), nullable=False),
        sa.Column("moved_side", sa.Integer(), nullable=False),
        sa.Column("position", ID),
        sa.Column("totals", JSON, nullable=False),
        sa.Column("started_at", INSTANT),
        sa.Column("finished_at", INSTANT),
        sa.Column("claimed_by", sa.String(120)),
        sa.Column("heartbeat_at", INSTANT),
        sa.Column("failure", sa.String(400)),
        sa.PrimaryKeyConstraint("id", name=f"pk_{RUN}"),
        sa.UniqueConstraint("reference", name=f"uq_{RUN}_reference"),
        sa.CheckConstraint("state IN ('queued', 'running', 'done', 'failed')", name=f"ck_{RUN}_state_known"),
    )
    op.create_index(f"ix_{RUN}_state_id", RUN, ["state", "id"])


def _create_places() -> None:
    op.create_table(
        PLACE,
        sa.Column("run_id", ID, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "kind", "code", name=f"pk_{PLACE}"),
        sa.ForeignKeyConstraint(["run_id"], [f"{RUN}.id"], name=f"fk_{PLACE}_run_id_{RUN}"),
        sa.CheckConstraint("kind IN ('everywhere', 'prison', 'region')", name=f"ck_{PLACE}_kind_known"),
    )


def _create_moves() -> None:
    op.create_table(
        MOVE,
        sa.Column("run_id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("differs_on", sa.Date(), nullable=False),
        sa.Column("side_differs_on", sa.Date()),
        sa.Column("prison_code", sa.String(3)),
        sa.Column("home_region", sa.String(40)),
        sa.Column("left_responsible", sa.String(10), nullable=False),
        sa.Column("left_lead_role", sa.String(40)),
        sa.Column("left_reason_code", sa.String(60), nullable=False),
        sa.Column("right_responsible", sa.String(10), nullable=False),
        sa.Column("right_lead_role", sa.String(40)),
        sa.Column("right_reason_code", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("run_id", "case_id", name=f"pk_{MOVE}"),
        sa.ForeignKeyConstraint(["run_id"], [f"{RUN}.id"], name=f"fk_{MOVE}_run_id_{RUN}"),
    )
    op.create_index(f"ix_{MOVE}_run_id_differs_on_case_id", MOVE, ["run_id", "differs_on", "case_id"])
