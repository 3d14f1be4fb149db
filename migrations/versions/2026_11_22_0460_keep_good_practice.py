"""Keep good practice and its words, the monitoring extract of each quarter, and the seals over the audit.

Why: what helped one woman may help others, without saying who she is; and whoever owns the tables must not be able to
change what the audit says without being found out.
Safe beside the previous release because: it adds tables that the previous release does not read; entries that the
previous release writes meanwhile are sealed by this one.

Revision: 0460, after 0450; 2026-11-22
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0460"
down_revision = "0450"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
INSTANT = sa.DateTime(timezone=True)
SEARCH_KEY = sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEPT = "what was written is kept: audit_seal is never changed or deleted"


def upgrade() -> None:
    _create_notes()
    op.create_table(
        "monitoring_extract",
        sa.Column("quarter", sa.String(7), nullable=False),
        sa.Column("figures", JSON, nullable=False),
        sa.Column("reason", sa.String(2000), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("quarter", name="pk_monitoring_extract"),
    )
    op.create_table(
        "audit_seal",
        sa.Column("number", NUMBER, nullable=False, autoincrement=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("sealed_at", INSTANT, nullable=False),
        sa.Column("reaches", INSTANT, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit_seal"),
    )
    op.create_index("ix_audit_seal_sealed_at", "audit_seal", ["sealed_at"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER audit_seal_is_kept BEFORE UPDATE OR DELETE ON audit_seal "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            "CREATE TRIGGER audit_seal_is_not_emptied BEFORE TRUNCATE ON audit_seal "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_seal_is_kept_on_{change.lower()} BEFORE {change} ON audit_seal "
            f"BEGIN SELECT RAISE(ABORT, '{KEPT}'); END"
        )


def downgrade() -> None:
    for table in ("audit_seal", "monitoring_extract", "good_practice_word", "good_practice_note"):
        op.drop_table(table)


def _create_notes() -> None:
    op.create_table(
        "good_practice_note",
        sa.Column("id", ID, nullable=False),
        sa.Column("item_id", ID),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("text", sa.String(10_000), nullable=False),
        sa.Column("aims", JSON, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.String(120), nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.Column("published_by", sa.String(120)),
        sa.Column("published_at", INSTANT),
        sa.Column("withdrawn_by", sa.String(120)),
        sa.Column("withdrawn_at", INSTANT),
        sa.Column("withdrawn_reason", sa.String(2000)),
        sa.PrimaryKeyConstraint("id", name="pk_good_practice_note"),
        sa.ForeignKeyConstraint(
            ["item_id"], ["agenda_item.id"], name="fk_good_practice_note_item_id_agenda_item"
        ),
        sa.CheckConstraint(
            "withdrawn_at IS NULL OR published_at IS NOT NULL",
            name=op.f("ck_good_practice_note_withdrawn_was_published"),
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)",
            name=op.f("ck_good_practice_note_withdrawn_with_reason"),
        ),
    )
    published = sa.text("published_at IS NOT NULL")
    op.create_index(
        "ix_good_practice_note_published",
        "good_practice_note",
        ["published_at", "id"],
        postgresql_where=published,
        sqlite_where=published,
    )
    op.create_index("ix_good_practice_note_item_id", "good_practice_note", ["item_id"])
    op.create_table(
        "good_practice_word",
        sa.Column("word", SEARCH_KEY, nullable=False),
        sa.Column("note_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("word", "note_id", name="pk_good_practice_word"),
        sa.ForeignKeyConstraint(
            ["note_id"], ["good_practice_note.id"], name="fk_good_practice_word_note_id_good_practice_note"
        ),
    )
    op.create_index("ix_good_practice_word_note_id", "good_practice_word", ["note_id"])
