"""Count due cases: on PostgreSQL the index of handover days holds all that is asked of a period to be counted.

Why: a due list of the whole country looked up each of its rows, and the case of each, to say how many they are.
Safe beside the previous release because: the index has the same columns in the same order, and more beside them.

Revision: 0510, after 0500; 2026-11-23
"""

import sqlalchemy as sa
from alembic import op

revision = "0510"
down_revision = "0500"
branch_labels = None
depends_on = None

NAME, TABLE = "ix_ownership_period_handover", "ownership_period"


def upgrade() -> None:
    _index_again(["starts_on", "ends_on", "responsible"])


def downgrade() -> None:
    _index_again([])


def _index_again(beside: list[str]) -> None:
    """SQLite has no such index, and counts what one prison or one country in a file has quickly enough."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.drop_index(NAME, TABLE)
    op.create_index(
        NAME,
        TABLE,
        ["layer", "handover_date", "case_id"],
        postgresql_where=sa.text("handover_date IS NOT NULL"),
        postgresql_include=beside,
    )
