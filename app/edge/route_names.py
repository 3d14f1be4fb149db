"""Names the route that answered, as its template: never the path, which may hold a person's number."""

from starlette.types import Scope

UNMATCHED = "unmatched"


def route_template(scope: Scope) -> str:
    """For example `/api/v1/cases/{case}`; `unmatched` where no route took the request."""
    included = scope.get("fastapi")
    context = included.get("effective_route_context") if isinstance(included, dict) else None
    for found in (context, scope.get("route")):
        path = getattr(found, "path_format", None) or getattr(found, "path", None)
        if isinstance(path, str):
            return path
    return UNMATCHED
