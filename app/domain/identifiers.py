"""The shapes of the identifiers, and new ids whose order is the order of their making."""

import os
import re
import time

PRISON_NUMBER = re.compile(r"[A-Z][0-9]{4}[A-Z]{2}")
CRN = re.compile(r"[A-Z][0-9]{6}")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
PNC = re.compile(r"(\d{4})/(\d{7})([A-Z])")
PNC_CHECK_LETTERS = "ZABCDEFGHJKLMNPQRTUVWXY"


def is_prison_number(text: str) -> bool:
    """Whether this is the form of a prison (NOMS) number, such as A1234BC."""
    return PRISON_NUMBER.fullmatch(text) is not None


def is_crn(text: str) -> bool:
    """Whether this is the form of a probation case reference number, such as X123456."""
    return CRN.fullmatch(text) is not None


def is_pnc(text: str) -> bool:
    """Whether this is a Police National Computer id, YYYY/NNNNNNNL, with the right check letter."""
    parts = PNC.fullmatch(text)
    if parts is None:
        return False
    year, serial, letter = parts.groups()
    return PNC_CHECK_LETTERS[int(year[2:] + serial) % 23] == letter


def new_id() -> str:
    """A UUIDv7: 48 bits of milliseconds, 12 bits of the fraction that follows, 62 random bits (RFC 9562)."""
    nanoseconds = time.time_ns()
    milliseconds, rest = divmod(nanoseconds, 1_000_000)
    fraction = (rest << 12) // 1_000_000
    random_bits = int.from_bytes(os.urandom(8)) & 0x3FFF_FFFF_FFFF_FFFF
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | random_bits
    text = f"{value:032x}"
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
