"""Women on the panel's caseload for a test, with proposals of moves and the decisions on them."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from starlette.testclient import TestClient

from app.domain.caller import Role
from app.domain.identifiers import new_id
from app.models.panel_care import RestrictedStatus
from app.models.panel_caseload import PanelEntry
from tests.parts.board_room import BoardRoom, table
from tests.parts.service import RunningService, opened

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
FACTORS: dict[str, Any] = {
    "her_interests": "Her children can reach her there.",
    "operational_need": "Her wing is to close in spring.",
    "closeness_to_home": "It is an hour from her mother.",
    "interventions": "The programme that she waits for runs there.",
    "caring_duties": "Two children, who live with her mother.",
}
HOME: dict[str, Any] = {"home_area": "Salford", "home_region": "greater_manchester"}


@dataclass
class MovesDesk:
    """A service with a board in it, and the people who propose and decide."""

    service: RunningService
    room: BoardRoom = field(init=False)
    secretary: TestClient = field(init=False)
    director: TestClient = field(init=False)
    clerk: TestClient = field(init=False)

    def __post_init__(self) -> None:
        self.room = BoardRoom(self.service)
        self.secretary = self.room.signed(Role.PANEL_SECRETARIAT)
        self.director = self.room.signed(Role.GROUP_DIRECTOR)
        self.clerk = self.service.system(Role.RW)

    def woman(self, *, is_restricted: bool = False, **changes: Any) -> str:
        """The case of somebody on the caseload, at Foston Hall with her home in Salford."""
        case = str(opened(self.clerk, **{**HOME, **changes})["id"])
        self._put(
            PanelEntry, case_id=case, complex_needs=True, restricted_status=is_restricted, version=1,
            entered_on=date(2026, 10, 1), entered_at=AT, entered_by="throughcare", next_review_on=date(2027, 1, 4),
        )  # fmt: skip
        if is_restricted:
            self._put(
                RestrictedStatus, case_id=case, version=1, from_on=date(2026, 1, 5), decided_by="A review board",
                reason="Invented.", next_review_on=date(2027, 1, 5), recorded_at=AT, recorded_by="throughcare",
            )  # fmt: skip
        return case

    def drafted(self, case: str, **changes: Any) -> dict[str, Any]:
        """A draft that says everything it must."""
        answer = self.propose(case, **changes)
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def propose(self, case: str, by: TestClient | None = None, **changes: Any) -> Any:
        body = {"case": case, "prison": "STI", **FACTORS, **changes}
        return (by or self.secretary).post("/api/v1/movement-proposals", json=body)

    def submitted(self, case: str, **changes: Any) -> dict[str, Any]:
        """A proposal that waits for the director."""
        proposal = self.drafted(case, **changes)
        answer = self.submit(proposal)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def submit(self, proposal: dict[str, Any]) -> Any:
        return self.secretary.post(f"/api/v1/movement-proposals/{proposal['id']}/submit")

    def advised(self, case: str, kind: str = "movement") -> str:
        """Advice of a board on this case; answers its id."""
        item = self.room.item(self.room.meeting(), case)
        body = {"kind": kind, "text": "Invented advice.", "owners": [{"part": "prison_offender_manager"}]}
        answer = self.secretary.post(f"/api/v1/agenda-items/{item}/recommendations", json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def set_advice(self, proposal: str, advice: str, prison: str) -> Any:
        return self.secretary.put(
            f"/api/v1/movement-proposals/{proposal}/advice",
            json={"recommendation": advice, "prison": prison},
            headers={"If-Match": "*"},
        )

    def read(self, proposal: str, by: TestClient | None = None) -> dict[str, Any]:
        answer = (by or self.secretary).get(f"/api/v1/movement-proposals/{proposal}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def decide(self, proposal: str, by: TestClient | None = None, **body: Any) -> Any:
        whole = {"prison": "STI", "weighed_most": "closeness_to_home", "final": True, **body}
        return (by or self.director).post(f"/api/v1/movement-proposals/{proposal}/decision", json=whole)

    def decided_in_meeting(self, advice: str, *, names_it: bool = True) -> str:
        """The path of what an attendee decided on a move, in the meeting that gave this advice."""
        found = self.secretary.get(f"/api/v1/recommendations/{advice}").json()
        body = {
            "kind": "movement",
            "text": "She goes to Styal.",
            "person_id": self.room.attendee(found["meeting_id"], name="Perpetua Birchcombe"),
            **({"recommendation_id": advice} if names_it else {}),
        }
        path = f"/api/v1/agenda-items/{found['item_id']}/provisional-decisions"
        made = self.secretary.post(path, json=body)
        assert made.status_code == 201, made.text
        return f"/api/v1/provisional-decisions/{made.json()['id']}"

    def _put(self, model: Any, **values: Any) -> None:
        with self.room.database.write() as connection:
            connection.execute(sa.insert(table(model)).values(id=new_id(), **values))
