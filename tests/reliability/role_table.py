"""Draws and reads docs/role-table.md: who may do what, and whose cases. `python -m tests.reliability.role_table`."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from fastapi import FastAPI

from app.domain.caller import ROLE_PREFIX, Role
from tests.reliability.inventory import PUBLIC, Operation, inventory

FILE = Path(__file__).resolve().parents[2] / "docs" / "role-table.md"
YES, NO = "yes", "–"

ABOUT = """# Who may do what

Each operation that needs a token, and the roles that open it. The suite calls every operation as every role and
compares with this table; `python -m tests.reliability.role_table` draws the first part anew from the routes, so a
change of roles shows in review as a change of this page. What needs no token is listed at the end.

A caller without a token, with one that has run out, or whose account is disabled is answered 401, a role that the
operation does not name 403.

"""

SCOPE = """
## Whose cases

A case is seen by who may see its prison of today or its home region, or everywhere. What may not be seen is
answered as if it were not there: 404, with the same body as for a number that nobody has.

| the case | caller of Foston Hall | caller of East Midlands | caller everywhere | caller of Drake Hall |
|---|---|---|---|---|
| at Foston Hall, home in East Midlands | found | found | found | not found |
| at Eastwood Park, home in Wales | not found | not found | found | not found |
| moved from Foston Hall yesterday, home in Wales | not found | not found | found | not found |
| moved to Foston Hall yesterday, home in Wales | found | not found | found | not found |
| closed at Foston Hall, home in East Midlands | found | found | found | not found |
| nobody's | not found | not found | not found | not found |
"""


def drawn(found: Iterable[Operation], public: Mapping[str, str]) -> str:
    """The page."""
    guarded = [each for each in found if each.enforced]
    heads = [role.value.replace("_", " ") for role in Role]
    lines = ["| operation | " + " | ".join(heads) + " |", "|---" * (len(heads) + 1) + "|"]
    for each in guarded:
        cells = [YES if role.authority in (each.declared or ()) else NO for role in Role]
        lines.append(f"| `{each.name}` | " + " | ".join(cells) + " |")
    listed = [f"- `{name}`: {reason}" for name, reason in public.items()]
    return ABOUT + "\n".join(lines) + "\n" + SCOPE + "\n## Without a token\n\n" + "\n".join(listed) + "\n"


def allowed_by_table() -> dict[str, frozenset[str]]:
    """The operations of the page, each with the authorities that open it."""
    rows = [row for row in _rows(FILE.read_text(encoding="utf-8")) if row[0].startswith("`")]
    roles = list(Role)
    return {
        row[0].strip("`"): frozenset(
            ROLE_PREFIX + role.value for role, cell in zip(roles, row[1:], strict=True) if cell == YES
        )
        for row in rows
    }


def seen_by_table() -> list[tuple[str, str, bool]]:
    """Case, caller, and whether the case is found."""
    page = FILE.read_text(encoding="utf-8").partition("## Whose cases")[2]
    heads, *rows = [row for row in _rows(page) if row[0] and not row[0].startswith("-")]
    return [
        (row[0], head, cell == "found") for row in rows for head, cell in zip(heads[1:], row[1:], strict=True)
    ]


def _rows(page: str) -> list[list[str]]:
    lines = (line.strip() for line in page.splitlines())
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]


def page_of(api: FastAPI) -> str:
    """The page as the routes would have it."""
    return drawn(inventory(api), PUBLIC)


if __name__ == "__main__":
    import tempfile

    from app.main import create_api
    from app.repositories.migrations import upgrade
    from app.settings import Settings

    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/empty.db"
        upgrade(url)
        FILE.write_text(page_of(create_api(Settings(database_url=url))), encoding="utf-8")
