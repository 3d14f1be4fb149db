"""The document is kept to: whatever is sent, by whatever role, the answer is one that it describes and no fault.

Made by Schemathesis from the document, and by hand from what breaks a service that trusts its input.
"""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import Failure, FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from app.api.openapi import operations
from app.domain.caller import Role
from tests.parts.service import RunningService, case_body, opened
from tests.reliability.standing import noted

CHECKS = [
    negative_data_rejection,
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
Callers = dict[str, dict[str, str]]
SYSTEMS = {Role.RO, Role.RW, Role.BOARD_RO}
ENDS_THE_SESSION = "/api/v1/sessions/current"


@pytest.fixture
def service(sqlite_service: RunningService) -> RunningService:
    return sqlite_service


def callers(service: RunningService, roles: list[Role]) -> Callers:
    """The header of each role, and none at all."""
    clients = {
        role.value: (service.system if role in SYSTEMS else service.person)(role, everywhere=True)
        for role in roles
    }
    found = {name: {"Authorization": client.headers["Authorization"]} for name, client in clients.items()}
    return {**found, "nobody": {}}


def things(service: RunningService) -> dict[str, str]:
    """A case, a fact, a policy and an import that are there, by the name of the parameter that asks for them."""
    client = service.system(Role.RW)
    case = opened(client, prison_number="A1234BC")["id"]
    fact = client.get(f"/api/v1/cases/{case}/events").json()["items"][0]["id"]
    file = {"file": ("cases.csv", "prison_number,first_name\nXQZ,Ada\n")}
    run = client.post("/api/v1/imports", files=file).json()["id"]
    return {"case": case, "event": fact, "policy": "omcp-2013-option-2", "run": run}


def hold(service: RunningService, roles: list[Role], examples: int) -> list[str]:
    """Ask each operation so often, as a role taken at random; what was found, operation by operation."""
    real = things(service)
    schema = schemathesis.openapi.from_asgi("/v3/api-docs", service.app)
    who, found = callers(service, roles), []
    asked = [result.ok() for result in schema.get_all_operations()]
    assert len(asked) > 25
    for operation in sorted(asked, key=lambda each: each.path == ENDS_THE_SESSION):
        try:
            asking(operation, who, st.sampled_from(sorted(who)), real, examples)()
        except (Failure, FailureGroup, ExceptionGroup) as error:
            found.append(f"{operation.label}: {error}\n{getattr(error, 'exceptions', '')}")
    return found


def made_for(operation: Any, real: dict[str, str]) -> Any:
    """What the document allows and what it does not; half of it about things that are there."""

    def about_what_is_there(case: Any) -> tuple[Any, bool]:
        for name in set(case.path_parameters or ()) & set(real):
            case.path_parameters[name] = real[name]
        return case, True

    allowed = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    anything = operation.as_strategy().map(lambda case: (case, False))
    return st.one_of(anything, allowed.map(about_what_is_there))


def asking(operation: Any, who: Callers, names: Any, real: dict[str, str], examples: int) -> Any:
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(made=made_for(operation, real), name=names)
    def ask(made: tuple[Any, bool], name: str) -> None:
        case, is_real = made
        headers = who[name] | ({"If-Match": "*"} if is_real else {})
        case.call_and_validate(headers=headers, checks=CHECKS[is_real:], base_url="http://127.0.0.1")

    return ask


def test_what_schemathesis_makes_of_the_document_finds_no_answer_outside_it(service: RunningService) -> None:
    assert hold(service, list(Role), examples=6) == []


@pytest.mark.soak
@pytest.mark.parametrize("role", list(Role))
def test_five_hundred_of_each_operation_by_each_role(service: RunningService, role: Role) -> None:
    assert hold(service, [role], examples=500) == []


# By hand

SEEDS = {
    "NUL": "\x00",
    "half a character": "\ud800",
    "2^31": 2**31,
    "2^63": 2**63,
    "-1": -1,
    "1e400": float("inf"),
    "the year 1": "0001-01-01",
    "the year 9999": "9999-12-31",
    "no such day": "2026-02-30",
    "too long": "x" * 5000,
    "nothing": "",
    "null": None,
    "true": True,
    "a list": [[]],
    "an object": {"a": {}},
    "a template": "{{7*7}}' OR 1=1 --",
}


def json_of(body: Any) -> bytes:
    """As a careless program writes it: half characters escaped, infinity as a number too large."""
    return json.dumps(body).replace("Infinity", "1e400").encode()


def with_seeds(body: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """The body with each value in turn replaced by each seed."""
    for name, value in body.items():
        for seed, planted in SEEDS.items():
            yield f"{name}: {seed}", {**body, name: planted}
        if isinstance(value, dict):
            for inner, changed in with_seeds(value):
                yield f"{name}.{inner}", {**body, name: changed}


SENTENCE = case_body()["sentence"]
ENTRY = {
    "sentence": {**SENTENCE, "prison_number": "A1234BC", "prison": "FHI"},
    "provider": "nps",
    "on": ["2026-07-13"],
}


def test_no_value_in_any_body_brings_the_service_down(service: RunningService) -> None:
    client = service.system(Role.RW)
    case = opened(client)["id"]
    path = f"/api/v1/cases/{case}"
    fact = client.get(f"{path}/events").json()["items"][-1]["id"]
    bodies: list[tuple[str, str, dict[str, Any]]] = [
        (
            "POST",
            "/api/v1/cases",
            case_body(crn="X123456", date_of_birth="1990-01-01", mappa_level=1, ppo=False),
        ),
        ("PATCH", path, {"home_area": "Derby", "date_of_birth": "1990-01-01", "confirm": ["prison"]}),
        ("POST", f"{path}/events", noted(1)),
        (
            "POST",
            f"{path}/events",
            {"type": "risk_changed", "date": "2026-06-01", "mappa_level": 1, "ppo": True},
        ),
        ("DELETE", f"{path}/events/{fact}", {"reason": "Wrong."}),
        (
            "POST",
            "/api/v1/policies/omcp-2013-option-2/evaluate",
            {**ENTRY, "events": [noted(1)], "settings": {}},
        ),
        ("POST", "/api/v1/sessions/current/token", {"secret": "x" * 43}),
    ]
    schema = schemathesis.openapi.from_asgi("/v3/api-docs", service.app)
    taken = set[str]()
    for method, address, body in bodies:
        operation = schema[path_of(address, case, fact)][method]
        for words, sown in [("as it is", body), *with_seeds(body)]:
            headers = {"Content-Type": "application/json", "If-Match": "*"}
            answer = client.request(method, address, content=json_of(sown), headers=headers)
            assert answer.status_code < 500, (method, address, words)
            assert_plain(answer, words)
            operation.validate_response(answer)
            taken.update({f"{method} {operation.path}"} if answer.is_success else ())
    assert len(taken) == 5


def path_of(address: str, case: str, fact: str) -> str:
    """The document's name of an address."""
    path = address.replace(fact, "{event}").replace(case, "{case}")
    return path.replace("omcp-2013-option-2", "{policy}")


def test_a_document_that_forgets_an_answer_is_caught(service: RunningService) -> None:
    """The negative control: the same checks against a document without the answers of one operation."""
    document = json.loads(json.dumps(service.service.api.openapi()))
    document["paths"]["/api/v1/prisons"]["get"]["responses"] = {"418": {"description": "Never."}}
    service.service.api.state.openapi_bytes = json.dumps(document).encode()
    found = hold(service, [Role.RW], examples=1)
    assert [each.partition(":")[0] for each in found] == ["GET /api/v1/prisons"]


def assert_plain(answer: Any, words: str) -> None:
    """An error names its field and never repeats what was sent."""
    if answer.status_code == 400:
        assert answer.headers["content-type"] == "application/problem+json", words
        assert "7*7" not in answer.text, words


def test_no_value_in_any_address_brings_the_service_down(service: RunningService) -> None:
    client = service.system(Role.RW)
    case = opened(client)["id"]
    for path, method, operation in operations(service.service.api.openapi()):
        if method != "GET":
            continue
        for parameter in operation.get("parameters", ()):
            for seed, planted in SEEDS.items():
                answer = ask_with(client, path, case, parameter, planted)
                assert answer.status_code < 500, (path, parameter["name"], seed)
                assert_plain(answer, seed)


def ask_with(client: TestClient, path: str, case: str, parameter: dict[str, Any], planted: Any) -> Any:
    value = quote(str(planted).encode("utf-8", "surrogatepass"), safe="")
    if parameter["in"] == "path":
        path, query = path.replace(f"{{{parameter['name']}}}", value or "-"), ""
    else:
        query = f"?{parameter['name']}={value}"
    for name, real in (("{case}", case), ("{policy}", "omic"), ("{run}", case)):
        path = path.replace(name, real)
    return client.get(path + query)
