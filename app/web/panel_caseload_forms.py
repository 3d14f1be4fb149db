"""What the forms of the panel's caseload ask, where the API takes each, and how what was typed becomes its body."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.web.kept_forms import chosen, whole_body
from app.web.labels import panel_caseload as words
from app.web.questions import Question, Typed, answers

DAY_HINT = "For example, 27 3 2027."
ROUTES = {**words.ROUTE, "both": "Both"}
STATES = chosen(words.AIM_STATE)


def _day(name: str, label: str, *, required: bool = True) -> Question:
    return Question(name, "date", label, DAY_HINT, required)


def _words(name: str, label: str, hint: str = "", *, required: bool = True) -> Question:
    return Question(name, "long_text", label, hint, required)


def _line(name: str, label: str, hint: str = "", *, required: bool = True) -> Question:
    return Question(name, "text", label, hint, required)


def _routes_of(body: dict[str, Any]) -> dict[str, Any]:
    given = body.pop("routes", None)
    if given is None:
        return body
    return body | {"routes": list(words.ROUTE) if given == "both" else [given]}


def _aims_of(body: dict[str, Any]) -> dict[str, Any]:
    said = [{"aim": aim, "state": body.pop(f"aim_{aim}")} for aim in words.AIM if body.get(f"aim_{aim}")]
    return {name: value for name, value in body.items() if not name.startswith("aim_")} | {"aims": said}


@dataclass(frozen=True, slots=True)
class PanelForm:
    """One form. `place` is the part of the API's path below the entry; `changes` sends a PATCH with a version."""

    title: str
    about: str
    questions: tuple[Question, ...]
    button: str
    changes: bool = False
    to_tell: bool = False
    """Offered to a prison's staff and the panel's specialists too, not to the secretariat alone."""
    shape: Callable[[dict[str, Any]], dict[str, Any]] = dict

    def body(self, typed: Typed) -> dict[str, Any]:
        """What the API takes."""
        given = whole_body(self.questions, typed) if self.changes else answers(self.questions, typed)
        return self.shape(given)


ROUTE = Question("routes", "choice", "Route onto the caseload", required=True, choices=chosen(ROUTES))
NEXT_REVIEW = _day("next_review_on", "Next review")
ENTER = PanelForm(
    "Bring a woman on the caseload",
    "Whoever is referred comes on it when the referral is accepted. Use this for women known from the earlier central "
    "supervision of cases, or who come by Restricted Status alone.",
    (
        _line("case", "Prison number or CRN", "For example, A1234BC."),
        ROUTE,
        _words("entry_reason", "Why she comes on the caseload"),
        _line("legacy_reference", "Reference under the earlier scheme", required=False),
        _day("entered_on", "On the caseload since", required=False),
        Question("next_review_on", "date", "Next review", "In three months, if you leave it empty."),
    ),
    "Bring on the caseload",
    shape=_routes_of,
)
FORMS: Mapping[str, PanelForm] = {
    "reviews": PanelForm(
        "Record a review",
        "A review holds her own view, or says why it does not.",
        (
            _day("held_on", "Held on"),
            _words("her_view", "Her own view", "In her words, as far as you can.", required=False),
            _words("no_view_reason", "Why her view is not here", required=False),
            _words("summary", "What the review found"),
            *(Question(f"aim_{code}", "choice", label, choices=STATES) for code, label in words.AIM.items()),
            NEXT_REVIEW,
        ),
        "Keep the review",
        shape=_aims_of,
    ),
    "formulations": PanelForm(
        "Write a formulation",
        "What you write is the current version from now on. Earlier versions stay.",
        (
            _words("summary", "Formulation", "The shared understanding of her, and what helps."),
            _line("author", "Author"),
            _day("written_on", "Written on"),
        ),
        "Keep the formulation",
        to_tell=True,
    ),
    "restricted-statuses": PanelForm(
        "Record Restricted Status",
        "The high security group decides on it. This records what was decided.",
        (
            _day("from_on", "Holds from"),
            _line("decided_by", "Decided by", "Name and office."),
            _words("reason", "Why"),
            NEXT_REVIEW,
        ),
        "Keep the Restricted Status",
    ),
    "regime": PanelForm(
        "Record regime or intervention",
        "Say why something is withheld. Until somebody does, it stands out as a defect.",
        (
            Question("kind", "choice", "Kind", required=True, choices=chosen(words.ITEM_KIND)),
            _line("name", "What it is", "For example, work in the gardens."),
            Question(
                "state",
                "choice",
                "Does she have it?",
                required=True,
                choices=(("available", "Available"), ("withheld", "Withheld")),
            ),
            _words("reason", "Why it is withheld", required=False),
            _day("from_on", "Since"),
        ),
        "Keep",
        to_tell=True,
    ),
    "staff-support": PanelForm(
        "Ask for support for staff",
        "For the staff around her: a debrief, supervision, training, or whatever would help.",
        (
            _line("staff_group", "Group of staff", "For example, officers of the north wing."),
            _line("requested_by", "Asked for by"),
            _day("requested_on", "Asked for on"),
            _words("asked_for", "What is asked for"),
        ),
        "Ask for support",
        to_tell=True,
    ),
    "stakeholder-contacts": PanelForm(
        "Record a contact with a stakeholder",
        "The Parole Board, the health service or another body about her.",
        (
            Question(
                "organisation_kind",
                "choice",
                "Kind of body",
                required=True,
                choices=chosen(words.ORGANISATION),
            ),
            _line("organisation", "Name of the body"),
            _line("person", "Whom you spoke to", required=False),
            _day("happened_on", "On"),
            _words("text", "What it was about"),
            _line(
                "parole_review", "Parole review it is about", "Its name on the parole page.", required=False
            ),
        ),
        "Keep the contact",
    ),
    "change": PanelForm(
        "Change the entry",
        "",
        (ROUTE, NEXT_REVIEW, _line("legacy_reference", "Reference under the earlier scheme", required=False)),
        "Keep the change",
        changes=True,
        shape=_routes_of,
    ),
    "step-down": PanelForm(
        "Step down",
        "She stays on the caseload with lighter oversight, and is still reviewed.",
        (_words("reason", "Why"), NEXT_REVIEW),
        "Step down",
    ),
    "step-up": PanelForm("Make active again", "", (_words("reason", "Why"),), "Make active"),
    "leave": PanelForm(
        "Leave the caseload",
        "What was kept stays. Who owns her case and who works with her does not change.",
        (
            Question("because", "choice", "Why she leaves", required=True, choices=chosen(words.LEAVING)),
            _words("note", "Note", "Needed for another reason.", required=False),
            Question("left_on", "date", "On", "Today, if you leave it empty."),
        ),
        "End her time on the caseload",
    ),
}
PARTS: Mapping[str, PanelForm] = {
    "restricted-statuses": PanelForm(
        "Review or end Restricted Status",
        "Plan the next review, or record the end with who decided it and why.",
        (
            Question("next_review_on", "date", "Next review", DAY_HINT),
            Question("to_on", "date", "First day on which it no longer holds", "Leave empty while it holds."),
            _line("end_decided_by", "Ended by", "Name and office.", required=False),
            _words("end_reason", "Why it ended", required=False),
        ),
        "Keep",
        changes=True,
    ),
    "regime": PanelForm(
        "Change what she has",
        "",
        (
            Question(
                "state",
                "choice",
                "Does she have it?",
                choices=(("available", "Available"), ("withheld", "Withheld")),
            ),
            _words("reason", "Why it is withheld", required=False),
            Question(
                "ended_on", "date", "No longer of interest since", "Leave empty to keep it on the list."
            ),
        ),
        "Keep",
        changes=True,
        to_tell=True,
    ),
    "staff-support": PanelForm(
        "Answer support for staff",
        "",
        (
            _words("offered", "What was offered", required=False),
            _day("offered_on", "Offered on", required=False),
            Question("taken_up", "yes_no", "Was it taken up?"),
            _day("answered_on", "Answered on", required=False),
            _words("outcome", "What came of it", required=False),
        ),
        "Keep",
        changes=True,
        to_tell=True,
    ),
}
GOVERNOR = PanelForm(
    "Name a Governor or Director",
    "",
    (
        Question("prison", "choice", "Prison", required=True),
        _line("name", "Name"),
        _day("from_on", "From"),
    ),
    "Keep",
)
