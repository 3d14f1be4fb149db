"""Reads a case from the API for a page: itself, its owner, its timeline, its facts and its changes."""

from dataclasses import dataclass
from urllib.parse import quote

from starlette.requests import Request

from app.schemas.cases import CaseOut, History, HistoryEntry
from app.schemas.facts import FactList, FactOut
from app.schemas.ownership import OwnershipOut, TimelineOut
from app.web.client import Params, RequestApi

LATEST_CHANGES = 50
"""How far back changes are looked for that came after a form was opened."""


@dataclass(frozen=True, slots=True)
class CaseRead:
    """A case with the version (ETag) that it was read in."""

    case: CaseOut
    etag: str


def path_to(reference: str, rest: str = "") -> str:
    """The API's path of a case; whatever stands in the reference stays one part of the path."""
    return f"/cases/{quote(reference, safe='')}{rest}"


def reference_of(request: Request) -> str:
    """The case that the page's address names."""
    return str(request.path_params["case"])


async def read_case(api: RequestApi, reference: str) -> CaseRead:
    """The case and its version. Raises ApiProblem."""
    answer = await api.get(path_to(reference))
    return CaseRead(CaseOut.model_validate(answer.json), answer.etag or "")


async def read_owner(api: RequestApi, reference: str, params: Params | None = None) -> OwnershipOut:
    """Who owns the case, today or as asked."""
    answer = await api.get(path_to(reference, "/ownership"), params=params)
    return OwnershipOut.model_validate(answer.json)


async def read_timeline(api: RequestApi, reference: str, params: Params | None = None) -> TimelineOut:
    """Every period of the case."""
    answer = await api.get(path_to(reference, "/ownership/timeline"), params=params)
    return TimelineOut.model_validate(answer.json)


async def read_facts(api: RequestApi, reference: str) -> list[FactOut]:
    """The facts of the case, oldest first."""
    answer = await api.get(path_to(reference, "/events"))
    return FactList.model_validate(answer.json).items


async def read_history(api: RequestApi, reference: str, after: str | None = None) -> History:
    """The changes of the case, the latest first."""
    answer = await api.get(path_to(reference, "/history"), params={"next": after})
    return History.model_validate(answer.json)


def newest(history: History) -> str:
    """The mark of the latest change, to tell later what came after it."""
    return history.items[0].id if history.items else ""


def since(history: History, seen: str) -> list[HistoryEntry]:
    """The changes that came after the one marked `seen`, the latest first."""
    found: list[HistoryEntry] = []
    for entry in history.items[:LATEST_CHANGES]:
        if entry.id == seen:
            return found
        found.append(entry)
    return found if seen else []
