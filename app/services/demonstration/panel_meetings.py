"""Holds the demonstration's boards: members who signed and one who has not, some months of meetings in each area."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from app.domain.caller import Caller, Role, Scope
from app.domain.meetings import AREA_OF_REGION
from app.domain.panel import Area
from app.repositories import cases, meeting_people, panel_caseload, places
from app.services.meetings import agenda, attending, scheduling
from app.services.meetings.showing import meeting_row
from app.services.panel_members import agreements, seats, statements, terms
from app.services.unit_of_work import LONDON, UnitOfWork

SECRETARY, CHAIR, PSYCHOLOGIST = "board.secretary", "panel.chair", "panel.psychologist"
NEWCOMER, HIGH_SECURITY, DIRECTOR = "panel.newcomer", "high.security", "group.director"
FOUNDED = timedelta(300)
STATEMENT = (
    "I keep what I hear and read at the panel to those who need to know it for her care and safety. I do not copy"
    " agendas or minutes, and I share nothing of them without the Chair’s agreement. I mark what I send."
)
SEATS = (
    ("head_of_womens_team", CHAIR),
    ("lead_psychologist", PSYCHOLOGIST),
    ("case_manager", SECRETARY),
    ("enhanced_case_management", NEWCOMER),
    ("long_term_high_security", HIGH_SECURITY),
    ("group_director_representative", DIRECTOR),
)
"""One seat stands empty, as happens between two members."""
SIGNED = (CHAIR, PSYCHOLOGIST, SECRETARY, HIGH_SECURITY, DIRECTOR)
ORGANISATIONS = (
    ("Harbourlight Housing", "voluntary", 120),
    ("Cwm Aber Health Board", "devolved", -20),
    ("Fernway Advocacy", "voluntary", None),
)
"""Outside HMPPS: in how many days its agreement is to be looked at again, none where there is no agreement."""
BOARDS = ((91, Area.NORTH), (88, Area.MIDLANDS), (61, Area.NORTH), (59, Area.SOUTH), (56, Area.MIDLANDS),
          (30, Area.SOUTH), (27, Area.NORTH), (25, Area.MIDLANDS))  # fmt: skip
"""So many days ago each was held. Not every area met in every month."""
ITEMS = 4
Row = Mapping[str, Any]


def hold_meetings(work: UnitOfWork, today: date) -> None:
    """Seats, statements and agreements of last winter; boards held since; one that is open, and one to come."""
    loader, now = work.caller, work.moment
    with _on(work, loader, today - FOUNDED):
        _found(work, loader)
    organisations = _know_organisations(work, loader, today)
    women = _by_area(work, today)
    for ago, area in BOARDS:
        _hold(work, loader, today - timedelta(ago), area, women[area], is_closed=True)
    _hold(work, loader, today, Area.SOUTH, women[Area.SOUTH], is_closed=False)
    with _on(work, loader, today):
        _prepare(work, today + timedelta(18), organisations)
        _confer(work, today + timedelta(9), women)
    work.caller, work.moment = loader, now


def _found(work: UnitOfWork, loader: Caller) -> None:
    """The terms, the statement, who sits, and who has signed."""
    today = work.today
    terms.record_terms(
        work,
        {
            "title": "Terms of reference of the panel",
            "edition": "1",
            "in_force_from": today,
            "in_force_to": None,
            "next_review_on": today + timedelta(730),
        },
    )
    version = statements.publish_version(
        work, {"title": "Confidentiality statement", "text": STATEMENT, "in_force_from": today}
    )
    for seat, username in SEATS:
        term = {"seat": seat, "username": username, "starts_on": today, "ends_on": None, "delegate_of": None}
        seats.take_seat(work, term)
    for username in SIGNED:
        work.caller = _person(loader, username)
        statements.sign(work, version)


def _know_organisations(work: UnitOfWork, loader: Caller, today: date) -> list[str]:
    """Organisations: with an agreement in force, with one that is past its review, and with none."""
    found = []
    with _on(work, loader, today - FOUNDED):
        for name, sector, review in ORGANISATIONS:
            kept = agreements.keep_organisation(work, {"name": name, "sector": sector, "is_external": True})
            found.append(kept)
            if review is None:
                continue
            agreement = {
                "title": f"Sharing with {name}",
                "kind": "information_sharing_protocol",
                "purpose": "Care, safety and resettlement of women on the panel’s caseload.",
                "starts_on": work.today,
                "ends_on": None,
                "review_on": today + timedelta(review),
                "parties": [kept],
            }
            agreements.keep_agreement(work, agreement)
    return found


def _by_area(work: UnitOfWork, today: date) -> dict[Area, list[Row]]:
    """The women on the caseload by the area of their prison, those longest on it first."""
    prisons = places.prisons(work.connection)
    entries = panel_caseload.reviews_due(work.connection, today + timedelta(400))
    entries = sorted(entries, key=lambda entry: (entry["entered_on"], entry["id"]))
    rows = {row["id"]: row for row in cases.cases_of(work.connection, [each["case_id"] for each in entries])}
    found: dict[Area, list[Row]] = {area: [] for area in Area}
    for entry in entries:
        row = rows[entry["case_id"]]
        region = prisons[row["prison_code"]]["region"] if row["prison_code"] in prisons else None
        area = AREA_OF_REGION.get(region or "")
        if area:
            found[area].append({**row, "entered_on": entry["entered_on"]})
    return found


def _hold(
    work: UnitOfWork, loader: Caller, held_on: date, area: Area, women: Sequence[Row], *, is_closed: bool
) -> None:
    """A board on a day of the past or on today: its agenda, who came, and its end where it is closed."""
    on_it = [row for row in women if row["entered_on"] <= held_on][:ITEMS] or list(women[:2])
    with _on(work, loader, held_on - timedelta(20)):
        meeting = scheduling.schedule(work, _board(held_on, area))
        for row in on_it:
            given = {"case": row["id"], "kind": "review", "referral_id": None, "why": None}
            agenda.add_item(work, meeting, given)
    with _on(work, loader, held_on - timedelta(5)):
        if on_it:
            agenda.publish(work, meeting)
    with _on(work, loader, held_on):
        scheduling.open_meeting(work, meeting)
        _attend(work, meeting)
        if is_closed:
            scheduling.close_meeting(work, meeting)


def _attend(work: UnitOfWork, meeting_id: str) -> None:
    """Everybody who has signed came, the others sent apologies."""
    meeting = meeting_row(work.connection, meeting_id)
    for place, person in enumerate(meeting_people.people_of(work.connection, meeting_id)):
        came = person["username"] in SIGNED
        how = {"mode": "in_person" if place % 3 else "virtual"} if came else {}
        said = {"attended": True, **how} if came else {"has_apologised": True}
        attending.change_person(work, meeting, person["id"], said, None)


def _prepare(work: UnitOfWork, held_on: date, organisations: Sequence[str]) -> None:
    """The next board: built from what is due, with people asked from outside, one of them by an override."""
    meeting = scheduling.schedule(work, _board(held_on, Area.NORTH))
    if agenda.build(work, meeting, 5):
        agenda.publish(work, meeting)
    row = meeting_row(work.connection, meeting)
    asked = (
        ("accommodation_support", "Sorrel Tidewater", organisations[0], None),
        ("welsh_services", "Gwenno Maesteg-Hart", organisations[1], None),
        (
            "other_professional_or_advocate",
            "Marek Applegarth",
            organisations[2],
            "She asked for her advocate.",
        ),
    )
    for kind, name, organisation, override in asked:
        person = {**_nobody(), "kind": kind, "name": name, "organisation_id": organisation}
        attending.ask_person(work, row, {**person, "override_reason": override})


def _confer(work: UnitOfWork, held_on: date, women: Mapping[Area, Sequence[Row]]) -> None:
    """A case conference and a multi-disciplinary meeting, each on one woman."""
    for kind, venue, area in (
        ("case_conference", "Swansea", Area.NORTH),
        ("multi_disciplinary", "By telephone, 01632 960030", Area.MIDLANDS),
    ):
        remote = kind == "multi_disciplinary"
        reason = "Too short notice for anybody to travel." if remote else None
        given = {**_board(held_on, None), "kind": kind, "venue": venue, "mode_reason": reason}
        meeting = scheduling.schedule(work, {**given, "mode": "teleconference" if remote else "in_person"})
        if women[area]:
            item = {
                "case": women[area][0]["id"],
                "kind": "other",
                "referral_id": None,
                "why": "Where she goes next.",
            }
            agenda.add_item(work, meeting, item)


def _board(held_on: date, area: Area | None) -> dict[str, Any]:
    return {
        "kind": "board",
        "held_on": held_on,
        "starts_at": "10:00",
        "area": area,
        "venue": None,
        "mode": "mixed",
        "mode_reason": None,
        "chair": CHAIR,
        "chair_basis": "post_holder",
        "chair_nominated_by": None,
        "chair_nominated_on": None,
    }


def _nobody() -> dict[str, Any]:
    names = ("username", "item_id", "delegate_for", "prison_code", "mode")
    return {**dict.fromkeys(names), "part": "invitee", "has_authority": False}


@contextmanager
def _on(work: UnitOfWork, loader: Caller, day: date) -> Iterator[None]:
    """What is done inside is done by the secretary at nine on that day."""
    caller, moment = work.caller, work.moment
    work.caller = _person(loader, SECRETARY, Role.PANEL_SECRETARIAT)
    work.moment = min(datetime(day.year, day.month, day.day, 9, tzinfo=LONDON), moment)
    yield
    work.caller, work.moment = caller, moment


def _person(loader: Caller, username: str, *roles: Role) -> Caller:
    everywhere = Scope(everywhere=True)
    return replace(loader, username=username, kind="person", roles=frozenset(roles), scope=everywhere)
