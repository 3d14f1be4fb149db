"""The columns of our own import file, as the page and the sample file say them."""

from collections.abc import Mapping

from app.web.fact_forms import FORMS
from app.web.labels import FIELD, say

WHO: Mapping[str, str] = {
    "prison_number": "Prison number. Each row needs this or the CRN.",
    "crn": "Case reference number of probation.",
}
DETAILS = (
    "pnc",
    "cro",
    "booking_id",
    "first_name",
    "middle_names",
    "last_name",
    "date_of_birth",
    "gender",
    "home_area",
    "home_region",
    "cell_location",
    "complexity_of_need",
    "most_serious_offence",
    "community_manager_name",
    "community_manager_email",
    "community_team",
)
PLACE = ("prison", "arrived_on")
STANDING = ("provider", "rosh_level", "mappa_level", "ppo", "category")
SENTENCE = ("sentence_start_date", "sentence_type", "length_months", "court_case")
DATES = (
    "release_date",
    "parole_eligibility_date",
    "tariff_expiry_date",
    "licence_expiry_date",
    "home_detention_curfew_eligibility_date",
    "home_detention_curfew_actual_date",
    "automatic_release_date",
    "conditional_release_date",
)
EVENT_FIELDS = tuple(
    dict.fromkeys(
        question.name for form in FORMS.values() for question in form.questions if question.name != "date"
    )
)

HINTS: Mapping[str, str] = {
    "date_of_birth": "1988-03-31",
    "home_region": "The region’s code, for example east_midlands",
    "complexity_of_need": "low, medium, high",
    "prison": "Three letters, for example FHI",
    "arrived_on": "2026-11-02",
    "provider": "nps, crc",
    "rosh_level": "low, medium, high, very_high",
    "mappa_level": "0, 1, 2, 3",
    "ppo": "true, false",
    "category": "One letter, for example R",
    "sentence_start_date": "2026-03-02",
    "sentence_type": "SDS, EDS, SOPC, LIFE, IPP, DPP",
    "length_months": "Whole months; empty for LIFE, IPP and DPP",
}

GROUPS: tuple[tuple[str, tuple[tuple[str, str, str], ...]], ...] = (
    ("Whose row it is", tuple((name, words, "") for name, words in WHO.items())),
    *(
        (title, tuple((name, say("field", name), HINTS.get(name, "")) for name in names))
        for title, names in (
            ("Names, numbers and community", DETAILS),
            ("Where the person is", PLACE),
            ("Provider and risk", STANDING),
            ("Sentence", SENTENCE),
            ("Dates of the sentence, each as 2027-01-13", DATES),
        )
    ),
    (
        "A fact, one to a row",
        (
            ("event_type", "Kind of fact", "For example parole_process_started"),
            ("event_date", "Date it happened", "2026-11-02"),
            *((f"event_{name}", FIELD[name], "") for name in EVENT_FIELDS),
        ),
    ),
)
"""Groups of columns: each with its words and what may stand in it."""

ALL = tuple(name for _, columns in GROUPS for name, _, _ in columns)

SAMPLE = (
    "prison_number,crn,first_name,last_name,date_of_birth,prison,arrived_on,provider,rosh_level,"
    "sentence_start_date,sentence_type,length_months,release_date,event_type,event_date,event_review\r\n"
    "A9001AA,X900001,Ash,Sample,1988-03-31,FHI,2026-03-02,nps,medium,2026-03-02,SDS,36,2027-09-02,,,\r\n"
    "A9002AA,X900002,Rowan,Sample,1979-11-05,FHI,2025-06-02,nps,high,2025-06-02,EDS,96,2030-06-02,"
    "parole_process_started,2026-11-02,Review 1\r\n"
)
"""A file that can be sent as it is: two invented people, one with a parole review."""
