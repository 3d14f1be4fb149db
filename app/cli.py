"""The command `throughcare`: serve, import, evaluate, rebuild, and the register of staff and systems."""

import json
import signal
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer
from rich.progress import Progress, TextColumn

from app.audit_commands import audit
from app.compare_command import compare_policies
from app.domain.caller import SYSTEM
from app.domain.evaluation import evaluate as evaluate_entry
from app.domain.event_fields import parse_date
from app.domain.policies.register import DEFAULT_POLICY, policy_named
from app.domain.refusals import Refusal
from app.register_commands import client, staff
from app.repositories.database import Database
from app.services.unit_of_work import LONDON
from app.settings import Settings, get_settings

PAGES_ALONE = "app.web.app:create_pages_app"
OUTCOMES = ("created", "changed", "unchanged", "rejected")

app = typer.Typer(
    help="Throughcare: who is responsible for each case, when that changes, and why.", no_args_is_help=True
)
app.add_typer(staff, name="staff")
app.add_typer(client, name="client")
app.add_typer(audit, name="audit")
app.command("compare")(compare_policies)


@app.command()
def serve(
    demo: Annotated[
        bool, typer.Option("--demo", help="Load the invented demonstration on first start.")
    ] = False,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 takes a free one.")] = None,
) -> None:
    """Serve the API and the staff pages (with API_URL, the pages alone). Brings the schema up to date first."""
    from app.edge.server import serve as serve_until_stopped
    from app.repositories.migrations import upgrade
    from app.services import demonstration
    from app.services.board_record import keep_growing

    given: dict[str, Any] = {"demo": demo} if demo else {}
    if host is not None:
        given["host"] = host
    if port is not None:
        given["port"] = port
    settings = Settings(**given) if given else get_settings()
    if settings.api_url:
        typer.echo(f"Staff pages alone, before the API at {settings.api_url}")
        serve_until_stopped(settings, app_factory=PAGES_ALONE)
        return
    upgrade(settings.database_url)
    database = Database(settings)
    try:
        keep_growing(database)
        if settings.demo:
            accounts = demonstration.load_demonstration(database, _today(), _now(), typer.echo, settings)
        else:
            with database.read() as connection:
                if demonstration.holds_demonstration(connection):
                    _stop(
                        "This database holds the demonstration and its known passwords. Use another, or --demo."
                    )
    except Refusal as refusal:
        _stop(refusal.message)
    finally:
        database.dispose()

    def announce(address: str) -> None:
        typer.echo(f"Throughcare is at {address}")
        if settings.demo:
            typer.echo(demonstration.accounts_in_words(accounts))

    serve_until_stopped(settings, announce=announce)


@app.command()
def migrate() -> None:
    """Bring the database to this release's schema."""
    from app.repositories.migrations import current, upgrade

    url = get_settings().database_url
    upgrade(url)
    typer.echo(f"The schema is at {current(url)}.")


@app.command()
def work(
    once: Annotated[bool, typer.Option("--once", help="Do what is due now, and end.")] = False,
) -> None:
    """Run the daily pass, mail and comparisons, beside a service with WORKER=none. Stops after what is under way."""
    from app.edge.interpreter import give_way
    from app.services.worker import Worker

    give_way()
    settings = get_settings()
    database = Database(settings)
    worker = Worker(database, settings, _now)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.ask_to_stop())
    worker.look() if once else worker.work()
    database.dispose()


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="The file: prisoner records (JSON), our CSV or our NDJSON.")],
    kind: Annotated[str, typer.Option("--format", help="auto, prisoner-search, csv or ndjson.")] = "auto",
    file_date: Annotated[
        str | None, typer.Option(help="The day of the file, YYYY-MM-DD; today if left out.")
    ] = None,
) -> None:
    """Import a file of cases and facts, row by row, with a progress bar. Begun and broken off, it goes on."""
    from app.services.imports import import_file

    day = parse_date(file_date) if file_date else None
    if file_date and day is None:
        _stop("Give --file-date as YYYY-MM-DD, for example 2026-11-22.")
    if not file.is_file():
        _stop("There is no such file.")
    database = Database(get_settings())
    try:
        with Progress(*Progress.get_default_columns(), TextColumn("{task.fields[rows]} rows")) as bar:
            task = bar.add_task("Importing", total=file.stat().st_size or 1, rows=0)

            def show(run: Mapping[str, Any]) -> None:
                bar.update(task, completed=run["position"], rows=_rows_in(run))

            run = import_file(
                database, file, wanted=kind, file_date=day, caller=SYSTEM, clock=_now, progress=show
            )
    except Refusal as refusal:
        _stop(refusal.message)
    finally:
        database.dispose()
    counts = ", ".join(f"{run[name]} {name}" for name in OUTCOMES)
    typer.echo(f"Import {run['id']} {run['state']}: {counts}.")
    if run["state"] != "done" or run["rejected"]:
        raise typer.Exit(1)


def _rows_in(run: Mapping[str, Any]) -> int:
    return sum(run[name] for name in OUTCOMES)


@app.command()
def evaluate(
    policy: Annotated[str, typer.Option(help="The policy's id.")] = DEFAULT_POLICY.id,
) -> None:
    """Answer NDJSON entries of facts from standard input, one line each, in the same order.

    A line that cannot be read is answered {"error": {...}} in its place, and the command ends with status 1.
    """
    try:
        policy_named(policy)
    except Refusal as refusal:
        _stop(refusal.message)
    failed = False
    for answered in _answers(sys.stdin.buffer, policy):
        failed = failed or "error" in answered
        sys.stdout.write(json.dumps(answered, ensure_ascii=False) + "\n")
        sys.stdout.flush()  # whoever waits for this answer before sending the next line gets it
    if failed:
        raise typer.Exit(1)


@app.command()
def rebuild(
    check: Annotated[bool, typer.Option("--check", help="Report differences and change nothing.")] = False,
) -> None:
    """Work out every stored period again from the facts, print each difference, and mend it."""
    from app.services.rebuild import rebuild as differences

    database = Database(get_settings())
    count = 0
    for difference in differences(database, SYSTEM, _now(), _today(), mend=not check):
        count += 1
        typer.echo(f"{difference.prison_number or difference.case_id}: " + "; ".join(difference.what))
    database.dispose()
    typer.echo(f"{count} cases differed." if count else "Every stored period is what the facts say.")
    if check and count:
        raise typer.Exit(1)


def _answers(lines: BinaryIO, policy: str) -> Iterator[dict[str, Any]]:
    for line in lines:
        if not line.strip():
            continue
        try:
            yield evaluate_entry(json.loads(line), policy)
        except (ValueError, RecursionError):
            yield {"error": {"code": "not_json", "message": "This line is not one JSON object."}}
        except Refusal as refusal:
            errors = [{"field": e.field, "code": e.code, "message": e.message} for e in refusal.errors]
            yield {"error": {"code": refusal.code, "message": refusal.message, "errors": errors}}


def _now() -> datetime:
    return datetime.now(UTC)


def _today() -> date:
    return _now().astimezone(LONDON).date()


def _stop(message: str) -> None:
    typer.echo(message, err=True)
    raise typer.Exit(2)


def main() -> None:
    """Run the command."""
    app()
