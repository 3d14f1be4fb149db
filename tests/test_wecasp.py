"""Every requirement of the panel's terms of reference (000) has its test, named after it, and its line in the docs."""

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CORE = (
    "W03", "W05", "W07", "W08", "W09", "W11", "W12", "W13", "W14", "W15", "W16", "W17", "W18", "W19",
    "W20", "W21", "W22", "W23", "W24", "W25", "W26", "W27", "W29", "W30", "W31", "W32", "W33", "W34",
    "W35", "W37", "W38", "W39", "W41", "W42", "W45", "W46", "W47", "B08", "B09", "B13", "B22", "B24",
    "B29", "B31", "P06", "P10",
)  # fmt: skip
ROW = re.compile(r"^\| ([A-Z]\d\d) \| .+ \| (.+) \|$", re.MULTILINE)


@cache
def written() -> set[str]:
    files = (ROOT / "tests").rglob("test_*.py")
    return {
        name
        for file in files
        for name in re.findall(r"^def (test_\w+)", file.read_text("utf-8"), re.MULTILINE)
    }


@cache
def rows() -> dict[str, str]:
    return dict(ROW.findall((ROOT / "docs" / "wecasp.md").read_text("utf-8")))


@pytest.mark.parametrize("row", CORE)
def test_each_core_row_has_a_test_named_after_it(row: str) -> None:
    mine = {name for name in written() if name.startswith(f"test_{row.lower()}_")}
    assert mine, f"no test is named test_{row.lower()}_..."
    assert mine & set(re.findall(r"`(test_\w+)`", rows().get(row, ""))), (
        f"docs/wecasp.md does not name it: {mine}"
    )


def test_the_docs_name_no_test_that_is_gone() -> None:
    named = {name for told in rows().values() for name in re.findall(r"`(test_\w+)`", told)}
    assert named - written() == set()
