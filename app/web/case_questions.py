"""What is asked of a case when it is opened and when its details are changed."""

from dataclasses import dataclass

from app.web.labels import FIELD
from app.web.questions import Question, choice, day, prison, text, yes_no


@dataclass(frozen=True, slots=True)
class Section:
    """Questions under one heading."""

    title: str
    questions: tuple[Question, ...]


PRISON_NUMBER = text(
    "prison_number", "One letter, four numbers, two letters. For example, A1234BC.", required=True
)
CRN = text("crn", "One letter and six numbers. For example, X123456.")
NAMES = (
    text("first_name", required=True),
    text("middle_names"),
    text("last_name", required=True),
)
BIRTH = day("date_of_birth", "For example, 31 3 1988.")
REGION = Question("home_region", "region", FIELD["home_region"])
COMMUNITY = (
    text("community_manager_name"),
    text("community_manager_email"),
    text("community_team"),
)

SENTENCED = Question(
    "sentenced", "yes_no", "Has the person been sentenced?", "Choose no while on remand.", required=True
)
SENTENCE = (
    day("start_date", "The day on which the sentence was passed.", required=True),
    choice("sentence_type", required=True),
    Question(
        "length_months",
        "number",
        FIELD["length_months"],
        "In whole months. Leave empty for life, IPP and DPP: they have no length.",
    ),
    day("release_date", "The automatic or conditional date, if it is known."),
    day("parole_eligibility_date"),
    day("tariff_expiry_date"),
    day("licence_expiry_date"),
    text("court_case"),
)

SECTIONS = (
    Section("Who it is about", (PRISON_NUMBER, CRN, *NAMES, BIRTH)),
    Section(
        "Where the person is",
        (prison("prison", required=True), day("arrived_on", "Leave empty if it is today.")),
    ),
    Section("Sentence", (SENTENCED, *SENTENCE)),
    Section(
        "Probation provider and risk",
        (
            choice("provider", "Leave empty if it is not known yet."),
            choice("rosh_level"),
            choice("mappa_level"),
            yes_no("ppo"),
        ),
    ),
    Section("Home and community", (text("home_area"), REGION, *COMMUNITY)),
)

DETAILS = (
    PRISON_NUMBER,
    CRN,
    text("pnc", "For example, 2004/0012345D."),
    text("cro"),
    text("booking_id"),
    *NAMES,
    BIRTH,
    text("gender"),
    text("home_area"),
    REGION,
    text("cell_location"),
    choice("complexity_of_need"),
    text("most_serious_offence"),
    *COMMUNITY,
)
