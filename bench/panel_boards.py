"""Boards of ten years for a stock of the panel: agendas, who came, what was said, advised and taken on, minutes."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from json import dumps, loads
from typing import Any

from app.domain.caller import SYSTEM, Role, Scope
from app.domain.good_practice import words_of
from app.domain.identifiers import new_id
from app.domain.panel import VENUES, Aim, Area, RecommendationKind
from app.domain.panel_seats import Seat
from app.models.board_data import Disclosure, ShareRequest
from app.models.good_practice import GoodPracticeNote, GoodPracticeWord
from app.models.meetings import AgendaItem, AgendaPaper, Meeting, MeetingPerson
from app.models.minutes import ItemDiscussion, Recommendation, RecommendationOwner, ResponsibilityLine
from app.models.panel_actions import ActionUpdate, PanelAction
from app.models.panel_members import (
    ConfidentialitySignature,
    ConfidentialityVersion,
    PanelOrganisation,
    PanelSeat,
    PanelTerms,
    SharingAgreement,
    SharingAgreementParty,
)
from app.repositories import meetings, published_minutes
from app.repositories.database import Database
from app.repositories.stored_json import plain
from app.services import panel_figures
from app.services.minutes.publishing import EVERY_ITEM
from app.services.minutes.record import record_of
from app.services.unit_of_work import unit_of_work
from bench.panel_stock import BY, DAYS, DIRECTOR, NAMES, OFFICER, PANEL, SAID, Found, Woman, at, made, write
from bench.stock import id_of

ITEMS = 12
PEOPLE = 12
PARTS = ("prison_offender_manager", "community_offender_manager", "key_worker")
ORGANISATION = id_of(3202, 0)


def fill_boards(database: Database, women: Sequence[Woman], boards: int, today: date) -> None:
    """So many boards, one a month, of twelve items each; the last is to come, the one before it is open."""
    on_it = [woman for woman in women if woman.is_on_it]
    write(database, _footing(today))
    write(database, (each for n in range(boards) for each in _board(n, boards, on_it, today)))
    _publish(database, boards, today)
    write(database, (each for n in range(boards) for each in _around(n, boards, today)))
    _extract(database, boards, today)


def meeting_id(number: int) -> str:
    """A board by its place in time."""
    return id_of(3210, number)


def item_id(meeting: int, place: int) -> str:
    """An item of a board."""
    return id_of(3211, meeting * ITEMS + place)


def _held_on(number: int, boards: int, today: date) -> date:
    return today - timedelta(30 * (boards - 2 - number))


def _footing(today: date) -> Iterator[Found]:
    """The statement with its signatures, the seats, the terms, and whom the panel works with."""
    since, statement = today - timedelta(DAYS), id_of(3201, 0)
    recorded: dict[str, Any] = {"recorded_at": at(since), "recorded_by": BY}
    yield made(ConfidentialityVersion, id=statement, number=1, title="Statement", text=SAID, in_force_from=since,
               **recorded)  # fmt: skip
    for n, staff_id in enumerate(NAMES):
        yield made(ConfidentialitySignature, id=id_of(3203, n), version_id=statement, staff_id=staff_id,
                   signed_on=since, how="online", **recorded)  # fmt: skip
    for n, seat in enumerate(Seat):
        yield made(PanelSeat, id=id_of(3204, n), seat=seat.value, staff_id=(PANEL, OFFICER, DIRECTOR)[n % 3],
                   starts_on=since, **recorded)  # fmt: skip
    yield made(PanelTerms, id=id_of(3205, 0), title="Terms", edition="1", in_force_from=since, **recorded)
    for n in range(10):
        yield made(PanelOrganisation, id=id_of(3202, n), name=f"Organisation {n}", name_key=f"organisation {n}",
                   sector="voluntary", is_external=True)  # fmt: skip
    for n in range(10):
        key = id_of(3206, n)
        yield made(SharingAgreement, id=key, title=f"Sharing {n}", kind="information_sharing_protocol", purpose=SAID,
                   starts_on=since, review_on=today + timedelta(90), **recorded)  # fmt: skip
        yield made(SharingAgreementParty, agreement_id=key, organisation_id=id_of(3202, n))


def _board(n: int, boards: int, women: Sequence[Woman], today: date) -> Iterator[Found]:
    held_on, key = _held_on(n, boards, today), meeting_id(n)
    begun = at(held_on - timedelta(20))
    area = list(Area)[n % 3]
    opened = {"opened_at": at(held_on), "opened_by": BY} if held_on <= today else {}
    closed = {"closed_at": at(held_on), "closed_by": BY} if held_on < today else {}
    yield made(Meeting, id=key, kind="board", held_on=held_on, starts_at="10:00", area=area.value,
               venue=VENUES[area], mode="mixed", chair_staff_id=PANEL, chair_basis="post_holder", created_at=begun,
               created_by=BY, agenda_edition=1, agenda_published_at=begun, agenda_published_by=BY,
               **opened, **closed)  # fmt: skip
    for place in range(PEOPLE):
        of_us = list(NAMES)[place] if place < len(NAMES) else None
        yield made(MeetingPerson, id=id_of(3212, n * PEOPLE + place), meeting_id=key,
                   part="member" if of_us else "invitee", kind=None if of_us else "accommodation_support",
                   seat=Seat.CASE_MANAGER.value if of_us else None, staff_id=of_us, name=f"Person {place}",
                   name_key=f"person {place}", organisation_id=None if of_us else ORGANISATION, mode="in_person",
                   attended=True if opened else None, has_authority=bool(of_us), added_at=begun,
                   added_by=BY)  # fmt: skip
    for place in range(ITEMS):
        woman = women[(n * ITEMS + place) % len(women)]
        yield from _item(n, place, woman, held_on, is_discussed=bool(opened), begun=begun)


def _item(
    n: int, place: int, woman: Woman, held_on: date, *, is_discussed: bool, begun: datetime
) -> Iterator[Found]:
    key = item_id(n, place)
    yield made(AgendaItem, id=key, meeting_id=meeting_id(n), case_id=woman.id, entry_id=id_of(3111, woman.number),
               kind="review", position=place + 1, why=SAID, is_restricted=woman.number % 10 == 2,
               is_ycs_transition=False, is_welsh=False, added_at=begun, added_by=BY)  # fmt: skip
    yield made(AgendaPaper, id=id_of(3213, n * ITEMS + place), item_id=key, title="Report", file_name="report.pdf",
               media_type="application/pdf", size=1000, digest="0" * 64, added_at=begun, added_by=BY)  # fmt: skip
    if is_discussed:
        yield from _said(n, place, woman, held_on)


def _said(n: int, place: int, woman: Woman, held_on: date) -> Iterator[Found]:
    number, key, moment = n * ITEMS + place, item_id(n, place), at(held_on)
    written = {"item_id": key, "text": SAID * 3, "version": 2, "changed_at": moment, "changed_by": BY}
    yield made(ItemDiscussion, **written)
    for part in PARTS:
        yield made(ResponsibilityLine, part=part, **written)
    of_her = {"case_id": woman.id, "item_id": key}
    for turn in range(2):
        advice = id_of(3214 + turn, number)
        kind = list(RecommendationKind)[place % 4] if turn else RecommendationKind.WELLBEING
        yield made(Recommendation, id=advice, kind=kind.value, text=SAID, evidence=SAID, made_on=held_on,
                   made_at=moment, made_by=BY, **of_her)  # fmt: skip
        for position, part in enumerate(PARTS[:2]):
            yield made(RecommendationOwner, recommendation_id=advice, position=position, part=part)
        action = id_of(3216 + turn, number)
        # Of a board a quarter of the actions of a year are still open.
        is_open = turn == 0 and place % 2 == 0 and (number // ITEMS) % 2 == 0
        yield made(PanelAction, id=action, entry_id=id_of(3111, woman.number), recommendation_id=advice, text=SAID,
                   aim=list(Aim)[place % 5].value, owner_role="lead", due_on=held_on + timedelta(60),
                   state="open" if is_open else "done", given_on=held_on, given_at=moment, given_by=BY,
                   heard_on=held_on, closed_on=None if is_open else held_on, **of_her)  # fmt: skip
        yield made(ActionUpdate, id=id_of(3218 + turn, number), action_id=action, text=SAID, recorded_on=held_on,
                   recorded_at=moment, recorded_by=BY)  # fmt: skip


def _publish(database: Database, boards: int, today: date) -> None:
    """The minutes of every board but the last two that met."""
    for n in range(max(1, boards - 3)):
        held_on = _held_on(n, boards, today)
        if held_on >= today:
            continue
        with database.write(patient=True) as connection:
            meeting = meetings.meeting_of(connection, meeting_id(n))
            assert meeting
            record = record_of(connection, meeting, meetings.items_of(connection, meeting_id(n), EVERY_ITEM))
            row = {"id": new_id(), "meeting_id": meeting_id(n), "number": 1, "digest": record["digest"], "reason": None,
                   "content": loads(dumps(record, default=plain)), "published_on": held_on,
                   "published_at": at(held_on), "published_by": BY}  # fmt: skip
            lines = [
                {"item_id": item["item_id"], "case_id": item["case_id"], "part": line["part"], "text": line["text"],
                 "copied_on": held_on}
                for item in record["items"] for line in item["responsibilities"] if line["text"].strip()
            ]  # fmt: skip
            published_minutes.publish(connection, row, lines)


def _around(n: int, boards: int, today: date) -> Iterator[Found]:
    """With each board: a request to share its minutes, what left under it, and a note of good practice."""
    day, share = min(_held_on(n, boards, today), today), id_of(3220, n)
    is_waiting = n % 6 == 5
    said = {} if is_waiting else {"decision": "approved", "decided_by": BY, "decided_at": at(day)}
    yield made(ShareRequest, id=share, what="minutes", subject_id=meeting_id(n), about=f"Minutes {n}",
               recipient_kind="outside", recipient="Head of Safety", recipient_key="head of safety",
               purpose="safety", reason=SAID, is_standing=False, from_on=day, until_on=day + timedelta(90),
               requested_by=BY, requested_at=at(day), **said)  # fmt: skip
    for turn in range(0 if is_waiting else 3):
        yield made(Disclosure, id=id_of(3221 + turn, n), share_request_id=share, what="minutes",
                   subject_id=meeting_id(n), recipient="Head of Safety", purpose="safety", way="file",
                   disclosed_by=BY, disclosed_at=at(day))  # fmt: skip
    note, title = id_of(3225, n), f"A quiet hour before meeting {n}"
    yield made(GoodPracticeNote, id=note, title=title, text=SAID * 3, aims=["stabilise"], written_by=BY,
               written_at=at(day), published_by=BY, published_at=at(day))  # fmt: skip
    for word in words_of(f"{title} {SAID}"):
        yield made(GoodPracticeWord, word=word, note_id=note)


def _extract(database: Database, boards: int, today: date) -> None:
    """The monitoring extracts of the years that the boards span."""
    secretary = type(SYSTEM)(BY, "person", frozenset({Role.PANEL_SECRETARIAT}), Scope(everywhere=True))
    first = min(_held_on(0, boards, today).year, today.year - 1)
    for year in range(first, today.year):
        for quarter in range(1, 5):
            with unit_of_work(database, secretary, at(today), patient=True) as work:
                panel_figures.make_extract(work, f"{year}-Q{quarter}", "Bench.")
