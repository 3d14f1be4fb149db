"""Says every stored code in plain words: owners, roles, reasons, kinds of fact, fields, what needs doing."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from app.web.labels import (
    allocation,
    early_allocation,
    meetings,
    minutes,
    movements,
    panel_caseload,
    parole,
    policies,
    records,
    referrals,
)
from app.web.labels.facts import CHOICE, FACT, FIELD
from app.web.labels.history import CHANGE
from app.web.labels.imports import (
    KIND_OF_FILE,
    KINDS_OF_FILE_AS_SHOWN,
    OUTCOME_OF_ROW,
    ROW_REASON,
    STATE_OF_RUN,
)
from app.web.labels.owners import (
    ATTENTION,
    ATTENTION_SHORT,
    PROMPT,
    REASON,
    RESPONSIBLE,
    ROLE,
    SIDE,
    SIDE_SHORT,
    STAFF_ROLE,
    STATUS,
    WARNING,
    WHAT_TO_DO,
)

__all__ = [
    "CHOICE",
    "FACT",
    "FIELD",
    "KIND_OF_FILE",
    "OUTCOME_OF_ROW",
    "REASON",
    "ROLE",
    "SIDE",
    "readable",
    "row_reason",
    "say",
]

FAMILIES: Mapping[str, Mapping[str, str]] = {
    "responsible": RESPONSIBLE,
    "side": SIDE,
    "side_short": SIDE_SHORT,
    "role": ROLE,
    "staff_role": STAFF_ROLE,
    "status": STATUS,
    "reason": REASON,
    "fact": FACT,
    "field": FIELD,
    "attention": ATTENTION,
    "attention_short": ATTENTION_SHORT,
    "what_to_do": WHAT_TO_DO,
    "prompt": PROMPT,
    "warning": WARNING,
    "change": parole.CHANGES
    | allocation.CHANGES
    | dict(early_allocation.CHANGES)
    | dict(movements.CHANGES)
    | dict(referrals.CHANGES)
    | dict(minutes.CHANGES)
    | dict(panel_caseload.CHANGES)
    | dict(meetings.CHANGES)
    | CHANGE,
    "row_outcome": OUTCOME_OF_ROW,
    "run_state": STATE_OF_RUN,
    "kind_of_file": KINDS_OF_FILE_AS_SHOWN,
    "column": FIELD,
    **records.FAMILIES,
    **parole.FAMILIES,
    **CHOICE,
    **allocation.FAMILIES,
    **policies.FAMILIES,
}

YES_NO = {True: "Yes", False: "No", None: "Not known"}


@lru_cache(maxsize=2_000)
def say(family: str, code: Any) -> str:
    """The plain words for a code of a family; a code nobody has named yet is shown readably as it stands."""
    if code is None or isinstance(code, bool):
        return YES_NO[code]
    return FAMILIES.get(family, {}).get(str(code)) or readable(str(code))


def row_reason(code: str, message: str) -> str:
    """Why a row came out as it did: in our words, or the API's for a code not named here."""
    return ROW_REASON.get(code) or message.rstrip(".")


def readable(code: str) -> str:
    """A code without its underscores, with a capital first."""
    words = code.replace("_", " ").replace(".", " ").strip()
    return words[:1].upper() + words[1:]
