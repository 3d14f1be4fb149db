"""Systems get tokens for their credentials, by RFC 6749, and the keys are published."""

from base64 import b64encode
from collections.abc import Iterator

import pytest
from jose import jwt

from app.domain.caller import SYSTEM, Role
from app.services import identity
from tests.parts.front_desk import Desk, bearer, front_desk

GRANT = {"grant_type": "client_credentials"}


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    with front_desk(database_url) as opened:
        yield opened


def test_credentials_by_basic_or_by_form_get_a_token(desk: Desk) -> None:
    secret = desk.system(roles=[Role.RW, "ROLE_VIEW_POM_ALLOCATIONS"])
    by_basic = desk.client().post("/oauth/token", data=GRANT, auth=("probation-system", secret))
    by_form = desk.client().post(
        "/oauth/token", data=GRANT | {"client_id": "probation-system", "client_secret": secret}
    )
    for answer in (by_basic, by_form):
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        said = answer.json()
        assert (said["token_type"], said["expires_in"], said["scope"]) == ("bearer", 1200, "read write")
        who = desk.client().get("/who", headers=bearer(said["access_token"])).json()
        assert who == {
            "username": "probation-system",
            "kind": "client",
            "roles": ["RW"],
            "prisons": [],
            "everywhere": True,
            "authorities": ["ROLE_VIEW_POM_ALLOCATIONS"],
        }
    assert len(desk.audit("CLIENT_TOKEN_ISSUED")) == 2


def test_the_claims_are_those_of_the_platform(desk: Desk) -> None:
    secret = desk.system(roles=[Role.RO, "SAR_DATA_ACCESS"])
    token = (
        desk.client()
        .post("/oauth/token", data=GRANT, auth=("probation-system", secret))
        .json()["access_token"]
    )
    claims = jwt.get_unverified_claims(token)
    assert claims["sub"] == claims["client_id"] == "probation-system"
    assert "user_name" not in claims
    assert claims["authorities"] == ["ROLE_SAR_DATA_ACCESS", "ROLE_THROUGHCARE__RO"]
    assert (claims["scope"], claims["grant_type"], claims["auth_source"]) == (
        ["read"],
        "client_credentials",
        "none",
    )
    assert (claims["iss"], claims["aud"]) == ("throughcare", "throughcare-api")
    assert claims["exp"] - claims["iat"] == 1200
    assert len(claims["jti"]) == 36


def test_the_published_keys_verify_it_and_show_no_private_part(desk: Desk) -> None:
    secret = desk.system()
    token = (
        desk.client()
        .post("/oauth/token", data=GRANT, auth=("probation-system", secret))
        .json()["access_token"]
    )
    published = desk.client().get("/.well-known/jwks.json").json()
    assert [sorted(key) for key in published["keys"]] == [["alg", "e", "kid", "kty", "n", "use"]]
    assert jwt.get_unverified_header(token)["kid"] == published["keys"][0]["kid"]
    unchecked = {"verify_aud": False, "verify_exp": False, "verify_nbf": False}
    assert jwt.decode(token, published, algorithms=["RS256"], options=unchecked)["sub"] == "probation-system"


def test_after_a_new_key_the_old_tokens_still_hold(desk: Desk) -> None:
    secret = desk.system()
    client = desk.client()
    old = client.post("/oauth/token", data=GRANT, auth=("probation-system", secret)).json()["access_token"]
    identity.make_signing_key(desk.database, desk.clock())
    desk.clock.turn(minutes=6)
    new = client.post("/oauth/token", data=GRANT, auth=("probation-system", secret)).json()["access_token"]
    assert jwt.get_unverified_header(old)["kid"] != jwt.get_unverified_header(new)["kid"]
    for token in (old, new):
        assert client.get("/who", headers=bearer(token)).status_code == 200
    assert len(client.get("/.well-known/jwks.json").json()["keys"]) == 2
    desk.clock.turn(hours=3)
    assert len(client.get("/.well-known/jwks.json").json()["keys"]) == 1


def test_a_system_that_is_disabled_or_changed_notices_at_its_next_call(desk: Desk) -> None:
    secret = desk.system()
    client = desk.client()
    token = client.post("/oauth/token", data=GRANT, auth=("probation-system", secret)).json()["access_token"]
    identity.change_client_access(desk.database, SYSTEM, desk.clock(), "probation-system", roles=[Role.RW])
    assert client.get("/who", headers=bearer(token)).json()["roles"] == ["RW"]
    identity.change_client_access(desk.database, SYSTEM, desk.clock(), "probation-system", active=False)
    assert client.get("/who", headers=bearer(token)).status_code == 401
    refused = client.post("/oauth/token", data=GRANT, auth=("probation-system", secret))
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")


def test_a_renewed_secret_replaces_the_old_one(desk: Desk) -> None:
    old = desk.system()
    new = identity.renew_client_secret(desk.database, SYSTEM, desk.clock(), "probation-system")
    answers = [
        desk.client().post("/oauth/token", data=GRANT, auth=("probation-system", each)).status_code
        for each in (old, new)
    ]
    assert answers == [401, 200]


@pytest.mark.parametrize(
    ("sent", "error", "status"),
    [
        ({"data": {}}, "invalid_request", 400),
        ({"json": GRANT}, "invalid_request", 400),
        ({"data": {"grant_type": "password"}}, "unsupported_grant_type", 400),
        ({"data": GRANT}, "invalid_client", 401),
        ({"data": GRANT, "auth": ("probation-system", "wrong")}, "invalid_client", 401),
        ({"data": GRANT, "auth": ("nobody", "wrong")}, "invalid_client", 401),
        ({"data": GRANT | {"client_id": "a\x00b", "client_secret": "x"}}, "invalid_client", 401),
        ({"data": GRANT, "headers": {"Authorization": "Basic !!!"}}, "invalid_client", 401),
        (
            {"data": GRANT, "headers": {"Authorization": "Basic " + b64encode(b"\xff:x").decode()}},
            "invalid_client",
            401,
        ),
        (
            {
                "content": "grant_type=client_credentials&grant_type=client_credentials",
                "headers": {"Content-Type": "application/x-www-form-urlencoded"},
            },
            "invalid_request",
            400,
        ),
    ],
    ids=str,
)
def test_errors_are_those_of_the_standard(
    sqlite_url: str, sent: dict[str, object], error: str, status: int
) -> None:
    with front_desk(sqlite_url) as desk:
        answer = desk.client().post("/oauth/token", **sent)  # type: ignore[arg-type]
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.headers["cache-control"] == "no-store"
    if status == 401:
        assert answer.headers["www-authenticate"].startswith("Basic")


def test_a_scope_beyond_its_roles_is_refused(desk: Desk) -> None:
    secret = desk.system()
    answers = [
        desk.client().post("/oauth/token", data=GRANT | {"scope": scope}, auth=("probation-system", secret))
        for scope in ("read", "write")
    ]
    assert [answer.status_code for answer in answers] == [200, 400]
    assert answers[1].json()["error"] == "invalid_scope"


def test_wrong_secrets_from_one_address_are_slowed_and_a_right_one_is_not(desk: Desk) -> None:
    secret = desk.system()
    client = desk.client()
    wrong = [
        client.post("/oauth/token", data=GRANT, auth=("probation-system", "wrong")).status_code
        for _ in range(80)
    ]
    assert wrong[:60] == [401] * 60
    assert set(wrong[60:]) == {429}
    assert client.post("/oauth/token", data=GRANT, auth=("probation-system", secret)).status_code == 200


def test_with_an_outside_issuer_both_are_not_found(sqlite_url: str) -> None:
    outside = {"oidc_issuer": "https://issuer.example", "oidc_jwks_url": "https://issuer.example/keys"}
    with front_desk(sqlite_url, **outside) as desk:
        assert desk.client().post("/oauth/token", data=GRANT, auth=("a", "b")).status_code == 404
        assert desk.client().get("/.well-known/jwks.json").status_code == 404
        body = {"username": "a", "password": "b"}
        assert desk.client().post("/api/v1/sessions", json=body).status_code == 404
