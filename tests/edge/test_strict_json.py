"""A JSON body has one meaning or is refused."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.api.strict_json import read_json
from app.domain.refusals import InvalidInput

REFUSED = [
    (b"{", "json_invalid"),
    (b"", "json_invalid"),
    (b"{'a': 1}", "json_invalid"),
    (b'{"a": 1,}', "json_invalid"),
    (b"\xef\xbb\xbf{}", "json_invalid"),
    (b'{"a": 01}', "json_invalid"),
    (b'{"a": "tab\there"}', "json_invalid"),
    (b'{"a": 1, "a": 1}', "key_repeated"),
    (b'{"b": [{"a": 1, "\\u0061": 2}]}', "key_repeated"),
    (b"NaN", "number_invalid"),
    (b'{"a": -Infinity}', "number_invalid"),
    (b"1e400", "number_too_large"),
    (b"9" * 5000, "number_too_large"),
    (b"-" + b"9" * 20, "number_too_large"),
    (b"[" * 33 + b"]" * 33, "too_deep"),
    (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "too_deep"),
    (b'"\\u0000"', "text_invalid"),
    (b'{"\\u0000": 1}', "text_invalid"),
    (b'"\\\\\\u0000"', "text_invalid"),
    (b'"\\ud800"', "text_invalid"),
    (b'"\\uDFFF and more"', "text_invalid"),
    (b'"\xff"', "text_invalid"),
    ("{}".encode("utf-16"), "text_invalid"),
]
TAKEN = [
    b"{}",
    b'{"a": 1, "b": {"a": 1}}',
    b"[" * 32 + b"]" * 32,
    b'"' + b"[{" * 100 + b'\\"["',
    b'"\\ud83d\\ude00"',
    b'"\\\\u0000"',
    b'[9223372036854775807, -1.5e10, true, null, "\\u00e9"]',
    ('"' + "\u00e9\u2013" + '"').encode(),
]


@pytest.mark.parametrize(("raw", "code"), REFUSED, ids=[f"{raw[:24]!r} {code}" for raw, code in REFUSED])
def test_json_with_two_meanings_or_none_is_refused(raw: bytes, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_json(raw)
    assert [each.code for each in refused.value.errors] == [code]


@pytest.mark.parametrize("raw", TAKEN, ids=lambda raw: repr(raw[:24]))
def test_other_json_is_read_as_the_standard_library_reads_it(raw: bytes) -> None:
    assert read_json(raw) == json.loads(raw)


KEPT = st.text(st.characters(exclude_characters="\0", exclude_categories=("Cs",)))
NAMES = st.text('abc\u00e9\\"', max_size=5)
PLAIN = st.none() | st.booleans() | st.integers(-(10**18), 10**18) | KEPT


@given(
    st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4))
)
def test_whatever_can_be_kept_comes_through_unchanged(said: object) -> None:
    for ascii_only in (True, False):
        assert read_json(json.dumps(said, ensure_ascii=ascii_only).encode()) == said


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(raw: bytes) -> None:
    with suppress(InvalidInput):
        json.dumps(read_json(raw)).encode()


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 200),
        ("application/json; charset=utf-8", 200),
        ('Application/JSON;charset="UTF-8"', 200),
        ("application/json; charset=utf-16", 415),
        ("application/problem+json", 415),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("", 415),
        (None, 415),
    ],
)
def test_only_json_is_taken(client: TestClient, content_type: str | None, status: int) -> None:
    body = b'{"name": "Aster", "sentence": {"start_date": "2026-01-31", "length_months": 12}}'
    headers = {} if content_type is None else {"Content-Type": content_type}
    assert client.post("/api/v1/cases", content=body, headers=headers).status_code == status


def test_a_refused_body_is_answered_as_bad_input(client: TestClient) -> None:
    answer = client.post(
        "/api/v1/cases",
        content=b'{"name": "A1234BC", "name": 1}',
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == 400
    assert [each["code"] for each in answer.json()["errors"]] == ["key_repeated"]
    assert "A1234BC" not in answer.text


def test_no_body_at_all_is_a_missing_one(client: TestClient) -> None:
    answer = client.post("/api/v1/cases")
    assert [(each["field"], each["code"]) for each in answer.json()["errors"]] == [("body", "missing")]
