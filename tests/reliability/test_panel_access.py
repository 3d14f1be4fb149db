"""Authorisation by case and by item: every cell of docs/panel-access.md is asked (W30, W41, S2)."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.domain.caller import Role
from tests.parts.board_room import BoardRoom
from tests.parts.moves import MovesDesk
from tests.parts.service import RunningService
from tests.reliability import referral_things
from tests.reliability.panel_access import (
    FILE,
    Expected,
    Gate,
    Standing,
    Woman,
    cells,
    drawn,
    expected,
    of_the_panel,
)
from tests.reliability.things import Things
from tests.reliability.writes import TAKES_NO_JSON, Write, address, writes

SYSTEMS = {Role.RO, Role.RW, Role.BOARD_RO}
STALE = {"If-Match": '"0"'}
"""From a version that nobody read: whoever is let in changes nothing."""
JUDGED_AFTER_ITS_VERSION = {"POST /api/v1/placement-decisions/{placement}/final"}
"""Who decides is judged last, so it is asked from the version that stands."""
SEAT = "long_term_high_security"
NOBODY = "0197a000-0000-7000-8000-00000000ffff"
FILES = {"POST /api/v1/agenda-items/{item}/papers"}
SERVICE = {"organisation_id": NOBODY, "service": "Words", "need": "Words."}
OF_MEETINGS: dict[str, dict[str, Any]] = {
    "POST /api/v1/meetings/{meeting}/attendance": {
        "part": "invitee",
        "name": "Somebody",
        "kind": "chaplaincy",
    },
    "POST /api/v1/meetings/{meeting}/agenda": {"case": "A0000AA"},
    "PUT /api/v1/meetings/{meeting}/agenda/order": {"items": [NOBODY]},
    "POST /api/v1/agenda-items/{item}/withdraw": {"reason": "Words."},
    "POST /api/v1/agenda-items/{item}/services": {"services": [SERVICE]},
}
"""What goes past the shape of a body, to the gate."""
NAMES_ANOTHER = {"POST /api/v1/meetings/{meeting}/agenda", "POST /api/v1/agenda-items/{item}/services"}
"""Whose body names what is not there: whoever is let in is told so."""
WITHOUT_THINGS = {"paper", "person", "share", "panel_seat", "statement", "signature", "organisation", "agreement",
                  "terms_id", "delegation", "principle", "contact", "custody_contact", "quarter", "number",
                  "restricted_status", "regime_item", "staff_support", "first_contact"}  # fmt: skip
"""Named by an address and not made here: whoever is let in finds that there is none."""


class Lenient(dict[str, str]):
    """Things by their names; nobody's id for what was not made."""

    def __missing__(self, _name: str) -> str:
        return "none"


@dataclass
class Panel:
    """A service with one woman of each kind, everything about her, and a caller of each kind."""

    service: RunningService
    desk: MovesDesk = field(init=False)
    things: dict[Woman, Things] = field(default_factory=dict)
    callers: dict[tuple[Role, Standing], TestClient] = field(default_factory=dict)
    written: dict[Woman, dict[str, Write]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.desk = MovesDesk(self.service)
        for woman in Woman:
            ids = self._about(woman is Woman.RESTRICTED)
            others = Lenient(attendee=ids.pop("attendee"))
            self.things[woman] = Things(Lenient(ids), "A0000AA", "none", "none", others)
            self.written[woman] = writes(self.things[woman])
        for role in Role:
            for standing in Standing:
                self.callers[role, standing] = self._caller(role, standing)

    def ask(self, name: str, role: Role, standing: Standing, woman: Woman) -> Any:
        """The answer to an operation about this woman's things, with what would go through."""
        things = self.things[woman]
        method, path = address(name, things)
        path = re.sub(r"\{\w+\}", "none", path)
        if method == "GET":
            return self.callers[role, standing].get(
                path, params={"recipient": "Somebody"} if "file.pdf" in name else {}
            )
        body: dict[str, Any] = {}
        if name in FILES:
            body = {"files": {"file": ("words.txt", b"Words.")}, "data": {"title": "Words"}}
        elif name in OF_MEETINGS:
            body = {"json": OF_MEETINGS[name]}
        elif name not in TAKES_NO_JSON:
            told = self.written[woman].get(name)
            body = {"json": dict(told.body) if told else {}}
        headers = {"If-Match": "*"} if name in JUDGED_AFTER_ITS_VERSION else STALE
        return self.callers[role, standing].request(method, path, headers=headers, **body)

    def _caller(self, role: Role, standing: Standing) -> TestClient:
        scope: dict[str, Any] = {"everywhere": True}
        if standing is Standing.ELSEWHERE:
            scope = {"prisons": ["EWI"], "regions": ["wales"]}
        if role in SYSTEMS:
            return self.service.system(role, **scope)
        if standing is Standing.NOT_SIGNED:
            return self.service.person(role, **scope)
        seat = {Standing.SEAT: SEAT, Standing.SIGNED: "case_manager"}.get(standing)
        return self.desk.room.signed(role, seat=seat, **scope)

    def _about(self, is_restricted: bool) -> dict[str, str]:
        desk, room = self.desk, self.desk.room
        case = desk.woman(is_restricted=is_restricted)
        meeting = room.meeting()
        item = room.item(meeting, case, is_restricted=is_restricted)
        advice = self._post(f"/api/v1/agenda-items/{item}/recommendations", {
            "kind": "movement", "text": "Invented.", "owners": [{"part": "key_worker", "name": "Somebody"}],
        })  # fmt: skip
        action = self._post(f"/api/v1/agenda-items/{item}/actions", {
            "text": "Invented.", "aim": "wellbeing", "due_on": "2026-12-01", "owner_name": "Somebody",
        })  # fmt: skip
        attendee = room.attendee(meeting)
        decided = {"kind": "progression", "text": "Invented.", "person_id": attendee}
        sent = desk.submitted(case, prison="NHI")
        placement = self._post(f"/api/v1/movement-proposals/{sent['id']}/decision", {
            "prison": "NHI", "weighed_most": "her_interests", "text": "Invented.",
        })  # fmt: skip
        referral = desk.clerk.post("/api/v1/referrals", json=referral_things.referral_of(case, "Invented."))
        assert referral.status_code == 201, referral.text
        submitted = desk.clerk.post(f"/api/v1/referrals/{referral.json()['id']}/submit")
        assert submitted.status_code == 200, submitted.text
        return {
            "attendee": attendee,
            "case": case,
            "meeting": meeting,
            "item": item,
            "recommendation": advice,
            "action": action,
            "provisional": self._post(f"/api/v1/agenda-items/{item}/provisional-decisions", decided),
            "move": desk.drafted(case)["id"],
            "placement": placement,
            "referral": referral.json()["id"],
            "note": self._post("/api/v1/good-practice", {"title": "Words", "text": "Words."}),
        }

    def _post(self, path: str, body: dict[str, Any]) -> str:
        answer = self.desk.secretary.post(path, json=body)
        assert answer.status_code == 201, (path, answer.text)
        return str(answer.json()["id"])


def answered(answer: Any) -> Expected:
    """What an answer comes to."""
    if answer.status_code == 404:
        return Expected.HIDDEN
    if answer.status_code != 403:
        return Expected.IN
    code = answer.json()["errorCode"]
    if code == "confidentiality_statement_needed":
        return Expected.STATEMENT
    return Expected.ROLE if code in {"not_permitted", "only_group_director"} else Expected.IN


def is_as_told(name: str, told: Expected, answer: Any) -> bool:
    """Whether a cell is answered as the page says. Who is let in to a thing that was not made finds none."""
    found = answered(answer)
    not_made = set(re.findall(r"\{(\w+)\}", name)) & WITHOUT_THINGS
    is_of_another = bool(not_made) or name in NAMES_ANOTHER
    return found is told or (is_of_another and told is Expected.IN and found is Expected.HIDDEN)


@pytest.fixture(scope="module")
def service(migrated_sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """One engine: whom an operation lets in comes neither from the database nor from its neighbours."""
    folder = tmp_path_factory.mktemp("access")
    running = RunningService(f"sqlite:///{shutil.copy(migrated_sqlite_file, folder / 'access.db')}", folder)
    yield running
    running.close()


@pytest.fixture(scope="module")
def panel(service: RunningService) -> Panel:
    return Panel(service)


def test_the_page_is_what_the_gates_say(service: RunningService) -> None:
    assert FILE.read_text(encoding="utf-8") == drawn(service.service.api), (
        "run python -m tests.reliability.panel_access and look at what changed"
    )


def test_w41_every_cell_of_the_table_is_answered_as_it_says(panel: Panel, service: RunningService) -> None:
    """Refusals first, so that whoever is let in has not changed what is asked for."""
    every = sorted(
        cells(service.service.api), key=lambda cell: (cell[4] is Expected.IN, "withdraw" in cell[0])
    )
    assert len(every) > 2500
    wrong = []
    for name, role, standing, woman, told in every:
        answer = panel.ask(name, role, standing, woman)
        if not is_as_told(name, told, answer):
            wrong.append(
                f"{name} {role} {standing} {woman}: {told}, but {answer.status_code} {answer.text[:120]}"
            )
    assert not wrong, "\n".join(wrong)


def test_w30_without_a_signature_no_agenda_and_no_minutes(panel: Panel) -> None:
    for name in ("GET /api/v1/meetings/{meeting}/agenda", "GET /api/v1/meetings/{meeting}/minutes"):
        answer = panel.ask(name, Role.PANEL_MEMBER, Standing.NOT_SIGNED, Woman.PLAIN)
        assert answered(answer) is Expected.STATEMENT


def test_the_gates_tell_callers_apart(service: RunningService) -> None:
    """The negative control: a table whose cells were all the same would prove nothing."""
    told = {cell[4] for cell in cells(service.service.api)}
    assert told == set(Expected)
    gates = {gate for _, gate, _ in of_the_panel(service.service.api)}
    assert gates == set(Gate)
    seat = [expected(Gate.ITEM, Role.PANEL_MEMBER, Standing.SEAT, woman) for woman in Woman]
    assert seat == [Expected.HIDDEN, Expected.IN]


def test_w41_what_is_refused_leaves_its_entry(panel: Panel) -> None:
    room: BoardRoom = panel.desk.room
    query = "SELECT count(*) FROM audit_entry WHERE what = 'REFUSED'"
    with room.database.read() as connection:
        before = connection.exec_driver_sql(query).scalar_one()
    panel.ask("GET /api/v1/agenda-items/{item}", Role.PANEL_MEMBER, Standing.SEAT, Woman.PLAIN)
    panel.ask("GET /api/v1/agenda-items/{item}", Role.PANEL_CHAIR, Standing.NOT_SIGNED, Woman.PLAIN)
    with room.database.read() as connection:
        assert connection.exec_driver_sql(query).scalar_one() == before + 2
