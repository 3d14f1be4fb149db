"""Who asks: signing in and out, tokens for pages and systems, and the register of both."""

from app.services.identity.authentication import authenticate
from app.services.identity.clients import (
    IssuedToken,
    change_client_access,
    issue_client_token,
    list_clients,
    register_client,
    renew_client_secret,
)
from app.services.identity.grants import Grant
from app.services.identity.keys import Keys, make_signing_key, open_keys
from app.services.identity.outside import Begun, finish_outside, start_outside
from app.services.identity.people import Person
from app.services.identity.sessions import Exchanged, SignedIn, end_own_session, exchange, sign_out
from app.services.identity.signing_in import sign_in
from app.services.identity.staff import (
    change_staff_access,
    list_staff,
    register_staff,
    release_sign_in,
    set_password,
)

__all__ = [
    "Begun",
    "Exchanged",
    "Grant",
    "IssuedToken",
    "Keys",
    "Person",
    "SignedIn",
    "authenticate",
    "change_client_access",
    "change_staff_access",
    "end_own_session",
    "exchange",
    "finish_outside",
    "issue_client_token",
    "list_clients",
    "list_staff",
    "make_signing_key",
    "open_keys",
    "register_client",
    "register_staff",
    "release_sign_in",
    "renew_client_secret",
    "set_password",
    "sign_in",
    "sign_out",
    "start_outside",
]
