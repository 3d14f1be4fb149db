"""Sending a file from the page, watching it, and reading what became of each row."""

import csv
import json
import re
from typing import Any

import pytest

from app.domain.caller import Role
from app.domain.case_file.columns import COLUMNS
from app.services.imports import work_on_imports
from app.web.import_columns import ALL
from tests.parts.pages import Browser, Page, look_at, signed_in
from tests.parts.prisoner_records import record
from tests.parts.service import RunningService

HEADER = "prison_number,first_name,last_name,prison"


def send(officer: Browser, content: str | bytes, name: str = "people.csv", **typed: str) -> Any:
    """Choose a file on the page and send it."""
    form = officer.open("/imports").form("/imports")
    body = content if isinstance(content, bytes) else content.encode()
    told = form.fields | typed
    return officer.client.post("/imports", data=told, files={"file": (name, body)}, follow_redirects=False)


def take_all(service: RunningService) -> None:
    """Do what the background does."""
    while work_on_imports(service.service.api.state.database, service.clock, "a worker"):
        pass


def taken(service: RunningService, officer: Browser, content: str) -> tuple[Page, str]:
    """The page of a run that is over, and its address."""
    answer = send(officer, content)
    officer.follow(answer)
    take_all(service)
    address = answer.headers["location"]
    return officer.open(address), address


def test_a_file_is_sent_and_its_run_watched(service: RunningService, officer: Browser) -> None:
    answer = send(officer, f"{HEADER}\nA7001AA,Ash,Acorn,FHI\n")
    waiting = officer.follow(answer)
    (run,) = waiting.all("div", id="import-run")
    assert run.attributes["hx-trigger"] == "every 2s"
    assert "Refresh" in waiting.texts("a")
    assert waiting.all("progress")

    take_all(service)
    address = answer.headers["location"]
    fragment = officer.get(address, **{"HX-Request": "true", "HX-Target": "import-run"})
    assert fragment.text.lstrip().startswith('<div id="import-run"')
    assert "every 2s" not in fragment.text
    assert "The import is over." in fragment.text
    done = officer.open(address)
    assert "Finished" in done.text
    assert "A7001AA" in done.text
    assert "people.csv" in officer.open("/imports").text


def test_rows_say_what_became_of_them_in_plain_words(service: RunningService, officer: Browser) -> None:
    rows = "A7101AA,Ash,Acorn,FHI\nA7102AA,Birch,Beech,QQQ\nA7103AA,=cmd,Cedar,FHI\nA7104AA,Dill,Daisy,STI"
    page, address = taken(service, officer, f"{HEADER}\n{rows}\n")
    assert "There is no prison of this code" in page.text
    assert "The cell begins like a spreadsheet formula" in page.text
    assert "This prison is not one of yours" in page.text
    rejected = officer.open(f"{address}?outcome=rejected")
    table = rejected.texts("table")[0]
    assert "A7102AA" in table
    assert "A7101AA" not in table


def test_the_rows_can_be_downloaded(service: RunningService, officer: Browser) -> None:
    page, address = taken(service, officer, f"{HEADER}\nA7201AA,Ash,Acorn,FHI\nA7202AA,Birch,Beech,QQQ\n")
    (link,) = [a.attributes["href"] for a in page.all("a") if a.text.startswith("Download every row")]
    answer = officer.get(link)
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["cache-control"] == "no-store"
    assert [row["reference"] for row in csv.DictReader(answer.text.splitlines())] == ["A7201AA", "A7202AA"]
    assert officer.get(f"{address}/rows.csv?outcome=none-such").status_code == 400


def test_the_sample_can_be_sent_as_it_is(service: RunningService, officer: Browser) -> None:
    sample = officer.get("/imports/sample.csv")
    assert sample.headers["content-disposition"] == 'attachment; filename="throughcare-sample.csv"'
    page, _ = taken(service, officer, sample.text)
    assert _figures(page)["Created"] == "2"
    assert _figures(page)["Rejected"] == "0"


def test_the_page_names_every_column_of_our_file(officer: Browser) -> None:
    assert sorted(ALL) == sorted(COLUMNS)
    assert set(officer.open("/imports/columns").texts("code")) >= set(COLUMNS)


@pytest.mark.parametrize(
    ("content", "typed", "said"),
    [
        (b"", {}, "The file is empty"),
        (b"\xff\xfea\x00", {}, "The file is UTF-16"),
        (b"PK\x03\x04rubbish", {}, "This is a spreadsheet"),
        (f"{HEADER},shoe_size\n".encode(), {}, "shoe_size: There is no such column"),
        (
            f"{HEADER}\n".encode(),
            {"file_date-day": "23", "file_date-month": "11", "file_date-year": "2026"},
            "Day of the file must be today or in the past",
        ),
        (
            f"{HEADER}\n".encode(),
            {"file_date-day": "31", "file_date-month": "2", "file_date-year": "2026"},
            "Day of the file must be a real date",
        ),
    ],
)
def test_a_file_that_cannot_be_taken_is_said_beside_its_field(
    officer: Browser, content: bytes, typed: dict[str, str], said: str
) -> None:
    answer = send(officer, content, **typed)
    assert answer.status_code == 400
    page = look_at(answer)
    assert page.texts("title")[0].startswith("Error: ")
    assert said in page.texts("div", class_="govuk-error-summary")[0]


def test_no_file_chosen_is_said(officer: Browser) -> None:
    form = officer.open("/imports").form("/imports")
    answer = officer.client.post(
        "/imports", data=form.fields, files={"file": ("", b"")}, follow_redirects=False
    )
    assert answer.status_code == 400
    assert "Choose a file" in look_at(answer).text


def test_a_run_of_somebody_else_is_not_found(service: RunningService, officer: Browser) -> None:
    address = send(officer, f"{HEADER}\nA7301AA,Ash,Acorn,FHI\n").headers["location"]
    other = signed_in(service, Role.OMU_OFFICER, prisons=["FHI"])
    assert other.get(address).status_code == 404


def test_who_may_not_import_is_told_so(service: RunningService) -> None:
    inspector = signed_in(service, Role.INSPECTOR, everywhere=True)
    assert inspector.get("/imports").status_code == 403


def _figures(page: Page) -> dict[str, str]:
    names, values = page.texts("dt"), page.texts("dd")
    return dict(zip(names, values, strict=True))


def test_what_an_import_worked_out_is_confirmed_on_the_page(
    service: RunningService, officer: Browser
) -> None:
    content = json.dumps(record(prisonId="FHI"))
    page, _ = taken(service, officer, content)
    (case,) = [
        a.attributes["href"] for a in page.all("a") if a.attributes.get("href", "").startswith("/cases/0")
    ]
    shown = officer.open(case)
    assert "nobody has confirmed them" in shown.text
    confirm = officer.open(f"{case}/confirm")
    assert not re.findall(r"\b[a-z]+_[a-z_]+\b", confirm.text)
    form = confirm.form(f"{case}/confirm")
    ticked = [box.attributes["value"] for box in confirm.all("input", type="checkbox")]
    assert ticked
    assert officer.send(form).status_code == 400
    answer = officer.client.post(form.action, data={**form.fields, "confirm": ticked}, follow_redirects=False)
    confirmed = officer.follow(answer)
    assert "Details confirmed" in confirmed.text
    assert "nobody has confirmed them" not in confirmed.text
