"""The words of the paragraphs that the rules rest on, short enough to read beside a case."""

from collections.abc import Mapping

PAPER = "OMCP Board paper, 2 September 2013"

_PAPER: Mapping[str, str] = {
    "1": "Confirming where offender management responsibility for offenders sentenced to 12 months "
    "or more rests during the core custodial period.",
    "2": "… the Through the Gate (TTG) project has designed resettlement services to support "
    "offenders during the transitional period between custody and community.",
    "3": "Offender management responsibilities to cover the core custodial period … for offenders "
    "serving 12 months or more are out of scope for TTG.",
    "4": "The “in-scope” cases covered all offenders serving 12 months or more who were assessed "
    "through OASys as High or Very High Risk of Harm; all those sentenced to Indeterminate "
    "Sentence for Public Protection (IPP); and all those identified as Prolific and Priority "
    "Offenders (PPOs).",
    "5": "The introduction of the Manage the Custodial Sentence (MTCS) Service Specification "
    "(transitional version) in October 2012 brought into scope of Offender Management all other "
    "offenders sentenced to 12 months or more.",
    "10(i)": "… retained National Probation Service (NPS) cases could be managed by the community-based "
    "probation OM, whilst the contracted out cases could be managed by the prison-based OS "
    "during the custodial period.",
    "10(ii)": "… for NPS retained cases, a seconded probation officer in the prison would have "
    "responsibility for driving and overseeing the case, working with the OS. … Further, at the "
    "6 months pre-release stage, or at commencement of any parole process, responsibility for "
    "the case, including assessment, would transfer from custody to the community.",
    "13": "Retain a seconded probation oversight for the retained NPS cases, to drive the sentence, "
    "working with the OS, until the point of formal handover to the community Offender Manager "
    "six months pre-release.",
    "footnote **": "Should an offender get a negative decision following a parole hearing, the case would "
    "return to the prison for assessment and management purposes, until the next parole review "
    "process commenced.",
}


def paragraph_words(document: str, paragraph: str) -> str | None:
    """What the paragraph says, where it is kept here."""
    return _PAPER.get(paragraph) if document == PAPER else None
