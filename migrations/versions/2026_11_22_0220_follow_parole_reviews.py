"""Follow parole reviews: the reviews that facts name, key stages with their invitations, progress told, contacts.

Why: a review must be listed and described beside the facts that make it, and the community must be asked to a key
stage, answer it and be told of progress, with each contact on the record.
Safe beside the previous release because: it adds tables that that release does not read; the reviews of facts told
before are written by `throughcare rebuild`, which says what it finds missing.

Revision: 0220, after 0210; 2026-11-22
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0220"
down_revision = "0210"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_reviews()
    _create_key_stages()
    _create_progress_notices()
    _create_contacts()


def downgrade() -> None:
    for table in ("contact", "progress_notice", "key_stage", "parole_review"):
        op.drop_table(table)


def _create_reviews() -> None:
    op.create_table(
        "parole_review",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("review_key", sa.String(80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("started_on", sa.Date()),
        sa.Column("review_type", sa.String(80)),
        sa.Column("hearing_on", sa.Date()),
        sa.Column("put_off", sa.String(10)),
        sa.Column("put_off_on", sa.Date()),
        sa.Column("withdrawn_on", sa.Date()),
        sa.Column("outcome", sa.String(40)),
        sa.Column("decided_on", sa.Date()),
        sa.Column("final_on", sa.Date()),
        sa.Column("on_papers", sa.Boolean(), nullable=False),
        sa.Column("set_aside_on", sa.Date()),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.Column("stage", sa.String(30)),
        sa.Column("custody_report_due", sa.Date()),
        sa.Column("hearing_mode", sa.String(20)),
        sa.Column("hearing_venue", sa.String(120)),
        sa.Column("reconsideration_applied_on", sa.Date()),
        sa.Column("reconsideration_by", sa.String(20)),
        sa.Column("reconsideration_outcome", sa.String(20)),
        sa.Column("reconsideration_decided_on", sa.Date()),
        sa.Column("notes", sa.String(2000)),
        sa.Column("chased_for", sa.Date()),
        sa.PrimaryKeyConstraint("id", name="pk_parole_review"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_parole_review_case_id_case_record"),
        sa.UniqueConstraint("case_id", "review_key", name="uq_parole_review_case_id_review_key"),
    )
    _index("ix_parole_review_next", "parole_review", ["next_on", "id"])
    _index(
        "ix_parole_review_awaiting",
        "parole_review",
        ["hearing_on", "id"],
        "is_open AND outcome IS NULL AND hearing_on IS NOT NULL",
    )
    _index("ix_parole_review_open", "parole_review", ["next_on", "id"], "is_open")
    _index("ix_parole_review_state_next", "parole_review", ["state", "next_on", "id"])


def _create_key_stages() -> None:
    op.create_table(
        "key_stage",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("held_on", sa.Date()),
        sa.Column("cancelled_on", sa.Date()),
        sa.Column("note", sa.String(1000)),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.String(120), nullable=False),
        sa.Column("invited_named", sa.String(120)),
        sa.Column("invited_staff_id", ID),
        sa.Column("invited_at", INSTANT),
        sa.Column("invitations", sa.Integer(), nullable=False),
        sa.Column("response_due", sa.Date()),
        sa.Column("chased_on", sa.Date()),
        sa.Column("response", sa.String(20)),
        sa.Column("responded_at", INSTANT),
        sa.Column("responded_by", sa.String(120)),
        sa.Column("contribution", sa.String(4000)),
        sa.Column("contributed_at", INSTANT),
        sa.Column("contributed_by", sa.String(120)),
        sa.PrimaryKeyConstraint("id", name="pk_key_stage"),
        sa.ForeignKeyConstraint(
            ["invited_staff_id"], ["staff.id"], name="fk_key_stage_invited_staff_id_staff"
        ),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_key_stage_case_id_case_record"),
        sa.CheckConstraint(
            "response IN ('will_attend', 'will_contribute', 'cannot')",
            name="ck_key_stage_ck_key_stage_response_known",
        ),
    )
    _index("ix_key_stage_case", "key_stage", ["case_id", "planned_on", "id"])
    _index(
        "ix_key_stage_uninvited",
        "key_stage",
        ["id"],
        "invited_at IS NULL AND held_on IS NULL AND cancelled_on IS NULL",
    )
    _index("ix_key_stage_planned", "key_stage", ["planned_on", "id"])
    _index(
        "ix_key_stage_unanswered",
        "key_stage",
        ["response_due", "id"],
        "response IS NULL AND response_due IS NOT NULL AND held_on IS NULL AND cancelled_on IS NULL",
    )
    _index(
        "ix_key_stage_awaiting",
        "key_stage",
        ["planned_on", "id"],
        "response IS NULL AND response_due IS NOT NULL AND held_on IS NULL AND cancelled_on IS NULL",
    )


def _create_progress_notices() -> None:
    op.create_table(
        "progress_notice",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("text", sa.String(2000), nullable=False),
        sa.Column("told_at", INSTANT, nullable=False),
        sa.Column("told_by", sa.String(120), nullable=False),
        sa.Column("told_to", sa.String(120), nullable=False),
        sa.Column("staff_id", ID),
        sa.PrimaryKeyConstraint("id", name="pk_progress_notice"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_record.id"], name="fk_progress_notice_case_id_case_record"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_progress_notice_staff_id_staff"),
    )
    _index("ix_progress_notice_case", "progress_notice", ["case_id", "id"])


def _create_contacts() -> None:
    op.create_table(
        "contact",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("first_party", sa.String(40), nullable=False),
        sa.Column("second_party", sa.String(40), nullable=False),
        sa.Column("with_her", sa.Boolean(), nullable=False),
        sa.Column("between_sides", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(1000)),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_contact"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_contact_case_id_case_record"),
        sa.CheckConstraint("first_party < second_party", name="ck_contact_ck_contact_parties_in_order"),
        sa.CheckConstraint(
            "channel IN ('visit', 'video', 'phone', 'letter')", name="ck_contact_ck_contact_channel_known"
        ),
    )
    _index("ix_contact_counted", "contact", ["happened_on", "channel", "with_her"])
    _index("ix_contact_between_sides", "contact", ["case_id", "happened_on"], "between_sides")
    _index("ix_contact_case", "contact", ["case_id", "happened_on", "id"])


def _index(name: str, table: str, columns: list[str], where: str | None = None) -> None:
    condition = sa.text(where) if where else None
    op.create_index(name, table, columns, postgresql_where=condition, sqlite_where=condition)
