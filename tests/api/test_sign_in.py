"""Staff sign in by password, get short-lived tokens for their session, and are really signed out."""

import json
from collections.abc import Iterator

import pytest

from app.domain.caller import SYSTEM, Role
from app.services import identity
from tests.parts.front_desk import PASSWORD, Desk, bearer, front_desk, session


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    with front_desk(database_url) as opened:
        yield opened


@pytest.fixture
def small_desk(sqlite_url: str) -> Iterator[Desk]:
    with front_desk(sqlite_url) as opened:
        yield opened


def signed_in(desk: Desk, username: str = "officer.one", **more: str) -> dict[str, str]:
    answer = desk.client().post("/api/v1/sessions", json={"username": username, "password": PASSWORD, **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


def token_of(desk: Desk, secret: str) -> str:
    answer = desk.client().post("/api/v1/sessions/current/token", headers=session(secret))
    assert answer.status_code == 200, answer.text
    return str(answer.json()["token"])


def test_a_person_signs_in_and_the_token_names_them_with_their_scope(desk: Desk) -> None:
    desk.staff(regions=["east_midlands"])
    secret = signed_in(desk)["secret"]
    answer = desk.client().post("/api/v1/sessions/current/token", json={"secret": secret})
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["person"] == {
        "username": "Officer.One",
        "display_name": "Officer One",
        "roles": ["OMU_OFFICER"],
        "prisons": ["FHI"],
        "regions": ["east_midlands"],
        "everywhere": False,
    }
    who = desk.client().get("/who", headers=bearer(answer.json()["token"])).json()
    assert who["username"] == "Officer.One"
    assert (who["kind"], who["roles"], who["prisons"]) == ("person", ["OMU_OFFICER"], ["FHI"])


def test_a_wrong_password_an_unknown_name_and_a_disabled_account_answer_alike(desk: Desk) -> None:
    desk.staff()
    desk.staff("Gone.Away")
    identity.change_staff_access(desk.database, SYSTEM, desk.clock(), "gone.away", active=False)
    bodies = []
    for username, password in (
        ("officer.one", "wrong"),
        ("nobody.here", PASSWORD),
        ("gone.away", PASSWORD),
    ):
        answer = desk.client().post("/api/v1/sessions", json={"username": username, "password": password})
        assert answer.status_code == 401
        bodies.append({name: value for name, value in answer.json().items() if name != "instance"})
    assert bodies[0] == bodies[1] == bodies[2]
    assert bodies[0]["errorCode"] == "wrong_credentials"


def test_sign_out_kills_the_secret_and_every_token_at_the_next_call(desk: Desk) -> None:
    desk.staff()
    secret = signed_in(desk)["secret"]
    token = token_of(desk, secret)
    client = desk.client()
    assert client.get("/who", headers=bearer(token)).status_code == 200
    assert client.delete("/api/v1/sessions/current", headers=session(secret)).status_code == 204
    assert client.get("/who", headers=bearer(token)).status_code == 401
    assert client.post("/api/v1/sessions/current/token", headers=session(secret)).status_code == 401
    assert client.delete("/api/v1/sessions/current", headers=session(secret)).status_code == 401


def test_a_token_of_the_session_signs_out_too(desk: Desk) -> None:
    desk.staff()
    secret = signed_in(desk)["secret"]
    token = token_of(desk, secret)
    assert desk.client().delete("/api/v1/sessions/current", headers=bearer(token)).status_code == 204
    assert desk.client().get("/who", headers=bearer(token)).status_code == 401


def test_a_system_has_no_session_to_end(desk: Desk) -> None:
    secret = desk.system()
    token = (
        desk.client()
        .post("/oauth/token", data={"grant_type": "client_credentials"}, auth=("probation-system", secret))
        .json()["access_token"]
    )
    assert desk.client().delete("/api/v1/sessions/current", headers=bearer(token)).status_code == 403


@pytest.mark.parametrize(
    "change", [{"roles": [Role.OMU_MANAGER]}, {"prisons": ["ESI"]}, {"active": False}], ids=str
)
def test_a_change_of_role_scope_or_account_ends_the_sessions(desk: Desk, change: dict[str, object]) -> None:
    desk.staff()
    secret = signed_in(desk)["secret"]
    token = token_of(desk, secret)
    identity.change_staff_access(desk.database, SYSTEM, desk.clock(), "officer.one", **change)
    assert desk.client().get("/who", headers=bearer(token)).status_code == 401
    assert desk.client().post("/api/v1/sessions/current/token", headers=session(secret)).status_code == 401


def test_a_new_password_ends_the_sessions_and_forgets_the_devices(desk: Desk) -> None:
    desk.staff()
    made = signed_in(desk)
    identity.set_password(desk.database, SYSTEM, desk.clock(), "officer.one", "another long password")
    again = desk.client().post(
        "/api/v1/sessions", json={"username": "officer.one", "password": PASSWORD, "device": made["device"]}
    )
    assert again.status_code == 401
    assert (
        desk.client().post("/api/v1/sessions/current/token", headers=session(made["secret"])).status_code
        == 401
    )
    good = {"username": "officer.one", "password": "another long password", "device": made["device"]}
    fresh = desk.client().post("/api/v1/sessions", json=good).json()
    assert fresh["device"] != made["device"]


def test_each_sign_in_has_its_own_secret_and_the_device_keeps_its_handle(desk: Desk) -> None:
    desk.staff()
    first = signed_in(desk)
    second = signed_in(desk, device=first["device"])
    assert first["secret"] != second["secret"]
    assert first["session_id"] != second["session_id"]
    assert second["device"] == first["device"]


def test_sign_in_and_out_stand_in_the_audit_without_what_was_typed(desk: Desk) -> None:
    desk.staff()
    secret = signed_in(desk)["secret"]
    desk.client().delete("/api/v1/sessions/current", headers=session(secret))
    typed = "my-password-in-the-wrong-box"
    desk.client().post("/api/v1/sessions", json={"username": typed, "password": "and another one"})
    desk.client().post("/api/v1/sessions", json={"username": "officer.one", "password": "and another one"})
    assert [entry["who"] for entry in desk.audit("SIGNED_IN")] == ["Officer.One"]
    assert [entry["who"] for entry in desk.audit("SIGNED_OUT")] == ["Officer.One"]
    unknown, known = desk.audit("SIGN_IN_REFUSED")
    assert (unknown["subject_id"], known["subject_id"]) == (None, "Officer.One")
    assert typed not in str(dict(unknown))
    assert "and another one" not in str(dict(unknown)) + str(dict(known))


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"username": "a"},
        {"username": "a", "password": "b", "admin": True},
        {"username": "a\x00", "password": "b"},
        {"username": "a", "password": "\ud800"},
        {"username": "a" * 121, "password": "b"},
        {"username": "a", "password": "b" * 201},
        {"username": ["a"], "password": "b"},
        {"username": "a", "password": "b", "device": "no such handle!"},
    ],
    ids=lambda body: str(sorted(body)),
)
def test_a_body_that_cannot_be_taken_is_refused_and_not_repeated(
    small_desk: Desk, body: dict[str, object]
) -> None:
    headers = {"Content-Type": "application/json"}
    answer = small_desk.client().post("/api/v1/sessions", content=json.dumps(body), headers=headers)
    assert answer.status_code == 400
    assert "no such handle" not in answer.text


@pytest.mark.parametrize(
    "header", ["", "Session", "Session ", "Bearer abc", "Session nobody-has-this-secret", "Basic YTpi"]
)
def test_no_session_no_token(small_desk: Desk, header: str) -> None:
    headers = {"Authorization": header} if header else {}
    assert small_desk.client().post("/api/v1/sessions/current/token", headers=headers).status_code == 401
    assert small_desk.client().delete("/api/v1/sessions/current", headers=headers).status_code == 401


def test_the_outside_flow_is_not_here_when_people_sign_in_with_passwords(small_desk: Desk) -> None:
    assert small_desk.client().post("/api/v1/sessions/outside/start").status_code == 404
    finish = {"code": "abc", "state": "s" * 43, "handle": "h" * 43}
    assert small_desk.client().post("/api/v1/sessions/outside/finish", json=finish).status_code == 404
