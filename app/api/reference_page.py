"""Draws the API's document as one plain page that needs no script."""

from functools import lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

DOCUMENT = "/v3/api-docs"
PAGE = "/swagger-ui/"
STYLE = "/swagger-ui/reference.css"
METHODS = ("get", "post", "put", "patch", "delete")


def render_reference(document: dict[str, Any]) -> str:
    """The page: operations by their tag, then the shapes they take and give."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                operation = item[method]
                tag = (operation.get("tags") or ["Others"])[0]
                groups.setdefault(tag, []).append(_row(path, method, operation))
    template = _environment().get_template("api_reference/page.html")
    return template.render(
        info=document["info"],
        groups=groups,
        schemas=_schemas(document),
        document_address=DOCUMENT,
        style_address=STYLE,
    )


@lru_cache
def stylesheet() -> str:
    """The page's own style."""
    source, _name, _fresh = _loader().get_source(_environment(), "api_reference/reference.css")
    return source


def _row(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "parameters": [
            {
                "name": each["name"],
                "where": each["in"],
                "needed": each.get("required", False),
                "shape": _shape(each.get("schema", {})),
                "description": each.get("description", ""),
            }
            for each in operation.get("parameters", ())
        ],
        "body": [_shape(kind.get("schema", {})) for kind in _contents(operation.get("requestBody", {}))],
        "answers": [_answer(status, each) for status, each in operation["responses"].items()],
    }


def _answer(status: str, response: dict[str, Any]) -> tuple[str, str]:
    shapes = [_shape(kind.get("schema", {})) for kind in _contents(response)]
    said = response.get("description") or "Problem"
    return status, ", ".join(shape for shape in shapes if shape) or said


def _contents(holder: dict[str, Any]) -> list[dict[str, Any]]:
    return list(holder.get("content", {}).values())


def _schemas(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "description": schema.get("description", ""),
            "values": schema.get("enum", []),
            "fields": [
                (field, _shape(kind), field in schema.get("required", ()), kind.get("description", ""))
                for field, kind in schema.get("properties", {}).items()
            ],
        }
        for name, schema in sorted(document["components"]["schemas"].items())
    ]


def _shape(schema: dict[str, Any]) -> str:
    """A shape in a few words: `date`, `list of Case`, `text or empty`."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    for several in ("anyOf", "oneOf"):
        if several in schema:
            return " or ".join(_shape(each) for each in schema[several])
    if schema.get("type") == "array":
        return f"list of {_shape(schema.get('items', {}))}"
    if "const" in schema:
        return str(schema["const"])
    if "enum" in schema:
        return " or ".join(str(value) for value in schema["enum"])
    plain = {"string": "text", "null": "empty", "integer": "whole number", "boolean": "true or false"}
    kind = str(schema.get("type", ""))
    return str(schema.get("format") or plain.get(kind, kind))


@lru_cache
def _loader() -> PackageLoader:
    return PackageLoader("app", "templates")


@lru_cache
def _environment() -> Environment:
    return Environment(loader=_loader(), autoescape=True, undefined=StrictUndefined, trim_blocks=True)
