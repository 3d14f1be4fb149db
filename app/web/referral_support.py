"""What came of support for staff that a referral asks for by itself, on a page: offered, taken up, and how it went."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.schemas.referrals import ReferralOut
from app.web.client import ApiProblem
from app.web.forms import typed_form
from app.web.kept_forms import FormState, refused
from app.web.panel_caseload_forms import PARTS
from app.web.questions import typed_from
from app.web.referrals import SUPPORTERS, may, path_of
from app.web.render import page
from app.web.route import page_route

FORM = PARTS["staff-support"]
ADDRESS = "/panel/referrals/{referral}/staff-support"


async def ask_support(request: Request) -> Response:
    """The form, as it stands."""
    return await _form(request)


async def take_support(request: Request) -> Response:
    """Keep what was typed, or show the form again with what was wrong."""
    typed = await typed_form(request)
    try:
        await request.state.api.patch(
            f"{path_of(request)}/staff-support",
            json=FORM.body(typed),
            headers={"If-Match": typed.get("version", "")},
        )
    except ApiProblem as problem:
        return await _form(request, refused(FORM.questions, typed, problem))
    return RedirectResponse(f"/panel/referrals/{request.path_params['referral']}?done=staff-support", 303)


async def _form(request: Request, state: FormState | None = None) -> Response:
    answer = await request.state.api.get(path_of(request))
    one = ReferralOut.model_validate(answer.json)
    if not one.staff_support_open or not may(request, SUPPORTERS):
        raise HTTPException(404)
    stands = answer.json["staff_support"] or {}
    version = state.typed.get("version", "") if state else answer.etag or ""
    return page(
        request,
        "referrals/support.html",
        status=state.status if state else 200,
        form=FORM,
        one=one,
        state=state or FormState(typed_from(FORM.questions, stands)),
        version=version,
    )


ROUTES: list[BaseRoute] = [
    page_route(ADDRESS, ask_support, name="ask_referral_support"),
    page_route(ADDRESS, take_support, methods=("POST",), name="take_referral_support"),
]
