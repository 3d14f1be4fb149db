"""How far a run that follows an approval is, as people see it."""

from collections.abc import Mapping
from typing import Any

WAITING, RUNNING, DONE = "waiting", "running", "done"


def run_as_shown(run: Mapping[str, Any]) -> dict[str, Any]:
    """A run in the API's shape; its state is worked out from its rows."""
    names = ("total", "done", "changed", "created_at", "started_at", "finished_at")
    state = DONE if run["finished_at"] else RUNNING if run["started_at"] else WAITING
    return {"state": state, **{name: run[name] for name in names}}
