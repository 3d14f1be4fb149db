"""The questions of a referral, what was typed as the API takes it, and where on the page each fault stands."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.web.client import ApiProblem, ProblemField
from app.web.days import read_boxes
from app.web.kept_forms import CHANGED, REFUSED, FormState, chosen, whole_body
from app.web.labels import referrals as words
from app.web.mistakes import message_about
from app.web.questions import Fault, Question, Typed, typed_from

MOST_APPROACHES = 30
LENGTH = "Up to 4,000 characters."


def _ask(name: str, widget: Any, hint: str = "", choices: Mapping[str, str] | None = None) -> Question:
    return Question(name, widget, words.ANSWER[name], hint, True, chosen(choices or {}))


SOURCE = _ask("source", "choice", choices=words.SOURCE)
STAGE = _ask("stage", "choice", choices=words.STAGE)
SUPPORT = _ask("support_sought", "long_text")
DIVERSION = _ask("diversion_eligible", "yes_no", "If yes, refer her to the diversion service instead.")
PLAN = (
    _ask("sentence_objectives", "long_text", "Not needed before sentence."),
    _ask("not_progressing", "long_text", "What has stalled or got worse, and since when."),
)
HERSELF = (
    _ask(
        "her_views",
        "long_text",
        "In her own words where she gave them: what she wants, and of this referral.",
    ),
    _ask("why_no_views", "long_text", "Only where she gave none."),
    _ask("strengths", "long_text"),
    _ask("caring_responsibilities", "long_text", "Children and others who depend on her."),
    _ask("home_area", "text", "Where she will live on release."),
)
DIVERSITY = (
    _ask(
        "diversity_needs", "long_text", "What follows for her care from a protected characteristic. Optional."
    ),
    _ask("diversity_purpose", "long_text", "Needed with the answer above, and kept only for that."),
)
PATHWAY = (
    _ask("wopd_status", "choice", "The panel complements the pathway; she stays on it.", words.WOPD),
    _ask("wopd_services", "text"),
    _ask("has_formulation", "yes_no"),
    _ask("formulation", "long_text"),
)
STAFF = (
    _ask("staff_support_for", "text", "For example: the staff of one house block."),
    _ask("staff_support_asked", "long_text"),
)
GENERAL = (SOURCE, STAGE, *PLAN, *HERSELF, *DIVERSITY, *PATHWAY, *STAFF, DIVERSION, SUPPORT)
FLAGS = ("staff_support_only", "ycs_transition", "welsh_case")
OF_KIND: Mapping[str, Sequence[Question]] = {
    "panel": (SOURCE, *PLAN, *HERSELF, *DIVERSITY, *PATHWAY, *STAFF),
    "welsh_resettlement": (SOURCE, STAGE, SUPPORT, *HERSELF, *DIVERSITY),
    "pre_sentence_support": (SOURCE, DIVERSION, SUPPORT, *HERSELF, *DIVERSITY),
}
_APPROACH = re.compile(r"approach-(\d{1,2})-(?:what|result|started_on-day|ended_on-day)")
_INDEXED = re.compile(r"approaches\[(\d+)\](?:\.(\w+))?")


@dataclass(frozen=True, slots=True)
class ApproachAsked:
    """The boxes of one approach on the page."""

    number: int

    def box(self, name: str) -> str:
        """The name of one of its boxes."""
        return f"approach-{self.number}-{name}"


def body_of(kind: str, typed: Typed) -> dict[str, Any]:
    """What was typed, as the API takes it; what was left empty takes away what stood there."""
    said = whole_body(OF_KIND[kind], typed)
    said["source"] = said["source"] or "prison"
    said |= {name: typed.get(name) == "yes" for name in FLAGS if f"{name}-asked" in typed}
    said["needs"] = {
        code: text
        for code in words.NEED
        if (text := typed.get(f"need-{code}", "").replace("\r\n", "\n").strip())
    }
    if kind == "panel":
        said["routes"] = [code for code in words.ROUTE if typed.get(f"route-{code}") == "yes"]
        said["approaches"] = approaches_typed(typed)
        said["principles_met"] = [
            name.removeprefix("principle-") for name in typed if name.startswith("principle-")
        ]
    return said


def approaches_typed(typed: Typed) -> list[dict[str, Any]]:
    """The approaches that have anything in their boxes."""
    found = []
    for number in _numbers(typed):
        one = ApproachAsked(number)
        said = {
            "what": typed.get(one.box("what"), "").strip() or None,
            "started_on": read_boxes(typed, one.box("started_on")),
            "ended_on": read_boxes(typed, one.box("ended_on")),
            "result": typed.get(one.box("result"), "").replace("\r\n", "\n").strip() or None,
        }
        if any(said.values()):
            found.append({name: value for name, value in said.items() if value is not None})
    return found


def asked_approaches(typed: Typed, *, another: bool = False) -> list[ApproachAsked]:
    """The approaches that the page asks for: those typed, at least one, and one more where it is wanted."""
    count = max([1, *_numbers(typed)]) + another
    return [ApproachAsked(number) for number in range(1, min(count, MOST_APPROACHES) + 1)]


def filled(referral: Mapping[str, Any]) -> dict[str, str]:
    """The contents of the boxes for a referral as the API shows it."""
    typed = typed_from(GENERAL, referral)
    typed |= {name: "yes" for name in FLAGS if referral[name]}
    typed |= {f"route-{code}": "yes" for code in referral["routes"]}
    typed |= {f"principle-{code}": "yes" for code in referral["principles_met"]}
    typed |= {f"need-{code}": text for code, text in referral["needs"].items()}
    for number, each in enumerate(referral["approaches"], 1):
        one = ApproachAsked(number)
        asked = [
            Question(one.box(name), "date" if name.endswith("_on") else "text", "")
            for name in ("what", "started_on", "ended_on", "result")
        ]
        typed |= typed_from(asked, {one.box(name): value for name, value in each.items()})
    return typed


def refused_form(typed: Typed, problem: ApiProblem) -> FormState:
    """The form as typed with each fault beside its box. Raises what no form can mend."""
    if problem.status not in REFUSED:
        raise problem
    if problem.status in {409, 412}:
        message = CHANGED if problem.status == 412 else problem.detail.rstrip(".")
        return FormState(typed, [Fault("form", message, "#main-content")], problem.status)
    named = problem.errors or (ProblemField("form", problem.code, problem.detail),)
    return FormState(typed, faults_of(named, typed), problem.status)


def faults_of(problems: Sequence[ProblemField], typed: Typed) -> list[Fault]:
    """Faults as the API names them, each leading to its box."""
    return [_fault(problem, typed) for problem in problems]


def _fault(problem: ProblemField, typed: Typed) -> Fault:
    name, widget, label = _box_of(problem.field, typed)
    said = problem.message.rstrip(".")
    if problem.code in {"date_invalid", "too_long"}:
        box_problem = ProblemField(name, problem.code, problem.message)
        said = message_about(label or "This date", widget, box_problem, typed)
    return Fault(name, said, f"#{name}-day" if widget == "date" else f"#{name}")


def _box_of(field: str, typed: Typed) -> tuple[str, str, str]:
    """The name, kind and label of the box in which a field of the API stands."""
    path = field.removeprefix("body.")
    indexed = _INDEXED.fullmatch(path)
    if indexed or path == "approaches":
        shown = _shown_numbers(typed)
        place = int(indexed[1]) if indexed else 0
        part = (indexed[2] if indexed else None) or "what"
        number = shown[place] if place < len(shown) else 1
        labels = {
            "started_on": "Day it began",
            "ended_on": "Day it ended",
            "result": "Result",
            "what": "Approach",
        }
        box = ApproachAsked(number).box(part)
        return box, "date" if part.endswith("_on") else "text", labels.get(part, "Approach")
    if path.startswith("needs."):
        code = path.removeprefix("needs.")
        return f"need-{code}", "long_text", words.NEED.get(code, "Need")
    if path == "routes" or path.startswith("routes["):
        return "route-complex_needs", "choice", words.ANSWER["routes"]
    question = next((each for each in GENERAL if each.name == path), None)
    if question is not None:
        return path, question.widget, question.label
    return (path, "choice", words.ANSWER[path]) if path in words.ANSWER else ("main-content", "text", "")


def _shown_numbers(typed: Typed) -> list[int]:
    return [
        number
        for number in _numbers(typed)
        if approaches_typed({k: v for k, v in typed.items() if k.startswith(f"approach-{number}-")})
    ]


def _numbers(typed: Typed) -> list[int]:
    found = {int(parts[1]) for name in typed if (parts := _APPROACH.fullmatch(name))}
    return sorted(number for number in found if 1 <= number <= MOST_APPROACHES)
