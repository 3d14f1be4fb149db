"""Answers "who owned this case on ...?": as lived, as now known, as recorded, or under another policy."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.schemas.ownership import OwnershipOut
from app.web.case_reading import read_owner
from app.web.client import ApiProblem, ProblemField, RequestApi
from app.web.days import read_boxes, spoken, typed_boxes
from app.web.labels import say
from app.web.questions import Fault, Question, faults

ON = Question("on", "date", "Date")
AS_KNOWN_ON = Question("as_known_on", "date", "Day of the record")
AS_LIVED, AS_NOW_KNOWN, AS_RECORDED = "as_lived", "as_now_known", "as_recorded"
VIEWS = (
    (AS_LIVED, "As it was lived: each day by what was known on it"),
    (AS_NOW_KNOWN, "As now known: each day by all that is known today"),
    (AS_RECORDED, "As the record stood on an earlier day"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The question as it was filled in, and its answer or what is wrong with it."""

    on: Mapping[str, str] = field(default_factory=dict)
    as_known_on: Mapping[str, str] = field(default_factory=dict)
    view: str = AS_LIVED
    policy: str = ""
    answer: OwnershipOut | None = None
    faults: tuple[Fault, ...] = ()

    @property
    def errors(self) -> dict[str, str]:
        """The sentence for each field that cannot be taken."""
        return {fault.name: fault.message for fault in self.faults}

    @property
    def summary(self) -> list[tuple[str, str]]:
        """The same for the error summary."""
        return [(fault.href.removeprefix("#"), fault.message) for fault in self.faults]

    @property
    def said(self) -> str | None:
        """The answer in a sentence, for screen readers."""
        if self.faults:
            return self.faults[0].message
        if self.answer is None:
            return None
        return (
            f"{spoken(self.answer.on)}: {say('responsible', self.answer.responsible)}. {self.answer.reason}"
        )


async def ask(
    api: RequestApi, reference: str, typed: Mapping[str, str], policies: Mapping[str, str]
) -> Asked:
    """The question in the page's address, answered; nothing where none was asked."""
    asked = _as_typed(typed, policies)
    if "on-day" not in typed:
        return asked
    on, known = read_boxes(typed, "on"), read_boxes(typed, "as_known_on")
    if on is None:
        return replace(asked, faults=(Fault("on", "Enter a date", "#on-day"),))
    if asked.view == AS_RECORDED and known is None:
        message = "Enter the day on which the record is read"
        return replace(asked, faults=(Fault("as_known_on", message, "#as_known_on-day"),))
    params = {
        "on": on,
        "as_known_on": known if asked.view == AS_RECORDED else None,
        "view": AS_NOW_KNOWN if asked.view == AS_NOW_KNOWN else None,
        "policy": asked.policy or None,
    }
    try:
        return replace(asked, answer=await read_owner(api, reference, params))
    except ApiProblem as problem:
        if problem.status != 400:
            raise
        return replace(asked, faults=_faults(problem, typed))


def _as_typed(typed: Mapping[str, str], policies: Mapping[str, str]) -> Asked:
    view, policy = typed.get("view", AS_LIVED), typed.get("policy", "")
    return Asked(
        on=typed_boxes(typed, "on"),
        as_known_on=typed_boxes(typed, "as_known_on"),
        view=view if view in dict(VIEWS) else AS_LIVED,
        policy=policy if policy in policies else "",
    )


def _faults(problem: ApiProblem, typed: Mapping[str, str]) -> tuple[Fault, ...]:
    named = problem.errors or [ProblemField("on", problem.code, problem.detail)]
    return tuple(faults([ON, AS_KNOWN_ON], named, typed))
