"""Record advice: what was said of each agenda item, whose part is what, advice, provisional decisions, minutes.

Why: a meeting of the board is to leave a record: discussion and responsibility lines by item, recommendations of one
kind with their owners, decisions that stay provisional until confirmed, and minutes kept as each version was published.
Safe beside the previous release because: it adds tables that the previous release does not read.

Revision: 0430, after 0420; 2026-11-22
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0430"
down_revision = "0420"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
INSTANT = sa.DateTime(timezone=True)
KINDS = "kind IN ('wellbeing', 'progression', 'staff_support', 'movement')"


def upgrade() -> None:
    _written("item_discussion")
    _written("responsibility_line", sa.Column("part", sa.String(40), nullable=False))
    op.create_table(
        "recommendation",
        *_of_an_item(),
        sa.Column("evidence", sa.String(2000)),
        sa.Column("superseded_by", ID, _to("recommendation", "superseded_by", "recommendation")),
        sa.Column("superseded_at", INSTANT),
        sa.PrimaryKeyConstraint("id", name="pk_recommendation"),
        sa.CheckConstraint(KINDS, name=op.f("ck_recommendation_kind_known")),
    )
    op.create_table(
        "recommendation_owner",
        sa.Column(
            "recommendation_id",
            ID,
            _to("recommendation_owner", "recommendation_id", "recommendation"),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(40), nullable=False),
        sa.Column("name", sa.String(120)),
        sa.PrimaryKeyConstraint("recommendation_id", "position", name="pk_recommendation_owner"),
    )
    op.create_table(
        "provisional_decision",
        *_of_an_item("provisional_decision"),
        sa.Column(
            "recommendation_id", ID, _to("provisional_decision", "recommendation_id", "recommendation")
        ),
        sa.Column(
            "person_id", ID, _to("provisional_decision", "person_id", "meeting_person"), nullable=False
        ),
        sa.Column("confirmed_on", sa.Date()),
        sa.Column("confirmed_at", INSTANT),
        sa.Column("confirmed_by", sa.String(120)),
        sa.Column("superseded_by", ID, _to("provisional_decision", "superseded_by", "provisional_decision")),
        sa.Column("superseded_at", INSTANT),
        sa.Column("superseded_because", sa.String(2000)),
        sa.PrimaryKeyConstraint("id", name="pk_provisional_decision"),
        sa.CheckConstraint(KINDS, name=op.f("ck_provisional_decision_kind_known")),
    )
    for table in ("recommendation", "provisional_decision"):
        op.create_index(f"ix_{table}_item", table, ["item_id", "id"])
        op.create_index(f"ix_{table}_case", table, ["case_id", "id"])
    _minutes()


def downgrade() -> None:
    for table in (
        "minutes_line",
        "minutes",
        "provisional_decision",
        "recommendation_owner",
        "recommendation",
        "responsibility_line",
        "item_discussion",
    ):
        op.drop_table(table)


def _minutes() -> None:
    op.create_table(
        "minutes",
        sa.Column("id", ID, nullable=False),
        sa.Column("meeting_id", ID, _to("minutes", "meeting_id", "meeting"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(2000)),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.Column("published_at", INSTANT, nullable=False),
        sa.Column("published_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_minutes"),
        sa.UniqueConstraint("meeting_id", "number", name="uq_minutes_meeting_id_number"),
    )
    op.create_table(
        "minutes_line",
        sa.Column("minutes_id", ID, _to("minutes_line", "minutes_id", "minutes"), nullable=False),
        sa.Column("item_id", ID, _to("minutes_line", "item_id", "agenda_item"), nullable=False),
        sa.Column("part", sa.String(40), nullable=False),
        sa.Column("case_id", ID, _to("minutes_line", "case_id", "case_record"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("copied_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("minutes_id", "item_id", "part", name="pk_minutes_line"),
    )
    op.create_index("ix_minutes_line_case", "minutes_line", ["case_id", "copied_on"])


def _written(table: str, *more: sa.Column) -> None:
    """A text that is saved as it is typed."""
    op.create_table(
        table,
        sa.Column("item_id", ID, _to(table, "item_id", "agenda_item"), nullable=False),
        *more,
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("changed_by", sa.String(120), nullable=False),
        sa.PrimaryKeyConstraint("item_id", *(each.name for each in more), name=f"pk_{table}"),
    )


def _of_an_item(table: str = "recommendation") -> list[sa.Column]:
    return [
        sa.Column("id", ID, nullable=False),
        sa.Column("item_id", ID, _to(table, "item_id", "agenda_item"), nullable=False),
        sa.Column("case_id", ID, _to(table, "case_id", "case_record"), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("text", sa.String(2000), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("made_by", sa.String(120), nullable=False),
    ]


def _to(table: str, column: str, other: str) -> sa.ForeignKey:
    return sa.ForeignKey(f"{other}.id", name=f"fk_{table}_{column}_{other}")
