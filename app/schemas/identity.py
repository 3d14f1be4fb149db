"""Signing in and out, and tokens for systems, as the API takes and gives them."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from app.domain.caller import Role
from app.schemas.fields import Given, Readable, Shown

Typed = Annotated[str, StringConstraints(min_length=1, max_length=120), Readable]
Password = Annotated[str, StringConstraints(min_length=1, max_length=200), Readable]
Opaque = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{20,128}$")]
FromIssuer = Annotated[str, StringConstraints(min_length=1, max_length=2048, pattern=r"^[\x21-\x7e]+$")]


class SignIn(Given):
    """A name and a password."""

    username: Typed = Field(examples=["omu.officer"])
    password: Password
    device: Opaque | None = Field(
        default=None, description="The handle that an earlier sign-in on this machine answered with"
    )


class SessionSecret(Given):
    """The secret of a session, where it is not in the `Authorization: Session` header."""

    secret: Opaque


class Session(Shown):
    """A new session. The secret is said only here; keep it where no script can read it."""

    secret: str
    session_id: str
    device: str | None = Field(description="Keep it beyond sign-out and send it with the next sign-in")
    expires_at: datetime = Field(description="When the session ends whatever happens")
    idle_seconds: int = Field(description="How long it lives without being used")


class PersonShown(Shown):
    """Who has signed in, and whose cases they may see."""

    username: str
    display_name: str
    roles: list[Role]
    prisons: list[str]
    regions: list[str]
    everywhere: bool


class SessionToken(Shown):
    """A short-lived bearer token for the session's owner."""

    token: str
    expires_at: datetime
    person: PersonShown


class OutsideStart(Shown):
    """Where to send the browser. Keep `handle` in it, and send it with what the issuer sends back."""

    address: str
    handle: str
    expires_at: datetime


class OutsideFinish(Given):
    """What the issuer sent back with the browser, and the handle that the browser kept."""

    code: FromIssuer
    state: Opaque
    handle: Opaque


class TokenRequest(Given):
    """The form of RFC 6749, 4.4. The credentials may stand in a Basic `Authorization` header instead."""

    grant_type: str = Field(examples=["client_credentials"])
    client_id: str | None = None
    client_secret: str | None = None
    scope: str | None = Field(default=None, examples=["read"])


class TokenAnswer(Shown):
    """A token for a system."""

    access_token: str
    token_type: str
    expires_in: int
    scope: str
    jti: str


class TokenError(Shown):
    """The error body of RFC 6749, 5.2."""

    error: str
    error_description: str


class KeySet(Shown):
    """The public keys by which our tokens are verified."""

    keys: list[dict[str, str]]
