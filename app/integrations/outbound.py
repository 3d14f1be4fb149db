"""The one HTTP client for calls to other systems: explicit time limits, no redirects, one a process."""

from functools import lru_cache

import httpx

LIMITS = httpx.Limits(max_connections=20, max_keepalive_connections=5)
TIMEOUT = httpx.Timeout(3.0, connect=2.0, pool=1.0)
LARGEST_ANSWER = 262_144


@lru_cache
def outbound_client() -> httpx.Client:
    """The client of this process."""
    return httpx.Client(
        timeout=TIMEOUT, limits=LIMITS, follow_redirects=False, headers={"accept": "application/json"}
    )


def json_answer(response: httpx.Response) -> object:
    """The JSON of a good answer of sensible size; `httpx.HTTPError` or `ValueError` otherwise."""
    response.raise_for_status()
    if len(response.content) > LARGEST_ANSWER:
        raise ValueError("the answer is too large")
    answer: object = response.json()
    return answer
