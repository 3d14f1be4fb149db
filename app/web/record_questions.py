"""What the forms of a case's record ask: each part, an objective, her view, a departure, a victims' officer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.web.labels.records import ABOUT, CHOICE, GROUP, LEVEL, OBJECTIVE, OWNER, PHASE
from app.web.questions import Question, Typed, answers

LEVELS = tuple(LEVEL.items())


@dataclass(frozen=True, slots=True)
class RecordForm:
    """One form: its title, a sentence about it, what it asks, and where it stands in the API."""

    title: str
    about: str
    questions: tuple[Question, ...]
    place: str
    numbers: tuple[str, ...] = ()

    def body(self, typed: Typed) -> dict[str, Any]:
        """What the API takes."""
        found = answers(self.questions, typed)
        for name in self.numbers:
            if str(found.get(name, "")).isdecimal():
                found[name] = int(found[name])
        return found


def _date(name: str, label: str, *, required: bool = True) -> Question:
    return Question(name, "date", label, "For example, 27 3 2026", required)


def _words(name: str, label: str, hint: str = "", *, required: bool = False) -> Question:
    return Question(name, "long_text", label, hint, required)


def _yes_no(name: str, label: str, hint: str = "", *, required: bool = True) -> Question:
    return Question(name, "yes_no", label, hint, required)


WHY = _words("reason", "Why this changes", "Kept with the record.")

PARTS: Mapping[str, RecordForm] = {
    "risk": RecordForm(
        "Risk of serious harm",
        "The level for each group at risk. Overall is the highest of them, unless you say otherwise and why.",
        (
            _date("assessed_on", "Day of the assessment"),
            *(Question(code, "choice", words, choices=LEVELS) for code, words in GROUP.items()),
            Question(
                "overall_override", "choice", "Overall level, where it is not the highest", choices=LEVELS
            ),
            _words("overall_reason", "Why the overall level is not the highest"),
        ),
        "risk",
    ),
    "rosh_screening": RecordForm(
        "Risk screening",
        "The screening for risk of serious harm.",
        (
            _date("screened_on", "Day of the screening"),
            _yes_no("full_analysis_needed", "Is a full analysis needed?", required=False),
        ),
        "rosh-screening",
    ),
    "risk_management_plan": RecordForm(
        "Risk management plan",
        "While she is in custody the plan says what is done there, not only what is planned for release.",
        (
            _date("reviewed_on", "Day it was last reviewed"),
            _words("custody_actions", "What is done in custody"),
            _words("licence_conditions", "Licence conditions"),
            _words("victim_protection", "Protection of victims"),
        ),
        "risk-management-plan",
    ),
    "mappa": RecordForm(
        "MAPPA",
        "Multi-agency public protection arrangements. Levels 2 and 3 need a referral.",
        (
            _yes_no("eligible", "Is she eligible?"),
            Question(
                "category",
                "choice",
                "Category",
                choices=tuple((str(n), f"Category {n}") for n in (1, 2, 3, 4)),
            ),
            Question("level", "choice", "Level", choices=tuple((str(n), f"Level {n}") for n in (1, 2, 3))),
            _date("referred_on", "Day of the referral", required=False),
            _words("actions", "Actions"),
        ),
        "mappa",
        ("category", "level"),
    ),
    "assessment": RecordForm(
        "Assessment of reoffending",
        "The assessment of likelihood of reoffending.",
        (
            _date("completed_on", "Day it was completed"),
            _date("review_due_on", "Day its review is due", required=False),
        ),
        "assessment",
    ),
    "strengths": RecordForm(
        "Strengths",
        "What she is good at, and what and who helps her.",
        (_words("words", "Strengths", required=True),),
        "strengths",
    ),
    "diversity": RecordForm(
        "Diversity needs",
        "What she needs, and what was done about it.",
        (
            _words(
                "needs", "Diversity needs", "Write “none” where you asked and there are none.", required=True
            ),
            _words("done", "What was done"),
        ),
        "diversity",
    ),
    "caring": RecordForm(
        "Caring responsibilities",
        "Her family and caring duties count in every decision about where she is held.",
        (
            _yes_no("has_responsibilities", "Does she have caring responsibilities?"),
            Question("children", "number", "Number of children"),
            _words("contact", "Contact with them"),
            _words("details", "Other caring duties"),
        ),
        "caring",
        ("children",),
    ),
    "complexity": RecordForm(
        "Complexity of need",
        "At high complexity she has no separate key worker. Lowered from high, one is allocated.",
        (Question("level", "choice", "Complexity of need", "", True, LEVELS[:3]), WHY),
        "complexity",
    ),
    "tier": RecordForm(
        "Tier",
        "The tier decides how much of somebody’s time the case counts for.",
        (
            Question("tier", "choice", "Tier", "", True, tuple((t, f"Tier {t}") for t in "ABCDEFG")),
            _date("calculated_on", "Day it was calculated"),
        ),
        "tier",
    ),
    "victim_contact": RecordForm(
        "Victim contact",
        "Whether a victim takes part in the victim contact scheme. Never to be disclosed to the person in custody.",
        (_yes_no("has_contact", "Is there victim contact?"),),
        "victim-contact",
    ),
}

OUTCOME = _words("outcome", "Outcome", "What she will have achieved, not an activity.", required=True)
OBJECTIVE_QUESTIONS = (
    OUTCOME,
    Question("owner", "choice", "Owner", "Open ones pass on with the case.", True, tuple(OWNER.items())),
    Question("owner_name", "text", "Name of the owner"),
    Question("order", "number", "Place in the order"),
    Question("stage", "choice", "Phase", "", False, tuple(PHASE.items())),
    Question("partner", "text", "Partner organisation"),
    _words("shared_with", "Shared with"),
)
NEW_OBJECTIVE = RecordForm(
    "Add an objective", "An objective of the sentence plan.", OBJECTIVE_QUESTIONS, "objectives", ("order",)
)
CHANGED_OBJECTIVE = RecordForm(
    "Change an objective",
    "Change it, or say how far it was met.",
    (
        Question("status", "choice", "How far it was met", "", True, tuple(OBJECTIVE.items())),
        *OBJECTIVE_QUESTIONS,
    ),
    "objectives",
    ("order",),
)
NEW_VIEW = RecordForm(
    "Record her view",
    "In her words. If they are not here, say why.",
    (
        Question("about", "choice", "Subject", "", True, tuple(ABOUT.items())),
        _words("words", "What she said"),
        _words("reason_blank", "Why her view is not here"),
    ),
    "views",
)
NEW_DEPARTURE = RecordForm(
    "Depart from guidance",
    "Guidance may be departed from; the reason must stand on the record (Women’s Policy Framework).",
    (
        Question("guidance", "text", "Guidance", "For example, paragraph 5.1.", True),
        _words("departure_reason", "Reason", required=True),
    ),
    "departures",
)
NOT_OFFERED = RecordForm(
    "Say why a choice was not offered",
    "The guidance is to offer it, so the reason stands on the record.",
    (
        Question("choice", "choice", "Choice", "", True, tuple(CHOICE.items())),
        _words("reason_not_offered", "Reason", required=True),
    ),
    "choices",
)
OFFICER_QUESTIONS = (
    Question("name", "text", "Full name", "", True),
    Question("email", "text", "Email address", "", True),
)
NEW_OFFICER = RecordForm(
    "Add a victim liaison officer",
    "Never to be disclosed to the person in custody.",
    OFFICER_QUESTIONS,
    "victim-liaison-officers",
)
CHANGED_OFFICER = RecordForm(
    "Change a victim liaison officer",
    "Never to be disclosed to the person in custody.",
    OFFICER_QUESTIONS,
    "victim-liaison-officers",
)
NEW: Mapping[str, RecordForm] = {
    "objectives": NEW_OBJECTIVE,
    "views": NEW_VIEW,
    "departures": NEW_DEPARTURE,
    "choices": NOT_OFFERED,
    "victim-liaison-officers": NEW_OFFICER,
}
