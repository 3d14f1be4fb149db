"""Good-practice notes of the panel: drafts beside the item they came from, and what was published of them."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.models.columns import Id, Instant, Json, SearchKey, of_rows


class GoodPracticeNote(SQLModel, table=True):
    """One note. Its state follows from the moments: neither is a draft, `withdrawn_at` ends the publication."""

    __tablename__ = "good_practice_note"
    __table_args__ = (
        sa.Index("ix_good_practice_note_published", "published_at", "id",
                 **of_rows("published_at IS NOT NULL")),
        sa.Index(None, "item_id"),
        sa.CheckConstraint("withdrawn_at IS NULL OR published_at IS NOT NULL", name="withdrawn_was_published"),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason IS NULL)", name="withdrawn_with_reason"),
    )  # fmt: skip

    id: str = Field(sa_type=Id, primary_key=True)
    item_id: str | None = Field(default=None, sa_type=Id, foreign_key="agenda_item.id")
    title: str = Field(max_length=200)
    text: str = Field(max_length=10_000)
    aims: list[str] = Field(sa_type=Json)
    version: int = 1
    written_by: str = Field(max_length=120)
    written_at: datetime = Field(sa_type=Instant)
    published_by: str | None = Field(default=None, max_length=120)
    published_at: datetime | None = Field(default=None, sa_type=Instant)
    withdrawn_by: str | None = Field(default=None, max_length=120)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Instant)
    withdrawn_reason: str | None = Field(default=None, max_length=2000)


class GoodPracticeWord(SQLModel, table=True):
    """A word of a published note, folded, so that a search by the beginnings of words is a range of the index."""

    __tablename__ = "good_practice_word"

    word: str = Field(sa_type=SearchKey, primary_key=True)
    note_id: str = Field(sa_type=Id, foreign_key="good_practice_note.id", primary_key=True, index=True)
