"""The register of prisons and regions as it is shown."""

from app.schemas.fields import Shown


class PrisonRef(Shown):
    """A prison by code and name."""

    code: str
    name: str


class PrisonOut(Shown):
    """A prison of the register."""

    code: str
    name: str
    estate: str
    category: str
    operator: str
    region: str
    country: str
    latitude: float
    longitude: float
    active: bool
    in_scope: bool


class PrisonList(Shown):
    """The register of prisons."""

    items: list[PrisonOut]


class RegionOut(Shown):
    """A probation region."""

    code: str
    name: str
    country: str


class RegionList(Shown):
    """The probation regions."""

    items: list[RegionOut]
