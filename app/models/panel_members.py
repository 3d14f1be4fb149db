"""Who sits on the panel and on what footing: seats, statements of confidentiality, organisations, agreements, terms."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.columns import Id, Instant, of_rows

LIVE_SIGNATURE = "ended_on IS NULL"


class PanelSeat(SQLModel, table=True):
    """A seat of the board and who holds it; `ends_on` no longer counts. A delegate names whose seat it is."""

    __tablename__ = "panel_seat"
    __table_args__ = (
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        sa.Index(None, "staff_id"),
        sa.Index(None, "seat", "starts_on"),
    )

    id: str = Field(sa_type=Id, primary_key=True)
    version: int = 1
    seat: str = Field(max_length=40)
    staff_id: str = Field(sa_type=Id, foreign_key="staff.id")
    delegate_of: str | None = Field(default=None, sa_type=Id, foreign_key="panel_seat.id")
    starts_on: date
    ends_on: date | None = None
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_by: str = Field(max_length=120)


class ConfidentialityVersion(SQLModel, table=True):
    """A wording of the statement. The latest one in force is the one that has to be signed."""

    __tablename__ = "confidentiality_version"
    __table_args__ = (sa.UniqueConstraint("number"), sa.UniqueConstraint("in_force_from"))

    id: str = Field(sa_type=Id, primary_key=True)
    number: int
    title: str = Field(max_length=200)
    text: str = Field(sa_type=sa.Text)
    in_force_from: date
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_by: str = Field(max_length=120)


class PanelOrganisation(SQLModel, table=True):
    """An organisation whose people are invited; those outside HMPPS need a sharing agreement (000 L134)."""

    __tablename__ = "panel_organisation"
    __table_args__ = (
        sa.UniqueConstraint("name_key"),
        sa.CheckConstraint("sector IN ('devolved', 'non_devolved', 'voluntary')", name="sector_known"),
    )

    id: str = Field(sa_type=Id, primary_key=True)
    version: int = 1
    name: str = Field(max_length=120)
    name_key: str = Field(max_length=200)
    sector: str = Field(max_length=20)
    is_external: bool
    is_active: bool = True


class ConfidentialitySignature(SQLModel, table=True):
    """That a person signed a version: one in our register, or a named person of an organisation."""

    __tablename__ = "confidentiality_signature"
    __table_args__ = (
        sa.CheckConstraint("(staff_id IS NULL) <> (person_key IS NULL)", name="one_person"),
        sa.CheckConstraint("how IN ('online', 'paper')", name="how_known"),
        sa.Index("uq_confidentiality_signature_staff", "staff_id", "version_id", unique=True,
                 **of_rows(LIVE_SIGNATURE)),
        sa.Index("uq_confidentiality_signature_person", "person_key", "organisation_id", "version_id", unique=True,
                 **of_rows(LIVE_SIGNATURE)),
    )  # fmt: skip

    id: str = Field(sa_type=Id, primary_key=True)
    version: int = 1
    version_id: str = Field(sa_type=Id, foreign_key="confidentiality_version.id", index=True)
    staff_id: str | None = Field(default=None, sa_type=Id, foreign_key="staff.id")
    person_name: str | None = Field(default=None, max_length=120)
    person_key: str | None = Field(default=None, max_length=200)
    organisation_id: str | None = Field(default=None, sa_type=Id, foreign_key="panel_organisation.id")
    signed_on: date
    how: str = Field(max_length=10)
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_by: str = Field(max_length=120)
    ended_on: date | None = None
    ended_by: str | None = Field(default=None, max_length=120)
    ended_reason: str | None = Field(default=None, max_length=2000)


class SharingAgreement(SQLModel, table=True):
    """An agreement under which information may be shared, with the day on which it is to be looked at again."""

    __tablename__ = "sharing_agreement"
    __table_args__ = (
        sa.CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        sa.Index(None, "review_on", "id"),
    )

    id: str = Field(sa_type=Id, primary_key=True)
    version: int = 1
    title: str = Field(max_length=200)
    kind: str = Field(max_length=40)
    purpose: str = Field(max_length=2000)
    starts_on: date
    ends_on: date | None = None
    review_on: date
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_by: str = Field(max_length=120)


class SharingAgreementParty(SQLModel, table=True):
    """An organisation that an agreement binds."""

    __tablename__ = "sharing_agreement_party"

    agreement_id: str = Field(sa_type=Id, primary_key=True, foreign_key="sharing_agreement.id")
    organisation_id: str = Field(
        sa_type=Id, primary_key=True, foreign_key="panel_organisation.id", index=True
    )


class PanelTerms(SQLModel, table=True):
    """An edition of the terms of reference, and the days on which it applies (000 L15)."""

    __tablename__ = "panel_terms"
    __table_args__ = (
        sa.UniqueConstraint("in_force_from"),
        sa.CheckConstraint("in_force_to IS NULL OR in_force_to >= in_force_from", name="ends_after_start"),
    )

    id: str = Field(sa_type=Id, primary_key=True)
    version: int = 1
    title: str = Field(max_length=200)
    edition: str = Field(max_length=40)
    in_force_from: date
    in_force_to: date | None = None
    next_review_on: date | None = None
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_by: str = Field(max_length=120)
