"""The command `throughcare compare`: two policies over the cases of the database, kept as a run, written as files."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from app.domain.caller import SYSTEM
from app.domain.compare import CompareFilters
from app.domain.refusals import Refusal
from app.repositories.database import Database
from app.services import compare
from app.services.compare import Side, Wanted
from app.services.unit_of_work import unit_of_work
from app.services.worker_names import worker_name
from app.settings import get_settings

Clock = Callable[[], datetime]
Settings = Annotated[
    list[str], typer.Option(help="A setting of that side as key=value; give it again for more.")
]
Policy = Annotated[str, typer.Option(help="A policy's id, or in_force.")]


def compare_policies(  # noqa: PLR0913, PLR0917 - each is an option of the command
    left: Policy = "in_force",
    right: Policy = "omcp-2013-option-2",
    left_setting: Settings = [],  # noqa: B006 - typer reads the default and never changes it
    right_setting: Settings = [],  # noqa: B006
    prison: Annotated[list[str], typer.Option(help="Only cases at this prison; again for more.")] = [],  # noqa: B006
    region: Annotated[list[str], typer.Option(help="Only cases of this home region; again for more.")] = [],  # noqa: B006
    estate: Annotated[str | None, typer.Option(help="women or men.")] = None,
    provider: Annotated[str | None, typer.Option(help="nps or crc.")] = None,
    sentence_type: Annotated[str | None, typer.Option(help="SDS, EDS, SOPC, LIFE, IPP or DPP.")] = None,
    caseload: Annotated[int, typer.Option(min=1, max=1000, help="Cases a person.")] = 50,
    title: Annotated[str, typer.Option(help="What a board will know it by.")] = "",
    to: Annotated[Path | None, typer.Option(help="A folder for the tables as CSV, made if need be.")] = None,
) -> None:
    """Compare two policies over every open case; prints the kept run as JSON, and writes its tables with --to."""
    from app.schemas.compare import ComparisonWithResult

    wanted = Wanted(
        Side(left, _settings(left_setting)),
        Side(right, _settings(right_setting)),
        CompareFilters(tuple(prison), tuple(region), estate, provider, sentence_type),
        caseload,
        title,
    )
    database = Database(get_settings())
    try:
        run_id = run_comparison(database, wanted, _now)
        if to is not None:
            write_tables(database, run_id, to)
        with database.read() as connection:
            shown = compare.show_run(connection, SYSTEM, run_id)
    except Refusal as refusal:
        for line in [refusal.message, *(f"{each.field}: {each.message}" for each in refusal.errors)]:
            typer.echo(line, err=True)
        raise typer.Exit(2) from None
    finally:
        database.dispose()
    typer.echo(ComparisonWithResult.model_validate(shown).model_dump_json(by_alias=True, indent=1))
    if shown["state"] != "done":
        raise typer.Exit(1)


def run_comparison(database: Database, wanted: Wanted, clock: Clock) -> str:
    """Keep a run and work on it here until it is over, whoever else works on others; answers its id."""
    with unit_of_work(database, SYSTEM, clock(), patient=True) as work:
        run = compare.start_comparison(work, wanted)
    with Progress(console=Console(stderr=True)) as bar:
        task = bar.add_task("Comparing", total=run["cases_total"] or 1)

        def show(now: Mapping[str, Any]) -> None:
            bar.update(task, completed=now["cases_done"])

        while _is_waiting(database, run["id"]):
            compare.work_on_comparisons(database, clock, worker_name(), progress=show, only=run["id"])
    return str(run["id"])


def write_tables(database: Database, run_id: str, folder: Path) -> None:
    """The tables of a run that is over, as CSV files."""
    from app.api.compare import HANDOVERS, MOVES, OWNED, by_month
    from app.api.csv_lists import csv_lines, every_row

    folder.mkdir(parents=True, exist_ok=True)

    def rows(read: Callable[..., Mapping[str, Any]], *more: Any) -> Iterator[Mapping[str, Any]]:
        return every_row(database, lambda c, after, size: read(c, SYSTEM, run_id, *more, after, size))

    with database.read() as connection:
        owned = compare.months_of(connection, SYSTEM, run_id)["items"]
    tables = {
        "owned": csv_lines(owned, OWNED),
        "moves": csv_lines(rows(compare.moves_of), MOVES),
        "handovers-by-prison": csv_lines(by_month(rows(compare.handovers_of, "prison")), HANDOVERS),
        "handovers-by-region": csv_lines(by_month(rows(compare.handovers_of, "region")), HANDOVERS),
    }
    for name, lines in tables.items():
        with (folder / f"{name}.csv").open("wb") as out:
            out.writelines(lines)


def _is_waiting(database: Database, run_id: str) -> bool:
    with database.read() as connection:
        return compare.show_run(connection, SYSTEM, run_id)["state"] in {"queued", "running"}


def _settings(told: Sequence[str]) -> dict[str, Any]:
    """`key=value` as a setting: numbers and true or false as JSON has them, all else as text."""
    found: dict[str, Any] = {}
    for each in told:
        key, equals, value = each.partition("=")
        if not equals:
            raise typer.BadParameter(f"Give key=value, not {key[:60]}.")
        try:
            found[key] = json.loads(value)
        except ValueError:
            found[key] = value
    return found


def _now() -> datetime:
    return datetime.now(UTC)
