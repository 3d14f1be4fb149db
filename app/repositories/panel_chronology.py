"""The panel's dealings with one case in the order of their days, gathered from every table that holds one."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.models.meetings import AgendaItem, Meeting
from app.models.minutes import MinutesLine, ProvisionalDecision, Recommendation
from app.models.movements import MovementProposal, PlacementDecision
from app.models.panel_actions import PanelAction
from app.models.referrals import Referral, ReferralStep
from app.repositories.cases import FACTS
from app.repositories.panel_care import FORMULATIONS, RESTRICTED
from app.repositories.panel_caseload import ALERTS, CONTACTS, ENTRIES, REVIEWS, SUPPORT

REFERRALS: sa.Table = Referral.__table__  # type: ignore[attr-defined]
STEPS: sa.Table = ReferralStep.__table__  # type: ignore[attr-defined]
MEETINGS: sa.Table = Meeting.__table__  # type: ignore[attr-defined]
ITEMS: sa.Table = AgendaItem.__table__  # type: ignore[attr-defined]
LINES: sa.Table = MinutesLine.__table__  # type: ignore[attr-defined]
RECOMMENDATIONS: sa.Table = Recommendation.__table__  # type: ignore[attr-defined]
PROVISIONAL: sa.Table = ProvisionalDecision.__table__  # type: ignore[attr-defined]
PROPOSALS: sa.Table = MovementProposal.__table__  # type: ignore[attr-defined]
DECISIONS: sa.Table = PlacementDecision.__table__  # type: ignore[attr-defined]
ACTIONS: sa.Table = PanelAction.__table__  # type: ignore[attr-defined]

_NO_TEXT: sa.ColumnElement[Any] = sa.cast(sa.null(), sa.Text())
_NO_DAY: sa.ColumnElement[Any] = sa.cast(sa.null(), sa.Date())
Row = Mapping[str, Any]


def chronology(
    connection: Connection, case_id: str, after: Sequence[Any] | None, size: int, *, with_advice: bool
) -> list[Row]:
    """One page, the earliest first, those past `after` (day and key). `with_advice` adds the words of advice.

    Each row: `on`, `what`, `subject_id`, `code` (kind, aim, reason or prison), `due_on`, `text`, and `key`.
    """
    found = sa.union_all(*_sources(case_id, with_advice=with_advice)).subquery()
    statement = sa.select(found).order_by(found.c.on, found.c.key).limit(size)
    if after is not None:
        given = sa.tuple_(sa.literal(after[0], sa.Date()), sa.literal(after[1], sa.Text()))
        statement = statement.where(sa.tuple_(found.c.on, found.c.key) > given)
    return [dict(row) for row in connection.execute(statement).mappings()]


def latest_referral(connection: Connection, case_id: str) -> Row | None:
    """The latest referral of a case to the panel that was sent."""
    mine = (
        (REFERRALS.c.case_id == case_id)
        & (REFERRALS.c.kind == "panel")
        & REFERRALS.c.submitted_on.is_not(None)
    )
    columns = (REFERRALS.c.id, REFERRALS.c.status, REFERRALS.c.submitted_on)
    statement = sa.select(*columns).where(mine).order_by(REFERRALS.c.id.desc()).limit(1)
    row = connection.execute(statement).mappings().first()
    return dict(row) if row else None


def responsibilities(connection: Connection, case_id: str) -> list[Row]:
    """What published minutes copied to the case record last, a line for each part."""
    latest = sa.select(sa.func.max(LINES.c.copied_on)).where(LINES.c.case_id == case_id).scalar_subquery()
    mine = (LINES.c.case_id == case_id) & (LINES.c.copied_on == latest)
    statement = sa.select(LINES.c.minutes_id, LINES.c.part, LINES.c.text, LINES.c.copied_on).where(mine)
    rows = connection.execute(statement.order_by(LINES.c.minutes_id, LINES.c.part)).mappings()
    return list({row["part"]: dict(row) for row in rows}.values())


def _sources(case_id: str, *, with_advice: bool) -> Iterator[sa.Select[Any]]:
    yield from _of_referrals(case_id)
    yield from _of_entries(case_id)
    yield from _of_care(case_id)
    yield from _of_meetings(case_id, with_advice=with_advice)
    yield from _of_decisions(case_id)
    yield from _of_actions(case_id)
    yield from _of_moves(case_id)


def _row(
    rank: int,
    what: str | sa.ColumnElement[str],
    on: sa.ColumnElement[Any],
    subject: sa.ColumnElement[Any],
    *,
    code: sa.ColumnElement[Any] = _NO_TEXT,
    due_on: sa.ColumnElement[Any] = _NO_DAY,
    text: sa.ColumnElement[Any] = _NO_TEXT,
    mark: str = "",
) -> sa.Select[Any]:
    """A select of the common columns. `rank` orders what happened on one day as it usually happens."""
    subject_id = sa.cast(subject, sa.Text())
    named = sa.literal(what, sa.Text()) if isinstance(what, str) else sa.cast(what, sa.Text())
    return sa.select(
        on.label("on"),
        named.label("what"),
        subject_id.label("subject_id"),
        sa.cast(code, sa.Text()).label("code"),
        due_on.label("due_on"),
        sa.cast(text, sa.Text()).label("text"),
        (sa.literal(f"{rank:02}{mark}:", sa.Text()) + subject_id).label("key"),
    )


def _of_referrals(case_id: str) -> Iterator[sa.Select[Any]]:
    what = sa.literal("referral_", sa.Text()) + STEPS.c.kind
    # The order of a referral's steps within a day is the order in which they were recorded.
    row = _row(1, what, STEPS.c.recorded_on, STEPS.c.id)
    of_case = (REFERRALS.c.case_id == case_id) & (REFERRALS.c.kind == "panel")
    yield row.join_from(STEPS, REFERRALS, REFERRALS.c.id == STEPS.c.referral_id).where(of_case)
    asked = _row(5, "support_asked", SUPPORT.c.requested_on, SUPPORT.c.id, text=SUPPORT.c.staff_group)
    yield asked.join_from(SUPPORT, REFERRALS, REFERRALS.c.id == SUPPORT.c.referral_id).where(of_case)


def _of_entries(case_id: str) -> Iterator[sa.Select[Any]]:
    mine = ENTRIES.c.case_id == case_id
    down, left = ENTRIES.c.stepped_down_on, ENTRIES.c.left_on
    yield _row(2, "entered", ENTRIES.c.entered_on, ENTRIES.c.id).where(mine)
    yield _row(14, "stepped_down", down, ENTRIES.c.id).where(mine, down.is_not(None))
    yield _row(15, "left", left, ENTRIES.c.id, code=ENTRIES.c.left_because).where(mine, left.is_not(None))
    of_entry = ENTRIES.c.case_id == case_id
    kept: tuple[tuple[int, str, sa.Table, sa.ColumnElement[Any], dict[str, Any]], ...] = (
        (3, "reviewed", REVIEWS, REVIEWS.c.held_on, {"due_on": REVIEWS.c.next_review_on}),
        (
            4,
            "transition_near",
            ALERTS,
            ALERTS.c.raised_on,
            {"code": ALERTS.c.kind, "due_on": ALERTS.c.due_on},
        ),
        (5, "support_asked", SUPPORT, SUPPORT.c.requested_on, {"text": SUPPORT.c.staff_group}),
        (6, "stakeholder_contact", CONTACTS, CONTACTS.c.happened_on, {"text": CONTACTS.c.organisation}),
    )
    for rank, what, table, day, extra in kept:
        row = _row(rank, what, day, table.c.id, **extra)
        yield row.join_from(table, ENTRIES, ENTRIES.c.id == table.c.entry_id).where(of_entry)


def _of_care(case_id: str) -> Iterator[sa.Select[Any]]:
    written = _row(
        3, "formulation_written", FORMULATIONS.c.written_on, FORMULATIONS.c.id, text=FORMULATIONS.c.author
    )
    yield written.where(FORMULATIONS.c.case_id == case_id)
    mine = RESTRICTED.c.case_id == case_id
    began = _row(
        3, "restricted", RESTRICTED.c.from_on, RESTRICTED.c.id, due_on=RESTRICTED.c.next_review_on, mark="r"
    )
    yield began.where(mine)
    ended = _row(13, "restricted_ended", RESTRICTED.c.to_on, RESTRICTED.c.id)
    yield ended.where(mine, RESTRICTED.c.to_on.is_not(None))


def _of_meetings(case_id: str, *, with_advice: bool) -> Iterator[sa.Select[Any]]:
    held = (
        MEETINGS.c.opened_at.is_not(None) & MEETINGS.c.cancelled_at.is_(None) & ITEMS.c.withdrawn_at.is_(None)
    )
    discussed = _row(7, "discussed", MEETINGS.c.held_on, ITEMS.c.id, code=MEETINGS.c.kind)
    yield discussed.join_from(ITEMS, MEETINGS, MEETINGS.c.id == ITEMS.c.meeting_id).where(
        ITEMS.c.case_id == case_id, held
    )
    words = RECOMMENDATIONS.c.text if with_advice else _NO_TEXT
    advised = _row(8, "recommended", RECOMMENDATIONS.c.made_on, RECOMMENDATIONS.c.id,
                   code=RECOMMENDATIONS.c.kind, text=words)  # fmt: skip
    yield advised.where(RECOMMENDATIONS.c.case_id == case_id)
    subject = sa.cast(LINES.c.minutes_id, sa.Text()) + sa.literal(":", sa.Text()) + LINES.c.part
    copied = _row(12, "responsibility", LINES.c.copied_on, subject, code=LINES.c.part, text=LINES.c.text)
    yield copied.where(LINES.c.case_id == case_id)


def _of_decisions(case_id: str) -> Iterator[sa.Select[Any]]:
    mine = PROVISIONAL.c.case_id == case_id
    confirmed = PROVISIONAL.c.confirmed_on
    kind = PROVISIONAL.c.kind
    yield _row(9, "provisionally_decided", PROVISIONAL.c.made_on, PROVISIONAL.c.id, code=kind).where(mine)
    yield _row(9, "decision_confirmed", confirmed, PROVISIONAL.c.id, code=kind, mark="c").where(
        mine, confirmed.is_not(None)
    )
    final = DECISIONS.c.final_on
    what = sa.case((DECISIONS.c.follows_advice, "decided_as_advised"), else_="decided_otherwise")
    yield _row(10, what, final, DECISIONS.c.id, code=DECISIONS.c.prison_code).where(
        DECISIONS.c.case_id == case_id, final.is_not(None)
    )


def _of_actions(case_id: str) -> Iterator[sa.Select[Any]]:
    mine = ACTIONS.c.case_id == case_id
    given = _row(11, "action_given", ACTIONS.c.given_on, ACTIONS.c.id, code=ACTIONS.c.aim, due_on=ACTIONS.c.due_on,
                 text=ACTIONS.c.text)  # fmt: skip
    yield given.where(mine)
    what = sa.literal("action_", sa.Text()) + ACTIONS.c.state
    closed = _row(
        11, what, ACTIONS.c.closed_on, ACTIONS.c.id, code=ACTIONS.c.aim, text=ACTIONS.c.text, mark="z"
    )
    yield closed.where(mine, ACTIONS.c.closed_on.is_not(None))


def _of_moves(case_id: str) -> Iterator[sa.Select[Any]]:
    mine = PROPOSALS.c.case_id == case_id
    sent, taken_back, to = PROPOSALS.c.submitted_on, PROPOSALS.c.withdrawn_on, PROPOSALS.c.prison_code
    yield _row(8, "move_proposed", sent, PROPOSALS.c.id, code=to, mark="m").where(mine, sent.is_not(None))
    withdrawn = _row(8, "move_withdrawn", taken_back, PROPOSALS.c.id, code=to, mark="n")
    yield withdrawn.where(mine, taken_back.is_not(None))
    moved = _row(16, "moved", FACTS.c.happened_on, FACTS.c.id, code=FACTS.c.fields["to_prison"].as_string())
    yield moved.where(
        FACTS.c.case_id == case_id,
        FACTS.c.type == "prison_transfer",
        FACTS.c.retracted_on.is_(None),
        FACTS.c.happened_on >= _first_contact(case_id),
    )


def _first_contact(case_id: str) -> sa.ScalarSelect[date]:
    """The day on which the panel first had to do with a case; moves before it are the case's own story."""
    sent = sa.select(REFERRALS.c.submitted_on.label("on")).where(REFERRALS.c.case_id == case_id)
    entered = sa.select(ENTRIES.c.entered_on).where(ENTRIES.c.case_id == case_id)
    days = sa.union_all(sent, entered).subquery()
    return sa.select(sa.func.min(days.c.on)).scalar_subquery()
