"""Monitoring extracts: one a quarter, kept as it was made, so that two of the same days never differ."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from app.models.columns import Instant, Json


class MonitoringExtract(SQLModel, table=True):
    """The figures of a quarter with small counts hidden: what may be given to whoever commissions monitoring."""

    __tablename__ = "monitoring_extract"

    quarter: str = Field(max_length=7, primary_key=True)
    figures: list[dict[str, Any]] = Field(sa_type=Json)
    reason: str = Field(max_length=2000)
    made_at: datetime = Field(sa_type=Instant)
    made_by: str = Field(max_length=120)
