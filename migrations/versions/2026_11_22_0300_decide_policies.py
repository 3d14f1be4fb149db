"""Decide policies: papers and what the boards said, what is in force where, settings, and runs over the cases.

Why: which policy governs which case on which day is data. A row of `policy_decision` is what a final approval put in
force, for everywhere, an estate or a region; settings that a second person approved become published versions; a run
brings the stored periods after each of them. A changed home region is kept with its day, so that it changes no
earlier day.
Safe beside the previous release because: new columns have defaults that mean what every row meant so far, and new
tables are not read there. Record no decision for one estate or region while hosts of the previous release still run:
they would take it for everywhere.

Revision: 0300, after 0230; 2026-11-22
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0300"
down_revision = "0230"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
INSTANT = sa.DateTime(timezone=True)
OF_RULINGS = ("place_kind", "place_code", "revision", "recorded_on", "paper_id")


def upgrade() -> None:
    _create_papers()
    _widen_decisions()
    _create_settings()
    _create_runs()
    _create_moves()


def downgrade() -> None:
    for table in (
        "home_region_change", "policy_run", "policy_version", "setting_proposal", "policy_paper_step",
        "policy_paper_part",
    ):  # fmt: skip
        op.drop_table(table)
    # The previous release would take what holds for one place for everywhere.
    op.execute("DELETE FROM policy_decision WHERE place_kind <> 'everywhere'")
    with op.batch_alter_table("policy_decision") as table:
        table.drop_constraint("fk_policy_decision_paper_id_policy_paper", type_="foreignkey")
        table.drop_constraint("ck_policy_decision_place_known", type_="check")
        for column in OF_RULINGS:
            table.drop_column(column)
    op.drop_table("policy_paper")


def _create_papers() -> None:
    op.create_table(
        "policy_paper",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(40), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("place_kind", sa.String(10), nullable=False),
        sa.Column("place_code", sa.String(40)),
        sa.Column("board", sa.String(120), nullable=False),
        sa.Column("board_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_policy_paper"),
        sa.UniqueConstraint("reference", name="uq_policy_paper_reference"),
        sa.CheckConstraint(
            "place_kind IN ('everywhere', 'estate', 'region')", name="ck_policy_paper_place_known"
        ),
    )
    op.create_table(
        "policy_paper_part",
        sa.Column("paper_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(500), nullable=False),
        sa.Column("policy_id", sa.String(40)),
        sa.Column("settings", JSON, nullable=False),
        sa.Column("otherwise", JSON, nullable=False),
        sa.PrimaryKeyConstraint("paper_id", "number", name="pk_policy_paper_part"),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["policy_paper.id"], name="fk_policy_paper_part_paper_id_policy_paper"
        ),
    )
    op.create_table(
        "policy_paper_step",
        sa.Column("id", ID, nullable=False),
        sa.Column("paper_id", ID, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("part", sa.Integer()),
        sa.Column("outcome", sa.String(20)),
        sa.Column("text", sa.String(2000)),
        sa.Column("settings", JSON, nullable=False),
        sa.Column("board", sa.String(120)),
        sa.Column("board_on", sa.Date()),
        sa.Column("reference", sa.String(40)),
        sa.Column("in_force_from", sa.Date()),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_policy_paper_step"),
        sa.ForeignKeyConstraint(
            ["paper_id"], ["policy_paper.id"], name="fk_policy_paper_step_paper_id_policy_paper"
        ),
        sa.CheckConstraint(
            "kind IN ('part_decided', 'final_approval', 'refused', 'withdrawn')",
            name="ck_policy_paper_step_kind_known",
        ),
    )
    op.create_index("ix_policy_paper_step_paper_id_id", "policy_paper_step", ["paper_id", "id"])
    ended = sa.text("kind <> 'part_decided'")
    op.create_index(
        "uq_policy_paper_step_end",
        "policy_paper_step",
        ["paper_id"],
        unique=True,
        postgresql_where=ended,
        sqlite_where=ended,
    )


def _widen_decisions() -> None:
    with op.batch_alter_table("policy_decision") as table:
        table.add_column(sa.Column("place_kind", sa.String(10), nullable=False, server_default="everywhere"))
        table.add_column(sa.Column("place_code", sa.String(40)))
        table.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("recorded_on", sa.Date(), nullable=False, server_default="1900-01-01"))
        table.add_column(sa.Column("paper_id", ID))
        table.create_foreign_key(
            "fk_policy_decision_paper_id_policy_paper", "policy_paper", ["paper_id"], ["id"]
        )
        table.create_check_constraint(
            "ck_policy_decision_place_known", "place_kind IN ('everywhere', 'estate', 'region')"
        )


def _create_settings() -> None:
    op.create_table(
        "setting_proposal",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("policy_id", sa.String(40), nullable=False),
        sa.Column("settings", JSON, nullable=False),
        sa.Column("reason", sa.String(2000), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("proposed_at", INSTANT, nullable=False),
        sa.Column("proposed_by", sa.String(120), nullable=False),
        sa.Column("outcome", sa.String(10)),
        sa.Column("outcome_reason", sa.String(2000)),
        sa.Column("decided_at", INSTANT),
        sa.Column("decided_on", sa.Date()),
        sa.Column("decided_by", sa.String(120)),
        sa.Column("revision", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_setting_proposal"),
        sa.CheckConstraint(
            "outcome IN ('approved', 'refused', 'withdrawn')", name="ck_setting_proposal_outcome_known"
        ),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome <> 'approved' OR decided_by <> proposed_by",
            name="ck_setting_proposal_second_person",
        ),
    )
    op.create_index("ix_setting_proposal_policy_id_id", "setting_proposal", ["policy_id", "id"])
    op.create_table(
        "policy_version",
        sa.Column("policy_id", sa.String(40), nullable=False),
        sa.Column("version", sa.String(20), nullable=False),
        sa.Column("settings", JSON, nullable=False),
        sa.Column("published_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("policy_id", "version", name="pk_policy_version"),
    )


def _create_runs() -> None:
    op.create_table(
        "policy_run",
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("because", sa.String(10), nullable=False),
        sa.Column("because_id", ID, nullable=False),
        sa.Column("place_kind", sa.String(10), nullable=False),
        sa.Column("place_code", sa.String(40)),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("position", ID, nullable=False),
        sa.Column("barrier", sa.BigInteger()),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("started_at", INSTANT),
        sa.Column("finished_at", INSTANT),
        sa.Column("claimed_by", sa.String(120)),
        sa.Column("heartbeat_at", INSTANT),
        sa.PrimaryKeyConstraint("revision", name="pk_policy_run"),
        sa.CheckConstraint("because IN ('decision', 'setting')", name="ck_policy_run_because_known"),
    )
    waiting = sa.text("finished_at IS NULL")
    op.create_index(
        "ix_policy_run_waiting", "policy_run", ["revision"], postgresql_where=waiting, sqlite_where=waiting
    )


def _create_moves() -> None:
    op.create_table(
        "home_region_change",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=False),
        sa.Column("was", sa.String(40)),
        sa.Column("region", sa.String(40)),
        sa.PrimaryKeyConstraint("case_id", "changed_on", name="pk_home_region_change"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_record.id"], name="fk_home_region_change_case_id_case_record"
        ),
    )
