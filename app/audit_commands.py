"""The command `throughcare audit`: hold the audit against its seals, seal what waits, show the signed head."""

import json
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from app.domain.audit_check import Check, Finding, Trouble
from app.integrations.signed_head import NotSigned, SignedHead
from app.repositories.database import Database
from app.services.audit_seals import ChainBroken, Sealer
from app.services.audit_seals import begin_again as set_head_aside
from app.services.audit_seals import verify as hold_against_seals
from app.settings import get_settings

audit = typer.Typer(help="Whether the audit stands as it was written.", no_args_is_help=True)

IN_WORDS = {
    Trouble.ENTRY_CHANGED: "was changed after it was sealed",
    Trouble.ENTRY_MISSING: "was sealed and is gone",
    Trouble.ENTRY_ADDED: "is not sealed, and its moment is past: it was put in, or its id was changed",
    Trouble.SEAL_CHANGED: "does not say what it said, or does not follow the one before it",
    Trouble.SEAL_MISSING: "is gone",
    Trouble.SEALS_CUT_OFF: "and all after it are gone: the signed head knows them",
    Trouble.HEAD_DIFFERS: "is not what the signed head says of it",
    Trouble.HEAD_MISSING: "is the last, and no head stands outside the database to hold it against",
    Trouble.HEAD_NOT_SIGNED: "The head is not signed by the key beside it.",
}
SHOWN = 100


@audit.command("verify")
def verify(
    head: Annotated[Path | None, typer.Option(help="A signed head that was kept elsewhere.")] = None,
    public_key: Annotated[Path | None, typer.Option(help="The public key that was kept with it.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One line of JSON a finding.")] = False,
) -> None:
    """Read the whole audit and name each entry and seal that is not as it was. Ends with status 1 where one is."""
    settings = get_settings()
    heads = SignedHead.of(settings)
    if head is not None and not head.is_file():
        typer.echo("There is no such file.", err=True)
        raise typer.Exit(2)
    database = Database(settings)
    started = perf_counter()
    try:
        check = hold_against_seals(database, heads, datetime.now(UTC), head_file=head, public_file=public_key)
    finally:
        database.dispose()
    if as_json:
        for finding in check.findings:
            typer.echo(json.dumps(_told(finding)))
    else:
        _say(check, perf_counter() - started)
    if check.findings:
        raise typer.Exit(1)


@audit.command("seal")
def seal() -> None:
    """Seal what waits now, as the worker does every two seconds."""
    settings = get_settings()
    database = Database(settings)
    sealer, count = Sealer(database, SignedHead.of(settings)), 0
    try:
        while found := sealer.seal(datetime.now(UTC)):
            count += found
    except (ChainBroken, NotSigned) as trouble:
        typer.echo(f"Nothing more is sealed: {trouble}. Run throughcare audit verify.", err=True)
        raise typer.Exit(1) from trouble
    finally:
        database.dispose()
    typer.echo(f"{count} entries sealed.")


@audit.command("head")
def head() -> None:
    """Print the signed head, to be kept where neither this machine nor the database is."""
    heads = SignedHead.of(get_settings())
    if not heads.file.exists():
        typer.echo("There is no head yet.", err=True)
        raise typer.Exit(1)
    typer.echo(heads.file.read_text(), nl=False)
    typer.echo(f"\nThe public key to it is {heads.public_file}", err=True)


@audit.command("begin-again")
def begin_again(
    why: Annotated[
        str, typer.Option(help="What happened, for the audit: a restore from the backup of a day.")
    ],
) -> None:
    """Set the head aside after a restore; the next seal begins another. The audit keeps who did and why."""
    settings = get_settings()
    database = Database(settings)
    try:
        aside = set_head_aside(database, SignedHead.of(settings), datetime.now(UTC), why)
    finally:
        database.dispose()
    typer.echo(f"The head was put away as {aside}." if aside else "There was no head.")


def _told(finding: Finding) -> dict[str, str | int | None]:
    moment = finding.moment.isoformat() if finding.moment else None
    return {
        "trouble": finding.trouble.value,
        "entry": finding.entry_id,
        "seal": finding.seal,
        "moment": moment,
    }


def _say(check: Check, seconds: float) -> None:
    for finding in check.findings[:SHOWN]:
        typer.echo(_in_words(finding))
    if len(check.findings) > SHOWN:
        typer.echo(f"... and {len(check.findings) - SHOWN} more; --json names each.")
    typer.echo(f"{check.entries} entries, {check.seals} seals, {seconds:.1f} seconds.")
    if check.waiting:
        typer.echo(f"{check.waiting} entries wait for their seal, the oldest since {check.oldest_waiting}.")
    typer.echo(f"{len(check.findings)} found." if check.findings else "Everything stands as it was written.")


def _in_words(finding: Finding) -> str:
    said = IN_WORDS[finding.trouble]
    if finding.entry_id is not None:
        where = f" (seal {finding.seal})" if finding.seal else ""
        return f"Entry {finding.entry_id} of {finding.moment:%Y-%m-%d %H:%M:%S} UTC{where} {said}."
    return f"Seal {finding.seal} {said}." if finding.seal is not None else said
