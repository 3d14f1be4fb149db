"""Runs the migrations on the connection it is given, or on the one that DATABASE_URL names."""

from alembic import context
from sqlalchemy.engine import Connection
from sqlmodel import SQLModel

from app.repositories.migrations import load_tables, migrating
from app.settings import get_settings


def run(connection: Connection) -> None:
    sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=sqlite,
        # SQLite undoes the whole upgrade or none of it, and lets no other in between its steps; its schema changes
        # are in the transaction, though Alembic takes them not to be. PostgreSQL commits each step, so that a step
        # may build an index without stopping writers.
        transactional_ddl=True,
        transaction_per_migration=not sqlite,
    )
    with context.begin_transaction():
        context.run_migrations()


load_tables()
given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with migrating(get_settings().database_url) as own:
        run(own)
