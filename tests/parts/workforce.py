"""People with duties at a prison or in a team, made over the API as an installation makes them."""

from dataclasses import dataclass, field
from typing import Any

from starlette.testclient import TestClient

from app.domain.caller import SYSTEM, Role
from app.repositories.identity import register
from app.services import identity
from app.services.identity import Grant
from tests.parts.service import RunningService, numbers

SECONDED, SUPERVISOR, COMMUNITY = (
    "seconded_probation_officer",
    "offender_supervisor",
    "community_offender_manager",
)
TEAM = {
    "code": "EMD-DERBY",
    "name": "Derby team",
    "region": "east_midlands",
    "email": "derby@probation.example",
}
REASON = {"override_reasons": ["no_staff"]}


@dataclass
class Workforce:
    """A service with people in it. `admin` may do whatever the register allows."""

    service: RunningService
    admin: TestClient = field(init=False)

    def __post_init__(self) -> None:
        self.admin = self.service.person(Role.ADMIN, everywhere=True)

    def team(self, **changes: Any) -> str:
        """The code of a team, opened where it is not there yet."""
        answer = self.admin.post("/api/v1/teams", json=TEAM | changes)
        assert answer.status_code in {201, 409}, answer.text
        return str((TEAM | changes)["code"])

    def at_prison(self, *duties: str, prison: str = "FHI", **changes: Any) -> str:
        """The id of a new person at a prison, with these duties."""
        return self._new({"prison": prison, "duties": duties or [SECONDED, SUPERVISOR], **changes}, [prison])

    def in_community(self, **changes: Any) -> str:
        """The id of a new community offender manager in the Derby team."""
        return self._new({"team": self.team(), "duties": [COMMUNITY], **changes}, [])

    def _new(self, body: dict[str, Any], prisons: list[str]) -> str:
        username = f"colleague.{next(numbers)}"
        identity.register_staff(
            self.service.service.api.state.database,
            SYSTEM,
            self.service.clock(),
            username=username,
            display_name=f"Person {username.rpartition('.')[2]}",
            grant=Grant.of([Role.OMU_OFFICER], prisons=prisons),
            email=f"{username}@example.org",
        )
        staff_id = self.id_of(username)
        self.change(staff_id, body)
        return staff_id

    def id_of(self, username: str) -> str:
        """The id of a person of the register."""
        with self.service.service.api.state.database.read() as connection:
            found = register.staff_named(connection, username)
        assert found is not None
        return str(found["id"])

    def change(self, staff_id: str, body: dict[str, Any]) -> dict[str, Any]:
        """Change how somebody works."""
        answer = self.admin.patch(f"/api/v1/staff/{staff_id}", json=body, headers={"If-Match": "*"})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())


def give(client: TestClient, case: str, role: str, staff_id: str, version: object = "*", **more: Any) -> Any:
    """The answer to naming who holds a role; with a reason, so that whoever is recommended does not matter."""
    tag = "*" if version == "*" else f'"{version}"'
    return client.put(
        f"/api/v1/cases/{case}/allocations/{role}",
        json={"staff_id": staff_id, **REASON, **more},
        headers={"If-Match": tag},
    )


def given(client: TestClient, case: str, role: str, staff_id: str, **more: Any) -> dict[str, Any]:
    """The people of a case after a role was given."""
    answer = give(client, case, role, staff_id, **more)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())
