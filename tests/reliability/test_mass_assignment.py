"""S4: a write takes the fields that it declares; any other column is refused by name and changes nothing."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from app.api.openapi import operations
from app.domain.caller import Role
from app.models.imports import ImportRun
from app.repositories.cases import CASES
from app.repositories.migrations import load_tables
from tests.parts.service import RunningService, case_body, opened
from tests.reliability import (
    caseload_things,
    meeting_things,
    minutes_things,
    movement_things,
    practice_things,
    referral_things,
    sharing_things,
)
from tests.reliability.standing import noted
from tests.reliability.things import Maker, Things
from tests.reliability.writes import REFUSED_AS_IT_IS, TAKES_NO_JSON, TAKES_NOTHING, Write, address, writes

EXTRA: Mapping[str, Any] = {"is_admin": True, "constructor": {}}
OURS = frozenset({"id", "version", "case_id", "created_by", "recorded_by", "recorded_at", "changed_at", "made_at",
                  "made_by", "added_by", "added_at", "ended_at", "ended_by", "closed_at", "closed_by", "allocated_by",
                  "started_at", "password_hash", "roles", "everywhere", "prisons", "regions", "is_active",
                  "retracted_by", "retracted_at", "invited_at", "read_at", "settled_by", "settled_at"})  # fmt: skip
"""What the service itself keeps: no write may declare it."""
WRITING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
DERIVED = frozenset({"ownership_period", "policy_decision"})
"""Drawn anew from the facts whenever one is told; nobody writes to them."""
BOOKKEEPING = frozenset({"audit_entry", "sign_in_attempt", "staff_session", *DERIVED})
STAR = {"If-Match": "*"}
STORES_NOTHING = "POST /api/v1/policies/{policy}/evaluate"
"""Answers what a policy makes of plain facts; its sentence and facts may carry what no policy asks for."""
Rows = dict[str, dict[Any, dict[str, Any]]]


@pytest.fixture
def service(sqlite_service: RunningService) -> RunningService:
    """One engine: which fields a write takes does not come from the database."""
    return sqlite_service


@pytest.fixture
def maker(service: RunningService) -> Maker:
    return Maker(service)


@pytest.fixture
def things(maker: Maker) -> Things:
    return maker.made()


def sender(maker: Maker, write: Write) -> TestClient:
    clients = {"clerk": lambda: maker.clerk, "manager": lambda: maker.manager, "chair": lambda: maker.chair}
    return clients.get(write.by, maker.service.anonymous)()


def declared(service: RunningService) -> dict[str, set[str]]:
    """The fields that the document names for each write that takes JSON; of a choice of forms, those of any."""
    document = service.service.api.openapi()
    found = {}
    for path, method, operation in operations(document):
        content = operation.get("requestBody", {}).get("content", {})
        if "application/json" in content:
            found[f"{method} {path}"] = set(_fields(document, content["application/json"]["schema"]))
    return found


def _fields(document: dict[str, Any], schema: dict[str, Any]) -> Iterator[str]:
    if "$ref" in schema:
        yield from _fields(document, document["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    for each in (*schema.get("oneOf", ()), *schema.get("anyOf", ())):
        yield from _fields(document, each)
    yield from schema.get("properties", ())


def rows_of(service: RunningService) -> Rows:
    """Every row of every table by its key, but for the entries that say what was asked."""
    load_tables()
    with service.service.api.state.database.read() as connection:
        return {
            name: _rows(connection, table)
            for name, table in CASES.metadata.tables.items()
            if name not in BOOKKEEPING
        }


def _rows(connection: sa.Connection, table: sa.Table) -> dict[Any, dict[str, Any]]:
    """As the driver has them: a hundred tables are read several hundred times."""
    found = connection.exec_driver_sql(f"SELECT * FROM {table.name}").cursor
    names = [column[0] for column in found.description]
    keys = [names.index(column.name) for column in table.primary_key]
    return {tuple(row[key] for key in keys): dict(zip(names, row, strict=True)) for row in found.fetchall()}


def planted(name: str) -> Any:
    """Something that the column would take."""
    return EXTRA.get(name, "0197a000-0000-7000-8000-00000000ffff" if name.endswith("id") else "2020-01-01")


def undeclared(write: Write, fields: set[str]) -> list[str]:
    columns = {column.name for table in write.tables for column in table.columns}
    return sorted({*columns, *EXTRA} - fields)


def test_every_write_of_the_service_is_told_here(service: RunningService, things: Things) -> None:
    every = {
        f"{method} {path}"
        for path, method, _ in operations(service.service.api.openapi())
        if method in WRITING
    }
    assert every == {*writes(things), *TAKES_NO_JSON}
    assert set(declared(service)) == set(writes(things))


def test_no_write_declares_what_the_service_keeps_itself(service: RunningService) -> None:
    found = {name: fields & OURS for name, fields in declared(service).items()}
    assert {name: fields for name, fields in found.items() if fields} == {}


def test_no_write_takes_a_column_that_it_does_not_declare(
    service: RunningService, maker: Maker, things: Things
) -> None:
    fields, before = declared(service), rows_of(service)
    for name, write in writes(things).items():
        client, (method, path) = sender(maker, write), address(name, things)
        names = undeclared(write, fields[name])
        if name == STORES_NOTHING:
            assert client.post(path, json={**dict.fromkeys(names, "x"), **write.body}).status_code == 200
            assert rows_of(service) == before, name
            continue
        for sent in ([each] for each in (*EXTRA, *sorted(OURS & set(names)))):
            answer = client.request(
                method, path, json={**write.body, sent[0]: planted(sent[0])}, headers=STAR
            )
            assert_refused(name, answer, sent)
        everything = {**{each: planted(each) for each in names}, **write.body}
        assert_refused(name, client.request(method, path, json=everything, headers=STAR), names)
        assert rows_of(service) == before, name


def assert_refused(name: str, answer: Any, fields: list[str]) -> None:
    assert (name, fields, answer.status_code) == (name, fields, 400)
    told = sorted({(error["field"].rpartition(".")[2], error["code"]) for error in answer.json()["errors"]})
    assert (name, told) == (name, [(field, "unknown_field") for field in sorted(fields)])


def nested(body: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """The body with an unknown field in each object within it in turn."""
    inner = body.items() if isinstance(body, Mapping) else enumerate(body) if isinstance(body, list) else ()
    for key, value in inner:
        if isinstance(value, Mapping | list):
            copies: list[tuple[str, Any]] = list(nested(value, f"{at}.{key}"))
            if isinstance(value, Mapping):
                copies.append((f"{at}.{key}", {**value, "recorded_by": "somebody"}))
            for place, changed in copies:
                whole = dict(body) if isinstance(body, Mapping) else list(body)
                whole[key] = changed
                yield place, whole


def test_what_is_nested_takes_nothing_else(service: RunningService, maker: Maker, things: Things) -> None:
    before, seen = rows_of(service), []
    more = {"POST /api/v1/cases": {**case_body(), "events": [noted(1)]}}
    for name, write in writes(things).items():
        if name == STORES_NOTHING:
            continue
        for place, body in nested(more.get(name, write.body)):
            method, path = address(name, things)
            answer = sender(maker, write).request(method, path, json=body, headers=STAR)
            assert (name, place, answer.status_code) == (name, place, 400)
            assert answer.json()["errors"][0]["field"].endswith("recorded_by"), (name, place)
            seen.append(f"{name.rpartition('/')[2]}{place}")
    assert rows_of(service) == before
    assert seen == [
        "cases.sentence",
        "cases.events.0",
        "handover.steps.0",
        "reallocations.items.0",
        "preferences.kinds.0",
        "what-if.add.0",
        "compare.left",
        "compare.right",
        "policy-decisions.parts.0",
        "setting-proposals.settings",
        "referrals.approaches.0",
        "reviews.aims.0",
        "recommendations.owners.0",
        "services.services.0",
    ]


SETTLED = {f"task.closed_{each}" for each in ("at", "on", "by", "because")}
ENDED = {f"allocation.ended_{each}" for each in ("at", "on", "by", "because")}
DECIDED = {
    f"setting_proposal.{each}"
    for each in ("outcome", "outcome_reason", "decided_at", "decided_on", "decided_by", "revision")
}
ACCEPT = "POST /api/v1/referrals/{referral}/accept"
FOLLOWS: Mapping[str, set[str]] = {
    "POST /api/v1/cases/{case}/events": {"case_record.next_told"},
    "PUT /api/v1/cases/{case}/record/complexity": {"case_record.complexity_of_need"},
    "PATCH /api/v1/cases/{case}/record/objectives/{objective}": {
        f"record_item.{each}" for each in ("fields", "changed_at", "changed_by")
    },
    "PUT /api/v1/cases/{case}/key-stages/{stage}/answer": SETTLED
    | {f"key_stage.{each}" for each in ("responded_at", "responded_by", "contributed_at", "contributed_by")},
    "PATCH /api/v1/cases/{case}/early-allocations/{assessment}": SETTLED
    | {f"early_allocation_assessment.decided_{each}" for each in ("at", "on", "by")}
    | {"early_allocation_assessment.decision_reason", "case_record.next_told"},
    "POST /api/v1/cases/{case}/early-allocations": {
        "case_record.next_told",
        "early_allocation_assessment.is_latest",
    },
    "PATCH /api/v1/cases/{case}/handover": {
        f"handover.{each}" for each in ("report_at", "report_by", "steps_settled")
    },
    "DELETE /api/v1/cases/{case}/ownership/overrides/{override}": SETTLED
    | {f"handover.{each}" for each in ("starts_on", "handover_on", "waits_since")}
    | {
        f"ownership_override.{each}"
        for each in ("ended_at", "ended_on", "ended_by", "ended_because", "end_reason")
    },
    "POST /api/v1/cases/{case}/ownership/overrides": {
        f"handover.closed_{each}" for each in ("at", "on", "because")
    },
    **{
        f"POST /api/v1/policies/{{policy}}/setting-proposals/{{proposal}}/{what}": DECIDED
        for what in ("approve", "refuse", "withdraw")
    },
    "POST /api/v1/notices/read": {"notice.read_at", "notice.by_mail"},
    "POST /api/v1/reallocations": ENDED,
    "PUT /api/v1/cases/{case}/allocations/{role}": ENDED,
    "DELETE /api/v1/cases/{case}/contacts/{contact}": {
        f"contact.retract{each}" for each in ("ed_at", "ed_by", "ion_reason")
    },
    "DELETE /api/v1/cases/{case}/events/{event}": {
        f"case_event.retract{each}" for each in ("ed_at", "ed_on", "ed_by", "ion_reason")
    }
    | {f"parole_review.{each}" for each in ("started_on", "state", "is_open")}
    | {f"handover.{each}" for each in ("kind", "reason_code")},
    **movement_things.FOLLOWS,
    **sharing_things.FOLLOWS,
    **minutes_things.FOLLOWS,
    **meeting_things.FOLLOWS,
    **practice_things.FOLLOWS,
    **referral_things.FOLLOWS,
    **caseload_things.FOLLOWS,
    ACCEPT: referral_things.FOLLOWS[ACCEPT] | caseload_things.OF_REFERRAL,
}
"""What a write changes of rows that were there beside what it was sent and their versions: what follows from it."""


def test_of_the_row_only_what_was_sent_is_changed_and_what_follows_from_it(
    service: RunningService, maker: Maker, things: Things
) -> None:
    """The other half: each write goes through as it is."""
    for name, write in writes(things).items():
        if name in REFUSED_AS_IT_IS:
            continue
        before, (method, path) = rows_of(service), address(name, things)
        answer = sender(maker, write).request(method, path, json=write.body, headers=STAR)
        assert answer.is_success, (name, answer.text)
        more = changed(before, rows_of(service)) - FOLLOWS.get(name, set())
        assert (name, {each.partition(".")[2] for each in more} - {*write.body, "version"}) == (name, set())


def changed(before: Rows, after: Rows, removed: str | None = None) -> set[str]:
    """The columns, of rows that were there before, that are not as they were; no row is gone but of `removed`."""
    found = set()
    for table, rows in before.items():
        for key, row in rows.items():
            now = after[table].get(key)
            if now is None:
                assert table == removed, f"a row of {table} is gone"
                continue
            found |= {f"{table}.{column}" for column in row if row[column] != now[column]}
    return found


def test_what_comes_beside_a_file_is_left_unread(service: RunningService) -> None:
    table: sa.Table = ImportRun.__table__  # type: ignore[attr-defined]
    more = {each.name: "2020-01-01" for each in table.columns if each.name not in {"format", "file_date"}}
    file = {"file": ("cases.csv", "prison_number,first_name\nXQZ,Ada\n")}
    client = service.system(Role.RW)
    answer = client.post("/api/v1/imports", files=file, data=more)
    assert answer.status_code == 202
    (row,) = rows_of(service)[table.name].values()
    assert [name for name, value in row.items() if str(value).startswith("2020-01-01")] == []


def test_where_nothing_is_taken_nothing_that_is_sent_is_read(
    service: RunningService, maker: Maker, things: Things
) -> None:
    for name in TAKES_NOTHING:
        method, path = address(name, things)
        before = rows_of(service)
        body = {
            "reason": "x",
            "staff_id": things.taker,
            "name": "x",
            "email": "x@example.test",
            "version": 90,
        }
        answer = maker.clerk.request(method, path, json=body, headers=STAR)
        assert answer.is_success or answer.status_code == 400, (name, answer.text)
        columns = {
            each.partition(".")[2] for each in changed(before, rows_of(service), "victim_liaison_officer")
        }
        assert {each for each in columns if not each.startswith("ended_")} <= {"version"}, name


def test_the_check_sees_a_column_that_slipped_in(service: RunningService) -> None:
    """The negative control."""
    before = rows_of(service)
    case = opened(service.system(Role.RW))["id"]
    after = rows_of(service)
    assert {name for name, rows in after.items() if rows != before[name]} >= {
        "case_record",
        "case_event",
    }
    with service.service.api.state.database.write() as connection:
        connection.execute(sa.update(CASES).where(CASES.c.id == case).values(first_name="Somebody"))
    assert changed(after, rows_of(service)) == {"case_record.first_name"}
