"""Cuts bytes into lines, ended as on Windows, Unix or an old Mac, without holding more than one."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_END = re.compile(rb"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its end. Of a line that is too long only its beginning is kept."""

    raw: bytes
    ends_at: int
    too_long: bool = False


def physical_lines(content: Iterable[bytes], position: int, longest: int) -> Iterator[Line]:
    """The lines of content that begins at byte `position`."""
    buffer, skipping = b"", False
    for part in content:
        buffer += part
        start = 0
        for end in _END.finditer(buffer):
            if end.group() == b"\r" and end.end() == len(buffer):
                break  # the other half of this line end may be in the next part
            too_long = skipping or end.end() - start > longest
            yield Line(buffer[start : end.end()][:longest], position + end.end(), too_long)
            start, skipping = end.end(), False
        buffer, position = buffer[start:], position + start
        if len(buffer) > longest:
            skipping = True
            keep = buffer[-1:] if buffer.endswith(b"\r") else b""
            position, buffer = position + len(buffer) - len(keep), keep
    if buffer or skipping:
        yield Line(buffer, position + len(buffer), skipping)
