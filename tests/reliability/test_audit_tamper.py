"""Whoever owns the tables cannot change the audit without being found out, and told where."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from app.domain.audit_check import Check
from app.domain.audit_seals import least_id, name_of
from app.integrations.signed_head import NotSigned, SignedHead
from app.repositories.database import Database
from app.services import audit_seals
from app.services.audit_seals import ChainBroken, Sealer, begin_again, verify
from app.settings import Settings

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ENTRIES = 240
Tamper = Callable[[Connection, Random, list[str]], set[str]]
"""Does something as the owner of the tables; answers the ids that must be named."""


@pytest.fixture(autouse=True)
def _small_seals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many seals of few entries, as a long life would bring them."""
    monkeypatch.setattr(audit_seals, "ENTRIES_IN_ONE", 16)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(Settings(database_url=database_url))
    yield database
    database.dispose()


@pytest.fixture
def heads(tmp_path: Path) -> SignedHead:
    return SignedHead(tmp_path / "audit")


def write_entries(database: Database, chance: Random, count: int = ENTRIES) -> list[str]:
    """Entries of the last thirty days, as the service writes them; answers their ids in order."""
    moments = sorted(NOW - timedelta(seconds=chance.randrange(600, 30 * 86_400)) for _ in range(count))
    ids = [name_of(least_id(moment)[:6] + chance.randbytes(10)) for moment in moments]
    rows = [
        {
            "id": entry_id,
            "at": moment,
            "who": chance.choice(["ann.example", "bo.example", "çelik.example"]),
            "who_kind": "person",
            "what": chance.choice(["CASE_READ", "FACT_RECORDED"]),
            "details": {"new": {"value": chance.randrange(9), "text": "tab\tand\nline"}},
        }
        for entry_id, moment in zip(ids, moments, strict=True)
    ]
    from app.repositories.audit import ENTRIES as TABLE

    with database.write() as connection:
        connection.execute(sa.insert(TABLE), rows)
    return sorted(ids)


def seal_all(database: Database, heads: SignedHead) -> int:
    sealer, count = Sealer(database, heads), 0
    while found := sealer.seal(NOW):
        count += found
    return count


def as_owner(database: Database, do: Callable[[Connection], Any]) -> Any:
    """What the owner of the tables may do: take the triggers away, and put them back."""
    with database.write() as connection:
        if database.is_sqlite:
            found = connection.exec_driver_sql(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit_%'"
            )
            triggers = found.all()
            for name, _ in triggers:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
            answer = do(connection)
            for _, text in triggers:
                connection.exec_driver_sql(text)
            return answer
        for table in ("audit_entry", "audit_seal"):
            connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        answer = do(connection)
        for table in ("audit_entry", "audit_seal"):
            connection.exec_driver_sql(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        return answer


def change(connection: Connection, chance: Random, ids: list[str]) -> set[str]:
    which = chance.choice(ids)
    column, value = chance.choice(
        [
            ("who", "somebody.else"),
            ("what", "NOTHING_HAPPENED"),
            ("at", "2026-11-01 10:00:00.000001"),
            ("details", '{"new": {"value": 10}}'),
            ("request_id", "x"),
            ("case_id", which),
            ("who_kind", "person "),
        ]
    )
    statement = f"UPDATE audit_entry SET {column} = '{value}' WHERE id = '{which}'"
    connection.exec_driver_sql(statement)
    return {which}


def delete(connection: Connection, chance: Random, ids: list[str]) -> set[str]:
    which = chance.choice(ids)
    connection.exec_driver_sql(f"DELETE FROM audit_entry WHERE id = '{which}'")
    return {which}


def insert(connection: Connection, chance: Random, ids: list[str]) -> set[str]:
    moment = NOW - timedelta(seconds=chance.randrange(600, 30 * 86_400))
    new = name_of(least_id(moment)[:6] + chance.randbytes(10))
    columns = "at, who, who_kind, what, case_id, subject_type, subject_id, request_id, details"
    connection.exec_driver_sql(
        f"INSERT INTO audit_entry (id, {columns}) SELECT '{new}', {columns} FROM audit_entry "
        f"WHERE id = '{chance.choice(ids)}'"
    )
    return {new}


def reorder(connection: Connection, chance: Random, ids: list[str]) -> set[str]:
    """Two entries change places: each is said to be the other. Such as say the same are not chosen."""
    query = "SELECT id, at FROM audit_entry ORDER BY id"
    rows = {str(row[0]): row[1] for row in connection.exec_driver_sql(query)}
    first, second = chance.sample(ids, 2)
    while rows[first] == rows[second]:
        first, second = chance.sample(ids, 2)
    spare = "00000000-0000-7000-8000-000000000000"
    for old, new in ((first, spare), (second, first), (spare, second)):
        connection.exec_driver_sql(f"UPDATE audit_entry SET id = '{new}' WHERE id = '{old}'")
    return {first, second}


def truncate(connection: Connection, chance: Random, ids: list[str]) -> set[str]:
    gone = ids[-chance.randrange(1, len(ids)) :]
    connection.exec_driver_sql(f"DELETE FROM audit_entry WHERE id >= '{gone[0]}'")
    return set(gone)


WAYS: dict[str, Tamper] = {
    "change": change, "delete": delete, "insert": insert, "reorder": reorder, "truncate": truncate,
}  # fmt: skip


def named(check: Check) -> set[str]:
    return {found.entry_id for found in check.findings if found.entry_id}


def try_all(database: Database, heads: SignedHead, trials: int) -> None:
    """Each trial on the rows as they were: what the owner did is undone by hand between the trials."""
    chance = Random(20261122)
    ids = write_entries(database, chance)
    assert seal_all(database, heads) == ENTRIES
    assert verify(database, heads, NOW).findings == []
    for trial in range(trials):
        way = list(WAYS)[trial % len(WAYS)]
        kept = entries_of(database)
        expected = as_owner(database, lambda connection, way=way: WAYS[way](connection, chance, ids))
        check = verify(database, heads, NOW)
        assert named(check) == expected, (trial, way)
        as_owner(database, lambda connection, kept=kept: put_back(connection, kept))
    assert verify(database, heads, NOW).findings == []


def entries_of(database: Database) -> list[dict[str, Any]]:
    from app.repositories.audit import ENTRIES as TABLE

    with database.read() as connection:
        return [dict(row) for row in connection.execute(sa.select(TABLE)).mappings()]


def put_back(connection: Connection, rows: list[dict[str, Any]]) -> None:
    from app.repositories.audit import ENTRIES as TABLE

    connection.execute(sa.delete(TABLE))
    connection.execute(sa.insert(TABLE), rows)


def test_every_way_of_tampering_is_found_and_located(database: Database, heads: SignedHead) -> None:
    try_all(database, heads, trials=10)


@pytest.mark.soak
def test_two_hundred_random_tamperings_are_found_and_located(database: Database, heads: SignedHead) -> None:
    try_all(database, heads, trials=200)


def test_the_service_itself_may_neither_change_nor_delete(database: Database, heads: SignedHead) -> None:
    write_entries(database, Random(1), 20)
    seal_all(database, heads)
    for table, column in (("audit_entry", "who"), ("audit_seal", "digest")):
        for statement in (f"UPDATE {table} SET {column} = 'x'", f"DELETE FROM {table}"):
            with pytest.raises(DBAPIError, match="never changed or deleted"), database.write() as connection:
                connection.exec_driver_sql(statement)


def test_an_end_cut_off_with_its_seals_is_found_by_the_head(database: Database, heads: SignedHead) -> None:
    write_entries(database, Random(2))
    seal_all(database, heads)

    def cut(connection: Connection) -> None:
        body = connection.exec_driver_sql("SELECT body FROM audit_seal WHERE number = 11").scalar_one()
        first = name_of(bytes(body)[:16])
        connection.exec_driver_sql("DELETE FROM audit_seal WHERE number > 10")
        connection.exec_driver_sql(f"DELETE FROM audit_entry WHERE id >= '{first}'")

    as_owner(database, cut)
    found = verify(database, heads, NOW).findings
    assert [(each.trouble.value, each.seal) for each in found] == [("seals_cut_off", 11)]
    with pytest.raises(ChainBroken):
        Sealer(database, heads).seal(NOW)


def test_a_chain_written_anew_is_not_what_was_signed(database: Database, heads: SignedHead) -> None:
    """The negative control: without the head outside, an owner who seals anew goes unnoticed."""
    ids = write_entries(database, Random(3))
    seal_all(database, heads)
    forger = SignedHead(heads.file.parent / "forged")

    def forge(connection: Connection) -> None:
        connection.exec_driver_sql(f"DELETE FROM audit_entry WHERE id = '{ids[7]}'")
        connection.exec_driver_sql("DELETE FROM audit_seal")

    as_owner(database, forge)
    seal_all(database, forger)
    assert verify(database, forger, NOW).findings == []
    assert [found.trouble.value for found in verify(database, heads, NOW).findings] == ["head_differs"]
    check = verify(database, heads, NOW, head_file=forger.file)
    assert check.findings[0].trouble.value == "head_not_signed"


def test_entries_that_arrive_late_are_sealed_and_such_as_were_put_in_are_not(
    database: Database, heads: SignedHead
) -> None:
    write_entries(database, Random(4), 20)
    sealer = Sealer(database, heads)
    while sealer.seal(NOW):
        pass
    for seconds in (1, 40, 120):
        add_entry(database, NOW - timedelta(seconds=seconds))
    assert sealer.seal(NOW + timedelta(seconds=31)) == 3
    add_entry(database, NOW - timedelta(seconds=100))
    assert sealer.seal(NOW + timedelta(seconds=70)) == 1
    put_in = add_entry(database, NOW - timedelta(hours=1))
    assert sealer.seal(NOW + timedelta(seconds=140)) == 0
    assert named(verify(database, heads, NOW + timedelta(seconds=141))) == {put_in}


def test_a_sealer_that_starts_again_seals_nothing_twice(database: Database, heads: SignedHead) -> None:
    write_entries(database, Random(5), 100)
    for seconds in range(5):
        add_entry(database, NOW - timedelta(seconds=seconds))
    assert seal_all(database, heads) == 105
    assert seal_all(database, heads) == 0
    add_entry(database, NOW - timedelta(seconds=3))
    assert seal_all(database, heads) == 1
    assert verify(database, heads, NOW).findings == []


def test_a_backlog_is_taken_up_where_it_was_left(
    database: Database, heads: SignedHead, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_seals, "SEALS_AT_ONCE", 2)
    write_entries(database, Random(6), 200)
    assert [Sealer(database, heads).seal(NOW) for _ in range(8)] == [32] * 6 + [8, 0]
    assert verify(database, heads, NOW).findings == []


def test_a_seal_whose_head_was_not_written_comes_under_the_head_later(
    database: Database, heads: SignedHead
) -> None:
    write_entries(database, Random(7), 40)
    seal_all(database, heads)
    before = heads.file.read_bytes()
    add_entry(database, NOW)
    seal_all(database, heads)
    heads.file.write_bytes(before)
    Sealer(database, heads).seal(NOW)
    head = heads.read()
    assert head is not None
    assert head.total == 41


def test_a_head_that_was_changed_is_not_taken(database: Database, heads: SignedHead) -> None:
    write_entries(database, Random(8), 20)
    seal_all(database, heads)
    heads.file.write_text(heads.file.read_text().replace('"total": 20', '"total": 19'))
    with pytest.raises(NotSigned):
        heads.read()
    assert Sealer(database, heads).work(NOW) is False
    assert [each.trouble.value for each in verify(database, heads, NOW).findings] == ["head_not_signed"]


def test_after_a_restore_another_head_begins_and_the_audit_says_why(
    database: Database, heads: SignedHead
) -> None:
    write_entries(database, Random(9), 20)
    seal_all(database, heads)
    seal = heads.read()
    assert seal is not None
    aside = begin_again(database, heads, datetime.now(UTC), "restored from the backup of 21 November 2026")
    assert aside is not None
    assert heads.read() is None
    with database.read() as connection:
        query = "SELECT count(*) FROM audit_entry WHERE what = 'AUDIT_HEAD_SET_ASIDE'"
        assert connection.exec_driver_sql(query).scalar_one() == 1


def test_the_files_are_for_the_service_alone(database: Database, heads: SignedHead) -> None:
    write_entries(database, Random(10), 4)
    seal_all(database, heads)
    assert {file.stat().st_mode & 0o777 for file in heads.file.parent.iterdir()} == {0o600}
    assert heads.file.parent.stat().st_mode & 0o777 == 0o700


def add_entry(database: Database, moment: datetime) -> str:
    """One entry with the id of a moment."""
    new = name_of(least_id(moment)[:6] + os.urandom(10))
    with database.write() as connection:
        connection.exec_driver_sql(
            "INSERT INTO audit_entry (id, at, who, who_kind, what, details) "
            f"VALUES ('{new}', '{moment:%Y-%m-%d %H:%M:%S.%f}', 'ann', 'person', 'CASE_READ', '{{}}')"
        )
    return new
