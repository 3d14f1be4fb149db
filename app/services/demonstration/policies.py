"""The demonstration's decisions on policy: in principle, to come for a region, and withdrawn; and settings."""

from datetime import datetime, timedelta

from app.domain.caller import Caller, Role, Scope
from app.domain.in_force import EVERYWHERE, REGION
from app.domain.policy_papers import AGREED, NOT_AGREED, OF_2013, WITHDRAWN, Part
from app.repositories.database import Database
from app.services.demonstration.accounts import PEOPLE
from app.services.policies import settings
from app.services.policies.running import work_on_runs
from app.services.policies.settings import NewProposal
from app.services.policy_decisions import approving, recording
from app.services.policy_decisions.approving import FinalApproval
from app.services.policy_decisions.recording import NewPaper
from app.services.unit_of_work import LONDON, unit_of_work
from app.services.worker_names import worker_name

OPTION_1, OPTION_2 = "omcp-2013-option-1", "omcp-2013-option-2"
BOARD, NEXT_BOARD = "OMCP Board", "Implementation and Service Acceptance Board"
COMES_AFTER = timedelta(days=120)
ONE_PART = (Part(1, "Retained cases are managed from the community throughout custody.", OPTION_1),)


def decide_policies(database: Database, moment: datetime) -> None:
    """Papers in each standing that can be looked at, and settings that wait for a second person."""
    _agree_in_principle(database, moment - timedelta(days=12))
    _try_in_wales(database, moment - timedelta(days=40), moment - timedelta(days=3))
    _withdraw(database, moment - timedelta(days=30))
    _propose(database, moment - timedelta(days=5))
    while work_on_runs(database, lambda: moment, worker_name()):
        pass


def _agree_in_principle(database: Database, moment: datetime) -> None:
    """The paper of 2013 as its board had it: without the seconded lead, so that it can be seen what that means."""
    paper = _paper(database, moment, "OMCP/13/4", "Case management responsibilities in prisons", OF_2013)
    with unit_of_work(database, _who(Role.PANEL_SECRETARIAT), moment, patient=True) as work:
        for part in OF_2013:
            outcome = NOT_AGREED if part.number == 2 else AGREED
            recording.decide_part(work, paper, part.number, {"outcome": outcome}, None)


def _try_in_wales(database: Database, recorded: datetime, approved: datetime) -> None:
    title = "Wales: manage retained cases from the community"
    paper = _paper(database, recorded, "OMCP/26/2", title, ONE_PART, (REGION, "wales"))
    with unit_of_work(database, _who(Role.PANEL_SECRETARIAT), recorded, patient=True) as work:
        recording.decide_part(work, paper, 1, {"outcome": AGREED}, None)
    day = approved.astimezone(LONDON).date()
    given = FinalApproval(NEXT_BOARD, day, "ISAB/26/7", day + COMES_AFTER)
    with unit_of_work(database, _who(Role.GROUP_DIRECTOR), approved, patient=True) as work:
        approving.approve(work, paper, given, None)


def _withdraw(database: Database, moment: datetime) -> None:
    paper = _paper(database, moment, "OMCP/26/1", "Mirror the split everywhere", ONE_PART)
    with unit_of_work(database, _who(Role.PANEL_SECRETARIAT), moment, patient=True) as work:
        recording.end_paper(work, paper, WITHDRAWN, "Wales goes first.", None)


def _propose(database: Database, moment: datetime) -> None:
    first_day = moment.astimezone(LONDON).date() + timedelta(days=90)
    reason = "A refusal may be reconsidered for 21 days, and cases went back and forth."
    with unit_of_work(database, _who(Role.OMU_MANAGER), moment, patient=True) as work:
        settings.propose(work, OPTION_2, NewProposal({"refusal_counts_from": "final"}, reason, first_day))


def _paper(
    database: Database,
    moment: datetime,
    reference: str,
    title: str,
    parts: tuple[Part, ...],
    place: tuple[str, str | None] = (EVERYWHERE, None),
) -> str:
    day = moment.astimezone(LONDON).date()
    with unit_of_work(database, _who(Role.PANEL_SECRETARIAT), moment, patient=True) as work:
        return recording.record_paper(work, NewPaper(reference, title, BOARD, day, *place, parts))


def _who(role: Role) -> Caller:
    """The demonstration's person of this role."""
    one = next(person for person in PEOPLE if role in person.roles)
    scope = Scope(one.everywhere, frozenset(one.prisons), frozenset(one.regions))
    return Caller(one.username, "person", frozenset(one.roles), scope, one.display_name)
