"""R11: every revision goes down and up again on a database that holds data, and nothing of it changes."""

import hashlib
import string
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from app.repositories import migrations
from app.repositories.migrations import downgrade, upgrade

WRITES: Mapping[str, frozenset[str]] = {
    "0110": frozenset({"prison", "probation_region", "policy_decision"}),
}
"""Tables into which a revision writes rows of its own, declared; the rest keep every row as it was."""

PLACES = ("prison", "probation_region")
MOMENT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAY = date(2026, 11, 22)
Shape = Mapping[str, Sequence[str]]
ALONE = frozenset(
    {"confidentiality_version.in_force_from", "confidentiality_version.number", "panel_terms.in_force_from"}
)
"""Days and numbers of which a table takes each once."""
ROWS = 40
SIGNS = string.digits + string.ascii_letters
MANY = 10_000


def revisions() -> list[str]:
    script = migrations.ScriptDirectory(str(migrations.SCRIPTS))
    return [revision.revision for revision in script.walk_revisions()][::-1]


def tables_of(url: str) -> sa.MetaData:
    found = sa.MetaData()
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    found.reflect(engine)
    engine.dispose()
    found.remove(found.tables["alembic_version"])
    return found


def fill(url: str, tables: sa.MetaData, rows: int, mark: str, wanted: Collection[str] | None = None) -> None:
    """Put rows into the tables as they stand at this revision, in the order that foreign keys ask for."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")
        for table in tables.sorted_tables:
            if wanted is not None and table.name not in wanted:
                continue
            made = [row_of(connection, table, number, mark) for number in range(rows)]
            connection.execute(sa.insert(table), made)
    engine.dispose()


def row_of(connection: sa.Connection, table: sa.Table, number: int, mark: str) -> dict[str, Any]:
    row = {
        column.name: value_of(column, f"{table.name}-{mark}", number)
        for column in table.columns
        if not (column.autoincrement is True or (column.server_default is not None and column.primary_key))
    }
    row |= {
        key.parent.name: parent_of(connection, key, number, mark)
        for key in table.foreign_keys
        if key.column.table is not table
    }
    asked = FIXED.get(table.name, {})
    return row | {name: value for name, value in asked.items() if name in table.columns}


FIXED: Mapping[str, dict[str, Any]] = {
    "ownership_period": {"layer": "effective", "ends_on": None, "responsible": "custody"},
    "case_record": {"is_open": False},
    "import_run": {"state": "done"},
    "staff": {"tenths": 5, "availability": "available"},
    "task": {"side": "prison"},
    "handover": {"kind": "standard"},
    "handover_step": {"state": "done"},
    "ownership_override": {"responsible": "custody", "expires_on": None},
    "key_stage": {"response": "cannot"},
    "policy_decision": {"place_kind": "everywhere"},
    "policy_paper": {"place_kind": "everywhere"},
    "policy_paper_step": {"kind": "part_decided"},
    "setting_proposal": {"outcome": "refused"},
    "policy_run": {"because": "decision"},
    "early_allocation_assessment": {"outcome": "eligible", "decision": "declined"},
    "policy_comparison": {"state": "done"},
    "policy_comparison_place": {"kind": "prison"},
    "panel_organisation": {"sector": "voluntary"},
    "share_request": {
        "what": "minutes",
        "recipient_kind": "role",
        "decision": "approved",
        "is_standing": False,
    },
    "prison_governor": {"title": "governor"},
    "board_record": {"kind": "decision"},
    "confidentiality_signature": {"how": "paper", "person_key": None},
    "holistic_assessment": {"place": "court"},
    "abuse_disclosure": {"referral_offer": "not_yet"},
    "meeting": {"kind": "board", "area": "north", "mode": "mixed", "chair_basis": "nominated"},
    "meeting_person": {
        "part": "member",
        "mode": "virtual",
        "kind": None,
        "delegate_for": None,
        "prison_code": None,
    },
    "panel_terms": {"in_force_to": None},
    "panel_seat": {"delegate_of": None},
    "agenda_item": {"kind": "review"},
    "referral": {
        "status": "draft",
        "source": "prison",
        "wopd_status": "declined",
        "stage": "pre_release",
        "kind": "panel",
    },
    "referral_step": {"kind": "submitted"},
    "panel_entry": {"complex_needs": True, "left_on": None, "left_because": None},
    "panel_review": {"no_view_reason": None},
    "panel_aim_state": {"aim": "wellbeing", "state": "static"},
    "panel_alert": {"kind": "handover"},
    "stakeholder_contact": {"organisation_kind": "other"},
    "staff_support_offer": {"referral_id": None},
    "regime_item": {"kind": "regime", "state": "withheld"},
    "restricted_status": {"to_on": None, "end_decided_by": None},
    "recommendation": {"kind": "movement", "superseded_by": None},
    "provisional_decision": {"kind": "movement", "superseded_by": None},
    "placement_decision": {"weighed_most": "her_interests", "follows_advice": True},
    "panel_action": {
        "state": "open",
        "aim": "wellbeing",
        "owner_role": "lead",
        "owner_staff_id": None,
        "owner_name": None,
    },
    "contact": {
        "channel": "phone",
        "first_party": "community_offender_manager",
        "second_party": "key_worker",
    },
}
"""What the tables' own checks ask for."""


def parent_of(connection: sa.Connection, key: sa.ForeignKey, number: int, mark: str) -> Any:
    """The row of this filling with the same number; of places also those that a revision registered.

    Not where the place is the key itself: each filling has rows of its own.
    """
    parent = key.column.table
    if parent.name not in PLACES or number % 2 or key.parent.primary_key:
        return value_of(key.column, f"{parent.name}-{mark}", number)
    keys = connection.info.setdefault(str(key.column), [])
    if not keys:
        keys += connection.execute(sa.select(key.column).order_by(key.column)).scalars()
    return keys[number * 7 % len(keys)]


def value_of(column: sa.Column[Any], mark: str, number: int) -> Any:
    """A value of the column's kind that no other row has."""
    kind, length = column.type, getattr(column.type, "length", None)
    is_alone = column.primary_key or str(column) in ALONE
    if isinstance(kind, sa.Uuid) or length == 36:
        return identifier(f"{mark}-{column.name}", number)
    made: Iterator[Any] = (make(mark, number, is_alone) for of, make in MADE.items() if isinstance(kind, of))
    value = next(made, None)
    return letters(mark, number)[: length or 20] if value is None else value


MADE: Mapping[type, Callable[[str, int, bool], Any]] = {
    sa.JSON: lambda _, number, __: {"n": number},
    sa.Boolean: lambda _, number, __: bool(number % 2),
    sa.DateTime: lambda _, __, ___: MOMENT,
    sa.Date: lambda mark, number, is_alone: DAY + timedelta(days=_place(mark, number)) if is_alone else DAY,
    sa.Numeric: lambda _, number, __: number + 1,
    sa.Float: lambda _, number, __: number + 1.5,
    sa.Integer: lambda mark, number, is_alone: (
        number + 1 + int(identifier(mark, 0)[:4], 16) * 20_000 * is_alone
    ),
    sa.LargeBinary: lambda mark, number, _: f"{mark}{number}".encode(),
}
"""By the kind of a column, the value of a row, and whether no other row may have it."""


def identifier(mark: str, number: int) -> str:
    digest = hashlib.sha256(f"{mark}{number}".encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-7{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}"


def letters(mark: str, number: int) -> str:
    """Words that differ in their first three letters, for columns of three: each revision has its own 11,000."""
    place = _place(mark, number)
    return (
        "".join(SIGNS[place // len(SIGNS) ** power % len(SIGNS)] for power in range(3)) + f"{number:05}{mark}"
    )


def _place(mark: str, number: int) -> int:
    _, _, revision = mark.rpartition("-")
    return number + 11_000 * (int(revision) // 10 if revision.isdigit() else 0)


def checksums(url: str, shape: Shape) -> dict[str, str]:
    """What every table of a shape holds in its columns, by table: the rows as text, in the order of their text.

    The database makes the text, one journey a table: over rows brought here, this was most of the walk.
    """
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.connect() as connection:
        told = as_postgres_tells if connection.dialect.name == "postgresql" else as_sqlite_tells
        found = {name: str(connection.exec_driver_sql(told(name, of)).all()) for name, of in shape.items()}
    engine.dispose()
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in found.items()}


def as_postgres_tells(table: str, columns: Sequence[str]) -> str:
    names = ", ".join(f't."{name}"' for name in columns)
    row = f"ROW({names})::text"
    return f'SELECT count(*), md5(string_agg({row}, chr(10) ORDER BY {row})) FROM "{table}" t'


def as_sqlite_tells(table: str, columns: Sequence[str]) -> str:
    row = " || ',' || ".join(f'quote("{name}")' for name in columns)
    return (
        f'SELECT count(*), group_concat(row, char(10)) FROM (SELECT {row} AS row FROM "{table}" ORDER BY 1)'
    )


def shape_of(tables: sa.MetaData) -> Shape:
    """The tables as they stand, each with its columns."""
    return {table.name: table.columns.keys() for table in tables.sorted_tables}


def without_such_rows(tables: sa.MetaData, before: Shape) -> set[str]:
    """The tables that are new or have other columns than the rows they hold, with those that their rows point to."""
    wanted = [table for table in tables.sorted_tables if table.columns.keys() != before.get(table.name)]
    found: set[str] = set()
    while wanted:
        table = wanted.pop()
        if table.name not in found:
            found.add(table.name)
            wanted += [key.column.table for key in table.foreign_keys]
    return found


def walk(url: str, rows: int) -> None:
    shape: Shape = {}
    for before, revision in zip([None, *revisions()], revisions(), strict=False):
        kept = {name: columns for name, columns in shape.items() if name not in WRITES.get(revision, ())}
        held = checksums(url, kept)
        upgrade(url, revision)
        assert checksums(url, kept) == held, f"{revision} changed rows on its way up"
        tables = tables_of(url)
        fill(url, tables, rows, revision, without_such_rows(tables, shape))
        shape = shape_of(tables)
        if before is None:
            continue
        held = checksums(url, kept)
        downgrade(url, before)
        assert checksums(url, kept) == held, f"{revision} changed rows on its way down"
        upgrade(url, revision)
        assert checksums(url, kept) == held, f"{revision} changed rows on its way back"


def test_rows_outlive_every_step_down_and_up(empty_database_url: str) -> None:
    walk(empty_database_url, ROWS)


@pytest.mark.soak
def test_ten_thousand_rows_a_table_outlive_every_step(empty_database_url: str) -> None:
    walk(empty_database_url, MANY)


def test_the_checksums_see_one_changed_row(empty_sqlite_url: str) -> None:
    """The negative control."""
    upgrade(empty_sqlite_url, revisions()[0])
    tables = tables_of(empty_sqlite_url)
    fill(empty_sqlite_url, tables, 3, "x")
    before = checksums(empty_sqlite_url, shape_of(tables))
    engine = sa.create_engine(empty_sqlite_url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE prison SET name = 'Other' WHERE rowid = 1")
    engine.dispose()
    after = checksums(empty_sqlite_url, shape_of(tables))
    assert [name for name in before if before[name] != after[name]] == ["prison"]
