"""Facts as they are told and as they are shown."""

import datetime as dt
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from app.domain.event_fields import SHAPES, Kind, Shape
from app.schemas.fields import Day, Given, Shown, Text
from app.schemas.ownership import Owner, PeriodOut

_DATE = {"type": "string", "format": "date", "examples": ["2026-11-22"]}


_STARTED = {"type": "parole_process_started", "date": "2026-02-01", "review": "first"}

Prompt = Literal["release_date_kept_after_variation", "review_not_known", "fact_is_late"]


class FactIn(BaseModel):
    """A fact: its type, the day it happened, and the fields of its type (one flat object)."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(max_length=40)
    date: Day

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of its type as they were sent; the domain reads them."""
        return dict(self.model_extra or {})

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        del core_schema, handler
        shapes = [_shape_schema(name, shape) for name, shape in SHAPES.items()]
        return {"title": "Fact", "oneOf": shapes, "examples": [_STARTED]}


class RetractionIn(Given):
    """Why a fact was entered in error."""

    reason: Text = Field(examples=["Entered on the wrong case."])


class FactOut(Shown):
    """A fact as the record keeps it. `fields` are those of its type; `derived` names those worked out by an import."""

    id: str | None = Field(description="None in a dry run, which stores nothing.")
    type: str
    date: dt.date
    recorded_at: dt.datetime
    recorded_on: dt.date = Field(description="The Europe/London day on which it became known.")
    opening: bool = Field(description="Told on the day the case was created, so known from its own date on.")
    fields: dict[str, Any]
    derived: list[str]
    source: str
    recorded_by: str
    recorded_by_name: str | None = Field(
        default=None, description="The name behind `recorded_by`, where known."
    )
    retracted_at: dt.datetime | None = None
    retracted_on: dt.date | None = None
    retracted_by: str | None = None
    retraction_reason: str | None = None


class FactList(Shown):
    """The facts of a case, oldest first by the day they happened."""

    items: list[FactOut]


class FactOutcome(Shown):
    """What recording (or retracting) a fact does to ownership; with `dry_run` nothing was stored."""

    stored: bool
    case_id: str
    case_version: int
    event: FactOut
    owner_before: Owner
    owner_after: Owner
    periods_before: list[PeriodOut]
    periods: list[PeriodOut]
    changes_ownership: bool
    prompts: list[Literal["release_date_kept_after_variation", "review_not_known", "fact_is_late"]] = Field(
        default_factory=list
    )


def _shape_schema(name: str, shape: Shape) -> JsonSchemaValue:
    fields = {field: _kind_schema(kind) for field, kind in shape.fields.items()}
    schema: JsonSchemaValue = {
        "title": name,
        "type": "object",
        "properties": {"type": {"const": name, "type": "string"}, "date": _DATE, **fields},
        "required": ["type", "date", *shape.required],
        "additionalProperties": False,
    }
    if shape.one_of:
        schema["anyOf"] = [{"required": [field]} for field in shape.one_of]
    return schema


def _kind_schema(kind: Kind) -> JsonSchemaValue:
    schemas: dict[str, JsonSchemaValue] = {
        "date": {"type": "string", "format": "date"},
        "number": {"type": "integer", "minimum": kind.low, "maximum": kind.high},
        "flag": {"type": "boolean"},
        "choice": {"type": "string", "enum": list(kind.choices)},
        "code": {"type": "string", "pattern": "^[A-Z]{3}$"},
        "text": {"type": "string", "minLength": 1, "maxLength": kind.high},
    }
    schema = schemas[kind.reads]
    return {"anyOf": [schema, {"type": "null"}]} if kind.may_be_null else schema
