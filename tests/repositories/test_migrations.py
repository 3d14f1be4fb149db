"""The schema can be walked up and down on either engine, by one process at a time, and matches the tables."""

import re
import subprocess
import sys

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy.engine import Engine
from sqlalchemy.schema import CreateIndex
from sqlmodel import SQLModel

from app.models.cases import LONG_LISTS
from app.repositories import migrations
from app.repositories.migrations import current, downgrade, head, load_tables, upgrade


def revisions() -> list[str]:
    """Every revision, the oldest first."""
    script = migrations.ScriptDirectory(str(migrations.SCRIPTS))
    return [revision.revision for revision in script.walk_revisions()][::-1]


def shape(url: str) -> dict[str, list[str]]:
    """Tables and their columns, indexes and constraints, by name."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        found = sa.inspect(connection)
        columns, indexes = found.get_multi_columns(), found.get_multi_indexes()
        checks, keys = found.get_multi_check_constraints(), found.get_multi_foreign_keys()
        return {
            table: sorted(
                [f"{column['name']} {column['type']} {column['nullable']}" for column in columns[None, table]]
                + [
                    str(each["name"])
                    for kind in (indexes, checks, keys)
                    for each in kind.get((None, table), ())
                ]
            )
            for table in found.get_table_names()
        }


def give_up_half_way(url: str) -> None:
    with migrations.migrating(url) as connection:
        connection.exec_driver_sql("CREATE TABLE half (done INTEGER)")
        raise ZeroDivisionError


def test_there_is_one_head() -> None:
    assert migrations.ScriptDirectory(str(migrations.SCRIPTS)).get_heads() == [head()]


def test_every_migration_is_named_by_its_moment_and_what_it_does() -> None:
    files = [file.name for file in (migrations.SCRIPTS / "versions").glob("*.py")]
    assert files
    for name in files:
        moment, _, words = name[:16], name[15], name[16:]
        assert len(words) > len(".py") + 5, name
        assert moment.replace("_", "").isdigit(), name


def test_every_step_goes_up_and_down_and_up_again(empty_database_url: str) -> None:
    for step in revisions():
        upgrade(empty_database_url, step)
        after = shape(empty_database_url)
        downgrade(empty_database_url, "-1")
        upgrade(empty_database_url, step)
        assert shape(empty_database_url) == after, step
    downgrade(empty_database_url, "base")
    assert set(shape(empty_database_url)) <= {"alembic_version"}
    upgrade(empty_database_url)
    assert current(empty_database_url) == head()


def test_migrating_a_migrated_database_changes_nothing(database_url: str) -> None:
    before = shape(database_url)
    upgrade(database_url)
    assert shape(database_url) == before


def test_several_workers_may_migrate_at_once(empty_database_url: str) -> None:
    program = f"from app.repositories.migrations import upgrade; upgrade({empty_database_url!r})"
    workers = [subprocess.Popen([sys.executable, "-c", program]) for _ in range(2)]
    assert [worker.wait(60) for worker in workers] == [0, 0]
    assert current(empty_database_url) == head()


def test_a_migration_that_fails_on_sqlite_leaves_nothing_behind(empty_sqlite_url: str) -> None:
    upgrade(empty_sqlite_url, revisions()[0])
    before = shape(empty_sqlite_url)
    with pytest.raises(ZeroDivisionError):
        give_up_half_way(empty_sqlite_url)
    assert shape(empty_sqlite_url) == before


def test_an_upgrade_that_fails_on_sqlite_leaves_none_of_its_steps(empty_sqlite_url: str) -> None:
    """Between two steps no other process comes in either: it would run the next one a second time."""

    def give_up(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if "CREATE TABLE early_allocation_assessment" in statement:
            raise ZeroDivisionError

    sa.event.listen(Engine, "before_cursor_execute", give_up)
    try:
        with pytest.raises(ZeroDivisionError):
            upgrade(empty_sqlite_url)
    finally:
        sa.event.remove(Engine, "before_cursor_execute", give_up)
    assert current(empty_sqlite_url) is None


def test_the_tables_in_the_code_are_the_tables_in_the_database(postgres_url: str) -> None:
    """On PostgreSQL, where comparing tells true differences from false ones."""
    load_tables()
    engine = sa.create_engine(postgres_url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_sqlite_can_use_every_index_of_some_rows(sqlite_url: str) -> None:
    """It does for a query with the same terms alone, and a query says of a flag that it is 1 or 0."""
    engine = sa.create_engine(sqlite_url, poolclass=sa.NullPool)
    statement = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'"
    with engine.connect() as connection:
        conditions = {name: sql.split(" WHERE ")[1] for name, sql in connection.exec_driver_sql(statement)}
    assert conditions["ix_parole_review_open"] == "is_open = 1"
    assert conditions["ix_handover_unnamed_day"] == "closed_at IS NULL AND named = 0"
    bare = {
        name: term
        for name, condition in conditions.items()
        for term in condition.split(" AND ")
        if not re.search(r" (IS|=|<>|<|>|IN) ", term)
    }
    assert bare == {}


def test_the_indexes_in_the_code_are_those_in_a_sqlite_file(sqlite_url: str) -> None:
    """The conditions of indexes, which comparing the tables does not look at."""
    load_tables()
    engine = sa.create_engine(sqlite_url, poolclass=sa.NullPool)
    statement = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
    with engine.connect() as connection:
        kept = {name: _on_one_line(sql) for name, sql in connection.exec_driver_sql(statement)}
    meant = {
        str(index.name): _on_one_line(str(CreateIndex(index).compile(dialect=engine.dialect)))
        for table in SQLModel.metadata.sorted_tables
        for index in table.indexes
    }
    assert kept == {name: sql for name, sql in meant.items() if name not in LONG_LISTS}


def _on_one_line(sql: str) -> str:
    return " ".join(sql.split())
