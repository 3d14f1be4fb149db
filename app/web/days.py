"""Says a day and a moment as people do, and reads the three boxes of a date input."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def spoken(day: date | None, otherwise: str = "Not known") -> str:
    """A day as `2 March 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else otherwise


def spoken_short(day: date) -> str:
    """A day as `2 Mar 2026`, for drawings."""
    return f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def spoken_moment(moment: datetime | None) -> str:
    """An instant as `2 March 2026 at 14:05`, London time."""
    if moment is None:
        return ""
    local = moment.astimezone(LONDON)
    return f"{spoken(local.date())} at {local:%H:%M}"


def day_before(day: date | None) -> date | None:
    """The last day of a stay, from the first that no longer counts."""
    return date.fromordinal(day.toordinal() - 1) if day else None


def boxes(day: date | str | None) -> dict[str, str]:
    """The contents of a date input for a day; nothing for none."""
    if isinstance(day, str):
        day = date.fromisoformat(day)
    return {"day": str(day.day), "month": str(day.month), "year": str(day.year)} if day else {}


def typed_boxes(form: Mapping[str, str], name: str) -> dict[str, str]:
    """What was typed into the three boxes, as it was typed."""
    return {part: form.get(f"{name}-{part}", "").strip() for part in ("day", "month", "year")}


def read_boxes(form: Mapping[str, str], name: str) -> str | None:
    """The boxes as YYYY-MM-DD, None where all are empty; what is no real date stays no date.

    The API says what is wrong with a date, so this only joins the parts; a month may be typed by name.
    """
    typed = typed_boxes(form, name)
    if not any(typed.values()):
        return None
    month = _month_number(typed["month"])
    parts = (typed["year"], month, typed["day"])
    if all(part.isascii() and part.isdigit() for part in parts) and len(typed["year"]) == 4:
        return f"{typed['year']}-{int(month):02d}-{int(typed['day']):02d}"
    return f"{typed['day']} {typed['month']} {typed['year']}"[:40]


def missing_boxes(form: Mapping[str, str], name: str) -> list[str]:
    """Which of the three boxes are empty though another is filled."""
    typed = typed_boxes(form, name)
    return [part for part, text in typed.items() if not text] if any(typed.values()) else []


def _month_number(typed: str) -> str:
    if len(typed) < 3:
        return typed
    named = [number for number, name in enumerate(MONTHS, 1) if name.lower().startswith(typed.lower())]
    return str(named[0]) if named else typed


def spoken_iso(text: str) -> str | None:
    """A day of the API, YYYY-MM-DD, in words; None for what is none."""
    try:
        return spoken(date.fromisoformat(text)) if len(text) == 10 else None
    except ValueError:
        return None
