"""Follow parole reviews.

Why: to be told.
Safe beside the previous release because: it changes nothing yet.

Revision: 0220, after 0210; 2026-11-22
"""

revision = "0220"
down_revision = "0210"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
