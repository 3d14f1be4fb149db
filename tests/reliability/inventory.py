"""Every operation as it is routed, documented and guarded, and what is wrong with the three together."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from app.api.openapi import operations
from app.deps import Authorise
from app.domain.caller import Role

Roles = frozenset[str]
PEOPLE: Roles = frozenset(role.authority for role in Role if role not in {Role.RO, Role.RW, Role.BOARD_RO})

PUBLIC: Mapping[str, str] = {
    "POST /api/v1/sessions": "signing in: nobody has a token before it",
    "POST /api/v1/sessions/current/token": "the session's secret is what is asked for",
    "POST /api/v1/sessions/outside/start": "signing in at an outside issuer begins without a token",
    "POST /api/v1/sessions/outside/finish": "the issuer's code is what is asked for",
    "POST /oauth/token": "the client's credentials are what is asked for",
    "GET /.well-known/jwks.json": "public keys",
    "GET /health": "the platform's probes carry no token",
    "GET /health/readiness": "the platform's probes carry no token",
    "GET /health/liveness": "the platform's probes carry no token",
    "GET /health/ping": "the platform's probes carry no token",
    "GET /info": "the platform reads what is running",
}
"""The documented operations that need no token, each with its reason. None of them names a case."""

UNDOCUMENTED: Mapping[str, str] = {
    "GET /v3/api-docs": "the document itself",
    "GET /swagger-ui.html": "leads to the document's page",
    "GET /swagger-ui/": "the document as a page",
    "GET /swagger-ui/index.html": "the document as a page",
    "GET /swagger-ui/reference.css": "the page's style",
    "GET /metrics": "counts by route for the platform's collector",
    "GET /favicon.ico": "told that there is none",
}
"""Routes outside the document; they hold nothing of a case."""

BY_SECRET = {"DELETE /api/v1/sessions/current": PEOPLE}
"""Guarded in the service by the session itself, which only people have; the role table's test calls it."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. None: it is not in the document, or nothing guards it."""

    name: str
    declared: Roles | None
    enforced: Roles | None


def inventory(api: FastAPI) -> list[Operation]:
    """Every operation that is routed or documented."""
    declared = {
        f"{method} {path}": frozenset(each["x-roles"]) if "x-roles" in each else None
        for path, method, each in operations(api.openapi())
    }
    enforced = dict(_routed(api))
    return [
        Operation(name, declared.get(name), enforced.get(name, BY_SECRET.get(name)))
        for name in sorted({*declared, *enforced})
    ]


def _routed(api: FastAPI) -> Iterator[tuple[str, Roles | None]]:
    for context in iter_route_contexts(api.routes):
        for method in sorted((context.methods or set()) - {"HEAD"}):
            name = f"{method} {context.path}"
            yield name, _guard_of(context) or BY_SECRET.get(name)


def _guard_of(context: Any) -> Roles | None:
    dependencies = getattr(getattr(context, "dependant", None), "dependencies", ())
    guards = [each.call for each in dependencies if isinstance(each.call, Authorise)]
    return frozenset(role.authority for role in guards[0].allowed) if guards else None


def faults(found: Iterable[Operation]) -> list[str]:
    """What is wrong, operation by operation."""
    return [words for operation in found if (words := _fault(operation))]


def _fault(operation: Operation) -> str | None:
    name, declared, enforced = operation.name, operation.declared, operation.enforced
    if name in UNDOCUMENTED:
        return None if declared is None and enforced is None else f"{name} is listed as undocumented"
    if name in PUBLIC:
        return None if declared == frozenset() and enforced is None else f"{name} is listed as public"
    if not declared:
        return f"{name} names no role"
    if enforced is None:
        return f"{name} is open to anybody"
    return None if declared == enforced else f"{name} says one thing and does another"
