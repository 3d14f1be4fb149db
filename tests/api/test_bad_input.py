"""What cannot be taken is answered with the field, a stable code and what to do; nothing of it is kept."""

from collections.abc import Iterator
from typing import Any, get_args

import pytest

from app.domain.caller import Role
from app.schemas.fields import Given
from tests.parts.service import RunningService, case_body, opened

SENTENCE = case_body()["sentence"]
Errors = list[tuple[str, str]]


@pytest.fixture
def service(sqlite_service: RunningService) -> RunningService:
    return sqlite_service


def errors_of(answer: Any) -> Errors:
    """Field and code of each error, once each says what to do without repeating what was sent."""
    body = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    for error in body["errors"]:
        assert len(error["message"]) >= len("Give text")
        assert "XQZ" not in error["message"]
    return [(error["field"], error["code"]) for error in body["errors"]]


FACTS: list[tuple[dict[str, Any], Errors]] = [
    ({"type": "died", "date": "2026-02-30"}, [("date", "date_invalid")]),
    ({"type": "died", "date": "01/02/2026"}, [("date", "date_invalid")]),
    ({"type": "died", "date": "2026-06-01T00:00:00"}, [("date", "date_invalid")]),
    ({"type": "died", "date": 20260601}, [("date", "date_invalid")]),
    ({"type": "died", "date": "1899-12-31"}, [("date", "date_out_of_range")]),
    ({"type": "died", "date": "2026-11-23"}, [("date", "date_in_future")]),
    ({"type": "died"}, [("date", "missing")]),
    ({"type": "XQZ", "date": "2026-06-01"}, [("type", "unknown_event_type")]),
    ({"type": "released", "date": "2025-01-12"}, [("date", "before_sentence")]),
    (
        {"type": "prison_transfer", "date": "2026-06-01", "to_prison": "XQZ"},
        [("to_prison", "unknown_prison")],
    ),
    (
        {"type": "prison_transfer", "date": "2026-06-01", "to_prison": "fhi"},
        [("to_prison", "prison_code_invalid")],
    ),
    ({"type": "prison_transfer", "date": "2026-06-01"}, [("to_prison", "missing")]),
    (
        {"type": "release_date_set", "date": "2026-06-01", "release_date": "2025-01-12"},
        [("release_date", "before_sentence")],
    ),
    (
        {"type": "release_date_set", "date": "2026-06-01", "release_date": "2027-02-29"},
        [("release_date", "date_invalid")],
    ),
    ({"type": "died", "date": "2026-06-01", "XQZ": 1}, [("XQZ", "unknown_field")]),
    ({"type": "risk_changed", "date": "2026-06-01", "mappa_level": 4}, [("mappa_level", "number_invalid")]),
    ({"type": "provider_changed", "date": "2026-06-01", "provider": "XQZ"}, [("provider", "unknown_value")]),
]


@pytest.mark.parametrize(("fact", "errors"), FACTS, ids=lambda value: str(value)[:60])
def test_a_fact_that_cannot_be_taken_is_answered_by_its_field(
    service: RunningService, fact: dict[str, Any], errors: Errors
) -> None:
    client = service.system(Role.RW)
    case = opened(client)["id"]
    before = client.get(f"/api/v1/cases/{case}/events").json()
    answer = client.post(f"/api/v1/cases/{case}/events", json=fact)
    assert (answer.status_code, errors_of(answer)) == (400, errors)
    assert client.get(f"/api/v1/cases/{case}/events").json() == before


CASES: list[tuple[dict[str, Any], Errors]] = [
    ({"prison": "XQZ"}, [("prison", "unknown_prison")]),
    ({"home_region": "nowhere_at_all"}, [("home_region", "unknown_region")]),
    ({"sentence": SENTENCE | {"release_date": "2025-01-12"}}, [("sentence.release_date", "before_sentence")]),
    ({"sentence": SENTENCE | {"start_date": "2026-02-30"}}, [("sentence.start_date", "date_invalid")]),
    (
        {"sentence": SENTENCE | {"start_date": "2026-11-23", "release_date": None}},
        [("sentence.date", "date_in_future")],
    ),
    (
        {"sentence": SENTENCE | {"sentence_type": "LIFE"}},
        [("sentence.length_months", "not_for_indeterminate")],
    ),
    ({"prison_number": "XQZ"}, [("prison_number", "format_invalid")]),
    ({"ppo": "yes"}, [("ppo", "true_or_false_expected")]),
    ({"mappa_level": "2"}, [("mappa_level", "whole_number_invalid")]),
    ({"first_name": ""}, [("first_name", "too_short")]),
    ({"first_name": "A\nb"}, [("first_name", "character_invalid")]),
    ({"last_name": "\u202eredlA"}, [("last_name", "character_invalid")]),
    ({"estate": "men"}, [("estate", "estate_of_prison")]),
    ({"date_of_birth": "0001-01-01"}, [("date_of_birth", "date_out_of_range")]),
    ({"date_of_birth": "2026-11-23"}, [("date_of_birth", "date_in_future")]),
    (
        {"events": [{"type": "recalled", "date": "2025-01-12", "recall_type": "standard"}]},
        [("events[0].date", "before_sentence")],
    ),
    (
        {"prison_number": "1", "first_name": 7},
        [("prison_number", "format_invalid"), ("first_name", "text_expected")],
    ),
]


@pytest.mark.parametrize(("changes", "errors"), CASES, ids=lambda value: str(value)[:60])
def test_a_case_that_cannot_be_opened_is_answered_by_its_field(
    service: RunningService, changes: dict[str, Any], errors: Errors
) -> None:
    client = service.system(Role.RW)
    answer = client.post("/api/v1/cases", json=case_body(**changes))
    assert (answer.status_code, errors_of(answer)) == (400, errors)
    assert client.get("/api/v1/cases").json()["total"] == 0


def test_a_day_of_birth_is_not_changed_to_one_that_is_still_to_come(service: RunningService) -> None:
    client = service.system(Role.RW)
    path, tag = f"/api/v1/cases/{opened(client, date_of_birth='2026-11-22')['id']}", {"If-Match": "*"}
    answer = client.patch(path, json={"date_of_birth": "2026-11-23"}, headers=tag)
    assert (answer.status_code, errors_of(answer)) == (400, [("date_of_birth", "date_in_future")])
    assert client.get(path).json()["date_of_birth"] == "2026-11-22"
    assert client.patch(path, json={"date_of_birth": None}, headers=tag).status_code == 200


def test_a_second_open_case_under_a_number_is_a_conflict_that_names_the_number(
    service: RunningService,
) -> None:
    client = service.system(Role.RW)
    first = opened(client, crn="X123456")
    again = client.post("/api/v1/cases", json=case_body(prison_number=first["prison_number"].lower()))
    assert (again.status_code, errors_of(again)) == (409, [("prison_number", "open_case_exists")])
    by_crn = client.post("/api/v1/cases", json=case_body(crn="x123456"))
    assert (by_crn.status_code, errors_of(by_crn)) == (409, [("crn", "open_case_exists")])
    other = opened(client)
    answer = client.patch(
        f"/api/v1/cases/{other['id']}",
        json={"prison_number": first["prison_number"]},
        headers={"If-Match": "*"},
    )
    assert (answer.status_code, errors_of(answer)) == (409, [("prison_number", "open_case_exists")])


@pytest.mark.parametrize(
    ("path", "methods"),
    [("cases", "GET, POST"), ("cases/A1234BC", "GET, PATCH"), ("cases/A1234BC/ownership", "GET")],
)
def test_a_method_that_is_not_taken_is_answered_with_those_that_are(
    sqlite_service: RunningService, path: str, methods: str
) -> None:
    refused = sqlite_service.system(Role.RW).put(f"/api/v1/{path}", json={})
    assert (refused.status_code, refused.headers["allow"]) == (405, methods)


def test_no_body_takes_a_word_for_a_flag_or_a_number() -> None:
    lax = [
        f"{form.__name__}.{name}"
        for form in every_form(Given)
        if not form.__name__.endswith(("Query", "QueryIn"))
        for name, field in form.model_fields.items()
        if {bool, int, float} & {field.annotation, *get_args(field.annotation)}
        and not any(getattr(each, "strict", False) for each in field.metadata)
    ]
    assert lax == []


def every_form(kind: type[Given]) -> Iterator[type[Given]]:
    """Every class of what callers send."""
    for form in kind.__subclasses__():
        yield form
        yield from every_form(form)


@pytest.mark.parametrize("name", ["Siân", "O'Brien", "محمد", "Łukasz-Ñandú", "می‌خواهم", "Zoë", "李"])
def test_a_name_is_kept_in_its_own_letters(service: RunningService, name: str) -> None:
    client = service.system(Role.RW)
    case = opened(client, last_name=name)
    assert client.get(f"/api/v1/cases/{case['id']}").json()["last_name"] == name
