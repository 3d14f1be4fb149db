"""Loads the demonstration into an empty database, once: accounts, then every case with its lived history."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from app.domain.ownership import owner_in
from app.domain.refusals import Conflict
from app.integrations.signed_head import SignedHead
from app.repositories import cases, places
from app.repositories.database import Database
from app.repositories.identity import register
from app.services.demonstration.accounts import (
    DEMONSTRATION,
    DemoAccounts,
    all_accounts,
    holds_demonstration,
    register_accounts,
)
from app.services.demonstration.comparisons import keep_comparisons
from app.services.demonstration.daily_work import live_through_days
from app.services.demonstration.early_allocation import assess_some
from app.services.demonstration.follow_up import follow_up
from app.services.demonstration.handovers import decide_otherwise, hand_over, keep_overrides
from app.services.demonstration.lives import invent_lives
from app.services.demonstration.panel_caseload import keep_caseload
from app.services.demonstration.panel_decisions import decide_and_act
from app.services.demonstration.panel_good_practice import add_good_practice
from app.services.demonstration.panel_meetings import hold_meetings
from app.services.demonstration.panel_minutes import record_minutes
from app.services.demonstration.panel_referrals import refer_some
from app.services.demonstration.panel_sharing import share_some
from app.services.demonstration.policies import decide_policies
from app.services.demonstration.records import keep_records
from app.services.demonstration.rows import LivedCase, lived_case
from app.services.demonstration.stories import story_lives
from app.services.demonstration.workforce import allocate_cases, name_managers, settle_workforce
from app.services.policies import schedule_in_force
from app.services.unit_of_work import UnitOfWork, unit_of_work
from app.settings import Settings

NOT_EMPTY = (
    "This database holds records of its own, so the demonstration is not loaded here. Give it an empty one."
)


def load_demonstration(
    database: Database,
    today: date,
    moment: datetime,
    say: Callable[[str], None],
    settings: Settings | None = None,
) -> DemoAccounts:
    """Load whatever of the demonstration is not there yet, and answer its accounts.

    A database that holds the whole of it is left as it is; one that was stopped half-way is finished. Raises
    Conflict for one that holds anything else. `today` is the London day that all dates stand around.
    """
    with database.read() as connection:
        has_cases = bool(cases.case_ids(connection, 1))
        if not holds_demonstration(connection) and (has_cases or not register.is_empty(connection)):
            raise Conflict(NOT_EMPTY, code="database_not_empty")
    register_accounts(database, moment, say)
    if not has_cases:
        if (
            settings is not None
        ):  # the head of an estate thrown away would call the audit of a new one cut off
            SignedHead.of(settings).set_aside()
        with unit_of_work(database, DEMONSTRATION, moment, patient=True) as work:
            count = _load_cases(work, today)
        say(f"Loaded {count} invented cases around {today.isoformat()}.")
        live_through_days(database, settings or Settings(), moment)
        decide_policies(database, moment)
        keep_comparisons(database, moment)
    return all_accounts()


def _load_cases(work: UnitOfWork, today: date) -> int:
    """Everything in one transaction: there is never half an estate."""
    schedule, prisons = schedule_in_force(work.connection), places.prisons(work.connection)
    lives = chain(story_lives(today), invent_lives(today))
    lived = [lived_case(life, schedule, prisons, work.moment) for life in lives]
    people = settle_workforce(work, today)
    name_managers(lived, people)
    lived, decisions = decide_otherwise(lived, schedule, today, work.moment)
    cases.insert_cases(work.connection, [one.row for one in lived])
    cases.insert_facts(work.connection, [row for one in lived for row in one.facts])
    cases.insert_periods(
        work.connection, [row for one in lived for row in one.projection.period_rows(one.row["id"])]
    )
    keep_overrides(work, decisions)
    hand_over(work, lived, today)
    allocate_cases(work, lived, people, today)
    follow_up(work, lived, schedule, today)
    keep_records(work, [one.row for one in lived], today)
    _say_what_was_lived(work, lived)
    assess_some(work, lived, today)
    refer_some(work, lived, today)
    keep_caseload(work, lived, today)
    hold_meetings(work, today)
    record_minutes(work)
    decide_and_act(work)
    add_good_practice(work)
    share_some(work, today)
    work.record("DEMONSTRATION_LOADED", details={"new": {"cases": len(lived), "around": today.isoformat()}})
    return len(lived)


def _say_what_was_lived(work: UnitOfWork, lived: Sequence[LivedCase]) -> None:
    """Audit entries and events in the order of the invented days, each at the moment that its row gives."""
    loaded_at = work.moment
    happenings = sorted(chain.from_iterable(map(_happenings, lived)), key=lambda happening: happening[0])
    for moment, say in happenings:
        work.moment = moment
        say(work)
    work.moment = loaded_at


def _happenings(lived: LivedCase) -> Iterator[tuple[datetime, Callable[[UnitOfWork], None]]]:
    yield lived.row["created_at"], lambda work: _say_opened(work, lived)
    for fact in lived.facts:
        if not fact["opening"]:
            yield fact["recorded_at"], lambda work, fact=fact: _say_recorded(work, lived, fact)  # type: ignore[misc]
        if fact["retracted_on"]:
            yield fact["retracted_at"], lambda work, fact=fact: _say_retracted(work, lived, fact)  # type: ignore[misc]


def _say_opened(work: UnitOfWork, lived: LivedCase) -> None:
    row = lived.row
    opening = sum(fact["opening"] for fact in lived.facts)
    new = {"prison_number": row["prison_number"], "crn": row["crn"], "facts_of_opening": opening}
    work.record("CASE_OPENED", case_id=row["id"], details={"new": new})
    work.tell("throughcare.case.opened", **_numbers(lived))


def _say_recorded(work: UnitOfWork, lived: LivedCase, fact: dict[str, Any]) -> None:
    new = {"type": fact["type"], "date": fact["happened_on"].isoformat(), **fact["fields"]}
    work.record("FACT_RECORDED", case_id=lived.row["id"], subject=("FACT", fact["id"]), details={"new": new})
    work.tell("throughcare.fact.recorded", **_numbers(lived), details={"factType": fact["type"]})
    _say_changed_owner(work, lived, fact["recorded_on"])


def _say_retracted(work: UnitOfWork, lived: LivedCase, fact: dict[str, Any]) -> None:
    old = {"type": fact["type"], "date": fact["happened_on"].isoformat(), **fact["fields"]}
    details = {"old": old, "why": fact["retraction_reason"]}
    work.record("FACT_RETRACTED", case_id=lived.row["id"], subject=("FACT", fact["id"]), details=details)
    work.tell("throughcare.fact.recorded", **_numbers(lived), details={"factType": fact["type"]})
    _say_changed_owner(work, lived, fact["retracted_on"])


def _say_changed_owner(work: UnitOfWork, lived: LivedCase, day: date) -> None:
    """The past is as lived, so the line itself says whether the owner changed on the day of a telling."""
    periods = lived.projection.periods
    was, now = owner_in(periods, day - timedelta(1)), owner_in(periods, day)
    if was.answer.who != now.answer.who:
        details = {"responsible": now.answer.who.responsible, "reasonCode": now.answer.reason_code}
        work.tell("throughcare.ownership.changed", **_numbers(lived), details=details)
        work.tell("offender-management.handover.changed", **_numbers(lived))


def _numbers(lived: LivedCase) -> dict[str, Any]:
    row = lived.row
    return {"case_id": row["id"], "prison_number": row["prison_number"], "crn": row["crn"]}
