"""Keeps what each women's prison offers: reference data that an administrator edits."""

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from app.domain.names import search_key
from app.domain.refusals import Conflict, FieldError, InvalidInput, NotFound, StaleVersion
from app.repositories import prison_offers as repository
from app.services.names import names_of
from app.services.unit_of_work import UnitOfWork

NO_SUCH_PRISON = "There is no such prison in the women's estate."
STALE = "Somebody changed what this prison offers after you read it. Read it again and send yours once more."
NOT_LISTED = "Add the intervention to the list first: POST /interventions."
LISTED = "An intervention of this name is in the list already."
KEPT = ("holds_restricted_status", "mother_and_baby_unit", "interventions", "source")
Row = Mapping[str, Any]


def list_offers(connection: Connection) -> dict[str, Any]:
    """Every women's prison with what it offers, and the names of the interventions."""
    known, named = repository.offers(connection), repository.interventions(connection)
    names = names_of(connection, (offer["changed_by"] for offer in known.values()))
    items = [
        _shown(prison, known.get(prison["code"]), names) for prison in repository.womens_prisons(connection)
    ]
    return {"items": items, "interventions": [{"code": code, "name": name} for code, name in named.items()]}


def read_offer(connection: Connection, code: str) -> dict[str, Any]:
    """What one prison offers. Raises NotFound."""
    prison, offer = _prison(connection, code), repository.offer_of(connection, code)
    return _shown(prison, offer, names_of(connection, [offer["changed_by"]] if offer else []))


def keep_offer(work: UnitOfWork, code: str, given: Row, version: int | None) -> dict[str, Any]:
    """Put this in place of what was known of a prison. Raises NotFound, InvalidInput, StaleVersion."""
    _prison(work.connection, code)
    before = repository.offer_of(work.connection, code, lock=True)
    if version is not None and version != (before["version"] if before else 0):
        raise StaleVersion(STALE)
    _refuse_unlisted(work.connection, given["interventions"] or ())
    values = {name: given[name] for name in KEPT}
    stamp = {"changed_at": work.moment, "changed_by": work.caller.username}
    repository.keep_offer(work.connection, code, {**values, **stamp}, is_new=before is None)
    old = {name: before[name] for name in KEPT} if before else {}
    work.record("PRISON_OFFER_KEPT", subject=("PRISON", code), details={"old": old, "new": values})
    return read_offer(work.connection, code)


def add_intervention(work: UnitOfWork, name: str) -> dict[str, Any]:
    """Add an intervention to the list under a code made of its name. Raises InvalidInput, Conflict."""
    code = re.sub(r"[^a-z0-9]+", "_", search_key(name)).strip("_")[:60]
    if not code:
        raise InvalidInput.of("name", "format_invalid", "Give a name with letters in it.")
    row = {"code": code, "name": name, "added_at": work.moment, "added_by": work.caller.username}
    try:
        repository.add_intervention(work.connection, row)
    except IntegrityError as error:
        fault = FieldError("name", "already_listed", LISTED)
        raise Conflict(LISTED, code="already_listed", errors=[fault]) from error
    work.record("INTERVENTION_LISTED", subject=("INTERVENTION", code), details={"new": {"name": name}})
    return {"code": code, "name": name}


def _prison(connection: Connection, code: str) -> Row:
    for prison in repository.womens_prisons(connection):
        if prison["code"] == code:
            return prison
    raise NotFound(NO_SUCH_PRISON)


def _refuse_unlisted(connection: Connection, codes: Any) -> None:
    listed = repository.interventions(connection)
    errors = [
        FieldError(f"interventions[{place}]", "unknown_intervention", NOT_LISTED)
        for place, code in enumerate(codes)
        if code not in listed
    ]
    if errors:
        raise InvalidInput(NOT_LISTED, errors=errors)


def _shown(prison: Row, offer: Row | None, names: Mapping[str, str]) -> dict[str, Any]:
    by = offer["changed_by"] if offer else None
    return {
        "prison": prison,
        "version": offer["version"] if offer else 0,
        **{name: offer[name] if offer else None for name in KEPT},
        "changed_at": offer["changed_at"] if offer else None,
        "changed_by": (names.get(by) or by) if by else None,
    }
