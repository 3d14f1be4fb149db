"""Proposed moves: written, found, and listed as far as somebody may see them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.domain.caller import Scope
from app.domain.movements import MovesWanted, ProposalStatus
from app.domain.panel import RecommendationKind
from app.domain.panel_reading import PanelReading
from app.domain.panel_sight import Sight
from app.models.movements import MovementProposal
from app.repositories.cases import CASES, FACTS
from app.repositories.listing import COUNTED_UP_TO
from app.repositories.meetings import ITEMS, seen
from app.repositories.minutes import RECOMMENDATIONS as ADVICE
from app.repositories.panel_reading import readable
from app.repositories.placement_decisions import DECISIONS, LIVE

PROPOSALS: sa.Table = MovementProposal.__table__  # type: ignore[attr-defined]
OF_HER = ("prison_number", "crn", "first_name", "last_name", "prison_code", "home_region")
Row = Mapping[str, Any]
_IS_ABOUT_A_MOVE = (ADVICE.c.kind == RecommendationKind.MOVEMENT.value) & ADVICE.c.superseded_at.is_(None)


def add(connection: Connection, row: Row) -> None:
    """Write a proposal."""
    connection.execute(sa.insert(PROPOSALS).values(**row))


def update(connection: Connection, proposal_id: str, values: Row) -> None:
    """Write columns of a proposal, and count its version up."""
    statement = sa.update(PROPOSALS).where(PROPOSALS.c.id == proposal_id)
    connection.execute(statement.values(**values, version=PROPOSALS.c.version + 1))


def proposal(connection: Connection, proposal_id: str, *, lock: bool = False) -> Row | None:
    """One proposal."""
    statement = sa.select(PROPOSALS).where(PROPOSALS.c.id == proposal_id)
    row = connection.execute(statement.with_for_update() if lock else statement).mappings().first()
    return dict(row) if row else None


def of_recommendation(connection: Connection, recommendation_id: str, *, lock: bool = False) -> Row | None:
    """The proposal on which a recommendation was given."""
    statement = sa.select(PROPOSALS).where(PROPOSALS.c.recommendation_id == recommendation_id)
    row = connection.execute(statement.with_for_update() if lock else statement).mappings().first()
    return dict(row) if row else None


def advice_on(connection: Connection, case_id: str) -> list[Row]:
    """The advice about a move of a case that still stands, the latest first."""
    mine = (ADVICE.c.case_id == case_id) & _IS_ABOUT_A_MOVE
    rows = connection.execute(sa.select(ADVICE).where(mine).order_by(ADVICE.c.id.desc())).mappings()
    return [dict(row) for row in rows]


def undecided_advice(connection: Connection, sight: Sight, size: int) -> list[Row]:
    """Advice about moves that stands beside no proposal and has no final decision, the oldest first."""
    decided = (DECISIONS.c.recommendation_id == ADVICE.c.id) & DECISIONS.c.final_on.is_not(None)
    proposed = (PROPOSALS.c.recommendation_id == ADVICE.c.id) & PROPOSALS.c.withdrawn_on.is_(None)
    statement = (
        sa.select(ADVICE, *(CASES.c[name].label(f"her_{name}") for name in OF_HER))
        .select_from(
            ADVICE.join(ITEMS, ITEMS.c.id == ADVICE.c.item_id).join(CASES, CASES.c.id == ADVICE.c.case_id)
        )
        .where(_IS_ABOUT_A_MOVE, seen(sight), ~sa.exists().where(decided), ~sa.exists().where(proposed))
        .order_by(ADVICE.c.id)
        .limit(size)
    )
    return [dict(row) for row in connection.execute(statement).mappings()]


def page(
    connection: Connection,
    reading: PanelReading,
    scope: Scope,
    wanted: MovesWanted,
    on: date,
    *,
    before: str | None,
    size: int,
) -> list[Row]:
    """Proposals, the latest first, each with who it is about and the decision that counts."""
    named = (
        DECISIONS.c.id.label("decision_id"),
        DECISIONS.c.final_on,
        DECISIONS.c.prison_code.label("decided_prison"),
        DECISIONS.c.follows_advice,
    )
    her = (CASES.c[name].label(f"her_{name}") for name in OF_HER)
    statement = sa.select(PROPOSALS, *her, *named, _moved().label("moved_on"))
    statement = _of_list(statement, reading, scope, wanted, on)
    if before is not None:
        statement = statement.where(PROPOSALS.c.id < before)
    rows = connection.execute(statement.order_by(PROPOSALS.c.id.desc()).limit(size)).mappings()
    return [dict(row) for row in rows]


def count(
    connection: Connection, reading: PanelReading, scope: Scope, wanted: MovesWanted, on: date
) -> int | None:
    """How many proposals a list has; None above COUNTED_UP_TO."""
    counted = _of_list(sa.select(sa.literal(1)), reading, scope, wanted, on).limit(COUNTED_UP_TO + 1)
    total: int = connection.execute(sa.select(sa.func.count()).select_from(counted.subquery())).scalar_one()
    return total if total <= COUNTED_UP_TO else None


def _of_list(
    statement: sa.Select[Any], reading: PanelReading, scope: Scope, wanted: MovesWanted, on: date
) -> sa.Select[Any]:
    """A statement over the proposals of a list, each beside its case and the decision that counts."""
    live = (DECISIONS.c.proposal_id == PROPOSALS.c.id) & LIVE
    joined = PROPOSALS.join(CASES, CASES.c.id == PROPOSALS.c.case_id).outerjoin(DECISIONS, live)
    return statement.select_from(joined).where(readable(reading, scope, on), *_conditions(wanted))


def moved_on(connection: Connection, decision: Row) -> date | None:
    """The day on which she came to the prison that was decided, as a fact of the case."""
    came = _came(decision["case_id"], decision["prison_code"], decision["final_on"])
    found: date | None = connection.execute(sa.select(sa.func.min(FACTS.c.happened_on)).where(came)).scalar()
    return found


def _came(case_id: Any, prison: Any, since: Any) -> sa.ColumnElement[bool]:
    """Whether a fact says that she came to a prison on a day or later."""
    found: sa.ColumnElement[bool] = (
        (FACTS.c.case_id == case_id)
        & (FACTS.c.type == "prison_transfer")
        & FACTS.c.retracted_at.is_(None)
        & (FACTS.c.fields["to_prison"].as_string() == prison)
        & (FACTS.c.happened_on >= since)
    )
    return found


def _moved() -> sa.ScalarSelect[Any]:
    """When she came to the prison that was decided."""
    came = _came(PROPOSALS.c.case_id, DECISIONS.c.prison_code, DECISIONS.c.final_on)
    first = sa.select(sa.func.min(FACTS.c.happened_on)).where(came)
    return first.correlate(PROPOSALS, DECISIONS).scalar_subquery()


def _conditions(wanted: MovesWanted) -> list[sa.ColumnElement[bool]]:
    found = [PROPOSALS.c.case_id == wanted.case_id] if wanted.case_id else []
    withdrawn, submitted = PROPOSALS.c.withdrawn_on.is_not(None), PROPOSALS.c.submitted_on.is_not(None)
    undecided = submitted & PROPOSALS.c.decided_on.is_(None) & sa.not_(withdrawn)
    decided = PROPOSALS.c.decided_on.is_not(None)
    tests = {
        ProposalStatus.WITHDRAWN: withdrawn,
        ProposalStatus.DRAFT: sa.not_(submitted) & sa.not_(withdrawn),
        ProposalStatus.SUBMITTED: undecided & DECISIONS.c.id.is_(None),
        ProposalStatus.PREPARED: undecided & DECISIONS.c.id.is_not(None),
        ProposalStatus.DECIDED: decided & _moved().is_(None),
        ProposalStatus.CARRIED_OUT: decided & _moved().is_not(None),
    }
    return [*found, tests[ProposalStatus(wanted.status)]] if wanted.status else found
