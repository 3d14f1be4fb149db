"""What may be granted to a person or a system, checked before it is kept."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Self

from app.domain.authorities import authority_named
from app.domain.refusals import InvalidInput
from app.services.identity.people import in_words

_CODE = re.compile(r"[A-Za-z0-9_-]{1,40}")
_CLIENT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@'-]{0,63}")
_WORDS = ("roles", "prisons", "regions")
_FLAGS = ("everywhere", "active")


@dataclass(frozen=True, slots=True)
class Grant:
    """Roles, and whose cases they are for, in the register's words."""

    roles: str
    prisons: str
    regions: str
    everywhere: bool

    @classmethod
    def of(
        cls,
        roles: Iterable[str],
        *,
        prisons: Iterable[str] = (),
        regions: Iterable[str] = (),
        everywhere: bool = False,
    ) -> Self:
        """A grant; `InvalidInput` for a role that nobody has, or a code that is none.

        Roles by their short name, `Role.RO`, or their full one, `ROLE_SAR_DATA_ACCESS`.
        """
        return cls(_authorities(roles), _codes("prisons", prisons), _codes("regions", regions), everywhere)

    def values(self) -> dict[str, Any]:
        """The columns of the register."""
        return {name: getattr(self, name) for name in (*_WORDS, "everywhere")}

    @staticmethod
    def changes(asked: Mapping[str, Any]) -> dict[str, Any]:
        """The columns for those of `roles`, `prisons`, `regions`, `everywhere`, `active` that are given."""
        after: dict[str, Any] = {name: bool(asked[name]) for name in _FLAGS if name in asked}
        if "roles" in asked:
            after["roles"] = _authorities(asked["roles"])
        for name in ("prisons", "regions"):
            if name in asked:
                after[name] = _codes(name, asked[name])
        unknown = set(asked) - {*_WORDS, *_FLAGS}
        if unknown or not after:
            raise InvalidInput("Say what changes: roles, prisons, regions, everywhere or active.")
        return after


def is_client_id(text: str) -> bool:
    """Whether this has the form of a client id."""
    return _CLIENT_ID.fullmatch(text) is not None


def client_id_or_refuse(client_id: str) -> str:
    """The client id, if it is in the form of one."""
    if not is_client_id(client_id):
        raise InvalidInput.of(
            "client_id", "client_id_form", "Use letters, digits, dots, dashes and underscores."
        )
    return client_id


def username_or_refuse(username: str) -> str:
    """The username, if it is in the form of one."""
    if not _USERNAME.fullmatch(username):
        raise InvalidInput.of(
            "username", "username_form", "Use letters, digits, dots, dashes and underscores."
        )
    return username


def name_or_refuse(field: str, name: str) -> str:
    """A name that can be shown: one line, not empty, at most 120 characters."""
    if not 0 < len(name.strip()) <= 120 or not name.isprintable():
        raise InvalidInput.of(field, "name_form", "Give a name of one line and at most 120 characters.")
    return name.strip()


def _authorities(roles: Iterable[str]) -> str:
    named = {role: authority_named(role) for role in map(str, roles)}
    if None in named.values():
        raise InvalidInput.of("roles", "role_unknown", "Choose roles from the list of roles.")
    return in_words(authority for authority in named.values() if authority)


def _codes(field: str, codes: Iterable[str]) -> str:
    listed = list(codes)
    if not all(_CODE.fullmatch(code) for code in listed):
        raise InvalidInput.of(field, "code_form", "Give codes of letters, digits, dashes and underscores.")
    return in_words(listed)
