"""The document of the API: what each operation takes, gives and refuses, and which roles it needs."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.api.reference_page import DOCUMENT, PAGE, STYLE, render_reference, stylesheet
from app.domain.caller import Role
from app.edge.problem import PROBLEM_JSON, TITLES
from app.schemas.problem import Problem
from app.settings import Settings

Document = dict[str, Any]

DESCRIPTION = (
    "Who owns each case today, when that changes, and why. "
    "Every error has one body, `application/problem+json`; its `instance` is the id of the request."
)

EVERYWHERE = (400, 404, 429, 500, 503)
SIGNED_IN = (401, 403)
WITH_BODY = (409, 412, 413, 415, 422)
CHANGING = (409, 412, 428)
"""Which refusals an operation may answer, beside what its route declares itself."""

METHODS = ("get", "put", "post", "delete", "patch", "head", "options")
READING = ("GET", "HEAD", "OPTIONS")
"""What is public and still changes something asks for credentials in its body, and for a page of ours."""

FRAMEWORKS_OWN = ("HTTPValidationError", "ValidationError")


def install(app: FastAPI, settings: Settings) -> None:
    """Serve the document at /v3/api-docs and its page at /swagger-ui/. Call before adding routers."""
    app.router.generate_unique_id_function = operation_id
    app.openapi = lambda: _document_of(app, settings)  # type: ignore[method-assign]
    app.add_route(DOCUMENT, _serve_document, include_in_schema=False)
    if settings.api_docs:
        app.add_route("/swagger-ui.html", _lead_to_page, include_in_schema=False)
        app.add_route(PAGE, _serve_page, include_in_schema=False)
        app.add_route(f"{PAGE}index.html", _serve_page, include_in_schema=False)
        app.add_route(STYLE, _serve_style, include_in_schema=False)


def operation_id(route: APIRoute) -> str:
    """`read_case` becomes `readCase`: the platform wants no underscore in an operation's id."""
    return _camel(route.name)


def operations(document: Document) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Each operation of the document: its path, its method in capitals, and itself."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method.upper(), item[method]


def operations_without_roles(document: Document) -> list[str]:
    """Operations that forgot to say who may call them; public ones say so with an empty list."""
    return [f"{method} {path}" for path, method, each in operations(document) if "x-roles" not in each]


def _document_of(app: FastAPI, settings: Settings) -> Document:
    if app.openapi_schema is None:
        document = get_openapi(
            title="Throughcare",
            version=settings.build_version,
            openapi_version="3.1.0",
            description=DESCRIPTION,
            routes=app.routes,
        )
        app.openapi_schema = _finished(document)
    return app.openapi_schema


def _finished(document: Document) -> Document:
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for name in FRAMEWORKS_OWN:
        schemas.pop(name, None)
    schemas.update(_problem_schemas())
    components["responses"] = {_response_name(status): _problem_response(status) for status in sorted(_ALL)}
    components["securitySchemes"] = {"bearer": _scheme()}
    for _path, method, operation in operations(document):
        _finish(operation, method)
    _refuse_bad_ids(document)
    return document


def _finish(operation: dict[str, Any], method: str) -> None:
    operation["operationId"] = _camel(operation["operationId"])
    roles = operation.get("x-roles")
    if roles is not None:
        operation["x-roles"] = [str(role) for role in roles]
        operation["description"] = f"{operation.get('description', '')}\n\n{_says(roles)}".strip()
    operation["security"] = [{"bearer": []}] if roles != [] else []
    responses = operation.setdefault("responses", {})
    if "HTTPValidationError" in json.dumps(responses.get("422", "")):
        del responses["422"]
    for status in _refusals(method, is_public=roles == []):
        responses.setdefault(str(status), {"$ref": f"#/components/responses/{_response_name(status)}"})
    operation["responses"] = dict(sorted(responses.items()))


def _refusals(method: str, *, is_public: bool) -> set[int]:
    found = set(EVERYWHERE)
    if not is_public or method not in READING:
        found.update(SIGNED_IN)
    if method in {"POST", "PUT", "PATCH"}:
        found.update(WITH_BODY)
    if method in {"PUT", "PATCH", "DELETE"}:
        found.update(CHANGING)
    return found


_ALL = {*EVERYWHERE, *SIGNED_IN, *WITH_BODY, *CHANGING}


def _says(roles: list[str]) -> str:
    return f"Roles: {', '.join(str(role) for role in roles)}." if roles else "Public: no token is needed."


def _scheme() -> dict[str, Any]:
    names = ", ".join(role.authority for role in Role)
    return {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "JWT",
        "description": f"An RS256 token. Each operation names the roles that open it, among: {names}.",
    }


def _problem_schemas() -> dict[str, Any]:
    schema = Problem.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs", {}), "Problem": schema}


def _problem_response(status: int) -> dict[str, Any]:
    headers: Mapping[str, Any] = {}
    if status in {429, 503}:
        headers = {"Retry-After": {"description": "Seconds to wait", "schema": {"type": "string"}}}
    if status == 401:
        headers = {"WWW-Authenticate": {"description": "Always `Bearer`", "schema": {"type": "string"}}}
    content = {PROBLEM_JSON: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": TITLES[status], "content": content, **({"headers": headers} if headers else {})}


def _response_name(status: int) -> str:
    return f"Problem{status}"


def _refuse_bad_ids(document: Document) -> None:
    ids = [operation["operationId"] for _path, _method, operation in operations(document)]
    assert not [each for each in ids if "_" in each], "an operation id holds an underscore"  # noqa: S101
    assert len(ids) == len(set(ids)), f"operation ids repeat: {sorted(ids)}"  # noqa: S101


def _camel(name: str) -> str:
    first, *others = [part for part in name.split("_") if part]
    return first + "".join(part[0].upper() + part[1:] for part in others)


async def _serve_document(request: Request) -> Response:
    state = request.app.state
    if not hasattr(state, "openapi_bytes"):
        state.openapi_bytes = json.dumps(request.app.openapi(), ensure_ascii=False).encode()
    return Response(state.openapi_bytes, media_type="application/json")


async def _lead_to_page(_request: Request) -> Response:
    return RedirectResponse(PAGE, status_code=302)


async def _serve_page(request: Request) -> Response:
    state = request.app.state
    if not hasattr(state, "reference_page"):
        state.reference_page = render_reference(request.app.openapi())
    return Response(state.reference_page, media_type="text/html")


async def _serve_style(_request: Request) -> Response:
    return Response(stylesheet(), media_type="text/css", headers={"Cache-Control": "public, max-age=3600"})
