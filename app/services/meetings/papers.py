"""Papers to agenda items: safe files, kept outside the database and away from what serves pages."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.agenda_papers import plain_name, safe_type
from app.domain.identifiers import UUID, new_id
from app.domain.refusals import InvalidInput, NotFound, RefusedByRule
from app.repositories import meetings as repository
from app.services.panel_access import item_in_sight
from app.services.unit_of_work import UnitOfWork

NO_PAPER = "There is no such paper, or none that you may see."
GONE = "The file of this paper is not where it was kept. Ask an administrator to restore it from the backup."
TOO_LARGE = "The file is larger than may go with an agenda. Send a smaller one."
TOO_MANY = "There are twenty papers to this item. Take one off before you add another."
MOST = 20
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NewPaper:
    """A paper as it was sent."""

    title: str
    file_name: str
    content: bytes


def keep_paper(work: UnitOfWork, folder: Path, item_id: str, sent: NewPaper, limit: int) -> str:
    """Keep a file with an item; answers the paper's id. Raises NotFound, InvalidInput, RefusedByRule."""
    item = item_in_sight(work.connection, work.caller, item_id, work.today, lock=True)
    if len(sent.content) > limit:
        raise InvalidInput.of("file", "file_too_large", TOO_LARGE)
    media_type = safe_type(sent.file_name, sent.content)
    if len(repository.papers_of(work.connection, [item["id"]])) >= MOST:
        raise RefusedByRule(TOO_MANY, code="too_many_papers")
    row = {
        "id": new_id(),
        "item_id": item["id"],
        "title": sent.title,
        "file_name": plain_name(sent.file_name),
        "media_type": media_type,
        "size": len(sent.content),
        "digest": sha256(sent.content).hexdigest(),
        "added_at": work.moment,
        "added_by": work.caller.username,
        "removed_at": None,
        "removed_by": None,
    }
    repository.add(work.connection, repository.PAPERS, [row])
    new = {name: row[name] for name in ("item_id", "media_type", "size", "digest")}
    subject = ("AGENDA_PAPER", row["id"])
    work.record("AGENDA_PAPER_ADDED", case_id=item["case_id"], subject=subject, details={"new": new})
    _write(folder, row["id"], sent.content)
    return str(row["id"])


def read_paper(connection: Connection, folder: Path, item: Row, paper_id: str) -> tuple[Row, bytes]:
    """A paper to an item in the caller's sight, and its bytes. Raises NotFound where either is not there."""
    row = _paper(connection, item, paper_id)
    path = folder / str(row["id"])
    content = path.read_bytes() if path.is_file() else b""
    if sha256(content).hexdigest() != row["digest"]:
        raise NotFound(GONE, code="file_missing")
    return row, content


def remove_paper(work: UnitOfWork, item_id: str, paper_id: str) -> None:
    """Take a paper off its item; its file stays for the record. Raises NotFound."""
    item = item_in_sight(work.connection, work.caller, item_id, work.today, lock=True)
    row = _paper(work.connection, item, paper_id)
    gone = {"removed_at": work.moment, "removed_by": work.caller.username}
    repository.update(work.connection, repository.PAPERS, row["id"], gone)
    subject = ("AGENDA_PAPER", row["id"])
    details = {"old": {"item_id": item["id"], "digest": row["digest"]}}
    work.record("AGENDA_PAPER_REMOVED", case_id=item["case_id"], subject=subject, details=details)


def _paper(connection: Connection, item: Row, paper_id: str) -> Row:
    wanted = paper_id.lower()
    found = [row for row in repository.papers_of(connection, [item["id"]]) if row["id"] == wanted]
    if not UUID.fullmatch(wanted) or not found:
        raise NotFound(NO_PAPER)
    return found[0]


def _write(folder: Path, name: str, content: bytes) -> None:
    """Write a file whole or not at all, readable by the service alone; a name is an id, so it is never taken."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
