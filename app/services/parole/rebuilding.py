"""Compares the stored reviews of cases with what their facts say, and mends them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.ownership import Schedule
from app.repositories import parole
from app.services.parole.projection import new_row, reviews_now, wanted_columns
from app.services.unit_of_work import UnitOfWork

Row = Mapping[str, Any]


def kept_reviews(connection: Connection, case_ids: Sequence[str]) -> dict[str, list[Row]]:
    """The stored reviews of cases, by case."""
    kept: dict[str, list[Row]] = {case_id: [] for case_id in case_ids}
    for row in parole.rows_of(connection, case_ids):
        kept[row["case_id"]].append(row)
    return kept


def differences(
    case: Row, facts: Sequence[Row], kept: Sequence[Row], schedule: Schedule, on: date
) -> tuple[str, ...]:
    """How the stored reviews of a case differ from its facts, in words."""
    reviews = reviews_now(facts, case["opened_on"], schedule, on)
    differing, unknown = wanted_columns(kept, reviews)
    lost = tuple(f"review {review.key or 'without a name'} is missing" for review in unknown)
    return lost + tuple(
        f"review {row['review_key'] or 'without a name'} is not what the facts say: {', '.join(sorted(columns))}"
        for row, columns in differing
    )


def mend(work: UnitOfWork, case: Row, facts: Sequence[Row], schedule: Schedule) -> None:
    """Write the reviews of a case as its facts say."""
    reviews = reviews_now(facts, case["opened_on"], schedule, work.today)
    differing, unknown = wanted_columns(parole.rows_of(work.connection, [case["id"]]), reviews)
    for row, columns in differing:
        parole.update(work.connection, row["id"], columns)
    parole.insert(work.connection, [new_row(case["id"], review, work.moment) for review in unknown])
