"""Lays out a timeline as a drawing: bands, ticks and labels in percent, so that text never shrinks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.schemas.facts import FactOut
from app.schemas.ownership import PeriodOut
from app.web.days import MONTHS, day_before, spoken, spoken_short
from app.web.labels import say

YEARS_EACH_WAY = 5
DAYS_OF_A_YEAR = 365.25
ROOM_BEYOND = 0.09  # the open end, as a share of what is drawn
SMALLEST_ROOM = 60
WIDEST_TICKS = 9
LABEL_FROM, LABEL_ON_PHONE_FROM = 11.0, 30.0  # percent of the width that a band's own words need


@dataclass(frozen=True, slots=True)
class Stay:
    """An unbroken stay of one side, whatever the reasons inside it. `to` is the first day after it."""

    from_: date
    to: date | None
    responsible: str
    lead_roles: tuple[str, ...]

    @property
    def words(self) -> str:
        """The stay in a sentence."""
        end = f"to {spoken(day_before(self.to))}" if self.to else "with no end foreseen"
        return f"{say('responsible', self.responsible)} from {spoken(self.from_)} {end}"


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of one side, lived or forecast. Places and widths are percent of the drawing."""

    x: float
    width: float
    responsible: str
    forecast: bool
    words: str
    label: str
    label_on_phone: bool

    @property
    def middle(self) -> float:
        """Where the band's words stand."""
        return round(self.x + self.width / 2, 3)


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on the drawing: a fact, a date of the axis, or today."""

    x: float
    words: str
    on_phone: bool = True

    @property
    def anchor(self) -> str:
        """Which end of the words stands at the mark, so that none run off the edge."""
        return "start" if self.x < 25 else "end" if self.x > 75 else "middle"


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything a template needs to draw one timeline."""

    name: str
    title: str
    description: str
    bands: tuple[Band, ...]
    axis: tuple[Tick, ...]
    facts: tuple[Tick, ...]
    today: Tick | None
    clipped_before: date | None


@dataclass(frozen=True, slots=True)
class Window:
    """The days that a drawing shows, from the first to the one after the last."""

    first: date
    end: date

    def place(self, day: date) -> float:
        """Where a day begins, in percent."""
        share = (day - self.first).days / (self.end - self.first).days
        return round(min(max(share, 0.0), 1.0) * 100, 3)


def window_of(timelines: Sequence[Sequence[PeriodOut]], today: date, dates: Iterable[date] = ()) -> Window:
    """The days worth drawing for these timelines: what is known, at most five years either side of today."""
    starts = [period.from_ for periods in timelines for period in periods]
    first = max(min([*starts, today]), _years_from(today, -YEARS_EACH_WAY))
    known = [day for day in (*starts, *dates, today) if day <= _years_from(today, YEARS_EACH_WAY)]
    last = max(known)
    room = max(int((last - first).days * ROOM_BEYOND), SMALLEST_ROOM)
    return Window(first, date.fromordinal(last.toordinal() + room))


def draw(
    name: str,
    title: str,
    periods: Sequence[PeriodOut],
    *,
    today: date,
    facts: Sequence[FactOut] = (),
    window: Window | None = None,
) -> Drawing:
    """The drawing of a timeline. `name` keeps its ids apart from those of another on the page."""
    shown = window or window_of([periods], today)
    stays = stays_of(periods)
    return Drawing(
        name=name,
        title=title,
        description=_describe(stays, today),
        bands=tuple(_bands(stays, shown, today)),
        axis=tuple(_axis(shown)),
        facts=tuple(_fact_ticks(facts, shown)),
        today=Tick(shown.place(today), f"Today, {spoken_short(today)}") if stays else None,
        clipped_before=shown.first if stays and stays[0].from_ < shown.first else None,
    )


def stays_of(periods: Sequence[PeriodOut]) -> tuple[Stay, ...]:
    """Periods with neighbours of the same side put together."""
    stays: list[Stay] = []
    for period in periods:
        last = stays[-1] if stays else None
        role = (period.lead_role,) if period.lead_role else ()
        if last and last.responsible == period.responsible:
            roles = last.lead_roles + tuple(each for each in role if each not in last.lead_roles)
            stays[-1] = Stay(last.from_, period.to, last.responsible, roles)
        else:
            stays.append(Stay(period.from_, period.to, period.responsible, role))
    return tuple(stays)


def _bands(stays: Sequence[Stay], window: Window, today: date) -> Iterable[Band]:
    for stay in stays:
        end = stay.to or window.end
        parts = [(stay.from_, end)]
        if stay.from_ < today < end:
            parts = [(stay.from_, today), (today, end)]
        widest = max(parts, key=lambda part: window.place(part[1]) - window.place(part[0]))
        for part in parts:
            x, width = window.place(part[0]), window.place(part[1]) - window.place(part[0])
            if width <= 0:
                continue
            yield Band(
                x=x,
                width=round(width, 3),
                responsible=stay.responsible,
                forecast=part[0] >= today,
                words=stay.words,
                label=say("side_short", stay.responsible) if part == widest and width >= LABEL_FROM else "",
                label_on_phone=width >= LABEL_ON_PHONE_FROM,
            )


def _axis(window: Window) -> Iterable[Tick]:
    years = (window.end - window.first).days / DAYS_OF_A_YEAR
    months_apart = next((step for step in (1, 2, 3, 6, 12, 24) if years * 12 / step <= WIDEST_TICKS), 24)
    month = window.first.year * 12 + window.first.month  # the month after the first
    month += -month % months_apart
    count = 0
    while (day := date(month // 12, month % 12 + 1, 1)) < window.end:
        named = str(day.year) if months_apart >= 12 else f"{MONTHS[day.month - 1][:3]} {day.year}"
        if 9 < window.place(day) < 91:
            yield Tick(window.place(day), named, on_phone=count % 3 == 0)
            count += 1
        month += months_apart


def _fact_ticks(facts: Sequence[FactOut], window: Window) -> Iterable[Tick]:
    for fact in facts:
        if fact.retracted_at is None and window.first <= fact.date < window.end:
            yield Tick(window.place(fact.date), f"{say('fact', fact.type)}, {spoken(fact.date)}")


def _describe(stays: Sequence[Stay], today: date) -> str:
    if not stays:
        return "Nothing is known yet."
    lived = [stay.words for stay in stays if stay.from_ <= today]
    coming = [stay.words for stay in stays if stay.from_ > today]
    told = f"As lived: {'; '.join(lived) or 'nothing yet'}."
    return f"{told} Forecast: {'; '.join(coming)}." if coming else f"{told} No change is foreseen."


def _years_from(day: date, years: int) -> date:
    last_of_february = day.month == 2 and day.day == 29
    return day.replace(year=day.year + years, day=28 if last_of_february else day.day)
