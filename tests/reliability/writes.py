"""Every write of the API that takes JSON, with something that goes through and the tables that it fills."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from app.models.identity import Staff, StaffSession
from app.repositories.allocations import ALLOCATIONS
from app.repositories.case_records import ITEMS, OFFICERS, PARTS
from app.repositories.cases import CASES, FACTS
from app.repositories.compare import RUNS as COMPARISONS
from app.repositories.contacts import CONTACTS
from app.repositories.early_allocation import ASSESSMENTS
from app.repositories.handovers import HANDOVERS, STEPS
from app.repositories.key_stages import STAGES, TOLD
from app.repositories.notices import NOTICES, PREFERENCES
from app.repositories.overrides import OVERRIDES
from app.repositories.parole import REVIEWS
from app.repositories.policies import DECISIONS, PROPOSALS
from app.repositories.policy_papers import PAPERS
from app.repositories.policy_papers import STEPS as STEPS_OF_PAPERS
from app.repositories.tasks import TASKS
from app.repositories.workforce import TEAMS
from tests.parts.policies import approval_body, paper_body
from tests.parts.service import PASSWORD, case_body
from tests.reliability import (
    case_ways,
    caseload_things,
    meeting_things,
    minutes_things,
    movement_things,
    practice_things,
    referral_things,
    sharing_things,
)
from tests.reliability.standing import noted
from tests.reliability.things import CONTACT, EARLY_ASSESSED, PROPOSAL, Things, decision

STAFF: sa.Table = Staff.__table__  # type: ignore[attr-defined]
SESSIONS: sa.Table = StaffSession.__table__  # type: ignore[attr-defined]
CASE, RECORD = "/api/v1/cases/{case}", "/api/v1/cases/{case}/record"
WORDS = "Words."


@dataclass(frozen=True, slots=True)
class Write:
    """What to send. `by` is who may: a system, a person of every right, or nobody in particular."""

    body: Mapping[str, Any]
    tables: Sequence[sa.Table]
    by: str = "clerk"


def parts() -> dict[str, Write]:
    """The parts of the case record."""
    prefix = f"PUT {RECORD}/"
    bodies = {name: told["json"] for name, told in case_ways.BODIES.items() if name.startswith(prefix)}
    return {name: Write(body, [PARTS, CASES]) for name, body in bodies.items()}


def items() -> dict[str, Write]:
    """The items of the case record, and its victim liaison officers."""
    posted = {
        name: told["json"] for name, told in case_ways.BODIES.items() if name.startswith(f"POST {RECORD}/")
    }
    added = {name: Write(body, [OFFICERS if "officers" in name else ITEMS]) for name, body in posted.items()}
    return added | {
        f"PATCH {RECORD}/objectives/{{objective}}": Write({"outcome": "Other words."}, [ITEMS]),
        f"PATCH {RECORD}/victim-liaison-officers/{{officer}}": Write({"name": "Another"}, [OFFICERS]),
    }


def of_policies() -> dict[str, Write]:
    """Papers, what boards said of them, and settings that are proposed and decided on."""
    decisions, proposals = "POST /api/v1/policy-decisions", "POST /api/v1/policies/{policy}/setting-proposals"
    one, other = f"{decisions}/{{decision}}", f"{proposals}/{{proposal}}"
    return {
        decisions: Write(paper_body(), [PAPERS], "manager"),
        f"{one}/parts/{{part}}/outcome": Write({"outcome": "agreed"}, [STEPS_OF_PAPERS], "manager"),
        f"{one}/final-approval": Write(approval_body("2027-02-01"), [STEPS_OF_PAPERS, DECISIONS], "manager"),
        f"{one}/refuse": Write({"reason": WORDS}, [STEPS_OF_PAPERS], "manager"),
        f"{one}/withdraw": Write({"reason": WORDS}, [STEPS_OF_PAPERS], "manager"),
        proposals: Write(PROPOSAL, [PROPOSALS], "manager"),
        f"{other}/approve": Write({"reason": WORDS}, [PROPOSALS], "manager"),
        f"{other}/refuse": Write({"reason": WORDS}, [PROPOSALS], "manager"),
        f"{other}/withdraw": Write({"reason": WORDS}, [PROPOSALS], "manager"),
    }


def writes(things: Things) -> dict[str, Write]:
    """Every write by its name, in an order in which all of them go through."""
    giving = {"staff_id": things.taker, "override_reasons": ["other"], "override_text": WORDS, "note": WORDS}
    moved = {"case": things.ids["case"], "allocation_id": things.allocation}
    moving = {**giving, "from_staff_id": things.ids["staff"], "to_staff_id": things.taker, "items": [moved]}
    del moving["staff_id"]
    kind = {"kind": "cases_received", "in_service": True, "by_mail": False}
    step = {"code": "review_oasys", "state": "done", "note": WORDS}
    return {
        "POST /api/v1/cases": Write(case_body(), [CASES, FACTS]),
        f"PATCH {CASE}": Write({"home_area": "Derby"}, [CASES]),
        f"POST {CASE}/events": Write(noted(1), [FACTS]),
        **parts(),
        **items(),
        f"PATCH {CASE}/parole-reviews/{{review}}": Write({"stage": "dossier", "notes": WORDS}, [REVIEWS]),
        f"POST {CASE}/key-stages": Write(
            {"kind": "other", "planned_on": "2026-12-11", "note": WORDS}, [STAGES]
        ),
        f"PATCH {CASE}/key-stages/{{stage}}": Write({"note": "Moved."}, [STAGES]),
        f"PUT {CASE}/key-stages/{{stage}}/answer": Write(
            {"response": "will_contribute", "contribution": WORDS}, [STAGES]
        ),
        f"PATCH {CASE}/early-allocations/{{assessment}}": Write(
            {"decision": "declined", "reason": WORDS}, [ASSESSMENTS]
        ),
        f"POST {CASE}/early-allocations": Write(
            {**EARLY_ASSESSED, "release_within_24_months": False, "reason": WORDS, "approved_by": WORDS},
            [ASSESSMENTS],
        ),
        f"POST {CASE}/progress-notices": Write({"text": WORDS}, [TOLD]),
        f"POST {CASE}/contacts": Write({**CONTACT, "text": WORDS}, [CONTACTS]),
        f"DELETE {CASE}/contacts/{{contact}}": Write({"reason": WORDS}, [CONTACTS]),
        f"PATCH {CASE}/handover": Write({"steps": [step], "report": WORDS}, [HANDOVERS, STEPS]),
        f"DELETE {CASE}/ownership/overrides/{{override}}": Write({"reason": WORDS}, [OVERRIDES], "manager"),
        f"POST {CASE}/ownership/overrides": Write(decision(), [OVERRIDES], "manager"),
        "POST /api/v1/reallocations": Write(moving, [ALLOCATIONS]),
        f"PUT {CASE}/allocations/{{role}}": Write({**giving, "staff_id": things.ids["staff"]}, [ALLOCATIONS]),
        "PATCH /api/v1/tasks/{task}": Write({"state": "done", "note": WORDS}, [TASKS]),
        "PATCH /api/v1/staff/{staff}": Write({"tenths": 6}, [STAFF], "manager"),
        "POST /api/v1/teams": Write(
            {"code": "TEAM-X", "name": "Team X", "region": "wales"}, [TEAMS], "manager"
        ),
        "POST /api/v1/notices/read": Write({"all": True}, [NOTICES], "manager"),
        "PUT /api/v1/notices/preferences": Write({"kinds": [kind]}, [PREFERENCES], "manager"),
        f"POST {CASE}/ownership/what-if": Write({"add": [noted(1)], "policy": "omic"}, [CASES, FACTS]),
        "POST /api/v1/policies/compare": Write({"left": {}, "right": {"policy": "omic"}}, [COMPARISONS]),
        **of_policies(),
        **{
            name: Write(body, tables, by)
            for more in (referral_things, caseload_things, practice_things)
            for name, (body, tables, by) in more.bodies(things.ids["case"], WORDS).items()
        },
        **{
            name: Write(body, tables, by)
            for name, (body, tables, by) in movement_things.bodies(things, WORDS).items()
        },
        **{
            name: Write(body, tables, by)
            for name, (body, tables, by) in minutes_things.bodies(things, WORDS).items()
        },
        **{
            name: Write(body, tables, by)
            for name, (body, tables, by) in meeting_things.bodies(things, WORDS).items()
        },
        **{
            name: Write(body, tables, by) for name, (body, tables, by) in sharing_things.bodies(WORDS).items()
        },
        "POST /api/v1/policies/{policy}/evaluate": Write(evaluated(), [DECISIONS, CASES, FACTS]),
        "POST /api/v1/sessions": Write({"username": "nobody", "password": PASSWORD}, [SESSIONS], "nobody"),
        "POST /api/v1/sessions/current/token": Write({"secret": "x" * 43}, [SESSIONS], "nobody"),
        "POST /api/v1/sessions/outside/finish": Write(
            {"code": "x" * 20, "state": "x" * 43, "handle": "x" * 43}, [SESSIONS], "nobody"
        ),
        f"DELETE {CASE}/events/{{event}}": Write({"reason": WORDS}, [FACTS]),
    }


REFUSED_AS_IT_IS = frozenset(
    {
        "POST /api/v1/sessions",
        "POST /api/v1/sessions/current/token",
        "POST /api/v1/sessions/outside/finish",
    }
)
"""Writes whose body names nobody, so that nothing goes through; what they take is judged before that."""

TAKES_NO_JSON: Mapping[str, str] = {
    "POST /api/v1/imports": "a file with its form; told below",
    "POST /oauth/token": "a form of a standard that bids us leave unknown fields unread",
    "POST /api/v1/sessions/outside/start": "nothing is taken",
    "DELETE /api/v1/sessions/current": "nothing is taken",
    "POST /api/v1/referrals/{referral}/submit": "nothing is taken",
    **movement_things.TAKES_NO_JSON,
    **meeting_things.TAKES_NO_JSON,
    "PUT /api/v1/provisional-decisions/{provisional}/confirmation": "nothing is taken",
    "DELETE /api/v1/cases/{case}/allocations/{role}": "nothing is taken",
    "DELETE /api/v1/cases/{case}/record/victim-liaison-officers/{officer}": "nothing is taken",
}
"""The other writes, each with the reason why no field can be sent to it."""

TAKES_NOTHING = tuple(name for name in TAKES_NO_JSON if "{case}" in name)


def evaluated() -> dict[str, Any]:
    """What a policy may be asked about."""
    sentence = {**case_body()["sentence"], "prison_number": "A1234BC", "prison": "FHI"}
    return {
        "sentence": sentence,
        "provider": "nps",
        "events": [noted(1)],
        "on": ["2026-07-13"],
        "settings": {},
    }


def address(name: str, things: Things) -> tuple[str, str]:
    """The method and the address of an operation about these things."""
    method, path = name.split()
    for what in ("decision", "proposal"):
        found = things.policies.get(f"{what}/{path.rpartition('/')[2]}")
        path = path.replace(f"{{{what}}}", found or things.policies.get(f"{what}/refuse", "none"))
    for what in (
        "share",
        "referral",
        "principle",
        "custody_contact",
        "move",
        "delegation",
        "meeting",
        "item",
        "note",
        "person",
        "organisation",
        "agreement",
        "terms_id",
        "panel_seat",
        "statement",
        "signature",
    ):
        found = things.policies.get(f"{what}/{path.rpartition('/')[2]}") or things.policies.get(what)
        path = path.replace(f"{{{what}}}", found) if found else path
    for parameter, value in {
        **things.ids,
        "role": "seconded_probation_officer",
        "policy": "omcp-2013-option-2",
        "part": "1",
        "prison": "STI",
        "line": "prison_offender_manager",
        "number": "1",
        "quarter": "2026-Q3",
    }.items():
        path = path.replace(f"{{{parameter}}}", value)
    return method, path
