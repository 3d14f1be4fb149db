"""Women on the panel's caseload, brought there over the API as the secretariat does."""

from dataclasses import dataclass, field
from typing import Any

from starlette.testclient import TestClient

from app.domain.caller import Role
from tests.parts.service import RunningService, opened

REVIEW: dict[str, Any] = {
    "held_on": "2026-11-22",
    "her_view": "She says that the mornings are easier.",
    "summary": "Two incidents, both talked down.",
    "aims": [{"aim": "stabilise", "state": "improving"}],
    "next_review_on": "2027-02-19",
}
RESTRICTED: dict[str, Any] = {
    "from_on": "2026-06-01",
    "decided_by": "Director of the high security group",
    "reason": "An invented reason.",
    "next_review_on": "2027-06-01",
}
WITHHELD: dict[str, Any] = {
    "kind": "regime",
    "name": "Work in the gardens",
    "state": "withheld",
    "from_on": "2026-11-01",
}


@dataclass
class Caseload:
    """A service with a secretariat at its desk."""

    service: RunningService
    desk: TestClient = field(init=False)
    clerk: TestClient = field(init=False)

    def __post_init__(self) -> None:
        self.desk = self.service.person(Role.PANEL_SECRETARIAT, everywhere=True)
        self.clerk = self.service.system(Role.RW)

    def woman(self, *routes: str, **case: Any) -> str:
        """The case of somebody who came on the caseload by these routes (complex needs, where none is named)."""
        case_id = str(opened(self.clerk, **case)["id"])
        self.enter(case_id, *routes)
        return case_id

    def enter(self, case: str, *routes: str, **more: Any) -> dict[str, Any]:
        """Bring a case on by hand."""
        body = {
            "case": case,
            "routes": list(routes) or ["complex_needs"],
            "entry_reason": "Invented.",
            **more,
        }
        answer = self.desk.post("/api/v1/caseload", json=body)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def keep(
        self, case: str, part: str, body: dict[str, Any], *, status: int | None = None
    ) -> dict[str, Any]:
        """Post a part of an entry."""
        answer = self.desk.post(f"/api/v1/caseload/{case}/{part}", json=body)
        assert answer.status_code in ({status} if status else {200, 201}), answer.text
        return dict(answer.json())

    def change(self, path: str, body: dict[str, Any], tag: str = "*") -> Any:
        """Change what stands at a path below the caseload."""
        return self.desk.patch(f"/api/v1/caseload/{path}", json=body, headers={"If-Match": tag})

    def entry(self, case: str) -> dict[str, Any]:
        """The entry of a case as the secretariat reads it."""
        answer = self.desk.get(f"/api/v1/caseload/{case}")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def listed(self, client: TestClient | None = None, **asked: Any) -> list[str]:
        """The ids of the cases in a list, in its order, page by page."""
        found: list[str] = []
        following: str | None = None
        while True:
            params = {**asked, **({"next": following} if following else {})}
            answer = (client or self.desk).get("/api/v1/caseload", params=params)
            assert answer.status_code == 200, answer.text
            page = answer.json()
            found += [row["case_id"] for row in page["items"]]
            following = page["next"]
            if not following:
                return found

    def totals(self, client: TestClient | None = None, **asked: Any) -> dict[str, Any]:
        """What a list comes to."""
        answer = (client or self.desk).get("/api/v1/caseload-totals", params=asked)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())
