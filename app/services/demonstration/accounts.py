"""The demonstration's accounts: their passwords are known to everyone, and exist nowhere else."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.engine import Connection

from app.domain.caller import Caller, Role, Scope
from app.repositories.database import Database
from app.repositories.identity import register
from app.services.identity import Grant, register_client, register_staff

MARK = "demo-system"
"""The client by which a database that holds the demonstration is known. It is registered first of all."""

DEMONSTRATION = Caller("demonstration", "client", frozenset(), Scope(everywhere=True), "The demonstration")


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A person of the demonstration, and what signing in as them is for."""

    username: str
    password: str
    display_name: str
    roles: tuple[Role, ...]
    what_for: str
    prisons: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    everywhere: bool = False

    @property
    def email(self) -> str:
        """An address that no mail ever reaches."""
        return f"{self.username}@throughcare.example"

    @property
    def grant(self) -> Grant:
        """The roles and scope as the register takes them."""
        return _grant(self.roles, self.prisons, self.regions, everywhere=self.everywhere)


@dataclass(frozen=True, slots=True)
class DemoSystem:
    """A client system of the demonstration."""

    client_id: str
    secret: str
    name: str
    roles: tuple[Role, ...]
    what_for: str


@dataclass(frozen=True, slots=True)
class DemoAccounts:
    """Everyone who can use the demonstration."""

    people: tuple[DemoAccount, ...]
    systems: tuple[DemoSystem, ...]


PEOPLE = (
    DemoAccount(
        "foston.officer", "lantern in the reading room", "Ines Meadowcroftby", (Role.OMU_OFFICER,),
        "The prison's own caseload at Foston Hall", prisons=("FHI",),
    ),
    DemoAccount(
        "midlands.manager", "seven kettles on one shelf", "Delroy Hollinbeck", (Role.OMU_MANAGER,),
        "Several prisons at once: Foston Hall and Drake Hall", prisons=("FHI", "DHI"),
    ),
    DemoAccount(
        "moorland.officer", "brown coat behind the door", "Tariq Silverbeck", (Role.OMU_OFFICER,),
        "A men's prison, Moorland", prisons=("MDI",),
    ),
    DemoAccount(
        "community.manager", "bicycle beside the canal", "Verity Osmanthus", (Role.COMMUNITY_MANAGER,),
        "Cases whose home is in the East Midlands, wherever they are held", regions=("east_midlands",),
    ),
    DemoAccount(
        "community.senior", "paper boats after rain", "Kofi Reedwater", (Role.COMMUNITY_SENIOR,),
        "The same region, as a senior", regions=("east_midlands",),
    ),
    DemoAccount(
        "women.group", "twelve gates and one bell", "Rosa Summerscale-Toft", (Role.OMU_MANAGER,),
        "Many prisons: the open and training prisons of the women's estate",
        prisons=("AGI", "DHI", "DWI", "ESI", "SDI"),
    ),
    DemoAccount(
        "inspector", "quiet steps on stone floors", "Nerys Saltersby", (Role.INSPECTOR,),
        "Every case, read only", everywhere=True,
    ),
    DemoAccount(
        "board.secretary", "minutes under the blue stamp", "Wilhelmina Dunnockfield", (Role.PANEL_SECRETARIAT,),
        "Recording papers on policy and what boards said of them", everywhere=True,
    ),
    DemoAccount(
        "group.director", "two gates and a weathercock", "Lemuel Fernyhalgh", (Role.GROUP_DIRECTOR,),
        "A group of prisons from above, and the final approval of a policy", everywhere=True,
    ),
    DemoAccount(
        "panel.chair", "seven chairs and a long table", "Theodora Quillmarsh", (Role.PANEL_CHAIR,),
        "The Head of Women’s Team: chairs the board, and agrees to what leaves it", everywhere=True,
    ),
    DemoAccount(
        "panel.psychologist", "blue ink on ruled paper", "Ambrose Wychling", (Role.PANEL_MEMBER,),
        "A member who has signed: every agenda and all minutes", everywhere=True,
    ),
    DemoAccount(
        "panel.newcomer", "umbrella by the front steps", "Lowenna Tansyfield", (Role.PANEL_MEMBER,),
        "A member who has not signed the statement: no agenda, no minutes", everywhere=True,
    ),
    DemoAccount(
        "high.security", "one lamp in a far window", "Caspian Holmewood", (Role.PANEL_MEMBER,),
        "The Long Term and High Security seat: Restricted Status items alone", everywhere=True,
    ),
    DemoAccount(
        "service.admin", "spare key under the fern", "Hugo Marshwiggin", (Role.ADMIN,),
        "Running the service: imports, staff and systems", everywhere=True,
    ),
)  # fmt: skip

SYSTEMS = (
    DemoSystem(
        MARK, "only-for-the-demonstration-everyone-knows-this-one", "A system that reads", (Role.RO,),
        "First calls of the API: reads every case",
    ),
    DemoSystem(
        "demo-writer", "only-for-the-demonstration-this-one-may-also-write", "A system that writes", (Role.RW,),
        "Recording facts over the API",
    ),
)  # fmt: skip


def demonstration_accounts() -> list[DemoAccount]:
    """The people who can sign in, with their passwords."""
    return list(PEOPLE)


def demonstration_systems() -> list[DemoSystem]:
    """The systems that can ask for a token, with their secrets."""
    return list(SYSTEMS)


def all_accounts() -> DemoAccounts:
    """People and systems together."""
    return DemoAccounts(PEOPLE, SYSTEMS)


def holds_demonstration(connection: Connection) -> bool:
    """Whether this database has the demonstration's known passwords in it."""
    return register.client_named(connection, MARK) is not None


def register_accounts(database: Database, moment: datetime, say: Callable[[str], None]) -> None:
    """Register the people and systems that are not there yet, the mark before all others."""
    with database.read() as connection:
        systems = [s for s in SYSTEMS if register.client_named(connection, s.client_id) is None]
        people = [p for p in PEOPLE if register.staff_named(connection, p.username) is None]
    for system in systems:
        register_client(
            database,
            DEMONSTRATION,
            moment,
            client_id=system.client_id,
            name=system.name,
            grant=_grant(system.roles, everywhere=True),
            secret=system.secret,
        )
    for person in people:
        register_staff(
            database,
            DEMONSTRATION,
            moment,
            username=person.username,
            display_name=person.display_name,
            grant=person.grant,
            email=person.email,
            password=person.password,
        )
    if systems or people:
        say(
            f"Registered {len(people)} people and {len(systems)} systems, with passwords that everyone knows."
        )


def accounts_in_words(accounts: DemoAccounts) -> str:
    """The accounts as the command prints them."""
    lines = ["", "Sign in as (demonstration only):"]
    lines += [f"  {one.username:<18} {one.password:<29} {one.what_for}" for one in accounts.people]
    lines += ["", "Systems, for POST /oauth/token:"]
    lines += [f"  {one.client_id:<18} {one.secret}  {one.what_for}" for one in accounts.systems]
    return "\n".join(lines)


def _grant(
    roles: tuple[Role, ...],
    prisons: tuple[str, ...] = (),
    regions: tuple[str, ...] = (),
    *,
    everywhere: bool = False,
) -> Grant:
    return Grant.of(roles, prisons=prisons, regions=regions, everywhere=everywhere)
