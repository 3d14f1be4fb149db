"""Hold meetings: the board's seats and statements, organisations and agreements, meetings, people, agendas, papers.

Why: the panel advises at meetings; the record says who sat on it, who had signed, who was invited under which
agreement, which cases were on the agenda and which papers went with them.
Safe beside the previous release because: it adds tables that the previous release does not read.

Revision: 0420, after 0410; 2026-11-22
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0420"
down_revision = "0410"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
INSTANT = sa.DateTime(timezone=True)
TABLES = (
    "panel_seat",
    "confidentiality_version",
    "panel_organisation",
    "confidentiality_signature",
    "sharing_agreement",
    "sharing_agreement_party",
    "panel_terms",
    "meeting",
    "agenda_item",
    "meeting_person",
    "agenda_paper",
    "service_referral",
)


def upgrade() -> None:
    _add_panel_seat()
    _add_confidentiality_version()
    _add_panel_organisation()
    _add_confidentiality_signature()
    _add_sharing_agreement()
    _add_sharing_agreement_party()
    _add_panel_terms()
    _add_meeting()
    _add_agenda_item()
    _add_meeting_person()
    _add_agenda_paper()
    _add_service_referral()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _add_panel_seat() -> None:
    op.create_table(
        "panel_seat",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(40), nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("delegate_of", ID),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date()),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_panel_seat"),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_panel_seat_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["delegate_of"], ["panel_seat.id"], name="fk_panel_seat_delegate_of_panel_seat"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_panel_seat_staff_id_staff"),
    )
    op.create_index("ix_panel_seat_seat_starts_on", "panel_seat", ["seat", "starts_on"])
    op.create_index("ix_panel_seat_staff_id", "panel_seat", ["staff_id"])


def _add_confidentiality_version() -> None:
    op.create_table(
        "confidentiality_version",
        sa.Column("id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_confidentiality_version"),
        sa.UniqueConstraint("in_force_from", name="uq_confidentiality_version_in_force_from"),
        sa.UniqueConstraint("number", name="uq_confidentiality_version_number"),
    )


def _add_panel_organisation() -> None:
    op.create_table(
        "panel_organisation",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("name_key", sa.String(200), nullable=False),
        sa.Column("sector", sa.String(20), nullable=False),
        sa.Column("is_external", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_panel_organisation"),
        sa.UniqueConstraint("name_key", name="uq_panel_organisation_name_key"),
        sa.CheckConstraint(
            "sector IN ('devolved', 'non_devolved', 'voluntary')",
            name=op.f("ck_panel_organisation_sector_known"),
        ),
    )


def _add_confidentiality_signature() -> None:
    op.create_table(
        "confidentiality_signature",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("version_id", ID, nullable=False),
        sa.Column("staff_id", ID),
        sa.Column("person_name", sa.String(120)),
        sa.Column("person_key", sa.String(200)),
        sa.Column("organisation_id", ID),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("how", sa.String(10), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.Column("ended_on", sa.Date()),
        sa.Column("ended_by", sa.String(120)),
        sa.Column("ended_reason", sa.String(2000)),
        sa.PrimaryKeyConstraint("id", name="pk_confidentiality_signature"),
        sa.CheckConstraint("how IN ('online', 'paper')", name=op.f("ck_confidentiality_signature_how_known")),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["confidentiality_version.id"],
            name="fk_confidentiality_signature_version_id_confidentiality_version",
        ),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name="fk_confidentiality_signature_staff_id_staff"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["panel_organisation.id"],
            name="fk_confidentiality_signature_organisation_id_panel_organisation",
        ),
        sa.CheckConstraint(
            "(staff_id IS NULL) <> (person_key IS NULL)", name=op.f("ck_confidentiality_signature_one_person")
        ),
    )
    op.create_index("ix_confidentiality_signature_version_id", "confidentiality_signature", ["version_id"])
    op.create_index(
        "uq_confidentiality_signature_person",
        "confidentiality_signature",
        ["person_key", "organisation_id", "version_id"],
        unique=True,
        postgresql_where=sa.text("ended_on IS NULL"),
        sqlite_where=sa.text("ended_on IS NULL"),
    )
    op.create_index(
        "uq_confidentiality_signature_staff",
        "confidentiality_signature",
        ["staff_id", "version_id"],
        unique=True,
        postgresql_where=sa.text("ended_on IS NULL"),
        sqlite_where=sa.text("ended_on IS NULL"),
    )


def _add_sharing_agreement() -> None:
    op.create_table(
        "sharing_agreement",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("purpose", sa.String(2000), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date()),
        sa.Column("review_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sharing_agreement"),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on", name=op.f("ck_sharing_agreement_ends_after_start")
        ),
    )
    op.create_index("ix_sharing_agreement_review_on_id", "sharing_agreement", ["review_on", "id"])


def _add_sharing_agreement_party() -> None:
    op.create_table(
        "sharing_agreement_party",
        sa.Column("agreement_id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("agreement_id", "organisation_id", name="pk_sharing_agreement_party"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["panel_organisation.id"],
            name="fk_sharing_agreement_party_organisation_id_panel_organisation",
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id"],
            ["sharing_agreement.id"],
            name="fk_sharing_agreement_party_agreement_id_sharing_agreement",
        ),
    )
    op.create_index(
        "ix_sharing_agreement_party_organisation_id", "sharing_agreement_party", ["organisation_id"]
    )


def _add_panel_terms() -> None:
    op.create_table(
        "panel_terms",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("edition", sa.String(40), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("in_force_to", sa.Date()),
        sa.Column("next_review_on", sa.Date()),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_panel_terms"),
        sa.UniqueConstraint("in_force_from", name="uq_panel_terms_in_force_from"),
        sa.CheckConstraint(
            "in_force_to IS NULL OR in_force_to >= in_force_from",
            name=op.f("ck_panel_terms_ends_after_start"),
        ),
    )


def _add_meeting() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.String(5), nullable=False),
        sa.Column("area", sa.String(10)),
        sa.Column("venue", sa.String(120), nullable=False),
        sa.Column("mode", sa.String(20), nullable=False),
        sa.Column("mode_reason", sa.String(2000)),
        sa.Column("chair_staff_id", ID),
        sa.Column("chair_basis", sa.String(20)),
        sa.Column("chair_nominated_by", sa.String(120)),
        sa.Column("chair_nominated_on", sa.Date()),
        sa.Column("shared", sa.String(4000)),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.String(120), nullable=False),
        sa.Column("agenda_edition", sa.Integer(), nullable=False),
        sa.Column("agenda_published_at", INSTANT),
        sa.Column("agenda_published_by", sa.String(120)),
        sa.Column("opened_at", INSTANT),
        sa.Column("opened_by", sa.String(120)),
        sa.Column("closed_at", INSTANT),
        sa.Column("closed_by", sa.String(120)),
        sa.Column("cancelled_at", INSTANT),
        sa.Column("cancelled_by", sa.String(120)),
        sa.Column("cancelled_reason", sa.String(2000)),
        sa.PrimaryKeyConstraint("id", name="pk_meeting"),
        sa.ForeignKeyConstraint(["chair_staff_id"], ["staff.id"], name="fk_meeting_chair_staff_id_staff"),
        sa.CheckConstraint("kind <> 'board' OR area IS NOT NULL", name=op.f("ck_meeting_board_has_area")),
        sa.CheckConstraint(
            "kind IN ('board', 'multi_disciplinary', 'case_conference')", name=op.f("ck_meeting_kind_known")
        ),
        sa.CheckConstraint(
            "chair_basis IN ('post_holder', 'nominated')", name=op.f("ck_meeting_chair_basis_known")
        ),
        sa.CheckConstraint("area IN ('north', 'midlands', 'south')", name=op.f("ck_meeting_area_known")),
        sa.CheckConstraint(
            "mode IN ('in_person', 'teleconference', 'virtual', 'mixed')", name=op.f("ck_meeting_mode_known")
        ),
    )
    op.create_index("ix_meeting_held_on_id", "meeting", ["held_on", "id"])
    op.create_index("ix_meeting_kind_held_on_id", "meeting", ["kind", "held_on", "id"])


def _add_agenda_item() -> None:
    op.create_table(
        "agenda_item",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("meeting_id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("entry_id", ID),
        sa.Column("referral_id", ID),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(500)),
        sa.Column("is_restricted", sa.Boolean(), nullable=False),
        sa.Column("is_ycs_transition", sa.Boolean(), nullable=False),
        sa.Column("is_welsh", sa.Boolean(), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("added_by", sa.String(120), nullable=False),
        sa.Column("withdrawn_at", INSTANT),
        sa.Column("withdrawn_by", sa.String(120)),
        sa.Column("withdrawn_reason", sa.String(500)),
        sa.PrimaryKeyConstraint("id", name="pk_agenda_item"),
        sa.ForeignKeyConstraint(["referral_id"], ["referral.id"], name="fk_agenda_item_referral_id_referral"),
        sa.ForeignKeyConstraint(["entry_id"], ["panel_entry.id"], name="fk_agenda_item_entry_id_panel_entry"),
        sa.CheckConstraint(
            "kind IN ('first_discussion', 'review', 'other')", name=op.f("ck_agenda_item_kind_known")
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name="fk_agenda_item_meeting_id_meeting"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_agenda_item_case_id_case_record"),
    )
    op.create_index("ix_agenda_item_case_id_id", "agenda_item", ["case_id", "id"])
    op.create_index("ix_agenda_item_meeting_id_position", "agenda_item", ["meeting_id", "position"])
    op.create_index("ix_agenda_item_referral", "agenda_item", ["referral_id"])
    op.create_index(
        "uq_agenda_item_case",
        "agenda_item",
        ["meeting_id", "case_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
        sqlite_where=sa.text("withdrawn_at IS NULL"),
    )


def _add_meeting_person() -> None:
    op.create_table(
        "meeting_person",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("meeting_id", ID, nullable=False),
        sa.Column("item_id", ID),
        sa.Column("part", sa.String(20), nullable=False),
        sa.Column("seat", sa.String(40)),
        sa.Column("kind", sa.String(40)),
        sa.Column("delegate_for", ID),
        sa.Column("prison_code", sa.String(3)),
        sa.Column("staff_id", ID),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("name_key", sa.String(200), nullable=False),
        sa.Column("organisation_id", ID),
        sa.Column("mode", sa.String(20)),
        sa.Column("has_apologised", sa.Boolean(), nullable=False),
        sa.Column("attended", sa.Boolean()),
        sa.Column("has_authority", sa.Boolean(), nullable=False),
        sa.Column("warning", sa.String(40)),
        sa.Column("override_reason", sa.String(2000)),
        sa.Column("override_by", sa.String(120)),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("added_by", sa.String(120), nullable=False),
        sa.Column("removed_at", INSTANT),
        sa.Column("removed_by", sa.String(120)),
        sa.PrimaryKeyConstraint("id", name="pk_meeting_person"),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["panel_organisation.id"],
            name="fk_meeting_person_organisation_id_panel_organisation",
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_meeting_person_staff_id_staff"),
        sa.ForeignKeyConstraint(
            ["prison_code"], ["prison.code"], name="fk_meeting_person_prison_code_prison"
        ),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name="fk_meeting_person_meeting_id_meeting"),
        sa.CheckConstraint(
            "part IN ('member', 'delegate', 'establishment', 'invitee')",
            name=op.f("ck_meeting_person_part_known"),
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name="fk_meeting_person_item_id_agenda_item"
        ),
        sa.CheckConstraint(
            "(part = 'delegate') = (delegate_for IS NOT NULL)",
            name=op.f("ck_meeting_person_delegate_for_member"),
        ),
        sa.CheckConstraint(
            "(part = 'establishment') = (prison_code IS NOT NULL)",
            name=op.f("ck_meeting_person_establishment_named"),
        ),
        sa.CheckConstraint(
            "mode IN ('in_person', 'teleconference', 'virtual')", name=op.f("ck_meeting_person_mode_known")
        ),
        sa.ForeignKeyConstraint(
            ["delegate_for"], ["meeting_person.id"], name="fk_meeting_person_delegate_for_meeting_person"
        ),
        sa.CheckConstraint(
            "(part = 'invitee') = (kind IS NOT NULL)", name=op.f("ck_meeting_person_invitee_has_kind")
        ),
    )
    op.create_index("ix_meeting_person_meeting_id", "meeting_person", ["meeting_id"])
    op.create_index(
        "uq_meeting_person_staff",
        "meeting_person",
        ["meeting_id", "staff_id"],
        unique=True,
        postgresql_where=sa.text("removed_at IS NULL AND staff_id IS NOT NULL"),
        sqlite_where=sa.text("removed_at IS NULL AND staff_id IS NOT NULL"),
    )


def _add_agenda_paper() -> None:
    op.create_table(
        "agenda_paper",
        sa.Column("id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("file_name", sa.String(120), nullable=False),
        sa.Column("media_type", sa.String(60), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("added_by", sa.String(120), nullable=False),
        sa.Column("removed_at", INSTANT),
        sa.Column("removed_by", sa.String(120)),
        sa.PrimaryKeyConstraint("id", name="pk_agenda_paper"),
        sa.ForeignKeyConstraint(["item_id"], ["agenda_item.id"], name="fk_agenda_paper_item_id_agenda_item"),
    )
    op.create_index("ix_agenda_paper_item_id", "agenda_paper", ["item_id"])


def _add_service_referral() -> None:
    op.create_table(
        "service_referral",
        sa.Column("id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("service", sa.String(120), nullable=False),
        sa.Column("need", sa.String(2000), nullable=False),
        sa.Column("referred_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_service_referral"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_record.id"], name="fk_service_referral_case_id_case_record"
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["panel_organisation.id"],
            name="fk_service_referral_organisation_id_panel_organisation",
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name="fk_service_referral_item_id_agenda_item"
        ),
    )
    op.create_index("ix_service_referral_case_id_id", "service_referral", ["case_id", "id"])
    op.create_index("ix_service_referral_item_id", "service_referral", ["item_id"])
