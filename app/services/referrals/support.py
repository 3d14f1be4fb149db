"""Keeps what came of support for staff that a referral asks for by itself: offered, taken up or not (000 L63)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.panel_caseload import support_state
from app.domain.refusals import Conflict
from app.repositories import panel_caseload as offers
from app.repositories import referrals as repository
from app.services.names import names_of
from app.services.referrals.reading import held_referral
from app.services.staff_support import answer, ask_by_referral
from app.services.unit_of_work import UnitOfWork

NOT_ASKED = (
    "This referral does not ask for support for staff alone. Record it on the caseload, under her entry."
)
NOT_ACCEPTED = "Accept the referral first. Then record what is offered."
WITHOUT_END = frozenset({"accepted", "closed"})
Row = Mapping[str, Any]


def answer_support(work: UnitOfWork, reference: str, changes: Row, version: int | None) -> str:
    """Say what was offered, whether it was taken up, and what came of it; answers the referral's id.

    Raises NotFound, StaleVersion, InvalidInput, and Conflict where there is no such support to answer.
    """
    referral, _ = held_referral(work, reference, version)
    if not _asks_alone(work.connection, referral):
        raise Conflict(NOT_ASKED, code="no_staff_support")
    if referral["status"] not in WITHOUT_END:
        raise Conflict(NOT_ACCEPTED, code="not_accepted")
    offer = offers.support_of_referral(work.connection, referral["id"]) or ask_by_referral(work, referral)
    if answer(work, referral["case_id"], offer, changes):
        repository.update(work.connection, referral["id"], {})
    return str(referral["id"])


def shown_support(connection: Connection, referral: Row) -> dict[str, Any] | None:
    """The support of a referral that asks for nothing else, with where it stands; None before it is kept."""
    offer = offers.support_of_referral(connection, referral["id"])
    if offer is None:
        return None
    names = names_of(connection, [str(offer["recorded_by"])])
    by = names.get(offer["recorded_by"]) or offer["recorded_by"]
    return {**offer, "recorded_by": by, "state": support_state(offer)}


def may_be_answered(connection: Connection, referral: Row) -> bool:
    """Whether what was offered can be recorded with the referral itself."""
    return referral["status"] in WITHOUT_END and _asks_alone(connection, referral)


def _asks_alone(connection: Connection, referral: Row) -> bool:
    """Whether nothing but support is asked for, and she did not come on the caseload by it."""
    if not referral["staff_support_only"]:
        return False
    steps = repository.steps_of(connection, [referral["id"]]).get(referral["id"], [])
    return not any(step["details"].get("routes") for step in steps)
