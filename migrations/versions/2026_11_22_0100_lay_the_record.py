"""Lay the record: places, cases, their facts and ownership periods, policy decisions, audit and events.

Why: the first tables of the service. What was written is kept: facts, audit entries and events refuse to be
changed or deleted, whoever asks; a fact takes a retraction once. The periods of a case hold one owner at each
moment: an exclusion constraint on PostgreSQL, a trigger on SQLite, and on both a chain in which each period
ends where the next begins, which needs no extension and leaves no gap.
Safe beside the previous release because: there is none.

Revision: 0100, the first; 2026-11-22
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0100"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
INSTANT = sa.DateTime(timezone=True)
SEARCH_KEY = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")

WRITTEN_ONCE = ("audit_entry", "domain_event")
FACT_COLUMNS = (
    "id", "case_id", "told", "type", "happened_on", "recorded_at", "recorded_on", "opening", "fields",
    "derived", "source", "recorded_by",
)  # fmt: skip
KEPT = "what was written is kept: {} is never changed or deleted"
ONE_OWNER = "a case has one owner at each moment"


def upgrade() -> None:
    _create_tables()
    if op.get_bind().dialect.name == "postgresql":
        _guard_postgresql()
    else:
        _guard_sqlite()


def _guard_postgresql() -> None:
    op.execute(
        """CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'what was written is kept: % is never changed or deleted', TG_TABLE_NAME
          USING ERRCODE = 'integrity_constraint_violation'; END $$"""
    )
    for table in WRITTEN_ONCE:
        op.execute(
            f"CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    op.execute(
        "CREATE TRIGGER case_event_is_kept BEFORE DELETE ON case_event "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    same = " AND ".join(f"NEW.{column} IS NOT DISTINCT FROM OLD.{column}" for column in FACT_COLUMNS)
    op.execute(
        "CREATE TRIGGER case_event_takes_one_retraction BEFORE UPDATE ON case_event FOR EACH ROW "
        f"WHEN (NOT ({same} AND OLD.retracted_at IS NULL)) EXECUTE FUNCTION refuse_change()"
    )
    if _has_btree_gist():
        op.execute(
            "ALTER TABLE ownership_period ADD CONSTRAINT ex_ownership_period_one_owner EXCLUDE USING gist "
            "(case_id WITH =, layer WITH =, daterange(starts_on, ends_on) WITH &&)"
        )


def _has_btree_gist() -> bool:
    """Whether the extension is there or may be made here; where it may not, the chain alone holds the promise."""
    try:
        with op.get_bind().begin_nested():
            op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    except (sa.exc.NotSupportedError, sa.exc.ProgrammingError, sa.exc.OperationalError):
        return False
    return True


def _guard_sqlite() -> None:
    for table in WRITTEN_ONCE:
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_is_kept_on_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{KEPT.format(table)}'); END"
            )
    op.execute(
        "CREATE TRIGGER case_event_is_kept BEFORE DELETE ON case_event "
        f"BEGIN SELECT RAISE(ABORT, '{KEPT.format('case_event')}'); END"
    )
    same = " AND ".join(f"NEW.{column} IS OLD.{column}" for column in FACT_COLUMNS)
    op.execute(
        "CREATE TRIGGER case_event_takes_one_retraction BEFORE UPDATE ON case_event "
        f"WHEN NOT ({same} AND OLD.retracted_at IS NULL) "
        f"BEGIN SELECT RAISE(ABORT, '{KEPT.format('case_event')}'); END"
    )
    overlaps = (
        "SELECT 1 FROM ownership_period p WHERE p.case_id = NEW.case_id AND p.layer = NEW.layer "
        "{} AND p.starts_on < coalesce(NEW.ends_on, '9999-12-31') "
        "AND NEW.starts_on < coalesce(p.ends_on, '9999-12-31')"
    )
    refuse = f"BEGIN SELECT RAISE(ABORT, '{ONE_OWNER}'); END"
    op.execute(
        "CREATE TRIGGER ownership_period_one_owner_insert BEFORE INSERT ON ownership_period "
        f"WHEN EXISTS ({overlaps.format('')}) {refuse}"
    )
    op.execute(
        "CREATE TRIGGER ownership_period_one_owner_update BEFORE UPDATE ON ownership_period "
        f"WHEN EXISTS ({overlaps.format('AND p.starts_on <> OLD.starts_on')}) {refuse}"
    )


def downgrade() -> None:
    for table in (
        "ownership_period", "case_event", "case_record", "policy_decision", "idempotency_key", "domain_event",
        "audit_entry", "prison", "probation_region",
    ):  # fmt: skip
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")


def _create_tables() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", ID, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("who", sa.String(120), nullable=False),
        sa.Column("who_kind", sa.String(10), nullable=False),
        sa.Column("what", sa.String(60), nullable=False),
        sa.Column("case_id", ID, nullable=True),
        sa.Column("subject_type", sa.String(40), nullable=True),
        sa.Column("subject_id", sa.String(80), nullable=True),
        sa.Column("request_id", sa.String(80), nullable=True),
        sa.Column("details", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    op.create_index(op.f("ix_audit_entry_case_id_id"), "audit_entry", ["case_id", "id"])
    op.create_index(op.f("ix_audit_entry_who_id"), "audit_entry", ["who", "id"])
    op.create_table(
        "domain_event",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("transaction_id", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.String(80), nullable=False),
        sa.Column("occurred_at", INSTANT, nullable=False),
        sa.Column("case_id", ID, nullable=True),
        sa.Column("prison_number", sa.String(7), nullable=True),
        sa.Column("crn", sa.String(7), nullable=True),
        sa.Column("details", JSON, nullable=False),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_domain_event")),
        sa.UniqueConstraint("id", name=op.f("uq_domain_event_id")),
    )
    op.create_index(op.f("ix_domain_event_case_id"), "domain_event", ["case_id"])
    op.create_table(
        "idempotency_key",
        sa.Column("caller", sa.String(120), nullable=False),
        sa.Column("path", sa.String(300), nullable=False),
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("body_digest", sa.String(64), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers", JSON, nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("caller", "path", "key", name=op.f("pk_idempotency_key")),
    )
    op.create_index(op.f("ix_idempotency_key_created_at"), "idempotency_key", ["created_at"])
    op.create_table(
        "policy_decision",
        sa.Column("id", ID, nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("policy_id", sa.String(40), nullable=False),
        sa.Column("policy_version", sa.String(20), nullable=False),
        sa.Column("settings", JSON, nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_decision")),
    )
    op.create_table(
        "probation_region",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("country", sa.String(10), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_probation_region")),
    )
    op.create_table(
        "prison",
        sa.Column("code", sa.String(3), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("estate", sa.String(10), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("category_source", sa.String(40), nullable=False),
        sa.Column("operator", sa.String(40), nullable=False),
        sa.Column("region", sa.String(40), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("country", sa.String(10), nullable=False),
        sa.Column("in_scope", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["region"], ["probation_region.code"], name=op.f("fk_prison_region_probation_region")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_prison")),
    )
    op.create_index(op.f("ix_prison_estate"), "prison", ["estate"])
    op.create_index(op.f("ix_prison_region"), "prison", ["region"])
    op.create_table(
        "case_record",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("created_by", sa.String(120), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("prison_number", sa.String(7), nullable=True),
        sa.Column("crn", sa.String(7), nullable=True),
        sa.Column("pnc", sa.String(13), nullable=True),
        sa.Column("cro", sa.String(20), nullable=True),
        sa.Column("booking_id", sa.String(20), nullable=True),
        sa.Column("first_name", sa.String(100), nullable=False),
        sa.Column("middle_names", sa.String(200), nullable=True),
        sa.Column("last_name", sa.String(100), nullable=False),
        sa.Column("first_name_key", SEARCH_KEY, nullable=False),
        sa.Column("last_name_key", SEARCH_KEY, nullable=False),
        sa.Column("date_of_birth", sa.Date(), nullable=True),
        sa.Column("gender", sa.String(40), nullable=True),
        sa.Column("estate", sa.String(10), nullable=False),
        sa.Column("home_area", sa.String(100), nullable=True),
        sa.Column("home_region", sa.String(40), nullable=True),
        sa.Column("cell_location", sa.String(100), nullable=True),
        sa.Column("complexity_of_need", sa.String(10), nullable=True),
        sa.Column("csra", sa.String(40), nullable=True),
        sa.Column("most_serious_offence", sa.String(300), nullable=True),
        sa.Column("restricted_patient", sa.Boolean(), nullable=False),
        sa.Column("community_manager_name", sa.String(120), nullable=True),
        sa.Column("community_manager_email", sa.String(200), nullable=True),
        sa.Column("community_team", sa.String(120), nullable=True),
        sa.Column("unconfirmed", JSON, nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("phase", sa.String(20), nullable=False),
        sa.Column("prison_code", sa.String(3), nullable=True),
        sa.Column("provider", sa.String(3), nullable=True),
        sa.Column("sentence_type", sa.String(4), nullable=True),
        sa.Column("length_months", sa.Integer(), nullable=True),
        sa.Column("sentence_start_date", sa.Date(), nullable=True),
        sa.Column("release_date", sa.Date(), nullable=True),
        sa.Column("licence_expiry_date", sa.Date(), nullable=True),
        sa.Column("parole_eligibility_date", sa.Date(), nullable=True),
        sa.Column("tariff_expiry_date", sa.Date(), nullable=True),
        sa.Column("category", sa.String(1), nullable=True),
        sa.Column("rosh_level", sa.String(10), nullable=True),
        sa.Column("mappa_level", sa.Integer(), nullable=True),
        sa.Column("ppo", sa.Boolean(), nullable=False),
        sa.Column("next_told", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["home_region"],
            ["probation_region.code"],
            name=op.f("fk_case_record_home_region_probation_region"),
        ),
        sa.ForeignKeyConstraint(
            ["prison_code"], ["prison.code"], name=op.f("fk_case_record_prison_code_prison")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_record")),
    )
    op.create_index(op.f("ix_case_record_crn_created_at"), "case_record", ["crn", "created_at"])
    op.create_index("ix_case_record_first_name", "case_record", ["first_name_key", "id"])
    op.create_index("ix_case_record_name", "case_record", ["last_name_key", "first_name_key", "id"])
    op.create_index(
        "ix_case_record_prison_name", "case_record", ["prison_code", "last_name_key", "first_name_key", "id"]
    )
    op.create_index(
        op.f("ix_case_record_prison_number_created_at"), "case_record", ["prison_number", "created_at"]
    )
    op.create_index("ix_case_record_prison_release", "case_record", ["prison_code", "release_date", "id"])
    op.create_index(
        "ix_case_record_region_name", "case_record", ["home_region", "last_name_key", "first_name_key", "id"]
    )
    op.create_index(
        "uq_case_record_open_crn",
        "case_record",
        ["crn"],
        unique=True,
        postgresql_where=sa.text("is_open"),
        sqlite_where=sa.text("is_open"),
    )
    op.create_index(
        "uq_case_record_open_prison_number",
        "case_record",
        ["prison_number"],
        unique=True,
        postgresql_where=sa.text("is_open"),
        sqlite_where=sa.text("is_open"),
    )
    op.create_table(
        "case_event",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(40), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("opening", sa.Boolean(), nullable=False),
        sa.Column("fields", JSON, nullable=False),
        sa.Column("derived", JSON, nullable=False),
        sa.Column("source", sa.String(40), nullable=False),
        sa.Column("recorded_by", sa.String(120), nullable=False),
        sa.Column("retracted_at", INSTANT, nullable=True),
        sa.Column("retracted_on", sa.Date(), nullable=True),
        sa.Column("retracted_by", sa.String(120), nullable=True),
        sa.Column("retraction_reason", sa.String(2000), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_record.id"], name=op.f("fk_case_event_case_id_case_record")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_event")),
        sa.UniqueConstraint("case_id", "told", name=op.f("uq_case_event_case_id_told")),
    )
    op.create_table(
        "ownership_period",
        sa.Column("case_id", ID, nullable=False),
        sa.Column("layer", sa.String(10), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("responsible", sa.String(10), nullable=False),
        sa.Column("lead_role", sa.String(40), nullable=True),
        sa.Column("supporting", JSON, nullable=False),
        sa.Column("reason_code", sa.String(60), nullable=False),
        sa.Column("rule", sa.String(80), nullable=False),
        sa.Column("policy_id", sa.String(40), nullable=False),
        sa.Column("policy_version", sa.String(20), nullable=False),
        sa.Column("handover_start_date", sa.Date(), nullable=True),
        sa.Column("handover_date", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(responsible = 'none') = (lead_role IS NULL)", name=op.f("ck_ownership_period_owner_has_lead")
        ),
        sa.CheckConstraint(
            "layer IN ('automatic', 'effective')", name=op.f("ck_ownership_period_layer_known")
        ),
        sa.CheckConstraint(
            "responsible IN ('custody', 'community', 'none')",
            name=op.f("ck_ownership_period_responsible_known"),
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on > starts_on", name=op.f("ck_ownership_period_ends_after_start")
        ),
        sa.ForeignKeyConstraint(
            ["case_id", "layer", "ends_on"],
            ["ownership_period.case_id", "ownership_period.layer", "ownership_period.starts_on"],
            name="fk_ownership_period_next",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["case_record.id"], name=op.f("fk_ownership_period_case_id_case_record")
        ),
        sa.PrimaryKeyConstraint("case_id", "layer", "starts_on", name=op.f("pk_ownership_period")),
        sa.UniqueConstraint(
            "case_id", "layer", "ends_on", name=op.f("uq_ownership_period_case_id_layer_ends_on")
        ),
    )
    op.create_index(
        "ix_ownership_period_handover",
        "ownership_period",
        ["layer", "handover_date", "case_id"],
        postgresql_where=sa.text("handover_date IS NOT NULL"),
        sqlite_where=sa.text("handover_date IS NOT NULL"),
    )
    op.create_index(
        "uq_ownership_period_last",
        "ownership_period",
        ["case_id", "layer"],
        unique=True,
        postgresql_where=sa.text("ends_on IS NULL"),
        sqlite_where=sa.text("ends_on IS NULL"),
    )
