"""Use flagged indexes: on SQLite, say the flag of an index of some rows as a query says it; and count aims by one.

Why: SQLite takes such an index only for a query that has its terms word for word, and a query says `is_open = 1`
where the index said `is_open`. The lists that they were made for were read through, row by row. How aims stand was
counted from the rows themselves, of which there are many.
Safe beside the previous release because: only indexes change, and the unique ones hold as they did.

Revision: 0500, after 0490; 2026-11-23
"""

import sqlalchemy as sa
from alembic import op

revision = "0500"
down_revision = "0490"
branch_labels = None
depends_on = None

UNIQUE = (
    ("uq_case_record_open_crn", "case_record", ("crn",), "is_open", "is_open = 1"),
    ("uq_case_record_open_prison_number", "case_record", ("prison_number",), "is_open", "is_open = 1"),
    ("uq_record_part_current", "record_part", ("case_id", "part"), "is_current", "is_current = 1"),
    (
        "uq_early_allocation_assessment_latest",
        "early_allocation_assessment",
        ("case_id",),
        "is_latest",
        "is_latest = 1",
    ),
    ("uq_panel_aim_state_current", "panel_aim_state", ("entry_id", "aim"), "is_current", "is_current = 1"),
)
UNNAMED = "closed_at IS NULL AND NOT named", "closed_at IS NULL AND named = 0"
FOR_LISTS = (
    (
        "ix_notice_to_mail",
        "notice",
        ("recipient", "id"),
        "by_mail AND mail_id IS NULL",
        "by_mail = 1 AND mail_id IS NULL",
    ),
    ("ix_handover_unnamed_day", "handover", ("handover_on", "id"), *UNNAMED),
    ("ix_handover_unnamed_prison", "handover", ("prison_code", "handover_on", "id"), *UNNAMED),
    ("ix_handover_unnamed_region", "handover", ("home_region", "handover_on", "id"), *UNNAMED),
    (
        "ix_parole_review_awaiting",
        "parole_review",
        ("hearing_on", "id"),
        "is_open AND outcome IS NULL AND hearing_on IS NOT NULL",
        "is_open = 1 AND outcome IS NULL AND hearing_on IS NOT NULL",
    ),
    ("ix_parole_review_open", "parole_review", ("next_on", "id"), "is_open", "is_open = 1"),
    (
        "ix_early_allocation_assessment_opening",
        "early_allocation_assessment",
        ("opens_on", "id"),
        "is_latest AND NOT in_window AND told_on IS NULL AND opens_on IS NOT NULL",
        "is_latest = 1 AND in_window = 0 AND told_on IS NULL AND opens_on IS NOT NULL",
    ),
    (
        "ix_contact_between_sides",
        "contact",
        ("case_id", "happened_on"),
        "between_sides AND retracted_at IS NULL",
        "between_sides = 1 AND retracted_at IS NULL",
    ),
)
STANDING = "ix_panel_aim_state_standing"


def upgrade() -> None:
    _say(queried=True)
    op.create_index(
        STANDING,
        "panel_aim_state",
        ["entry_id", "aim", "state", "stood_on"],
        postgresql_where=sa.text("is_current"),
        sqlite_where=sa.text("is_current = 1"),
    )


def downgrade() -> None:
    op.drop_index(STANDING, "panel_aim_state")
    _say(queried=False)


def _say(*, queried: bool) -> None:
    """PostgreSQL knows that the two are the same."""
    if op.get_bind().dialect.name != "sqlite":
        return
    for indexes, unique in ((UNIQUE, True), (FOR_LISTS, False)):
        for name, table, columns, bare, asked in indexes:
            op.drop_index(name, table)
            condition = sa.text(asked if queried else bare)
            op.create_index(name, table, list(columns), unique=unique, sqlite_where=condition)
