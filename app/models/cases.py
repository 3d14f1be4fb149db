"""A case, its facts and its ownership periods.

A case's facts are written once and never overwritten. Its periods, and the columns of the case marked as a
projection, are worked out from the facts in the transaction that records them, and can be rebuilt from them.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.columns import Id, Instant, Json, SearchKey, of_rows

_RELEASE = sa.text("COALESCE(release_date, '9999-12-31'::date)")
LONG_LISTS: Mapping[str, tuple[Any, ...]] = {
    "ix_case_record_release_order": (_RELEASE, "id"),
    "ix_case_record_prison_release_order": ("prison_code", _RELEASE, "id"),
    "ix_case_record_number_order": (sa.text("COALESCE(prison_number, '')"), "id"),
}
"""Orders in which rows without a value have their place; on PostgreSQL alone."""

DUE_TOO = ["starts_on", "ends_on", "responsible"]
"""What is asked of a period besides its day of handover, kept in that index to be counted there."""


class Case(SQLModel, table=True):
    """One continuous episode of custody and licence of one person."""

    __tablename__ = "case_record"
    __table_args__ = (
        sa.Index("uq_case_record_open_prison_number", "prison_number", unique=True, **of_rows("is_open")),
        sa.Index("uq_case_record_open_crn", "crn", unique=True, **of_rows("is_open")),
        sa.Index(None, "prison_number", "created_at"),
        sa.Index(None, "crn", "created_at"),
        sa.Index("ix_case_record_name", "last_name_key", "first_name_key", "id"),
        sa.Index("ix_case_record_first_name", "first_name_key", "id"),
        sa.Index("ix_case_record_prison_name", "prison_code", "last_name_key", "first_name_key", "id"),
        sa.Index("ix_case_record_region_name", "home_region", "last_name_key", "first_name_key", "id"),
        sa.Index("ix_case_record_prison_release", "prison_code", "release_date", "id"),
        *(sa.Index(name, *columns).ddl_if("postgresql") for name, columns in LONG_LISTS.items()),
    )  # fmt: skip

    id: str = Field(sa_type=Id, primary_key=True)
    version: int = 1
    created_at: datetime = Field(sa_type=Instant)
    created_by: str = Field(max_length=120)
    opened_on: date

    prison_number: str | None = Field(default=None, max_length=7)
    crn: str | None = Field(default=None, max_length=7)
    pnc: str | None = Field(default=None, max_length=13)
    cro: str | None = Field(default=None, max_length=20)
    booking_id: str | None = Field(default=None, max_length=20)
    first_name: str = Field(max_length=100)
    middle_names: str | None = Field(default=None, max_length=200)
    last_name: str = Field(max_length=100)
    first_name_key: str = Field(sa_type=SearchKey)
    last_name_key: str = Field(sa_type=SearchKey)
    date_of_birth: date | None = None
    gender: str | None = Field(default=None, max_length=40)

    estate: str = Field(max_length=10)
    home_area: str | None = Field(default=None, max_length=100)
    home_region: str | None = Field(default=None, max_length=40, foreign_key="probation_region.code")
    cell_location: str | None = Field(default=None, max_length=100)
    complexity_of_need: str | None = Field(default=None, max_length=10)
    csra: str | None = Field(default=None, max_length=40)
    most_serious_offence: str | None = Field(default=None, max_length=300)
    restricted_patient: bool = False
    community_manager_name: str | None = Field(default=None, max_length=120)
    community_manager_email: str | None = Field(default=None, max_length=200)
    community_team: str | None = Field(default=None, max_length=120)
    unconfirmed: list[str] = Field(default_factory=list, sa_type=Json)

    # projection of the facts
    is_open: bool = True
    closes_on: date | None = None
    phase: str = Field(default="not_sentenced", max_length=20)
    prison_code: str | None = Field(default=None, max_length=3, foreign_key="prison.code")
    provider: str | None = Field(default=None, max_length=3)
    sentence_type: str | None = Field(default=None, max_length=4)
    length_months: int | None = None
    sentence_start_date: date | None = None
    release_date: date | None = None
    licence_expiry_date: date | None = None
    parole_eligibility_date: date | None = None
    tariff_expiry_date: date | None = None
    category: str | None = Field(default=None, max_length=1)
    rosh_level: str | None = Field(default=None, max_length=10)
    mappa_level: int | None = None
    ppo: bool = False
    next_told: int = 1


class StoredEvent(SQLModel, table=True):
    """A fact as it was told. Only a retraction is ever added; the row stays."""

    __tablename__ = "case_event"
    __table_args__ = (sa.UniqueConstraint("case_id", "told"),)

    id: str = Field(sa_type=Id, primary_key=True)
    case_id: str = Field(sa_type=Id, foreign_key="case_record.id")
    told: int
    type: str = Field(max_length=40)
    happened_on: date
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_on: date
    opening: bool = False
    fields: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    derived: list[str] = Field(default_factory=list, sa_type=Json)
    source: str = Field(max_length=40)
    recorded_by: str = Field(max_length=120)
    retracted_at: datetime | None = Field(default=None, sa_type=Instant)
    retracted_on: date | None = None
    retracted_by: str | None = Field(default=None, max_length=120)
    retraction_reason: str | None = Field(default=None, max_length=2000)


class OwnershipPeriod(SQLModel, table=True):
    """An unbroken run of days with one owner, on one layer.

    The constraints make the periods of a case and layer one chain: each ends where the next starts, no two
    start or end on the same day, one alone has no end. So there is one owner at each moment, whoever writes.
    """

    __tablename__ = "ownership_period"
    __table_args__ = (
        sa.CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name="ends_after_start"),
        sa.CheckConstraint("layer IN ('automatic', 'effective')", name="layer_known"),
        sa.CheckConstraint("responsible IN ('custody', 'community', 'none')", name="responsible_known"),
        sa.CheckConstraint("(responsible = 'none') = (lead_role IS NULL)", name="owner_has_lead"),
        sa.UniqueConstraint("case_id", "layer", "ends_on"),
        sa.Index("uq_ownership_period_last", "case_id", "layer", unique=True, **of_rows("ends_on IS NULL")),
        sa.ForeignKeyConstraint(
            ["case_id", "layer", "ends_on"],
            ["ownership_period.case_id", "ownership_period.layer", "ownership_period.starts_on"],
            name="fk_ownership_period_next", deferrable=True, initially="DEFERRED",
        ),
        sa.Index("ix_ownership_period_handover", "layer", "handover_date", "case_id",
                 **of_rows("handover_date IS NOT NULL"), postgresql_include=DUE_TOO),
    )  # fmt: skip

    case_id: str = Field(sa_type=Id, primary_key=True, foreign_key="case_record.id")
    layer: str = Field(max_length=10, primary_key=True)
    starts_on: date = Field(primary_key=True)
    ends_on: date | None = None
    responsible: str = Field(max_length=10)
    lead_role: str | None = Field(default=None, max_length=40)
    supporting: list[str] = Field(default_factory=list, sa_type=Json)
    reason_code: str = Field(max_length=60)
    rule: str = Field(max_length=80)
    policy_id: str = Field(max_length=40)
    policy_version: str = Field(max_length=20)
    handover_start_date: date | None = None
    handover_date: date | None = None
