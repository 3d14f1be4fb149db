"""The parole calendar: a month of hearings, and the list of their reviews."""

from calendar import Calendar as MonthOfDays
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from app.web.client import ApiProblem
from app.web.days import MONTHS, spoken
from app.web.labels.parole import REVIEW_STATE
from app.web.places import places_of, prison_choices
from app.web.render import page
from app.web.route import page_route

NO_OUTCOME = "awaiting_outcome"
STATES = (
    ("", "Any state"),
    ("open", "Still open"),
    (NO_OUTCOME, "Heard, no outcome recorded"),
    *REVIEW_STATE.items(),
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
KEPT = ("prison", "region", "state", "staff", "within")
EARLIEST, LATEST = 1990, 2100


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person asked to see: a month, a day of it, and filters as the address has them."""

    today: date
    month: date
    day: date | None
    filters: Mapping[str, str]
    cursor: str | None

    @classmethod
    def read(cls, query: Mapping[str, str], today: date) -> "Wanted":
        """From the address; this month where it makes no sense."""
        month = _month(query.get("month", "")) or today.replace(day=1)
        day = _day(query.get("day", ""))
        if day is not None and day.replace(day=1) != month:
            month = day.replace(day=1)
        filters = {name: query.get(name, "").strip()[:40] for name in KEPT}
        return cls(today, month, day, filters, query.get("next") or None)

    def address(self, **changes: str | None) -> str:
        """The calendar's address with these changes."""
        told = {"month": f"{self.month:%Y-%m}", **self.filters, **changes}
        return f"/parole?{urlencode({name: value for name, value in told.items() if value})}"

    @property
    def spans_months(self) -> bool:
        """Whether it is a list beyond one month: outcomes missing however old, or the hearings of some weeks."""
        return self.day is None and (self.filters["state"] == NO_OUTCOME or self.within is not None)

    @property
    def within(self) -> int | None:
        """Within how many days hearings are looked for, where that is asked."""
        typed = self.filters["within"]
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else None

    @property
    def asked_of_list(self) -> dict[str, str | int | None]:
        """The list of the API behind the page."""
        named = {name: value for name, value in self.filters.items() if name != "within"}
        days: dict[str, str | int | None] = {"month": f"{self.month:%Y-%m}"}
        if self.day:
            days = {"from": self.day.isoformat(), "to": self.day.isoformat()}
        if self.spans_months:
            days = {}
            if self.within is not None:
                last = self.today + timedelta(self.within)
                days = {"from": self.today.isoformat(), "to": last.isoformat()}
        return {**named, **days, "next": self.cursor, "size": 50}

    @property
    def asked_of_calendar(self) -> dict[str, str | int | None]:
        """The days of the month of the API."""
        named = {name: self.filters[name] for name in ("prison", "region", "staff")}
        return {**named, "month": f"{self.month:%Y-%m}"}


async def show_calendar(request: Request) -> Response:
    """The month as a table of days, and the reviews of the month or of one day of it."""
    today, person = request.state.today, request.state.person
    wanted, places = Wanted.read(request.query_params, today), await places_of(request)
    trouble = None
    found: Mapping[str, Any] = {"items": [], "total": 0, "next": None}
    days: list[dict[str, Any]] = []
    try:
        found = (await request.state.api.get("/parole-reviews", params=wanted.asked_of_list)).json
        if not wanted.spans_months:
            counted = await request.state.api.get("/parole-calendar", params=wanted.asked_of_calendar)
            days = counted.json["days"]
    except ApiProblem as problem:
        if problem.status != 400:
            raise
        trouble = problem.detail
    return page(
        request,
        "parole/calendar.html",
        status=400 if trouble else 200,
        wanted=wanted,
        trouble=trouble,
        title=f"{MONTHS[wanted.month.month - 1]} {wanted.month.year}",
        shown_day=spoken(wanted.day) if wanted.day else None,
        weeks=_weeks(wanted, days, today),
        weekdays=WEEKDAYS,
        before=wanted.address(month=_other_month(wanted.month, -1)),
        after=wanted.address(month=_other_month(wanted.month, 1)),
        items=found["items"],
        total=found["total"],
        next_page=wanted.address(day=wanted.day.isoformat() if wanted.day else None, next=found["next"])
        if found["next"]
        else None,
        first_page=wanted.address(day=wanted.day.isoformat() if wanted.day else None)
        if wanted.cursor
        else None,
        prisons=prison_choices(places, person.prisons, everywhere=person.everywhere),
        regions=list(places.regions.items()) if person.everywhere else [],
        states=STATES,
    )


def _weeks(wanted: Wanted, days: list[dict[str, Any]], today: date) -> list[list[dict[str, Any] | None]]:
    """The month's weeks from Monday on; None for a day of another month."""
    counted = {each["on"]: each for each in days}
    weeks = MonthOfDays().monthdatescalendar(wanted.month.year, wanted.month.month)
    return [
        [_cell(wanted, day, counted, today) if day.month == wanted.month.month else None for day in week]
        for week in weeks
    ]


def _cell(wanted: Wanted, day: date, counted: Mapping[str, Mapping[str, Any]], today: date) -> dict[str, Any]:
    found = counted.get(day.isoformat(), {"total": 0, "open": 0})
    return {
        "day": day,
        "total": found["total"],
        "open": found["open"],
        "is_today": day == today,
        "is_chosen": day == wanted.day,
        "href": wanted.address(day=day.isoformat()),
    }


def _month(typed: str) -> date | None:
    year, _, month = typed.partition("-")
    if len(typed) != 7 or not (year.isascii() and year.isdigit() and month.isascii() and month.isdigit()):
        return None
    fits = EARLIEST <= int(year) <= LATEST and 1 <= int(month) <= 12
    return date(int(year), int(month), 1) if fits else None


def _day(typed: str) -> date | None:
    try:
        day = date.fromisoformat(typed) if len(typed) == 10 else None
    except ValueError:
        return None
    return day if day and EARLIEST <= day.year <= LATEST else None


def _other_month(month: date, step: int) -> str:
    years, number = divmod(month.month - 1 + step, 12)
    return f"{month.year + years}-{number + 1:02d}"


ROUTES: list[BaseRoute] = [page_route("/parole", show_calendar)]
