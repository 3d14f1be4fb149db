"""Keep case records.

Why: to be told.
Safe beside the previous release because: it changes nothing yet.

Revision: 0230, after 0220; 2026-11-22
"""

revision = "0230"
down_revision = "0220"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
