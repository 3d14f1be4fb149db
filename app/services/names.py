"""The names of people behind the usernames that entries carry."""

from collections.abc import Iterable

from sqlalchemy.engine import Connection

from app.domain.caller import SYSTEM
from app.repositories import names


def names_of(connection: Connection, usernames: Iterable[str | None]) -> dict[str, str]:
    """Display names by username; one that is nobody in the register is not in the answer."""
    wanted = {username for username in usernames if username}
    found = names.display_names(connection, sorted(wanted - {SYSTEM.username}))
    return found | ({SYSTEM.username: SYSTEM.display_name} if SYSTEM.username in wanted else {})


def name_of(connection: Connection, username: str) -> str:
    """The display name of one person; the username where nobody in the register has it."""
    return names_of(connection, [username]).get(username, username)
