"""Says what is wrong with an answer in the page's own words, from the API's code for it."""

from collections.abc import Mapping
from typing import Literal

from app.web.client import ProblemField
from app.web.days import missing_boxes, typed_boxes

EMPTY = frozenset({"missing", "null", "text_missing", "too_short", "text_expected"})
CHOSEN = frozenset({"choice", "yes_no", "prison", "region", "review"})
NOT_ONE_OF = frozenset({"unknown_value", "not_one_of", "flag_invalid", "true_or_false_expected"})
NOT_A_NUMBER = frozenset({"number_invalid", "whole_number_invalid", "too_large", "too_small"})
FORMS: Mapping[str, str] = {
    "prison_number": "Prison number must be like A1234BC",
    "crn": "CRN must be like X123456",
    "community_manager_email": "Enter a whole email address",
}
OF_FIELD: Mapping[str, str] = {
    "length_months": "Enter the length in months; only life, IPP and DPP sentences have none",
    "sentenced": "Select yes if the person has been sentenced",
    "eligible": "Select yes if she is eligible for MAPPA",
    "has_responsibilities": "Select yes if she has caring responsibilities",
    "has_contact": "Select yes if there is victim contact",
}
"""What to say where one of these is missing."""

OF_CODE: Mapping[str, str] = {
    "prison_code_invalid": "Select a prison",
    "unknown_prison": "Select a prison",
    "prison_out_of_scope": "Select another prison: this establishment holds people under 18",
    "unknown_region": "Select a probation region",
    "not_for_indeterminate": "Leave the length empty: life, IPP and DPP sentences have none",
    "open_case_exists": "This person has an open case already",
    "character_invalid": "Take out characters that cannot be shown",
    "not_sentenced": "There is no sentence on this case yet. Record the sentence first",
    "pnc_invalid": "Enter the number like 2004/0012345D, with its check letter",
}
ASKING = frozenset({"what", "why", "who", "whom", "where", "how", "which"})
HAS_ARTICLE = frozenset({"the", "her", "your", "their"})
NO_NOUN_FIRST = frozenset(
    {"also", "and", "asked", "before", "between", "if", "in", "on", "or", "stands", "to", "up", "within"}
)
NO_NOUN_LAST = frozenset({"as", "by", "for", "from", "of", "on", "since", "with"})
ELSEWHERE: Mapping[str, str] = {"missing": "Answer at least one of these questions"}


def message_about(label: str, widget: str, problem: ProblemField, typed: Mapping[str, str]) -> str:
    """The sentence beside a question, and in the summary of what is wrong."""
    code, name = problem.code, problem.field.rpartition(".")[2]
    if code == "missing" and name in OF_FIELD:
        return OF_FIELD[name]
    if code in OF_CODE:
        return OF_CODE[code]
    if widget == "date":
        return _about_date(label, name, problem, typed)
    if code in NOT_ONE_OF or (code in EMPTY and widget in CHOSEN):
        return asked_to("select", label)
    if code in EMPTY:
        return asked_to("enter", label)
    return _about_text(label, name, problem)


def message_elsewhere(problem: ProblemField) -> str:
    """The sentence about something that no question of the page asks for."""
    return ELSEWHERE.get(problem.code) or OF_CODE.get(problem.code) or problem.message.rstrip(".")


def asked_to(do: Literal["select", "enter"], label: str) -> str:
    """What to do about a question without an answer, as a sentence: not every label is a thing to enter."""
    words = label.lower().rstrip("?").split()
    if label.endswith("?"):
        return f"Select an answer to “{label}”" if do == "select" else f"Answer “{label}”"
    if words[0] in ASKING:
        return f"{'Select' if do == 'select' else 'Say'} {inside(label)}"
    if words[0] in HAS_ARTICLE:
        return f"{do.capitalize()} {inside(label)}"
    if words[0] in NO_NOUN_FIRST or words[-1] in NO_NOUN_LAST:
        return f"Select an answer to “{label}”" if do == "select" else f"Fill in “{label}”"
    return f"{do.capitalize()} the {inside(label)}"


def asked_for_date(label: str) -> str:
    """The same for a date."""
    if {"date", "day"} & set(label.lower().split()):
        return f"Enter the {inside(label)}"
    return f"Enter a date for “{label}”"


def inside(label: str) -> str:
    """A label as it stands inside a sentence."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _about_text(label: str, name: str, problem: ProblemField) -> str:
    if problem.code == "format_invalid" and name in FORMS:
        return FORMS[name]
    if problem.code in NOT_A_NUMBER:
        return f"{label} must be a whole number, for example 48"
    if problem.code in {"too_long", "too_many"}:
        return f"{label} is too long. {problem.message.rstrip('.')}"
    return f"{label}: {problem.message.rstrip('.')}"


def _about_date(label: str, name: str, problem: ProblemField, typed: Mapping[str, str]) -> str:
    said = {
        "missing": asked_for_date(label),
        "null": asked_for_date(label),
        "date_out_of_range": f"{label} must be between 1900 and 2200",
        "date_in_future": f"{label} must be today or in the past",
        "before_sentence": f"{label} must not be before the sentence started",
    }
    if problem.code != "date_invalid":
        return said.get(problem.code) or f"{label}: {problem.message.rstrip('.')}"
    missing = missing_boxes(typed, name)
    if missing:
        return f"{label} must include a {' and '.join(missing)}"
    year = typed_boxes(typed, name)["year"]
    if year.isdigit() and len(year) != 4:
        return f"{label} must have a year of four numbers"
    return f"{label} must be a real date"
