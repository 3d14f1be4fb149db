"""The pages of a case's record: what is missing, each form, one-click choices, and officers of victims."""

from typing import Any

import pytest

from app.domain.caller import Role
from app.web.record_questions import NEW, PARTS
from tests.parts.pages import Browser, signed_in
from tests.parts.service import RunningService, opened, told


@pytest.fixture
def case(service: RunningService) -> str:
    found = opened(service.system(), rosh_level="high")["id"]
    return str(found)


DAY = {"{}-day": "1", "{}-month": "11", "{}-year": "2026"}
TYPED: dict[str, dict[str, str]] = {
    "risk": {"assessed_on-day": "1", "assessed_on-month": "11", "assessed_on-year": "2026", "public": "high"},
    "rosh_screening": {"screened_on-day": "1", "screened_on-month": "11", "screened_on-year": "2026"},
    "risk_management_plan": {
        "reviewed_on-day": "1", "reviewed_on-month": "11", "reviewed_on-year": "2026",
        "custody_actions": "Keeps to her own wing.",
    },
    "mappa": {"eligible": "yes", "level": "1", "category": "2"},
    "assessment": {"completed_on-day": "1", "completed_on-month": "11", "completed_on-year": "2026"},
    "strengths": {"words": "Speaks four languages."},
    "diversity": {"needs": "Large print.", "done": "Given."},
    "caring": {"has_responsibilities": "yes", "children": "2"},
    "complexity": {"level": "medium"},
    "tier": {"tier": "B", "calculated_on-day": "1", "calculated_on-month": "11", "calculated_on-year": "2026"},
    "victim_contact": {"has_contact": "yes"},
}  # fmt: skip


def test_the_record_of_a_new_case_says_what_is_missing_and_leads_to_each_form(
    officer: Browser, case: str
) -> None:
    page = officer.open(f"/cases/{case}/record")
    assert page.heading == "Record"
    assert "The tier is not recorded" in page.text
    links = {a.attributes["href"] for a in page.all("a") if a.text.startswith("Record it")}
    assert f"/cases/{case}/record/risk_management_plan" in links
    for link in links:
        assert officer.open(link).all("form")


@pytest.mark.parametrize("part", PARTS)
def test_each_part_is_recorded_by_its_form_and_shown(officer: Browser, case: str, part: str) -> None:
    address = f"/cases/{case}/record/{part}"
    form = officer.open(address).form(address)
    page = officer.follow(officer.send(form, **TYPED[part]))
    assert ": recorded" in page.text
    again = officer.open(address).form(address)
    assert again.fields["version"] == '"1"'


@pytest.mark.parametrize("part", list(PARTS))
def test_an_empty_form_says_what_is_wrong_and_keeps_nothing(officer: Browser, case: str, part: str) -> None:
    address = f"/cases/{case}/record/{part}"
    answer = officer.send(officer.open(address).form(address))
    assert answer.status_code == 400
    assert "There is a problem" in answer.text
    assert officer.open(address).form(address).fields["version"] == '"0"'


def test_a_form_made_from_an_old_version_is_kept_and_nothing_is_saved(officer: Browser, case: str) -> None:
    address = f"/cases/{case}/record/strengths"
    form = officer.open(address).form(address)
    officer.follow(officer.send(form, words="First."))
    late = officer.send(form, words="Second.")
    assert late.status_code == 412
    assert "Nothing was saved" in late.text
    assert "Second." in late.text
    assert "First." in officer.open(f"/cases/{case}/record").text


def test_an_objective_is_added_changed_and_met(officer: Browser, case: str) -> None:
    address = f"/cases/{case}/record/objectives/new"
    bare = officer.send(officer.open(address).form(address), outcome="A home of her own.")
    assert bare.status_code == 400
    assert "Select the owner" in bare.text
    page = officer.follow(
        officer.send(officer.open(address).form(address), outcome="A home of her own.", owner="key_worker")
    )
    assert "A home of her own." in page.text
    assert "Carried over from the key worker" in page.text
    (link,) = [a.attributes["href"] for a in page.all("a") if "the objective: A home" in a.text]
    typed = {"outcome": "A home of her own.", "owner": "key_worker", "status": "met", "order": "1"}
    page = officer.follow(officer.send(officer.open(link).form(link), **typed))
    assert "Met" in page.texts("td", data_label="Status")


def test_a_choice_is_recorded_with_one_click(officer: Browser, case: str) -> None:
    page = officer.open(f"/cases/{case}/record")
    form = page.form(f"/cases/{case}/record/choices")
    assert form.fields["choice"] == "female_practitioner"
    page = officer.follow(officer.send(form, answer="accepted"))
    assert "Accepted, offered on 22 November 2026 by Person" in page.text
    address = f"/cases/{case}/record/choices/new"
    form = officer.open(f"{address}?choice=women_only_place").form(address)
    assert officer.send(form, choice="women_only_place").status_code == 400
    page = officer.follow(
        officer.send(form, choice="women_only_place", reason_not_offered="There is none near.")
    )
    assert "Not offered by Person" in page.text


def test_an_officer_of_a_victim_is_added_changed_and_taken_away(officer: Browser, case: str) -> None:
    address = f"/cases/{case}/record/victim-liaison-officers/new"
    form = officer.open(address).form(address)
    assert officer.send(form, name="Rowan Example", email="nothing").status_code == 400
    page = officer.follow(officer.send(form, name="Rowan Example", email="rowan@example.test"))
    assert "Not to be disclosed to the person in custody" in page.text
    (change,) = [a.attributes["href"] for a in page.all("a") if a.text == "Change Rowan Example"]
    officer.follow(
        officer.send(officer.open(change).form(change), name="Robin Example", email="rowan@example.test")
    )
    page = officer.open(f"/cases/{case}/record")
    (take,) = [a.attributes["href"] for a in page.all("a") if a.text == "Take away Robin Example"]
    page = officer.follow(officer.send(officer.open(take).form(take)))
    assert "was taken away" in page.text
    assert "Robin Example" not in page.text


@pytest.mark.parametrize("kind", NEW)
def test_each_empty_form_of_something_new_is_refused_in_words(officer: Browser, case: str, kind: str) -> None:
    address = f"/cases/{case}/record/{kind}/new"
    answer = officer.send(officer.open(address).form(address))
    assert answer.status_code == 400
    assert "There is a problem" in answer.text


def test_whoever_only_reads_is_offered_no_form_and_another_prison_nothing(
    service: RunningService, case: str
) -> None:
    inspector = signed_in(service, Role.INSPECTOR, everywhere=True)
    page = inspector.open(f"/cases/{case}/record")
    assert not [form for form in page.forms if "/record" in form.action]
    elsewhere = signed_in(service, Role.OMU_OFFICER, prisons=["DHI"])
    assert elsewhere.get(f"/cases/{case}/record").status_code == 404


def test_pages_that_there_are_not_are_not_found(officer: Browser, case: str) -> None:
    for rest in ("nothing", "nothing/new", "objectives/nothing", "victim-liaison-officers/nothing/remove"):
        assert officer.get(f"/cases/{case}/record/{rest}").status_code == 404


def test_complexity_needs_a_reason_once_it_is_known(officer: Browser, case: str) -> None:
    address = f"/cases/{case}/record/complexity"
    officer.follow(officer.send(officer.open(address).form(address), level="low"))
    form = officer.open(address).form(address)
    answer: Any = officer.send(form, level="high")
    assert answer.status_code == 400
    officer.follow(officer.send(form, level="high", reason="New needs."))
    assert "No separate key worker" in officer.open(f"/cases/{case}/record").text


def test_the_choices_that_were_not_offered_are_flagged_on_licence(
    officer: Browser, service: RunningService, case: str
) -> None:
    told(service.system(), case, {"type": "released", "date": "2026-11-20"})
    page = officer.open(f"/cases/{case}/record")
    assert "No female practitioner was offered" in page.text
