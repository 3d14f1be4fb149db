"""Hand over cases.

Why: to be told.
Safe beside the previous release because: it changes nothing yet.

Revision: 0210, after 0200; 2026-11-22
"""

revision = "0210"
down_revision = "0200"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""


def downgrade() -> None:
    """Nothing yet."""
