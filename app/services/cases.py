"""Opening a case, changing its details, and showing it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from app.domain.caller import Caller
from app.domain.case_record import is_complexity_unexplained
from app.domain.event_fields import SENTENCE_DATES, as_stored, read_fields
from app.domain.facts import CaseEvent, CaseFacts
from app.domain.identifiers import is_pnc, new_id
from app.domain.names import search_key
from app.domain.open_conditions import open_conditions_on
from app.domain.ownership import in_force_on
from app.domain.person_facts import UNBORN, is_unborn
from app.domain.refusals import Conflict, FieldError, InvalidInput, NotPermitted, StaleVersion
from app.domain.summary import attention, status_of, warnings
from app.domain.telling import refuse_what_cannot_be
from app.repositories import cases, places
from app.repositories.panel_care import governor_at
from app.repositories.policy_runs import begin_to_write
from app.services.allocations import manager_named
from app.services.consequences import Change, follow
from app.services.facts import STALE, ToldFact, fact_row, tell_changes
from app.services.panel_caseload.managers import operational_manager
from app.services.policies import schedule_for
from app.services.policies.applying import bring_after
from app.services.policies.moving import bring_to_birthday, bring_to_region
from app.services.projection import Projection, facts_from, project
from app.services.tasks.record import follow_details
from app.services.unit_of_work import UnitOfWork
from app.services.visibility import visible_case

OPEN_CASE = (
    "There is an open case under this number already. Find it by the number and record on it what happened."
)
OUTSIDE = "This prison is not one of yours, so you cannot open a case there."


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case to open: its details by column, where she is, and the facts of its opening."""

    details: Mapping[str, Any]
    prison: str
    arrived_on: date | None
    estate: str | None
    facts: Sequence[tuple[str, ToldFact]]
    """Each with the place it has in what was sent, to name a field that cannot be taken."""


def open_case(work: UnitOfWork, new: NewCase) -> Mapping[str, Any]:
    """Open a case with its history. The facts of its first day count as known on their own dates.

    Raises InvalidInput, NotPermitted outside the caller's scope, Conflict where the person has an open case.
    """
    begin_to_write(work.connection)
    prisons = places.prisons(work.connection)
    _check(work, new, prisons)
    _settle_closed(work, new.details)
    case = _row_of(work, new, prisons)
    told = [("prison", _arrival(new, work.today)), *new.facts]
    rows = _fact_rows(work, case, told, prisons)
    facts = facts_from(rows, work.today, case)
    projection = project(facts, schedule_for(work.connection, case, facts), work.today)
    row = {**case, **projection.columns, "next_told": len(rows) + 1}
    try:
        cases.insert_cases(work.connection, [row])
    except IntegrityError as error:
        raise _already_open(_number_in(error)) from error
    cases.insert_facts(work.connection, rows)
    cases.insert_periods(work.connection, projection.period_rows(case["id"]))
    work.record("CASE_OPENED", case_id=case["id"], details={"new": _as_json(new.details)})
    _tell_opened(work, row, projection)
    follow(work, [Change(row, projection, told=rows, facts=rows)])
    return row


def change_details(
    work: UnitOfWork,
    reference: str,
    changes: Mapping[str, Any],
    confirmed: Sequence[str],
    version: int | None,
) -> Mapping[str, Any]:
    """Change names, numbers and descriptive fields, and mark derived details as confirmed."""
    case = visible_case(work.connection, work.caller, reference, work.today, lock=True)
    if version is not None and version != case["version"]:
        raise StaleVersion(STALE)
    bring_after(work, [case])
    _check_details(work.connection, changes, work.today)
    _refuse_unexplained(case, changes)
    changed = {name: value for name, value in changes.items() if case[name] != value}
    unconfirmed = [name for name in case["unconfirmed"] if name not in confirmed]
    if unconfirmed != case["unconfirmed"]:
        changed["unconfirmed"] = unconfirmed
    if not changed:
        work.record("CASE_LEFT_AS_IT_WAS", case_id=case["id"])
        return case
    keys = {
        f"{name}_key": search_key(changed[name]) for name in ("first_name", "last_name") if name in changed
    }
    try:
        cases.update_case(work.connection, case["id"], {**changed, **keys})
    except IntegrityError as error:
        raise _already_open(_number_in(error)) from error
    if "home_region" in changed:
        bring_to_region(work, case, {**case, **changed})
    if "date_of_birth" in changed:
        bring_to_birthday(work, case, {**case, **changed})
    if changed.get("community_manager_name"):
        manager_named(work, [{**case, **changed}])
    old = {name: case[name] for name in changed}
    work.record("CASE_CHANGED", case_id=case["id"], details={"old": _as_json(old), "new": _as_json(changed)})
    work.tell(
        "throughcare.case.changed",
        case_id=case["id"],
        prison_number=case["prison_number"],
        crn=case["crn"],
        details={"fields": sorted(changed)},
    )
    now = {**case, **changed, "version": case["version"] + 1}
    follow_details(work, case, now)
    return now


def show_case(connection: Connection, caller: Caller, reference: str, today: date) -> dict[str, Any]:
    """A case as the API shows it. Raises NotFound."""
    return case_as_shown(connection, visible_case(connection, caller, reference, today), today)


def case_as_shown(connection: Connection, case: Mapping[str, Any], today: date) -> dict[str, Any]:
    """A case's row with what its facts say today."""
    rows = cases.facts_of(connection, case["id"])
    facts = facts_from(rows, case["opened_on"], case)
    schedule = schedule_for(connection, case, facts)
    projection = project(facts, schedule, today)
    summary = projection.summary
    prison = governor_at(connection, summary.prison) if summary.prison else None
    conditions = open_conditions_on(facts, today)
    return {
        **case,
        "prison": {"code": prison["prison_code"], "name": prison["prison_name"]} if prison else None,
        "operational_manager": _manager(case, prison, summary.phase),
        "status": status_of(summary.phase, summary.closes_on, today),
        "provider": summary.provider,
        "rosh_level": summary.rosh_level,
        "mappa_level": summary.mappa_level,
        "ppo": summary.ppo,
        "category": summary.category,
        "open_conditions": conditions.is_open,
        "open_conditions_since": conditions.since,
        "closes_on": summary.closes_on,
        "sentences": _sentences(rows),
        "dates": {name: summary.dates.get(name) for name in SENTENCE_DATES},
        "attention": attention(summary, case["unconfirmed"], today),
        "warnings": warnings(summary, in_force_on(schedule, today).policy.id),
    }


def _manager(case: Mapping[str, Any], prison: Mapping[str, Any] | None, phase: str) -> dict[str, Any] | None:
    """In the women's estate the Governor or Director is named on every case, whatever the panel does (000 L57)."""
    return operational_manager(prison, phase) if prison and case["estate"] == "women" else None


def _sentences(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "event_id": row["id"],
            "started_on": row["happened_on"],
            "sentence_type": row["fields"]["sentence_type"],
            "length_months": row["fields"].get("length_months"),
            "starts_on": row["fields"].get("starts_on"),
            "court_case": row["fields"].get("court_case"),
        }
        for row in rows
        if row["type"] == "sentence_started" and row["retracted_on"] is None
    ]


def _check(work: UnitOfWork, new: NewCase, prisons: Mapping[str, Mapping[str, Any]]) -> None:
    prison = prisons.get(new.prison)
    if prison is None:
        message = "There is no prison of this code. GET /prisons lists them."
        raise InvalidInput.of("prison", "unknown_prison", message)
    if not prison["in_scope"]:
        message = "This establishment is outside the service: it holds people under 18."
        raise InvalidInput.of("prison", "prison_out_of_scope", message)
    if new.estate and new.estate != prison["estate"]:
        message = "This prison belongs to the other estate. Leave the estate out, or give another prison."
        raise InvalidInput.of("estate", "estate_of_prison", message)
    _check_details(work.connection, new.details, work.today)
    if not work.caller.scope.covers(prison=new.prison, region=new.details.get("home_region")):
        raise NotPermitted(OUTSIDE, code="outside_your_scope")


def _check_details(connection: Connection, details: Mapping[str, Any], today: date) -> None:
    errors = []
    if is_unborn(details.get("date_of_birth"), today):
        errors.append(FieldError("date_of_birth", "date_in_future", UNBORN))
    region = details.get("home_region")
    if region is not None and region not in places.regions(connection):
        errors.append(
            FieldError("home_region", "unknown_region", "GET /probation-regions lists the regions.")
        )
    pnc = details.get("pnc")
    if pnc is not None and not is_pnc(pnc):
        message = "Give the number as YYYY/NNNNNNNL with its check letter, for example 2004/0012345D."
        errors.append(FieldError("pnc", "pnc_invalid", message))
    if errors:
        raise InvalidInput("Some details cannot be taken.", errors=errors)


def _refuse_unexplained(case: Mapping[str, Any], changes: Mapping[str, Any]) -> None:
    """A change of details carries no reason, so what needs one is refused."""
    was = case["complexity_of_need"]
    if is_complexity_unexplained(was, changes.get("complexity_of_need", was), None):
        message = "It is recorded already, and a change has a reason: change it in her record, where you can give one."
        raise InvalidInput.of("complexity_of_need", "reason_missing", message)


def _settle_closed(work: UnitOfWork, details: Mapping[str, Any]) -> None:
    """Cases of the same person that the passing of time has closed stop counting as open; another refuses."""
    found = cases.open_cases_of(
        work.connection, prison_number=details.get("prison_number"), crn=details.get("crn")
    )
    for case in found:
        if case["closes_on"] is None or case["closes_on"] > work.today:
            same = case["prison_number"] == details.get("prison_number")
            raise _already_open("prison_number" if same else "crn")
        cases.update_case(work.connection, case["id"], {"is_open": False})


def _already_open(number: str) -> Conflict:
    error = FieldError(number, "open_case_exists", OPEN_CASE)
    return Conflict(OPEN_CASE, code="open_case_exists", errors=[error])


def _number_in(error: IntegrityError) -> str:
    """The number under which another case is open: PostgreSQL names the rule, SQLite its column."""
    words = str(error.orig)
    return "crn" if "open_crn" in words or "case_record.crn" in words else "prison_number"


def _row_of(work: UnitOfWork, new: NewCase, prisons: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    return {
        **EMPTY,
        **new.details,
        "id": new_id(),
        "version": 1,
        "created_at": work.moment,
        "created_by": work.caller.username,
        "opened_on": work.today,
        "first_name_key": search_key(new.details["first_name"]),
        "last_name_key": search_key(new.details["last_name"]),
        "estate": prisons[new.prison]["estate"],
        "next_told": 1,
    }


EMPTY: Mapping[str, Any] = {
    "crn": None,
    "pnc": None,
    "cro": None,
    "booking_id": None,
    "middle_names": None,
    "date_of_birth": None,
    "gender": None,
    "home_area": None,
    "home_region": None,
    "cell_location": None,
    "complexity_of_need": None,
    "csra": None,
    "most_serious_offence": None,
    "restricted_patient": False,
    "community_manager_name": None,
    "community_manager_email": None,
    "community_team": None,
    "unconfirmed": [],
}
"""A case of which nothing is known yet; every row written at once carries every column."""


def _arrival(new: NewCase, today: date) -> ToldFact:
    sentenced = [told.date for _, told in new.facts if told.type == "sentence_started"]
    arrived = new.arrived_on or min([*sentenced, today])
    return ToldFact("prison_transfer", arrived, {"to_prison": new.prison})


def _fact_rows(
    work: UnitOfWork,
    case: Mapping[str, Any],
    told: Sequence[tuple[str, ToldFact]],
    prisons: Mapping[str, Mapping[str, Any]],
) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    read = [
        (at, one, CaseEvent(one.type, one.date, read_fields(one.type, one.fields, strict=True, at=at)))
        for at, one in ((_prefix(at), one) for at, one in told)
    ]
    together = CaseFacts.of([event for _, _, event in read])
    for at, one, event in read:
        refuse_what_cannot_be(event, together, today=work.today, prisons=prisons, at=at)
        numbered = {**case, "next_told": len(rows) + 1}
        rows.append(fact_row(numbered, one, as_stored(event.fields), work.caller, work.moment, work.today))
    return rows


def _prefix(at: str) -> str:
    return "" if at == "prison" else f"{at}."


def _tell_opened(work: UnitOfWork, case: Mapping[str, Any], projection: Projection) -> None:
    numbers = {"case_id": case["id"], "prison_number": case["prison_number"], "crn": case["crn"]}
    work.tell("throughcare.case.opened", **numbers)
    nothing = Projection((), projection.summary, {})
    tell_changes(work, case, nothing, projection, "opening")


def _as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
