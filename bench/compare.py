"""Comparing two policies over many cases: the whole kept run against evaluating each case once under each policy."""

import gc
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from time import perf_counter, process_time
from typing import Any

from app.compare_command import run_comparison
from app.domain.caller import SYSTEM, Scope
from app.domain.compare import CompareFilters
from app.domain.ownership import schedule_of, timeline
from app.domain.policies.register import POLICIES
from app.repositories import compare_cases
from app.repositories.database import Database
from app.services import compare
from app.services.compare import Side, Wanted
from app.services.compare.weighing import CASES_AT_ONCE
from app.services.projection import facts_from
from app.services.unit_of_work import LONDON
from bench.databases import fresh_url, opened
from bench.figures import Fact, Figure, figure_of
from bench.settings import Sizes
from bench.stock import fill

GOAL = 2.0
MOST_MEGABYTES = 200
WHOLE = CompareFilters()
CONTRACTED_OUT = CompareFilters(provider="crc")
PAIRS = (
    ("omcp-2013-option-1", "omcp-2013-option-2", WHOLE),
    ("omcp-2013-option-2", "omic", CONTRACTED_OUT),
)
ONE_PRISON = ("--prison", "FHI")
COMMAND = "from app.cli import main; main()"
EVERYWHERE = Scope(everywhere=True)

Pair = tuple[str, str, CompareFilters]
Times = tuple[float, float, float]


def measure(sizes: Sizes) -> Iterator[Figure | Fact]:
    """Pairs of policies, run and floor in turns; then the memory of the command's process, one prison and all."""
    engine = sizes.engines[-1]
    with fresh_url(engine, sizes.folder, "compared") as url, opened(url) as database:
        moment = datetime.now(UTC)
        fill(database, sizes.many, moment.astimezone(LONDON).date())
        for pair in PAIRS:
            yield from _against_the_floor(database, pair, sizes)
        (few, of_few), (most, cases) = _memory(url, sizes, *ONE_PRISON), _memory(url, sizes)
        yield Fact(
            "compare",
            f"peak memory of `throughcare compare`, {cases:,} cases, {engine}",
            f"{most:,.0f} MB ({few:,.0f} MB for {of_few:,} cases)",
            f"< {MOST_MEGABYTES} MB",
            is_met=most < MOST_MEGABYTES,
        )


def _against_the_floor(database: Database, pair: Pair, sizes: Sizes) -> Iterator[Figure]:
    rounds = [_round(database, pair, number) for number in range(min(sizes.rounds, 5))]
    cases = rounds[0][2]
    what = f"comparing {pair[0]} with {pair[1]}, {cases:,} cases, the kept run whole"
    once = "each case read and evaluated once under each policy"
    read_too = [(ours[0], floor[0]) for ours, floor, _ in rounds]
    built = [(ours[0], floor[1]) for ours, floor, _ in rounds]
    clock = [(ours[2], floor[2]) for ours, floor, _ in rounds]
    yield figure_of("compare", f"{what}, processor time", once, read_too, GOAL)
    yield figure_of("compare", f"{what}, time by the clock", once, clock, GOAL)
    alone = "evaluating alone, the facts as built objects"
    yield figure_of("compare", f"{what}, processor time", alone, built, GOAL)


def _round(database: Database, pair: Pair, number: int) -> tuple[Times, Times, int]:
    """Both in turn, the order turned round; each has the same cases."""
    order = [_ours, _floor] if number % 2 == 0 else [_floor, _ours]
    found = {}
    for work in order:
        gc.collect()
        found[work] = work(database, pair)
    (*ours, cases), (*floor, same) = found[_ours], found[_floor]
    assert cases == same, (cases, same)
    return (ours[0], ours[1], ours[2]), (floor[0], floor[1], floor[2]), cases


def _ours(database: Database, pair: Pair) -> tuple[float, float, float, int]:
    began, started = perf_counter(), process_time()
    left, right, filters = pair
    run_id = run_comparison(database, Wanted(Side(left), Side(right), filters), lambda: datetime.now(UTC))
    taken, waited = process_time() - started, perf_counter() - began
    with database.read() as connection:
        run = compare.show_run(connection, SYSTEM, run_id)
    assert run["state"] == "done", run["failure"]
    return taken, taken, waited, run["cases_done"]


def _floor(database: Database, pair: Pair) -> tuple[float, float, float, int]:
    """For each policy once through all cases: read, understand, evaluate. The second figure is evaluating alone."""
    moment = datetime.now(UTC)
    began, started, alone, cases = perf_counter(), process_time(), 0.0, 0
    *policies, filters = pair
    for policy in policies:
        schedule = schedule_of(POLICIES[policy])
        cases = 0
        for known in _facts(database, moment, filters):
            here = process_time()
            for facts in known:
                timeline(facts, schedule)
            alone += process_time() - here
            cases += len(known)
    return process_time() - started, alone, perf_counter() - began, cases


def _facts(database: Database, moment: datetime, filters: CompareFilters) -> Iterator[list[Any]]:
    after, today = None, moment.astimezone(LONDON).date()
    while True:
        with database.read() as connection:
            cases = compare_cases.batch(connection, EVERYWHERE, filters, today, moment, after, CASES_AT_ONCE)
            rows = compare_cases.facts(connection, [case["id"] for case in cases], moment)
        if not cases:
            return
        yield [facts_from(rows[case["id"]], case["opened_on"]) for case in cases]
        after = cases[-1]["id"]


def _memory(url: str, sizes: Sizes, *more: str) -> tuple[float, int]:
    """Megabytes at the most, by the kernel's own count, and how many cases were compared."""
    folder = sizes.folder
    environment: Mapping[str, str] = {**os.environ, "DATABASE_URL": url, "VAR_DIR": str(folder)}
    told = folder / "compared.json"
    command = [sys.executable, "-c", COMMAND, "compare", "--left", "omcp-2013-option-1", *more]
    with told.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            [*command, "--to", str(folder / "tables")], env=environment, stdout=out, stderr=subprocess.DEVNULL
        )
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    text = told.read_text(encoding="utf-8")
    assert process.returncode == 0, text[-2000:]
    return used.ru_maxrss / 1024, json.loads(text[text.index("{") :])["cases_done"]
