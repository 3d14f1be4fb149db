"""The browser's side of a session: an opaque secret in a cookie, behind it a short-lived token in memory."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from app.web.client import ApiClient, Asking
from app.web.panel_parts import PanelPart, offered_to

KEPT = timedelta(minutes=1)
"""How long a token is used before the session is asked again, so that every minute of work counts as use."""
SPARE = timedelta(seconds=20)
TOKENS_KEPT = 5_000

READERS = frozenset(
    {
        "OMU_OFFICER",
        "OMU_MANAGER",
        "COMMUNITY_MANAGER",
        "COMMUNITY_SENIOR",
        "GROUP_DIRECTOR",
        "REGIONAL_DIRECTOR",
        "INSPECTOR",
        "PANEL_SECRETARIAT",
    }
)
RECORDERS = frozenset({"OMU_OFFICER", "OMU_MANAGER", "COMMUNITY_MANAGER", "COMMUNITY_SENIOR"})
ANSWERERS = frozenset({"COMMUNITY_MANAGER", "COMMUNITY_SENIOR"})
SEERS_FROM_ABOVE = frozenset(
    {"OMU_MANAGER", "COMMUNITY_SENIOR", "GROUP_DIRECTOR", "REGIONAL_DIRECTOR", "INSPECTOR"}
)
COMPARERS = SEERS_FROM_ABOVE | {"PANEL_SECRETARIAT"}
OPENERS = frozenset({"OMU_OFFICER", "OMU_MANAGER"})
IMPORTERS = OPENERS | {"ADMIN"}
ALLOCATORS = frozenset({"OMU_MANAGER", "COMMUNITY_SENIOR"})


@dataclass(frozen=True, slots=True)
class Person:
    """Who is signed in. The `may_` questions decide only what a page offers; the API decides what is done."""

    username: str
    display_name: str
    roles: frozenset[str]
    prisons: tuple[str, ...]
    regions: tuple[str, ...]
    everywhere: bool

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> "Person":
        """The person as the API tells of them."""
        return cls(
            username=told["username"],
            display_name=told["display_name"] or told["username"],
            roles=frozenset(told["roles"]),
            prisons=tuple(told["prisons"]),
            regions=tuple(told["regions"]),
            everywhere=told["everywhere"],
        )

    @property
    def may_read_cases(self) -> bool:
        """Whether the caseload and its cases are offered."""
        return not self.roles.isdisjoint(READERS)

    @property
    def may_see_tasks(self) -> bool:
        """Whether tasks are offered."""
        return not self.roles.isdisjoint(READERS | {"ADMIN"})

    @property
    def may_see_from_above(self) -> bool:
        """Whether the view of a whole place is offered."""
        return not self.roles.isdisjoint(SEERS_FROM_ABOVE)

    @property
    def may_compare(self) -> bool:
        """Whether comparing policies is offered."""
        return not self.roles.isdisjoint(COMPARERS)

    @property
    def may_record(self) -> bool:
        """Whether forms for facts are offered."""
        return not self.roles.isdisjoint(RECORDERS)

    @property
    def may_answer(self) -> bool:
        """Whether forms for the community's answers are offered."""
        return not self.roles.isdisjoint(ANSWERERS)

    @property
    def may_override(self) -> bool:
        """Whether deciding otherwise than the rules is offered."""
        return not self.roles.isdisjoint(ALLOCATORS)

    @property
    def may_open_cases(self) -> bool:
        """Whether a new case is offered."""
        return not self.roles.isdisjoint(OPENERS)

    @property
    def may_import(self) -> bool:
        """Whether imports are offered."""
        return not self.roles.isdisjoint(IMPORTERS)

    @property
    def may_hold_cases(self) -> bool:
        """Whether a caseload of their own is offered."""
        return not self.roles.isdisjoint(RECORDERS)

    @property
    def may_allocate(self) -> bool:
        """Whether lists of cases to allocate, and moving cases, are offered."""
        return not self.roles.isdisjoint(ALLOCATORS)

    @property
    def may_see_staff(self) -> bool:
        """Whether the staff list is offered."""
        return not self.roles.isdisjoint(READERS | {"ADMIN"})

    @property
    def may_see_policies(self) -> bool:
        """Whether the policies and the decisions behind them are offered."""
        return not self.roles.isdisjoint(READERS | {"ADMIN"})

    @property
    def panel_parts(self) -> list[PanelPart]:
        """The parts of the panel's pages that are offered."""
        return offered_to(self.roles)

    @property
    def may_change_staff(self) -> bool:
        """Whether forms for how people work are offered."""
        return not self.roles.isdisjoint(ALLOCATORS | {"ADMIN"})

    def may_name(self, role: str) -> bool:
        """Whether they may say who holds this role of a case."""
        if role == "community_offender_manager":
            return "COMMUNITY_SENIOR" in self.roles
        also = {"OMU_OFFICER"} if role in {"key_worker", "co_working"} else set()
        return not self.roles.isdisjoint({"OMU_MANAGER"} | also)


@dataclass(frozen=True, slots=True)
class Standing:
    """A live session: its token and whose it is, good until `until`."""

    token: str
    person: Person
    until: datetime


class Sessions:
    """Exchanges a session's secret for a token and remembers it for a minute, so many at most."""

    def __init__(self, client: ApiClient) -> None:
        self._client = client
        self._kept: OrderedDict[str, Standing] = OrderedDict()

    async def standing(self, secret: str, asking: Asking, moment: datetime) -> Standing:
        """The session of this secret; the API's 401 where it is over."""
        key = _key(secret)
        kept = self._kept.get(key)
        if kept and kept.until > moment:
            return kept
        self._kept.pop(key, None)
        answer = await self._client.for_request(asking).post(
            "/sessions/current/token", headers={"authorization": f"Session {secret}"}
        )
        standing = _read(answer.json, moment)
        self._kept[key] = standing
        while len(self._kept) > TOKENS_KEPT:
            self._kept.popitem(last=False)
        return standing

    def forget(self, secret: str) -> None:
        """Use this session's token no more."""
        self._kept.pop(_key(secret), None)


def _key(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _read(told: Mapping[str, Any], moment: datetime) -> Standing:
    expires_at = datetime.fromisoformat(told["expires_at"])
    return Standing(told["token"], Person.read(told["person"]), min(moment + KEPT, expires_at - SPARE))
