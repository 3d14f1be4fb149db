"""Meetings of the panel: who comes, what is on the agenda, the papers to it, and services asked for in conference."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.columns import Id, Instant, of_rows

STANDING_ITEM = "withdrawn_at IS NULL"
STANDING_PERSON = "removed_at IS NULL AND staff_id IS NOT NULL"


class Meeting(SQLModel, table=True):
    """A board, a multi-disciplinary meeting or a case conference. Where it stands is worked out from its instants."""

    __tablename__ = "meeting"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('board', 'multi_disciplinary', 'case_conference')", name="kind_known"),
        sa.CheckConstraint("area IN ('north', 'midlands', 'south')", name="area_known"),
        sa.CheckConstraint("kind <> 'board' OR area IS NOT NULL", name="board_has_area"),
        sa.CheckConstraint("mode IN ('in_person', 'teleconference', 'virtual', 'mixed')", name="mode_known"),
        sa.CheckConstraint("chair_basis IN ('post_holder', 'nominated')", name="chair_basis_known"),
        sa.Index(None, "held_on", "id"),
        sa.Index(None, "kind", "held_on", "id"),
    )

    id: str = Field(sa_type=Id, primary_key=True)
    version: int = 1
    kind: str = Field(max_length=20)
    held_on: date
    starts_at: str = Field(max_length=5)
    area: str | None = Field(default=None, max_length=10)
    venue: str = Field(max_length=120)
    mode: str = Field(max_length=20)
    mode_reason: str | None = Field(default=None, max_length=2000)
    chair_staff_id: str | None = Field(default=None, sa_type=Id, foreign_key="staff.id")
    chair_basis: str | None = Field(default=None, max_length=20)
    chair_nominated_by: str | None = Field(default=None, max_length=120)
    chair_nominated_on: date | None = None
    shared: str | None = Field(default=None, max_length=4000)
    """What was shared in a case conference."""
    created_at: datetime = Field(sa_type=Instant)
    created_by: str = Field(max_length=120)
    agenda_edition: int = 0
    agenda_published_at: datetime | None = Field(default=None, sa_type=Instant)
    agenda_published_by: str | None = Field(default=None, max_length=120)
    opened_at: datetime | None = Field(default=None, sa_type=Instant)
    opened_by: str | None = Field(default=None, max_length=120)
    closed_at: datetime | None = Field(default=None, sa_type=Instant)
    closed_by: str | None = Field(default=None, max_length=120)
    cancelled_at: datetime | None = Field(default=None, sa_type=Instant)
    cancelled_by: str | None = Field(default=None, max_length=120)
    cancelled_reason: str | None = Field(default=None, max_length=2000)


class AgendaItem(SQLModel, table=True):
    """A case on a meeting's agenda. `is_restricted` stands as it was when the agenda was last built or published."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('first_discussion', 'review', 'other')", name="kind_known"),
        sa.Index(None, "meeting_id", "position"),
        sa.Index(None, "case_id", "id"),
        sa.Index("ix_agenda_item_referral", "referral_id"),
        sa.Index("uq_agenda_item_case", "meeting_id", "case_id", unique=True, **of_rows(STANDING_ITEM)),
    )  # fmt: skip

    id: str = Field(sa_type=Id, primary_key=True)
    version: int = 1
    meeting_id: str = Field(sa_type=Id, foreign_key="meeting.id")
    case_id: str = Field(sa_type=Id, foreign_key="case_record.id")
    entry_id: str | None = Field(default=None, sa_type=Id, foreign_key="panel_entry.id")
    referral_id: str | None = Field(default=None, sa_type=Id, foreign_key="referral.id")
    kind: str = Field(max_length=20)
    position: int
    why: str | None = Field(default=None, max_length=500)
    is_restricted: bool
    is_ycs_transition: bool
    is_welsh: bool
    added_at: datetime = Field(sa_type=Instant)
    added_by: str = Field(max_length=120)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)
    withdrawn_by: str | None = Field(default=None, max_length=120)
    withdrawn_reason: str | None = Field(default=None, max_length=500)


class MeetingPerson(SQLModel, table=True):
    """Somebody of a meeting (`part` says as what): how they are to come, and whether they came."""

    __tablename__ = "meeting_person"
    __table_args__ = (
        sa.CheckConstraint("part IN ('member', 'delegate', 'establishment', 'invitee')", name="part_known"),
        sa.CheckConstraint("mode IN ('in_person', 'teleconference', 'virtual')", name="mode_known"),
        sa.CheckConstraint("(part = 'invitee') = (kind IS NOT NULL)", name="invitee_has_kind"),
        sa.CheckConstraint("(part = 'delegate') = (delegate_for IS NOT NULL)", name="delegate_for_member"),
        sa.CheckConstraint("(part = 'establishment') = (prison_code IS NOT NULL)", name="establishment_named"),
        sa.Index(None, "meeting_id"),
        sa.Index("uq_meeting_person_staff", "meeting_id", "staff_id", unique=True,
                 **of_rows(STANDING_PERSON)),
    )  # fmt: skip

    id: str = Field(sa_type=Id, primary_key=True)
    version: int = 1
    meeting_id: str = Field(sa_type=Id, foreign_key="meeting.id")
    item_id: str | None = Field(default=None, sa_type=Id, foreign_key="agenda_item.id")
    part: str = Field(max_length=20)
    seat: str | None = Field(default=None, max_length=40)
    kind: str | None = Field(default=None, max_length=40)
    delegate_for: str | None = Field(default=None, sa_type=Id, foreign_key="meeting_person.id")
    prison_code: str | None = Field(default=None, max_length=3, foreign_key="prison.code")
    staff_id: str | None = Field(default=None, sa_type=Id, foreign_key="staff.id")
    name: str = Field(max_length=120)
    name_key: str = Field(max_length=200)
    organisation_id: str | None = Field(default=None, sa_type=Id, foreign_key="panel_organisation.id")
    mode: str | None = Field(default=None, max_length=20)
    has_apologised: bool = False
    attended: bool | None = None
    has_authority: bool = False
    """Whether they may make provisional decisions (000 L116)."""
    warning: str | None = Field(default=None, max_length=40)
    override_reason: str | None = Field(default=None, max_length=2000)
    override_by: str | None = Field(default=None, max_length=120)
    added_at: datetime = Field(sa_type=Instant)
    added_by: str = Field(max_length=120)
    removed_at: datetime | None = Field(default=None, sa_type=Instant)
    removed_by: str | None = Field(default=None, max_length=120)


class AgendaPaper(SQLModel, table=True):
    """A file to an item. Its bytes stand outside the database, under the name of `id`."""

    __tablename__ = "agenda_paper"

    id: str = Field(sa_type=Id, primary_key=True)
    item_id: str = Field(sa_type=Id, foreign_key="agenda_item.id", index=True)
    title: str = Field(max_length=200)
    file_name: str = Field(max_length=120)
    media_type: str = Field(max_length=60)
    size: int
    digest: str = Field(max_length=64)
    added_at: datetime = Field(sa_type=Instant)
    added_by: str = Field(max_length=120)
    removed_at: datetime | None = Field(default=None, sa_type=Instant)
    removed_by: str | None = Field(default=None, max_length=120)


class ServiceReferral(SQLModel, table=True):
    """A service that a case conference asked to take somebody on (001 L20)."""

    __tablename__ = "service_referral"
    __table_args__ = (sa.Index(None, "case_id", "id"),)

    id: str = Field(sa_type=Id, primary_key=True)
    item_id: str = Field(sa_type=Id, foreign_key="agenda_item.id", index=True)
    case_id: str = Field(sa_type=Id, foreign_key="case_record.id")
    organisation_id: str = Field(sa_type=Id, foreign_key="panel_organisation.id")
    service: str = Field(max_length=120)
    need: str = Field(max_length=2000)
    referred_on: date
    recorded_at: datetime = Field(sa_type=Instant)
    recorded_by: str = Field(max_length=120)
