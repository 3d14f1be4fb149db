"""One bound list of ids asks for the same rows as each id by itself, on both databases."""

import sqlalchemy as sa

from app.repositories.cases import CASES
from app.repositories.database import Database
from app.repositories.many_ids import is_among
from app.settings import Settings
from tests.reliability.test_policy_run import TODAY, fill


def test_a_list_of_ids_finds_the_rows_of_these_ids_and_no_others(database_url: str) -> None:
    database = Database(Settings(database_url=database_url))
    fill(database, 12, TODAY)
    with database.read() as connection:
        ids = sorted(connection.execute(sa.select(CASES.c.id)).scalars())
        for asked in (ids[2:5], [], ids):
            found = connection.execute(sa.select(CASES.c.id).where(is_among(connection, CASES.c.id, asked)))
            assert sorted(found.scalars()) == asked
    database.dispose()
