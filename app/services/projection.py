"""Works out a case's periods and its current columns from its facts: one function for writing and for rebuilding."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.domain.event_fields import from_stored
from app.domain.facts import CaseEvent, CaseFacts
from app.domain.overrides import Override, days_that_end, overlaid
from app.domain.ownership import Period, Schedule, timeline
from app.domain.person_facts import told_of_person
from app.domain.summary import CLOSING, CaseSummary, summarise

AUTOMATIC, EFFECTIVE = "automatic", "effective"
LAYERS = (AUTOMATIC, EFFECTIVE)


@dataclass(frozen=True, slots=True)
class Projection:
    """What follows from the facts of a case on the day it was worked out."""

    periods: tuple[Period, ...]
    """The effective line: what the rules say, with a manager's overrides laid over it."""
    summary: CaseSummary
    columns: dict[str, Any]
    """The projection columns of the case's row."""
    ruled: tuple[Period, ...] | None = None
    """The automatic line where it is another; None where nothing is laid over it."""

    @property
    def automatic(self) -> tuple[Period, ...]:
        """The line that follows from the rules alone."""
        return self.periods if self.ruled is None else self.ruled

    def period_rows(self, case_id: str) -> list[dict[str, Any]]:
        """The rows of `ownership_period`, on both layers."""
        return line_rows(case_id, self.automatic, self.periods)


def facts_from(
    rows: Iterable[Mapping[str, Any]], opened_on: date, person: Mapping[str, Any] | None = None
) -> CaseFacts:
    """The facts of stored events. Those of the opening count as known on their own day.

    `person` is the case's row, of which the rules read the day of birth.
    """
    events = [_event(row) for row in rows if not (row["opening"] and row["retracted_on"] == opened_on)]
    born_on = person.get("date_of_birth") if person else None
    return CaseFacts.of([*told_of_person(born_on, events), *events])


def project(facts: CaseFacts, schedule: Schedule, on: date, overrides: Sequence[Override] = ()) -> Projection:
    """Everything that follows from the facts. `on` is the day whose standing the columns show.

    `overrides` are all that the case ever had: without them the effective line is not that of the record.
    """
    ruled = timeline(facts, schedule)
    summary = summarise(facts, schedule, ruled, on)
    columns = _columns(summary, ruled, on)
    if not overrides:
        return Projection(ruled, summary, columns)
    return Projection(overlaid(ruled, overrides, days_that_end(facts)), summary, columns, ruled)


def line_rows(case_id: str, automatic: Sequence[Period], effective: Sequence[Period]) -> list[dict[str, Any]]:
    """The rows of `ownership_period` for both lines of a case."""
    lines = ((AUTOMATIC, automatic), (EFFECTIVE, effective))
    return [row for layer, line in lines for row in rows_of_layer(case_id, layer, line)]


def rows_of_layer(case_id: str, layer: str, line: Sequence[Period]) -> list[dict[str, Any]]:
    """The rows of `ownership_period` for one line of a case."""
    return [_row(case_id, layer, period) for period in line]


def _event(row: Mapping[str, Any]) -> CaseEvent:
    recorded_on = row["happened_on"] if row["opening"] else row["recorded_on"]
    return CaseEvent(
        row["type"],
        row["happened_on"],
        from_stored(row["type"], row["fields"]),
        recorded_on,
        row["retracted_on"],
        row["told"],
    )


def _columns(summary: CaseSummary, periods: tuple[Period, ...], on: date) -> dict[str, Any]:
    dates = summary.dates
    return {
        "is_open": not any(p.covers(on) and p.answer.reason_code in CLOSING for p in periods),
        "closes_on": summary.closes_on,
        "phase": summary.phase,
        "prison_code": summary.prison,
        "provider": summary.provider,
        "sentence_type": summary.sentence_type,
        "length_months": summary.length_months,
        "sentence_start_date": summary.sentence_start_date,
        "release_date": dates["release_date"],
        "licence_expiry_date": dates["licence_expiry_date"],
        "parole_eligibility_date": dates["parole_eligibility_date"],
        "tariff_expiry_date": dates["tariff_expiry_date"],
        "category": summary.category,
        "rosh_level": summary.rosh_level,
        "mappa_level": summary.mappa_level,
        "ppo": summary.ppo,
    }


def _row(case_id: str, layer: str, period: Period) -> dict[str, Any]:
    return {
        "case_id": case_id,
        "layer": layer,
        "starts_on": period.starts_on,
        "ends_on": period.ends_on,
        "responsible": period.answer.who.responsible,
        "lead_role": period.answer.who.lead_role,
        "supporting": list(period.answer.who.supporting),
        "reason_code": period.answer.reason_code,
        "rule": period.answer.rule.name,
        "policy_id": period.policy.id,
        "policy_version": period.policy.version,
        "handover_start_date": period.handover.start_date,
        "handover_date": period.handover.date,
    }
