"""The form of a referral: begun for a case, saved as it is typed while it is a draft, changed with a reason after."""

from typing import Any
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from app.schemas.referrals import ReferralOut
from app.web.client import ApiAnswer, ApiProblem
from app.web.forms import typed_form
from app.web.kept_forms import FormState, chosen, refused
from app.web.labels import referrals as words
from app.web.questions import Question, Typed, answers
from app.web.referral_answers import (
    DIVERSITY,
    HERSELF,
    OF_KIND,
    PATHWAY,
    PLAN,
    STAFF,
    asked_approaches,
    body_of,
    filled,
    refused_form,
)
from app.web.referrals import path_of
from app.web.render import page
from app.web.route import page_route

CASE = Question("case", "text", "Prison number or CRN", "For example, A1234BC.", required=True)
KIND = Question("kind", "choice", "What do you refer her to?", required=True, choices=chosen(words.KIND))
NEW = (CASE, KIND)
REASON = Question("reason", "long_text", words.ANSWER["reason"], required=True)
OTHERS = (
    "Somebody else saved this referral after you opened it. What you typed is still here, and was not saved."
)


async def ask_new(request: Request) -> Response:
    """Whom to refer, and to what."""
    asked = request.query_params
    typed = {"case": asked.get("case", "")[:40], "kind": asked.get("kind", "panel")[:40]}
    return _new(request, FormState(typed))


async def begin(request: Request) -> Response:
    """Begin a draft, and go on to its form."""
    typed = await typed_form(request)
    try:
        answer = await request.state.api.post(
            "/referrals",
            json=answers(NEW, typed),
            headers={"Idempotency-Key": typed.get("key") or str(uuid4())},
        )
    except ApiProblem as problem:
        if problem.status == 404:
            found = ApiProblem(409, problem.code, problem.detail)
            return _new(request, refused(NEW, typed, found))
        return _new(request, refused(NEW, typed, problem))
    return RedirectResponse(f"/panel/referrals/{answer.json['id']}/edit", 303)


async def ask_answers(request: Request) -> Response:
    """The form with what was said so far."""
    answer = await request.state.api.get(path_of(request))
    return _form(request, answer, FormState(filled(answer.json)))


async def keep_answers(request: Request) -> Response:
    """Save what was typed; then ask for another approach, or show the referral."""
    typed = await typed_form(request)
    answer = await request.state.api.get(path_of(request))
    kind, is_draft = answer.json["kind"], answer.json["status"] == "draft"
    body = body_of(kind, typed)
    if not is_draft:
        body["reason"] = typed.get("reason", "").strip() or None
    try:
        kept = await request.state.api.patch(
            path_of(request), json=body, headers={"If-Match": typed.get("version", "")}
        )
    except ApiProblem as problem:
        return _form(request, answer, refused_form(typed, problem), version=typed.get("version", ""))
    if typed.get("then") == "another":
        return _form(request, kept, FormState(typed), another=True)
    done = "saved" if is_draft else "amended"
    return RedirectResponse(f"/panel/referrals/{request.path_params['referral']}?done={done}", 303)


async def save_meanwhile(request: Request) -> Response:
    """Save a draft as it is typed; answers the line that says so, with the version to go on from."""
    typed = await typed_form(request)
    version, trouble = typed.get("version", ""), None
    kind = typed.get("kind", "panel")
    kind = kind if kind in OF_KIND else "panel"
    try:
        body = body_of(kind, typed)
        kept = await request.state.api.patch(path_of(request), json=body, headers={"If-Match": version})
        version = kept.etag or version
    except ApiProblem as problem:
        stands = await _kept_already(request, kind, typed) if problem.status == 412 else None
        version, trouble = (stands, None) if stands else (version, _trouble(typed, problem))
    return page(
        request,
        "referrals/_saved.html",
        version=version,
        at=request.app.state.clock(),
        trouble=trouble,
        is_draft=True,
    )


async def _kept_already(request: Request, kind: str, typed: Typed) -> str | None:
    """The version under which this very text stands: its answer was lost on the way, and it was sent again."""
    answer: ApiAnswer = await request.state.api.get(path_of(request))
    asked = {name: value for name, value in typed.items() if name.endswith("-asked")}
    stands = body_of(kind, {**filled(answer.json), **asked})
    return answer.etag if stands == body_of(kind, typed) else None


def _trouble(typed: Typed, problem: ApiProblem) -> list[tuple[str, str]]:
    if problem.status == 412:
        return [("main-content", OTHERS)]
    return refused_form(typed, problem).summary


def _new(request: Request, form: FormState) -> Response:
    return page(
        request,
        "referrals/new.html",
        status=form.status,
        case_question=CASE,
        kinds=[(code, text, words.KIND_HINT[code]) for code, text in words.KIND.items()],
        typed=form.typed,
        errors=form.errors,
        summary=form.summary,
        key=form.typed.get("key") or str(uuid4()),
    )


def _form(
    request: Request, answer: ApiAnswer, form: FormState, *, version: str | None = None, another: bool = False
) -> Response:
    one = ReferralOut.model_validate(answer.json)
    context: dict[str, Any] = {
        "one": one,
        "version": version if version is not None else answer.etag or "",
        "is_draft": one.status == "draft",
        "is_panel": one.kind == "panel",
        "questions": OF_KIND[one.kind],
        "parts": {
            "plan": PLAN,
            "herself": HERSELF,
            "diversity": DIVERSITY,
            "pathway": PATHWAY,
            "staff": STAFF,
        },
        "approaches": asked_approaches(form.typed, another=another),
        "reason": REASON,
        "typed": form.typed,
        "errors": form.errors,
        "summary": form.summary,
        "words": words,
        "at": None,
        "trouble": None,
    }
    return page(request, "referrals/edit.html", status=form.status, **context)


ROUTES: list[BaseRoute] = [
    page_route("/panel/referrals/new", ask_new, name="ask_new_referral"),
    page_route("/panel/referrals/new", begin, methods=("POST",), name="begin_referral"),
    page_route("/panel/referrals/{referral}/edit", ask_answers, name="ask_referral_answers"),
    page_route("/panel/referrals/{referral}/edit", keep_answers, methods=("POST",), name="keep_referral"),
    page_route(
        "/panel/referrals/{referral}/autosave",
        save_meanwhile,
        methods=("POST",),
        name="save_referral_meanwhile",
    ),
]
