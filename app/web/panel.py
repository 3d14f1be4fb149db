"""The panel's first page: what of its work needs the person who is signed in."""

from asyncio import gather
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from app.web.client import ApiProblem
from app.web.home_needs import Need
from app.web.panel_parts import COMMUNITY, DIRECTORS, PANEL, PRISON
from app.web.render import page
from app.web.route import page_route

SECRETARIAT = frozenset({"PANEL_SECRETARIAT"})
CHAIR = frozenset({"PANEL_CHAIR"})
PGD = frozenset({"GROUP_DIRECTOR"})


@dataclass(frozen=True, slots=True)
class Counted:
    """A list of the API whose total is a need, for whom, and the page that shows it."""

    roles: frozenset[str]
    path: str
    params: Mapping[str, Any]
    what: str
    next_step: str
    href: str
    pressing: bool = False
    total: str = "total"


COUNTED = (
    Counted(
        SECRETARIAT,
        "/referrals",
        {"status": "submitted", "size": 1},
        "Referrals to triage",
        "Read each, and say what becomes of it.",
        "/panel/referrals?status=submitted",
        pressing=True,
    ),
    Counted(
        PRISON,
        "/referrals",
        {"status": "draft", "size": 1},
        "Referrals begun and not sent",
        "Finish them, or withdraw them.",
        "/panel/referrals?status=draft",
    ),
    Counted(
        CHAIR,
        "/share-requests",
        {"state": "waiting", "size": 1},
        "Requests to share, waiting for you",
        "Agree, or refuse with a reason.",
        "/panel/share-requests?state=waiting",
        pressing=True,
    ),
    Counted(
        PGD,
        "/movement-proposals",
        {"status": "submitted", "size": 1},
        "Proposed moves to decide",
        "Weigh each against the panel’s advice.",
        "/panel/movements?status=submitted",
        pressing=True,
    ),
    Counted(
        PGD,
        "/movement-proposals",
        {"status": "decision_prepared", "size": 1},
        "Decisions prepared for you",
        "Make them final, or change them.",
        "/panel/movements?status=decision_prepared",
        pressing=True,
    ),
    Counted(
        PANEL | DIRECTORS,
        "/caseload-totals",
        {},
        "Women on the panel’s caseload",
        "See how each aim stands.",
        "/panel/caseload",
    ),
    Counted(
        PANEL,
        "/caseload-totals",
        {},
        "Reviews overdue",
        "Put them on the next agenda.",
        "/panel/caseload?attention=review_overdue",
        pressing=True,
        total="reviews_overdue",
    ),
    Counted(
        PANEL,
        "/caseload-totals",
        {},
        "Near handover or release",
        "See that both sides know what the panel advised.",
        "/panel/caseload?attention=near_transition",
        total="near_transition",
    ),
    Counted(
        PANEL | PRISON | COMMUNITY | PGD,
        "/actions",
        {"mine": True, "size": 1},
        "Your open actions",
        "Say how each stands before the next meeting.",
        "/panel/actions?mine=true",
    ),
    Counted(
        PANEL,
        "/actions",
        {"before_meeting": "next", "size": 1},
        "Actions without word since the last board",
        "Ask their owners before the meeting.",
        "/panel/actions?before_meeting=next",
    ),
    Counted(
        PANEL | PRISON | COMMUNITY | PGD,
        "/actions",
        {"overdue": True, "size": 1},
        "Actions overdue",
        "Finish them, or say what stands in the way.",
        "/panel/actions?overdue=true",
        pressing=True,
    ),
)


async def show_panel(request: Request) -> Response:
    """What the panel needs of this person, and its parts."""
    needs = await needs_of_panel(request)
    return page(request, "panel/page.html", needs=needs, unsigned=await is_unsigned(request))


async def needs_of_panel(request: Request) -> list[Need]:
    """Counts of the panel's lists, each for whom it concerns."""
    roles = request.state.person.roles
    mine = [each for each in COUNTED if not each.roles.isdisjoint(roles)]
    asked = {(each.path, tuple(each.params.items())): each for each in mine}
    answers = await gather(*(_found(request, each) for each in asked.values()))
    found = dict(zip(asked, answers, strict=True))
    return [need for each in mine if (need := _need(each, found[each.path, tuple(each.params.items())]))]


async def _found(request: Request, asked: Counted) -> Mapping[str, Any] | None:
    """The answer; None where this person may not see the list (a member who has not signed, say)."""
    try:
        answer: Mapping[str, Any] = (await request.state.api.get(asked.path, params=dict(asked.params))).json
    except ApiProblem as problem:
        if problem.status == 403:
            return None
        raise
    return answer


def _need(asked: Counted, found: Mapping[str, Any] | None) -> Need | None:
    if found is None:
        return None
    return Need(found[asked.total], asked.what, asked.next_step, asked.href, asked.pressing)


async def is_unsigned(request: Request) -> bool:
    """Whether the confidentiality statement in force still wants their signature."""
    if not request.state.person.roles & (PANEL | PGD):
        return False
    statements = (await request.state.api.get("/confidentiality-statements")).json
    return not statements["has_signed"]


ROUTES = [page_route("/panel", show_panel)]
