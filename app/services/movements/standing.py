"""A proposal of which something is recorded: found, held, and refused where what is named cannot be."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.identifiers import UUID
from app.domain.placements import NOT_FOR_RESTRICTED
from app.domain.refusals import Conflict, FieldError, InvalidInput, NotFound, RefusedByRule, StaleVersion
from app.repositories import movements as repository
from app.repositories import prison_offers
from app.services.movements.comparing import needs_of, options_for
from app.services.panel_reading import may_read
from app.services.unit_of_work import UnitOfWork
from app.services.visibility import visible_case

NONE_SUCH = "There is no such proposal, or none that you may see."
STALE = "Somebody changed this proposal after you read it. Read it again and send yours once more."
IS_OVER = "This proposal was decided or withdrawn: nothing more is recorded of it."
NOT_A_PRISON = "Give a prison of the women's estate: GET /prison-offers lists them."
NOT_LISTED = "Give interventions of the list: GET /prison-offers names them."
NOT_FOR_HER = (
    "She is under Restricted Status, and this prison does not hold women under it. Choose another prison, "
    "or have what the prison offers put right."
)
Row = Mapping[str, Any]


def held(work: UnitOfWork, reference: str, version: int | None) -> tuple[Row, Row]:
    """A proposal of which something is recorded now, and its case. Raises NotFound, StaleVersion, Conflict."""
    wanted = reference.lower()
    row = repository.proposal(work.connection, wanted, lock=True) if UUID.fullmatch(wanted) else None
    if row is None:
        raise NotFound(NONE_SUCH)
    case = case_in_sight(work.connection, work, row["case_id"], NONE_SUCH)
    if version is not None and version != row["version"]:
        raise StaleVersion(STALE)
    if row["decided_on"] is not None or row["withdrawn_on"] is not None:
        raise Conflict(IS_OVER, code="proposal_over")
    return row, case


def case_in_sight(connection: Connection, work: UnitOfWork, case_id: str, message: str) -> Row:
    """The case behind something of the panel. Raises NotFound, with this message, where it may not be seen."""
    try:
        case = visible_case(connection, work.caller, case_id, work.today)
    except NotFound:
        raise NotFound(message) from None
    if not may_read(connection, work.caller, case, work.today):
        raise NotFound(message)
    return case


def check_named(connection: Connection, *, prison: str | None, interventions: Sequence[str]) -> None:
    """Refuse a prison or an intervention that is not in the lists. Raises InvalidInput."""
    errors = []
    known = {each["code"] for each in prison_offers.womens_prisons(connection)} if prison else set()
    if prison and prison not in known:
        errors.append(FieldError("prison", "unknown_prison", NOT_A_PRISON))
    listed = prison_offers.interventions(connection) if interventions else {}
    errors += [
        FieldError(f"interventions_needed[{place}]", "unknown_intervention", NOT_LISTED)
        for place, code in enumerate(interventions)
        if code not in listed
    ]
    if errors:
        raise InvalidInput("Some of what was named is not known.", errors=errors)


def refuse_barred(work: UnitOfWork, proposal: Row, case: Row, prison: str) -> None:
    """Refuse a prison that does not hold women under Restricted Status, for one who is. Raises RefusedByRule."""
    options = options_for(work.connection, needs_of(work.connection, proposal, case, work.today))
    if any(option.prison["code"] == prison and NOT_FOR_RESTRICTED in option.remarks for option in options):
        raise RefusedByRule(NOT_FOR_HER, code="not_for_restricted_status")


def record(work: UnitOfWork, what: str, row: Row, details: Row) -> None:
    """Leave an audit entry of a proposal."""
    work.record(what, case_id=row["case_id"], subject=("MOVEMENT_PROPOSAL", row["id"]), details=details)


def tell(work: UnitOfWork, event: str, case: Row, details: Row) -> None:
    """Add a domain event about the case."""
    numbers = {"case_id": case["id"], "prison_number": case["prison_number"], "crn": case["crn"]}
    work.tell(event, **numbers, details=details)
