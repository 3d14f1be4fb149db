"""A service of two routes behind the real edge, for tests of what stands before any route."""

import asyncio
import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Form, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import OperationalError
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.types import ASGIApp

from app.api import openapi, operations, problems
from app.api.strict_json import StrictRoute
from app.domain import refusals
from app.edge.wrap import protect
from app.repositories.database import Database
from app.settings import Settings


class Sentence(BaseModel):
    model_config = ConfigDict(extra="forbid")

    start_date: dt.date
    length_months: int = Field(ge=1, le=600)


class NewCase(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=20)
    sentence: Sentence
    events: list[Sentence] = Field(default=[], max_length=3)
    notes: Any = None


router = APIRouter(prefix="/api/v1", route_class=StrictRoute, tags=["Cases"])


@router.get("/cases/{case}", openapi_extra={"x-roles": ["RO", "OMU_OFFICER"]})
def read_case(case: str, size: int = 1) -> dict[str, Any]:
    return {"case": case, "size": size}


@router.post("/cases", openapi_extra={"x-roles": ["RW"]})
def create_case(new: NewCase) -> dict[str, Any]:
    return new.model_dump(mode="json")


@router.get("/refuse/{kind}", openapi_extra={"x-roles": []})
def refuse(kind: str) -> None:
    if kind == "TooManyTries":
        raise refusals.TooManyTries("Wait a minute.", retry_after_seconds=60)
    raise getattr(refusals, kind)(f"What to do about {kind}.")


@router.get("/fault", openapi_extra={"x-roles": []})
def fail() -> None:
    raise ValueError("Aster Invented of A1234BC")


@router.get("/database-gone", openapi_extra={"x-roles": []})
def lose_database() -> None:
    raise OperationalError("SELECT 1", {}, Exception("server closed the connection unexpectedly"))


@router.post("/imports", openapi_extra={"x-roles": ["RW"]})
async def take_import(request: Request) -> dict[str, int]:
    total = 0
    async for chunk in request.stream():
        total += len(chunk)
    return {"bytes": total}


async def page(request: Request) -> HTMLResponse:
    return HTMLResponse(f"<h1>{request.url}</h1>", headers={"Cache-Control": "public, max-age=60"})


async def answer_slowly() -> PlainTextResponse:
    await asyncio.sleep(0.05)
    return PlainTextResponse("done")


async def take_form(said: Annotated[str, Form()]) -> PlainTextResponse:
    return PlainTextResponse(said)


async def who(request: Request) -> dict[str, Any]:
    client = request.client.host if request.client else None
    return {"client": client, "scheme": request.url.scheme, "host": request.url.hostname}


def build(settings: Settings) -> ASGIApp:
    """The service for one test."""
    return protect(_unprotected(settings), settings)


def _unprotected(settings: Settings) -> FastAPI:
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    app.state.settings = settings
    app.state.database = Database(settings)
    problems.install(app)
    openapi.install(app, settings)
    app.include_router(operations.router)
    app.include_router(router)
    app.add_api_route("/page", page, include_in_schema=False)
    app.add_api_route("/form", take_form, methods=["POST"], include_in_schema=False)
    app.add_api_route("/slow", answer_slowly, include_in_schema=False)
    app.add_api_route("/who", who, include_in_schema=False)
    return app


def create_app() -> ASGIApp:
    """The service as the server's workers build it, from the environment."""
    return build(Settings())


def create_bare_app() -> ASGIApp:
    """The same without its edge, for negative controls."""
    return _unprotected(Settings())
