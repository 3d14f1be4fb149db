"""Counts requests and how long they took, by route template, for whoever watches the service."""

import os
from functools import lru_cache

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

SHARED_DIRECTORY = "PROMETHEUS_MULTIPROC_DIR"
"""Where several workers keep their counts together; `serve` sets it."""

METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})

DURATIONS = Histogram(
    "throughcare_request_duration_seconds",
    "Time from a request's headers to the end of its answer",
    ("method", "route", "status"),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
)


@lru_cache(maxsize=4096)
def _line(method: str, route: str, status: int) -> Histogram:
    return DURATIONS.labels(method if method in METHODS else "other", route, str(status))


def observe(method: str, route: str, status: int, seconds: float) -> None:
    """Count one request."""
    _line(method, route, status).observe(seconds)


def read_metrics() -> tuple[bytes, str]:
    """Everything counted so far, by every worker, and its media type."""
    registry = REGISTRY
    if SHARED_DIRECTORY in os.environ:
        registry = CollectorRegistry()
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return generate_latest(registry), CONTENT_TYPE_LATEST
