"""Import: a file of new cases by the shell's own command, its rate and the memory of its process."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from app.repositories.cases import CASES
from app.services.unit_of_work import LONDON
from bench.databases import fresh_url, opened, places_of
from bench.figures import Fact
from bench.people import as_csv
from bench.settings import Sizes

MOST_MEGABYTES = 400
COMMAND = "from app.cli import main; main()"


def measure(sizes: Sizes) -> Iterator[Fact]:
    """One whole import on each engine; every row must have become a case."""
    for engine in sizes.engines:
        with fresh_url(engine, sizes.folder, "imported") as url:
            file = _file(sizes, url)
            seconds, megabytes = _run(url, file, sizes.folder)
            _check(url, sizes.import_rows)
        rate = sizes.import_rows / seconds
        what = f"{sizes.import_rows:,} new cases from CSV, {engine}"
        yield Fact("import", f"{what}: time", f"{seconds / 60:.1f} min ({rate:,.0f} rows/s)")
        yield Fact(
            "import",
            f"{what}: peak memory of the process",
            f"{megabytes:,.0f} MB",
            f"< {MOST_MEGABYTES} MB",
            is_met=megabytes < MOST_MEGABYTES,
        )


def _file(sizes: Sizes, url: str) -> Path:
    file = sizes.folder / "cases.csv"
    with opened(url) as database:
        places = places_of(database)
    today = datetime.now(LONDON).date()
    with file.open("w", encoding="utf-8") as out:
        out.writelines(as_csv(sizes.import_rows, places, today))
    return file


def _run(url: str, file: Path, folder: Path) -> tuple[float, float]:
    """Seconds and megabytes; the kernel's own count of the process that was waited for."""
    environment = {**os.environ, "DATABASE_URL": url, "VAR_DIR": str(folder)}
    started = time.monotonic()
    with (folder / "import.log").open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, "import", str(file)],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError((folder / "import.log").read_text(encoding="utf-8")[-2000:])
    return time.monotonic() - started, used.ru_maxrss / 1024


def _check(url: str, rows: int) -> None:
    with opened(url) as database, database.read() as connection:
        count = connection.scalar(sa.select(sa.func.count()).select_from(CASES))
    if count != rows:
        raise AssertionError(f"{count} cases of {rows} rows")
