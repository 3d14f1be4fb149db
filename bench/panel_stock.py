"""Ten years of the panel's caseload in the women's estate: referrals, entries, reviews, care and proposed moves."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from app.domain.panel import Aim, AimState
from app.models.identity import Staff
from app.models.movements import DecisionDelegation, MovementProposal, PlacementDecision
from app.models.panel_care import Formulation, PrisonGovernor, RegimeItem, RestrictedStatus
from app.models.panel_caseload import (
    PanelAimState,
    PanelAlert,
    PanelEntry,
    PanelReview,
    StaffSupportOffer,
    StakeholderContact,
)
from app.models.people import Allocation
from app.models.referrals import (
    CustodySpoc,
    HolisticAssessment,
    Referral,
    ReferralAmendment,
    ReferralApproach,
    ReferralStep,
)
from app.repositories.cases import CASES, PERIODS
from app.repositories.database import Database
from bench.databases import places_of
from bench.people import Place
from bench.stock import copy_rows, fill, id_of, row_of

PANEL, OFFICER, DIRECTOR = id_of(3101, 0), id_of(3101, 1), id_of(3101, 2)
"""The people of the stock: of the panel, of a prison, and the Prison Group Director."""
NAMES = {PANEL: "bench.panel", OFFICER: "bench.officer", DIRECTOR: "bench.director"}
BY = NAMES[PANEL]
OWN_CASES = 20
"""Led by the person who is measured, however many others there are."""
DAYS = 3_650
SAID = "She has settled since the move, and mornings are the hardest. One step at a time has worked before. "
Row = Mapping[str, Any]
Found = tuple[Any, Row]
"""A row and the model of its table."""


@dataclass(frozen=True, slots=True)
class Woman:
    """A case as the stock needs it; the earlier her number, the longer she is on the caseload."""

    number: int
    of: int
    id: str
    prison: str | None
    region: str | None
    lead_role: str | None
    handover_on: date | None
    is_held: bool

    def day(self, today: date) -> date:
        """When she was referred: all of them over the years of the stock."""
        return today - timedelta(DAYS - DAYS * self.number // self.of)

    @property
    def is_on_it(self) -> bool:
        """Four in five of those who are held."""
        return self.is_held and self.number % 5 != 0


def fill_caseload(database: Database, women: int, today: date) -> list[Woman]:
    """So many women in the women's prisons, in turn, with what a panel of ten years has of each."""

    def held(number: int, places: Sequence[Place]) -> Place:
        theirs = [place for place in places if place.estate == "women"]
        return theirs[number % len(theirs)]

    fill(database, women, today, held=held)
    prisons = [place.code for place in places_of(database) if place.estate == "women"]
    found = _women(database, today)
    write(database, _registers(prisons, today))
    write(database, (each for woman in found for each in _of_her(woman, today)))
    moved = [woman for woman in found if woman.is_on_it][::6]
    write(database, (each for n, woman in enumerate(moved) for each in _move(n, woman, prisons, today)))
    return found


def write(database: Database, rows: Iterator[Found]) -> None:
    """Write rows table by table, in the order in which a table is first met."""
    by_table: dict[sa.Table, list[Row]] = defaultdict(list)
    for model, row in rows:
        by_table[model.__table__].append(row)
    with database.write(patient=True) as connection:
        for table, found in by_table.items():
            copy_rows(connection, table, found)


def made(model: Any, **values: Any) -> Found:
    """A whole row of a model."""
    return model, row_of(model, **values)


def at(day: date) -> datetime:
    """Nine in the morning."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


def _women(database: Database, today: date) -> list[Woman]:
    same = (PERIODS.c.case_id == CASES.c.id) & (PERIODS.c.layer == "effective")
    holds = (PERIODS.c.starts_on <= today) & (PERIODS.c.ends_on.is_(None) | (PERIODS.c.ends_on > today))
    names = ("id", "prison_code", "home_region", "phase", "is_open")
    statement = (
        sa.select(*(CASES.c[name] for name in names), PERIODS.c.lead_role, PERIODS.c.handover_date)
        .join_from(CASES, PERIODS, same & holds, isouter=True)
        .order_by(CASES.c.id)
    )
    with database.read() as connection:
        rows = connection.execute(statement).all()
    return [
        Woman(n, len(rows), row.id, row.prison_code, row.home_region, row.lead_role, row.handover_date,
              row.phase == "custody" and bool(row.prison_code) and row.is_open)
        for n, row in enumerate(rows)
    ]  # fmt: skip


def _registers(prisons: Sequence[str], today: date) -> Iterator[Found]:
    """Who works here, who governs, who is the contact, and who may decide in the director's place."""
    since = today - timedelta(DAYS)
    for staff_id, name in NAMES.items():
        yield made(Staff, id=staff_id, username=name, username_key=name, display_name=name,
                   duties="prison_offender_manager", prisons=prisons[0], prison_code=prisons[0],
                   created_at=at(since))  # fmt: skip
    recorded = {"recorded_at": at(since), "recorded_by": BY}
    for n, code in enumerate(prisons):
        yield made(PrisonGovernor, id=id_of(3102, n), prison_code=code, title="governor", name=f"Governor {n}",
                   from_on=since, **recorded)  # fmt: skip
        yield made(CustodySpoc, id=id_of(3103, n), prison_code=code, name=f"Contact {n}", starts_on=since)
    yield made(DecisionDelegation, id=id_of(3104, 0), staff_id=PANEL, delegate=BY, first_day=since,
               last_day=today + timedelta(90), reason="Bench.", named_at=at(since),
               named_by=NAMES[DIRECTOR])  # fmt: skip


def _of_her(woman: Woman, today: date) -> Iterator[Found]:
    day = woman.day(today)
    yield from _referral(woman, day)
    yield from _entry(woman, day, today)
    yield from _reviews(woman, day, today)
    yield from _care(woman, day, today)
    if woman.lead_role:
        mine = woman.number < OWN_CASES
        yield made(Allocation, id=id_of(3120, woman.number), case_id=woman.id, role=woman.lead_role,
                   staff_id=PANEL if mine else OFFICER, named="Bench", prison_code=woman.prison, started_on=day,
                   started_at=at(day), allocated_by="bench")  # fmt: skip


def asks_alone(woman: Woman) -> bool:
    """Whether her referral asks for support for staff and for nothing else."""
    return woman.number % 20 == 0


def _referral(woman: Woman, day: date) -> Iterator[Found]:
    """One in twenty was declined, one in twenty waits, the others were accepted."""
    n = woman.number
    status = {1: "declined", 5: "submitted", 10: "draft", 15: "in_triage"}.get(n % 20, "accepted")
    steps = {"declined": ("submitted", "triaged", "declined"), "draft": (), "submitted": ("submitted",),
             "in_triage": ("submitted", "triaged")}.get(status, ("submitted", "triaged", "accepted"))  # fmt: skip
    key, content = id_of(3105, n), {"sentence_objectives": SAID, "not_progressing": SAID, "her_views": SAID,
                                    "strengths": SAID, "needs": {"trauma": SAID, "finance": SAID}}  # fmt: skip
    yield made(Referral, id=key, case_id=woman.id, kind="panel", source="prison", status=status,
               complex_needs=not asks_alone(woman), staff_support_only=asks_alone(woman), content=content,
               wopd_status="not_screened",
               submitted_on=day if steps else None, triage_due_on=day + timedelta(14) if steps else None,
               accepted_on=day if status == "accepted" else None, ended_on=day if status == "declined" else None,
               created_at=at(day), created_on=day, created_by=NAMES[OFFICER])  # fmt: skip
    for position in range(2):
        yield made(ReferralApproach, referral_id=key, position=position, what="Weekly key work",
                   started_on=day - timedelta(200), result=SAID)  # fmt: skip
    for place, step in enumerate(steps):
        yield made(ReferralStep, id=id_of(3106 + place, n), referral_id=key, kind=step, text=SAID,
                   recorded_at=at(day), recorded_on=day, recorded_by=BY)  # fmt: skip
    if n % 5 == 2 and steps:
        yield made(ReferralAmendment, id=id_of(3109, n), referral_id=key, field="strengths", old=SAID, new="Paints.",
                   reason="Told later.", amended_at=at(day), amended_by=NAMES[OFFICER])  # fmt: skip
    if n % 4 == 2:
        yield made(HolisticAssessment, id=id_of(3110, n), case_id=woman.id, assessed_on=day, place="court",
                   assessor="Bench", diversion_eligible=False, needs={"childcare": SAID}, summary=SAID,
                   recorded_at=at(day), recorded_by=BY)  # fmt: skip


def _entry(woman: Woman, day: date, today: date) -> Iterator[Found]:
    key, n = id_of(3111, woman.number), woman.number
    left = None if woman.is_on_it else min(day + timedelta(400), today)
    gone = {"left_on": left, "left_at": at(left), "left_by": BY, "left_because": "aims_met"} if left else {}
    down = {"stepped_down_on": day, "stepped_down_by": BY, "step_down_reason": SAID} if n % 6 == 1 else {}
    # One in twenty reviews is late.
    yield made(PanelEntry, id=key, case_id=woman.id, referral_id=id_of(3105, n), complex_needs=True,
               restricted_status=n % 10 == 2, entered_on=day, entered_at=at(day), entered_by=BY,
               next_review_on=None if left else today + timedelta(n % 100 - 5), **gone, **down)  # fmt: skip
    if woman.is_on_it and woman.handover_on and n % 4 == 1:
        yield made(PanelAlert, id=id_of(3112, n), entry_id=key, kind="handover", due_on=woman.handover_on,
                   raised_on=day, raised_at=at(day))  # fmt: skip


def _reviews(woman: Woman, day: date, today: date) -> Iterator[Found]:
    """A review each quarter of her first year and a half, each aim said twice."""
    n, entry, recorded = woman.number, id_of(3111, woman.number), {"recorded_at": at(day), "recorded_by": BY}
    for number in range(1, 7):
        held_on = min(day + timedelta(90 * number), today)
        yield made(PanelReview, id=id_of(3112 + number, n), entry_id=entry, number=number, held_on=held_on,
                   her_view=SAID, summary=SAID, next_review_on=held_on + timedelta(90), **recorded)  # fmt: skip
    for place, aim in enumerate(Aim):
        for last in (False, True):
            state = list(AimState)[(n + place + last) % len(AimState)]
            yield made(PanelAimState, id=id_of(3121 + 2 * place + last, n), entry_id=entry,
                       review_id=id_of(3113, n), aim=aim.value, state=state.value, stood_on=day, is_current=last,
                       **recorded)  # fmt: skip
    for turn in range(2):
        yield made(StakeholderContact, id=id_of(3131 + turn, n), entry_id=entry, organisation_kind="health",
                   organisation="Health board", happened_on=day, text=SAID, **recorded)  # fmt: skip
    if n % 3 == 0:
        yield made(StaffSupportOffer, id=id_of(3133, n), entry_id=entry, staff_group="Night staff",
                   requested_by="Bench", requested_on=day, asked_for=SAID, **recorded)  # fmt: skip


def _care(woman: Woman, day: date, today: date) -> Iterator[Found]:
    n, mine = woman.number, {"case_id": woman.id, "recorded_at": at(day), "recorded_by": BY}
    for turn in range(2 if n % 3 else 0):
        yield made(Formulation, id=id_of(3134 + turn, n), number=turn + 1, summary=SAID, author="Bench",
                   written_on=day, **mine)  # fmt: skip
    if n % 10 == 2:
        yield made(RestrictedStatus, id=id_of(3136, n), from_on=day - timedelta(1), decided_by="Bench", reason=SAID,
                   next_review_on=today + timedelta(n % 90 - 10), **mine)  # fmt: skip
        for turn in range(3):
            yield made(RegimeItem, id=id_of(3137 + turn, n), kind="regime", name=f"Part {turn}",
                       state="withheld" if turn else "available", reason=SAID if turn == 1 else None, from_on=day,
                       **mine)  # fmt: skip


def _move(n: int, woman: Woman, prisons: Sequence[str], today: date) -> Iterator[Found]:
    """A proposal: one in four is a draft, one waits, the others are decided."""
    key, turn = id_of(3140, n), n % 4
    day, to = max(woman.day(today), today - timedelta(600)), prisons[(woman.number + 1) % len(prisons)]
    sent = {"submitted_on": day, "submitted_at": at(day), "submitted_by": BY} if turn else {}
    yield made(MovementProposal, id=key, case_id=woman.id, entry_id=id_of(3111, woman.number),
               from_prison=woman.prison, prison_code=to, her_interests=SAID, operational_need=SAID,
               closeness_to_home=SAID, interventions=SAID,
               home_area="Bench", home_region=woman.region, drafted_at=at(day), drafted_by=NAMES[OFFICER],
               decided_on=day if turn > 1 else None, **sent)  # fmt: skip
    if turn > 1:
        yield made(PlacementDecision, id=id_of(3141, n), case_id=woman.id, proposal_id=key, follows_advice=True,
                   prison_code=to, from_prison=woman.prison, weighed_most="her_interests", text=SAID,
                   prepared_at=at(day), prepared_by=BY, final_on=day, final_at=at(day),
                   final_by=NAMES[DIRECTOR])  # fmt: skip
