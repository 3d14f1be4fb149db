"""Says every stored code in plain words: owners, roles, reasons, kinds of fact, fields, what needs doing."""

from collections.abc import Mapping
from typing import Any

RESPONSIBLE = {"custody": "The prison", "community": "The community", "none": "Nobody"}
SIDE = {"custody": "the prison", "community": "the community", "none": "nobody"}
SIDE_SHORT = {"custody": "Prison", "community": "Community", "none": "Nobody"}

ROLE = {
    "seconded_probation_officer": "Seconded probation officer",
    "offender_supervisor": "Offender supervisor",
    "community_offender_manager": "Community offender manager",
    "crc_responsible_officer": "Responsible officer at the contracted-out provider",
    "prison_offender_manager": "Prison offender manager",
}

STAFF_ROLE = {
    "OMU_OFFICER": "OMU officer",
    "OMU_MANAGER": "OMU manager",
    "COMMUNITY_MANAGER": "Community offender manager",
    "COMMUNITY_SENIOR": "Senior probation officer in the community",
    "PANEL_SECRETARIAT": "Panel secretariat",
    "PANEL_MEMBER": "Panel member",
    "PANEL_CHAIR": "Panel chair",
    "GROUP_DIRECTOR": "Prison group director",
    "REGIONAL_DIRECTOR": "Regional probation director",
    "INSPECTOR": "Inspector",
    "ADMIN": "Administrator",
}

STATUS = {
    "open": "Open",
    "not_sentenced": "Not sentenced",
    "custody": "In custody",
    "recalled": "Recalled to custody",
    "licence": "Released on licence",
    "closed": "Closed",
}

REASON = {
    "not_sentenced": "No sentence yet",
    "out_of_scope_under_12_months": "Sentence under 12 months",
    "custodial_phase": "Custodial phase",
    "six_months_before_release": "Six months before release",
    "parole_process": "Parole process under way",
    "returned_after_decision": "Returned after a parole decision",
    "release_directed": "Release directed by the Parole Board",
    "refused_inside_six_months": "Refused parole, inside six months of release",
    "release_date_put_back": "Release date put back after handover",
    "released_on_licence": "Released on licence",
    "recalled": "Recalled to custody",
    "split_retained": "Kept by the National Probation Service",
    "split_contracted_out": "Contracted out",
    "offender_management_model": "In the Offender Management Model",
    "outside_offender_management_model": "Outside the Offender Management Model",
    "transitional_specification": "Brought in by the 2012 specification",
    "overridden": "Decided by a manager",
    "sentence_ended": "Sentence ended",
    "case_closed": "Case closed",
    "outside_policy": "Outside this policy",
}

FACT = {
    "sentence_started": "Sentence started",
    "release_date_set": "Release date set",
    "release_date_recalculated": "Release date recalculated",
    "sentence_dates_changed": "Sentence dates changed",
    "sentence_varied_on_appeal": "Sentence varied on appeal",
    "provider_changed": "Probation provider changed",
    "risk_changed": "Risk changed",
    "security_category_changed": "Security category changed",
    "parole_process_started": "Parole process started",
    "hearing_date_set": "Parole hearing date set",
    "parole_adjourned": "Parole review adjourned",
    "parole_deferred": "Parole review deferred",
    "parole_withdrawn": "Parole review withdrawn",
    "parole_decision": "Parole decision made",
    "parole_decision_set_aside": "Parole decision set aside",
    "prison_transfer": "Transferred to another prison",
    "hospital_transfer": "Transferred to hospital",
    "unlawfully_at_large": "Unlawfully at large",
    "returned_to_custody": "Returned to custody",
    "released": "Released",
    "recalled": "Recalled to custody",
    "removed_from_uk": "Removed from the UK",
    "died": "Died",
    "conviction_quashed": "Conviction quashed",
    "early_allocation_decided": "Early allocation decided",
    "legal_status_changed": "Legal status changed",
    "significant_change": "Another significant change",
}

FIELD = {
    "type": "Kind of fact",
    "date": "Date it happened",
    "reason": "Reason",
    "sentence_type": "Sentence type",
    "length_months": "Length in months",
    "release_date": "Release date",
    "parole_eligibility_date": "Parole eligibility date",
    "tariff_expiry_date": "Tariff expiry date",
    "licence_expiry_date": "Licence expiry date",
    "home_detention_curfew_eligibility_date": "Home detention curfew eligibility date",
    "home_detention_curfew_actual_date": "Home detention curfew actual date",
    "automatic_release_date": "Automatic release date",
    "conditional_release_date": "Conditional release date",
    "starts_on": "Day the sentence starts to run",
    "start_date": "Day the sentence began",
    "sentence_start_date": "Day the sentence began",
    "court_case": "Court case number",
    "category": "Security category",
    "kind": "Kind of release date",
    "provider": "Probation provider",
    "rosh_level": "Risk of serious harm",
    "mappa_level": "MAPPA level",
    "ppo": "Prolific and other priority offender scheme",
    "approved_on": "Date approved",
    "review": "Parole review",
    "review_type": "Type of review",
    "target_hearing_date": "Target hearing date",
    "outcome": "Outcome",
    "on_papers": "Decided on the papers",
    "final_on": "Date the decision becomes final",
    "to_prison": "To which prison",
    "from_prison": "From which prison",
    "to": "Where",
    "release_type": "Type of release",
    "recall_type": "Type of recall",
    "scheme": "Removal scheme",
    "decision": "Decision",
    "assessed_on": "Date assessed",
    "legal_status": "Legal status",
    "imprisonment_status": "Imprisonment status code",
    "what": "What changed",
    "unconfirmed": "Details still to confirm",
    "prison_number": "Prison number",
    "crn": "Case reference number (CRN)",
    "pnc": "Police National Computer number",
    "cro": "Criminal Records Office number",
    "booking_id": "Booking number",
    "first_name": "First name",
    "middle_names": "Middle names",
    "last_name": "Last name",
    "date_of_birth": "Date of birth",
    "gender": "Gender",
    "estate": "Estate",
    "prison": "Prison",
    "arrived_on": "Date of arrival at this prison",
    "home_area": "Home area",
    "home_region": "Home probation region",
    "cell_location": "Cell location",
    "complexity_of_need": "Complexity of need",
    "most_serious_offence": "Most serious offence",
    "restricted_patient": "Restricted patient",
    "community_manager_name": "Community offender manager",
    "community_manager_email": "Community offender manager’s email",
    "community_team": "Community team",
}

SENTENCE_TYPE = {
    "SDS": "Standard determinate sentence",
    "EDS": "Extended determinate sentence",
    "SOPC": "Special custodial sentence (SOPC)",
    "LIFE": "Life sentence",
    "IPP": "Imprisonment for public protection (IPP)",
    "DPP": "Detention for public protection (DPP)",
}
LEVEL = {"low": "Low", "medium": "Medium", "high": "High"}
ROSH = {**LEVEL, "very_high": "Very high"}
PROVIDER = {
    "nps": "National Probation Service",
    "crc": "Contracted out (community rehabilitation company)",
}
ESTATE = {"women": "Women’s estate", "men": "Men’s estate"}
CATEGORY = {
    "Q": "Q: Restricted status (women)",
    "R": "R: Closed (women)",
    "T": "T: Open (women)",
    "U": "U: Unsentenced (women)",
    "V": "V: Restricted status (young women)",
    "I": "I: Closed (young people)",
    "J": "J: Open (young people)",
    "A": "A: Category A",
    "H": "H: Category A, high",
    "E": "E: Category A, exceptional",
    "P": "P: Category A, provisional",
    "B": "B: Category B",
    "C": "C: Category C",
    "D": "D: Category D",
    "K": "K: Young people, short sentence",
    "X": "X: Uncategorised, sentenced (men)",
    "Z": "Z: Not yet given a category",
    "N": "N, as the prison record has it",
    "Y": "Y, as the prison record has it",
}
OUTCOME = {
    "negative": "No release",
    "open_conditions_recommended": "Open conditions recommended",
    "release_directed": "Release directed",
    "other": "Another outcome",
}
RECALL_TYPE = {
    "standard": "Standard recall",
    "fixed_term_14": "Fixed-term recall, 14 days",
    "fixed_term_28": "Fixed-term recall, 28 days",
    "fixed_term_56": "Fixed-term recall, 56 days",
}
EARLY_DECISION = {
    "eligible": "Eligible",
    "discretionary": "For the community to decide",
    "accepted": "Accepted by the community",
    "declined": "Declined by the community",
    "ineligible": "Not eligible",
}
LEGAL_STATUS = {
    "RECALL": "Recall",
    "DEAD": "Died",
    "INDETERMINATE_SENTENCE": "Indeterminate sentence",
    "SENTENCED": "Sentenced",
    "CONVICTED_UNSENTENCED": "Convicted, not sentenced",
    "CIVIL_PRISONER": "Civil prisoner",
    "IMMIGRATION_DETAINEE": "Immigration detainee",
    "REMAND": "On remand",
    "UNKNOWN": "Not known",
    "OTHER": "Other",
}
MAPPA = {
    "0": "0: Not relevant",
    "1": "1: Lead agency alone",
    "2": "2: Formal meetings",
    "3": "3: Senior staff",
}

ATTENTION = {
    "release_not_recorded": "The release date has passed and no release is recorded",
    "provider_missing": "The probation provider is not known",
    "release_date_unknown": "The release date is not known",
    "details_unconfirmed": "Some details were worked out by an import and nobody has confirmed them",
}
ATTENTION_SHORT = {
    "release_not_recorded": "Release not recorded",
    "provider_missing": "Provider missing",
    "release_date_unknown": "Release date unknown",
    "details_unconfirmed": "Details to confirm",
}
WHAT_TO_DO = {
    "release_not_recorded": "Record the release if it happened, or the new release date if it changed.",
    "provider_missing": "Record which probation provider holds the case. Until then it counts as retained.",
    "release_date_unknown": "Record the release date. Until then no handover date can be worked out.",
    "details_unconfirmed": "Check each against the record and confirm it.",
}

PROMPT = {
    "release_date_kept_after_variation": "The sentence was varied without a new release date, so the old one "
    "stands. Record the recalculated date as soon as it is known.",
    "review_not_known": "No parole review of this name has been started on this case.",
    "fact_is_late": "This happened before today. It counts from today on: earlier days stay as lived.",
}

CHANGE = {
    "CASE_OPENED": "Case opened",
    "CASE_CHANGED": "Details changed",
    "CASE_LEFT_AS_IT_WAS": "Details sent again, nothing changed",
    "CASE_IMPORTED": "Changed by an import",
    "FACT_RECORDED": "Fact recorded",
    "FACT_RETRACTED": "Fact retracted",
}

OUTCOME_OF_ROW = {
    "created": "Created",
    "changed": "Changed",
    "unchanged": "Unchanged",
    "rejected": "Rejected",
    "missing": "Not in the file",
}
STATE_OF_RUN = {
    "receiving": "Being received",
    "queued": "Waiting to start",
    "running": "Being taken",
    "done": "Finished",
    "failed": "Stopped",
}
KIND_OF_FILE = {
    "auto": "Tell by the file itself",
    "prisoner_search": "Prisoner records of the platform",
    "csv": "Our own CSV",
    "ndjson": "Our own NDJSON",
}
KINDS_OF_FILE_AS_SHOWN = {**KIND_OF_FILE, "case_file": "Our own NDJSON"}

ROW_REASON = {
    "before_sentence": "This date is before the sentence started",
    "case_not_found": "There is no case of this number yet, and the row has too little to open one",
    "cells_miscounted": "The row has more or fewer cells than the first line has columns",
    "character_invalid": "There are characters that cannot be shown",
    "could_not_be_taken": "This row could not be taken. Check it and send it again",
    "crn_invalid": "A CRN is one letter and six numbers, for example X123456",
    "csv_invalid": "The row is not well-formed CSV: look for a quotation mark that is not closed",
    "date_in_future": "This date is after today",
    "date_invalid": "This is not a real date. Write it as 2026-11-22",
    "date_is_serial": "A spreadsheet turned this date into a number. Write it as 2026-11-22",
    "date_out_of_range": "This date is not between 1900 and 2200",
    "email_invalid": "This is not a whole email address",
    "estate_of_prison": "The prison belongs to the other estate",
    "field_repeated": "This field stands twice in the row",
    "flag_invalid": "Write true or false",
    "formula_cell": "The cell begins like a spreadsheet formula. Write it as plain text",
    "json_cut_off": "The file ends in the middle of this row",
    "json_invalid": "The row is not well-formed JSON",
    "newer_case_open": "A newer case of the same person is open",
    "not_an_object": "The row is not one JSON object",
    "not_for_indeterminate": "Life, IPP and DPP sentences have no length",
    "not_sentenced": "There is no sentence on this case yet",
    "not_utf8": "The row is not UTF-8 text",
    "null": "The value is empty",
    "numbers_of_two_cases": "The prison number and the CRN belong to two different cases",
    "older_file": "A newer file has been taken for this case already",
    "open_case_exists": "There is an open case under this number already",
    "outside_your_scope": "This prison is not one of yours",
    "pnc_invalid": "The Police National Computer number is not right. Its last letter is a check letter",
    "prison_code_invalid": "A prison is three capital letters, for example FHI",
    "prison_number_invalid": "A prison number is like A1234BC",
    "prison_out_of_scope": "This establishment holds people under 18 and is outside the service",
    "release_before_sentence": "The release is before the sentence started",
    "row_too_long": "The row is too long to be one case",
    "sentence_known_otherwise": "The record has another sentence. Record the change as a fact on the case",
    "text_missing": "There is no text here",
    "too_long": "The text is too long",
    "unknown_column": "There is no such column",
    "unknown_event_type": "There is no such kind of fact",
    "unknown_field": "There is no such field",
    "unknown_prison": "There is no prison of this code",
    "unknown_region": "There is no probation region of this code",
}

CHOICE: Mapping[str, Mapping[str, str]] = {
    "sentence_type": SENTENCE_TYPE,
    "rosh_level": ROSH,
    "mappa_level": MAPPA,
    "provider": PROVIDER,
    "category": CATEGORY,
    "outcome": OUTCOME,
    "recall_type": RECALL_TYPE,
    "decision": EARLY_DECISION,
    "legal_status": LEGAL_STATUS,
    "complexity_of_need": LEVEL,
    "estate": ESTATE,
}

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
    "change": CHANGE,
    "row_outcome": OUTCOME_OF_ROW,
    "run_state": STATE_OF_RUN,
    "kind_of_file": KINDS_OF_FILE_AS_SHOWN,
    "column": FIELD,
    **CHOICE,
}

YES_NO = {True: "Yes", False: "No", None: "Not known"}


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
