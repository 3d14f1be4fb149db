"""Telling a case's facts: weighed first, then kept with the ownership that follows, in one transaction."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from app.domain.caller import Caller
from app.domain.event_fields import as_stored, read_fields
from app.domain.facts import CaseEvent, CaseFacts
from app.domain.identifiers import new_id
from app.domain.ownership import Period, owner_in
from app.domain.refusals import Conflict, NotFound, StaleVersion
from app.domain.telling import prompts_for, refuse_what_cannot_be
from app.repositories import cases, overrides, places
from app.services.consequences import Change, follow
from app.services.names import names_of
from app.services.policies import schedule_for
from app.services.policies.applying import bring_after
from app.services.projection import Projection, facts_from, project
from app.services.unit_of_work import UnitOfWork
from app.services.visibility import visible_case

STALE = "Somebody changed this case after you read it. Read it again, look at what changed, and send it once more."
NEWER_CASE = "A newer case of the same person is open, so this one cannot be opened again."
ALREADY_RETRACTED = "This fact has been retracted already."


@dataclass(frozen=True, slots=True)
class ToldFact:
    """A fact as it was sent: its type, its day, its fields, and where it came from."""

    type: str
    date: date
    fields: Mapping[str, Any]
    source: str = "api"
    derived: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a change to a case's facts would do: the case, its rows, and what follows before and after."""

    case: Mapping[str, Any]
    event_row: Mapping[str, Any]
    before: Projection
    after: Projection
    prompts: Sequence[str] = ()
    facts: Sequence[Mapping[str, Any]] = ()

    def owners(self, on: date) -> tuple[Period, Period]:
        """The owner on a day before and after."""
        return owner_in(self.before.periods, on), owner_in(self.after.periods, on)


def facts_of(
    connection: Connection, caller: Caller, reference: str, today: date
) -> tuple[str, list[Mapping[str, Any]]]:
    """The case's id and its facts, oldest first by the day they happened."""
    case = visible_case(connection, caller, reference, today)
    rows = cases.facts_of(connection, case["id"])
    names = names_of(connection, (row["recorded_by"] for row in rows))
    named = [{**row, "recorded_by_name": names.get(row["recorded_by"])} for row in rows]
    return case["id"], sorted(named, key=lambda row: (row["happened_on"], row["told"]))


def weigh_fact(
    connection: Connection,
    caller: Caller,
    reference: str,
    told: ToldFact,
    moment: datetime,
    today: date,
    version: int | None = None,
) -> Weighed:
    """What recording the fact today would do. Stores nothing; raises what recording it would raise."""
    case = visible_case(connection, caller, reference, today)
    if version is not None and version != case["version"]:
        raise StaleVersion(STALE)
    return _weigh_new(connection, caller, case, told, moment, today)


def record_fact(work: UnitOfWork, reference: str, told: ToldFact, version: int | None) -> Weighed:
    """Record a fact that has happened, and the ownership that follows from it.

    `version` is the one that the caller read, where it was sent. Raises NotFound, InvalidInput, StaleVersion.
    """
    case = _held(work, reference, version)
    weighed = _weigh_new(work.connection, work.caller, case, told, work.moment, work.today)
    cases.insert_facts(work.connection, [weighed.event_row])
    _keep(work, weighed, next_told=case["next_told"] + 1)
    row = weighed.event_row
    work.record(
        "FACT_RECORDED",
        case_id=case["id"],
        subject=("FACT", row["id"]),
        details={"new": {"type": row["type"], "date": row["happened_on"].isoformat(), **row["fields"]}},
    )
    return weighed


def weigh_retraction(
    connection: Connection,
    caller: Caller,
    reference: str,
    fact_id: str,
    reason: str,
    moment: datetime,
    today: date,
) -> Weighed:
    """What retracting a fact today would do. Stores nothing."""
    case = visible_case(connection, caller, reference, today)
    return _weigh_retraction(connection, caller, case, fact_id, reason, moment, today)


def retract_fact(work: UnitOfWork, reference: str, fact_id: str, reason: str, version: int | None) -> Weighed:
    """Take back a fact that was entered in error; the row stays, marked, with the reason."""
    case = _held(work, reference, version)
    weighed = _weigh_retraction(work.connection, work.caller, case, fact_id, reason, work.moment, work.today)
    row = weighed.event_row
    columns = ("retracted_at", "retracted_on", "retracted_by", "retraction_reason")
    cases.retract(work.connection, fact_id, {name: row[name] for name in columns})
    _keep(work, weighed)
    work.record(
        "FACT_RETRACTED",
        case_id=case["id"],
        subject=("FACT", fact_id),
        details={
            "old": {"type": row["type"], "date": row["happened_on"].isoformat(), **row["fields"]},
            "why": reason,
        },
    )
    return weighed


def _held(work: UnitOfWork, reference: str, version: int | None) -> Mapping[str, Any]:
    """The case, its row held until the end of the transaction, in the version that the caller read."""
    case = visible_case(work.connection, work.caller, reference, work.today, lock=True)
    if version is not None and version != case["version"]:
        raise StaleVersion(STALE)
    bring_after(work, [case])
    return case


def _weigh_new(
    connection: Connection,
    caller: Caller,
    case: Mapping[str, Any],
    told: ToldFact,
    moment: datetime,
    today: date,
) -> Weighed:
    rows = cases.facts_of(connection, case["id"])
    facts = facts_from(rows, case["opened_on"], case)
    event, row = checked_fact(connection, caller, case, told, facts, moment, today)
    decided = overrides.as_values(overrides.of_case(connection, case["id"]))
    after_facts = facts_from([*rows, row], case["opened_on"], case)
    before = project(facts, schedule_for(connection, case, facts), today, decided)
    after = project(after_facts, schedule_for(connection, case, after_facts), today, decided)
    return Weighed(case, row, before, after, prompts_for(event, facts, today), [*rows, row])


def checked_fact(
    connection: Connection,
    caller: Caller,
    case: Mapping[str, Any],
    told: ToldFact,
    facts: CaseFacts,
    moment: datetime,
    today: date,
    *,
    at: str = "",
) -> tuple[CaseEvent, dict[str, Any]]:
    """A fact that can be taken beside the others of the case, and the row it would have. Raises InvalidInput.

    `at` is put before the name of a field in an error.
    """
    fields = read_fields(told.type, told.fields, strict=True, at=at)
    event = CaseEvent(told.type, told.date, fields, told=case["next_told"])
    moves = "to_prison" in fields or "from_prison" in fields
    prisons = places.prisons(connection) if moves else {}
    refuse_what_cannot_be(event, facts, today=today, prisons=prisons, at=at)
    return event, fact_row(case, told, as_stored(fields), caller, moment, today)


def _weigh_retraction(
    connection: Connection,
    caller: Caller,
    case: Mapping[str, Any],
    fact_id: str,
    reason: str,
    moment: datetime,
    today: date,
) -> Weighed:
    rows = cases.facts_of(connection, case["id"])
    retracted = retracted_fact(caller, rows, fact_id, reason, moment, today)
    decided = overrides.as_values(overrides.of_case(connection, case["id"]))
    changed = [retracted if row["id"] == fact_id else row for row in rows]
    facts, after_facts = (facts_from(each, case["opened_on"], case) for each in (rows, changed))
    before = project(facts, schedule_for(connection, case, facts), today, decided)
    after = project(after_facts, schedule_for(connection, case, after_facts), today, decided)
    return Weighed(case, retracted, before, after, facts=changed)


def retracted_fact(
    caller: Caller,
    rows: Sequence[Mapping[str, Any]],
    fact_id: str,
    reason: str,
    moment: datetime,
    today: date,
) -> dict[str, Any]:
    """The row of one of these facts as its retraction would leave it. Raises NotFound, Conflict."""
    found = next((row for row in rows if row["id"] == fact_id), None)
    if found is None:
        raise NotFound("There is no such fact on this case.")
    if found["retracted_on"] is not None:
        raise Conflict(ALREADY_RETRACTED, code="already_retracted")
    return {
        **found,
        "retracted_at": moment,
        "retracted_on": today,
        "retracted_by": caller.username,
        "retraction_reason": reason,
    }


def fact_row(
    case: Mapping[str, Any],
    told: ToldFact,
    stored_fields: Mapping[str, Any],
    caller: Caller,
    moment: datetime,
    today: date,
) -> dict[str, Any]:
    """The row of a new fact. On the day the case was created a fact is of its opening."""
    return {
        "id": new_id(),
        "case_id": case["id"],
        "told": case["next_told"],
        "type": told.type,
        "happened_on": told.date,
        "recorded_at": moment,
        "recorded_on": today,
        "opening": case["opened_on"] == today,
        "fields": dict(stored_fields),
        "derived": list(told.derived),
        "source": told.source,
        "recorded_by": caller.username,
        "retracted_at": None,
        "retracted_on": None,
        "retracted_by": None,
        "retraction_reason": None,
    }


def _keep(work: UnitOfWork, weighed: Weighed, **columns: Any) -> None:
    """Write what follows from the facts: the case's columns, its periods, and the events for other systems."""
    case, after = weighed.case, weighed.after
    with only_one_open_case():
        cases.update_case(work.connection, case["id"], {**after.columns, **columns})
    cases.replace_periods(work.connection, case["id"], after.period_rows(case["id"]))
    tell_changes(work, case, weighed.before, after, weighed.event_row["type"])
    kept = [weighed.event_row]
    is_new = weighed.event_row["retracted_on"] is None
    now = {**case, **after.columns, **columns, "version": case["version"] + 1}
    change = Change(
        now, after, weighed.before, case, kept if is_new else (), () if is_new else kept, weighed.facts
    )
    follow(work, [change])


@contextmanager
def only_one_open_case() -> Iterator[None]:
    """Say plainly what the database's one-open-case rule refuses."""
    try:
        yield
    except IntegrityError as error:
        raise Conflict(NEWER_CASE, code="newer_case_open") from error


def tell_changes(
    work: UnitOfWork, case: Mapping[str, Any], before: Projection, after: Projection, because: str
) -> None:
    """Tell other systems that a fact came in, and whether the owner or the handover day changed with it."""
    numbers = {"case_id": case["id"], "prison_number": case["prison_number"], "crn": case["crn"]}
    work.tell("throughcare.fact.recorded", **numbers, details={"factType": because})
    tell_owner_changes(work, case, before, after)


def tell_owner_changes(
    work: UnitOfWork, case: Mapping[str, Any], before: Projection, after: Projection
) -> None:
    """Tell other systems whether today's owner or the handover day is another than before."""
    numbers = {"case_id": case["id"], "prison_number": case["prison_number"], "crn": case["crn"]}
    was, now = owner_in(before.periods, work.today), owner_in(after.periods, work.today)
    if was.answer.who != now.answer.who:
        details = {"responsible": now.answer.who.responsible, "reasonCode": now.answer.reason_code}
        work.tell("throughcare.ownership.changed", **numbers, details=details)
    if was.handover != now.handover or was.answer.who.responsible != now.answer.who.responsible:
        work.tell("offender-management.handover.changed", **numbers)
