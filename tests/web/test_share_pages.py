"""The pages of sharing: asking the Chair, the Chair's answer, and what left."""

import pytest

from app.domain.board_data import SHAREABLE
from app.domain.caller import Role
from app.domain.sharing import Purpose, RecipientKind, State, Way
from app.web import cookies as names
from app.web.labels import sharing as words
from tests.parts.board_feed import entered
from tests.parts.board_room import BoardRoom
from tests.parts.pages import Browser, Page, browser
from tests.parts.service import RunningService, opened

PAGES = "/panel/share-requests"
ASKED = {
    "covers": "board_data:standing", "about": "Actions for the region", "to": "REGIONAL_DIRECTOR",
    "purpose": "continuity", "reason": "Regions prepare.",
    "until_on-day": "31", "until_on-month": "5", "until_on-year": "2027",
}  # fmt: skip


def person(service: RunningService, role: Role, *, signed: bool = True) -> Browser:
    """Somebody of the panel, who has signed the statement or not."""
    username = service.register_person(role, everywhere=True)
    if signed:
        BoardRoom(service).sign(username)
    found, cookies = browser(service), service.service.pages.state.cookies
    found.client.cookies.set(cookies.full_name(names.SESSION), service.session_of(username))
    return found


@pytest.fixture(scope="module")
def secretary(service: RunningService) -> Browser:
    return person(service, Role.PANEL_SECRETARIAT)


@pytest.fixture(scope="module")
def chair(service: RunningService) -> Browser:
    return person(service, Role.PANEL_CHAIR)


def asked(secretary: Browser, **typed: str) -> Page:
    """The page that follows a request."""
    form = secretary.open(f"{PAGES}/new").form(f"{PAGES}/new")
    answer = secretary.send(form, **{**ASKED, "fields": "due_on", **typed})
    return Page(answer) if answer.status_code in {200, 400} else secretary.follow(answer)


def test_before_anything_was_asked_the_list_says_so(secretary: Browser) -> None:
    page = secretary.open(PAGES)
    assert page.heading == "Sharing"
    assert "Nothing has been asked for yet." in page.text
    assert "Nothing has left." in secretary.open(f"{PAGES}/disclosures").text


def test_a_request_is_asked_agreed_used_and_ended(
    service: RunningService, secretary: Browser, chair: Browser
) -> None:
    page = asked(secretary)
    assert page.heading == "Actions for the region"
    assert "The Chair is asked" in page.text
    assert "Waiting for the Chair" in page.text
    assert words.FIELD["due_on"] in page.text
    address = str(page.answer.url.path)
    assert not [form for form in page.forms if form.action.endswith("/answer")]
    form = chair.open(address).form(f"{address}/answer")
    unsaid = Page(chair.send(form))
    assert "Select whether you agree" in unsaid.text
    unreasoned = Page(chair.send(form, answer="refuse"))
    assert "Enter the reason" in unreasoned.text
    agreed = chair.follow(chair.send(form, answer="approve", reason="For this half-year."))
    assert "For this half-year." in agreed.text
    entered(service, opened(service.system())["id"])
    director = service.person(Role.REGIONAL_DIRECTOR, everywhere=True)
    assert director.get("/api/v1/board-decisions").json()["items"][0]["fields"].keys() == {"due_on"}
    shown = secretary.open(address)
    assert "Board data, 1 record" in shown.text
    left = secretary.open(f"{PAGES}/disclosures")
    assert "Regional Probation Directors, each for their own region" in left.text
    file = secretary.client.get(f"{PAGES}/disclosures.csv")
    assert file.headers["content-type"].startswith("text/csv")
    assert "OFFICIAL: SENSITIVE" in file.text
    form = shown.form(f"{address}/end")
    assert "Enter the reason for ending it" in Page(secretary.send(form)).text
    ended = secretary.follow(secretary.send(form, end_reason="No longer needed."))
    assert "No longer needed." in ended.text
    assert director.get("/api/v1/board-decisions").status_code == 403


def test_a_paper_that_was_handed_over_is_written_down(
    service: RunningService, secretary: Browser, chair: Browser
) -> None:
    meeting = BoardRoom(service).meeting()
    form = secretary.open(f"{PAGES}/new?meeting={meeting}&what=minutes").form(f"{PAGES}/new")
    typed = {
        **ASKED,
        "covers": "minutes:one",
        "to": "outside",
        "recipient": "Head of Safety",
        "purpose": "safety",
    }
    page = secretary.follow(
        secretary.send(form, **{**typed, "organisation": "A trust", "subject_id": meeting})
    )
    address = str(page.answer.url.path)
    chair.send(chair.open(address).form(f"{address}/answer"), answer="approve")
    form = secretary.open(address).form(f"{address}/disclosures")
    assert "Select the way in which it left" in Page(secretary.send(form)).text
    kept = secretary.follow(secretary.send(form, way="email", note="By secure mail."))
    assert "By secure email" in kept.text
    assert "By secure mail." in kept.text


def test_everything_that_is_missing_is_said_at_once_and_what_was_typed_is_kept(secretary: Browser) -> None:
    form = secretary.open(f"{PAGES}/new").form(f"{PAGES}/new")
    page = Page(secretary.send(form, reason="Because."))
    for said in ("Select what is to leave", "Enter what exactly is to leave", "Select to whom", "Select the purpose",
                 "Enter the last day"):  # fmt: skip
        assert said in page.text
    assert "Because." in page.texts("textarea")[0]
    unticked = asked(secretary, fields="")
    assert "Tick at least one field" in unticked.text
    unknown = asked(secretary, to="client", recipient="nobody")
    assert "Enter the client id of a registered system" in unknown.text


def test_the_list_is_narrowed_by_where_requests_stand(secretary: Browser) -> None:
    asked(secretary, about="A later request")
    assert "A later request" in secretary.open(f"{PAGES}?state=waiting").text
    assert "A later request" not in secretary.open(f"{PAGES}?state=refused").text


def test_who_has_not_signed_is_told_to_sign(service: RunningService) -> None:
    answer = person(service, Role.PANEL_MEMBER, signed=False).get(PAGES)
    assert answer.status_code == 403
    assert "confidentiality statement" in answer.text


def test_every_code_has_its_words() -> None:
    assert set(words.FIELD) == set(SHAREABLE)
    assert set(words.PURPOSE) == set(Purpose)
    assert set(words.STATE) == set(State)
    assert set(words.WAY) == set(Way)
    kinds = {to if to.islower() else "role" for to in words.TO}
    assert kinds == set(RecipientKind)
