"""Cuts a JSON array, or JSON objects one after another, into its elements without reading the whole."""

import re
from collections.abc import Iterable, Iterator

_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|["{}\[\]]', re.DOTALL)
_OF_NO_OBJECT = re.compile(_TOKEN.pattern + rb'|[^ \t\r\n,"{}\[\]]+', re.DOTALL)
TOO_LONG = "row_too_long"
CUT_OFF = "json_cut_off"


def json_pieces(
    content: Iterable[bytes], position: int, longest: int
) -> Iterator[tuple[bytes, int, str | None]]:
    """Each element with the byte after it. The content begins inside the array, or between two objects.

    What is no object (a number, a text, null) comes as it stands. One that is cut off, or longer than `longest`,
    comes with the code that says so.
    """
    cutter = _Cutter(position, longest)
    for part in content:
        yield from cutter.feed(part)
        if cutter.over:
            return
    yield from cutter.rest()


class _Cutter:
    """Goes over the structure alone: inside an object strings are stepped over whole, and only brackets count."""

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
            token = (_TOKEN if self._depth else _OF_NO_OBJECT).search(self._buffer, self._scanned)
            if token is None:
                self._scanned = len(self._buffer)
                break
            if self._may_go_on(token):
                self._scanned = token.start()
                break
            self._scanned = token.end()
            yield from self._step(token)
        self._forget()

    def rest(self) -> Iterator[tuple[bytes, int, str | None]]:
        """What is left when the file ends in the middle of an element."""
        if self._start is not None or self._skipping or self._scanned < len(self._buffer):
            yield b"", self._position + len(self._buffer), CUT_OFF

    def _may_go_on(self, token: re.Match[bytes]) -> bool:
        """Whether a text, or a word such as a number, may go on in the next part."""
        if token.group()[:1] in b'"{}[]':
            return token.group() == b'"'
        return token.end() == len(self._buffer)

    def _step(self, token: re.Match[bytes]) -> Iterator[tuple[bytes, int, str | None]]:
        mark = token.group()[:1]
        if self._depth == 0 and mark not in b"}]" and not self._skipping:
            self._start = token.start()
        if mark in b"{[":
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
        self._buffer = self._buffer[keep_from:]
        self._position += keep_from
        self._scanned = max(self._scanned - keep_from, 0)
        if self._start is not None:
            self._start = 0
        elif len(self._buffer) > 4 * self._longest:
            self._shorten()

    def _shorten(self) -> None:
        """Of a text or word without end keep only what tells where it ends."""
        tail = self._buffer[-1:]
        if self._buffer.startswith(b'"'):
            escapes = len(self._buffer) - len(self._buffer.rstrip(b"\\"))
            tail = b'"\\' if escapes % 2 else b'"'
        self._position += len(self._buffer) - len(tail)
        self._buffer, self._scanned, self._skipping = tail, 0, True
