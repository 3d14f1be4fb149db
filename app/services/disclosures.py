"""Lets something leave the panel only under an agreement of the Chair, and keeps that it left (000 L134-136)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.identifiers import new_id
from app.domain.refusals import NotPermitted
from app.domain.sharing import RecipientKind, Way, What, recipient_key
from app.repositories import sharing
from app.services.unit_of_work import UnitOfWork

NO_SHARE = (
    "The Chair has not agreed that this leaves for this recipient. Ask with POST /share-requests first."
)
Row = Mapping[str, Any]


def require_share(connection: Connection, *, what: tuple[str, str], recipient: str, on: date) -> Row:
    """The live agreement under which a meeting's paper may go to a recipient outside the meeting.

    `what` is ("minutes", meeting id) or ("agenda", meeting id). One for this very meeting comes before a standing
    one. Raises NotPermitted (`share_needed`) where the Chair agreed to neither.
    """
    kind, subject_id = What(what[0]), what[1]
    kinds = [each.value for each in RecipientKind]
    found = sharing.live_shares(connection, kind, [recipient_key(recipient)], kinds, on)
    for share in sorted(found, key=lambda share: share["is_standing"]):
        if share["is_standing"] or share["subject_id"] == subject_id:
            return share
    raise NotPermitted(NO_SHARE, code="share_needed")


def log_disclosure(
    work: UnitOfWork,
    share: Row,
    *,
    way: str,
    subject_id: str | None = None,
    rows: int | None = None,
    fields: Sequence[str] | None = None,
    up_to: str | None = None,
    note: str | None = None,
) -> str:
    """Keep that something left under an agreement, with its recipient and purpose, in the audit too; answers its id.

    `subject_id` is the meeting whose paper left, where the agreement is a standing one.
    """
    row = {
        "id": new_id(),
        "share_request_id": share["id"],
        "what": share["what"],
        "subject_id": subject_id or share["subject_id"],
        "recipient": share["recipient"],
        "purpose": share["purpose"],
        "way": Way(way).value,
        "rows": rows,
        "fields": None if fields is None else list(fields),
        "up_to": up_to,
        "note": note,
        "disclosed_by": work.caller.username,
        "disclosed_at": work.moment,
    }
    sharing.add_disclosure(work.connection, row)
    said = {name: row[name] for name in ("what", "subject_id", "purpose", "way", "rows", "up_to")}
    subject = ("SHARE_REQUEST", share["id"])
    work.record("DISCLOSED", subject=subject, details={name: v for name, v in said.items() if v is not None})
    return str(row["id"])
