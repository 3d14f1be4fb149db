"""Agendas over the API: built from what is due, ordered by hand, published, with papers that are safe."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from app.domain.caller import Role
from app.models.work import Notice
from app.repositories.panel_care import FORMULATIONS
from tests.api.panel.test_meetings import code_of
from tests.api.panel.test_panel_members import entries, kept_organisation
from tests.parts.meetings import (
    MEETINGS,
    board,
    on_agenda,
    opened_board,
    published,
    restricted,
    seated,
    secretary,
    signer,
    woman,
)
from tests.parts.panel_entries import accepted, entered
from tests.parts.service import RunningService

NOTICES: sa.Table = Notice.__table__  # type: ignore[attr-defined]
PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n%%EOF\n"


@pytest.fixture
def desk(sqlite_service: RunningService) -> RunningService:
    """One engine, where the database makes no difference."""
    return sqlite_service


def test_an_agenda_is_built_from_accepted_referrals_and_due_reviews(service: RunningService) -> None:
    clerk = secretary(service)
    review, first, late = (woman(service)["id"] for _ in range(3))
    north = woman(service, prison="LNI")["id"]
    entered(service, review, status="closed")
    entered(service, north, status="closed")
    referral = accepted(service, first)
    accepted(service, late, accepted_on=date(2026, 11, 20))
    meeting = board(clerk)["id"]
    built = clerk.post(f"{MEETINGS}/{meeting}/agenda/build")
    assert built.status_code == 200, built.text
    assert [(item["case_id"], item["kind"]) for item in built.json()["items"]] == [
        (first, "first_discussion"),
        (review, "review"),
    ]
    assert built.json()["items"][0]["referral_id"] == referral
    again = clerk.post(f"{MEETINGS}/{meeting}/agenda/build").json()
    assert (again["added"], len(again["items"])) == (0, 2)
    other = board(clerk, held_on="2026-12-10")["id"]
    assert [i["case_id"] for i in clerk.post(f"{MEETINGS}/{other}/agenda/build").json()["items"]] == [late]


def test_what_a_cancelled_meeting_had_waits_for_another(desk: RunningService) -> None:
    clerk, case = secretary(desk), woman(desk)["id"]
    accepted(desk, case)
    meeting = board(clerk)["id"]
    clerk.post(f"{MEETINGS}/{meeting}/agenda/build")
    assert clerk.post(f"{MEETINGS}/{meeting}/cancel", json={"reason": "Snow."}).status_code == 200
    other = board(clerk)["id"]
    assert clerk.post(f"{MEETINGS}/{other}/agenda/build").json()["added"] == 1
    item = clerk.get(f"{MEETINGS}/{other}/agenda").json()["items"][0]["id"]
    gone = clerk.post(f"/api/v1/agenda-items/{item}/withdraw", json={"reason": "She moved."})
    assert gone.json()["items"] == []
    assert clerk.post(f"{MEETINGS}/{other}/agenda/build").json()["added"] == 1


def test_an_agenda_is_ordered_by_hand_from_the_version_that_was_read(service: RunningService) -> None:
    clerk = secretary(service)
    meeting = board(clerk)["id"]
    ids = [on_agenda(clerk, meeting, woman(service)["id"])["id"] for _ in range(3)]
    path = f"{MEETINGS}/{meeting}/agenda"
    version = {"If-Match": clerk.get(path).headers["etag"]}
    wanted = [ids[2], ids[0], ids[1]]
    done = clerk.put(f"{path}/order", json={"items": wanted}, headers=version)
    assert done.status_code == 200, done.text
    assert [(item["id"], item["number"]) for item in done.json()["items"]] == [
        (wanted[0], 1),
        (wanted[1], 2),
        (wanted[2], 3),
    ]
    assert clerk.put(f"{path}/order", json={"items": ids}, headers=version).status_code == 412
    short = clerk.put(f"{path}/order", json={"items": ids[:2]}, headers={"If-Match": "*"})
    assert code_of(short) == "not_the_agenda"


def test_members_see_an_agenda_once_it_is_published_and_are_told(desk: RunningService) -> None:
    clerk = secretary(desk)
    member, _ = seated(desk, "lead_psychologist")
    meeting = board(clerk)["id"]
    assert code_of(clerk.post(f"{MEETINGS}/{meeting}/agenda/publish")) == "agenda_empty"
    item = on_agenda(clerk, meeting, woman(desk)["id"])["id"]
    path = f"{MEETINGS}/{meeting}/agenda"
    assert (member.get(path).json()["items"], member.get(path).json()["is_published"]) == ([], False)
    assert member.get(f"/api/v1/agenda-items/{item}").status_code == 404
    assert published(clerk, meeting)["edition"] == 1
    assert [each["id"] for each in member.get(path).json()["items"]] == [item]
    with desk.service.api.state.database.read() as connection:
        told = connection.execute(sa.select(NOTICES).where(NOTICES.c.kind == "panel_agenda_published"))
        notice = told.mappings().one()
    assert notice["case_id"] is None
    assert set(notice["details"]) == {"meeting", "held_on", "edition"}


def test_publishing_marks_restricted_status_as_it_is_now(desk: RunningService) -> None:
    clerk = secretary(desk)
    outsider, _ = seated(desk, "long_term_high_security")
    case, meeting = woman(desk)["id"], board(clerk)["id"]
    on_agenda(clerk, meeting, case)
    published(clerk, meeting)
    assert outsider.get(f"{MEETINGS}/{meeting}/agenda").json()["items"] == []
    restricted(desk, case)
    published(clerk, meeting)
    assert len(outsider.get(f"{MEETINGS}/{meeting}/agenda").json()["items"]) == 1


def test_w26_an_item_shows_the_formulation_or_that_there_is_none(desk: RunningService) -> None:
    clerk, case = secretary(desk), woman(desk)["id"]
    item = on_agenda(clerk, board(clerk)["id"], case)["id"]
    assert clerk.get(f"/api/v1/agenda-items/{item}").json()["formulation"] is None
    row = {
        "id": "0197a000-0000-7000-8000-0000000000f1",
        "case_id": case,
        "number": 1,
        "summary": "Why it is so.",
        "author": "A psychologist",
        "written_on": date(2026, 11, 2),
        "recorded_at": desk.clock(),
        "recorded_by": "test",
    }
    with desk.service.api.state.database.write() as connection:
        connection.execute(sa.insert(FORMULATIONS), [row])
    assert clerk.get(f"/api/v1/agenda-items/{item}").json()["formulation"]["summary"] == "Why it is so."


def test_w48_a_welsh_case_without_a_welsh_invitee_prompts(desk: RunningService) -> None:
    clerk, meeting = secretary(desk), board(secretary(desk))["id"]
    item = on_agenda(clerk, meeting, woman(desk, home_region="wales")["id"])
    other = on_agenda(clerk, meeting, woman(desk)["id"])
    assert (item["is_welsh"], item["prompts"]) == (True, ["no_welsh_invitee"])
    assert other["prompts"] == []
    invitee = {"part": "invitee", "kind": "welsh_services", "name": "Aster Pike", "item_id": item["id"]}
    invitee["organisation_id"] = kept_organisation(clerk, is_external=False)
    assert clerk.post(f"{MEETINGS}/{meeting}/attendance", json=invitee).status_code == 201
    assert clerk.get(f"/api/v1/agenda-items/{item['id']}").json()["prompts"] == []


def test_a_case_stands_on_an_agenda_once_and_stays_once_it_is_open(desk: RunningService) -> None:
    clerk = secretary(desk)
    meeting, case = opened_board(desk, clerk, area="north")["id"], woman(desk)["id"]
    refused = clerk.post(f"{MEETINGS}/{meeting}/agenda", json={"case": case})
    assert code_of(refused) == "meeting_open"
    other = board(clerk)["id"]
    on_agenda(clerk, other, case)
    assert code_of(clerk.post(f"{MEETINGS}/{other}/agenda", json={"case": case})) == "on_agenda_already"
    assert clerk.post(f"{MEETINGS}/{other}/agenda", json={"case": "A9999ZZ"}).status_code == 404


def test_a_paper_is_kept_outside_the_database_and_comes_back_as_it_was(service: RunningService) -> None:
    clerk, meeting = secretary(service), board(secretary(service))["id"]
    item = on_agenda(clerk, meeting, woman(service)["id"])["id"]
    path = f"/api/v1/agenda-items/{item}/papers"
    made = sent(clerk, path, "../../Sentence plan.pdf", PDF)
    assert made.status_code == 201, made.text
    paper = made.json()["papers"][0]
    assert (paper["file_name"], paper["media_type"], paper["size"]) == (
        "Sentence plan.pdf",
        "application/pdf",
        len(PDF),
    )
    kept = service.var_dir / "agenda-papers" / paper["id"]
    assert kept.read_bytes() == PDF
    assert kept.stat().st_mode & 0o077 == 0
    file = clerk.get(f"{path}/{paper['id']}")
    assert file.content == PDF
    assert file.headers["content-disposition"].startswith("attachment;")
    assert file.headers["protective-marking"] == "OFFICIAL: SENSITIVE"

    member = signer(service, Role.PANEL_MEMBER)
    assert member.get(f"{path}/{paper['id']}").status_code == 404
    published(clerk, meeting)
    assert member.get(f"{path}/{paper['id']}").content == PDF
    unsigned = service.person(Role.PANEL_MEMBER, everywhere=True)
    assert unsigned.get(f"{path}/{paper['id']}").status_code == 403
    assert clerk.post(f"{path}/{paper['id']}/remove").json()["papers"] == []
    assert clerk.get(f"{path}/{paper['id']}").status_code == 404
    kept.write_bytes(b"other")
    assert len(entries(service, "AGENDA_PAPER_REMOVED")) == 1


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("plan.pdf", b"<html><script>1</script></html>", "file_not_safe"),
        ("plan.html", b"<html></html>", "file_not_safe"),
        ("plan.pdf", b"MZ\x90\x00\x03", "file_not_safe"),
        ("plan.png", PDF, "file_not_safe"),
        ("plan.pdf", PDF.replace(b"/Catalog", b"/Catalog /JavaScript (1)"), "file_active"),
        ("plan.pdf", b"", "file_empty"),
        ("plan.txt", b"a" * 2_001, "file_too_large"),
    ],
)
def test_a_paper_that_is_not_safe_is_refused(
    desk: RunningService, name: str, content: bytes, code: str
) -> None:
    settings = desk.service.api.state.settings
    desk.service.api.state.settings = settings.model_copy(update={"panel_paper_limit_bytes": 2_000})
    clerk = secretary(desk)
    item = on_agenda(clerk, board(clerk)["id"], woman(desk)["id"])["id"]
    refused = sent(clerk, f"/api/v1/agenda-items/{item}/papers", name, content)
    assert (refused.status_code, code_of(refused)) == (400, code)
    assert not (desk.var_dir / "agenda-papers").exists()


def test_a_paper_whose_file_was_changed_is_not_given_out(desk: RunningService) -> None:
    clerk = secretary(desk)
    item = on_agenda(clerk, board(clerk)["id"], woman(desk)["id"])["id"]
    path = f"/api/v1/agenda-items/{item}/papers"
    paper = sent(clerk, path, "plan.pdf", PDF).json()["papers"][0]["id"]
    (desk.var_dir / "agenda-papers" / paper).write_bytes(b"%PDF-other")
    assert code_of(clerk.get(f"{path}/{paper}")) == "file_missing"


def sent(client: Any, path: str, name: str, content: bytes) -> Any:
    """The answer to a file that was sent with a title."""
    return client.post(path, files={"file": (name, content)}, data={"title": "Sentence plan"})
