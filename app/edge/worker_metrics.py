"""The worker's numbers for whoever watches the service, read when they are asked for."""

from collections.abc import Iterator, Mapping
from typing import Any

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

GAUGES: Mapping[str, tuple[str, str]] = {
    "mail_waiting": ("throughcare_mail_waiting", "Messages not yet handed to the mail server"),
    "mail_oldest_seconds": ("throughcare_mail_oldest_seconds", "Age of the oldest message that waits"),
    "notices_to_mail": ("throughcare_notices_to_mail", "Notices not yet gathered into a message"),
    "last_pass_timestamp": (
        "throughcare_daily_pass_last_finished_timestamp_seconds",
        "When a daily pass was last through",
    ),
    "last_pass_carried_out": (
        "throughcare_daily_pass_carried_out",
        "Findings carried out on the day of the last pass",
    ),
    "last_pass_troubles": (
        "throughcare_daily_pass_troubles",
        "Findings of the last pass that could not be carried out",
    ),
}


def worker_gauges(numbers: Mapping[str, Any]) -> bytes:
    """The numbers as text for Prometheus."""
    registry = CollectorRegistry()
    registry.register(_Numbers(numbers))
    return generate_latest(registry)


class _Numbers(Collector):
    def __init__(self, numbers: Mapping[str, Any]) -> None:
        self._numbers = numbers

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """One gauge a number."""
        for name, (gauge, words) in GAUGES.items():
            yield GaugeMetricFamily(gauge, words, value=float(self._numbers[name]))
