"""Setting up a comparison: which two policies, then their settings, the cases and the caseload of a person."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.schemas.ownership import PolicyList, PolicyOut, SettingOut
from app.web.client import ApiProblem, ProblemField
from app.web.forms import typed_form
from app.web.labels import compare as words
from app.web.places import Places, places_of
from app.web.questions import Fault
from app.web.render import page

SIDES = (("left", "First policy"), ("right", "Second policy"))
FEW = 6
DEFAULTS = {"left": "omcp-2013-option-1", "right": "omcp-2013-option-2"}
CHOSEN_BY_BOX = {"prisons": "prison-", "regions": "region-"}
CASELOAD = "50"


@dataclass(frozen=True, slots=True)
class AskedSetting:
    """One setting of one side: how it is asked, and what the policy itself has."""

    name: str
    asks: str
    own: str
    options: tuple[tuple[str, str], ...]
    """Empty where a number is typed."""


async def ask_policies(request: Request) -> Response:
    """Which policies to compare; once both are named in the address, everything else."""
    policies = await _policies(request)
    chosen = {side: _known(policies, request.query_params.get(side, "")) for side, _ in SIDES}
    typed = {"caseload": CASELOAD}
    return await _ask(request, policies, chosen, typed, whole=all(chosen.values()))


async def start(request: Request) -> Response:
    """Start the run and show it, or the form again with what could not be taken."""
    policies, typed = await _policies(request), await typed_form(request)
    chosen = {side: _known(policies, typed.get(side, "")) for side, _ in SIDES}
    if not all(chosen.values()):
        return await _ask(request, policies, chosen, typed, whole=False)
    try:
        answer = await request.state.api.post("/policies/compare", json=_body(policies, chosen, typed))
    except ApiProblem as problem:
        if problem.status not in {400, 403, 422}:
            raise
        return await _ask(request, policies, chosen, typed, whole=True, problem=problem)
    return RedirectResponse(f"/policies/comparisons/{answer.json['id']}", 303)


async def _ask(
    request: Request,
    policies: Mapping[str, PolicyOut],
    chosen: Mapping[str, str],
    typed: Mapping[str, str],
    *,
    whole: bool,
    problem: ApiProblem | None = None,
) -> Response:
    places, person = await places_of(request), request.state.person
    mistakes = _faults(problem) if problem else []
    titles = {name: policy.title for name, policy in policies.items()}
    return page(
        request,
        "compare/new.html",
        status=problem.status if problem else 200,
        whole=whole,
        sides=SIDES,
        choices=[words.IN_FORCE, *titles.items()],
        chosen={side: chosen[side] or DEFAULTS[side] for side, _ in SIDES},
        titles=dict([words.IN_FORCE]) | titles,
        settings={side: list(_settings(policies, side, chosen[side])) for side, _ in SIDES},
        typed=typed,
        errors={fault.name: fault.message for fault in mistakes},
        summary=[(fault.href.removeprefix("#"), fault.message) for fault in mistakes],
        prisons=[(f"prison-{code}", name) for code, name in _prisons(places, person)],
        regions=[(f"region-{code}", name) for code, name in _regions(places, person)],
        words=words,
    )


async def _policies(request: Request) -> Mapping[str, PolicyOut]:
    answer = await request.state.api.get("/policies")
    return {policy.id: policy for policy in PolicyList.model_validate(answer.json).items}


def _known(policies: Mapping[str, PolicyOut], name: str) -> str:
    return name if name in policies or name == words.IN_FORCE[0] else ""


def _settings(policies: Mapping[str, PolicyOut], side: str, name: str) -> Iterator[AskedSetting]:
    for setting in policies[name].settings if name in policies else ():
        values = tuple((_plain(value), _said(value)) for value in setting.values)
        options = (
            () if len(values) > FEW else (("", f"As the policy has it ({_said(setting.value)})"), *values)
        )
        yield AskedSetting(f"{side}-{setting.key}", setting.asks, _said(setting.value), options)


def _body(
    policies: Mapping[str, PolicyOut], chosen: Mapping[str, str], typed: Mapping[str, str]
) -> dict[str, Any]:
    filters: dict[str, Any] = {
        name: [key.removeprefix(box) for key, value in typed.items() if key.startswith(box) and value]
        for name, box in CHOSEN_BY_BOX.items()
    }
    filters |= {
        name: typed[name] for name in ("estate", "provider", "sentence_type") if typed.get(name, "").strip()
    }
    sides = {
        side: {"policy": name, "settings": _settings_typed(policies, side, name, typed)}
        for side, name in chosen.items()
    }
    title = typed.get("title", "").strip()
    caseload = typed.get("caseload", "").strip()
    body = {**sides, "filter": filters, "caseload": int(caseload) if _is_number(caseload) else caseload}
    return body | ({"title": title} if title else {})


def _settings_typed(
    policies: Mapping[str, PolicyOut], side: str, name: str, typed: Mapping[str, str]
) -> dict[str, Any]:
    asked: Sequence[SettingOut] = policies[name].settings if name in policies else ()
    told = {setting.key: typed.get(f"{side}-{setting.key}", "").strip() for setting in asked}
    return {setting.key: _value(setting, told[setting.key]) for setting in asked if told[setting.key]}


def _value(setting: SettingOut, text: str) -> Any:
    """The value that is so written; what is none of them goes to the API, which says what may be given."""
    known = {_plain(value): value for value in setting.values}
    return known.get(text, int(text) if _is_number(text) else text[:60])


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 6


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    text = str(value).replace("_", " ")
    return text[:1].upper() + text[1:]


def _prisons(places: Places, person: Any) -> list[tuple[str, str]]:
    return [
        (code, name)
        for code, name in places.prisons.items()
        if (person.everywhere and code in places.in_use) or code in person.prisons
    ]


def _regions(places: Places, person: Any) -> list[tuple[str, str]]:
    return [
        (code, name) for code, name in places.regions.items() if person.everywhere or code in person.regions
    ]


def _faults(problem: ApiProblem) -> list[Fault]:
    named = problem.errors or (ProblemField("left", problem.code, problem.detail),)
    return [_fault(error) for error in named]


def _fault(error: ProblemField) -> Fault:
    """Where on the form a field of the API stands: `left.settings.recall` is `left-recall`."""
    parts = error.field.split(".")
    if parts[0] in {"left", "right"} and len(parts) > 1:
        name = parts[0] if parts[1] == "policy" or len(parts) < 3 else f"{parts[0]}-{parts[2]}"
    else:
        name = parts[-1] if parts[-1] in {"caseload", "title"} else "left"
    if name == "caseload":
        return Fault(name, "Enter a whole number of cases a person, from 1 to 1,000", "#caseload")
    return Fault(name, error.message, f"#{name}")
