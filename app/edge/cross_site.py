"""Refuses changes that another site's page sends through a person's browser."""

from urllib.parse import urlsplit

from app.edge.arrival import Arrival, Check
from app.edge.problem import Refused

SAID_BY_BROWSERS = frozenset({b"sec-fetch-site", b"origin"})
FROM_OURSELVES = frozenset({b"same-origin", b"none"})

CROSS_SITE = Refused(
    403, "cross_site", "This change was sent from another site's page. Open the page here and send it again."
)


def check_origin(public_url: str) -> Check:
    """403 for an unsafe method that a browser says comes from elsewhere. Programs send neither header."""
    ours = _origin(public_url)

    def check(arrival: Arrival) -> Refused | None:
        if not arrival.is_unsafe:
            return None
        headers = arrival.headers
        if not arrival.repeated.isdisjoint(SAID_BY_BROWSERS):
            return CROSS_SITE
        if headers.get(b"sec-fetch-site", b"none") not in FROM_OURSELVES:
            return CROSS_SITE
        origin = headers.get(b"origin")
        if origin is None:
            return None
        said = origin.decode("latin-1").lower()
        host = headers.get(b"host", b"").decode("latin-1").lower()
        return None if said in {ours, f"http://{host}", f"https://{host}"} else CROSS_SITE

    return check


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()
