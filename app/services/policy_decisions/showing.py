"""Shows papers with their parts, what was recorded of them, where they stand, and the run that follows an approval."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.cursor import after_cursor, cursor_of
from app.domain.identifiers import UUID
from app.domain.in_force import Ruling
from app.domain.policies.register import POLICIES
from app.domain.policy_papers import (
    FINAL_APPROVAL,
    IN_FORCE,
    NO_LONGER,
    PART_DECIDED,
    Outcome,
    puts_in_force,
    status_of,
)
from app.domain.refusals import NotFound
from app.repositories import policy_papers as repository
from app.repositories import policy_runs
from app.services.names import names_of
from app.services.policies.in_force import governing
from app.services.policies.runs import run_as_shown
from app.services.policy_decisions.recording import NO_SUCH_PAPER, part_of

Row = Mapping[str, Any]
LIST = "policy_decisions"


@dataclass(frozen=True, slots=True)
class _Gathered:
    """What belongs to the papers of a page, read together."""

    papers: Mapping[str, Row]
    parts: Mapping[str, Sequence[Row]]
    steps: Mapping[str, Sequence[Row]]
    runs: Mapping[str, Row]
    names: Mapping[str, str]
    rulings: Mapping[str, Ruling]
    """By the id of the paper, or of a decision without one."""
    replaced: Mapping[str, date]
    """By the id of a ruling, the day on which another took over its place."""


def list_decisions(connection: Connection, today: date, *, size: int, cursor: str | None) -> dict[str, Any]:
    """One page of the decisions, the latest first; the installation's own stands among them."""
    after = after_cursor(cursor, LIST, ("id",))
    ids = repository.page_of_ids(connection, after[0] if after else None, size + 1)
    shown, more = ids[:size], len(ids) > size
    gathered = _gather(connection, shown)
    return {
        "items": [_as_shown(each, gathered, today) for each in shown],
        "page": None if cursor else 1,
        "size": size,
        "total": repository.count(connection),
        "next": cursor_of(LIST, (shown[-1],)) if more else None,
    }


def read_decision(connection: Connection, reference: str, today: date) -> dict[str, Any]:
    """One decision. Raises NotFound."""
    wanted = reference.lower()
    if not UUID.fullmatch(wanted):
        raise NotFound(NO_SUCH_PAPER)
    gathered = _gather(connection, [wanted])
    if wanted not in gathered.papers and wanted not in gathered.rulings:
        raise NotFound(NO_SUCH_PAPER)
    return _as_shown(wanted, gathered, today)


def outcomes_of(steps: Sequence[Row]) -> dict[int, Outcome]:
    """The outcome of each part: of several words the last counts."""
    return {
        step["part"]: Outcome(step["outcome"], step["settings"])
        for step in steps
        if step["kind"] == PART_DECIDED
    }


def _gather(connection: Connection, ids: Sequence[str]) -> _Gathered:
    papers, steps = repository.papers(connection, ids), repository.steps_of(connection, ids)
    rulings = governing(connection).rulings.rulings
    who = [paper["recorded_by"] for paper in papers.values()]
    who += [step["recorded_by"] for found in steps.values() for step in found]
    return _Gathered(
        papers,
        repository.parts_of(connection, ids),
        steps,
        policy_runs.of(connection, list(ids)),
        names_of(connection, who),
        {ruling.paper_id or ruling.id: ruling for ruling in rulings},
        {ruling.id: day for ruling in rulings if (day := _replaced_on(ruling, rulings))},
    )


def _replaced_on(ruling: Ruling, rulings: Sequence[Ruling]) -> date | None:
    place = (ruling.place_kind, ruling.place_code)
    later = [r for r in rulings if (r.place_kind, r.place_code) == place and r.weight > ruling.weight]
    return min((each.starts_on for each in later), default=None)


def _as_shown(decision_id: str, gathered: _Gathered, today: date) -> dict[str, Any]:
    ruling = gathered.rulings.get(decision_id)
    in_force = _in_force(ruling, gathered) if ruling else None
    paper = gathered.papers.get(decision_id)
    if paper is None:
        return _installed(gathered.rulings[decision_id], gathered, in_force, today)
    steps = gathered.steps.get(decision_id, ())
    rows = gathered.parts.get(decision_id, ())
    parts, outcomes = tuple(part_of(row) for row in rows), outcomes_of(steps)
    ended = next((step for step in steps if step["kind"] != PART_DECIDED), None)
    would = puts_in_force(parts, outcomes)
    replaced_on = gathered.replaced.get(ruling.id) if ruling else None
    starts_on = ruling.starts_on if ruling else None
    run = gathered.runs.get(decision_id)
    return {
        **paper,
        "recorded_by_name": gathered.names.get(paper["recorded_by"]),
        "status": status_of(parts, outcomes, ended["kind"] if ended else None, starts_on, replaced_on, today),
        "installed": False,
        "parts": [_part(row, steps, gathered) for row in rows],
        "would_put_in_force": {"policy": would.policy_id, "settings": dict(would.settings)}
        if would
        else None,
        "in_force": in_force,
        "final_approval": _approval(steps, gathered),
        "ended": _said(ended, gathered) if ended and ended["kind"] != FINAL_APPROVAL else None,
        "run": run_as_shown(run) if run else None,
    }


def _installed(ruling: Ruling, gathered: _Gathered, in_force: Any, today: date) -> dict[str, Any]:
    replaced_on = gathered.replaced.get(ruling.id)
    is_over = replaced_on is not None and replaced_on <= today
    return {
        "id": ruling.id,
        "version": 1,
        "reference": None,
        "title": ruling.title,
        "board": None,
        "board_on": None,
        "place_kind": ruling.place_kind,
        "place_code": ruling.place_code,
        "recorded_at": None,
        "recorded_by": None,
        "recorded_by_name": None,
        "status": NO_LONGER if is_over else IN_FORCE,
        "installed": True,
        "parts": [],
        "would_put_in_force": None,
        "in_force": in_force,
        "final_approval": None,
        "ended": None,
        "run": None,
    }


def _in_force(ruling: Ruling, gathered: _Gathered) -> dict[str, Any]:
    return {
        "policy": ruling.policy_id,
        "title": POLICIES[ruling.policy_id].title,
        "settings": dict(ruling.settings),
        "in_force_from": ruling.starts_on,
        "in_force_to": gathered.replaced.get(ruling.id),
    }


def _part(row: Row, steps: Sequence[Row], gathered: _Gathered) -> dict[str, Any]:
    said = [step for step in steps if step["kind"] == PART_DECIDED and step["part"] == row["number"]]
    return {
        "number": row["number"],
        "text": row["text"],
        "policy": row["policy_id"],
        "settings": row["settings"],
        "settings_if_not_agreed": row["otherwise"],
        "outcome": said[-1]["outcome"] if said else None,
        "amendment": said[-1]["text"] if said else None,
        "amendment_settings": said[-1]["settings"] if said else {},
        "history": [_said(step, gathered) for step in said],
    }


def _approval(steps: Sequence[Row], gathered: _Gathered) -> dict[str, Any] | None:
    found = next((step for step in steps if step["kind"] == FINAL_APPROVAL), None)
    if found is None:
        return None
    names = ("board", "board_on", "reference", "in_force_from")
    return {**_said(found, gathered), **{name: found[name] for name in names}}


def _said(step: Row, gathered: _Gathered) -> dict[str, Any]:
    names = ("kind", "outcome", "text", "recorded_at", "recorded_by")
    said = {name: step[name] for name in names}
    return {**said, "recorded_by_name": gathered.names.get(step["recorded_by"])}
