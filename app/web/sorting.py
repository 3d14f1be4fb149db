"""The heads of columns that sort a list: how it is sorted now, and the address that sorts it the other way."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

SPOKEN: Mapping[str, str] = {"asc": "ascending", "desc": "descending"}


@dataclass(frozen=True, slots=True)
class Head:
    """A column that sorts. `now` is what a screen reader is told: ascending, descending or none."""

    href: str
    now: str


def heads(sort: str, names: Iterable[str], address: Callable[[str], str]) -> dict[str, Head]:
    """By name, the columns of a list that is sorted as `last_name,asc`; `address` gives the list sorted so."""
    field, _, direction = sort.partition(",")
    direction = direction or "asc"
    return {
        name: Head(
            address(f"{name},{'desc' if (name, direction) == (field, 'asc') else 'asc'}"),
            SPOKEN.get(direction, "none") if name == field else "none",
        )
        for name in names
    }


def known_sort(asked: str, names: Iterable[str], usual: str) -> str:
    """The sort that an address asks for; the usual one where there is no such sort."""
    field, _, direction = asked.partition(",")
    return asked if field in names and direction in SPOKEN else usual
