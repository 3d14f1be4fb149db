"""The document is valid, complete and honest about roles and refusals."""

from typing import Any

import pytest
from fastapi import FastAPI
from openapi_spec_validator import validate
from starlette.testclient import TestClient

from app.api import openapi
from app.api.openapi import operations, operations_without_roles
from app.domain.caller import Role
from app.settings import Settings
from tests.edge.conftest import Service


@pytest.fixture
def document(client: TestClient) -> dict[str, Any]:
    return dict(client.get("/v3/api-docs").json())


def test_the_document_is_valid_openapi_3_1_with_the_builds_version(service: Service) -> None:
    document = service(build_version="2026-11-22.7").get("/v3/api-docs").json()
    validate(document)
    assert document["openapi"].startswith("3.1")
    assert document["info"]["version"] == "2026-11-22.7"


def test_no_operation_id_holds_an_underscore(document: dict[str, Any]) -> None:
    ids = {operation["operationId"] for _path, _method, operation in operations(document)}
    assert {"readCase", "createCase", "readHealth"} <= ids
    assert not any("_" in each for each in ids)


def test_each_operation_names_its_roles_or_says_that_it_is_public(document: dict[str, Any]) -> None:
    assert operations_without_roles(document) == []
    read = document["paths"]["/api/v1/cases/{case}"]["get"]
    assert read["x-roles"] == ["RO", "OMU_OFFICER"]
    assert read["description"].endswith("Roles: RO, OMU_OFFICER.")
    assert read["security"] == [{"bearer": []}]
    ping = document["paths"]["/health/ping"]["get"]
    assert ping["security"] == []
    assert "Public" in ping["description"]


def test_the_scheme_is_a_bearer_token_and_names_the_roles(document: dict[str, Any]) -> None:
    scheme = document["components"]["securitySchemes"]["bearer"]
    assert (scheme["type"], scheme["scheme"], scheme["bearerFormat"]) == ("http", "bearer", "JWT")
    assert all(role.authority in scheme["description"] for role in Role)


def test_refusals_are_documented_and_the_frameworks_own_are_gone(document: dict[str, Any]) -> None:
    created = document["paths"]["/api/v1/cases"]["post"]["responses"]
    assert set(created) >= {
        "200",
        "400",
        "401",
        "403",
        "404",
        "409",
        "412",
        "413",
        "415",
        "422",
        "429",
        "503",
    }
    assert all(
        each["$ref"].endswith(f"/Problem{status}") for status, each in created.items() if status != "200"
    )
    assert "HTTPValidationError" not in str(document)
    assert "401" not in document["paths"]["/health/ping"]["get"]["responses"]


def test_a_route_without_roles_stands_out() -> None:
    app = FastAPI(openapi_url=None)
    openapi.install(app, Settings())
    app.add_api_route("/forgot", lambda: None, name="forget_roles")
    document = app.openapi()
    assert operations_without_roles(document) == ["GET /forgot"]
    assert document["paths"]["/forgot"]["get"]["security"] == [{"bearer": []}]


def test_two_operations_of_one_name_are_refused() -> None:
    app = FastAPI(openapi_url=None)
    openapi.install(app, Settings())
    app.add_api_route("/a", lambda: None, name="read_it")
    app.add_api_route("/b", lambda: None, name="read_it")
    with pytest.warns(UserWarning, match="Duplicate"), pytest.raises(AssertionError, match="repeat"):
        app.openapi()


def test_the_page_shows_every_operation_without_a_script(client: TestClient) -> None:
    moved = client.get("/swagger-ui.html", follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (302, "/swagger-ui/")
    page = client.get("/swagger-ui/").text
    assert "<script" not in page
    assert " style=" not in page
    for path, method, _operation in operations(client.get("/v3/api-docs").json()):
        assert f"{method} {path}" in page
    assert client.get("/swagger-ui/reference.css").headers["content-type"].startswith("text/css")


def test_the_page_can_be_left_out(service: Service) -> None:
    client = service(api_docs=False)
    assert client.get("/swagger-ui/").status_code == 404
    assert client.get("/swagger-ui.html").status_code == 404
    assert client.get("/v3/api-docs").status_code == 200
