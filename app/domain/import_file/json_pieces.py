"""Cuts a JSON array, or JSON objects one after another, into objects without reading the whole."""

import re
from collections.abc import Iterable, Iterator

_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|["{}\[\]]', re.DOTALL)
TOO_LONG = "row_too_long"
CUT_OFF = "json_cut_off"


def json_pieces(
    content: Iterable[bytes], position: int, longest: int
) -> Iterator[tuple[bytes, int, str | None]]:
    """Each object with the byte after it. The content begins inside the array, or between two objects.

    An object that is cut off, or longer than `longest`, comes with the code that says so.
    """
    cutter = _Cutter(position, longest)
    for part in content:
        yield from cutter.feed(part)
        if cutter.over:
            return
    yield from cutter.rest()


class _Cutter:
    """Goes over the structure alone: strings are stepped over whole, and only brackets are counted."""

    def __init__(self, position: int, longest: int) -> None:
        self.over = False
        self._buffer = b""
        self._position = position
        self._longest = longest
        self._start: int | None = None
        self._scanned = 0
        self._depth = 0
        self._skipping = False

    def feed(self, part: bytes) -> Iterator[tuple[bytes, int, str | None]]:
        self._buffer += part
        while not self.over:
            token = _TOKEN.search(self._buffer, self._scanned)
            if token is None:
                self._scanned = len(self._buffer)
                break
            if token.group() == b'"':
                self._scanned = token.start()  # a string that goes on in the next part
                break
            self._scanned = token.end()
            yield from self._step(token)
        self._forget()

    def rest(self) -> Iterator[tuple[bytes, int, str | None]]:
        """What is left when the file ends in the middle of an object."""
        if self._start is not None or self._skipping:
            yield b"", self._position + len(self._buffer), CUT_OFF

    def _step(self, token: re.Match[bytes]) -> Iterator[tuple[bytes, int, str | None]]:
        mark = token.group()[:1]
        if mark in b"{[":
            if self._depth == 0 and not self._skipping:
                self._start = token.start()
            self._depth += 1
        elif mark in b"}]":
            self._depth -= 1
            if self._depth < 0:
                self.over = True
            elif self._depth == 0:
                yield self._piece(token.end())

    def _piece(self, end: int) -> tuple[bytes, int, str | None]:
        raw = b"" if self._skipping or self._start is None else self._buffer[self._start : end]
        fault = TOO_LONG if self._skipping or len(raw) > self._longest else None
        self._start, self._skipping = None, False
        return raw[: self._longest], self._position + end, fault

    def _forget(self) -> None:
        """Drop what has been given out, and an object that has grown too long."""
        keep_from = self._scanned if self._start is None else self._start
        if self._start is not None and len(self._buffer) - self._start > self._longest:
            self._skipping, self._start, keep_from = True, None, self._scanned
        if len(self._buffer) - keep_from > 4 * self._longest:
            keep_from = len(self._buffer)  # a string without an end
        self._buffer = self._buffer[keep_from:]
        self._position += keep_from
        self._scanned = max(self._scanned - keep_from, 0)
        if self._start is not None:
            self._start = 0
