"""Databases that tests use one after another: each is put back as the migrations left it, not made anew."""

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tests.parts.postgres import Cluster

Connection = psycopg.Connection[Any]
OURS = """
CREATE SCHEMA lent;
CREATE TABLE lent.change_of_schema (what text);
CREATE FUNCTION lent.note_change() RETURNS event_trigger LANGUAGE plpgsql AS
    $$ BEGIN
        IF tg_tag LIKE 'DROP%' OR EXISTS (
            SELECT FROM pg_event_trigger_ddl_commands() WHERE schema_name IS DISTINCT FROM 'pg_temp'
        ) THEN INSERT INTO lent.change_of_schema VALUES (tg_tag);
        END IF;
    END $$;
CREATE FUNCTION lent.digest(of_table regclass) RETURNS text LANGUAGE plpgsql AS $$
    DECLARE found text;
    BEGIN
        EXECUTE format('SELECT md5(string_agg(t::text, ''|'' ORDER BY t::text)) FROM %s t', of_table) INTO found;
        RETURN coalesce(found, '');
    END $$;
"""
TABLES = (
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1"
)
SEQUENCES = "SELECT relname FROM pg_class WHERE relkind = 'S' AND relnamespace = 'public'::regnamespace"
LEAVE = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
LARGE = 1_000_000


@dataclass(slots=True)
class LentPostgres:
    """One database of the cluster, and a connection that puts it back."""

    cluster: Cluster
    name: str
    connection: Connection

    @property
    def url(self) -> str:
        return self.cluster.url(self.name)

    def put_back(self) -> bool:
        """Put every table back; False where only a new database will do: its schema was changed, or it is gone."""
        try:
            self.connection.execute(LEAVE)
            row = self.connection.execute("SELECT lent.put_back()").fetchone()
        except psycopg.Error:
            return False
        return bool(row and row[0])


@dataclass(slots=True)
class PostgresLender:
    """Lends migrated databases of a cluster."""

    cluster: Cluster
    template: str
    resting: list[LentPostgres] = field(default_factory=list)
    made: int = 0

    def lend(self) -> LentPostgres:
        return self.resting.pop() if self.resting else self._make()

    def take_back(self, lent: LentPostgres) -> None:
        if not self.cluster.is_running:
            lent.connection.close()
        elif lent.put_back():
            self.resting.append(lent)
        else:
            lent.connection.close()
            self._on_server(f"DROP DATABASE IF EXISTS {lent.name} WITH (FORCE)")

    def close(self) -> None:
        for lent in self.resting:
            lent.connection.close()

    def _make(self) -> LentPostgres:
        self.made += 1
        name = f"lent_{self.made}"
        self._on_server(f"CREATE DATABASE {name} TEMPLATE {self.template}")
        connection = self._connect(name)
        _prepare(connection)
        return LentPostgres(self.cluster, name, connection)

    def _on_server(self, statement: str) -> None:
        with self._connect("postgres") as connection:
            connection.execute(statement)

    def _connect(self, name: str) -> Connection:
        return psycopg.connect(host=str(self.cluster.folder), dbname=name, user="app", autocommit=True)


@dataclass(slots=True)
class SQLiteLender:
    """Lends copies of a migrated file. A name comes back, the file never: whoever still holds the old one is alone."""

    migrated: Path
    folder: Path
    resting: list[Path] = field(default_factory=list)
    made: int = 0

    def lend(self) -> Path:
        file = self.resting.pop() if self.resting else self._new_name()
        shutil.copy(self.migrated, file)
        return file

    def take_back(self, file: Path) -> None:
        for part in file.parent.iterdir():
            part.unlink()
        self.resting.append(file)

    def _new_name(self) -> Path:
        self.made += 1
        place = self.folder / str(self.made)
        place.mkdir()
        return place / "throughcare.db"


def _prepare(connection: Connection) -> None:
    """Keep what the migrations wrote, and a function that puts it back; from here on changes of schema are noted."""
    connection.execute(OURS)
    tables = [name for (name,) in connection.execute(TABLES)]
    filled = [
        name for name in tables if connection.execute(f"SELECT EXISTS (TABLE {name})").fetchone() == (True,)
    ]
    steps = [_cutting(name) for name in tables]
    steps += [_emptying(name) for name in tables if name not in filled]
    steps += [_refilling(connection, name) for name in filled]
    steps += [_winding_back(connection, name) for (name,) in connection.execute(SEQUENCES)]
    connection.execute(
        f"""
        CREATE FUNCTION lent.put_back() RETURNS boolean LANGUAGE plpgsql AS $put_back$
        BEGIN
            IF EXISTS (SELECT FROM lent.change_of_schema) THEN RETURN false; END IF;
            PERFORM set_config('session_replication_role', 'replica', true);
            {" ".join(steps)}
            RETURN true;
        END $put_back$;
        CREATE EVENT TRIGGER note_change ON ddl_command_end EXECUTE FUNCTION lent.note_change();
        """
    )
    connection.execute("SET lock_timeout = '2s'")


def _cutting(table: str) -> str:
    """What has grown large is cut off with all that hangs on it: deleted rows would stay in the way."""
    return f"IF pg_relation_size('{table}') > {LARGE} THEN TRUNCATE {table} CASCADE; END IF;"


def _emptying(table: str) -> str:
    return f"IF EXISTS (TABLE {table}) THEN DELETE FROM {table}; END IF;"


def _refilling(connection: Connection, table: str) -> str:
    connection.execute(f"CREATE TABLE lent.{table} AS TABLE {table}")
    digest = connection.execute("SELECT lent.digest(%s)", [table]).fetchone()
    assert digest
    return f"""
        IF lent.digest('{table}') <> '{digest[0]}' THEN
            DELETE FROM {table};
            INSERT INTO {table} TABLE lent.{table};
        END IF;
    """


def _winding_back(connection: Connection, sequence: str) -> str:
    found = connection.execute(f"SELECT last_value, is_called FROM {sequence}").fetchone()
    assert found
    return f"PERFORM setval('{sequence}', {found[0]}, {str(found[1]).lower()});"
