"""The command: `python3 dev.py bench [NAME ...]` runs all or those named, and prints the table."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path

from bench.figures import Fact, Figure, as_markdown
from bench.settings import Sizes, smallest

NAMES = {
    "P1": "bench.rules",
    "P2": "bench.due",
    "P3": "bench.policy_change",
    "P4": "bench.ownership_read",
    "P5": "bench.lists",
    "P6": "bench.daily_writes",
    "P7": "bench.board_data",
    "P8": "bench.growth",
    "P9": "bench.page",
    "lists": "bench.work_lists",
    "panel": "bench.panel",
    "P10": "bench.sqlite_writes",
    "audit": "bench.audit_check",
    "import": "bench.importing",
    "compare": "bench.compare",
}


def run(names: Sequence[str], sizes: Sizes) -> list[Figure | Fact]:
    """Run what is named and say each figure as it comes."""
    found: list[Figure | Fact] = []
    for name in names:
        for one in import_module(NAMES[name]).measure(sizes):
            print(as_markdown([one]).splitlines()[-1], file=sys.stderr, flush=True)
            found.append(one)
    return found


def main(arguments: Sequence[str]) -> int:
    """Print the table; the status tells only whether it could be measured, never how fast."""
    parser = argparse.ArgumentParser(prog="bench", description="Measure the service against its floors.")
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"any of {', '.join(NAMES)}; all if left out"
    )
    parser.add_argument("--smallest", action="store_true", help="only show that the suite works")
    for name, of in (("rounds", "rounds"), ("many", "cases, up to 1000000"), ("import-rows", "rows")):
        parser.add_argument(f"--{name}", type=int, help=f"how many {of}")
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), help="import on this engine alone")
    asked = parser.parse_args(arguments)
    unknown = set(asked.names) - NAMES.keys()
    if unknown:
        parser.error(f"there is no {', '.join(sorted(unknown))}: choose from {', '.join(NAMES)}")
    with tempfile.TemporaryDirectory(prefix="throughcare-bench-") as folder:
        sizes = smallest(Path(folder)) if asked.smallest else Sizes(Path(folder))
        given = {name: getattr(asked, name) for name in ("rounds", "many", "import_rows")}
        sizes = replace(sizes, **{name: value for name, value in given.items() if value})
        if asked.engine:
            sizes = replace(sizes, engines=(asked.engine,))
        print(as_markdown(run(asked.names or list(NAMES), sizes)))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
