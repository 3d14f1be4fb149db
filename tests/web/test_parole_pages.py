"""Parole, key stages and contacts as staff see them: consequences before saving, both sides seeing one state."""

from typing import Any

import pytest

from app.domain.caller import Role
from tests.parts.pages import Browser, Page, look_at, signed_in
from tests.parts.service import RunningService, opened, told

SENTENCE = {
    "start_date": "2024-01-08",
    "sentence_type": "EDS",
    "length_months": 120,
    "release_date": "2032-01-08",
}
MANAGED = {"community_manager_name": "Perpetua Birchcombe"}
START = {
    "type": "parole_process_started",
    "date": "2026-10-05",
    "review": "2026/1",
    "target_hearing_date": "2026-11-16",
}
TODAY = {"day": "22", "month": "11", "year": "2026"}


@pytest.fixture
def case(service: RunningService) -> dict[str, Any]:
    return opened(service.system(), sentence=SENTENCE, **MANAGED)


@pytest.fixture
def reviewed(service: RunningService, case: dict[str, Any]) -> dict[str, Any]:
    told(service.system(), case["id"], START)
    found = service.system().get(f"/api/v1/cases/{case['id']}/parole-reviews").json()["items"]
    return {**case, "review": found[0]["id"]}


@pytest.fixture(scope="module")
def community(service: RunningService) -> Browser:
    return signed_in(service, Role.COMMUNITY_MANAGER, regions=["east_midlands"])


def links(page: Page) -> list[str]:
    return [link.attributes.get("href", "") for link in page.all("a")]


def on_day(name: str, **parts: str) -> dict[str, str]:
    return {f"{name}-{part}": box for part, box in {**TODAY, **parts}.items()}


# Parole


def test_a_case_without_a_review_says_so_and_offers_to_start_one(
    officer: Browser, case: dict[str, Any]
) -> None:
    page = officer.open(f"/cases/{case['id']}/parole")
    assert "No parole review is on the record" in page.text
    form = page.form(f"/cases/{case['id']}/facts/new/parole_process_started")
    preview = look_at(officer.send(form, step="check", review="First", **on_day("date")))
    assert preview.heading == "Check before you record"
    assert "the community" in preview.text
    saved = officer.send(preview.form(form.action), step="save")
    assert saved.status_code == 303
    assert "Review First" in officer.open(f"/cases/{case['id']}/parole").text


def test_a_start_without_answers_is_shown_again_with_what_is_missing(
    officer: Browser, case: dict[str, Any]
) -> None:
    form = officer.open(f"/cases/{case['id']}/parole").form(
        f"/cases/{case['id']}/facts/new/parole_process_started"
    )
    again = look_at(officer.send(form, step="check", review_type="On tariff"))
    assert "Enter the name of the review" in again.text


def test_the_page_of_a_review_says_that_no_outcome_is_recorded_and_what_each_would_do(
    officer: Browser, reviewed: dict[str, Any]
) -> None:
    page = officer.open(f"/cases/{reviewed['id']}/parole/{reviewed['review']}")
    assert page.heading == "Review 2026/1"
    assert "No outcome recorded" in page.text
    assert "No release" not in page.text.split("Who would own the case")[0]
    assert "Who would own the case, if this happened today" in page.text
    assert "Returned after a parole decision" in page.text


def test_an_outcome_from_the_review_leads_through_its_consequence(
    officer: Browser, reviewed: dict[str, Any]
) -> None:
    action = f"/cases/{reviewed['id']}/facts/new/parole_decision"
    form = officer.open(f"/cases/{reviewed['id']}/parole/{reviewed['review']}").form(action)
    preview = look_at(officer.send(form, step="check", outcome="negative", **on_day("date")))
    assert "Responsibility moves to the prison" in preview.text
    assert officer.send(preview.form(action), step="save").status_code == 303
    page = officer.open(f"/cases/{reviewed['id']}/parole/{reviewed['review']}")
    assert "No release, issued" in page.text
    assert "May be applied for until 13 December 2026" in page.text


def test_a_link_from_the_review_fills_in_which_review_is_meant(
    officer: Browser, reviewed: dict[str, Any]
) -> None:
    action = f"/cases/{reviewed['id']}/facts/new/parole_adjourned"
    page = officer.open(f"{action}?review=2026/1&date-day=1&version=9")
    assert [e.attributes["value"] for e in page.all("option") if "selected" in e.attributes] == ["2026/1"]
    assert page.form(action).fields["version"] != "9"


def test_a_review_is_described_and_shown_again_as_typed_where_it_cannot_be(
    officer: Browser, reviewed: dict[str, Any]
) -> None:
    address = f"/cases/{reviewed['id']}/parole/{reviewed['review']}"
    form = officer.open(address).form(address)
    done = officer.follow(officer.send(form, stage="dossier", hearing_venue="Room 4"))
    assert "The description of the review was saved" in done.text
    assert "Dossier being prepared" in done.text
    stale = look_at(officer.send(form, hearing_venue="Room 5"))
    assert stale.answer.status_code == 412
    assert "Room 5" in stale.form(address).fields.values()
    fresh = officer.open(address).form(address)
    wrong = look_at(officer.send(fresh, **on_day("custody_report_due", month="13")))
    assert "Custody report due must be a real date" in wrong.text


def test_the_calendar_shows_a_month_its_days_and_their_reviews(
    officer: Browser, reviewed: dict[str, Any]
) -> None:
    page = officer.open("/parole?month=2026-11")
    assert "November 2026" in page.text
    assert "without an outcome" in page.text
    day = officer.open("/parole?month=2026-11&day=2026-11-16")
    assert f"/cases/{reviewed['id']}/parole/{reviewed['review']}" in day.html
    empty = officer.open("/parole?month=2031-02")
    assert "No hearing and no decision stands" in empty.text
    assert officer.open("/parole?month=nonsense&day=2026-02-30").heading == "Parole calendar"
    officer.open("/parole?state=refused", status=400)


# Key stages


def test_both_sides_see_an_invitation_and_its_answer(
    officer: Browser, community: Browser, case: dict[str, Any]
) -> None:
    address = f"/cases/{case['id']}/key-stages"
    form = officer.open(address).form(address)
    typed = {"kind": "sentence_plan_review", **on_day("planned_on", month="12")}
    planned = officer.follow(officer.send(form, **typed))
    assert "The key stage was planned" in planned.text
    assert "Invited, no answer yet" in planned.text
    listed = community.open("/key-stages?state=awaiting_answer")
    assert "Perpetua Birchcombe" in listed.text
    stage = next(link for link in links(listed) if link.startswith(f"{address}/"))
    assert "Answer for the community" not in officer.open(stage).text
    page = community.open(stage)
    done = community.follow(
        community.send(
            page.form(f"{stage}/answer"), response="will_contribute", contribution="Housing is found."
        )
    )
    assert "The answer was recorded" in done.text
    assert "Housing is found." in officer.open(stage).text


def test_a_key_stage_without_answers_is_shown_again(officer: Browser, case: dict[str, Any]) -> None:
    address = f"/cases/{case['id']}/key-stages"
    form = officer.open(address).form(address)
    again = look_at(officer.send(form, note="What we said"))
    assert again.answer.status_code == 400
    assert "Select the kind of key stage" in again.text
    assert "Enter a date for “Planned for”" in again.text
    assert "What we said" in again.html


def test_a_key_stage_is_moved_and_held(officer: Browser, case: dict[str, Any]) -> None:
    address = f"/cases/{case['id']}/key-stages"
    form = officer.open(address).form(address)
    planned = officer.follow(officer.send(form, kind="other", **on_day("planned_on")))
    stage = next(link for link in links(planned) if link.startswith(f"{address}/"))
    changed = officer.follow(officer.send(officer.open(stage).form(stage), **on_day("held_on")))
    assert "The key stage was changed" in changed.text
    assert "Held" in changed.text


def test_progress_is_told_or_the_form_says_why_not(
    officer: Browser, service: RunningService, case: dict[str, Any]
) -> None:
    address = f"/cases/{case['id']}"
    form = officer.open(f"{address}/key-stages").form(f"{address}/progress-notices")
    done = officer.follow(officer.send(form, text="She finished the course."))
    assert "The community manager was told" in done.text
    assert "She finished the course." in done.text
    nobody = f"/cases/{opened(service.system())['id']}"
    form = officer.open(f"{nobody}/key-stages").form(f"{nobody}/progress-notices")
    refused = look_at(officer.send(form, text="Kept as typed."))
    assert refused.answer.status_code == 409
    assert "Name one first" in refused.text
    assert "Kept as typed." in refused.html


# Contacts


def test_a_contact_is_recorded_with_a_light_form(officer: Browser, case: dict[str, Any]) -> None:
    address = f"/cases/{case['id']}/contacts"
    page = officer.open(address)
    assert "No contact is recorded yet" in page.text
    typed = {
        "channel": "phone",
        "first_party": "community_offender_manager",
        "second_party": "offender_supervisor",
        "text": "About the plan.",
    }
    done = officer.follow(officer.send(page.form(address), **typed))
    assert "The contact was recorded" in done.text
    assert "About the plan." in done.text
    same = look_at(officer.send(done.form(address), **{**typed, "second_party": typed["first_party"]}))
    assert same.answer.status_code == 400
    assert "Choose two different people" in same.text
    bare = look_at(officer.send(done.form(address)))
    assert "Select how" in bare.text


def test_a_wrong_contact_is_taken_back_and_stays_marked(
    service: RunningService, officer: Browser, case: dict[str, Any]
) -> None:
    address = f"/cases/{case['id']}/contacts"
    typed = {
        "channel": "phone",
        "first_party": "community_offender_manager",
        "second_party": "offender_supervisor",
        "text": "About <b>the plan</b>.",
    }
    officer.follow(officer.send(officer.open(address).form(address), **typed))
    one = service.system().get(f"/api/v1{address}").json()["items"][0]["id"]
    asked = officer.open(f"{address}/{one}/retract")
    assert "About <b>the plan</b>." in asked.text
    bare = look_at(officer.send(asked.form(f"{address}/{one}/retract")))
    assert bare.answer.status_code == 400
    assert "<title>Error: " in bare.html
    done = officer.follow(officer.send(asked.form(f"{address}/{one}/retract"), reason="Another person."))
    assert "The contact was taken back" in done.text
    assert "Taken back" in done.text
    assert "Another person." in done.text
    assert (
        "Last contact of the community manager with the prison’s lead or supervisor: none recorded."
        in done.text
    )
    late = look_at(officer.send(asked.form(f"{address}/{one}/retract"), reason="Once more."))
    assert late.answer.status_code == 412
    assert "This contact was taken back on" in late.text
    assert "Once more." not in late.text
    officer.open(f"{address}/nothing/retract", status=404)
    assert "Contact taken back, by phone" in officer.open(f"/cases/{case['id']}/story").text


def test_cases_without_contact_are_listed_with_the_counts(officer: Browser, case: dict[str, Any]) -> None:
    page = officer.open("/contact-gaps")
    assert f"/cases/{case['id']}/contacts" in page.html
    assert "Contacts by channel" in officer.open("/contact-gaps?counts=yes").text
    officer.open("/contact-gaps?days=none", status=400)
    assert officer.open("/contact-gaps?days=730").heading.startswith("Cases without contact")


def test_the_home_page_leads_to_what_wants_following_up(officer: Browser, reviewed: dict[str, Any]) -> None:
    page = officer.open("/")
    addresses = [
        address for address in links(page) if address.startswith(("/parole", "/key-stages", "/contact"))
    ]
    assert "/parole?state=awaiting_outcome" in addresses
    assert "/parole?state=open&within=28" in addresses
    listed = officer.open("/parole?state=awaiting_outcome")
    assert f"/cases/{reviewed['id']}/parole/{reviewed['review']}" in listed.html
    assert "heard, with no outcome recorded" in listed.text
