"""The words of a PDF as a reader's search finds them: its lines of text, through each font's own table of letters."""

import re
import zlib
from collections.abc import Iterator

_OBJECT = re.compile(rb"(\d+) 0 obj\n(.*?)\nendobj", re.DOTALL)
_STREAM = re.compile(rb"stream\n(.*?)\nendstream", re.DOTALL)
_FONT = re.compile(rb"/F(\d+) (\d+) 0 R")
_DRAWN = re.compile(rb"/F(\d+) [\d.]+ Tf|\(((?:\\.|[^\\)])*)\) Tj", re.DOTALL)
_LETTER = re.compile(rb"<([0-9A-F]{4})> <([0-9A-F]{4})>")
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def text_of(file: bytes) -> str:
    """Each drawn line of text in its order, a line each."""
    return "\n".join(pages_of(file))


def pages_of(file: bytes) -> list[str]:
    """The same, page by page."""
    parts = {int(number): body for number, body in _OBJECT.findall(file)}
    letters = {name: _letters(parts, int(font)) for name, font in _FONT.findall(file)}
    streams = [_unpacked(body) for body in parts.values()]
    return ["\n".join(_lines(drawn, letters)) for drawn in streams if b" Td (" in drawn]


def _letters(parts: dict[int, bytes], font: int) -> dict[int, str]:
    found = re.search(rb"/ToUnicode (\d+) 0 R", parts[font])
    table = _unpacked(parts[int(found[1])]) if found else b""
    return {int(glyph, 16): chr(int(letter, 16)) for glyph, letter in _LETTER.findall(table)}


def _lines(stream: bytes, letters: dict[bytes, dict[int, str]]) -> Iterator[str]:
    known: dict[int, str] = {}
    for font, drawn in _DRAWN.findall(stream):
        if font:
            known = letters.get(font, {})
            continue
        plain = re.sub(rb"\\(.)", lambda m: _ESCAPED.get(m[1], m[1]), drawn, flags=re.DOTALL)
        pairs = zip(plain[::2], plain[1::2], strict=True)
        yield "".join(known.get(high << 8 | low, "\N{REPLACEMENT CHARACTER}") for high, low in pairs)


def _unpacked(body: bytes) -> bytes:
    found = _STREAM.search(body)
    if not found:
        return b""
    return zlib.decompress(found[1]) if b"/FlateDecode" in body[: found.start()] else found[1]
