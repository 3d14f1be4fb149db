"""Files that may go with an agenda: which kinds are safe to pass on, known by their bytes and not by their names."""

import re
from collections.abc import Mapping

from app.domain.refusals import InvalidInput

TYPES: Mapping[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "text/plain": (".txt",),
}
_ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia|XFA)(?![A-Za-z0-9])")
_UNFIT = re.compile(r"[^\w .()\-]+", re.ASCII)
_PLAIN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
NOT_SAFE = "Send a PDF, a PNG or JPEG picture, or plain text; what the file holds must be what its name says."
ACTIVE = "This PDF holds scripts, forms or other files. Print it to a plain PDF and send that."
EMPTY = "The file is empty."


def safe_type(file_name: str, content: bytes) -> str:
    """The media type of a file that may be kept. Raises InvalidInput for every other."""
    if not content:
        raise InvalidInput.of("file", "file_empty", EMPTY)
    found = _type_of(content)
    if found is None or not file_name.lower().endswith(TYPES[found]):
        raise InvalidInput.of("file", "file_not_safe", NOT_SAFE)
    if found == "application/pdf" and _ACTIVE.search(content):
        raise InvalidInput.of("file", "file_active", ACTIVE)
    return found


def plain_name(file_name: str) -> str:
    """The last part of a name, of letters, digits and few signs, so that it fits a header and any disk."""
    last = re.split(r"[\\/]", file_name)[-1]
    kept = _UNFIT.sub("_", last).strip(" .") or "paper"
    if len(kept) <= 100:
        return kept
    stem, dot, end = kept.rpartition(".")
    return f"{stem[:90]}{dot}{end[:9]}" if dot else kept[:100]


def _type_of(content: bytes) -> str | None:
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return "text/plain" if _is_text(content) else None


def _is_text(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not _PLAIN.search(content)
