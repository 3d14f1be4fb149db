"""Turns templates into pages, and into the parts of pages that htmx asks for."""

from collections.abc import Callable, Hashable, Mapping, MutableMapping
from datetime import date, datetime
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from jinja2 import (
    ChainableUndefined,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PackageLoader,
    PrefixLoader,
    Template,
)
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse

from app.settings import Settings
from app.web import labels
from app.web.assets import HTMX_INTEGRITY, HTMX_URL, Assets
from app.web.csrf import token_for
from app.web.days import day_before, spoken, spoken_moment
from app.web.places_bar import offered_to, place_of
from app.web.session import Person
from app.web.sources import paragraph_words

TEMPLATES = Path(__file__).parent.parent / "templates"
HEADERS = {
    "Cache-Control": "no-store",
    "Vary": "HX-Request, HX-Target, HX-History-Restore-Request, Cookie",
    "Protective-Marking": "OFFICIAL: SENSITIVE",
}
COUNTED_UP_TO = 2000
ANNOUNCEMENT = Markup('<div hx-swap-oob="innerHTML:#announcements">{}</div>')


class _Templates(Environment):
    """A key that a mapping lacks is undefined: a field named `update` is not the method of that name.

    What all templates share is one plain mapping: as a chain for each it was a tenth of what a page costs.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals

    def getitem(self, obj: Any, argument: Any) -> Any:
        try:
            return obj[argument]
        except (AttributeError, TypeError, LookupError):
            if isinstance(obj, Mapping):
                return self.undefined(obj=obj, name=argument)
            return super().getitem(obj, argument)


def environment(settings: Settings, assets: Assets) -> Environment:
    """Our templates beside the design system's macros; everything is escaped."""
    env = _Templates(
        loader=ChoiceLoader(
            [
                FileSystemLoader(TEMPLATES),
                PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
            ]
        ),
        autoescape=True,
        undefined=ChainableUndefined,  # the design system's macros count on it
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=settings.demo,
    )
    env.filters |= {
        "day": day,
        "moment": moment,
        "days_from": days_from,
        "number": number,
        "last_day": day_before,
    }
    env.globals |= {
        "say": labels.say,
        "row_reason": labels.row_reason,
        "source_words": paragraph_words,
        "asset": assets.address,
        "htmx_url": HTMX_URL,
        "htmx_integrity": HTMX_INTEGRITY,
        "demo": settings.demo,
        "build_version": settings.build_version,
    }
    return env


def page(
    request: Request,
    template: str,
    *,
    fragment: str | None = None,
    announce: str | None = None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **context: Any,
) -> HTMLResponse:
    """A whole page; or its `fragment` alone, where htmx asks for the element of that name.

    A fragment `cases/_case-list.html` is one element with the id `case-list`, which the page includes.
    `announce` is said to screen readers when the fragment has arrived.
    """
    wanted = fragment if fragment and _asks_for(request, fragment) else None
    body = _template(request, wanted or template).render({**_standing(request), **context})
    if wanted and announce:
        body += str(ANNOUNCEMENT.format(announce))
    return HTMLResponse(body, status, headers={**HEADERS, **(headers or {})})


def piece(request: Request, template: str, **context: Any) -> Markup:
    """A part of a page made before it, escaped as all is, from what it is handed alone."""
    return Markup(_template(request, template).render(context))  # noqa: S704 - what the environment escaped


def kept_piece(request: Request, template: str) -> Callable[..., Markup]:
    """What makes a part that says the same for the same values: once for each set of them, and keeps it.

    For what has few values and no name of a case in it. A template that was edited is another one, with nothing kept.
    """
    return partial(_kept, _template(request, template))


@lru_cache(maxsize=5_000)
def _kept(template: Template, **context: Hashable) -> Markup:
    return Markup(template.render(context))  # noqa: S704 - as in `piece`


@lru_cache(maxsize=20_000)
def day(value: date | str | None, otherwise: str = "Not known") -> str:
    """A day as `12 May 2027`, from a date or the API's text."""
    return spoken(date.fromisoformat(value) if isinstance(value, str) else value, otherwise)


def moment(value: datetime | str | None) -> str:
    """An instant as `12 May 2027 at 14:05`, London time."""
    return spoken_moment(datetime.fromisoformat(value) if isinstance(value, str) else value)


def number(value: int | None) -> str:
    """A count with commas; the API counts no further than COUNTED_UP_TO."""
    return f"over {COUNTED_UP_TO:,}" if value is None else f"{value:,}"


def days_from(value: str | None, today: date) -> str:
    """How far away a coming day is, in words."""
    if value is None:
        return ""
    days = (date.fromisoformat(value) - today).days
    if days in {0, 1}:
        return "tomorrow" if days else "today"
    return f"in {days} days" if days > 0 else f"{-days} days ago"


def _template(request: Request, name: str) -> Any:
    return request.app.state.templates.get_template(name)


def _places_bar(request: Request, person: Person, path: str) -> Markup:
    return kept_piece(request, "layout/_places.html")(places=offered_to(person), here=place_of(path))


def _asks_for(request: Request, fragment: str) -> bool:
    told = request.headers
    if told.get("hx-request") != "true" or told.get("hx-history-restore-request") == "true":
        return False
    return told.get("hx-target") == Path(fragment).stem.removeprefix("_")


def _standing(request: Request) -> dict[str, Any]:
    """What every template may use without being handed it."""
    state, secret = request.state, getattr(request.state, "csrf_secret", None)
    person, path = getattr(state, "person", None), request.url.path
    return {
        "person": person,
        "path": path,
        "places_bar": _places_bar(request, person, path) if person else "",
        "today": getattr(state, "today", None),
        "csrf_token": token_for(secret) if secret else "",
    }
