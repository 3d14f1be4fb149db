"""Every error has one body, the right status and a stable code, and repeats nothing that was sent."""

from typing import Any

import pytest
from pydantic import BaseModel, Field, ValidationError, field_validator
from starlette.testclient import TestClient

from app.api.field_problems import field_errors
from app.api.problems import STATUSES, status_of
from app.domain import refusals
from app.schemas.problem import Problem

KINDS = [
    ("NotSignedIn", 401, "not_signed_in"),
    ("NotPermitted", 403, "not_permitted"),
    ("NotFound", 404, "not_found"),
    ("InvalidInput", 400, "invalid_input"),
    ("RefusedByRule", 409, "refused_by_rule"),
    ("Conflict", 409, "conflict"),
    ("StaleVersion", 412, "stale_version"),
    ("VersionMissing", 428, "version_missing"),
    ("KeyReused", 422, "idempotency_key_reused"),
    ("StillRunning", 409, "still_running"),
    ("TooManyTries", 429, "too_many_tries"),
    ("Unavailable", 503, "unavailable"),
]
CASE = {"name": "Aster", "sentence": {"start_date": "2026-01-31", "length_months": 12}}


def taken(answer: Any) -> dict[str, Any]:
    """The body, after checking that it is the one body."""
    assert answer.headers["content-type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    Problem.model_validate(body)
    assert body["status"] == answer.status_code
    assert body["instance"] == answer.headers["x-request-id"]
    assert body["type"] == f"urn:throughcare:problem:{body['errorCode']}"
    return body


def found(answer: Any) -> dict[str, str]:
    assert answer.status_code == 400
    return {each["field"]: each["code"] for each in taken(answer)["errors"]}


@pytest.mark.parametrize(("kind", "status", "code"), KINDS, ids=[kind for kind, _, _ in KINDS])
def test_a_refusal_is_answered_with_its_status_and_code(
    client: TestClient, kind: str, status: int, code: str
) -> None:
    answer = client.get(f"/api/v1/refuse/{kind}")
    body = taken(answer)
    assert (body["status"], body["errorCode"]) == (status, code)
    assert "errors" not in body
    assert answer.headers.get("www-authenticate") == ("Bearer" if status == 401 else None)
    waits = {"TooManyTries": "60", "StillRunning": "1", "Unavailable": "1"}
    assert answer.headers.get("retry-after") == waits.get(kind)


def test_every_refusal_of_the_domain_stands_in_the_table() -> None:
    every = {
        each
        for each in vars(refusals).values()
        if isinstance(each, type) and issubclass(each, refusals.Refusal)
    }
    assert every == set(STATUSES)


def test_a_refusal_made_later_takes_its_nearest_ancestors_status() -> None:
    class HandoverTooEarly(refusals.RefusedByRule):
        code = "handover_too_early"

    assert status_of(HandoverTooEarly("Wait until it is due.")) == 409


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nowhere/A1234BC", 404, "not_found"),
        ("PUT", "/page", 405, "method_not_allowed"),
        ("TRACE", "/page", 405, "method_not_allowed"),
        ("GET", "/api/v1/fault", 500, "fault"),
        ("GET", "/api/v1/database-gone", 503, "unavailable"),
    ],
)
def test_what_the_framework_or_the_database_refuses_has_the_same_body(
    client: TestClient, method: str, path: str, status: int, code: str
) -> None:
    answer = client.request(method, path)
    body = taken(answer)
    assert (answer.status_code, body["errorCode"]) == (status, code)
    assert "A1234BC" not in answer.text
    assert answer.headers.get("allow") == ("GET" if status == 405 else None)
    assert answer.headers.get("retry-after") == ("1" if status == 503 else None)


def test_bad_fields_are_named_with_codes_and_words_that_say_how_to_mend_them(client: TestClient) -> None:
    answer = client.post(
        "/api/v1/cases",
        json={
            "name": "SecretName" * 9,
            "sentence": {"start_date": "31/01/2026", "length_months": "SecretLength"},
        },
    )
    body = taken(answer)
    assert {each["field"]: each["code"] for each in body["errors"]} == {
        "name": "too_long",
        "sentence.start_date": "date_invalid",
        "sentence.length_months": "whole_number_invalid",
    }
    assert body["errors"][1]["message"] == "Give a date as YYYY-MM-DD, for example 2026-11-22"
    assert body["errors"][0]["message"] == "Give at most 20 characters"
    assert body["userMessage"].startswith("Validation failure")
    assert "Secret" not in answer.text
    assert "31/01" not in answer.text


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"name": None}, {"name": "text_expected"}),
        ({"colour": "red"}, {"colour": "unknown_field"}),
        ({"A1234BC": "x"}, {"(unnamed)": "unknown_field"}),
        ({"sentence": 5}, {"sentence": "object_expected"}),
        ({"sentence": {**CASE["sentence"], "length_months": 0}}, {"sentence.length_months": "too_small"}),
        ({"events": [{"start_date": "2026-01-31"}]}, {"events[0].length_months": "missing"}),
        ({"events": "x"}, {"events": "list_expected"}),
        ({"events": [CASE["sentence"]] * 4}, {"events": "too_many"}),
    ],
)
def test_each_kind_of_bad_field_has_its_code(
    client: TestClient, change: dict[str, Any], expected: dict[str, str]
) -> None:
    assert found(client.post("/api/v1/cases", json={**CASE, **change})) == expected


def test_a_missing_field_does_not_bring_back_its_neighbours(client: TestClient) -> None:
    answer = client.post("/api/v1/cases", json={"name": "SecretName"})
    assert found(answer) == {"sentence": "missing"}
    assert "SecretName" not in answer.text


@pytest.mark.parametrize("size", ["x", "1.5", "9" * 30, "NaN", ""])
def test_a_bad_parameter_is_named(client: TestClient, size: str) -> None:
    answer = client.get(f"/api/v1/cases/A1234BC?size={size}")
    if answer.status_code == 200:  # a whole number of any length is one; its limits are the route's to name
        assert size.isdigit()
    else:
        assert found(answer) == {"size": "whole_number_invalid"}


def test_a_validators_own_words_are_kept_unless_they_carry_what_was_sent() -> None:
    class Row(BaseModel):
        polite: str
        careless: str

        @field_validator("polite")
        @classmethod
        def refuse_politely(cls, value: str) -> str:
            raise ValueError("Give a prison number, for example A1234BC")

        @field_validator("careless")
        @classmethod
        def refuse_carelessly(cls, value: str) -> str:
            raise ValueError(f"{value} is not a prison number")

    assert [each.message for each in errors_of(Row, {"polite": "x1", "careless": "Aster"})] == [
        "Give a prison number, for example A1234BC",
        "This cannot be taken",
    ]


def test_the_branch_of_a_union_does_not_stand_in_the_fields_name() -> None:
    class Parole(BaseModel):
        type: str = Field(pattern="^parole$")
        day: int

    class Row(BaseModel):
        event: Parole | list[Parole]

    fields = {each.field for each in errors_of(Row, {"event": {"type": "parole", "day": "x"}})}
    assert fields == {"event.day", "event"}


def errors_of(model: type[BaseModel], body: dict[str, Any]) -> list[refusals.FieldError]:
    with pytest.raises(ValidationError) as refused:
        model.model_validate(body)
    errors = [{**each, "loc": ("body", *each["loc"])} for each in refused.value.errors()]
    return field_errors(errors, body)
