"""The badges of a case, and the page to read before it is allocated."""

from typing import Any

from app.domain.caller import Role
from tests.parts.pages import Browser, signed_in
from tests.parts.service import RunningService, opened, told


def badges(page: Any) -> str:
    return " ".join(page.texts("ul", aria_label="Badges"))


def test_the_badges_say_what_must_be_seen_at_once(officer: Browser, service: RunningService) -> None:
    clerk = service.system()
    life = {"start_date": "2020-01-13", "sentence_type": "LIFE", "tariff_expiry_date": "2027-01-13"}
    case = opened(clerk, sentence=life, rosh_level="high", complexity_of_need="medium")["id"]
    clerk.post(
        f"/api/v1/cases/{case}/record/victim-liaison-officers",
        json={"name": "Rowan Example", "email": "rowan@example.test"},
    )
    page = officer.open(f"/cases/{case}")
    for words in ("Indeterminate", "Parole", "Risk: high", "Complexity: medium", "Victim liaison"):
        assert words in badges(page)
    plain = opened(clerk)["id"]
    assert badges(officer.open(f"/cases/{plain}")) == "Determinate"
    told(clerk, plain, {"type": "released", "date": "2026-11-20"})
    told(
        clerk,
        plain,
        {"type": "recalled", "date": "2026-11-21", "recall_type": "standard", "to_prison": "FHI"},
    )
    assert "Recalled" in badges(officer.open(f"/cases/{plain}"))


def test_the_case_page_says_what_is_late_and_leads_to_the_record(
    officer: Browser, service: RunningService
) -> None:
    case = opened(service.system())["id"]
    page = officer.open(f"/cases/{case}")
    assert "The record lacks" in page.text
    assert "There is no risk screening, due by 5 May 2025" in page.text
    assert [a for a in page.all("a") if a.attributes["href"] == f"/cases/{case}/record"]


def test_a_manager_reviews_the_case_and_goes_on_to_choose(service: RunningService) -> None:
    clerk = service.system()
    case = opened(clerk, rosh_level="medium")["id"]
    risk = {"assessed_on": "2026-11-01", "children": "low", "public": "high"}
    clerk.put(f"/api/v1/cases/{case}/record/risk", json=risk, headers={"If-Match": "*"})
    manager = signed_in(service, Role.OMU_MANAGER, prisons=["FHI"])
    page = manager.open(f"/cases/{case}/review")
    assert page.heading == "Review before allocating"
    assert "The facts of the case say medium" in page.text
    assert "Overall: High" in page.text
    (choose,) = [a.attributes["href"] for a in page.all("a") if a.text == "Choose who takes the case"]
    assert manager.open(choose).heading
    elsewhere = signed_in(service, Role.OMU_MANAGER, prisons=["DHI"])
    assert elsewhere.get(f"/cases/{case}/review").status_code == 404
