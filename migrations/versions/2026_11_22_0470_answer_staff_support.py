"""Answer staff support: a referral that asks for support for staff alone keeps what was offered and taken up.

Why: such a referral brings nobody on the caseload, so that its support had no entry to be kept under (000 L63).
Safe beside the previous release because: it reads and writes support by the entry; support of a referral has none.

Revision: 0470, after 0460; 2026-11-22
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0470"
down_revision = "0460"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
OFFER = "staff_support_offer"


def upgrade() -> None:
    with op.batch_alter_table(OFFER) as offer:
        offer.alter_column("entry_id", existing_type=ID, nullable=True)
        offer.add_column(sa.Column("referral_id", ID))
        offer.create_foreign_key(f"fk_{OFFER}_referral_id_referral", "referral", ["referral_id"], ["id"])
        offer.create_check_constraint(f"ck_{OFFER}_of_one", "(entry_id IS NULL) <> (referral_id IS NULL)")
        offer.create_index(f"uq_{OFFER}_referral", ["referral_id"], unique=True)


def downgrade() -> None:
    # The previous release has no place for it: what was asked for stands in the referral.
    op.execute("DELETE FROM staff_support_offer WHERE entry_id IS NULL")
    with op.batch_alter_table(OFFER) as offer:
        offer.drop_index(f"uq_{OFFER}_referral")
        offer.drop_constraint(f"ck_{OFFER}_of_one", type_="check")
        offer.drop_constraint(f"fk_{OFFER}_referral_id_referral", type_="foreignkey")
        offer.drop_column("referral_id")
        offer.alter_column("entry_id", existing_type=ID, nullable=False)
