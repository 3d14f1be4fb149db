"""Keeps what came of support for staff that a referral asks for by itself: offered, taken up or not (000 L63)."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.identifiers import new_id
from app.domain.panel_caseload import check_support, support_state
from app.domain.refusals import Conflict
from app.repositories import panel_caseload as offers
from app.repositories import referrals as repository
from app.services.names import names_of
from app.services.referrals.reading import held_referral
from app.services.unit_of_work import UnitOfWork

NOT_ASKED = (
    "This referral does not ask for support for staff alone. Record it on the caseload, under her entry."
)
NOT_ACCEPTED = "Accept the referral first. Then record what is offered."
WITHOUT_END = frozenset({"accepted", "closed"})
UNANSWERED = dict.fromkeys(("offered", "offered_on", "taken_up", "answered_on", "outcome"))
Row = Mapping[str, Any]


def begin(work: UnitOfWork, referral: Row) -> Row:
    """Keep that a referral, once accepted without a route, asks for support; answers the support."""
    said, username = referral["content"], str(referral["created_by"])
    row = {
        "id": new_id(),
        "entry_id": None,
        "referral_id": referral["id"],
        "version": 1,
        "staff_group": (said.get("staff_support_for") or "The staff around her")[:120],
        "requested_by": names_of(work.connection, [username]).get(username) or username,
        "requested_on": referral["submitted_on"] or work.today,
        "asked_for": (said.get("staff_support_asked") or "")[:2000],
        **UNANSWERED,
        "recorded_at": work.moment,
        "recorded_by": work.caller.username,
    }
    offers.add_support(work.connection, row)
    details = {"new": {"staff_group": row["staff_group"], "from_referral": referral["id"]}}
    _record(work, "STAFF_SUPPORT_ASKED", referral, row, details)
    return row


def answer_support(work: UnitOfWork, reference: str, changes: Row, version: int | None) -> str:
    """Say what was offered, whether it was taken up, and what came of it; answers the referral's id.

    Raises NotFound, StaleVersion, InvalidInput, and Conflict where there is no such support to answer.
    """
    referral, _ = held_referral(work, reference, version)
    if not _asks_alone(work.connection, referral):
        raise Conflict(NOT_ASKED, code="no_staff_support")
    if referral["status"] not in WITHOUT_END:
        raise Conflict(NOT_ACCEPTED, code="not_accepted")
    offer = offers.support_of_referral(work.connection, referral["id"]) or begin(work, referral)
    changed = {name: value for name, value in changes.items() if offer[name] != value}
    check_support({**offer, **changed}, work.today)
    if changed:
        offers.update_support(work.connection, offer["id"], changed)
        repository.update(work.connection, referral["id"], {})
    details = {"old": _plain(offer, changed), "new": _plain(changed, changed)}
    what = "STAFF_SUPPORT_CHANGED" if changed else "STAFF_SUPPORT_LEFT_AS_IT_WAS"
    _record(work, what, referral, offer, details)
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
    steps = repository.steps_of(connection, [referral["id"]]).get(referral["id"], [])
    by_route = any(step["details"].get("routes") for step in steps)
    return bool(referral["staff_support_only"]) and not by_route


def _record(work: UnitOfWork, what: str, referral: Row, offer: Row, details: Row) -> None:
    work.record(what, case_id=referral["case_id"], subject=("STAFF_SUPPORT", offer["id"]), details=details)


def _plain(row: Row, names: Row) -> dict[str, Any]:
    return {name: row[name].isoformat() if hasattr(row[name], "isoformat") else row[name] for name in names}
