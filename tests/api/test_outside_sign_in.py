"""People sign in through an outside issuer: code, PKCE, state and nonce, against a real one on loopback."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import sqlalchemy as sa

from app.domain.caller import SYSTEM
from app.integrations.outbound import outbound_client
from app.models.identity import StaffSession
from app.services import identity
from tests.integrations.small_issuer import SmallIssuer, new_key, running_issuer
from tests.parts.front_desk import Desk, bearer, front_desk, session


@pytest.fixture(scope="module")
def server() -> Iterator[SmallIssuer]:
    with running_issuer() as issuer:
        yield issuer
        outbound_client().close()
        outbound_client.cache_clear()


@pytest.fixture
def issuer(server: SmallIssuer) -> SmallIssuer:
    """The issuer without any fault."""
    fresh = SmallIssuer(server.base)
    for name in (
        "person",
        "authorities",
        "token_seconds",
        "nonce",
        "identity_changes",
        "refuses_refresh",
        "silent",
    ):
        setattr(server, name, getattr(fresh, name))
    server.asked.clear()
    return server


@pytest.fixture
def desk(database_url: str, issuer: SmallIssuer) -> Iterator[Desk]:
    with front_desk(database_url, **issuer.settings) as opened:
        issuer.clock = lambda: opened.clock().timestamp()
        yield opened


def begun(desk: Desk) -> dict[str, Any]:
    answer = desk.client().post("/api/v1/sessions/outside/start")
    assert answer.status_code == 201, answer.text
    return answer.json()


def sent_back(address: str) -> dict[str, str]:
    """What the issuer sends the browser back with."""
    answer = httpx.get(address)
    assert answer.status_code == 302, answer.text
    there = urlsplit(answer.headers["location"])
    assert f"{there.scheme}://{there.netloc}{there.path}" == "http://127.0.0.1:8000/sign-in/callback"
    return {name: values[0] for name, values in parse_qs(there.query).items()}


def finish(desk: Desk, **given: str) -> Any:
    return desk.client().post("/api/v1/sessions/outside/finish", json=given)


def signed_in(desk: Desk) -> str:
    start = begun(desk)
    answer = finish(desk, **sent_back(start["address"]), handle=start["handle"])
    assert answer.status_code == 201, answer.text
    return str(answer.json()["secret"])


def exchanged(desk: Desk, secret: str) -> Any:
    return desk.client().post("/api/v1/sessions/current/token", headers=session(secret))


def test_a_person_signs_in_there_and_their_token_is_the_issuers(desk: Desk) -> None:
    desk.staff("officer_one", roles=[], prisons=["FHI"])
    answer = exchanged(desk, signed_in(desk)).json()
    assert answer["person"]["username"] == "officer_one"
    assert answer["person"]["roles"] == ["OMU_OFFICER"]
    assert answer["person"]["prisons"] == ["FHI"]
    who = desk.client().get("/who", headers=bearer(answer["token"])).json()
    assert (who["username"], who["roles"], who["prisons"]) == ("officer_one", ["OMU_OFFICER"], ["FHI"])
    assert [entry["who"] for entry in desk.audit("SIGNED_IN")] == ["officer_one"]


def test_somebody_whom_our_register_does_not_know_sees_no_case(desk: Desk) -> None:
    answer = exchanged(desk, signed_in(desk)).json()
    assert answer["person"]["username"] == "OFFICER_ONE"
    assert answer["person"]["display_name"] == "Officer One"
    assert (answer["person"]["prisons"], answer["person"]["everywhere"]) == ([], False)


def test_somebody_disabled_in_our_register_is_refused_at_the_next_call(desk: Desk) -> None:
    desk.staff("officer_one")
    secret = signed_in(desk)
    token = exchanged(desk, secret).json()["token"]
    identity.change_staff_access(desk.database, SYSTEM, desk.clock(), "officer_one", active=False)
    assert desk.client().get("/who", headers=bearer(token)).status_code == 401
    assert exchanged(desk, secret).status_code == 401


def test_sign_out_stops_the_issuers_token_here_too(desk: Desk) -> None:
    secret = signed_in(desk)
    token = exchanged(desk, secret).json()["token"]
    assert desk.client().get("/who", headers=bearer(token)).status_code == 200
    assert desk.client().delete("/api/v1/sessions/current", headers=session(secret)).status_code == 204
    assert desk.client().get("/who", headers=bearer(token)).status_code == 401
    assert exchanged(desk, secret).status_code == 401


def test_the_database_alone_opens_no_token(desk: Desk) -> None:
    token = exchanged(desk, signed_in(desk)).json()["token"]
    with desk.database.read() as connection:
        kept = str(connection.execute(sa.select(StaffSession.__table__)).all())
    assert token not in kept
    assert token.split(".")[2] not in kept


def test_a_token_about_to_end_is_renewed(desk: Desk) -> None:
    secret = signed_in(desk)
    first = exchanged(desk, secret).json()["token"]
    assert exchanged(desk, secret).json()["token"] == first
    desk.clock.turn(minutes=9, seconds=30)
    second = exchanged(desk, secret).json()["token"]
    assert second != first
    assert exchanged(desk, secret).json()["token"] == second
    assert desk.client().get("/who", headers=bearer(second)).status_code == 200


def test_where_the_issuer_renews_no_more_the_session_is_over(desk: Desk, issuer: SmallIssuer) -> None:
    secret = signed_in(desk)
    issuer.refuses_refresh = True
    desk.clock.turn(minutes=9, seconds=30)
    assert exchanged(desk, secret).status_code == 401


def test_a_renewed_token_of_somebody_else_is_refused(desk: Desk, issuer: SmallIssuer) -> None:
    secret = signed_in(desk)
    issuer.person = "SOMEBODY_ELSE"
    desk.clock.turn(minutes=9, seconds=30)
    assert exchanged(desk, secret).status_code == 401


def test_each_start_serves_once_for_its_own_browser_and_for_ten_minutes(desk: Desk) -> None:
    start = begun(desk)
    back = sent_back(start["address"])
    other = begun(desk)
    assert finish(desk, **back, handle=other["handle"]).status_code == 401
    assert finish(desk, **back, handle=start["handle"]).status_code == 401
    start = begun(desk)
    back = sent_back(start["address"])
    assert finish(desk, **back, handle=start["handle"]).status_code == 201
    assert finish(desk, **back, handle=start["handle"]).status_code == 401
    start = begun(desk)
    back = sent_back(start["address"])
    desk.clock.turn(minutes=10)
    assert finish(desk, **back, handle=start["handle"]).status_code == 401


def test_a_code_of_another_sign_in_fails_at_the_verifier(desk: Desk) -> None:
    victim, thief = begun(desk), begun(desk)
    stolen = sent_back(victim["address"])["code"]
    back = sent_back(thief["address"])
    assert finish(desk, code=stolen, state=back["state"], handle=thief["handle"]).status_code == 401


def test_a_made_up_code_and_a_made_up_state_are_refused(desk: Desk) -> None:
    start = begun(desk)
    state = parse_qs(urlsplit(start["address"]).query)["state"][0]
    assert finish(desk, code="made-up", state=state, handle=start["handle"]).status_code == 401
    assert finish(desk, code="made-up", state="s" * 43, handle=start["handle"]).status_code == 401


@pytest.mark.parametrize(
    "changes",
    [{"nonce": "another"}, {"aud": "another"}, {"sub": "ANOTHER"}, {"iss": "https://x.example"}],
    ids=str,
)
def test_an_identity_token_for_somebody_or_something_else_is_refused(
    desk: Desk, issuer: SmallIssuer, changes: dict[str, str]
) -> None:
    issuer.identity_changes = changes
    start = begun(desk)
    assert finish(desk, **sent_back(start["address"]), handle=start["handle"]).status_code == 401
    assert not desk.audit("SIGNED_IN")


def test_the_address_asks_for_pkce_with_state_and_nonce_and_holds_no_secret(desk: Desk) -> None:
    start = begun(desk)
    query = {name: values[0] for name, values in parse_qs(urlsplit(start["address"]).query).items()}
    assert query["code_challenge_method"] == "S256"
    assert len({query["state"], query["nonce"], query["code_challenge"], start["handle"]}) == 4
    assert all(len(query[name]) == 43 for name in ("state", "nonce", "code_challenge"))


def test_an_issuer_that_does_not_answer_is_told_plainly(desk: Desk, issuer: SmallIssuer) -> None:
    start = begun(desk)
    back = sent_back(start["address"])
    issuer.silent = True
    answer = finish(desk, **back, handle=start["handle"])
    assert answer.status_code == 503
    assert answer.headers["retry-after"]


def test_the_issuers_new_key_is_fetched_once(desk: Desk, issuer: SmallIssuer) -> None:
    old = issuer.access_token()
    client = desk.client()
    assert client.get("/who", headers=bearer(old)).status_code == 200
    was = issuer.key
    try:
        issuer.key = new_key("i2")
        desk.clock.turn(seconds=31)
        for _ in range(3):
            assert client.get("/who", headers=bearer(issuer.access_token())).status_code == 200
        assert issuer.asked.count("keys") == 2
    finally:
        issuer.key = was


def test_systems_come_with_the_issuers_tokens_and_our_scope(desk: Desk, issuer: SmallIssuer) -> None:
    desk.system("probation-integration", roles=[], everywhere=True)
    ours = {"user_name": None, "sub": "probation-integration", "client_id": "probation-integration"}
    system = {**ours, "grant_type": "client_credentials", "authorities": ["ROLE_THROUGHCARE__RO"]}
    client = desk.client()
    who = client.get("/who", headers=bearer(issuer.access_token(**system))).json()
    assert (who["kind"], who["roles"], who["everywhere"]) == ("client", ["RO"], True)
    unknown = {**system, "sub": "other", "client_id": "other"}
    who = client.get("/who", headers=bearer(issuer.access_token(**unknown))).json()
    assert (who["username"], who["everywhere"]) == ("other", False)
    bare = {**system, "authorities": None}
    assert client.get("/who", headers=bearer(issuer.access_token(**bare))).json()["roles"] == []
    identity.change_client_access(desk.database, SYSTEM, desk.clock(), "probation-integration", active=False)
    assert client.get("/who", headers=bearer(issuer.access_token(**system))).status_code == 401


def test_our_own_tokens_count_for_nothing_with_an_outside_issuer(
    sqlite_url: str, issuer: SmallIssuer
) -> None:
    with front_desk(sqlite_url) as own:
        secret = own.system()
        issued = own.client().post(
            "/oauth/token", data={"grant_type": "client_credentials"}, auth=("probation-system", secret)
        )
        token = issued.json()["access_token"]
    with front_desk(sqlite_url, **issuer.settings) as outside:
        assert outside.client().get("/who", headers=bearer(token)).status_code == 401


def test_starts_from_one_address_are_limited(desk: Desk) -> None:
    client = desk.client()
    answers = [client.post("/api/v1/sessions/outside/start").status_code for _ in range(310)]
    assert answers[:300] == [201] * 300
    assert answers[300:] == [429] * 10
    desk.clock.turn(seconds=timedelta(minutes=1).total_seconds())
    assert client.post("/api/v1/sessions/outside/start").status_code == 201
