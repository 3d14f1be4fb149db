"""Keep the panel's caseload: entries, aims over time, reviews, formulations, Restricted Status, support, governors.

Why: the panel oversees women with complex needs or Restricted Status together; the record says who is on its caseload
and by which route, how her aims stand, when she is reviewed next, what of the regime is withheld and why, and who
answers for her at the prison. Nothing of it touches who owns her case.
Safe beside the previous release because: it adds tables that the previous release does not read.

Revision: 0410, after 0400; 2026-11-22
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0410"
down_revision = "0400"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
INSTANT = sa.DateTime(timezone=True)
TABLES = (
    "prison_governor",
    "regime_item",
    "restricted_status",
    "formulation",
    "stakeholder_contact",
    "staff_support_offer",
    "panel_alert",
    "panel_aim_state",
    "panel_review",
    "panel_entry",
)


def upgrade() -> None:
    _entries()
    _reviews()
    _aims()
    _alerts()
    _support()
    _contacts()
    _formulations()
    _restricted()
    _regime()
    _governors()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _entries() -> None:
    op.create_table(
        "panel_entry",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("referral_id", ID),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("complex_needs", sa.Boolean(), nullable=False),
        sa.Column("restricted_status", sa.Boolean(), nullable=False),
        sa.Column("legacy_reference", sa.String(40)),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("entered_at", INSTANT, nullable=False),
        sa.Column("entered_by", sa.String(120), nullable=False),
        sa.Column("entry_reason", sa.String(2000)),
        sa.Column("next_review_on", sa.Date()),
        sa.Column("stepped_down_on", sa.Date()),
        sa.Column("stepped_down_by", sa.String(120)),
        sa.Column("step_down_reason", sa.String(2000)),
        sa.Column("left_on", sa.Date()),
        sa.Column("left_at", INSTANT),
        sa.Column("left_by", sa.String(120)),
        sa.Column("left_because", sa.String(20)),
        sa.Column("left_note", sa.String(2000)),
        sa.PrimaryKeyConstraint("id", name="pk_panel_entry"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_panel_entry_case_id_case_record"),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name="fk_panel_entry_referral_id_referral"),
        sa.CheckConstraint("complex_needs OR restricted_status", name=op.f("ck_panel_entry_has_route")),
        sa.CheckConstraint(
            "left_on IS NOT NULL OR next_review_on IS NOT NULL", name=op.f("ck_panel_entry_review_planned")
        ),
        sa.CheckConstraint(
            "(left_on IS NULL) = (left_because IS NULL)", name=op.f("ck_panel_entry_left_with_reason")
        ),
        sa.CheckConstraint(
            "left_because IN ('aims_met', 'released', 'left_the_estate', 'no_longer_needed', 'died', 'other')",
            name=op.f("ck_panel_entry_reason_known"),
        ),
    )
    live = sa.text("left_on IS NULL")
    op.create_index(
        "uq_panel_entry_live",
        "panel_entry",
        ["case_id"],
        unique=True,
        postgresql_where=live,
        sqlite_where=live,
    )
    op.create_index("ix_panel_entry_case", "panel_entry", ["case_id", "entered_on"])
    op.create_index(
        "ix_panel_entry_review",
        "panel_entry",
        ["next_review_on", "id"],
        postgresql_where=live,
        sqlite_where=live,
    )
    left = sa.text("left_on IS NOT NULL")
    op.create_index(
        "ix_panel_entry_left", "panel_entry", ["left_on", "id"], postgresql_where=left, sqlite_where=left
    )
    op.create_index("ix_panel_entry_referral", "panel_entry", ["referral_id"])


def _reviews() -> None:
    op.create_table(
        "panel_review",
        sa.Column("id", ID, nullable=False),
        sa.Column("entry_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("her_view", sa.String(4000)),
        sa.Column("no_view_reason", sa.String(2000)),
        sa.Column("summary", sa.String(4000), nullable=False),
        sa.Column("next_review_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_panel_review"),
        sa.UniqueConstraint("entry_id", "number", name="uq_panel_review_entry_id_number"),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["panel_entry.id"], name="fk_panel_review_entry_id_panel_entry"
        ),
        sa.CheckConstraint(
            "(her_view IS NULL) <> (no_view_reason IS NULL)", name=op.f("ck_panel_review_view_or_reason")
        ),
    )
    op.create_index("ix_panel_review_held", "panel_review", ["entry_id", "held_on"])


def _aims() -> None:
    op.create_table(
        "panel_aim_state",
        sa.Column("id", ID, nullable=False),
        sa.Column("entry_id", ID, nullable=False),
        sa.Column("review_id", ID),
        sa.Column("aim", sa.String(20), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("stood_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(1000)),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_panel_aim_state"),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["panel_entry.id"], name="fk_panel_aim_state_entry_id_panel_entry"
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["panel_review.id"], name="fk_panel_aim_state_review_id_panel_review"
        ),
        sa.CheckConstraint(
            "aim IN ('stabilise', 'wellbeing', 'staff_support', 'reduce_risk', 'progress')",
            name=op.f("ck_panel_aim_state_aim_known"),
        ),
        sa.CheckConstraint(
            "state IN ('improving', 'static', 'worsening', 'met')",
            name=op.f("ck_panel_aim_state_state_known"),
        ),
    )
    current = sa.text("is_current")
    op.create_index(
        "uq_panel_aim_state_current",
        "panel_aim_state",
        ["entry_id", "aim"],
        unique=True,
        postgresql_where=current,
        sqlite_where=current,
    )
    op.create_index("ix_panel_aim_state_entry", "panel_aim_state", ["entry_id", "id"])


def _alerts() -> None:
    op.create_table(
        "panel_alert",
        sa.Column("id", ID, nullable=False),
        sa.Column("entry_id", ID, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("raised_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_panel_alert"),
        sa.UniqueConstraint("entry_id", "kind", "due_on", name="uq_panel_alert_entry_id_kind_due_on"),
        sa.ForeignKeyConstraint(["entry_id"], ["panel_entry.id"], name="fk_panel_alert_entry_id_panel_entry"),
        sa.CheckConstraint("kind IN ('handover', 'release')", name=op.f("ck_panel_alert_kind_known")),
    )


def _support() -> None:
    op.create_table(
        "staff_support_offer",
        sa.Column("id", ID, nullable=False),
        sa.Column("entry_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("staff_group", sa.String(120), nullable=False),
        sa.Column("requested_by", sa.String(120), nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=False),
        sa.Column("asked_for", sa.String(2000), nullable=False),
        sa.Column("offered", sa.String(2000)),
        sa.Column("offered_on", sa.Date()),
        sa.Column("taken_up", sa.Boolean()),
        sa.Column("answered_on", sa.Date()),
        sa.Column("outcome", sa.String(2000)),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_staff_support_offer"),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["panel_entry.id"], name="fk_staff_support_offer_entry_id_panel_entry"
        ),
    )
    op.create_index("ix_staff_support_offer_entry", "staff_support_offer", ["entry_id", "id"])


def _contacts() -> None:
    op.create_table(
        "stakeholder_contact",
        sa.Column("id", ID, nullable=False),
        sa.Column("entry_id", ID, nullable=False),
        sa.Column("organisation_kind", sa.String(20), nullable=False),
        sa.Column("organisation", sa.String(120), nullable=False),
        sa.Column("person", sa.String(120)),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("text", sa.String(2000), nullable=False),
        sa.Column("parole_review_id", ID),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_stakeholder_contact"),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["panel_entry.id"], name="fk_stakeholder_contact_entry_id_panel_entry"
        ),
        sa.ForeignKeyConstraint(
            ["parole_review_id"],
            ["parole_review.id"],
            name="fk_stakeholder_contact_parole_review_id_parole_review",
        ),
        sa.CheckConstraint(
            "organisation_kind IN ('parole_board', 'health', 'local_authority', 'police', 'voluntary', 'other')",
            name=op.f("ck_stakeholder_contact_kind_known"),
        ),
    )
    op.create_index("ix_stakeholder_contact_entry", "stakeholder_contact", ["entry_id", "happened_on", "id"])


def _formulations() -> None:
    op.create_table(
        "formulation",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("summary", sa.String(8000), nullable=False),
        sa.Column("author", sa.String(120), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_formulation"),
        sa.UniqueConstraint("case_id", "number", name="uq_formulation_case_id_number"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_formulation_case_id_case_record"),
    )


def _restricted() -> None:
    op.create_table(
        "restricted_status",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("decided_by", sa.String(120), nullable=False),
        sa.Column("reason", sa.String(2000), nullable=False),
        sa.Column("next_review_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date()),
        sa.Column("end_decided_by", sa.String(120)),
        sa.Column("end_reason", sa.String(2000)),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_restricted_status"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_record.id"], name="fk_restricted_status_case_id_case_record"
        ),
        sa.CheckConstraint(
            "to_on IS NULL OR to_on > from_on", name=op.f("ck_restricted_status_ends_after_start")
        ),
        sa.CheckConstraint(
            "(to_on IS NULL) = (end_decided_by IS NULL)", name=op.f("ck_restricted_status_end_is_decided")
        ),
    )
    live = sa.text("to_on IS NULL")
    op.create_index(
        "uq_restricted_status_live",
        "restricted_status",
        ["case_id"],
        unique=True,
        postgresql_where=live,
        sqlite_where=live,
    )
    op.create_index("ix_restricted_status_case", "restricted_status", ["case_id", "from_on"])


def _regime() -> None:
    op.create_table(
        "regime_item",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(2000)),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date()),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_regime_item"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_regime_item_case_id_case_record"),
        sa.CheckConstraint("kind IN ('regime', 'intervention')", name=op.f("ck_regime_item_kind_known")),
        sa.CheckConstraint("state IN ('available', 'withheld')", name=op.f("ck_regime_item_state_known")),
        sa.CheckConstraint(
            "state = 'withheld' OR reason IS NULL", name=op.f("ck_regime_item_reason_of_withheld")
        ),
    )
    live = sa.text("ended_on IS NULL")
    op.create_index(
        "ix_regime_item_case", "regime_item", ["case_id", "id"], postgresql_where=live, sqlite_where=live
    )


def _governors() -> None:
    op.create_table(
        "prison_governor",
        sa.Column("id", ID, nullable=False),
        sa.Column("prison_code", sa.String(3), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(10), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date()),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_prison_governor"),
        sa.ForeignKeyConstraint(
            ["prison_code"], ["prison.code"], name="fk_prison_governor_prison_code_prison"
        ),
        sa.CheckConstraint("title IN ('governor', 'director')", name=op.f("ck_prison_governor_title_known")),
    )
    live = sa.text("to_on IS NULL")
    op.create_index(
        "uq_prison_governor_live",
        "prison_governor",
        ["prison_code"],
        unique=True,
        postgresql_where=live,
        sqlite_where=live,
    )
    op.create_index("ix_prison_governor_prison", "prison_governor", ["prison_code", "from_on"])
