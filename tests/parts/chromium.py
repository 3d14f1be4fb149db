"""Finds the machine's Chromium and says how tests start it; standard library only, as dev.py asks too."""

import os
import shutil

NAMES = (
    "chromium-headless-shell",  # takes two thirds of the time: no window is kept that nobody sees
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
)

# Everything that would look for the outside world or for a screen is off; the sandbox cannot be had as root.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

MISSING = (
    "NO CHROMIUM ON THIS MACHINE: the browser tests did not run. Install `chromium` "
    "(or name one in CHROMIUM) and run them again."
)


def find_chromium() -> str | None:
    """The path of a browser to drive: the one that CHROMIUM names, else the first found."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    return next((path for name in NAMES if (path := shutil.which(name))), None)
