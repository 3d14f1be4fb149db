"""Records papers on policy, the outcome of each part, and how a paper ends without coming into force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from app.domain.identifiers import UUID, new_id
from app.domain.in_force import ESTATE, EVERYWHERE, REGION
from app.domain.policies.policy import Policy
from app.domain.policies.register import policy_named
from app.domain.policy_papers import (
    AMENDED,
    PART_DECIDED,
    REFUSED,
    WITHDRAWN,
    Part,
    checked,
    setting_errors,
)
from app.domain.refusals import Conflict, FieldError, InvalidInput, NotFound, RefusedByRule, StaleVersion
from app.repositories import places
from app.repositories import policy_papers as repository
from app.services.unit_of_work import UnitOfWork

NO_SUCH_PAPER = "There is no such decision. GET /policy-decisions lists them."
STALE = (
    "Somebody recorded something of this decision after you read it. Read it again, and send it once more."
)
IS_OVER = "This decision is over: nothing more is recorded of it. Record a new paper."
ESTATES = ("women", "men")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class NewPaper:
    """A paper as it goes to its board."""

    reference: str
    title: str
    board: str
    board_on: date
    place_kind: str
    place_code: str | None
    parts: Sequence[Part]


def record_paper(work: UnitOfWork, new: NewPaper) -> str:
    """Record a paper as it goes to its board; answers its id. Raises InvalidInput, Conflict."""
    _check_place(work.connection, new)
    parts = checked(new.parts)
    paper = {
        "id": new_id(),
        "version": 1,
        **{
            name: getattr(new, name)
            for name in ("reference", "title", "board", "board_on", "place_kind", "place_code")
        },
        "recorded_at": work.moment,
        "recorded_by": work.caller.username,
    }
    rows = [
        {
            "paper_id": paper["id"],
            "number": part.number,
            "text": part.text,
            "policy_id": part.policy_id,
            "settings": dict(part.settings),
            "otherwise": dict(part.otherwise),
        }
        for part in parts
    ]
    try:
        repository.insert(work.connection, paper, rows)
    except IntegrityError as error:
        message = "A paper with this reference is recorded already. Find it in the list, or give another."
        fault = FieldError("reference", "reference_taken", message)
        raise Conflict(message, code="reference_taken", errors=[fault]) from error
    _say(work, "POLICY_PAPER_RECORDED", paper["id"], {"reference": new.reference, "place": place_said(new)})
    return str(paper["id"])


def decide_part(
    work: UnitOfWork, paper_id: str, number: int, given: Mapping[str, Any], version: int | None
) -> None:
    """Record what the board made of a part. Until the paper is over a later word stands in place of an earlier."""
    paper = held_paper(work, paper_id, version)
    parts = parts_now(work.connection, paper["id"])
    part = next((each for each in parts if each.number == number), None)
    if part is None:
        raise NotFound("There is no such part of this paper.")
    settings = dict(given.get("settings") or {})
    _check_amendment(given, settings, _policy_of(parts))
    step = {
        "kind": PART_DECIDED,
        "part": number,
        "outcome": given["outcome"],
        "text": given.get("text"),
        "settings": settings,
    }
    keep_step(work, paper["id"], step)
    said = {"part": number, "outcome": given["outcome"], **({"settings": settings} if settings else {})}
    _say(work, "POLICY_PART_DECIDED", paper["id"], said, given.get("text"))


def end_paper(work: UnitOfWork, paper_id: str, kind: str, reason: str, version: int | None) -> None:
    """Record that a later board refused the paper, or that it was withdrawn."""
    paper = held_paper(work, paper_id, version)
    keep_step(work, paper["id"], {"kind": kind, "text": reason})
    what = {REFUSED: "POLICY_PAPER_REFUSED", WITHDRAWN: "POLICY_PAPER_WITHDRAWN"}[kind]
    _say(work, what, paper["id"], {}, reason)


def held_paper(work: UnitOfWork, paper_id: str, version: int | None) -> Row:
    """A paper of which something is recorded now. Raises NotFound, StaleVersion, RefusedByRule where it is over."""
    wanted = paper_id.lower()
    paper = repository.paper(work.connection, wanted, lock=True) if UUID.fullmatch(wanted) else None
    if paper is None:
        raise NotFound(NO_SUCH_PAPER)
    if version is not None and version != paper["version"]:
        raise StaleVersion(STALE)
    steps = repository.steps_of(work.connection, [paper["id"]]).get(paper["id"], ())
    if any(step["kind"] != PART_DECIDED for step in steps):
        raise RefusedByRule(IS_OVER, code="decision_over")
    return paper


def parts_now(connection: Connection, paper_id: str) -> tuple[Part, ...]:
    """The parts of a paper."""
    return tuple(part_of(row) for row in repository.parts_of(connection, [paper_id]).get(paper_id, ()))


def part_of(row: Row) -> Part:
    """A part as the rules read it."""
    return Part(row["number"], row["text"], row["policy_id"], row["settings"], row["otherwise"])


def keep_step(work: UnitOfWork, paper_id: str, values: Row) -> None:
    """Write one step of a paper, once and for good."""
    nothing = dict.fromkeys(("part", "outcome", "text", "board", "board_on", "reference", "in_force_from"))
    step = {
        **nothing,
        "settings": {},
        **values,
        "id": new_id(),
        "paper_id": paper_id,
        "recorded_at": work.moment,
        "recorded_on": work.today,
        "recorded_by": work.caller.username,
    }
    repository.insert_step(work.connection, step)


def place_said(place: Any) -> str:
    """A place as audit and events name it."""
    return place.place_kind if place.place_code is None else f"{place.place_kind}:{place.place_code}"


def _check_place(connection: Connection, new: NewPaper) -> None:
    known: Sequence[str] = ()
    if new.place_kind == EVERYWHERE:
        if new.place_code is not None:
            message = "A decision for everywhere names no estate and no region."
            raise InvalidInput.of("place_code", "not_wanted", message)
        return
    if new.place_kind == ESTATE:
        known = ESTATES
    elif new.place_kind == REGION:
        known = list(places.regions(connection))
    if new.place_code not in known:
        message = "Give an estate (women, men), or a region that GET /probation-regions lists."
        raise InvalidInput.of("place_code", "unknown_place", message)


def _policy_of(parts: Sequence[Part]) -> Policy:
    return policy_named(next(part.policy_id for part in parts if part.policy_id is not None))


def _check_amendment(given: Mapping[str, Any], settings: Row, policy: Policy) -> None:
    errors: list[FieldError] = []
    if given["outcome"] == AMENDED and not given.get("text"):
        errors.append(FieldError("text", "missing", "Give the words of the amendment."))
    if given["outcome"] != AMENDED and settings:
        errors.append(FieldError("settings", "not_wanted", "Only an amendment brings settings of its own."))
    errors += setting_errors(policy, settings, "settings")
    if errors:
        raise InvalidInput("The outcome cannot be recorded as it was sent.", errors=errors)


def _say(work: UnitOfWork, what: str, paper_id: str, new: Row, why: str | None = None) -> None:
    work.record(what, subject=("POLICY_DECISION", paper_id), details={"new": dict(new), "why": why})
