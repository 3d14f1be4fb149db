"""A prison's office with its people and cases, made over the API and served, for walks through the pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from app.domain.caller import Role
from tests.browser.filled import filled_and_served
from tests.parts.daily import run_pass
from tests.parts.service import RunningService, opened, told
from tests.parts.workforce import COMMUNITY, SECONDED, Workforce, given

FORTY = 40
BOTH_WAYS = (True, False)
LIFE = {"start_date": "2010-01-11", "sentence_type": "LIFE", "tariff_expiry_date": "2022-01-11"}


@dataclass(frozen=True)
class Office:
    """Where the service is, who signs in, and what each walk needs, once with scripts and once without."""

    url: str
    manager: str
    officer: str
    receiver: str
    community: str
    senior: str
    new: dict[bool, str]
    other: dict[bool, str]
    lifers: dict[bool, str]
    movers: dict[bool, str]
    givers: dict[bool, str]
    taker: str
    part_week: str
    full: str
    lead: str


@contextmanager
def office_served(migrated_sqlite_file: Path, folder: Path) -> Iterator[Office]:
    """The whole service as its own process, with the office's people and cases in it."""
    with filled_and_served(migrated_sqlite_file, folder, _made) as (url, found):
        yield Office(url=url, **found)


def last_name(kind: str, scripts: bool) -> str:
    """The last name of the case of a walk."""
    return f"{kind}{'on' if scripts else 'off'}"


def _made(inside: RunningService) -> dict[str, Any]:
    found = _filled(inside, inside.clock.moment.date())
    run_pass(inside)
    return found


def _filled(inside: RunningService, today: date) -> dict[str, Any]:
    people, clerk = Workforce(inside), inside.system(Role.RW)
    manager = inside.person(Role.OMU_MANAGER, prisons=["FHI", "DHI"])
    senior = inside.person(Role.COMMUNITY_SENIOR, regions=["east_midlands"])

    def cases(kind: str, **changes: Any) -> dict[bool, str]:
        made = {"sentence": _custody(today), **changes}
        return {way: str(opened(clerk, last_name=last_name(kind, way), **made)["id"]) for way in BOTH_WAYS}

    community = inside.register_person(Role.COMMUNITY_MANAGER, regions=["east_midlands"])
    people.change(people.id_of(community), {"team": people.team(), "duties": [COMMUNITY]})
    lead, part_week = people.at_prison(SECONDED), people.at_prison(SECONDED, tenths=5)
    givers = {way: people.at_prison(SECONDED, prison="DHI") for way in BOTH_WAYS}
    found = {
        "manager": inside.register_person(Role.OMU_MANAGER, prisons=["FHI", "DHI"]),
        "officer": inside.register_person(Role.OMU_OFFICER, prisons=["FHI"]),
        "receiver": inside.register_person(Role.OMU_OFFICER, prisons=["EWI"]),
        "community": community,
        "senior": inside.register_person(Role.COMMUNITY_SENIOR, regions=["east_midlands"]),
        "new": cases("New"),
        "other": cases("Other"),
        "lifers": cases("Lifer", sentence=LIFE),
        "movers": cases("Mover"),
        "givers": givers,
        "part_week": part_week,
        "taker": people.at_prison(SECONDED, prison="DHI"),
    }
    for case in found["lifers"].values():
        told(clerk, case, {"type": "parole_process_started", "date": today.isoformat(), "review": "1"})
    for case in found["movers"].values():
        given(manager, case, SECONDED, lead)
        given(senior, case, COMMUNITY, people.id_of(community))
    for giver in givers.values():
        for n in range(FORTY):
            case = opened(clerk, last_name=f"Many{n:02}", prison="DHI", sentence=_custody(today))["id"]
            given(manager, case, SECONDED, giver)
    return {**found, "full": _full_case(clerk, manager, today, lead), "lead": lead}


def _full_case(clerk: TestClient, manager: TestClient, today: date, lead: str) -> str:
    """A case with something on each of its pages."""
    case = str(opened(clerk, last_name="Full", sentence=LIFE)["id"])
    told(clerk, case, {"type": "parole_process_started", "date": today.isoformat(), "review": "1"})
    given(manager, case, SECONDED, lead)
    path = f"/api/v1/cases/{case}"
    stage = {"kind": "sentence_plan_review", "planned_on": (today + timedelta(days=30)).isoformat()}
    contact = {
        "happened_on": today.isoformat(),
        "channel": "phone",
        "between": [SECONDED, COMMUNITY],
        "text": "Spoke.",
    }
    for name, body in (("key-stages", stage), ("contacts", contact)):
        answer = manager.post(f"{path}/{name}", json=body)
        assert answer.status_code == 201, answer.text
    return case


def _custody(today: date) -> dict[str, Any]:
    """Years to go, so that the prison leads."""
    return {
        "start_date": (today - timedelta(days=300)).isoformat(),
        "sentence_type": "SDS",
        "length_months": 96,
        "release_date": (today + timedelta(days=1200)).isoformat(),
    }
