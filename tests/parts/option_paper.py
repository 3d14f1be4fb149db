"""Draws docs/option-1-or-2.md and its pictures from the demonstration estate: `python -m tests.parts.option_paper`."""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html import escape
from itertools import chain
from pathlib import Path

from app.domain.compare import Comparison, Move, Span
from app.domain.compare.tally import PRISON, Tally, places_of, staff_needed
from app.domain.ownership import owner_in, schedule_of, timeline
from app.domain.policies.policy import COMMUNITY, CUSTODY, Policy
from app.domain.policies.register import DEFAULT_POLICY, policy_named
from app.services.demonstration.lives import invent_lives
from app.services.demonstration.rows import LivedCase, lived_case
from app.services.demonstration.stories import story_lives
from app.services.projection import facts_from
from app.web.days import spoken
from app.web.labels import say
from app.web.month_drawing import MonthChart, month_chart

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "option-1-or-2.md"
PICTURES = ROOT / "docs" / "images"
TODAY = date(2026, 11, 22)
MOMENT = datetime(2026, 11, 22, 12, tzinfo=UTC)
CASELOAD = 50
OPTION_1, OPTION_2 = policy_named("omcp-2013-option-1"), policy_named("omcp-2013-option-2")
NO_LEAD = policy_named("omcp-2013-option-2", {"seconded_lead": False})
NAMES = ("Option 1", "Option 2")
SHOWN_EVERY = 6


@dataclass(frozen=True, slots=True)
class Compared:
    """Two policies over the estate: the sums, and each case with how its owner differs."""

    sums: Comparison
    moves: Sequence[tuple[LivedCase, Move | None]]


def estate() -> list[LivedCase]:
    """Every open case of the demonstration on the day of the paper."""
    prisons = _names("prisons.csv")
    lives = chain(story_lives(TODAY), invent_lives(TODAY))
    lived = [lived_case(life, schedule_of(DEFAULT_POLICY), prisons, MOMENT) for life in lives]
    return [one for one in lived if one.row["closes_on"] is None or one.row["closes_on"] > TODAY]


def compared(cases: Sequence[LivedCase], left: Policy, right: Policy) -> Compared:
    """The comparison as the service makes it, without a database."""
    sums, moves = Comparison.of(Span(TODAY)), []
    for case in cases:
        known = facts_from(case.facts, case.row["opened_on"])
        lines = timeline(known, schedule_of(left)), timeline(known, schedule_of(right))
        moves.append((case, sums.weigh(*lines, case.row["prison_code"], case.row["home_region"])))
    return Compared(sums, moves)


def files() -> dict[Path, str]:
    """Everything that this draws, by where it stands."""
    cases = estate()
    found, no_lead = compared(cases, OPTION_1, OPTION_2), compared(cases, OPTION_2, NO_LEAD)
    charts = _charts(found.sums)
    drawn = {PICTURES / f"option-1-or-2-{name}.svg": as_svg(chart) for name, chart in charts.items()}
    return {PAGE: _page(found, no_lead), **drawn}


def as_svg(chart: MonthChart) -> str:
    """A chart as a picture of its own; the lines differ in their strokes, not in their colours alone."""
    width, height, left, top = 640, 250, 60, 50

    def place(points: str) -> str:
        pairs = (point.split(",") for point in points.split())
        return " ".join(
            f"{left + float(x) * width / chart.width:.1f},{top + float(y) * height / 100:.1f}"
            for x, y in pairs
        )

    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 350" role="img"',
        f'aria-labelledby="{chart.id}-title {chart.id}-desc" font-family="Arial, sans-serif" font-size="14">',
        f'<title id="{chart.id}-title">{escape(chart.title)}</title>',
        f'<desc id="{chart.id}-desc">{escape(chart.description)}</desc>',
        '<rect width="720" height="350" fill="#fff"/>',
        f'<text x="{left}" y="20" font-weight="bold" font-size="16">{escape(chart.title)}</text>',
        f'<line x1="{left}" x2="{left + 40}" y1="36" y2="36" stroke="#1d70b8" stroke-width="3"/>',
        f'<text x="{left + 48}" y="41">{chart.left_name}</text>',
        f'<line x1="{left + 150}" x2="{left + 190}" y1="36" y2="36" stroke="#a3243b" stroke-width="3"',
        'stroke-dasharray="7 5"/>',
        f'<text x="{left + 198}" y="41">{chart.right_name}</text>',
    ]
    for mark in chart.grid:
        y = top + mark.at * height / 100
        parts.append(f'<line x1="{left}" x2="{left + width}" y1="{y:.1f}" y2="{y:.1f}" stroke="#b1b4b6"/>')
        parts.append(f'<text x="{left - 8}" y="{y + 5:.1f}" text-anchor="end">{mark.words}</text>')
    for mark in chart.axis:
        x = left + mark.at * width / 100
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{top + height}" stroke="#b1b4b6"/>')
        parts.append(f'<text x="{x:.1f}" y="{top + height + 22}" text-anchor="middle">{mark.words}</text>')
    for points, colour, dashes in ((chart.left, "#1d70b8", ""), (chart.right, "#a3243b", "7 5")):
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        parts.append(
            f'<polyline points="{place(points)}" fill="none" stroke="{colour}" stroke-width="3"{dashed}/>'
        )
    return "\n".join([*parts, "</svg>", ""])


def _charts(sums: Comparison) -> dict[str, MonthChart]:
    months = [month.code for month in sums.span.months]

    def chart(name: str, title: str, values: Sequence[list[int]]) -> MonthChart:
        return month_chart(name, title, "", NAMES, months, *values)

    sides = (sums.left, sums.right)
    return {
        "owned": chart(
            "owned",
            "Cases that the community owns at the end of each month",
            [tally.owned_by(COMMUNITY) for tally in sides],
        ),
        "staff": chart(
            "staff",
            f"People needed in the prisons, at {CASELOAD} cases each",
            [[staff_needed(count, CASELOAD) for count in tally.owned_by(CUSTODY)] for tally in sides],
        ),
    }


def _page(found: Compared, no_lead: Compared) -> str:
    sums = found.sums
    first, last = sums.span.months[0], sums.span.months[-1]
    held = {side: (sums.left.owned_by(side), sums.right.owned_by(side)) for side in (CUSTODY, COMMUNITY)}
    years = _by_year(sums)
    staff = {side: tuple(staff_needed(counts[0], CASELOAD) for counts in both) for side, both in held.items()}
    at_once = sum(bool(move and move.differs_on == TODAY) for _, move in found.moves)
    handed = sum(right for _, _, right in years)
    return f"""# Option 1 or option 2

The paper to the OMCP Board of 2 September 2013 asked who should hold offender management while somebody is in custody,
and gave two options. It had no figures of what either would change. This page has them for the estate of the
demonstration: {sums.cases} open cases, all invented, in {_prisons_of(found)} prisons, on {spoken(TODAY)}. It is drawn by
`python -m tests.parts.option_paper`, and a test holds it to what the rules say, so it cannot fall behind them.

* **Option 1** (paragraph 10(i)): the community owns the cases that are retained by the National Probation Service, and
  the prison those that are contracted out, throughout custody.
* **Option 2** (paragraph 10(ii)): the prison owns every case in custody; retained cases go to the community six months
  before release, or when a parole process starts.

## What moves

| | cases |
|---|---:|
| compared | {sums.cases} |
| with another owner on some day of the next five years | {sums.moved} |
| of these from the first day on | {at_once} |
| owned by the community under option 1 and by the prison under option 2 | {sums.directions.get("community>custody", 0)} |
| owned by the prison under option 1 and by the community under option 2 | {sums.directions.get("custody>community", 0)} |

Every case that moves is a retained one; contracted-out cases have the same owner under both. By sentence:
{_by_sentence(found)}.

![Cases that the community owns under each option, by month](images/option-1-or-2-owned.svg)

## Cases and people by month

Owners on the last day of the month, and people needed at {CASELOAD} cases each. Of today's cases alone: nobody new is
counted, and no release that is not recorded.

| month | prison, option 1 | prison, option 2 | community, option 1 | community, option 2 | people in prison, 1 | 2 | people in community, 1 | 2 |
|---|---:|---:|---:|---:|---:|---:|---:|---:|
{_months(sums)}

![People needed in the prisons under each option, by month](images/option-1-or-2-staff.svg)

On {spoken(first.last)} the prisons need {staff[CUSTODY][1]} people for the cases that they own under option 2, against
{staff[CUSTODY][0]} under option 1; the community needs {staff[COMMUNITY][1]} against {staff[COMMUNITY][0]}.

## Who leads under option 2

| lead role | {first.code} | {last.code} |
|---|---:|---:|
{_lead_roles(sums.right)}

If the Board agrees to part 1 alone, without the seconded probation officers of part 2, {no_lead.sums.moved_side} cases
change sides, and {no_lead.sums.moved} are led by an offender supervisor instead.

## Handovers

Under option 1 a case changes hands at release alone, which is a fact and never a forecast. Under option 2 the five
years bring {handed} handovers of today's cases:

| year | option 1 | option 2 |
|---|---:|---:|
{_rows(years)}

| prison | option 1 | option 2 |
|---|---:|---:|
{_rows(_by_place(sums))}

## Reading for a board

* Option 2 moves {_share(sums.moved, sums.cases)} of today's cases into the prisons, {at_once} of {sums.moved} on its
  first day. It asks for people there at once; the community gets work back case by case, as the six months before each
  release begin.
* So the difference is large at first and shrinks: {held[CUSTODY][1][0]} cases with the prisons at the end of the first
  month under option 2 against {held[CUSTODY][0][0]} under option 1, and {held[CUSTODY][1][-1]} against
  {held[CUSTODY][0][-1]} at the end of the five years.
* {_at_the_end(found)}
* Each handover is work on both sides. Option 1 has none before release; option 2 has {max(sums.right.handovers())} in
  its busiest month.
* The people needed assume {CASELOAD} cases each on both sides. Another number may be tried on the page or in the
  command; it changes nothing else.

## The same for your own cases

On the pages: **Compare policies**. From the shell, over the database that the service uses:

```
throughcare compare --left omcp-2013-option-1 --right omcp-2013-option-2 --caseload {CASELOAD} --to tables
```

Over the API: `POST /api/v1/policies/compare`. Each run is kept with its inputs under a reference that a board can cite.
"""  # noqa: E501 - the page as it is read


def _months(sums: Comparison) -> str:
    columns = [tally.owned_by(side) for side in (CUSTODY, COMMUNITY) for tally in (sums.left, sums.right)]
    rows = []
    for place, month in enumerate(sums.span.months):
        if place % SHOWN_EVERY and place != sums.span.count - 1:
            continue
        cases = [column[place] for column in columns]
        cells = [month.code, *cases, *(staff_needed(count, CASELOAD) for count in cases)]
        rows.append("| " + " | ".join(map(str, cells)) + " |")
    return "\n".join(rows)


def _lead_roles(tally: Tally) -> str:
    totals: dict[str, list[int]] = {}
    for (_, role), counts in tally.owned().items():
        if role:
            known = totals.setdefault(role, [0, 0])
            known[0] += counts[0]
            known[1] += counts[-1]
    return "\n".join(
        f"| {say('role', role).lower()} | {now} | {then} |" for role, (now, then) in sorted(totals.items())
    )


def _by_year(sums: Comparison) -> list[tuple[str, int, int]]:
    found: dict[str, list[int]] = {}
    for month, left, right in zip(
        sums.span.months, sums.left.handovers(), sums.right.handovers(), strict=True
    ):
        both = found.setdefault(month.code[:4], [0, 0])
        both[0] += left
        both[1] += right
    return [(year, left, right) for year, (left, right) in found.items()]


def _by_place(sums: Comparison) -> list[tuple[str, int, int]]:
    names = _names("prisons.csv")

    def total(tally: Tally, code: str) -> int:
        return sum(tally.handed_over.get((PRISON, code), ()))

    codes = places_of([sums.left, sums.right], PRISON)
    return [(names.get(code, "not known"), total(sums.left, code), total(sums.right, code)) for code in codes]


def _by_sentence(found: Compared) -> str:
    kinds = Counter(case.row["sentence_type"] or "not known" for case, move in found.moves if move)
    assert all(case.row["provider"] != "crc" for case, move in found.moves if move)
    return ", ".join(f"{count} {say('sentence_type', kind).lower()}" for kind, count in kinds.most_common())


def _prisons_of(found: Compared) -> int:
    return len({case.row["prison_code"] for case, _ in found.moves if case.row["prison_code"]})


def _at_the_end(found: Compared) -> str:
    """Who still has another owner on the last day, and how many of them have no release date."""
    last = found.sums.span.months[-1].last
    without = still = 0
    for case, move in found.moves:
        if move is None:
            continue
        known = facts_from(case.facts, case.row["opened_on"])
        sides = [
            owner_in(timeline(known, schedule_of(policy)), last).answer.who.responsible
            for policy in (OPTION_1, OPTION_2)
        ]
        still += sides[0] != sides[1]
        without += sides[0] != sides[1] and case.row["release_date"] is None
    return (
        f"Of the {still} cases that still differ at the end, {without} have no release date: they come to the\n"
        "  community when a parole process starts, which is told when it happens and cannot be foreseen here."
    )


def _share(part: int, whole: int) -> str:
    return f"{100 * part // whole} in 100"


def _rows(rows: Sequence[tuple[str, int, int]]) -> str:
    return "\n".join(f"| {name} | {left} | {right} |" for name, left, right in rows)


def _names(file: str) -> Mapping[str, str]:
    with (ROOT / "migrations" / "data" / file).open(encoding="utf-8") as lines:
        return {row["code"]: row["name"] for row in csv.DictReader(lines)}


if __name__ == "__main__":
    for path, text in files().items():
        path.write_text(text, encoding="utf-8")
