"""Counts the panel's records of a period by category: one query a measure, no names, no numbers."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.caller import Scope
from app.domain.panel import Aim
from app.domain.panel_figures import CATEGORIES, NOT_RECORDED, NOWHERE, Measure, Table
from app.models.board_data import Disclosure
from app.models.meetings import Meeting
from app.models.minutes import Recommendation
from app.models.movements import MovementProposal, PlacementDecision
from app.models.panel_actions import PanelAction
from app.models.panel_caseload import PanelAimState, PanelEntry, StaffSupportOffer
from app.models.panel_figures import MonitoringExtract
from app.models.referrals import Referral, ReferralStep
from app.repositories.cases import CASES
from app.repositories.listing import in_scope
from app.repositories.places import PRISONS

ENTRIES: sa.Table = PanelEntry.__table__  # type: ignore[attr-defined]
AIMS: sa.Table = PanelAimState.__table__  # type: ignore[attr-defined]
SUPPORT: sa.Table = StaffSupportOffer.__table__  # type: ignore[attr-defined]
REFERRALS: sa.Table = Referral.__table__  # type: ignore[attr-defined]
REFERRAL_STEPS: sa.Table = ReferralStep.__table__  # type: ignore[attr-defined]
MEETINGS: sa.Table = Meeting.__table__  # type: ignore[attr-defined]
ADVICE: sa.Table = Recommendation.__table__  # type: ignore[attr-defined]
PROPOSALS: sa.Table = MovementProposal.__table__  # type: ignore[attr-defined]
DECISIONS: sa.Table = PlacementDecision.__table__  # type: ignore[attr-defined]
ACTIONS: sa.Table = PanelAction.__table__  # type: ignore[attr-defined]
DISCLOSURES: sa.Table = Disclosure.__table__  # type: ignore[attr-defined]
EXTRACTS: sa.Table = MonitoringExtract.__table__  # type: ignore[attr-defined]
LONDON = ZoneInfo("Europe/London")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Period:
    """The days that count, both included, and whose cases."""

    first: date
    last: date
    scope: Scope

    def has(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
        """Whether a day lies in it."""
        return column.between(self.first, self.last)

    def has_instant(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
        """Whether an instant lies in it, by the clock in London."""
        days = self.first, self.last + timedelta(days=1)
        begins, ends = (datetime.combine(day, time(), LONDON) for day in days)
        return (column >= begins) & (column < ends)


@dataclass(frozen=True, slots=True)
class Rows:
    """What a measure counts: the rows, which of them, and by what they may be told apart."""

    source: sa.FromClause
    tests: Sequence[sa.ColumnElement[bool]]
    by: Mapping[str, sa.ColumnElement[Any]]


def count(connection: Connection, tables: Sequence[Table], period: Period) -> dict[Table, dict[str, int]]:
    """Tables of counts, each with every category that it always shows and those that were found."""
    prisons = _womens_prisons(connection) if any(by == "prison" for _, by in tables) else []
    found: dict[Measure, Mapping[str, Counter[str | None]]] = {}
    for measure in dict.fromkeys(measure for measure, _ in tables):
        asked = [by for each, by in tables if each is measure]
        found[measure] = _counted(connection, _ROWS[measure](period), asked)
        if measure is Measure.CASELOAD and any(by in _AIMS for by in asked):
            found[measure] = {**found[measure], **_stand(connection, period)}
    shown = {
        (measure, by): [*(prisons if by == "prison" else ()), *map(str, CATEGORIES[measure, by])]
        for measure, by in tables
    }
    return {(measure, by): _as_shown(shown[measure, by], found[measure][by], by) for measure, by in tables}


def _as_shown(categories: Sequence[str], found: Mapping[str | None, int], by: str) -> dict[str, int]:
    counts = dict.fromkeys(categories, 0)
    for category, number in found.items():
        name = NOWHERE if by == "prison" and category not in counts else str(category)
        counts[name] = counts.get(name, 0) + number
    return counts


def _counted(connection: Connection, rows: Rows, asked: Sequence[str]) -> dict[str, Counter[str | None]]:
    """The rows gone through once, by all that is asked of them."""
    names = [name for name in asked if name in rows.by]
    if not names:
        return {}
    listed = sa.select(*(rows.by[name].label(name) for name in names)).select_from(rows.source)
    told = listed.where(*rows.tests).subquery()
    columns = [told.c[name] for name in names]
    found: dict[str, Counter[str | None]] = {name: Counter() for name in names}
    for *categories, number in connection.execute(sa.select(*columns, sa.func.count()).group_by(*columns)):
        for name, category in zip(names, categories, strict=True):
            found[name][category] += number
    return found


def extracts(connection: Connection) -> list[Row]:
    """The monitoring extracts that were made, the latest quarter first, without their figures."""
    columns = (EXTRACTS.c.quarter, EXTRACTS.c.made_at, EXTRACTS.c.made_by, EXTRACTS.c.reason)
    statement = sa.select(*columns).order_by(EXTRACTS.c.quarter.desc())
    return [dict(row) for row in connection.execute(statement).mappings()]


def extract_of(connection: Connection, quarter: str) -> Row | None:
    """The extract of a quarter, as it was made."""
    row = connection.execute(sa.select(EXTRACTS).where(EXTRACTS.c.quarter == quarter)).mappings().first()
    return dict(row) if row else None


def keep_extract(connection: Connection, row: Row) -> None:
    """Keep an extract for good."""
    connection.execute(sa.insert(EXTRACTS), [dict(row)])


def _womens_prisons(connection: Connection) -> list[str]:
    statement = sa.select(PRISONS.c.code).where(PRISONS.c.estate == "women", PRISONS.c.in_scope)
    return list(connection.execute(statement.order_by(PRISONS.c.code)).scalars())


def _route() -> sa.ColumnElement[str]:
    return sa.case(
        (ENTRIES.c.complex_needs & ENTRIES.c.restricted_status, "both"),
        (ENTRIES.c.restricted_status, "restricted_status"),
        else_="complex_needs",
    )


def _on_caseload(period: Period) -> Rows:
    hers = CASES.alias("hers")
    stepped_down = sa.func.coalesce(ENTRIES.c.stepped_down_on <= period.last, sa.false())
    left = ENTRIES.c.left_on.is_not(None) & (ENTRIES.c.left_on <= period.last)
    by = {
        "route": _route(),
        "stage": sa.case((stepped_down, "stepped_down"), else_="active"),
        "prison": sa.select(hers.c.prison_code).where(hers.c.id == ENTRIES.c.case_id).scalar_subquery(),
    }
    return _of_cases(ENTRIES, period, by, ENTRIES.c.entered_on <= period.last, sa.not_(left))


_AIMS = {f"aim_{aim}": aim for aim in Aim}


def _stand(connection: Connection, period: Period) -> dict[str, Counter[str | None]]:
    """How the aims of who is on the caseload stood on the last day: the latest state recorded for a day up to it.

    That is the current one, unless it was recorded for a day since: only then is there anything to look for.
    """
    rows, on = _on_caseload(period), period.last
    women = sa.select(ENTRIES.c.id).select_from(rows.source).where(*rows.tests).subquery()
    told = AIMS.alias("told")
    same = (told.c.entry_id == AIMS.c.entry_id) & (told.c.aim == AIMS.c.aim) & (told.c.stood_on <= on)
    before = sa.select(told.c.state).where(same).order_by(told.c.id.desc()).limit(1).scalar_subquery()
    state = sa.case((AIMS.c.stood_on <= on, AIMS.c.state), else_=before)
    hers = sa.select(AIMS.c.aim, state.label("state")).join_from(women, AIMS, AIMS.c.entry_id == women.c.id)
    stood = hers.where(AIMS.c.is_current).subquery()
    counted = sa.select(stood.c.aim, stood.c.state, sa.func.count()).where(stood.c.state.is_not(None))
    found: dict[str, Counter[str | None]] = {name: Counter() for name in _AIMS}
    for aim, said, number in connection.execute(counted.group_by(stood.c.aim, stood.c.state)):
        found[f"aim_{aim}"][said] = number
    everybody = connection.execute(sa.select(sa.func.count()).select_from(women)).scalar_one()
    for counts in found.values():
        counts[NOT_RECORDED] = everybody - counts.total()
    return found


def _entered(period: Period) -> Rows:
    return _of_cases(ENTRIES, period, {"route": _route()}, period.has(ENTRIES.c.entered_on))


def _left(period: Period) -> Rows:
    return _of_cases(ENTRIES, period, {"reason": ENTRIES.c.left_because}, period.has(ENTRIES.c.left_on))


def _referred(period: Period) -> Rows:
    """Referrals to the panel that were submitted, by what had become of each on the last day."""
    step = sa.select(REFERRAL_STEPS.c.kind).where(
        REFERRAL_STEPS.c.referral_id == REFERRALS.c.id, REFERRAL_STEPS.c.recorded_on <= period.last
    )
    latest = step.order_by(REFERRAL_STEPS.c.id.desc()).limit(1).scalar_subquery()
    outcomes = {kind: kind for kind in ("accepted", "declined", "withdrawn", "closed")}
    outcome = sa.case(outcomes, value=latest, else_="waiting")
    submitted = period.has(REFERRALS.c.submitted_on)
    return _of_cases(REFERRALS, period, {"outcome": outcome}, REFERRALS.c.kind == "panel", submitted)


def _boards(period: Period) -> Rows:
    held = MEETINGS.c.kind == "board", MEETINGS.c.cancelled_at.is_(None), period.has(MEETINGS.c.held_on)
    return Rows(MEETINGS, held, {"area": MEETINGS.c.area})


def _advised(period: Period) -> Rows:
    stands = ADVICE.c.superseded_by.is_(None)
    return _of_cases(ADVICE, period, {"kind": ADVICE.c.kind}, stands, period.has(ADVICE.c.made_on))


def _proposed(period: Period) -> Rows:
    outcome = sa.case(
        (PROPOSALS.c.withdrawn_on <= period.last, "withdrawn"),
        (PROPOSALS.c.decided_on <= period.last, "decided"),
        else_="waiting",
    )
    return _of_cases(PROPOSALS, period, {"outcome": outcome}, period.has(PROPOSALS.c.submitted_on))


def _decided(period: Period) -> Rows:
    by: dict[str, sa.ColumnElement[Any]] = {
        "advice": sa.case((DECISIONS.c.follows_advice, "follows"), else_="departs"),
        "weighed_most": sa.func.coalesce(DECISIONS.c.weighed_most, NOT_RECORDED),
        "prison": sa.func.coalesce(DECISIONS.c.prison_code, NOWHERE),
    }
    stands = DECISIONS.c.superseded_at.is_(None)
    return _of_cases(DECISIONS, period, by, stands, period.has(DECISIONS.c.final_on))


def _given(period: Period) -> Rows:
    """Actions that were given, by aim, and by how each stood on the last day."""
    is_closed = ACTIONS.c.closed_on.is_not(None) & (ACTIONS.c.closed_on <= period.last)
    state = sa.case((is_closed, ACTIONS.c.state), (ACTIONS.c.due_on < period.last, "overdue"), else_="open")
    by = {"aim": ACTIONS.c.aim, "state": state}
    return _of_cases(ACTIONS, period, by, period.has(ACTIONS.c.given_on))


def _supported(period: Period) -> Rows:
    answered = SUPPORT.c.answered_on <= period.last
    outcome = sa.case(
        (answered & SUPPORT.c.taken_up, "taken_up"),
        (answered & sa.not_(SUPPORT.c.taken_up), "not_taken_up"),
        (SUPPORT.c.offered_on <= period.last, "offered"),
        else_="waiting",
    )
    of_case = sa.func.coalesce(ENTRIES.c.case_id, REFERRALS.c.case_id)
    source = (
        SUPPORT.outerjoin(ENTRIES, ENTRIES.c.id == SUPPORT.c.entry_id)
        .outerjoin(REFERRALS, REFERRALS.c.id == SUPPORT.c.referral_id)
        .join(CASES, CASES.c.id == of_case)
    )
    asked = period.has(SUPPORT.c.requested_on), in_scope(period.scope)
    return Rows(source, asked, {"outcome": outcome})


def _disclosed(period: Period) -> Rows:
    tests = (period.has_instant(DISCLOSURES.c.disclosed_at),)
    return Rows(DISCLOSURES, tests, {"purpose": DISCLOSURES.c.purpose})


def _of_cases(
    table: sa.Table, period: Period, by: Mapping[str, sa.ColumnElement[Any]], *tests: sa.ColumnElement[bool]
) -> Rows:
    """The rows of a table that are of a case in the scope; of all cases, these need not be looked at."""
    if period.scope.everywhere:
        return Rows(table, tests, by)
    return Rows(table.join(CASES, CASES.c.id == table.c.case_id), (*tests, in_scope(period.scope)), by)


_ROWS: Mapping[Measure, Callable[[Period], Rows]] = {
    Measure.CASELOAD: _on_caseload,
    Measure.ENTERED: _entered,
    Measure.LEFT: _left,
    Measure.REFERRALS: _referred,
    Measure.BOARDS: _boards,
    Measure.RECOMMENDATIONS: _advised,
    Measure.PROPOSALS: _proposed,
    Measure.DECISIONS: _decided,
    Measure.ACTIONS: _given,
    Measure.STAFF_SUPPORT: _supported,
    Measure.DISCLOSURES: _disclosed,
}
