"""Gives board data to scripts: what one standing agreement of the Chair covers, in an order that loses nothing.

A reader is given records up to a horizon that is taken once: whatever is written meanwhile comes after it. Each page
and each part of a stream is logged as a disclosure, in a transaction of its own, before any of it is sent.
"""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.board_data import SHAREABLE, Place, place_of
from app.domain.caller import Caller
from app.domain.refusals import InvalidInput, NotPermitted
from app.domain.sharing import DATA_ROLES, RecipientKind, Way, What, recipient_key
from app.repositories import board_records, sharing
from app.repositories.board_reading import Lines, Wanted, read_lines
from app.repositories.database import Database
from app.services.disclosures import log_disclosure
from app.services.unit_of_work import UnitOfWork
from app.services.visibility import visible_case

ROWS_AT_ONCE = 5000
"""Of a stream, read together and held in memory: some 3 MB, twice."""
NO_SHARE = (
    "No standing agreement covers you today, so there is nothing that you may be given. The panel's secretariat can"
    " ask the Chair for one."
)
WHICH_SHARE = "More than one standing agreement covers you. Name one with `share`."
Row = Mapping[str, Any]
Works = Callable[[], AbstractContextManager[UnitOfWork]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a caller asks for."""

    after: str | None = None
    share: str | None = None
    kind: str | None = None
    case: str | None = None
    prison: str | None = None
    region: str | None = None
    changed_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some records, each as JSON on a line; `next` is there when more wait, `after` is where to go on later."""

    text: bytes
    next: str | None
    after: str


def share_for(connection: Connection, caller: Caller, on: date, named: str | None = None) -> Row:
    """The one live agreement on board data under which this caller is answered.

    Raises NotPermitted (`share_needed`), and InvalidInput where several cover the caller and none is named.
    """
    found = sharing.live_shares(connection, What.BOARD_DATA, *_as_recipient(caller), on)
    if named:
        found = [share for share in found if share["id"] == named.lower()]
    if not found:
        raise NotPermitted(NO_SHARE, code="share_needed")
    if len(found) > 1:
        raise InvalidInput.of("share", "share_ambiguous", WHICH_SHARE)
    return found[0]


def wanted_of(connection: Connection, caller: Caller, share: Row, asked: Asked, on: date) -> Wanted:
    """What is read: in the caller's scope, in the agreed fields, up to the horizon of this moment. Raises NotFound."""
    case = visible_case(connection, caller, asked.case, on) if asked.case else None
    return Wanted(
        scope=caller.scope,
        fields=fields_of(share),
        until=board_records.horizon(connection),
        kind=asked.kind,
        case_id=case["id"] if case else None,
        prison=asked.prison,
        region=asked.region,
        changed_since=asked.changed_since,
    )


def fields_of(share: Row) -> tuple[str, ...]:
    """The agreed fields, always in the same order."""
    return tuple(name for name in SHAREABLE if name in share["fields"])


def read_page(database: Database, works: Works, caller: Caller, asked: Asked, on: date, limit: int) -> Page:
    """The next records after a cursor. Raises NotPermitted, NotFound, InvalidInput."""
    after = place_of(asked.after)
    with database.read() as connection:
        share = share_for(connection, caller, on, asked.share)
        wanted = wanted_of(connection, caller, share, asked, on)
        found = read_lines(connection, wanted, after, limit)
    _log(works, share, wanted, found, Way.PAGE)
    is_last = found.count < limit
    # Past the last record there is nothing below the horizon: a later call need not look there again.
    rest = max(after, wanted.until).cursor if is_last else found.last or after.cursor
    return Page(found.text, None if is_last else found.last, rest)


def stream(
    database: Database, works: Works, caller: Caller, asked: Asked, on: date, way: Way = Way.STREAM
) -> Iterator[bytes]:
    """All records after a cursor, some thousand at a time, each part over a connection of its own.

    What the caller may not have is refused here, before the first part is asked for.
    """
    after = place_of(asked.after)
    with database.read() as connection:
        share = share_for(connection, caller, on, asked.share)
        wanted = wanted_of(connection, caller, share, asked, on)
    return _parts(database, works, share, wanted, after, way)


def _parts(
    database: Database, works: Works, share: Row, wanted: Wanted, after: Place, way: Way
) -> Iterator[bytes]:
    """While one part is on its way to the caller, the next is read."""

    def read(place: Place) -> Lines:
        with database.read() as connection:
            return read_lines(connection, wanted, place, ROWS_AT_ONCE)

    with ThreadPoolExecutor(1, "board-data") as ahead:
        coming = ahead.submit(read, after)
        while True:
            found = coming.result()
            is_last = found.count < ROWS_AT_ONCE
            if not is_last:
                coming = ahead.submit(read, place_of(found.last))
            _log(works, share, wanted, found, way)
            if found.count:
                yield found.text
            if is_last:
                return


def _log(works: Works, share: Row, wanted: Wanted, found: Lines, way: Way) -> None:
    """Before anything is sent. An answer without a record discloses nothing."""
    if not found.count:
        return
    with works() as work:
        log_disclosure(work, share, way=way, rows=found.count, fields=wanted.fields, up_to=found.last)


def _as_recipient(caller: Caller) -> tuple[list[str], list[str]]:
    """The recipients that agreements may name this caller by."""
    if caller.kind == "client":
        return [recipient_key(caller.username)], [RecipientKind.CLIENT]
    held = [recipient_key(role) for role in DATA_ROLES if role in caller.roles]
    return held, [RecipientKind.ROLE]
