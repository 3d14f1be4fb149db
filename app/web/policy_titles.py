"""The titles of the policies, asked of the API now and then and remembered."""

from collections.abc import Mapping
from time import monotonic

from starlette.requests import Request

from app.schemas.ownership import PolicyList

REMEMBERED_SECONDS = 600.0


async def policy_titles(request: Request) -> Mapping[str, str]:
    """Titles by id, at most ten minutes old."""
    app = request.app.state
    known: tuple[float, Mapping[str, str]] | None = getattr(app, "policy_titles", None)
    if known and known[0] > monotonic():
        return known[1]
    answer = await request.state.api.get("/policies")
    titles = {policy.id: policy.title for policy in PolicyList.model_validate(answer.json).items}
    app.policy_titles = (monotonic() + REMEMBERED_SECONDS, titles)
    return titles
