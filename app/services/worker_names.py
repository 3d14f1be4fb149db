"""Names of workers, and whether one that ran on this machine is gone."""

import os
import secrets
import socket
from pathlib import Path


def worker_name() -> str:
    """A name for one worker that says where it runs."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"


def has_died(worker: str) -> bool:
    """Whether the worker ran on this machine in a process that is gone."""
    host, _, rest = worker.partition(":")
    process = rest.partition(":")[0]
    if host != socket.gethostname()[:60] or not process.isdigit():
        return False
    return Path("/proc").is_dir() and not Path("/proc", process).exists()
