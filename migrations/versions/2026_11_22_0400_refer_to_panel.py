"""Refer to the panel: referrals with their steps and amendments, principles, holistic assessments, points of contact.

Why: the panel takes a case only by a referral that says what was tried and what is not progressing; the record keeps
each step and each changed answer. The guiding principles are data, because no source gives them: it starts with three
that the terms of reference state themselves. What a woman discloses of abuse stands in a table of its own, so that
reading an assessment never reads it.
Safe beside the previous release because: it adds tables that the previous release does not read.

Revision: 0400, after 0320; 2026-11-22
"""

import datetime as dt

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0400"
down_revision = "0320"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
INSTANT = sa.DateTime(timezone=True)
TERMS = "WECASP terms of reference"
PRINCIPLES = (
    ("0190b3c0-0000-7000-8000-000000000001", "She is not progressing in her sentence plan.", "Principles"),
    ("0190b3c0-0000-7000-8000-000000000002", "Current care and management approaches are not working.",
     "first use of the panel"),
    ("0190b3c0-0000-7000-8000-000000000003",
     "She is held in the women's estate; the length of her sentence or a recall is no bar.", "third use of the panel"),
)  # fmt: skip


def upgrade() -> None:
    _create_principles()
    _create_referrals()
    _create_parts_of_referrals()
    _create_assessments()
    op.create_table(
        "custody_spoc",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("prison_code", sa.String(3), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("email", sa.String(254)),
        sa.Column("telephone", sa.String(40)),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name="pk_custody_spoc"),
        sa.ForeignKeyConstraint(["prison_code"], ["prison.code"], name="fk_custody_spoc_prison_code_prison"),
    )
    op.create_index("ix_custody_spoc_prison_code_starts_on", "custody_spoc", ["prison_code", "starts_on"])


def downgrade() -> None:
    for table in (
        "custody_spoc", "abuse_disclosure", "holistic_assessment", "referral_amendment", "referral_step",
        "referral_approach", "referral", "guiding_principle",
    ):  # fmt: skip
        op.drop_table(table)


def _create_principles() -> None:
    table = op.create_table(
        "guiding_principle",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(500), nullable=False),
        sa.Column("source", sa.String(200)),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date()),
        sa.PrimaryKeyConstraint("id", name="pk_guiding_principle"),
    )
    rows = [
        {
            "id": key,
            "version": 1,
            "position": place,
            "text": text,
            "source": f"{TERMS}, {where}",
            "from_on": dt.date(2015, 1, 1),
        }
        for place, (key, text, where) in enumerate(PRINCIPLES, 1)
    ]
    op.bulk_insert(table, rows)


def _create_referrals() -> None:
    op.create_table(
        "referral",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("stage", sa.String(20)),
        sa.Column("status", sa.String(20), nullable=False),
        sa.Column("complex_needs", sa.Boolean(), nullable=False),
        sa.Column("restricted_status", sa.Boolean(), nullable=False),
        sa.Column("staff_support_only", sa.Boolean(), nullable=False),
        sa.Column("ycs_transition", sa.Boolean(), nullable=False),
        sa.Column("welsh_case", sa.Boolean(), nullable=False),
        sa.Column("wopd_status", sa.String(20)),
        sa.Column("content", JSON, nullable=False),
        sa.Column("principles", JSON, nullable=False),
        sa.Column("terms", sa.String(200)),
        sa.Column("submitted_on", sa.Date()),
        sa.Column("triage_due_on", sa.Date()),
        sa.Column("accepted_on", sa.Date()),
        sa.Column("ended_on", sa.Date()),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("created_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_referral"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_referral_case_id_case_record"),
        sa.CheckConstraint(
            "kind IN ('panel', 'welsh_resettlement', 'pre_sentence_support')",
            name=op.f("ck_referral_kind_known"),
        ),
        sa.CheckConstraint(
            "source IN ('prison', 'remand', 'police_custody', 'community')",
            name=op.f("ck_referral_source_known"),
        ),
        sa.CheckConstraint("stage IN ('pre_release', 'post_release')", name=op.f("ck_referral_stage_known")),
        sa.CheckConstraint(
            "status IN ('draft', 'submitted', 'in_triage', 'accepted', 'declined', 'withdrawn', 'closed')",
            name=op.f("ck_referral_status_known"),
        ),
        sa.CheckConstraint(
            "wopd_status IN ('not_screened', 'screened_in', 'screened_out', 'declined')",
            name=op.f("ck_referral_wopd_known"),
        ),
    )
    op.create_index("ix_referral_case_id_id", "referral", ["case_id", "id"])
    op.create_index("ix_referral_status_id", "referral", ["status", "id"])


def _create_parts_of_referrals() -> None:
    op.create_table(
        "referral_approach",
        sa.Column("referral_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(500)),
        sa.Column("started_on", sa.Date()),
        sa.Column("ended_on", sa.Date()),
        sa.Column("result", sa.String(2000)),
        sa.PrimaryKeyConstraint("referral_id", "position", name="pk_referral_approach"),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name="fk_referral_approach_referral_id_referral"
        ),
    )
    op.create_table(
        "referral_step",
        sa.Column("id", ID, nullable=False),
        sa.Column("referral_id", ID, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("text", sa.String(2000)),
        sa.Column("details", JSON, nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_referral_step"),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name="fk_referral_step_referral_id_referral"
        ),
        sa.UniqueConstraint("referral_id", "kind", name="uq_referral_step_referral_id_kind"),
        sa.CheckConstraint(
            "kind IN ('submitted', 'triaged', 'accepted', 'declined', 'withdrawn', 'closed')",
            name=op.f("ck_referral_step_kind_known"),
        ),
    )
    op.create_table(
        "referral_amendment",
        sa.Column("id", ID, nullable=False),
        sa.Column("referral_id", ID, nullable=False),
        sa.Column("field", sa.String(40), nullable=False),
        sa.Column("old", JSON),
        sa.Column("new", JSON),
        sa.Column("reason", sa.String(2000), nullable=False),
        sa.Column("amended_at", INSTANT, nullable=False),
        sa.Column("amended_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_referral_amendment"),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name="fk_referral_amendment_referral_id_referral"
        ),
    )
    op.create_index("ix_referral_amendment_referral_id_id", "referral_amendment", ["referral_id", "id"])


def _create_assessments() -> None:
    op.create_table(
        "holistic_assessment",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(20), nullable=False),
        sa.Column("place_name", sa.String(200)),
        sa.Column("assessor", sa.String(120), nullable=False),
        sa.Column("diversion_eligible", sa.Boolean(), nullable=False),
        sa.Column("needs", JSON, nullable=False),
        sa.Column("summary", sa.String(2000)),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_holistic_assessment"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_record.id"], name="fk_holistic_assessment_case_id_case_record"
        ),
        sa.CheckConstraint(
            "place IN ('police_custody', 'court', 'community', 'prison')",
            name=op.f("ck_holistic_assessment_place_known"),
        ),
    )
    op.create_index("ix_holistic_assessment_case_id_id", "holistic_assessment", ["case_id", "id"])
    op.create_table(
        "abuse_disclosure",
        sa.Column("id", ID, nullable=False),
        sa.Column("assessment_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("disclosed", sa.Boolean(), nullable=False),
        sa.Column("details", sa.String(2000)),
        sa.Column("referral_offer", sa.String(20), nullable=False),
        sa.Column("service", sa.String(200)),
        sa.Column("offered_on", sa.Date()),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_abuse_disclosure"),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["holistic_assessment.id"],
            name="fk_abuse_disclosure_assessment_id_holistic_assessment",
        ),
        sa.UniqueConstraint("assessment_id", name="uq_abuse_disclosure_assessment_id"),
        sa.CheckConstraint(
            "referral_offer IN ('not_yet', 'accepted', 'declined', 'not_safe_yet')",
            name=op.f("ck_abuse_disclosure_offer_known"),
        ),
    )
