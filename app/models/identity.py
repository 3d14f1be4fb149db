"""Who may ask: staff and client systems with their scope, live sessions, signing keys, and tries to sign in.

Secrets are never here: passwords as argon2id hashes, other secrets (256 random bits) as SHA-256 digests.
Roles, prisons and regions are codes with spaces between, read whole on every call and never searched by part.
"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.columns import Id, Instant

DIGEST = 64


class Staff(SQLModel, table=True):
    """A person who may sign in. `username_key` is the folded name: no two differ by letter case alone.

    `duties` are the roles on cases that they may hold; they work at a prison or in a probation team, so many
    `tenths` of a full week (37.5 hours).
    """

    __tablename__ = "staff"
    __table_args__ = (
        sa.CheckConstraint("tenths BETWEEN 1 AND 10", name="tenths_of_a_week"),
        sa.CheckConstraint(
            "availability IN ('available', 'unavailable', 'away', 'left')", name="availability_known"
        ),
    )

    id: str = Field(sa_type=Id, primary_key=True)
    username: str = Field(max_length=64)
    username_key: str = Field(max_length=64, unique=True)
    display_name: str = Field(max_length=120)
    email: str | None = Field(default=None, max_length=254)
    password_hash: str | None = Field(default=None, max_length=200)
    roles: str = Field(default="", sa_type=sa.Text)
    prisons: str = Field(default="", sa_type=sa.Text)
    regions: str = Field(default="", sa_type=sa.Text)
    everywhere: bool = Field(default=False)
    active: bool = Field(default=True)
    created_at: datetime = Field(sa_type=Instant)
    version: int = Field(default=1)
    duties: str = Field(default="", sa_type=sa.Text)
    prison_code: str | None = Field(default=None, max_length=3, foreign_key="prison.code", index=True)
    team_code: str | None = Field(default=None, max_length=20, foreign_key="probation_team.code", index=True)
    tenths: int = Field(default=10)
    availability: str = Field(default="available", max_length=20)
    away_until: date | None = None


class ApiClient(SQLModel, table=True):
    """A system that calls the API by its own name. With an outside issuer only its scope counts."""

    __tablename__ = "api_client"

    client_id: str = Field(max_length=80, primary_key=True)
    name: str = Field(max_length=120)
    secret_hash: str | None = Field(default=None, max_length=DIGEST)
    roles: str = Field(default="", sa_type=sa.Text)
    prisons: str = Field(default="", sa_type=sa.Text)
    regions: str = Field(default="", sa_type=sa.Text)
    everywhere: bool = Field(default=False)
    active: bool = Field(default=True)
    created_at: datetime = Field(sa_type=Instant)
    version: int = Field(default=1)


class StaffSession(SQLModel, table=True):
    """One signed-in browser. With an outside issuer it holds that issuer's tokens, sealed by the secret."""

    __tablename__ = "staff_session"

    id: str = Field(sa_type=Id, primary_key=True)
    secret_hash: str = Field(max_length=DIGEST, unique=True)
    staff_id: str | None = Field(default=None, sa_type=Id, foreign_key="staff.id", index=True)
    username: str = Field(max_length=120, index=True)
    created_at: datetime = Field(sa_type=Instant, index=True)
    last_seen_at: datetime = Field(sa_type=Instant)
    ended_at: datetime | None = Field(default=None, sa_type=Instant)
    token_digest: str | None = Field(default=None, max_length=DIGEST, index=True)
    token_expires_at: datetime | None = Field(default=None, sa_type=Instant)
    sealed_tokens: str | None = Field(default=None, sa_type=sa.Text)


class KnownDevice(SQLModel, table=True):
    """A device that has signed in to an account before, so that others' guesses never lock its owner out."""

    __tablename__ = "known_device"

    handle_hash: str = Field(max_length=DIGEST, primary_key=True)
    staff_id: str = Field(sa_type=Id, foreign_key="staff.id", index=True)
    last_used_at: datetime = Field(sa_type=Instant)


class SignInAttempt(SQLModel, table=True):
    """Tries counted for one account, device or address (`bucket`, digested); workers share them."""

    __tablename__ = "sign_in_attempt"

    bucket: str = Field(max_length=80, primary_key=True)
    failures: int = Field(default=0)
    level: float = Field(default=0.0)
    last_at: datetime | None = Field(default=None, sa_type=Instant)
    forget_at: datetime | None = Field(default=None, sa_type=Instant, index=True)


class OutsideSignIn(SQLModel, table=True):
    """A sign-in begun at an outside issuer and not yet finished; taken once, then gone."""

    __tablename__ = "outside_sign_in"

    state_hash: str = Field(max_length=DIGEST, primary_key=True)
    handle_hash: str = Field(max_length=DIGEST)
    verifier: str = Field(max_length=128)
    nonce: str = Field(max_length=64)
    expires_at: datetime = Field(sa_type=Instant, index=True)


class SigningKey(SQLModel, table=True):
    """A key of the built-in issuer. `generation` is unique, so that of two first starts one makes the key."""

    __tablename__ = "signing_key"

    generation: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    kid: str = Field(max_length=64, unique=True)
    private_pem: str = Field(sa_type=sa.Text)
    created_at: datetime = Field(sa_type=Instant)
    retired_at: datetime | None = Field(default=None, sa_type=Instant)
