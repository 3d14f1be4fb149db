"""What the service says of itself to whoever runs it."""

from typing import Literal

from pydantic import BaseModel, Field

UpOrDown = Literal["UP", "DOWN"]


class Status(BaseModel):
    """Whether this is working."""

    status: UpOrDown


class Health(BaseModel):
    """Whether the service works, and each part it stands on."""

    status: UpOrDown
    components: dict[str, Status] = Field(examples=[{"db": {"status": "UP"}}])


class Git(BaseModel):
    """Where the code came from."""

    branch: str


class Build(BaseModel):
    """What is running."""

    artifact: str
    name: str
    version: str


class Info(BaseModel):
    """What is running, for how long, and for which prisons."""

    git: Git
    build: Build
    productId: str  # noqa: N815 - the platform's own name
    uptime: float = Field(description="Seconds since the process started")
    activeAgencies: list[str] = Field(description="Codes of the prisons served")  # noqa: N815
