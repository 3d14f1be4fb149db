"""Signs people in at an outside issuer: the authorisation-code flow with PKCE (S256), state and nonce."""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote, urlencode

import httpx

from app.domain.refusals import NotFound, NotSignedIn, Unavailable
from app.integrations.key_rings import ISSUER_SILENT
from app.integrations.outbound import json_answer, outbound_client
from app.settings import Settings

NO_PEOPLE = "No sign-in for people is set up here."
REFUSED = "The sign-in service did not confirm who you are. Sign in again."


@dataclass(frozen=True, slots=True)
class IssuedTokens:
    """What the issuer gave: a token for the API, perhaps one that renews it, and one that says who it is."""

    access_token: str
    refresh_token: str | None
    identity_token: str | None


def callback_address(settings: Settings) -> str:
    """Where the issuer sends the browser back to: a page of ours, fixed by the settings."""
    return settings.public_url.rstrip("/") + "/sign-in/callback"


def authorisation_address(settings: Settings, *, state: str, nonce: str, verifier: str) -> str:
    """Where the browser goes to sign in."""
    if not (settings.oidc_authorize_url and settings.oidc_token_url and settings.oidc_client_id):
        raise NotFound(NO_PEOPLE)
    challenge = urlsafe_b64encode(sha256(verifier.encode("ascii")).digest()).rstrip(b"=").decode()
    query = {
        "response_type": "code",
        "client_id": settings.oidc_client_id,
        "redirect_uri": callback_address(settings),
        "scope": settings.oidc_scope,
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    joint = "&" if "?" in settings.oidc_authorize_url else "?"
    return settings.oidc_authorize_url + joint + urlencode(query)


def redeem(settings: Settings, *, code: str, verifier: str) -> IssuedTokens:
    """The tokens for a code; `NotSignedIn` if the issuer refuses it, `Unavailable` if it does not answer."""
    address = callback_address(settings)
    return _asked(
        settings,
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": address,
            "code_verifier": verifier,
        },
    )


def renew(settings: Settings, refresh_token: str) -> IssuedTokens:
    """New tokens for a refresh token; refuses as `redeem` does."""
    return _asked(settings, {"grant_type": "refresh_token", "refresh_token": refresh_token})


def _asked(settings: Settings, form: dict[str, str]) -> IssuedTokens:
    client_id, secret = settings.oidc_client_id or "", settings.oidc_client_secret
    password = quote(secret.get_secret_value(), safe="") if secret else None
    proof = httpx.BasicAuth(quote(client_id, safe=""), password) if password is not None else None
    try:
        response = outbound_client().post(
            settings.oidc_token_url or "",
            data=form if proof else form | {"client_id": client_id},
            auth=proof or httpx.USE_CLIENT_DEFAULT,
        )
        return _tokens(json_answer(response))
    except httpx.HTTPStatusError as error:
        if error.response.status_code in {400, 401, 403}:
            raise NotSignedIn(REFUSED) from None
        raise Unavailable(ISSUER_SILENT) from error
    except (httpx.HTTPError, ValueError) as error:
        raise Unavailable(ISSUER_SILENT) from error


def _tokens(answer: object) -> IssuedTokens:
    said = answer if isinstance(answer, dict) else {}
    access, renewing, identity = (said.get(name) for name in ("access_token", "refresh_token", "id_token"))
    if not isinstance(access, str):
        raise NotSignedIn(REFUSED)
    return IssuedTokens(
        access_token=access,
        refresh_token=renewing if isinstance(renewing, str) else None,
        identity_token=identity if isinstance(identity, str) else None,
    )
