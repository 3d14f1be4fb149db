"""The page of a case's whole story: in words, filtered with and without scripts, printed, and as a file."""

from datetime import UTC, datetime

import pytest

from app.schemas.story import StoryEntry
from app.web.story_words import story_row
from tests.parts.pages import Browser
from tests.parts.service import RunningService, opened, told


@pytest.fixture
def case(service: RunningService) -> str:
    found = str(opened(service.system())["id"])
    told(service.system(), found, {"type": "parole_process_started", "date": "2026-11-20", "review": "first"})
    return found


def test_the_story_tells_each_entry_in_words(officer: Browser, case: str) -> None:
    form = officer.open(f"/cases/{case}/record/strengths").form(f"/cases/{case}/record/strengths")
    officer.follow(officer.send(form, words="Sings in the choir."))
    page = officer.open(f"/cases/{case}/story")
    assert page.heading == "The whole story"
    for words in (
        "Recorded: Strengths",
        "Sings in the choir.",
        "By Person",
        "Case opened",
        "Parole process started",
    ):
        assert words in page.text
    assert "RECORD_KEPT" not in page.text
    assert "parole_process" not in page.text


def test_the_story_is_filtered_by_its_form_and_in_place(officer: Browser, case: str) -> None:
    form = officer.open(f"/cases/{case}/story").form(f"/cases/{case}/story", "get")
    answer = officer.send(form, kind="parole")
    assert "Parole process started" in answer.text
    assert "Case opened" not in answer.text
    part = officer.get(f"/cases/{case}/story?kind=task", **{"HX-Request": "true", "HX-Target": "story"})
    assert part.text.startswith('<div id="story">')
    nothing = officer.open(f"/cases/{case}/story?kind=override")
    assert "Nothing of this kind has happened" in nothing.text


def test_the_story_is_printed_and_taken_as_a_file(officer: Browser, case: str) -> None:
    page = officer.open(f"/cases/{case}/story?print=yes")
    assert "OFFICIAL: SENSITIVE. Everything, the latest first" in page.text
    file = officer.get(f"/cases/{case}/story.csv?kind=parole")
    assert file.headers["content-type"].startswith("text/csv")
    assert "OFFICIAL-SENSITIVE" in file.headers["content-disposition"]
    assert all(",parole," in line for line in file.text.splitlines()[1:])


def test_people_are_shown_by_their_names_in_history_and_facts(officer: Browser, case: str) -> None:
    form = officer.open(f"/cases/{case}/record/strengths").form(f"/cases/{case}/record/strengths")
    officer.follow(officer.send(form, words="Sings."))
    page = officer.open(f"/cases/{case}")
    assert "person." not in page.text
    assert "Recorded" in page.text


def test_a_task_and_a_code_are_told_in_words_and_no_identifier_is() -> None:
    nobody = "01a203dd-47ed-70ad-a196-897e3a41b896"
    entry = {"id": "1", "at": datetime(2026, 11, 20, tzinfo=UTC), "who": "a", "who_name": "A", "why": None}
    given = {"old": {"staff_id": None}, "new": {"kind": "tell_victim_liaison", "staff_id": nobody}}
    row = story_row(StoryEntry(kind="task", what="TASK_GIVEN", details=given, **entry), {})
    assert (row.title, row.lines) == ("Task given: tell victim liaison", ())
    seen = {
        "old": {"status": "in_triage"},
        "new": {"status": "accepted", "kind": "panel", "from_referral": nobody},
    }
    row = story_row(StoryEntry(kind="record", what="REFERRAL_ACCEPTED", details=seen, **entry), {})
    assert row.lines == (("Status", "accepted"), ("Kind", "panel"))
