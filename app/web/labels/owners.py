"""Who owns a case and why, in plain words: sides, roles, standing, reasons, what needs doing."""

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

WARNING = {
    "crc_after_contracts_ended": "A community rehabilitation company holds this case, but their contracts ended on "
    "26 June 2021. Record the provider that holds it now.",
}
PROMPT = {
    "release_date_kept_after_variation": "The sentence was varied without a new release date, so the old one "
    "stands. Record the recalculated date as soon as it is known.",
    "review_not_known": "No parole review of this name has been started on this case.",
    "fact_is_late": "This happened before today. It counts from today on: earlier days stay as lived.",
}
