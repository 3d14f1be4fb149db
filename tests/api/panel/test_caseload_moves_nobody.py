"""Whatever the panel does on its caseload, who owns the case and who works with her stays as it was (000 L39, L41)."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.domain.caller import SYSTEM
from app.models.cases import Case, OwnershipPeriod, StoredEvent
from app.models.people import Allocation
from app.repositories import cases
from app.services.panel_caseload.alerting import daily_works
from app.services.panel_caseload.entering import enter
from app.services.unit_of_work import unit_of_work
from tests.parts.daily import pass_over
from tests.parts.panel_women import RESTRICTED, REVIEW, WITHHELD, Caseload
from tests.parts.service import RunningService, opened
from tests.parts.workforce import COMMUNITY, SECONDED, Workforce, give

OFFICER = {"key_worker": "key_worker", SECONDED: SECONDED}
TABLES = ((OwnershipPeriod, "case_id"), (Allocation, "case_id"), (StoredEvent, "case_id"), (Case, "id"))
Step = Callable[[Caseload, str], Any]


def post(part: str, body: dict[str, Any]) -> Step:
    return lambda panel, case: panel.desk.post(f"/api/v1/caseload/{case}/{part}", json=body)


def change(body: dict[str, Any]) -> Step:
    return lambda panel, case: panel.change(case, body)


def by_hand(panel: Caseload, case: str) -> Any:
    body = {"case": case, "routes": ["complex_needs"], "entry_reason": "Invented."}
    return panel.desk.post("/api/v1/caseload", json=body)


def by_referral(panel: Caseload, case: str) -> None:
    with unit_of_work(panel.service.service.api.state.database, SYSTEM, panel.service.clock()) as work:
        row = cases.find_case(work.connection, case, work.today, lock=True)
        assert row is not None
        enter(work, row, None, ["complex_needs", "restricted_status"])
        work.record("TEST")


def the_daily_pass(panel: Caseload, _case: str) -> int:
    return pass_over(panel.service, daily_works(365))


STEPS: dict[str, Step] = {
    "enter by hand": by_hand,
    "enter by referral": by_referral,
    "change": change({"routes": ["restricted_status"], "next_review_on": "2027-03-01"}),
    "review": post("reviews", REVIEW),
    "step down": post("step-down", {"reason": "Steady.", "next_review_on": "2027-03-01"}),
    "step up": post("step-up", {"reason": "It came back."}),
    "formulation": post("formulations", {"summary": "Words.", "author": "A", "written_on": "2026-11-01"}),
    "restricted": post("restricted-statuses", RESTRICTED),
    "withheld": post("regime", WITHHELD),
    "daily pass": the_daily_pass,
    "leave": post("leave", {"because": "no_longer_needed"}),
}


def everything(service: RunningService, case: str) -> list[Any]:
    """Every row that says who owns the case, who works with her and where she is."""
    found: list[Any] = []
    with service.service.api.state.database.read() as connection:
        for model, column in TABLES:
            table: sa.Table = model.__table__  # type: ignore[attr-defined]
            statement = sa.select(table).where(table.c[column] == case).order_by(*table.primary_key.columns)
            found.append([dict(row) for row in connection.execute(statement).mappings()])
    return found


def case_with_people(panel: Caseload, client: TestClient) -> str:
    workforce = Workforce(panel.service)
    case = str(opened(client, sentence=LONG)["id"])
    for role, duty in OFFICER.items():
        answer = give(client, case, role, workforce.at_prison(duty))
        assert answer.status_code == 200, answer.text
    assert give(client, case, COMMUNITY, workforce.in_community()).status_code == 200
    return case


LONG = {"start_date": "2025-01-13", "sentence_type": "SDS", "length_months": 80, "release_date": "2027-10-13"}


def test_w12_w13_being_on_the_caseload_never_moves_owner_key_worker_or_manager(
    sqlite_service: RunningService,
) -> None:
    panel = Caseload(sqlite_service)
    case = case_with_people(panel, panel.clerk)
    before = everything(sqlite_service, case)
    assert [len(rows) for rows in before[:2]] == [4, 3]
    taken: set[str] = set()

    @settings(max_examples=15, suppress_health_check=list(HealthCheck), deadline=None)
    @given(st.lists(st.sampled_from(sorted(STEPS)), min_size=1, max_size=6))
    def whatever_is_done(steps: list[str]) -> None:
        for name in ("enter by hand", *steps):
            answer = STEPS[name](panel, case)
            if getattr(answer, "status_code", 200) < 300:
                taken.add(name)
            assert getattr(answer, "status_code", 200) < 500
        assert everything(sqlite_service, case) == before

    whatever_is_done()
    for name, step in STEPS.items():
        answer = step(panel, case)
        if getattr(answer, "status_code", 200) < 300:
            taken.add(name)
    assert everything(sqlite_service, case) == before
    # The check looks at something: a fact of the case does change what is compared.
    assert len(taken) >= 9, taken
    move = {"type": "prison_transfer", "date": "2026-11-20", "to_prison": "DHI"}
    assert panel.clerk.post(f"/api/v1/cases/{case}/events", json=move).status_code == 201
    assert everything(sqlite_service, case) != before
