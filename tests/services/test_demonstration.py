"""The demonstration: loaded once, the same each time, and true to the rules that it shows."""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.audit_seals import Head
from app.domain.caller import SYSTEM, Caller, Role, Scope
from app.domain.case_filters import Filters
from app.domain.ownership import owner_in, schedule_of
from app.domain.policies.register import DEFAULT_POLICY
from app.domain.refusals import Conflict
from app.integrations.signed_head import SignedHead
from app.models.audit import AuditEntry, DomainEvent
from app.repositories import listing, places
from app.repositories.cases import CASES, FACTS, PERIODS
from app.repositories.database import Database
from app.services import compare, demonstration, identity
from app.services.caseload import Page, list_cases
from app.services.demonstration.accounts import demonstration_accounts, register_accounts
from app.services.demonstration.comparisons import MADE
from app.services.demonstration.estate import ESTATE
from app.services.demonstration.lives import invent_lives
from app.services.demonstration.rows import lived_case
from app.services.demonstration.stories import STORIES, Story, story_lives
from app.services.identity import Grant
from app.services.ownership import Question, owner_of
from app.services.policy_decisions.showing import list_decisions
from app.services.rebuild import rebuild
from app.settings import Settings
from tests.parts.service import RunningService

TODAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
AWKWARD_DAYS = (date(2026, 12, 25), date(2027, 8, 31), date(2028, 2, 29))
DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "demonstration.md"
ENTRIES = AuditEntry.__table__
EVENTS = DomainEvent.__table__

Rows = list[dict[str, Any]]


def database_at(url: str) -> Iterator[Database]:
    database = Database(Settings(database_url=url))
    yield database
    database.dispose()


@pytest.fixture(scope="module")
def loaded_url(migrated_sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    file = shutil.copy(migrated_sqlite_file, tmp_path_factory.mktemp("demonstration") / "demo.db")
    url = f"sqlite:///{file}"
    settings = Settings(database_url=url, var_dir=file.parent)
    SignedHead.of(settings).write(Head(7, "0" * 64, 70, NOON))  # of an estate that was thrown away
    for database in database_at(url):
        demonstration.load_demonstration(database, TODAY, NOON, lambda _: None, settings)
    return url


@pytest.fixture(scope="module")
def loaded(loaded_url: str) -> Iterator[Database]:
    yield from database_at(loaded_url)


@pytest.fixture
def empty(sqlite_url: str) -> Iterator[Database]:
    yield from database_at(sqlite_url)


@pytest.fixture(scope="module")
def prisons(loaded: Database) -> dict[str, dict[str, Any]]:
    with loaded.read() as connection:
        return places.prisons(connection)


def every(database: Database, table: sa.Table) -> Rows:
    with database.read() as connection:
        return [dict(row) for row in connection.execute(sa.select(table)).mappings()]


def owners_today(database: Database) -> dict[str, dict[str, Any]]:
    periods = [row for row in every(database, PERIODS) if row["layer"] == "effective"]
    standing = [
        p for p in periods if p["starts_on"] <= TODAY and (p["ends_on"] is None or p["ends_on"] > TODAY)
    ]
    assert len(standing) == len({p["case_id"] for p in standing})
    return {p["case_id"]: p for p in standing}


# What it holds


def test_about_nine_hundred_people_at_twelve_womens_and_two_mens_prisons(loaded: Database) -> None:
    cases = every(loaded, CASES)
    by_prison = Counter(case["prison_code"] for case in cases)
    assert 880 <= len(cases) <= 940
    assert set(by_prison) == {place.code for place in ESTATE}
    assert all(25 <= count <= 150 for count in by_prison.values())
    assert Counter(place.estate for place in ESTATE) == {"women": 12, "men": 2}


def test_the_sentences_are_a_believable_mix(loaded: Database) -> None:
    cases = every(loaded, CASES)
    share = {
        kind: count * 100 / len(cases) for kind, count in Counter(c["sentence_type"] for c in cases).items()
    }
    assert 4 <= share[None] <= 9
    assert share["SDS"] > 55
    assert {"EDS", "SOPC", "LIFE", "IPP"} <= set(share)
    assert any(case["length_months"] is not None and case["length_months"] < 12 for case in cases)


def test_there_is_something_to_do_around_today(loaded: Database) -> None:
    ahead = [
        (p["handover_date"] - TODAY).days
        for p in owners_today(loaded).values()
        if p["responsible"] == "custody" and p["handover_date"]
    ]
    assert sum(0 < days <= 7 for days in ahead) >= 5
    assert sum(0 < days <= 56 for days in ahead) >= 30
    since = [(TODAY - p["starts_on"]).days for p in owners_today(loaded).values()]
    assert sum(days <= 14 for days in since) >= 10


def test_every_reason_of_the_policy_in_force_can_be_seen(loaded: Database) -> None:
    assert {p["reason_code"] for p in owners_today(loaded).values()} == {
        "not_sentenced", "out_of_scope_under_12_months", "custodial_phase", "six_months_before_release",
        "parole_process", "returned_after_decision", "release_directed", "refused_inside_six_months",
        "release_date_put_back", "released_on_licence", "recalled", "sentence_ended", "case_closed", "overridden",
    }  # fmt: skip


def test_nothing_was_recorded_before_it_happened_or_before_its_case(loaded: Database) -> None:
    opened = {case["id"]: case["opened_on"] for case in every(loaded, CASES)}
    for fact in every(loaded, FACTS):
        assert fact["happened_on"] <= fact["recorded_on"] <= TODAY
        assert fact["recorded_on"] >= opened[fact["case_id"]]
        assert fact["opening"] == (fact["recorded_on"] == opened[fact["case_id"]])
        assert fact["recorded_at"] <= NOON
        assert fact["retracted_on"] is None or fact["recorded_on"] <= fact["retracted_on"] <= TODAY


def test_some_facts_were_told_late_and_some_taken_back(loaded: Database) -> None:
    facts = every(loaded, FACTS)
    assert sum(not f["opening"] and f["recorded_on"] > f["happened_on"] for f in facts) > 20
    assert sum(f["retracted_on"] is not None for f in facts) > 5


def test_stored_periods_are_what_the_facts_say(loaded: Database) -> None:
    assert list(rebuild(loaded, SYSTEM, NOON, TODAY, mend=False)) == []


def test_no_case_that_is_closed_has_an_owner(loaded: Database) -> None:
    """Due lists are counted from the owners alone (`repositories.listing`)."""
    closed = (CASES.c.closes_on <= TODAY) & (CASES.c.id == PERIODS.c.case_id)
    owned = PERIODS.c.ends_on.is_(None) & (PERIODS.c.responsible != "none")
    with loaded.read() as connection:
        cases, owners = (
            connection.execute(sa.select(sa.func.count()).where(closed, test)).scalar_one()
            for test in (PERIODS.c.ends_on.is_(None), owned)
        )
    assert (cases > 0, owners) == (True, 0)


@pytest.mark.parametrize("size", [3, 5_000])
def test_a_list_counts_what_it_lists_however_long_its_page(loaded: Database, size: int) -> None:
    asked = {
        "due in the country": Filters(
            status="open",
            responsible="custody",
            handover_from=TODAY,
            handover_to=TODAY + timedelta(days=400),
        ),
        "due whatever their standing": Filters(responsible="community", handover_to=TODAY),
        "owned by nobody": Filters(responsible="none"),
        "of a prison": Filters(prison="FHI", status="open"),
        "nobody": Filters(q="Nobody Whatever"),
    }
    caller = Caller("someone", "person", frozenset(), Scope(everywhere=True))
    with loaded.read() as connection:
        for name, filters in asked.items():
            found = list_cases(connection, caller, filters, "last_name", Page(size=size), TODAY)
            rows = listing.list_cases(
                connection, caller.scope, filters, listing.Order(), TODAY, size=9_000, skip=0
            )
            assert found["total"] == len(rows), name
            assert len(found["items"]) == min(size, len(rows)), name


def test_counts_of_a_prison_taken_at_once_are_those_of_each_list(loaded: Database) -> None:
    lists = {
        "open": Filters(prison="FHI", status="open"),
        "closed": Filters(prison="FHI", status="closed"),
        "whatever": Filters(prison="FHI"),
        "with the prison": Filters(prison="FHI", status="open", responsible="custody"),
        "due": Filters(prison="FHI", handover_from=TODAY, handover_to=TODAY + timedelta(days=200)),
        "unallocated": Filters(prison="FHI", status="open", allocation="unallocated"),
        "release not recorded": Filters(prison="FHI", attention="release_not_recorded"),
    }
    scope = Scope(everywhere=True)
    with loaded.read() as connection:
        at_once = listing.count_each(connection, scope, lists, TODAY)
        singly = {
            name: listing.count_cases(connection, scope, filters, TODAY) for name, filters in lists.items()
        }
    assert at_once == singly
    assert all(singly[name] for name in ("open", "closed", "with the prison", "due"))


def test_every_case_and_fact_left_an_audit_entry_and_an_event(loaded: Database) -> None:
    facts, entries = every(loaded, FACTS), every(loaded, ENTRIES)
    told = [fact["id"] for fact in facts if not fact["opening"]]
    said = Counter(entry["what"] for entry in entries)
    assert said["CASE_OPENED"] == len(every(loaded, CASES))
    assert {e["subject_id"] for e in entries if e["what"] == "FACT_RECORDED"} == set(told)
    assert said["FACT_RETRACTED"] == sum(fact["retracted_on"] is not None for fact in facts)
    assert said["DEMONSTRATION_LOADED"] == 1
    invented = {account.username for account in demonstration_accounts()}
    at_work = {entry["who"] for entry in entries if entry["case_id"]}
    assert "demonstration" in at_work
    assert at_work <= {"demonstration", SYSTEM.username, *invented}
    happened = Counter(event["type"] for event in every(loaded, EVENTS))
    assert happened["throughcare.case.opened"] == said["CASE_OPENED"]
    assert happened["throughcare.fact.recorded"] == len(told) + said["FACT_RETRACTED"]


# The documented cases


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.prison_number)
def test_a_documented_case_has_the_documented_owner(loaded: Database, story: Story) -> None:
    with loaded.read() as connection:
        found = owner_of(
            connection, SYSTEM, story.prison_number, Question(TODAY, None, "as_lived", None), TODAY
        )
    assert (found["responsible"], found["reason_code"]) == (story.responsible, story.reason_code)


@pytest.mark.parametrize(
    ("number", "lived", "now_known"),
    [("Z1013DM", "custody", "community"), ("Z1014DM", "community", "custody")],
    ids=["told late", "taken back"],
)
def test_thirty_days_ago_reads_otherwise_as_now_known(
    loaded: Database, number: str, lived: str, now_known: str
) -> None:
    day = TODAY - timedelta(30)
    with loaded.read() as connection:
        found = [
            owner_of(connection, SYSTEM, number, Question(day, None, view, None), TODAY)["responsible"]
            for view in ("as_lived", "as_now_known")
        ]
    assert found == [lived, now_known]


def test_the_document_lists_exactly_these_cases() -> None:
    row = re.compile(r"^\| (Z\d{4}DM) \| (.+?) \| (.+?) \| (\w+) \| `(\w+)` \|$", re.MULTILINE)
    assert row.findall(DOCUMENT.read_text(encoding="utf-8")) == [
        (s.prison_number, " ".join(s.name), s.shows, s.responsible, s.reason_code) for s in STORIES
    ]


def test_the_document_lists_exactly_these_accounts() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    people = [f"| `{one.username}` | `{one.password}` |" for one in demonstration.demonstration_accounts()]
    systems = [f"| `{one.client_id}` | `{one.secret}` |" for one in demonstration.demonstration_systems()]
    assert [line for line in people + systems if line not in text] == []


@pytest.mark.parametrize("day", AWKWARD_DAYS, ids=str)
def test_the_documented_answers_hold_whatever_day_it_is_loaded(
    prisons: dict[str, dict[str, Any]], day: date
) -> None:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    for story, life in zip(STORIES, story_lives(day), strict=True):
        lived = lived_case(life, schedule_of(DEFAULT_POLICY), prisons, noon)
        answer = owner_in(lived.projection.periods, day).answer
        found = (story.prison_number, answer.who.responsible, answer.reason_code)
        assert found == (story.prison_number, story.responsible, story.reason_code)


# The same each time


def test_the_same_day_gives_the_same_people() -> None:
    assert list(invent_lives(TODAY)) == list(invent_lives(TODAY))


def test_no_number_is_used_twice(loaded: Database) -> None:
    cases = every(loaded, CASES)
    assert (
        len({case["prison_number"] for case in cases}) == len({case["crn"] for case in cases}) == len(cases)
    )


# Once, and only where nothing else is


def test_loading_again_changes_nothing(loaded: Database) -> None:
    before = [len(every(loaded, table)) for table in (CASES, FACTS, PERIODS, ENTRIES, EVENTS)]
    said: list[str] = []
    accounts = demonstration.load_demonstration(loaded, date(2027, 1, 1), NOON, said.append)
    assert said == []
    assert accounts.people == tuple(demonstration.demonstration_accounts())
    assert [len(every(loaded, table)) for table in (CASES, FACTS, PERIODS, ENTRIES, EVENTS)] == before


def test_a_load_that_was_stopped_after_the_accounts_is_finished(database_url: str) -> None:
    for database in database_at(database_url):
        register_accounts(database, NOON, lambda _: None)
        demonstration.load_demonstration(database, TODAY, NOON, lambda _: None)
        assert len(every(database, CASES)) > 880
        assert len(owners_today(database)) == len(every(database, CASES))


def test_a_database_with_records_of_its_own_is_refused(empty: Database) -> None:
    grant = Grant.of((Role.RO,), everywhere=True)
    identity.register_client(
        empty, SYSTEM, NOON, client_id="a-real-system", name="A real system", grant=grant
    )
    with pytest.raises(Conflict):
        demonstration.load_demonstration(empty, TODAY, NOON, lambda _: None)
    with empty.read() as connection:
        assert not demonstration.holds_demonstration(connection)


def test_a_database_that_holds_it_is_known_by_it(loaded: Database, empty: Database) -> None:
    with loaded.read() as full, empty.read() as nothing:
        assert demonstration.holds_demonstration(full)
        assert not demonstration.holds_demonstration(nothing)


# The accounts


def test_everyone_can_sign_in_and_the_words_name_them_all(loaded_url: str, tmp_path: Path) -> None:
    service = RunningService(loaded_url, tmp_path)
    client = service.anonymous()
    accounts = demonstration.load_demonstration(
        service.service.api.state.database, TODAY, NOON, lambda _: None
    )
    words = demonstration.accounts_in_words(accounts)
    for person in accounts.people:
        given = {"username": person.username, "password": person.password}
        assert client.post("/api/v1/sessions", json=given).status_code == 201
        assert person.username in words
    for system in accounts.systems:
        assert service.token(system.client_id, system.secret)
        assert system.secret in words
    service.close()


def test_it_keeps_comparisons_of_policies_that_are_over(loaded: Database) -> None:
    with loaded.read() as connection:
        found = compare.list_runs(connection, SYSTEM, None, 10)["items"]
    assert {run["title"] for run in found} == {made.title for made in MADE.values()}
    for run in found:
        assert (run["state"], run["cases_done"]) == ("done", run["cases_total"])
        assert 0 < run["moved"] < run["cases_total"]


def test_it_keeps_decisions_in_each_standing(loaded: Database) -> None:
    with loaded.read() as connection:
        found = list_decisions(connection, TODAY, size=10, cursor=None)["items"]
    assert sorted((one["status"], one["place_kind"]) for one in found) == [
        ("agreed_in_principle", "everywhere"),
        ("finally_approved", "region"),
        ("in_force", "everywhere"),
        ("withdrawn", "everywhere"),
    ]
    run = next(one["run"] for one in found if one["run"])
    assert (run["state"], run["total"]) == ("done", run["done"])
    assert run["changed"] > 0


def test_an_estate_loaded_anew_begins_its_audit_anew(loaded_url: str) -> None:
    """Whoever deletes the database to begin again is not told that somebody cut off the audit."""
    folder = Path(loaded_url.removeprefix("sqlite:///")).parent / "audit"
    assert not (folder / "head.json").exists()
    assert (folder / "head-set-aside-1.json").exists()
