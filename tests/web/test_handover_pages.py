"""The pages of handovers and overrides: lists, the checklist for both sides, the summary, a manager's decision."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.domain.caller import Role
from tests.parts.pages import Browser, look_at, signed_in
from tests.parts.pdf_text import text_of
from tests.parts.service import RunningService, opened, told

HANDOVER = date(2026, 7, 13)
NEAR = HANDOVER - timedelta(10)


@pytest.fixture(autouse=True)
def near_the_handover(service: RunningService) -> None:
    service.clock.turn_to(NEAR)


def at(service: RunningService, *roles: Role, **scope: Any) -> Browser:
    return signed_in(service, *roles, **scope)


def officer_of(service: RunningService) -> Browser:
    return at(service, Role.OMU_OFFICER, prisons=["FHI"])


def manager_of(service: RunningService) -> Browser:
    return at(service, Role.OMU_MANAGER, prisons=["FHI"])


def community_of(service: RunningService) -> Browser:
    return at(service, Role.COMMUNITY_MANAGER, regions=["east_midlands"])


def case_of(service: RunningService, **changes: Any) -> str:
    return str(opened(service.system(Role.RW), **changes)["id"])


def press(browser: Browser, path: str, action: str, **typed: str) -> Any:
    form = next(f for f in browser.open(path).forms if f.action == path and f.method == "post")
    return browser.send(form, action=action, **typed)


def test_the_lists_stand_beside_each_other_with_their_counts(service: RunningService) -> None:
    case_of(service, last_name="Quillfeather", rosh_level="high")
    officer = officer_of(service)
    page = officer.open("/handovers")
    assert page.heading == "Handovers"
    assert "Quillfeather, Ada" in page.text
    assert "Due soon" in page.text
    assert "Enhanced handover, high risk" in page.text
    tabs = [text for text in page.texts("a") if text.startswith(("Upcoming (", "Returning ("))]
    assert len(tabs) == 2
    service.clock.turn_to(HANDOVER + timedelta(3))
    overdue = officer_of(service).open("/handovers?list=overdue_tasks&q=quill")
    assert "3 days overdue" in overdue.text
    empty = officer_of(service).open("/handovers?list=returning&q=quill")
    assert "No case waits here for its next review." in empty.text


def test_with_htmx_the_list_comes_alone_and_a_file_can_be_had(service: RunningService) -> None:
    case_of(service, last_name="Rushworthy")
    officer = officer_of(service)
    part = officer.get("/handovers?q=rush", **{"HX-Request": "true", "HX-Target": "handover-list"})
    assert part.text.startswith('<div id="handover-list">')
    assert "Rushworthy" in part.text
    file = officer.get("/handovers.csv?q=rush")
    assert file.headers["content-type"].startswith("text/csv")
    assert "Rushworthy" in file.text
    wrong = officer.get("/handovers?next=nonsense")
    assert wrong.status_code == 400
    assert "There is a problem" in look_at(wrong).text


def test_both_sides_tick_their_items_and_the_community_accepts(service: RunningService) -> None:
    case = case_of(service, rosh_level="low")
    path = f"/cases/{case}/handover"
    officer, community = officer_of(service), community_of(service)
    page = officer.open(path)
    assert page.heading == "Handover"
    assert "0 of 9 settled" in page.text
    assert "Accept the handover" not in page.text
    saved = officer.follow(
        press(
            officer,
            path,
            "step:contact_community_manager:done",
            **{"note-contact_community_manager": "Rang."},
        )
    )
    assert "1 of 9 settled" in saved.text
    assert "The checklist is saved" in saved.text
    assert "Rang." in saved.text
    refused = press(community, path, "step:victim_liaison_told:not_needed")
    assert refused.status_code == 400
    shown = look_at(refused)
    assert shown.texts("title")[0].startswith("Error: ")
    assert "Enter a note that says why this item is not needed" in shown.text
    left = community.follow(
        press(community, path, "step:victim_liaison_told:not_needed", **{"note-victim_liaison_told": "None."})
    )
    assert "Not needed" in left.text
    day = {"on-day": "3", "on-month": "7", "on-year": "2026"}
    accepted = community.follow(press(community, path, "accept", **day))
    assert "Accepted on 3 July 2026 by Person" in accepted.text
    assert "Accepted on 3 July 2026" in officer.open(path).text


def test_a_tick_with_htmx_answers_with_the_working_part(service: RunningService) -> None:
    case = case_of(service)
    path = f"/cases/{case}/handover"
    officer = officer_of(service)
    form = next(f for f in officer.open(path).forms if f.action == path)
    headers = {"HX-Request": "true", "HX-Target": "work"}
    data = {**form.fields, "action": "step:review_oasys:done"}
    part = officer.client.post(path, data=data, headers=headers, follow_redirects=False)
    assert part.status_code == 200
    assert part.text.startswith('<div id="work">')
    assert "1 of " in part.text
    stale = officer.client.post(path, data=data, headers=headers, follow_redirects=False)
    assert stale.status_code == 412
    assert "Somebody worked on this handover after you opened it" in stale.text


def test_the_community_declines_and_what_was_typed_is_kept(service: RunningService) -> None:
    case = case_of(service)
    path = f"/cases/{case}/handover"
    community = community_of(service)
    empty = press(community, path, "decline")
    assert "Enter why the handover is declined" in look_at(empty).text
    declined = community.follow(press(community, path, "decline", decline_reason="No assessment yet."))
    assert "No assessment yet." in declined.text
    wrong = press(community, path, "accept", **{"on-day": "40", "on-month": "7", "on-year": "2026"})
    assert wrong.status_code == 400
    assert 'value="40"' in look_at(wrong).html


def test_the_report_is_kept_and_the_summary_prints_it(service: RunningService) -> None:
    case = case_of(service, first_name="Zoë", last_name="Ŵyn-Łukasiewiczowa")
    path = f"/cases/{case}/handover"
    officer = officer_of(service)
    officer.follow(press(officer, path, "report", report="Works in the gardens – “Tŷ Mawr”.\nSleeps badly."))
    summary = officer.open(f"{path}/summary")
    assert summary.heading == "Handover summary"
    assert "Works in the gardens – “Tŷ Mawr”." in summary.text
    assert summary.text.count("OFFICIAL: SENSITIVE") >= 3
    pdf = officer.get(f"{path}/summary.pdf")
    assert (pdf.status_code, pdf.headers["content-type"]) == (200, "application/pdf")
    printed = text_of(pdf.content)
    assert "Handover summary: Zoë Ŵyn-Łukasiewiczowa" in printed
    assert "Works in the gardens – “Tŷ Mawr”.\nSleeps badly." in printed
    assert "OFFICIAL-SENSITIVE" in pdf.headers["content-disposition"]
    none = case_of(service, sentence=None, arrived_on="2026-01-05")
    assert "nothing to print" in officer.open(f"/cases/{none}/handover/summary").text
    assert officer.get(f"/cases/{none}/handover/summary.pdf").content.startswith(b"%PDF")
    assert "nothing to do here" in officer.open(f"/cases/{none}/handover").text


def test_a_refusal_returns_the_case_and_both_sides_see_it(service: RunningService) -> None:
    sentence = {"start_date": "2010-01-11", "sentence_type": "LIFE", "tariff_expiry_date": "2022-01-11"}
    case = case_of(service, sentence=sentence)
    clerk, day = service.system(Role.RW), NEAR.isoformat()
    told(clerk, case, {"type": "parole_process_started", "date": day, "review": "1"})
    service.clock.turn_to(NEAR + timedelta(30))
    later = (NEAR + timedelta(30)).isoformat()
    told(
        service.system(Role.RW),
        case,
        {"type": "parole_decision", "date": later, "review": "1", "outcome": "negative"},
    )
    for browser in (officer_of(service), community_of(service)):
        page = browser.open(f"/cases/{case}/handover")
        assert "The case came back to the prison on 2 August 2026" in page.text
        assert "waits for its next parole review" in page.text


def test_a_manager_decides_after_seeing_the_effect_and_ends_it_again(service: RunningService) -> None:
    case = case_of(service)
    path = f"/cases/{case}/override"
    manager = manager_of(service)
    typed = {
        "responsible": "community",
        "reason_code": "other",
        "text": "They work with her.",
        "expires_on-day": "1",
        "expires_on-month": "8",
        "expires_on-year": "2026",
    }
    form = manager.open(path).form(path)
    check = look_at(manager.send(form, step="check", **typed))
    assert check.heading == "Check the decision"
    assert "Responsibility moves to the community today" in check.text
    done = manager.follow(manager.send(check.form(path), step="save"))
    assert "Decision made" in done.text
    assert "What the rules say: the prison" in done.text
    assert "From 1 August 2026 the rules decide again" in done.text
    (link,) = [a.attributes["href"] for a in done.all("a") if "/override/" in a.attributes.get("href", "")]
    ending = manager.open(link)
    missing = manager.send(ending.form(link))
    assert "Enter why the decision is ended" in look_at(missing).text
    ended = manager.follow(manager.send(ending.form(link), reason="Back to plan."))
    assert "Decision ended" in ended.text
    assert "What the rules say: the prison" not in ended.text


def test_what_cannot_be_decided_is_said_with_a_summary_and_kept(service: RunningService) -> None:
    case = case_of(service)
    path = f"/cases/{case}/override"
    manager = manager_of(service)
    form = manager.open(path).form(path)
    answer = manager.send(form, step="check", responsible="community", text="Kept text")
    assert answer.status_code == 400
    page = look_at(answer)
    assert page.texts("title")[0].startswith("Error: ")
    assert "Select the reason" in page.text
    assert "Kept text" in page.text
    typed = {"responsible": "community", "reason_code": "other", "text": "Kept text"}
    unlimited = look_at(manager.send(form, step="check", **typed))
    assert "Enter a day of review, or the first day without the decision" in unlimited.text


def test_only_managers_are_offered_a_decision(service: RunningService) -> None:
    case = case_of(service)
    assert "Decide otherwise" in manager_of(service).open(f"/cases/{case}/handover").text
    assert "Decide otherwise" not in officer_of(service).open(f"/cases/{case}/handover").text
    officer = officer_of(service)
    form = officer.open(f"/cases/{case}/override").form(f"/cases/{case}/override")
    typed = {"responsible": "community", "reason_code": "other", "text": "x", "step": "check"}
    assert officer.send(form, **typed).status_code == 403


def test_the_home_page_counts_what_is_overdue_and_leads_to_its_list(service: RunningService) -> None:
    home = officer_of(service).open("/")
    links = {a.attributes.get("href"): a for a in home.all("a")}
    assert {"/handovers?list=overdue_tasks", "/handovers?list=community_manager_overdue"} <= set(links)
