"""The register of prisons and probation regions: public facts that any installation knows."""

from sqlmodel import Field, SQLModel


class ProbationRegion(SQLModel, table=True):
    """One of the twelve regions of the Probation Service."""

    __tablename__ = "probation_region"

    code: str = Field(max_length=40, primary_key=True)
    name: str = Field(max_length=80)
    country: str = Field(max_length=10)
    latitude: float
    longitude: float


class Prison(SQLModel, table=True):
    """A prison of England or Wales. `in_scope` is false where the service does not apply (002 L34-46)."""

    __tablename__ = "prison"

    code: str = Field(max_length=3, primary_key=True)
    name: str = Field(max_length=80)
    estate: str = Field(max_length=10, index=True)
    category: str = Field(max_length=40)
    category_source: str = Field(max_length=40)
    operator: str = Field(max_length=40)
    region: str = Field(max_length=40, foreign_key="probation_region.code", index=True)
    latitude: float
    longitude: float
    active: bool
    country: str = Field(max_length=10)
    in_scope: bool
