"""Refuses addresses that cannot be text: a NUL, or bytes that are no UTF-8 (lone surrogates among them)."""

from urllib.parse import unquote_to_bytes

from app.edge.arrival import Arrival
from app.edge.problem import Refused

TEXT_INVALID = Refused(
    400, "text_invalid", "The address holds bytes that are not text. Send UTF-8 without NUL."
)


def check_text(arrival: Arrival) -> Refused | None:
    """400 where the path or the query cannot be read as text."""
    scope = arrival.scope
    path, query = scope.get("raw_path"), scope["query_string"]
    if path is None:
        path = scope["path"].encode("utf-8", "surrogatepass")
    if _is_plain(path) and _is_plain(query):
        return None
    return None if _is_text(path) and _is_text(query) else TEXT_INVALID


def _is_plain(raw: bytes) -> bool:
    return b"%" not in raw and raw.isascii() and b"\0" not in raw


def _is_text(raw: bytes) -> bool:
    try:
        return "\0" not in unquote_to_bytes(raw).decode("utf-8")
    except UnicodeDecodeError:
        return False
