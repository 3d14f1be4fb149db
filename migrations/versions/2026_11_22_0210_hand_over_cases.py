"""Hand over cases: a record of each handover with its checklist, and managers' overrides of who owns a case.

Why: a handover is work that two sides do together, which no date shows; and a manager may decide otherwise than the
rules, for a while and for a reason. The unique indexes allow one open handover and one live override a case.
Safe beside the previous release because: it only adds tables, which that release does not read.

Revision: 0210, after 0200; 2026-11-22
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0210"
down_revision = "0200"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
INSTANT = sa.DateTime(timezone=True)
OPEN = "closed_at IS NULL"
LISTS = (
    ("", "handover_on", OPEN),
    ("unnamed_", "handover_on", f"{OPEN} AND NOT named"),
    ("waiting_", "waits_since", f"{OPEN} AND waits_since IS NOT NULL"),
)
PLACES = (("day", ()), ("prison", ("prison_code",)), ("region", ("home_region",)))


def upgrade() -> None:
    _create_handovers()
    _create_steps()
    _create_overrides()


def downgrade() -> None:
    for table in ("ownership_override", "handover_step", "handover"):
        op.drop_table(table)


def _create_handovers() -> None:
    op.create_table(
        "handover",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("opened_at", INSTANT, nullable=False),
        sa.Column("record_opened_on", sa.Date()),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("reason_code", sa.String(60)),
        sa.Column("starts_on", sa.Date()),
        sa.Column("handover_on", sa.Date()),
        sa.Column("returns_on", sa.Date()),
        sa.Column("waits_since", sa.Date()),
        sa.Column("prison_code", sa.String(3)),
        sa.Column("home_region", sa.String(40)),
        sa.Column("named", sa.Boolean(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("steps_settled", sa.Integer(), nullable=False),
        sa.Column("report", sa.String(8000)),
        sa.Column("report_at", INSTANT),
        sa.Column("report_by", sa.String(120)),
        sa.Column("accepted_on", sa.Date()),
        sa.Column("accepted_at", INSTANT),
        sa.Column("accepted_by", sa.String(120)),
        sa.Column("accepted_name", sa.String(120)),
        sa.Column("declined_on", sa.Date()),
        sa.Column("declined_at", INSTANT),
        sa.Column("declined_by", sa.String(120)),
        sa.Column("decline_reason", sa.String(2000)),
        sa.Column("upcoming_told_for", sa.Date()),
        sa.Column("moved_told_for", sa.Date()),
        sa.Column("unnamed_told_for", sa.Date()),
        sa.Column("closed_on", sa.Date()),
        sa.Column("closed_at", INSTANT),
        sa.Column("closed_because", sa.String(20)),
        sa.PrimaryKeyConstraint("id", name="pk_handover"),
        sa.CheckConstraint(
            "kind IN ('standard', 'enhanced', 'parole', 'recall')", name="ck_handover_kind_known"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_handover_case_id_case_record"),
        sa.ForeignKeyConstraint(["prison_code"], ["prison.code"], name="fk_handover_prison_code_prison"),
        sa.ForeignKeyConstraint(
            ["home_region"], ["probation_region.code"], name="fk_handover_home_region_probation_region"
        ),
    )
    _index("uq_handover_open", "handover", ["case_id"], OPEN, unique=True)
    op.create_index("ix_handover_case", "handover", ["case_id", "opened_at"])
    for list_, day, condition in LISTS:
        for name, place in PLACES:
            _index(f"ix_handover_{list_}{name}", "handover", [*place, day, "id"], condition)


def _create_steps() -> None:
    op.create_table(
        "handover_step",
        sa.Column("handover_id", ID, nullable=False),
        sa.Column("code", sa.String(50), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("note", sa.String(2000)),
        sa.Column("settled_on", sa.Date(), nullable=False),
        sa.Column("settled_at", INSTANT, nullable=False),
        sa.Column("settled_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("handover_id", "code", name="pk_handover_step"),
        sa.CheckConstraint("state IN ('done', 'not_needed')", name="ck_handover_step_state_known"),
        sa.ForeignKeyConstraint(
            ["handover_id"], ["handover.id"], name="fk_handover_step_handover_id_handover"
        ),
    )


def _create_overrides() -> None:
    op.create_table(
        "ownership_override",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("responsible", sa.String(10), nullable=False),
        sa.Column("reason_code", sa.String(50), nullable=False),
        sa.Column("text", sa.String(2000), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("review_on", sa.Date()),
        sa.Column("expires_on", sa.Date()),
        sa.Column("automatic", JSON, nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", sa.String(120), nullable=False),
        sa.Column("made_by_name", sa.String(120), nullable=False),
        sa.Column("review_told_for", sa.Date()),
        sa.Column("ended_on", sa.Date()),
        sa.Column("ended_at", INSTANT),
        sa.Column("ended_by", sa.String(120)),
        sa.Column("ended_because", sa.String(20)),
        sa.Column("end_reason", sa.String(2000)),
        sa.PrimaryKeyConstraint("id", name="pk_ownership_override"),
        sa.CheckConstraint(
            "responsible IN ('custody', 'community')", name="ck_ownership_override_responsible_known"
        ),
        sa.CheckConstraint(
            "review_on IS NOT NULL OR expires_on IS NOT NULL", name="ck_ownership_override_review_or_expiry"
        ),
        sa.CheckConstraint(
            "expires_on IS NULL OR expires_on > starts_on", name="ck_ownership_override_expires_after_start"
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_record.id"], name="fk_ownership_override_case_id_case_record"
        ),
    )
    live = "ended_at IS NULL"
    _index("uq_ownership_override_live", "ownership_override", ["case_id"], live, unique=True)
    op.create_index("ix_ownership_override_case", "ownership_override", ["case_id", "starts_on"])
    _index("ix_ownership_override_expiry", "ownership_override", ["expires_on", "id"], live)
    _index("ix_ownership_override_review", "ownership_override", ["review_on", "id"], live)


def _index(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, unique=unique, postgresql_where=condition, sqlite_where=condition)
