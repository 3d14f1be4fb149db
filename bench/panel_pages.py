"""Every page of the panel with the JSON calls behind it, as one person with all the panel's offices asks for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from app.web.panel import COUNTED
from app.web.share_requests import MEETINGS_SHOWN
from bench.panel_boards import item_id, meeting_id
from bench.panel_stock import Woman
from bench.stock import id_of

API = "/api/v1"


@dataclass(frozen=True, slots=True)
class Shown:
    """A page, and the calls whose answers it shows; none where the page is a form that shows nothing kept."""

    page: str
    calls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Things:
    """What of a stock the pages are asked about: things that there are at every size, with as much to each."""

    woman: Woman
    offered_support: Woman
    assessed: Woman
    supported: Woman
    boards: int
    prison: str
    statement: str
    principle: str
    quarter: str

    @property
    def published(self) -> int:
        """A board with minutes."""
        return max(0, self.boards - 4)

    @property
    def open(self) -> int:
        """The board that meets now."""
        return self.boards - 2

    @property
    def coming(self) -> int:
        """The next one."""
        return self.boards - 1


def pages(of: Things) -> Sequence[Shown]:
    """All of them; `bench.panel` sees to it that none is left out."""
    return (
        *_work(of), *_caseload(of), *_meetings(of), *_room(of), *_membership(of), *_moves(of), *_sharing(),
        *_reports(of),
    )  # fmt: skip


def home_calls() -> tuple[str, ...]:
    """What the first page counts, each call once."""
    asked = {_call(each.path, each.params) for each in COUNTED}
    return (*sorted(asked), _call("/confidentiality-statements"))


def _call(path: str, params: Mapping[str, object] | None = None) -> str:
    given = {name: str(value) for name, value in (params or {}).items()}
    return f"{API}{path}" + (f"?{urlencode(given)}" if given else "")


def _one(page: str, *paths: str) -> Shown:
    return Shown(page, tuple(_call(path) for path in paths))


def _work(of: Things) -> Sequence[Shown]:
    referral = f"/referrals/{id_of(3105, of.woman.number)}"
    draft = f"/referrals/{id_of(3105, of.assessed.number)}"
    supported = f"/referrals/{id_of(3105, of.supported.number)}"
    assessment = f"/holistic-assessments/{id_of(3110, of.assessed.number)}"
    case = f"/cases/{of.assessed.id}"
    action = f"/actions/{id_of(3216, _item_of(of))}"
    return (
        Shown("/panel", home_calls()),
        _one("/panel/referrals", "/referrals"),
        _one("/panel/referrals?status=open", "/referrals?status=open"),
        _one("/panel/referrals/new"),
        _one(f"/panel{referral}", referral),
        _one(f"/panel{draft}/edit", draft),
        _one(f"/panel{supported}/staff-support", supported),
        _one("/panel/referrals/principles", "/guiding-principles?all=true"),
        _one(f"/panel/referrals/principles/{of.principle}", f"/guiding-principles/{of.principle}"),
        _one("/panel/referrals/contacts", "/custody-contacts?all=true"),
        _one(f"/panel/referrals/contacts/{id_of(3103, 0)}", f"/custody-contacts/{id_of(3103, 0)}"),
        _one(f"{case}/referrals", case, f"{case}/referrals", f"{case}/holistic-assessments"),
        _one(f"{case}/holistic-assessments/new", case),
        _one(f"{case}{assessment}", case, f"{case}{assessment}"),
        _one(f"{case}{assessment}/correct", f"{case}{assessment}", case),
        *(
            _one(f"/panel/actions?view={view}", f"/actions?{asked}")
            for view, asked in (("mine", "mine=true"), ("open", ""), ("overdue", "overdue=true"),
                                ("silent", "before_meeting=next"), ("done", "state=done"))
        ),
        _one(f"/panel{action}", action),
        _one(f"/panel/agenda-items/{item_id(of.open, 0)}/actions/new"),
    )  # fmt: skip


def _item_of(of: Things) -> int:
    return of.published * 12


def _caseload(of: Things) -> Sequence[Shown]:
    entry, case = f"/caseload/{of.woman.id}", f"/cases/{of.woman.id}"
    support = f"/caseload/{of.offered_support.id}"
    return (
        _one("/panel/caseload", "/caseload", "/caseload-totals"),
        _one("/panel/caseload?attention=review_overdue", "/caseload?attention=review_overdue",
             "/caseload-totals?attention=review_overdue"),
        _one("/panel/caseload/new"),
        _one("/panel/caseload/governors", "/prison-governors"),
        _one(f"/panel{entry}", entry),
        _one(f"/panel{entry}/reviews", entry),
        _one(f"/panel{support}/staff-support/{id_of(3133, of.offered_support.number)}", support),
        _one(f"{case}/panel", case, f"{case}/panel"),
    )  # fmt: skip


def _meetings(of: Things) -> Sequence[Shown]:
    held, coming = f"/meetings/{meeting_id(of.published)}", f"/meetings/{meeting_id(of.coming)}"
    item, page = f"/agenda-items/{item_id(of.coming, 0)}", f"/panel{coming}/agenda/{item_id(of.coming, 0)}"
    people = f"{coming}/attendance"
    return (
        _one("/panel/meetings", "/meetings", "/meeting-months"),
        _one("/panel/meetings/new"),
        _one(f"/panel{held}", held),
        *(_one(f"/panel{coming}/{form}", coming) for form in ("change", "chair", "cancel")),
        _one(f"/panel{held}/agenda", held, f"{held}/agenda"),
        _one(f"/panel{coming}/agenda", coming, f"{coming}/agenda"),
        _one(f"/panel{coming}/agenda/add", coming),
        _one(page, item, coming, people),
        _one(f"{page}/withdraw", item),
        _one(f"{page}/services", item, "/panel-organisations"),
        _one(f"/panel{people}", coming, people),
        _one(f"/panel{people}/new", coming, people, "/panel-organisations", f"{coming}/agenda"),
        _one(f"/panel{people}/{id_of(3212, of.coming * 12 + 5)}", coming, people),
    )


def _room(of: Things) -> Sequence[Shown]:
    now, held = f"/meetings/{meeting_id(of.open)}", f"/meetings/{meeting_id(of.published)}"
    room, record, item = f"/panel{now}/room", f"{now}/minutes", item_id(of.open, 0)
    return (
        _one(room, record),
        _one(f"{room}/state", f"{record}/digest", record),
        _one(f"{room}/forms/recommendations", record),
        _one(f"{room}/items/{item}/entries", record),
        _one(f"{room}/items/{item}/add/recommendations", record),
        _one(f"/panel{held}/minutes", f"{held}/minutes"),
        _one(f"/panel{held}/minutes/1", f"{held}/minutes/1"),
    )


def _membership(of: Things) -> Sequence[Shown]:
    seat, statement = f"/panel-seats/{id_of(3204, 0)}", f"/confidentiality-statements/{of.statement}"
    signed = f"/panel/confidentiality/{of.statement}/signatures"
    agreement, terms, organisation = id_of(3206, 0), id_of(3205, 0), id_of(3202, 0)
    return (
        _one("/panel/seats", "/panel-seats?past=false"),
        _one("/panel/seats/new", "/panel-seats"),
        _one(f"/panel/seats/{id_of(3204, 0)}", seat),
        _one("/panel/confidentiality", "/confidentiality-statements"),
        _one("/panel/confidentiality/new"),
        _one(signed, f"{statement}/signatures"),
        _one(f"{signed}/new", "/panel-organisations"),
        _one(f"{signed}/{id_of(3203, 0)}/end"),
        _one("/panel/terms", "/panel-terms"),
        _one("/panel/terms/new"),
        _one(f"/panel/terms/{terms}", f"/panel-terms/{terms}"),
        _one("/panel/agreements", "/panel-organisations", "/sharing-agreements"),
        _one("/panel/agreements/organisations/new"),
        _one(f"/panel/agreements/organisations/{organisation}", f"/panel-organisations/{organisation}"),
        _one("/panel/agreements/new", "/panel-organisations"),
        _one(f"/panel/agreements/{agreement}", f"/sharing-agreements/{agreement}", "/panel-organisations"),
    )


def _moves(of: Things) -> Sequence[Shown]:
    draft, waiting, decided = (f"/movement-proposals/{id_of(3140, n)}" for n in range(3))
    page = "/panel/movements"
    advice, decision = id_of(3215, of.open * 12 + 3), id_of(3141, 2)
    return (
        _one(page, "/movement-proposals", "/undecided-advice"),
        _one(f"{page}?status=submitted", "/movement-proposals?status=submitted", "/undecided-advice"),
        _one(f"{page}/new", "/prison-offers"),
        *(_one(page + each.removeprefix("/movement-proposals"), each) for each in (draft, waiting, decided)),
        _one(page + draft.removeprefix("/movement-proposals") + "/change", draft, "/prison-offers"),
        _one(page + waiting.removeprefix("/movement-proposals") + "/decide", waiting),
        _one(page + waiting.removeprefix("/movement-proposals") + "/advice", waiting),
        _one(f"/panel/recommendations/{advice}/decide", f"/recommendations/{advice}", "/prison-offers"),
        _one(f"/panel/decisions/{decision}", f"/placement-decisions/{decision}"),
        _one("/panel/prison-offers", "/prison-offers"),
        _one(f"/panel/prison-offers/{of.prison}", f"/prison-offers/{of.prison}", "/prison-offers"),
        _one("/panel/delegates", "/decision-delegations"),
    )


def _sharing() -> Sequence[Shown]:
    share = f"/share-requests/{id_of(3220, 0)}"
    meetings = f"/meetings?size={MEETINGS_SHOWN}"
    left = f"/disclosures?share={id_of(3220, 0)}"
    return (
        _one("/panel/share-requests", "/share-requests"),
        _one("/panel/share-requests?state=waiting", "/share-requests?state=waiting"),
        _one("/panel/share-requests/new", meetings, "/sharing-agreements"),
        _one("/panel/share-requests/disclosures", "/disclosures"),
        _one(f"/panel{share}", share, left, meetings),
    )


def _reports(of: Things) -> Sequence[Shown]:
    note = f"/good-practice/{id_of(3225, 0)}"
    extract = f"/monitoring-extracts/{of.quarter}"
    return (
        _one("/panel/good-practice", "/good-practice"),
        _one("/panel/good-practice?q=quiet", "/good-practice?q=quiet"),
        _one("/panel/good-practice/new"),
        _one(f"/panel{note}", note),
        _one(f"/panel{note}/edit", note),
        _one("/panel/reports", "/monitoring-extracts"),
        _one(f"/panel/reports/extracts/{of.quarter}", extract),
        *(
            _one(f"/panel/reports/accounts/{owner}", f"/panel-accounts?owner={owner}")
            for owner in ("prison_group_director", "deputy_director")
        ),
    )
