"""What the platform's codes mean here: reasons for leaving and for coming back, and kinds of sentence.

The codes are public facts of the prison service's own systems; one that is not listed is an ordinary release.
"""

from typing import Literal

Left = Literal["released", "hospital", "removed", "died", "bail", "at_large"]

NOT_A_PRISON = frozenset({"OUT", "TRN"})

_HOSPITAL = frozenset({"HP", "HO", "HQ"})
_REMOVED = frozenset({"DD", "DE", "DL", "ETR"})  # DEIRC and ECSLIRC lead to a removal centre here, a release
_AT_LARGE = frozenset({"UAL", "UAL_ECL", "ESCP"})
_DIED = frozenset({"DEC", "DIED"})
_BAIL = frozenset({"BL", "BD", "BH"})

RECALL_ADMISSIONS = frozenset({"L", "B", "24", "H", "Y", "ETB", "ETRB", "ETRLR", "ETRRIE"})
"""Reasons of an admission that end a release: licence revoked, curfew, temporary schemes."""

NO_SENTENCE_YET = frozenset({"REMAND", "CONVICTED_UNSENTENCED", "CIVIL_PRISONER"})
SENTENCED = frozenset({"SENTENCED", "INDETERMINATE_SENTENCE", "RECALL"})


def left_by(reason: str | None) -> Left:
    """What a movement of type REL is, by its reason code."""
    for codes, left in _LEAVING:
        if reason in codes:
            return left
    return "released"


_LEAVING: tuple[tuple[frozenset[str], Left], ...] = (
    (_DIED, "died"),
    (_HOSPITAL, "hospital"),
    (_REMOVED, "removed"),
    (_AT_LARGE, "at_large"),
    (_BAIL, "bail"),
)


def indeterminate_type(imprisonment_status: str | None) -> str:
    """LIFE, or IPP or DPP where the status names it."""
    status = imprisonment_status or ""
    return next((kind for kind in ("IPP", "DPP") if kind in status), "LIFE")


def recall_type(imprisonment_status: str | None) -> str:
    """The kind of recall that the status names; standard where it names none."""
    status = imprisonment_status or ""
    if "FTR" not in status:
        return "standard"
    days = next((days for days in ("14", "56") if status.startswith(days) or f"FTR{days}" in status), "28")
    return f"fixed_term_{days}"
