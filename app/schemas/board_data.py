"""Board data as scripts read it, and what a call for it may ask."""

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from app.domain.board_data import FIRST_PAGE, ROWS_OF_A_PAGE
from app.schemas.fields import Given, PrisonCode, Readable, RegionCode, Shown

Kind = Literal["recommendation", "decision", "action"]
Reference = Annotated[str, StringConstraints(min_length=1, max_length=40), Readable]


def _in_range(value: dt.datetime) -> dt.datetime:
    if not 1900 <= value.year <= 2200:
        raise PydanticCustomError("date_out_of_range", "Give a moment from the year 1900 to 2200.")
    return value


Moment = Annotated[AwareDatetime, AfterValidator(_in_range)]


class BoardDataQuery(Given):
    """What to answer with. `after` comes from the answer before; with it nothing is missed and nothing repeated."""

    after: Annotated[str | None, Field(max_length=40, description="The cursor to go on after.")] = None
    limit: Annotated[int, Field(ge=1, le=ROWS_OF_A_PAGE, description="Records of a page.")] = FIRST_PAGE
    changed_since: Annotated[
        Moment | None,
        Field(description="Only what was recorded at this moment (with its offset) or later."),
    ] = None
    kind: Kind | None = None
    case: Annotated[Reference | None, Field(description="A case by id, prison number or CRN.")] = None
    prison: Annotated[PrisonCode | None, Field(description="Recorded while the woman was held there.")] = None
    region: Annotated[RegionCode | None, Field(description="Recorded while her home was there.")] = None
    share: Annotated[
        Reference | None,
        Field(description="The standing agreement to answer under, where more than one covers the caller."),
    ] = None
    format: Annotated[
        Literal["json", "ndjson", "csv"] | None,
        Field(description="ndjson and csv stream everything after the cursor; so does the Accept header."),
    ] = None


class BoardFields(Shown):
    """What the board wrote, in the agreed fields; those without a value are left out."""

    model_config = ConfigDict(from_attributes=True, extra="forbid")

    meeting_id: str | None = None
    item_id: str | None = None
    recommendation_id: str | None = None
    proposal_id: str | None = None
    recommendation_kind: str | None = None
    text: str | None = None
    evidence: Any = None
    owners: Any = None
    state: str | None = None
    version: int | None = None
    outcome: str | None = None
    reason: str | None = None
    weighed_most: str | None = None
    is_departure: bool | None = None
    to_prison: str | None = None
    decided_on: str | None = None
    decided_by: str | None = None
    owner: Any = None
    owner_role: str | None = None
    due_on: str | None = None
    aim: str | None = None
    update: str | None = None


class BoardRecordOut(Shown):
    """One recommendation, decision or action as it became or changed. What was not agreed is left out."""

    model_config = ConfigDict(from_attributes=True, extra="forbid")

    cursor: str = Field(description="The place of this record, to go on after it.")
    id: str
    kind: Kind
    change: str = Field(description="`made`, or what happened to it: `changed`, `confirmed`, `closed` ...")
    subject_id: str = Field(description="What changed: records of one subject follow one another.")
    recorded_at: dt.datetime
    case_id: str = ""
    prison_number: str | None = None
    prison: str | None = Field(default=None, description="Where she was held when it was recorded.")
    home_region: str | None = Field(default=None, description="Her home when it was recorded.")
    fields: BoardFields


class BoardDataList(Shown):
    """A page of records, the oldest first."""

    items: list[BoardRecordOut]
    page: int
    size: int
    total: int | None
    next: str | None = Field(description="There when more can be had now: send it as `after`.")
    after: str = Field(description="Always there: keep it, and send it as `after` when you come again.")
