"""Refuses addresses and headers longer than anything this service needs."""

from app.edge.arrival import Arrival
from app.edge.problem import Refused

MOST_URL_BYTES = 8 * 1024
MOST_HEADERS = 100
MOST_HEADER_BYTES = 32 * 1024

URL_TOO_LONG = Refused(414, "url_too_long", "The address is longer than 8 kB. Send less in it.")
HEADERS_TOO_LARGE = Refused(
    431, "headers_too_large", "Send at most 100 headers, and at most 32 kB of them together."
)


def check_sizes(arrival: Arrival) -> Refused | None:
    """414 for a long address, 431 for many or long headers."""
    scope = arrival.scope
    if len(scope.get("raw_path") or scope["path"]) + len(scope["query_string"]) > MOST_URL_BYTES:
        return URL_TOO_LONG
    headers = scope["headers"]
    length = sum(len(name) + len(value) for name, value in headers)
    if len(headers) > MOST_HEADERS or length > MOST_HEADER_BYTES:
        return HEADERS_TOO_LARGE
    return None
