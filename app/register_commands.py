"""The commands `throughcare staff` and `throughcare client`: who may sign in, and which systems may call."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from app.domain.caller import SYSTEM
from app.domain.refusals import Refusal
from app.repositories.database import Database
from app.services import identity
from app.services.identity import Grant
from app.settings import get_settings

staff = typer.Typer(help="People who may sign in.", no_args_is_help=True)
client = typer.Typer(help="Systems that may call the API.", no_args_is_help=True)

Roles = Annotated[
    list[str], typer.Option("--role", help="A role, such as OMU_OFFICER; give it again for more.")
]
Prisons = Annotated[list[str], typer.Option("--prison", help="A prison's code; give it again for more.")]
Regions = Annotated[
    list[str], typer.Option("--region", help="A probation region's code; give it again for more.")
]
Everywhere = Annotated[bool, typer.Option("--everywhere", help="Every case of the service.")]
Username = Annotated[str, typer.Argument(help="The name that the person signs in with.")]
ClientId = Annotated[str, typer.Argument(help="The system's client id.")]


@staff.command("add")
def add_staff(
    username: Username,
    name: Annotated[str, typer.Option(help="The name that others see.")],
    role: Roles,
    prison: Prisons = [],  # noqa: B006 - typer reads the default and never changes it
    region: Regions = [],  # noqa: B006
    everywhere: Everywhere = False,
    email: Annotated[str | None, typer.Option(help="Work address.")] = None,
) -> None:
    """Register a person. The password is asked for, or read from standard input; an outside issuer needs none."""
    outside = get_settings().outside_issuer
    password = None if outside else typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    grant = _grant(role, prison, region, everywhere)
    with _register() as (database, moment):
        identity.register_staff(
            database,
            SYSTEM,
            moment,
            username=username,
            display_name=name,
            grant=grant(),
            email=email,
            password=password,
        )
    typer.echo(f"{username} is registered.")


@staff.command("change")
def change_staff(
    username: Username,
    role: Roles = [],  # noqa: B006
    prison: Prisons = [],  # noqa: B006
    region: Regions = [],  # noqa: B006
    everywhere: Annotated[bool | None, typer.Option("--everywhere/--not-everywhere")] = None,
    active: Annotated[
        bool | None, typer.Option("--enable/--disable", help="Whether they may sign in.")
    ] = None,
) -> None:
    """Replace a person's roles, prisons or regions, or enable or disable them. Their sessions end."""
    with _register() as (database, moment):
        changes = _changes(role, prison, region, everywhere, active)
        identity.change_staff_access(database, SYSTEM, moment, username, **changes)
    typer.echo(f"{username} is changed and must sign in again.")


@staff.command("password")
def change_password(username: Username) -> None:
    """Set a new password, which is asked for. The person's sessions end."""
    password = typer.prompt("New password", hide_input=True, confirmation_prompt=True)
    with _register() as (database, moment):
        identity.set_password(database, SYSTEM, moment, username, password)
    typer.echo(f"{username} has a new password.")


@staff.command("release")
def release(username: Username) -> None:
    """Let a person try to sign in again after too many wrong passwords."""
    with _register() as (database, moment):
        identity.release_sign_in(database, SYSTEM, moment, username)
    typer.echo(f"{username} may try again.")


@staff.command("list")
def list_staff() -> None:
    """Everyone who is registered, with roles and scope."""
    with _register() as (database, _):
        for row in identity.list_staff(database):
            typer.echo(_said(row["username"], row["display_name"], row))


@client.command("add")
def add_client(
    client_id: ClientId,
    name: Annotated[str, typer.Option(help="What the system is.")],
    role: Roles,
    prison: Prisons = [],  # noqa: B006
    region: Regions = [],  # noqa: B006
    everywhere: Everywhere = False,
) -> None:
    """Register a system and print its secret, which is said only here."""
    grant = _grant(role, prison, region, everywhere)
    with _register() as (database, moment):
        secret = identity.register_client(
            database, SYSTEM, moment, client_id=client_id, name=name, grant=grant()
        )
    typer.echo(f"{client_id} is registered. Its secret, said only now: {secret}")


@client.command("change")
def change_client(
    client_id: ClientId,
    role: Roles = [],  # noqa: B006
    prison: Prisons = [],  # noqa: B006
    region: Regions = [],  # noqa: B006
    everywhere: Annotated[bool | None, typer.Option("--everywhere/--not-everywhere")] = None,
    active: Annotated[bool | None, typer.Option("--enable/--disable", help="Whether it may call.")] = None,
) -> None:
    """Replace a system's roles, prisons or regions, or enable or disable it; it counts from the next call."""
    with _register() as (database, moment):
        changes = _changes(role, prison, region, everywhere, active)
        identity.change_client_access(database, SYSTEM, moment, client_id, **changes)
    typer.echo(f"{client_id} is changed.")


@client.command("secret")
def renew_secret(client_id: ClientId) -> None:
    """Make a new secret and print it; the old one gets no token any more."""
    with _register() as (database, moment):
        secret = identity.renew_client_secret(database, SYSTEM, moment, client_id)
    typer.echo(f"The new secret of {client_id}, said only now: {secret}")


@client.command("list")
def list_clients() -> None:
    """Every system that is registered, with roles and scope."""
    with _register() as (database, _):
        for row in identity.list_clients(database):
            typer.echo(_said(row["client_id"], row["name"], row))


def _grant(role: list[str], prison: list[str], region: list[str], everywhere: bool) -> Callable[[], Grant]:
    return lambda: Grant.of(role, prisons=prison, regions=region, everywhere=everywhere)


def _changes(
    role: list[str], prison: list[str], region: list[str], everywhere: bool | None, active: bool | None
) -> dict[str, Any]:
    given = {"roles": role, "prisons": prison, "regions": region, "everywhere": everywhere, "active": active}
    return {name: value for name, value in given.items() if value is not None and value != []}


def _said(key: str, name: str, row: Any) -> str:
    where = "everywhere" if row["everywhere"] else f"{row['prisons']} {row['regions']}".strip() or "nowhere"
    state = "" if row["active"] else " (disabled)"
    return f"{key}{state}: {name}; {row['roles']}; {where}"


@contextmanager
def _register() -> Iterator[tuple[Database, datetime]]:
    """The register's database; a refusal is said plainly and ends the command with status 2."""
    database = Database(get_settings())
    try:
        yield database, datetime.now(UTC)
    except Refusal as refusal:
        for line in [refusal.message, *(f"{e.field}: {e.message}" for e in refusal.errors)]:
            typer.echo(line, err=True)
        raise typer.Exit(2) from None
    finally:
        database.dispose()
