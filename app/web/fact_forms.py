"""The form of each kind of fact: its questions in plain words, in the order in which one answers them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from app.web.labels import FACT, FIELD
from app.web.questions import Question, choice, day, long_text, prison, text, yes_no


@dataclass(frozen=True, slots=True)
class FactForm:
    """The form of one kind of fact. Of `one_of` questions at least one needs an answer."""

    kind: str
    title: str
    about: str
    questions: tuple[Question, ...]
    one_of: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Kinds of fact that belong together on the page where one is chosen."""

    title: str
    kinds: tuple[str, ...]


GROUPS = (
    Group(
        "Parole",
        (
            "parole_process_started",
            "hearing_date_set",
            "parole_adjourned",
            "parole_deferred",
            "parole_withdrawn",
            "parole_decision",
            "parole_decision_set_aside",
        ),
    ),
    Group("Release and recall", ("released", "recalled", "removed_from_uk", "returned_to_custody")),
    Group(
        "Sentence and dates",
        (
            "release_date_recalculated",
            "release_date_set",
            "sentence_started",
            "sentence_dates_changed",
            "sentence_varied_on_appeal",
            "legal_status_changed",
            "conviction_quashed",
        ),
    ),
    Group("Moves", ("prison_transfer", "hospital_transfer", "unlawfully_at_large")),
    Group(
        "Provider and risk",
        ("provider_changed", "risk_changed", "security_category_changed", "early_allocation_decided"),
    ),
    Group("Other", ("died", "significant_change")),
)

SENTENCE_DATE_NAMES = (
    "release_date",
    "automatic_release_date",
    "conditional_release_date",
    "parole_eligibility_date",
    "tariff_expiry_date",
    "home_detention_curfew_eligibility_date",
    "home_detention_curfew_actual_date",
    "licence_expiry_date",
)


_DATES = tuple(day(name) for name in SENTENCE_DATE_NAMES)
_REMOVABLE_DATES = tuple(replace(question, removable=True) for question in _DATES)
_LENGTH = Question(
    "length_months",
    "number",
    FIELD["length_months"],
    "In whole months. Leave empty for life, IPP and DPP: they have no length.",
)
_WHICH_REVIEW = Question(
    "review", "review", FIELD["review"], "Leave empty if you mean the review open longest."
)
_OF_REVIEW = replace(_WHICH_REVIEW, hint="", required=True)
_PAROLE_NOTE = (_WHICH_REVIEW, long_text("reason"))
_RELEASE_DATE = (
    day("release_date", required=True),
    text("kind", "For example, conditional release date."),
)
_RISK = (
    choice("rosh_level", may_be_unknown=True),
    choice("mappa_level", may_be_unknown=True),
    yes_no("ppo", may_be_unknown=True),
)

_FORMS: Mapping[str, tuple[str, tuple[Question, ...]]] = {
    "parole_process_started": (
        "The Parole Board has been asked to review the case.",
        (
            Question("review", "text", "Name of the review", "For example, Review 1.", required=True),
            text("review_type"),
            day("target_hearing_date"),
        ),
    ),
    "hearing_date_set": (
        "The Parole Board has set or moved the date of a hearing.",
        (_OF_REVIEW, day("target_hearing_date", required=True)),
    ),
    "parole_adjourned": ("The hearing was begun and put off. The review stays open.", _PAROLE_NOTE),
    "parole_deferred": ("The hearing was put off before it began. The review stays open.", _PAROLE_NOTE),
    "parole_withdrawn": ("The review ended without a decision.", _PAROLE_NOTE),
    "parole_decision": (
        "The Parole Board has decided a review. The date is the day on which the decision was issued.",
        (
            choice("outcome", required=True),
            _WHICH_REVIEW,
            yes_no("on_papers", "Without an oral hearing."),
            day("final_on"),
        ),
    ),
    "parole_decision_set_aside": ("A decision was set aside, so its review is open again.", (_WHICH_REVIEW,)),
    "released": ("The person has left custody on licence.", (text("release_type"),)),
    "recalled": (
        "The licence was revoked and the person returned to custody.",
        (
            choice("recall_type", required=True),
            day("release_date", "The next release date, if it is already known."),
            prison("to_prison"),
        ),
    ),
    "removed_from_uk": ("The person has been removed from the UK. This closes the case.", (text("scheme"),)),
    "returned_to_custody": (
        "The person is back from hospital, or after being unlawfully at large.",
        (text("to"),),
    ),
    "release_date_recalculated": ("The release date was worked out again.", _RELEASE_DATE),
    "release_date_set": ("The release date has become known.", _RELEASE_DATE),
    "sentence_started": (
        "A court passed a sentence. Record a further sentence beside an earlier one here, too.",
        (
            choice("sentence_type", required=True),
            _LENGTH,
            *_DATES,
            day("starts_on", "Only if it starts later than the day it was passed."),
            text("court_case"),
            choice("category"),
        ),
    ),
    "sentence_dates_changed": (
        "One or more dates of the sentence changed, or no longer apply. Fill in only what changed.",
        _REMOVABLE_DATES,
    ),
    "sentence_varied_on_appeal": (
        "A court changed the sentence.",
        (_LENGTH, choice("sentence_type"), *_DATES),
    ),
    "legal_status_changed": (
        "The legal status in the prison record changed. Give one of the two or both.",
        (choice("legal_status"), text("imprisonment_status")),
    ),
    "conviction_quashed": ("A court quashed the conviction. This closes the case.", ()),
    "prison_transfer": (
        "The person has moved to another prison.",
        (prison("to_prison", required=True), prison("from_prison")),
    ),
    "hospital_transfer": ("The person has moved to a hospital.", (text("to"),)),
    "unlawfully_at_large": ("The person has escaped, absconded or failed to return.", (text("to"),)),
    "provider_changed": (
        "Another probation provider now holds the case.",
        (choice("provider", required=True), choice("rosh_level", may_be_unknown=True)),
    ),
    "risk_changed": ("The assessed risk changed. Answer only what changed.", _RISK),
    "security_category_changed": (
        "The person was given another security category.",
        (choice("category", required=True), day("approved_on")),
    ),
    "early_allocation_decided": (
        "It was decided whether the community takes the case early.",
        (choice("decision", required=True), day("assessed_on"), yes_no("within_window", may_be_unknown=True)),
    ),
    "died": ("The person has died. This closes the case.", ()),
    "significant_change": (
        "Something else that whoever owns the case should know. It does not change the owner.",
        (long_text("what", required=True),),
    ),
}
_ONE_OF = frozenset({"sentence_dates_changed", "risk_changed", "legal_status_changed"})

HAPPENED = day("date", "For example, 22 11 2026. It cannot be after today.", required=True)

FORMS: Mapping[str, FactForm] = {
    kind: FactForm(kind, FACT[kind], about, (HAPPENED, *questions), one_of=kind in _ONE_OF)
    for kind, (about, questions) in _FORMS.items()
}
