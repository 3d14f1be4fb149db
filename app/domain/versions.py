"""Which versions of a record a change was made from, as a caller names them in `If-Match`."""

import re
from typing import Self

_TAG = r'(?:W/)?"[^"]*+"'
_LIST = re.compile(rf"[ \t,]*+{_TAG}(?:[ \t]*+,[ \t,]*+{_TAG})*+[ \t,]*+")
_EACH = re.compile(_TAG)
_VERSION = re.compile(r'"([0-9]{1,9})"')
NEVER = -1
"""No record's version; a record that is not there yet counts as 0."""


class OneOf(int):
    """Equal to each of several versions: a change is taken where one of them still stands."""

    versions: frozenset[int]

    def __new__(cls, versions: frozenset[int]) -> Self:
        """Of at least one version."""
        made = super().__new__(cls, max(versions))
        made.versions = versions
        return made

    def __eq__(self, other: object) -> bool:
        return other in self.versions

    def __ne__(self, other: object) -> bool:
        return other not in self.versions

    def __hash__(self) -> int:
        return hash(self.versions)


def read_versions(tags: str) -> int | None:
    """The versions in one ETag or a list of them (RFC 9110, 8.8.3 and 13.1.1), None where it is neither.

    A weak or foreign tag never matches.
    """
    if not _LIST.fullmatch(tags):
        return NEVER if tags.startswith(("W/", '"')) else None
    found = [_VERSION.fullmatch(tag) for tag in _EACH.findall(tags)]
    versions = frozenset(int(each[1]) for each in found if each)
    if len(versions) > 1:
        return OneOf(versions)
    return next(iter(versions), NEVER)
