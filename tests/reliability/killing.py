"""Programs that work by batches in a process of their own, killed somewhere on the way."""

import os
import signal
import subprocess
import sys
import time


def begin(program: str, *arguments: object) -> "subprocess.Popen[bytes]":
    """Start a program that says a line after each batch."""
    command = [sys.executable, "-c", program, *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)


def kill_after(process: "subprocess.Popen[bytes]", batches: int, pause: float) -> None:
    """Kill it a moment after so many batches, in the middle of the next one as likely as not."""
    assert process.stdout is not None
    for _ in range(batches):
        process.stdout.readline()
    time.sleep(pause)
    os.kill(process.pid, signal.SIGKILL)
    process.wait(30)
    process.stdout.close()
