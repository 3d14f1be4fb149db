"""What narrows a list of referrals."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReferralFilters:
    """Each left out narrows nothing; the status `open` takes in all on which something is still to be done."""

    status: str | None = None
    kind: str | None = None
    route: str | None = None
    prison: str | None = None
    region: str | None = None
    q: str | None = None
    case_id: str | None = None
    with_unsent: bool = False
    """Drafts too, and what was withdrawn before it was sent: for those who may go on with them."""
