"""What must hold for the repository itself: nobody else's files or addresses, every setting explained."""

import base64
import hashlib
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from app.settings import Settings
from app.web.assets import HTMX_INTEGRITY, HTMX_URL

ROOT = Path(__file__).resolve().parents[1]
ASSETS = ROOT / "var" / "assets"

# Split, so that this file does not find itself.
REGISTRIES = ("pyp" + "i.", "pythonhost" + "ed", "npm" + "js.", "yarn" + "pkg.", "deb.deb" + "ian")
MACHINE_PATHS = ("/wo" + "rk/", "/ro" + "ot/", "/ho" + "me/", "/Us" + "ers/")
THIRD_PARTY = re.compile(
    r"(govuk-frontend|moj-frontend|htmx)[^/]*\.(css|js)$|\.(woff2?|ttf|otf|eot)$|node_modules/"
)


@cache
def tracked_files() -> tuple[str, ...]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    return tuple(name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file())


@cache
def lines() -> tuple[tuple[str, str], ...]:
    """Every line of every text file, with its place."""
    found = []
    for name in tracked_files():
        try:
            text = (ROOT / name).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [(f"{name}:{number}", line) for number, line in enumerate(text.splitlines(), 1)]
    return tuple(found)


def pins(lock: str) -> dict[str, str]:
    return dict(re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==(\S+)", (ROOT / lock).read_text(), re.MULTILINE))


@pytest.mark.parametrize("words", [REGISTRIES, MACHINE_PATHS], ids=["registries", "machine paths"])
def test_no_file_names_a_package_registry_or_a_path_of_one_machine(words: tuple[str, ...]) -> None:
    assert [place for place, line in lines() if any(word in line for word in words)] == []


def test_no_third_party_asset_is_kept_in_git() -> None:
    assert [name for name in tracked_files() if THIRD_PARTY.search(name)] == []


def test_no_file_is_larger_than_a_megabyte() -> None:
    assert [name for name in tracked_files() if (ROOT / name).stat().st_size > 1_000_000] == []


def test_every_line_of_a_lock_is_held_by_a_hash() -> None:
    for lock in ROOT.glob("requirements*.lock"):
        entries = re.split(r"\n(?=\S)", lock.read_text().strip())
        assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_the_service_alone_runs_on_what_the_tests_ran_on() -> None:
    tested = pins("requirements.lock")
    served = pins("requirements-run.lock")
    assert served
    assert {name: tested.get(name) for name in served} == served


def test_every_setting_is_explained_in_the_docs() -> None:
    explained = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    assert [name for name in Settings.model_fields if f"`{name.upper()}`" not in explained] == []


def test_the_docs_explain_no_setting_that_is_gone() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text("utf-8"), re.MULTILINE)
    assert [name for name in rows if name.lower() not in Settings.model_fields] == []


def test_the_local_htmx_is_byte_for_byte_the_one_that_the_page_asks_the_cdn_for() -> None:
    local = (ASSETS / "htmx.min.js").read_bytes()
    digest = base64.b64encode(hashlib.sha384(local).digest()).decode()
    assert f"sha384-{digest}" == HTMX_INTEGRITY
    assert "@2.0.11/" in HTMX_URL


def test_the_assets_hold_no_font_and_no_crest() -> None:
    names = [file.name for file in ASSETS.rglob("*")]
    assert "govuk-frontend.min.css" in names
    assert [name for name in names if re.search(r"crest|crown|favicon|woff", name)] == []
    for sheet in ASSETS.glob("*.css"):
        assert not re.search(r"@font-face|GDS Transport|url\(/", sheet.read_text(encoding="utf-8"))


def test_every_test_that_the_comparison_names_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs" / "peer-comparison.md").read_text()))
    written = {name for _, line in lines() for name in re.findall(r"^def (test_\w+)", line)}
    assert len(named) > 40
    assert named - written == set()
