"""Counts the panel's records of a period by category: one query a table of counts, no names, no numbers."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
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


def count(connection: Connection, tables: Sequence[Table], period: Period) -> dict[Table, dict[str, int]]:
    """Tables of counts, each with every category that it always shows and those that were found."""
    prisons = _womens_prisons(connection) if any(by == "prison" for _, by in tables) else []
    caseload = _caseload(connection, [by for measure, by in tables if measure is Measure.CASELOAD], period)
    found = {}
    for measure, by in tables:
        shown = [*(prisons if by == "prison" else ()), *map(str, CATEGORIES[measure, by])]
        counts = Counter(dict.fromkeys(shown, 0))
        if measure is Measure.CASELOAD:
            rows: Iterable[Any] = caseload[by].items()
        else:
            rows = connection.execute(_STATEMENTS[measure](by, period))
        for category, number in rows:
            counts[NOWHERE if by == "prison" and category not in counts else str(category)] += number
        found[measure, by] = dict(counts)
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


def _by(category: sa.ColumnElement[Any], source: sa.FromClause, *tests: Any) -> sa.Select[Any]:
    counted = sa.select(category.label("category"), sa.literal(1).label("one")).select_from(source)
    rows = counted.where(*tests).subquery()
    return sa.select(rows.c.category, sa.func.count()).group_by(rows.c.category)


def _route() -> sa.ColumnElement[str]:
    return sa.case(
        (ENTRIES.c.complex_needs & ENTRIES.c.restricted_status, "both"),
        (ENTRIES.c.restricted_status, "restricted_status"),
        else_="complex_needs",
    )


def _caseload(
    connection: Connection, dimensions: Collection[str], period: Period
) -> Mapping[str, Counter[str | None]]:
    """Who is on it on the last day, gone through once by route, stage and prison, and once by their aims."""
    found: dict[str, Counter[str | None]] = defaultdict(Counter)
    if not dimensions:
        return found
    women = _women_on(period)
    columns = [column for column in women.c if column.name != "id"]
    for *told, number in connection.execute(sa.select(*columns, sa.func.count()).group_by(*columns)):
        for column, category in zip(columns, told, strict=True):
            found[column.name][category] += number
    aims = [f"aim_{aim}" for aim in Aim]
    if not {*aims}.isdisjoint(dimensions):
        for aim, state, number in connection.execute(_aims_of(women, period.last)):
            found[f"aim_{aim}"][state] = number
        for name in aims:
            found[name][NOT_RECORDED] = found["route"].total() - found[name].total()
    return found


def _women_on(period: Period) -> sa.Subquery:
    """The entries of who is on the caseload on the last day, with what they are counted by."""
    stepped_down = sa.func.coalesce(ENTRIES.c.stepped_down_on <= period.last, sa.false())
    stage = sa.case((stepped_down, "stepped_down"), else_="active")
    left = ENTRIES.c.left_on.is_not(None) & (ENTRIES.c.left_on <= period.last)
    columns = ENTRIES.c.id, _route().label("route"), stage.label("stage"), CASES.c.prison_code.label("prison")
    rows = sa.select(*columns).select_from(_with_case(ENTRIES))
    return rows.where(ENTRIES.c.entered_on <= period.last, sa.not_(left), in_scope(period.scope)).subquery()


def _aims_of(women: sa.Subquery, on: date) -> sa.Select[Any]:
    """How the aims of these women stood on a day: of each the latest state that was recorded for a day up to it.

    That is the current one, unless it was recorded for a day since: only then is there anything to look for.
    """
    hers, since = AIMS.join(women, women.c.id == AIMS.c.entry_id), AIMS.alias("since")
    stands = sa.select(AIMS.c.aim, AIMS.c.state).select_from(hers)
    stands = stands.where(AIMS.c.is_current, AIMS.c.stood_on <= on)
    same = (since.c.entry_id == AIMS.c.entry_id) & (since.c.aim == AIMS.c.aim)
    nearest = sa.func.row_number().over(partition_by=(AIMS.c.entry_id, AIMS.c.aim), order_by=AIMS.c.id.desc())
    earlier = sa.select(AIMS.c.aim, AIMS.c.state, nearest.label("place")).select_from(hers.join(since, same))
    stood = earlier.where(since.c.is_current, since.c.stood_on > on, AIMS.c.stood_on <= on).subquery()
    latest = stands.union_all(sa.select(stood.c.aim, stood.c.state).where(stood.c.place == 1)).subquery()
    counted = sa.select(latest.c.aim, latest.c.state, sa.func.count())
    return counted.group_by(latest.c.aim, latest.c.state)


def _entered(_dimension: str, period: Period) -> sa.Select[Any]:
    return _by(_route(), _with_case(ENTRIES), period.has(ENTRIES.c.entered_on), in_scope(period.scope))


def _left(_dimension: str, period: Period) -> sa.Select[Any]:
    return _by(
        ENTRIES.c.left_because, _with_case(ENTRIES), period.has(ENTRIES.c.left_on), in_scope(period.scope)
    )


def _referred(_dimension: str, period: Period) -> sa.Select[Any]:
    """Referrals to the panel that were submitted, by what had become of each on the last day."""
    step = sa.select(REFERRAL_STEPS.c.kind).where(
        REFERRAL_STEPS.c.referral_id == REFERRALS.c.id, REFERRAL_STEPS.c.recorded_on <= period.last
    )
    latest = step.order_by(REFERRAL_STEPS.c.id.desc()).limit(1).scalar_subquery()
    outcome = sa.case((latest.in_(["accepted", "declined", "withdrawn", "closed"]), latest), else_="waiting")
    mine = REFERRALS.c.kind == "panel", period.has(REFERRALS.c.submitted_on), in_scope(period.scope)
    return _by(outcome, _with_case(REFERRALS), *mine)


def _boards(_dimension: str, period: Period) -> sa.Select[Any]:
    held = MEETINGS.c.kind == "board", MEETINGS.c.cancelled_at.is_(None), period.has(MEETINGS.c.held_on)
    return _by(MEETINGS.c.area, MEETINGS, *held)


def _advised(_dimension: str, period: Period) -> sa.Select[Any]:
    stands = ADVICE.c.superseded_by.is_(None)
    made = stands, period.has(ADVICE.c.made_on), in_scope(period.scope)
    return _by(ADVICE.c.kind, _with_case(ADVICE), *made)


def _proposed(_dimension: str, period: Period) -> sa.Select[Any]:
    outcome = sa.case(
        (PROPOSALS.c.withdrawn_on <= period.last, "withdrawn"),
        (PROPOSALS.c.decided_on <= period.last, "decided"),
        else_="waiting",
    )
    submitted = period.has(PROPOSALS.c.submitted_on), in_scope(period.scope)
    return _by(outcome, _with_case(PROPOSALS), *submitted)


def _decided(dimension: str, period: Period) -> sa.Select[Any]:
    by: dict[str, sa.ColumnElement[Any]] = {
        "advice": sa.case((DECISIONS.c.follows_advice, "follows"), else_="departs"),
        "weighed_most": sa.func.coalesce(DECISIONS.c.weighed_most, NOT_RECORDED),
        "prison": sa.func.coalesce(DECISIONS.c.prison_code, NOWHERE),
    }
    stands = DECISIONS.c.superseded_at.is_(None)
    made = stands, period.has(DECISIONS.c.final_on), in_scope(period.scope)
    return _by(by[dimension], _with_case(DECISIONS), *made)


def _given(dimension: str, period: Period) -> sa.Select[Any]:
    """Actions that were given, by aim, or by how each stood on the last day."""
    is_closed = ACTIONS.c.closed_on.is_not(None) & (ACTIONS.c.closed_on <= period.last)
    state = sa.case((is_closed, ACTIONS.c.state), (ACTIONS.c.due_on < period.last, "overdue"), else_="open")
    by = ACTIONS.c.aim if dimension == "aim" else state
    return _by(by, _with_case(ACTIONS), period.has(ACTIONS.c.given_on), in_scope(period.scope))


def _supported(_dimension: str, period: Period) -> sa.Select[Any]:
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
    return _by(outcome, source, period.has(SUPPORT.c.requested_on), in_scope(period.scope))


def _disclosed(_dimension: str, period: Period) -> sa.Select[Any]:
    return _by(DISCLOSURES.c.purpose, DISCLOSURES, period.has_instant(DISCLOSURES.c.disclosed_at))


def _with_case(table: sa.Table) -> sa.FromClause:
    return table.join(CASES, CASES.c.id == table.c.case_id)


_STATEMENTS: Mapping[Measure, Callable[[str, Period], sa.Select[Any]]] = {
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
