"""The persons and systems of the register, and how the services name them to others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.domain.caller import Caller, Role, Scope

ANONYMOUS = Caller(username="anonymous", kind="person", roles=frozenset(), scope=Scope())
"""Who is written in the audit when somebody unknown fails to sign in."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who has signed in, as the pages show them. Roles without the prefix that tokens carry."""

    username: str
    display_name: str
    roles: tuple[Role, ...]
    prisons: tuple[str, ...]
    regions: tuple[str, ...]
    everywhere: bool


def person_of(caller: Caller) -> Person:
    """A signed-in caller as the pages show them."""
    return Person(
        username=caller.username,
        display_name=caller.display_name,
        roles=tuple(sorted(caller.roles)),
        prisons=tuple(sorted(caller.scope.prisons)),
        regions=tuple(sorted(caller.scope.regions)),
        everywhere=caller.scope.everywhere,
    )


def in_words(codes: Iterable[str]) -> str:
    """Codes as the register keeps them."""
    return " ".join(sorted(set(codes)))


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Old and new of each value that changes, for the audit."""
    return {
        name: {"old": before[name], "new": value} for name, value in after.items() if before[name] != value
    }
