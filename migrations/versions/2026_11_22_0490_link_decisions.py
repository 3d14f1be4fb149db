"""Link decisions: what a meeting decided on a move names the final decision that is as it.

Why: the two stood apart, so that the meeting's decision went on waiting after the director had made it final.
Safe beside the previous release because: it neither reads nor writes the column, which may be empty.

Revision: 0490, after 0480; 2026-11-22
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0490"
down_revision = "0480"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
PROVISIONAL, PLACEMENT, LINK = "provisional_decision", "placement_decision", "placement_decision_id"
FOREIGN_KEY = f"fk_{PROVISIONAL}_{LINK}"
"""Without the name of the other table, with which it is a letter longer than PostgreSQL takes."""


def upgrade() -> None:
    with op.batch_alter_table(PROVISIONAL) as decision:
        decision.add_column(sa.Column(LINK, ID))
        decision.create_foreign_key(FOREIGN_KEY, PLACEMENT, [LINK], ["id"])
        decision.create_index(f"ix_{PROVISIONAL}_placement", [LINK])


def downgrade() -> None:
    with op.batch_alter_table(PROVISIONAL) as decision:
        decision.drop_index(f"ix_{PROVISIONAL}_placement")
        decision.drop_constraint(FOREIGN_KEY, type_="foreignkey")
        decision.drop_column(LINK)
