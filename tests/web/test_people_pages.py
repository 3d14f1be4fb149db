"""Pages about people and cases: my cases, allocating, comparing, a case's people, staff, moving many cases."""

from typing import Any

import pytest

from app.domain.caller import Role
from tests.parts.pages import Browser, Page, signed_in
from tests.parts.service import RunningService, opened, told
from tests.parts.workforce import COMMUNITY, SECONDED, SUPERVISOR, Workforce, given

CUSTODY = {
    "start_date": "2026-01-13",
    "sentence_type": "SDS",
    "length_months": 96,
    "release_date": "2030-01-13",
}


@pytest.fixture(scope="module")
def people(service: RunningService) -> Workforce:
    return Workforce(service)


@pytest.fixture(scope="module")
def manager(service: RunningService) -> Any:
    return service.person(Role.OMU_MANAGER, prisons=["FHI", "DHI"])


@pytest.fixture(scope="module")
def office(service: RunningService) -> Browser:
    """An OMU manager of Foston Hall and Drake Hall."""
    return signed_in(service, Role.OMU_MANAGER, prisons=["FHI", "DHI"])


def rows(page: Page) -> list[str]:
    return page.texts("tr", class_="govuk-table__row")[1:]


def test_a_manager_allocates_a_new_case_by_recommendation(
    people: Workforce, manager: Any, office: Browser
) -> None:
    case = opened(manager, last_name="Recommendable", prison="DHI", sentence=CUSTODY)["id"]
    first = people.at_prison(SECONDED, prison="DHI")
    waiting = office.open("/allocate?prison=DHI")
    (row,) = rows(waiting)
    assert row.startswith("Recommendable, Ada")
    assert "Seconded probation officer" in row
    assert "working days" in row
    choose = office.open(f"/cases/{case}/allocations/{SECONDED}/choose")
    assert waiting.all("a", href=f"/cases/{case}/allocations/{SECONDED}/choose")
    assert choose.texts("strong", class_="govuk-tag govuk-tag--green") == ["Recommended"]
    confirm = office.open(f"/cases/{case}/allocations/{SECONDED}/confirm?staff={first}")
    assert not confirm.all("input", name_="reasons")
    saved = office.follow(office.send(confirm.form(f"/cases/{case}/allocations/{SECONDED}/confirm")))
    assert saved.heading == "People"
    assert "is now the seconded probation officer of this case" in saved.text
    assert office.open("/allocate?prison=DHI").texts("h2")[0] == "Nothing waits"


def test_another_choice_asks_for_its_reason_and_keeps_what_was_typed(
    people: Workforce, manager: Any, office: Browser
) -> None:
    case = opened(manager, sentence=CUSTODY)["id"]
    people.at_prison(SECONDED)
    other = people.at_prison(SECONDED, tenths=5)
    given(manager, opened(manager, sentence=CUSTODY)["id"], SECONDED, other)
    path = f"/cases/{case}/allocations/{SECONDED}/confirm"
    form = office.open(f"{path}?staff={other}").form(path)
    refused = office.send(form, note="Please read the record.")
    assert refused.status_code == 400
    page = Page(refused)
    assert page.texts("a", href="#reasons-1") == [
        "Choose at least one reason, because another person is recommended"
    ]
    assert page.texts("textarea", id="note") == ["Please read the record."]
    form = page.form(path)
    page = Page(office.send(form, reasons="suitability"))
    assert page.all("a", href="#override_text")
    assert "checked" in page.all("input", id="reasons-1")[0].attributes
    saved = office.send(page.form(path), reasons="suitability", override_text="Speaks her language.")
    assert saved.status_code == 303


def test_a_form_from_before_somebody_elses_change_saves_nothing(
    people: Workforce, manager: Any, office: Browser
) -> None:
    case, officer = opened(manager, sentence=CUSTODY)["id"], people.at_prison("key_worker")
    path = f"/cases/{case}/allocations/key_worker/confirm"
    form = office.open(f"{path}?staff={officer}").form(path)
    told(manager, case, {"type": "significant_change", "date": "2026-11-01", "what": "Something."})
    answer = office.send(form)
    assert answer.status_code == 412
    page = Page(answer)
    assert "Nothing was saved" in page.text
    assert office.send(page.form(path)).status_code == 303
    end = f"/cases/{case}/allocations/key_worker/end"
    ended = office.follow(office.send(office.open(end).form(end)))
    assert "Nobody is the key worker of this case now." in ended.text
    assert "Ended by a manager" in ended.text


def test_up_to_four_people_stand_side_by_side(people: Workforce, manager: Any, office: Browser) -> None:
    case = opened(manager, sentence=CUSTODY)["id"]
    chosen = [people.at_prison(SECONDED) for _ in range(5)]
    path = f"/cases/{case}/allocations/{SECONDED}/compare"
    page = office.open(f"{path}?id={chosen[0]}&id={chosen[1]}")
    assert len(page.all("section", class_="app-compare__one")) == 2
    assert "Handovers in 56 days" in page.text
    many = "&".join(f"id={each}" for each in chosen)
    assert office.open(f"{path}?{many}", 400).texts("a", href="#compare-1")
    assert office.open(path, 400).texts("a", href="#compare-1") == ["Choose at least one person to compare"]
    assert office.get(f"/cases/{case}/allocations/nobody/choose").status_code == 404


def test_a_person_sees_their_own_cases_by_tab(
    service: RunningService, people: Workforce, manager: Any
) -> None:
    mine = Browser(service.anonymous())
    username = service.register_person(Role.OMU_OFFICER, prisons=["FHI"])
    assert mine.sign_in(username).status_code == 303
    assert "No cases yet" in mine.open("/my-cases").text
    me = people.id_of(username)
    people.change(me, {"prison": "FHI", "duties": [SECONDED]})
    case = opened(manager, last_name="Mineworth", sentence=CUSTODY)["id"]
    given(manager, case, SECONDED, me)
    page = mine.open("/my-cases")
    assert [row.partition(",")[0] for row in rows(page)] == ["Mineworth"]
    assert page.texts("a", href="/my-cases?tab=new") == ["New to you in 7 days (1)"]
    assert len(rows(mine.open("/my-cases?tab=new"))) == 1
    assert "No releases" in mine.open("/my-cases?tab=releases").text
    assert mine.open("/my-cases").all("a", href="/my-cases?tab=all&sort=release_date%2Casc")
    turned = mine.open("/my-cases?tab=all&sort=release_date,asc")
    assert turned.all("th", **{"aria-sort": "ascending"})[0].text.strip().startswith("Release")
    assert turned.all("a", href="/my-cases?tab=all&sort=release_date%2Cdesc")
    assert (
        mine.open("/my-cases?sort=height,asc")
        .all("th", **{"aria-sort": "ascending"})[0]
        .text.strip()
        .startswith("Name")
    )
    assert not mine.open("/").all("a", href="/allocate")


def test_the_staff_list_narrows_and_leads_to_a_person(people: Workforce, office: Browser) -> None:
    away = people.at_prison(SUPERVISOR, prison="DHI", availability="away", away_until="2026-12-18")
    page = office.open("/staff?prison=DHI&availability=away")
    assert len(rows(page)) == 1
    assert "Away until 18 December 2026" in rows(page)[0]
    person = office.open(f"/staff/{away}")
    assert "holds no role on an open case" in person.text
    assert "Nobody found" in office.open("/staff?q=nobody-of-this-name").text
    assert office.open("/staff?next=rubbish").texts("h2")[0] == "There is a problem"
    assert office.get("/staff/none").status_code == 404


def test_how_a_person_works_is_changed_and_errors_are_shown(people: Workforce, office: Browser) -> None:
    officer = people.at_prison(SUPERVISOR, prison="DHI")
    path = f"/staff/{officer}/edit"
    form = office.open(path).form(path)
    typed = {"duties": COMMUNITY, "prison": "DHI", "tenths": "6", "availability": "available"}
    refused = Page(office.send(form, **typed))
    assert refused.texts("a", href="#duties-1")
    typed |= {"duties": SUPERVISOR, "availability": "away"}
    typed |= {"away_until-day": "18", "away_until-month": "12", "away_until-year": "2026"}
    saved = office.follow(office.send(refused.form(path), **typed))
    assert "22.5 hours a week" in saved.text
    assert "Away until 18 December 2026" in saved.text
    stale = Page(office.send(form, **typed))
    assert "Somebody changed this entry" in stale.text


def test_a_manager_moves_forty_cases_and_sees_what_became_of_each(
    people: Workforce, manager: Any, office: Browser
) -> None:
    giver, taker = people.at_prison(SECONDED), people.at_prison(SECONDED)
    for _ in range(40):
        given(manager, opened(manager, sentence=CUSTODY)["id"], SECONDED, giver)
    path = f"/staff/{giver}/reallocate"
    page = office.open(path)
    assert len(page.all("input", name_="chosen")) == 40
    assert not page.all("p", class_="govuk-error-message")
    refused = Page(office.send(page.form(path)))
    assert refused.texts("a", href="#case-1") == ["Choose at least one case to move"]
    every = office.open(f"{path}?all=1")
    chosen = [e.attributes["value"] for e in every.all("input", name_="chosen") if "checked" in e.attributes]
    assert len(chosen) == 40
    form = every.form(path).fields | {"to": taker, "reasons": "no_staff", "chosen": chosen}
    done = office.client.post(path, data=form, follow_redirects=False)
    assert done.status_code == 200, done.text[:500]
    moved = Page(done)
    assert "40 cases moved" in moved.text
    assert len(rows(moved)) == 40
    assert "holds no role" in office.open(path).text


def test_the_community_names_its_manager(service: RunningService, people: Workforce, manager: Any) -> None:
    senior = signed_in(service, Role.COMMUNITY_SENIOR, regions=["east_midlands"])
    case, com = opened(manager, last_name="Aardnamed", sentence=CUSTODY)["id"], people.in_community()
    page = senior.open("/allocate?list=no_community_manager")
    assert any(row.startswith("Aardnamed") for row in rows(page))
    assert page.all("a", href=f"/cases/{case}/allocations/{COMMUNITY}/choose")
    path = f"/cases/{case}/allocations/{COMMUNITY}/confirm"
    form = senior.open(f"{path}?staff={com}").form(path)
    assert senior.send(form, reasons="no_staff").status_code == 303
    assert "Derby team" in senior.open("/staff").text
    shown = senior.open(f"/cases/{case}/allocations")
    assert not shown.all("a", href=f"/cases/{case}/allocations/{SECONDED}/choose")


def test_the_home_page_counts_who_waits(office: Browser) -> None:
    page = office.open("/")
    assert page.all("a", href="/allocate?list=unallocated")
    assert "No community manager named" in page.text
