"""Draws docs/panel-access.md: what each role is answered by each panel operation, signed or not, by seat and by region.

`python -m tests.reliability.panel_access`. The answer follows from a few gates, each a short rule that a person can
read; which gate an operation has stands in `gate_of`. The suite asks every cell of the page.
"""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import FastAPI

from app.api.openapi import operations
from app.domain.caller import ROLE_PREFIX, Role

FILE = Path(__file__).resolve().parents[2] / "docs" / "panel-access.md"
TAGS = (
    "Referrals", "Holistic assessment", "Panel caseload", "Panel members", "Meetings", "Minutes", "Actions",
    "Moves and decisions", "Sharing", "Board data", "Good practice", "Panel reports",
)  # fmt: skip


class Standing(StrEnum):
    """How somebody stands with the panel: four kinds of caller for each role."""

    SIGNED = "signed"
    NOT_SIGNED = "not signed"
    SEAT = "high-security seat"
    ELSEWHERE = "other region"


class Woman(StrEnum):
    """Whose item or case it is."""

    PLAIN = "any woman"
    RESTRICTED = "Restricted Status"


class Expected(StrEnum):
    """What is answered."""

    IN = "yes"
    ROLE = "403 role"
    STATEMENT = "403 statement"
    HIDDEN = "404"


class Gate(StrEnum):
    """What stands before an operation beside its roles."""

    NONE = "the role alone"
    SIGNED = "the board's sight: signed"
    ITEM = "the item: signed, in the seat's sight, in scope"
    CASE = "the case: in scope"
    WORK = "the case, for those who work with it; the item's gate for the board"
    WORKERS = "open to those who work with cases; the board when signed"
    CASELOAD = "the case, by office; the item's gate for the chair and members"
    CASELOADS = "open by office; the chair and members when signed"
    DRAFT = "a draft of another: there for keepers of notes who have signed, for nobody else"
    NOTE = "a draft of another: signed, and a keeper of notes"
    DIRECTOR = "the case's gate, and only the Prison Group Director or a delegate"


SEES_ITEMS = frozenset({Role.PANEL_SECRETARIAT, Role.PANEL_CHAIR, Role.PANEL_MEMBER, Role.GROUP_DIRECTOR})
BY_OFFICE = SEES_ITEMS - {Role.PANEL_MEMBER}
"""Whom no seat narrows."""
WORKS_WITH_CASES = frozenset(
    {
        Role.OMU_OFFICER, Role.OMU_MANAGER, Role.COMMUNITY_MANAGER, Role.COMMUNITY_SENIOR,
        Role.REGIONAL_DIRECTOR, Role.INSPECTOR,
    }
)  # fmt: skip
ON_CASELOAD_BY_OFFICE = WORKS_WITH_CASES | {Role.PANEL_SECRETARIAT, Role.GROUP_DIRECTOR}
KEEPS_NOTES = frozenset({Role.PANEL_SECRETARIAT, Role.PANEL_CHAIR})

BY_NAME: Mapping[str, Gate] = {
    "GET /actions": Gate.WORKERS,
    "GET /movement-proposals": Gate.WORKERS,
    "GET /undecided-advice": Gate.SIGNED,
    "GET /caseload": Gate.CASELOADS,
    "GET /caseload-totals": Gate.CASELOADS,
    "POST /caseload": Gate.CASE,
    "GET /caseload/{case}": Gate.CASELOAD,
    "GET /cases/{case}/panel": Gate.CASELOAD,
    "GET /cases/{case}/panel-responsibilities": Gate.CASE,
    "POST /agenda-items/{item}/actions": Gate.ITEM,
    "POST /recommendations/{recommendation}/decision": Gate.WORK,
    "POST /placement-decisions/{placement}/final": Gate.DIRECTOR,
    "POST /good-practice": Gate.SIGNED,
    "POST /movement-proposals": Gate.WORK,
    "POST /referrals": Gate.CASE,
}
RULES: tuple[tuple[str, Gate], ...] = (
    (r"\{(item|recommendation|provisional)\}", Gate.ITEM),
    (r"^Sharing |\{meeting\}/minutes|/attendance|/agenda", Gate.SIGNED),
    (r"\{(action|move|placement)\}", Gate.WORK),
    (r"^Good practice (?!GET)", Gate.NOTE),
    (r"^Good practice GET .*\{note\}", Gate.DRAFT),
    (r"^Panel caseload .*/(formulations|regime|staff-support)", Gate.CASELOAD),
    (r"\{(case|referral)\}", Gate.CASE),
    (r"", Gate.NONE),
)
"""The first that fits an operation's tag and name, where `BY_NAME` does not have it."""


def gate_of(name: str, tag: str) -> Gate:
    """The gate of an operation."""
    name = name.replace("/api/v1", "")
    return BY_NAME.get(name) or next(gate for fits, gate in RULES if re.search(fits, f"{tag} {name}"))


def expected(gate: Gate, role: Role, standing: Standing, woman: Woman) -> Expected:
    """What a role that the operation names is answered."""
    if gate is Gate.DIRECTOR and role is not Role.GROUP_DIRECTOR:
        found = _by_item(role, standing, woman)
        return Expected.ROLE if found is Expected.IN else found
    if gate is Gate.DRAFT:
        is_there = role in KEEPS_NOTES and standing is not Standing.NOT_SIGNED
        return Expected.IN if is_there else Expected.HIDDEN
    has_office = {
        Gate.WORK: WORKS_WITH_CASES,
        Gate.WORKERS: WORKS_WITH_CASES,
        Gate.CASELOAD: ON_CASELOAD_BY_OFFICE,
        Gate.CASELOADS: ON_CASELOAD_BY_OFFICE,
        Gate.CASE: frozenset(Role),
        Gate.NONE: frozenset(Role),
    }
    if role in has_office.get(gate, ()):
        is_of_a_case = gate in {Gate.WORK, Gate.CASELOAD, Gate.CASE}
        return _by_case(standing) if is_of_a_case else Expected.IN
    if gate in {Gate.SIGNED, Gate.WORKERS, Gate.CASELOADS, Gate.NOTE}:
        found = Expected.HIDDEN if gate is Gate.NOTE and role not in KEEPS_NOTES else Expected.IN
        return Expected.STATEMENT if standing is Standing.NOT_SIGNED else found
    return _by_item(role, standing, woman)


def _by_case(standing: Standing) -> Expected:
    return Expected.HIDDEN if standing is Standing.ELSEWHERE else Expected.IN


def _by_item(role: Role, standing: Standing, woman: Woman) -> Expected:
    if standing is Standing.NOT_SIGNED:
        return Expected.STATEMENT
    is_narrow = standing is Standing.SEAT and role not in BY_OFFICE and woman is Woman.PLAIN
    return Expected.HIDDEN if is_narrow or standing is Standing.ELSEWHERE else Expected.IN


def of_the_panel(api: FastAPI) -> Iterator[tuple[str, Gate, frozenset[Role]]]:
    """Every operation of the panel with its gate and its roles."""
    for path, method, operation in operations(api.openapi()):
        tag = next(iter(operation.get("tags", ())), "")
        if tag in TAGS:
            named = frozenset(Role(each.removeprefix(ROLE_PREFIX)) for each in operation["x-roles"])
            yield f"{method} {path}", gate_of(f"{method} {path}", tag), named


def women_of(name: str, gate: Gate) -> tuple[Woman, ...]:
    """Whose thing is asked for: both, where the answer may differ."""
    by_item = gate in {Gate.ITEM, Gate.WORK, Gate.CASELOAD, Gate.DIRECTOR}
    return tuple(Woman) if by_item else (Woman.PLAIN,)


def drawn(api: FastAPI) -> str:
    """The page."""
    lines = [ABOUT, *(f"* **{gate.name.lower()}**: {gate.value}" for gate in Gate)]
    lines += [
        "",
        "| operation | gate | role | whose | signed | not signed | high-security seat | other region |",
    ]
    lines.append("|---" * 8 + "|")
    for name, gate, named in of_the_panel(api):
        for role in (role for role in Role if role in named):
            for woman in women_of(name, gate):
                cells = " | ".join(expected(gate, role, standing, woman).value for standing in Standing)
                lines.append(f"| `{name}` | {gate.name.lower()} | {role} | {woman} | {cells} |")
    return "\n".join(lines) + "\n"


ABOUT = """# Who is answered what by the panel

Drawn by `python -m tests.reliability.panel_access`, and asked in full by the suite: every operation of the panel, as
each role that it names, by four callers: who signed the confidentiality statement in force, who did not, who sits in
the Long Term and High Security seat, and who signed but whose cases are of another region. `yes` is let in (what is
sent may still be refused by a rule); `403 role`, `403 statement`, and `404` for what is out of sight, as if it were not
there. A role that no row of an operation names is answered 403 before anything else is looked at, and is asked once.

The gates:
"""


def cells(api: FastAPI) -> Iterator[tuple[str, Role, Standing, Woman, Expected]]:
    """Every cell of the page, and those of the roles that no row names."""
    for name, gate, named in of_the_panel(api):
        for role in Role:
            for woman in women_of(name, gate) if role in named else (Woman.PLAIN,):
                for standing in Standing if role in named else (Standing.SIGNED,):
                    told = expected(gate, role, standing, woman) if role in named else Expected.ROLE
                    yield name, role, standing, woman, told


def main() -> None:
    """Write the page."""
    from app.main import create_api
    from app.settings import Settings

    with TemporaryDirectory() as folder:
        api = create_api(Settings(database_url=f"sqlite:///{folder}/none.db"))
    FILE.write_text(drawn(api), encoding="utf-8")


if __name__ == "__main__":
    main()
