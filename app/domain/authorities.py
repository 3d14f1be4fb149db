"""How tokens name roles: which of ours an authority means, and which of the platform's we honour."""

from collections.abc import Iterable

from app.domain.caller import ROLE_PREFIX, Role

PLATFORM_AUTHORITIES = frozenset({"ROLE_VIEW_POM_ALLOCATIONS", "ROLE_SAR_DATA_ACCESS"})
"""Roles of the wider platform that open one of our operations each; they keep the platform's names."""

_MARK = "ROLE_"
_OURS = {role.authority: role for role in Role}


def in_full(authority: str) -> str:
    """The authority with its `ROLE_` in front; tokens may leave it out."""
    return authority if authority.startswith(_MARK) else _MARK + authority


def roles_in(authorities: Iterable[str]) -> frozenset[Role]:
    """Our own roles among these authorities; everything else is somebody else's business."""
    return frozenset(_OURS[full] for full in map(in_full, authorities) if full in _OURS)


def platform_authorities_in(authorities: Iterable[str]) -> frozenset[str]:
    """The platform's roles among these that this service honours."""
    return PLATFORM_AUTHORITIES.intersection(map(in_full, authorities))


def authority_named(name: str) -> str | None:
    """The authority that may be granted under this name: `RO`, `ROLE_THROUGHCARE__RO`, `SAR_DATA_ACCESS`."""
    for full in (in_full(name), ROLE_PREFIX + name):
        if full in _OURS or full in PLATFORM_AUTHORITIES:
            return full
    return None
