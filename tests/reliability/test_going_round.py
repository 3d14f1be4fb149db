"""R3, past the application: the database itself refuses two owners, a gap, and any change of what was written.

The same statements on a copy of the tables without their guards go through: what refuses is the guard.
"""

import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.caller import Role
from tests.conftest import TEMPLATE
from tests.parts.service import RunningService, opened
from tests.reliability.conftest import create_database

COPIED = ("case_event", "ownership_period", "audit_entry", "domain_event")
PERIOD = (
    "INSERT INTO ownership_period{copy} (case_id, layer, starts_on, ends_on, responsible, lead_role, supporting, "
    "reason_code, rule, policy_id, policy_version) "
    "SELECT case_id, layer, {starts}, {ends}, responsible, lead_role, supporting, reason_code, rule, policy_id, "
    "policy_version FROM ownership_period{copy} WHERE layer = 'effective' AND ends_on IS NULL"
)
FIRST = "starts_on = (SELECT min(starts_on) FROM ownership_period{copy})"
SECOND = (
    "starts_on = (SELECT min(starts_on) FROM ownership_period{copy} "
    "WHERE starts_on > (SELECT min(starts_on) FROM ownership_period{copy}))"
)
RETRACT = (
    "UPDATE case_event{copy} SET retracted_at = recorded_at, retracted_on = recorded_on, "
    "retracted_by = 'somebody', retraction_reason = '{why}' WHERE told = 1"
)

REFUSED: dict[str, Sequence[str]] = {
    "a second owner within a period": [
        PERIOD.replace("{starts}", "'2025-03-01'").replace("{ends}", "'2025-04-01'")
    ],
    "a second open end": [PERIOD.replace("{starts}", "'2300-01-01'").replace("{ends}", "NULL")],
    "a period after the last": [
        PERIOD.replace("{starts}", "'2300-01-01'").replace("{ends}", "'2300-02-01'"),
    ],
    "a period that starts with another": [
        "UPDATE ownership_period{copy} SET starts_on = '2025-01-13' WHERE " + SECOND
    ],
    "a gap where a period was": ["DELETE FROM ownership_period{copy} WHERE " + SECOND],
    "a gap before the next": [
        "UPDATE ownership_period{copy} SET ends_on = '2025-01-14' WHERE " + FIRST,
    ],
    "a period stretched over the next": [
        "UPDATE ownership_period{copy} SET ends_on = '2200-01-01' WHERE " + FIRST
    ],
    "no end to the first": ["UPDATE ownership_period{copy} SET ends_on = NULL WHERE " + FIRST],
    "a last period that ends": [
        "UPDATE ownership_period{copy} SET ends_on = '2300-01-01' WHERE ends_on IS NULL"
    ],
    "an owner that nobody knows": ["UPDATE ownership_period{copy} SET responsible = 'both' WHERE " + FIRST],
    "a fact deleted": ["DELETE FROM case_event{copy} WHERE told = 1"],
    "a fact that happened on another day": [
        "UPDATE case_event{copy} SET happened_on = '2020-01-01' WHERE told = 1"
    ],
    "a fact known earlier": ["UPDATE case_event{copy} SET recorded_on = '2020-01-01' WHERE told = 1"],
    "a fact moved to the opening": ["UPDATE case_event{copy} SET opening = NOT opening WHERE told = 1"],
    "a second retraction": [RETRACT.replace("{why}", "first"), RETRACT.replace("{why}", "second")],
    "a retraction undone": [
        RETRACT.replace("{why}", "first"),
        "UPDATE case_event{copy} SET retracted_at = NULL, retracted_on = NULL WHERE told = 1",
    ],
    "an audit entry deleted": ["DELETE FROM audit_entry{copy} WHERE what = 'CASE_OPENED'"],
    "an audit entry changed": ["UPDATE audit_entry{copy} SET who = 'somebody' WHERE what = 'CASE_OPENED'"],
    "an event deleted": ["DELETE FROM domain_event{copy}"],
    "an event changed": ["UPDATE domain_event{copy} SET type = 'other'"],
}


@dataclass(frozen=True, slots=True)
class Round:
    """A way to the tables that the application knows nothing of. Nothing is kept."""

    engine: sa.Engine

    def write(self, statements: Sequence[str], *, copy: str = "") -> int:
        """Run them in one transaction; how many rows the last one touched."""
        with self.engine.connect() as connection, connection.begin() as transaction:
            for statement in statements:
                touched = connection.exec_driver_sql(statement.replace("{copy}", copy)).rowcount
            self._end(connection, transaction)
        return touched

    @staticmethod
    def _end(connection: sa.Connection, transaction: sa.RootTransaction) -> None:
        """Let what is checked at the commit be checked, and keep nothing where it was not refused."""
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
        elif connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            transaction.commit()
        transaction.rollback()


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def way_round(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Round]:
    """One case with its periods, and the tables copied without their guards."""
    folder = tmp_path_factory.mktemp("round")
    if request.param == "sqlite":
        url = f"sqlite:///{shutil.copy(request.getfixturevalue('migrated_sqlite_file'), folder / 'round.db')}"
    else:
        cluster = request.getfixturevalue("postgres_cluster")
        create_database(cluster, "going_round", TEMPLATE)
        url = cluster.url("going_round")
    service = RunningService(url, folder)
    opened(service.system(Role.RW))
    service.close()
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    sa.event.listen(engine, "connect", guard)
    with engine.begin() as connection:
        for table in COPIED:
            connection.exec_driver_sql(f"CREATE TABLE {table}_copy AS SELECT * FROM {table}")
        periods = connection.exec_driver_sql(
            "SELECT count(*) FROM ownership_period WHERE layer = 'effective'"
        )
        assert periods.scalar_one() >= 2
    yield Round(engine)
    engine.dispose()


def guard(connection: Any, _record: Any) -> None:
    """SQLite looks at foreign keys only where a connection asks it to, as the service's own do."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA foreign_keys=ON")


@pytest.mark.parametrize("what", REFUSED)
def test_the_database_refuses(way_round: Round, what: str) -> None:
    statements = REFUSED[what]
    if len(statements) > 1:
        assert way_round.write(statements[:-1]) == 1
    with pytest.raises(sa.exc.DBAPIError):
        way_round.write(statements)


@pytest.mark.parametrize("what", REFUSED)
def test_a_copy_without_guards_takes_it(way_round: Round, what: str) -> None:
    """The negative control."""
    assert way_round.write(REFUSED[what], copy="_copy") >= 1


def test_postgresql_refuses_to_empty_the_audit(postgres_url: str) -> None:
    engine = sa.create_engine(postgres_url, poolclass=sa.NullPool)
    for table in ("audit_entry", "domain_event"):
        with (
            pytest.raises(sa.exc.DBAPIError, match="is never changed or deleted"),
            engine.begin() as connection,
        ):
            connection.exec_driver_sql(f"TRUNCATE {table}")
