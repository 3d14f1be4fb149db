"""Keeps support for the staff around her, and contacts with stakeholders about her."""

from collections.abc import Mapping
from typing import Any

from app.domain.identifiers import new_id
from app.domain.panel_caseload import refuse_day_ahead
from app.domain.refusals import InvalidInput, NotFound
from app.repositories import panel_caseload as repository
from app.repositories import parole
from app.services.panel_caseload.finding import hold, refuse_stale
from app.services.panel_caseload.showing import entry_in_full
from app.services.staff_support import answer, ask
from app.services.unit_of_work import UnitOfWork

NO_OFFER = "There is no such support on this case."
NO_REVIEW = "There is no such parole review on this case. GET its parole-reviews for those there are."
Row = Mapping[str, Any]


def ask_support(work: UnitOfWork, reference: str, given: Row) -> dict[str, Any]:
    """Keep that support is asked for a group of staff, by whom and for what (000 L63)."""
    held = hold(work, reference)
    refuse_day_ahead("requested_on", given["requested_on"], work.today)
    names = ("staff_group", "requested_by", "requested_on", "asked_for")
    asked = {"entry_id": held.entry["id"], **{name: given[name] for name in names}}
    ask(work, held.case["id"], asked)
    return entry_in_full(work.connection, held.case, held.entry["id"], work.today)


def answer_support(
    work: UnitOfWork, reference: str, offer_id: str, changes: Row, version: int | None
) -> dict[str, Any]:
    """Say what was offered, whether it was taken up, and what came of it."""
    held = hold(work, reference)
    offer = repository.support_offer(work.connection, held.entry["id"], offer_id.lower())
    if offer is None:
        raise NotFound(NO_OFFER)
    refuse_stale(offer, version)
    answer(work, held.case["id"], offer, changes)
    return entry_in_full(work.connection, held.case, held.entry["id"], work.today)


def note_contact(work: UnitOfWork, reference: str, given: Row) -> dict[str, Any]:
    """Keep a contact with a stakeholder, linked to a parole review of hers where one is named (000 L71)."""
    held = hold(work, reference)
    refuse_day_ahead("happened_on", given["happened_on"], work.today)
    review_id = None
    if given.get("parole_review"):
        review = parole.review_of_case(work.connection, held.case["id"], given["parole_review"])
        if review is None:
            raise InvalidInput.of("parole_review", "unknown_parole_review", NO_REVIEW)
        review_id = review["id"]
    names = ("organisation_kind", "organisation", "person", "happened_on", "text")
    row = {
        "id": new_id(),
        "entry_id": held.entry["id"],
        **{name: given.get(name) for name in names},
        "parole_review_id": review_id,
        "recorded_at": work.moment,
        "recorded_by": work.caller.username,
    }
    repository.add_contact(work.connection, row)
    details = {"new": {"organisation_kind": row["organisation_kind"], "parole_review": review_id}}
    subject = ("STAKEHOLDER_CONTACT", row["id"])
    work.record("STAKEHOLDER_CONTACT_NOTED", case_id=held.case["id"], subject=subject, details=details)
    return entry_in_full(work.connection, held.case, held.entry["id"], work.today)
