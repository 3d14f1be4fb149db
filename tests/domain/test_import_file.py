"""What kind of file it is, and its rows one by one, wherever the reading is cut."""

import json
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.case_file import COLUMNS
from app.domain.import_file import HEAD_BYTES, Layout, Piece, pieces_of, read_layout
from app.domain.import_file.json_pieces import json_pieces
from app.domain.import_file.pieces import LONGEST_ROW
from app.domain.refusals import InvalidInput
from app.services.imports.parsing import parse

TODAY = date(2026, 11, 22)
NASTY = st.sampled_from(
    ["\n", "\r\n", "\r", '"', '""', ",", "=cmd", "\x00", "\ufeff", "é", "\\", "{", "}", "[", "]", ":", "null",
     "A1234BC", "X123456", "45000", "2026-01-01", '{"prison_number":"A1234BC"}', '{"prisonerNumber":"A1234BC"}',
     "prison_number", "crn,first_name\n", '"content":[', "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")]
)  # fmt: skip
FILES = st.lists(st.one_of(NASTY, st.text(max_size=8)), max_size=40).map(
    lambda parts: "".join(parts).encode("utf-8", "replace")
)


def cut(raw: bytes, places: list[int]) -> Iterator[bytes]:
    start = 0
    for place in sorted({min(place, len(raw)) for place in places}):
        yield raw[start:place]
        start = place
    yield raw[start:]


@given(
    raw=FILES,
    places=st.lists(st.integers(0, 300), max_size=6),
    shape=st.sampled_from(["csv", "lines", "sequence", "array"]),
)
def test_the_rows_are_the_same_wherever_the_reading_is_cut(raw: bytes, places: list[int], shape: str) -> None:
    assert list(pieces_of(shape, cut(raw, places), 0)) == list(pieces_of(shape, [raw], 0))


@given(raw=FILES, shape=st.sampled_from(["csv", "lines", "sequence", "array"]), data=st.data())
def test_reading_goes_on_from_any_row(raw: bytes, shape: str, data: st.DataObject) -> None:
    whole = list(pieces_of(shape, [raw], 0))
    if not whole:
        return
    place = data.draw(st.integers(0, len(whole) - 1))
    position = whole[place].ends_at
    if shape == "array" and position > len(raw):
        return
    assert list(pieces_of(shape, [raw[position:]], position)) == whole[place + 1 :]


@settings(max_examples=300)
@given(
    raw=FILES,
    prefix=st.sampled_from(
        [b"", b"prison_number,first_name,event_type,event_date\n", b'{"prison_number":"A1234BC"}\n', b"["]
    ),
)
def test_no_file_makes_anything_but_rows_and_plain_refusals(raw: bytes, prefix: bytes) -> None:
    file = prefix + raw
    try:
        layout = read_layout(file[:HEAD_BYTES])
    except InvalidInput:
        return
    for number, piece in enumerate(pieces_of(layout.shape, [file[layout.start :]], layout.start), start=1):
        row = parse(piece, number, layout, TODAY)
        assert (row.row is None) == bool(row.errors)
        assert all(error.code and error.message for error in row.errors)


@pytest.mark.soak
@settings(max_examples=100_000)
@given(raw=FILES, prefix=st.sampled_from([b"", b"prison_number,first_name,event_type,event_date\n", b"["]))
def test_a_hundred_thousand_files_make_nothing_but_rows_and_plain_refusals(raw: bytes, prefix: bytes) -> None:
    test_no_file_makes_anything_but_rows_and_plain_refusals.hypothesis.inner_test(raw, prefix)


@pytest.mark.parametrize("shape", ["csv", "lines", "array"])
def test_a_row_without_end_is_never_held(shape: str) -> None:
    held = b"x" * 100_000 if shape != "array" else b'{"a": "' + b"x" * 99_000 + b'", "b": ['
    pieces = list(pieces_of(shape, (held for _ in range(60)), 0))
    assert len(pieces) == 1
    assert pieces[0].fault in {"row_too_long", "json_cut_off"}
    assert len(pieces[0].raw) <= LONGEST_ROW


def test_an_object_that_is_too_long_stops_no_other() -> None:
    long = json.dumps({"a": ["y" * 1000] * 1500}).encode()
    file = b'{"a": 1},' + long + b',{"b": 2}]'
    parts = [file[at : at + 65_536] for at in range(0, len(file), 65_536)]
    assert [(p.raw[:8], p.fault) for p in pieces_of("array", parts, 0)] == [
        (b'{"a": 1}', None), (b"", "row_too_long"), (b'{"b": 2}', None),
    ]  # fmt: skip


def refusals(file: bytes) -> list[tuple[int, str | None]]:
    """Each row of a file of the platform by its number, with the code of why it is not taken."""
    layout = read_layout(file, "prisoner_search")
    parts = [file[at : at + 3] for at in range(layout.start, len(file), 3)]
    rows = [
        parse(piece, number, layout, TODAY)
        for number, piece in enumerate(pieces_of(layout.shape, parts, layout.start), start=1)
    ]
    return [(row.number, row.errors[0].code if row.errors else None) for row in rows]


def test_what_is_no_object_in_an_array_is_a_row_that_is_refused() -> None:
    record = b'{"prisonerNumber": "A1234BC"}'
    file = b'[5, "x,]\\"", ' + record + b",null,[1, {}],-1.5e3 ,tru, " + record + b', ""]\n 7'
    no, broken = "not_an_object", "json_invalid"
    codes = [no, no, None, no, no, no, broken, None, no]
    assert refusals(file) == list(enumerate(codes, start=1))
    assert refusals(b'{"content": [12, ' + record + b"]}") == [(1, no), (2, None)]


@pytest.mark.parametrize("end", [b"12", b'"cut', b'"cut\\"', b'{"a'])
def test_an_element_at_which_the_file_breaks_off_is_a_row(end: bytes) -> None:
    assert refusals(b'[{"prisonerNumber": "A1234BC"}, ' + end) == [(1, None), (2, "json_cut_off")]


@pytest.mark.parametrize("long", [b'"' + b'a b\\", {\\\\' * 900 + b'"', b"7" * 9000], ids=["text", "number"])
def test_an_element_of_no_end_is_one_row_and_stops_no_other(long: bytes) -> None:
    file = b"1, " + long + b',{"b": 2}]'
    for size in (64, 99, 1000):
        parts = [file[at : at + size] for at in range(0, len(file), size)]
        found = list(json_pieces(parts, 0, 1000))
        assert [each[1:] for each in found] == [
            (1, None), (3 + len(long), "row_too_long"), (len(file) - 1, None),
        ]  # fmt: skip
        assert found[-1][0] == b'{"b": 2}'


def test_a_quoted_cell_may_hold_line_ends() -> None:
    [piece] = pieces_of("csv", [b'A1234BC,"one\r\ntwo",x\n'], 0)
    assert piece == Piece(b'A1234BC,"one\r\ntwo",x\n', 21)


@pytest.mark.parametrize(
    ("head", "kind", "shape"),
    [
        (b'[{"prisonerNumber": "A1234BC"}]', "prisoner_search", "array"),
        (b"[]", "prisoner_search", "array"),
        (b'\xef\xbb\xbf\n [{"prisonerNumber": "A1234BC"}]', "prisoner_search", "array"),
        (b'{"last": true, "content": [{"prisonerNumber": "A1234BC"}]}', "prisoner_search", "array"),
        (
            b'{"sort": {"content": [1]}, "content" : [\n{"prisonerNumber": "A1234BC"}',
            "prisoner_search",
            "array",
        ),
        (b'{"prisonerNumber": "A1234BC"}\n{"prisonerNumber": "A1234BD"}', "prisoner_search", "lines"),
        (b'{\n "prisonerNumber": "A1234BC"\n}', "prisoner_search", "sequence"),
        (b'{"crn": "X123456"}\n', "case_file", "lines"),
        (b'{"nothing": 1}\n{"crn": "X123456"}\n', "case_file", "lines"),
        (b'{broken}\n{"crn": "X123456"}\n', "case_file", "lines"),
        (b"CRN, Prison_Number \r\n", "case_file", "csv"),
    ],
)
def test_a_file_is_known_by_its_beginning(head: bytes, kind: str, shape: str) -> None:
    layout = read_layout(head)
    assert (layout.kind, layout.shape) == (kind, shape)
    assert Layout.from_stored(layout.as_stored()) == layout


def test_the_document_lists_every_column() -> None:
    from pathlib import Path

    text = (Path(__file__).parents[2] / "docs" / "import-format.md").read_text()
    assert [name for name in COLUMNS if f"`{name}`" not in text] == []
