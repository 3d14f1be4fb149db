"""The rules of today as one value: their order, their windows, and how their standing is gathered."""

from app.domain.policies.omic.dates import OmicSettings
from app.domain.policies.omic.plain import decide_plain
from app.domain.policies.omic.replay import OmicReplay
from app.domain.policies.omic.rules import RULES, handover
from app.domain.policies.policy import Policy
from app.domain.policies.settings import Question

MONTHS = tuple(range(1, 61))
QUESTIONS = (
    Question("determinate_months", MONTHS, "How many months before release is handover?", "5"),
    Question("determinate_days", tuple(range(61)), "How many days before that?", "5"),
    Question("parole_months", MONTHS, "How many months before parole eligibility is handover?", "5"),
    Question("indeterminate_months", MONTHS, "How many months before tariff or hearing is handover?", "5"),
    Question("early_allocation_months", MONTHS, "How many months before release, allocated early?", "5"),
    Question("short_sentence_months", MONTHS, "Up to how many months is a sentence short?", "5"),
    Question("far_hearing_months", MONTHS, "Beyond how many months is a hearing far?", "3"),
)
NOTE = (
    "As the live service codes its rules, so that both give the same answer. Among them: a determinate sentence "
    "refused parole never comes back to the prison; a refusal returns a lifer only while the next hearing is more "
    "than twelve months away; a man who came to an open prison before 31 March 2021 gets no early start of support; "
    "and how far away a hearing is counts in whole London days. Of a stored case, hearings, outcomes, recall, "
    "category, arrival and legal status are read from its facts and the day of birth from the person; whether a man "
    "at Prescoed has his home in Wales is told flat. What the live service does around its rules (lists that miss "
    "cases, silent changes) is not part of the policy."
)
POLICY = Policy(
    id="omic",
    version="1",
    title="Offender Management in Custody: the rules of today",
    source="The live service's rules at commit 7aeb43b964cf, August 2026, sections 1 to 8",
    rules=RULES,
    covers=lambda _standing: True,
    counts_months=False,
    note=NOTE,
    settings=OmicSettings(),
    questions=QUESTIONS,
    replays=OmicReplay,
    hands_over=handover,
    decide_plain=decide_plain,
)
