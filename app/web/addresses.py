"""Says which addresses a page may send a browser on to: those of this service alone."""

import re
from urllib.parse import unquote, urlencode, urlsplit

HOME = "/"
LONGEST = 2000
PLAIN = re.compile(r"/[A-Za-z0-9\-._~!$&'()*+,;=:@%/]*(?:\?[A-Za-z0-9\-._~!$&'()*+,;=:@%/?]*)?")
NOT_A_PLACE = ("/sign-in", "/sign-out")


def local_path(wanted: str | None) -> str:
    """`wanted` if it is plainly a path of ours, else the start page."""
    if not wanted or len(wanted) > LONGEST or not PLAIN.fullmatch(wanted):
        return HOME
    path = wanted.partition("?")[0]
    readings = (path, unquote(path), unquote(unquote(path)))
    if any(_is_doubtful(reading) for reading in readings) or path.startswith(NOT_A_PLACE):
        return HOME
    return wanted


def path_of(address: str | None, host: str) -> str:
    """The path of an address that a browser says it stands at, if it is on this host."""
    parts = urlsplit(address or "")
    if parts.netloc != host:
        return HOME
    return local_path(f"{parts.path}?{parts.query}" if parts.query else parts.path)


def sign_in_address(back_to: str, *, ended: bool = False) -> str:
    """The sign-in page, which leads on to `back_to`; `ended` has it say that a session is over."""
    told = {"next": back_to} if back_to != HOME else {}
    if ended:
        told["ended"] = "1"
    return f"/sign-in?{urlencode(told)}" if told else "/sign-in"


def _is_doubtful(path: str) -> bool:
    return "//" in path or "\\" in path or "/." in path or any(ord(letter) < 33 for letter in path)
