"""The guiding principles of referrals and the points of contact at prisons, as the secretariat keeps them."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from app.api import API
from app.api.access import ANYONE, KEEP_REFERRAL_RULES, READ_REFERRALS
from app.api.strict_json import StrictRoute
from app.deps import Answered, Call, WritingDep, answer, created, requires, roles, versioned
from app.domain.refusals import InvalidInput
from app.schemas.fields import PrisonCode
from app.schemas.referral_register import (
    PrincipleIn,
    PrincipleList,
    PrincipleOut,
    PrinciplePatch,
    SpocIn,
    SpocList,
    SpocOut,
    SpocPatch,
)
from app.services.referrals import keeping
from app.services.unit_of_work import UnitOfWork

router = APIRouter(prefix=API, tags=["Referrals"], route_class=StrictRoute)

PrincipleRef = Annotated[str, Path(max_length=40, description="The id of a principle.")]
SpocRef = Annotated[str, Path(max_length=40, description="The id of a point of contact.")]
Keeper = Annotated[Call, requires(*KEEP_REFERRAL_RULES)]
READERS = tuple(dict.fromkeys((*READ_REFERRALS, *KEEP_REFERRAL_RULES)))
Reader = Annotated[Call, requires(*READERS)]


@router.get("/guiding-principles", response_model=PrincipleList, openapi_extra=roles(*ANYONE))
def list_guiding_principles(
    call: Annotated[Call, requires(*ANYONE)], every: Annotated[bool, Query(alias="all")] = False
) -> Response:
    """The guiding principles in force, in their order; with `all` those of before too."""
    with call.reading() as connection:
        return answer(PrincipleList, Answered(keeping.list_principles(connection, call.today, every=every)))


@router.post(
    "/guiding-principles",
    status_code=201,
    response_model=PrincipleOut,
    openapi_extra=roles(*KEEP_REFERRAL_RULES),
)
def add_guiding_principle(given: PrincipleIn, call: Keeper, write: WritingDep) -> Response:
    """Put another principle in force from today."""

    def use_case(work: UnitOfWork) -> Answered:
        return created(keeping.add_principle(work, given.model_dump()), "/guiding-principles")

    return write(call).carry_out(PrincipleOut, use_case)


@router.get("/guiding-principles/{principle}", response_model=PrincipleOut, openapi_extra=roles(*ANYONE))
def read_guiding_principle(principle: PrincipleRef, call: Annotated[Call, requires(*ANYONE)]) -> Response:
    """One principle, with an ETag of its version."""
    with call.reading() as connection:
        row = keeping.read_principle(connection, principle)
    return answer(PrincipleOut, versioned(row))


@router.patch(
    "/guiding-principles/{principle}",
    response_model=PrincipleOut,
    openapi_extra=roles(*KEEP_REFERRAL_RULES),
)
def change_guiding_principle(
    principle: PrincipleRef, given: PrinciplePatch, call: Keeper, write: WritingDep
) -> Response:
    """Change its words or place, or retire it. Referrals that were sent keep the wording they were sent under."""
    sent = write(call)
    version = sent.required_version()
    changes = given.model_dump(exclude_unset=True)
    _refuse_null(changes, "text", "position")
    return sent.carry_out(
        PrincipleOut, lambda work: versioned(keeping.change_principle(work, principle, changes, version))
    )


@router.get("/custody-contacts", response_model=SpocList, openapi_extra=roles(*READERS))
def list_custody_contacts(
    call: Reader, prison: PrisonCode | None = None, every: Annotated[bool, Query(alias="all")] = False
) -> Response:
    """The points of contact for Welsh women at the prisons, today's; with `all` those of before and to come too."""
    with call.reading() as connection:
        found = keeping.list_spocs(connection, prison, None if every else call.today)
    return answer(SpocList, Answered(found))


@router.post(
    "/custody-contacts", status_code=201, response_model=SpocOut, openapi_extra=roles(*KEEP_REFERRAL_RULES)
)
def name_custody_contact(given: SpocIn, call: Keeper, write: WritingDep) -> Response:
    """Name a point of contact at a women's prison."""
    return write(call).carry_out(
        SpocOut, lambda work: created(keeping.add_spoc(work, given.model_dump()), "/custody-contacts")
    )


@router.get("/custody-contacts/{custody_contact}", response_model=SpocOut, openapi_extra=roles(*READERS))
def read_custody_contact(custody_contact: SpocRef, call: Reader) -> Response:
    """One point of contact, with an ETag of its version."""
    with call.reading() as connection:
        row = keeping.read_spoc(connection, custody_contact)
    return answer(SpocOut, versioned(row))


@router.patch(
    "/custody-contacts/{custody_contact}", response_model=SpocOut, openapi_extra=roles(*KEEP_REFERRAL_RULES)
)
def change_custody_contact(
    custody_contact: SpocRef, given: SpocPatch, call: Keeper, write: WritingDep
) -> Response:
    """Change how they are reached, or the day from which they no longer are the contact."""
    sent = write(call)
    version = sent.required_version()
    changes = given.model_dump(exclude_unset=True)
    _refuse_null(changes, "name")
    return sent.carry_out(
        SpocOut, lambda work: versioned(keeping.change_spoc(work, custody_contact, changes, version))
    )


def _refuse_null(changes: dict[str, object], *names: str) -> None:
    for name in names:
        if name in changes and changes[name] is None:
            raise InvalidInput.of(name, "null", "Give a value, or leave the field out.")
