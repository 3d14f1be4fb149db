"""The pages of moves: proposed, submitted, decided against advice, offers kept and delegates named."""

import pytest

from app.domain.caller import Role
from app.web import cookies
from tests.parts.moves import FACTORS, MovesDesk
from tests.parts.pages import Browser, Page, look_at, signed_in
from tests.parts.service import RunningService


@pytest.fixture(scope="module")
def desk(service: RunningService) -> MovesDesk:
    return MovesDesk(service)


def signed(desk: MovesDesk, *roles: Role) -> Browser:
    """Somebody of the board at a browser."""
    username = desk.service.register_person(*roles, everywhere=True)
    desk.room.sign(username)
    browser = Browser(desk.service.anonymous())
    name = desk.service.service.pages.state.cookies.full_name(cookies.SESSION)
    browser.client.cookies.set(name, desk.service.session_of(username))
    return browser


@pytest.fixture(scope="module")
def secretary(desk: MovesDesk) -> Browser:
    return signed(desk, Role.PANEL_SECRETARIAT)


@pytest.fixture(scope="module")
def director(desk: MovesDesk) -> Browser:
    return signed(desk, Role.GROUP_DIRECTOR)


def drafted(desk: MovesDesk, browser: Browser, **typed: str) -> tuple[str, Page]:
    """The address of a new draft that was typed on the page, and the page."""
    case = desk.woman()
    form = browser.open(f"/panel/movements/new?case={case}").form("/panel/movements/new")
    answer = browser.send(form, **{"case": case, "prison": "STI", **FACTORS, **typed})
    assert answer.status_code == 303, answer.text
    address = answer.headers["location"].partition("?")[0]
    return address, browser.follow(answer)


def submitted(desk: MovesDesk, browser: Browser) -> str:
    address, page = drafted(desk, browser)
    answer = browser.send(page.form(f"{address}/submit"))
    assert answer.status_code == 303, answer.text
    return address


def test_a_draft_is_kept_changed_and_submitted_once_it_says_everything(
    desk: MovesDesk, secretary: Browser
) -> None:
    address, page = drafted(desk, secretary, her_interests="", prison="")
    assert "The draft was kept" in page.text
    refused = secretary.send(page.form(f"{address}/submit"))
    assert refused.status_code == 400
    assert "Enter what is in her best interests" in look_at(refused).text
    form = secretary.open(f"{address}/change").form(f"{address}/change")
    changed = secretary.follow(
        secretary.send(form, **{**FACTORS, "her_interests": "Now it is said.", "prison": "STI"})
    )
    assert "Now it is said." in changed.text
    after = secretary.follow(secretary.send(changed.form(f"{address}/submit")))
    assert "Waiting for the director" in after.text
    assert "Waiting for the director" in secretary.open("/panel/movements?status=submitted").text


def test_the_twelve_prisons_stand_on_the_page_with_where_she_is_and_would_go(
    desk: MovesDesk, secretary: Browser
) -> None:
    _, page = drafted(desk, secretary)
    names = [text for text in page.texts("th", scope="row") if "HMP" in text]
    assert len(names) == 12
    assert names[0].startswith("Styal")
    assert [name.partition(" (")[0] for name in names if "Held now" in name] == ["Foston Hall"]
    assert [name.partition(" (")[0] for name in names if "Proposed" in name] == ["Styal"]
    assert "10 miles" in page.text


def test_somebody_off_the_caseload_is_refused_and_what_was_typed_stays(secretary: Browser) -> None:
    form = secretary.open("/panel/movements/new").form("/panel/movements/new")
    answer = secretary.send(form, case="A0000ZZ", **FACTORS)
    assert answer.status_code == 404
    again = secretary.send(form, case="", **FACTORS)
    assert again.status_code == 400
    assert FACTORS["her_interests"] in look_at(again).text


def test_the_director_decides_against_the_advice_with_a_reason(
    desk: MovesDesk, secretary: Browser, director: Browser
) -> None:
    address = submitted(desk, secretary)
    page = director.open(f"{address}/decide")
    assert "Make this decision final" in page.text
    form = page.form(f"{address}/decide")
    refused = director.send(form, prison="NHI", weighed_most="her_interests", final="yes")
    assert refused.status_code == 400
    assert "This departs from the advice: enter the reason" in look_at(refused).text
    answer = director.send(
        form, prison="NHI", weighed_most="her_interests", departure_reason="Her safety.", final="yes"
    )
    after = director.follow(answer)
    assert "The decision is final" in after.text
    assert "Departs from the advice" in after.text
    assert "record the transfer" in after.text.lower()


def test_the_secretariat_prepares_and_the_director_finishes(
    desk: MovesDesk, secretary: Browser, director: Browser
) -> None:
    address = submitted(desk, secretary)
    page = secretary.open(f"{address}/decide")
    assert "Make this decision final" not in page.text
    form = page.form(f"{address}/decide")
    forced = secretary.send(form, prison="STI", weighed_most="her_interests", final="yes")
    assert forced.status_code == 403
    assert "Only the Prison Group Director" in look_at(forced).text
    prepared = secretary.follow(secretary.send(form, prison="STI", weighed_most="her_interests", final="no"))
    assert "Decision prepared" in prepared.text
    href = next(
        a.attributes["href"]
        for a in prepared.all("a")
        if "/panel/decisions/" in str(a.attributes.get("href"))
    )
    one = director.open(str(href))
    final = director.follow(director.send(one.form(f"{href}/final")))
    assert "The decision is final" in final.text


def test_advice_without_a_proposal_is_listed_and_decided_on(desk: MovesDesk, director: Browser) -> None:
    advice = desk.advised(desk.woman())
    assert "Advice that waits for a decision" in director.open("/panel/movements").text
    address = f"/panel/recommendations/{advice}/decide"
    form = director.open(address).form(address)
    refused = director.send(form, final="yes")
    assert refused.status_code == 400
    answer = director.send(
        form, prison="FHI", follows_advice="yes", weighed_most="operational_need", final="yes"
    )
    assert "she stays" in director.follow(answer).text
    assert advice not in director.client.get("/panel/movements").text


def test_the_secretariat_sets_the_boards_advice_beside_a_proposal(
    desk: MovesDesk, secretary: Browser
) -> None:
    case = desk.woman()
    advice, proposal = desk.advised(case), desk.submitted(case)["id"]
    address = f"/panel/movements/{proposal}"
    form = secretary.open(f"{address}/advice").form(f"{address}/advice")
    page = secretary.follow(secretary.send(form, recommendation=advice, prison="NHI"))
    assert "Invented advice." in page.text
    assert next(text for text in page.texts("th", scope="row") if "Advised" in text).startswith("New Hall")


def test_a_proposal_is_withdrawn_with_a_reason(desk: MovesDesk, secretary: Browser) -> None:
    address = submitted(desk, secretary)
    form = secretary.open(address).form(f"{address}/withdraw")
    assert secretary.send(form, reason="").status_code == 400
    assert "Withdrawn" in secretary.follow(secretary.send(form, reason="She is to be released.")).text


def test_an_administrator_keeps_what_a_prison_offers(service: RunningService) -> None:
    admin = signed_in(service, Role.ADMIN, everywhere=True)
    listed = admin.open("/panel/prison-offers")
    after = admin.follow(admin.send(listed.form("/panel/prison-offers"), name="Trauma group"))
    assert "The intervention was added to the list" in after.text
    form = admin.open("/panel/prison-offers/STI").form("/panel/prison-offers/STI")
    refused = admin.send(form, source="", mother_and_baby_unit="yes")
    assert refused.status_code == 400
    kept = admin.follow(
        admin.send(form, source="By telephone", mother_and_baby_unit="yes", interventions="trauma_group")
    )
    assert "By telephone" in kept.text


def test_the_director_names_and_ends_a_delegate(
    desk: MovesDesk, director: Browser, secretary: Browser
) -> None:
    username = desk.service.register_person(Role.PANEL_CHAIR, everywhere=True)
    form = director.open("/panel/delegates").form("/panel/delegates")
    days = {
        "first_day-day": "22", "first_day-month": "11", "first_day-year": "2026",
        "last_day-day": "24", "last_day-month": "11", "last_day-year": "2026",
    }  # fmt: skip
    assert director.send(form, username="nobody", reason="On leave.", **days).status_code == 400
    named = director.follow(director.send(form, username=username, reason="On leave.", **days))
    assert "May decide today" in named.text
    end = next(one for one in named.forms if one.action.endswith("/end"))
    assert "Ended" in director.follow(director.send(end)).text
    assert "Name somebody" not in secretary.open("/panel/delegates").text


def test_what_the_meeting_decided_and_the_final_decision_lead_to_each_other(
    desk: MovesDesk, director: Browser
) -> None:
    case = desk.woman()
    proposal, advice = desk.submitted(case)["id"], desk.advised(case)
    desk.set_advice(proposal, advice, "STI")
    path = desk.decided_in_meeting(advice)
    assert desk.decide(proposal).status_code in {200, 201}
    linked = desk.secretary.get(path).json()
    page = director.open(f"/panel/decisions/{linked['placement_decision_id']}")
    assert "She goes to Styal. By Perpetua Birchcombe" in " ".join(page.text.split())
    minutes = f"/panel/meetings/{linked['meeting_id']}/minutes"
    assert f'href="{minutes}#decisions"' in page.html
    there = director.open(minutes)
    assert "Confirmed by" in there.text
    assert f'href="/panel/decisions/{linked["placement_decision_id"]}"' in there.html
