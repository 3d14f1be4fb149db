"""S2, S3, S4 and S6 over parole, key stages and contacts: whose cases, which columns, whose version, done once."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from app.domain.caller import Role
from app.repositories.contacts import CONTACTS
from app.repositories.key_stages import STAGES, TOLD
from app.repositories.parole import REVIEWS
from tests.parts.service import RunningService, opened, told

CONTACT = {"happened_on": "2026-11-20", "channel": "phone", "between": ["key_worker", "person_in_custody"]}
STAGE = {"kind": "sentence_plan_review", "planned_on": "2026-12-10"}
STAR = {"If-Match": "*"}
Write = tuple[str, str, dict[str, Any], sa.Table]


@pytest.fixture
def service(sqlite_service: RunningService) -> RunningService:
    """One engine: who may do what does not come from the database."""
    return sqlite_service


@pytest.fixture
def client(service: RunningService) -> TestClient:
    return service.system(Role.RW)


@pytest.fixture
def case(client: TestClient) -> str:
    case = opened(client, community_manager_name="Perpetua Birchcombe")["id"]
    told(client, case, {"type": "parole_process_started", "date": "2026-11-02", "review": "first"})
    client.post(f"/api/v1/cases/{case}/key-stages", json=STAGE)
    client.post(f"/api/v1/cases/{case}/contacts", json=CONTACT)
    return str(case)


def ids(client: TestClient, case: str) -> tuple[str, str]:
    review = client.get(f"/api/v1/cases/{case}/parole-reviews").json()["items"][0]["id"]
    stage = client.get(f"/api/v1/cases/{case}/key-stages").json()["items"][0]["id"]
    return review, stage


def contact_of(client: TestClient, case: str) -> str:
    """A contact that stands, to be taken back."""
    found = client.get(f"/api/v1/cases/{case}/contacts").json()["items"]
    return next(each["id"] for each in found if not each["retracted_at"])


def writes(client: TestClient, case: str) -> Iterator[Write]:
    review, stage = ids(client, case)
    path = f"/api/v1/cases/{case}"
    yield "PATCH", f"{path}/parole-reviews/{review}", {"stage": "dossier"}, REVIEWS
    yield "POST", f"{path}/key-stages", STAGE, STAGES
    yield "PATCH", f"{path}/key-stages/{stage}", {"note": "Moved."}, STAGES
    yield "PUT", f"{path}/key-stages/{stage}/answer", {"response": "cannot"}, STAGES
    yield "POST", f"{path}/progress-notices", {"text": "Well."}, TOLD
    yield "POST", f"{path}/contacts", CONTACT, CONTACTS
    yield "DELETE", f"{path}/contacts/{contact_of(client, case)}", {"reason": "Wrong."}, CONTACTS


def reads(client: TestClient, case: str) -> list[str]:
    review, stage = ids(client, case)
    parts = (
        "parole-reviews", f"parole-reviews/{review}", f"parole-reviews/{review}/what-if", "key-stages",
        f"key-stages/{stage}", "progress-notices", "contacts", f"contacts/{contact_of(client, case)}",
    )  # fmt: skip
    return [f"/api/v1/cases/{case}/{part}" for part in parts]


def content(service: RunningService) -> list[Any]:
    with service.service.api.state.database.read() as connection:
        return [connection.execute(sa.select(table)).all() for table in (REVIEWS, STAGES, TOLD, CONTACTS)]


def test_each_way_to_a_case_opens_to_its_own_places_alone(
    service: RunningService, client: TestClient, case: str
) -> None:
    mine = service.person(Role.COMMUNITY_SENIOR, regions=["east_midlands"])
    others = service.person(Role.COMMUNITY_SENIOR, regions=["wales"])
    for path in reads(client, case):
        assert (path, mine.get(path).status_code) == (path, 200)
        assert (path, others.get(path).status_code) == (path, 404)
    before = content(service)
    for method, path, body, _ in writes(client, case):
        assert (path, others.request(method, path, json=body, headers=STAR).status_code) == (path, 404)
    assert content(service) == before
    for method, path, body, _ in writes(client, case):
        assert mine.request(method, path, json=body, headers=STAR).status_code in {200, 201}, path


def test_no_write_takes_a_column_that_it_does_not_declare(
    service: RunningService, client: TestClient, case: str
) -> None:
    declared = {"stage", "note", "kind", "planned_on", "held_on", "cancelled_on", "response", "contribution", "text",
                "happened_on", "channel", "reason", "custody_report_due", "hearing_mode", "hearing_venue", "notes",
                "reconsideration_applied_on", "reconsideration_by", "reconsideration_outcome",
                "reconsideration_decided_on"}  # fmt: skip
    before = content(service)
    for method, path, body, table in writes(client, case):
        for name in sorted({*table.columns.keys(), "is_admin"} - declared):
            answer = client.request(method, path, json={**body, name: "2020-01-01"}, headers=STAR)
            assert (path, name, answer.status_code) == (path, name, 400)
            assert [each["code"] for each in answer.json()["errors"]] == ["unknown_field"]
    assert content(service) == before


def test_a_change_needs_the_version_that_was_read(client: TestClient, case: str) -> None:
    for method, path, body, _ in writes(client, case):
        if method == "POST":
            continue
        assert client.request(method, path, json=body).status_code == 428
        assert client.request(method, path, json=body, headers={"If-Match": '"99"'}).status_code == 412


def test_a_change_that_changes_nothing_is_answered_and_leaves_no_history(
    service: RunningService, client: TestClient, case: str
) -> None:
    before, history = content(service), client.get(f"/api/v1/cases/{case}/history").json()
    for method, path, _, _ in writes(client, case):
        if method == "PATCH":
            assert client.patch(path, json={}, headers=STAR).status_code == 200
    assert content(service) == before
    assert client.get(f"/api/v1/cases/{case}/history").json() == history


def test_the_same_key_does_it_once(service: RunningService, client: TestClient, case: str) -> None:
    for method, path, body, table in writes(client, case):
        if method != "POST":
            continue
        key = {"Idempotency-Key": f"once-{table.name}"}
        first = client.post(path, json=body, headers=key)
        before = content(service)
        again = client.post(path, json=body, headers=key)
        assert (first.status_code, again.json()) == (201, first.json())
        assert content(service) == before


def test_reading_changes_nothing(service: RunningService, client: TestClient, case: str) -> None:
    before = content(service)
    lists = (
        "parole-reviews",
        "parole-calendar?month=2026-11",
        "key-stages",
        "contact-gaps",
        "contact-counts",
        "follow-up",
    )
    for path in (*reads(client, case), *(f"/api/v1/{each}" for each in lists)):
        assert client.get(path).status_code == 200, path
    assert content(service) == before
