"""Names as they are searched: folded so that case, accents and apostrophes make no difference."""

import re
import unicodedata

_KEPT = re.compile(r"[^a-z0-9 \-]+")


def search_key(text: str | None) -> str:
    """The folded form: `O’Brïen` and `o'brien` are both `obrien`. At most 200 characters."""
    plain = unicodedata.normalize("NFKD", text or "").casefold()
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(_KEPT.sub("", letters).split())[:200]


def end_of_prefix(prefix: str) -> str:
    """The first text after every text that begins so, for a range over an index."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)
