"""Tells the secretariat, on the first day that it is so, that a handover or a release on the caseload is near (W27)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy.engine import Connection

from app.domain.caller import Scope
from app.domain.identifiers import new_id
from app.domain.notices import NewNotice
from app.domain.panel_caseload import TRANSITION_NEAR, USUAL_ALERT_DAYS, Alert, alerts_near
from app.domain.tasks import cause_of
from app.repositories import cases, panel_alerts
from app.repositories import panel_caseload as repository
from app.services.daily_work import PAGE, DailyWork
from app.services.notices import tell_people
from app.services.unit_of_work import UnitOfWork
from app.settings import get_settings

CASE_MANAGERS = ("prison_offender_manager", "community_offender_manager")
Row = Mapping[str, Any]


def daily_works(days: int = USUAL_ALERT_DAYS) -> tuple[DailyWork, ...]:
    """The piece of the daily pass, with this window."""
    return (DailyWork("panel_transition_near", partial(find_near, days), partial(raise_alerts, days)),)


def find_near(days: int, connection: Connection, today: date, after: str) -> Sequence[Row]:
    """Live entries whose handover or release has come inside the window and of which nobody was told."""
    return panel_alerts.near_without_alert(connection, today, days, after, PAGE)


def raise_alerts(days: int, work: UnitOfWork, row: Row) -> None:
    """Keep an alert for each day that is near, once, and tell the secretariat and her managers on both sides."""
    case = cases.find_case(work.connection, row["case_id"], work.today, lock=True)
    entry = repository.live_entry(work.connection, row["case_id"])
    if case is None or entry is None:
        return
    handover, release = panel_alerts.dates_of(work.connection, case["id"], work.today)
    said = {
        Alert(each["kind"], each["due_on"]) for each in repository.alerts_of(work.connection, [entry["id"]])
    }
    new = [each for each in alerts_near(handover, release, work.today, days) if each not in said]
    for alert in new:
        _keep(work, entry, alert)
    told = tuple(_secretariat_of(work.connection, case)) if new else ()
    tell_people(work, [_notice(case, entry, alert, told) for alert in new])


def _keep(work: UnitOfWork, entry: Row, alert: Alert) -> None:
    row = {
        "id": new_id(),
        "entry_id": entry["id"],
        "kind": alert.kind,
        "due_on": alert.due_on,
        "raised_on": work.today,
        "raised_at": work.moment,
    }
    repository.add_alert(work.connection, row)
    details = {"new": {"kind": alert.kind, "due_on": alert.due_on.isoformat()}}
    subject = ("PANEL_ENTRY", entry["id"])
    work.record("PANEL_TRANSITION_NEAR", case_id=entry["case_id"], subject=subject, details=details)


def _notice(case: Row, entry: Row, alert: Alert, told: tuple[str, ...]) -> NewNotice:
    cause = cause_of(TRANSITION_NEAR, case["id"], entry["id"], alert.kind, alert.due_on)
    details = {"transition": alert.kind, "due_on": alert.due_on.isoformat()}
    return NewNotice(TRANSITION_NEAR, cause, case, CASE_MANAGERS, staff_ids=told, details=details)


def _secretariat_of(connection: Connection, case: Row) -> Iterator[str]:
    for person in panel_alerts.secretariat(connection):
        scope = Scope(
            person["everywhere"], frozenset(person["prisons"].split()), frozenset(person["regions"].split())
        )
        if scope.covers(prison=case["prison_code"], region=case["home_region"]):
            yield person["id"]


DAILY = daily_works(get_settings().panel_alert_days)
