"""Share board data: the feed of recommendations, decisions and actions, the Chair's agreements, what left and why.

Why: scripts read what the board did in an order that loses nothing; nothing leaves without the Chair's agreement, and
what left is kept. Rows of the feed and of what left refuse to be changed or deleted, whoever asks.
Safe beside the previous release because: it adds tables that the previous release does not read.

Revision: 0450, after 0440; 2026-11-22
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0450"
down_revision = "0440"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
INSTANT = sa.DateTime(timezone=True)
POSITION = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

WRITTEN_ONCE = ("board_record", "disclosure")
KEPT = "what was written is kept: {} is never changed or deleted"


def upgrade() -> None:
    _create_feed()
    _create_sharing()
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for table in WRITTEN_ONCE:
        if is_postgresql:
            _guard_postgresql(table)
        else:
            _guard_sqlite(table)


def downgrade() -> None:
    for table in ("disclosure", "share_request", "board_record", "board_order"):
        op.drop_table(table)


def _create_feed() -> None:
    order = op.create_table(
        "board_order",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("shift", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_board_order"),
    )
    op.bulk_insert(order, [{"id": 1, "shift": 0}])
    op.create_table(
        "board_record",
        sa.Column("position", POSITION, nullable=False),
        sa.Column("turn", sa.BigInteger(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("change", sa.String(40), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("prison_number", sa.String(7)),
        sa.Column("prison_code", sa.String(3)),
        sa.Column("home_region", sa.String(40)),
        sa.Column("recorded_at", INSTANT, nullable=False),
        sa.Column("fields", JSON, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_board_record"),
        sa.UniqueConstraint("id", name="uq_board_record_id"),
        sa.ForeignKeyConstraint(["case_id"], ["case_record.id"], name="fk_board_record_case_id_case_record"),
        sa.CheckConstraint(
            "kind IN ('recommendation', 'decision', 'action')", name=op.f("ck_board_record_kind_known")
        ),
    )
    op.create_index("ix_board_record_order", "board_record", ["turn", "position"])
    op.create_index("ix_board_record_case", "board_record", ["case_id", "turn", "position"])
    op.create_index("ix_board_record_subject", "board_record", ["subject_id", "turn", "position"])


def _create_sharing() -> None:
    op.create_table(
        "share_request",
        sa.Column("id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("subject_id", ID),
        sa.Column("about", sa.String(200), nullable=False),
        sa.Column("recipient_kind", sa.String(10), nullable=False),
        sa.Column("recipient", sa.String(120), nullable=False),
        sa.Column("recipient_key", sa.String(120), nullable=False),
        sa.Column("organisation", sa.String(120)),
        sa.Column("agreement_id", ID),
        sa.Column("purpose", sa.String(30), nullable=False),
        sa.Column("reason", sa.String(2000), nullable=False),
        sa.Column("is_standing", sa.Boolean(), nullable=False),
        sa.Column("fields", JSON),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
        sa.Column("requested_by", sa.String(120), nullable=False),
        sa.Column("requested_at", INSTANT, nullable=False),
        sa.Column("decision", sa.String(10)),
        sa.Column("decision_reason", sa.String(2000)),
        sa.Column("decided_by", sa.String(120)),
        sa.Column("decided_at", INSTANT),
        sa.Column("ended_by", sa.String(120)),
        sa.Column("ended_at", INSTANT),
        sa.Column("end_reason", sa.String(2000)),
        sa.PrimaryKeyConstraint("id", name="pk_share_request"),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["sharing_agreement.id"], name="fk_share_request_agreement_id_sharing_agreement"
        ),
        sa.CheckConstraint(
            "what IN ('agenda', 'minutes', 'board_data')", name=op.f("ck_share_request_what_known")
        ),
        sa.CheckConstraint(
            "recipient_kind IN ('client', 'role', 'outside')",
            name=op.f("ck_share_request_recipient_kind_known"),
        ),
        sa.CheckConstraint(
            "decision IN ('approved', 'refused')", name=op.f("ck_share_request_decision_known")
        ),
        sa.CheckConstraint(
            "is_standing = (subject_id IS NULL)", name=op.f("ck_share_request_standing_or_one_thing")
        ),
    )
    live = sa.text("decision = 'approved' AND ended_at IS NULL")
    op.create_index(
        "ix_share_request_live",
        "share_request",
        ["recipient_key", "what", "until_on"],
        postgresql_where=live,
        sqlite_where=live,
    )
    waiting = sa.text("decision IS NULL AND ended_at IS NULL")
    op.create_index(
        "ix_share_request_waiting", "share_request", ["id"], postgresql_where=waiting, sqlite_where=waiting
    )
    op.create_table(
        "disclosure",
        sa.Column("id", ID, nullable=False),
        sa.Column("share_request_id", ID, nullable=False),
        sa.Column("what", sa.String(20), nullable=False),
        sa.Column("subject_id", ID),
        sa.Column("recipient", sa.String(120), nullable=False),
        sa.Column("purpose", sa.String(30), nullable=False),
        sa.Column("way", sa.String(20), nullable=False),
        sa.Column("rows", sa.Integer()),
        sa.Column("fields", JSON),
        sa.Column("up_to", sa.String(60)),
        sa.Column("note", sa.String(2000)),
        sa.Column("disclosed_by", sa.String(120), nullable=False),
        sa.Column("disclosed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_disclosure"),
        sa.ForeignKeyConstraint(
            ["share_request_id"], ["share_request.id"], name="fk_disclosure_share_request_id_share_request"
        ),
    )
    op.create_index("ix_disclosure_share", "disclosure", ["share_request_id", "id"])


def _guard_postgresql(table: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_is_kept BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )


def _guard_sqlite(table: str) -> None:
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_is_kept_on_{change.lower()} BEFORE {change} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{KEPT.format(table)}'); END"
        )
