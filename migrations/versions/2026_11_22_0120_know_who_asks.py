"""Know who asks: staff, client systems, sessions, tries to sign in, and the issuer's keys.

Why: sign-in for people and systems, and the register that says whose cases each may see. Passwords are kept
as argon2id hashes and every other secret as a digest; tries are counted here so that workers share them and a
restart forgets none.
Safe beside the previous release because: it only adds tables, which that release does not read.

Revision: 0120, after 0110; 2026-11-22
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0120"
down_revision = "0110"
branch_labels = None
depends_on = None

ID = sa.String(36).with_variant(postgresql.UUID(as_uuid=False), "postgresql")
INSTANT = sa.DateTime(timezone=True)
TABLES = (
    "staff",
    "api_client",
    "staff_session",
    "known_device",
    "sign_in_attempt",
    "outside_sign_in",
    "signing_key",
)


def upgrade() -> None:
    _create_register()
    _create_sessions()
    _create_tries_and_keys()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _create_register() -> None:
    op.create_table(
        "staff",
        sa.Column("id", ID, nullable=False),
        sa.Column("username", sa.String(64), nullable=False),
        sa.Column("username_key", sa.String(64), nullable=False),
        sa.Column("display_name", sa.String(120), nullable=False),
        sa.Column("email", sa.String(254)),
        sa.Column("password_hash", sa.String(200)),
        *_grant(),
        sa.PrimaryKeyConstraint("id", name="pk_staff"),
        sa.UniqueConstraint("username_key", name="uq_staff_username_key"),
    )
    op.create_table(
        "api_client",
        sa.Column("client_id", sa.String(80), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("secret_hash", sa.String(64)),
        *_grant(),
        sa.PrimaryKeyConstraint("client_id", name="pk_api_client"),
    )


def _grant() -> list[sa.Column[object]]:
    return [
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("prisons", sa.Text(), nullable=False),
        sa.Column("regions", sa.Text(), nullable=False),
        sa.Column("everywhere", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
    ]


def _create_sessions() -> None:
    op.create_table(
        "staff_session",
        sa.Column("id", ID, nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("staff_id", ID),
        sa.Column("username", sa.String(120), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_seen_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT),
        sa.Column("token_digest", sa.String(64)),
        sa.Column("token_expires_at", INSTANT),
        sa.Column("sealed_tokens", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_staff_session"),
        sa.UniqueConstraint("secret_hash", name="uq_staff_session_secret_hash"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_staff_session_staff_id_staff"),
    )
    for column in ("staff_id", "username", "created_at", "token_digest"):
        op.create_index(f"ix_staff_session_{column}", "staff_session", [column])
    op.create_table(
        "known_device",
        sa.Column("handle_hash", sa.String(64), nullable=False),
        sa.Column("staff_id", ID, nullable=False),
        sa.Column("last_used_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("handle_hash", name="pk_known_device"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_known_device_staff_id_staff"),
    )
    op.create_index("ix_known_device_staff_id", "known_device", ["staff_id"])
    op.create_table(
        "outside_sign_in",
        sa.Column("state_hash", sa.String(64), nullable=False),
        sa.Column("handle_hash", sa.String(64), nullable=False),
        sa.Column("verifier", sa.String(128), nullable=False),
        sa.Column("nonce", sa.String(64), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("state_hash", name="pk_outside_sign_in"),
    )
    op.create_index("ix_outside_sign_in_expires_at", "outside_sign_in", ["expires_at"])


def _create_tries_and_keys() -> None:
    op.create_table(
        "sign_in_attempt",
        sa.Column("bucket", sa.String(80), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("level", sa.Float(), nullable=False),
        sa.Column("last_at", INSTANT),
        sa.Column("forget_at", INSTANT),
        sa.PrimaryKeyConstraint("bucket", name="pk_sign_in_attempt"),
    )
    op.create_index("ix_sign_in_attempt_forget_at", "sign_in_attempt", ["forget_at"])
    op.create_table(
        "signing_key",
        sa.Column("generation", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kid", sa.String(64), nullable=False),
        sa.Column("private_pem", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("retired_at", INSTANT),
        sa.PrimaryKeyConstraint("generation", name="pk_signing_key"),
        sa.UniqueConstraint("kid", name="uq_signing_key_kid"),
    )
