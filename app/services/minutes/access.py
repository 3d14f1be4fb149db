"""Lets callers to advice and decisions as far as they see the item: what they may not see is not there, and is kept."""

from app.services.minutes import advising, deciding
from app.services.minutes.items import seen_or
from app.services.panel_access import Asking, require_item


def require_recommendation(asking: Asking, reference: str) -> None:
    """Raises NotFound, and NotPermitted where the caller has not signed; a refusal leaves its entry in the audit."""
    with asking.reading() as connection:
        item_id = advising.known(connection, reference)["item_id"]
    with seen_or(advising.NONE_SUCH):
        require_item(asking, item_id)


def require_decision(asking: Asking, reference: str) -> None:
    """As for a recommendation."""
    with asking.reading() as connection:
        item_id = deciding.known(connection, reference)["item_id"]
    with seen_or(deciding.NONE_SUCH):
        require_item(asking, item_id)
