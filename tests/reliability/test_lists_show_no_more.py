"""S2: no list, count, file or story shows what the single read refuses: what happens elsewhere changes no answer."""

import re
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.api.openapi import operations
from app.domain.caller import Role
from tests.parts.service import RunningService, told
from tests.reliability.inventory import PUBLIC
from tests.reliability.things import Maker, Things

FAR, MOVED = "Faraway", "Movedon"
OPEN_TO_ALL = {
    "/api/v1/teams": "the community's teams are open to whoever may look at staff",
    "/api/v1/prisons": "everybody may read it",
    "/api/v1/probation-regions": "everybody may read it",
    "/api/v1/policies": "everybody may read it",
    "/api/v1/mail": "for administrators, who see no case in it",
    "/api/v1/notices/preferences": "of the person alone",
    "/api/v1/good-practice": "what is published names nobody; who may see drafts: tests of good practice",
    "/api/v1/guiding-principles": "everybody may read it",
    "/api/v1/prison-offers": "of no case: what each prison offers",
    "/api/v1/decision-delegations": "of no case: who may decide in the director's place",
    "/api/v1/custody-contacts": "of no case: whom to ask at a prison",
}
"""What is of no case, each with its reason."""
FORMS = (
    "",
    "?prison=FHI",
    "?format=csv",
    "?size=100",
    "?size=1",
    "?prison=EWI",
    "?region=wales",
    f"?q={FAR}",
    "?state=all",
)
MORE = ("list=returning", "list=in_progress", "list=overdue_tasks", "list=community_manager_overdue")
VARIES = re.compile(r'"(request_id|instance|computed_at|as_at)": ?"[^"]*"')


@pytest.fixture(scope="module")
def service(migrated_sqlite_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningService]:
    """One engine: whose cases a list shows comes from one condition."""
    folder = tmp_path_factory.mktemp("lists")
    running = RunningService(f"sqlite:///{shutil.copy(migrated_sqlite_file, folder / 'lists.db')}", folder)
    yield running
    running.close()


def lists(service: RunningService) -> Iterator[str]:
    """Every read that is of no case in particular, in each form that it has."""
    for path, method, operation in operations(service.service.api.openapi()):
        if method != "GET" or "{" in path or path in OPEN_TO_ALL or f"GET {path}" in PUBLIC:
            continue
        names = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"}
        yield from (f"{path}{form}" for form in FORMS if not form or form[1:].partition("=")[0] in names)
        if path == "/api/v1/handovers":
            yield from (f"{path}?{each}{more}" for each in MORE for more in ("", "&format=csv"))


def shown(client: TestClient, service: RunningService) -> dict[str, tuple[int, str]]:
    answers = {address: client.get(address) for address in lists(service)}
    return {
        address: (answer.status_code, VARIES.sub("", answer.text))
        for address, answer in answers.items()
        if answer.status_code != 403
    }


def callers(service: RunningService) -> dict[str, TestClient]:
    """A caller of each kind of place, as each kind of caller."""
    return {
        "an officer of Foston Hall": service.person(Role.OMU_OFFICER, prisons=["FHI"]),
        "a manager of Foston Hall": service.person(Role.OMU_MANAGER, prisons=["FHI"]),
        "a senior of East Midlands": service.person(Role.COMMUNITY_SENIOR, regions=["east_midlands"]),
        "a director of East Midlands": service.person(Role.REGIONAL_DIRECTOR, regions=["east_midlands"]),
        "a system of Foston Hall": service.system(Role.RO, prisons=["FHI"]),
    }


@pytest.fixture(scope="module")
def both(service: RunningService) -> dict[str, Any]:
    """What each caller is shown before anything is elsewhere, and after."""
    maker, who = Maker(service), callers(service)
    near = maker.made()
    outside = service.system(Role.RO)
    before = {name: shown(client, service) for name, client in who.items()}
    everywhere = shown(outside, service)
    far, moved = maker.made("EWI", "wales", word=FAR), maker.made("EWI", "wales", word=MOVED)
    yesterday = (service.clock().date() - timedelta(days=1)).isoformat()
    for each, prison in ((far, "DHI"), (moved, "FHI"), (moved, "EWI")):
        told(
            maker.clerk,
            each.ids["case"],
            {"type": "prison_transfer", "date": yesterday, "to_prison": prison},
        )
    after = {name: shown(client, service) for name, client in who.items()}
    return {
        "near": near,
        "far": [far, moved],
        "who": who,
        "before": before,
        "after": after,
        "everywhere": (everywhere, shown(outside, service)),
    }


def test_what_happens_elsewhere_changes_nothing_of_what_is_shown(both: dict[str, Any]) -> None:
    for who, before in both["before"].items():
        after = both["after"][who]
        assert set(after) == set(before)
        for address, answer in before.items():
            assert (who, address, after[address]) == (who, address, answer)


def test_no_list_count_or_file_has_a_word_of_what_is_out_of_sight(both: dict[str, Any]) -> None:
    for who, answers in both["after"].items():
        assert len(answers) > 40, who
        for address, (_, text) in answers.items():
            for far in both["far"]:
                for word in (*far.ids.values(), far.number, FAR if "q=" not in address else MOVED, MOVED):
                    assert word not in text, (who, address)


def test_the_lists_show_what_is_in_sight(both: dict[str, Any]) -> None:
    """The negative control: the lists are not empty, and who sees everything is shown what was done elsewhere."""
    near: Things = both["near"]
    for who, answers in both["after"].items():
        named = {address.partition("?")[0] for address, (_, text) in answers.items() if near.number in text}
        assert {"/api/v1/cases", "/api/v1/tasks", "/api/v1/key-stages", "/api/v1/parole-reviews"} <= named, (
            who
        )
    before, after = both["everywhere"]
    grown = {address.partition("?")[0] for address in before if before[address] != after[address]}
    assert {
        "/api/v1/cases", "/api/v1/overview", "/api/v1/handovers", "/api/v1/handovers/counts",
        "/api/v1/tasks", "/api/v1/tasks/counts", "/api/v1/key-stages", "/api/v1/parole-reviews", "/api/v1/staff",
        "/api/v1/follow-up", "/api/v1/contact-counts",
    } <= grown  # fmt: skip


@pytest.mark.parametrize("form", ["", "?format=csv", "/"])
def test_the_story_of_a_case_is_told_to_who_may_read_the_case(both: dict[str, Any], form: str) -> None:
    for who, client in both["who"].items():
        near, far = both["near"].ids["case"], both["far"][0].ids["case"]
        path = "/api/v1/cases/{}/story" + form if form != "/" else "/api/v1/cases/{}/handover/summary.pdf"
        assert client.get(path.format(near)).status_code == 200, who
        assert client.get(path.format(far)).status_code == 404, who
