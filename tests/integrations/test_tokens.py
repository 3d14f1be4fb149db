"""One rule for tokens: what jose alone lets through is refused, and a good token is read in microseconds."""

import base64
import hashlib
import hmac
import json
import timeit
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from hypothesis import given
from hypothesis import strategies as st
from jose import jwk, jws, jwt

from app.domain.refusals import NotSignedIn, Unavailable
from app.integrations.key_rings import LoadedKeys
from app.integrations.token_reader import TokenReader
from app.integrations.tokens import (
    PrivateKey,
    TokenClaims,
    TokenRule,
    private_key,
    public_jwk,
    read_identity_token,
    read_token,
    sign,
    usable_keys,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
ISSUER, AUDIENCE = "throughcare", "throughcare-api"
OURS = TokenRule(issuer=ISSUER, audience=AUDIENCE, ours=True)
OUTSIDE = TokenRule(issuer=None, audience=None, ours=False)
CLAIMS: dict[str, Any] = {
    "sub": "OFFICER",
    "user_name": "OFFICER",
    "client_id": "pages",
    "authorities": ["ROLE_THROUGHCARE__RO"],
    "scope": ["read"],
    "iss": ISSUER,
    "aud": AUDIENCE,
    "iat": SECONDS,
    "exp": SECONDS + 300,
}


@cache
def pem(name: str) -> str:
    made = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return made.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def key(name: str = "k1") -> PrivateKey:
    return private_key(name, pem(name))


def public_pem(name: str = "k1", encoding: serialization.Encoding = serialization.Encoding.PEM) -> bytes:
    loaded = serialization.load_pem_private_key(pem(name).encode(), None)
    return loaded.public_key().public_bytes(encoding, serialization.PublicFormat.SubjectPublicKeyInfo)


@cache
def ec_jwk() -> dict[str, Any]:
    public = ec.generate_private_key(ec.SECP256R1()).public_key()
    text = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return {**jwk.construct(text.decode(), "ES256").to_dict(), "kid": "e1"}


@cache
def jwks() -> dict[str, Any]:
    return {"keys": [public_jwk(key("k1")), public_jwk(key("k2")), ec_jwk()]}


@cache
def usable() -> dict[str, Any]:
    return usable_keys(jwks())


def find(kid: str, _moment: datetime) -> Any:
    return usable().get(kid)


def read(token: str, rule: TokenRule = OURS) -> TokenClaims:
    return read_token(token, rule=rule, find_key=find, moment=NOW)


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw_token(header: str, claims: str, name: str = "k1") -> str:
    """Signed by our own key, whatever stands in it."""
    signing_input = f"{b64(header.encode())}.{b64(claims.encode('utf-8', 'surrogatepass'))}"
    return f"{signing_input}.{b64(key(name).key.sign(signing_input.encode()))}"


def good(**changes: Any) -> str:
    return sign(CLAIMS | changes, key())


def without(name: str) -> str:
    return sign({claim: value for claim, value in CLAIMS.items() if claim != name}, key())


def with_claims(text: str) -> str:
    """Claims as JSON text that `json.dumps` would not write."""
    return raw_token('{"alg":"RS256","kid":"k1","typ":"JWT"}', text)


def written(**changes: str) -> str:
    return with_claims(
        "{"
        + ",".join(f'"{n}":{v}' for n, v in ({n: json.dumps(v) for n, v in CLAIMS.items()} | changes).items())
        + "}"
    )


def with_header(**changes: Any) -> str:
    header = {
        name: value
        for name, value in ({"alg": "RS256", "kid": "k1", "typ": "JWT"} | changes).items()
        if value is not ...
    }
    return raw_token(json.dumps(header), json.dumps(CLAIMS))


def keyed_by(secret: bytes, alg: str = "HS256") -> str:
    signing_input = (
        f"{b64(json.dumps({'alg': alg, 'kid': 'k1'}).encode())}.{b64(json.dumps(CLAIMS).encode())}"
    )
    return f"{signing_input}.{b64(hmac.new(secret, signing_input.encode(), hashlib.sha256).digest())}"


def unsigned(alg: str) -> str:
    return f"{b64(json.dumps({'alg': alg, 'kid': 'k1'}).encode())}.{b64(json.dumps(CLAIMS).encode())}."


def tampered() -> str:
    header, _, signature = good().split(".")
    return f"{header}.{b64(json.dumps(CLAIMS | {'sub': 'ADMIN'}).encode())}.{signature}"


def respelled() -> str:
    """The same signature written in another way: lax base64 reads both as one."""
    token = good()
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return token[:-1] + alphabet[alphabet.index(token[-1]) ^ 1]


def duplicated() -> str:
    return with_claims(json.dumps(CLAIMS)[:-1] + ',"sub":"ADMIN"}')


def nested() -> str:
    return jws.sign(good().encode(), key().key, headers={"kid": "k1", "cty": "JWT"}, algorithm="RS256")


EMBEDDED = public_jwk(key("k2"))
ATTACKS: dict[str, Callable[[], str]] = {
    "expired": lambda: good(exp=SECONDS - 31),
    "no exp": lambda: without("exp"),
    "exp null": lambda: good(exp=None),
    "exp a string": lambda: good(exp=str(SECONDS + 300)),
    "exp true": lambda: good(exp=True),
    "exp a list": lambda: good(exp=[SECONDS + 300]),
    "exp NaN": lambda: written(exp="NaN"),
    "exp Infinity": lambda: written(exp="Infinity"),
    "exp 1e400": lambda: written(exp="1e400"),
    "exp huge": lambda: written(exp="9" * 30),
    "exp of 5,000 digits": lambda: written(exp="9" * 5000),
    "exp negative": lambda: good(exp=-1),
    "nbf in the future": lambda: good(nbf=SECONDS + 31),
    "nbf null": lambda: good(nbf=None),
    "nbf a string": lambda: good(nbf="soon"),
    "iat in the future": lambda: good(iat=SECONDS + 31),
    "no iat": lambda: without("iat"),
    "no sub": lambda: without("sub"),
    "sub a number": lambda: good(sub=5),
    "sub a list": lambda: good(sub=["OFFICER"]),
    "sub empty": lambda: good(sub=""),
    "sub with NUL": lambda: good(sub="OFFICER\x00"),
    "sub half a character": lambda: written(sub='"\\ud800"'),
    "sub too long": lambda: good(sub="O" * 121),
    "no client_id": lambda: without("client_id"),
    "client_id null": lambda: good(client_id=None),
    "no aud": lambda: without("aud"),
    "wrong aud": lambda: good(aud="other"),
    "aud a list of others": lambda: good(aud=["other"]),
    "aud a list with ours": lambda: good(aud=["other", AUDIENCE]),
    "no iss": lambda: without("iss"),
    "wrong iss": lambda: good(iss="elsewhere"),
    "iss a list": lambda: good(iss=[ISSUER]),
    "authorities text": lambda: good(authorities={"ROLE_THROUGHCARE__ADMIN": 1}),
    "authorities of numbers": lambda: good(authorities=[1]),
    "scope a number": lambda: good(scope=7),
    "claims said twice": duplicated,
    "claims a list": lambda: with_claims("[]"),
    "claims deep": lambda: with_claims('{"a":' + "[" * 2000 + "]" * 2000 + "}"),
    "claims not JSON": lambda: with_claims("sub=OFFICER"),
    "alg none": lambda: unsigned("none"),
    "alg nOnE": lambda: unsigned("nOnE"),
    "alg RS512": lambda: jwt.encode(CLAIMS, pem("k1"), algorithm="RS512", headers={"kid": "k1"}),
    "alg a list": lambda: with_header(alg=["RS256"]),
    "alg said twice": lambda: raw_token('{"alg":"none","alg":"RS256","kid":"k1"}', json.dumps(CLAIMS)),
    "HS256 keyed by the public PEM": lambda: keyed_by(public_pem()),
    "HS256 keyed by the public DER": lambda: keyed_by(public_pem(encoding=serialization.Encoding.DER)),
    "HS256 called RS256": lambda: keyed_by(public_pem(), alg="RS256"),
    "signed by another key": lambda: sign(CLAIMS, PrivateKey("k1", key("stranger").key)),
    "kid of another key": lambda: sign(CLAIMS, PrivateKey("k2", key().key)),
    "kid of a key that is not RSA": lambda: sign(CLAIMS, PrivateKey("e1", key().key)),
    "kid unknown": lambda: sign(CLAIMS, PrivateKey("zz", key().key)),
    "kid a path": lambda: with_header(kid="../../../dev/null"),
    "kid SQL": lambda: with_header(kid="' OR '1'='1"),
    "kid an address": lambda: with_header(kid="https://issuer.example/k1"),
    "kid a number": lambda: with_header(kid=1),
    "no kid": lambda: with_header(kid=...),
    "crit": lambda: with_header(crit=["exp"]),
    "crit unknown": lambda: with_header(crit=["b64"], b64=False),
    "jku": lambda: with_header(jku="https://attacker.example/keys"),
    "x5u": lambda: with_header(x5u="https://attacker.example/chain"),
    "x5c": lambda: with_header(x5c=["MIIB"]),
    "jwk of the attacker": lambda: raw_token(
        json.dumps({"alg": "RS256", "kid": "zz", "jwk": EMBEDDED}), json.dumps(CLAIMS), "k2"
    ),
    "jwk": lambda: with_header(jwk=EMBEDDED),
    "zip": lambda: with_header(zip="DEF"),
    "typ JWE": lambda: with_header(typ="JWE"),
    "typ dpop": lambda: with_header(typ="dpop+jwt"),
    "typ a number": lambda: with_header(typ=1),
    "nested token": nested,
    "five parts (JWE)": lambda: good() + ".YQ.YQ",
    "two parts": lambda: ".".join(good().split(".")[:2]),
    "no signature": lambda: ".".join(good().split(".")[:2]) + ".",
    "claims changed": tampered,
    "signature respelled": respelled,
    "padding": lambda: good() + "==",
    "line break": lambda: good() + "\n",
    "space": lambda: " " + good(),
    "header over 8 kB": lambda: with_header(x="a" * 8000),
    "claims over 8 kB": lambda: good(x="a" * 8000),
    "empty": lambda: "",
    "not ASCII": lambda: "é.é.é",
    "half a character": lambda: "\ud800",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_token_that_is_anything_but_good_is_refused(attack: str) -> None:
    with pytest.raises(NotSignedIn):
        TokenReader(LoadedKeys(lambda _: usable(), **LASTING), OURS).read(ATTACKS[attack](), NOW)
    with pytest.raises(NotSignedIn):
        read(ATTACKS[attack]())


@pytest.mark.parametrize(
    "attack",
    [
        "no exp", "no aud", "kid of another key", "kid unknown", "aud a list with ours", "claims said twice",
        "signature respelled", "jku", "nested typ", "kid a path", "alg said twice", "iat in the future",
        "exp huge", "no sub", "no client_id", "no iat",
    ],
)  # fmt: skip
def test_jose_by_itself_accepts_some_of_them(attack: str) -> None:
    """The control: these attacks are real ones, since the plain call takes each of them."""
    token = with_header(typ="JWE") if attack == "nested typ" else ATTACKS[attack]()
    rsa_only = {"keys": [entry for entry in jwks()["keys"] if entry["kty"] == "RSA"]}
    checked_now = {"verify_exp": attack == "exp huge", "verify_iat": True}
    claims = jwt.decode(
        token, rsa_only, algorithms=["RS256"], audience=AUDIENCE, issuer=ISSUER, options=checked_now
    )
    assert claims["iss"] == ISSUER


@pytest.mark.parametrize(
    ("attack", "error"), [("nbf null", TypeError), ("kid of a key that is not RSA", Exception)], ids=str
)
def test_jose_by_itself_falls_over_others(attack: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        jwt.decode(ATTACKS[attack](), {"keys": [ec_jwk()]} if attack.startswith("kid") else jwks()["keys"][0],
                   algorithms=["RS256"], audience=AUDIENCE, issuer=ISSUER)  # fmt: skip


LASTING: dict[str, timedelta] = {"fresh_for": timedelta(days=1), "pause": timedelta(seconds=30)}


@pytest.mark.parametrize(
    "token",
    [
        good,
        lambda: good(exp=SECONDS - 29),
        lambda: good(exp=SECONDS + 0.5),
        lambda: good(nbf=SECONDS + 29, iat=SECONDS + 29),
        lambda: without("authorities"),
        lambda: good(scope="read write"),
        lambda: with_header(typ="at+jwt"),
        lambda: with_header(typ=...),
    ],
)
def test_a_good_token_is_read(token: Callable[[], str]) -> None:
    claims = read(token())
    assert (claims.subject, claims.client_id, claims.username) == ("OFFICER", "pages", "OFFICER")


def test_claims_are_read_as_the_platform_writes_them() -> None:
    token = sign(
        {
            "sub": "probation-integration",
            "client_id": "probation-integration",
            "auth_source": "none",
            "grant_type": "client_credentials",
            "authorities": ["ROLE_VIEW_POM_ALLOCATIONS", "ROLE_THROUGHCARE__RO"],
            "scope": ["read", "write"],
            "iss": "http://localhost:9090/auth/issuer",
            "jti": "x",
            "exp": SECONDS + 3600,
        },
        key(),
    )
    claims = read(token, OUTSIDE)
    assert not claims.is_person
    assert claims.authorities == {"ROLE_VIEW_POM_ALLOCATIONS", "ROLE_THROUGHCARE__RO"}
    assert claims.scope == {"read", "write"}
    with pytest.raises(NotSignedIn):
        read(token, replace(OUTSIDE, issuer="https://issuer.example"))
    with pytest.raises(NotSignedIn):
        read(token, replace(OUTSIDE, audience="throughcare-api"))


def test_a_client_that_names_a_user_stays_a_client() -> None:
    token = sign(CLAIMS | {"grant_type": "client_credentials"}, key())
    claims = read(token)
    assert claims.username == "OFFICER"
    assert not claims.is_person


def test_an_outside_audience_may_stand_in_a_list() -> None:
    rule = TokenRule(issuer=ISSUER, audience=AUDIENCE, ours=False)
    assert read(good(aud=["other", AUDIENCE]), rule).subject == "OFFICER"


def test_a_session_id_counts_only_in_our_own_tokens() -> None:
    assert read(good(sid="s1")).session_id == "s1"
    assert read(good(sid="s1"), OUTSIDE).session_id is None


@given(
    st.dictionaries(
        st.sampled_from([*sorted(CLAIMS), "nbf", "sid", "name"]),
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers()
            | st.floats(allow_nan=False, allow_infinity=False)
            | st.text(),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
            max_leaves=5,
        ),
    )
)
def test_whatever_a_signed_token_says_it_is_read_or_refused(changes: dict[str, Any]) -> None:
    text = json.dumps(CLAIMS | changes)
    try:
        read(with_claims(text))
    except NotSignedIn:
        return


@given(st.text(max_size=300) | st.binary(max_size=300).map(lambda raw: f"{b64(raw)}.{b64(raw)}.{b64(raw)}"))
def test_rubbish_is_refused(text: str) -> None:
    with pytest.raises(NotSignedIn):
        read(text)


def test_keys_that_may_not_verify_are_left_out() -> None:
    small = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    small_pem = small.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    k1, k2 = public_jwk(key("k1")), public_jwk(key("k2"))
    listed = [
        k1,
        k2 | {"kid": "twice"},
        k1 | {"kid": "twice"},
        k2 | {"kid": "enc", "use": "enc"},
        k2 | {"kid": "other", "alg": "RS512"},
        k2 | {"kid": "ops", "key_ops": ["sign"]},
        k2 | {"kid": 7},
        k2 | {"kid": "bad", "n": "!"},
        public_jwk(private_key("small", small_pem)),
        {"kty": "oct", "kid": "oct", "k": "c2VjcmV0"},
        ec_jwk(),
        "k3",
        None,
    ]
    assert set(usable_keys({"keys": listed})) == {"k1"}
    assert usable_keys({"keys": "k1"}) == usable_keys([]) == usable_keys(None) == {}


def identity_token(**changes: Any) -> str:
    claims = {"iss": "https://issuer.example", "aud": "pages", "sub": "OFFICER", "nonce": "n"}
    return sign(claims | {"iat": SECONDS, "exp": SECONDS + 60} | changes, key())


def subject_of(token: str) -> str:
    return read_identity_token(
        token, issuer="https://issuer.example", client_id="pages", nonce="n", find_key=find, moment=NOW
    )


def test_an_identity_token_is_for_us_and_for_this_sign_in() -> None:
    assert subject_of(identity_token()) == "OFFICER"
    assert subject_of(identity_token(aud=["pages", "x"], azp="pages")) == "OFFICER"
    for wrong in (
        {"nonce": "other"}, {"nonce": None}, {"aud": "x"}, {"aud": ["pages", "x"], "azp": "x"}, {"iss": "x"},
        {"exp": SECONDS - 31}, {"sub": None}, {"iat": None},
    ):  # fmt: skip
        with pytest.raises(NotSignedIn):
            subject_of(identity_token(**wrong))


class Source:
    """Keys somewhere else, that can change or fall silent."""

    def __init__(self) -> None:
        self.names, self.asked, self.silent = ["k1"], 0, False

    def load(self, _moment: datetime) -> Any:
        self.asked += 1
        if self.silent:
            raise Unavailable("silent")
        return usable_keys({"keys": [public_jwk(key(name)) for name in self.names]})


def ring(source: Source) -> LoadedKeys:
    return LoadedKeys(source.load, fresh_for=timedelta(minutes=10), pause=timedelta(seconds=30))


def test_an_unknown_key_id_loads_the_set_again_but_seldom() -> None:
    source = Source()
    reader = TokenReader(ring(source), OURS)
    assert reader.read(good(), NOW).subject == "OFFICER"
    source.names = ["k1", "k2"]
    new = sign(CLAIMS, key("k2"))
    for _ in range(50):
        with pytest.raises(NotSignedIn):
            reader.read(new, NOW + timedelta(seconds=1))
    assert source.asked == 1
    assert reader.read(new, NOW + timedelta(seconds=31)).subject == "OFFICER"
    for each in range(50):
        with pytest.raises(NotSignedIn):
            reader.read(sign(CLAIMS, PrivateKey(f"made-up-{each}", key().key)), NOW + timedelta(seconds=40))
    assert source.asked == 2


def test_a_withdrawn_key_stops_once_the_set_is_old() -> None:
    source = Source()
    reader = TokenReader(ring(source), OURS)
    token = good(exp=SECONDS + 3600)
    reader.read(token, NOW)
    source.names = ["k2"]
    later = NOW + timedelta(minutes=11)
    with pytest.raises(NotSignedIn):
        reader.read(token, later)


def test_old_keys_stand_while_their_source_is_silent_and_none_at_all_is_unavailable() -> None:
    source = Source()
    reader = TokenReader(ring(source), OURS)
    token = good(exp=SECONDS + 3600)
    source.silent = True
    with pytest.raises(Unavailable):
        reader.read(token, NOW)
    source.silent = False
    assert reader.read(token, NOW + timedelta(seconds=3)).subject == "OFFICER"
    source.silent = True
    assert reader.read(token, NOW + timedelta(minutes=20)).subject == "OFFICER"


def test_a_remembered_token_still_expires() -> None:
    reader = TokenReader(ring(Source()), OURS)
    token = good()
    reader.read(token, NOW)
    with pytest.raises(NotSignedIn):
        reader.read(token, NOW + timedelta(seconds=330))
    with pytest.raises(NotSignedIn):
        reader.read(token, NOW + timedelta(seconds=331))


@pytest.mark.soak
def test_no_change_to_a_good_token_passes() -> None:
    """Every single character changed, and 100,000 random cuts, swaps and insertions."""
    token, chance = good(), Random(20_261_122)
    alphabet = "ABCXYZabcxyz0189-_.=+/ \n"
    changed = [
        token[:at] + new + token[at + 1 :] for at in range(len(token)) for new in "Aa0_" if token[at] != new
    ]
    for _ in range(100_000):
        start, end = sorted(chance.sample(range(len(token)), 2))
        changed.append(token[:start] + "".join(chance.choices(alphabet, k=chance.randrange(4))) + token[end:])
    reader = TokenReader(LoadedKeys(lambda _: usable(), **LASTING), OURS)
    for each in changed:
        if each != token:
            with pytest.raises(NotSignedIn):
                reader.read(each, NOW)
    assert reader.read(token, NOW).subject == "OFFICER"


def test_a_good_token_is_read_in_under_a_hundred_microseconds() -> None:
    reader = TokenReader(ring(Source()), OURS)
    token = good()
    best = min(timeit.repeat(lambda: reader.read(token, NOW), number=100, repeat=5)) / 100
    assert best < 100e-6, f"{best * 1e6:.0f} µs"
