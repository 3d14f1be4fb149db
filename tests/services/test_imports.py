"""Files taken into the record on both databases: what opens, what changes, what is refused, and what goes on."""

import io
import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.caller import SYSTEM, Caller, Role, Scope
from app.domain.refusals import InvalidInput
from app.models.cases import Case, OwnershipPeriod, StoredEvent
from app.models.imports import ImportChunk
from app.repositories.database import Database
from app.services import imports
from app.services.policies.running import work_on_runs
from app.services.unit_of_work import unit_of_work
from app.services.worker_names import worker_name
from app.settings import Settings
from tests.parts.prisoner_records import record, records

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
CASES = Case.__table__  # type: ignore[attr-defined]
FACTS = StoredEvent.__table__  # type: ignore[attr-defined]
PERIODS = OwnershipPeriod.__table__  # type: ignore[attr-defined]
OFFICER = Caller("officer", "person", frozenset({Role.OMU_OFFICER}), Scope(prisons=frozenset({"FHI"})))


class Importing:
    """One database, a clock, and files given as text or records."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.moment = NOON

    def take(self, content: Any, caller: Caller = SYSTEM, **asked: Any) -> "Taken":
        raw = (
            content if isinstance(content, bytes) else content.encode() if isinstance(content, str) else None
        )
        if raw is None:
            raw = "\n".join(json.dumps(row) for row in content).encode()
        staged = imports.stage(
            self.database, caller, self.moment, io.BytesIO(raw), file_name="a file.csv", **asked
        )
        with unit_of_work(self.database, caller, self.moment) as work:
            run = imports.queue(work, staged)
        while imports.work_on_imports(self.database, lambda: self.moment, worker_name()):
            pass
        with self.database.read() as connection:
            shown = imports.show_run(connection, caller, run["id"])
            rows = imports.list_rows(connection, caller, run["id"], None, None, 500)["items"]
        assert shown["state"] == "done", shown
        return Taken(shown, rows)

    def rows(self, table: sa.Table, *where: Any) -> list[dict[str, Any]]:
        with self.database.read() as connection:
            return [dict(row) for row in connection.execute(sa.select(table).where(*where)).mappings()]

    def case(self, number: str = "A1234BC") -> dict[str, Any]:
        found = self.rows(CASES, CASES.c.prison_number == number)
        return max(found, key=lambda row: row["created_at"])

    def facts(self, number: str = "A1234BC") -> list[tuple[str, str]]:
        found = self.rows(FACTS, FACTS.c.case_id == self.case(number)["id"])
        return [(f["type"], f["happened_on"].isoformat()) for f in sorted(found, key=lambda f: f["told"])]

    def owner(self, on: str, number: str = "A1234BC") -> tuple[str, str]:
        day = date.fromisoformat(on)
        periods = self.rows(
            PERIODS, PERIODS.c.case_id == self.case(number)["id"], PERIODS.c.layer == "effective"
        )
        return next(
            (p["responsible"], p["reason_code"])
            for p in periods
            if p["starts_on"] <= day and (p["ends_on"] is None or day < p["ends_on"])
        )


class Taken:
    def __init__(self, run: dict[str, Any], rows: list[dict[str, Any]]) -> None:
        self.run = run
        self.rows = rows

    @property
    def counts(self) -> dict[str, int]:
        return {name: count for name, count in self.run["counts"].items() if count}

    @property
    def reasons(self) -> list[tuple[Any, str, str]]:
        return [
            (row["row"], reason["field"], reason["code"]) for row in self.rows for reason in row["reasons"]
        ]


@pytest.fixture
def importing(database_url: str) -> Iterator[Importing]:
    database = Database(Settings(database_url=database_url))
    yield Importing(database)
    database.dispose()


@pytest.fixture
def reading(sqlite_url: str) -> Iterator[Importing]:
    """For what a file says, which is the same on either database."""
    database = Database(Settings(database_url=sqlite_url))
    yield Importing(database)
    database.dispose()


CSV = "prison_number,first_name,last_name,prison,sentence_start_date,sentence_type,length_months,release_date"
ROW = "A1234BC,Amara,Birch,FHI,2025-01-13,SDS,48,2027-01-13"


# The platform's records


def test_the_same_person_over_three_days_files_gives_what_the_movements_imply(importing: Importing) -> None:
    importing.moment = NOON - timedelta(days=2)
    first = importing.take([record()], file_date=date(2026, 11, 20))
    assert first.counts == {"created": 1}
    assert importing.owner("2026-07-13") == ("custody", "custodial_phase")
    assert importing.owner("2026-11-20") == ("community", "six_months_before_release")

    importing.moment = NOON - timedelta(days=1)
    out = record(status="INACTIVE OUT", inOutStatus="OUT", prisonId="OUT", lastMovementTypeCode="REL",
                 lastMovementReasonCode="CR", lastMovementDate="2026-11-20")  # fmt: skip
    assert importing.take([out], file_date=date(2026, 11, 21)).counts == {"changed": 1}
    assert importing.facts()[-1] == ("released", "2026-11-20")
    assert importing.owner("2026-11-21") == ("community", "released_on_licence")

    importing.moment = NOON
    back = record(prisonId="BZI", lastMovementReasonCode="L", lastMovementDate="2026-11-22", recall=True)
    assert importing.take([back]).counts == {"changed": 1}
    assert importing.facts()[-1] == ("recalled", "2026-11-22")
    assert importing.owner("2026-11-22") == ("community", "recalled")
    assert importing.case()["prison_code"] == "BZI"
    assert importing.case()["phase"] == "recalled"


@pytest.mark.parametrize("form", ["array", "content", "lines", "one object", "one after another"])
def test_every_form_of_file_is_read(reading: Importing, form: str) -> None:
    people = list(records(3))
    whole = {
        "array": json.dumps(people, indent=2),
        "content": json.dumps({"totalPages": 1, "content": people, "last": True}, indent=1),
        "lines": "\n".join(json.dumps(one) for one in people) + "\n",
        "one object": json.dumps(people[0], indent=4),
        "one after another": "\n".join(json.dumps(one, indent=2) for one in people),
    }[form]
    assert reading.take(whole).counts == {"created": 1 if form == "one object" else 3}


def test_the_same_file_twice_changes_nothing(importing: Importing) -> None:
    people = list(records(40))
    assert importing.take(people).counts == {"created": 40}
    before = importing.rows(CASES)
    assert importing.take(people).counts == {"unchanged": 40}
    assert importing.rows(CASES) == before


def test_an_older_file_is_reported_and_not_applied(importing: Importing) -> None:
    importing.take([record()], file_date=TODAY)
    older = importing.take([record(category="D")], file_date=date(2026, 11, 20))
    assert older.reasons == [(1, "", "older_file")]
    assert importing.case()["category"] == "C"


def test_an_unchanged_record_still_counts_as_the_newest(importing: Importing) -> None:
    importing.take([record()], file_date=date(2026, 11, 18))
    importing.take([record(cellLocation="A-1-001")], file_date=date(2026, 11, 21))
    assert importing.take([record(category="D")], file_date=date(2026, 11, 20)).counts == {"rejected": 1}


def test_what_staff_corrected_is_not_undone_by_the_same_record(importing: Importing) -> None:
    importing.take([record()])
    with importing.database.write() as connection:
        connection.execute(sa.update(CASES).values(last_name="Married"))
    assert importing.take([record(cellLocation="C-3-003")]).counts == {"changed": 1}
    assert importing.case()["last_name"] == "Married"
    assert importing.case()["cell_location"] == "C-3-003"


def test_provider_risk_and_community_manager_are_never_wiped(importing: Importing) -> None:
    importing.take(
        f"{CSV},provider,rosh_level,community_manager_name,crn\n{ROW},nps,high,Ines Cole,X123456\n"
    )
    importing.take([record()])
    importing.take([record(category="D")])
    case = importing.case()
    assert (case["provider"], case["rosh_level"], case["community_manager_name"], case["crn"]) == (
        "nps", "high", "Ines Cole", "X123456",
    )  # fmt: skip
    assert case["booking_id"] == "1200001"


def test_a_person_missing_from_the_file_of_her_prison_is_reported_and_not_closed(
    importing: Importing,
) -> None:
    people = [record("A1111AA"), record("A2222AA"), record("A3333AA", prisonId="BZI", lastPrisonId="BZI")]
    importing.take(people, file_date=date(2026, 11, 21))
    taken = importing.take(people[:1])
    assert taken.counts == {"unchanged": 1, "missing": 1}
    missing = taken.rows[-1]
    assert (missing["row"], missing["reference"], missing["outcome"]) == (None, "A2222AA", "missing")
    assert importing.case("A2222AA")["is_open"]


def test_a_new_booking_opens_a_case_only_where_the_earlier_is_closed(importing: Importing) -> None:
    importing.moment = NOON - timedelta(days=2)
    importing.take([record()])
    importing.moment = NOON - timedelta(days=1)
    importing.take([record(status="INACTIVE OUT", inOutStatus="OUT", prisonId="OUT", lastMovementTypeCode="REL",
                           lastMovementReasonCode="DL", lastMovementDate="2026-11-21")])  # fmt: skip
    assert not importing.case()["is_open"]
    importing.moment = NOON
    again = record(bookingId="1300000", sentenceStartDate="2026-11-22", lastAdmissionDate="2026-11-22",
                   sentenceExpiryDate="2028-11-21", conditionalReleaseDate="2027-11-22")  # fmt: skip
    assert importing.take([again]).counts == {"created": 1}
    assert len(importing.rows(CASES)) == 2
    another = {**again, "bookingId": "1300001", "sentenceStartDate": "2026-11-22"}
    assert importing.take([another]).counts == {"changed": 1}
    assert len(importing.rows(CASES)) == 2
    assert importing.facts()[-1][0] == "sentence_started"


def test_derived_details_wait_for_a_person(importing: Importing) -> None:
    importing.take([record(sentenceExpiryDate="2025-08-01")])
    case = importing.case()
    assert case["unconfirmed"] == ["sentence_type", "length_months"]
    assert case["length_months"] == 12
    importing.take(f"{CSV}\nA1234BC,,,,2025-02-03,SDS,12,\n")
    assert importing.case()["unconfirmed"] == []


def test_an_unknown_prison_names_row_and_field_and_stops_no_other(importing: Importing) -> None:
    taken = importing.take([record("A1111AA", prisonId="QQQ"), record("A2222AA", prisonId="hmp"), record()])
    assert taken.counts == {"created": 1, "rejected": 2}
    assert taken.reasons == [(1, "prisonId", "unknown_prison"), (2, "prisonId", "unknown_prison")]


def test_only_the_uploaders_prisons_are_taken(importing: Importing) -> None:
    people = [record("A1111AA"), record("A2222AA", prisonId="BZI", lastPrisonId="BZI")]
    taken = importing.take(people, caller=OFFICER)
    assert taken.reasons == [(2, "prisonId", "outside_your_scope")]
    leaving = [record("A1111AA", prisonId="BZI", lastMovementDate="2026-11-22", lastMovementReasonCode="INT")]
    assert importing.take(leaving, caller=OFFICER).counts == {"changed": 1}
    assert importing.case("A1111AA")["prison_code"] == "BZI"


def test_one_person_twice_in_a_file_is_taken_in_the_order_of_the_rows(importing: Importing) -> None:
    taken = importing.take([record(), record(category="D"), record(category="D")])
    assert taken.counts == {"created": 1, "changed": 1, "unchanged": 1}


# Our own file


def test_a_csv_row_opens_a_case_with_its_history(importing: Importing) -> None:
    columns = f"{CSV},provider,event_type,event_date,event_review"
    taken = importing.take(f"{columns}\n{ROW},nps,parole_process_started,2026-03-02,first\n")
    assert taken.counts == {"created": 1}
    assert importing.owner("2026-03-01") == ("custody", "custodial_phase")
    assert importing.owner("2026-03-02") == ("community", "parole_process")
    case = importing.case()
    assert (case["first_name"], case["prison_code"], case["estate"]) == ("Amara", "FHI", "women")
    assert case["unconfirmed"] == []


@pytest.mark.parametrize(
    "dress",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: text.replace("\n", "\r\n", 1).encode(),
        lambda text: text.rstrip("\n").encode(),
        lambda text: text.replace("Amara", '"Amara"').encode(),
        lambda text: text.replace("\n", "\n\n,,,,,,,\n").encode(),
    ],
    ids=["byte-order mark", "Windows", "old Mac", "mixed", "no last end", "quoted", "blank lines"],
)
def test_a_csv_file_may_come_from_anywhere(reading: Importing, dress: Callable[[str], bytes]) -> None:
    assert reading.take(dress(f"{CSV}\n{ROW}\n")).counts == {"created": 1}


def test_the_same_csv_twice_changes_nothing_whatever_staff_did_between(importing: Importing) -> None:
    text = f"{CSV},event_type,event_date,event_reason\n{ROW},parole_adjourned,2026-10-01,x\n"
    importing.take(text)
    importing.take("prison_number,release_date\nA1234BC,2027-06-01\n")
    assert importing.facts()[-1] == ("release_date_recalculated", "2026-11-22")
    count = len(importing.facts())
    assert importing.take(text, file_date=TODAY).counts == {"changed": 1}, "it says another release date"
    importing.take(text)
    assert importing.take(text).counts == {"unchanged": 1}
    assert len(importing.facts()) == count + 1


def test_a_row_changes_only_what_it_says(importing: Importing) -> None:
    importing.take(f"{CSV},crn,home_region\n{ROW},X123456,east_midlands\n")
    assert importing.take("crn,provider,home_area\nx123456,crc,\n").counts == {"changed": 1}
    assert importing.facts()[-1] == ("provider_changed", "2026-11-22")
    assert importing.case()["home_region"] == "east_midlands"


@pytest.mark.parametrize(
    ("columns", "cells", "field", "code"),
    [
        ("first_name", "=cmd|' /C calc'!A0", "first_name", "formula_cell"),
        ("first_name", "@SUM(A1)", "first_name", "formula_cell"),
        ("first_name", "x" * 5000, "first_name", "too_long"),
        ("first_name", "A\x00B", "first_name", "character_invalid"),
        ("first_name", '"A\nb"', "first_name", "character_invalid"),
        ("middle_names", '"A\r\nb"', "middle_names", "character_invalid"),
        ("last_name", "\u202eredlA", "last_name", "character_invalid"),
        ("last_name", "Al\tder", "last_name", "character_invalid"),
        ("date_of_birth", "31234", "date_of_birth", "date_is_serial"),
        ("date_of_birth", "03/02/1985", "date_of_birth", "date_invalid"),
        ("date_of_birth", "1985-02-30", "date_of_birth", "date_invalid"),
        ("date_of_birth", "2026-11-23", "date_of_birth", "date_in_future"),
        ("prison", "QQQ", "prison", "unknown_prison"),
        ("prison", "Foston", "prison", "prison_code_invalid"),
        ("provider", "serco", "provider", "unknown_value"),
        ("mappa_level", "9", "mappa_level", "number_invalid"),
        ("ppo", "perhaps", "ppo", "flag_invalid"),
        ("home_region", "atlantis", "home_region", "unknown_region"),
        ("community_manager_email", "nobody", "community_manager_email", "email_invalid"),
        ("arrived_on", "2026-12-01", "arrived_on", "date_in_future"),
        ("release_date", "2024-01-01", "release_date", "release_before_sentence"),
        ("event_type,event_date", "released,2024-01-01", "event_date", "before_sentence"),
        ("event_type,event_date", "released,2026-12-25", "event_date", "date_in_future"),
        ("event_type,event_date", "released,yesterday", "event_date", "date_invalid"),
        ("event_type,event_date", "flown,2026-11-01", "event_type", "unknown_event_type"),
        ("event_type,event_date,event_review", "released,2026-11-01,r", "event_review", "unknown_field"),
        (
            "event_type,event_date,event_to_prison", "prison_transfer,2026-11-01,QQQ", "event_to_prison",
            "unknown_prison",
        ),
        ("crn", "12345", "crn", "crn_invalid"),
        ("first_name", "a,b", "", "cells_miscounted"),
        ("first_name", '"a"b', "", "csv_invalid"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_by_row_field_and_code_and_stops_no_other(
    reading: Importing, columns: str, cells: str, field: str, code: str
) -> None:
    base = {
        "prison_number": "A9999AA", "first_name": "Beth", "last_name": "Cole", "prison": "FHI",
        "sentence_start_date": "2025-01-13", "sentence_type": "SDS", "length_months": "48",
    }  # fmt: skip
    kept = {name: value for name, value in base.items() if name not in columns.split(",")}
    header = ",".join([*kept, columns])
    good = {"first_name": "Ada", "last_name": "Alder", "prison": "FHI"}
    fine = ",".join(good.get(name, "") for name in columns.split(","))
    second = ",".join({**kept, "prison_number": "A1234BC"}.values())
    taken = reading.take(f"{header}\n{','.join(kept.values())},{cells}\n{second},{fine}\n")
    assert (2, field, code) in taken.reasons, taken.reasons
    assert taken.rows[1]["outcome"] == "created", taken.rows[1]
    assert taken.counts == {"created": 1, "rejected": 1}


@pytest.mark.parametrize(
    ("content", "field", "code"),
    [
        (b"", "file", "file_empty"),
        (b"\xff\xfea\x00b\x00", "file", "utf_16"),
        ("prison_number,crn\n".encode("utf-16-be"), "file", "utf_16"),
        (b"PK\x03\x04 a spreadsheet", "file", "spreadsheet_file"),
        (bytes(range(256)) * 40_000, "file", "not_text"),
        (b"all work and no play " * 500_000, "file", "header_invalid"),
        (b'prison"\r_number,first_name\n', "file", "header_invalid"),
        (b"all work\nand no play\n" * 500_000, "all work", "unknown_column"),
        (b"prison_number;crn\n", "file", "columns_not_separated"),
        (b"prison_number,crn,shoe_size\nA1234BC,,9\n", "shoe_size", "unknown_column"),
        (b"prison_number,crn,crn\n", "crn", "column_repeated"),
        (b"prison_number,,crn\n", "column 2", "unknown_column"),
        (b"first_name,last_name\n", "prison_number", "column_missing"),
        (b"," * 60_000 + b"\n", "column 1", "unknown_column"),
        (b'{"a": 1}\n{"b": 2}\n', "file", "format_unknown"),
        (b"[1, 2, 3]", "file", "format_unknown"),
        (b"{" * 2_000_000, "file", "format_unknown"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_before_any_row(
    reading: Importing, content: bytes, field: str, code: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        reading.take(content)
    assert (field, code) in [(error.field, error.code) for error in refused.value.errors]
    assert reading.rows(ImportChunk.__table__) == []  # type: ignore[attr-defined]


def test_a_quote_that_never_closes_spoils_its_own_row_alone(reading: Importing) -> None:
    lines = [ROW.replace("A1234BC", f"A{n:04d}BC") for n in range(300)]
    lines[3] = lines[3].replace("Amara", '"Amara')
    taken = reading.take("\n".join([CSV, *lines]))
    assert taken.counts == {"created": 299, "rejected": 1}
    assert taken.reasons == [(5, "", "quote_unbalanced")]


def test_ndjson_of_our_own_carries_events_in_the_contracts_shape(importing: Importing) -> None:
    row = {
        "prison_number": "A1234BC", "first_name": "Amara", "last_name": "Birch", "prison": "FHI",
        "arrived_on": "2025-01-13", "sentence_start_date": "2025-01-13", "sentence_type": "LIFE", "ppo": True,
        "events": [
            {"type": "parole_process_started", "date": "2026-03-02", "review": "first"},
            {"type": "parole_decision", "date": "2026-05-02", "review": "first", "outcome": "negative"},
        ],
    }  # fmt: skip
    bad = {**row, "prison_number": "A2222AA", "shoe_size": 9, "events": [{"type": "died", "date": "x"}]}
    taken = importing.take([row, bad, {"prison_number": "A3333AA"}, row])
    assert taken.counts == {"created": 1, "rejected": 2, "unchanged": 1}
    assert (2, "shoe_size", "unknown_field") in taken.reasons
    assert (2, "events[0].date", "date_invalid") in taken.reasons
    assert (3, "prison", "case_not_found") in taken.reasons
    assert importing.owner("2026-04-01")[0] == "community"
    assert importing.owner("2026-05-02") == ("custody", "returned_after_decision")


@pytest.mark.parametrize(
    "line", ['{"prison_number": ', '{"crn": "X123456", "crn": "X123457"}', "[]", "null", '{"crn": NaN}']
)
def test_a_line_that_is_no_row_stops_no_other(reading: Importing, line: str) -> None:
    good = json.dumps({"prison_number": "A1234BC", "first_name": "A", "last_name": "B", "prison": "FHI"})
    taken = reading.take(f"{good}\n{line}\n{good}\n")
    assert taken.counts == {"created": 1, "rejected": 1, "unchanged": 1}


def test_a_day_of_birth_to_come_in_the_platforms_record_is_left_out_and_said(reading: Importing) -> None:
    assert reading.take([record()]).counts == {"created": 1}
    later = reading.take([record(dateOfBirth="2026-11-23"), record("A1234BD", dateOfBirth="2026-11-23")])
    assert later.counts == {"unchanged": 1, "created": 1}
    assert later.reasons == [(row, "dateOfBirth", "date_in_future") for row in (1, 2)]
    assert reading.case()["date_of_birth"] == date(1988, 4, 2)
    assert reading.case("A1234BD")["date_of_birth"] is None


def test_what_is_no_record_in_the_platforms_array_is_refused_by_its_row(reading: Importing) -> None:
    good = json.dumps(record())
    taken = reading.take(f'[5, {good}, "x", null, [], {good}]')
    assert taken.counts == {"created": 1, "rejected": 4, "unchanged": 1}
    assert taken.reasons == [(row, "", "not_an_object") for row in (1, 3, 4, 5)]


def test_a_case_outside_the_uploaders_scope_is_as_if_it_were_not_there(importing: Importing) -> None:
    importing.take(f"{CSV}\n{ROW.replace('FHI', 'BZI')}\n")
    hidden = importing.take("prison_number,provider\nA1234BC,crc\nA7777AA,crc\n", caller=OFFICER)
    first, second = (sorted((r["field"], r["code"]) for r in row["reasons"]) for row in hidden.rows)
    assert first == second
    assert importing.case()["provider"] is None


# Runs


def test_a_file_that_is_under_way_answers_for_itself(importing: Importing) -> None:
    content = f"{CSV}\n{ROW}\n".encode()

    def stage(**asked: Any) -> imports.Staged:
        return imports.stage(importing.database, SYSTEM, NOON, io.BytesIO(content), file_name="x", **asked)

    first = stage()
    with unit_of_work(importing.database, SYSTEM, NOON) as work:
        imports.queue(work, first)
    assert not stage().is_new
    assert stage().run["id"] == first.run["id"]
    assert stage(again=True).is_new
    assert stage(file_date=date(2026, 11, 1)).is_new


def test_a_stopped_run_goes_on_where_it_stood(importing: Importing, tmp_path: Path) -> None:
    file = tmp_path / "people.ndjson"
    file.write_text("\n".join(json.dumps(one) for one in records(900)))
    stop = Event()
    with file.open("rb") as source:
        staged = imports.stage(importing.database, SYSTEM, NOON, source, file_name=file.name)
    with unit_of_work(importing.database, SYSTEM, NOON) as work:
        run = imports.queue(work, staged)
    imports.work_on_imports(importing.database, lambda: NOON, "one", stop, lambda _run: stop.set())
    assert 0 < len(importing.rows(CASES)) < 900
    assert imports.work_on_imports(importing.database, lambda: NOON, "two")
    with importing.database.read() as connection:
        shown = imports.show_run(connection, SYSTEM, run["id"])
    assert (shown["state"], shown["counts"]["created"], shown["rows_done"]) == ("done", 900, 900)
    assert importing.rows(ImportChunk.__table__) == []  # type: ignore[attr-defined]


def test_a_run_held_by_somebody_alive_is_left_alone(importing: Importing) -> None:
    content = "\n".join(json.dumps(one) for one in records(600)).encode()
    staged = imports.stage(importing.database, SYSTEM, NOON, io.BytesIO(content), file_name="x")
    with unit_of_work(importing.database, SYSTEM, NOON) as work:
        imports.queue(work, staged)
    asked: list[bool] = []

    def meanwhile(_run: Any) -> None:
        asked.append(imports.work_on_imports(importing.database, lambda: NOON, worker_name()))

    imports.work_on_imports(importing.database, lambda: NOON, worker_name(), None, meanwhile)
    assert asked[:-1] == [False] * (len(asked) - 1)
    assert len(importing.rows(CASES)) == 600


def test_the_shell_imports_in_the_foreground_with_progress(importing: Importing, tmp_path: Path) -> None:
    file = tmp_path / "people.json"
    file.write_text(json.dumps(list(records(600))))
    seen: list[int] = []
    run = imports.import_file(
        importing.database, file, caller=SYSTEM, clock=lambda: NOON,
        progress=lambda so_far: seen.append(so_far["position"]),
    )  # fmt: skip
    assert (run["state"], run["created"]) == ("done", 600)
    assert seen == sorted(seen)
    assert len(seen) >= 3


def test_what_an_import_writes_rebuilds_to_the_same(importing: Importing) -> None:
    from app.services.policies import schedule_in_force
    from app.services.projection import facts_from, project

    importing.take(list(records(30)))
    importing.take([{**one, "conditionalReleaseDate": "2027-09-09"} for one in records(30)])
    with importing.database.read() as connection:
        schedule = schedule_in_force(connection)
    for case in importing.rows(CASES):
        facts = importing.rows(FACTS, FACTS.c.case_id == case["id"])
        after = project(facts_from(facts, case["opened_on"]), schedule, TODAY)
        stored = importing.rows(PERIODS, PERIODS.c.case_id == case["id"])
        key = lambda row: (row["layer"], row["starts_on"])  # noqa: E731
        assert sorted(stored, key=key) == sorted(after.period_rows(case["id"]), key=key)
        assert {name: case[name] for name in after.columns} == after.columns


def test_a_file_that_tells_a_day_of_birth_alone_brings_the_ownership_that_follows(reading: Importing) -> None:
    from tests.reliability.test_policy_run import decide

    reading.take(f"{CSV}\n{ROW}")
    decide(reading.database, "omic", date(2026, 11, 23))
    while work_on_runs(reading.database, lambda: NOON, worker_name()):
        pass
    assert reading.owner("2027-06-01") == ("community", "determinate")
    taken = reading.take(f"{CSV},date_of_birth\n{ROW},2009-06-02")
    assert taken.counts == {"changed": 1}
    assert reading.owner("2027-06-01") == ("none", "outside_policy")
    assert reading.owner("2027-06-02") == ("community", "determinate")
